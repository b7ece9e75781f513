//! Summaries: what a scan will call, in words.

use std::fmt;

use callboard_model::types::{self, Action, ResourceType};
use datafusion::physical_plan::ExecutionPlan;

use super::access::Access;
use super::exec::ScanExec;
use super::region;
use crate::operations::OperationExec;

/// What one scan of a plan will call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanSummary {
    /// `aws.ivs.stages`, or an operation: `aws.ivs_realtime.list_stages`.
    pub table: String,
    /// Where.
    pub regions: Vec<String>,
    /// The calls made in each region, in words.
    pub calls: Vec<String>,
    /// Predicates that decide which calls are made, or drop resources before they are read.
    pub filters: Vec<String>,
    /// Rows that are asked for at most.
    pub limit: Option<usize>,
    /// IAM actions that the calls need.
    pub permissions: Vec<String>,
}

/// What the scans of a plan will call, in the plan's order.
pub fn summaries(plan: &dyn ExecutionPlan) -> Vec<ScanSummary> {
    let mut found = Vec::new();
    collect(plan, &mut found);
    found
}

fn collect(plan: &dyn ExecutionPlan, found: &mut Vec<ScanSummary>) {
    if let Some(scan) = plan.downcast_ref::<ScanExec>() {
        found.push(summary(scan));
    } else if let Some(scan) = plan.downcast_ref::<OperationExec>() {
        found.push(scan.summary());
    }
    for child in plan.children() {
        collect(child.as_ref(), found);
    }
}

pub(super) fn summary(scan: &ScanExec) -> ScanSummary {
    let of = scan.table.resource_type;
    let resources = &scan.context.resources;
    let name = |of, action| resources.operation_name(of, action).unwrap_or_default();
    let mut calls = Vec::new();
    let mut permissions = Vec::new();
    let mut need = |of: &'static ResourceType, action: Action| {
        for permission in of.handler(action).into_iter().flat_map(|it| it.permissions()) {
            if !permissions.iter().any(|it| it == permission) {
                permissions.push(permission.to_owned());
            }
        }
    };
    match &scan.access {
        Access::Read(identifiers) => {
            calls.push(format!(
                "{} of {} by identifier ({} given)",
                name(of, Action::Read),
                of.name,
                identifiers.len()
            ));
            need(of, Action::Read);
        }
        Access::List(models) => {
            let by = models.iter().flat_map(|it| it.keys()).next().map(|_| of_models(models)).unwrap_or_default();
            calls.push(format!("{} of {}{by}", name(of, Action::List), of.name));
            need(of, Action::List);
        }
        Access::ListOfParents { parent, .. } => {
            for parent in parent.chain().into_iter().filter_map(types::resource_type) {
                calls.push(format!("{} of {}, to find parents", name(parent, Action::List), parent.name));
                need(parent, Action::List);
            }
            let properties: Vec<_> = parent.properties.iter().map(|(it, _)| *it).collect();
            calls.push(format!(
                "{} of {} for each parent, by {}",
                name(of, Action::List),
                of.name,
                properties.join(", ")
            ));
            need(of, Action::List);
        }
        Access::Nowhere(error) => calls.push(format!("none: {error}")),
    }
    let layout = scan.layout();
    let is_listed = matches!(scan.access, Access::List(_) | Access::ListOfParents { .. });
    if is_listed && region::reads(&scan.table, &layout, &scan.context) {
        let columns = layout.beyond_identifier();
        let columns: Vec<_> = columns.iter().map(|it| format!("`{it}`")).collect();
        calls.push(format!("{} per resource whose listing lacks {}", name(of, Action::Read), columns.join(", ")));
        need(of, Action::Read);
    }
    ScanSummary {
        table: scan.table.qualified_name(),
        regions: scan.regions(),
        calls,
        filters: scan.filters.clone(),
        limit: scan.limit,
        permissions,
    }
}

fn of_models(models: &[callboard_resource::Properties]) -> String {
    let texts: Vec<_> = models.iter().take(3).map(|it| serde_json::Value::Object(it.clone()).to_string()).collect();
    let more = if models.len() > 3 { format!(" and {} more", models.len() - 3) } else { String::new() };
    format!(" by {}{more}", texts.join(", "))
}

impl fmt::Display for ScanSummary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} in {}: {}", self.table, self.regions.join(", "), self.calls.join("; "))?;
        if !self.filters.is_empty() {
            write!(formatter, "; pushed down: {}", self.filters.join(" AND "))?;
        }
        if let Some(limit) = self.limit {
            write!(formatter, "; limit {limit}")?;
        }
        Ok(())
    }
}
