//! The line that tells how far a long statement is; on terminals only.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use callboard_sql::{Progress, Session};

/// Statements that are faster need no line.
const PATIENCE: Duration = Duration::from_millis(500);

/// The line of one statement.
pub(crate) struct ProgressLine {
    begun: Instant,
    /// The counters of the statement before, until this one has its own.
    before: Arc<Progress>,
    is_wanted: bool,
    is_shown: bool,
}

impl ProgressLine {
    /// The line of a statement that begins now.
    pub(crate) fn new(session: &Session, is_wanted: bool) -> Self {
        Self { begun: Instant::now(), before: session.progress(), is_wanted, is_shown: false }
    }

    /// Draws the line again, where the statement has taken long enough.
    pub(crate) fn draw(&mut self, session: &Session, out: &mut dyn Write) {
        let elapsed = self.begun.elapsed();
        if !self.is_wanted || elapsed < PATIENCE {
            return;
        }
        let progress = session.progress();
        let mut line = String::new();
        if !Arc::ptr_eq(&progress, &self.before) {
            let count = |it: &std::sync::atomic::AtomicU64| it.load(Ordering::Relaxed);
            let (done, known) = (count(&progress.done), count(&progress.known));
            if known.max(done) > 0 {
                line.push_str(&format!("{done}/{} calls, ", known.max(done)));
            }
            if count(&progress.rows) > 0 {
                line.push_str(&format!("{} rows, ", count(&progress.rows)));
            }
            if count(&progress.retries) > 0 {
                line.push_str(&format!("{} retries, ", count(&progress.retries)));
            }
        }
        // Where the line cannot be drawn, there is nobody to see it.
        let _ = write!(out, "\r\x1b[K{line}{:.1} s", elapsed.as_secs_f64());
        let _ = out.flush();
        self.is_shown = true;
    }

    /// Takes the line away, before anything else is printed.
    pub(crate) fn erase(&mut self, out: &mut dyn Write) {
        if std::mem::take(&mut self.is_shown) {
            let _ = out.write_all(b"\r\x1b[K");
            let _ = out.flush();
        }
    }
}
