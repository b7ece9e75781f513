//! Stages that deploy themselves.
//!
//! Every change of an API is deployed in the transaction that makes it: no
//! reader ever sees a stage that lags behind.

use callboard_model::document::{Document, Map};
use callboard_store::Transaction;

use crate::failure::Answer;
use crate::members::{Members, whole_seconds};
use crate::request::Request;

use super::super::kind::STAGE;

const DESCRIPTION: &str = "Automatic deployment triggered by changes to the Api configuration";

/// Deploys an API, of which these members have the id, to its stages that deploy themselves.
pub(in crate::apigatewayv2) fn deploy(transaction: &mut Transaction<'_>, request: &Request, api: &Map) -> Answer<()> {
    let mut stages = STAGE.all(transaction, &request.place, api)?;
    stages.retain(|it| it.flag("AutoDeploy"));
    if stages.is_empty() {
        return Ok(());
    }
    let deployment = deploy_once(transaction, request, api)?;
    for mut stage in stages {
        if point(request, &mut stage, deployment.as_deref()) {
            STAGE.put(transaction, &request.place, &stage)?;
        }
    }
    Ok(())
}

/// Deploys an API for one stage that is about to be kept.
pub(in crate::apigatewayv2) fn deploy_to(
    transaction: &mut Transaction<'_>,
    request: &Request,
    stage: &mut Map,
) -> Answer<()> {
    let deployment = deploy_once(transaction, request, stage)?;
    point(request, stage, deployment.as_deref());
    Ok(())
}

/// The id of a new deployment, where the API can be deployed.
fn deploy_once(transaction: &mut Transaction<'_>, request: &Request, api: &Map) -> Answer<Option<String>> {
    if !super::has_routes(transaction, request, api)? {
        return Ok(None);
    }
    let input = Map::new().with("ApiId", api.text("ApiId")).with("Description", DESCRIPTION);
    let deployment = super::make(transaction, request, &input, true)?;
    Ok(Some(deployment.text("DeploymentId").to_owned()))
}

/// Points a stage at a deployment, or says why there is none; says whether that changed the stage.
fn point(request: &Request, stage: &mut Map, deployment: Option<&str>) -> bool {
    let message = match deployment {
        Some(id) => {
            stage.insert("DeploymentId", id);
            stage.insert("LastUpdatedDate", Document::Timestamp(whole_seconds(request.now)));
            format!("Successfully deployed stage with deployment ID '{id}'")
        }
        None => format!("Deployment attempt failed: {}", super::NO_ROUTES),
    };
    let is_news = stage.text("LastDeploymentStatusMessage") != message;
    stage.insert("LastDeploymentStatusMessage", message);
    is_news
}
