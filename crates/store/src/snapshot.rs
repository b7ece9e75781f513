//! Snapshots: reading records as they were at one moment.

use std::borrow::Cow;
use std::cell::RefCell;
use std::ops::ControlFlow;

use rusqlite::{Connection, OptionalExtension, params};

use crate::error::StoreError;
use crate::open::Database;
use crate::options::MAX_KEY_BYTES;
use crate::space::{Space, SpaceNumber};

/// Greater than every key, because it is longer than any may be.
const AFTER_EVERY_KEY: [u8; MAX_KEY_BYTES + 1] = [0xff; MAX_KEY_BYTES + 1];

/// The key and the value of one record.
pub type KeyValue = (Vec<u8>, Vec<u8>);

/// The records of a store at one moment.
///
/// A [`Transaction`](crate::Transaction) is a snapshot too, which sees its own changes.
#[derive(Debug)]
pub struct Snapshot<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) database: &'a Database,
    /// Space numbers seen here, which others may rely on only once this transaction is over.
    pub(crate) seen: RefCell<Vec<SpaceNumber>>,
}

/// Which records to visit: those of a prefix, from one side or the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ScanRange<'a> {
    /// Only keys that start with these bytes.
    pub prefix: &'a [u8],
    /// Only keys beyond this one, in the direction of the scan.
    pub after: Option<&'a [u8]>,
    /// At most this many records.
    pub limit: Option<usize>,
    /// From the last key to the first.
    pub reverse: bool,
}

impl<'a> ScanRange<'a> {
    /// Every record whose key starts with these bytes, in order.
    pub fn prefix(prefix: &'a [u8]) -> Self {
        Self { prefix, ..Self::default() }
    }

    /// The same range, beyond this key.
    pub fn after(self, key: Option<&'a [u8]>) -> Self {
        Self { after: key, ..self }
    }

    /// The same range, at most this many records.
    pub fn limit(self, limit: usize) -> Self {
        Self { limit: Some(limit), ..self }
    }

    /// The same range, from the last key to the first.
    pub fn reversed(self) -> Self {
        Self { reverse: true, ..self }
    }

    /// The lowest key of the range, and the first key beyond it.
    fn bounds(&self) -> (Cow<'a, [u8]>, Cow<'a, [u8]>) {
        let mut lower = Cow::Borrowed(self.prefix);
        let mut upper = first_beyond(self.prefix);
        match self.after {
            Some(after) if self.reverse => upper = upper.min(Cow::Borrowed(after)),
            // The next possible key after `k` is `k` and a zero byte.
            Some(after) => lower = lower.max(Cow::Owned([after, &[0]].concat())),
            None => {}
        }
        (lower, upper)
    }
}

impl Snapshot<'_> {
    /// The value of a record.
    pub fn get(&self, space: Space, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.get_with(space, key, <[u8]>::to_vec)
    }

    /// Looks at the value of a record in place.
    pub fn get_with<T>(
        &self,
        space: Space,
        key: &[u8],
        look: impl FnOnce(&[u8]) -> T,
    ) -> Result<Option<T>, StoreError> {
        let Some(number) = self.number(space)? else { return Ok(None) };
        let select = || {
            let mut statement =
                self.connection.prepare_cached("SELECT value FROM record WHERE space = ?1 AND key = ?2")?;
            let mut rows = statement.query(params![number, key])?;
            rows.next()?.map(|row| Ok(look(row.get_ref(0)?.as_blob()?))).transpose()
        };
        select().map_err(|error| self.database.error(error))
    }

    /// Whether there is a record with this key.
    pub fn contains(&self, space: Space, key: &[u8]) -> Result<bool, StoreError> {
        Ok(self.get_with(space, key, |_| ())?.is_some())
    }

    /// Visits the keys and values of a range in order, until the visitor breaks.
    pub fn scan(
        &self,
        space: Space,
        range: ScanRange<'_>,
        mut visit: impl FnMut(&[u8], &[u8]) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let Some(number) = self.number(space)? else { return Ok(()) };
        let sql = if range.reverse {
            "SELECT key, value FROM record WHERE space = ?1 AND key >= ?2 AND key < ?3 ORDER BY key DESC LIMIT ?4"
        } else {
            "SELECT key, value FROM record WHERE space = ?1 AND key >= ?2 AND key < ?3 ORDER BY key LIMIT ?4"
        };
        let (lower, upper) = range.bounds();
        let limit = range.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
        let mut select = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params![number, lower, upper, limit])?;
            while let Some(row) = rows.next()? {
                if visit(row.get_ref(0)?.as_blob()?, row.get_ref(1)?.as_blob()?).is_break() {
                    break;
                }
            }
            Ok(())
        };
        select().map_err(|error| self.database.error(error))
    }

    /// The keys and values of a range in order.
    pub fn list(&self, space: Space, range: ScanRange<'_>) -> Result<Vec<KeyValue>, StoreError> {
        let mut records = Vec::new();
        self.scan(space, range, |key, value| {
            records.push((key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        })?;
        Ok(records)
    }

    /// How many records have a key that starts with these bytes. Takes time in proportion.
    pub fn count(&self, space: Space, prefix: &[u8]) -> Result<u64, StoreError> {
        let Some(number) = self.number(space)? else { return Ok(0) };
        self.connection
            .prepare_cached("SELECT count(*) FROM record WHERE space = ?1 AND key >= ?2 AND key < ?3")
            .and_then(|mut statement| {
                statement.query_row(params![number, prefix, first_beyond(prefix)], |row| row.get::<_, i64>(0))
            })
            .map(i64::unsigned_abs)
            .map_err(|error| self.database.error(error))
    }

    /// A named value beside the records, which has no history.
    pub fn meta_get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.connection
            .prepare_cached("SELECT value FROM meta WHERE name = ?1")
            .and_then(|mut statement| statement.query_row([name], |row| row.get(0)).optional())
            .map_err(|error| self.database.error(error))
    }

    /// The number of a space, if it ever held a record.
    pub(crate) fn number(&self, space: Space) -> Result<Option<i64>, StoreError> {
        if let Some(number) = self.database.numbers.get(space) {
            return Ok(Some(number));
        }
        if let Some((_, number)) = self.seen.borrow().iter().find(|(name, _)| *name == space.name()) {
            return Ok(Some(*number));
        }
        let number = self
            .connection
            .prepare_cached("SELECT number FROM space WHERE name = ?1")
            .and_then(|mut statement| statement.query_row([space.name()], |row| row.get(0)).optional())
            .map_err(|error| self.database.error(error))?;
        if let Some(number) = number {
            self.seen.borrow_mut().push((space.name(), number));
        }
        Ok(number)
    }
}

/// The first key, in order, that comes after every key with this prefix.
pub(crate) fn first_beyond(prefix: &[u8]) -> Cow<'_, [u8]> {
    match prefix.iter().rposition(|&byte| byte != 0xff) {
        Some(last) => {
            let mut beyond = prefix[..=last].to_vec();
            beyond[last] += 1;
            Cow::Owned(beyond)
        }
        None => Cow::Borrowed(&AFTER_EVERY_KEY),
    }
}
