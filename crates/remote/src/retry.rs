//! When a call is repeated: the AWS SDKs' standard mode.
//!
//! A call is tried again after a failure of the network, an answer that says
//! "later" by its status, or a code of throttling; each time after a random
//! wait that may double. A quota shared by all calls of a plane keeps a
//! broken endpoint from being hammered.
//!
//! Codes and figures are botocore's (`retries/standard.py`); but a certificate
//! that was not accepted is not tried again, since it will be the same one.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use callboard_model::service::Operation;
use callboard_plane::error::NetworkError;

/// How often and how long.
#[derive(Debug, Clone, Copy)]
pub struct RetryPolicy {
    /// Attempts in all, at least 1.
    pub max_attempts: u32,
    /// Longest wait before an attempt.
    pub max_backoff: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self { max_attempts: 3, max_backoff: Duration::from_secs(20) }
    }
}

/// What repeats may still cost, over all calls.
pub(crate) struct RetryQuota(AtomicI64);

const QUOTA: i64 = 500;
const COST: i64 = 5;
const TIMEOUT_COST: i64 = 10;

const THROTTLING_CODES: &[&str] = &[
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "TransactionInProgressException",
];

const TRANSIENT_CODES: &[&str] = &["IDPCommunicationError", "RequestTimeout", "RequestTimeoutException"];

/// Whether an error answer may go away by itself: by its status, its code, or what the model says of it.
pub(crate) fn is_retryable_answer(operation: &Operation, status: u16, code: &str) -> bool {
    matches!(status, 500 | 502 | 503 | 504)
        || THROTTLING_CODES.contains(&code)
        || TRANSIENT_CODES.contains(&code)
        || is_modelled_as_retryable(operation, code)
}

/// Whether an error answer says that there were too many calls.
pub(crate) fn is_throttling_answer(status: u16, code: &str) -> bool {
    status == 429 || THROTTLING_CODES.contains(&code)
}

fn is_modelled_as_retryable(operation: &Operation, code: &str) -> bool {
    let errors = operation.errors.iter().filter_map(|it| operation.service.shape(it));
    let mut of_this_code = errors.filter(|it| it.traits.error_code.unwrap_or(it.name) == code);
    // The trait is an object on the shape's line, which holds nothing else of that name.
    of_this_code.any(|it| it.traits.rest.contains("\"retryable\":{"))
}

/// Whether a failure of the network may go away by itself.
pub(crate) fn is_retryable_failure(error: &NetworkError) -> bool {
    !matches!(error, NetworkError::Tls(_))
}

impl Default for RetryQuota {
    fn default() -> Self {
        Self(AtomicI64::new(QUOTA))
    }
}

impl RetryQuota {
    /// Takes the cost of one repeat, where there is enough left.
    pub(crate) fn take(&self, timed_out: bool) -> bool {
        let cost = if timed_out { TIMEOUT_COST } else { COST };
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| (left >= cost).then_some(left - cost)).is_ok()
    }

    /// Gives back after a success.
    pub(crate) fn give_back(&self, retried: bool) {
        let gain = if retried { COST } else { 1 };
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| Some((left + gain).min(QUOTA)));
    }
}

impl RetryPolicy {
    /// The wait after attempt `attempt` (the first is 1), for a random number of 0 to 1.
    pub(crate) fn backoff(&self, attempt: u32, random: f64) -> Duration {
        let ceiling = 2f64.powi(attempt.min(30) as i32 - 1).min(self.max_backoff.as_secs_f64());
        Duration::from_secs_f64((random.clamp(0.0, 1.0) * ceiling).max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_ceiling() {
        let policy = RetryPolicy::default();
        let waits: Vec<f64> = (1..8).map(|attempt| policy.backoff(attempt, 1.0).as_secs_f64()).collect();
        assert_eq!(waits, [1.0, 2.0, 4.0, 8.0, 16.0, 20.0, 20.0]);
        assert_eq!(policy.backoff(3, 0.25), Duration::from_secs(1));
    }

    #[test]
    fn a_spent_quota_stops_retries_and_success_refills_it() {
        let quota = RetryQuota::default();
        let taken = (0..1000).filter(|_| quota.take(false)).count();
        assert_eq!(taken as i64, QUOTA / COST);
        quota.give_back(true);
        assert!(quota.take(false));
        assert!(!quota.take(false));
    }

    #[test]
    fn what_may_go_away_by_itself_is_known() {
        let retryable = |service: &str, operation: &str, status, code| {
            let service = callboard_model::registry::service(service).expect("a service");
            is_retryable_answer(service.operation(operation).expect("an operation"), status, code)
        };
        assert!(retryable("ivs-realtime", "GetStage", 503, "X"));
        assert!(retryable("ivs-realtime", "GetStage", 400, "ThrottlingException"));
        assert!(!retryable("ivs-realtime", "GetStage", 400, "ValidationException"));
        assert!(!retryable("ivs-realtime", "GetStage", 501, "NotImplemented"));
        // The model says so, of operations that declare the error.
        assert!(retryable("arc-region-switch", "UpdatePlan", 409, "RetryableConflictException"));
        assert!(!retryable("arc-region-switch", "CreatePlan", 409, "RetryableConflictException"));
    }
}
