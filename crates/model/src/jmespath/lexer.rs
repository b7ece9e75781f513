//! Text to tokens.

use super::error::SyntaxError;
use super::python;
use crate::document::Document;

/// One token and where it begins, in characters.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub kind: TokenKind,
    pub start: usize,
}

/// The tokens of the language.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum TokenKind {
    Dot,
    Star,
    RBracket,
    LBracket,
    Comma,
    Colon,
    Current,
    LParen,
    RParen,
    LBrace,
    RBrace,
    Flatten,
    Filter,
    Or,
    Pipe,
    And,
    Reference,
    Not,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    UnquotedIdentifier(String),
    QuotedIdentifier(String),
    Number(i64),
    Literal(Document),
    End,
}

impl TokenKind {
    /// jmespath.py's name of the kind, as its messages show it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Dot => "dot",
            Self::Star => "star",
            Self::RBracket => "rbracket",
            Self::LBracket => "lbracket",
            Self::Comma => "comma",
            Self::Colon => "colon",
            Self::Current => "current",
            Self::LParen => "lparen",
            Self::RParen => "rparen",
            Self::LBrace => "lbrace",
            Self::RBrace => "rbrace",
            Self::Flatten => "flatten",
            Self::Filter => "filter",
            Self::Or => "or",
            Self::Pipe => "pipe",
            Self::And => "and",
            Self::Reference => "expref",
            Self::Not => "not",
            Self::Equal => "eq",
            Self::NotEqual => "ne",
            Self::Less => "lt",
            Self::LessOrEqual => "lte",
            Self::Greater => "gt",
            Self::GreaterOrEqual => "gte",
            Self::UnquotedIdentifier(_) => "unquoted_identifier",
            Self::QuotedIdentifier(_) => "quoted_identifier",
            Self::Number(_) => "number",
            Self::Literal(_) => "literal",
            Self::End => "eof",
        }
    }

    /// The token as messages show it.
    pub fn text(&self) -> String {
        let fixed = match self {
            Self::UnquotedIdentifier(name) | Self::QuotedIdentifier(name) => return name.clone(),
            Self::Number(number) => return number.to_string(),
            Self::Literal(value) => return python::text(value),
            Self::Dot => ".",
            Self::Star => "*",
            Self::RBracket => "]",
            Self::LBracket => "[",
            Self::Comma => ",",
            Self::Colon => ":",
            Self::Current => "@",
            Self::LParen => "(",
            Self::RParen => ")",
            Self::LBrace => "{",
            Self::RBrace => "}",
            Self::Flatten => "[]",
            Self::Filter => "[?",
            Self::Or => "||",
            Self::Pipe => "|",
            Self::And => "&&",
            Self::Reference => "&",
            Self::Not => "!",
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
            Self::End => "",
        };
        fixed.to_owned()
    }
}

/// All tokens of an expression; the last one is [`TokenKind::End`].
pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, SyntaxError> {
    if expression.is_empty() {
        return Err(SyntaxError::Empty);
    }
    let mut lexer = Lexer { expression, chars: expression.chars().collect(), at: 0 };
    let mut tokens = Vec::new();
    while let Some(&first) = lexer.chars.get(lexer.at) {
        let start = lexer.at;
        lexer.at += 1;
        if matches!(first, ' ' | '\t' | '\n' | '\r') {
            continue;
        }
        let kind = lexer.token(first, start)?;
        tokens.push(Token { kind, start });
    }
    tokens.push(Token { kind: TokenKind::End, start: lexer.chars.len() });
    Ok(tokens)
}

struct Lexer<'a> {
    expression: &'a str,
    chars: Vec<char>,
    at: usize,
}

impl Lexer<'_> {
    fn token(&mut self, first: char, start: usize) -> Result<TokenKind, SyntaxError> {
        Ok(match first {
            '.' => TokenKind::Dot,
            '*' => TokenKind::Star,
            ']' => TokenKind::RBracket,
            ',' => TokenKind::Comma,
            ':' => TokenKind::Colon,
            '@' => TokenKind::Current,
            '(' => TokenKind::LParen,
            ')' => TokenKind::RParen,
            '{' => TokenKind::LBrace,
            '}' => TokenKind::RBrace,
            '[' if self.eat(']') => TokenKind::Flatten,
            '[' if self.eat('?') => TokenKind::Filter,
            '[' => TokenKind::LBracket,
            '|' if self.eat('|') => TokenKind::Or,
            '|' => TokenKind::Pipe,
            '&' if self.eat('&') => TokenKind::And,
            '&' => TokenKind::Reference,
            '<' if self.eat('=') => TokenKind::LessOrEqual,
            '<' => TokenKind::Less,
            '>' if self.eat('=') => TokenKind::GreaterOrEqual,
            '>' => TokenKind::Greater,
            '!' if self.eat('=') => TokenKind::NotEqual,
            '!' => TokenKind::Not,
            '=' if self.eat('=') => TokenKind::Equal,
            '=' => return Err(self.error("Unknown token '='".to_owned(), start)),
            'a'..='z' | 'A'..='Z' | '_' => {
                self.skip_while(|it| it.is_ascii_alphanumeric() || it == '_');
                TokenKind::UnquotedIdentifier(self.text(start, self.at))
            }
            '0'..='9' => self.number(start),
            '-' if self.chars.get(self.at).is_some_and(char::is_ascii_digit) => self.number(start),
            '-' => return Err(self.error("Unknown token '-'".to_owned(), start)),
            '\'' => TokenKind::Literal(Document::String(self.until('\'', start)?.replace("\\'", "'"))),
            '`' => TokenKind::Literal(self.literal(start)?),
            '"' => TokenKind::QuotedIdentifier(self.quoted_identifier(start)?),
            other => return Err(self.error(format!("Unknown token {other}"), start)),
        })
    }

    fn eat(&mut self, expected: char) -> bool {
        let found = self.chars.get(self.at) == Some(&expected);
        if found {
            self.at += 1;
        }
        found
    }

    fn skip_while(&mut self, keep: impl Fn(char) -> bool) {
        while self.chars.get(self.at).is_some_and(|it| keep(*it)) {
            self.at += 1;
        }
    }

    fn text(&self, from: usize, to: usize) -> String {
        self.chars[from..to].iter().collect()
    }

    /// A number past 64 bits is as far out of any list as the largest one.
    fn number(&mut self, start: usize) -> TokenKind {
        self.skip_while(|it| it.is_ascii_digit());
        let text = self.text(start, self.at);
        let furthest = if text.starts_with('-') { i64::MIN } else { i64::MAX };
        TokenKind::Number(text.parse().unwrap_or(furthest))
    }

    /// What stands before the closing delimiter; a delimiter after `\` does not close.
    fn until(&mut self, delimiter: char, start: usize) -> Result<String, SyntaxError> {
        let from = self.at;
        while let Some(&next) = self.chars.get(self.at) {
            self.at += 1;
            match next {
                '\\' => self.at += 1,
                _ if next == delimiter => return Ok(self.text(from, self.at - 1)),
                _ => {}
            }
        }
        Err(self.error(format!("Unclosed {delimiter} delimiter"), start))
    }

    /// JSON, or text without quotes as in the first years of the language.
    fn literal(&mut self, start: usize) -> Result<Document, SyntaxError> {
        let text = self.until('`', start)?.replace("\\`", "`");
        let parse = |json: &str| serde_json::from_str::<serde_json::Value>(json).ok();
        parse(&text)
            .or_else(|| parse(&format!("\"{}\"", text.trim_start())))
            .map(|it| Document::from(&it))
            .ok_or_else(|| self.error(format!("Bad token {text}"), start))
    }

    fn quoted_identifier(&mut self, start: usize) -> Result<String, SyntaxError> {
        let text = format!("\"{}\"", self.until('"', start)?);
        serde_json::from_str(&text).map_err(|_| {
            let control = text.chars().any(|it| it < ' ');
            let message = if control { "Invalid control character at" } else { "Invalid \\escape" };
            self.error(message.to_owned(), start)
        })
    }

    fn error(&self, message: String, column: usize) -> SyntaxError {
        SyntaxError::Token { message, column, expression: self.expression.to_owned() }
    }
}
