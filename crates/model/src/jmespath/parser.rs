//! Tokens to a tree, by the precedence of operators (a Pratt parser).
//!
//! Precedence and messages are those of jmespath.py, with its leniences: a
//! comma between arguments may be left out, and one may follow the last.

use super::ast::{Comparator, Node, NodeKind};
use super::error::SyntaxError;
use super::lexer::{Token, TokenKind, tokens};

/// How deeply brackets may be nested, and how high a tree may grow.
///
/// Evaluation and dropping recurse by height; this keeps both far from the
/// end of a 2 MiB stack, and is well above what Python's own limit allows.
const MAX_NESTING: usize = 150;
const MAX_HEIGHT: usize = 300;

/// Tokens that bind more weakly than this end a projection.
const PROJECTION_STOP: u8 = 10;

const PIPE: u8 = 1;
const OR: u8 = 2;
const AND: u8 = 3;
const COMPARE: u8 = 5;
const FLATTEN: u8 = 9;
const STAR: u8 = 20;
const FILTER: u8 = 21;
const DOT: u8 = 40;
const NOT: u8 = 45;
const L_BRACE: u8 = 50;
const L_BRACKET: u8 = 55;
const L_PAREN: u8 = 60;

/// Reads a whole expression.
pub(super) fn parse(expression: &str) -> Result<Node, SyntaxError> {
    let mut parser = Parser { expression, tokens: tokens(expression)?, at: 0, nesting: 0 };
    let node = parser.expression(0)?;
    match parser.current() {
        TokenKind::End => Ok(node),
        token => Err(parser.unexpected(parser.at, format!("Unexpected token: {}", token.text()))),
    }
}

struct Parser<'a> {
    expression: &'a str,
    tokens: Vec<Token>,
    at: usize,
    nesting: usize,
}

type Parsed = Result<Node, SyntaxError>;

impl Parser<'_> {
    /// An expression up to the first operator that does not bind more strongly than `power`.
    fn expression(&mut self, power: u8) -> Parsed {
        self.nesting += 1;
        if self.nesting > MAX_NESTING {
            return Err(SyntaxError::TooDeep { limit: MAX_NESTING });
        }
        let mut left = self.prefix()?;
        while power < binding_power(self.current()) {
            left = self.infix(left)?;
            if left.height > MAX_HEIGHT {
                return Err(SyntaxError::TooDeep { limit: MAX_HEIGHT });
            }
        }
        self.nesting -= 1;
        Ok(left)
    }

    /// What begins an expression.
    ///
    /// Here and in [`Parser::infix`] each arm is one call, so that a level of
    /// nesting costs little stack even where nothing is optimised.
    fn prefix(&mut self) -> Parsed {
        let at = self.at;
        self.advance();
        match self.tokens[at].kind {
            TokenKind::Literal(_) | TokenKind::UnquotedIdentifier(_) => Ok(self.leaf(at)),
            TokenKind::QuotedIdentifier(_) if *self.current() == TokenKind::LParen => {
                let message = "Quoted identifier not allowed for function names.".to_owned();
                Err(self.unexpected_at(self.at, 0, message))
            }
            TokenKind::QuotedIdentifier(_) | TokenKind::Current => Ok(self.leaf(at)),
            TokenKind::Star if *self.current() == TokenKind::RBracket => {
                Ok(NodeKind::ValueProjection(current(), current()).into())
            }
            TokenKind::Star => self.value_projection(NodeKind::Current.into(), STAR),
            TokenKind::Filter => self.filter(NodeKind::Current.into()),
            TokenKind::Flatten => self.flatten(NodeKind::Current.into()),
            TokenKind::LBrace => self.multi_select_hash(),
            TokenKind::LParen => self.parenthesised(),
            TokenKind::Not => self.unary(NOT, NodeKind::Not),
            TokenKind::Reference => self.unary(0, NodeKind::Reference),
            TokenKind::LBracket => match self.current() {
                TokenKind::Number(_) | TokenKind::Colon => self.index_or_slice(NodeKind::Current.into()),
                TokenKind::Star if self.tokens[self.at + 1].kind == TokenKind::RBracket => {
                    self.list_projection(NodeKind::Current.into())
                }
                _ => self.multi_select_list(),
            },
            TokenKind::End => Err(self.incomplete()),
            _ => Err(self.unexpected(at, "invalid token".to_owned())),
        }
    }

    /// What an operator after `left` makes of it.
    fn infix(&mut self, left: Node) -> Parsed {
        let at = self.at;
        self.advance();
        match self.tokens[at].kind {
            TokenKind::Dot if *self.current() == TokenKind::Star => {
                self.advance();
                self.value_projection(left, DOT)
            }
            TokenKind::Dot => self.member(left),
            TokenKind::Pipe => self.binary(left, PIPE, NodeKind::Then),
            TokenKind::Or => self.binary(left, OR, NodeKind::Or),
            TokenKind::And => self.binary(left, AND, NodeKind::And),
            TokenKind::Equal => self.comparison(left, Comparator::Equal),
            TokenKind::NotEqual => self.comparison(left, Comparator::NotEqual),
            TokenKind::Less => self.comparison(left, Comparator::Less),
            TokenKind::LessOrEqual => self.comparison(left, Comparator::LessOrEqual),
            TokenKind::Greater => self.comparison(left, Comparator::Greater),
            TokenKind::GreaterOrEqual => self.comparison(left, Comparator::GreaterOrEqual),
            TokenKind::Flatten => self.flatten(left),
            TokenKind::Filter => self.filter(left),
            TokenKind::LBracket => match self.current() {
                TokenKind::Number(_) | TokenKind::Colon => self.index_or_slice(left),
                _ => self.list_projection(left),
            },
            TokenKind::LParen => self.function(left, at - 1),
            _ => Err(self.unexpected(at, "invalid token".to_owned())),
        }
    }

    fn leaf(&self, at: usize) -> Node {
        match &self.tokens[at].kind {
            TokenKind::Literal(value) => NodeKind::Literal(Box::new(value.clone())).into(),
            TokenKind::UnquotedIdentifier(name) | TokenKind::QuotedIdentifier(name) => {
                NodeKind::Field(name.clone()).into()
            }
            _ => NodeKind::Current.into(),
        }
    }

    fn parenthesised(&mut self) -> Parsed {
        let inner = self.expression(0)?;
        self.expect(&TokenKind::RParen)?;
        Ok(inner)
    }

    fn unary(&mut self, power: u8, make: fn(Box<Node>) -> NodeKind) -> Parsed {
        Ok(make(Box::new(self.expression(power)?)).into())
    }

    fn binary(&mut self, left: Node, power: u8, make: fn(Box<Node>, Box<Node>) -> NodeKind) -> Parsed {
        Ok(make(Box::new(left), Box::new(self.expression(power)?)).into())
    }

    fn comparison(&mut self, left: Node, comparator: Comparator) -> Parsed {
        Ok(NodeKind::Comparison(comparator, Box::new(left), Box::new(self.expression(COMPARE)?)).into())
    }

    fn member(&mut self, left: Node) -> Parsed {
        Ok(NodeKind::Then(Box::new(left), Box::new(self.dot_right(DOT)?)).into())
    }

    fn value_projection(&mut self, left: Node, power: u8) -> Parsed {
        Ok(NodeKind::ValueProjection(Box::new(left), Box::new(self.projection_right(power)?)).into())
    }

    /// A call, whose name was read as a field.
    fn function(&mut self, left: Node, name_at: usize) -> Parsed {
        let NodeKind::Field(name) = left.kind else {
            let name = self.tokens[name_at].kind.text();
            return Err(self.unexpected(name_at, format!("Invalid function name '{name}'")));
        };
        Ok(NodeKind::Function(name, self.arguments()?).into())
    }

    fn flatten(&mut self, left: Node) -> Parsed {
        let flat = Node::from(NodeKind::Flatten(Box::new(left)));
        Ok(NodeKind::Projection(Box::new(flat), Box::new(self.projection_right(FLATTEN)?)).into())
    }

    fn filter(&mut self, left: Node) -> Parsed {
        let condition = Box::new(self.expression(0)?);
        self.expect(&TokenKind::RBracket)?;
        let right = match self.current() {
            TokenKind::Flatten => NodeKind::Current.into(),
            _ => self.projection_right(FILTER)?,
        };
        Ok(NodeKind::FilterProjection { left: Box::new(left), right: Box::new(right), condition }.into())
    }

    /// `*]` and what follows it.
    fn list_projection(&mut self, left: Node) -> Parsed {
        self.expect(&TokenKind::Star)?;
        self.expect(&TokenKind::RBracket)?;
        Ok(NodeKind::Projection(Box::new(left), Box::new(self.projection_right(STAR)?)).into())
    }

    /// `0]` or `0:1:2]`; a slice begins a projection.
    fn index_or_slice(&mut self, left: Node) -> Parsed {
        let is_slice = *self.current() == TokenKind::Colon || self.tokens[self.at + 1].kind == TokenKind::Colon;
        if is_slice {
            let slice = self.slice()?;
            let sliced = Node::from(NodeKind::Then(Box::new(left), Box::new(slice)));
            return Ok(NodeKind::Projection(Box::new(sliced), Box::new(self.projection_right(STAR)?)).into());
        }
        let TokenKind::Number(number) = *self.current() else {
            return Err(self.unexpected(self.at, "syntax error".to_owned()));
        };
        self.advance();
        self.expect(&TokenKind::RBracket)?;
        Ok(NodeKind::Then(Box::new(left), Box::new(NodeKind::Index(number).into())).into())
    }

    fn slice(&mut self) -> Parsed {
        let mut parts = [None; 3];
        let mut part = 0;
        loop {
            match *self.current() {
                TokenKind::RBracket => break,
                TokenKind::Colon if part < 2 => part += 1,
                TokenKind::Number(number) => parts[part] = Some(number),
                _ => return Err(self.unexpected(self.at, "syntax error".to_owned())),
            }
            self.advance();
        }
        self.advance();
        let [start, stop, step] = parts;
        Ok(NodeKind::Slice { start, stop, step }.into())
    }

    fn arguments(&mut self) -> Result<Vec<Node>, SyntaxError> {
        let mut arguments = Vec::new();
        while *self.current() != TokenKind::RParen {
            arguments.push(self.expression(0)?);
            if *self.current() == TokenKind::Comma {
                self.advance();
            }
        }
        self.advance();
        Ok(arguments)
    }

    fn multi_select_list(&mut self) -> Parsed {
        let mut nodes = vec![self.expression(0)?];
        while *self.current() != TokenKind::RBracket {
            self.expect(&TokenKind::Comma)?;
            nodes.push(self.expression(0)?);
        }
        self.advance();
        Ok(NodeKind::MultiSelectList(nodes).into())
    }

    fn multi_select_hash(&mut self) -> Parsed {
        let mut pairs = Vec::new();
        loop {
            let key = match self.current() {
                TokenKind::QuotedIdentifier(name) | TokenKind::UnquotedIdentifier(name) => name.clone(),
                _ => return Err(self.expected("['quoted_identifier', 'unquoted_identifier']")),
            };
            self.advance();
            self.expect(&TokenKind::Colon)?;
            pairs.push((key, self.expression(0)?));
            match self.current() {
                TokenKind::Comma => self.advance(),
                TokenKind::RBrace => break,
                _ => {}
            }
        }
        self.advance();
        Ok(NodeKind::MultiSelectHash(pairs).into())
    }

    /// What a projection does to each of its items.
    fn projection_right(&mut self, power: u8) -> Parsed {
        match self.current() {
            token if binding_power(token) < PROJECTION_STOP => Ok(NodeKind::Current.into()),
            TokenKind::LBracket | TokenKind::Filter => self.expression(power),
            TokenKind::Dot => {
                self.advance();
                self.dot_right(power)
            }
            _ => Err(self.unexpected(self.at, "syntax error".to_owned())),
        }
    }

    /// What may follow a dot.
    fn dot_right(&mut self, power: u8) -> Parsed {
        match self.current() {
            TokenKind::QuotedIdentifier(_) | TokenKind::UnquotedIdentifier(_) | TokenKind::Star => {
                self.expression(power)
            }
            TokenKind::LBracket => {
                self.advance();
                self.multi_select_list()
            }
            TokenKind::LBrace => {
                self.advance();
                self.multi_select_hash()
            }
            token => {
                let message = format!(
                    "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: {}",
                    token.name()
                );
                Err(self.unexpected(self.at, message))
            }
        }
    }

    fn current(&self) -> &TokenKind {
        &self.tokens[self.at].kind
    }

    /// The end is never passed: whoever meets it stops.
    fn advance(&mut self) {
        self.at = (self.at + 1).min(self.tokens.len() - 1);
    }

    fn expect(&mut self, kind: &TokenKind) -> Result<(), SyntaxError> {
        if self.current() != kind {
            return Err(self.expected(kind.name()));
        }
        self.advance();
        Ok(())
    }

    fn expected(&self, names: &str) -> SyntaxError {
        match self.current() {
            TokenKind::End => self.incomplete(),
            token => self.unexpected(self.at, format!("Expecting: {names}, got: {}", token.name())),
        }
    }

    fn incomplete(&self) -> SyntaxError {
        SyntaxError::Incomplete { expression: self.expression.to_owned() }
    }

    fn unexpected(&self, at: usize, message: String) -> SyntaxError {
        self.unexpected_at(at, self.tokens[at].start, message)
    }

    fn unexpected_at(&self, at: usize, column: usize, message: String) -> SyntaxError {
        let token = &self.tokens[at].kind;
        SyntaxError::Unexpected {
            message,
            column,
            token: token.text(),
            token_type: token.name().to_uppercase(),
            expression: self.expression.to_owned(),
        }
    }
}

fn current() -> Box<Node> {
    Box::new(NodeKind::Current.into())
}

fn binding_power(token: &TokenKind) -> u8 {
    match token {
        TokenKind::Pipe => PIPE,
        TokenKind::Or => OR,
        TokenKind::And => AND,
        TokenKind::Equal
        | TokenKind::NotEqual
        | TokenKind::Less
        | TokenKind::LessOrEqual
        | TokenKind::Greater
        | TokenKind::GreaterOrEqual => COMPARE,
        TokenKind::Flatten => FLATTEN,
        TokenKind::Star => STAR,
        TokenKind::Filter => FILTER,
        TokenKind::Dot => DOT,
        TokenKind::Not => NOT,
        TokenKind::LBrace => L_BRACE,
        TokenKind::LBracket => L_BRACKET,
        TokenKind::LParen => L_PAREN,
        _ => 0,
    }
}
