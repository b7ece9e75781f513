//! A place in a resource type's schema, walked beside a value.

use callboard_model::types::ResourceType;
use serde_json::Value;

/// References that are followed before a schema is taken to go round in circles.
const MOST_REFERENCES: usize = 32;

/// A place in a schema; nothing is known where the schema says nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cursor {
    of: Option<&'static ResourceType>,
    node: Option<&'static Value>,
    /// Whether this is the property that holds the tags.
    is_tags: bool,
}

impl Cursor {
    /// The properties of a type.
    pub(crate) fn of(of: &'static ResourceType) -> Self {
        Self { of: Some(of), node: Some(of.schema()), is_tags: false }
    }

    /// A place of which nothing is known.
    pub(crate) const fn nowhere() -> Self {
        Self { of: None, node: None, is_tags: false }
    }

    /// The place of a property, or of a value in a map.
    pub(crate) fn property(self, name: &str) -> Self {
        let Some(node) = self.node else { return Self::nowhere() };
        let named = self.variants().find_map(|it| it.get("properties")?.get(name));
        let found = named.or_else(|| {
            let patterns = node.get("patternProperties").and_then(Value::as_object).and_then(|it| it.values().next());
            patterns.or_else(|| node.get("additionalProperties").filter(|it| it.is_object()))
        });
        let is_top = self.of.is_some_and(|it| std::ptr::eq(it.schema(), node));
        let is_tags = is_top && self.of.and_then(|it| it.tag_property()) == Some(name);
        self.to(found, is_tags)
    }

    /// The place of a list's items.
    pub(crate) fn item(self) -> Self {
        self.to(self.variants().find_map(|it| it.get("items")), false)
    }

    /// Whether the names of its members are the schema's, not the user's.
    pub(crate) fn is_structure(self) -> bool {
        self.names().next().is_some()
    }

    /// The names that members may have; those of all alternatives.
    pub(crate) fn names(self) -> impl Iterator<Item = &'static str> {
        let properties = self.variants().filter_map(|it| it.get("properties")?.as_object());
        properties.flat_map(|it| it.keys().map(String::as_str))
    }

    /// Whether members of other names are refused.
    pub(crate) fn is_closed(self) -> bool {
        self.node.is_some_and(|it| {
            it.get("additionalProperties") == Some(&Value::Bool(false)) && it.get("patternProperties").is_none()
        })
    }

    /// Whether the order of a list's items means nothing.
    pub(crate) fn is_unordered(self) -> bool {
        self.is_tags || self.node.is_some_and(|it| it.get("insertionOrder") == Some(&Value::Bool(false)))
    }

    /// Whether this is the property that holds the tags.
    pub(crate) fn is_tags(self) -> bool {
        self.is_tags
    }

    /// Whether a JSON document here may be text as well as structure.
    pub(crate) fn is_document(self) -> bool {
        self.has_type("string") && (self.has_type("object") || self.has_type("array"))
    }

    /// Whether only text goes here.
    pub(crate) fn is_text(self) -> bool {
        self.has_type("string")
            && !["object", "array", "integer", "number", "boolean"].iter().any(|it| self.has_type(it))
    }

    /// Whether it is an object whose keys are the user's.
    pub(crate) fn is_map(self) -> bool {
        self.has_type("object") && !self.is_structure()
    }

    /// Whether a value of this kind goes here.
    pub(crate) fn takes(self, value: &Value) -> bool {
        match value {
            Value::Null => false,
            Value::Bool(_) => self.has_type("boolean"),
            Value::Number(_) => self.has_type("integer") || self.has_type("number"),
            Value::String(_) => self.has_type("string"),
            Value::Array(_) => self.has_type("array"),
            Value::Object(_) => self.has_type("object"),
        }
    }

    fn has_type(self, name: &str) -> bool {
        self.variants().any(|it| match it.get("type") {
            Some(Value::String(one)) => one == name,
            Some(Value::Array(several)) => several.iter().any(|it| it == name),
            _ => false,
        })
    }

    fn to(self, node: Option<&'static Value>, is_tags: bool) -> Self {
        Self { node: node.map(|it| self.resolved(it)), is_tags, ..self }
    }

    /// The node itself and its alternatives.
    fn variants(self) -> impl Iterator<Item = &'static Value> {
        let several = ["allOf", "anyOf", "oneOf"].into_iter();
        let alternatives = several.filter_map(move |name| self.node?.get(name)?.as_array()).flatten();
        self.node.into_iter().chain(alternatives.map(move |it| self.resolved(it)))
    }

    fn resolved(self, node: &'static Value) -> &'static Value {
        let mut node = node;
        for _ in 0..MOST_REFERENCES {
            let reference = node.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
            let Some(target) = reference.and_then(|it| self.of?.schema().pointer(it)) else { break };
            node = target;
        }
        node
    }
}

/// The values at a path of a schema, `A/*/B`; a list or map on the way gives one for each of its items.
pub(crate) fn values<'a>(value: &'a Value, path: &str) -> Vec<&'a Value> {
    fn walk<'a>(value: &'a Value, steps: &[&str], found: &mut Vec<&'a Value>) {
        match (steps, value) {
            ([], value) => found.push(value),
            (["*", rest @ ..], Value::Object(members)) => members.values().for_each(|it| walk(it, rest, found)),
            (["*", rest @ ..], Value::Array(items)) => items.iter().for_each(|it| walk(it, rest, found)),
            (steps, Value::Array(items)) => items.iter().for_each(|it| walk(it, steps, found)),
            ([name, rest @ ..], Value::Object(members)) => {
                if let Some(member) = members.get(*name) {
                    walk(member, rest, found);
                }
            }
            _ => {}
        }
    }
    let steps: Vec<&str> = path.split('/').collect();
    let mut found = Vec::new();
    walk(value, &steps, &mut found);
    found
}

/// Takes out the values at a path of a schema, and objects that have nothing else in them.
pub(crate) fn erase(value: &mut Value, path: &str) {
    fn walk(value: &mut Value, steps: &[&str]) {
        match (steps, value) {
            (["*", rest @ ..], Value::Object(members)) => members.values_mut().for_each(|it| walk(it, rest)),
            (["*", rest @ ..], Value::Array(items)) => items.iter_mut().for_each(|it| walk(it, rest)),
            (steps, Value::Array(items)) => items.iter_mut().for_each(|it| walk(it, steps)),
            ([name, rest @ ..], Value::Object(members)) => {
                let Some(member) = members.get_mut(*name) else { return };
                walk(member, rest);
                if rest.is_empty() || member.as_object().is_some_and(serde_json::Map::is_empty) {
                    members.shift_remove(*name);
                }
            }
            _ => {}
        }
    }
    let steps: Vec<&str> = path.split('/').collect();
    walk(value, &steps);
}

/// Whether a path of property names is one of a schema's paths, in which `*` stands for places in lists and maps.
pub(crate) fn is_at(path: &[&str], of_schema: &str) -> bool {
    of_schema.split('/').filter(|it| *it != "*").eq(path.iter().copied())
}

/// Whether a path of property names is one of a schema's paths, or leads on from it.
pub(crate) fn is_at_or_below(path: &[&str], of_schema: &str) -> bool {
    let mut names = path.iter().copied();
    of_schema.split('/').filter(|it| *it != "*").all(|it| names.next() == Some(it))
}
