//! Records: documents in tables, by account, region and identifier.
//!
//! ```text
//! Table          Place                     parts                 record
//! "ivs…stage"    123456789012/us-east-1 /  AbCdEfGh1234     ──▶  {"name":"stage1",…}
//! ```
//!
//! An *index* is a table whose keys alone matter: it says which records have
//! some property, in the order in which they are listed.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::Arc;

use callboard_model::document::Map;
use callboard_store::{ScanRange, Snapshot, Space, Transaction};

use crate::codec;
use crate::failure::{Answer, Failure};
use crate::generic;

/// An account and a region, in which every record has its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) account: Arc<str>,
    pub(crate) region: Arc<str>,
}

/// Records of one kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    space: Space,
}

/// One step of deletion: enough for few statements, little enough for memory.
const DELETE_STEP: usize = 1000;

impl Place {
    /// The key of a record in this place. Parts other than identifiers must be [`escaped`].
    pub(crate) fn key(&self, parts: &[&str]) -> Vec<u8> {
        let mut key = self.prefix(parts);
        key.pop();
        key
    }

    /// The same account where there are no regions.
    pub(crate) fn global(&self) -> Self {
        let (partition, _) = generic::partition(&self.region);
        Self { account: Arc::clone(&self.account), region: format!("{partition}-global").into() }
    }

    /// What the keys of all records below these parts begin with.
    pub(crate) fn prefix(&self, parts: &[&str]) -> Vec<u8> {
        let mut key = Vec::with_capacity(64);
        for part in [&*self.account, &*self.region].iter().chain(parts) {
            key.extend_from_slice(part.as_bytes());
            key.push(b'/');
        }
        key
    }
}

/// A text as a part of a key, where it may hold the separator.
pub(crate) fn escaped(text: &str) -> Cow<'_, str> {
    if text.contains(['/', '%']) {
        Cow::Owned(text.replace('%', "%25").replace('/', "%2F"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a part of a key that was [`escaped`].
pub(crate) fn unescaped(part: &str) -> Cow<'_, str> {
    if part.contains('%') { Cow::Owned(part.replace("%2F", "/").replace("%25", "%")) } else { Cow::Borrowed(part) }
}

/// The last part of a key.
pub(crate) fn last_part(key: &[u8]) -> &str {
    let from = key.iter().rposition(|byte| *byte == b'/').map_or(0, |at| at + 1);
    std::str::from_utf8(&key[from..]).unwrap_or_default()
}

impl Table {
    /// A table whose changes are kept as history.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { space: Space::new(name) }
    }

    /// A table without history: of secrets, or of what can be worked out from other tables.
    pub(crate) const fn without_history(name: &'static str) -> Self {
        Self { space: Space::secret(name) }
    }

    pub(crate) fn space(&self) -> Space {
        self.space
    }

    pub(crate) fn get(&self, snapshot: &Snapshot<'_>, key: &[u8]) -> Answer<Option<Map>> {
        match snapshot.get_with(self.space, key, codec::decode)? {
            Some(Ok(record)) => Ok(Some(record)),
            Some(Err(cause)) => Err(self.damaged(cause)),
            None => Ok(None),
        }
    }

    /// A record that is JSON text of its own, not that of a document.
    pub(crate) fn get_text(&self, snapshot: &Snapshot<'_>, key: &[u8]) -> Answer<Option<String>> {
        let bytes = snapshot.get(self.space, key)?;
        bytes.map(|it| self.text(it)).transpose()
    }

    /// Makes or replaces a record that is JSON text of its own.
    pub(crate) fn put_text(&self, transaction: &mut Transaction<'_>, key: &[u8], text: &str) -> Answer<()> {
        Ok(transaction.put(self.space, key, text.as_bytes())?)
    }

    /// The text that a record is.
    pub(crate) fn text(&self, record: Vec<u8>) -> Answer<String> {
        String::from_utf8(record).map_err(|error| self.damaged(codec::DecodeError::not_text(&error)))
    }

    pub(crate) fn contains(&self, snapshot: &Snapshot<'_>, key: &[u8]) -> Answer<bool> {
        Ok(snapshot.contains(self.space, key)?)
    }

    pub(crate) fn put(&self, transaction: &mut Transaction<'_>, key: &[u8], record: &Map) -> Answer<()> {
        Ok(transaction.put(self.space, key, &codec::encode(record))?)
    }

    pub(crate) fn delete(&self, transaction: &mut Transaction<'_>, key: &[u8]) -> Answer<bool> {
        Ok(transaction.delete(self.space, key)?)
    }

    /// Marks a key of an index.
    pub(crate) fn mark(&self, transaction: &mut Transaction<'_>, key: &[u8]) -> Answer<()> {
        Ok(transaction.put(self.space, key, b"{}")?)
    }

    /// The keys and records of a range, in its order.
    pub(crate) fn list(&self, snapshot: &Snapshot<'_>, range: ScanRange<'_>) -> Answer<Vec<(Vec<u8>, Map)>> {
        let mut records = Vec::with_capacity(range.limit.unwrap_or(0).min(128));
        let mut damage = None;
        snapshot.scan(self.space, range, |key, value| match codec::decode(value) {
            Ok(record) => {
                records.push((key.to_vec(), record));
                ControlFlow::Continue(())
            }
            Err(cause) => {
                damage = Some(cause);
                ControlFlow::Break(())
            }
        })?;
        match damage {
            Some(cause) => Err(self.damaged(cause)),
            None => Ok(records),
        }
    }

    /// Every record with this prefix, in the order of keys.
    pub(crate) fn list_all(&self, snapshot: &Snapshot<'_>, prefix: &[u8]) -> Answer<Vec<Map>> {
        Ok(self.list(snapshot, ScanRange::prefix(prefix))?.into_iter().map(|(_, record)| record).collect())
    }

    /// The last parts of the keys of a range, in its order.
    pub(crate) fn names(&self, snapshot: &Snapshot<'_>, range: ScanRange<'_>) -> Answer<Vec<String>> {
        let records = snapshot.list(self.space, range)?;
        Ok(records.iter().map(|(key, _)| last_part(key).to_owned()).collect())
    }

    /// How many records there are with this prefix, counted up to `limit`.
    pub(crate) fn count_up_to(&self, snapshot: &Snapshot<'_>, prefix: &[u8], limit: usize) -> Answer<usize> {
        Ok(snapshot.list(self.space, ScanRange::prefix(prefix).limit(limit))?.len())
    }

    /// Deletes every record with this prefix.
    pub(crate) fn delete_all(&self, transaction: &mut Transaction<'_>, prefix: &[u8]) -> Answer<()> {
        loop {
            let records = transaction.list(self.space, ScanRange::prefix(prefix).limit(DELETE_STEP))?;
            for (key, _) in &records {
                transaction.delete(self.space, key)?;
            }
            if records.len() < DELETE_STEP {
                return Ok(());
            }
        }
    }

    /// The record that these bytes are.
    pub(crate) fn decode(&self, record: &[u8]) -> Answer<Map> {
        codec::decode(record).map_err(|cause| self.damaged(cause))
    }

    pub(crate) fn damaged(&self, cause: codec::DecodeError) -> Failure {
        Failure::Damaged { table: self.space.name(), cause }
    }
}
