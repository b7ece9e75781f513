//! A schema, read into properties.

use std::collections::HashSet;

use callboard_model::naming::terraform::terraform_attribute;
use callboard_model::pattern;
use serde_json::{Map, Value as Json};

use super::choice::excluded_by;
use super::{Kind, Order, Property};
use crate::cty::{Number, Value};
use crate::schema::Flags;

/// References that are followed before a schema is taken to go round in circles.
const MOST_REFERENCES: usize = 32;

/// Attributes of a type, beyond which nested objects are JSON text.
const MOST_ATTRIBUTES: usize = 6_000;

/// How deep objects are nested before they are JSON text.
const MOST_LEVELS: usize = 24;

/// The attributes of a type, sorted; `leaf` is the last part of its Terraform name.
pub(in crate::awscc) fn properties(schema: &'static Json, leaf: &str) -> Vec<Property> {
    let paths = |key: &str| -> HashSet<String> {
        let pointers = schema[key].as_array().map(Vec::as_slice).unwrap_or_default();
        let steps = |pointer: &str| {
            let steps = pointer.split('/').filter(|it| !matches!(*it, "" | "properties" | "*"));
            steps.fold(String::new(), |path, step| path + "/" + step)
        };
        pointers.iter().filter_map(Json::as_str).map(steps).collect()
    };
    let mut reader = Reader {
        root: schema,
        read_only: paths("readOnlyProperties"),
        create_only: paths("createOnlyProperties"),
        write_only: paths("writeOnlyProperties"),
        deprecated: paths("deprecatedProperties"),
        references: Vec::new(),
        path: String::new(),
        is_fixed: false,
        level: 0,
        left: MOST_ATTRIBUTES,
    };
    let mut properties = reader.object(schema, Parent::Top);
    for property in &mut properties {
        // These words are Terraform's own.
        match property.attribute.as_str() {
            "id" => property.attribute = format!("{leaf}_id"),
            "provider" => property.attribute = "provider_name".to_owned(),
            "count" | "depends_on" | "for_each" | "lifecycle" | "connection" | "provisioner" => {
                property.attribute = format!("{leaf}_{}", property.attribute);
            }
            _ => {}
        }
    }
    properties.sort_by(|left, right| left.attribute.cmp(&right.attribute));
    properties.dedup_by(|left, right| left.attribute == right.attribute);
    properties
}

/// What is above an object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Parent {
    Top,
    Required,
    OptionalComputed,
    Computed,
}

struct Reader {
    root: &'static Json,
    read_only: HashSet<String>,
    create_only: HashSet<String>,
    write_only: HashSet<String>,
    deprecated: HashSet<String>,
    /// Names on the way, each after a slash; places in lists and maps have none.
    path: String,
    /// Whether all that is here can only be set when a resource is made.
    is_fixed: bool,
    level: usize,
    /// References that lead to where the reader is.
    references: Vec<&'static str>,
    left: usize,
}

impl Reader {
    fn object(&mut self, of: &'static Json, parent: Parent) -> Vec<Property> {
        let required: Vec<&str> = of["required"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        let mut properties = Vec::new();
        for (name, node) in members(self.root, of) {
            let length = self.path.len();
            self.path.push('/');
            self.path.push_str(name);
            self.level += 1;
            let mut property = self.property(name, node, required.contains(&name), parent);
            property.excludes = excluded_by(of, name).into_iter().map(terraform_attribute).collect();
            properties.push(property);
            self.level -= 1;
            self.path.truncate(length);
        }
        properties.sort_by(|left: &Property, right: &Property| left.attribute.cmp(&right.attribute));
        properties.dedup_by(|left, right| left.attribute == right.attribute);
        properties
    }

    fn property(&mut self, name: &str, node: &'static Json, is_required: bool, parent: Parent) -> Property {
        self.left = self.left.saturating_sub(1);
        let is_read_only = self.read_only.contains(&self.path);
        let resolved = self.resolved(node);
        let default = resolved.get("default").or_else(|| node.get("default"));
        let mut flags = match (is_required && default.is_none(), is_read_only, parent) {
            (_, _, Parent::Computed) => Flags::COMPUTED,
            // A nested argument that must be there is not required: its object may be computed.
            (true, _, Parent::Top | Parent::Required) => Flags::REQUIRED,
            (_, true, _) => Flags::COMPUTED,
            _ => Flags::OPTIONAL_COMPUTED,
        };
        flags.deprecated = self.deprecated.contains(&self.path);
        let inner = match flags {
            it if it.required => Parent::Required,
            it if it.optional => Parent::OptionalComputed,
            _ => Parent::Computed,
        };
        let is_around_fixed = self.is_fixed;
        self.is_fixed |= self.create_only.contains(&self.path);
        let (kind, is_fixed) = (self.kind(node, inner), self.is_fixed);
        self.is_fixed = is_around_fixed;
        Property {
            attribute: terraform_attribute(name),
            property: name.to_owned(),
            default: default
                .filter(|it| flags.optional && is_allowed(resolved, it))
                .and_then(|it| default_value(&kind, it)),
            kind,
            flags,
            is_required,
            forces_replacement: is_fixed,
            is_write_only: self.write_only.contains(&self.path),
            excludes: Vec::new(),
        }
    }

    fn kind(&mut self, node: &'static Json, parent: Parent) -> Kind {
        let depth = self.references.len();
        let mut node = node;
        for _ in 0..MOST_REFERENCES {
            let Some(reference) = node.get("$ref").and_then(Json::as_str) else { break };
            if self.references.contains(&reference) {
                self.references.truncate(depth);
                return Kind::Json { text_too: false };
            }
            let Some(target) = reference.strip_prefix('#').and_then(|it| self.root.pointer(it)) else { break };
            self.references.push(reference);
            node = target;
        }
        let kind = self.kind_of(node, parent);
        self.references.truncate(depth);
        kind
    }

    fn kind_of(&mut self, node: &'static Json, parent: Parent) -> Kind {
        let types = type_names(node);
        let has = |name: &str| types.contains(&name);
        if has("object") && has("string") || has("array") && has("string") {
            return Kind::Json { text_too: true };
        }
        if has("object") && has("array") {
            return Kind::Json { text_too: false };
        }
        if has("object") || types.is_empty() && self.has_members(node) {
            return self.object_kind(node, parent);
        }
        if has("array") {
            let Some(items) = node.get("items").filter(|it| it.is_object()) else {
                return Kind::Json { text_too: false };
            };
            let is_unique = node["uniqueItems"].as_bool().unwrap_or(false);
            let is_ordered = node["insertionOrder"].as_bool().unwrap_or(true);
            let order = match (is_unique, is_ordered) {
                (_, true) => Order::Kept,
                (true, false) => Order::Set,
                (false, false) => Order::Free,
            };
            return Kind::List(Box::new(self.kind(items, parent)), order);
        }
        match types.first() {
            Some(&"integer") => Kind::Whole,
            Some(&"number") => Kind::Fraction,
            Some(&"boolean") => Kind::Truth,
            Some(_) => Kind::Text,
            None if node.get("enum").is_some() || node.get("const").is_some() => Kind::Text,
            None if node.get("pattern").is_some() => Kind::Json { text_too: true },
            None => {
                // Of alternatives that are no objects, the first says what there is.
                let mut alternatives = ["oneOf", "anyOf", "allOf"].iter().filter_map(|it| node.get(*it)?.as_array());
                let kind = match alternatives.next().and_then(|it| it.first()) {
                    Some(first) if first.is_object() => self.kind(first, parent),
                    _ => Kind::Json { text_too: false },
                };
                match kind {
                    Kind::Object(_) | Kind::List(..) | Kind::Map(_) => Kind::Json { text_too: false },
                    kind => kind,
                }
            }
        }
    }

    fn object_kind(&mut self, node: &'static Json, parent: Parent) -> Kind {
        if self.has_members(node) {
            if self.left == 0 || self.level > MOST_LEVELS {
                return Kind::Json { text_too: false };
            }
            return Kind::Object(self.object(node, parent));
        }
        let patterns = node.get("patternProperties").and_then(Json::as_object);
        match patterns.and_then(|it| it.iter().min_by_key(|(pattern, _)| *pattern)) {
            Some((_, value)) => Kind::Map(Box::new(self.kind(value, parent))),
            None => Kind::Json { text_too: false },
        }
    }

    fn has_members(&self, node: &'static Json) -> bool {
        !members(self.root, node).is_empty()
    }

    fn resolved(&self, node: &'static Json) -> &'static Json {
        resolved(self.root, node)
    }
}

fn resolved(root: &'static Json, node: &'static Json) -> &'static Json {
    let mut node = node;
    for _ in 0..MOST_REFERENCES {
        let reference = node.get("$ref").and_then(Json::as_str).and_then(|it| it.strip_prefix('#'));
        let Some(target) = reference.and_then(|it| root.pointer(it)) else { break };
        node = target;
    }
    node
}

/// The members of an object; of one that has none but those of its alternatives, those of all of them.
fn members(root: &'static Json, node: &'static Json) -> Vec<(&'static str, &'static Json)> {
    let own = |node: &'static Json| node.get("properties").and_then(Json::as_object).into_iter().flat_map(Map::iter);
    let named = |(name, it): (&'static String, &'static Json)| (name.as_str(), it);
    let found: Vec<_> = own(node).map(named).collect();
    if !found.is_empty() {
        return found;
    }
    let mut found: Vec<(&str, &Json)> = Vec::new();
    let branches = ["oneOf", "anyOf", "allOf"].iter().filter_map(|it| node.get(*it)?.as_array()).flatten();
    let branches: Vec<&Json> = branches.map(|it| resolved(root, it)).collect();
    // What may be a list, too, has no members.
    if branches.iter().any(|it| it.get("type").is_some_and(|it| it != "object")) {
        return found;
    }
    for (name, member) in branches.into_iter().flat_map(|it| own(it).map(named)) {
        if found.iter().all(|(known, _)| *known != name) {
            found.push((name, member));
        }
    }
    found
}

fn type_names(node: &Json) -> Vec<&str> {
    match node.get("type") {
        Some(Json::String(name)) => vec![name],
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).filter(|it| *it != "null").collect(),
        _ => Vec::new(),
    }
}

fn default_value(kind: &Kind, default: &Json) -> Option<Value> {
    match (kind, default) {
        (Kind::Text, Json::String(text)) => Some(Value::from(text.as_str())),
        (Kind::Truth, Json::Bool(value)) => Some(Value::Bool(*value)),
        (Kind::Truth, Json::String(text)) => text.parse().ok().map(Value::Bool),
        (Kind::Whole | Kind::Fraction, Json::Number(number)) => Number::parse(&number.to_string()).map(Value::Number),
        _ => None,
    }
}

/// Whether a schema takes its own default; some do not.
fn is_allowed(schema: &'static Json, default: &Json) -> bool {
    let size = |keyword: &str| schema.get(keyword).and_then(Json::as_f64);
    let is_within = |value: f64, least: &str, most: &str| {
        size(least).is_none_or(|it| value >= it) && size(most).is_none_or(|it| value <= it)
    };
    match default {
        Json::Number(number) => is_within(number.as_f64().unwrap_or_default(), "minimum", "maximum"),
        Json::String(text) => {
            let pattern = schema.get("pattern").and_then(Json::as_str);
            let is_time = schema.get("format").and_then(Json::as_str) == Some("date-time");
            is_within(text.chars().count() as f64, "minLength", "maxLength")
                && pattern.is_none_or(|it| pattern::matches_part(it, text))
                && (!is_time || text.contains('T'))
        }
        _ => true,
    }
}
