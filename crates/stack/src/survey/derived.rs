//! The survey of a part of which everything follows from its type and its properties.

use std::collections::BTreeMap;

use callboard_model::properties::validate_create;
use callboard_model::types::ResourceType;
use callboard_resource::{Action, Identifier, PlanOptions, Properties, WriteOnly, plan_with};
use serde_json::Value;

use super::{Surveyed, Verdict};
use crate::difference::{differences, patched};
use crate::error::StackError;
use crate::live::{Live, Wanted};
use crate::query_file::{Anchor, Block};
use crate::record;
use crate::stack::Part;
use crate::statements::Statements;
use crate::tags;
use crate::unknown;
use crate::values::{self, Rendered, published};
use crate::work::Work;

/// Looks at a part.
pub(super) async fn survey(work: &Work, index: usize) -> Result<Surveyed, StackError> {
    let part = work.part(index);
    let Some(of) = part.of else {
        return Err(StackError::Refused { message: format!("resource `{}` has no type", part.name()), hint: None });
    };
    let rendered = values::render(&work.stack, &work.board, index)?;
    let mut desired = values::desired(part, of, &rendered);
    let owner = work.owner(part.name());
    let wanted = Wanted { owner: &owner, of, region: &rendered.region, desired: &desired };
    let live = work.finder.find(work, &wanted).await?;
    let prior = live.as_ref().map(|it| &it.properties);
    tags::mark(of, &mut desired, prior, &owner);
    let options = PlanOptions { write_only: write_only_of(work, part, of, &desired) };
    let refused = |error| values::refused(&work.stack, part, of, &error);
    let mut action = plan_with(of, prior, Some(&desired), options).map_err(refused)?;
    if let Some(live) = &live
        && live.region != rendered.region
        && !of.is_global()
    {
        action = Action::Replace { because: vec!["region".to_owned()] };
    }
    if action != Action::NoOp && !unknown::is_in(&desired) {
        let given: Properties =
            desired.iter().filter(|(_, it)| !it.is_null()).map(|(name, it)| (name.clone(), it.clone())).collect();
        validate_create(of, &given).map_err(|error| {
            let message = format!("resource `{}`: {}: {error}", part.name(), of.name);
            // `#/RetentionInDays: …`: what is wrong with one property is told where that stands.
            let path = message.split_once("#/").map_or("", |(_, rest)| rest.split([':', '/']).next().unwrap_or(rest));
            work.stack.mistake(values::place_of(part, of, path), message.clone())
        })?;
    }
    let differences = differences(of, &action, prior, &desired);
    let known: Properties = known_of(&desired);
    let values = match (&action, &live) {
        (Action::NoOp, Some(live)) => published_live(part, of, live, &desired),
        (Action::Update { patch }, Some(live)) => {
            let target = patched(&live.properties, patch).unwrap_or_else(|| live.properties.clone());
            published_live(part, of, &Live { properties: target, ..live.clone() }, &desired)
        }
        _ => {
            let identifier = Identifier::of(of, &known);
            published(part, of, &desired, identifier.as_ref().map(Identifier::as_str), &rendered.region)
        }
    };
    let is_there = matches!(action, Action::NoOp | Action::Update { .. });
    let mut values = values;
    let mut is_as_checked = true;
    if is_there {
        is_as_checked = failed_check(work, index, &rendered, &values, 1).await?.is_none();
        values.extend(stated_exports(work, index, &rendered, &values).await?);
    }
    work.publish(index, values);
    let verdict = match action {
        Action::Create => Verdict::Create,
        Action::Update { .. } => Verdict::Update,
        Action::Replace { because } => Verdict::Replace { because },
        Action::Delete => Verdict::Delete,
        Action::NoOp if !is_as_checked => Verdict::Update,
        Action::NoOp => Verdict::NoOp,
    };
    Ok(Surveyed {
        name: part.name().to_owned(),
        of: Some(of),
        region: rendered.region,
        verdict,
        live,
        desired: Some(desired),
        differences,
    })
}

/// What a resource that is there publishes: what it has not is nothing, not unknown.
pub(crate) fn published_live(part: &Part, of: &'static ResourceType, live: &Live, desired: &Properties) -> Properties {
    let mut properties: Properties = of.properties().keys().map(|name| (name.clone(), Value::Null)).collect();
    for path in of.write_only().filter(|it| !it.contains('/')) {
        if let Some(value) = desired.get(path) {
            properties.insert(path.to_owned(), value.clone());
        }
    }
    properties.extend(live.properties.clone());
    published(part, of, &properties, Some(live.identifier.as_str()), &live.region)
}

/// Why a part is not as it should be, where its `statecheck` says so; looked at so many times at most.
pub(crate) async fn failed_check(
    work: &Work,
    index: usize,
    rendered: &Rendered,
    values: &Properties,
    most_looks: u32,
) -> Result<Option<StackError>, StackError> {
    let mut statements = Statements::new(work, index, rendered);
    statements.this.clone_from(values);
    let is_run = |block: &Block| !work.part(index).entry.skip_validation && statements.is_known(&block.text);
    if !statements.block(Anchor::StateCheck).is_some_and(is_run) || statements.is_as_wanted(most_looks).await? {
        return Ok(None);
    }
    Ok(Some(statements.failed("statecheck", "it is not as it should be".to_owned(), None)))
}

/// What the `exports` statements of a part select, where it has any and their names are known.
pub(crate) async fn stated_exports(
    work: &Work,
    index: usize,
    rendered: &Rendered,
    values: &Properties,
) -> Result<Properties, StackError> {
    let mut statements = Statements::new(work, index, rendered);
    statements.this.clone_from(values);
    match statements.block(Anchor::Exports) {
        Some(block) if statements.is_known(&block.text) => Ok(statements.exports().await?.unwrap_or_default()),
        _ => Ok(Properties::new()),
    }
}

/// Whether what is never read back is written: where it is not what was written last.
pub(crate) fn write_only_of(work: &Work, part: &Part, of: &'static ResourceType, desired: &Properties) -> WriteOnly {
    let wanted = write_only_digest(of, desired);
    let written = work.record.get(part.name()).and_then(|it| it.written);
    if wanted.is_none() || wanted == written { WriteOnly::Skip } else { WriteOnly::Write }
}

/// The digest of what is never read back, where there is any.
pub(crate) fn write_only_digest(of: &'static ResourceType, desired: &Properties) -> Option<u32> {
    let secrets: BTreeMap<&str, &Value> = of
        .write_only()
        .filter_map(|path| {
            let top = path.split('/').next()?;
            Some((top, desired.get(top)?))
        })
        .collect();
    (!secrets.is_empty()).then(|| record::digest(&secrets))
}

fn known_of(desired: &Properties) -> Properties {
    desired.iter().filter(|(_, it)| !unknown::is_partly(it)).map(|(name, it)| (name.clone(), it.clone())).collect()
}
