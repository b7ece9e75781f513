//! Definitions: what a user makes beside resources: views, tables, files, settings, prepared statements.

mod local;

use datafusion::arrow::datatypes::SchemaRef;

use crate::{Answer, Parsed, Session, SqlError};
pub(crate) use local::Local;

/// Runs the statement.
pub(crate) async fn run(session: &Session, parsed: &Parsed) -> Result<Answer, SqlError> {
    let _ = (session, parsed);
    Err(SqlError::unsupported("not there yet"))
}

/// Whether a path can only name a view or table of the user's own.
pub(crate) fn is_local(path: &[String]) -> bool {
    matches!(path, [_]) || path.len() > 1 && path[path.len() - 2].eq_ignore_ascii_case("public")
}

/// The columns of a view or table of the user's own.
pub(crate) async fn schema_of(session: &Session, path: &[String]) -> Result<SchemaRef, SqlError> {
    let provider = session.engine().table_provider(path.join(".")).await?;
    Ok(provider.schema())
}

/// A view or table of the user's own.
pub(crate) struct Definition {
    /// Its name.
    pub(crate) name: String,
    /// What it is.
    pub(crate) kind: DefinitionKind,
}

/// What a definition is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DefinitionKind {
    /// A query, run when it is asked.
    View,
}

impl DefinitionKind {
    /// In the words of `information_schema`.
    pub(crate) fn word(self) -> &'static str {
        "VIEW"
    }
}

/// All views and tables of the user's own, by name.
pub(crate) fn definitions(_session: &Session) -> Result<Vec<Definition>, SqlError> {
    Ok(Vec::new())
}

/// The statement that makes a view or table again.
pub(crate) fn statement_of(_session: &Session, path: &[String]) -> Result<String, SqlError> {
    Err(SqlError::unsupported(path.join(".")))
}
