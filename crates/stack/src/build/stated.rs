//! Making and changing what statements and programs of the user's make.

use std::sync::Arc;

use serde_json::Value;

use super::{Build, Change, outcome};
use crate::error::StackError;
use crate::query_file::{self, Anchor};
use crate::report::{Done, Outcome};
use crate::statements::{Statements, cell};
use crate::survey::Surveyed;
use crate::template::{Names, Templates};
use crate::values::{self, PartNames};
use crate::work::Work;

/// Makes a part what its statements say.
pub(super) async fn apply(build: &Build<'_>, index: usize, surveyed: &Surveyed) -> Result<Outcome, StackError> {
    let work = build.work;
    let part = work.part(index);
    let rendered = values::render(&work.stack, &work.board, index)?;
    let mut statements = Statements::new(work, index, &rendered);
    let missing = |anchor: &str| statements_lack(part.name(), anchor, &part.query_file);
    let (exists, create, update, upsert) = (
        statements.block(Anchor::Exists),
        statements.block(Anchor::Create),
        statements.block(Anchor::Update),
        statements.block(Anchor::CreateOrUpdate),
    );
    let done = if let Some(block) = upsert {
        statements.change(block, query_file::Change::Create).await?;
        build.did(Change::Final(part.name().to_owned(), "`createorupdate` does not say what was there before"));
        Done::Ran
    } else {
        let is_there = match exists {
            Some(block) => statements.exists(block).await?,
            None => statements.block(Anchor::StateCheck).is_some() && statements.is_as_wanted(1).await?,
        };
        if !is_there {
            let block = create.ok_or_else(|| missing("create"))?;
            statements.change(block, query_file::Change::Create).await?;
            build.did(Change::Stated(index));
            if let Some(exists) = exists
                && !statements.exists_at_last(exists).await?
            {
                return Err(statements.failed("exists", "it was made, and is not there".to_owned(), None));
            }
            Done::Created
        } else if statements.is_as_wanted(1).await? {
            Done::Unchanged
        } else {
            let block = update.ok_or_else(|| missing("update"))?;
            statements.change(block, query_file::Change::Update).await?;
            build.did(Change::Final(part.name().to_owned(), "its statements changed it in place"));
            Done::Updated
        }
    };
    if done != Done::Unchanged && !part.entry.skip_validation && !statements.is_as_wanted(u32::MAX).await? {
        return Err(statements.failed("statecheck", "it is not as it should be".to_owned(), None));
    }
    publish(work, index, &statements).await?;
    Ok(Outcome { done, ..outcome(surveyed) })
}

fn statements_lack(name: &str, anchor: &str, file: &str) -> StackError {
    let message = format!("resource `{name}` must be changed, and has no `{anchor}` statements");
    StackError::Refused { message, hint: Some(format!("add a block `/*+ {anchor} */` to {file}")) }
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
    build.work.board.publish(index, exports.collect());
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
    work.board.publish(index, exports);
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
    work.board.publish(index, exports);
    Ok(())
}

/// Removes what statements made; whether it was there.
pub(crate) async fn delete(work: &Work, index: usize) -> Result<bool, StackError> {
    let part = work.part(index);
    let rendered = values::render(&work.stack, &work.board, index)?;
    let mut statements = Statements::new(work, index, &rendered);
    let Some(block) = statements.block(Anchor::Delete) else {
        return Err(statements_lack(part.name(), "delete", &part.query_file));
    };
    if let Some(exists) = statements.block(Anchor::Exists)
        && (!statements.is_known(&exists.text) || !statements.exists(exists).await?)
    {
        return Ok(false);
    }
    if !statements.is_known(&block.text) {
        return Ok(false);
    }
    statements.change(block, query_file::Change::Delete).await?;
    statements.wait_until_gone(block).await?;
    Ok(true)
}
