//! Waiting until something is as it is to be.

use std::time::Duration;

use callboard_model::document::Map;

use crate::aws::hooks::At;
use crate::aws::session::Failure;
use crate::cty::Value;
use crate::plan::duration;

const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// What a status means.
pub(super) enum Status {
    /// It may still become what it is to be.
    Pending,
    /// It is what it is to be.
    Reached,
    /// It will not be that any more; why.
    Failed(String),
}

/// Reads a resource until its status is reached; nothing where it is gone.
pub(super) async fn until(
    at: At<'_>,
    identity: &Map,
    longest: Duration,
    status: impl Fn(Option<&Map>) -> Status,
) -> Result<(), Failure> {
    let mut waited = Duration::ZERO;
    let mut wait = FIRST_WAIT;
    loop {
        let read = at.table.hooks.read(at, identity.clone()).await;
        let output = match read {
            Ok(output) => Some(output),
            Err(failure) if failure.is_not_found() => None,
            Err(failure) => return Err(failure),
        };
        match status(output.as_ref()) {
            Status::Reached => return Ok(()),
            Status::Failed(why) => return Err(Failure::Said(why)),
            Status::Pending if waited >= longest => {
                return Err(Failure::Said(format!("it took longer than {} s", longest.as_secs())));
            }
            Status::Pending => {}
        }
        if !at.session.interrupt.sleep(wait).await {
            return Err(interrupted());
        }
        waited += wait;
        wait = (wait * 2).min(LONGEST_WAIT);
    }
}

/// What is said where the user did not want to wait any more.
pub(super) fn interrupted() -> Failure {
    Failure::Said("waiting for it was interrupted; it goes on without Terraform".to_owned())
}

/// How long a configuration lets something take: `1h30m`, `90s`.
pub(super) fn timeout(config: &Value, what: &str, default: Duration) -> Duration {
    config.get("timeouts").get(what).as_str().and_then(duration::parse).unwrap_or(default)
}
