//! Reading many resources, as many at once as is allowed.
//!
//! Each read is a task of its own, so that a plane inside the process works on
//! several cores. Identifiers are taken from their stream as reads end, and no
//! more of them than can be read at once: whoever stops asking stops the calls.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use callboard_model::types::ResourceType;
use futures::{FutureExt, Stream, StreamExt};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use crate::calls::Calls;
use crate::{Identifier, Properties, ResourceError, route};

/// In which order resources come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// As they were read: none waits for another.
    #[default]
    Completion,
    /// As they were asked for.
    Input,
}

/// A resource that was to be read, and what came of it; nothing where it is not there.
pub type Read = (Identifier, Result<Option<Properties>, ResourceError>);

/// Resources as they are read.
pub type ReadStream = Pin<Box<dyn Stream<Item = Read> + Send>>;

pub(crate) fn read_each(
    calls: Arc<Calls>,
    of: &'static ResourceType,
    region: Arc<str>,
    identifiers: impl Stream<Item = Identifier> + Send + 'static,
    order: Order,
) -> ReadStream {
    let at_once = calls.options.parallel_calls.max(1);
    let reads = identifiers.map(move |identifier| {
        let (calls, region) = (Arc::clone(&calls), Arc::clone(&region));
        async move {
            // The task begins here, when its place among those at once is free.
            let read = async move {
                let answer = route::read(&calls, of, &region, &identifier).await;
                (identifier, answer)
            };
            match Handle::try_current() {
                Ok(runtime) => Task(runtime.spawn(read)).await,
                Err(_) => read.await,
            }
        }
    });
    match order {
        Order::Completion => Box::pin(reads.buffer_unordered(at_once)),
        Order::Input => Box::pin(reads.buffered(at_once)),
    }
}

/// A task that ends when nobody waits for it any more.
pub(crate) struct Task<T>(pub(crate) JoinHandle<T>);

impl<T> Future for Task<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        match self.0.poll_unpin(context) {
            Poll::Ready(Ok(value)) => Poll::Ready(value),
            Poll::Ready(Err(error)) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                // The runtime ends: nobody will look at this again.
                Err(_) => Poll::Pending,
            },
            Poll::Pending => Poll::Pending,
        }
    }
}

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use callboard_plane::layers::{Fault, Faults, Latency};
    use futures::stream;
    use serde_json::json;
    use tokio::time::Instant;

    use super::*;
    use crate::scripted::{ScriptedPlane, options, stage};
    use crate::{Resources, ResourcesOptions};

    const LATENCY: Duration = Duration::from_millis(50);

    fn found() -> serde_json::Value {
        json!([{"ResourceDescription": {"Identifier": "a", "Properties": "{\"Arn\": \"a\"}"}}])
    }

    fn identifiers(count: usize) -> impl Stream<Item = Identifier> + Send + 'static {
        stream::iter((0..count).map(|number| Identifier::new(number.to_string())))
    }

    #[tokio::test(start_paused = true)]
    async fn a_thousand_reads_take_no_longer_than_the_permitted_parallelism_demands() {
        let plane = Arc::new(Latency::new(ScriptedPlane::new(found()), LATENCY));
        let resources = Resources::new(plane, ResourcesOptions { parallel_calls: 16, ..options() });
        let start = Instant::now();
        let reads: Vec<Read> =
            resources.read_each(stage(), "eu-west-1", identifiers(1000), Order::Completion).collect().await;
        let ideal = LATENCY * 1000u32.div_ceil(16);
        assert_eq!(reads.iter().filter(|(_, read)| matches!(read, Ok(Some(_)))).count(), 1000);
        assert!(start.elapsed() <= ideal.mul_f64(1.05), "{:?} where {ideal:?} is ideal", start.elapsed());
    }

    #[tokio::test(start_paused = true)]
    async fn reads_come_back_in_the_order_that_was_asked_for() {
        let plane = Arc::new(Latency::new(ScriptedPlane::new(found()), LATENCY));
        let resources = Resources::new(plane, options());
        let reads = resources.read_each(stage(), "eu-west-1", identifiers(20), Order::Input);
        let order: Vec<usize> = reads.map(|(it, _)| it.as_str().parse::<usize>().expect("a number")).collect().await;
        assert_eq!(order, (0..20).collect::<Vec<_>>());
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_stops_asking_stops_the_calls() {
        let scripted = ScriptedPlane::new(found());
        let plane = Arc::new(Latency::new(Arc::clone(&scripted), LATENCY));
        let resources = Resources::new(plane, options());
        let first: Vec<Read> =
            resources.read_each(stage(), "eu-west-1", identifiers(1000), Order::Input).take(2).collect().await;
        tokio::time::sleep(LATENCY * 10).await;
        assert_eq!(first.len(), 2);
        assert!(scripted.calls().lines().count() <= 5, "{}", scripted.calls());
    }

    /// An endpoint that takes four calls at once, asked by a client that is allowed sixteen.
    #[tokio::test(start_paused = true)]
    async fn a_rate_limit_is_found_and_kept() {
        let slow = Latency::new(ScriptedPlane::new(found()), LATENCY);
        let plane = Arc::new(Faults::new(slow, [Fault::ThrottledBeyond(4)]));
        let resources = Resources::new(plane, ResourcesOptions { parallel_calls: 16, ..options() });
        let start = Instant::now();
        let reads: Vec<Read> =
            resources.read_each(stage(), "eu-west-1", identifiers(400), Order::Completion).collect().await;
        assert!(reads.iter().all(|(_, read)| read.is_ok()));
        let ideal = LATENCY * 100;
        assert!(start.elapsed() < ideal * 2, "{:?} where {ideal:?} is ideal", start.elapsed());
        assert!(resources.parallel_calls() <= 8);
    }

    #[tokio::test(start_paused = true)]
    async fn a_lost_endpoint_fails_the_reads_that_it_loses_and_no_others() {
        let plane = Arc::new(Faults::new(ScriptedPlane::new(found()), [Fault::LostFrom(4)]));
        let resources = Resources::new(plane, ResourcesOptions { parallel_calls: 1, ..options() });
        let reads: Vec<Read> = resources.read_each(stage(), "eu-west-1", identifiers(5), Order::Input).collect().await;
        let outcomes: Vec<bool> = reads.iter().map(|(_, read)| read.is_ok()).collect();
        assert_eq!(outcomes, [true, true, true, false, false]);
    }
}
