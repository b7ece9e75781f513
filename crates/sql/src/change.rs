//! Changes: `INSERT`, `UPDATE`, `REPLACE`, `DELETE`, `EXEC`, and transactions of them.

use crate::{Answer, Parsed, Session, SqlError};

/// Statements that wait for `COMMIT`.
#[derive(Debug, Default)]
pub(crate) struct Transaction {
    failed: bool,
}

impl Transaction {
    /// Whether it can only be rolled back.
    pub(crate) fn has_failed(&self) -> bool {
        self.failed
    }
}

/// Inside a transaction, a change is validated, planned and queued.
pub(crate) async fn queue_if_in_transaction(session: &Session, parsed: &Parsed) -> Result<Option<Answer>, SqlError> {
    let _ = (session, parsed);
    Ok(None)
}

/// Carries out a change.
pub(crate) async fn run(session: &Session, parsed: &Parsed) -> Result<Answer, SqlError> {
    let _ = (session, parsed);
    Err(SqlError::unsupported("changes are not there yet"))
}
