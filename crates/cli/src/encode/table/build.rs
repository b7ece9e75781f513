//! Documents become sections.

use callboard_model::document::{Document, Map};

use super::section::Table;
use crate::encode::{Style, TimestampStyle};

/// Adds sections to a table.
pub(super) struct Builder {
    pub(super) table: Table,
    pub(super) timestamps: TimestampStyle,
}

impl Builder {
    pub(super) fn new(style: &Style<'_>) -> Self {
        Self { table: Table::default(), timestamps: style.timestamps }
    }

    /// One value under a title; without one its rows belong to the section before. Nothing becomes of empty values.
    pub(super) fn value(&mut self, title: Option<&str>, value: &Document, indent: usize) {
        if is_falsy(value) {
            return;
        }
        if title.is_some() {
            self.table.new_section(title, indent);
        }
        match value {
            Document::List(items) if matches!(items[0], Document::Map(_)) => self.maps(title, items, indent),
            Document::List(items) => self.others(items),
            Document::Map(map) => self.map(map, indent),
            _ => {}
        }
    }

    /// A list that does not begin with a map: scalars and flat lists are rows.
    pub(super) fn others(&mut self, items: &[Document]) {
        for item in items {
            match item {
                Document::List(inner) if inner.iter().all(is_scalar) => {
                    inner.iter().for_each(|it| self.push_value(it));
                }
                Document::List(_) => {
                    self.value(None, item, 0);
                    continue;
                }
                Document::Map(map) => map.keys().for_each(|key| self.push_name(key)),
                scalar => self.push_value(scalar),
            }
            self.table.end_row();
        }
    }

    pub(super) fn map(&mut self, map: &Map, indent: usize) {
        self.map_scalars(map, None);
        for (key, value) in nested_members(map, None) {
            self.value(Some(key), value, indent + 1);
        }
    }

    /// One scalar member is a row of its name and value; several are a row under their names.
    pub(super) fn map_scalars(&mut self, map: &Map, except: Option<&str>) {
        let mut scalars = map.iter().filter(|(key, value)| is_scalar(value) && Some(key.as_ref()) != except);
        let Some((name, value)) = scalars.next() else { return };
        let Some(second) = scalars.next() else {
            self.push_name(name);
            self.push_value(value);
            self.table.end_row();
            return;
        };
        let mut scalars: Vec<_> = [(name, value), second].into_iter().chain(scalars).collect();
        scalars.sort_unstable_by_key(|(key, _)| *key);
        let headers = self.table.headers(scalars.iter().map(|(key, _)| key));
        self.table.set_headers(headers);
        scalars.iter().for_each(|(_, value)| self.push_value(value));
        self.table.end_row();
    }

    /// A list of maps: one row each; where maps have nested members, title and headers are repeated for each.
    fn maps(&mut self, title: Option<&str>, items: &[Document], indent: usize) {
        let columns = Columns::of(items);
        let headers = self.table.headers(columns.scalars.iter());
        self.table.set_headers(headers);
        for (at, item) in items.iter().enumerate() {
            if at > 0 && !columns.nested.is_empty() {
                self.table.new_section(title, indent);
                self.table.set_headers(headers);
            }
            for key in &columns.scalars {
                match shown(item, key) {
                    Some(value) => self.push_value(value),
                    None => self.table.push(Default::default()),
                }
            }
            self.table.end_row();
            for key in &columns.nested {
                // A scalar here is a title and nothing else.
                match (item, shown(item, key)) {
                    (Document::Map(_), Some(value)) => self.value(Some(key), value, indent + 1),
                    (_, Some(value)) if !is_falsy(value) => self.table.new_section(Some(key), indent + 1),
                    _ => {}
                }
            }
        }
    }

    fn push_name(&mut self, name: &str) {
        let cell = self.table.texts.name(name);
        self.table.push(cell);
    }

    fn push_value(&mut self, value: &Document) {
        let cell = self.table.texts.value(value, self.timestamps);
        self.table.push(cell);
    }
}

/// The keys of a list of maps, sorted by name.
struct Columns<'d> {
    /// What is a scalar in some item.
    scalars: Vec<&'d str>,
    /// What is nested in some item.
    nested: Vec<&'d str>,
}

impl<'d> Columns<'d> {
    fn of(items: &'d [Document]) -> Self {
        let mut columns = Self { scalars: Vec::new(), nested: Vec::new() };
        for item in items {
            match item {
                Document::Map(map) => {
                    let (mut scalars, mut nested) = (0, 0);
                    for (key, value) in map.iter() {
                        if is_scalar(value) {
                            add_key(&mut columns.scalars, key, &mut scalars);
                        } else {
                            add_key(&mut columns.nested, key, &mut nested);
                        }
                    }
                }
                other if shown(other, "").is_some() => add_key(&mut columns.scalars, "", &mut 0),
                _ => {}
            }
        }
        columns.scalars.sort_unstable();
        columns.nested.sort_unstable();
        columns
    }
}

/// Items of one list mostly have the same members in the same order, so the place is the first guess.
fn add_key<'d>(keys: &mut Vec<&'d str>, key: &'d str, place: &mut usize) {
    if keys.get(*place) != Some(&key) && !keys.contains(&key) {
        keys.push(key);
    }
    *place += 1;
}

/// What a list of maps has under a key of an item. An item that is no map is
/// in a column without a name; where it is empty, not even there.
fn shown<'d>(item: &'d Document, key: &str) -> Option<&'d Document> {
    match item {
        Document::Map(map) => map.get(key),
        Document::List(items) if items.is_empty() => None,
        other => key.is_empty().then_some(other),
    }
}

/// The nested members of a map by sorted key.
pub(super) fn nested_members<'m>(map: &'m Map, except: Option<&str>) -> Vec<(&'m str, &'m Document)> {
    let mut nested: Vec<(&str, &Document)> = map
        .iter()
        .filter(|(key, value)| !is_scalar(value) && Some(key.as_ref()) != except)
        .map(|(key, value)| (key.as_ref(), value))
        .collect();
    nested.sort_unstable_by_key(|(key, _)| *key);
    nested
}

pub(super) fn is_scalar(value: &Document) -> bool {
    !matches!(value, Document::List(_) | Document::Map(_))
}

/// What Python takes for false.
pub(super) fn is_falsy(value: &Document) -> bool {
    match value {
        Document::Null => true,
        Document::Bool(value) => !value,
        Document::Integer(value) => *value == 0,
        Document::Float(value) => *value == 0.0,
        Document::String(text) => text.is_empty(),
        Document::Blob(bytes) => bytes.is_empty(),
        Document::Timestamp(_) => false,
        Document::List(items) => items.is_empty(),
        Document::Map(map) => map.is_empty(),
    }
}
