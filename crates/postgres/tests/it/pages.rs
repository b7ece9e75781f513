//! A plane of very many log groups, which nobody made: pages of a listing, and a count of those that were asked for.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use callboard_model::document::{Document, Map};
use callboard_plane::{Call, Output, Plane, PlaneError};

/// So many pages of a hundred log groups.
pub struct Pages {
    pages: usize,
    delay: Duration,
    asked: AtomicU64,
    under_way: AtomicUsize,
}

/// Bytes of the policy document of each.
pub const DOCUMENT: usize = 2000;

impl Pages {
    pub fn new(pages: usize, delay: Duration) -> Arc<Self> {
        Arc::new(Self { pages, delay, asked: AtomicU64::new(0), under_way: AtomicUsize::new(0) })
    }

    /// How many calls were made so far.
    pub fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }

    /// Waits until calls are made, or none are under way any more.
    pub fn wait(&self, mut until: impl FnMut(&Self) -> bool) {
        let start = Instant::now();
        while !until(self) {
            assert!(start.elapsed() < Duration::from_secs(60), "it does not come");
            std::thread::yield_now();
        }
    }

    /// Waits until no call is under way, and none was begun since the last look.
    pub fn wait_until_quiet(&self) {
        let mut before = u64::MAX;
        self.wait(|it| it.under_way.load(Ordering::SeqCst) == 0);
        self.wait(|it| {
            std::thread::sleep(Duration::from_millis(50));
            let now = it.asked();
            std::mem::replace(&mut before, now) == now
        });
    }
}

/// A call that is under way, or was given up.
struct UnderWay<'a>(&'a AtomicUsize);

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[async_trait]
impl Plane for Pages {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.under_way.fetch_add(1, Ordering::SeqCst);
        let _under_way = UnderWay(&self.under_way);
        tokio::time::sleep(self.delay).await;
        let from: usize = call.input.str("NextToken").and_then(|it| it.parse().ok()).unwrap_or(0);
        let groups = (0..100).map(|at| {
            let name = format!("group-{}", from * 100 + at);
            let properties = format!(
                r#"{{"LogGroupName":"{name}","RetentionInDays":7,"DataProtectionPolicy":{{"x":"{}"}}}}"#,
                "x".repeat(DOCUMENT)
            );
            Document::Map(Map::new().with("Identifier", name).with("Properties", properties))
        });
        let mut members = Map::new().with("ResourceDescriptions", groups.collect::<Vec<_>>());
        if from + 1 < self.pages {
            members.insert("NextToken", (from + 1).to_string());
        }
        Ok(Output { members, ..Output::default() })
    }

    fn lists_whole_resources(&self) -> bool {
        true
    }
}
