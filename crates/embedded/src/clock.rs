//! The clock: what time it is, for state machines and expiry.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use callboard_model::document::Instant;

/// Tells the time, to the millisecond. All clones tell the same time.
#[derive(Clone)]
pub struct Clock {
    source: Source,
}

#[derive(Clone)]
enum Source {
    System,
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// The clock of the machine.
    pub fn system() -> Self {
        Self { source: Source::System }
    }

    /// A clock that stands still at this moment until it is moved.
    pub fn manual(start: Instant) -> Self {
        Self { source: Source::Manual(Arc::new(AtomicI64::new(start.epoch_millis()))) }
    }

    /// What time it is.
    pub fn now(&self) -> Instant {
        let millis = match &self.source {
            Source::System => {
                let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                i64::try_from(since_1970.as_millis()).unwrap_or(i64::MAX)
            }
            Source::Manual(millis) => millis.load(Ordering::SeqCst),
        };
        Instant::from_epoch_millis(millis)
    }

    /// Moves a manual clock on; the machine's own clock is not moved.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Source::Manual(millis) = &self.source {
            millis.fetch_add(seconds * 1000, Ordering::SeqCst);
        }
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::System => f.write_str("Clock::system"),
            Source::Manual(_) => write!(f, "Clock::manual({})", self.now()),
        }
    }
}
