//! Statements: the blocks of an `.iql` file, run as users of stackql-deploy know it.
//!
//! - `exists`: a column `count` above zero; or any row, whose columns become `this.…`.
//! - `statecheck`: a column `count` of one. Where there is none, a row of `exports` is the proxy.
//! - `exports`: one row.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use callboard_resource::Properties;
use serde_json::Value;

use crate::error::StackError;
use crate::query_file::{Anchor, Block, Change};
use crate::stack::Part;
use crate::template::{Names, root};
use crate::values::{PartNames, Rendered, unknown_in};
use crate::work::Work;

/// Looks of a callback, and the seconds between them, where its options say nothing.
const CALLBACK: (u32, u64) = (3, 5);
/// Looks after a delete, and the seconds between them, where its options say nothing.
const POST_DELETE: (u32, u64) = (10, 5);

/// The statements of one part.
pub(crate) struct Statements<'a> {
    work: &'a Work,
    index: usize,
    own: Properties,
    /// What was captured of the resource.
    pub(crate) this: Properties,
    /// What the last change of it returned.
    callback: Properties,
    token: String,
}

impl<'a> Statements<'a> {
    pub(crate) fn new(work: &'a Work, index: usize, rendered: &Rendered) -> Self {
        let mut own = rendered.props.clone();
        own.entry("region").or_insert_with(|| Value::from(rendered.region.as_str()));
        let (this, callback) = (Properties::new(), Properties::new());
        Self { work, index, own, this, callback, token: uuid::Uuid::new_v4().to_string() }
    }

    pub(crate) fn part(&self) -> &'a Part {
        self.work.part(self.index)
    }

    pub(crate) fn block(&self, anchor: Anchor) -> Option<&'a Block> {
        self.part().queries.block(anchor)
    }

    /// Whether everything that a text names is known.
    pub(crate) fn is_known(&self, text: &str) -> bool {
        let names = self.names();
        let used = self.work.stack.templates.names(text).unwrap_or_default();
        used.iter().all(|it| unknown_in(&names, it).is_none())
    }

    /// Whether it is there.
    pub(crate) async fn exists(&mut self, block: &Block) -> Result<bool, StackError> {
        let rows = self.run("exists", &block.text).await?;
        let Some(row) = rows.first() else { return Ok(false) };
        if let Some(count) = cell(row, "count") {
            return Ok(number(count) > 0.0);
        }
        if row.values().all(Value::is_null) {
            return Ok(false);
        }
        self.this.extend(row.clone());
        Ok(true)
    }

    /// Whether it is there now, looked for as often as the block says.
    pub(crate) async fn exists_at_last(&mut self, block: &Block) -> Result<bool, StackError> {
        for left in (0..block.retries.unwrap_or(1).max(1)).rev() {
            if self.exists(block).await? {
                return Ok(true);
            }
            pause(left, block.retry_delay.unwrap_or(0)).await;
        }
        Ok(false)
    }

    /// Whether it is as it should be, looked at as often as the block says; so many times at most.
    pub(crate) async fn is_as_wanted(&self, most_looks: u32) -> Result<bool, StackError> {
        let check = self.block(Anchor::StateCheck);
        let Some(block) = check.or(self.block(Anchor::Exports)) else { return Ok(true) };
        let looks = block.retries.unwrap_or(1).clamp(1, most_looks);
        for left in (0..looks).rev() {
            let is_wanted = match check {
                Some(block) => {
                    let rows = self.run("statecheck", &block.text).await?;
                    rows.first().is_some_and(|row| cell(row, "count").is_none_or(|it| number(it) == 1.0))
                }
                None => !self.run("exports", &block.text).await?.is_empty(),
            };
            if is_wanted {
                return Ok(true);
            }
            pause(left, block.retry_delay.unwrap_or(0)).await;
        }
        Ok(false)
    }

    /// What others may use of it, by the names that the manifest gives; nothing where there is no row.
    pub(crate) async fn exports(&self) -> Result<Option<Properties>, StackError> {
        let part = self.part();
        let (anchor, text, retries, delay) = match (self.block(Anchor::Exports), &part.entry.sql) {
            (Some(block), _) => ("exports", &block.text, block.retries, block.retry_delay),
            (None, Some(sql)) => ("sql", &sql.name, None, None),
            (None, None) => return Ok(Some(self.captured())),
        };
        for left in (0..retries.unwrap_or(1).max(1)).rev() {
            if let Some(row) = self.run(anchor, text).await?.first() {
                let mut exports = self.captured();
                for export in &part.entry.exports {
                    let Some(value) = cell(row, &export.column) else {
                        let columns = row.keys().map(String::as_str).collect::<Vec<_>>().join(", ");
                        let hint = Some(format!("it has the columns {columns}"));
                        return Err(self.failed(anchor, format!("there is no column `{}`", export.column), hint));
                    };
                    exports.insert(export.name.name.clone(), value.clone());
                }
                return Ok(Some(exports));
            }
            pause(left, delay.unwrap_or(0)).await;
        }
        Ok(None)
    }

    /// Exports that were captured already.
    fn captured(&self) -> Properties {
        let exports = self.part().entry.exports.iter();
        exports.filter_map(|it| Some((it.name.name.clone(), cell(&self.this, &it.column)?.clone()))).collect()
    }

    /// Makes, changes or removes it, and captures what the manifest wants of what comes back.
    pub(crate) async fn change(&mut self, block: &Block, change: Change) -> Result<(), StackError> {
        let name = match change {
            Change::Create => "create",
            Change::Update => "update",
            Change::Delete => "delete",
        };
        let rows = match self.run(name, &block.text).await {
            Ok(rows) => rows,
            Err(error) => return Err(self.with_reasons(error, change).await),
        };
        let returned = &self.part().entry.return_values;
        for value in returned.iter().filter(|it| it.operation == name) {
            if let Some(cell) = rows.first().and_then(|row| cell(row, &value.column)) {
                self.this.insert(value.name.clone(), cell.clone());
            }
        }
        self.callback = rows.into_iter().next().unwrap_or_default();
        self.call_back(change).await
    }

    /// Looks after a change until the callback says that it is done.
    async fn call_back(&self, change: Change) -> Result<(), StackError> {
        let Some(block) = self.part().queries.of_change(Anchor::Callback, change) else { return Ok(()) };
        let looks = block.retries.unwrap_or(CALLBACK.0).max(1);
        for left in (0..looks).rev() {
            let rows = self.run("callback", &block.text).await?;
            let row = rows.first();
            let is_short = block
                .short_circuit
                .as_ref()
                .is_some_and(|(field, value)| row.and_then(|it| cell(it, field)).is_some_and(|it| text(it) == *value));
            let first = row.and_then(|it| it.values().next());
            if is_short || first.is_some_and(is_true) {
                return Ok(());
            }
            pause(left, block.retry_delay.unwrap_or(CALLBACK.1)).await;
        }
        Err(self.failed("callback", format!("it did not say yes in {looks} looks"), None))
    }

    /// Waits until it is gone.
    pub(crate) async fn wait_until_gone(&mut self, delete: &Block) -> Result<(), StackError> {
        let Some(exists) = self.block(Anchor::Exists) else { return Ok(()) };
        let looks = delete.postdelete_retries.or(exists.postdelete_retries).unwrap_or(POST_DELETE.0).max(1);
        let delay = delete.postdelete_retry_delay.or(exists.postdelete_retry_delay).unwrap_or(POST_DELETE.1);
        for left in (0..looks).rev() {
            if !self.exists(exists).await? {
                return Ok(());
            }
            pause(left, delay).await;
        }
        Err(self.failed("delete", format!("it is still there after {looks} looks"), None))
    }

    /// Runs the statements of a block.
    pub(crate) async fn run(&self, anchor: &str, text: &str) -> Result<Vec<Properties>, StackError> {
        let names = self.names();
        let used = self.work.stack.templates.names(text).unwrap_or_default();
        if let Some(unknown) = used.iter().find(|it| unknown_in(&names, it).is_some()) {
            return Err(self.failed(anchor, format!("`{unknown}` is not known"), None));
        }
        let roots: BTreeSet<&str> = used.iter().map(|it| root(it)).collect();
        let values = roots.into_iter().filter_map(|it| Some((it.to_owned(), names.value(it)?))).collect();
        let rows = self.work.host.query(text, values).await;
        rows.map_err(|error| self.failed(anchor, error.message, error.hint))
    }

    /// The error of a change, with what the troubleshooting finds.
    async fn with_reasons(&self, error: StackError, change: Change) -> StackError {
        let Some(block) = self.part().queries.of_change(Anchor::Troubleshoot, change) else {
            return error;
        };
        let Ok(rows) = self.run("troubleshoot", &block.text).await else { return error };
        let found = rows.into_iter().map(|it| Value::Object(it).to_string()).collect::<Vec<_>>().join("\n");
        match error {
            StackError::Statement { file, resource, anchor, message, hint } => {
                StackError::Statement { file, resource, anchor, message: format!("{message}\n{found}"), hint }
            }
            other => other,
        }
    }

    pub(crate) fn failed(&self, anchor: &str, message: String, hint: Option<String>) -> StackError {
        let part = self.part();
        let is_inline = part.query_file.is_empty();
        let file = if is_inline { &self.work.stack.manifest.file } else { &part.query_file };
        StackError::Statement {
            file: file.clone(),
            resource: part.name().to_owned(),
            anchor: anchor.to_owned(),
            message,
            hint,
        }
    }

    fn names(&self) -> Arc<dyn Names> {
        let mut names = PartNames::new(&self.work.stack, &self.work.board, self.index);
        names.own = self.own.clone();
        names.this = self.this.clone();
        names.callback = self.callback.clone();
        names.token = self.token.clone();
        Arc::new(names)
    }
}

/// A cell of a row, whatever the case of the column's name.
pub(crate) fn cell<'r>(row: &'r Properties, column: &str) -> Option<&'r Value> {
    row.get(column).or_else(|| row.iter().find(|(name, _)| name.eq_ignore_ascii_case(column)).map(|(_, it)| it))
}

fn number(value: &Value) -> f64 {
    value.as_f64().or_else(|| value.as_str()?.trim().parse().ok()).unwrap_or(0.0)
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(is) => *is,
        Value::String(text) => text.eq_ignore_ascii_case("true") || text == "1",
        other => number(other) > 0.0,
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

async fn pause(left: u32, seconds: u64) {
    if left > 0 && seconds > 0 {
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
}
