//! Calls that come to an end when whoever asked for them does not want to wait any more.
//!
//! What is under way is given some time: a change that is answered is known, one that is given up may have taken
//! effect or not. After that time, nothing is sent any more.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tokio::sync::watch;
use tokio::time::Instant;

use crate::{Call, CallId, Output, Plane, PlaneError, Wish};

/// Tells all who hold a clone of it that they are to come to an end.
#[derive(Debug, Clone)]
pub struct Interrupt(Arc<watch::Sender<Option<Instant>>>);

impl Default for Interrupt {
    fn default() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }
}

impl Interrupt {
    /// Asks all to come to an end; the first time counts.
    pub fn raise(&self) {
        self.0.send_if_modified(|at| at.is_none() && at.replace(Instant::now()).is_none());
    }

    /// Whether all are to come to an end.
    pub fn is_raised(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Is there when all are to come to an end, and says since when.
    pub async fn raised(&self) -> Instant {
        let mut receiver = self.0.subscribe();
        let raised = receiver.wait_for(Option::is_some).await.ok().and_then(|it| *it);
        match raised {
            Some(at) => at,
            // The sender is held here, so this is not met.
            None => std::future::pending().await,
        }
    }

    /// Waits; false where it came to an end before its time.
    #[must_use]
    pub async fn sleep(&self, duration: Duration) -> bool {
        tokio::select! {
            biased;
            _ = self.raised() => false,
            () = tokio::time::sleep(duration) => true,
        }
    }
}

/// A plane whose calls end some time after an interrupt.
pub struct Interruptible<P> {
    plane: P,
    interrupt: Interrupt,
    grace: Duration,
}

impl<P: Plane> Interruptible<P> {
    /// Gives the calls on `plane` that are under way this much time.
    pub fn new(plane: P, interrupt: Interrupt, grace: Duration) -> Self {
        Self { plane, interrupt, grace }
    }

    async fn within_time(
        &self,
        id: CallId,
        call: impl Future<Output = Result<Output, PlaneError>> + Send,
    ) -> Result<Output, PlaneError> {
        let is_late = async {
            let raised = self.interrupt.raised().await;
            tokio::time::sleep_until(raised + self.grace).await;
        };
        let mut was_sent = false;
        let call = async {
            was_sent = true;
            call.await
        };
        let answer = tokio::select! {
            biased;
            () = is_late => None,
            answer = call => Some(answer),
        };
        answer.unwrap_or(Err(PlaneError::Interrupted { call: id, was_sent }))
    }
}

#[async_trait]
impl<P: Plane> Plane for Interruptible<P> {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        self.within_time(call.operation.into(), self.plane.call(call)).await
    }

    async fn extract(&self, call: Call, wish: &Wish) -> Result<Output, PlaneError> {
        self.within_time(call.operation.into(), self.plane.extract(call, wish)).await
    }

    fn lists_whole_resources(&self) -> bool {
        self.plane.lists_whole_resources()
    }
}

#[cfg(test)]
mod tests {
    use callboard_model::document::Map;
    use callboard_model::registry;

    use super::*;
    use crate::layers::Latency;
    use crate::{Caller, Scope};

    struct Answers;

    #[async_trait]
    impl Plane for Answers {
        async fn call(&self, _call: Call) -> Result<Output, PlaneError> {
            Ok(Output::default())
        }
    }

    /// What a call answers that takes some time, on a plane with a second's grace that is interrupted after 10 seconds.
    async fn answer(operation: &str, begins: u64, takes: u64) -> String {
        let interrupt = Interrupt::default();
        let plane = Latency::new(Answers, Duration::from_secs(takes));
        let plane = Interruptible::new(plane, interrupt.clone(), Duration::from_secs(1));
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_secs(10)).await;
            interrupt.raise();
        });
        tokio::time::sleep(Duration::from_secs(begins)).await;
        let service = registry::service("apigatewayv2").expect("a service");
        let operation = service.operation(operation).expect("an operation");
        let scope = Scope::new("123456789012", "us-east-1");
        let call = Call { operation, input: Map::new(), caller: Caller::root(&scope, "test"), scope };
        let begun = Instant::now();
        let answer = plane.call(call).await;
        let said = answer
            .map_or_else(|error| format!("{error}; {}", error.hint().unwrap_or_default()), |_| "answered".to_owned());
        format!("{said} (after {} s)", begun.elapsed().as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn what_is_under_way_has_some_time_and_nothing_is_sent_after_it() {
        let said = [
            answer("CreateApi", 0, 5).await,
            answer("CreateApi", 5, 5).await,
            answer("CreateApi", 5, 500).await,
            answer("GetApi", 5, 500).await,
            answer("CreateApi", 20, 5).await,
        ];
        expect_test::expect![[r#"
            answered (after 5 s)
            answered (after 5 s)
            apigatewayv2 CreateApi: interrupted before an answer came; it may or may not have taken effect: look before you try again (after 6 s)
            apigatewayv2 GetApi: interrupted before an answer came; nothing was changed: try again (after 6 s)
            apigatewayv2 CreateApi: interrupted before it was sent; nothing was changed: try again (after 0 s)"#]]
        .assert_eq(&said.join("\n"));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_with_the_interrupt() {
        let interrupt = Interrupt::default();
        assert!(interrupt.sleep(Duration::from_secs(5)).await);
        let other = interrupt.clone();
        tokio::spawn(async move { other.raise() });
        assert!(!interrupt.sleep(Duration::from_secs(5_000)).await);
        assert!(!interrupt.sleep(Duration::ZERO).await);
    }
}
