//! Rewriting: StackQL's idioms as DataFusion understands them.
//!
//! A query is walked from the outside in, each `SELECT` with the relations of its `FROM` in scope. Names of columns in
//! any spelling become the column's name (`scope.rs`), functions and operators of SQLite become PostgreSQL's or ours
//! (`idioms.rs`), tables that are operations get their input from the predicate (`called.rs`), and `FROM t, json_each(t.tags)` becomes a lateral join (which `functions/json/each.rs` unnests).
//!
//! Only names of relations that are known are changed: those of resource types, and of subqueries and CTEs over them.
//! Everything else is left as it was written, and DataFusion has the word.

mod called;
mod idioms;
mod joins;
mod names;
mod scope;

use std::cell::Cell;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{
    self, Expr, GroupByExpr, Ident, JoinConstraint, JoinOperator, LimitClause, ObjectName, OrderByKind, Query, Select,
    SelectItem, SelectItemQualifiedWildcardKind, SetExpr, TableFactor, TableWithJoins, Value, VisitMut, VisitorMut,
};

use joins::{join_lateral_calls, merges_columns};
use names::{cut, free_name, given_columns, item_of, normalized, parts, rename_repeated, written_name};
use scope::{Columns, Relation, Scope};

use crate::{Session, SqlError, catalog};

/// Rewrites a query for DataFusion: names of columns in any spelling, `json_each` beside a comma, …
pub(crate) fn rewrite_query(query: &mut Query, session: &Session) -> Result<(), SqlError> {
    let _ = session;
    rewrite(query)
}

/// The same, for a query that needs nothing of a session.
pub(crate) fn rewrite(query: &mut Query) -> Result<(), SqlError> {
    Rewriter::default().query(query).map(|_| ())
}

#[derive(Default, Clone)]
struct Rewriter {
    /// The scopes of the queries around this place, innermost last.
    scopes: Vec<Scope>,
    /// The CTEs that can be named, innermost last.
    ctes: Vec<(String, Columns)>,
    /// The outermost scope that a column was found in.
    outermost: Cell<usize>,
}

impl Rewriter {
    fn query(&mut self, query: &mut Query) -> Result<Columns, SqlError> {
        if let Some(lock) = query.locks.first() {
            return Err(SqlError::unsupported(format!("`{lock}` is not supported: nobody can lock resources"))
                .with_hint("leave it out"));
        }
        let ctes_before = self.ctes.len();
        if let Some(with) = &mut query.with {
            for cte in &mut with.cte_tables {
                let name = normalized(&cte.alias.name);
                let given = given_columns(&cte.alias);
                if with.recursive {
                    self.ctes.push((name.clone(), given.clone().unwrap_or(Columns::Unknown)));
                }
                let columns = self.query(&mut cte.query)?;
                self.ctes.push((name, given.unwrap_or(columns)));
            }
        }
        let (columns, scope) = self.set_expr(&mut query.body)?;
        if let Some(order_by) = &mut query.order_by
            && let OrderByKind::Expressions(expressions) = &mut order_by.kind
        {
            for ordered in expressions.iter_mut() {
                // What the projection has already is named, as `SELECT DISTINCT` needs it.
                let name = scope.written.iter().find(|(written, _)| *written == ordered.expr.to_string());
                if let Some((_, name)) = name {
                    ordered.expr = Expr::Identifier(Ident::with_quote('"', name));
                }
            }
            self.scopes.push(scope);
            let done = self.expressions(expressions);
            self.scopes.pop();
            done?;
        }
        if let Some(LimitClause::OffsetCommaLimit { offset, limit }) = &query.limit_clause {
            let offset = ast::Offset { value: offset.clone(), rows: ast::OffsetRows::None };
            let limit = Some(limit.clone());
            query.limit_clause = Some(LimitClause::LimitOffset { limit, offset: Some(offset), limit_by: Vec::new() });
        }
        self.ctes.truncate(ctes_before);
        Ok(columns)
    }

    /// The columns of a body, and what an `ORDER BY` after it can name.
    fn set_expr(&mut self, body: &mut SetExpr) -> Result<(Columns, Scope), SqlError> {
        match body {
            SetExpr::Select(select) => self.select(select),
            SetExpr::Query(query) => {
                let columns = self.query(query)?;
                Ok((columns.clone(), Scope::of_result(columns)))
            }
            SetExpr::SetOperation { left, right, .. } => {
                let (columns, _) = self.set_expr(left)?;
                self.set_expr(right)?;
                Ok((columns.clone(), Scope::of_result(columns)))
            }
            SetExpr::Values(values) => {
                self.scopes.push(Scope::default());
                let done = self.expressions(&mut values.rows);
                self.scopes.pop();
                done?;
                Ok((Columns::Unknown, Scope::of_result(Columns::Unknown)))
            }
            _ => Ok((Columns::Unknown, Scope::of_result(Columns::Unknown))),
        }
    }

    fn select(&mut self, select: &mut Select) -> Result<(Columns, Scope), SqlError> {
        self.scopes.push(Scope::default());
        let done = self.in_scope(select);
        let scope = self.scopes.pop().unwrap_or_default();
        Ok((done?, scope))
    }

    fn in_scope(&mut self, select: &mut Select) -> Result<Columns, SqlError> {
        called::give_arguments(select);
        for tables in &mut select.from {
            self.tables(tables)?;
        }
        join_lateral_calls(&mut select.from);
        let items = std::mem::take(&mut select.projection);
        for item in items {
            select.projection.extend(self.expand(item, &select.from));
        }
        let mut names: Option<Vec<String>> = Some(Vec::new());
        let mut given: Vec<(Option<String>, String)> = Vec::new();
        for item in &mut select.projection {
            let written = written_name(item);
            self.expressions(item)?;
            rename_repeated(item, &mut given);
            let name = match item {
                SelectItem::UnnamedExpr(Expr::Identifier(name)) => Some(normalized(name)),
                SelectItem::UnnamedExpr(Expr::CompoundIdentifier(path)) => path.last().map(normalized),
                SelectItem::ExprWithAlias { alias, .. } => Some(normalized(alias)),
                SelectItem::UnnamedExpr(expr) => {
                    let written = written.unwrap_or_else(|| expr.to_string());
                    let name = free_name(cut(&written), names.as_deref().unwrap_or_default());
                    if let Some(scope) = self.scopes.last_mut() {
                        scope.written.push((written, name.clone()));
                    }
                    let expr = std::mem::replace(expr, Expr::Value(Value::Null.into()));
                    *item = SelectItem::ExprWithAlias { expr, alias: Ident::with_quote('"', &name) };
                    Some(name)
                }
                _ => None,
            };
            names = match (names, name) {
                (Some(mut names), Some(name)) => {
                    names.push(name);
                    Some(names)
                }
                _ => None,
            };
        }
        self.expressions(&mut select.distinct)?;
        if let Some(selection) = &mut select.selection {
            self.narrow(selection)?;
        }
        self.expressions(&mut select.selection)?;
        // What follows may also name what the projection names.
        if let Some(scope) = self.scopes.last_mut() {
            let aliases = select.projection.iter().filter_map(|item| match item {
                SelectItem::ExprWithAlias { alias, .. } => Some(normalized(alias)),
                _ => None,
            });
            scope.aliases = aliases.collect();
        }
        if let GroupByExpr::Expressions(expressions, _) = &mut select.group_by {
            self.expressions(expressions)?;
        }
        self.expressions(&mut select.having)?;
        self.expressions(&mut select.named_window)?;
        self.expressions(&mut select.qualify)?;
        Ok(names.map_or(Columns::Unknown, Columns::Names))
    }

    /// `region = (SELECT one row)` as `region IN (…)`: a join tells a scan what it may find before it looks, a value
    /// that is compared with every row does not.
    fn narrow(&self, selection: &mut Expr) -> Result<(), SqlError> {
        match selection {
            Expr::BinaryOp { left, op: ast::BinaryOperator::And, right } => {
                self.narrow(left)?;
                self.narrow(right)
            }
            Expr::Nested(inner) => self.narrow(inner),
            Expr::BinaryOp { left, op: ast::BinaryOperator::Eq, right } => {
                let (column, subquery) = match (&**left, &**right) {
                    (Expr::Identifier(_) | Expr::CompoundIdentifier(_), Expr::Subquery(query)) => (left, query),
                    (Expr::Subquery(query), Expr::Identifier(_) | Expr::CompoundIdentifier(_)) => (right, query),
                    _ => return Ok(()),
                };
                if !idioms::is_one_row(subquery) || self.depends_on_outside(subquery)? {
                    return Ok(());
                }
                let (expr, subquery) = (column.clone(), subquery.clone());
                *selection = Expr::InSubquery { expr, subquery, negated: false };
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether a subquery names columns of the queries around it.
    fn depends_on_outside(&self, subquery: &Query) -> Result<bool, SqlError> {
        let mut trial = self.clone();
        trial.outermost.set(usize::MAX);
        trial.query(&mut subquery.clone())?;
        Ok(trial.outermost.get() < self.scopes.len())
    }

    fn tables(&mut self, tables: &mut TableWithJoins) -> Result<(), SqlError> {
        self.factor(&mut tables.relation)?;
        for join in &mut tables.joins {
            self.factor(&mut join.relation)?;
            let constraint = match &mut join.join_operator {
                JoinOperator::Join(it)
                | JoinOperator::Inner(it)
                | JoinOperator::Left(it)
                | JoinOperator::LeftOuter(it)
                | JoinOperator::Right(it)
                | JoinOperator::RightOuter(it)
                | JoinOperator::FullOuter(it)
                | JoinOperator::CrossJoin(it)
                | JoinOperator::Semi(it)
                | JoinOperator::LeftSemi(it)
                | JoinOperator::RightSemi(it)
                | JoinOperator::Anti(it)
                | JoinOperator::LeftAnti(it)
                | JoinOperator::RightAnti(it) => it,
                _ => continue,
            };
            match constraint {
                JoinConstraint::On(condition) => self.expressions(condition)?,
                JoinConstraint::Using(names) => {
                    for name in names {
                        if let [ast::ObjectNamePart::Identifier(name)] = name.0.as_mut_slice() {
                            self.column(name);
                        }
                    }
                }
                JoinConstraint::Natural | JoinConstraint::None => {}
            }
        }
        Ok(())
    }

    fn factor(&mut self, factor: &mut TableFactor) -> Result<(), SqlError> {
        let relation = match factor {
            TableFactor::Table { name, alias, args: None, .. } => {
                let path: Vec<String> = parts(name).map(normalized).collect();
                let named: Vec<String> = parts(name).map(|it| it.value.clone()).collect();
                let columns = match self.ctes.iter().rev().find(|(cte, _)| path.len() == 1 && *cte == path[0]) {
                    Some((_, columns)) => columns.clone(),
                    None => catalog::find(&named).map_or(Columns::Unknown, Columns::Table),
                };
                Relation::new(alias.as_ref(), path, columns)
            }
            TableFactor::Table { name, alias, args: Some(arguments), .. } => {
                self.expressions(&mut arguments.args)?;
                let path: Vec<String> = parts(name).map(normalized).collect();
                let relation = Relation::new(alias.as_ref(), path.clone(), columns_of_function(&path));
                let follows = self.scopes.last().is_some_and(|it| !it.relations.is_empty());
                if follows && is_json_function(&path) {
                    *factor = TableFactor::Function {
                        lateral: true,
                        name: name.clone(),
                        args: std::mem::take(&mut arguments.args),
                        with_ordinality: false,
                        alias: alias.take(),
                    };
                }
                relation
            }
            TableFactor::Function { name, args, alias, .. } => {
                self.expressions(args)?;
                let path: Vec<String> = parts(name).map(normalized).collect();
                Relation::new(alias.as_ref(), path.clone(), columns_of_function(&path))
            }
            TableFactor::Derived { lateral, subquery, alias, .. } => {
                let hidden = if *lateral { None } else { self.scopes.pop() };
                let columns = self.query(subquery);
                self.scopes.extend(hidden);
                Relation::new(alias.as_ref(), Vec::new(), columns?)
            }
            TableFactor::NestedJoin { table_with_joins, alias } => {
                self.tables(table_with_joins)?;
                match alias {
                    None => return Ok(()),
                    Some(alias) => Relation::new(Some(alias), Vec::new(), Columns::Unknown),
                }
            }
            TableFactor::UNNEST { array_exprs, alias, .. } => {
                self.expressions(array_exprs)?;
                Relation::new(alias.as_ref(), Vec::new(), Columns::Unknown)
            }
            _ => Relation::new(None, Vec::new(), Columns::Unknown),
        };
        if let Some(scope) = self.scopes.last_mut() {
            scope.relations.push(relation);
        }
        Ok(())
    }

    /// `*` as the columns it stands for, where a relation has hidden ones.
    fn expand(&self, item: SelectItem, from: &[TableWithJoins]) -> Vec<SelectItem> {
        let Some(scope) = self.scopes.last() else {
            return vec![item];
        };
        match &item {
            SelectItem::Wildcard(options) if is_plain(options) => {
                let merges = from.iter().flat_map(|it| &it.joins).any(|join| merges_columns(&join.join_operator));
                match scope.all_columns() {
                    Some(columns) if !merges => columns.into_iter().map(item_of).collect(),
                    Some(_) => {
                        let mut options = options.clone();
                        let hidden = scope.hidden_columns();
                        let hidden = hidden.into_iter().map(|it| ObjectName::from(vec![Ident::with_quote('"', it)]));
                        options.opt_exclude = Some(ast::ExcludeSelectItem::Multiple(hidden.collect()));
                        vec![SelectItem::Wildcard(options)]
                    }
                    None => vec![item],
                }
            }
            SelectItem::QualifiedWildcard(SelectItemQualifiedWildcardKind::ObjectName(name), options)
                if is_plain(options) =>
            {
                let path: Vec<String> = parts(name).map(normalized).collect();
                match scope.relations.iter().find(|it| it.is_called(&path)).and_then(Relation::visible_columns) {
                    Some(columns) => columns.into_iter().map(item_of).collect(),
                    None => vec![item],
                }
            }
            _ => vec![item],
        }
    }

    /// Rewrites every expression of a part of the tree, and the queries in them.
    fn expressions<T: VisitMut>(&mut self, part: &mut T) -> Result<(), SqlError> {
        let mut visitor = Expressions { rewriter: self, depth: 0 };
        match part.visit(&mut visitor) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(error) => Err(error),
        }
    }

    /// Gives a column that is named without its relation the name it has.
    fn column(&self, name: &mut Ident) -> bool {
        for (depth, scope) in self.scopes.iter().enumerate().rev() {
            match scope.find(name) {
                scope::Found::Column(column) => {
                    self.outermost.set(self.outermost.get().min(depth));
                    if column != normalized(name) {
                        *name = Ident { value: column, quote_style: Some('"'), span: name.span };
                    }
                    return true;
                }
                scope::Found::Perhaps => return true,
                scope::Found::Nothing => {}
            }
        }
        false
    }

    fn identifier(&self, expr: &mut Expr) -> Result<(), SqlError> {
        let Expr::Identifier(name) = expr else {
            return Ok(());
        };
        if self.column(name) || name.quote_style != Some('"') {
            return Ok(());
        }
        // MySQL's and SQLite's strings in double quotes, where they cannot be meant as a column.
        let is_name = name.value.chars().all(|it| it.is_alphanumeric() || it == '_');
        let nothing_to_name = self.scopes.iter().all(|it| it.relations.is_empty());
        if nothing_to_name || !is_name {
            *expr = Expr::Value(Value::SingleQuotedString(name.value.clone()).into());
            return Ok(());
        }
        let known: Vec<String> = self.scopes.last().map(Scope::names).unwrap_or_default();
        let message = format!("column \"{}\" does not exist", name.value);
        let hint = match callboard_model::naming::nearest(&name.value, known) {
            Some(near) => format!("did you mean `{near}`? a text is written in single quotes: '{}'", name.value),
            None => format!("a text is written in single quotes: '{}'", name.value),
        };
        Err(SqlError::new(crate::error::sqlstate::UNDEFINED_COLUMN, message).with_hint(hint))
    }

    fn compound_identifier(&self, path: &mut [Ident]) -> Result<(), SqlError> {
        let Some((name, qualifier)) = path.split_last_mut() else {
            return Ok(());
        };
        let qualifier: Vec<String> = qualifier.iter().map(normalized).collect();
        let called = |scope: &Scope| scope.relations.iter().position(|it| it.is_called(&qualifier));
        let mut scopes = self.scopes.iter().enumerate().rev();
        let found = scopes.find_map(|(depth, scope)| called(scope).map(|at| (depth, &scope.relations[at])));
        if let Some((depth, relation)) = found {
            self.outermost.set(self.outermost.get().min(depth));
            match relation.find(name) {
                Some(column) if column != normalized(name) => {
                    *name = Ident { value: column, quote_style: Some('"'), span: name.span };
                }
                Some(_) => {}
                None => relation.complain(name)?,
            }
        }
        Ok(())
    }
}

/// Visits expressions; queries inside them are walked on their own.
struct Expressions<'a> {
    rewriter: &'a mut Rewriter,
    depth: usize,
}

impl VisitorMut for Expressions<'_> {
    type Break = SqlError;

    fn pre_visit_query(&mut self, query: &mut Query) -> ControlFlow<SqlError> {
        self.depth += 1;
        match self.depth {
            1 => stop_at(self.rewriter.query(query).map(|_| ())),
            _ => ControlFlow::Continue(()),
        }
    }

    fn post_visit_query(&mut self, _query: &mut Query) -> ControlFlow<SqlError> {
        self.depth -= 1;
        ControlFlow::Continue(())
    }

    fn pre_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<SqlError> {
        match expr {
            _ if self.depth > 0 => ControlFlow::Continue(()),
            Expr::Identifier(_) => stop_at(self.rewriter.identifier(expr)),
            Expr::CompoundIdentifier(path) => stop_at(self.rewriter.compound_identifier(path)),
            _ => ControlFlow::Continue(()),
        }
    }

    fn post_visit_expr(&mut self, expr: &mut Expr) -> ControlFlow<SqlError> {
        if self.depth == 0 {
            idioms::spell(expr);
        }
        ControlFlow::Continue(())
    }
}

fn stop_at(done: Result<(), SqlError>) -> ControlFlow<SqlError> {
    match done {
        Ok(()) => ControlFlow::Continue(()),
        Err(error) => ControlFlow::Break(error),
    }
}

/// `json_each` and its like.
fn is_json_function(path: &[String]) -> bool {
    matches!(path, [name] if matches!(name.as_str(), "json_each" | "json_tree" | "jsonb_each" | "json_array_elements"))
}

fn columns_of_function(path: &[String]) -> Columns {
    if is_json_function(path) {
        return Columns::Names(crate::functions::JSON_EACH_COLUMNS.map(str::to_owned).to_vec());
    }
    crate::operations::columns_of(path).map_or(Columns::Unknown, Columns::Names)
}

fn is_plain(options: &ast::WildcardAdditionalOptions) -> bool {
    options.opt_ilike.is_none()
        && options.opt_exclude.is_none()
        && options.opt_except.is_none()
        && options.opt_replace.is_none()
        && options.opt_rename.is_none()
        && options.opt_alias.is_none()
}

#[cfg(test)]
mod tests;
