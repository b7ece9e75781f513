//! Builds: a surveyed stack becomes what its manifest says.
//!
//! ```text
//! what is replaced is removed, those that need others first, and before it what hangs on it and is no part any more
//!   ─▶ parts are made and changed, each after those that it needs
//!        ─▶ what is no part any more is removed
//! ```
//!
//! What a part is to be is worked out again when its turn has come, since only
//! then all that it names is known.
//!
//! # Invariants
//!
//! - A create is recorded, with its token, before it is asked for.
//! - A part that failed stops all that needs it.
//! - What a rollback cannot undo is said.

mod built;
mod derived;
mod rollback;
mod stated;

use std::sync::{Mutex, PoisonError};

use callboard_resource::Wait;

use crate::error::StackError;
use crate::live::Live;
use crate::query_file::Anchor;
use crate::record::Recorded;
use crate::report::{Done, Outcome, Reporter};
use crate::stack::Nature;
use crate::survey::{Survey, Surveyed, Verdict};
use crate::walk::{Direction, Flow, walk};
use crate::work::Work;

pub use built::Built;
pub(crate) use stated::delete as delete_stated;

/// What is done where a part fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnFailure {
    /// Nothing new is begun.
    #[default]
    Error,
    /// Parts that do not need it go on.
    Ignore,
    /// Nothing new is begun, and what was done is undone.
    Rollback,
}

/// What was done, for whoever undoes it.
#[derive(Debug, Clone)]
pub(crate) enum Change {
    /// A resource was made.
    Created(usize, Live),
    /// A resource was changed; how it was.
    Updated(usize, Live),
    /// Statements made it.
    Stated(usize),
    /// Something that cannot be undone.
    Final(String, &'static str),
}

/// A build under way.
pub(crate) struct Build<'a> {
    pub(crate) work: &'a Work,
    pub(crate) reporter: &'a dyn Reporter,
    changes: Mutex<Vec<Change>>,
    outcomes: Mutex<Vec<Outcome>>,
}

/// Builds what was surveyed.
pub async fn build(
    work: &Work,
    survey: &Survey,
    on_failure: OnFailure,
    reporter: &dyn Reporter,
) -> Result<Built, StackError> {
    check(work, survey)?;
    work.record.lock()?;
    reporter.total(survey.all().count());
    let build = Build { work, reporter, changes: Mutex::default(), outcomes: Mutex::default() };
    if build.remove_replaced(survey, on_failure).await {
        build.make(survey, on_failure).await;
    }
    if !build.has_failed() {
        let first = survey.removed_first();
        let is_left = |it: &&Surveyed| !first.iter().any(|first| std::ptr::eq(*first, *it));
        build.remove_others(&survey.removed.iter().filter(is_left).collect::<Vec<_>>()).await;
        build.forget_other_names()?;
    }
    if build.has_failed() && on_failure == OnFailure::Rollback {
        rollback::undo(&build).await;
    }
    Ok(Built { outcomes: build.outcomes.into_inner().unwrap_or_else(PoisonError::into_inner) })
}

/// Refuses a build of which is known before it begins that it cannot end well: a part must be changed, and nothing says how.
pub fn check(work: &Work, survey: &Survey) -> Result<(), StackError> {
    for (index, surveyed) in survey.parts.iter().enumerate() {
        let part = work.part(index);
        let is_stated = part.nature == Nature::Statements && part.queries.block(Anchor::Update).is_none();
        if is_stated && surveyed.verdict == Verdict::Update && !part.derives {
            return Err(stated::lack(part, "update"));
        }
    }
    Ok(())
}

impl Build<'_> {
    pub(crate) fn end(&self, outcome: Outcome) {
        self.reporter.end(&outcome);
        self.outcomes.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
    }

    pub(crate) fn did(&self, change: Change) {
        self.changes.lock().unwrap_or_else(PoisonError::into_inner).push(change);
    }

    pub(crate) fn take_changes(&self) -> Vec<Change> {
        std::mem::take(&mut *self.changes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn has_failed(&self) -> bool {
        self.outcomes.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|it| it.done.is_failure())
    }

    /// Removes what is made anew, before anything is made; whether the build goes on.
    async fn remove_replaced(&self, survey: &Survey, on_failure: OnFailure) -> bool {
        let is_replaced = |it: &Surveyed| matches!(it.verdict, Verdict::Replace { .. });
        if !survey.parts.iter().any(is_replaced) {
            return true;
        }
        if !self.remove_others(&survey.removed_first()).await {
            return on_failure == OnFailure::Ignore;
        }
        let graph = &self.work.stack.graph;
        let results = walk(graph, Direction::Backward, self.work.parallel, |index| async move {
            let surveyed = &survey.parts[index];
            if !is_replaced(surveyed) {
                return (Flow::On, true);
            }
            self.reporter.begin(&surveyed.name);
            match self.remove(surveyed).await {
                Ok(()) => (Flow::On, true),
                Err(error) => {
                    self.end(failed(self.work, surveyed, &error));
                    (Flow::Stop, false)
                }
            }
        });
        let is_well = results.await.into_iter().all(|it| it == Some(true));
        is_well || on_failure == OnFailure::Ignore
    }

    /// Makes and changes parts.
    async fn make(&self, survey: &Survey, on_failure: OnFailure) {
        let graph = &self.work.stack.graph;
        let is_done =
            |name: &str| self.outcomes.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|it| it.name == name);
        let results = walk(graph, Direction::Forward, self.work.parallel, |index| async move {
            let surveyed = &survey.parts[index];
            if is_done(&surveyed.name) {
                return (Flow::WithoutFollowers, ());
            }
            self.reporter.begin(&surveyed.name);
            match self.part(index, surveyed).await {
                Ok(outcome) => {
                    self.end(outcome);
                    (Flow::On, ())
                }
                Err(error) => {
                    self.end(failed(self.work, surveyed, &error));
                    (if on_failure == OnFailure::Ignore { Flow::WithoutFollowers } else { Flow::Stop }, ())
                }
            }
        });
        for (index, result) in results.await.into_iter().enumerate() {
            let surveyed = &survey.parts[index];
            if result.is_none() && !is_done(&surveyed.name) {
                self.end(Outcome { done: Done::NotBegun, ..outcome(surveyed) });
            }
        }
    }

    /// Removes what is no part any more; whether that went well.
    async fn remove_others(&self, others: &[&Surveyed]) -> bool {
        let mut is_well = true;
        for surveyed in others {
            self.reporter.begin(&surveyed.name);
            match self.remove(surveyed).await {
                Ok(()) => self.end(Outcome { done: Done::Deleted, ..outcome(surveyed) }),
                Err(error) => {
                    is_well = false;
                    self.end(failed(self.work, surveyed, &error));
                }
            }
        }
        is_well
    }

    /// Takes names out of the record that are no part any more, and whose resource a part is now.
    fn forget_other_names(&self) -> Result<(), StackError> {
        let (stack, record) = (&self.work.stack, &self.work.record);
        let all = record.all();
        let is_of_part = |it: &Recorded| {
            let is_same = |other: &Recorded| other.type_name == it.type_name && other.identifier == it.identifier;
            all.iter().any(|(name, other)| stack.part(name).is_some() && is_same(other))
        };
        for (name, _) in all.iter().filter(|(name, it)| stack.part(name).is_none() && is_of_part(it)) {
            record.gone(name)?;
        }
        Ok(())
    }

    async fn part(&self, index: usize, surveyed: &Surveyed) -> Result<Outcome, StackError> {
        match self.work.part(index).nature {
            _ if surveyed.verdict == Verdict::LeftOut => Ok(outcome(surveyed)),
            Nature::Derived => derived::apply(self, index, surveyed).await,
            Nature::Statements => stated::apply(self, index, surveyed).await,
            Nature::Query => stated::query(self, index, surveyed).await,
            Nature::Command => stated::command(self, index, surveyed).await,
            Nature::Script => stated::script(self, index, surveyed).await,
        }
    }

    /// Removes a resource.
    async fn remove(&self, surveyed: &Surveyed) -> Result<(), StackError> {
        delete_live(self.work, surveyed).await?;
        self.did(Change::Final(surveyed.name.clone(), "it was removed"));
        Ok(())
    }
}

/// Removes the resource of a part, which may be gone already.
pub(crate) async fn delete_live(work: &Work, surveyed: &Surveyed) -> Result<bool, StackError> {
    let (Some(of), Some(live)) = (surveyed.of, &surveyed.live) else { return Ok(false) };
    let deleted = work.resources.delete(of, &live.region, &live.identifier, Wait::UntilDone).await;
    let was_there = match deleted {
        Ok(_) => true,
        Err(error) if is_not_found(&error) => false,
        Err(error) => return Err(StackError::of_resource(&surveyed.name, error)),
    };
    work.record.gone(&surveyed.name)?;
    Ok(was_there)
}

/// Whether an error says that a resource is not there.
pub(crate) fn is_not_found(error: &callboard_resource::ResourceError) -> bool {
    matches!(error.code(), Some("NotFound" | "ResourceNotFoundException" | "NotFoundException"))
}

/// The outcome of a part to which nothing happened.
pub(crate) fn outcome(surveyed: &Surveyed) -> Outcome {
    Outcome {
        name: surveyed.name.clone(),
        of: surveyed.of,
        identifier: surveyed.live.as_ref().map(|it| it.identifier.to_string()),
        done: Done::Nothing,
    }
}

/// The outcome of a part that failed.
pub(crate) fn failed(work: &Work, surveyed: &Surveyed, error: &StackError) -> Outcome {
    let hidden = |text: String| work.secrets.hidden(&text);
    Outcome { done: Done::Failed(hidden(error.to_string()), error.hint().map(hidden)), ..outcome(surveyed) }
}
