//! Queries over tables that never have a row: their answer is known without being planned.
//!
//! Clients ask for policies, publications, statistics and inheritance in SQL that only PostgreSQL understands. An inner join
//! with a table that is always empty is empty, whatever else the query says.

use std::ops::ControlFlow;

use callboard_sql::datafusion::sql::sqlparser::ast::{
    self, Expr, GroupByExpr, JoinOperator, Query, Select, SelectItem, SetExpr, TableFactor, TableWithJoins,
};
use callboard_sql::datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use callboard_sql::datafusion::sql::sqlparser::parser::Parser;

use super::SYSTEM;
use super::tables;

/// The query in place of one whose answer has no row: the same columns, and nothing else.
pub(super) fn answer(query: &Query) -> Option<Query> {
    if query.with.is_some() || !is_empty(&query.body) {
        return None;
    }
    let columns = columns(&query.body)?;
    let list: Vec<String> =
        columns.iter().map(|name| format!("CAST(NULL AS TEXT) AS \"{}\"", name.replace('"', "\"\""))).collect();
    let text = format!("SELECT {} WHERE false", list.join(", "));
    match Parser::parse_sql(&PostgreSqlDialect {}, &text).ok()?.pop()? {
        ast::Statement::Query(query) => Some(*query),
        _ => None,
    }
}

/// Whether a query within another has never a row.
pub(super) fn never_gives_rows(query: &Query) -> bool {
    query.with.is_none() && is_empty(&query.body)
}

fn is_empty(body: &SetExpr) -> bool {
    match body {
        SetExpr::Select(select) => is_empty_select(select),
        SetExpr::SetOperation { left, right, .. } => is_empty(left) && is_empty(right),
        SetExpr::Query(query) => never_gives_rows(query),
        _ => false,
    }
}

fn is_empty_select(select: &Select) -> bool {
    // An aggregate over nothing is one row.
    let is_grouped = !matches!(&select.group_by, GroupByExpr::Expressions(keys, _) if keys.is_empty());
    let counts = select.projection.iter().any(|item| match item {
        SelectItem::UnnamedExpr(expr) | SelectItem::ExprWithAlias { expr, .. } => holds_aggregate(expr),
        _ => false,
    });
    (is_grouped || !counts) && select.from.iter().any(is_empty_source)
}

pub(super) fn holds_aggregate(expr: &Expr) -> bool {
    let mut expr = expr.clone();
    // Those of a query within are its own.
    let _ = ast::visit_expressions_mut(&mut expr, |it| {
        if matches!(it, Expr::Subquery(_) | Expr::Exists { .. } | Expr::InSubquery { .. }) {
            *it = Expr::Value(ast::Value::Null.into());
        }
        ControlFlow::<()>::Continue(())
    });
    let text = expr.to_string().to_ascii_lowercase();
    ["count(", "max(", "min(", "sum(", "agg(", "bool_or(", "bool_and("].iter().any(|it| text.contains(it))
}

fn is_empty_source(source: &TableWithJoins) -> bool {
    let keeps_left = |operator: &JoinOperator| {
        matches!(operator, JoinOperator::Left(_) | JoinOperator::LeftOuter(_) | JoinOperator::FullOuter(_))
    };
    let keeps_right = |operator: &JoinOperator| {
        matches!(operator, JoinOperator::Right(_) | JoinOperator::RightOuter(_) | JoinOperator::FullOuter(_))
    };
    let mut empty = is_empty_factor(&source.relation);
    for join in &source.joins {
        let right = is_empty_factor(&join.relation);
        empty = match (keeps_left(&join.join_operator), keeps_right(&join.join_operator)) {
            (false, false) => empty || right,
            (true, false) => empty,
            (false, true) => right,
            (true, true) => empty && right,
        };
    }
    empty
}

fn is_empty_factor(factor: &TableFactor) -> bool {
    match factor {
        TableFactor::Table { name, args: None, .. } => {
            let parts: Vec<&str> = name.0.iter().filter_map(|it| it.as_ident().map(|it| it.value.as_str())).collect();
            matches!(parts[..], [SYSTEM, schema, table] if tables::find(schema, table).is_some_and(|it| it.is_empty))
        }
        TableFactor::Derived { subquery, .. } => never_gives_rows(subquery),
        TableFactor::NestedJoin { table_with_joins, .. } => is_empty_source(table_with_joins),
        _ => false,
    }
}

/// The names of a query's columns; none where `*` hides them.
fn columns(body: &SetExpr) -> Option<Vec<String>> {
    match body {
        SetExpr::Select(select) => select.projection.iter().map(column).collect(),
        SetExpr::SetOperation { left, .. } => columns(left),
        SetExpr::Query(query) => columns(&query.body),
        _ => None,
    }
}

fn column(item: &SelectItem) -> Option<String> {
    match item {
        SelectItem::ExprWithAlias { alias, .. } => Some(alias.value.clone()),
        SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(name.value.clone()),
        SelectItem::UnnamedExpr(Expr::CompoundIdentifier(parts)) => parts.last().map(|it| it.value.clone()),
        _ => None,
    }
}
