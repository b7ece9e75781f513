//! Interrupts: what Ctrl-C means while a statement runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Two flags that the handler of the signal shares with the runner.
///
/// The handler sets `asked`, and ends the process where `deadly` is set. Between statements an interrupt is deadly;
/// while one runs, the first only asks for its end, and the handler of scripts makes the next one deadly.
#[derive(Debug, Clone, Default)]
pub struct Interrupt {
    asked: Arc<AtomicBool>,
    deadly: Arc<AtomicBool>,
    keeps_shell: bool,
}

impl Interrupt {
    /// The flags of a script: the handler sets both.
    pub fn for_scripts(asked: Arc<AtomicBool>, deadly: Arc<AtomicBool>) -> Self {
        deadly.store(true, Ordering::SeqCst);
        Self { asked, deadly, keeps_shell: false }
    }

    /// The flags of a shell on a terminal, which no interrupt ends.
    pub fn for_shell(asked: Arc<AtomicBool>) -> Self {
        Self { asked, deadly: Arc::default(), keeps_shell: true }
    }

    /// A text begins. In a shell, earlier interrupts were for earlier texts; a script has none that it may forget.
    pub(crate) fn begin_text(&self) {
        if self.keeps_shell {
            self.asked.store(false, Ordering::SeqCst);
        }
    }

    /// A statement begins.
    pub(crate) fn begin(&self) {
        self.deadly.store(false, Ordering::SeqCst);
    }

    /// The statement has ended.
    pub(crate) fn end(&self) {
        self.deadly.store(!self.keeps_shell, Ordering::SeqCst);
    }

    /// Whether the user wants the running statement to end.
    pub(crate) fn is_asked(&self) -> bool {
        self.asked.load(Ordering::SeqCst)
    }
}
