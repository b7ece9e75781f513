//! A plane that is as far away as AWS: how long queries take where each call takes 50 ms.
//!
//! The time is counted, not measured: it moves on when all tasks wait for calls. So the figures say how well calls
//! overlap, whatever else the machine does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use callboard_plane::{Call, Output, Plane, PlaneError};
use callboard_sql::{Answer, Session};
use expect_test::{Expect, expect};
use futures::StreamExt as _;
use tokio::sync::oneshot;

use crate::world::{TersePlane, World, plane};

/// How long a call takes.
const CALL_MS: u64 = 50;

/// How often all tasks are given the chance to go on before the time does.
const ROUNDS: usize = 64;

/// A plane across the ocean.
#[derive(Clone)]
struct FarPlane {
    plane: TersePlane,
    sea: Arc<Sea>,
}

#[derive(Default)]
struct Sea {
    now_ms: AtomicU64,
    calls: AtomicU64,
    /// When each call arrives, and who waits for that.
    waiting: Mutex<Vec<(u64, oneshot::Sender<()>)>>,
}

#[async_trait::async_trait]
impl Plane for FarPlane {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let (sender, receiver) = oneshot::channel();
        let arrival = self.sea.now_ms.load(Ordering::SeqCst) + CALL_MS;
        self.sea.waiting.lock().expect("no panic while locked").push((arrival, sender));
        self.sea.calls.fetch_add(1, Ordering::SeqCst);
        receiver.await.expect("the time goes on");
        self.plane.call(call).await
    }

    fn lists_whole_resources(&self) -> bool {
        false
    }
}

impl Sea {
    /// Lets the time go on whenever nothing else does.
    async fn flow(self: Arc<Self>) {
        loop {
            let calls = self.calls.load(Ordering::SeqCst);
            for _ in 0..ROUNDS {
                tokio::task::yield_now().await;
            }
            if calls != self.calls.load(Ordering::SeqCst) {
                continue;
            }
            if !self.arrive() {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        }
    }

    /// Lets the next calls arrive; false where there are none.
    fn arrive(&self) -> bool {
        let mut waiting = self.waiting.lock().expect("no panic while locked");
        waiting.retain(|(_, it)| !it.is_closed());
        let Some(next) = waiting.iter().map(|(arrival, _)| *arrival).min() else { return false };
        self.now_ms.store(next, Ordering::SeqCst);
        let (arrived, rest) = std::mem::take(&mut *waiting).into_iter().partition(|(it, _)| *it <= next);
        *waiting = rest;
        let arrived: Vec<(u64, oneshot::Sender<()>)> = arrived;
        for (_, sender) in arrived {
            let _ = sender.send(());
        }
        true
    }
}

/// When the first and the last row of a query came, and how many calls there were.
async fn timed(session: &Session, sea: &Sea, query: &str) -> (u64, u64, u64, usize) {
    let (start, calls) = (sea.now_ms.load(Ordering::SeqCst), sea.calls.load(Ordering::SeqCst));
    let parsed = session.parse(query).expect("a query").remove(0);
    let Answer::Rows(mut batches) = session.run(&parsed).await.expect("a plan") else { panic!("no rows") };
    let (mut first, mut rows) = (None, 0);
    while let Some(batch) = batches.next().await {
        rows += batch.expect("rows").num_rows();
        first = first.or((rows > 0).then(|| sea.now_ms.load(Ordering::SeqCst) - start));
    }
    let last = sea.now_ms.load(Ordering::SeqCst) - start;
    (first.unwrap_or_default(), last, sea.calls.load(Ordering::SeqCst) - calls, rows)
}

/// Makes stages in each region, then asks for them from far away; shows the times beside the ideal.
#[track_caller]
fn check(regions: &[(&str, usize)], parallel_calls: usize, queries: &[&str], expect: Expect) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut shown = String::new();
    let plane = plane();
    for (region, count) in regions {
        let near = World::over(plane.clone());
        let values: Vec<_> = (0..*count).map(|it| format!("('s{it}', '{region}')")).collect();
        let text = format!("INSERT INTO aws.ivs.stages (Name, region) VALUES {}", values.join(", "));
        near.user().given(&text);
    }
    runtime.block_on(async {
        let sea = Arc::new(Sea::default());
        let mut world = World::over(FarPlane { plane: TersePlane(plane), sea: Arc::clone(&sea) });
        world.parallel_calls = parallel_calls;
        let user = world.user();
        let flow = tokio::spawn(Arc::clone(&sea).flow());
        for query in queries {
            let (first, last, calls, rows) = timed(&user.session, &sea, query).await;
            let ideal = calls.div_ceil(parallel_calls as u64) * CALL_MS;
            let ratio = last as f64 / ideal as f64;
            shown += &format!(
                "{query}\n  {rows} rows, {calls} calls; first row after {first} ms, last after {last} ms, {ratio:.2} of the ideal {ideal} ms\n"
            );
            let is_filtered = query.contains("LIKE");
            assert!(first < 3 * CALL_MS || is_filtered, "the first row came after {first} ms");
            assert!(calls < 100 || ratio <= 1.3, "{last} ms where {ideal} ms is ideal");
        }
        flow.abort();
    });
    expect.assert_eq(&shown);
}

#[test]
fn a_thousand_resources_that_need_a_read_each() {
    check(
        &[("us-east-1", 1000)],
        16,
        &[
            "SELECT name FROM aws.ivs.stages WHERE region = 'us-east-1'",
            "SELECT arn FROM aws.ivs.stages WHERE region = 'us-east-1'",
            "SELECT name FROM aws.ivs.stages WHERE region = 'us-east-1' LIMIT 5",
            "SELECT name FROM aws.ivs.stages WHERE region = 'us-east-1' AND name LIKE 's99%'",
        ],
        expect![[r#"
            SELECT name FROM aws.ivs.stages WHERE region = 'us-east-1'
              1000 rows, 1010 calls; first row after 100 ms, last after 3250 ms, 1.02 of the ideal 3200 ms
            SELECT arn FROM aws.ivs.stages WHERE region = 'us-east-1'
              1000 rows, 10 calls; first row after 50 ms, last after 500 ms, 10.00 of the ideal 50 ms
            SELECT name FROM aws.ivs.stages WHERE region = 'us-east-1' LIMIT 5
              5 rows, 6 calls; first row after 100 ms, last after 100 ms, 2.00 of the ideal 50 ms
            SELECT name FROM aws.ivs.stages WHERE region = 'us-east-1' AND name LIKE 's99%'
              11 rows, 1010 calls; first row after 3250 ms, last after 3250 ms, 1.02 of the ideal 3200 ms
        "#]],
    );
}

#[test]
fn two_regions_share_what_is_permitted() {
    check(
        &[("us-east-1", 600), ("eu-west-1", 400)],
        16,
        &["SELECT region, name FROM aws.ivs.stages", "SELECT region, tag_key FROM aws.ivs.stage_tags"],
        expect![[r#"
            SELECT region, name FROM aws.ivs.stages
              1000 rows, 1010 calls; first row after 100 ms, last after 3250 ms, 1.02 of the ideal 3200 ms
            SELECT region, tag_key FROM aws.ivs.stage_tags
              0 rows, 1010 calls; first row after 0 ms, last after 3250 ms, 1.02 of the ideal 3200 ms
        "#]],
    );
}
