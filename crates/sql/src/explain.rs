//! explain

use crate::{Answer, Parsed, Session, SqlError};

/// Runs the statement.
pub(crate) async fn run(session: &Session, parsed: &Parsed) -> Result<Answer, SqlError> {
    let _ = (session, parsed);
    Err(SqlError::unsupported("not there yet"))
}
