//! A streamed list of maps: compact rows until all of them are known.
//!
//! Which columns there are is open until the last item. What is nested in an
//! item depends on that item alone, so its sections are made at once and held
//! until the section of the item itself can be put above them.

use std::ops::Range;

use callboard_model::document::Document;

use super::build::{Builder, is_falsy, is_scalar};
use super::section::Table;
use super::text::Cell;

/// The items so far.
#[derive(Default)]
pub(super) struct List {
    keys: Vec<Key>,
    /// The scalars of all items, item by item.
    scalars: Vec<Scalar>,
    /// The nested values of all items, item by item.
    nested: Vec<Nested>,
    /// Where scalars and nested values of each item end.
    ends: Vec<(u32, u32)>,
}

struct Key {
    name: Cell,
    /// The last text under this key.
    last: Cell,
    has_scalars: bool,
    has_nested: bool,
}

/// The name of a member: its place in the list's keys.
type KeyId = u32;

struct Scalar {
    cell: Cell,
    /// Twice the key, and one more where Python takes the value for true.
    key_and_truth: u32,
}

struct Nested {
    /// The value as a text, shown where other items have a scalar under its key.
    cell: Cell,
    key: KeyId,
    /// Where its sections end; they begin where those of the value before end.
    sections_end: u32,
}

impl List {
    /// Adds an item; what is nested in it becomes sections at level `indent`.
    pub(super) fn push(&mut self, builder: &mut Builder, item: &Document, indent: usize) {
        match item {
            Document::Map(map) => {
                for (at, (key, value)) in map.iter().enumerate() {
                    let id = self.key_id(builder, key, at);
                    if is_scalar(value) {
                        self.push_scalar(builder, id, value);
                    } else {
                        self.push_nested(builder, id, key, value, indent);
                    }
                }
            }
            // An item among maps that is none gets a column without a name; where it is empty, not even that.
            Document::List(items) if items.is_empty() => {}
            other => {
                let key = self.key_id(builder, "", 0);
                self.push_scalar(builder, key, other);
            }
        }
        self.ends.push((self.scalars.len() as u32, self.nested.len() as u32));
    }

    fn push_scalar(&mut self, builder: &mut Builder, key: KeyId, value: &Document) {
        let cell = self.text(builder, key, value);
        self.keys[key as usize].has_scalars = true;
        self.scalars.push(Scalar { cell, key_and_truth: 2 * key + u32::from(!is_falsy(value)) });
    }

    fn push_nested(&mut self, builder: &mut Builder, key: KeyId, name: &str, value: &Document, indent: usize) {
        let cell = self.text(builder, key, value);
        self.keys[key as usize].has_nested = true;
        builder.value(Some(name), value, indent);
        builder.table.hold_sections();
        self.nested.push(Nested { cell, key, sections_end: builder.table.len() as u32 });
    }

    fn text(&mut self, builder: &mut Builder, key: KeyId, value: &Document) -> Cell {
        let last = &mut self.keys[key as usize].last;
        *last = builder.table.texts.value_below(*last, value, builder.timestamps);
        *last
    }

    /// Items of one list mostly have the same members in the same order, so the place is the first guess.
    fn key_id(&mut self, builder: &mut Builder, key: &str, place: usize) -> KeyId {
        let texts = &mut builder.table.texts;
        if self.keys.get(place).is_some_and(|it| texts.bytes(it.name) == key.as_bytes()) {
            return place as KeyId;
        }
        let at = self.keys.iter().position(|it| texts.bytes(it.name) == key.as_bytes()).unwrap_or_else(|| {
            let name = texts.name(key);
            self.keys.push(Key { name, last: Cell::default(), has_scalars: false, has_nested: false });
            self.keys.len() - 1
        });
        at as KeyId
    }

    /// One row each under one title; where items have nested members, title and headers are repeated for each.
    pub(super) fn finish(self, builder: &mut Builder, title: &str, indent: usize) {
        let table = &mut builder.table;
        let columns = self.sorted(table, |it| it.has_scalars);
        let nested_keys = self.sorted(table, |it| it.has_nested);
        let names: Vec<Cell> = columns.iter().map(|key| self.keys[*key as usize].name).collect();
        let headers = table.headers_of_names(&names);
        table.reserve(self.ends.len(), self.ends.len() * columns.len());
        let (mut scalars_from, mut nested_from) = (0, 0);
        for (at, (scalars_end, nested_end)) in self.ends.iter().enumerate() {
            let scalars = &self.scalars[scalars_from..*scalars_end as usize];
            let nested = nested_from..*nested_end as usize;
            (scalars_from, nested_from) = (*scalars_end as usize, *nested_end as usize);
            if at == 0 || !nested_keys.is_empty() {
                table.new_section(Some(title), indent);
                table.set_headers(headers);
            }
            for (place, key) in columns.iter().enumerate() {
                let scalar = scalar_of(scalars, *key, place).map(|it| it.cell);
                let cell = scalar.or_else(|| self.nested_of(&nested, *key).map(|it| self.nested[it].cell));
                table.push(cell.unwrap_or_default());
            }
            table.end_row();
            for (place, key) in nested_keys.iter().enumerate() {
                // A scalar here is a title and nothing else.
                match self.nested_of(&nested, *key) {
                    Some(at) => table.place_sections(self.sections_of(at)),
                    None if scalar_of(scalars, *key, place).is_some_and(Scalar::is_true) => {
                        let name = self.keys[*key as usize].name;
                        table.new_section_of_name(Some(name), indent + 1);
                    }
                    None => {}
                }
            }
        }
    }

    /// The keys of a kind by name.
    fn sorted(&self, table: &Table, is_wanted: impl Fn(&Key) -> bool) -> Vec<KeyId> {
        let name = |key: &KeyId| table.texts.get(self.keys[*key as usize].name);
        let mut keys: Vec<KeyId> =
            (0..self.keys.len() as KeyId).filter(|it| is_wanted(&self.keys[*it as usize])).collect();
        keys.sort_unstable_by(|left, right| name(left).cmp(name(right)));
        keys
    }

    /// Where the nested value under a key is among those of an item.
    fn nested_of(&self, of: &Range<usize>, key: KeyId) -> Option<usize> {
        of.clone().find(|at| self.nested[*at].key == key)
    }

    fn sections_of(&self, nested: usize) -> Range<u32> {
        let start = if nested == 0 { 0 } else { self.nested[nested - 1].sections_end };
        start..self.nested[nested].sections_end
    }
}

impl Scalar {
    fn key(&self) -> KeyId {
        self.key_and_truth / 2
    }

    fn is_true(&self) -> bool {
        self.key_and_truth % 2 == 1
    }
}

/// The scalar under a key; its place is mostly that of its column.
fn scalar_of(scalars: &[Scalar], key: KeyId, place: usize) -> Option<&Scalar> {
    scalars.get(place).filter(|it| it.key() == key).or_else(|| scalars.iter().find(|it| it.key() == key))
}
