//! A plane on which things go wrong, as told.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;

use crate::error::NetworkError;
use crate::{Call, Output, Plane, PlaneError, Wish};

/// What goes wrong, and when. Calls are counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// This call is refused, with this code and message.
    Refused {
        /// Which call.
        call: u64,
        /// `AccessDeniedException`.
        code: &'static str,
        /// The words of the refusal.
        message: &'static str,
    },
    /// Every so many calls one is refused for its rate.
    ThrottledEvery(u64),
    /// More calls at once than these are refused for their rate.
    ThrottledBeyond(u64),
    /// From this call on nobody answers; nothing reaches the plane.
    LostFrom(u64),
    /// This call is carried out, but its answer is lost.
    AnswerLost(u64),
}

/// A plane on which things go wrong, as told.
pub struct Faults<P> {
    plane: P,
    faults: Vec<Fault>,
    only: Option<&'static str>,
    calls: AtomicU64,
    under_way: AtomicU64,
}

impl<P: Plane> Faults<P> {
    /// Does these things to calls on `plane`.
    pub fn new(plane: P, faults: impl IntoIterator<Item = Fault>) -> Self {
        let (calls, under_way) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { plane, faults: faults.into_iter().collect(), only: None, calls, under_way }
    }

    /// Counts and hits only calls of this operation.
    #[must_use]
    pub fn only(mut self, operation: &'static str) -> Self {
        self.only = Some(operation);
        self
    }

    fn refusal(&self, call: &Call, number: u64, at_once: u64) -> Option<PlaneError> {
        self.faults.iter().find_map(|fault| match *fault {
            Fault::Refused { call: at, code, message } if at == number => {
                Some(PlaneError::refused(call.operation, code, message, 400))
            }
            Fault::ThrottledEvery(every) if number.is_multiple_of(every) => Some(throttled(call)),
            Fault::ThrottledBeyond(most) if at_once > most => Some(throttled(call)),
            Fault::LostFrom(from) if number >= from => Some(no_answer(call)),
            _ => None,
        })
    }
}

#[async_trait]
impl<P: Plane> Plane for Faults<P> {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        self.carry_out(call, |plane, call| plane.call(call)).await
    }

    async fn extract(&self, call: Call, wish: &Wish) -> Result<Output, PlaneError> {
        self.carry_out(call, |plane, call| plane.extract(call, wish)).await
    }

    fn lists_whole_resources(&self) -> bool {
        self.plane.lists_whole_resources()
    }
}

impl<P: Plane> Faults<P> {
    async fn carry_out<'a, F>(&'a self, call: Call, make: impl FnOnce(&'a P, Call) -> F) -> Result<Output, PlaneError>
    where
        F: Future<Output = Result<Output, PlaneError>>,
    {
        if self.only.is_some_and(|it| it != call.operation.name) {
            return make(&self.plane, call).await;
        }
        let number = self.calls.fetch_add(1, Ordering::SeqCst) + 1;
        let under_way = UnderWay::begin(&self.under_way);
        if let Some(error) = self.refusal(&call, number, under_way.number) {
            return Err(error);
        }
        let lost = self.faults.contains(&Fault::AnswerLost(number)).then(|| no_answer(&call));
        let answer = make(&self.plane, call).await;
        lost.map_or(answer, Err)
    }
}

/// One call of those at once.
struct UnderWay<'a> {
    count: &'a AtomicU64,
    number: u64,
}

impl<'a> UnderWay<'a> {
    fn begin(count: &'a AtomicU64) -> Self {
        Self { count, number: count.fetch_add(1, Ordering::SeqCst) + 1 }
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::SeqCst);
    }
}

fn throttled(call: &Call) -> PlaneError {
    PlaneError::refused(call.operation, "ThrottlingException", "Rate exceeded", 400)
}

fn no_answer(call: &Call) -> PlaneError {
    PlaneError::NoAnswer {
        call: call.operation.into(),
        endpoint: "https://lost.example/".to_owned(),
        attempts: 3,
        source: NetworkError::Closed(Box::new(io::Error::from(io::ErrorKind::ConnectionReset))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scripted::{ScriptedPlane, call};

    /// The outcomes of so many calls, one after another, and how many reached the plane.
    async fn run(faults: &[Fault], calls: usize) -> String {
        let plane = Faults::new(ScriptedPlane::new("[{}]"), faults.iter().cloned());
        let mut outcomes = Vec::new();
        for _ in 0..calls {
            outcomes.push(match plane.call(call("{}")).await {
                Ok(_) => "ok".to_owned(),
                Err(PlaneError::Service { refusal, .. }) => refusal.code,
                Err(_) => "lost".to_owned(),
            });
        }
        format!("{}; {} reached it", outcomes.join(", "), plane.plane.inputs().lines().count())
    }

    #[tokio::test]
    async fn each_fault_comes_when_it_is_due() {
        let refused = Fault::Refused { call: 2, code: "Denied", message: "no" };
        assert_eq!(run(&[refused], 3).await, "ok, Denied, ok; 2 reached it");
        assert_eq!(
            run(&[Fault::ThrottledEvery(2)], 4).await,
            "ok, ThrottlingException, ok, ThrottlingException; 2 reached it"
        );
        assert_eq!(run(&[Fault::LostFrom(3)], 4).await, "ok, ok, lost, lost; 2 reached it");
        assert_eq!(run(&[Fault::AnswerLost(2)], 3).await, "ok, lost, ok; 3 reached it");
    }
}
