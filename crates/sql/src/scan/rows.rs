//! Rows: properties as JSON become columns, and nothing else of them is kept.
//!
//! ```text
//! {"Arn": …, "Name": …, "Tags": [ … ]} ── Layout::parse ──▶ cells ── Batcher ──▶ Arrow columns
//! ```
//!
//! A text is read once; what no column wants is skipped where it stands. Where a plane gives the texts of wanted
//! properties alone, they go into the columns without a row between.
//! AWS's answers do not always keep to their schemas: a value of another type
//! is converted where that loses nothing, and is null where it does not fit.

mod batch;
mod read;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use datafusion::arrow::datatypes::{DataType, SchemaRef};
use serde_core::de::DeserializeSeed;
use serde_json::Value;

pub(super) use batch::Batcher;
use read::{CellSeed, ObjectSeed};

use crate::catalog::{ColumnKind, Table};

/// What a scan takes out of a resource's properties.
pub(super) struct Layout {
    slots: Vec<Slot>,
    /// Top-level properties that are wanted, each with the slots that take it.
    wanted: Vec<(&'static str, Vec<usize>)>,
    /// The property of tags, where rows are tags.
    tags: Option<&'static str>,
    /// How many parts the primary identifier has.
    identifier_parts: usize,
    pub(super) schema: SchemaRef,
}

struct Slot {
    name: String,
    kind: ColumnKind,
    data_type: DataType,
    /// Below the top-level property, where the column is a part of it.
    path: Vec<&'static str>,
    /// Which part of the primary identifier this is.
    part: Option<usize>,
    /// Its property by the number that it has among [`Layout::listed_properties`].
    listed: Option<usize>,
    /// Whether the value is never read back, so that its absence says nothing.
    write_only: bool,
    misfit: AtomicBool,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum Cell {
    /// The text did not have the property.
    #[default]
    Absent,
    Null,
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
}

/// One resource, as far as columns want it.
#[derive(Debug, Default)]
pub(super) struct Row {
    pub(super) identifier: String,
    cells: Vec<Cell>,
    /// Keys and values; none where the text did not have the property.
    tags: Option<Vec<(String, Option<String>)>>,
}

impl Layout {
    /// What these columns of a table want.
    pub(super) fn new(table: &Table, projection: &[usize], schema: SchemaRef) -> Self {
        let of = table.resource_type;
        let mut wanted: Vec<(&'static str, Vec<usize>)> = Vec::new();
        let mut slots = Vec::new();
        for (number, column) in projection.iter().enumerate() {
            let column = &table.columns[*column];
            let mut path = column.property.into_iter().flat_map(|it| it.split('/'));
            if let Some(top) = path.next() {
                match wanted.iter_mut().find(|(name, _)| *name == top) {
                    Some((_, slots)) => slots.push(number),
                    None => wanted.push((top, vec![number])),
                }
            }
            slots.push(Slot {
                name: column.name.clone(),
                kind: column.kind,
                data_type: column.data_type.clone(),
                path: path.collect(),
                part: of.primary_identifier().position(|part| Some(part) == column.property),
                listed: None,
                write_only: of.write_only().any(|it| Some(it) == column.property),
                misfit: AtomicBool::new(false),
            });
        }
        let tags = matches!(table.relation, callboard_model::naming::sql::Relation::Tags);
        let mut layout = Self {
            slots,
            wanted,
            tags: tags.then(|| of.tag_property()).flatten(),
            identifier_parts: of.primary_identifier().count(),
            schema,
        };
        for (listed, name) in layout.listed_properties().iter().enumerate() {
            for (_, slots) in layout.wanted.iter().filter(|(wanted, _)| wanted == name) {
                slots.iter().for_each(|it| layout.slots[*it].listed = Some(listed));
            }
        }
        layout
    }

    /// Whether any column may come of the identifier.
    pub(super) fn needs_identifiers(&self) -> bool {
        self.slots.iter().any(|it| it.kind == ColumnKind::Identifier || it.part.is_some())
    }

    /// Whether a resource gives a row for each of its tags.
    pub(super) fn rows_are_tags(&self) -> bool {
        self.tags.is_some()
    }

    /// Columns that an identifier alone does not tell.
    pub(super) fn beyond_identifier(&self) -> Vec<&str> {
        let columns = self.slots.iter().filter(|it| needs_property(it) && it.part.is_none());
        let mut names: Vec<_> = columns.map(|it| it.name.as_str()).collect();
        if self.tags.is_some() {
            names.push("tag_key");
        }
        names
    }

    /// Top-level properties that a listing must have, beside what the identifier tells.
    pub(super) fn listed_properties(&self) -> Arc<[&'static str]> {
        // A part of several may be missing from the identifier's text.
        let is_identifier = |slot: &usize| self.identifier_parts == 1 && self.slots[*slot].part.is_some();
        let beyond = self.wanted.iter().filter(|(_, slots)| !slots.iter().all(is_identifier));
        beyond.map(|(name, _)| *name).chain(self.tags).collect()
    }

    /// The columns of a listed or read resource, from the text of its properties.
    pub(super) fn parse(&self, identifier: String, text: &str) -> Result<Row, serde_json::Error> {
        let mut row = self.empty(identifier);
        if self.wanted.is_empty() && self.tags.is_none() {
            return Ok(row);
        }
        if !text.is_empty() {
            let mut text = serde_json::Deserializer::from_str(text);
            ObjectSeed { layout: self, row: &mut row }.deserialize(&mut text)?;
        }
        self.complete_from_identifier(&mut row);
        Ok(row)
    }

    /// The columns of a resource, from its properties.
    pub(super) fn take(&self, identifier: String, properties: &serde_json::Map<String, Value>) -> Row {
        let mut row = self.empty(identifier);
        for (name, slots) in &self.wanted {
            if let Some(value) = properties.get(*name) {
                self.fill(&mut row, slots, value);
            }
        }
        if let Some(value) = self.tags.and_then(|name| properties.get(name)) {
            row.tags = Some(tags_of(value));
        }
        self.complete_from_identifier(&mut row);
        row
    }

    /// Whether every column that is wanted was there.
    pub(super) fn is_complete(&self, row: &Row) -> bool {
        let cells = || self.slots.iter().zip(&row.cells);
        cells().all(|(slot, cell)| !needs_property(slot) || *cell != Cell::Absent)
            && (self.tags.is_none() || row.tags.is_some())
    }

    /// Gives what the resource was found by to columns that were not there otherwise.
    pub(super) fn complete_from_model(&self, row: &mut Row, model: &serde_json::Map<String, Value>) {
        for (name, slots) in &self.wanted {
            let absent = slots.iter().all(|it| row.cells[*it] == Cell::Absent);
            if let Some(value) = model.get(*name).filter(|_| absent) {
                self.fill(row, slots, value);
            }
        }
    }

    /// Columns of which a value did not fit its type, each once.
    pub(super) fn misfits(&self) -> Vec<(&str, &DataType)> {
        let misfits = self.slots.iter().filter(|it| it.misfit.swap(false, Ordering::Relaxed));
        misfits.map(|it| (it.name.as_str(), &it.data_type)).collect()
    }

    fn empty(&self, identifier: String) -> Row {
        Row { identifier, cells: vec![Cell::Absent; self.slots.len()], tags: None }
    }

    fn fill(&self, row: &mut Row, slots: &[usize], value: &Value) {
        for number in slots {
            let slot = &self.slots[*number];
            let inner = slot.path.iter().try_fold(value, |value, part| value.get(part));
            row.cells[*number] = inner.map_or(Cell::Absent, |it| slot.cell(it));
        }
    }

    /// The parts of the identifier that the text did not have.
    fn complete_from_identifier(&self, row: &mut Row) {
        for (slot, cell) in self.slots.iter().zip(&mut row.cells) {
            *cell = slot.or_part(std::mem::take(cell), &row.identifier, self.identifier_parts);
        }
    }
}

/// One part of the text of an identifier.
pub(super) fn identifier_part(identifier: &str, parts: usize, part: usize) -> Option<&str> {
    if parts == 1 {
        return Some(identifier);
    }
    if identifier.split('|').count() != parts {
        return None;
    }
    identifier.split('|').nth(part)
}

fn needs_property(slot: &Slot) -> bool {
    slot.kind == ColumnKind::Property && !slot.write_only
}

/// What a text in JSON says, where it is a string without escapes.
fn plain_text(json: &str) -> Option<&str> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    (!inner.as_bytes().contains(&b'\\')).then_some(inner)
}

impl Slot {
    /// A cell, or where it is absent the part of the identifier that the column is.
    fn or_part(&self, cell: Cell, identifier: &str, parts: usize) -> Cell {
        match (self.part, cell) {
            (Some(part), Cell::Absent) => {
                identifier_part(identifier, parts, part).map_or(Cell::Absent, |text| self.cell_of_text(text))
            }
            (_, cell) => cell,
        }
    }

    fn cell(&self, value: &Value) -> Cell {
        match value {
            Value::Null => Cell::Null,
            Value::Bool(value) => self.cell_of_boolean(*value),
            Value::String(text) => self.cell_of_text(text),
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(number), _) => self.cell_of_integer(number),
                (None, Some(number)) => self.cell_of_float(number),
                (None, None) => self.misfit(),
            },
            Value::Array(_) | Value::Object(_) => match self.data_type {
                DataType::Utf8 => Cell::Text(value.to_string()),
                _ => self.misfit(),
            },
        }
    }

    fn cell_of_text(&self, text: &str) -> Cell {
        let parsed = match self.data_type {
            DataType::Int64 => text.parse().ok().map(Cell::Integer),
            DataType::Float64 => text.parse().ok().map(Cell::Float),
            DataType::Boolean if text.eq_ignore_ascii_case("true") => Some(Cell::Boolean(true)),
            DataType::Boolean if text.eq_ignore_ascii_case("false") => Some(Cell::Boolean(false)),
            DataType::Boolean => None,
            _ => return Cell::Text(text.to_owned()),
        };
        parsed.unwrap_or_else(|| self.misfit())
    }

    fn cell_of_boolean(&self, value: bool) -> Cell {
        match self.data_type {
            DataType::Boolean => Cell::Boolean(value),
            DataType::Utf8 => Cell::Text(value.to_string()),
            _ => self.misfit(),
        }
    }

    fn cell_of_integer(&self, number: i64) -> Cell {
        match self.data_type {
            DataType::Int64 => Cell::Integer(number),
            DataType::Float64 => Cell::Float(number as f64),
            DataType::Utf8 => Cell::Text(number.to_string()),
            _ => self.misfit(),
        }
    }

    fn cell_of_float(&self, number: f64) -> Cell {
        // Beyond 2^53 a float stands for more than one whole number.
        let is_whole = number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0;
        match self.data_type {
            DataType::Float64 => Cell::Float(number),
            DataType::Int64 if is_whole => Cell::Integer(number as i64),
            DataType::Utf8 => serde_json::Number::from_f64(number).map_or(Cell::Null, |it| Cell::Text(it.to_string())),
            _ => self.misfit(),
        }
    }

    /// The cell of a property in JSON.
    fn cell_of_json(&self, text: &str) -> Result<Cell, serde_json::Error> {
        if self.path.is_empty() {
            return CellSeed(self).deserialize(&mut serde_json::Deserializer::from_str(text));
        }
        let value: Value = serde_json::from_str(text)?;
        let inner = self.path.iter().try_fold(&value, |value, part| value.get(part));
        Ok(inner.map_or(Cell::Absent, |it| self.cell(it)))
    }

    fn misfit(&self) -> Cell {
        self.misfit.store(true, Ordering::Relaxed);
        Cell::Null
    }
}

/// Tags as AWS writes them: a list of keys and values by any of their names, or a map.
fn tags_of(value: &Value) -> Vec<(String, Option<String>)> {
    let text = |value: &Value| match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        other => Some(other.to_string()),
    };
    match value {
        Value::Object(tags) => tags.iter().map(|(key, value)| (key.clone(), text(value))).collect(),
        Value::Array(tags) => {
            let member = |tag: &Value, names: [&str; 4]| names.iter().find_map(|name| tag.get(name)).and_then(text);
            tags.iter()
                .filter_map(|tag| {
                    let key = member(tag, ["Key", "key", "TagKey", "tagKey"])?;
                    Some((key, member(tag, ["Value", "value", "TagValue", "tagValue"])))
                })
                .collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
