//! What of a query is computed here, after its calls.

use datafusion::logical_expr::LogicalPlan;

use super::Row;

/// Steps of one kind that are told one by one.
const MOST_TOLD: usize = 20;

/// The steps of a plan that are no scan, in the order in which they run.
pub(super) fn rows(plan: &LogicalPlan) -> Vec<Row> {
    let mut rows = Vec::new();
    collect(plan, &mut rows);
    rows.truncate(MOST_TOLD);
    rows
}

fn collect(plan: &LogicalPlan, rows: &mut Vec<Row>) {
    for input in plan.inputs() {
        collect(input, rows);
    }
    let is_told = matches!(
        plan,
        LogicalPlan::Filter(_)
            | LogicalPlan::Window(_)
            | LogicalPlan::Aggregate(_)
            | LogicalPlan::Sort(_)
            | LogicalPlan::Join(_)
            | LogicalPlan::Union(_)
            | LogicalPlan::Limit(_)
            | LogicalPlan::Distinct(_)
            | LogicalPlan::Unnest(_)
            | LogicalPlan::RecursiveQuery(_)
    );
    if is_told {
        rows.push(Row { call: "compute".to_owned(), detail: plan.display().to_string(), ..Row::default() });
    }
}
