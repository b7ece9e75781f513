//! Running: one statement after the other, each to its end, its failure or an interrupt.

mod statement;

use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

use callboard_sql::session::TransactionStatus;
use callboard_sql::syntax::template::Data;
use callboard_sql::{Parsed, Session, Statement};

use crate::decode::{Script, decode};
use crate::encode::{Format, Style, error, printable};
use crate::{Exit, Interrupt, Output};

/// How texts are run.
#[derive(Debug, Clone, Default)]
pub struct RunOptions {
    /// How rows look.
    pub format: Format,
    /// What was chosen beside the format.
    pub style: Style,
    /// Values for `{{ name }}`.
    pub values: Data,
    /// Statements are shown with the calls they would make, and not run.
    pub dry_run: bool,
    /// The time that each statement took is told.
    pub timing: bool,
    /// Long statements show how far they are; for terminals.
    pub progress: bool,
}

/// Runs texts on a session, prints rows to an output and messages beside it.
pub struct Runner {
    session: Arc<Session>,
    options: RunOptions,
    output: Output,
    messages: Box<dyn Write>,
    interrupt: Interrupt,
    /// Statements whose rows were written: a Parquet file holds those of one.
    results: u64,
}

impl Runner {
    /// A runner; nothing is read or printed before a text is run.
    pub fn new(
        session: Arc<Session>,
        options: RunOptions,
        output: Output,
        messages: Box<dyn Write>,
        interrupt: Interrupt,
    ) -> Self {
        Self { session, options, output, messages, interrupt, results: 0 }
    }

    /// How texts are run; may be changed between two texts.
    pub fn options(&mut self) -> &mut RunOptions {
        &mut self.options
    }

    /// Fits tables into the terminal as wide as it is now.
    pub(crate) fn resize(&mut self) {
        if self.options.style.width.is_some() {
            self.options.style.width = crate::terminal_width().or(self.options.style.width);
        }
    }

    /// Runs the statements of a text up to the first that fails. A text with a syntax error is not begun.
    pub async fn run_text(&mut self, text: &str) -> Exit {
        self.interrupt.begin_text();
        let script = match decode(&self.session, text, &self.options.values) {
            Ok(script) => script,
            Err(failed) => {
                self.say(&error::describe(&failed.error, &failed.text));
                return Exit::Failed;
            }
        };
        if self.options.dry_run {
            return self.dry_run(&script).await;
        }
        let mut worst = Exit::Done;
        for statement in script.statements {
            let begun = Instant::now();
            let exit = self.run_statement(statement).await;
            if self.options.timing {
                self.say(&format!("time: {:.3} ms\n", begun.elapsed().as_secs_f64() * 1e3));
            }
            worst = worst.max(exit);
            if worst >= Exit::Failed {
                break;
            }
        }
        worst
    }

    /// Ends the session: what is left of a transaction is rolled back, which fails a run that asked for more.
    pub async fn finish(&mut self) -> Exit {
        let exit = match self.session.transaction_status() {
            TransactionStatus::Idle => Exit::Done,
            TransactionStatus::Open | TransactionStatus::Failed => {
                self.say("warning: the open transaction was rolled back: nothing of it was carried out\n");
                Exit::Failed
            }
        };
        match self.output.flush() {
            Err(err) if !self.output.is_closed() => {
                self.say(&format!("error: {err}\n"));
                Exit::Failed
            }
            _ => exit,
        }
    }

    /// Shows each statement as it would be run, and the calls as comments: what is printed is itself SQL.
    async fn dry_run(&mut self, script: &Script) -> Exit {
        for parsed in &script.statements {
            let mut page = format!("{};\n", parsed.text.trim_end());
            if has_calls(&parsed.statement) {
                match self.calls_of(parsed).await {
                    Ok(lines) => page.extend(lines.iter().map(|line| format!("-- {}\n", printable(line)))),
                    Err(error) => {
                        self.say(&error::describe(&error, &parsed.text));
                        return Exit::Failed;
                    }
                }
            }
            if let Err(err) = self.output.write_all(page.as_bytes()).and_then(|()| self.output.flush())
                && !self.output.is_closed()
            {
                self.say(&format!("error: {err}\n"));
                return Exit::Failed;
            }
        }
        Exit::Done
    }

    /// Prints beside the rows; where that fails, there is nobody to tell.
    pub(crate) fn say(&mut self, text: &str) {
        let _ = self.messages.write_all(text.as_bytes());
        let _ = self.messages.flush();
    }
}

fn has_calls(statement: &Statement) -> bool {
    matches!(
        statement,
        Statement::Query(_)
            | Statement::Insert(_)
            | Statement::Update(_)
            | Statement::Replace(_)
            | Statement::Delete(_)
            | Statement::Exec(_)
    )
}

/// Whether a statement changes something, so that it is stopped between two calls and never torn off.
fn is_change(statement: &Statement) -> bool {
    match statement {
        Statement::Insert(_)
        | Statement::Update(_)
        | Statement::Replace(_)
        | Statement::Delete(_)
        | Statement::Exec(_)
        | Statement::Commit
        | Statement::Rollback
        | Statement::Savepoint(_) => true,
        Statement::Explain { analyze, statement, .. } => *analyze && is_change(&statement.statement),
        _ => false,
    }
}

/// The statement that explains another one.
fn explaining(parsed: &Parsed) -> Parsed {
    let statement = Statement::Explain { analyze: false, verbose: false, statement: Box::new(parsed.clone()) };
    Parsed { statement, hints: parsed.hints.clone(), text: parsed.text.clone(), parameters: parsed.parameters }
}

#[cfg(test)]
mod tests;
