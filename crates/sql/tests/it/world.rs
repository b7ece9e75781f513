//! A session over an embedded plane in memory, where time stands still and nothing is left to chance.

use std::sync::Arc;
use std::time::Duration;

use callboard_embedded::{Clock, EmbeddedOptions, EmbeddedPlane, Entropy};
use callboard_model::document::{Document, Instant};
use callboard_plane::layers::{Figures, Meter};
use callboard_plane::{Call, CallId, Caller, Output, Plane, PlaneError, Scope};
use callboard_resource::{Patience, Resources, ResourcesOptions, Wait};
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use callboard_sql::{Answer, Session, SessionOptions, SqlError, TargetInfo};
use tokio::runtime::{Builder, Runtime};

/// Who owns all resources.
pub const ACCOUNT: &str = "123456789012";

/// A plane, and what was called on it.
#[derive(Clone)]
pub struct World {
    plane: Arc<dyn Plane>,
    pub parallel_calls: usize,
    pub patience: Patience,
}

/// A session whose calls are counted.
pub struct User {
    pub session: Session,
    meter: Arc<Meter>,
    seen: Vec<(CallId, Arc<str>, Figures)>,
}

/// What one text was answered with; of several statements, the last.
pub struct Told {
    pub answer: Result<Rows, SqlError>,
    pub notices: Vec<String>,
    /// `us-east-1 ListResources`, and how often.
    pub calls: Vec<(String, u64)>,
}

/// An answer that has come to its end.
pub struct Rows {
    pub tag: Option<String>,
    pub batches: Option<Vec<RecordBatch>>,
}

/// A plane whose listings name resources and say no more of them, as Cloud Control's of many types on AWS.
#[derive(Clone)]
pub struct TersePlane(pub EmbeddedPlane);

#[async_trait::async_trait]
impl Plane for TersePlane {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let mut output = self.0.call(call).await?;
        if let Some(Document::List(listed)) = output.members.get_mut("ResourceDescriptions") {
            for resource in listed.iter_mut().filter_map(Document::as_map_mut) {
                resource.insert("Properties", "{}");
            }
        }
        Ok(output)
    }

    fn lists_whole_resources(&self) -> bool {
        false
    }
}

/// An empty plane in memory.
pub fn plane() -> EmbeddedPlane {
    let now = Instant::parse("2024-05-06T07:08:09Z").expect("a timestamp");
    let options = EmbeddedOptions::memory().with_clock(Clock::manual(now)).with_entropy(Entropy::seeded(7));
    EmbeddedPlane::open(options).expect("a plane in memory")
}

impl World {
    /// Everything on this plane.
    pub fn over(plane: impl Plane + 'static) -> Self {
        Self { plane: Arc::new(plane), parallel_calls: 8, patience: Patience::default() }
    }

    /// An empty embedded plane.
    pub fn new() -> Self {
        Self::over(plane())
    }

    /// Somebody who looks at two regions unless told otherwise.
    pub fn user(&self) -> User {
        self.user_with(|_| {})
    }

    /// Somebody with options of their own.
    pub fn user_with(&self, adjust: impl FnOnce(&mut SessionOptions)) -> User {
        let scope = Scope::new(ACCOUNT, "us-east-1");
        let resources = ResourcesOptions {
            partition: scope.partition.clone(),
            account: scope.account.clone(),
            caller: Caller::root(&scope, "sql"),
            parallel_calls: self.parallel_calls,
            change_timeout: Duration::from_secs(60),
        };
        let meter = Meter::new();
        let resources = Resources::with_patience(Arc::clone(&self.plane), resources, self.patience);
        let mut options = SessionOptions {
            resources: resources.observed_by(Arc::clone(&meter) as _),
            regions: vec!["us-east-1".to_owned(), "eu-west-1".to_owned()],
            read_only: false,
            partial: false,
            all_rows: false,
            wait: Wait::UntilDone,
            files: false,
            target: TargetInfo { name: "embedded".to_owned(), because: "the default".to_owned() },
            version: "1.2.3".to_owned(),
            catalogs: Vec::new(),
            definitions: None,
        };
        adjust(&mut options);
        User { session: Session::new(options), meter, seen: Vec::new() }
    }
}

impl User {
    /// Runs all statements of a text, until one fails.
    pub async fn run(&mut self, text: &str) -> Told {
        let mut notices = Vec::new();
        let answer = self.answers(text, &mut notices).await;
        Told { answer, notices, calls: self.new_calls() }
    }

    /// As [`User::run`], where nothing may fail.
    #[track_caller]
    pub fn given(&mut self, text: &str) -> Vec<RecordBatch> {
        let told = block_on(self.run(text));
        match told.answer {
            Ok(rows) => rows.batches.unwrap_or_default(),
            Err(error) => panic!("{}\n  of {text}", shown(&error)),
        }
    }

    async fn answers(&self, text: &str, notices: &mut Vec<String>) -> Result<Rows, SqlError> {
        let mut last = Rows { tag: None, batches: None };
        for parsed in self.session.parse(text)? {
            let answer = match self.session.run(&parsed).await {
                Ok(answer) => Rows::of(answer).await,
                Err(error) => Err(error),
            };
            notices.extend(self.session.take_notices().into_iter().map(|it| it.0));
            last = answer?;
        }
        Ok(last)
    }

    /// The calls since the last time.
    pub fn new_calls(&mut self) -> Vec<(String, u64)> {
        let all = self.meter.by_call();
        let before = |call: &CallId, region: &str| {
            let same = self.seen.iter().find(|(it, place, _)| it == call && **place == *region);
            same.map_or(0, |(_, _, figures)| figures.calls)
        };
        let counted = all.iter().map(|(call, region, figures)| {
            (format!("{region} {}", call.operation), figures.calls - before(call, region))
        });
        let new = counted.filter(|(_, count)| *count > 0).collect();
        self.seen = all;
        new
    }
}

impl Rows {
    async fn of(answer: Answer) -> Result<Self, SqlError> {
        let tag = match &answer {
            Answer::Rows(_) => None,
            Answer::Done(tag) | Answer::DoneWithRows(tag, _) => Some(tag.clone()),
        };
        let Some(schema) = answer.schema() else { return Ok(Self { tag, batches: None }) };
        let mut batches = answer.collect().await?;
        if batches.is_empty() {
            batches.push(RecordBatch::new_empty(schema));
        }
        Ok(Self { tag, batches: Some(batches) })
    }
}

/// An error with all that it says.
pub fn shown(error: &SqlError) -> String {
    let mut text = format!("{}: {}", error.sqlstate, error.message);
    for (name, more) in [("detail", &error.detail), ("hint", &error.hint), ("code", &error.aws_code)] {
        if let Some(more) = more {
            text.push_str(&format!("\n{name}: {more}"));
        }
    }
    text
}

/// Runs a future to its end in this thread, whose runtime stays: connections live from one future to the next.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    thread_local! {
        static RUNTIME: Runtime = Builder::new_current_thread().enable_all().build().expect("a runtime");
    }
    RUNTIME.with(|runtime| runtime.block_on(future))
}

/// Runs a future to its end in a thread with a deep stack: what an unoptimised build of DataFusion takes is many times
/// what a release takes.
pub fn on_a_deep_stack<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> T {
    let thread = std::thread::Builder::new().stack_size(256 << 20).spawn(move || block_on(future));
    thread.expect("a thread").join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
