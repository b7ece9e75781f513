//! Recursion that does not end: `WITH RECURSIVE` is stopped after so many rounds.
//!
//! DataFusion runs the recursive part until it gives no rows. Each round is an execution of that part, so a node
//! above it counts its executions.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult as _, TreeNode as _, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::PhysicalExpr;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::recursive_query::RecursiveQueryExec;
use datafusion::physical_plan::{DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, ReplaceChildrenOptions};

use crate::SqlError;
use crate::error::sqlstate;

/// Puts a counter above the recursive part of each recursive query.
#[derive(Debug)]
pub(super) struct EndRecursion {
    most_rounds: usize,
}

impl Default for EndRecursion {
    fn default() -> Self {
        Self { most_rounds: 10_000 }
    }
}

impl PhysicalOptimizerRule for EndRecursion {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        plan.transform_up(|node| {
            let Some(query) = node.downcast_ref::<RecursiveQueryExec>() else { return Ok(Transformed::no(node)) };
            let rounds = Rounds {
                name: query.name().to_owned(),
                part: Arc::clone(query.recursive_term()),
                so_far: Arc::new(AtomicUsize::new(0)),
                most: self.most_rounds,
            };
            let counted = RecursiveQueryExec::try_new(
                query.name().to_owned(),
                query.schema(),
                Arc::clone(query.static_term()),
                Arc::new(rounds),
                query.is_distinct(),
            )?;
            Ok(Transformed::yes(Arc::new(counted)))
        })
        .data()
    }

    fn name(&self) -> &str {
        "end_recursion"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// Counts executions of what is below it.
#[derive(Debug)]
struct Rounds {
    name: String,
    part: Arc<dyn ExecutionPlan>,
    so_far: Arc<AtomicUsize>,
    most: usize,
}

impl DisplayAs for Rounds {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Rounds: at most {}", self.most)
    }
}

impl ExecutionPlan for Rounds {
    fn name(&self) -> &str {
        "Rounds"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.part.properties()
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.part]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let part = children.pop().unwrap_or_else(|| Arc::clone(&self.part));
        Ok(Arc::new(Self { name: self.name.clone(), part, so_far: Arc::clone(&self.so_far), most: self.most }))
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        let options = ReplaceChildrenOptions::new(datafusion::physical_plan::ChildrenPropertiesMode::Recompute);
        self.replace_children(children, options)
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        if self.so_far.fetch_add(1, Ordering::Relaxed) >= self.most {
            let message = format!("the recursive query `{}` has not ended after {} rounds", self.name, self.most);
            let error = SqlError::new(sqlstate::LIMIT_EXCEEDED, message);
            return Err(error
                .with_hint("give its recursive part a condition that ends it, or the query a `LIMIT`")
                .into());
        }
        self.part.execute(partition, context)
    }
}

#[cfg(test)]
mod tests {
    use datafusion::execution::SessionStateBuilder;
    use datafusion::prelude::SessionContext;
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(sql: &str, expect: Expect) {
        let state = SessionStateBuilder::new()
            .with_default_features()
            .with_physical_optimizer_rule(Arc::new(EndRecursion { most_rounds: 20 }))
            .build();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let rows = runtime.block_on(async {
            let rows = SessionContext::new_with_state(state).sql(sql).await?.collect().await?;
            Ok::<_, datafusion::error::DataFusionError>(rows.iter().map(|it| it.num_rows()).sum::<usize>())
        });
        let text = match rows.map_err(SqlError::from) {
            Ok(rows) => format!("{rows} rows"),
            Err(error) => format!("{}: {error}; {}", error.sqlstate, error.hint.clone().unwrap_or_default()),
        };
        expect.assert_eq(&text);
    }

    #[test]
    fn recursion_ends() {
        let numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n";
        check(&format!("{numbers} WHERE i < 15) SELECT * FROM n"), expect!["15 rows"]);
        check(
            &format!("{numbers}) SELECT * FROM n"),
            expect![
                "54000: the recursive query `n` has not ended after 20 rounds; give its recursive part a condition that ends it, or the query a `LIMIT`"
            ],
        );
        check(&format!("{numbers}) SELECT * FROM n LIMIT 3"), expect!["3 rows"]);
        check("WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i FROM n) SELECT * FROM n", expect!["1 rows"]);
    }
}
