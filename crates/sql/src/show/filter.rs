//! `LIKE` and `WHERE` over a listing.

use callboard_model::naming::nearest_names;
use std::ops::ControlFlow;

use datafusion::arrow::array::{AsArray as _, BooleanArray, StringArray};
use datafusion::arrow::compute::filter_record_batch;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::{DFSchema, cast::as_boolean_array};
use datafusion::error::DataFusionError;
use datafusion::sql::sqlparser::ast;

use crate::error::sqlstate;
use crate::statement::Listing;
use crate::{Session, SqlError};

/// The rows of a listing that were asked for.
pub(super) fn filter(session: &Session, batch: RecordBatch, listing: &Listing) -> Result<RecordBatch, SqlError> {
    let batch = match &listing.like {
        Some(pattern) => keep(&batch, &like(&batch, pattern))?,
        None => batch,
    };
    let Some(predicate) = &listing.predicate else { return Ok(batch) };
    let expression = with_names_of(predicate, &batch)?;
    let schema = DFSchema::try_from(batch.schema()).map_err(SqlError::from)?;
    let state = session.engine().state();
    let expression =
        state.create_logical_expr_from_sql_expr(ast::ExprWithAlias { expr: expression, alias: None }, &schema)?;
    let physical = session.engine().create_physical_expr(expression, &schema)?;
    let kept = physical.evaluate(&batch)?.into_array(batch.num_rows())?;
    keep(&batch, as_boolean_array(&kept)?)
}

fn keep(batch: &RecordBatch, kept: &BooleanArray) -> Result<RecordBatch, SqlError> {
    filter_record_batch(batch, kept).map_err(|error| DataFusionError::from(error).into())
}

/// A column of texts; the first one where there is none of this name.
pub(super) fn texts<'a>(batch: &'a RecordBatch, column: &str) -> &'a StringArray {
    batch.column_by_name(column).unwrap_or_else(|| batch.column(0)).as_string::<i32>()
}

/// Whether each row's name fits a pattern; letters count the same in any case, as StackQL's do.
fn like(batch: &RecordBatch, pattern: &str) -> BooleanArray {
    let column = if batch.column_by_name("table_name").is_some() { "table_name" } else { "name" };
    let names = texts(batch, column);
    let pattern: Vec<char> = pattern.to_lowercase().chars().collect();
    names.iter().map(|name| Some(fits(&name?.to_lowercase().chars().collect::<Vec<_>>(), &pattern))).collect()
}

/// `%` stands for any letters, `_` for one.
fn fits(text: &[char], pattern: &[char]) -> bool {
    let (mut at, mut pattern_at) = (0, 0);
    let mut last_percent: Option<(usize, usize)> = None;
    while at < text.len() {
        match pattern.get(pattern_at) {
            Some('%') => {
                last_percent = Some((pattern_at, at));
                pattern_at += 1;
            }
            Some(letter) if *letter == '_' || *letter == text[at] => {
                at += 1;
                pattern_at += 1;
            }
            // Let the last `%` stand for one letter more.
            _ => match last_percent {
                None => return false,
                Some((percent_at, began)) => {
                    last_percent = Some((percent_at, began + 1));
                    at = began + 1;
                    pattern_at = percent_at + 1;
                }
            },
        }
    }
    pattern[pattern_at..].iter().all(|it| *it == '%')
}

/// The predicate with each name in the listing's own spelling: `methodname` as `"MethodName"`.
fn with_names_of(predicate: &ast::Expr, batch: &RecordBatch) -> Result<ast::Expr, SqlError> {
    let mut expression = predicate.clone();
    let schema = batch.schema();
    let names = || schema.fields().iter().map(|it| it.name());
    let unknown = ast::visit_expressions_mut(&mut expression, |it| {
        let identifier = match it {
            ast::Expr::Identifier(identifier) => identifier,
            _ => return ControlFlow::Continue(()),
        };
        match names().find(|name| plain(name) == plain(&identifier.value)) {
            Some(name) => *identifier = ast::Ident::with_quote('"', name),
            None => return ControlFlow::Break(identifier.value.clone()),
        }
        ControlFlow::Continue(())
    });
    match unknown {
        ControlFlow::Continue(()) => Ok(expression),
        ControlFlow::Break(name) => {
            let error = SqlError::new(sqlstate::UNDEFINED_COLUMN, format!("the listing has no column `{name}`"));
            let columns = names().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
            Err(error.with_hint(match nearest_names(&name, names().cloned()).first() {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its columns are {columns}; some are there only with EXTENDED"),
            }))
        }
    }
}

fn plain(name: &str) -> String {
    name.replace('_', "").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_as_like_does() {
        let fits = |text: &str, pattern: &str| {
            self::fits(&text.chars().collect::<Vec<_>>(), &pattern.chars().collect::<Vec<_>>())
        };
        for (text, pattern) in [("ivs", "ivs"), ("ivs", "i%"), ("ivs", "%s"), ("ivs", "_v_"), ("ivs", "%"), ("", "%")] {
            assert!(fits(text, pattern), "{text} LIKE {pattern}");
        }
        for (text, pattern) in [("ivs", "iv"), ("ivs", "v%"), ("ivs", "____"), ("ivs", ""), ("ababc", "%abd")] {
            assert!(!fits(text, pattern), "{text} NOT LIKE {pattern}");
        }
        assert!(fits("ababc", "%abc"));
    }
}
