//! Changes: `INSERT`, `UPDATE`, `REPLACE`, `DELETE`, `EXEC`, and transactions of them.
//!
//! ```text
//! statement ─▶ plan ─▶ Plan { steps } ─┬─▶ execute ─▶ outcomes ─▶ RETURNING
//!               │ rows and keys        │
//!               ▼ by a query           └─▶ transaction: queued until COMMIT
//!            DataFusion
//! ```
//!
//! # Invariants
//!
//! - Everything that can be found wrong without a call is found before the first change.
//! - DataFusion computes values and keys; which calls are made is decided here.
//! - A failure tells what was done and what was not.
//!
//! # Reading order
//!
//! `step.rs` is what is planned; `insert.rs`, `update.rs`, `delete.rs` and `exec.rs` plan it; `execute.rs` and
//! `transaction.rs` carry it out.

mod delete;
mod describe;
mod exec;
mod execute;
mod guard;
mod insert;
mod keys;
mod outline;
mod parameters;
mod patch;
mod returning;
mod select;
mod step;
mod target;
#[cfg(test)]
pub(crate) mod tests;
mod transaction;
mod update;
mod value;

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use callboard_plane::layers::may_change;
use callboard_resource::Wait;

use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::statement::{Savepoint, Statement};
use crate::{Answer, Parsed, Session, SqlError};
use exec::Meant;
/// What operations in `FROM` share with `EXEC`.
pub(crate) mod operation {
    pub(crate) use super::exec::input::{document, no_member};
    pub(crate) use super::exec::operation_of;
    pub(crate) use super::exec::output::text;
    pub(crate) use super::value::cell;
}

pub(crate) use describe::describe;
pub(crate) use outline::{outline, outline_queue};
pub(crate) use parameters::parameter_types;
use step::{Outcome, Plan, Verb};
pub(crate) use transaction::Transaction;

/// Refuses everything but the end of a transaction that has failed.
pub(crate) fn refuse_if_failed(session: &Session, parsed: &Parsed) -> Result<(), SqlError> {
    let transaction = session.transaction.lock().unwrap_or_else(PoisonError::into_inner);
    let has_failed = transaction.as_ref().is_some_and(Transaction::has_failed);
    let ends_failure = matches!(
        parsed.statement,
        Statement::Begin | Statement::Commit | Statement::Rollback | Statement::Savepoint(Savepoint::RollbackTo(_))
    );
    if !has_failed || ends_failure {
        return Ok(());
    }
    let message = "the transaction has failed: statements are ignored until it ends";
    Err(SqlError::new(sqlstate::IN_FAILED_TRANSACTION, message).with_hint("ROLLBACK ends it"))
}

/// Inside a transaction, a change is validated, planned and queued.
pub(crate) async fn queue_if_in_transaction(session: &Session, parsed: &Parsed) -> Result<Option<Answer>, SqlError> {
    let is_open = session.transaction.lock().unwrap_or_else(PoisonError::into_inner).is_some();
    if !is_open || matches!(parsed.statement, Statement::Begin | Statement::Commit | Statement::Rollback) {
        return Ok(None);
    }
    if let Statement::Exec(exec) = &parsed.statement
        && let Meant::Operation(operation) = exec::meant(session, exec)?
        && may_change(operation)
    {
        let message = format!("EXEC of {} {} cannot be part of a transaction", operation.service.name, operation.name);
        return Err(SqlError::unsupported(message).with_hint(
            "nobody knows what would undo it; change resources by INSERT, UPDATE and DELETE, or run it outside",
        ));
    }
    let context = session.context_of_statement();
    let Some(plan) = plan(session, &context, parsed, true).await? else { return Ok(None) };
    if plan.returning.is_some() && plan.verb != Verb::Exec {
        context.notice("RETURNING gives no rows inside a transaction: nothing is changed before COMMIT");
    }
    let changed = plan.steps.iter().filter(|it| it.action().is_some()).count();
    let tag = format!("{} (queued)", plan.verb.tag(changed));
    let mut transaction = session.transaction.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(transaction) = transaction.as_mut() {
        transaction.push(plan);
    }
    Ok(Some(Answer::Done(tag)))
}

/// What the end of a statement means for the transaction around it, if there is one.
pub(crate) fn settle_transaction(
    session: &Session,
    parsed: &Parsed,
    answer: Result<Answer, SqlError>,
) -> Result<Answer, SqlError> {
    let mut transaction = session.transaction.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(transaction) = transaction.as_mut() else { return answer };
    let has_failed = transaction.failed();
    let Ok(answer) = answer else {
        has_failed.store(true, Ordering::SeqCst);
        return answer;
    };
    if matches!(parsed.statement, Statement::Query(_)) && transaction.waiting() > 0 {
        let queued = transaction::queued(transaction.waiting());
        session.notice(format!("shows what is there now: {queued} will take effect at COMMIT"));
    } else if matches!(parsed.statement, Statement::Define(_)) {
        session.notice("took effect at once: definitions are no part of the transaction");
    }
    // Rows may fail after the statement began to give them.
    Ok(answer.on_failure(move || has_failed.store(true, Ordering::SeqCst)))
}

/// Carries out a change.
pub(crate) async fn run(session: &Session, parsed: &Parsed) -> Result<Answer, SqlError> {
    match &parsed.statement {
        Statement::Begin => return Ok(transaction::begin(session)),
        Statement::Rollback => return Ok(transaction::rollback(session)),
        Statement::Savepoint(it) => return transaction::savepoint(session, it),
        Statement::Commit => return transaction::commit(session).await,
        Statement::Exec(exec) => match exec::meant(session, exec)? {
            Meant::Operation(operation) => return exec::run(session, exec, operation).await,
            Meant::Reading(reading) => return exec::read(session, exec, &reading).await,
            Meant::Changing(_) => {}
        },
        _ => {}
    }
    let context = session.context_of_statement();
    match plan(session, &context, parsed, false).await? {
        Some(plan) => carry_out(session, &context, plan).await,
        None => Err(SqlError::unsupported("this statement changes nothing")),
    }
}

/// What a statement will do; nothing where it changes no resource.
async fn plan(
    session: &Session,
    context: &Arc<StatementContext>,
    parsed: &Parsed,
    in_transaction: bool,
) -> Result<Option<Plan>, SqlError> {
    let hints = &parsed.hints;
    let refuse = |what| guard::refuse_if_read_only(session, what);
    let plan = match &parsed.statement {
        Statement::Insert(it) => {
            refuse("INSERT")?;
            insert::plan(session, context, it, hints).await?
        }
        Statement::Update(it) => {
            refuse("UPDATE")?;
            update::plan(session, context, it, Verb::Update, hints).await?
        }
        Statement::Replace(it) => {
            refuse("REPLACE")?;
            update::plan(session, context, it, Verb::Replace, hints).await?
        }
        Statement::Delete(it) => {
            refuse("DELETE")?;
            delete::plan(session, context, it, hints, in_transaction).await?
        }
        Statement::Exec(it) => {
            let Meant::Changing(method) = exec::meant(session, it)? else { return Ok(None) };
            refuse("EXEC")?;
            exec::plan_method(session, context, it, &method, hints, in_transaction).await?
        }
        _ => return Ok(None),
    };
    if let Some(items) = &plan.returning {
        returning::check(&plan.table, plan.qualifier.as_ref(), items)?;
    }
    Ok(Some(plan))
}

async fn carry_out(session: &Session, context: &Arc<StatementContext>, plan: Plan) -> Result<Answer, SqlError> {
    tell_calls(session, context, std::slice::from_ref(&plan));
    let outcomes = execute::run(session, context, &plan).await?;
    if plan.wait == Wait::UntilAccepted {
        tell_tokens(context, &plan, &outcomes);
    }
    let changed = outcomes.iter().flatten().filter(|it| it.counts).count();
    let tag = plan.verb.tag(changed);
    match &plan.returning {
        Some(items) => {
            let rows = returning::rows(session, context, &plan, items, plan.qualifier.as_ref(), &outcomes).await?;
            Ok(Answer::DoneWithRows(tag, rows))
        }
        None => Ok(Answer::Done(tag)),
    }
}

/// Says which calls are made, where they go to a plane that is not our own.
fn tell_calls(session: &Session, context: &StatementContext, plans: &[Plan]) {
    if session.options.target.name == "embedded" {
        return;
    }
    let mut calls: BTreeMap<(String, &str, &str), usize> = BTreeMap::new();
    for step in plans.iter().flat_map(|it| &it.steps) {
        if let Some(operation) = step.action().and_then(|it| context.resources.operation(step.of, it).ok()) {
            let operation = format!("{} {}", operation.service.name, operation.name);
            *calls.entry((operation, step.of.name, &step.region)).or_default() += 1;
        }
    }
    for ((operation, of, region), count) in calls {
        let times = if count == 1 { String::new() } else { format!(", {count} times") };
        context.notice(format!("calls {}: {operation} of {of} in {region}{times}", session.options.target.name));
    }
}

/// Gives the tokens of changes that are not waited for.
fn tell_tokens(context: &StatementContext, plan: &Plan, outcomes: &[Option<Outcome>]) {
    for (step, outcome) in plan.steps.iter().zip(outcomes) {
        if let Some(change) = outcome.as_ref().and_then(|it| it.change.as_ref())
            && let Some(token) = &change.request_token
        {
            context.notice(format!("{}: {}, request token {token}", step.describe(), change.status));
        }
    }
}
