//! Scans: the rows of a table, by calls that are made while they are read.
//!
//! ```text
//! SELECT … WHERE region = 'us-east-1' AND arn = '…' LIMIT 5
//!                │ predicate.rs: what calls can use
//!                ▼
//! access.rs: read by identifier | list | list by parent      one task a region, region.rs
//!                │                                                     │
//!                └──────────▶ ScanExec (lazy) ──▶ pages, reads ──▶ rows.rs ──▶ batches
//! ```
//!
//! # Invariants
//!
//! - Planning makes no call; nothing is called before the stream is polled, and dropping it ends what is under way.
//! - A column that no part of the statement needs causes no read.
//! - Memory does not grow with the number of rows: a region waits when nobody takes its batches.
//! - A call that fails is an error of the statement, unless it is let pass (`--partial`) and then listed.
//!
//! # Reading order
//!
//! [`LazyTable`] is what DataFusion plans with, `exec.rs` what it runs, `region.rs` the work.

mod access;
mod early;
mod exec;
mod parents;
mod predicate;
mod region;
mod rows;
mod summary;
#[cfg(test)]
pub(crate) mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::DFSchema;
use datafusion::error::Result;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_plan::ExecutionPlan;

use crate::SqlError;
use crate::catalog::{ColumnKind, Table};
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::operations::OperationTable;
use crate::region::refuse_unknown;
use early::EarlyColumns;
use exec::{Request, ScanExec};
use predicate::Constraints;

pub(crate) use predicate::equality;
pub use summary::{ScanSummary, summaries};

/// What DataFusion plans with: the one provider of rows that calls give.
#[derive(Debug)]
pub(crate) enum LazyTable {
    /// A relation of a resource type.
    Resources(Arc<Table>),
    /// The items that an operation gives.
    Operation(Arc<OperationTable>),
}

/// The context of the statement that a plan belongs to.
pub(crate) fn context_of(state: &dyn Session) -> Result<Arc<StatementContext>> {
    let context = state.config().get_extension::<StatementContext>();
    context.ok_or_else(|| SqlError::new(sqlstate::INTERNAL, "a scan was planned outside a statement").into())
}

fn plan_resources(
    table: &Arc<Table>,
    state: &dyn Session,
    projection: Option<&Vec<usize>>,
    filters: &[Expr],
    limit: Option<usize>,
) -> Result<Arc<dyn ExecutionPlan>> {
    let early_columns = Arc::new(EarlyColumns::of(table));
    let early_schema = DFSchema::try_from(Arc::clone(early_columns.schema()))?;
    let mut early = Vec::new();
    for filter in filters.iter().filter(|it| predicate::is_early(table, it)) {
        early.push(state.create_physical_expr(filter.clone(), &early_schema)?);
    }
    let context = context_of(state)?;
    let constraints = Constraints::of(table, filters);
    for region in constraints.kind(table, ColumnKind::Region).into_iter().flatten() {
        refuse_unknown(&context, region)?;
    }
    Ok(Arc::new(ScanExec::new(Request {
        table: Arc::clone(table),
        projection: projection.map_or_else(|| (0..table.columns.len()).collect(), Clone::clone),
        constraints,
        early_columns,
        early,
        filters: filters.iter().map(|it| it.human_display().to_string()).collect(),
        limit,
        context,
    })))
}

#[async_trait]
impl TableProvider for LazyTable {
    fn schema(&self) -> SchemaRef {
        match self {
            Self::Resources(table) => table.schema(),
            Self::Operation(table) => table.schema(),
        }
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        let Self::Resources(table) = self else {
            return Ok(vec![TableProviderFilterPushDown::Unsupported; filters.len()]);
        };
        Ok(filters.iter().map(|it| predicate::support(table, it)).collect())
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match self {
            Self::Resources(table) => plan_resources(table, state, projection, filters, limit),
            Self::Operation(table) => table.plan(state, projection, limit),
        }
    }
}
