//! Tokens: a text cut into statements, with their hints and where they stand.

use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan, Tokenizer, Whitespace, Word};

use super::dialect::CallboardDialect;
use crate::SqlError;
use crate::error::sqlstate;
use crate::statement::Hints;

use super::hints;

/// Longer texts are refused.
pub(super) const MAX_TEXT_BYTES: usize = 16 * 1024 * 1024;

/// One statement's tokens, without comments and white space.
pub(super) struct Piece<'a> {
    /// What is to be parsed, in order.
    pub(super) tokens: Vec<TokenWithSpan>,
    /// What `/*+ … */` comments said.
    pub(super) hints: Hints,
    /// The statement as it was written.
    pub(super) text: &'a str,
    /// Where it begins in the whole text, in characters from 0.
    pub(super) start: usize,
    /// Where its first token stands.
    pub(super) origin: Location,
}

/// The statements of a text; comments alone are no statement.
pub(super) fn pieces(text: &str) -> Result<Vec<Piece<'_>>, SqlError> {
    if text.len() > MAX_TEXT_BYTES {
        let message = format!("the text has {} bytes; at most {MAX_TEXT_BYTES} are read at once", text.len());
        return Err(SqlError::new(sqlstate::LIMIT_EXCEEDED, message).with_hint("split it into several texts"));
    }
    let tokens = Tokenizer::new(&CallboardDialect, text).tokenize_with_location().map_err(|error| {
        let mut it = SqlError::syntax(format!(
            "{}:{}: {}",
            error.location.line,
            error.location.column,
            in_words(&error.message)
        ));
        it.position = Some(Walk::new(text).to(error.location).0 + 1);
        it
    })?;
    let mut walk = Walk::new(text);
    let mut pieces = Vec::new();
    let mut piece = Unfinished::default();
    for mut token in tokens {
        match &mut token.token {
            Token::SemiColon => piece.finish(&mut walk, &mut pieces),
            Token::Whitespace(Whitespace::MultiLineComment(comment)) => {
                if let Some(words) = comment.strip_prefix('+') {
                    hints::read(words, &mut piece.hints);
                }
            }
            Token::Whitespace(_) | Token::EOF => {}
            other => {
                if let Token::Word(Word { quote_style: Some(quote @ '`'), .. }) = other {
                    *quote = '"';
                }
                piece.tokens.push(token);
            }
        }
    }
    piece.finish(&mut walk, &mut pieces);
    Ok(pieces)
}

fn in_words(message: &str) -> String {
    let mut letters = message.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}

#[derive(Default)]
struct Unfinished {
    tokens: Vec<TokenWithSpan>,
    hints: Hints,
}

impl Unfinished {
    fn finish<'a>(&mut self, walk: &mut Walk<'a>, into: &mut Vec<Piece<'a>>) {
        let Self { tokens, hints } = std::mem::take(self);
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return;
        };
        let origin = first.span.start;
        let (start, from) = walk.to(origin);
        let (_, until) = walk.to(last.span.end);
        into.push(Piece { hints, text: walk.text[from..until].trim_end(), start, origin, tokens });
    }
}

/// Finds places of a text by line and column, forwards only.
pub(super) struct Walk<'a> {
    text: &'a str,
    rest: std::str::Chars<'a>,
    characters: usize,
    at: Location,
}

impl<'a> Walk<'a> {
    /// At the beginning.
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, rest: text.chars(), characters: 0, at: Location { line: 1, column: 1 } }
    }

    /// Characters and bytes before this place.
    pub(super) fn to(&mut self, place: Location) -> (usize, usize) {
        while (self.at.line, self.at.column) < (place.line, place.column) {
            match self.rest.next() {
                Some('\n') => self.at = Location { line: self.at.line + 1, column: 1 },
                Some(_) => self.at.column += 1,
                None => break,
            }
            self.characters += 1;
        }
        (self.characters, self.text.len() - self.rest.as_str().len())
    }
}
