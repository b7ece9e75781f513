//! Transactions: changes that wait for `COMMIT`, and are undone together where one of them fails.
//!
//! ```text
//! BEGIN ──▶ open ──change──▶ queued, planned against what is there now ──COMMIT──▶ carried out in order
//!             │                                                                        │ one fails, or Ctrl-C
//!             └─error──▶ failed: only ROLLBACK goes on                                 ▼
//!                                                        those done are undone in reverse, and the report says how
//! ```
//!
//! # Invariants
//!
//! - Nothing is called for a change before `COMMIT`.
//! - A `COMMIT` that fails says of every step whether it was done, undone, or could not be undone, and why.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};

use callboard_model::types::ResourceType;
use callboard_resource::{Identifier, Properties, Resources, Wait};
use serde_json::Value;

use super::step::{Outcome, Plan, Step, StepKind};
use super::{execute, patch};
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::statement::Savepoint;
use crate::{Answer, Session, SqlError};

/// Changes that wait for `COMMIT`.
#[derive(Debug, Default)]
pub(crate) struct Transaction {
    failed: Arc<AtomicBool>,
    queue: Vec<Plan>,
    /// Names of places, and how much was queued there.
    savepoints: Vec<(String, usize)>,
}

impl Transaction {
    /// Whether it can only be rolled back.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed.load(Ordering::SeqCst)
    }

    /// For whom it may still fail: the same as [`Transaction::fail`], when it is set.
    pub(crate) fn failed(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.failed)
    }

    /// It can only be rolled back from now on.
    pub(crate) fn fail(&self) {
        self.failed.store(true, Ordering::SeqCst);
    }

    /// How many changes wait.
    pub(crate) fn waiting(&self) -> usize {
        self.queue.iter().map(|plan| plan.steps.iter().filter(|it| it.action().is_some()).count()).sum()
    }

    /// What waits, in order.
    pub(super) fn plans(&self) -> &[Plan] {
        &self.queue
    }

    pub(super) fn push(&mut self, plan: Plan) {
        self.queue.push(plan);
    }
}

/// What the queued changes will make of a resource: nothing where none of them touches it; it may be gone then.
pub(super) fn projected(
    session: &Session,
    of: &'static ResourceType,
    region: &str,
    identifier: &Identifier,
) -> Option<Option<Properties>> {
    let transaction = session.transaction.lock().unwrap_or_else(PoisonError::into_inner);
    let steps = transaction.as_ref()?.queue.iter().rev().flat_map(|plan| plan.steps.iter().rev());
    for step in steps.filter(|it| std::ptr::eq(it.of, of) && it.region == region) {
        if step.identifier().as_ref() != Some(identifier) {
            continue;
        }
        return Some(match &step.kind {
            StepKind::Create { desired, .. } => Some(desired.clone()),
            StepKind::Update { after, .. } => Some(after.clone()),
            StepKind::Keep { prior, .. } => Some(prior.clone()),
            StepKind::Delete { .. } => None,
        });
    }
    None
}

/// In notices: `2 queued changes`.
pub(super) fn queued(waiting: usize) -> String {
    if waiting == 1 { "1 queued change".to_owned() } else { format!("{waiting} queued changes") }
}

/// `BEGIN`
pub(super) fn begin(session: &Session) -> Answer {
    let mut transaction = session.transaction.lock().unwrap_or_else(PoisonError::into_inner);
    if transaction.is_some() {
        session.context_of_statement().notice("there is already a transaction in progress");
    } else {
        *transaction = Some(Transaction::default());
    }
    Answer::Done("BEGIN".to_owned())
}

/// `ROLLBACK`
pub(super) fn rollback(session: &Session) -> Answer {
    let ended = session.transaction.lock().unwrap_or_else(PoisonError::into_inner).take();
    let context = session.context_of_statement();
    match ended.map(|it| it.waiting()) {
        None => context.notice("there is no transaction in progress"),
        Some(0) => {}
        Some(waiting) => context.notice(format!("{} given up; nothing was called for it", queued(waiting))),
    }
    Answer::Done("ROLLBACK".to_owned())
}

/// `SAVEPOINT`, `RELEASE`, `ROLLBACK TO`: nothing of what is queued was called yet, so that it can be given up in part.
pub(super) fn savepoint(session: &Session, savepoint: &Savepoint) -> Result<Answer, SqlError> {
    let mut transaction = session.transaction.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(transaction) = transaction.as_mut() else {
        let message = "savepoints can only be used in a transaction";
        return Err(SqlError::new(sqlstate::NO_ACTIVE_TRANSACTION, message).with_hint("BEGIN begins one"));
    };
    let find = |savepoints: &[(String, usize)], name: &str| {
        savepoints
            .iter()
            .rposition(|(it, _)| it == name)
            .ok_or_else(|| SqlError::new(sqlstate::INVALID_SAVEPOINT, format!("there is no savepoint `{name}`")))
    };
    let tag = match savepoint {
        Savepoint::Set(name) => {
            transaction.savepoints.push((name.clone(), transaction.queue.len()));
            "SAVEPOINT"
        }
        Savepoint::Release(name) => {
            let at = find(&transaction.savepoints, name)?;
            transaction.savepoints.truncate(at);
            "RELEASE"
        }
        Savepoint::RollbackTo(name) => {
            let at = find(&transaction.savepoints, name)?;
            transaction.queue.truncate(transaction.savepoints[at].1);
            transaction.savepoints.truncate(at + 1);
            transaction.failed.store(false, Ordering::SeqCst);
            "ROLLBACK"
        }
    };
    Ok(Answer::Done(tag.to_owned()))
}

/// `COMMIT`
pub(super) async fn commit(session: &Session) -> Result<Answer, SqlError> {
    let ended = session.transaction.lock().unwrap_or_else(PoisonError::into_inner).take();
    let context = session.context_of_statement();
    let Some(transaction) = ended else {
        context.notice("there is no transaction in progress");
        return Ok(Answer::Done("COMMIT".to_owned()));
    };
    if transaction.has_failed() {
        context.notice("the transaction had failed: its queued changes are given up");
        return Ok(Answer::Done("ROLLBACK".to_owned()));
    }
    super::tell_calls(session, &context, &transaction.queue);
    context.progress.expect(transaction.waiting() as u64);
    // In a task of its own: whoever waits for it may go away, and what was done must be undone all the same.
    let stop = session.cancelled();
    let commit = Commit { context: Arc::clone(&context), stop: Arc::clone(&stop), queue: transaction.queue };
    let gone = StopWhenGone { stop, is_over: false };
    let answer = tokio::spawn(commit.run()).await;
    gone.over();
    match answer {
        Ok(answer) => answer.map(|()| Answer::Done("COMMIT".to_owned())),
        Err(error) => Err(SqlError::new(sqlstate::INTERNAL, format!("COMMIT came to no end: {error}"))
            .with_hint("look at the resources: some of the changes may be there")),
    }
}

/// The changes of a transaction, on their way.
struct Commit {
    context: Arc<StatementContext>,
    stop: Arc<AtomicBool>,
    queue: Vec<Plan>,
}

/// Stops a commit before its next call when nobody waits for it any more.
struct StopWhenGone {
    stop: Arc<AtomicBool>,
    is_over: bool,
}

impl StopWhenGone {
    fn over(mut self) {
        self.is_over = true;
    }
}

impl Drop for StopWhenGone {
    fn drop(&mut self) {
        if !self.is_over {
            self.stop.store(true, Ordering::SeqCst);
        }
    }
}

impl Commit {
    async fn run(self) -> Result<(), SqlError> {
        let plans = self.queue.iter().enumerate();
        let steps: Vec<(usize, &Step)> =
            plans.flat_map(|(at, plan)| plan.steps.iter().map(move |step| (at + 1, step))).collect();
        let mut done: Vec<Done<'_>> = Vec::new();
        for (at, &(statement, step)) in steps.iter().enumerate() {
            match attempt(&self.context, &self.stop, step).await {
                Ok(outcome) => done.push(Done { statement, step, outcome }),
                Err(error) => {
                    return Err(give_up(&self.context, error, done, (statement, step), &steps[at + 1..]).await);
                }
            }
        }
        Ok(())
    }
}

/// A step that was carried out.
struct Done<'a> {
    statement: usize,
    step: &'a Step,
    outcome: Outcome,
}

/// What became of the undoing of a step.
enum Undone {
    /// All is as before.
    Wholly(&'static str),
    /// As before but for this.
    Partly(String),
    /// The step's effect is still there, because of this.
    Not(String),
}

async fn attempt(context: &StatementContext, stop: &AtomicBool, step: &Step) -> Result<Outcome, SqlError> {
    if stop.load(Ordering::SeqCst) {
        return Err(execute::cancelled());
    }
    // What is still in progress could not be undone: a transaction always waits.
    let outcome = execute::carry_out(&context.resources, step, Wait::UntilDone).await?;
    if step.action().is_some() {
        context.progress.finish();
    }
    Ok(outcome)
}

/// Undoes what was done, last first, and tells all of it.
async fn give_up(
    context: &StatementContext,
    error: SqlError,
    done: Vec<Done<'_>>,
    failed: (usize, &Step),
    rest: &[(usize, &Step)],
) -> SqlError {
    let cancelled = error.sqlstate == sqlstate::QUERY_CANCELED;
    let mut undone = Vec::with_capacity(done.len());
    for it in done.iter().rev() {
        undone.push(undo(&context.resources, it.step, &it.outcome).await);
    }
    undone.reverse();
    let mut lines = Vec::new();
    let mut left = 0;
    for (it, undone) in done.iter().zip(&undone) {
        let fate = match undone {
            Undone::Wholly(how) => format!("done, undone ({how})"),
            Undone::Partly(why) => {
                left += 1;
                format!("done, undone in part: {why}")
            }
            Undone::Not(why) => {
                left += 1;
                format!("done, could not be undone: {why}")
            }
        };
        lines.push(format!("{}. {}: {fate}", it.statement, described(it.step, &it.outcome)));
    }
    let (statement, step) = failed;
    let fate = if cancelled { "not tried".to_owned() } else { format!("failed: {error}") };
    lines.push(format!("{statement}. {}: {fate}", step.describe()));
    lines.extend(rest.iter().map(|(statement, step)| format!("{statement}. {}: not tried", step.describe())));

    let mut reported = error;
    reported.message = match (cancelled, left) {
        (true, 0) => "COMMIT was cancelled; what was done is undone".to_owned(),
        (true, _) => "COMMIT was cancelled; not all that was done could be undone".to_owned(),
        (false, 0) => format!("COMMIT failed at statement {statement}: {}; what was done is undone", reported.message),
        (false, _) => {
            format!(
                "COMMIT failed at statement {statement}: {}; not all that was done could be undone",
                reported.message
            )
        }
    };
    reported.with_detail(lines.join("\n"))
}

fn described(step: &Step, outcome: &Outcome) -> String {
    match outcome.identifier(step).filter(|_| step.identifier().is_none()) {
        Some(identifier) => format!("{} ({identifier})", step.describe()),
        None => step.describe(),
    }
}

async fn undo(resources: &Resources, step: &Step, outcome: &Outcome) -> Undone {
    if outcome.change.is_none() {
        return Undone::Wholly("nothing was changed");
    }
    match &step.kind {
        StepKind::Create { .. } => undo_create(resources, step, outcome).await,
        StepKind::Update { identifier, patch, prior, after } => {
            undo_update(resources, step, identifier, patch, prior, after).await
        }
        StepKind::Delete { identifier, prior } => undo_delete(resources, step, identifier, prior.as_ref()).await,
        StepKind::Keep { .. } => Undone::Wholly("nothing was changed"),
    }
}

async fn undo_create(resources: &Resources, step: &Step, outcome: &Outcome) -> Undone {
    let Some(identifier) = outcome.identifier(step) else {
        return Undone::Not("the plane did not tell its identifier".to_owned());
    };
    match resources.delete(step.of, &step.region, &identifier, Wait::UntilDone).await {
        Ok(_) => Undone::Wholly("deleted"),
        Err(error) => Undone::Not(SqlError::from(error).message),
    }
}

async fn undo_update(
    resources: &Resources,
    step: &Step,
    identifier: &Identifier,
    patch: &Value,
    prior: &Properties,
    after: &Properties,
) -> Undone {
    let current = match resources.read(step.of, &step.region, identifier).await {
        Ok(Some(current)) => current,
        Ok(None) => return Undone::Not("it is not there any more".to_owned()),
        Err(_) => after.clone(),
    };
    let back = patch::inverse(step.of, &current, prior);
    if back.as_array().is_some_and(|it| !it.is_empty())
        && let Err(error) = resources.update(step.of, &step.region, identifier, &back, Wait::UntilDone).await
    {
        return Undone::Not(SqlError::from(error).message);
    }
    let lost = patch::write_only_in(step.of, patch);
    if lost.is_empty() {
        return Undone::Wholly("its properties are as before");
    }
    Undone::Partly(format!("AWS never tells write-only {}, so what it was before is not known", lost.join(", ")))
}

async fn undo_delete(
    resources: &Resources,
    step: &Step,
    identifier: &Identifier,
    prior: Option<&Properties>,
) -> Undone {
    let Some(prior) = prior else {
        return Undone::Not("what it was is not known".to_owned());
    };
    let desired = patch::without_read_only(step.of, prior);
    let again = match resources.create(step.of, &step.region, &desired, Wait::UntilDone).await {
        Ok(change) => change.identifier,
        Err(error) => return Undone::Not(format!("it could not be made again: {}", SqlError::from(error).message)),
    };
    let mut differs = Vec::new();
    if let Some(again) = again.filter(|it| it != identifier) {
        differs.push(format!("made again as {again}: its identifier is made by the service"));
    }
    let lost: Vec<&str> = step.of.write_only().collect();
    if !lost.is_empty() {
        differs.push(format!("write-only properties are not known and may be lost: {}", lost.join(", ")));
    }
    if differs.is_empty() { Undone::Wholly("made again") } else { Undone::Partly(differs.join("; ")) }
}
