//! Decoding: from a text, which may be a template, to statements.

use callboard_sql::syntax::template::{Data, Mode, Template};
use callboard_sql::{Parsed, Session, SqlError};

/// The statements of a text, with values in place of `{{ name }}`.
pub(crate) struct Script {
    /// In the order in which they are run.
    pub(crate) statements: Vec<Parsed>,
}

/// Why a text gives no statements, with the text in which the position of the error counts.
pub(crate) struct DecodeError {
    pub(crate) error: SqlError,
    pub(crate) text: String,
}

/// Puts values into a text and parses it.
pub(crate) fn decode(session: &Session, text: &str, values: &Data) -> Result<Script, DecodeError> {
    let rendered = match Template::render(text, values, Mode::Sql) {
        Ok(rendered) => rendered,
        Err(error) => return Err(DecodeError { error, text: text.to_owned() }),
    };
    match session.parse(&rendered) {
        Ok(statements) => Ok(Script { statements }),
        Err(error) => Err(DecodeError { error, text: rendered }),
    }
}
