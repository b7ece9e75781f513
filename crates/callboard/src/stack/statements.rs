//! Statements of stacks: run by an SQL session, which is set up when the first one comes.

use std::borrow::Cow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use callboard_resource::Properties;
use callboard_shell::encode::{Encoder as _, json::JsonEncoder};
use callboard_sql::syntax::template::{Data, Mode, Template};
use callboard_sql::{Session, SessionOptions, SqlError};
use callboard_stack::host::{Host, HostError};
use callboard_stack::secrets::Secrets;
use tokio::sync::Mutex;

use crate::printing;

/// Runs the statements and programs of a stack.
pub struct SqlHost {
    options: SessionOptions,
    session: OnceLock<Session>,
    /// One statement at a time: a session is one conversation.
    turn: Mutex<()>,
    show_queries: bool,
    secrets: OnceLock<Arc<Secrets>>,
}

impl SqlHost {
    /// A host; nothing is set up before the first statement.
    pub fn new(options: SessionOptions, show_queries: bool) -> Self {
        Self { options, session: OnceLock::new(), turn: Mutex::default(), show_queries, secrets: OnceLock::new() }
    }

    /// A text as it may be shown.
    fn hidden(&self, text: &str) -> String {
        self.secrets.get().map_or_else(|| text.to_owned(), |it| it.hidden(text))
    }

    async fn run(&self, text: &str, values: Properties) -> Result<Vec<Properties>, SqlError> {
        let rendered = Template::render(text, &Data::of_object(values), Mode::Sql)?;
        let rendered = with_event(&rendered);
        if self.show_queries {
            printing::to_stderr(&self.hidden(&rendered));
        }
        let _turn = self.turn.lock().await;
        let session = self.session.get_or_init(|| Session::new(self.options.clone()));
        let mut rows = Vec::new();
        for parsed in session.parse(&rendered)? {
            let answer = session.run(&parsed).await?;
            let Some(schema) = answer.schema() else { continue };
            let batches = answer.collect().await?;
            let mut encoder = JsonEncoder::array(&schema);
            let mut text = Vec::new();
            let encoded = batches.iter().try_for_each(|it| encoder.batch(it, &mut text));
            encoded.and_then(|()| encoder.end(&mut text)).map_err(|error| SqlError::unsupported(error.to_string()))?;
            rows = serde_json::from_slice(&text).map_err(|error| SqlError::unsupported(error.to_string()))?;
        }
        Ok(rows)
    }
}

/// What Cloud Control says of a change, beside the resource: callbacks and `return_vals` ask for it.
const EVENT: &str = "Identifier, OperationStatus, RequestToken, ErrorCode, StatusMessage";

/// A statement that ends with `RETURNING *` returns what Cloud Control says of the change, too, as StackQL's do.
fn with_event(text: &str) -> Cow<'_, str> {
    let trimmed = text.trim_end_matches(|it: char| it == ';' || it.is_whitespace());
    let before = trimmed.strip_suffix('*').map(str::trim_end);
    let is_whole = before.is_some_and(|it| it.to_ascii_lowercase().ends_with("returning"));
    if is_whole { Cow::Owned(format!("{trimmed}, {EVENT}")) } else { Cow::Borrowed(text) }
}

#[async_trait]
impl Host for SqlHost {
    async fn query(&self, text: &str, values: Properties) -> Result<Vec<Properties>, HostError> {
        let rows = self.run(text, values).await;
        let hidden = |text: String| self.hidden(&text);
        rows.map_err(|error| HostError { message: hidden(error.message), hint: error.hint.map(hidden) })
    }

    async fn script(&self, command: &str, folder: &Path) -> Result<String, HostError> {
        let failed = |message: String| HostError { message, hint: None };
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(folder).stdin(Stdio::null()).stderr(Stdio::inherit());
        let output = tokio::task::spawn_blocking(move || shell.output()).await;
        let output = output.map_err(|error| failed(error.to_string()))?;
        let output = output.map_err(|error| failed(format!("cannot be started: {error}")))?;
        if !output.status.success() {
            return Err(failed(format!("failed: {}", output.status)));
        }
        String::from_utf8(output.stdout).map_err(|_| failed("printed what is no text".to_owned()))
    }

    fn hide(&self, secrets: Arc<Secrets>) {
        // There is one stack to a process.
        let _ = self.secrets.set(secrets);
    }
}
