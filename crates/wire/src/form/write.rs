//! Documents to form parameters.

use callboard_model::document::{Document, Map};
use callboard_model::shape::{Member, Shape, ShapeKind};

use super::Dialect;
use crate::text::{self, TextRules};

pub(crate) struct Writer {
    pub(crate) out: String,
    dialect: Dialect,
    rules: TextRules,
}

impl Writer {
    pub(crate) fn new(dialect: Dialect, rules: TextRules) -> Self {
        Self { out: String::new(), dialect, rules }
    }

    pub(crate) fn parameter(&mut self, name: &str, value: &str) {
        if !self.out.is_empty() {
            self.out.push('&');
        }
        encode(name, &mut self.out);
        self.out.push('=');
        encode(value, &mut self.out);
    }

    pub(crate) fn structure(&mut self, prefix: &str, map: &Map, shape: &Shape) {
        for (key, value) in map.iter() {
            if value.is_null() {
                continue;
            }
            let Some(member) = shape.member(key) else { continue };
            let name = joined(prefix, &self.dialect.name(member));
            self.value(&name, member, member.shape(), value);
        }
    }

    fn value(&mut self, name: &str, member: &Member, shape: &Shape, value: &Document) {
        match (&shape.kind, value) {
            (ShapeKind::Structure(_), Document::Map(map)) => self.structure(name, map, shape),
            (ShapeKind::List(item), Document::List(items)) => {
                if items.is_empty() {
                    if self.dialect == Dialect::Query {
                        self.parameter(name, "");
                    }
                    return;
                }
                let item_shape = item.shape();
                let prefix = match (self.dialect.is_flat(member, shape), item.location_name) {
                    (true, Some(item_name)) if self.dialect == Dialect::Query => {
                        let parent = name.rsplit_once('.').map_or("", |(parent, _)| parent);
                        joined(parent, item_name)
                    }
                    (true, _) => name.to_owned(),
                    (false, item_name) => format!("{name}.{}", item_name.unwrap_or("member")),
                };
                for (at, it) in items.iter().enumerate() {
                    self.value(&format!("{prefix}.{}", at + 1), item, item_shape, it);
                }
            }
            (ShapeKind::Map(key, item), Document::Map(map)) => {
                let item_shape = item.shape();
                let prefix =
                    if self.dialect.is_flat(member, shape) { name.to_owned() } else { format!("{name}.entry") };
                let (key_name, value_name) =
                    (key.location_name.unwrap_or("key"), item.location_name.unwrap_or("value"));
                for (at, (key_text, it)) in map.iter().enumerate() {
                    let at = at + 1;
                    self.parameter(&format!("{prefix}.{at}.{key_name}"), key_text);
                    self.value(&format!("{prefix}.{at}.{value_name}"), item, item_shape, it);
                }
            }
            (_, value) => {
                if let Some(text) = text::of_scalar(value, member, shape, self.rules) {
                    self.parameter(name, &text);
                }
            }
        }
    }
}

fn joined(prefix: &str, name: &str) -> String {
    if prefix.is_empty() { name.to_owned() } else { format!("{prefix}.{name}") }
}

/// As HTML forms: blanks become `+`.
fn encode(text: &str, out: &mut String) {
    for (at, part) in text.split(' ').enumerate() {
        if at > 0 {
            out.push('+');
        }
        crate::uri::percent_encode_into(part.as_bytes(), false, out);
    }
}
