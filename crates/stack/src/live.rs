//! The live side: which resource on the plane a part is, and how it is.
//!
//! ```text
//! recorded identifier ─▶ identifier among the properties ─▶ tags ─▶ the same child of the same parent
//! ```
//!
//! Tags are asked for by the tagging API where listings are not whole (`tagged.rs`), and else are seen in the listing.
//!
//! A resource that is found by its identifier and belongs to another stack is
//! an error. One that belongs to nobody is taken for the part, as users of
//! statements know it: `exists` by name.

mod tagged;

use std::collections::{BTreeSet, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use callboard_model::types::{Action as Handler, ResourceType};
use callboard_resource::{
    Action, Identifier, Order, PlanOptions, Properties, ResourceError, Resources, WriteOnly, plan_with,
};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::OnceCell;

use crate::error::StackError;
use crate::tags::{Owner, owner_of, tagging_of};
use crate::unknown;
use crate::work::Work;

/// A resource as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Live {
    /// Which one.
    pub identifier: Identifier,
    /// Where.
    pub region: String,
    /// All its properties.
    pub properties: Properties,
}

/// What is looked for.
pub struct Wanted<'a> {
    /// Whose it is.
    pub owner: &'a Owner,
    /// Its type.
    pub of: &'static ResourceType,
    /// Its region.
    pub region: &'a str,
    /// What it is to be, as far as that is known.
    pub desired: &'a Properties,
}

/// All resources of a type: identifiers and properties.
type Listing = Arc<Vec<(String, Properties)>>;

/// What is asked for once, by what it is asked for.
type Answers<K, V> = Mutex<HashMap<K, Arc<OnceCell<V>>>>;

/// Finds resources; lists no type twice.
#[derive(Default)]
pub struct Finder {
    /// By region: what carries the tags of the stack.
    tagged: Answers<String, Vec<tagged::Tagged>>,
    listings: Answers<(&'static str, String, String), Listing>,
    claimed: Mutex<BTreeSet<(&'static str, String)>>,
}

impl Finder {
    /// The resource that a part is, if it is there.
    pub(crate) async fn find(&self, work: &Work, wanted: &Wanted<'_>) -> Result<Option<Live>, StackError> {
        let (resources, record) = (&work.resources, &work.record);
        let Wanted { owner, of, region, desired } = *wanted;
        let failed = |error| StackError::of_resource(&owner.resource, error);
        let recorded = record.get(&owner.resource).filter(|it| it.type_name == of.name);
        if let Some(recorded) = &recorded
            && let Some(identifier) = &recorded.identifier
        {
            let identifier = Identifier::new(identifier);
            if let Some(properties) = resources.read(of, &recorded.region, &identifier).await.map_err(failed)? {
                return Ok(Some(Live { identifier, region: recorded.region.clone(), properties }));
            }
        }
        let known: Properties = desired
            .iter()
            .filter(|(_, it)| !unknown::is_partly(it))
            .map(|(name, it)| (name.clone(), it.clone()))
            .collect();
        if let Some(identifier) = Identifier::of(of, &known) {
            let read = resources.read(of, region, &identifier).await.map_err(failed)?;
            let Some(properties) = read else { return Ok(None) };
            refuse_others(owner, of, &identifier, &properties)?;
            return Ok(Some(Live { identifier, region: region.to_owned(), properties }));
        }
        let parents = resources.parents(of);
        let is_listed =
            parents.iter().all(|it| known.contains_key(*it)) && resources.operation(of, Handler::List).is_ok();
        let is_taggable = tagging_of(of).is_some();
        if !is_listed || (!is_taggable && parents.is_empty()) {
            return Ok(None);
        }
        if is_taggable
            && parents.is_empty()
            && !resources.lists_whole(of)
            && let Some(live) = self.by_tagging_api(resources, wanted).await?
        {
            return Ok(Some(live));
        }
        let model: Properties =
            parents.iter().filter_map(|it| Some(((*it).to_owned(), known.get(*it)?.clone()))).collect();
        let listed = self.listing(resources, of, region, &model).await.map_err(failed)?;
        let found = if is_taggable { by_tags(of, owner, &listed)? } else { self.by_likeness(work, wanted, &listed) };
        Ok(found.map(|(identifier, properties)| Live {
            identifier: Identifier::new(identifier.clone()),
            region: region.to_owned(),
            properties: properties.clone(),
        }))
    }

    /// The resource that carries the owner's tags, where the tagging API knows it.
    async fn by_tagging_api(&self, resources: &Resources, wanted: &Wanted<'_>) -> Result<Option<Live>, StackError> {
        let Wanted { owner, of, region, .. } = *wanted;
        let cell = cell_of(&self.tagged, region.to_owned());
        let tagged = cell.get_or_init(|| tagged::all(resources, region, owner)).await;
        let arns: Vec<&str> =
            tagged.iter().filter(|(_, name)| *name == owner.resource).map(|(arn, _)| arn.as_str()).collect();
        if arns.is_empty() {
            return Ok(None);
        }
        let mut found = Vec::new();
        for identifier in tagged::candidates(resources, of, region, &arns).await {
            let read = resources.read(of, region, &identifier).await;
            let read = read.map_err(|error| StackError::of_resource(&owner.resource, error))?;
            found.extend(read.map(|properties| (identifier.to_string(), properties)));
        }
        let own = by_tags(of, owner, &found)?;
        Ok(own.map(|(identifier, properties)| Live {
            identifier: Identifier::new(identifier.clone()),
            region: region.to_owned(),
            properties: properties.clone(),
        }))
    }

    /// All resources of a type, read once.
    async fn listing(
        &self,
        resources: &Resources,
        of: &'static ResourceType,
        region: &str,
        model: &Properties,
    ) -> Result<Listing, ResourceError> {
        let key = (of.name, region.to_owned(), serde_json::Value::Object(model.clone()).to_string());
        let cell = cell_of(&self.listings, key);
        let all = cell.get_or_try_init(|| async { all_of(resources, of, region, model).await.map(Arc::new) }).await?;
        Ok(Arc::clone(all))
    }

    /// The one child of the parent that is as it is wanted, and is no other part's.
    fn by_likeness<'l>(
        &self,
        work: &Work,
        wanted: &Wanted<'_>,
        listed: &'l [(String, Properties)],
    ) -> Option<&'l (String, Properties)> {
        if unknown::is_in(wanted.desired) {
            return None;
        }
        // A part that has got another name may be what was recorded under the old one.
        let recorded = work.record.all().into_iter().filter(|(name, _)| work.stack.part(name).is_some());
        let others: BTreeSet<String> = recorded.filter_map(|(_, it)| it.identifier).collect();
        let options = PlanOptions { write_only: WriteOnly::Skip };
        let mut claimed = self.claimed.lock().unwrap_or_else(PoisonError::into_inner);
        let alike = listed.iter().find(|(identifier, properties)| {
            !others.contains(identifier)
                && !claimed.contains(&(wanted.of.name, identifier.clone()))
                && plan_with(wanted.of, Some(properties), Some(wanted.desired), options) == Ok(Action::NoOp)
        })?;
        claimed.insert((wanted.of.name, alike.0.clone()));
        Some(alike)
    }
}

/// The cell of an answer, which waits for the first one to have asked.
fn cell_of<K: Eq + Hash, V>(answers: &Answers<K, V>, key: K) -> Arc<OnceCell<V>> {
    let mut answers = answers.lock().unwrap_or_else(PoisonError::into_inner);
    Arc::clone(answers.entry(key).or_insert_with(|| Arc::new(OnceCell::new())))
}

fn by_tags<'l>(
    of: &'static ResourceType,
    owner: &Owner,
    listed: &'l [(String, Properties)],
) -> Result<Option<&'l (String, Properties)>, StackError> {
    let own: Vec<&(String, Properties)> =
        listed.iter().filter(|(_, properties)| owner_of(of, properties).as_ref() == Some(owner)).collect();
    match own[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        _ => Err(StackError::Ambiguous {
            resource: owner.resource.clone(),
            identifiers: own.iter().map(|(identifier, _)| identifier.clone()).collect(),
        }),
    }
}

fn refuse_others(
    owner: &Owner,
    of: &'static ResourceType,
    identifier: &Identifier,
    properties: &Properties,
) -> Result<(), StackError> {
    let Some(other) = owner_of(of, properties) else { return Ok(()) };
    if other.stack == owner.stack && other.environment == owner.environment {
        return Ok(());
    }
    Err(StackError::Owned {
        resource: owner.resource.clone(),
        identifier: identifier.to_string(),
        owner: format!("{}/{}/{}", other.stack, other.environment, other.resource),
    })
}

async fn all_of(
    resources: &Resources,
    of: &'static ResourceType,
    region: &str,
    model: &Properties,
) -> Result<Vec<(String, Properties)>, ResourceError> {
    let model = (!model.is_empty()).then_some(model);
    let pages: Vec<_> = resources.list(of, region, model, None).try_collect().await?;
    let listed = pages.into_iter().flatten();
    if resources.lists_whole(of) {
        let whole = listed.map(|it| (it.identifier, serde_json::from_str(&it.properties).unwrap_or_default()));
        return Ok(whole.collect());
    }
    let identifiers: Vec<Identifier> = listed.map(|it| Identifier::new(it.identifier)).collect();
    let mut reads = resources.read_each(of, region, stream::iter(identifiers), Order::Input);
    let mut all = Vec::new();
    while let Some((identifier, read)) = reads.next().await {
        // One that went away meanwhile is not there.
        if let Some(properties) = read? {
            all.push((identifier.to_string(), properties));
        }
    }
    Ok(all)
}
