//! The survey of a part that statements make.

use callboard_resource::Action;

use super::{Surveyed, Verdict, bare};
use crate::difference::differences;
use crate::error::StackError;
use crate::query_file::Anchor;
use crate::stated::Stated;
use crate::values;
use crate::work::Work;

/// Looks at a part.
pub(super) async fn survey(work: &Work, index: usize) -> Result<Surveyed, StackError> {
    let part = work.part(index);
    let rendered = values::render(&work.stack, &work.board, index)?;
    let mut stated = Stated::new(work, index, &rendered);
    let mut surveyed = look(work, index, &mut stated).await?;
    let is_there = matches!(surveyed.verdict, Verdict::NoOp | Verdict::Update | Verdict::Run);
    let statements = &stated.statements;
    let is_known = statements.block(Anchor::Exports).is_none_or(|it| statements.is_known(&it.text));
    // What is not there yet may make the query of what is exported of it fail.
    let exports = if is_there && is_known { statements.exports().await.unwrap_or(None) } else { None };
    let mut published = values::unpublished(part);
    published.extend(exports.unwrap_or_default());
    work.publish(index, published);
    surveyed.region = rendered.region.clone();
    Ok(surveyed)
}

async fn look(work: &Work, index: usize, stated: &mut Stated<'_>) -> Result<Surveyed, StackError> {
    let found = |verdict| bare(work, index, verdict);
    let has = |anchor| work.part(index).queries.block(anchor).is_some();
    if has(Anchor::CreateOrUpdate) {
        return Ok(found(Verdict::Run));
    }
    if !stated.is_there().await? {
        let desired = stated.whole().filter(|_| !has(Anchor::Create)).map(|it| it.desired(None));
        let differences = match (&desired, work.part(index).of) {
            (Some(desired), Some(of)) => differences(of, &Action::Create, None, desired),
            _ => Vec::new(),
        };
        return Ok(Surveyed { desired, differences, ..found(Verdict::Create) });
    }
    let is_wanted = stated.is_as_wanted(1).await?;
    if stated.whole().is_none() || is_wanted || has(Anchor::Update) {
        return Ok(found(if is_wanted { Verdict::NoOp } else { Verdict::Update }));
    }
    let action = stated.action().await?;
    let live = stated.live().await?.cloned();
    let desired = stated.whole().map(|it| it.desired(live.as_ref())).unwrap_or_default();
    let differences = match (&action, work.part(index).of) {
        (Some(action), Some(of)) => differences(of, action, live.as_ref().map(|it| &it.properties), &desired),
        _ => Vec::new(),
    };
    let verdict = match action {
        Some(Action::Replace { because }) => Verdict::Replace { because },
        _ => Verdict::Update,
    };
    Ok(Surveyed { live, differences, desired: Some(desired), ..found(verdict) })
}
