//! Sessions for tests, on an embedded plane in memory, and answers as texts.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use callboard_embedded::{EmbeddedOptions, EmbeddedPlane};
use callboard_plane::{Caller, Scope};
use callboard_resource::{Resources, ResourcesOptions, Wait};
use datafusion::arrow::util::pretty::pretty_format_batches;

use crate::{Answer, Session, SessionOptions, SqlError, TargetInfo};

/// The options of a session over two regions.
pub(crate) fn options() -> SessionOptions {
    let plane = EmbeddedPlane::open(EmbeddedOptions::memory()).expect("memory is there");
    let scope = Scope::new("123456789012", "us-east-1");
    let resources = ResourcesOptions {
        partition: scope.partition.clone(),
        account: scope.account.clone(),
        caller: Caller::root(&scope, "sql"),
        parallel_calls: 8,
        change_timeout: Duration::from_secs(60),
    };
    SessionOptions {
        resources: Resources::new(Arc::new(plane), resources),
        regions: vec!["us-east-1".to_owned(), "eu-west-1".to_owned()],
        read_only: false,
        partial: false,
        all_rows: false,
        wait: Wait::UntilDone,
        files: true,
        target: TargetInfo { name: "embedded".to_owned(), because: "the default".to_owned() },
        version: "1.2.3".to_owned(),
        catalogs: Vec::new(),
        definitions: None,
    }
}

/// A session whose definitions are kept in a file.
pub(crate) fn session_with_definitions(file: PathBuf) -> Session {
    Session::new(SessionOptions { definitions: Some(file), ..options() })
}

/// Runs all statements of a text and shows each answer, or the first error.
pub(crate) async fn answers(session: &Session, text: &str) -> String {
    let mut shown = String::new();
    let statements = match session.parse(text) {
        Ok(statements) => statements,
        Err(error) => return show_error(&error),
    };
    for parsed in &statements {
        match session.run(parsed).await {
            Ok(answer) => match show(answer).await {
                Ok(text) => shown.push_str(&text),
                Err(error) => return shown + &show_error(&error),
            },
            Err(error) => return shown + &show_error(&error),
        }
        for notice in session.take_notices() {
            writeln!(shown, "notice: {}", notice.0).expect("a string grows");
        }
    }
    shown
}

/// As [`answers`], on a runtime of its own.
#[track_caller]
pub(crate) fn run(session: &Session, text: &str) -> String {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(answers(session, text))
}

async fn show(answer: Answer) -> Result<String, SqlError> {
    let tag = match &answer {
        Answer::Rows(_) => String::new(),
        Answer::Done(tag) | Answer::DoneWithRows(tag, _) => format!("{tag}\n"),
    };
    let Some(schema) = answer.schema() else { return Ok(tag) };
    let mut batches = answer.collect().await?;
    if batches.is_empty() {
        batches.push(datafusion::arrow::record_batch::RecordBatch::new_empty(schema));
    }
    let table = pretty_format_batches(&batches).map_err(datafusion::error::DataFusionError::from)?;
    Ok(format!("{tag}{table}\n"))
}

fn show_error(error: &SqlError) -> String {
    let mut shown = format!("{} {}\n", error.sqlstate, error.message);
    for (name, text) in [("detail", &error.detail), ("hint", &error.hint)] {
        if let Some(text) = text {
            writeln!(shown, "{name}: {text}").expect("a string grows");
        }
    }
    shown
}
