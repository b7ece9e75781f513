//! Making and changing a part of which everything follows from its type and its properties.

use std::collections::BTreeMap;
use std::time::Duration;

use callboard_model::types::ResourceType;
use callboard_resource::{
    Action, Identifier, PlanOptions, Properties, RequestParameters, ResourceError, Wait, WriteOnly, plan_with,
};
use serde_json::Value;

use super::{Build, Change, outcome};
use crate::difference::differences;
use crate::error::StackError;
use crate::live::Live;
use crate::record;
use crate::report::{Done, Outcome};
use crate::stack::Part;
use crate::survey::{
    Surveyed, Verdict, failed_check, published_live, stated_exports, write_only_digest, write_only_of,
};
use crate::tags;
use crate::unknown;
use crate::values;

/// Creates that are refused for their rate are asked for so often in all.
const ATTEMPTS: u32 = 6;
/// Looks until a change is seen, and the time between two of them.
const LOOKS: u32 = 5;
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// Makes a part what it is to be.
pub(super) async fn apply(build: &Build<'_>, index: usize, surveyed: &Surveyed) -> Result<Outcome, StackError> {
    let work = build.work;
    let part = work.part(index);
    let Some(of) = part.of else { return Ok(outcome(surveyed)) };
    let rendered = values::render(&work.stack, &work.board, index)?;
    let mut desired = values::desired(part, of, &rendered);
    let is_replaced = matches!(surveyed.verdict, Verdict::Replace { .. });
    // What is replaced was removed before anything was made.
    let live = surveyed.live.clone().filter(|_| !is_replaced);
    tags::mark(of, &mut desired, live.as_ref().map(|it| &it.properties), &work.owner(part.name()));
    refuse_unknown(part, &desired)?;
    let options = PlanOptions { write_only: write_only_of(work, part, of, &desired) };
    let refused = |error| values::refused(&work.stack, part, of, &error);
    let prior = live.as_ref().map(|it| &it.properties);
    let action = plan_with(of, prior, Some(&desired), options).map_err(refused)?;
    let own = Own { build, index, of, desired: &desired };
    let (live, done) = match (action, live) {
        (Action::Create, _) | (_, None) => {
            let live = own.create(&rendered.region).await?;
            (own.verified(live).await?, if is_replaced { Done::Replaced } else { Done::Created })
        }
        (Action::Update { patch }, Some(live)) => {
            let live = update(build, index, of, live, &patch).await?;
            (own.verified(live).await?, Done::Updated)
        }
        (Action::Replace { .. }, Some(live)) => {
            // Only now all that it names is known, and so that it must be made anew.
            super::delete_live(work, &Surveyed { live: Some(live), ..surveyed.clone() }).await?;
            build.did(Change::Final(part.name().to_owned(), "it was removed"));
            let live = own.create(&rendered.region).await?;
            (own.verified(live).await?, Done::Replaced)
        }
        (Action::NoOp | Action::Delete, Some(live)) => (live, Done::Unchanged),
    };
    own.keep(&live)?;
    let mut published = published_live(part, of, &live, &desired);
    let looks = if done == Done::Unchanged { 1 } else { u32::MAX };
    if let Some(error) = failed_check(work, index, &rendered, &published, looks).await? {
        return Err(error);
    }
    published.extend(stated_exports(work, index, &rendered, &published).await?);
    work.publish(index, published);
    Ok(Outcome { identifier: Some(live.identifier.to_string()), done, ..outcome(surveyed) })
}

/// Makes the resource of a part that statements look at.
pub(super) async fn create(
    build: &Build<'_>,
    index: usize,
    of: &'static ResourceType,
    desired: &Properties,
    region: &str,
) -> Result<Live, StackError> {
    refuse_unknown(build.work.part(index), desired)?;
    Own { build, index, of, desired }.create(region).await
}

/// Changes the resource of a part in place.
pub(super) async fn update(
    build: &Build<'_>,
    index: usize,
    of: &'static ResourceType,
    live: Live,
    patch: &Value,
) -> Result<Live, StackError> {
    let failed = |error| StackError::of_resource(build.work.part(index).name(), error);
    let update = build.work.resources.update(of, &live.region, &live.identifier, patch, Wait::UntilDone);
    let change = update.await.map_err(failed)?;
    build.did(Change::Updated(index, live.clone()));
    Ok(Live { properties: change.properties.unwrap_or_default(), ..live })
}

fn refuse_unknown(part: &Part, desired: &Properties) -> Result<(), StackError> {
    let Some(name) = desired.values().find_map(unknown_name) else { return Ok(()) };
    let message = format!("resource `{}`: `{name}` is still not known", part.name());
    let hint = Some("the service does not say it: use another property".to_owned());
    Err(StackError::Refused { message, hint })
}

/// A part that is made what it is to be.
struct Own<'a> {
    build: &'a Build<'a>,
    index: usize,
    of: &'static ResourceType,
    desired: &'a Properties,
}

impl Own<'_> {
    /// Makes the resource: with the token of a build that was killed, where it wanted the same.
    async fn create(&self, region: &str) -> Result<Live, StackError> {
        let work = self.build.work;
        let name = work.part(self.index).name();
        let all: BTreeMap<&str, &Value> = self.desired.iter().map(|(name, it)| (name.as_str(), it)).collect();
        let digest = record::digest(&all);
        let mut kept = work
            .record
            .get(name)
            .filter(|it| it.type_name == self.of.name && it.region == region)
            .and_then(|it| it.pending)
            .filter(|(_, of)| *of == digest)
            .map(|(token, _)| token);
        let mut attempt = 1;
        loop {
            let is_kept = kept.is_some();
            let token = kept.take().unwrap_or_else(|| uuid::Uuid::new_v4().to_string());
            work.record.begin(name, self.of.name, region, &token, digest)?;
            let parameters = RequestParameters { client_token: Some(token), ..RequestParameters::default() };
            let resources = work.resources.with_parameters(parameters);
            let error = match resources.create(self.of, region, self.desired, Wait::UntilDone).await {
                Ok(change) => {
                    let found = change
                        .identifier
                        .or_else(|| change.properties.as_ref().and_then(|it| Identifier::of(self.of, it)));
                    let Some(identifier) = found else {
                        let message = format!("resource `{name}`: it was made, and the service does not say as what");
                        return Err(StackError::Refused { message, hint: None });
                    };
                    let live = Live {
                        identifier,
                        region: region.to_owned(),
                        properties: change.properties.unwrap_or_default(),
                    };
                    self.keep(&live)?;
                    self.build.did(Change::Created(self.index, live.clone()));
                    return Ok(live);
                }
                Err(error) => error,
            };
            let is_throttled = matches!(&error, ResourceError::Failed { code, .. } if code.contains("Throttl"));
            if (is_throttled || is_kept) && attempt < ATTEMPTS {
                // The same token would give the same failure again.
                if is_throttled {
                    tokio::time::sleep(LOOK_AGAIN * attempt).await;
                }
                attempt += 1;
                continue;
            }
            if error.code().is_some() {
                // It was refused, so nothing is under way.
                work.record.gone(name)?;
            }
            return Err(StackError::of_resource(name, error));
        }
    }

    /// The resource as it is read, once it is what it is to be.
    async fn verified(&self, live: Live) -> Result<Live, StackError> {
        let work = self.build.work;
        let part = work.part(self.index);
        let mut live = live;
        let options = PlanOptions { write_only: WriteOnly::Skip };
        for look in 1..=LOOKS {
            if live.properties.is_empty() {
                let read = work.resources.read(self.of, &live.region, &live.identifier).await;
                let read = read.map_err(|error| StackError::of_resource(part.name(), error))?;
                live.properties = read.unwrap_or_default();
            }
            let refused = |error| values::refused(&work.stack, part, self.of, &error);
            let action = plan_with(self.of, Some(&live.properties), Some(self.desired), options).map_err(refused)?;
            if action == Action::NoOp || part.entry.skip_validation {
                break;
            }
            if look == LOOKS {
                let found = differences(self.of, &action, Some(&live.properties), self.desired);
                let differences = found.into_iter().map(|it| format!("`{}`", it.path)).collect();
                return Err(StackError::NotAsWanted { resource: part.name().to_owned(), differences });
            }
            live.properties.clear();
            if !work.resources.plane().lists_whole_resources() {
                tokio::time::sleep(LOOK_AGAIN).await;
            }
        }
        Ok(live)
    }

    /// Records which resource it is, where that is news.
    fn keep(&self, live: &Live) -> Result<(), StackError> {
        let work = self.build.work;
        let name = work.part(self.index).name();
        let written = write_only_digest(self.of, self.desired);
        let known = work.record.get(name);
        let is_known = known.is_some_and(|it| {
            it.identifier.as_deref() == Some(live.identifier.as_str())
                && it.type_name == self.of.name
                && it.region == live.region
                && it.written == written
        });
        if is_known {
            return Ok(());
        }
        work.record.made(name, self.of.name, &live.region, live.identifier.as_str(), written)
    }
}

fn unknown_name(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => items.iter().find_map(unknown_name),
        Value::Object(members) => members.values().find_map(unknown_name),
        value => unknown::name_of(value).map(str::to_owned),
    }
}
