//! Deployments: what an API was at some moment, for stages to serve.
//!
//! `snapshot.rs` keeps what each deployment holds, `automatic.rs` makes those
//! of stages that deploy themselves.

pub(super) mod automatic;
pub(super) mod snapshot;

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::{Members, whole_seconds};
use crate::request::Request;

use super::kind::{API, DEPLOYMENT, ROUTE, STAGE};
use super::{merge, refusals, stage};

/// Why nothing can be deployed of an API.
const NO_ROUTES: &str = "Unable to deploy API because no routes exist in this API";

pub(super) fn create(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let api = API.find(transaction, &request)?;
        let stage = match request.input.given("StageName") {
            Some(_) => Some(STAGE.find(transaction, &request)?),
            None => None,
        };
        if stage.as_ref().is_some_and(|it| it.flag("AutoDeploy")) {
            return Err(stage::deploys_itself());
        }
        if !has_routes(transaction, &request, &api)? {
            return Err(refusals::bad_request(NO_ROUTES));
        }
        let deployment = make(transaction, &request, &request.input, false)?;
        if let Some(mut stage) = stage {
            stage.insert("DeploymentId", deployment.text("DeploymentId"));
            stage.insert("LastUpdatedDate", Document::Timestamp(whole_seconds(request.now)));
            STAGE.put(transaction, &request.place, &stage)?;
        }
        Ok(DEPLOYMENT.show(&deployment))
    })
}

pub(super) fn get(request: &Request) -> Answer {
    DEPLOYMENT.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    DEPLOYMENT.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let mut record = DEPLOYMENT.find(transaction, &request)?;
        merge::update(&DEPLOYMENT, &mut record, &request.input);
        DEPLOYMENT.put(transaction, &request.place, &record)?;
        Ok(DEPLOYMENT.show(&record))
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = DEPLOYMENT.find(transaction, &request)?;
        let stages = STAGE.all(transaction, &request.place, &record)?;
        if stages.iter().any(|it| it.text("DeploymentId") == record.text("DeploymentId")) {
            let message = "Active stages pointing to this deployment must be moved or deleted";
            return Err(refusals::bad_request(message));
        }
        DEPLOYMENT.remove(transaction, &request.place, &record)?;
        Ok(Map::new())
    })
}

/// Makes a deployment of what the API is now.
fn make(transaction: &mut Transaction<'_>, request: &Request, input: &Map, is_automatic: bool) -> Answer<Map> {
    let mut record = merge::new_record(&DEPLOYMENT, input);
    record.remove("DeploymentId");
    record.insert("AutoDeployed", is_automatic);
    record.insert("CreatedDate", Document::Timestamp(whole_seconds(request.now)));
    record.insert("DeploymentStatus", "DEPLOYED");
    if let Some(stage) = input.given("StageName") {
        // It is never shown, but Cloud Control has it as a property that is only written.
        record.insert("StageName", stage.clone());
    }
    let version = snapshot::seal(transaction, &request.place, input)?;
    record.insert(snapshot::VERSION, version);
    DEPLOYMENT.put_new(transaction, request, record)
}

fn has_routes(snapshot: &Snapshot<'_>, request: &Request, api: &Map) -> Answer<bool> {
    Ok(ROUTE.table.count_up_to(snapshot, &API.inside(&request.place, api), 1)? > 0)
}
