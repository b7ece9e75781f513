//! Surveys: what there is of a stack, and what must happen to it. Nothing is changed.
//!
//! Parts are looked at in the order of the graph, since what one is to be may
//! hang on what another is. What a part will only have after it was made is
//! unknown to those after it.

mod derived;
mod stated;

use callboard_model::naming::sql::property_of_column;
use callboard_model::types::ResourceType;
use callboard_resource::Properties;
use serde_json::Value;

use crate::difference::Difference;
use crate::error::StackError;
use crate::live::Live;
use crate::stack::{Nature, Part};
use crate::statements::Statements;
use crate::values;
use crate::walk::{Direction, Flow, walk};
use crate::work::Work;

pub(crate) use derived::{failed_check, published_live, stated_exports, write_only_digest, write_only_of};

/// What must happen to a part.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It is not there.
    Create,
    /// It is changed in place.
    Update,
    /// It is removed, and made anew.
    Replace {
        /// Create-only properties that change.
        because: Vec<String>,
    },
    /// It is no part of the manifest any more.
    Delete,
    /// It is as it should be.
    NoOp,
    /// It is read, for its exports.
    Read,
    /// It is run by each build.
    Run,
    /// Its condition leaves it out.
    LeftOut,
}

/// What was found of one part.
#[derive(Debug, Clone)]
pub struct Surveyed {
    /// Its name in the stack.
    pub name: String,
    /// Its type, where it has a known one.
    pub of: Option<&'static ResourceType>,
    /// Its region.
    pub region: String,
    /// What must happen to it.
    pub verdict: Verdict,
    /// The resource, where it is there.
    pub live: Option<Live>,
    /// What it is to be, where that is known from its properties.
    pub desired: Option<Properties>,
    /// What changes.
    pub differences: Vec<Difference>,
}

/// What was found of a whole stack.
#[derive(Debug, Clone)]
pub struct Survey {
    /// The parts, in the order of the manifest.
    pub parts: Vec<Surveyed>,
    /// Resources that are recorded and are no part of the manifest any more, the latest first.
    pub removed: Vec<Surveyed>,
}

impl Surveyed {
    /// A part of which nothing was found.
    pub(crate) fn nothing(part: &Part) -> Self {
        Self {
            name: part.name().to_owned(),
            of: part.of,
            region: String::new(),
            verdict: Verdict::NoOp,
            live: None,
            desired: None,
            differences: Vec::new(),
        }
    }
}

impl Verdict {
    /// Whether anything on the plane changes.
    pub fn is_change(&self) -> bool {
        matches!(self, Self::Create | Self::Update | Self::Replace { .. } | Self::Delete)
    }
}

impl Survey {
    /// Whether a build would change anything.
    pub fn has_changes(&self) -> bool {
        self.all().any(|it| it.verdict.is_change())
    }

    /// What is no part any more and hangs on what is made anew, so that it must go before that does.
    pub(crate) fn removed_first(&self) -> Vec<&Surveyed> {
        let is_replaced = |it: &&Surveyed| matches!(it.verdict, Verdict::Replace { .. });
        let mut bases: Vec<&Surveyed> = self.parts.iter().filter(is_replaced).collect();
        let mut first = Vec::new();
        // What was made later hangs on what was made earlier, which comes after it here.
        for surveyed in self.removed.iter().rev() {
            if bases.iter().any(|base| hangs_on(surveyed, base)) {
                bases.push(surveyed);
                first.insert(0, surveyed);
            }
        }
        first
    }

    /// Parts, and after them what is removed.
    pub fn all(&self) -> impl Iterator<Item = &Surveyed> {
        self.parts.iter().chain(&self.removed)
    }
}

/// Whether a resource names another one among its properties.
fn hangs_on(surveyed: &Surveyed, base: &Surveyed) -> bool {
    let (Some(live), Some(base)) = (&surveyed.live, &base.live) else { return false };
    let names: Vec<&str> = base.identifier.as_str().split('|').collect();
    let mut values: Vec<&Value> = live.properties.values().collect();
    while let Some(value) = values.pop() {
        match value {
            Value::String(text) if names.iter().any(|it| text.contains(it)) => return true,
            Value::Array(items) => values.extend(items),
            Value::Object(members) => values.extend(members.values()),
            _ => {}
        }
    }
    false
}

/// Looks at a stack.
pub async fn survey(work: &Work) -> Result<Survey, StackError> {
    let graph = &work.stack.graph;
    let found = walk(graph, Direction::Forward, work.parallel, |index| async move {
        let outcome = part(work, index).await;
        (if outcome.is_ok() { Flow::On } else { Flow::Stop }, outcome)
    });
    let mut parts = Vec::with_capacity(work.stack.parts.len());
    let found = found.await;
    // The first mistake in the manifest's order is told, however the looks came to their ends.
    let mut found: Vec<Option<Result<Surveyed, StackError>>> = found;
    if let Some(at) = found.iter().position(|it| matches!(it, Some(Err(_))))
        && let Some(Some(Err(error))) = found.get_mut(at).map(Option::take)
    {
        return Err(error);
    }
    for surveyed in found.into_iter().flatten() {
        parts.push(surveyed?);
    }
    let removed = removed(work, &parts).await?;
    let mut survey = Survey { parts, removed };
    hide(work, &mut survey.parts);
    Ok(survey)
}

/// Marks differences that are not shown: of what a protected export comes from, and whatever has a secret in it.
fn hide(work: &Work, parts: &mut [Surveyed]) {
    let masked = |index: usize, of: Option<&'static ResourceType>| -> Vec<&'static str> {
        let entry = &work.part(index).entry;
        let masked = entry.exports.iter().filter(|it| entry.masked.contains(&it.name.name));
        masked.filter_map(|it| property_of_column(of?, &it.column)).collect()
    };
    for (index, surveyed) in parts.iter().enumerate() {
        // What it was is as secret as what it is to be.
        for properties in surveyed.live.iter().map(|it| &it.properties).chain(&surveyed.desired) {
            work.secrets.add_of(properties, masked(index, surveyed.of).into_iter());
        }
    }
    for (index, surveyed) in parts.iter_mut().enumerate() {
        let properties = masked(index, surveyed.of);
        for difference in &mut surveyed.differences {
            let top = difference.path.split('.').next().unwrap_or_default();
            let mut values = difference.before.iter().chain(&difference.after);
            difference.is_secret |= properties.contains(&top) || values.any(|it| work.secrets.are_in(it));
        }
    }
}

async fn part(work: &Work, index: usize) -> Result<Surveyed, StackError> {
    let part = work.part(index);
    if part.is_left_out {
        work.publish(index, part.entry.exports.iter().map(|it| (it.name.name.clone(), Value::Null)).collect());
        // What was made before its condition left it out is still the stack's, and goes with it.
        let live = recorded(work, part.name()).await?.filter(|(of, _)| part.of.is_none_or(|it| it.name == of.name));
        return Ok(Surveyed { live: live.map(|(_, live)| live), ..bare(work, index, Verdict::LeftOut) });
    }
    match part.nature {
        Nature::Derived => derived::survey(work, index).await,
        Nature::Statements => stated::survey(work, index).await,
        Nature::Query => {
            let rendered = values::render(&work.stack, &work.board, index)?;
            let statements = Statements::new(work, index, &rendered);
            let is_known = part.statements().all(|(text, ..)| statements.is_known(text));
            let exports = if is_known { statements.exports().await? } else { None };
            work.publish(index, exports.unwrap_or_else(|| values::unpublished(part)));
            Ok(bare(work, index, Verdict::Read))
        }
        Nature::Command | Nature::Script => {
            work.publish(index, values::unpublished(part));
            Ok(bare(work, index, Verdict::Run))
        }
    }
}

/// What is found of a part of which there is nothing to find.
fn bare(work: &Work, index: usize, verdict: Verdict) -> Surveyed {
    Surveyed { region: work.stack.inputs.region.clone(), verdict, ..Surveyed::nothing(work.part(index)) }
}

/// Resources that are recorded, still there, and no part any more. What a part has been found to be, under whatever
/// name it was recorded, is still one.
async fn removed(work: &Work, parts: &[Surveyed]) -> Result<Vec<Surveyed>, StackError> {
    let mut removed = Vec::new();
    for (name, known) in work.record.all().into_iter().rev() {
        let part = work.stack.part(&name).map(|it| work.part(it));
        let is_same_type = |it: &Part| it.of.is_none_or(|of| of.name == known.type_name);
        if part.is_some_and(is_same_type) {
            continue;
        }
        let is_it = |of: &ResourceType, live: &Live| {
            live.identifier.as_str() == known.identifier.as_deref().unwrap_or_default()
                && of.name == known.type_name
                && (of.is_global() || live.region == known.region)
        };
        if parts.iter().any(|it| it.of.zip(it.live.as_ref()).is_some_and(|(of, live)| is_it(of, live))) {
            continue;
        }
        let Some((of, live)) = recorded(work, &name).await? else { continue };
        removed.push(Surveyed {
            name,
            of: Some(of),
            region: live.region.clone(),
            verdict: Verdict::Delete,
            live: Some(live),
            desired: None,
            differences: Vec::new(),
        });
    }
    Ok(removed)
}

/// The resource that is recorded under a name, where it is still there.
async fn recorded(work: &Work, name: &str) -> Result<Option<(&'static ResourceType, Live)>, StackError> {
    let Some(recorded) = work.record.get(name) else { return Ok(None) };
    let of = callboard_model::types::resource_type(&recorded.type_name);
    let (Some(of), Some(identifier)) = (of, recorded.identifier) else { return Ok(None) };
    let identifier = callboard_resource::Identifier::new(identifier);
    let read = work.resources.read(of, &recorded.region, &identifier).await;
    let properties = read.map_err(|error| StackError::of_resource(name, error))?;
    Ok(properties.map(|properties| (of, Live { identifier, region: recorded.region, properties })))
}
