//! Documents to XML text.

use callboard_model::document::{Document, Map};
use callboard_model::shape::{Member, Shape, ShapeKind};

use super::read::is_flattened;
use crate::plan::Part;
use crate::text::{self, TextRules};

pub(crate) struct Writer {
    pub(crate) out: String,
    rules: TextRules,
    /// Answers name the items of flattened lists as their readers look for them.
    is_answer: bool,
}

/// The attribute that says an XML namespace.
#[derive(Default, Clone, Copy)]
pub(crate) struct Namespace {
    pub(crate) uri: Option<&'static str>,
    pub(crate) prefix: Option<&'static str>,
}

impl Namespace {
    pub(crate) fn of_shape(shape: &Shape) -> Self {
        Self { uri: shape.traits.xml_namespace, prefix: shape.traits.xml_prefix }
    }

    fn of(member: &Member, shape: &Shape) -> Self {
        let own = Self { uri: member.traits.xml_namespace, prefix: member.traits.xml_prefix };
        if own.uri.is_some() { own } else { Self::of_shape(shape) }
    }
}

impl Writer {
    pub(crate) fn new(rules: TextRules, is_answer: bool) -> Self {
        Self { out: String::new(), rules, is_answer }
    }

    pub(crate) fn declaration(&mut self) {
        self.out.push_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    }

    pub(crate) fn open(&mut self, name: &str, namespace: Namespace) {
        self.start(name, namespace);
        self.out.push('>');
    }

    fn start(&mut self, name: &str, namespace: Namespace) {
        self.out.push('<');
        self.out.push_str(name);
        if let Some(uri) = namespace.uri {
            self.out.push_str(" xmlns");
            if let Some(prefix) = namespace.prefix.filter(|it| !it.is_empty()) {
                self.out.push(':');
                self.out.push_str(prefix);
            }
            self.out.push_str("=\"");
            escape(uri, &mut self.out);
            self.out.push('"');
        }
    }

    pub(crate) fn close(&mut self, name: &str) {
        self.out.push_str("</");
        self.out.push_str(name);
        self.out.push('>');
    }

    pub(crate) fn leaf(&mut self, name: &str, text: &str) {
        self.open(name, Namespace::default());
        escape(text, &mut self.out);
        self.close(name);
    }

    /// An element with a structure in it.
    pub(crate) fn structure(&mut self, name: &str, namespace: Namespace, map: &Map, shape: &Shape, part: Part) {
        self.start(name, namespace);
        for (member, value) in known(map, shape).filter(|(member, _)| member.traits.xml_attribute) {
            if let Some(text) = text::of_scalar(value, member, member.shape(), self.rules) {
                self.out.push(' ');
                self.out.push_str(member.wire_name());
                self.out.push_str("=\"");
                escape(&text, &mut self.out);
                self.out.push('"');
            }
        }
        self.out.push('>');
        self.members(map, shape, part);
        self.close(name);
    }

    /// The members of a structure, without an element around them.
    pub(crate) fn members(&mut self, map: &Map, shape: &Shape, part: Part) {
        for (member, value) in known(map, shape) {
            if member.traits.xml_attribute || !part.has(member.location) {
                continue;
            }
            let target = member.shape();
            let name = if self.is_answer { super::read::element_name(member, target) } else { member.wire_name() };
            self.value(name, member, target, value);
        }
    }

    /// The element, or all elements, of one value.
    pub(crate) fn value(&mut self, name: &str, member: &Member, shape: &Shape, value: &Document) {
        let namespace = Namespace::of(member, shape);
        match (&shape.kind, value) {
            (ShapeKind::Structure(_), Document::Map(map)) => self.structure(name, namespace, map, shape, Part::Whole),
            (ShapeKind::List(item), Document::List(items)) => {
                let item_shape = item.shape();
                let flattened = is_flattened(member, shape);
                let item_name = if flattened { name } else { item.location_name.unwrap_or("member") };
                if !flattened {
                    self.open(name, namespace);
                }
                for it in items {
                    self.value(item_name, item, item_shape, it);
                }
                if !flattened {
                    self.close(name);
                }
            }
            (ShapeKind::Map(key, item), Document::Map(map)) => {
                let (key_shape, item_shape) = (key.shape(), item.shape());
                let flattened = is_flattened(member, shape);
                let entry = if flattened { name } else { "entry" };
                if !flattened {
                    self.open(name, namespace);
                }
                for (key_text, it) in map.iter() {
                    self.open(entry, if flattened { namespace } else { Namespace::default() });
                    let key_value = Document::from(&**key_text);
                    self.value(key.location_name.unwrap_or("key"), key, key_shape, &key_value);
                    self.value(item.location_name.unwrap_or("value"), item, item_shape, it);
                    self.close(entry);
                }
                if !flattened {
                    self.close(name);
                }
            }
            (_, value) => {
                self.open(name, namespace);
                if let Some(text) = text::of_scalar(value, member, shape, self.rules) {
                    escape(&text, &mut self.out);
                }
                self.close(name);
            }
        }
    }
}

/// Members of the map that the shape has and that are not null, in the order of the map.
fn known<'m>(map: &'m Map, shape: &'m Shape) -> impl Iterator<Item = (&'m Member, &'m Document)> {
    map.iter().filter_map(|(key, value)| Some((shape.member(key)?, value))).filter(|(_, value)| !value.is_null())
}

/// Escapes what XML would read as its own, and line ends, which XML would change.
pub(crate) fn escape(text: &str, out: &mut String) {
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\0'..='\u{8}' | '\n'..='\u{1f}' | '\u{85}' | '\u{2028}' => {
                out.push_str(&format!("&#x{:X};", u32::from(character)));
            }
            _ => out.push(character),
        }
    }
}
