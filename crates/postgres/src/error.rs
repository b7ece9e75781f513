//! Errors and notices as PostgreSQL clients read them.

use callboard_sql::{Notice, SqlError};
use pgwire::error::{ErrorInfo, PgWireError};

/// An error of a statement.
pub(crate) fn of_statement(error: SqlError) -> PgWireError {
    PgWireError::UserError(Box::new(info(error)))
}

/// An error that ends the connection.
pub(crate) fn fatal(sqlstate: &str, message: impl Into<String>) -> PgWireError {
    PgWireError::UserError(Box::new(ErrorInfo::new("FATAL".to_owned(), sqlstate.to_owned(), message.into())))
}

/// A notice beside an answer.
pub(crate) fn notice(notice: Notice) -> ErrorInfo {
    ErrorInfo::new("NOTICE".to_owned(), "00000".to_owned(), notice.0)
}

/// Codes of AWS stand in the detail: clients show it, and the message stays as it is everywhere else.
fn info(error: SqlError) -> ErrorInfo {
    let mut info = ErrorInfo::new("ERROR".to_owned(), error.sqlstate.to_owned(), error.message);
    let code = error.aws_code.map(|it| format!("AWS error code: {it}"));
    let request = error.request_id.map(|it| format!("AWS request id: {it}"));
    let detail: Vec<String> = [error.detail, code, request].into_iter().flatten().collect();
    info.detail = (!detail.is_empty()).then(|| detail.join("\n"));
    info.hint = error.hint;
    info.position = error.position.map(|it| it.to_string());
    info.severity_nonlocalized = Some("ERROR".to_owned());
    info
}
