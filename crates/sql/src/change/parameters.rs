//! Parameters of changes: their types are those of the columns that they are given to or compared with.

use std::ops::ControlFlow;

use datafusion::arrow::datatypes::DataType;
use datafusion::sql::sqlparser::ast::{self, AssignmentTarget, Expr, SetExpr, Value};

use super::step::Verb;
use super::target::Target;
use super::{delete, insert, update};
use crate::catalog::Table;
use crate::statement::Statement;
use crate::{Parsed, Session};

/// The types of a change's parameters; text where nothing is known.
pub(crate) fn parameter_types(session: &Session, parsed: &Parsed) -> Vec<DataType> {
    let mut types = vec![DataType::Utf8; parsed.parameters];
    if parsed.parameters == 0 {
        return types;
    }
    // What is wrong with the statement is said when it runs.
    let resources = &session.options.resources;
    let target = match &parsed.statement {
        Statement::Insert(it) => insert::target_of(resources, it),
        Statement::Update(it) => update::understand(session, it, Verb::Update, &parsed.hints).map(|it| it.target),
        Statement::Replace(it) => update::understand(session, it, Verb::Replace, &parsed.hints).map(|it| it.target),
        Statement::Delete(it) => delete::understand(session, it, &parsed.hints).map(|it| it.target),
        _ => return types,
    };
    let Ok(Target { table, .. }) = target else { return types };
    let mut found = Found { table: &table, types: &mut types };
    match &parsed.statement {
        Statement::Insert(it) => {
            found.values(it);
            found.comparisons(it);
        }
        Statement::Update(it) | Statement::Replace(it) => {
            found.assignments(it);
            found.comparisons(it);
        }
        Statement::Delete(it) => found.comparisons(it),
        _ => {}
    }
    types
}

struct Found<'a> {
    table: &'a Table,
    types: &'a mut [DataType],
}

impl Found<'_> {
    fn values(&mut self, insert: &ast::Insert) {
        let Some(SetExpr::Values(values)) = insert.source.as_deref().map(|it| &*it.body) else { return };
        for row in &values.rows {
            for (value, name) in row.content.iter().zip(&insert.columns) {
                let column = name.0.last().and_then(|it| it.as_ident());
                self.note(value, column.map(|it| it.value.as_str()));
            }
        }
    }

    fn assignments(&mut self, update: &ast::Update) {
        for it in &update.assignments {
            if let AssignmentTarget::ColumnName(name) = &it.target {
                let column = name.0.last().and_then(|it| it.as_ident());
                self.note(&it.value, column.map(|it| it.value.as_str()));
            }
        }
    }

    fn comparisons(&mut self, statement: &impl ast::Visit) {
        let _ = ast::visit_expressions(statement, |expr| {
            match expr {
                Expr::BinaryOp { left, right, .. } => {
                    self.note(left, column_of(right));
                    self.note(right, column_of(left));
                }
                Expr::InList { expr, list, .. } => list.iter().for_each(|it| self.note(it, column_of(expr))),
                Expr::Between { expr, low, high, .. } => {
                    [low, high].into_iter().for_each(|it| self.note(it, column_of(expr)));
                }
                _ => {}
            }
            ControlFlow::<()>::Continue(())
        });
    }

    fn note(&mut self, value: &Expr, column: Option<&str>) {
        if let Expr::Value(value) = value
            && let Value::Placeholder(name) = &value.value
            && let Some(number) = name.strip_prefix('$').and_then(|it| it.parse::<usize>().ok())
            && let Some(known) = number.checked_sub(1).and_then(|at| self.types.get_mut(at))
            && let Some(column) = column.and_then(|it| self.table.column(it))
        {
            *known = column.data_type.clone();
        }
    }
}

fn column_of(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Identifier(name) => Some(&name.value),
        Expr::CompoundIdentifier(path) => path.last().map(|it| it.value.as_str()),
        Expr::Nested(inner) => column_of(inner),
        _ => None,
    }
}
