//! APIs: definitions that are imported, and what their parents need to know of them.

use async_trait::async_trait;
use callboard_model::document::{Document, Map};

use super::names::{execution_arn, regional_arn};
use crate::aws::hooks::{At, Hooks, Wanted};
use crate::aws::lifecycle::{change, identity, known_of, state_of};
use crate::aws::session::Failure;
use crate::cty::Value;
use crate::diagnostics::{Diagnostic, Diagnostics};

pub(crate) struct ApiHooks;

#[async_trait]
impl Hooks for ApiHooks {
    async fn after_create(&self, at: At<'_>, wanted: Wanted<'_>, id: &str) -> Result<bool, Failure> {
        reimport(at, wanted, id).await
    }

    async fn before_update(&self, at: At<'_>, wanted: Wanted<'_>, input: &mut Map) -> Result<(), Failure> {
        let goes = wanted.planned.get("cors_configuration").items().is_none_or(<[Value]>::is_empty)
            && wanted.prior.get("cors_configuration").items().is_some_and(|it| !it.is_empty());
        if goes {
            input.remove("CorsConfiguration");
            let id = wanted.prior.get("id").as_str().unwrap_or_default();
            delete_cors(at, id).await?;
        }
        Ok(())
    }

    async fn after_update(
        &self,
        at: At<'_>,
        wanted: Wanted<'_>,
        _output: Option<&Map>,
    ) -> Result<Diagnostics, Failure> {
        let id = wanted.prior.get("id").as_str().unwrap_or_default();
        if wanted.prior.get("body") != wanted.planned.get("body") {
            reimport(at, wanted, id).await?;
        }
        Ok(Diagnostics::none())
    }

    async fn complete(&self, at: At<'_>, output: &Map, state: &mut Value) -> Result<(), Failure> {
        let id = state.get("id").as_str().unwrap_or_default().to_owned();
        if let Some(protocol) = output.str("ProtocolType") {
            at.session.learn_protocol(at.region, &id, protocol);
        }
        state.set_member("arn", regional_arn(at, "apigateway", &format!("/apis/{id}")));
        state.set_member("execution_arn", execution_arn(at, &id));
        // What only a new API is told is not read back.
        Ok(())
    }
}

/// The protocol of an API.
pub(super) async fn protocol(at: At<'_>, api: &str) -> Result<String, Failure> {
    if let Some(protocol) = at.session.known_protocol(at.region, api) {
        return Ok(protocol);
    }
    let read = at.session.call("apigatewayv2", "GetApi", at.region, Map::new().with("ApiId", api)).await;
    let output = read.map_err(|failure| Failure::Said(format!("reading API Gateway v2 API ({api}): {failure}")))?;
    let protocol = output.str("ProtocolType").unwrap_or_default().to_owned();
    at.session.learn_protocol(at.region, api, &protocol);
    Ok(protocol)
}

/// Why a thing that quick create made is not imported, and what to do.
pub(super) fn refusal_of_managed(noun: &str, id: &str, output: &Map, what: &str) -> Option<Diagnostic> {
    let is_managed = output.get("ApiGatewayManaged").and_then(Document::as_bool) == Some(true);
    is_managed.then(|| {
        Diagnostic::error(format!("{noun} ({id}) was created via quick create")).with_detail(format!(
            "API Gateway manages this {what} together with its API: it belongs to the aws_apigatewayv2_api resource \
             whose `target` made it, and import that one instead. To manage the {what} by itself, make the API \
             without `target`, and its integration, route and stage as resources of their own."
        ))
    })
}

async fn delete_cors(at: At<'_>, id: &str) -> Result<(), Failure> {
    let input = Map::new().with("ApiId", id);
    let deleted = at.session.call(at.table.service, "DeleteCorsConfiguration", at.region, input).await;
    deleted.map(drop).map_err(|failure| Failure::Said(format!("deleting CORS configuration: {failure}")))
}

/// Replaces an API by its OpenAPI definition, then says again what the configuration says of the API itself: name,
/// description, version, CORS and tags are the configuration's, also where it is silent and the definition is not.
async fn reimport(at: At<'_>, wanted: Wanted<'_>, id: &str) -> Result<bool, Failure> {
    let Some(body) = wanted.planned.get("body").as_str().filter(|it| !it.is_empty()) else { return Ok(false) };
    let mut input = Map::new().with("ApiId", id).with("Body", body);
    if wanted.planned.get("fail_on_warnings").as_bool() == Some(true) {
        input.insert("FailOnWarnings", true);
    }
    let imported = at.session.call(at.table.service, "ReimportApi", at.region, input).await;
    imported.map_err(|failure| Failure::Said(format!("importing OpenAPI definition: {failure}")))?;
    let known = known_of(at, wanted.planned, id);
    let output = at.table.hooks.read(at, identity(at.table, &known)).await?;
    let there = state_of(at, &output, &known).await?.state;
    // Of an API itself there is nothing to warn of.
    drop(change(at, Wanted { prior: &there, ..wanted }).await?);
    Ok(true)
}
