//! The plan node of a scan: lazy, one partition, all regions at once.

use std::any::Any;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;

use datafusion::arrow::datatypes::{Schema, SchemaRef};
use datafusion::common::Statistics;
use datafusion::common::config::ConfigOptions;
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::expressions::{BinaryExpr, Column, DynamicFilterPhysicalExpr, InListExpr, Literal};
use datafusion::physical_expr::utils::split_conjunction;
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::filter_pushdown::{
    ChildPushdownResult, FilterPushdownPhase, FilterPushdownPropagation, PushedDown,
};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, ReplaceChildrenOptions};
use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::access::Access;
use super::early::EarlyColumns;
use super::predicate::{Constraints, text_of};
use super::region::{RegionScan, region_of_arn};
use super::rows::Layout;
use crate::SqlError;
use crate::catalog::{ColumnKind, Table};
use crate::context::StatementContext;
use crate::error::sqlstate;

/// A scan of one table.
#[derive(Clone)]
pub(crate) struct ScanExec {
    pub(super) table: Arc<Table>,
    /// Columns, by their numbers in the table.
    pub(super) projection: Arc<[usize]>,
    pub(super) constraints: Constraints,
    pub(super) access: Access,
    pub(super) early_columns: Arc<EarlyColumns>,
    pub(super) early: Vec<Arc<dyn PhysicalExpr>>,
    /// The words of the predicates that the scan carries out.
    pub(super) filters: Vec<String>,
    /// Predicates that joins fill in while they run.
    pub(super) dynamic: Vec<Arc<dyn PhysicalExpr>>,
    pub(super) limit: Option<usize>,
    pub(super) context: Arc<StatementContext>,
    properties: Arc<PlanProperties>,
}

/// What a scan is asked for.
pub(super) struct Request {
    pub(super) table: Arc<Table>,
    pub(super) projection: Vec<usize>,
    pub(super) constraints: Constraints,
    pub(super) early_columns: Arc<EarlyColumns>,
    pub(super) early: Vec<Arc<dyn PhysicalExpr>>,
    pub(super) filters: Vec<String>,
    pub(super) limit: Option<usize>,
    pub(super) context: Arc<StatementContext>,
}

/// Rows that are thought to be in a region, where nothing is known.
const ROWS_OF_A_REGION: usize = 1_000;

impl ScanExec {
    /// A scan; nothing is called before its stream is polled.
    pub(super) fn new(request: Request) -> Self {
        let Request { table, projection, constraints, early_columns, early, filters, limit, context } = request;
        let fields: Vec<_> = projection.iter().map(|it| table.schema().field(*it).clone()).collect();
        let schema: SchemaRef = Arc::new(Schema::new(fields));
        let properties = PlanProperties::new(
            EquivalenceProperties::new(schema),
            Partitioning::UnknownPartitioning(1),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Self {
            access: Access::choose(&context.resources, &table, &constraints),
            table,
            projection: projection.into(),
            constraints,
            early_columns,
            early,
            filters,
            dynamic: Vec::new(),
            limit,
            context,
            properties: Arc::new(properties),
        }
    }

    pub(super) fn layout(&self) -> Layout {
        Layout::new(&self.table, &self.projection, self.schema())
    }

    /// Where is searched: what the statement says, else where the identifiers are, else the session's regions.
    pub(super) fn regions(&self) -> Vec<String> {
        self.regions_of(&self.constraints, &self.early)
    }

    fn regions_of(&self, constraints: &Constraints, early: &[Arc<dyn PhysicalExpr>]) -> Vec<String> {
        let mut regions = self.regions_that_may_be(constraints);
        regions.retain(|it| self.early_columns.may_hold_in(early, it));
        regions
    }

    fn regions_that_may_be(&self, constraints: &Constraints) -> Vec<String> {
        if let Some(regions) = constraints.kind(&self.table, ColumnKind::Region) {
            return regions.to_vec();
        }
        if let Access::Read(identifiers) = Access::choose(&self.context.resources, &self.table, constraints)
            && let Some(mut regions) =
                identifiers.iter().map(|it| region_of_arn(it).map(str::to_owned)).collect::<Option<Vec<String>>>()
            && !regions.is_empty()
        {
            regions.sort_unstable();
            regions.dedup();
            return regions;
        }
        let session = &self.context.regions;
        let of = self.table.resource_type;
        if of.is_global() {
            // Every region would list the same.
            return session.first().cloned().into_iter().collect();
        }
        let known = of.regions();
        let offered: Vec<_> = session.iter().filter(|it| known.contains(&it.as_str())).cloned().collect();
        if offered.is_empty() { session.to_vec() } else { offered }
    }

    /// What is known of the rows when the first is asked for: joins have filled in their predicates by then.
    fn begin(&self) -> Result<(Vec<RegionScan>, Arc<Layout>)> {
        let mut constraints = self.constraints.clone();
        let mut early = self.early.clone();
        for predicate in &self.dynamic {
            let now = current(predicate)?;
            for part in split_conjunction(&now) {
                if let Some((name, values)) = equality(part)
                    && let Some(column) = self.table.columns.iter().position(|it| it.name == name)
                {
                    constraints.restrict(&self.table, column, values);
                }
            }
            early.extend(self.early_columns.adapt(&now));
        }
        let access = Access::choose(&self.context.resources, &self.table, &constraints);
        let layout = Arc::new(self.layout());
        let left = self.limit.map(|it| Arc::new(AtomicUsize::new(it)));
        let regions = self.regions_of(&constraints, &early);
        early.retain(|it| !self.early_columns.is_about_region(it));
        let early: Arc<[_]> = early.into();
        let scans = regions.into_iter().map(|region| RegionScan {
            table: Arc::clone(&self.table),
            layout: Arc::clone(&layout),
            access: access.clone(),
            early_columns: Arc::clone(&self.early_columns),
            early: Arc::clone(&early),
            region: region.into(),
            context: Arc::clone(&self.context),
            left: left.clone(),
        });
        Ok((scans.collect(), layout))
    }

    fn stream(self: Arc<Self>) -> Result<SendableRecordBatchStream> {
        let schema = self.schema();
        let (scans, _) = self.begin()?;
        if self.limit == Some(0) {
            return Ok(Box::pin(RecordBatchStreamAdapter::new(schema, futures::stream::empty())));
        }
        let (sender, receiver) = mpsc::channel(scans.len() + 1);
        let mut tasks = JoinSet::new();
        for scan in scans {
            let sender = sender.clone();
            tasks.spawn(async move {
                if let Err(error) = scan.run(sender.clone()).await {
                    // Where nobody listens any more, nobody wants to know.
                    let _ = sender.send(Err(error)).await;
                }
            });
        }
        drop(sender);
        // Tasks end with the stream: dropping the set aborts them, and the calls they wait for.
        let batches = futures::stream::unfold((receiver, tasks), |(mut receiver, mut tasks)| async move {
            match receiver.recv().await {
                Some(Ok(batch)) => Some((Ok(batch), (receiver, tasks))),
                Some(Err(error)) => {
                    tasks.abort_all();
                    receiver.close();
                    Some((Err(error), (receiver, tasks)))
                }
                None => panic_of(&mut tasks).await.map(|error| (Err(error), (receiver, tasks))),
            }
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(schema, batches)))
    }
}

/// Why a task ended without saying so.
async fn panic_of(tasks: &mut JoinSet<()>) -> Option<DataFusionError> {
    while let Some(ended) = tasks.join_next().await {
        if let Err(error) = ended
            && error.is_panic()
        {
            let message = format!("a scan ended abnormally: {error}");
            return Some(SqlError::new(sqlstate::INTERNAL, message).into());
        }
    }
    None
}

/// A predicate with what joins have filled in by now.
fn current(predicate: &Arc<dyn PhysicalExpr>) -> Result<Arc<dyn PhysicalExpr>> {
    match predicate.downcast_ref::<DynamicFilterPhysicalExpr>() {
        Some(dynamic) => dynamic.current(),
        None => Ok(Arc::clone(predicate)),
    }
}

/// The column and the values of `c IN (…)` and `c = 'x'`.
fn equality(predicate: &Arc<dyn PhysicalExpr>) -> Option<(&str, Vec<String>)> {
    let literal = |it: &Arc<dyn PhysicalExpr>| text_of(it.downcast_ref::<Literal>()?.value());
    if let Some(list) = predicate.downcast_ref::<InListExpr>() {
        let column = list.expr().downcast_ref::<Column>().filter(|_| !list.negated())?;
        let mut values = Vec::new();
        for item in list.list() {
            values.extend(literal(item)?);
        }
        return Some((column.name(), values));
    }
    let comparison = predicate.downcast_ref::<BinaryExpr>()?;
    if *comparison.op() != datafusion::logical_expr::Operator::Eq {
        return None;
    }
    let column = comparison.left().downcast_ref::<Column>()?;
    Some((column.name(), literal(comparison.right())?.into_iter().collect()))
}

impl fmt::Debug for ScanExec {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("ScanExec").field(&super::summary::summary(self)).finish()
    }
}

impl DisplayAs for ScanExec {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Scan: {}", super::summary::summary(self))
    }
}

impl ExecutionPlan for ScanExec {
    fn name(&self) -> &str {
        "Scan"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        Vec::new()
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        for predicate in &self.dynamic {
            if visit(predicate)? == TreeNodeRecursion::Stop {
                return Ok(TreeNodeRecursion::Stop);
            }
        }
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

    fn execute(&self, _partition: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let this = Arc::new(self.clone());
        let stream = async move { this.stream() }.into_stream().try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), stream.boxed())))
    }

    fn partition_statistics(&self, _partition: Option<usize>) -> Result<Arc<Statistics>> {
        let regions = self.regions().len();
        let rows = match &self.access {
            Access::Read(identifiers) => identifiers.len() * regions,
            _ => ROWS_OF_A_REGION * regions,
        };
        let rows = self.limit.map_or(rows, |it| it.min(rows));
        let mut statistics = Statistics::new_unknown(&self.schema());
        statistics.num_rows = Precision::Inexact(rows);
        statistics.total_byte_size = Precision::Inexact(rows * 100 * self.projection.len().max(1));
        Ok(Arc::new(statistics))
    }

    fn fetch(&self) -> Option<usize> {
        self.limit
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn ExecutionPlan>> {
        Some(Arc::new(Self { limit, ..self.clone() }))
    }

    fn handle_child_pushdown_result(
        &self,
        phase: FilterPushdownPhase,
        pushed: ChildPushdownResult,
        _: &ConfigOptions,
    ) -> Result<FilterPushdownPropagation<Arc<dyn ExecutionPlan>>> {
        let is_dynamic = |it: &Arc<dyn PhysicalExpr>| (&**it as &dyn Any).is::<DynamicFilterPhysicalExpr>();
        let mut dynamic = self.dynamic.clone();
        if phase == FilterPushdownPhase::Post {
            for filter in pushed.parent_filters.iter().map(|it| &it.filter).filter(|it| is_dynamic(it)) {
                if self.early_columns.adapt(filter).is_some() {
                    dynamic.push(Arc::clone(filter));
                }
            }
        }
        // They make the scan smaller, and joins check their rows all the same.
        let unsupported = pushed.parent_filters.iter().map(|_| PushedDown::No).collect();
        let propagation = FilterPushdownPropagation::with_parent_pushdown_result(unsupported);
        if dynamic.len() == self.dynamic.len() {
            return Ok(propagation);
        }
        Ok(propagation.with_updated_node(Arc::new(Self { dynamic, ..self.clone() })))
    }
}
