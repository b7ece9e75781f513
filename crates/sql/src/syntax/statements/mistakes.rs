//! Mistakes: what is wrong with a text, where, and what was probably meant.

use callboard_model::naming::nearest;
use datafusion::sql::sqlparser::parser::ParserError;
use datafusion::sql::sqlparser::tokenizer::TokenWithSpan;

use super::VERBS;
use crate::SqlError;
use crate::error::sqlstate;

/// The complaint about a statement whose first word is no verb, maybe.
pub(super) fn unknown_verb(first: &str, error: ParserError) -> SqlError {
    let error = of_parser(error);
    if first.is_empty() || VERBS.contains(&first) {
        return error;
    }
    match nearest(first, VERBS) {
        Some(verb) => error.with_hint(format!("did you mean `{}`?", verb.to_uppercase())),
        None => error.with_hint("a statement begins with SELECT, INSERT, UPDATE, DELETE, EXEC, SHOW, DESCRIBE, …"),
    }
}

/// sqlparser's complaint in our form: `1:8: expected an expression, found: FROM`.
pub(in crate::syntax) fn of_parser(error: ParserError) -> SqlError {
    let message = match error {
        ParserError::TokenizerError(message) | ParserError::ParserError(message) => message,
        ParserError::RecursionLimitExceeded => {
            return SqlError::new(sqlstate::LIMIT_EXCEEDED, "the statement is nested too deeply")
                .with_hint("give inner queries names by WITH");
        }
    };
    let (what, place) = match message.rsplit_once(" at Line: ") {
        Some((what, place)) => (what, place.split_once(", Column: ")),
        None => (message.as_str(), None),
    };
    let what = match what.strip_prefix("Expected: ") {
        Some(rest) => {
            format!("expected {}", rest.replacen(", found: ", ", found ", 1).replace("found EOF", "found the end"))
        }
        None => what.to_owned(),
    };
    match place {
        Some((line, column)) if column.bytes().all(|it| it.is_ascii_digit()) && column != "0" => {
            SqlError::syntax(format!("{line}:{column}: {what}"))
        }
        _ => SqlError::syntax(what),
    }
}

/// A complaint about a token.
pub(in crate::syntax) fn at(token: Option<&TokenWithSpan>, message: impl std::fmt::Display) -> SqlError {
    let message = message.to_string();
    match token {
        Some(it) => {
            let found = if message.starts_with("expected") { format!(", found {}", it.token) } else { String::new() };
            SqlError::syntax(format!("{}:{}: {message}{found}", it.span.start.line, it.span.start.column))
        }
        None => SqlError::syntax(format!("{message}, found the end")),
    }
}
