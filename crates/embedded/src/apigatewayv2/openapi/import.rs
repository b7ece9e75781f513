//! `ImportApi` and `ReimportApi`: an API made of a definition.

use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_store::Transaction;

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::{Members, whole_seconds};
use crate::request::Request;

use super::super::deployment::automatic;
use super::super::kind::{API, AUTHORIZER, INTEGRATION, Kind, ROUTE};
use super::super::{SERVICE, api, authorizer, integration, merge, quotas, refusals, route, tagging};
use super::definition::Definition;

pub(in crate::apigatewayv2) fn import(request: Request) -> Answer<Change> {
    let definition = read(&request)?;
    let tags = definition.tags.clone().unwrap_or_default();
    let mut record = merge::new_record(&API, &definition.api);
    record.remove("ApiId");
    record.insert("Tags", tagging::of_new(&Map::new().with("Tags", tags))?);
    record.insert("CreatedDate", Document::Timestamp(whole_seconds(request.now)));
    api::complete(&mut record)?;
    hold_against_model("CreateApi", &definition.api)?;
    change(move |transaction| {
        quotas::APIS.check(transaction, &request, &API, &Map::new())?;
        let record = api::put_new(transaction, &request, record)?;
        let warnings = make_parts(transaction, &request, &record, &definition)?;
        finish(&request, &record, definition, warnings)
    })
}

/// Everything that the API had is gone afterwards but its stages, its deployments and what was deployed.
pub(in crate::apigatewayv2) fn reimport(request: Request) -> Answer<Change> {
    let definition = read(&request)?;
    hold_against_model("CreateApi", &definition.api)?;
    change(move |transaction| {
        let before = API.find(transaction, &request)?;
        if api::is_websocket(&before) {
            return Err(refusals::bad_request("Only APIs of the protocol HTTP can be imported"));
        }
        for record in ROUTE.all(transaction, &request.place, &before)? {
            route::PART.remove(transaction, &request, &record)?;
        }
        for record in INTEGRATION.all(transaction, &request.place, &before)? {
            integration::PART.remove(transaction, &request, &record)?;
        }
        for record in AUTHORIZER.all(transaction, &request.place, &before)? {
            authorizer::PART.remove(transaction, &request, &record)?;
        }
        let names = Map::new().with("ApiId", before.text("ApiId"));
        let mut record = merge::new_record(&API, &definition.api);
        for (name, value) in names.into_iter() {
            record.insert(name, value);
        }
        for name in ["ApiEndpoint", "CreatedDate", "IpAddressType", "ApiKeySelectionExpression", "Tags"] {
            if let Some(value) = before.get(name) {
                record.insert(name, value.clone());
            }
        }
        if let Some(tags) = &definition.tags {
            record.insert("Tags", tagging::of_new(&Map::new().with("Tags", tags.clone()))?);
        }
        api::complete(&mut record)?;
        api::put_imported(transaction, &request, &record)?;
        let warnings = make_parts(transaction, &request, &record, &definition)?;
        automatic::deploy(transaction, &request, &record)?;
        finish(&request, &record, definition, warnings)
    })
}

fn read(request: &Request) -> Answer<Definition> {
    Definition::read(&request.place, request.input.text("Body"), request.input.str("Basepath"))
}

/// Makes what lies inside of an API, and gives what there is to warn of.
fn make_parts(
    transaction: &mut Transaction<'_>,
    request: &Request,
    api: &Map,
    definition: &Definition,
) -> Answer<Vec<String>> {
    let mut warnings = Vec::new();
    let mut authorizers = Map::new();
    for (name, members) in &definition.authorizers {
        let made = input_of("CreateAuthorizer", &AUTHORIZER, api, members)
            .and_then(|record| transaction.attempt(|it| authorizer::PART.put_new(it, request, api, record)));
        match made {
            Ok(record) => authorizers.push(name.clone(), record.text("AuthorizerId")),
            Err(Failure::Refused(refusal)) => {
                warnings.push(format!("Unable to create Authorizer '{name}': {}", refusal.message));
            }
            Err(other) => return Err(other),
        }
    }
    let mut shared = Map::new();
    for it in &definition.routes {
        let key = it.route.text("RouteKey");
        let known = it.shared.as_deref().and_then(|name| shared.str(name)).map(str::to_owned);
        let integration = match (known, &it.integration) {
            (Some(id), _) => Some(id),
            (None, Some(members)) => {
                let made = input_of("CreateIntegration", &INTEGRATION, api, members)
                    .and_then(|record| integration::PART.put_new(transaction, request, api, record));
                let made = made.map_err(|failure| in_route("integration", key, failure))?;
                Some(made.text("IntegrationId").to_owned())
            }
            (None, None) => None,
        };
        if let (Some(name), Some(id)) = (&it.shared, &integration) {
            shared.insert(name.clone(), id.as_str());
        }
        let mut members = it.route.clone();
        if let Some(id) = &integration {
            members.insert("Target", format!("integrations/{id}"));
        }
        match it.authorizer.as_deref().map(|name| authorizers.str(name)) {
            Some(Some(id)) => drop(members.insert("AuthorizerId", id)),
            // The authorizer could not be made, of which there is a warning already.
            Some(None) => {
                members.remove("AuthorizationType");
                members.remove("AuthorizationScopes");
            }
            None => {}
        }
        let made = input_of("CreateRoute", &ROUTE, api, &members)
            .and_then(|record| route::PART.put_new(transaction, request, api, record));
        made.map_err(|failure| in_route("route", key, failure))?;
    }
    Ok(warnings)
}

/// The answer, or a refusal where warnings are not to be lived with.
fn finish(request: &Request, api: &Map, definition: Definition, more: Vec<String>) -> Answer {
    let mut warnings = definition.warnings;
    warnings.extend(more);
    if request.input.flag("FailOnWarnings") && !warnings.is_empty() {
        let message = format!("Warnings found during import:\n\t{}", warnings.join("\n\t"));
        return Err(refusals::bad_request(message));
    }
    let mut shown = api.clone();
    for (name, lines) in [("ImportInfo", definition.information), ("Warnings", warnings)] {
        if !lines.is_empty() {
            shown.insert(name, lines.into_iter().map(Document::from).collect::<Vec<_>>());
        }
    }
    Ok(API.show(&shown))
}

/// The record of a new thing inside of an API, of members that its operation would take.
fn input_of(operation: &'static str, kind: &Kind, api: &Map, members: &Map) -> Answer<Map> {
    let mut input = members.clone();
    input.insert("ApiId", api.text("ApiId"));
    hold_against_model(operation, &input)?;
    Ok(merge::new_record(kind, &input))
}

fn hold_against_model(operation: &str, input: &Map) -> Answer<()> {
    let operation = registry::service(SERVICE.name).and_then(|it| it.operation(operation));
    operation.map_or(Ok(()), |it| SERVICE.hold_against_model(it, input))
}

/// Says where in a definition something is that the service refuses.
fn in_route(what: &str, key: &str, failure: Failure) -> Failure {
    match failure {
        Failure::Refused(refusal) => {
            let message = format!("Unable to create {what} for '{key}': {}", refusal.message);
            Failure::refused(&refusal.code, message, refusal.http_status)
        }
        other => other,
    }
}
