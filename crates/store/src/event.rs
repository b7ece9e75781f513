//! Events: what changed, when, and on whose behalf.

use rusqlite::{Row, params};

use crate::error::StoreError;
use crate::snapshot::{Snapshot, first_beyond};
use crate::space::Space;

/// One change of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its place among all events; later changes have greater numbers.
    pub sequence: i64,
    /// The wall clock when its transaction began, in milliseconds since 1970.
    pub time_ms: i64,
    /// On whose behalf.
    pub who: String,
    /// By which call.
    pub what: String,
    /// The space of the record.
    pub space: String,
    /// The key of the record.
    pub key: Vec<u8>,
    /// The value before; nothing if the change made the record.
    pub before: Option<Vec<u8>>,
    /// The value after; nothing if the change removed the record.
    pub after: Option<Vec<u8>>,
}

/// Which events to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventRange<'a> {
    /// Only events with a greater sequence.
    pub after_sequence: i64,
    /// At most this many.
    pub limit: usize,
    /// Only events of records in this space.
    pub space: Option<Space>,
    /// Only events of records whose key starts with these bytes.
    pub key_prefix: &'a [u8],
}

impl EventRange<'_> {
    /// The first events after this sequence, of every record.
    pub fn after(sequence: i64, limit: usize) -> Self {
        Self { after_sequence: sequence, limit, space: None, key_prefix: b"" }
    }
}

impl Snapshot<'_> {
    /// The events of a range, oldest first. A filter passes over the events it does not want one by one.
    pub fn events(&self, range: EventRange<'_>) -> Result<Vec<Event>, StoreError> {
        let number = match range.space {
            None => None,
            Some(space) => match self.number(space)? {
                None => return Ok(Vec::new()),
                number => number,
            },
        };
        let sql = "SELECT event.sequence, event.time_ms, event.who, event.what, space.name, event.key,
                          previous.after, event.after
                     FROM event
                     JOIN space ON space.number = event.space
                     LEFT JOIN event AS previous ON previous.sequence = event.previous
                    WHERE event.sequence > ?1 AND (?2 IS NULL OR event.space = ?2)
                      AND event.key >= ?3 AND event.key < ?4
                    ORDER BY event.sequence LIMIT ?5";
        let limit = i64::try_from(range.limit).unwrap_or(i64::MAX);
        let beyond = first_beyond(range.key_prefix);
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| {
                statement
                    .query_map(params![range.after_sequence, number, range.key_prefix, beyond, limit], event)?
                    .collect()
            })
            .map_err(|error| self.database.error(error))
    }

    /// The sequence of the latest event, 0 before the first.
    pub fn last_sequence(&self) -> Result<i64, StoreError> {
        self.connection
            .prepare_cached("SELECT ifnull(max(sequence), 0) FROM event")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(|error| self.database.error(error))
    }
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        sequence: row.get(0)?,
        time_ms: row.get(1)?,
        who: row.get(2)?,
        what: row.get(3)?,
        space: row.get(4)?,
        key: row.get(5)?,
        before: row.get(6)?,
        after: row.get(7)?,
    })
}
