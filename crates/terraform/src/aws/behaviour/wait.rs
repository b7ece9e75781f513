//! Waiting until something is as it is to be.

use std::time::Duration;

use callboard_model::document::Map;

use crate::aws::hooks::At;
use crate::aws::session::Failure;
use crate::cty::Value;

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
    config.get("timeouts").get(what).as_str().and_then(parse).unwrap_or(default)
}

fn parse(text: &str) -> Option<Duration> {
    let mut total = 0.0;
    let mut number = String::new();
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        if letter.is_ascii_digit() || letter == '.' {
            number.push(letter);
            continue;
        }
        let unit = match letter {
            'h' => 3_600.0,
            'm' if rest.peek() == Some(&'s') => {
                rest.next();
                0.001
            }
            'm' => 60.0,
            's' => 1.0,
            _ => return None,
        };
        total += number.parse::<f64>().ok()? * unit;
        number.clear();
    }
    (number.is_empty() && !text.is_empty()).then_some(())?;
    Duration::try_from_secs_f64(total).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_as_terraform_writes_them() {
        for (text, milliseconds) in [("10m", 600_000), ("1h30m", 5_400_000), ("1.5s", 1_500), ("250ms", 250)] {
            assert_eq!(parse(text), Some(Duration::from_millis(milliseconds)), "{text}");
        }
        assert!(["", "10", "m", "1d", "-1s"].iter().all(|it| parse(it).is_none()));
    }
}
