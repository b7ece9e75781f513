//! Native operations: resources of types that Cloud Control does not serve, by their own service's API.
//!
//! ```text
//! identifier ──▶ identify ──▶ input ──▶ Get…, Delete…
//! properties ──▶ inward   ──▶ input ──▶ Create…, Update…
//! properties ◀── outward  ◀── view  ◀── output
//! ```
//!
//! Which operations there are is data (`route.rs` and the registry's table of
//! types). How properties and members correspond follows from the type's schema
//! and the service's shapes; where it does not follow, the answer is
//! `Unsupported` and says what is missing, never half of a resource.
//!
//! # Invariants
//!
//! - A property that no member takes is an error, never left out.
//! - A resource is answered only if its identifier is known.
//!
//! # Reading order
//!
//! This file carries out actions, `names.rs` finds the member of a property, `view.rs` the resource in an output,
//! `inward.rs` and `outward.rs` turn values.

mod inward;
mod names;
mod outward;
mod pages;
#[cfg(test)]
mod tests;
mod view;

use callboard_model::document::{Document, Map};
use callboard_model::service::Operation;
use callboard_model::types::{Action, ResourceType};
use callboard_plane::PlaneError;
use serde_json::Value;

use crate::calls::Calls;
use crate::identifier::value_at;
use crate::listing::Page;
use crate::{Change, Found, Identifier, Listed, Properties, ResourceError, cloud_control, route};
use view::View;

/// One action on a type by an operation of its service.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Native {
    pub(crate) of: &'static ResourceType,
    pub(crate) action: Action,
    pub(crate) operation: &'static Operation,
}

impl Native {
    /// What is missing for this action to be carried out; known without any call.
    pub(crate) fn missing(&self) -> Option<String> {
        let missing = match self.action {
            Action::Create => names::unreachable_member(self.of, self.operation),
            Action::List => None,
            Action::Read | Action::Delete => names::identify(self.of, self.operation, &self.sample()).err(),
            Action::Update => {
                let identified = names::identified(self.of, self.operation, &self.sample()).err();
                identified.or_else(|| names::unreachable_member(self.of, self.operation))
            }
        };
        let needs_view = matches!(self.action, Action::Read | Action::List);
        missing.or_else(|| (needs_view && self.view().is_err()).then(|| self.no_view()))
    }

    /// Reads one resource; nothing where it is not there.
    pub(crate) async fn read(
        &self,
        calls: &Calls,
        region: &str,
        identifier: &Identifier,
    ) -> Result<Option<Properties>, ResourceError> {
        let input = self.identify(identifier)?;
        let output = match calls.call(self.operation, region, input).await {
            Ok(output) => output,
            Err(error) if is_not_found(&error) => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let Some(view) = self.view()?.one(&output.members, |it| self.is(it, identifier)) else { return Ok(None) };
        let mut properties = outward::properties(self.of, view);
        self.complete(&mut properties, &self.parts(identifier)?);
        Ok(Some(properties))
    }

    /// One page of a listing.
    pub(crate) async fn page(
        &self,
        calls: &Calls,
        region: &str,
        model: Option<&Properties>,
        token: Option<String>,
    ) -> Result<Page, ResourceError> {
        let mut input = match model {
            Some(model) => names::known_members(self.of, self.operation, model),
            None => Map::new(),
        };
        if let Some(member) = names::lacking(self.operation, &input) {
            let property = names::property(self.of, member).unwrap_or(member);
            return Err(ResourceError::ParentNeeded { type_name: self.of.name, missing: vec![property.to_owned()] });
        }
        pages::put_token(self.operation, &mut input, token)?;
        let output = calls.call(self.operation, region, input).await?;
        let next = pages::next_token(self.operation, &output)?;
        let view = self.view()?;
        let mut resources = Vec::new();
        for item in view.all(&output.members) {
            let mut properties = match item {
                Document::Map(members) => outward::properties(self.of, members),
                other => names::only_identifier(self.of, other).unwrap_or_default(),
            };
            self.complete(&mut properties, model.unwrap_or(&Properties::new()));
            let identifier = self
                .identifier_of(&properties)
                .ok_or_else(|| cloud_control::invalid(self.of, "a resource in it has no identifier"))?;
            let properties = Value::Object(properties).to_string();
            resources.push(Listed { identifier: identifier.to_string(), properties });
        }
        Ok(Page { resources: Found::Whole(resources), next })
    }

    /// Properties that a listing must be given.
    pub(crate) fn parents(&self) -> Vec<&'static str> {
        let members = self.operation.input.map_or(&[][..], |it| it.members());
        let required = members.iter().filter(|it| it.required && !it.traits.idempotency_token);
        required.map(|it| names::property(self.of, it.name).unwrap_or(it.name)).collect()
    }

    /// Whether a listing holds every property that can be read.
    pub(crate) fn lists_whole(&self) -> bool {
        View::of(self.of, self.operation, true).is_some_and(|it| it.is_whole(self.of))
    }

    /// Makes a resource.
    pub(crate) async fn create(
        &self,
        calls: &Calls,
        region: &str,
        desired: &Properties,
    ) -> Result<Change, ResourceError> {
        let input = inward::members(self.of, self.operation, desired).map_err(|needed| self.unsupported(needed))?;
        let input = self.with_token(input);
        names::check_required(self.operation, &input).map_err(|needed| self.unsupported(needed))?;
        let output = calls.call(self.operation, region, input).await?;
        let view = self.view().ok();
        let members = view.as_ref().and_then(|view| view.one(&output.members, |_| true));
        let mut properties = members.map(|it| outward::properties(self.of, it)).unwrap_or_default();
        let given = route::key(self.of)
            .into_iter()
            .filter_map(|path| Some((path.to_owned(), value_at(desired, path)?.clone())));
        self.complete(&mut properties, &given.collect());
        Ok(done(self.identifier_of(&properties)))
    }

    /// Changes a resource from what was read of it to what is wanted.
    pub(crate) async fn update(
        &self,
        calls: &Calls,
        region: &str,
        identifier: &Identifier,
        prior: &Properties,
        target: &Properties,
    ) -> Result<Change, ResourceError> {
        if let Some(gone) = prior.keys().find(|it| !target.contains_key(*it)) {
            return Err(self.unsupported(format!("{} cannot unset `{gone}`", self.name())));
        }
        let changed: Properties = target
            .iter()
            .filter(|(name, it)| prior.get(*name) != Some(it))
            .map(|(name, it)| (name.clone(), it.clone()))
            .collect();
        let mut input =
            inward::members(self.of, self.operation, &changed).map_err(|needed| self.unsupported(needed))?;
        let identified = names::identified(self.of, self.operation, &self.parts(identifier)?);
        for (name, value) in identified.map_err(|needed| self.unsupported(needed))? {
            input.insert(name, value);
        }
        // What the operation demands and nobody changed is said again.
        for (name, value) in names::known_members(self.of, self.operation, target) {
            if !input.contains_key(&name) && names::is_required(self.operation, &name) {
                input.insert(name, value);
            }
        }
        names::check_required(self.operation, &input).map_err(|needed| self.unsupported(needed))?;
        calls.call(self.operation, region, self.with_token(input)).await?;
        Ok(done(Some(identifier.clone())))
    }

    /// Removes a resource.
    pub(crate) async fn delete(
        &self,
        calls: &Calls,
        region: &str,
        identifier: &Identifier,
    ) -> Result<Change, ResourceError> {
        let input = self.identify(identifier)?;
        calls.call(self.operation, region, self.with_token(input)).await?;
        Ok(done(Some(identifier.clone())))
    }

    /// The error of what cannot be done this way.
    pub(crate) fn unsupported(&self, needed: String) -> ResourceError {
        unsupported(self.of, self.action, needed)
    }

    fn name(&self) -> String {
        format!("{} {}", self.operation.service.name, self.operation.name)
    }

    fn no_view(&self) -> String {
        format!("the output of {} does not hold its identifier", self.name())
    }

    fn view(&self) -> Result<View, ResourceError> {
        let view = View::of(self.of, self.operation, self.action == Action::List);
        view.ok_or_else(|| self.unsupported(self.no_view()))
    }

    fn identify(&self, identifier: &Identifier) -> Result<Map, ResourceError> {
        names::identify(self.of, self.operation, &self.parts(identifier)?).map_err(|needed| self.unsupported(needed))
    }

    /// The properties that an identifier names.
    fn parts(&self, identifier: &Identifier) -> Result<Properties, ResourceError> {
        let key = route::key(self.of);
        let is_primary = self.of.primary_identifier().eq(key.iter().copied());
        let parts = if is_primary || identifier.as_str().trim_start().starts_with('{') {
            identifier.properties(self.of)
        } else {
            let parts: Vec<&str> =
                if key.len() == 1 { vec![identifier.as_str()] } else { identifier.as_str().split('|').collect() };
            let pairs = || key.iter().zip(&parts).map(|(path, it)| ((*path).to_owned(), Value::from(*it)));
            (parts.len() == key.len()).then(|| pairs().collect())
        };
        parts.ok_or_else(|| self.unsupported(format!("`{identifier}` is not of the form `{}`", key.join("|"))))
    }

    /// Any identifier.
    fn sample(&self) -> Properties {
        route::key(self.of).into_iter().map(|path| (path.to_owned(), Value::from("x"))).collect()
    }

    fn identifier_of(&self, properties: &Properties) -> Option<Identifier> {
        let parts: Option<Vec<&str>> =
            route::key(self.of).into_iter().map(|path| value_at(properties, path)?.as_str()).collect();
        match parts {
            Some(parts) if !parts.is_empty() => Some(Identifier::new(parts.join("|"))),
            _ => Identifier::of(self.of, properties),
        }
    }

    /// Adds what was known before, and the `Id` that no operation knows.
    fn complete(&self, properties: &mut Properties, known: &Properties) {
        for (name, value) in known {
            properties.entry(name.clone()).or_insert_with(|| value.clone());
        }
        if let (Some(identifier), Some(path)) = (self.identifier_of(properties), self.of.primary_identifier().next())
            && !route::key(self.of).contains(&path)
        {
            properties.insert(path.to_owned(), Value::from(identifier.as_str()));
        }
    }

    fn is(&self, item: &Document, identifier: &Identifier) -> bool {
        let (Document::Map(members), Ok(parts)) = (item, self.parts(identifier)) else { return false };
        let mut properties = outward::properties(self.of, members);
        for (name, value) in parts {
            properties.entry(name).or_insert(value);
        }
        self.identifier_of(&properties).as_ref() == Some(identifier)
    }

    /// The input with a token of its own, where the operation takes one: a lost answer may be asked for again.
    fn with_token(&self, mut input: Map) -> Map {
        for member in self.operation.input.map(|it| it.members()).unwrap_or_default() {
            if member.traits.idempotency_token && !input.contains_key(member.name) {
                input.insert(member.name, uuid::Uuid::new_v4().to_string());
            }
        }
        input
    }
}

/// The error of what can be done neither by Cloud Control nor natively.
pub(crate) fn unsupported(of: &'static ResourceType, action: Action, needed: String) -> ResourceError {
    let verb = match action {
        Action::Create => "created",
        Action::Read => "read",
        Action::Update => "updated",
        Action::Delete => "deleted",
        Action::List => "listed",
    };
    ResourceError::Unsupported { type_name: of.name, verb, handler: action.name(), needed }
}

fn done(identifier: Option<Identifier>) -> Change {
    Change { identifier, status: "SUCCESS".to_owned(), ..Change::default() }
}

/// Services have many words for it.
fn is_not_found(error: &PlaneError) -> bool {
    let PlaneError::Service { refusal, .. } = error else { return false };
    let code = &refusal.code;
    refusal.http_status == 404 && code != "UnknownOperationException"
        || [
            "NotFound",
            "NotFoundException",
            "NotFoundFault",
            "NoSuchEntity",
            "NoSuchEntityException",
            "NonexistentItemException",
        ]
        .iter()
        .any(|end| code.ends_with(end))
}
