//! Stages: under which name and settings a deployment is served.

mod settings;
mod variables;

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::{Members, whole_seconds};
use crate::request::Request;

use super::deployment::automatic;
use super::kind::{API, DEPLOYMENT, STAGE};
use super::{api, api_mapping, merge, quotas, refusals, tagging};

/// The stage that is served without its name in the path.
pub(super) const DEFAULT: &str = "$default";

/// What of a stage that quick create made is still for the user to set.
const CHANGEABLE_OF_MANAGED: [&str; 6] =
    ["Description", "AccessLogSettings", "AutoDeploy", "RouteSettings", "StageVariables", "DefaultRouteSettings"];

pub(super) fn create(request: Request) -> Answer<Change> {
    let mut record = merge::new_record(&STAGE, &request.input);
    record.insert("Tags", tagging::of_new(&request.input)?);
    let now = Document::Timestamp(whole_seconds(request.now));
    record.insert("CreatedDate", now.clone());
    record.insert("LastUpdatedDate", now);
    change(move |transaction| {
        let api = API.find(transaction, &request)?;
        check_name(&api, record.text("StageName"))?;
        if STAGE.get(transaction, &request.place, &record)?.is_some() {
            return Err(Failure::conflict("Stage already exists"));
        }
        quotas::STAGES.check(transaction, &request, &STAGE, &record)?;
        check_deployment(transaction, &request, &record)?;
        let record = put_new(transaction, &request, &api, record)?;
        Ok(STAGE.show(&record))
    })
}

/// Completes and keeps the record of a new stage, and deploys it where it deploys itself.
pub(super) fn put_new(transaction: &mut Transaction<'_>, request: &Request, api: &Map, mut record: Map) -> Answer<Map> {
    complete(api, &mut record)?;
    settings::check_keys(transaction, request, &record)?;
    if record.flag("AutoDeploy") {
        automatic::deploy_to(transaction, request, &mut record)?;
    }
    STAGE.put_new(transaction, request, record)
}

pub(super) fn get(request: &Request) -> Answer {
    STAGE.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    STAGE.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = STAGE.find(transaction, &request)?;
        let api = API.find(transaction, &request)?;
        if before.flag("ApiGatewayManaged") {
            refuse_managed(&request.input)?;
        }
        let mut record = before.clone();
        merge::update(&STAGE, &mut record, &request.input);
        if record.flag("AutoDeploy") && request.input.given("DeploymentId").is_some() {
            return Err(deploys_itself());
        }
        check_deployment(transaction, &request, &request.input)?;
        complete(&api, &mut record)?;
        if request.input.given("RouteSettings").is_some() {
            settings::check_keys(transaction, &request, &record)?;
        }
        if record.flag("AutoDeploy") && !before.flag("AutoDeploy") {
            automatic::deploy_to(transaction, &request, &mut record)?;
        }
        put_changed(transaction, &request, &before, record)
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = STAGE.find(transaction, &request)?;
        let (api, name) = (record.text("ApiId"), record.text("StageName"));
        api_mapping::refuse_if_mapped(transaction, &request.place, api, Some(name))?;
        STAGE.remove(transaction, &request.place, &record)?;
        Ok(Map::new())
    })
}

pub(super) fn delete_access_log_settings(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = STAGE.find(transaction, &request)?;
        let mut record = before.clone();
        record.remove("AccessLogSettings");
        put_changed(transaction, &request, &before, record)?;
        Ok(Map::new())
    })
}

pub(super) fn delete_route_settings(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = STAGE.find(transaction, &request)?;
        let key = request.input.text("RouteKey");
        let mut settings = before.map("RouteSettings");
        if settings.remove(key).is_none() {
            return Err(settings::no_such_key(key));
        }
        let record = before.clone().with("RouteSettings", settings);
        put_changed(transaction, &request, &before, record)?;
        Ok(Map::new())
    })
}

/// Nothing is cached between calls here, so there is nothing to forget.
pub(super) fn reset_authorizers_cache(request: &Request) -> Answer {
    STAGE.show_one(request).map(|_| Map::new())
}

/// The refusal to choose a deployment for a stage that chooses by itself.
pub(super) fn deploys_itself() -> Failure {
    refusals::bad_request("DeploymentId can't be set while AutoDeploy is enabled for the stage")
}

fn put_changed(transaction: &mut Transaction<'_>, request: &Request, before: &Map, mut record: Map) -> Answer {
    if *before != record {
        record.insert("LastUpdatedDate", Document::Timestamp(whole_seconds(request.now)));
        STAGE.put(transaction, &request.place, &record)?;
    }
    Ok(STAGE.show(&record))
}

/// Sets what every stage of the API has, and refuses what none can have.
fn complete(api: &Map, record: &mut Map) -> Answer<()> {
    let is_websocket = api::is_websocket(api);
    for name in ["RouteSettings", "StageVariables", "Tags"] {
        if !record.contains_key(name) {
            record.insert(name, Map::new());
        }
    }
    variables::check(&record.map("StageVariables"))?;
    let defaults = settings::complete(is_websocket, record.map("DefaultRouteSettings"))?;
    record.insert("DefaultRouteSettings", defaults);
    let mut by_key = Map::new();
    for (key, settings) in record.map("RouteSettings") {
        let Document::Map(settings) = settings else { continue };
        by_key.insert(key, settings::complete_of_route(is_websocket, settings)?);
    }
    record.insert("RouteSettings", by_key);
    settings::complete_access_log(record)
}

fn check_name(api: &Map, name: &str) -> Answer<()> {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if !name.is_empty() && (is_plain || (name == DEFAULT && !api::is_websocket(api))) {
        return Ok(());
    }
    Err(refusals::bad_request("Stage name only allows a-zA-Z0-9_"))
}

/// The deployment that is chosen for a stage exists, and the stage does not choose by itself.
fn check_deployment(snapshot: &Snapshot<'_>, request: &Request, chosen: &Map) -> Answer<()> {
    let Some(id) = chosen.given("DeploymentId").and_then(Document::as_str) else { return Ok(()) };
    if chosen.flag("AutoDeploy") {
        return Err(deploys_itself());
    }
    let names = Map::new().with("ApiId", request.input.text("ApiId")).with("DeploymentId", id);
    match DEPLOYMENT.get(snapshot, &request.place, &names)? {
        Some(_) => Ok(()),
        None => Err(refusals::not_found(format!("Invalid Deployment identifier specified {id}"))),
    }
}

/// Refuses to change what API Gateway keeps for itself of a stage that quick create made.
fn refuse_managed(input: &Map) -> Answer<()> {
    let is_free = |name: &str| matches!(name, "ApiId" | "StageName") || CHANGEABLE_OF_MANAGED.contains(&name);
    match input.keys().find(|name| !is_free(name)) {
        Some(name) => {
            let message = format!("{name} of a stage that is managed by API Gateway can't be modified");
            Err(refusals::bad_request(message))
        }
        None => Ok(()),
    }
}
