//! Interrupts and exit codes, on an embedded plane in memory.

use std::io;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use callboard_embedded::{EmbeddedOptions, EmbeddedPlane};
use callboard_plane::{Call, Caller, Plane, PlaneError, Scope};
use callboard_resource::{Resources, ResourcesOptions, Wait};
use callboard_sql::SessionOptions;
use callboard_sql::session::TargetInfo;
use expect_test::expect;

use super::*;

/// What was printed, for the test and the plane to read.
#[derive(Clone, Default)]
struct Page(Arc<Mutex<Vec<u8>>>);

impl Page {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Page {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A plane on which the user presses Ctrl-C while the nth resource is made.
struct Interrupting {
    plane: EmbeddedPlane,
    creates_before: AtomicUsize,
    asked: Arc<AtomicBool>,
    messages: Page,
}

#[async_trait::async_trait]
impl Plane for Interrupting {
    async fn call(&self, call: Call) -> Result<callboard_plane::Output, PlaneError> {
        let is_create = call.operation.name == "CreateResource";
        let output = self.plane.call(call).await;
        if is_create && self.creates_before.fetch_sub(1, Ordering::SeqCst) == 1 {
            self.asked.store(true, Ordering::SeqCst);
            // The call lasts until the runner has noticed.
            while !self.messages.text().contains("stopping") {
                tokio::task::yield_now().await;
            }
        }
        output
    }

    fn lists_whole_resources(&self) -> bool {
        self.plane.lists_whole_resources()
    }
}

struct Fixture {
    runner: Runner,
    rows: Page,
    messages: Page,
    asked: Arc<AtomicBool>,
}

/// A runner on a plane where an interrupt comes with the nth create, if at all.
fn fixture(format: Format, interrupted_at: usize) -> Fixture {
    let (rows, messages, asked) = (Page::default(), Page::default(), Arc::new(AtomicBool::new(false)));
    let plane = EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane in memory");
    let plane = Interrupting {
        plane,
        creates_before: AtomicUsize::new(interrupted_at),
        asked: asked.clone(),
        messages: messages.clone(),
    };
    let scope = Scope::new("123456789012", "us-east-1");
    let options = ResourcesOptions::in_process(&scope, Caller::root(&scope, "sql"));
    let session = Session::new(SessionOptions {
        resources: Resources::new(Arc::new(plane), options),
        regions: vec!["us-east-1".to_owned()],
        read_only: false,
        partial: false,
        all_rows: false,
        wait: Wait::UntilDone,
        files: false,
        target: TargetInfo::default(),
        version: "0".to_owned(),
        catalogs: Vec::new(),
        definitions: None,
    });
    let options = RunOptions { format, ..RunOptions::default() };
    let output = Output::writer(Box::new(rows.clone()), false);
    let interrupt = Interrupt::for_scripts(asked.clone(), Arc::default());
    let runner = Runner::new(Arc::new(session), options, output, Box::new(messages.clone()), interrupt);
    Fixture { runner, rows, messages, asked }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_interrupt_in_a_commit_undoes_what_was_done() {
    let mut it = fixture(Format::JsonLines, 2);
    let insert = |name: &str| format!("INSERT INTO aws.ivs.stages (name, region) VALUES ('{name}', 'us-east-1');");
    let text = format!("BEGIN; {} {} {} COMMIT; SELECT 'not begun'", insert("a"), insert("b"), insert("c"));
    assert_eq!(it.runner.run_text(&text).await, Exit::Interrupted);
    let messages = it.messages.text();
    let report = messages.split_once("stopping").map(|it| it.1).unwrap_or_default();
    assert!(report.contains("57014: COMMIT was cancelled; what was done is undone"), "{messages}");
    it.asked.store(false, Ordering::SeqCst);
    assert_eq!(it.runner.run_text("SELECT count(*) AS n FROM aws.ivs.stages").await, Exit::Done);
    expect![[r#"
        {"n":0}
    "#]]
    .assert_eq(&it.rows.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn objects_and_lists_that_were_taken_out_of_json_are_json() {
    let mut it = fixture(Format::JsonLines, 0);
    let text = "SELECT json_extract(j, '$.list') AS list, json_extract(j, '$.text') AS text, j -> 'text' AS quoted, j \
                FROM (SELECT '{\"list\": [1], \"text\": \"2\"}' AS j) AS t";
    assert_eq!(it.runner.run_text(text).await, Exit::Done);
    expect![[r#"
        {"list":[1],"text":"2","quoted":"2","j":"{\"list\": [1], \"text\": \"2\"}"}
    "#]]
    .assert_eq(&it.rows.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_statement_that_fails_is_the_last_one() {
    let mut it = fixture(Format::Json, 0);
    assert_eq!(it.runner.run_text("SELECT 1 AS a; SELECT 1 / 0; SELECT 3 AS c").await, Exit::Failed);
    expect![[r#"
        [{"a":1}]
        error: 22012: division by zero
    "#]]
    .assert_eq(&format!("{}{}", it.rows.text(), it.messages.text()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rows_before_a_failure_are_printed_and_the_array_is_not_closed() {
    let mut it = fixture(Format::Json, 0);
    let text = "SELECT 10 / (9000 - value) AS q FROM generate_series(1, 20000) AS t (value)";
    assert_eq!(it.runner.run_text(text).await, Exit::Failed);
    let rows = it.rows.text();
    assert!(rows.starts_with("[{\"q\":0},\n") && !rows.contains(']'), "{} bytes", rows.len());
    assert!(it.messages.text().starts_with("error: "), "{}", it.messages.text());
}
