//! The plan node of an operation: its calls, page by page, when rows are asked for.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use callboard_plane::paginate::{PageOptions, Pages, PaginateError};
use callboard_plane::{Call, Output, Plane, PlaneError, Scope};
use callboard_resource::Resources;
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, ReplaceChildrenOptions};
use futures::{StreamExt as _, stream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::OperationTable;
use crate::SqlError;
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::scan::ScanSummary;

/// The calls of an operation.
#[derive(Clone)]
pub(crate) struct OperationExec {
    table: Arc<OperationTable>,
    context: Arc<StatementContext>,
    projection: Vec<usize>,
    limit: Option<usize>,
    properties: Arc<PlanProperties>,
}

impl OperationExec {
    pub(super) fn new(
        table: Arc<OperationTable>,
        context: Arc<StatementContext>,
        projection: Vec<usize>,
        schema: SchemaRef,
        limit: Option<usize>,
    ) -> Self {
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self { table, context, projection, limit, properties: Arc::new(properties) }
    }

    /// What it will call.
    pub(crate) fn summary(&self) -> ScanSummary {
        let operation = self.table.operation;
        let pages = operation.service.paginator(operation.name).map_or("", |_| ", page by page");
        ScanSummary {
            table: self.table.name(),
            regions: self.region().into_iter().collect(),
            calls: vec![format!("{} of {}{pages}", operation.name, operation.service.name)],
            filters: Vec::new(),
            limit: self.limit,
            permissions: vec![format!("{}:{}", operation.service.metadata.signing_name, operation.name)],
        }
    }

    fn region(&self) -> Option<String> {
        self.table.region.clone().or_else(|| self.context.regions.first().cloned())
    }

    /// Makes the calls and sends the rows.
    async fn run(self, batches: mpsc::Sender<Result<datafusion::arrow::array::RecordBatch>>) -> Result<(), SqlError> {
        let operation = self.table.operation;
        let region = self.region().ok_or_else(|| {
            SqlError::new(sqlstate::NOT_NULL_VIOLATION, "no region is known").with_hint("give it as `region => '…'`")
        })?;
        let options = self.context.resources.options();
        let scope = Scope {
            partition: Arc::clone(&options.partition),
            account: Arc::clone(&options.account),
            region: region.as_str().into(),
        };
        let call = Call { operation, input: self.table.input.clone(), scope, caller: options.caller.clone() };
        let progress = &self.context.progress;
        let plane = WithinLimits(self.context.resources.clone());
        let mut pages = match operation.service.paginator(operation.name) {
            Some(paginator) => {
                let pages = Pages::new(&plane, call.clone(), paginator, PageOptions::default());
                Some(pages.map_err(|error| self.failed(error))?)
            }
            None => None,
        };
        let mut left = self.limit.unwrap_or(usize::MAX);
        let schema = self.schema();
        while left > 0 {
            progress.expect(1);
            let page = match &mut pages {
                Some(pages) => pages.next().await.map_err(|error| self.failed(error)),
                None => plane.call(call.clone()).await.map(Some).map_err(SqlError::from),
            };
            let page = match page {
                Ok(Some(page)) => page,
                Ok(None) => {
                    progress.known.fetch_sub(1, std::sync::atomic::Ordering::Relaxed);
                    break;
                }
                Err(error) => {
                    progress.finish();
                    self.context.tolerate(format!("{} in {region}", self.table.name()), error)?;
                    break;
                }
            };
            progress.finish();
            if self.table.items.count(&page.members) > 0 {
                let batch = self.table.items.batch(&page.members, &region, &self.projection, &schema, left)?;
                left -= batch.num_rows();
                progress.rows.fetch_add(batch.num_rows() as u64, std::sync::atomic::Ordering::Relaxed);
                if batches.send(Ok(batch)).await.is_err() {
                    break;
                }
            }
            if pages.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn failed(&self, error: PaginateError) -> SqlError {
        match error {
            PaginateError::Plane(error) => error.into(),
            other => SqlError::new(sqlstate::CALL_REFUSED, format!("{}: {other}", self.table.name())),
        }
    }

    fn stream(self) -> SendableRecordBatchStream {
        let schema = self.schema();
        let batches = stream::once(async move {
            let (sender, receiver) = mpsc::channel(1);
            let mut task = JoinSet::new();
            task.spawn(async move {
                if let Err(error) = self.run(sender.clone()).await {
                    // Where nobody listens any more, nobody wants to know.
                    let _ = sender.send(Err(DataFusionError::from(error))).await;
                }
            });
            // The task ends with the stream: dropping the set aborts it, and the call it waits for.
            stream::unfold((receiver, task), |(mut receiver, task)| async move {
                receiver.recv().await.map(|batch| (batch, (receiver, task)))
            })
        });
        Box::pin(RecordBatchStreamAdapter::new(schema, batches.flatten().boxed()))
    }
}

/// The plane, with the limits and the patience that calls of resources have.
struct WithinLimits(Resources);

#[async_trait]
impl Plane for WithinLimits {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        self.0.call(call.operation, &call.scope.region, call.input).await
    }
}

impl fmt::Debug for OperationExec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("OperationExec").field(&self.table.name()).finish()
    }
}

impl DisplayAs for OperationExec {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Operation: {}", self.summary())
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
        Ok(self.clone().stream())
    }

    fn fetch(&self) -> Option<usize> {
        self.limit
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        Some(Arc::new(Self { limit, ..self.clone() }))
    }
}
