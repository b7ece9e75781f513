//! Statements: one piece of a text becomes a [`Statement`].
//!
//! The first word decides. Verbs that only StackQL has are read in `verbs.rs`; everything else is SQL.

mod mistakes;

use std::ops::ControlFlow;

use callboard_model::naming::nearest;
use datafusion::sql::sqlparser::ast::{self, Visit as _};
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan, Word};

use mistakes::unknown_verb;
pub(super) use mistakes::{at, of_parser};

use super::dialect::CallboardDialect;
use super::tokens::{Piece, Walk};
use super::{copy_from, limits, verbs};
use crate::SqlError;
use crate::statement::{Hints, Parsed, Savepoint, Statement};

/// Every first word there is.
const VERBS: [&str; 37] = [
    "select",
    "with",
    "values",
    "table",
    "insert",
    "update",
    "replace",
    "delete",
    "exec",
    "show",
    "describe",
    "desc",
    "explain",
    "begin",
    "start",
    "commit",
    "end",
    "rollback",
    "abort",
    "create",
    "drop",
    "refresh",
    "alter",
    "copy",
    "set",
    "reset",
    "prepare",
    "execute",
    "deallocate",
    "truncate",
    "use",
    "auth",
    "registry",
    "purge",
    "sleep",
    "nativequery",
    "discard",
];

/// One statement of a text.
pub(super) fn parse(piece: Piece<'_>) -> Result<Parsed, SqlError> {
    let (start, origin) = (piece.start, piece.origin);
    let Piece { tokens, hints, text, .. } = piece;
    refuse_placeholders(&tokens)
        .and_then(|()| limits::check(&tokens))
        .and_then(|()| parse_tokens(&tokens, &hints, text, origin))
        .map_err(|mut error| {
            if error.position.is_none()
                && let Some(place) = place_in(&error.message)
            {
                error.position = Some(start + characters_between(text, origin, place) + 1);
            }
            error
        })
}

/// One statement of tokens: a whole piece, or what follows `EXPLAIN`.
pub(super) fn parse_tokens(
    tokens: &[TokenWithSpan],
    hints: &Hints,
    text: &str,
    origin: Location,
) -> Result<Parsed, SqlError> {
    let first = word(tokens, 0);
    let second = word(tokens, 1);
    let mut statement = match first.as_str() {
        "exec" => verbs::exec(tokens)?,
        "execute" if tokens.iter().any(|it| matches!(it.token, Token::AtSign | Token::AtAt | Token::Period)) => {
            verbs::exec(tokens)?
        }
        "show" => verbs::show(tokens)?,
        "describe" | "desc" => verbs::describe(tokens)?,
        "explain" => verbs::explain(tokens, hints, text, origin)?,
        "replace" if second != "into" => verbs::replace(tokens)?,
        "refresh" => verbs::refresh(tokens)?,
        "begin" | "start" | "commit" | "end" | "rollback" | "abort" => verbs::transaction(tokens)?,
        "use" | "auth" | "registry" | "purge" | "sleep" | "nativequery" => verbs::ignored(&first, tokens)?,
        "set" if is_session_setting(tokens) => {
            Statement::Ignored("`SET SESSION` has no settings here; credentials come from the environment".to_owned())
        }
        // What DataFusion writes behind it, sqlparser cannot read.
        "create" if second == "external" => {
            return Err(SqlError::unsupported("CREATE EXTERNAL TABLE is not supported")
                .with_hint("CREATE VIEW v AS SELECT * FROM 'file.csv' reads a file whenever it is asked"));
        }
        "table" => Statement::Query(Box::new(query(tokens)?)),
        _ => {
            let statement = sql(tokens)?;
            match copy_from::insert_of(&statement)? {
                Some(insert) => insert,
                None => from_sql(statement)?,
            }
        }
    };
    limits::flatten(&mut statement)?;
    let parameters = count_parameters(&statement);
    Ok(Parsed { statement, hints: hints.clone(), text: text.to_owned(), parameters })
}

/// A statement that sqlparser knows.
fn from_sql(statement: ast::Statement) -> Result<Statement, SqlError> {
    Ok(match statement {
        ast::Statement::Query(query) => Statement::Query(query),
        ast::Statement::Insert(it) => Statement::Insert(Box::new(it)),
        ast::Statement::Update(it) => Statement::Update(Box::new(it)),
        ast::Statement::Delete(it) => Statement::Delete(Box::new(it)),
        ast::Statement::Savepoint { name } => Statement::Savepoint(Savepoint::Set(name.value)),
        ast::Statement::ReleaseSavepoint { name } => Statement::Savepoint(Savepoint::Release(name.value)),
        other => Statement::Define(Box::new(other)),
    })
}

/// Exactly one SQL statement.
pub(super) fn sql(tokens: &[TokenWithSpan]) -> Result<ast::Statement, SqlError> {
    let mut tokens = tokens.to_vec();
    verbs::spell_stored_as(&mut tokens);
    let first = word(&tokens, 0);
    // StackQL's, which is MySQL's.
    let ignores = first == "insert" && word(&tokens, 1) == "ignore";
    if ignores {
        tokens.remove(1);
    }
    let mut parser = Parser::new(&CallboardDialect).with_tokens_with_locations(tokens);
    let mut statement = parser.parse_statement().map_err(|error| unknown_verb(&first, error))?;
    expect_end(&mut parser)?;
    if let ast::Statement::Insert(insert) = &mut statement {
        insert.ignore |= ignores;
    }
    Ok(statement)
}

fn query(tokens: &[TokenWithSpan]) -> Result<ast::Query, SqlError> {
    let mut parser = Parser::new(&CallboardDialect).with_tokens_with_locations(tokens.to_vec());
    let query = parser.parse_query().map_err(of_parser)?;
    expect_end(&mut parser)?;
    Ok(*query)
}

/// Refuses whatever follows a whole statement.
pub(super) fn expect_end(parser: &mut Parser) -> Result<(), SqlError> {
    match parser.peek_token_ref().token {
        Token::EOF => Ok(()),
        _ => {
            let refused = parser.expected_ref::<()>("the end of the statement", parser.peek_token_ref());
            // A clause whose first word is mistyped was taken for an alias.
            let clause = match &parser.get_current_token().token {
                Token::Word(word) if word.quote_style.is_none() && word.keyword == Keyword::NoKeyword => {
                    nearest(&word.value.to_lowercase(), CLAUSES)
                }
                _ => None,
            };
            refused.map_err(|error| match clause {
                Some(clause) => of_parser(error).with_hint(format!("did you mean `{}`?", clause.to_uppercase())),
                None => of_parser(error),
            })
        }
    }
}

/// First words of what may follow a projection.
const CLAUSES: [&str; 8] = ["from", "where", "group", "having", "order", "limit", "union", "returning"];

/// The word at this place in lower case; empty where there is none, or a quoted one.
pub(super) fn word(tokens: &[TokenWithSpan], index: usize) -> String {
    match tokens.get(index).map(|it| &it.token) {
        Some(Token::Word(word)) if word.quote_style.is_none() => word.value.to_lowercase(),
        _ => String::new(),
    }
}

/// `{{ name }}` outside quotes, or a string that is nothing else, was not rendered.
fn refuse_placeholders(tokens: &[TokenWithSpan]) -> Result<(), SqlError> {
    for (index, token) in tokens.iter().enumerate() {
        let name = match &token.token {
            Token::LBrace if matches!(tokens.get(index + 1), Some(it) if it.token == Token::LBrace) => {
                let inner = tokens[index + 2..].iter().take_while(|it| it.token != Token::RBrace);
                inner.take(20).map(|it| it.token.to_string()).collect::<String>()
            }
            Token::SingleQuotedString(text) | Token::Word(Word { value: text, quote_style: Some(_), .. }) => {
                match text.strip_prefix("{{").and_then(|it| it.strip_suffix("}}")) {
                    Some(name) if name.trim().chars().all(|it| it.is_alphanumeric() || "_.-".contains(it)) => {
                        name.trim().to_owned()
                    }
                    _ => continue,
                }
            }
            _ => continue,
        };
        let name = name.trim_start_matches('.').to_owned();
        let message = format!("no value was given for `{{{{ {name} }}}}`");
        let name = name.strip_prefix("values.").unwrap_or(&name);
        return Err(
            at(Some(token), message).with_hint(format!("give it by `--var {name}=…`, or by `--data file.json`"))
        );
    }
    Ok(())
}

fn is_session_setting(tokens: &[TokenWithSpan]) -> bool {
    let at = if word(tokens, 1) == "session" { 2 } else { 1 };
    matches!(tokens.get(at).map(|it| &it.token), Some(Token::Word(word)) if word.value.starts_with("$."))
}

fn place_in(message: &str) -> Option<Location> {
    let mut parts = message.splitn(3, ':');
    let (line, column) = (parts.next()?, parts.next()?);
    Some(Location { line: line.parse().ok()?, column: column.parse().ok()? })
}

fn characters_between(text: &str, origin: Location, place: Location) -> usize {
    let line = place.line.saturating_sub(origin.line) + 1;
    let column = if line == 1 { place.column.saturating_sub(origin.column) + 1 } else { place.column };
    Walk::new(text).to(Location { line, column }).0
}

/// How many parameters a statement has: the greatest `$n`.
fn count_parameters(statement: &Statement) -> usize {
    struct Greatest(usize);
    impl ast::Visitor for Greatest {
        type Break = ();
        fn pre_visit_value(&mut self, value: &ast::ValueWithSpan) -> ControlFlow<()> {
            if let ast::Value::Placeholder(name) = &value.value {
                let number = name.strip_prefix('$').and_then(|it| it.parse().ok()).unwrap_or(0);
                self.0 = self.0.max(number);
            }
            ControlFlow::Continue(())
        }
    }
    let mut greatest = Greatest(0);
    let _ = match statement {
        Statement::Query(it) => it.visit(&mut greatest),
        Statement::Insert(it) => it.visit(&mut greatest),
        Statement::Update(it) | Statement::Replace(it) => it.visit(&mut greatest),
        Statement::Delete(it) => it.visit(&mut greatest),
        Statement::Exec(it) => {
            let _ = it.json.visit(&mut greatest);
            it.arguments.iter().try_for_each(|(_, value)| value.visit(&mut greatest))
        }
        Statement::Explain { statement, .. } => return statement.parameters,
        Statement::Define(it) if !matches!(**it, ast::Statement::Prepare { .. }) => it.visit(&mut greatest),
        _ => ControlFlow::Continue(()),
    };
    greatest.0
}

#[cfg(test)]
mod tests;
