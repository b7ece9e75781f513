//! Queries that changes ask: made of the parts of a statement, never of text.

use std::ops::ControlFlow;
use std::sync::Arc;

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::sql::sqlparser::ast::{self, Expr, Ident, SelectItem};
use datafusion::sql::sqlparser::dialect::PostgreSqlDialect;
use datafusion::sql::sqlparser::parser::Parser;
use futures::TryStreamExt as _;
use serde_json::Value;

use super::value;
use crate::catalog::Table;
use crate::context::StatementContext;
use crate::{Session, SqlError, query};

/// `SELECT projection FROM from WHERE selection …`
pub(super) struct SelectParts {
    pub(super) projection: Vec<SelectItem>,
    pub(super) from: Vec<ast::TableWithJoins>,
    pub(super) selection: Option<Expr>,
    pub(super) order_by: Vec<ast::OrderByExpr>,
    pub(super) limit: Option<Expr>,
}

impl SelectParts {
    /// As a query.
    pub(super) fn into_query(self) -> Result<ast::Query, SqlError> {
        let mut query = parsed("SELECT 1")?;
        let ast::SetExpr::Select(select) = query.body.as_mut() else {
            return Err(SqlError::unsupported("the parser made no SELECT of SELECT"));
        };
        select.projection = self.projection;
        select.from = self.from;
        select.selection = self.selection;
        if !self.order_by.is_empty() {
            query.order_by =
                Some(ast::OrderBy { kind: ast::OrderByKind::Expressions(self.order_by), interpolate: None });
        }
        if self.limit.is_some() {
            query.limit_clause =
                Some(ast::LimitClause::LimitOffset { limit: self.limit, offset: None, limit_by: Vec::new() });
        }
        Ok(query)
    }
}

/// `expr AS "name"`
pub(super) fn aliased(expr: Expr, name: impl Into<String>) -> SelectItem {
    SelectItem::ExprWithAlias { expr, alias: Ident::with_quote('"', name) }
}

/// `"qualifier"."column"`
pub(super) fn column(qualifier: Option<&Ident>, name: &str) -> Expr {
    let name = Ident::with_quote('"', name);
    match qualifier {
        Some(qualifier) => Expr::CompoundIdentifier(vec![qualifier.clone(), name]),
        None => Expr::Identifier(name),
    }
}

/// `FROM` a table of resources.
pub(super) fn table(table: &Table) -> Result<ast::TableWithJoins, SqlError> {
    let mut query = parsed(&format!("SELECT 1 FROM {}", table.qualified_name()))?;
    match query.body.as_mut() {
        ast::SetExpr::Select(select) if select.from.len() == 1 => Ok(select.from.remove(0)),
        _ => Err(SqlError::unsupported("the parser made no SELECT of SELECT")),
    }
}

/// The rows of a query, as JSON by column.
pub(super) async fn rows(
    session: &Session,
    context: &Arc<StatementContext>,
    query: &ast::Query,
) -> Result<Vec<Vec<Option<Value>>>, SqlError> {
    let stream = query::rows(session, context, query).await?;
    let batches: Vec<RecordBatch> = stream.try_collect().await?;
    let mut rows = Vec::new();
    for batch in &batches {
        for row in 0..batch.num_rows() {
            rows.push(batch.columns().iter().map(|it| value::cell(it.as_ref(), row)).collect::<Result<_, _>>()?);
        }
    }
    Ok(rows)
}

/// The values of expressions that need no row.
pub(super) async fn constants(
    session: &Session,
    context: &Arc<StatementContext>,
    expressions: &[&Expr],
) -> Result<Vec<Option<Value>>, SqlError> {
    if expressions.is_empty() {
        return Ok(Vec::new());
    }
    if let Some(literals) = expressions.iter().map(|it| literal(it)).collect::<Option<Vec<_>>>() {
        return Ok(literals);
    }
    let projection = expressions.iter().enumerate().map(|(at, it)| aliased((*it).clone(), format!("value {at}")));
    let parts = SelectParts {
        projection: projection.collect(),
        from: Vec::new(),
        selection: None,
        order_by: Vec::new(),
        limit: None,
    };
    let mut rows = rows(session, context, &parts.into_query()?).await?;
    rows.pop().ok_or_else(|| SqlError::unsupported("the expressions have no value"))
}

/// The value of an expression that needs no engine.
pub(super) fn literal(expr: &Expr) -> Option<Option<Value>> {
    match expr {
        Expr::Nested(inner) => literal(inner),
        Expr::Value(value) => match &value.value {
            ast::Value::SingleQuotedString(text) | ast::Value::EscapedStringLiteral(text) => {
                Some(Some(Value::String(text.clone())))
            }
            ast::Value::DollarQuotedString(text) => Some(Some(Value::String(text.value.clone()))),
            ast::Value::Number(text, _) => text.parse().ok().map(|it| Some(Value::Number(it))),
            ast::Value::Boolean(value) => Some(Some(Value::Bool(*value))),
            ast::Value::Null => Some(None),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an expression has the same value for every row.
pub(super) fn is_constant(expr: &Expr) -> bool {
    let depends = ast::visit_expressions(expr, |it| match it {
        Expr::Identifier(_)
        | Expr::CompoundIdentifier(_)
        | Expr::CompoundFieldAccess { .. }
        | Expr::Subquery(_)
        | Expr::Exists { .. }
        | Expr::InSubquery { .. }
        | Expr::Wildcard(_)
        | Expr::QualifiedWildcard(..) => ControlFlow::Break(()),
        _ => ControlFlow::Continue(()),
    });
    depends.is_continue()
}

/// Whether a query reads any table.
pub(super) fn reads_tables(query: &ast::Query) -> bool {
    ast::visit_relations(query, |_| ControlFlow::Break(())).is_break()
}

fn parsed(text: &str) -> Result<ast::Query, SqlError> {
    let statements =
        Parser::parse_sql(&PostgreSqlDialect {}, text).map_err(|error| SqlError::syntax(error.to_string()))?;
    match statements.into_iter().next() {
        Some(ast::Statement::Query(query)) => Ok(*query),
        _ => Err(SqlError::unsupported("the parser made no query of SELECT")),
    }
}
