//! Sessions: where statements run one after another.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use callboard_plane::layers::Observer;
use callboard_resource::{Resources, Wait};
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::catalog::CatalogProvider;
use datafusion::common::ScalarValue;
use datafusion::execution::context::SessionContext;

use crate::change::Transaction;
use crate::context::{Failure, Progress, StatementContext};
use crate::define::Local;
use crate::statement::{Parsed, Statement};
use crate::{Answer, Notice, SqlError, change, define, explain, query, show, syntax};

/// How a session behaves.
#[derive(Clone)]
pub struct SessionOptions {
    /// Where resources are.
    pub resources: Resources,
    /// Regions that are searched where a statement names none; the first is where things are made.
    pub regions: Vec<String>,
    /// Whether changes are refused.
    pub read_only: bool,
    /// Whether rows are given even where some calls failed.
    pub partial: bool,
    /// Whether `UPDATE` and `DELETE` without `WHERE` are carried out.
    pub all_rows: bool,
    /// Whether changes are waited for, where no hint says otherwise.
    pub wait: Wait,
    /// Whether files of this machine may be read and written: not for clients from the network.
    pub files: bool,
    /// What `SHOW TARGET` says.
    pub target: TargetInfo,
    /// What `SHOW VERSION` says.
    pub version: String,
    /// Further catalogs beside `aws` and `awscc`.
    pub catalogs: Vec<(String, Arc<dyn CatalogProvider>)>,
    /// Where views are kept from one session to the next, if anywhere.
    pub definitions: Option<std::path::PathBuf>,
}

/// What a door adds to a session: tables and functions that its clients look for, and how they spell things.
pub trait Extension: Send + Sync {
    /// Registers catalogs and functions.
    fn register(&self, engine: &SessionContext);

    /// Puts a query into the words that are known here, before anything else is done with it.
    fn rewrite(&self, query: &mut datafusion::sql::sqlparser::ast::Query);
}

/// Which plane statements go to, and why.
#[derive(Debug, Clone, Default)]
pub struct TargetInfo {
    /// `embedded`, `aws`, or a URL.
    pub name: String,
    /// `--target`, `CALLBOARD_TARGET`, `the default`, …
    pub because: String,
}

/// What is known of a statement before it runs.
pub struct Description {
    /// Its columns; none where it gives no rows.
    pub columns: Option<SchemaRef>,
    /// The types of `$1`, `$2`, …
    pub parameters: Vec<DataType>,
}

/// Where statements run one after another, with settings, views and a transaction of their own.
pub struct Session {
    pub(crate) options: SessionOptions,
    engine: OnceLock<SessionContext>,
    /// The open transaction, if there is one.
    pub(crate) transaction: Mutex<Option<Transaction>>,
    /// Set to stop the running change between two calls.
    cancelled: Mutex<Arc<AtomicBool>>,
    latest: Mutex<Option<Arc<StatementContext>>>,
    progress: Mutex<Arc<Progress>>,
    observer: Mutex<Option<Arc<dyn Observer>>>,
    /// Settings, prepared statements, and what is known of views and tables of the user's own.
    pub(crate) local: Local,
    pub(crate) extension: Option<Arc<dyn Extension>>,
}

impl Session {
    /// A new session. Nothing is set up before it is needed.
    pub fn new(options: SessionOptions) -> Self {
        Self {
            options,
            engine: OnceLock::new(),
            transaction: Mutex::default(),
            cancelled: Mutex::default(),
            latest: Mutex::default(),
            progress: Mutex::default(),
            observer: Mutex::default(),
            local: Local::default(),
            extension: None,
        }
    }

    /// The same session with what a door adds.
    pub fn with_extension(self, extension: Arc<dyn Extension>) -> Self {
        Self { extension: Some(extension), ..self }
    }

    /// Regions that are searched where a statement names none: as `SET region` says, else as the session was opened.
    pub fn regions(&self) -> Vec<String> {
        self.local.regions().unwrap_or_else(|| self.options.regions.clone())
    }

    /// How this session behaves.
    pub fn options(&self) -> &SessionOptions {
        &self.options
    }

    /// The statements of a text.
    pub fn parse(&self, text: &str) -> Result<Vec<Parsed>, SqlError> {
        syntax::parse(text)
    }

    /// What is known of a statement before it runs; makes no call.
    pub async fn describe(&self, parsed: &Parsed) -> Result<Description, SqlError> {
        query::describe(self, parsed).await
    }

    /// A statement with values in place of `$1`, `$2`, …
    pub fn bind(&self, parsed: &Parsed, values: &[ScalarValue]) -> Result<Parsed, SqlError> {
        syntax::bind(parsed, values)
    }

    /// Runs one statement.
    pub async fn run(&self, parsed: &Parsed) -> Result<Answer, SqlError> {
        *self.cancelled.lock().unwrap_or_else(PoisonError::into_inner) = Arc::default();
        let executed = define::executed(self, parsed).await;
        let (parsed, answer) = match &executed {
            Ok(None) => (parsed, self.run_statement(parsed).await),
            Ok(Some(executed)) => (executed, self.run_statement(executed).await),
            Err(error) => (parsed, Err(error.clone())),
        };
        change::settle_transaction(self, parsed, answer)
    }

    pub(crate) async fn run_statement(&self, parsed: &Parsed) -> Result<Answer, SqlError> {
        change::refuse_if_failed(self, parsed)?;
        if let Some(answer) = define::local_change(self, parsed).await? {
            return Ok(answer);
        }
        if let Some(queued) = change::queue_if_in_transaction(self, parsed).await? {
            return Ok(queued);
        }
        match &parsed.statement {
            Statement::Query(it) => query::run(self, it).await,
            Statement::Insert(_)
            | Statement::Update(_)
            | Statement::Replace(_)
            | Statement::Delete(_)
            | Statement::Exec(_)
            | Statement::Begin
            | Statement::Commit
            | Statement::Rollback
            | Statement::Savepoint(_) => change::run(self, parsed).await,
            Statement::Show(_) | Statement::Describe { .. } | Statement::DescribeMethod { .. } => {
                show::run(self, parsed).await
            }
            Statement::Explain { .. } => explain::run(self, parsed).await,
            Statement::Define(_) | Statement::RefreshView(_) => define::run(self, parsed).await,
            Statement::Ignored(why) => {
                self.context_of_statement().notice(why.clone());
                Ok(Answer::Done("OK".to_owned()))
            }
        }
    }

    /// Asks a running change to stop before its next call; a query stops when its stream is dropped.
    pub fn cancel(&self) {
        self.cancelled().store(true, std::sync::atomic::Ordering::SeqCst);
    }

    /// Set when the running statement is to stop; each has its own.
    pub(crate) fn cancelled(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.cancelled.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How far the running statement is.
    pub fn progress(&self) -> Arc<Progress> {
        Arc::clone(&self.progress.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the user is to be told of the last statement beside its answer; each once.
    pub fn take_notices(&self) -> Vec<Notice> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.as_ref().map(|it| it.take_notices()).unwrap_or_default()
    }

    /// Calls of the last statement that failed and were let pass (`--partial`).
    pub fn failures(&self) -> Vec<Failure> {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        latest.as_ref().map(|it| it.failures()).unwrap_or_default()
    }

    /// Whether a transaction is open, and whether it has failed.
    pub fn transaction_status(&self) -> TransactionStatus {
        match &*self.transaction.lock().unwrap_or_else(PoisonError::into_inner) {
            None => TransactionStatus::Idle,
            Some(it) if it.has_failed() => TransactionStatus::Failed,
            Some(_) => TransactionStatus::Open,
        }
    }

    /// A statement failed outside [`Session::run`]: an open transaction can only be rolled back.
    pub fn fail_transaction(&self) {
        if let Some(transaction) = &mut *self.transaction.lock().unwrap_or_else(PoisonError::into_inner) {
            transaction.fail();
        }
    }

    /// DataFusion, set up on first use.
    pub(crate) fn engine(&self) -> &SessionContext {
        self.engine.get_or_init(|| {
            let engine = query::engine(&self.options);
            if let Some(extension) = &self.extension {
                extension.register(&engine);
            }
            engine
        })
    }

    /// Has an observer told of every call of the statements that begin before the guard is dropped.
    pub(crate) fn observe(&self, observer: Arc<dyn Observer>) -> Observing<'_> {
        *self.observer.lock().unwrap_or_else(PoisonError::into_inner) = Some(observer);
        Observing(self)
    }

    /// Tells the user something beside the answer of the running statement.
    pub(crate) fn notice(&self, text: impl Into<String>) {
        let latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(latest) = &*latest {
            latest.notice(text);
        }
    }

    /// A fresh context for a statement that begins now.
    pub(crate) fn context_of_statement(&self) -> Arc<StatementContext> {
        let progress = Arc::new(Progress::default());
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&progress);
        let options = &self.options;
        let observer = self.observer.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let resources = observer.map_or_else(|| options.resources.clone(), |it| options.resources.observed_by(it));
        let context = StatementContext::new(resources, self.regions().into(), options.partial, progress);
        let context = Arc::new(context);
        *self.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&context));
        context
    }
}

/// While it lives, an observer is told of calls.
pub(crate) struct Observing<'a>(&'a Session);

impl Drop for Observing<'_> {
    fn drop(&mut self) {
        *self.0.observer.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

/// As the PostgreSQL protocol tells it after each statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransactionStatus {
    /// None is open.
    Idle,
    /// One is open.
    Open,
    /// One is open that can only be rolled back.
    Failed,
}
