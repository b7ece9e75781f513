//! A plane that tells of every call, and the observer that counts them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use callboard_model::service::Operation;
use tokio::time::Instant;

use crate::{Call, CallId, Output, Plane, PlaneError, Wish};

/// Somebody who is told of calls. Called from whatever task makes the call, so it must not wait.
pub trait Observer: Send + Sync {
    /// A call goes out.
    fn begun(&self, _call: &Call) {}

    /// A call came to its end.
    fn ended(&self, call: &Outcome<'_>);

    /// A call was given up by whoever made it; it has no end.
    fn given_up(&self, _operation: &'static Operation, _region: &str) {}
}

/// How a call came to its end.
pub struct Outcome<'a> {
    /// Which operation.
    pub operation: &'static Operation,
    /// Where.
    pub region: &'a str,
    /// What came back.
    pub answer: &'a Result<Output, PlaneError>,
    /// How long it took.
    pub time: Duration,
}

/// A plane whose calls an observer is told of.
pub struct Observed<P> {
    plane: P,
    observer: Arc<dyn Observer>,
}

impl<P: Plane> Observed<P> {
    /// Tells `observer` of every call on `plane`.
    pub fn new(plane: P, observer: Arc<dyn Observer>) -> Self {
        Self { plane, observer }
    }

    fn begin(&self, call: &Call) -> Watched<'_> {
        self.observer.begun(call);
        let (operation, region) = (call.operation, Arc::clone(&call.scope.region));
        Watched { observer: &*self.observer, operation, region, start: Instant::now(), is_over: false }
    }
}

#[async_trait]
impl<P: Plane> Plane for Observed<P> {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let watched = self.begin(&call);
        let answer = self.plane.call(call).await;
        watched.end(&answer);
        answer
    }

    async fn extract(&self, call: Call, wish: &Wish) -> Result<Output, PlaneError> {
        let watched = self.begin(&call);
        let answer = self.plane.extract(call, wish).await;
        watched.end(&answer);
        answer
    }

    fn lists_whole_resources(&self) -> bool {
        self.plane.lists_whole_resources()
    }
}

/// A call under way, of which the observer is told even where its future is dropped before its end.
struct Watched<'a> {
    observer: &'a dyn Observer,
    operation: &'static Operation,
    region: Arc<str>,
    start: Instant,
    is_over: bool,
}

impl Watched<'_> {
    fn end(mut self, answer: &Result<Output, PlaneError>) {
        self.is_over = true;
        let outcome = Outcome { operation: self.operation, region: &self.region, answer, time: self.start.elapsed() };
        self.observer.ended(&outcome);
    }
}

impl Drop for Watched<'_> {
    fn drop(&mut self) {
        if !self.is_over {
            self.observer.given_up(self.operation, &self.region);
        }
    }
}

impl Outcome<'_> {
    /// Attempts beyond the first that the plane made by itself.
    pub fn retries(&self) -> u64 {
        let attempts = match self.answer {
            Ok(output) => output.attempts,
            Err(PlaneError::Service { refusal, .. }) => refusal.attempts,
            Err(PlaneError::NoAnswer { attempts, .. }) => *attempts,
            Err(_) => 0,
        };
        attempts.saturating_sub(1).into()
    }

    /// Bytes of the answer, as far as they came over a wire.
    pub fn bytes(&self) -> u64 {
        self.answer.as_ref().map_or(0, |output| output.bytes)
    }
}

/// What a meter counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Figures {
    /// Calls that came to an end.
    pub calls: u64,
    /// Those of them that gave no output.
    pub failures: u64,
    /// Attempts beyond the first.
    pub retries: u64,
    /// Bytes of answers.
    pub bytes: u64,
    /// How long all calls together took; more than what has passed, where several were under way at once.
    pub time: Duration,
    /// How long the longest took.
    pub longest: Duration,
}

/// An observer that counts, in all and by operation and region.
#[derive(Debug, Default)]
pub struct Meter {
    under_way: AtomicU64,
    figures: Mutex<BTreeMap<MeterKey, Figures>>,
}

/// Service, operation and region.
type MeterKey = (&'static str, &'static str, Arc<str>);

impl Meter {
    /// A meter that has counted nothing yet.
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Calls that have gone out and not come back.
    pub fn under_way(&self) -> u64 {
        self.under_way.load(Ordering::Relaxed)
    }

    /// The figures of all calls.
    pub fn total(&self) -> Figures {
        let mut total = Figures::default();
        self.by_call().into_iter().for_each(|(_, _, figures)| total.add(figures));
        total
    }

    /// The figures of each operation in each region, sorted.
    pub fn by_call(&self) -> Vec<(CallId, Arc<str>, Figures)> {
        let figures = self.figures.lock().unwrap_or_else(PoisonError::into_inner);
        let rows = figures.iter().map(|((service, operation, region), figures)| {
            (CallId { service, operation }, Arc::clone(region), *figures)
        });
        rows.collect()
    }
}

impl Figures {
    fn add(&mut self, other: Self) {
        self.calls += other.calls;
        self.failures += other.failures;
        self.retries += other.retries;
        self.bytes += other.bytes;
        self.time += other.time;
        self.longest = self.longest.max(other.longest);
    }
}

impl Observer for Meter {
    fn begun(&self, _call: &Call) {
        self.under_way.fetch_add(1, Ordering::Relaxed);
    }

    fn given_up(&self, _operation: &'static Operation, _region: &str) {
        self.under_way.fetch_sub(1, Ordering::Relaxed);
    }

    fn ended(&self, call: &Outcome<'_>) {
        self.under_way.fetch_sub(1, Ordering::Relaxed);
        let one = Figures {
            calls: 1,
            failures: call.answer.is_err().into(),
            retries: call.retries(),
            bytes: call.bytes(),
            time: call.time,
            longest: call.time,
        };
        let key = (call.operation.service.name, call.operation.name, Arc::from(call.region));
        self.figures.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default().add(one);
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::layers::Latency;
    use crate::scripted::{ScriptedPlane, call};

    #[tokio::test(start_paused = true)]
    async fn calls_are_counted_by_operation_and_region() {
        let meter = Meter::new();
        let script = r#"[{"attempts": 3, "bytes": 100}, {}, {"error": "X"}, {"bytes": 7}]"#;
        let slow = Latency::new(ScriptedPlane::new(script), Duration::from_millis(50));
        let plane = Observed::new(slow, meter.clone());
        for region in ["us-east-1", "us-east-1", "us-east-1", "eu-west-1"] {
            let mut call = call("{}");
            call.scope.region = region.into();
            let _ = plane.call(call).await;
        }
        expect![[r#"
            [
                (
                    CallId {
                        service: "things",
                        operation: "ListThings",
                    },
                    "eu-west-1",
                    Figures {
                        calls: 1,
                        failures: 0,
                        retries: 0,
                        bytes: 7,
                        time: 50ms,
                        longest: 50ms,
                    },
                ),
                (
                    CallId {
                        service: "things",
                        operation: "ListThings",
                    },
                    "us-east-1",
                    Figures {
                        calls: 3,
                        failures: 1,
                        retries: 2,
                        bytes: 100,
                        time: 150ms,
                        longest: 50ms,
                    },
                ),
            ]
            Figures { calls: 4, failures: 1, retries: 2, bytes: 107, time: 200ms, longest: 50ms }"#]]
        .assert_eq(&format!("{:#?}\n{:?}", meter.by_call(), meter.total()));
        assert_eq!(meter.under_way(), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_given_up_is_under_way_no_more() {
        let meter = Meter::new();
        let plane = Observed::new(Latency::new(ScriptedPlane::new("[{}]"), Duration::from_secs(9)), meter.clone());
        let given_up = tokio::time::timeout(Duration::from_secs(1), plane.call(call("{}"))).await;
        assert!(given_up.is_err());
        assert_eq!((meter.under_way(), meter.total().calls), (0, 0));
    }
}
