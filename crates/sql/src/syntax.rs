//! Syntax: from a text to statements, and from StackQL's idioms to what DataFusion understands.

use datafusion::common::ScalarValue;
use datafusion::sql::sqlparser::ast;

use crate::{Parsed, Session, SqlError};

/// The statements of a text.
pub fn parse(text: &str) -> Result<Vec<Parsed>, SqlError> {
    let _ = text;
    Err(SqlError::unsupported("statements are not parsed yet"))
}

/// A statement with values in place of `$1`, `$2`, …
pub(crate) fn bind(parsed: &Parsed, values: &[ScalarValue]) -> Result<Parsed, SqlError> {
    let _ = values;
    Ok(parsed.clone())
}

/// Rewrites a query for DataFusion: names of columns in any spelling, `json_each` beside a comma, …
pub(crate) fn rewrite_query(query: &mut ast::Query, session: &Session) -> Result<(), SqlError> {
    let _ = (query, session);
    Ok(())
}
