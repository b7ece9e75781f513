//! What a service shows of a resource becomes its properties.
//!
//! A [`Plan`] is made once a type and writes JSON text, in the order of the
//! schema, straight from the members: listings of many resources pass here.

use std::fmt::Write as _;

use callboard_model::document::{Document, Map};
use callboard_model::types::ResourceType;
use serde_json::Value;

use crate::codec;

/// How an object is written: its properties, in order.
#[derive(Debug)]
pub(crate) struct Plan {
    properties: Vec<Property>,
}

#[derive(Debug)]
struct Property {
    name: &'static str,
    form: Form,
    /// What stands here where the service has no such member, as JSON text.
    default: Option<String>,
}

#[derive(Debug)]
enum Form {
    /// As the member is.
    Plain,
    /// An object whose properties are members of the member, or where there is
    /// no such member, of the structure around it.
    Object(Plan),
    /// A list of objects; one of keys and values may be a map there.
    Objects(Plan),
    /// An object of the user's own names, and what is under each.
    Entries(Box<Form>),
}

/// What lists of keys and values call both, where the service has a map.
pub(super) const PAIRS: [(&str, &str); 2] = [("Key", "Value"), ("Destination", "Source")];

/// How deep schemas are followed: some of them contain themselves.
const DEPTH_LIMIT: usize = 16;

impl Plan {
    /// The plan of the properties that can be read, some of which have a value where a resource has none of its own.
    pub(super) fn of_readable(resource_type: &'static ResourceType, defaults: &Map) -> Self {
        let write_only: Vec<&str> = resource_type.write_only().collect();
        let mut plan = Self::of(resource_type, |name| !write_only.contains(&name));
        for property in &mut plan.properties {
            let mut text = Vec::new();
            if property.form.write(find(defaults, property.name), &Map::new(), &mut text) {
                property.default = String::from_utf8(text).ok();
            }
        }
        plan
    }

    /// The plan of the properties that cannot.
    pub(super) fn of_write_only(resource_type: &'static ResourceType) -> Self {
        let write_only: Vec<&str> = resource_type.write_only().collect();
        Self::of(resource_type, |name| write_only.contains(&name))
    }

    /// The properties that these members are, as JSON text.
    pub(crate) fn text(&self, members: &Map) -> String {
        let mut out = Vec::with_capacity(512);
        self.write(members, &mut out);
        String::from_utf8(out).expect("JSON is text")
    }

    fn of(resource_type: &'static ResourceType, is_wanted: impl Fn(&str) -> bool) -> Self {
        let schema = resource_type.schema();
        let properties = resource_type.properties().iter().filter(|(name, _)| is_wanted(name));
        Self {
            properties: properties
                .map(|(name, it)| Property { name, form: form(schema, it, 0), default: None })
                .collect(),
        }
    }

    fn write(&self, members: &Map, out: &mut Vec<u8>) {
        out.push(b'{');
        let start = out.len();
        for property in &self.properties {
            let before = out.len();
            if before > start {
                out.push(b',');
            }
            codec::write_string(property.name, out);
            out.push(b':');
            match &property.default {
                _ if property.form.write(find(members, property.name), members, out) => {}
                Some(default) => out.extend_from_slice(default.as_bytes()),
                None => out.truncate(before),
            }
        }
        out.push(b'}');
    }

    /// What its properties are called, where it is a key and a value.
    fn pair(&self) -> Option<(&'static str, &'static str)> {
        let has = |name: &str| self.properties.iter().any(|it| it.name == name);
        PAIRS.into_iter().find(|(key, value)| self.properties.len() == 2 && has(key) && has(value))
    }

    /// Its name and what its pairs are called, where it is one list of pairs and nothing else.
    fn pairs_inside(&self) -> Option<(&'static str, (&'static str, &'static str))> {
        match &self.properties[..] {
            [Property { name, form: Form::Objects(plan), .. }] => Some((name, plan.pair()?)),
            _ => None,
        }
    }

    fn fits_any(&self, members: &Map) -> bool {
        self.properties.iter().any(|it| find(members, it.name).is_some())
    }
}

impl Form {
    /// Writes the value, and says whether there was one.
    fn write(&self, member: Option<&Document>, around: &Map, out: &mut Vec<u8>) -> bool {
        match (self, member) {
            (_, Some(Document::Null)) => return false,
            (Self::Object(plan), Some(Document::Map(members))) => match plan.pairs_inside() {
                Some((name, names)) => {
                    out.push(b'{');
                    codec::write_string(name, out);
                    out.push(b':');
                    pairs(members, names, out);
                    out.push(b'}');
                }
                None => plan.write(members, out),
            },
            (Self::Entries(form), Some(Document::Map(members))) => entries(members, out, |value, out| {
                if !form.write(Some(value), &Map::new(), out) {
                    out.extend_from_slice(b"null");
                }
            }),
            (Self::Object(plan), None) if plan.fits_any(around) => plan.write(around, out),
            (_, None) => return false,
            (Self::Objects(plan), Some(Document::List(items))) => list(items, out, |item, out| match item {
                Document::Map(members) => plan.write(members, out),
                other => plain(other, out),
            }),
            (Self::Objects(plan), Some(Document::Map(members))) if plan.pair().is_some() => {
                pairs(members, plan.pair().unwrap_or(PAIRS[0]), out);
            }
            (_, Some(other)) => plain(other, out),
        }
        true
    }
}

fn form(root: &'static Value, schema: &'static Value, depth: usize) -> Form {
    let schema = resolved(root, schema);
    if depth == DEPTH_LIMIT {
        return Form::Plain;
    }
    let plan = |schema: &'static Value| {
        let properties = schema.get("properties")?.as_object()?;
        let properties =
            properties.iter().map(|(name, it)| Property { name, form: form(root, it, depth + 1), default: None });
        Some(Plan { properties: properties.collect() })
    };
    if let Some(items) = schema.get("items").map(|it| resolved(root, it)) {
        return match plan(items) {
            Some(plan) => Form::Objects(plan),
            None => Form::Plain,
        };
    }
    if let Some(plan) = plan(schema) {
        return Form::Object(plan);
    }
    let patterns = schema.get("patternProperties").and_then(Value::as_object);
    match patterns.and_then(|it| it.values().next()).map(|it| form(root, it, depth + 1)) {
        None | Some(Form::Plain) => Form::Plain,
        Some(form) => Form::Entries(Box::new(form)),
    }
}

fn resolved(root: &'static Value, schema: &'static Value) -> &'static Value {
    let pointer = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#'));
    pointer.and_then(|pointer| root.pointer(pointer)).unwrap_or(schema)
}

fn find<'a>(members: &'a Map, property: &str) -> Option<&'a Document> {
    members.iter().find(|(name, _)| name.eq_ignore_ascii_case(property)).map(|(_, value)| value)
}

fn plain(document: &Document, out: &mut Vec<u8>) {
    match document {
        Document::Null => out.extend_from_slice(b"null"),
        Document::Bool(value) => display(value, out),
        Document::Integer(value) => display(value, out),
        // `30.0` is a whole number to whoever wrote `30`.
        Document::Float(value) if value.fract() == 0.0 && value.abs() < 1e15 => display(&(*value as i64), out),
        Document::Float(value) if value.is_finite() => display(value, out),
        Document::Float(value) => codec::write_string(&value.to_string(), out),
        Document::String(text) => codec::write_string(text, out),
        Document::Blob(bytes) => codec::write_string(&String::from_utf8_lossy(bytes), out),
        Document::Timestamp(moment) => {
            let text = moment.instant().map(|it| it.to_string()).unwrap_or_default();
            codec::write_string(&text, out);
        }
        Document::List(items) => list(items, out, plain),
        Document::Map(members) => entries(members, out, plain),
    }
}

fn entries(members: &Map, out: &mut Vec<u8>, write: impl Fn(&Document, &mut Vec<u8>)) {
    out.push(b'{');
    for (at, (name, value)) in members.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        codec::write_string(name, out);
        out.push(b':');
        write(value, out);
    }
    out.push(b'}');
}

fn pairs(members: &Map, (key_name, value_name): (&str, &str), out: &mut Vec<u8>) {
    out.push(b'[');
    for (at, (key, value)) in members.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.push(b'{');
        codec::write_string(key_name, out);
        out.push(b':');
        codec::write_string(key, out);
        out.push(b',');
        codec::write_string(value_name, out);
        out.push(b':');
        plain(value, out);
        out.push(b'}');
    }
    out.push(b']');
}

fn list(items: &[Document], out: &mut Vec<u8>, write: impl Fn(&Document, &mut Vec<u8>)) {
    out.push(b'[');
    for (at, item) in items.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write(item, out);
    }
    out.push(b']');
}

fn display(value: &impl std::fmt::Display, out: &mut Vec<u8>) {
    struct Bytes<'a>(&'a mut Vec<u8>);
    impl std::fmt::Write for Bytes<'_> {
        fn write_str(&mut self, text: &str) -> std::fmt::Result {
            self.0.extend_from_slice(text.as_bytes());
            Ok(())
        }
    }
    // Writing into memory cannot fail.
    let _ = write!(Bytes(out), "{value}");
}
