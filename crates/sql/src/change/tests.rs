//! What changes call, and what they answer.

mod bad_input;
mod exec;
mod found;
mod one_by_one;
mod seed;
mod transactions;
mod types;

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use callboard_embedded::{Clock, EmbeddedOptions, EmbeddedPlane, Entropy};
use callboard_model::document::{Document, Instant};
use callboard_plane::{Call, Caller, Output, Plane, PlaneError, Scope};
use callboard_resource::{Resources, ResourcesOptions, Wait};
use datafusion::arrow::util::pretty::pretty_format_batches;
use expect_test::Expect;

use crate::{Answer, Session, SessionOptions, SqlError, TargetInfo};

const ACCOUNT: &str = "123456789012";

/// What happens when a change is asked for, by its number.
type OnChange = Box<dyn Fn(usize) + Send>;

/// A plane in memory whose calls are written down; from a chosen one on, changes are refused.
pub(crate) struct Recorder {
    plane: EmbeddedPlane,
    calls: Mutex<Vec<String>>,
    changes: AtomicUsize,
    pub(crate) refuse_from: AtomicUsize,
    pub(crate) on_change: Mutex<Option<OnChange>>,
}

/// A session over a recorder.
pub(crate) struct Bench {
    pub(crate) session: Arc<Session>,
    pub(crate) recorder: Arc<Recorder>,
    told: Mutex<usize>,
}

#[async_trait::async_trait]
impl Plane for Recorder {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let name = call.operation.name;
        let mut line = format!("{} {}", call.scope.region, name);
        for (member, value) in call.input.iter() {
            let text = match value {
                Document::String(text) => text.clone(),
                other => format!("{other:?}"),
            };
            let is_noise = matches!(member.as_ref(), "ClientToken" | "RequestToken" | "MaxResults");
            if !is_noise || text.starts_with("given") {
                let _ = write!(line, " {member}={text}");
            }
        }
        if name != "GetResourceRequestStatus" {
            self.calls.lock().expect("no panic while locked").push(line);
        }
        if matches!(name, "CreateResource" | "UpdateResource" | "DeleteResource") {
            let number = self.changes.fetch_add(1, Ordering::SeqCst) + 1;
            if let Some(act) = &*self.on_change.lock().expect("no panic while locked") {
                act(number);
            }
            if number == self.refuse_from.load(Ordering::SeqCst) {
                return Err(PlaneError::refused(call.operation, "AccessDeniedException", "you may not", 403));
            }
        }
        // As a plane does that waits for an answer: others may run meanwhile.
        tokio::task::yield_now().await;
        self.plane.call(call).await
    }

    fn lists_whole_resources(&self) -> bool {
        self.plane.lists_whole_resources()
    }
}

impl Bench {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(adjust: impl FnOnce(&mut SessionOptions)) -> Self {
        let now = Instant::parse("2024-05-06T07:08:09Z").expect("a timestamp");
        let options = EmbeddedOptions::memory().with_clock(Clock::manual(now)).with_entropy(Entropy::seeded(7));
        let recorder = Arc::new(Recorder {
            plane: EmbeddedPlane::open(options).expect("a plane in memory"),
            calls: Mutex::default(),
            changes: AtomicUsize::new(0),
            refuse_from: AtomicUsize::new(0),
            on_change: Mutex::default(),
        });
        let options = ResourcesOptions {
            partition: "aws".into(),
            account: ACCOUNT.into(),
            caller: Caller::root(&Scope::new(ACCOUNT, "us-east-1"), "sql"),
            // One at a time, so that calls come in the same order every time.
            parallel_calls: 1,
            change_timeout: Duration::from_secs(60),
        };
        let mut options = SessionOptions {
            resources: Resources::new(Arc::clone(&recorder) as _, options),
            regions: vec!["us-east-1".to_owned()],
            read_only: false,
            partial: false,
            all_rows: false,
            wait: Wait::UntilDone,
            files: false,
            target: TargetInfo { name: "embedded".to_owned(), because: "the default".to_owned() },
            version: String::new(),
            catalogs: Vec::new(),
            definitions: None,
        };
        adjust(&mut options);
        Self { session: Arc::new(Session::new(options)), recorder, told: Mutex::new(0) }
    }

    /// Runs statements and writes down calls, notices and answers of each.
    pub(crate) async fn transcript(&self, text: &str) -> String {
        let mut out = String::new();
        let statements = match self.session.parse(text) {
            Ok(statements) => statements,
            Err(error) => return shown(&error),
        };
        for statement in statements {
            let answer = self.session.run(&statement).await;
            let shown = match answer {
                Ok(answer) => written(answer).await.unwrap_or_else(|error| shown(&error)),
                Err(error) => shown(&error),
            };
            for call in self.new_calls() {
                let _ = writeln!(out, "> {call}");
            }
            for notice in self.session.take_notices() {
                let _ = writeln!(out, "notice: {}", notice.0);
            }
            let _ = writeln!(out, "{shown}");
        }
        out
    }

    /// Runs statements whose transcript is of no interest.
    pub(crate) async fn given(&self, text: &str) {
        self.transcript(text).await;
    }

    fn new_calls(&self) -> Vec<String> {
        let calls = self.recorder.calls.lock().expect("no panic while locked");
        let mut told = self.told.lock().expect("no panic while locked");
        let new = calls[*told..].to_vec();
        *told = calls.len();
        new
    }

    pub(crate) async fn check(&self, text: &str, expect: Expect) {
        expect.assert_eq(&self.transcript(text).await);
    }
}

pub(crate) fn shown(error: &SqlError) -> String {
    let mut text = format!("{}: {}", error.sqlstate, error.message);
    for (name, more) in [("detail", &error.detail), ("hint", &error.hint), ("code", &error.aws_code)] {
        if let Some(more) = more {
            let _ = write!(text, "\n  {name}: {}", more.replace('\n', "\n    "));
        }
    }
    text
}

async fn written(answer: Answer) -> Result<String, SqlError> {
    let mut text = match &answer {
        Answer::Done(tag) | Answer::DoneWithRows(tag, _) => tag.clone(),
        Answer::Rows(_) => String::new(),
    };
    if answer.schema().is_some() {
        let schema = answer.schema().expect("rows have columns");
        let batches = answer.collect().await?;
        let batches = if batches.is_empty() {
            vec![datafusion::arrow::record_batch::RecordBatch::new_empty(schema)]
        } else {
            batches
        };
        let table = pretty_format_batches(&batches).map_err(datafusion::error::DataFusionError::from)?;
        let _ = write!(text, "{}{table}", if text.is_empty() { "" } else { "\n" });
    }
    Ok(text)
}
