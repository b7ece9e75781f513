//! Limits: what is refused before it could exhaust the stack.
//!
//! Parentheses are counted by sqlparser. Chains (`a OR b OR c …`, `x::text::text …`, `SELECT … UNION SELECT …`) are
//! parsed by loops into trees that are as deep as the chain is long, and every later walk, even dropping them,
//! recurses. So the links are counted before parsing.

use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::tokenizer::{Token, TokenWithSpan};

use crate::SqlError;
use crate::error::sqlstate;

/// Links of one chain.
const MAX_CHAIN: usize = 400;
/// Nested parentheses and brackets.
const MAX_NESTING: usize = 100;

/// Refuses what is nested or chained too deeply.
pub(super) fn check(tokens: &[TokenWithSpan]) -> Result<(), SqlError> {
    let mut open: Vec<usize> = vec![0];
    for token in tokens {
        match &token.token {
            Token::LParen | Token::LBracket | Token::LBrace => {
                // A subscript or a call continues its chain.
                link(&mut open, token)?;
                open.push(0);
                if open.len() > MAX_NESTING {
                    return Err(too_deep(token, format!("more than {MAX_NESTING} parentheses are open here")));
                }
            }
            Token::RParen | Token::RBracket | Token::RBrace if open.len() > 1 => {
                open.pop();
            }
            Token::Comma => {
                if let Some(links) = open.last_mut() {
                    *links = 0;
                }
            }
            Token::Word(word) => match word.keyword {
                Keyword::SELECT | Keyword::FROM | Keyword::WHERE | Keyword::SET | Keyword::VALUES => {}
                Keyword::NoKeyword => {}
                _ => link(&mut open, token)?,
            },
            Token::SingleQuotedString(_) | Token::Number(..) | Token::Placeholder(_) => {}
            _ => link(&mut open, token)?,
        }
    }
    Ok(())
}

fn link(open: &mut [usize], token: &TokenWithSpan) -> Result<(), SqlError> {
    if let Some(links) = open.last_mut() {
        *links += 1;
        if *links > 4 * MAX_CHAIN {
            return Err(too_deep(token, format!("this expression has more than {MAX_CHAIN} parts in one chain")));
        }
    }
    Ok(())
}

fn too_deep(token: &TokenWithSpan, what: String) -> SqlError {
    let place = token.span.start;
    SqlError::new(sqlstate::LIMIT_EXCEEDED, format!("{}:{}: {what}", place.line, place.column))
        .with_hint("use `IN (…)`, or a table of values to join with")
}
