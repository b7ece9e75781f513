//! The survey of a part that statements make.

use super::{Surveyed, Verdict, bare};
use crate::error::StackError;
use crate::query_file::Anchor;
use crate::statements::Statements;
use crate::values;
use crate::work::Work;

/// Looks at a part.
pub(super) async fn survey(work: &Work, index: usize) -> Result<Surveyed, StackError> {
    let part = work.part(index);
    let rendered = values::render(&work.stack, &work.board, index)?;
    let mut statements = Statements::new(work, index, &rendered);
    let verdict = verdict(&mut statements).await?;
    let is_there = matches!(verdict, Verdict::NoOp | Verdict::Update | Verdict::Run);
    let is_known = statements.block(Anchor::Exports).is_none_or(|it| statements.is_known(&it.text));
    // What is not there yet may make the query of what is exported of it fail.
    let exports = if is_there && is_known { statements.exports().await.unwrap_or(None) } else { None };
    let mut published = values::unpublished(part);
    published.extend(exports.unwrap_or_default());
    work.board.publish(index, published);
    Ok(Surveyed { region: rendered.region, ..bare(work, index, verdict) })
}

async fn verdict(statements: &mut Statements<'_>) -> Result<Verdict, StackError> {
    if statements.block(Anchor::CreateOrUpdate).is_some() {
        return Ok(Verdict::Run);
    }
    let exists = match statements.block(Anchor::Exists) {
        Some(block) if !statements.is_known(&block.text) => return Ok(Verdict::Create),
        Some(block) => statements.exists(block).await?,
        // Without a look of its own, what says that it is as it should be says that it is there.
        None => is_checked(statements) && statements.is_as_wanted(1).await?,
    };
    if !exists {
        return Ok(Verdict::Create);
    }
    let looked = statements.block(Anchor::StateCheck).or(statements.block(Anchor::Exports));
    let is_wanted = match looked {
        Some(block) if !statements.is_known(&block.text) => false,
        _ => statements.is_as_wanted(1).await?,
    };
    Ok(if is_wanted { Verdict::NoOp } else { Verdict::Update })
}

/// Whether there is a check whose names are all known.
fn is_checked(statements: &Statements<'_>) -> bool {
    let block = statements.block(Anchor::StateCheck).or(statements.block(Anchor::Exports));
    block.is_some_and(|it| statements.is_known(&it.text))
}
