//! Execution: the steps of a plan, side by side, within the limits of the client.
//!
//! The first failure ends the statement before its next call; what was done by then, and what was not, is told in
//! the error's detail. With `--partial` all steps are tried.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use callboard_resource::{RequestParameters, Resources, Wait};
use futures::StreamExt as _;

use super::step::{Outcome, Plan, Step, StepKind};
use super::target::Parameter;
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::{Session, SqlError};

/// Resources that a report names one by one.
const MOST_NAMED: usize = 50;

/// Carries out the steps; an outcome for each, none where it failed and that was let pass.
pub(super) async fn run(
    session: &Session,
    context: &Arc<StatementContext>,
    plan: &Plan,
) -> Result<Vec<Option<Outcome>>, SqlError> {
    let stop = AtomicBool::new(false);
    let cancel = session.cancelled();
    let calls = plan.steps.iter().filter(|step| step.action().is_some()).count();
    context.progress.expect(calls as u64);
    let attempts = plan.steps.iter().map(|step| async {
        if stop.load(Ordering::SeqCst) {
            return None;
        }
        if cancel.load(Ordering::SeqCst) {
            stop.store(true, Ordering::SeqCst);
            return Some(Err(cancelled()));
        }
        let outcome = carry_out(&context.resources, step, plan.wait).await;
        if step.action().is_some() {
            context.progress.finish();
        }
        if outcome.is_err() && !context.partial {
            stop.store(true, Ordering::SeqCst);
        }
        Some(outcome)
    });
    // Collected: a stream over the closure itself could not be sent to another thread, as the compiler sees it.
    let attempts: Vec<_> = attempts.collect();
    let outcomes: Vec<Option<Result<Outcome, SqlError>>> =
        futures::stream::iter(attempts).buffered(context.resources.parallel_calls().max(1)).collect().await;
    settle(context, plan, outcomes)
}

/// The outcomes, or an error that tells what was done and what was not.
fn settle(
    context: &StatementContext,
    plan: &Plan,
    outcomes: Vec<Option<Result<Outcome, SqlError>>>,
) -> Result<Vec<Option<Outcome>>, SqlError> {
    let was_cancelled = outcomes.iter().flatten().any(|it| matches!(it, Err(error) if error == &cancelled()));
    if !context.partial || was_cancelled {
        let first = outcomes.iter().flatten().find_map(|it| it.as_ref().err());
        if let Some(first) = first {
            let error = first.clone();
            return Err(if plan.steps.len() > 1 { with_report(error, plan, &outcomes) } else { error });
        }
    }
    let mut settled = Vec::with_capacity(outcomes.len());
    for (step, outcome) in plan.steps.iter().zip(outcomes) {
        settled.push(match outcome {
            Some(Ok(outcome)) => Some(outcome),
            Some(Err(error)) => {
                context.tolerate(step.describe(), error)?;
                None
            }
            None => None,
        });
    }
    Ok(settled)
}

fn with_report(error: SqlError, plan: &Plan, outcomes: &[Option<Result<Outcome, SqlError>>]) -> SqlError {
    let mut lines = Vec::new();
    let done = outcomes.iter().filter(|it| matches!(it, Some(Ok(_)))).count();
    for (step, outcome) in plan.steps.iter().zip(outcomes).take(MOST_NAMED) {
        let what = step.describe();
        lines.push(match outcome {
            Some(Ok(outcome)) => match outcome.identifier(step).filter(|_| step.identifier().is_none()) {
                Some(identifier) => format!("done: {what}: {identifier}"),
                None => format!("done: {what}"),
            },
            Some(Err(error)) if *error == cancelled() => format!("not tried: {what}"),
            Some(Err(error)) => format!("failed: {what}: {error}"),
            None => format!("not tried: {what}"),
        });
    }
    if outcomes.len() > MOST_NAMED {
        lines.push(format!("and {} more", outcomes.len() - MOST_NAMED));
    }
    let mut reported = error;
    reported.message = format!("{} ({done} of {} done)", reported.message, outcomes.len());
    reported.with_detail(lines.join("\n"))
}

/// Carries out one step.
pub(super) async fn carry_out(resources: &Resources, step: &Step, wait: Wait) -> Result<Outcome, SqlError> {
    let with_parameters;
    let resources = if step.parameters.is_empty() {
        resources
    } else {
        with_parameters = resources.with_parameters(parameters(step));
        &with_parameters
    };
    let change = match &step.kind {
        StepKind::Create { desired, skip_existing } => {
            let change = resources.create(step.of, &step.region, desired, wait).await.map_err(SqlError::from);
            match change {
                Err(error) if *skip_existing && error.sqlstate == sqlstate::UNIQUE_VIOLATION => {
                    return Ok(Outcome { change: None, counts: false });
                }
                other => other?,
            }
        }
        StepKind::Update { identifier, patch, .. } => {
            resources.update(step.of, &step.region, identifier, patch, wait).await?
        }
        StepKind::Delete { identifier, .. } => resources.delete(step.of, &step.region, identifier, wait).await?,
        StepKind::Keep { .. } => return Ok(Outcome { change: None, counts: true }),
    };
    Ok(Outcome { change: Some(change), counts: true })
}

/// The user asked to stop.
pub(super) fn cancelled() -> SqlError {
    SqlError::new(sqlstate::QUERY_CANCELED, "the statement was cancelled")
}

fn parameters(step: &Step) -> RequestParameters {
    let mut parameters = RequestParameters::default();
    for (parameter, value) in &step.parameters {
        let place = match parameter {
            Parameter::ClientToken => &mut parameters.client_token,
            Parameter::RoleArn => &mut parameters.role_arn,
            Parameter::TypeVersionId => &mut parameters.type_version_id,
        };
        *place = Some(value.clone());
    }
    parameters
}
