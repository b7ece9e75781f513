//! Batches: cells, or texts of properties, are gathered into Arrow columns.

use std::sync::Arc;

use callboard_plane::Extracted;
use datafusion::arrow::array::{ArrayRef, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::error::Result;

use super::{Cell, Layout, Row, identifier_part, plain_text};
use crate::catalog::ColumnKind;

/// Gathers rows into batches.
pub(in crate::scan) struct Batcher {
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
    pub(in crate::scan) fn new(layout: Arc<Layout>, region: Arc<str>) -> Self {
        let columns = layout.slots.iter().map(|it| ColumnBuilder::of(&it.data_type)).collect();
        Self { layout, region, columns, rows: 0 }
    }

    /// How many rows there are.
    pub(in crate::scan) fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a resource: one row, or one for each of its tags.
    pub(in crate::scan) fn push(&mut self, row: &Row) {
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
    pub(in crate::scan) fn push_extracted(&mut self, resource: Extracted<'_>) -> Result<(), serde_json::Error> {
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
    pub(in crate::scan) fn finish(&mut self) -> Result<RecordBatch> {
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
