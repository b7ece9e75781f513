//! Members: reading inputs and records without ceremony.

use callboard_model::document::{Document, Instant, Map, Timestamp};

/// What domain functions ask of an input or a record.
pub(crate) trait Members {
    /// The text of a member, `""` where it is absent.
    fn text(&self, name: &str) -> &str;

    /// The truth of a member, `false` where it is absent.
    fn flag(&self, name: &str) -> bool;

    /// The whole number of a member.
    fn integer(&self, name: &str) -> Option<i64>;

    /// A copy of a map, empty where it is absent.
    fn map(&self, name: &str) -> Map;

    /// The items of a list, none where it is absent.
    fn items(&self, name: &str) -> &[Document];

    /// A moment that [`Members::set_moment`] wrote.
    fn moment(&self, name: &str) -> Option<Instant>;

    /// Writes a moment as text.
    fn set_moment(&mut self, name: &'static str, moment: Instant);

    /// A member that is there and neither null nor an empty text.
    fn given(&self, name: &str) -> Option<&Document>;
}

impl Members for Map {
    fn text(&self, name: &str) -> &str {
        self.str(name).unwrap_or_default()
    }

    fn flag(&self, name: &str) -> bool {
        self.get(name).and_then(Document::as_bool).unwrap_or(false)
    }

    fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Document::as_i64)
    }

    fn map(&self, name: &str) -> Map {
        self.get(name).and_then(Document::as_map).cloned().unwrap_or_default()
    }

    fn items(&self, name: &str) -> &[Document] {
        self.get(name).and_then(Document::as_list).unwrap_or_default()
    }

    fn moment(&self, name: &str) -> Option<Instant> {
        Instant::parse(self.str(name)?).ok()
    }

    fn set_moment(&mut self, name: &'static str, moment: Instant) {
        self.insert(name, moment.to_string());
    }

    fn given(&self, name: &str) -> Option<&Document> {
        self.get(name).filter(|it| !it.is_null() && it.as_str() != Some(""))
    }
}

/// A moment some seconds later.
pub(crate) fn later(moment: Instant, seconds: i64) -> Instant {
    Instant { seconds: moment.seconds + seconds, ..moment }
}

/// A moment as outputs carry it, to the second.
pub(crate) fn whole_seconds(moment: Instant) -> Timestamp {
    Timestamp::Instant(Instant { nanos: 0, ..moment })
}
