//! Ordered maps of documents.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Document;

/// The name of a member; members of a model borrow it from the registry.
pub type Key = Cow<'static, str>;

/// Members in the order in which they were given.
///
/// Structures have few members, so a lookup is a walk; [`Map::from_pairs`]
/// is there for input of unknown size.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map {
    entries: Vec<(Key, Document)>,
}

impl Map {
    /// An empty map.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// An empty map with room for `capacity` members.
    pub fn with_capacity(capacity: usize) -> Self {
        Self { entries: Vec::with_capacity(capacity) }
    }

    /// A map from members that may repeat a key: the last value wins, at the place of the first.
    pub fn from_pairs(mut pairs: Vec<(Key, Document)>) -> Self {
        const WALK_UP_TO: usize = 16;
        if pairs.len() <= WALK_UP_TO {
            let repeats = (1..pairs.len()).any(|at| pairs[..at].iter().any(|(key, _)| *key == pairs[at].0));
            if !repeats {
                return Self { entries: pairs };
            }
        }
        let mut places: HashMap<Key, usize> = HashMap::with_capacity(pairs.len());
        let mut entries: Vec<(Key, Document)> = Vec::with_capacity(pairs.len());
        for (key, value) in pairs.drain(..) {
            match places.get(&key) {
                Some(&place) => entries[place].1 = value,
                None => {
                    places.insert(key.clone(), entries.len());
                    entries.push((key, value));
                }
            }
        }
        Self { entries }
    }

    /// A map from members whose keys are known to differ.
    pub fn from_unique(entries: Vec<(Key, Document)>) -> Self {
        Self { entries }
    }

    /// The number of members.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are no members.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The member `key`.
    pub fn get(&self, key: &str) -> Option<&Document> {
        self.entries.iter().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// The member `key`, to change it.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Document> {
        self.entries.iter_mut().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    /// Whether there is a member `key`.
    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The text of member `key`, where it is a string.
    pub fn str(&self, key: &str) -> Option<&str> {
        self.get(key)?.as_str()
    }

    /// Sets a member: in place where the key is there, else at the end. Returns the value it had.
    pub fn insert(&mut self, key: impl Into<Key>, value: impl Into<Document>) -> Option<Document> {
        let (key, value) = (key.into(), value.into());
        match self.get_mut(&key) {
            Some(place) => Some(std::mem::replace(place, value)),
            None => {
                self.entries.push((key, value));
                None
            }
        }
    }

    /// Adds a member whose key is known not to be there yet.
    pub fn push(&mut self, key: impl Into<Key>, value: impl Into<Document>) {
        self.entries.push((key.into(), value.into()));
    }

    /// Sets a member and returns the map, to build one in an expression.
    #[must_use]
    pub fn with(mut self, key: impl Into<Key>, value: impl Into<Document>) -> Self {
        self.insert(key, value);
        self
    }

    /// Takes a member out.
    pub fn remove(&mut self, key: &str) -> Option<Document> {
        let place = self.entries.iter().position(|(name, _)| name == key)?;
        Some(self.entries.remove(place).1)
    }

    /// Members in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&Key, &Document)> + ExactSizeIterator {
        self.entries.iter().map(|(key, value)| (key, value))
    }

    /// Members in order, to change their values.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (&Key, &mut Document)> {
        self.entries.iter_mut().map(|(key, value)| (&*key, value))
    }

    /// Keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &Key> + ExactSizeIterator {
        self.entries.iter().map(|(key, _)| key)
    }

    /// Values in order.
    pub fn values(&self) -> impl DoubleEndedIterator<Item = &Document> + ExactSizeIterator {
        self.entries.iter().map(|(_, value)| value)
    }

    /// Keeps the members for which `keep` holds.
    pub fn retain(&mut self, mut keep: impl FnMut(&str, &Document) -> bool) {
        self.entries.retain(|(key, value)| keep(key, value));
    }

    /// Sorts the members by key.
    pub fn sort_keys(&mut self) {
        self.entries.sort_by(|left, right| left.0.cmp(&right.0));
    }
}

impl FromIterator<(Key, Document)> for Map {
    fn from_iter<I: IntoIterator<Item = (Key, Document)>>(pairs: I) -> Self {
        Self::from_pairs(pairs.into_iter().collect())
    }
}

impl IntoIterator for Map {
    type Item = (Key, Document);
    type IntoIter = std::vec::IntoIter<(Key, Document)>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_value_of_a_repeated_key_wins_at_the_place_of_the_first() {
        for count in [3usize, 40] {
            let mut pairs: Vec<(Key, Document)> =
                (0..count).map(|at| (Key::Owned(format!("k{at}")), Document::Integer(at as i128))).collect();
            pairs.push((Key::Borrowed("k1"), Document::from("again")));
            let map = Map::from_pairs(pairs);
            assert_eq!(map.len(), count);
            assert_eq!(map.iter().nth(1), Some((&Key::Borrowed("k1"), &Document::from("again"))));
        }
    }
}
