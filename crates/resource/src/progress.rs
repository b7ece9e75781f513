//! Progress: a change from its request until it has taken effect or failed.
//!
//! ```text
//! request ──▶ event ──▶ SUCCESS ─────────────▶ Change
//!               │  └──▶ FAILED, CANCEL_COMPLETE ──▶ ResourceError::Failed
//!               └─ PENDING, IN_PROGRESS ──▶ look again, at once, then after longer and longer
//! ```
//!
//! # Invariants
//!
//! - A request carries a token, so that it may be made again when its answer was lost.
//! - An event's `RetryAfter` is never looked at before its time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use callboard_model::document::{Document, Map};
use callboard_model::types::{Action, ResourceType};
use callboard_plane::PlaneError;
use tokio::time::Instant;

use crate::calls::{Calls, chance, doubled, is_throttling_code};
use crate::{Change, Identifier, RequestParameters, ResourceError, Wait, cloud_control};

/// Requests of one change whose answers were lost, until it is given up.
const LOST_ANSWERS: u32 = 3;

/// A change on its way.
pub(crate) struct Request<'a> {
    pub(crate) calls: &'a Calls,
    pub(crate) of: &'static ResourceType,
    pub(crate) region: &'a str,
    pub(crate) action: Action,
    pub(crate) identifier: Option<&'a Identifier>,
    pub(crate) parameters: &'a RequestParameters,
}

/// What a progress event says.
#[derive(Debug)]
struct Event {
    status: String,
    identifier: Option<String>,
    request_token: String,
    resource_model: Option<String>,
    error_code: Option<String>,
    message: Option<String>,
    event_time: Option<f64>,
    /// Seconds of the clock before which looking again is no use.
    retry_after: Option<f64>,
}

impl Request<'_> {
    /// The members that every request has.
    pub(crate) fn input(&self) -> Map {
        let mut input = Map::new().with("TypeName", self.of.name);
        let parameters = self.parameters;
        for (name, value) in [
            ("Identifier", self.identifier.map(Identifier::as_str)),
            ("RoleArn", parameters.role_arn.as_deref()),
            ("TypeVersionId", parameters.type_version_id.as_deref()),
        ] {
            if let Some(value) = value {
                input.insert(name, value);
            }
        }
        input
    }

    /// Makes the request with these members, and waits as asked.
    pub(crate) async fn run(&self, operation: &str, input: Map, wait: Wait) -> Result<Change, ResourceError> {
        let start = Instant::now();
        let mut attempt = 1;
        loop {
            // An attempt of its own after each failure for the rate, which would be the same for the same token.
            let token = self.parameters.client_token.clone().unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
            let input = input.clone().with("ClientToken", token);
            let epoch = self.calls.limiter.epoch();
            let event = self.ask(operation, input).await?;
            let event = match wait {
                Wait::UntilDone => self.finish(event, start).await?,
                Wait::UntilAccepted => event,
            };
            let failed = matches!(event.status.as_str(), "FAILED" | "CANCEL_COMPLETE");
            if !failed {
                return self.change(event);
            }
            let throttled = event.error_code.as_deref().is_some_and(is_throttling_code);
            if throttled {
                self.calls.limiter.cut(epoch);
            }
            let same_again = self.parameters.client_token.is_some();
            if !throttled || same_again || attempt >= self.calls.patience.attempts {
                return Err(self.failure(event));
            }
            if !self.calls.interrupt.sleep(self.calls.backoff(attempt)).await {
                return Err(self.failure(event));
            }
            attempt += 1;
        }
    }

    /// Makes the request, and again where its answer was lost: the token makes it the same request.
    async fn ask(&self, operation: &str, input: Map) -> Result<Event, ResourceError> {
        let mut attempt = 1;
        loop {
            match cloud_control::change(self.calls, self.of, self.region, operation, input.clone()).await {
                Ok(output) => return self.event(output.members),
                Err(error @ ResourceError::Plane(PlaneError::NoAnswer { .. })) if attempt < LOST_ANSWERS => {
                    if !self.calls.interrupt.sleep(self.calls.backoff(attempt)).await {
                        return Err(error);
                    }
                }
                Err(error) => return Err(error),
            }
            attempt += 1;
        }
    }

    /// Looks at the change until it has ended.
    async fn finish(&self, mut event: Event, start: Instant) -> Result<Event, ResourceError> {
        let patience = self.calls.patience;
        let time = self.time_allowed();
        let mut looks = 0;
        while matches!(event.status.as_str(), "PENDING" | "IN_PROGRESS" | "CANCEL_IN_PROGRESS") {
            let pause = match looks {
                0 => Duration::ZERO,
                _ => doubled(patience.first_look, looks - 1, patience.longest_look).mul_f64(0.75 + 0.5 * chance()),
            };
            let pause = pause.max(event.retry_after.map_or(Duration::ZERO, until));
            if start.elapsed() + pause > time {
                return Err(ResourceError::TimedOut {
                    type_name: self.of.name,
                    identifier: event.identifier.map(Into::into),
                    operation: self.operation_name(),
                    seconds: time.as_secs(),
                    request_token: event.request_token,
                });
            }
            if !pause.is_zero() && !self.calls.interrupt.sleep(pause).await {
                return Err(self.unfinished(event, None));
            }
            looks += 1;
            let input = Map::new().with("RequestToken", event.request_token.as_str());
            let operation = cloud_control::operation(self.of, "GetResourceRequestStatus")?;
            let output = match self.calls.call(operation, self.region, input).await {
                Ok(output) => output,
                Err(error @ (PlaneError::NoAnswer { .. } | PlaneError::Interrupted { .. })) => {
                    return Err(self.unfinished(event, Some(error)));
                }
                Err(error) => return Err(error.into()),
            };
            let identifier = event.identifier;
            event = self.event(output.members)?;
            event.identifier = event.identifier.or(identifier);
        }
        Ok(event)
    }

    /// What was allowed by the asker, or what the type itself says that it may take.
    fn time_allowed(&self) -> Duration {
        let minutes = self.of.handler(self.action).and_then(|it| it.timeout_minutes()).unwrap_or_default();
        self.calls.options.change_timeout.max(Duration::from_secs(minutes * 60))
    }

    fn change(&self, event: Event) -> Result<Change, ResourceError> {
        let whole = event.status == "SUCCESS" && self.calls.plane.lists_whole_resources();
        let model = event.resource_model.filter(|_| whole && self.action != Action::Delete);
        Ok(Change {
            identifier: event.identifier.map(Identifier::new).or_else(|| self.identifier.cloned()),
            status: event.status,
            request_token: Some(event.request_token),
            event_time: event.event_time,
            message: event.message,
            error_code: event.error_code,
            retry_after: event.retry_after,
            properties: model.map(|text| cloud_control::properties(self.of, &text)).transpose()?,
        })
    }

    fn failure(&self, event: Event) -> ResourceError {
        let cancelled = event.status == "CANCEL_COMPLETE";
        let code = event
            .error_code
            .unwrap_or_else(|| if cancelled { "Cancelled" } else { "GeneralServiceException" }.to_owned());
        let message = event
            .message
            .unwrap_or_else(|| if cancelled { "the change was cancelled" } else { "no reason was given" }.to_owned());
        ResourceError::Failed {
            type_name: self.of.name,
            identifier: event.identifier.or_else(|| self.identifier.map(ToString::to_string)).map(Into::into),
            operation: self.operation_name(),
            code,
            message,
            request_token: Some(event.request_token),
        }
    }

    fn unfinished(&self, event: Event, because: Option<PlaneError>) -> ResourceError {
        ResourceError::Unfinished {
            type_name: self.of.name,
            identifier: event.identifier.or_else(|| self.identifier.map(ToString::to_string)).map(Into::into),
            operation: self.operation_name(),
            request_token: event.request_token,
            because: because.map(Box::new),
        }
    }

    fn operation_name(&self) -> &'static str {
        match self.action {
            Action::Create => "CREATE",
            Action::Update => "UPDATE",
            Action::Delete => "DELETE",
            Action::Read => "READ",
            Action::List => "LIST",
        }
    }

    fn event(&self, mut members: Map) -> Result<Event, ResourceError> {
        let Some(Document::Map(mut event)) = members.remove("ProgressEvent") else {
            return Err(cloud_control::invalid(self.of, "it has no `ProgressEvent`"));
        };
        let mut text = |name: &str| match event.remove(name) {
            Some(Document::String(text)) if !text.is_empty() => Some(text),
            _ => None,
        };
        let (status, request_token) = (text("OperationStatus"), text("RequestToken"));
        let (Some(status), Some(request_token)) = (status, request_token) else {
            return Err(cloud_control::invalid(self.of, "its event has no `OperationStatus` or no `RequestToken`"));
        };
        let (identifier, resource_model) = (text("Identifier"), text("ResourceModel"));
        let (error_code, message) = (text("ErrorCode"), text("StatusMessage"));
        let (retry_after, event_time) =
            (event.get("RetryAfter").and_then(seconds), event.get("EventTime").and_then(seconds));
        Ok(Event { status, identifier, request_token, resource_model, error_code, message, event_time, retry_after })
    }
}

/// Seconds since 1970.
fn seconds(moment: &Document) -> Option<f64> {
    match moment {
        Document::Timestamp(moment) => {
            let instant = moment.instant().ok()?;
            Some(instant.seconds as f64 + f64::from(instant.nanos) / 1e9)
        }
        other => other.as_f64(),
    }
}

/// The time from now until a moment of the clock; none where it is past.
fn until(moment: f64) -> Duration {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
    Duration::try_from_secs_f64(moment - now).unwrap_or_default()
}
