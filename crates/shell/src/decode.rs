//! Decoding: from a text, which may be a template, to statements.

use callboard_sql::{Parsed, Session, SqlError};
use serde_json::{Map, Value};

/// The statements of a text.
pub(crate) struct Script {
    /// The text with values in place of `{{ name }}`, in which positions of errors count.
    pub(crate) text: String,
    /// Its statements.
    pub(crate) statements: Vec<Parsed>,
}

/// Why a text gives no statements, with the text in which the position of the error counts.
pub(crate) struct DecodeError {
    pub(crate) error: SqlError,
    pub(crate) text: String,
}

/// Puts values into a text and parses it.
pub(crate) fn decode(session: &Session, text: &str, values: &Map<String, Value>) -> Result<Script, DecodeError> {
    let text = render(text, values).map_err(|error| DecodeError { error, text: text.to_owned() })?;
    match session.parse(&text) {
        Ok(statements) => Ok(Script { text, statements }),
        Err(error) => Err(DecodeError { error, text }),
    }
}

fn render(text: &str, values: &Map<String, Value>) -> Result<String, SqlError> {
    if !text.contains("{{") {
        return Ok(text.to_owned());
    }
    let _ = values;
    Err(SqlError::unsupported("templates are not there yet"))
}
