//! Domain names: made when they are available.

use std::time::Duration;

use async_trait::async_trait;
use callboard_model::document::{Document, Map};

use super::names::regional_arn;
use super::wait::{self, Status};
use crate::aws::hooks::{At, Hooks, Wanted};
use crate::aws::session::Failure;
use crate::cty::Value;
use crate::diagnostics::Diagnostics;

pub(crate) struct DomainNameHooks;

#[async_trait]
impl Hooks for DomainNameHooks {
    async fn after_create(&self, at: At<'_>, wanted: Wanted<'_>, id: &str) -> Result<bool, Failure> {
        let longest = wait::timeout(wanted.config, "create", Duration::from_secs(10 * 60));
        wait_until_available(at, id, longest).await?;
        Ok(true)
    }

    async fn before_update(&self, _at: At<'_>, wanted: Wanted<'_>, input: &mut Map) -> Result<(), Failure> {
        let authentication = wanted.planned.get("mutual_tls_authentication");
        if input.contains_key("MutualTlsAuthentication") && authentication.items().is_none_or(<[Value]>::is_empty) {
            // Without a truststore there is no mutual TLS.
            input.insert("MutualTlsAuthentication", Map::new().with("TruststoreUri", ""));
        }
        Ok(())
    }

    async fn after_update(&self, at: At<'_>, wanted: Wanted<'_>, output: Option<&Map>) -> Result<Diagnostics, Failure> {
        if output.is_some() {
            let id = wanted.prior.get("id").as_str().unwrap_or_default();
            let longest = wait::timeout(wanted.config, "update", Duration::from_secs(60 * 60));
            wait_until_available(at, id, longest).await?;
        }
        Ok(Diagnostics::none())
    }

    async fn complete(&self, at: At<'_>, _output: &Map, state: &mut Value) -> Result<(), Failure> {
        let id = state.get("id").as_str().unwrap_or_default().to_owned();
        state.set_member("arn", regional_arn(at, "apigateway", &format!("/domainnames/{id}")));
        Ok(())
    }
}

async fn wait_until_available(at: At<'_>, id: &str, longest: Duration) -> Result<(), Failure> {
    let identity = Map::new().with("DomainName", id);
    wait::until(at, &identity, longest, |output| {
        let Some(output) = output else { return Status::Failed("the domain name is gone".to_owned()) };
        let configurations = output.get("DomainNameConfigurations").and_then(Document::as_list).unwrap_or_default();
        let status = configurations.first().and_then(|it| it.get("DomainNameStatus")).and_then(Document::as_str);
        match status {
            Some("UPDATING") => Status::Pending,
            _ => Status::Reached,
        }
    })
    .await
}
