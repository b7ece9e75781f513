//! Early predicates: what can be told of a resource from its region and identifier, before it is read.

use std::sync::Arc;

use callboard_model::types::ResourceType;
use datafusion::arrow::array::{Array, ArrayRef, BooleanArray, Int64Array, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::common::cast::as_boolean_array;
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_expr::utils::{collect_columns, reassign_expr_columns};

use super::predicate::is_early_column;
use super::rows::identifier_part;
use crate::catalog::{ColumnKind, Table};

/// The columns that a region and an identifier tell.
#[derive(Debug)]
pub(super) struct EarlyColumns {
    of: &'static ResourceType,
    sources: Vec<Source>,
    schema: SchemaRef,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    Region,
    Identifier,
    Part(usize),
}

impl EarlyColumns {
    /// Those of a table.
    pub(super) fn of(table: &Table) -> Self {
        let of = table.resource_type;
        let mut sources = Vec::new();
        let mut fields = Vec::new();
        for column in table.columns.iter().filter(|it| is_early_column(table, it)) {
            let part = || of.primary_identifier().position(|it| Some(it) == column.property);
            sources.push(match column.kind {
                ColumnKind::Region => Source::Region,
                ColumnKind::Identifier => Source::Identifier,
                _ => Source::Part(part().unwrap_or_default()),
            });
            // A part of an identifier that is neither text nor a whole number is left to the predicate above.
            fields.push(Field::new(&column.name, column.data_type.clone(), true));
        }
        Self { of, sources, schema: Arc::new(Schema::new(fields)) }
    }

    /// The schema of these columns.
    pub(super) fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    /// A predicate over a scan's rows as one over these columns, where it needs no others.
    pub(super) fn adapt(&self, predicate: &Arc<dyn PhysicalExpr>) -> Option<Arc<dyn PhysicalExpr>> {
        let columns = collect_columns(predicate);
        let is_known = |name: &str| self.schema.column_with_name(name).is_some();
        if columns.is_empty() || !columns.iter().all(|it| is_known(it.name())) {
            return None;
        }
        reassign_expr_columns(Arc::clone(predicate), &self.schema).ok()
    }

    /// Whether any resource of a region may fulfil the predicates, as far as they are about the region alone.
    pub(super) fn may_hold_in(&self, predicates: &[Arc<dyn PhysicalExpr>], region: &str) -> bool {
        let about_region: Vec<_> = predicates.iter().filter(|it| self.is_about_region(it)).cloned().collect();
        // An error is told where the predicate is evaluated for good.
        self.keep(&about_region, region, &[""]).map_or(true, |keep| keep[0])
    }

    /// Whether a predicate is about the region alone.
    pub(super) fn is_about_region(&self, predicate: &Arc<dyn PhysicalExpr>) -> bool {
        let is_region = |index: usize| matches!(self.sources.get(index), Some(Source::Region));
        collect_columns(predicate).iter().all(|it| is_region(it.index()))
    }

    /// For each identifier, whether all predicates may hold.
    pub(super) fn keep(
        &self,
        predicates: &[Arc<dyn PhysicalExpr>],
        region: &str,
        identifiers: &[&str],
    ) -> Result<Vec<bool>> {
        let mut keep = vec![true; identifiers.len()];
        if predicates.is_empty() {
            return Ok(keep);
        }
        let columns = self.sources.iter().zip(self.schema.fields());
        let columns = columns.map(|(source, field)| self.column(*source, field.data_type(), region, identifiers));
        let options = RecordBatchOptions::new().with_row_count(Some(identifiers.len()));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns.collect(), &options)?;
        for predicate in predicates {
            // A part that the identifier does not show is null here, and may be anything.
            let parts: Vec<_> = collect_columns(predicate).into_iter().map(|it| it.index()).collect();
            let value = predicate.evaluate(&batch)?.into_array(identifiers.len())?;
            let value = as_boolean_array(&value)?;
            for (row, keep) in keep.iter_mut().enumerate() {
                let is_unknown = || parts.iter().any(|it| batch.column(*it).is_null(row));
                *keep &= holds(value, row) || is_unknown();
            }
        }
        Ok(keep)
    }

    fn column(&self, source: Source, data_type: &DataType, region: &str, identifiers: &[&str]) -> ArrayRef {
        let parts = self.of.primary_identifier().count();
        let texts: Vec<Option<&str>> = match source {
            Source::Region => vec![Some(region); identifiers.len()],
            Source::Identifier => identifiers.iter().map(|it| Some(*it)).collect(),
            Source::Part(number) => identifiers.iter().map(|it| identifier_part(it, parts, number)).collect(),
        };
        match data_type {
            DataType::Utf8 => Arc::new(StringArray::from(texts)),
            DataType::Int64 => {
                let numbers = texts.into_iter().map(|it| it.and_then(|it| it.parse().ok()));
                Arc::new(numbers.collect::<Int64Array>())
            }
            other => datafusion::arrow::array::new_null_array(other, identifiers.len()),
        }
    }
}

fn holds(values: &BooleanArray, row: usize) -> bool {
    values.is_valid(row) && values.value(row)
}
