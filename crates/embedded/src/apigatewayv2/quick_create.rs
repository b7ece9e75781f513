//! Quick create: an API with a target gets an integration, a route and a stage of its own.
//!
//! All three are managed: the target, the key and the credentials of the API
//! are what they follow.

use callboard_model::document::{Document, Map};
use callboard_store::Transaction;

use crate::failure::Answer;
use crate::members::{Members, whole_seconds};
use crate::request::Request;

use super::kind::{INTEGRATION, ROUTE};
use super::{integration, refusals, route, stage};

/// Makes all that the target of a new API asks for.
pub(super) fn create(transaction: &mut Transaction<'_>, request: &Request, api: &Map) -> Answer<()> {
    let managed = || Map::new().with("ApiId", api.text("ApiId")).with("ApiGatewayManaged", true);
    let mut record = managed();
    aim(&mut record, api);
    let integration = integration::PART.put_new(transaction, request, api, record)?;
    let key = api.str("RouteKey").unwrap_or(stage::DEFAULT);
    let target = format!("integrations/{}", integration.text("IntegrationId"));
    route::PART.put_new(transaction, request, api, managed().with("RouteKey", key).with("Target", target))?;
    let now = Document::Timestamp(whole_seconds(request.now));
    let record = managed().with("StageName", stage::DEFAULT).with("AutoDeploy", true);
    let record = record.with("CreatedDate", now.clone()).with("LastUpdatedDate", now);
    stage::put_new(transaction, request, api, record)?;
    Ok(())
}

/// Makes the managed integration and route follow the API after it was changed.
pub(super) fn update(transaction: &mut Transaction<'_>, request: &Request, api: &Map) -> Answer<()> {
    let managed = |records: Vec<Map>| records.into_iter().find(|it| it.flag("ApiGatewayManaged"));
    let integration = managed(INTEGRATION.all(transaction, &request.place, &request.input)?);
    let route = managed(ROUTE.all(transaction, &request.place, &request.input)?);
    let (Some(integration), Some(route)) = (integration, route) else {
        let message = "Target, RouteKey and CredentialsArn can only be changed for an API that quick create made";
        return Err(refusals::bad_request(message));
    };
    let mut aimed = integration.clone();
    aim(&mut aimed, api);
    integration::PART.put_changed(transaction, request, api, &integration, aimed)?;
    if let Some(key) = request.input.given("RouteKey") {
        let renamed = route.clone().with("RouteKey", key.clone());
        route::PART.put_changed(transaction, request, api, &route, renamed)?;
    }
    Ok(())
}

/// Aims an integration at the target of an API.
fn aim(integration: &mut Map, api: &Map) {
    let target = api.text("Target");
    let is_function = target.starts_with("arn:") && target.contains(":lambda:");
    let (kind, method, version) = if is_function { ("AWS_PROXY", "POST", "2.0") } else { ("HTTP_PROXY", "ANY", "1.0") };
    integration.insert("IntegrationType", kind);
    integration.insert("IntegrationMethod", method);
    integration.insert("IntegrationUri", target);
    integration.insert("PayloadFormatVersion", version);
    match api.given("CredentialsArn") {
        Some(arn) => drop(integration.insert("CredentialsArn", arn.clone())),
        None => drop(integration.remove("CredentialsArn")),
    }
}
