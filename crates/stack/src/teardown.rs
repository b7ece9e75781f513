//! Teardown: everything of a stack is removed, those that need others first.
//!
//! What is gone already is no failure. A part that cannot be removed keeps
//! those that it needs.

use std::sync::{Mutex, PoisonError};

use crate::build::{Built, delete_live, delete_stated, failed, outcome};
use crate::error::StackError;
use crate::report::{Done, Outcome, Reporter};
use crate::stack::Nature;
use crate::survey::{Survey, Surveyed};
use crate::walk::{Direction, Flow, walk};
use crate::work::Work;

/// What a teardown would remove, in the order of the manifest.
pub fn removable<'s>(work: &Work, survey: &'s Survey) -> Vec<&'s Surveyed> {
    let is_there = |it: &&Surveyed| {
        let part = work.stack.part(&it.name).map(|index| work.part(index));
        it.live.is_some() || part.is_some_and(|part| part.nature == Nature::Statements && !part.is_left_out)
    };
    survey.all().filter(is_there).collect()
}

/// Removes a stack.
pub async fn teardown(
    work: &Work,
    survey: &Survey,
    include_protected: bool,
    reporter: &dyn Reporter,
) -> Result<Built, StackError> {
    let removable: Vec<&Surveyed> = removable(work, survey);
    let is_protected =
        |it: &&&Surveyed| work.stack.part(&it.name).is_some_and(|index| work.part(index).entry.is_protected);
    let kept: Vec<String> = removable.iter().filter(is_protected).map(|it| it.name.clone()).collect();
    if !kept.is_empty() && !include_protected {
        return Err(StackError::Protected { resources: kept });
    }
    work.record.lock()?;
    reporter.total(removable.len());
    let outcomes = Mutex::new(Vec::new());
    let end = |outcome: Outcome| {
        reporter.end(&outcome);
        outcomes.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
    };
    // What is no part any more may hang on parts, so it goes first.
    for surveyed in &survey.removed {
        reporter.begin(&surveyed.name);
        end(removed(work, surveyed, delete_live(work, surveyed).await.map(done)));
    }
    walk(&work.stack.graph, Direction::Backward, work.parallel, |index| {
        let (surveyed, end) = (&survey.parts[index], &end);
        let is_removed = removable.iter().any(|it| std::ptr::eq(*it, surveyed));
        async move {
            if !is_removed {
                return (Flow::On, ());
            }
            reporter.begin(&surveyed.name);
            let part = work.part(index);
            let deleted = match part.nature {
                _ if part.entry.skip_on_delete => Ok(Done::Kept("`skip_on_delete` says so".to_owned())),
                Nature::Statements => delete_stated(work, index).await,
                _ => delete_live(work, surveyed).await.map(done),
            };
            let outcome = removed(work, surveyed, deleted);
            let flow = if outcome.done.is_failure() { Flow::WithoutFollowers } else { Flow::On };
            end(outcome);
            (flow, ())
        }
    })
    .await;
    let mut outcomes = outcomes.into_inner().unwrap_or_else(PoisonError::into_inner);
    for surveyed in removable {
        if !outcomes.iter().any(|it| it.name == surveyed.name) {
            let outcome = Outcome { done: Done::NotBegun, ..outcome(surveyed) };
            reporter.end(&outcome);
            outcomes.push(outcome);
        }
    }
    Ok(Built { outcomes })
}

fn done(was_there: bool) -> Done {
    if was_there { Done::Deleted } else { Done::Nothing }
}

fn removed(work: &Work, surveyed: &Surveyed, deleted: Result<Done, StackError>) -> Outcome {
    match deleted {
        Ok(done) => Outcome { done, ..outcome(surveyed) },
        Err(error) => failed(work, surveyed, &error),
    }
}
