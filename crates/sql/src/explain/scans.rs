//! Scans: the calls of a query, and what of it is computed here.

use std::sync::Arc;

use callboard_model::types::{self, Action};
use datafusion::physical_plan::displayable;
use datafusion::sql::sqlparser::ast;

use super::{Row, local};
use crate::context::StatementContext;
use crate::scan::{ScanSummary, summaries};
use crate::{Session, SqlError, catalog, query};

/// The steps of a query.
pub(crate) async fn query_rows(
    session: &Session,
    context: &Arc<StatementContext>,
    query: &ast::Query,
    verbose: bool,
) -> Result<Vec<Row>, SqlError> {
    let (state, plan) = query::plan(session, context, query).await?;
    let optimized = state.optimize(&plan)?;
    let physical = state.query_planner().create_physical_plan(&optimized, &state).await?;
    let mut rows: Vec<Row> = Vec::new();
    for summary in summaries(physical.as_ref()) {
        rows.extend(of_summary(context, &summary));
    }
    rows.extend(local::rows(&optimized));
    if rows.is_empty() {
        let detail = "a constant: nothing is called".to_owned();
        rows.push(Row { call: "none".to_owned(), detail, ..Row::default() });
    }
    if verbose {
        rows.extend(lines(&optimized.display_indent().to_string(), "logical plan"));
        rows.extend(lines(&displayable(physical.as_ref()).indent(false).to_string(), "physical plan"));
    }
    Ok(rows)
}

/// A row a kind of call; what is pushed down is told with the first.
fn of_summary(context: &StatementContext, summary: &ScanSummary) -> Vec<Row> {
    let mut rows = Vec::new();
    let path: Vec<String> = summary.table.split('.').map(str::to_owned).collect();
    let of = catalog::find(&path).ok().map(|it| it.resource_type);
    for (at, call) in summary.calls.iter().enumerate() {
        let (name, rest) = call.split_once(' ').unwrap_or((call, ""));
        let (target, mut detail) =
            match rest.strip_prefix("of ").map(|it| it.split_once([' ', ',']).unwrap_or((it, ""))) {
                Some((target, detail)) => (target.to_owned(), vec![detail.trim().to_owned()]),
                None => (of.map_or_else(|| summary.table.clone(), |it| it.name.to_owned()), vec![rest.to_owned()]),
            };
        detail.retain(|it| !it.is_empty());
        let is_listing = name == "ListResources";
        if at == 0 {
            if !summary.filters.is_empty() {
                detail.push(format!("pushed down: {}", summary.filters.join(" AND ")));
            }
            if let Some(limit) = summary.limit {
                detail.push(format!("stops after {limit} rows"));
            }
        }
        if name == "GetResource" {
            detail.push(format!("up to {} at once", context.resources.parallel_calls()));
        }
        let calls = match (is_listing, name) {
            (true, _) => format!("1 per page of 100, in {}", counted(summary.regions.len(), "region")),
            (_, "GetResource") if call.contains("given)") => "1 per identifier".to_owned(),
            (_, "GetResource") => "1 per resource".to_owned(),
            _ => String::new(),
        };
        let action = match name {
            "ListResources" => Some(Action::List),
            "GetResource" => Some(Action::Read),
            _ => None,
        };
        let of = types::resource_type(&target).or(of);
        let operation = action.zip(of).and_then(|(action, of)| context.resources.operation(of, action).ok());
        let call = operation.map(|it| format!("{} {}", it.service.name, it.name));
        rows.push(Row {
            call: call.unwrap_or_else(|| name.trim_end_matches(':').to_owned()),
            target,
            region: summary.regions.join(", "),
            calls,
            detail: detail.join("; "),
            permissions: if at == 0 { summary.permissions.clone() } else { Vec::new() },
        });
    }
    rows
}

fn lines(text: &str, kind: &str) -> Vec<Row> {
    let rows = text.lines().filter(|it| !it.is_empty());
    rows.map(|line| Row { call: kind.to_owned(), detail: line.to_owned(), ..Row::default() }).collect()
}

pub(super) fn counted(number: usize, what: &str) -> String {
    if number == 1 { format!("1 {what}") } else { format!("{number} {what}s") }
}
