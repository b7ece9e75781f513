//! Guards: what a session or a hint forbids, before anything is looked at.

use callboard_resource::Wait;
use datafusion::sql::sqlparser::ast::Expr;

use super::step::Verb;
use crate::error::sqlstate;
use crate::statement::Hints;
use crate::{Session, SqlError};

/// Refuses changes in a session that only reads.
pub(super) fn refuse_if_read_only(session: &Session, what: &str) -> Result<(), SqlError> {
    if !session.options.read_only {
        return Ok(());
    }
    Err(SqlError::new(sqlstate::READ_ONLY, format!("cannot execute {what} in a read-only session"))
        .with_hint("run it without `--read-only`"))
}

/// Refuses a statement that its `/*+ … */` says is another one.
pub(super) fn refuse_contradiction(hints: &Hints, verb: Verb) -> Result<(), SqlError> {
    let Some(hint) = hints.verb.as_deref() else { return Ok(()) };
    let means: &[Verb] = match hint.to_ascii_lowercase().as_str() {
        "create" | "createorupdate" | "insert" => &[Verb::Insert],
        "update" => &[Verb::Update, Verb::Replace],
        "replace" => &[Verb::Replace],
        "delete" => &[Verb::Delete],
        "exists" | "preflight" | "statecheck" | "postdeploy" | "exports" | "select" => &[],
        _ => return Ok(()),
    };
    if means.contains(&verb) || verb == Verb::Exec {
        return Ok(());
    }
    let message =
        format!("the hint `/*+ {hint} */` contradicts the statement: it is {} {}", article(verb), verb.name());
    Err(SqlError::syntax(message).with_hint("correct the hint, or leave it out"))
}

/// Refuses to change every row by a statement that has no `WHERE`.
pub(super) fn refuse_all_rows(session: &Session, verb: Verb, selection: Option<&Expr>) -> Result<(), SqlError> {
    if selection.is_some() || session.options.all_rows {
        return Ok(());
    }
    let message = format!("{} without WHERE would change every resource of the table", verb.name());
    Err(SqlError::new(sqlstate::FEATURE_NOT_SUPPORTED, message)
        .with_hint("add WHERE (`WHERE true` where all are meant), or allow it with `--all`"))
}

/// Whether `/*+ createorupdate */` makes an `INSERT` an upsert.
pub(super) fn is_upsert(hints: &Hints) -> bool {
    hints.verb.as_deref().is_some_and(|it| it.eq_ignore_ascii_case("createorupdate"))
}

/// Whether changes are waited for.
pub(super) fn wait(session: &Session, hints: &Hints) -> Wait {
    hints.wait.unwrap_or(session.options.wait)
}

fn article(verb: Verb) -> &'static str {
    match verb {
        Verb::Insert | Verb::Update | Verb::Exec => "an",
        Verb::Replace | Verb::Delete => "a",
    }
}
