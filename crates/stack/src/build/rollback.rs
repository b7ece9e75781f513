//! Rollback: what was done is undone, the latest first; what cannot be is said.

use callboard_resource::{Action, PlanOptions, Properties, Wait, WriteOnly, plan_with};

use super::{Build, Change, is_not_found};
use crate::build::stated;
use crate::error::StackError;
use crate::live::Live;
use crate::report::{Done, Outcome};

/// Undoes the changes of a build.
pub(super) async fn undo(build: &Build<'_>) {
    let work = build.work;
    for change in build.take_changes().into_iter().rev() {
        let (name, of, identifier) = match &change {
            Change::Created(index, live) | Change::Updated(index, live) => {
                (work.part(*index).name(), work.part(*index).of, Some(live.identifier.to_string()))
            }
            Change::Stated(index) => (work.part(*index).name(), work.part(*index).of, None),
            Change::Final(name, _) => (name.as_str(), None, None),
        };
        let undone = match &change {
            Change::Created(index, live) => created(build, *index, live).await,
            Change::Updated(index, live) => updated(build, *index, live).await,
            Change::Stated(index) => stated::delete(work, *index).await.and_then(|done| match done {
                Done::Kept(message) => Err(StackError::Refused { message, hint: None }),
                _ => Ok(()),
            }),
            Change::Final(_, why) => Err(StackError::Refused { message: (*why).to_owned(), hint: None }),
        };
        let done =
            undone.map_or_else(|error| Done::NotUndone(work.secrets.hidden(&error.to_string())), |()| Done::Undone);
        build.end(Outcome { name: name.to_owned(), of, identifier, done });
    }
}

async fn created(build: &Build<'_>, index: usize, live: &Live) -> Result<(), StackError> {
    let (work, part) = (build.work, build.work.part(index));
    let Some(of) = part.of else { return Ok(()) };
    match work.resources.delete(of, &live.region, &live.identifier, Wait::UntilDone).await {
        Ok(_) => {}
        Err(error) if is_not_found(&error) => {}
        Err(error) => return Err(StackError::of_resource(part.name(), error)),
    }
    work.record.gone(part.name())
}

async fn updated(build: &Build<'_>, index: usize, before: &Live) -> Result<(), StackError> {
    let (work, part) = (build.work, build.work.part(index));
    let Some(of) = part.of else { return Ok(()) };
    let failed = |error| StackError::of_resource(part.name(), error);
    let Some(now) = work.resources.read(of, &before.region, &before.identifier).await.map_err(failed)? else {
        return Err(StackError::Refused { message: "it is not there any more".to_owned(), hint: None });
    };
    // What was there before, and null for what was not; only AWS sets the rest.
    let is_writable = |name: &str| !of.read_only().any(|it| it == name);
    let mut desired: Properties =
        now.keys().filter(|it| is_writable(it)).map(|it| (it.clone(), serde_json::Value::Null)).collect();
    desired.extend(
        before.properties.iter().filter(|(it, _)| is_writable(it)).map(|(name, it)| (name.clone(), it.clone())),
    );
    let options = PlanOptions { write_only: WriteOnly::Skip };
    let refused = |error: callboard_resource::PlanError| StackError::Refused { message: error.to_string(), hint: None };
    let Action::Update { patch } = plan_with(of, Some(&now), Some(&desired), options).map_err(refused)? else {
        return Ok(());
    };
    work.resources.update(of, &before.region, &before.identifier, &patch, Wait::UntilDone).await.map_err(failed)?;
    Ok(())
}
