//! Errors and notices as PostgreSQL clients read them.

use std::io;

use bytes::{BufMut as _, BytesMut};
use callboard_sql::error::sqlstate;
use callboard_sql::{Notice, SqlError};

use crate::protocol::Unreadable;
use crate::protocol::write::put_text;

/// Why a message of a client was not answered as asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// The connection goes on.
    #[error("{0}")]
    Statement(SqlError),
    /// The client is told, and the connection ends.
    #[error("{0}")]
    Fatal(SqlError),
    /// Nobody is there to be told.
    #[error("the connection is lost")]
    Lost(#[from] io::Error),
}

/// One error or notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Report {
    severity: &'static str,
    error: SqlError,
}

impl Fault {
    /// An error that ends the connection.
    pub(crate) fn fatal(code: &'static str, message: impl Into<String>) -> Self {
        Self::Fatal(SqlError::new(code, message))
    }
}

impl From<SqlError> for Fault {
    fn from(error: SqlError) -> Self {
        Self::Statement(error)
    }
}

impl From<Unreadable> for Fault {
    fn from(error: Unreadable) -> Self {
        Self::fatal(sqlstate::PROTOCOL_VIOLATION, error.to_string())
    }
}

impl Report {
    pub(crate) fn error(error: SqlError) -> Self {
        Self { severity: "ERROR", error }
    }

    pub(crate) fn fatal(error: SqlError) -> Self {
        Self { severity: "FATAL", error }
    }

    pub(crate) fn notice(notice: Notice) -> Self {
        Self { severity: "NOTICE", error: SqlError::new("00000", notice.0) }
    }

    /// The fields of the message. Codes of AWS stand in the detail: clients show it, and the message stays as it is
    /// everywhere else.
    pub(crate) fn put(&self, buffer: &mut BytesMut) {
        let error = &self.error;
        let code = error.aws_code.as_ref().map(|it| format!("AWS error code: {it}"));
        let request = error.request_id.as_ref().map(|it| format!("AWS request id: {it}"));
        let detail: Vec<String> = [error.detail.clone(), code, request].into_iter().flatten().collect();
        let detail = (!detail.is_empty()).then(|| detail.join("\n"));
        let fields = [
            (b'S', Some(self.severity.to_owned())),
            (b'V', Some(self.severity.to_owned())),
            (b'C', Some(error.sqlstate.to_owned())),
            (b'M', Some(error.message.clone())),
            (b'D', detail),
            (b'H', error.hint.clone()),
            (b'P', error.position.map(|it| it.to_string())),
        ];
        for (kind, text) in fields.iter().filter_map(|(kind, text)| Some((*kind, text.as_ref()?))) {
            buffer.put_u8(kind);
            put_text(buffer, text);
        }
        buffer.put_u8(0);
    }
}

/// What a statement that was cancelled fails with.
pub(crate) fn cancelled() -> SqlError {
    SqlError::new(sqlstate::QUERY_CANCELED, "canceling statement due to user request")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aws_codes_stand_in_the_detail() {
        let mut error = SqlError::new("42501", "refused").with_hint("ask").with_detail("one of two calls");
        error.aws_code = Some("AccessDenied".to_owned());
        error.request_id = Some("r-1".to_owned());
        error.position = Some(7);
        let mut buffer = BytesMut::new();
        Report::error(error).put(&mut buffer);
        let text = String::from_utf8_lossy(&buffer).replace('\0', "|");
        assert_eq!(
            text,
            "SERROR|VERROR|C42501|Mrefused|Done of two calls\nAWS error code: AccessDenied\nAWS request id: r-1|Hask|P7||"
        );
    }
}
