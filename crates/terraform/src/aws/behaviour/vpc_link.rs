//! Links to private networks: made when they are available, gone when nothing of them is left.

use std::time::Duration;

use async_trait::async_trait;
use callboard_model::document::Map;

use super::names::regional_arn;
use super::wait::{self, Status};
use crate::aws::hooks::{At, Hooks, Wanted};
use crate::aws::session::Failure;
use crate::cty::Value;

const LONGEST: Duration = Duration::from_secs(10 * 60);

pub(crate) struct VpcLinkHooks;

#[async_trait]
impl Hooks for VpcLinkHooks {
    async fn after_create(&self, at: At<'_>, _wanted: Wanted<'_>, id: &str) -> Result<bool, Failure> {
        let identity = Map::new().with("VpcLinkId", id);
        wait::until(at, &identity, LONGEST, |output| match output.map(|it| it.str("VpcLinkStatus")) {
            Some(Some("AVAILABLE" | "INACTIVE")) => Status::Reached,
            Some(Some("FAILED")) => {
                let why = output.and_then(|it| it.str("VpcLinkStatusMessage")).unwrap_or_default();
                Status::Failed(format!("the VPC link failed: {why}"))
            }
            None => Status::Failed("the VPC link is gone".to_owned()),
            Some(_) => Status::Pending,
        })
        .await?;
        Ok(true)
    }

    async fn complete(&self, at: At<'_>, _output: &Map, state: &mut Value) -> Result<(), Failure> {
        let id = state.get("id").as_str().unwrap_or_default().to_owned();
        state.set_member("arn", regional_arn(at, "apigateway", &format!("/vpclinks/{id}")));
        Ok(())
    }

    async fn delete(&self, at: At<'_>, identity: Map, _prior: &Value) -> Result<(), Failure> {
        at.session.call(at.table.service, at.table.operations.delete, at.region, identity.clone()).await?;
        wait::until(at, &identity, LONGEST, |output| match output.map(|it| it.str("VpcLinkStatus")) {
            None => Status::Reached,
            Some(Some("FAILED")) => Status::Failed("the VPC link could not be deleted".to_owned()),
            Some(_) => Status::Pending,
        })
        .await
    }
}
