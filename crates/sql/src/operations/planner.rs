//! Names and arguments: `aws.service.operation(member => value, …)` becomes a table.

use std::sync::Arc;

use callboard_model::document::Map;
use callboard_model::naming::cli::snake_name;
use callboard_model::naming::relations::{OperationRelation, operation_relation};
use callboard_model::service::Operation;
use callboard_model::validate::{self, Exceptions};
use callboard_plane::layers::may_change;
use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::Schema;
use datafusion::arrow::record_batch::RecordBatchOptions;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::common::DFSchema;
use datafusion::common::TableReference;
use datafusion::common::tree_node::{TreeNode as _, TreeNodeRecursion};
use datafusion::error::Result;
use datafusion::execution::context::ExecutionProps;
use datafusion::logical_expr::physical_planning_context::PhysicalPlanningContext;
use datafusion::logical_expr::planner::{PlannedRelation, RelationPlanner, RelationPlannerContext, RelationPlanning};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder};
use datafusion::physical_expr::create_physical_expr;
use datafusion::sql::sqlparser::ast::{self, FunctionArg, FunctionArgExpr, TableFactor};
use serde_json::Value;

use super::OperationTable;
use super::items::Items;
use crate::SqlError;
use crate::catalog::{CATALOGS, canonical};
use crate::change::operation::{cell, document, no_member, operation_of};
use crate::error::sqlstate;
use crate::scan::LazyTable;

/// Plans relations that are operations.
#[derive(Debug)]
pub(crate) struct OperationPlanner;

impl RelationPlanner for OperationPlanner {
    fn plan_relation(
        &self,
        relation: TableFactor,
        context: &mut dyn RelationPlannerContext,
    ) -> Result<RelationPlanning> {
        let TableFactor::Table { name, alias, args: Some(arguments), .. } = &relation else {
            return Ok(RelationPlanning::Original(Box::new(relation)));
        };
        let parts: Option<Vec<String>> = name.0.iter().map(|it| Some(it.as_ident()?.value.clone())).collect();
        let Some(named) = parts.as_deref().and_then(named_operation) else {
            return Ok(RelationPlanning::Original(Box::new(relation)));
        };
        let operation = operation_of(named.service, named.operation)?;
        let table = table(operation, Items::of_rows(operation, named.rows), &arguments.args, context)?;
        let reference = name_of(operation);
        let source = provider_as_source(Arc::new(LazyTable::Operation(Arc::new(table))));
        let plan = LogicalPlanBuilder::scan(TableReference::from(reference), source, None)?.build()?;
        Ok(RelationPlanning::Planned(Box::new(PlannedRelation::new(plan, alias.clone()))))
    }
}

/// The columns of an operation's table; none where the path names no operation.
pub(crate) fn columns_of(path: &[String]) -> Option<Vec<String>> {
    let named = named_operation(path)?;
    let schema = Items::of_rows(operation_of(named.service, named.operation).ok()?, named.rows).schema();
    Some(schema.fields().iter().map(|it| it.name().clone()).collect())
}

/// What a predicate may give to a table that is an operation: the members of its input, and the region.
pub(crate) fn inputs_of(path: &[String]) -> Option<Vec<String>> {
    let relation = relation_of(path)?;
    let operation = operation_of(relation.service, relation.operation).ok()?;
    let members = operation.input.map_or(&[][..], |it| it.members()).iter();
    Some(members.map(|it| it.name.to_owned()).chain(["region".to_owned()]).collect())
}

/// An operation that a path names.
struct Named<'a> {
    service: &'a str,
    operation: &'a str,
    /// The member of its output that holds the rows, where the name says that.
    rows: Option<&'static str>,
}

/// Service and operation of a path; none for `unnest(…)`, `json_each(…)`: functions of DataFusion and of ours.
fn named_operation(path: &[String]) -> Option<Named<'_>> {
    if let Some(relation) = relation_of(path) {
        return Some(Named { service: relation.service, operation: relation.operation, rows: Some(relation.rows) });
    }
    match path {
        [catalog, service, operation] if is_catalog(catalog) => Some(Named { service, operation, rows: None }),
        [service, operation] => Some(Named { service, operation, rows: None }),
        _ => None,
    }
}

/// The table of a path that StackQL makes of an operation.
fn relation_of(path: &[String]) -> Option<&'static OperationRelation> {
    match path {
        [catalog, schema, table] if is_catalog(catalog) => operation_relation(schema, table),
        [schema, table] => operation_relation(schema, table),
        _ => None,
    }
}

/// `aws.ivs_realtime.list_stages`
pub(super) fn name_of(operation: &Operation) -> String {
    let service = operation.service.name.replace('-', "_");
    format!("{}.{service}.{}", CATALOGS[0], snake_name(operation.name))
}

fn is_catalog(name: &str) -> bool {
    CATALOGS.iter().any(|it| name.eq_ignore_ascii_case(it))
}

fn table(
    operation: &'static Operation,
    items: Items,
    arguments: &[FunctionArg],
    context: &mut dyn RelationPlannerContext,
) -> Result<OperationTable, SqlError> {
    let name = name_of(operation);
    if may_change(operation) {
        let message = format!("{} {} may change something, so it is no table", operation.service.name, operation.name);
        return Err(SqlError::unsupported(message).with_hint(format!("write `EXEC {name} @member = value, …`")));
    }
    let members = operation.input.map_or(&[][..], |it| it.members());
    let (mut input, mut region, mut is_whole) = (Map::new(), None, true);
    for argument in arguments {
        let (given, value) = named(argument, &name)?;
        let value = constant(value, &given, context)?;
        is_whole &= value.is_some();
        let value = value.flatten();
        let plain = canonical(&given);
        let exact = members.iter().find(|it| it.name == given);
        let member = exact.or_else(|| match plain.as_str() {
            // Where the call is made, and no member of it.
            "region" => None,
            _ => members.iter().find(|it| canonical(it.name) == plain),
        });
        match member {
            Some(member) => {
                if let Some(value) = value {
                    input.insert(member.name, document(member.shape(), value, member.name)?);
                }
            }
            None if plain == "region" => region = value.and_then(|it| it.as_str().map(str::to_owned)),
            None => return Err(no_member(operation, &given, members)),
        }
    }
    // A parameter that has no value yet may be what is missing.
    if let Some(shape) = operation.input.filter(|_| is_whole) {
        validate::validate(shape, &input, Exceptions::default()).map_err(|violations| {
            let missing = violations.0.iter().all(|it| it.found == validate::Found::Nothing);
            let code = if missing { sqlstate::NOT_NULL_VIOLATION } else { sqlstate::CHECK_VIOLATION };
            SqlError::new(code, format!("{} {}: {violations}", operation.service.name, operation.name))
        })?;
    }
    Ok(OperationTable { operation, input, region, items })
}

/// The name and the value of an argument.
fn named<'a>(argument: &'a FunctionArg, table: &str) -> Result<(String, &'a ast::Expr), SqlError> {
    let unnamed =
        || SqlError::syntax(format!("arguments of `{table}` have names")).with_hint("write `member => value, …`");
    let (name, value) = match argument {
        FunctionArg::Named { name, arg, .. } => (name.value.clone(), arg),
        FunctionArg::ExprNamed { name: ast::Expr::Identifier(name), arg, .. } => (name.value.clone(), arg),
        // A quoted name that is no column was taken for a text, as StackQL's users write texts.
        FunctionArg::ExprNamed { name: ast::Expr::Value(name), arg, .. } => match &name.value {
            ast::Value::SingleQuotedString(name) => (name.clone(), arg),
            _ => return Err(unnamed()),
        },
        FunctionArg::ExprNamed { .. } | FunctionArg::Unnamed(_) => return Err(unnamed()),
    };
    match value {
        FunctionArgExpr::Expr(value) => Ok((name, value)),
        _ => Err(unnamed()),
    }
}

/// The value of an argument; nothing where it is a parameter that has none yet, and nothing in it where it is null.
fn constant(
    value: &ast::Expr,
    name: &str,
    context: &mut dyn RelationPlannerContext,
) -> Result<Option<Option<Value>>, SqlError> {
    let schema = DFSchema::empty();
    let planned = context.sql_to_expr(value.clone(), &schema);
    let planned = planned.map_err(|_| {
        let message = format!("the value of `{name}` must be a constant");
        SqlError::unsupported(message).with_hint("columns of other tables cannot be arguments of an operation")
    })?;
    let mut is_known = true;
    planned.apply(|it| {
        is_known &= !matches!(it, Expr::Placeholder(_));
        Ok(TreeNodeRecursion::Continue)
    })?;
    if !is_known {
        return Ok(None);
    }
    let expression =
        create_physical_expr(&planned, &schema, &ExecutionProps::new(), &PhysicalPlanningContext::default())?;
    let one_row = RecordBatchOptions::new().with_row_count(Some(1));
    let nothing = RecordBatch::try_new_with_options(Arc::new(Schema::empty()), Vec::new(), &one_row);
    let nothing = nothing.map_err(datafusion::error::DataFusionError::from)?;
    let array = expression.evaluate(&nothing)?.into_array(1)?;
    Ok(Some(cell(array.as_ref(), 0)?))
}
