//! Authorizers: the time for which an answer counts, where a configuration is silent.

use std::time::Duration;

use async_trait::async_trait;
use callboard_model::document::{Document, Map};

use super::wait;
use crate::aws::hooks::{At, Hooks, Wanted};
use crate::aws::session::Failure;
use crate::cty::Value;

/// What AWS's console takes.
const USUAL_TTL_SECONDS: i64 = 300;

/// How long routes may go on to use an authorizer that is to go.
const USUAL_WAIT: Duration = Duration::from_secs(30 * 60);
const USUAL_WAIT_IN_PROCESS: Duration = Duration::from_secs(5);

pub(crate) struct AuthorizerHooks;

#[async_trait]
impl Hooks for AuthorizerHooks {
    async fn before_create(&self, at: At<'_>, wanted: Wanted<'_>, input: &mut Map) -> Result<(), Failure> {
        let api = wanted.planned.get("api_id").as_str().unwrap_or_default();
        let has_sources = input.get("IdentitySource").and_then(Document::as_list).is_some_and(|it| !it.is_empty());
        let is_silent = !input.contains_key("AuthorizerResultTtlInSeconds");
        if is_silent
            && has_sources
            && input.str("AuthorizerType") == Some("REQUEST")
            && super::api::protocol(at, api).await? == "HTTP"
        {
            input.insert("AuthorizerResultTtlInSeconds", USUAL_TTL_SECONDS);
        }
        Ok(())
    }

    /// A route that is being deleted still uses the authorizer for a while.
    async fn delete(&self, at: At<'_>, identity: Map, prior: &Value) -> Result<(), Failure> {
        // A plane in this process forgets a route at once: what still uses the authorizer will not go by waiting.
        let usual = if at.session.connected.is_in_process { USUAL_WAIT_IN_PROCESS } else { USUAL_WAIT };
        let longest = wait::timeout(prior, "delete", usual);
        let mut waited = Duration::ZERO;
        let mut pause = Duration::from_millis(200);
        loop {
            let call = at.session.call(at.table.service, at.table.operations.delete, at.region, identity.clone()).await;
            match call {
                Err(Failure::Plane(error)) if is_conflict(&error) && waited < longest => {
                    if !at.session.interrupt.sleep(pause).await {
                        return Err(wait::interrupted());
                    }
                    waited += pause;
                    pause = (pause * 2).min(Duration::from_secs(10));
                }
                other => return other.map(drop),
            }
        }
    }
}

fn is_conflict(error: &callboard_plane::PlaneError) -> bool {
    matches!(error, callboard_plane::PlaneError::Service { refusal, .. } if refusal.code == "ConflictException")
}
