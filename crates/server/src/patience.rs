//! Waiting for something, but not for ever.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use tokio::time::timeout;

/// What a future gives within a time, or `None`.
///
/// Most futures here are ready when they are first asked: a timer, which costs
/// more than a routed request, is made for the others alone.
pub async fn within<T>(time: Duration, future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    let first = poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx))).await;
    match first {
        Poll::Ready(value) => Some(value),
        Poll::Pending => timeout(time, future).await.ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_ready_in_time_is_given() {
        assert_eq!(within(Duration::ZERO, async { 1 }).await, Some(1));
        assert_eq!(within(Duration::from_secs(60), tokio::task::yield_now()).await, Some(()));
        assert_eq!(within(Duration::from_millis(1), std::future::pending::<()>()).await, None);
    }
}
