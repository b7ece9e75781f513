//! Operations as table functions.

use std::fmt;
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::Session;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, ReplaceChildrenOptions};

use crate::SqlError;
use crate::scan::ScanSummary;

/// The items that an operation gives.
#[derive(Debug)]
pub(crate) struct OperationTable {
    schema: SchemaRef,
}

impl OperationTable {
    /// Its columns.
    pub(crate) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// The plan of its calls.
    pub(crate) fn plan(
        &self,
        _state: &dyn Session,
        _projection: Option<&Vec<usize>>,
        _limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Err(SqlError::unsupported("operations are not tables yet").into())
    }
}

/// The calls of an operation.
#[derive(Debug)]
pub(crate) struct OperationExec {
    properties: Arc<PlanProperties>,
    summary: ScanSummary,
}

impl OperationExec {
    /// What it will call.
    pub(crate) fn summary(&self) -> ScanSummary {
        self.summary.clone()
    }
}

impl DisplayAs for OperationExec {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Operation: {}", self.summary)
    }
}

impl ExecutionPlan for OperationExec {
    fn name(&self) -> &str {
        "Operation"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        _: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn with_new_children(self: Arc<Self>, _: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        Ok(self)
    }

    fn execute(&self, _: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        Err(SqlError::unsupported("operations are not tables yet").into())
    }
}
