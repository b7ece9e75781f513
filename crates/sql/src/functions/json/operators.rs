//! Operators over JSON: `->`, `->>`, and comparisons of values that were taken out of JSON.
//!
//! Such a value is text for DataFusion. Beside a number it is read as a number, beside a boolean as a boolean, so that
//! `json_extract(doc, '$.size') > 9` and `doc ->> 'enabled' = 1` mean what they say.

use datafusion::arrow::datatypes::DataType;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{DFSchema, Result, ScalarValue, not_impl_err};
use datafusion::logical_expr::expr::{Between, InList, Sort};
use datafusion::logical_expr::expr_rewriter::FunctionRewrite;
use datafusion::logical_expr::planner::{ExprPlanner, PlannerResult, RawBinaryExpr};
use datafusion::logical_expr::{Expr, ExprSchemable as _, LogicalPlan};
use datafusion::optimizer::AnalyzerRule;
use datafusion::sql::sqlparser::ast::BinaryOperator;

use super::super::call;
use super::marker;

/// Plans the operators.
#[derive(Debug)]
pub(crate) struct JsonOperators;

impl ExprPlanner for JsonOperators {
    fn plan_binary_op(&self, expr: RawBinaryExpr, schema: &DFSchema) -> Result<PlannerResult<RawBinaryExpr>> {
        let RawBinaryExpr { op, left, right } = expr;
        let function = match op {
            BinaryOperator::Arrow => Some("json_arrow"),
            BinaryOperator::LongArrow => Some("json_long_arrow"),
            BinaryOperator::HashArrow => Some("json_hash_arrow"),
            BinaryOperator::HashLongArrow => Some("json_hash_long_arrow"),
            BinaryOperator::AtArrow => Some("json_contains"),
            BinaryOperator::Question => Some("json_has_key"),
            _ => None,
        };
        if let Some(function) = function {
            let is_text = matches!(
                left.get_type(schema),
                Ok(DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8 | DataType::Null)
            );
            if !is_text {
                return Ok(PlannerResult::Original(RawBinaryExpr { op, left, right }));
            }
            let name = format!("{left} {op} {right}");
            return Ok(PlannerResult::Planned(call(function, vec![left, right])?.alias(name)));
        }
        if matches!(op, BinaryOperator::Regexp | BinaryOperator::Match) {
            return not_impl_err!("the operator {op}");
        }
        let (left, right) = match kind(&op) {
            Kind::Comparison => {
                let read_left = read_beside(left.clone(), &right, schema)?;
                let read_right = read_beside(right, &left, schema)?;
                match op {
                    BinaryOperator::Eq | BinaryOperator::NotEq => (read_left, read_right),
                    _ if is_value(&read_left, schema) && is_value(&read_right, schema) => {
                        (call("json_sort_key", vec![read_left])?, call("json_sort_key", vec![read_right])?)
                    }
                    _ => (read_left, read_right),
                }
            }
            Kind::Arithmetic => (as_number(left, schema)?, as_number(right, schema)?),
            Kind::Other => (left, right),
        };
        Ok(PlannerResult::Original(RawBinaryExpr { op, left, right }))
    }
}

enum Kind {
    Comparison,
    Arithmetic,
    Other,
}

fn kind(op: &BinaryOperator) -> Kind {
    use BinaryOperator as Op;
    match op {
        Op::Eq | Op::NotEq | Op::Lt | Op::LtEq | Op::Gt | Op::GtEq | Op::Spaceship => Kind::Comparison,
        Op::Plus | Op::Minus | Op::Multiply | Op::Divide | Op::Modulo => Kind::Arithmetic,
        _ => Kind::Other,
    }
}

/// Whether this was taken out of JSON.
fn is_value(expr: &Expr, schema: &DFSchema) -> bool {
    let is_text = |it: &DataType| matches!(it, DataType::Utf8 | DataType::Utf8View | DataType::LargeUtf8);
    // A cast keeps the marker of what it casts.
    expr.to_field(schema)
        .is_ok_and(|(_, field)| marker::of(&field) == Some(marker::Marker::Value) && is_text(field.data_type()))
}

fn as_number(expr: Expr, schema: &DFSchema) -> Result<Expr> {
    if is_value(&expr, schema) { call("json_number", vec![expr]) } else { Ok(expr) }
}

/// One side of a comparison, read as the other side needs it.
fn read_beside(expr: Expr, other: &Expr, schema: &DFSchema) -> Result<Expr> {
    let Ok(beside) = other.get_type(schema) else {
        return Ok(expr);
    };
    if is_value(&expr, schema) {
        return match beside {
            DataType::Boolean => call("json_boolean", vec![expr]),
            it if it.is_numeric() => call("json_number", vec![expr]),
            _ => Ok(expr),
        };
    }
    // `enabled = 1` and `enabled = 'true'`, as SQLite's and StackQL's users write it.
    if beside == DataType::Boolean
        && let Expr::Literal(literal, metadata) = &expr
    {
        let read = match literal {
            ScalarValue::Int64(Some(it)) => (*it == 0 || *it == 1).then_some(*it == 1),
            ScalarValue::Utf8(Some(it)) => match it.to_ascii_lowercase().as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        };
        if let Some(read) = read {
            return Ok(Expr::Literal(ScalarValue::Boolean(Some(read)), metadata.clone()));
        }
    }
    Ok(expr)
}

/// Reads what stands in `IN` and `BETWEEN` as the list needs it.
#[derive(Debug)]
pub(crate) struct ReadInLists;

impl FunctionRewrite for ReadInLists {
    fn name(&self) -> &str {
        "read_json_in_lists"
    }

    fn rewrite(&self, expr: Expr, schema: &DFSchema, _config: &ConfigOptions) -> Result<Transformed<Expr>> {
        match expr {
            Expr::InList(InList { expr, list, negated }) if is_value(&expr, schema) => {
                let Some(first) = list.iter().find(|it| !matches!(it, Expr::Literal(literal, _) if literal.is_null()))
                else {
                    return Ok(Transformed::no(Expr::InList(InList { expr, list, negated })));
                };
                let read = read_beside(*expr, first, schema)?;
                Ok(Transformed::yes(Expr::InList(InList { expr: Box::new(read), list, negated })))
            }
            Expr::Between(Between { expr, negated, low, high }) if is_value(&expr, schema) => {
                let read = read_beside(*expr, &low, schema)?;
                Ok(Transformed::yes(Expr::Between(Between { expr: Box::new(read), negated, low, high })))
            }
            other => Ok(Transformed::no(other)),
        }
    }
}

/// Sorts values that were taken out of JSON as SQLite does: numbers by size, then texts.
#[derive(Debug)]
pub(crate) struct SortJsonValues;

impl AnalyzerRule for SortJsonValues {
    fn name(&self) -> &str {
        "sort_json_values"
    }

    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        let rewritten = plan.transform_up_with_subqueries(|node| {
            let LogicalPlan::Sort(mut sort) = node else {
                return Ok(Transformed::no(node));
            };
            let schema = std::sync::Arc::clone(sort.input.schema());
            let mut changed = false;
            for Sort { expr, .. } in &mut sort.expr {
                if is_value(expr, &schema) {
                    *expr = call("json_sort_key", vec![expr.clone()])?;
                    changed = true;
                }
            }
            let node = LogicalPlan::Sort(sort);
            Ok(if changed { Transformed::yes(node) } else { Transformed::no(node) })
        })?;
        Ok(rewritten.data)
    }
}
