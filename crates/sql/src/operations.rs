//! Operations as table functions: the items of a listing as rows, page by page.
//!
//! ```text
//! aws.ivs_realtime.list_stages(region => 'us-east-1', maxResults => 10)
//!        │ planner.rs: service, operation, constant arguments ──▶ input, valid by the model
//!        ▼
//! OperationTable ──▶ OperationExec (lazy) ──▶ pages ──▶ items.rs: rows
//! ```
//!
//! Rows are the items of the list that the operation's paginator joins; else of the only list in its output; else
//! the output is one row. Only operations that change nothing are tables: `EXEC` runs the others.
//!
//! # Invariants
//!
//! - Planning makes no call.
//! - An operation that may change something is refused when it is planned.

mod exec;
mod items;
mod planner;

use std::sync::Arc;

use callboard_model::document::Map;
use callboard_model::service::Operation;
use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::catalog::Session;
use datafusion::error::Result;
use datafusion::physical_plan::ExecutionPlan;

use crate::scan::context_of;
pub(crate) use exec::OperationExec;
use items::Items;
pub(crate) use planner::{OperationPlanner, columns_of, inputs_of};

/// The items that an operation gives.
#[derive(Debug)]
pub(crate) struct OperationTable {
    operation: &'static Operation,
    input: Map,
    /// Where it is called; the session's first region where that is not said.
    region: Option<String>,
    items: Items,
}

impl OperationTable {
    /// Its columns.
    pub(crate) fn schema(&self) -> SchemaRef {
        self.items.schema()
    }

    /// The plan of its calls.
    pub(crate) fn plan(
        self: &Arc<Self>,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let all = self.schema();
        let projection = projection.map_or_else(|| (0..all.fields().len()).collect(), Clone::clone);
        let schema = Schema::new(projection.iter().map(|it| all.field(*it).clone()).collect::<Vec<_>>());
        Ok(Arc::new(OperationExec::new(Arc::clone(self), context_of(state)?, projection, Arc::new(schema), limit)))
    }

    /// `aws.ivs_realtime.list_stages`
    fn name(&self) -> String {
        planner::name_of(self.operation)
    }
}

#[cfg(test)]
mod tests;
