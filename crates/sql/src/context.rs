//! What the parts of one running statement share.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use callboard_plane::layers::{Observer, Outcome};
use callboard_resource::Resources;

use crate::SqlError;
use crate::answer::Notice;

/// What the parts of one running statement share; a config extension of its DataFusion state.
pub(crate) struct StatementContext {
    /// Where resources are.
    pub(crate) resources: Resources,
    /// Regions that are searched where the statement names none.
    pub(crate) regions: Arc<[String]>,
    /// Whether rows are given even where some calls failed.
    pub(crate) partial: bool,
    /// What was called so far.
    pub(crate) progress: Arc<Progress>,
    failures: Mutex<Vec<Failure>>,
    notices: Mutex<Vec<Notice>>,
}

/// How far a statement is. Counted by the calls of scans and changes.
#[derive(Debug, Default)]
pub struct Progress {
    /// Calls that were answered.
    pub done: AtomicU64,
    /// Calls that are known to be needed, those done among them.
    pub known: AtomicU64,
    /// Rows that scans gave.
    pub rows: AtomicU64,
    /// Attempts beyond the first.
    pub retries: AtomicU64,
    /// Bytes of answers.
    pub bytes: AtomicU64,
}

/// One call of a fan-out that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// `AWS::IVS::Stage in us-east-1`, or one resource.
    pub what: String,
    /// Why.
    pub error: SqlError,
}

impl StatementContext {
    /// The context of a new statement.
    pub(crate) fn new(resources: Resources, regions: Arc<[String]>, partial: bool, progress: Arc<Progress>) -> Self {
        let resources = resources.observed_by(Arc::clone(&progress) as _);
        Self { resources, regions, partial, progress, failures: Mutex::default(), notices: Mutex::default() }
    }

    /// Notes a failure that `--partial` lets pass, or gives it back to fail the statement.
    pub(crate) fn tolerate(&self, what: String, error: SqlError) -> Result<(), SqlError> {
        if !self.partial {
            return Err(error);
        }
        self.failures.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(Failure { what, error });
        Ok(())
    }

    /// The failures that were let pass.
    pub(crate) fn failures(&self) -> Vec<Failure> {
        self.failures.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone()
    }

    /// Tells the user something beside the answer.
    pub(crate) fn notice(&self, text: impl Into<String>) {
        self.notices.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(Notice(text.into()));
    }

    /// What the user is to be told, once.
    pub(crate) fn take_notices(&self) -> Vec<Notice> {
        std::mem::take(&mut self.notices.lock().unwrap_or_else(std::sync::PoisonError::into_inner))
    }
}

impl Progress {
    /// So many more calls are needed.
    pub fn expect(&self, calls: u64) {
        self.known.fetch_add(calls, Ordering::Relaxed);
    }

    /// A call was answered.
    pub fn finish(&self) {
        self.done.fetch_add(1, Ordering::Relaxed);
    }
}

/// Attempts and bytes are told by the calls themselves, whoever makes them.
impl Observer for Progress {
    fn ended(&self, call: &Outcome<'_>) {
        self.retries.fetch_add(call.retries(), Ordering::Relaxed);
        self.bytes.fetch_add(call.bytes(), Ordering::Relaxed);
    }
}
