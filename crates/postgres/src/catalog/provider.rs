//! What DataFusion is given: the system tables, whose rows are worked out when they are read.

use std::sync::{Arc, Weak};

use async_trait::async_trait;
use callboard_sql::datafusion::arrow::array::{
    ArrayRef, BooleanBuilder, Float64Builder, Int64Builder, ListBuilder, StringBuilder,
};
use callboard_sql::datafusion::arrow::datatypes::{DataType, SchemaRef};
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use callboard_sql::datafusion::catalog::{
    CatalogProvider, CatalogProviderList, MemTable, SchemaProvider, Session, TableProvider,
};
use callboard_sql::datafusion::common::ScalarValue;
use callboard_sql::datafusion::error::Result;
use callboard_sql::datafusion::execution::context::SessionContext;
use callboard_sql::datafusion::logical_expr::{BinaryExpr, Expr, Operator, TableProviderFilterPushDown, TableType};
use callboard_sql::datafusion::physical_plan::ExecutionPlan;

use super::SYSTEM;
use super::rows::{self, Cell, Row, Wanted};
use super::tables::{self, PLACES, SystemTable, TABLES};

pub(super) fn register(engine: &SessionContext) {
    let catalogs = Arc::downgrade(engine.state().catalog_list());
    engine.register_catalog(SYSTEM, Arc::new(SystemCatalog { catalogs }));
}

#[derive(Debug)]
struct SystemCatalog {
    // Weak, since the list holds this catalog.
    catalogs: Weak<dyn CatalogProviderList>,
}

#[derive(Debug)]
struct SystemSchema {
    name: &'static str,
    catalogs: Weak<dyn CatalogProviderList>,
}

#[derive(Debug)]
struct SystemRows {
    table: &'static SystemTable,
    schema: SchemaRef,
    catalogs: Weak<dyn CatalogProviderList>,
}

impl CatalogProvider for SystemCatalog {
    fn schema_names(&self) -> Vec<String> {
        PLACES.map(str::to_owned).to_vec()
    }

    fn schema(&self, name: &str) -> Option<Arc<dyn SchemaProvider>> {
        let name = PLACES.into_iter().find(|it| *it == name)?;
        Some(Arc::new(SystemSchema { name, catalogs: Weak::clone(&self.catalogs) }))
    }
}

#[async_trait]
impl SchemaProvider for SystemSchema {
    fn table_names(&self) -> Vec<String> {
        TABLES.iter().filter(|it| it.place() == self.name).map(|it| it.name.to_owned()).collect()
    }

    async fn table(&self, name: &str) -> Result<Option<Arc<dyn TableProvider>>> {
        let Some(table) = tables::find(self.name, name) else { return Ok(None) };
        let schema = table.arrow_schema();
        Ok(Some(Arc::new(SystemRows { table, schema, catalogs: Weak::clone(&self.catalogs) })))
    }

    fn table_exist(&self, name: &str) -> bool {
        tables::find(self.name, name).is_some()
    }
}

#[async_trait]
impl TableProvider for SystemRows {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let mut wanted = Wanted::default();
        for filter in filters {
            note_equality(filter, &mut wanted);
        }
        let rows = match self.catalogs.upgrade() {
            Some(catalogs) if !self.table.is_empty => rows::rows(self.table.name, &wanted, &*catalogs).await,
            _ => Vec::new(),
        };
        let table = MemTable::try_new(self.schema(), vec![vec![batch(&self.schema, &rows)?]])?;
        table.scan(state, projection, &[], None).await
    }
}

/// Remembers `column = value`; anything else is left to DataFusion.
fn note_equality(filter: &Expr, wanted: &mut Wanted) {
    let Expr::BinaryExpr(BinaryExpr { left, op, right }) = filter else { return };
    match op {
        Operator::And => {
            note_equality(left, wanted);
            note_equality(right, wanted);
        }
        Operator::Eq => {
            let (column, value) = match (&**left, &**right) {
                (Expr::Column(column), Expr::Literal(value, _)) | (Expr::Literal(value, _), Expr::Column(column)) => {
                    (column, value)
                }
                _ => return,
            };
            let cell = match value {
                ScalarValue::Utf8(Some(text)) | ScalarValue::Utf8View(Some(text)) => Cell::Text(text.clone()),
                ScalarValue::Int64(Some(value)) => Cell::Integer(*value),
                _ => return,
            };
            wanted.0.insert(column.name.clone(), cell);
        }
        _ => {}
    }
}

fn batch(schema: &SchemaRef, rows: &[Row]) -> Result<RecordBatch> {
    let columns = schema.fields().iter().map(|field| column(field.name(), field.data_type(), rows));
    Ok(RecordBatch::try_new(Arc::clone(schema), columns.collect())?)
}

fn column(name: &str, data_type: &DataType, rows: &[Row]) -> ArrayRef {
    let cells = rows.iter().map(|row| row.iter().find(|(it, _)| *it == name).map(|(_, cell)| cell));
    match data_type {
        DataType::Int64 => {
            let mut builder = Int64Builder::with_capacity(rows.len());
            cells.for_each(|cell| {
                builder.append_option(if let Some(Cell::Integer(it)) = cell { Some(*it) } else { None })
            });
            Arc::new(builder.finish())
        }
        DataType::Boolean => {
            let mut builder = BooleanBuilder::with_capacity(rows.len());
            cells
                .for_each(|cell| builder.append_option(if let Some(Cell::Bool(it)) = cell { Some(*it) } else { None }));
            Arc::new(builder.finish())
        }
        DataType::Float64 => {
            let mut builder = Float64Builder::with_capacity(rows.len());
            cells.for_each(|_| builder.append_null());
            Arc::new(builder.finish())
        }
        DataType::List(_) => {
            let mut builder = ListBuilder::new(StringBuilder::new());
            cells.for_each(|_| builder.append_null());
            Arc::new(builder.finish())
        }
        _ => {
            let mut builder = StringBuilder::new();
            cells.for_each(|cell| builder.append_option(if let Some(Cell::Text(it)) = cell { Some(it) } else { None }));
            Arc::new(builder.finish())
        }
    }
}
