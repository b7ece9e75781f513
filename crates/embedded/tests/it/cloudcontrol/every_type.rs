//! One resource of every type that Cloud Control can provision, from creation to deletion.
//!
//! Types that fail are in `testdata/types-that-fail.tsv` with the reason: a
//! line for each, and none for a type that does not.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use callboard_embedded::EmbeddedPlane;
use callboard_model::document::{Document, Map};
use callboard_model::properties::{validate_updated, values_at};
use callboard_model::registry;
use callboard_model::sample::{self, Plain, Sampler};
use callboard_model::types::{self, Action, ResourceType};
use callboard_plane::{Call, Caller, Plane, PlaneError, Scope};
use serde_json::{Value, json};

use crate::script::{block_on, options};

type Properties = serde_json::Map<String, Value>;

/// What the types that fail are.
const KNOWN: &str = include_str!("../../../testdata/types-that-fail.tsv");

/// What is made of types whose services hold more against it than their schemas say.
const DESIRED: &str = include_str!("../../../testdata/desired-states.tsv");

/// Ends of names of read-only properties that a resource has only while something is wrong.
const TROUBLE: [&str; 7] =
    ["Reason", "ReasonCode", "Message", "ErrorDetails", "ErrorCode", "StatusDescription", "StateDetails"];

#[test]
fn every_type_lives_from_creation_to_deletion() {
    let types: Vec<&'static ResourceType> = types::names()
        .map(|name| types::resource_type(&name).expect("a type"))
        .filter(|it| it.is_provisionable())
        .collect();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let updated = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let user = User { plane: EmbeddedPlane::open(options()).expect("a plane") };
                while let Some(resource_type) = types.get(next.fetch_add(1, Ordering::Relaxed)) {
                    match user.live_one(resource_type) {
                        Ok(is_updated) => updated.fetch_add(usize::from(is_updated), Ordering::Relaxed),
                        Err(reason) => {
                            failures.lock().expect("a lock").push(format!("{}\t{reason}", resource_type.name));
                            0
                        }
                    };
                }
            });
        }
    });
    let mut failures = failures.into_inner().expect("a lock");
    failures.sort();
    let summary = format!("{} types, {} updated, {} fail", types.len(), updated.into_inner(), failures.len());
    expect_test::expect!["1765 types, 1479 updated, 7 fail"].assert_eq(&summary);
    let known: Vec<&str> = KNOWN.lines().filter(|it| !it.starts_with('#')).collect();
    assert_eq!(failures.join("\n"), known.join("\n"), "testdata/types-that-fail.tsv lists other failures");
    assert!(failures.len() * 50 < types.len(), "2 % and more fail");
}

/// Somebody who changes resources.
struct User {
    plane: EmbeddedPlane,
}

impl User {
    /// Makes a resource, looks at it, changes it and removes it; says whether there was anything to change.
    fn live_one(&self, resource_type: &'static ResourceType) -> Result<bool, String> {
        let mut made = Vec::new();
        let desired = self.desired_state(resource_type, &mut made)?;
        let identifier = self.create(resource_type, &desired).map_err(|it| format!("create: {it}"))?;
        let result = self.live_as(resource_type, &desired, &identifier);
        if result.is_err() {
            // What is left over would be in the way of others; it may well be gone already.
            let _ = self.delete(resource_type, &identifier);
        }
        for (name, identifier) in made.iter().rev() {
            self.delete(types::resource_type(name).expect("a type"), identifier)?;
        }
        result
    }

    fn live_as(
        &self,
        resource_type: &'static ResourceType,
        desired: &Properties,
        identifier: &str,
    ) -> Result<bool, String> {
        if resource_type.handler(Action::Read).is_none() {
            return self.delete(resource_type, identifier).map(|()| false).map_err(|it| format!("delete: {it}"));
        }
        let properties = self.read(resource_type, identifier).map_err(|it| format!("read: {it}"))?;
        check(resource_type, desired, &properties).map_err(|it| format!("read back: {it}"))?;
        if resource_type.handler(Action::List).is_some() {
            let parents = parents(resource_type, &whole(resource_type, desired, &properties));
            let listed = self.list(resource_type, &parents).map_err(|it| format!("list: {it}"))?;
            if !listed.iter().any(|it| it == identifier) {
                return Err(format!("list: {identifier} is not among {listed:?}"));
            }
        }
        let mut is_updated = false;
        if resource_type.handler(Action::Update).is_some()
            && let Some((name, value)) = change(resource_type, desired, &properties)
        {
            let result = self.update(resource_type, identifier, desired, name, &value);
            result.map_err(|it| format!("update of {name} to {value}: {it}"))?;
            let changed = self.read(resource_type, identifier).map_err(|it| format!("read again: {it}"))?;
            if changed.get(name) != Some(&value) {
                return Err(format!("update: {name} is {:?} and not {value}", changed.get(name)));
            }
            is_updated = true;
        }
        self.delete(resource_type, identifier).map_err(|it| format!("delete: {it}"))?;
        match self.read(resource_type, identifier) {
            Err(error) if error.starts_with("ResourceNotFoundException") => Ok(is_updated),
            other => Err(format!("read after deletion: {other:?}")),
        }
    }

    /// What to make: some services know more of it than their schemas say, and what it lies inside of must be there.
    fn desired_state(
        &self,
        resource_type: &'static ResourceType,
        made: &mut Vec<(&'static str, String)>,
    ) -> Result<Properties, String> {
        let mut rows = DESIRED.lines().filter_map(|it| it.split_once('\t'));
        let Some((_, text)) = rows.find(|(name, _)| *name == resource_type.name) else {
            return Ok(sample::desired_state(resource_type, 1));
        };
        let mut desired: Properties = serde_json::from_str(text).expect("an object");
        desired.values_mut().try_for_each(|value| self.fill_in(value, made))?;
        Ok(desired)
    }

    /// Puts in the parts of identifiers of resources that are made for it.
    fn fill_in(&self, value: &mut Value, made: &mut Vec<(&'static str, String)>) -> Result<(), String> {
        let text = match value {
            Value::Array(items) => return items.iter_mut().try_for_each(|it| self.fill_in(it, made)),
            Value::Object(members) => return members.values_mut().try_for_each(|it| self.fill_in(it, made)),
            Value::String(text) => text.as_str(),
            _ => return Ok(()),
        };
        let Some((type_name, part)) = text.strip_prefix("part of ").and_then(|it| it.split_once(' ')) else {
            return Ok(());
        };
        let part: usize = part.parse().expect("a number");
        let parent = types::resource_type(type_name).expect("a type");
        let known = made.iter().find(|(name, _)| *name == parent.name).map(|(_, identifier)| identifier.clone());
        let identifier = match known {
            Some(identifier) => identifier,
            None => {
                let desired = self.desired_state(parent, made)?;
                let identifier = self.create(parent, &desired).map_err(|it| format!("{type_name}: {it}"))?;
                made.push((parent.name, identifier.clone()));
                identifier
            }
        };
        *value = identifier.split('|').nth(part).expect("a part").into();
        Ok(())
    }

    fn create(&self, resource_type: &ResourceType, desired: &Properties) -> Result<String, String> {
        let desired = Value::Object(desired.clone()).to_string();
        let event = self.call("CreateResource", json!({"TypeName": resource_type.name, "DesiredState": desired}))?;
        let event = self.settled(&event)?;
        event["Identifier"].as_str().map(str::to_owned).ok_or_else(|| format!("no identifier in {event}"))
    }

    fn read(&self, resource_type: &ResourceType, identifier: &str) -> Result<Properties, String> {
        let answer = self.call("GetResource", json!({"TypeName": resource_type.name, "Identifier": identifier}))?;
        let text = answer["ResourceDescription"]["Properties"].as_str().unwrap_or_default();
        serde_json::from_str(text).map_err(|error| error.to_string())
    }

    fn list(&self, resource_type: &ResourceType, parents: &Properties) -> Result<Vec<String>, String> {
        let mut input = json!({"TypeName": resource_type.name});
        if !parents.is_empty() {
            input["ResourceModel"] = Value::Object(parents.clone()).to_string().into();
        }
        let answer = self.call("ListResources", input)?;
        let found = answer["ResourceDescriptions"].as_array().into_iter().flatten();
        Ok(found.filter_map(|it| it["Identifier"].as_str().map(str::to_owned)).collect())
    }

    /// Adds one property, and again those that a read does not show.
    fn update(
        &self,
        resource_type: &'static ResourceType,
        identifier: &str,
        desired: &Properties,
        name: &str,
        value: &Value,
    ) -> Result<(), String> {
        let mut patch = vec![json!({"op": "add", "path": format!("/{name}"), "value": value})];
        for path in resource_type.write_only().filter(|it| !it.contains('*')) {
            if let [value] = values_at(desired, path)[..] {
                patch.push(json!({"op": "add", "path": format!("/{path}"), "value": value}));
            }
        }
        let patch = Value::Array(patch).to_string();
        let input = json!({"TypeName": resource_type.name, "Identifier": identifier, "PatchDocument": patch});
        self.settled(&self.call("UpdateResource", input)?).map(drop)
    }

    fn delete(&self, resource_type: &ResourceType, identifier: &str) -> Result<(), String> {
        let input = json!({"TypeName": resource_type.name, "Identifier": identifier});
        self.settled(&self.call("DeleteResource", input)?).map(drop)
    }

    /// How a request ended.
    fn settled(&self, answer: &Value) -> Result<Value, String> {
        let token = &answer["ProgressEvent"]["RequestToken"];
        let answer = self.call("GetResourceRequestStatus", json!({"RequestToken": token}))?;
        let event = answer["ProgressEvent"].clone();
        match event["OperationStatus"].as_str() {
            Some("SUCCESS") => Ok(event),
            _ => Err(format!("{}: {}", event["ErrorCode"], event["StatusMessage"])),
        }
    }

    fn call(&self, operation: &str, input: Value) -> Result<Value, String> {
        let service = registry::service("cloudcontrol").expect("a service");
        let operation = service.operation(operation).expect("an operation");
        let Document::Map(input) = Document::from(&input) else { panic!("the input is no object") };
        let scope = Scope::new("123456789012", "us-east-1");
        let caller = Caller::root(&scope, "test");
        match block_on(self.plane.call(Call { operation, input, scope, caller })) {
            Ok(output) => Ok(json_of(&output.members)),
            Err(PlaneError::Service { refusal, .. }) => Err(format!("{}: {}", refusal.code, refusal.message)),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// Texts and what holds them; times are of no interest here.
fn json_of(members: &Map) -> Value {
    fn value_of(document: &Document) -> Value {
        match document {
            Document::String(text) => Value::from(text.as_str()),
            Document::List(items) => items.iter().map(value_of).collect(),
            Document::Map(members) => json_of(members),
            _ => Value::Null,
        }
    }
    Value::Object(members.iter().map(|(name, value)| (name.to_string(), value_of(value))).collect())
}

/// What a resource is, what a read does not show of it included.
fn whole(resource_type: &'static ResourceType, desired: &Properties, actual: &Properties) -> Properties {
    let mut whole = actual.clone();
    for path in resource_type.write_only() {
        let name = path.split('/').next().unwrap_or(path);
        if let Some(value) = desired.get(name) {
            match whole.get_mut(name) {
                Some(shown) => merge(shown, value),
                None => drop(whole.insert(name.to_owned(), value.clone())),
            }
        }
    }
    whole
}

/// Adds what is missing in a value.
fn merge(shown: &mut Value, value: &Value) {
    match (shown, value) {
        (Value::Object(shown), Value::Object(value)) => {
            for (name, value) in value {
                match shown.get_mut(name) {
                    Some(shown) => merge(shown, value),
                    None => drop(shown.insert(name.clone(), value.clone())),
                }
            }
        }
        (Value::Array(shown), Value::Array(value)) => {
            shown.iter_mut().zip(value).for_each(|(shown, value)| merge(shown, value));
        }
        _ => {}
    }
}

/// What a list of the type is to be given: what it requires, and one branch of each choice.
fn parents(resource_type: &'static ResourceType, whole: &Properties) -> Properties {
    let Some(schema) = resource_type.handler(Action::List).and_then(|it| it.input_schema()) else {
        return Properties::new();
    };
    // A handler's schema may call a property by another name than the type does.
    let value_of = |name: &str| {
        let referred = schema["properties"][name]["$ref"].as_str().and_then(|it| it.rsplit('/').next());
        whole.get(referred.unwrap_or(name)).or_else(|| whole.get(name)).cloned()
    };
    let names = |schema: &Value| -> Vec<String> {
        schema["required"].as_array().into_iter().flatten().filter_map(|it| it.as_str().map(str::to_owned)).collect()
    };
    let mut wanted = names(schema);
    for keyword in ["oneOf", "anyOf"] {
        let branches = schema[keyword].as_array().into_iter().flatten();
        wanted.extend(branches.map(names).find(|it| it.iter().all(|it| value_of(it).is_some())).unwrap_or_default());
    }
    wanted.into_iter().filter_map(|name| Some((name.clone(), value_of(&name)?))).collect()
}

/// What is read back is valid, has what was desired, and what AWS sets.
fn check(resource_type: &'static ResourceType, desired: &Properties, actual: &Properties) -> Result<(), String> {
    let whole = whole(resource_type, desired, actual);
    validate_updated(resource_type, &whole).map_err(|violations| violations.to_string())?;
    for (name, value) in desired {
        if !contains(whole.get(name), value) {
            return Err(format!("{name} is {:?} and not {value}", whole.get(name)));
        }
    }
    if let Some(path) = resource_type.write_only().find(|it| !values_at(actual, it).is_empty()) {
        return Err(format!("{path} is write-only and shown"));
    }
    for path in resource_type.primary_identifier() {
        if values_at(actual, path).is_empty() {
            return Err(format!("no {path}"));
        }
    }
    if resource_type.native_operations().is_some_and(|it| it.service == "ivs-realtime") {
        // What the service's own functions show is tested with them.
        return Ok(());
    }
    for path in resource_type.read_only().filter(|it| !it.contains('/')) {
        let tells_of_trouble = TROUBLE.iter().any(|it| path.ends_with(it));
        if !actual.contains_key(path) && !tells_of_trouble {
            return Err(format!("no {path}"));
        }
    }
    Ok(())
}

/// Whether a value is there, with members that were added to it.
fn contains(actual: Option<&Value>, desired: &Value) -> bool {
    match (actual, desired) {
        (Some(Value::Object(actual)), Value::Object(desired)) => {
            desired.iter().all(|(name, value)| contains(actual.get(name), value))
        }
        (Some(Value::Array(actual)), Value::Array(desired)) => {
            actual.len() == desired.len() && actual.iter().zip(desired).all(|(actual, it)| contains(Some(actual), it))
        }
        // A policy that was given as text may be shown as the object that it is.
        (Some(Value::Object(_)), Value::String(text)) => serde_json::from_str(text).ok().as_ref() == actual,
        (actual, desired) => actual == Some(desired),
    }
}

/// A property that can be changed, and another value of it.
fn change(
    resource_type: &'static ResourceType,
    desired: &Properties,
    actual: &Properties,
) -> Option<(&'static str, Value)> {
    let fixed: Vec<&str> = resource_type
        .read_only()
        .chain(resource_type.create_only())
        .chain(resource_type.conditional_create_only())
        .chain(resource_type.primary_identifier())
        .chain(resource_type.write_only())
        .chain(resource_type.deprecated_properties())
        .map(|it| it.split('/').next().unwrap_or(it))
        .collect();
    let free = resource_type.properties().iter().filter(|(name, _)| !fixed.contains(&name.as_str()));
    free.filter_map(|(name, schema)| {
        let mut words = Plain;
        let values = [2, 3].map(|seed| Sampler::new(resource_type.schema(), seed, &mut words).value(name, schema));
        let given = schema.get("enum").and_then(Value::as_array).into_iter().flatten().cloned();
        let value = values.into_iter().flatten().chain(given).find(|it| actual.get(name) != Some(it))?;
        let mut whole = whole(resource_type, desired, actual);
        whole.insert(name.clone(), value.clone());
        validate_updated(resource_type, &whole).is_ok().then_some((name.as_str(), value))
    })
    .next()
}
