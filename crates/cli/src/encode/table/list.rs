//! The rows of a list of maps, kept small until all of them are known.

use std::borrow::Cow;

use callboard_model::document::Document;

use super::{Cell, Cells, is_falsy, is_scalar};
use crate::encode::TimestampStyle;

/// The name of a member: its place in the list's table of names.
pub(super) type KeyId = u32;

/// A list of maps: scalars as texts, nested values as they are.
#[derive(Default)]
pub(super) struct List<'d> {
    keys: Vec<String>,
    /// The scalars of all items, item by item.
    scalars: Vec<Scalar>,
    /// Where the scalars of each item end.
    ends: Vec<usize>,
    /// Nested values by item, in the order of items.
    nested: Vec<(usize, KeyId, Cow<'d, Document>)>,
}

struct Scalar {
    cell: Cell,
    key: KeyId,
    is_falsy: bool,
}

impl<'d> List<'d> {
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn key(&self, id: KeyId) -> &str {
        &self.keys[id as usize]
    }

    /// Adds an item that stays where it is.
    pub(super) fn push(&mut self, cells: &mut Cells, item: &'d Document, timestamps: TimestampStyle) {
        match item {
            Document::Map(map) => {
                for (at, (key, value)) in map.iter().enumerate() {
                    let key = self.key_id(key, at);
                    if is_scalar(value) {
                        self.push_scalar(cells, key, value, timestamps);
                    } else {
                        self.nested.push((self.ends.len(), key, Cow::Borrowed(value)));
                    }
                }
            }
            other => self.push_other(cells, other, timestamps),
        }
        self.ends.push(self.scalars.len());
    }

    /// Adds an item of which only the nested values are kept as they are.
    pub(super) fn push_owned(&mut self, cells: &mut Cells, item: Document, timestamps: TimestampStyle) {
        match item {
            Document::Map(map) => {
                for (at, (key, value)) in map.into_iter().enumerate() {
                    let key = self.key_id(&key, at);
                    if is_scalar(&value) {
                        self.push_scalar(cells, key, &value, timestamps);
                    } else {
                        self.nested.push((self.ends.len(), key, Cow::Owned(value)));
                    }
                }
            }
            other => self.push_other(cells, &other, timestamps),
        }
        self.ends.push(self.scalars.len());
    }

    /// An item among maps that is none gets a column without a name; where it is empty, not even that.
    fn push_other(&mut self, cells: &mut Cells, item: &Document, timestamps: TimestampStyle) {
        if matches!(item, Document::List(items) if items.is_empty()) {
            return;
        }
        let key = self.key_id("", 0);
        self.push_scalar(cells, key, item, timestamps);
    }

    fn push_scalar(&mut self, cells: &mut Cells, key: KeyId, value: &Document, timestamps: TimestampStyle) {
        self.scalars.push(Scalar { cell: cells.value(value, timestamps), key, is_falsy: is_falsy(value) });
    }

    /// Items of one list mostly have the same members in the same order, so the place is the first guess.
    fn key_id(&mut self, key: &str, place: usize) -> KeyId {
        if self.keys.get(place).is_some_and(|it| it == key) {
            return place as KeyId;
        }
        let at = self.keys.iter().position(|it| it == key).unwrap_or_else(|| {
            self.keys.push(key.to_owned());
            self.keys.len() - 1
        });
        at as KeyId
    }

    /// Every key that is a scalar in some item, sorted by name.
    pub(super) fn scalar_keys(&self) -> Vec<KeyId> {
        self.sorted(self.scalars.iter().map(|it| it.key))
    }

    /// Every key that is nested in some item, sorted by name.
    pub(super) fn nested_keys(&self) -> Vec<KeyId> {
        self.sorted(self.nested.iter().map(|(_, key, _)| *key))
    }

    fn sorted(&self, keys: impl Iterator<Item = KeyId>) -> Vec<KeyId> {
        let mut seen = vec![false; self.keys.len()];
        keys.for_each(|key| seen[key as usize] = true);
        let mut ids: Vec<KeyId> = (0..self.keys.len() as KeyId).filter(|key| seen[*key as usize]).collect();
        ids.sort_unstable_by_key(|key| self.key(*key));
        ids
    }

    /// The scalar of an item under a key.
    pub(super) fn cell(&self, item: usize, key: KeyId) -> Option<Cell> {
        self.scalar(item, key).map(|it| it.cell)
    }

    /// Whether an item has a scalar under a key that Python takes for true.
    pub(super) fn has_true_scalar(&self, item: usize, key: KeyId) -> bool {
        self.scalar(item, key).is_some_and(|it| !it.is_falsy)
    }

    fn scalar(&self, item: usize, key: KeyId) -> Option<&Scalar> {
        let from = if item == 0 { 0 } else { self.ends[item - 1] };
        self.scalars[from..self.ends[item]].iter().find(|it| it.key == key)
    }

    /// The nested value of an item under a key.
    pub(super) fn nested(&self, item: usize, key: KeyId) -> Option<&Document> {
        let from = self.nested.partition_point(|(of, _, _)| *of < item);
        let found = self.nested[from..].iter().take_while(|(of, _, _)| *of == item).find(|(_, known, _)| *known == key);
        found.map(|(_, _, value)| value.as_ref())
    }
}
