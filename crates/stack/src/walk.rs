//! Walks: all parts of a stack, each after those that it needs, as many at once as is allowed.

use std::collections::BTreeSet;
use std::future::Future;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;

use crate::graph::Graph;

/// Which way a graph is walked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// What is needed comes first.
    Forward,
    /// What needs others comes first: for removing.
    Backward,
}

/// How a walk goes on after a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// As it would have.
    On,
    /// Without the parts that come after this one.
    WithoutFollowers,
    /// What has begun is ended, and nothing else is begun.
    Stop,
}

/// Visits the parts of a graph; what the visits gave, and nothing for parts that were not visited.
pub async fn walk<T, F>(
    graph: &Graph,
    direction: Direction,
    parallel: usize,
    visit: impl Fn(usize) -> F,
) -> Vec<Option<T>>
where
    F: Future<Output = (Flow, T)>,
{
    let count = graph.before.len();
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut waits_for = vec![0_usize; count];
    for (after, before) in graph.before.iter().enumerate() {
        for before in before.keys().copied() {
            let (first, second) = match direction {
                Direction::Forward => (before, after),
                Direction::Backward => (after, before),
            };
            followers[first].push(second);
            waits_for[second] += 1;
        }
    }
    // In the manifest's order where the graph leaves a choice.
    let mut ready: BTreeSet<usize> = (0..count).filter(|it| waits_for[*it] == 0).collect();
    let mut results: Vec<Option<T>> = (0..count).map(|_| None).collect();
    let mut running = FuturesUnordered::new();
    let mut is_stopped = false;
    loop {
        while running.len() < parallel.max(1) && !is_stopped {
            let next = if direction == Direction::Forward { ready.pop_first() } else { ready.pop_last() };
            let Some(next) = next else { break };
            let visit = visit(next);
            running.push(async move { (next, visit.await) });
        }
        let Some((part, (flow, result))) = running.next().await else { return results };
        results[part] = Some(result);
        match flow {
            Flow::On => {
                for follower in &followers[part] {
                    waits_for[*follower] -= 1;
                    if waits_for[*follower] == 0 {
                        ready.insert(*follower);
                    }
                }
            }
            Flow::WithoutFollowers => {}
            Flow::Stop => is_stopped = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::Duration;

    use super::*;
    use crate::graph::Reason;

    /// 0 ← 1 ← 3, 0 ← 2, 4 alone.
    fn graph() -> Graph {
        let mut graph = Graph { before: vec![Default::default(); 5] };
        for (after, before) in [(1, 0), (2, 0), (3, 1)] {
            graph.before[after].insert(before, Reason::Stated);
        }
        graph
    }

    async fn visited(direction: Direction, parallel: usize, flow: impl Fn(usize) -> Flow) -> Vec<usize> {
        let order = Mutex::new(Vec::new());
        walk(&graph(), direction, parallel, |part| {
            let (order, flow) = (&order, flow(part));
            async move {
                tokio::time::sleep(Duration::from_millis(10)).await;
                order.lock().expect("no panic").push(part);
                (flow, ())
            }
        })
        .await;
        order.into_inner().expect("no panic")
    }

    #[tokio::test(start_paused = true)]
    async fn parts_come_after_what_they_need() {
        assert_eq!(visited(Direction::Forward, 1, |_| Flow::On).await, [0, 1, 2, 3, 4]);
        assert_eq!(visited(Direction::Backward, 1, |_| Flow::On).await, [4, 3, 2, 1, 0]);
        assert_eq!(visited(Direction::Forward, 9, |_| Flow::On).await, [0, 4, 1, 2, 3]);
        let without =
            visited(Direction::Forward, 1, |it| if it == 1 { Flow::WithoutFollowers } else { Flow::On }).await;
        assert_eq!(without, [0, 1, 2, 4]);
        let stopped = visited(Direction::Forward, 1, |it| if it == 1 { Flow::Stop } else { Flow::On }).await;
        assert_eq!(stopped, [0, 1]);
        let start = tokio::time::Instant::now();
        visited(Direction::Forward, 9, |_| Flow::On).await;
        assert_eq!(start.elapsed().as_millis(), 30);
    }
}
