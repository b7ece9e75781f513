//! Markers: which columns of text hold JSON.
//!
//! SQLite remembers of a value that it is JSON; a column cannot. So the column does: functions that give back JSON mark
//! their column, as the catalog does, and functions, operators and those who print know how to take it.

use datafusion::arrow::datatypes::Field;

const KEY: &str = "callboard:json";

/// What a column of text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Marker {
    /// JSON as it is written: strings have quotes.
    Document,
    /// A value taken out of JSON: strings have none, and digits were a number.
    Value,
}

/// The field with the marker.
pub(crate) fn mark(field: Field, marker: Option<Marker>) -> Field {
    match marker {
        None => field,
        Some(marker) => {
            let text = match marker {
                Marker::Document => "document",
                Marker::Value => "value",
            };
            let mut metadata = field.metadata().clone();
            metadata.insert(KEY.to_owned(), text.to_owned());
            field.with_metadata(metadata)
        }
    }
}

/// The marker of a field.
pub(crate) fn of(field: &Field) -> Option<Marker> {
    match field.metadata().get(KEY)?.as_str() {
        "document" => Some(Marker::Document),
        _ => Some(Marker::Value),
    }
}
