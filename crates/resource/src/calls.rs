//! Calls: one operation on the plane, within the limits of the client.
//!
//! A call waits for its turn ([`Limiter`]). One that is refused for its rate
//! gives its turn back, waits a random time that may double, and is made
//! again with fewer of its kind at once; a change can be made again because
//! it carries a client token.

use std::sync::Arc;
use std::time::Duration;

use callboard_model::document::Map;
use callboard_model::service::Operation;
use callboard_plane::layers::{Interrupt, Interruptible, Observed, Observer};
use callboard_plane::{Call, Output, Plane, PlaneError, Scope, Wish};

use crate::ResourcesOptions;
use crate::limiter::Limiter;

/// How long and how often is waited and tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Calls that are refused for their rate are made so often in all.
    pub attempts: u32,
    /// The longest wait before the second attempt; doubles with each one.
    pub first_wait: Duration,
    /// The longest wait before any attempt.
    pub longest_wait: Duration,
    /// Time between the second and the third look at a change in progress; doubles with each one.
    pub first_look: Duration,
    /// Time between two looks at a change in progress at most.
    pub longest_look: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            attempts: 10,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(20),
            first_look: Duration::from_millis(100),
            longest_look: Duration::from_secs(5),
        }
    }
}

/// Makes calls for a client; all its clones share one.
pub(crate) struct Calls {
    pub(crate) plane: Arc<dyn Plane>,
    pub(crate) options: ResourcesOptions,
    pub(crate) patience: Patience,
    pub(crate) limiter: Arc<Limiter>,
    /// Ends what waits for something.
    pub(crate) interrupt: Interrupt,
}

impl Calls {
    pub(crate) fn new(plane: Arc<dyn Plane>, options: ResourcesOptions, patience: Patience) -> Self {
        let limiter = Arc::new(Limiter::new(options.parallel_calls));
        Self { plane, options, patience, limiter, interrupt: Interrupt::default() }
    }

    /// The same calls within the same limits, of which an observer is told.
    pub(crate) fn observed_by(&self, observer: Arc<dyn Observer>) -> Self {
        Self {
            plane: Arc::new(Observed::new(Arc::clone(&self.plane), observer)),
            options: self.options.clone(),
            patience: self.patience,
            limiter: Arc::clone(&self.limiter),
            interrupt: self.interrupt.clone(),
        }
    }

    /// The same calls within the same limits, which are not waited for any more after an interrupt.
    pub(crate) fn interrupted_by(&self, interrupt: Interrupt, grace: Duration) -> Self {
        let plane = Arc::new(Interruptible::new(Arc::clone(&self.plane), interrupt.clone(), grace));
        let limiter = Arc::clone(&self.limiter);
        Self { plane, options: self.options.clone(), patience: self.patience, limiter, interrupt }
    }

    /// Makes one call, when its turn has come, and again while it is refused for its rate.
    pub(crate) async fn call(
        &self,
        operation: &'static Operation,
        region: &str,
        input: Map,
    ) -> Result<Output, PlaneError> {
        self.call_with(operation, region, input, None).await
    }

    /// The same, or a listing for somebody with a wish.
    pub(crate) async fn call_with(
        &self,
        operation: &'static Operation,
        region: &str,
        input: Map,
        wish: Option<&Wish>,
    ) -> Result<Output, PlaneError> {
        let scope = Scope {
            partition: Arc::clone(&self.options.partition),
            account: Arc::clone(&self.options.account),
            region: region.into(),
        };
        let call = Call { operation, input, scope, caller: self.options.caller.clone() };
        let mut attempt = 1;
        loop {
            let permit = self.limiter.acquire().await;
            let answer = match wish {
                Some(wish) => self.plane.extract(call.clone(), wish).await,
                None => self.plane.call(call.clone()).await,
            };
            match answer {
                Err(error) if is_throttling(&error) => {
                    permit.throttled();
                    if attempt >= self.patience.attempts {
                        return Err(error);
                    }
                }
                // The plane has tried again by itself, and will have to more often if nothing changes.
                Ok(output) if output.throttled > 0 => {
                    permit.throttled();
                    return Ok(output);
                }
                answer => {
                    permit.answered();
                    return answer;
                }
            }
            if !self.interrupt.sleep(self.backoff(attempt)).await {
                return Err(PlaneError::Interrupted { call: operation.into(), was_sent: false });
            }
            attempt += 1;
        }
    }

    /// The wait after attempt `attempt`, of which the first is 1: half of it certain, half of it chance.
    pub(crate) fn backoff(&self, attempt: u32) -> Duration {
        let ceiling = doubled(self.patience.first_wait, attempt - 1, self.patience.longest_wait);
        ceiling.mul_f64(0.5 + 0.5 * chance())
    }
}

/// Whether a call was refused for its rate alone.
fn is_throttling(error: &PlaneError) -> bool {
    match error {
        PlaneError::Service { refusal, .. } => refusal.http_status == 429 || is_throttling_code(&refusal.code),
        _ => false,
    }
}

/// Whether an error code says that there were too many calls.
pub(crate) fn is_throttling_code(code: &str) -> bool {
    const CODES: &[&str] = &[
        "EC2ThrottledException",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequests",
        "TooManyRequestsException",
    ];
    CODES.contains(&code)
}

/// A time doubled so often, up to a ceiling.
pub(crate) fn doubled(first: Duration, times: u32, ceiling: Duration) -> Duration {
    first.saturating_mul(2u32.saturating_pow(times)).min(ceiling)
}

/// A number from 0 to 1, to spread calls over time.
pub(crate) fn chance() -> f64 {
    (uuid::Uuid::new_v4().as_u128() >> 75) as f64 / (1u64 << 53) as f64
}
