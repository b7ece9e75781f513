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

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use callboard_plane::Extracted;
use datafusion::arrow::array::{ArrayRef, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use datafusion::arrow::datatypes::{DataType, SchemaRef};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::error::Result;
use serde_core::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde_core::de::{
    Deserialize, DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde_json::Value;

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

/// Reads one object: wanted properties into cells, others not at all.
struct ObjectSeed<'a> {
    layout: &'a Layout,
    row: &'a mut Row,
}

enum Wanted {
    Property(usize),
    Tags,
    Nothing,
}

impl<'de> DeserializeSeed<'de> for ObjectSeed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for ObjectSeed<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the properties of a resource")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Self { layout, row } = self;
        while let Some(wanted) = map.next_key_seed(KeySeed(layout))? {
            match wanted {
                Wanted::Nothing => {
                    map.next_value::<IgnoredAny>()?;
                }
                Wanted::Tags => row.tags = Some(tags_of(&map.next_value::<Value>()?)),
                Wanted::Property(number) => {
                    let slots = &layout.wanted[number].1;
                    match slots.as_slice() {
                        [only] if layout.slots[*only].path.is_empty() => {
                            row.cells[*only] = map.next_value_seed(CellSeed(&layout.slots[*only]))?;
                        }
                        _ => layout.fill(row, slots, &map.next_value::<Value>()?),
                    }
                }
            }
        }
        Ok(())
    }
}

struct KeySeed<'a>(&'a Layout);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Wanted;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Wanted, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Wanted;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E>(self, name: &str) -> Result<Wanted, E> {
        if self.0.tags == Some(name) {
            return Ok(Wanted::Tags);
        }
        let found = self.0.wanted.iter().position(|(wanted, _)| *wanted == name);
        Ok(found.map_or(Wanted::Nothing, Wanted::Property))
    }
}

struct CellSeed<'a>(&'a Slot);

impl<'de> DeserializeSeed<'de> for CellSeed<'_> {
    type Value = Cell;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Cell, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for CellSeed<'_> {
    type Value = Cell;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the value of a property")
    }

    fn visit_unit<E>(self) -> Result<Cell, E> {
        Ok(Cell::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Cell, E> {
        Ok(self.0.cell_of_boolean(value))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Cell, E> {
        Ok(self.0.cell_of_integer(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Cell, E> {
        Ok(self.0.cell(&Value::from(number)))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Cell, E> {
        Ok(self.0.cell_of_float(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Cell, E> {
        Ok(self.0.cell_of_text(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, sequence: A) -> Result<Cell, A::Error> {
        let value = Value::deserialize(SeqAccessDeserializer::new(sequence)).map_err(A::Error::custom)?;
        Ok(self.0.cell(&value))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Cell, A::Error> {
        let value = Value::deserialize(MapAccessDeserializer::new(map)).map_err(A::Error::custom)?;
        Ok(self.0.cell(&value))
    }
}

/// Gathers rows into batches.
pub(super) struct Batcher {
    layout: Arc<Layout>,
    region: Arc<str>,
    columns: Vec<ColumnBuilder>,
    rows: usize,
}

enum ColumnBuilder {
    Text(StringBuilder),
    Integer(Int64Builder),
    Float(Float64Builder),
    Boolean(BooleanBuilder),
}

impl Batcher {
    /// An empty batch of resources of one region.
    pub(super) fn new(layout: Arc<Layout>, region: Arc<str>) -> Self {
        let columns = layout.slots.iter().map(|it| ColumnBuilder::of(&it.data_type)).collect();
        Self { layout, region, columns, rows: 0 }
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a resource: one row, or one for each of its tags.
    pub(super) fn push(&mut self, row: &Row) {
        if self.layout.tags.is_none() {
            return self.push_row(row, None);
        }
        for tag in row.tags.iter().flatten() {
            self.push_row(row, Some(tag));
        }
    }

    fn push_row(&mut self, row: &Row, tag: Option<&(String, Option<String>)>) {
        for ((slot, cell), column) in self.layout.slots.iter().zip(&row.cells).zip(&mut self.columns) {
            match slot.kind {
                ColumnKind::Region => column.push_text(Some(&self.region)),
                ColumnKind::Identifier => column.push_text(Some(&row.identifier)),
                ColumnKind::Property => column.push(cell),
                ColumnKind::TagKey => column.push_text(tag.map(|it| it.0.as_str())),
                ColumnKind::TagValue => column.push_text(tag.and_then(|it| it.1.as_deref())),
            }
        }
        self.rows += 1;
    }

    /// Adds a resource of which there are the texts of properties.
    pub(super) fn push_extracted(&mut self, resource: Extracted<'_>) -> Result<(), serde_json::Error> {
        let parts = self.layout.identifier_parts;
        for (slot, column) in self.layout.slots.iter().zip(&mut self.columns) {
            match slot.kind {
                ColumnKind::Region => column.push_text(Some(&self.region)),
                ColumnKind::Identifier => column.push_text(Some(resource.identifier())),
                ColumnKind::Property => {
                    let text = slot.listed.map_or("", |it| resource.property(it));
                    let plain = match text {
                        "" => slot.part.and_then(|it| identifier_part(resource.identifier(), parts, it)),
                        text if slot.path.is_empty() => plain_text(text),
                        _ => None,
                    };
                    match (column, plain) {
                        (ColumnBuilder::Text(column), Some(text)) => column.append_value(text),
                        (column, _) => {
                            let cell = if text.is_empty() { Cell::Absent } else { slot.cell_of_json(text)? };
                            column.push(&slot.or_part(cell, resource.identifier(), parts));
                        }
                    }
                }
                ColumnKind::TagKey | ColumnKind::TagValue => column.push_text(None),
            }
        }
        self.rows += 1;
        Ok(())
    }

    /// The rows so far, as a batch.
    pub(super) fn finish(&mut self) -> Result<RecordBatch> {
        let columns = self.columns.iter_mut().map(ColumnBuilder::finish).collect();
        let options = RecordBatchOptions::new().with_row_count(Some(self.rows));
        self.rows = 0;
        Ok(RecordBatch::try_new_with_options(Arc::clone(&self.layout.schema), columns, &options)?)
    }
}

impl ColumnBuilder {
    fn of(data_type: &DataType) -> Self {
        match data_type {
            DataType::Int64 => Self::Integer(Int64Builder::new()),
            DataType::Float64 => Self::Float(Float64Builder::new()),
            DataType::Boolean => Self::Boolean(BooleanBuilder::new()),
            _ => Self::Text(StringBuilder::new()),
        }
    }

    fn push(&mut self, cell: &Cell) {
        match (self, cell) {
            (Self::Text(column), Cell::Text(text)) => column.append_value(text),
            (Self::Integer(column), Cell::Integer(number)) => column.append_value(*number),
            (Self::Float(column), Cell::Float(number)) => column.append_value(*number),
            (Self::Boolean(column), Cell::Boolean(value)) => column.append_value(*value),
            (Self::Text(column), _) => column.append_null(),
            (Self::Integer(column), _) => column.append_null(),
            (Self::Float(column), _) => column.append_null(),
            (Self::Boolean(column), _) => column.append_null(),
        }
    }

    fn push_text(&mut self, text: Option<&str>) {
        if let Self::Text(column) = self {
            column.append_option(text);
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Text(column) => Arc::new(column.finish()),
            Self::Integer(column) => Arc::new(column.finish()),
            Self::Float(column) => Arc::new(column.finish()),
            Self::Boolean(column) => Arc::new(column.finish()),
        }
    }
}

#[cfg(test)]
mod tests;
