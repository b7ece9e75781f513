//! Merging: what there is to be, of what is there and what is wanted.

use callboard_model::types::ResourceType;
use serde_json::{Map, Value};

use super::schema::{Cursor, is_at, is_at_or_below};
use super::{PlanOptions, WriteOnly};
use crate::Properties;

/// What `prior` becomes when it is changed to what `desired` says.
pub(crate) fn target(
    of: &'static ResourceType,
    prior: &Properties,
    desired: &Properties,
    options: PlanOptions,
    whole: &[String],
) -> Properties {
    let merge = Merge { of, write_only: options.write_only, whole };
    merge.structure(Cursor::of(of), &[], Some(prior), desired)
}

#[derive(Clone, Copy)]
struct Merge<'a> {
    of: &'static ResourceType,
    write_only: WriteOnly,
    /// Paths at which nothing stays that is not desired.
    whole: &'a [String],
}

impl Merge<'_> {
    /// A value that is to be; `None` where none is to be.
    fn value(self, at: Cursor, path: &[&str], prior: Option<&Value>, desired: &Value) -> Option<Value> {
        if self.is_write_only(path) {
            let write = self.write_only == WriteOnly::Write && !self.is_create_only(path) && !desired.is_null();
            return if write { Some(desired.clone()) } else { prior.cloned() };
        }
        if at.is_document()
            && let Some(prior) = prior
            && is_same_document(prior, desired)
        {
            return Some(prior.clone());
        }
        if !desired.is_null() && self.whole.iter().any(|it| is_at(path, it)) {
            return Some(desired.clone());
        }
        match (prior, desired) {
            (_, Value::Null) => None,
            (prior, Value::Object(desired)) => {
                let prior = prior.and_then(Value::as_object);
                if !at.is_structure() {
                    return Some(Value::Object(self.map(at, path, prior, desired)));
                }
                let members = self.structure(at, path, prior, desired);
                // Nothing but what is not written is wanted of an object that is not there.
                let is_nothing = prior.is_none() && members.is_empty() && !desired.is_empty();
                (!is_nothing).then_some(Value::Object(members))
            }
            (prior, Value::Array(desired)) => {
                let prior = prior.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
                let items = if at.is_unordered() {
                    self.set(at, path, prior, desired)
                } else {
                    self.list(at, path, prior, desired)
                };
                Some(Value::Array(items))
            }
            (Some(prior), desired) if is_same_scalar(prior, desired) => Some(prior.clone()),
            (_, desired) => Some(desired.clone()),
        }
    }

    fn structure(
        self,
        at: Cursor,
        path: &[&str],
        prior: Option<&Properties>,
        desired: &Properties,
    ) -> Map<String, Value> {
        let mut members = prior.cloned().unwrap_or_default();
        for (name, value) in desired {
            let path: Vec<&str> = path.iter().copied().chain([name.as_str()]).collect();
            match self.value(at.property(name), &path, members.get(name), value) {
                Some(value) => {
                    members.insert(name.clone(), value);
                }
                None => {
                    members.shift_remove(name);
                }
            }
        }
        members
    }

    /// A map has the keys that are wanted and no others, but for tags that AWS keeps.
    fn map(self, at: Cursor, path: &[&str], prior: Option<&Properties>, desired: &Properties) -> Map<String, Value> {
        let mut members = Map::new();
        for (key, value) in prior.into_iter().flatten() {
            if at.is_tags() && is_kept_by_aws(key) {
                members.insert(key.clone(), value.clone());
            } else if let Some(merged) =
                desired.get(key).and_then(|it| self.value(at.property(key), path, Some(value), it))
            {
                members.insert(key.clone(), merged);
            }
        }
        for (key, value) in desired {
            if members.contains_key(key) || value.is_null() {
                continue;
            }
            if let Some(value) = self.value(at.property(key), path, None, value) {
                members.insert(key.clone(), value);
            }
        }
        members
    }

    /// What stays is in the order in which it was read; what is new comes after it.
    fn set(self, at: Cursor, path: &[&str], prior: &[Value], desired: &[Value]) -> Vec<Value> {
        let mut wanted: Vec<Option<&Value>> = desired.iter().map(Some).collect();
        let mut items = Vec::with_capacity(desired.len());
        for old in prior {
            let found = wanted.iter_mut().find(|it| it.is_some_and(|new| self.has(at, path, old, new)));
            match found.and_then(Option::take) {
                Some(new) => items.extend(self.value(at.item(), path, Some(old), new)),
                None if at.is_tags() && tag_key(old).is_some_and(is_kept_by_aws) => items.push(old.clone()),
                None => {}
            }
        }
        items.extend(wanted.into_iter().flatten().filter_map(|new| self.value(at.item(), path, None, new)));
        items
    }

    /// Items that are there already, in this order, keep what `desired` does not name of them.
    fn list(self, at: Cursor, path: &[&str], prior: &[Value], desired: &[Value]) -> Vec<Value> {
        let mut rest = prior;
        let mut items = Vec::with_capacity(desired.len());
        for new in desired {
            let found = rest.iter().position(|old| self.has(at, path, old, new));
            let old = found.map(|place| &rest[place]);
            rest = &rest[found.map_or(0, |place| place + 1)..];
            items.extend(self.value(at.item(), path, old, new));
        }
        items
    }

    /// Whether an item that is there is what is wanted, as far as that can be told.
    fn has(self, at: Cursor, path: &[&str], old: &Value, new: &Value) -> bool {
        let told = Self { write_only: WriteOnly::Skip, ..self };
        told.value(at.item(), path, Some(old), new).as_ref() == Some(old)
    }

    fn is_write_only(self, path: &[&str]) -> bool {
        self.of.write_only().any(|it| is_at(path, it))
    }

    fn is_create_only(self, path: &[&str]) -> bool {
        self.of.create_only().any(|it| is_at_or_below(path, it))
    }
}

/// AWS sets and removes these tags itself, and refuses to let others do so.
fn is_kept_by_aws(key: &str) -> bool {
    key.starts_with("aws:")
}

fn tag_key(tag: &Value) -> Option<&str> {
    ["Key", "TagKey", "key"].into_iter().find_map(|name| tag.get(name)?.as_str())
}

/// Numbers are the same by value: 1 and 1.0.
fn is_same_scalar(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64() == right.as_f64() && !(left.is_i64() && right.is_i64())
        }
        _ => left == right,
    }
}

/// Whether one is the text of the other.
fn is_same_document(left: &Value, right: &Value) -> bool {
    let parsed = |text: &str| serde_json::from_str::<Value>(text).ok();
    match (left, right) {
        (Value::String(text), document @ (Value::Object(_) | Value::Array(_)))
        | (document @ (Value::Object(_) | Value::Array(_)), Value::String(text)) => {
            parsed(text).as_ref() == Some(document)
        }
        (Value::String(left), Value::String(right)) => {
            left == right || parsed(left).is_some_and(|it| !it.is_number() && Some(it) == parsed(right))
        }
        _ => false,
    }
}
