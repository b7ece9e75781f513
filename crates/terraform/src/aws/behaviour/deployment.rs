//! Deployments: made when they are deployed.

use std::time::Duration;

use async_trait::async_trait;
use callboard_model::document::Map;

use super::wait::{self, Status};
use crate::aws::hooks::{At, Hooks, Wanted};
use crate::aws::lifecycle;
use crate::aws::session::Failure;
use crate::cty::Value;
use crate::diagnostics::Diagnostics;

const LONGEST: Duration = Duration::from_secs(5 * 60);

pub(crate) struct DeploymentHooks;

#[async_trait]
impl Hooks for DeploymentHooks {
    async fn after_create(&self, at: At<'_>, wanted: Wanted<'_>, id: &str) -> Result<bool, Failure> {
        let state = Value::object([("api_id", wanted.planned.get("api_id").clone()), ("id", Value::from(id))]);
        wait_until_deployed(at, &state).await?;
        Ok(true)
    }

    async fn after_update(&self, at: At<'_>, wanted: Wanted<'_>, output: Option<&Map>) -> Result<Diagnostics, Failure> {
        if output.is_some() {
            wait_until_deployed(at, wanted.prior).await?;
        }
        Ok(Diagnostics::none())
    }
}

async fn wait_until_deployed(at: At<'_>, state: &Value) -> Result<(), Failure> {
    let identity = lifecycle::identity(at.table, state);
    wait::until(at, &identity, LONGEST, |output| match output.map(|it| it.str("DeploymentStatus")) {
        Some(Some("DEPLOYED")) => Status::Reached,
        Some(Some("FAILED")) => {
            let why = output.and_then(|it| it.str("DeploymentStatusMessage")).unwrap_or_default();
            Status::Failed(format!("the deployment failed: {why}"))
        }
        None => Status::Failed("the deployment is gone".to_owned()),
        Some(_) => Status::Pending,
    })
    .await
}
