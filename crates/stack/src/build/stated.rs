//! Making and changing what statements and programs of the user's make.

use std::sync::Arc;

use callboard_resource::Action;
use serde_json::Value;

use super::{Build, Change, derived, outcome};
use crate::error::StackError;
use crate::query_file::{self, Anchor};
use crate::report::{Done, Outcome};
use crate::stack::Part;
use crate::stated::Stated;
use crate::statements::{Statements, cell};
use crate::survey::{Surveyed, Verdict};
use crate::template::{Names, Templates};
use crate::values::{self, PartNames};
use crate::work::Work;

/// Makes a part what its statements say, and its type where they say nothing.
pub(super) async fn apply(build: &Build<'_>, index: usize, surveyed: &Surveyed) -> Result<Outcome, StackError> {
    let work = build.work;
    let part = work.part(index);
    let rendered = values::render(&work.stack, &work.board, index)?;
    let mut stated = Stated::new(work, index, &rendered);
    let done = if let Some(block) = stated.statements.block(Anchor::CreateOrUpdate) {
        stated.statements.change(block, query_file::Change::Create).await?;
        build.did(Change::Final(part.name().to_owned(), "`createorupdate` does not say what was there before"));
        Done::Ran
    } else if !stated.is_there().await? {
        create(build, index, &rendered.region, &mut stated).await?;
        if matches!(surveyed.verdict, Verdict::Replace { .. }) { Done::Replaced } else { Done::Created }
    } else if stated.is_as_wanted(1).await? {
        Done::Unchanged
    } else {
        update(build, index, &mut stated).await?;
        Done::Updated
    };
    if done != Done::Unchanged && !part.entry.skip_validation && !stated.is_as_wanted(u32::MAX).await? {
        return Err(stated.difference().await?);
    }
    publish(work, index, &stated.statements).await?;
    Ok(Outcome { done, ..outcome(surveyed) })
}

async fn create(build: &Build<'_>, index: usize, region: &str, stated: &mut Stated<'_>) -> Result<(), StackError> {
    let part = build.work.part(index);
    match (stated.statements.block(Anchor::Create), stated.whole()) {
        (Some(block), _) => {
            stated.statements.change(block, query_file::Change::Create).await?;
            build.did(Change::Stated(index));
        }
        (None, Some(fallback)) => {
            let (of, desired) = (fallback.of, fallback.desired(None));
            let live = derived::create(build, index, of, &desired, region).await?;
            stated.is_now(Some(live));
        }
        (None, None) => return Err(lack(part, "create")),
    }
    if let Some(exists) = stated.statements.block(Anchor::Exists)
        && !stated.statements.exists_at_last(exists).await?
    {
        return Err(stated.statements.failed("exists", "it was made, and is not there".to_owned(), None));
    }
    Ok(())
}

async fn update(build: &Build<'_>, index: usize, stated: &mut Stated<'_>) -> Result<(), StackError> {
    let part = build.work.part(index);
    if let Some(block) = stated.statements.block(Anchor::Update) {
        stated.statements.change(block, query_file::Change::Update).await?;
        build.did(Change::Final(part.name().to_owned(), "its statements changed it in place"));
        stated.is_now(None);
        return Ok(());
    }
    let action = stated.action().await?;
    match (stated.live().await?.cloned(), action, part.of) {
        (Some(live), Some(Action::Update { patch }), Some(of)) => {
            stated.is_now(Some(derived::update(build, index, of, live, &patch).await?));
            Ok(())
        }
        (Some(_), Some(Action::NoOp), _) => {
            let message = "it says that something differs, which the properties do not".to_owned();
            let hint = Some(format!("add a block `/*+ update */` to {}", part.query_file));
            Err(stated.statements.failed("statecheck", message, hint))
        }
        _ => Err(lack(part, "update")),
    }
}

/// Why a part cannot be changed: its file leaves something out that does not follow from its type.
pub(super) fn lack(part: &Part, anchor: &str) -> StackError {
    let message =
        format!("{}: resource `{}` must be changed, and there is no `{anchor}`", part.query_file, part.name());
    StackError::Refused { message, hint: Some(format!("add a block `/*+ {anchor} */` to {}", part.query_file)) }
}

/// Reads a query's row.
pub(super) async fn query(build: &Build<'_>, index: usize, surveyed: &Surveyed) -> Result<Outcome, StackError> {
    let rendered = values::render(&build.work.stack, &build.work.board, index)?;
    publish(build.work, index, &Statements::new(build.work, index, &rendered)).await?;
    Ok(Outcome { done: Done::Read, ..outcome(surveyed) })
}

/// Runs statements without a state.
pub(super) async fn command(build: &Build<'_>, index: usize, surveyed: &Surveyed) -> Result<Outcome, StackError> {
    let part = build.work.part(index);
    let rendered = values::render(&build.work.stack, &build.work.board, index)?;
    let mut statements = Statements::new(build.work, index, &rendered);
    let text = match (statements.block(Anchor::Command), &part.entry.sql) {
        (Some(block), _) => block.text.as_str(),
        (None, Some(sql)) => sql.name.as_str(),
        (None, None) => "",
    };
    let rows = statements.run("command", text).await?;
    build.did(Change::Final(part.name().to_owned(), "statements without a state cannot be undone"));
    statements.this.extend(rows.into_iter().next().unwrap_or_default());
    let exports = part
        .entry
        .exports
        .iter()
        .filter_map(|it| Some((it.name.name.clone(), cell(&statements.this, &it.column)?.clone())));
    build.work.publish(index, exports.collect());
    Ok(Outcome { done: Done::Ran, ..outcome(surveyed) })
}

/// Runs a program of the user's, and takes what it exports from the JSON object that it prints.
pub(super) async fn script(build: &Build<'_>, index: usize, surveyed: &Surveyed) -> Result<Outcome, StackError> {
    let work = build.work;
    let part = work.part(index);
    let rendered = values::render(&work.stack, &work.board, index)?;
    let mut names = PartNames::new(&work.stack, &work.board, index);
    names.own = rendered.props;
    let names: Arc<dyn Names> = Arc::new(names);
    let run = part.entry.run.as_ref().map_or("", |it| it.name.as_str());
    let failed =
        |message: String| StackError::Script { resource: part.name().to_owned(), command: run.to_owned(), message };
    let command = if Templates::is_one(run) {
        match work.stack.templates.render(run, &names).map_err(|why| failed(format!("cannot be rendered: {why}")))? {
            Value::String(command) => command,
            other => other.to_string(),
        }
    } else {
        run.to_owned()
    };
    let printed = work.host.script(&command, &work.stack.folder).await.map_err(|error| failed(error.message))?;
    build.did(Change::Final(part.name().to_owned(), "a program cannot be undone"));
    let mut exports = callboard_resource::Properties::new();
    if !part.entry.exports.is_empty() {
        let object: callboard_resource::Properties = serde_json::from_str(printed.trim())
            .map_err(|error| failed(format!("must print a JSON object for its exports: {error}")))?;
        for export in &part.entry.exports {
            let value = cell(&object, &export.column)
                .ok_or_else(|| failed(format!("did not print `{}`, which it exports", export.column)))?;
            exports.insert(export.name.name.clone(), value.clone());
        }
    }
    work.publish(index, exports);
    Ok(Outcome { done: Done::Ran, ..outcome(surveyed) })
}

async fn publish(work: &Work, index: usize, statements: &Statements<'_>) -> Result<(), StackError> {
    let part = work.part(index);
    let Some(exports) = statements.exports().await? else {
        if part.entry.exports.is_empty() {
            return Ok(());
        }
        return Err(statements.failed("exports", "it gave no row".to_owned(), None));
    };
    if let Some(missing) = part.entry.exports.iter().find(|it| !exports.contains_key(&it.name.name)) {
        let hint = Some(format!("add a block `/*+ exports */` that selects `{}`", missing.column));
        return Err(statements.failed("exports", format!("nothing gives `{}`", missing.column), hint));
    }
    work.publish(index, exports);
    Ok(())
}

/// Removes what statements made; what became of it.
pub(crate) async fn delete(work: &Work, index: usize) -> Result<Done, StackError> {
    let part = work.part(index);
    let rendered = values::render(&work.stack, &work.board, index)?;
    let mut stated = Stated::new(work, index, &rendered);
    let has = |anchor| part.queries.block(anchor).is_some();
    let is_told = has(Anchor::Exists);
    if is_told && !stated.is_there().await? {
        return Ok(Done::Nothing);
    }
    if let Some(block) = stated.statements.block(Anchor::Delete) {
        if !is_told && !stated.statements.is_known(&block.text) {
            return Ok(Done::Nothing);
        }
        stated.statements.change(block, query_file::Change::Delete).await?;
        stated.statements.wait_until_gone(block).await?;
        return Ok(Done::Deleted);
    }
    let live = stated.live().await?.cloned();
    if let (Some(live), Some(of)) = (live, part.of) {
        let surveyed = Surveyed { live: Some(live), of: Some(of), ..Surveyed::nothing(part) };
        return Ok(if super::delete_live(work, &surveyed).await? { Done::Deleted } else { Done::Nothing });
    }
    // Without `exists`, what the type does not find is not there.
    let is_not_there = !is_told && part.derives;
    Ok(if is_not_there { Done::Nothing } else { Done::Kept(format!("{} has no `delete`", part.query_file)) })
}
