//! Verbs that SQL does not have, or has otherwise: `EXEC`, `SHOW`, `DESCRIBE`, `EXPLAIN`, `REPLACE`, `REFRESH`, …

use callboard_model::naming::{letters_apart, nearest};
use datafusion::sql::sqlparser::ast;
use datafusion::sql::sqlparser::parser::Parser;
use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan, Word};

use super::dialect::CallboardDialect;
use super::statements::{at, expect_end, of_parser, parse_tokens, sql, word};
use super::tokens::Walk;
use crate::SqlError;
use crate::statement::{Exec, Hints, Listing, Parsed, Savepoint, Show, Statement};

/// What `SHOW` can show.
const SHOWN: [&str; 12] = [
    "providers",
    "services",
    "resources",
    "methods",
    "permissions",
    "insert",
    "target",
    "version",
    "auth",
    "tables",
    "columns",
    "transaction",
];

/// Letters that a slip gets wrong.
const SLIP: usize = 3;

/// `EXEC aws.ivs.create_stage @name = 'a', @tags = '{…}' @@json = '{…}'`.
pub(super) fn exec(tokens: &[TokenWithSpan]) -> Result<Statement, SqlError> {
    let mut cursor = Cursor::new(tokens, 1);
    let path = cursor.path()?;
    let (mut arguments, mut json) = (Vec::new(), None);
    while !cursor.at_end() {
        cursor.eat(&Token::Comma);
        let whole = match cursor.next() {
            Some(it) if it.token == Token::AtSign => false,
            Some(it) if it.token == Token::AtAt => true,
            other => return Err(at(other, "expected `@member = value`")),
        };
        let name_token = cursor.peek();
        let name = cursor.name()?;
        if !cursor.eat(&Token::Eq) {
            return Err(at(cursor.peek(), format!("expected `=` after `@{name}`")));
        }
        let value = cursor.argument();
        if value.is_empty() {
            return Err(at(cursor.peek(), format!("expected a value for `@{name}`")));
        }
        let value = expression(value)?;
        if !whole {
            if arguments.iter().any(|(given, _)| *given == name) {
                return Err(at(name_token, format!("`@{name}` is given twice")));
            }
            arguments.push((name, value));
        } else if !name.eq_ignore_ascii_case("json") {
            return Err(at(name_token, format!("unknown `@@{name}`")).with_hint("the whole input is given by `@@json`"));
        } else if json.replace(value).is_some() {
            return Err(at(name_token, "`@@json` is given twice"));
        }
    }
    Ok(Statement::Exec(Exec { path, arguments, json }))
}

/// `SHOW …`.
pub(super) fn show(tokens: &[TokenWithSpan]) -> Result<Statement, SqlError> {
    let mut cursor = Cursor::new(tokens, 1);
    let extended = cursor.eat_word("extended");
    let what_token = cursor.peek();
    let what = cursor.word();
    let shown = match what.as_str() {
        "providers" => Show::Providers,
        "services" => Show::Services(listing(&mut cursor, extended)?),
        "resources" => Show::Resources(listing(&mut cursor, extended)?),
        "methods" => Show::Methods(listing(&mut cursor, extended)?),
        "permissions" => {
            if !cursor.eat_word("for") && !cursor.eat_word("in") {
                return Err(at(cursor.peek(), "expected `FOR` and a table's name"));
            }
            let table = cursor.path()?;
            let method = if cursor.eat_word("method") { Some(cursor.name()?) } else { None };
            Show::Permissions { table, method }
        }
        "insert" => {
            if !cursor.eat_word("into") {
                return Err(at(cursor.peek(), "expected `INTO` and a table's name"));
            }
            Show::InsertInto(cursor.path()?)
        }
        "target" => Show::Target,
        "version" => Show::Version { extended },
        "auth" => {
            cursor.skip();
            Show::Auth
        }
        "transaction" if cursor.eat_word("isolation") && cursor.eat_word("level") => Show::TransactionIsolationLevel,
        "transaction_isolation" => Show::TransactionIsolationLevel,
        "" => {
            return Err(at(what_token, "expected what to show")
                .with_hint("SERVICES IN aws, RESOURCES IN aws.ivs, METHODS IN aws.ivs.stages, TARGET, VERSION, …"));
        }
        _ => {
            // What is longer by more than a slip is a setting: `transaction_read_only`.
            let near = nearest(&what, SHOWN).filter(|it| *it != what && letters_apart(it, &what) <= SLIP);
            return match (sql(tokens), near) {
                (Ok(other), None) => Ok(Statement::Show(Show::Other(Box::new(other)))),
                (_, Some(near)) => Err(at(what_token, format!("there is no `SHOW {what}`"))
                    .with_hint(format!("did you mean `SHOW {}`?", near.to_uppercase()))),
                (Err(error), None) => Err(error),
            };
        }
    };
    cursor.end()?;
    Ok(Statement::Show(shown))
}

fn listing(cursor: &mut Cursor<'_>, extended: bool) -> Result<Listing, SqlError> {
    let mut listing = Listing { extended, ..Listing::default() };
    if cursor.eat_word("in") || cursor.eat_word("from") {
        listing.of = cursor.path()?;
    }
    if cursor.eat_word("like") {
        match cursor.next() {
            Some(TokenWithSpan { token: Token::SingleQuotedString(pattern), .. }) => {
                listing.like = Some(pattern.clone())
            }
            other => return Err(at(other, "expected a pattern in quotes after `LIKE`")),
        }
    }
    if cursor.eat_word("where") {
        listing.predicate = Some(expression(cursor.skip())?);
    }
    Ok(listing)
}

/// `DESCRIBE [EXTENDED] t`, `DESCRIBE METHOD [EXTENDED] p`.
pub(super) fn describe(tokens: &[TokenWithSpan]) -> Result<Statement, SqlError> {
    let mut cursor = Cursor::new(tokens, 1);
    let mut extended = cursor.eat_name_before_name("extended");
    let method = cursor.eat_name_before_name("method");
    extended |= cursor.eat_name_before_name("extended");
    let _ = !method && cursor.eat_name_before_name("table");
    let path = cursor.path()?;
    cursor.end()?;
    Ok(if method {
        Statement::DescribeMethod { method: path, extended }
    } else {
        Statement::Describe { table: path, extended }
    })
}

/// `EXPLAIN [ANALYZE] [VERBOSE] statement`, or with options in parentheses.
pub(super) fn explain(
    tokens: &[TokenWithSpan],
    hints: &Hints,
    text: &str,
    origin: Location,
) -> Result<Statement, SqlError> {
    let mut cursor = Cursor::new(tokens, 1);
    let (mut analyze, mut verbose) = (false, false);
    if cursor.eat(&Token::LParen) {
        loop {
            let option = cursor.word();
            let off = cursor.eat_word("false") || cursor.eat_word("off");
            let _ = cursor.eat_word("true") || cursor.eat_word("on");
            match option.as_str() {
                "analyze" => analyze = !off,
                "verbose" => verbose = !off,
                "costs" | "timing" | "summary" | "buffers" | "settings" | "wal" => {}
                "format" if cursor.eat_word("text") => {}
                _ => return Err(at(cursor.peek(), "expected ANALYZE or VERBOSE as option of EXPLAIN")),
            }
            match cursor.next().map(|it| &it.token) {
                Some(Token::Comma) => {}
                Some(Token::RParen) => break,
                _ => return Err(at(cursor.peek(), "expected `)` after the options of EXPLAIN")),
            }
        }
    } else {
        loop {
            if cursor.eat_word("analyze") {
                analyze = true;
            } else if cursor.eat_word("verbose") {
                verbose = true;
            } else {
                break;
            }
        }
    }
    let inner = cursor.skip();
    let Some(first) = inner.first() else {
        return Err(at(None, "expected a statement after EXPLAIN"));
    };
    if word(inner, 0) == "explain" {
        return Err(at(Some(first), "EXPLAIN explains no EXPLAIN"));
    }
    let place = first.span.start;
    let line = place.line - origin.line + 1;
    let column = if line == 1 { place.column - origin.column + 1 } else { place.column };
    let (_, from) = Walk::new(text).to(Location { line, column });
    let statement = parse_tokens(inner, hints, &text[from..], place)?;
    Ok(Statement::Explain { analyze, verbose, statement: Box::<Parsed>::new(statement) })
}

/// `REPLACE t SET a = 1 WHERE …`: reads as `UPDATE` does.
pub(super) fn replace(tokens: &[TokenWithSpan]) -> Result<Statement, SqlError> {
    let mut tokens = tokens.to_vec();
    if let Some(first) = tokens.first_mut() {
        first.token = Token::make_keyword("UPDATE");
    }
    match sql(&tokens)? {
        ast::Statement::Update(it) => Ok(Statement::Replace(Box::new(it))),
        _ => Err(at(tokens.first(), "expected `REPLACE table SET column = value`")),
    }
}

/// `REFRESH MATERIALIZED VIEW v`.
pub(super) fn refresh(tokens: &[TokenWithSpan]) -> Result<Statement, SqlError> {
    let mut cursor = Cursor::new(tokens, 1);
    if !cursor.eat_word("materialized") || !cursor.eat_word("view") {
        return Err(at(cursor.peek(), "expected `MATERIALIZED VIEW` and a name"));
    }
    let _ = cursor.eat_word("concurrently");
    let path = cursor.path()?;
    cursor.end()?;
    Ok(Statement::RefreshView(path))
}

/// `BEGIN`, `COMMIT`, `ROLLBACK` in all their spellings.
pub(super) fn transaction(tokens: &[TokenWithSpan]) -> Result<Statement, SqlError> {
    let mut cursor = Cursor::new(tokens, 1);
    let first = word(tokens, 0);
    if first == "start" && word(tokens, 1) != "transaction" {
        return Err(at(cursor.peek(), "expected `TRANSACTION`"));
    }
    let _ = cursor.eat_word("transaction") || cursor.eat_word("work");
    if first == "begin" || first == "start" {
        // Modes change nothing here: a transaction is validated, then carried out in order.
        let modes = [
            "isolation",
            "level",
            "read",
            "write",
            "only",
            "committed",
            "uncommitted",
            "repeatable",
            "serializable",
            "deferrable",
            "not",
            "deferred",
            "immediate",
            "exclusive",
            "transaction",
        ];
        while modes.iter().any(|it| cursor.eat_word(it)) || cursor.eat(&Token::Comma) {}
        cursor.end()?;
        return Ok(Statement::Begin);
    }
    if cursor.eat_word("and") {
        if !(cursor.eat_word("no") && cursor.eat_word("chain")) {
            return Err(SqlError::unsupported("`AND CHAIN` is not supported: begin the next transaction by BEGIN"));
        }
    } else if cursor.eat_word("to") {
        let _ = cursor.eat_word("savepoint");
        let name = cursor.name()?;
        cursor.end()?;
        return Ok(Statement::Savepoint(Savepoint::RollbackTo(name)));
    }
    cursor.end()?;
    Ok(if first == "commit" || first == "end" { Statement::Commit } else { Statement::Rollback })
}

/// StackQL's words that need nothing done, each with the reason.
pub(super) fn ignored(first: &str, tokens: &[TokenWithSpan]) -> Result<Statement, SqlError> {
    Ok(Statement::Ignored(
        match first {
            "use" => "`USE` does nothing: tables are named in full, `aws.ivs.stages`",
            "auth" => "`AUTH` does nothing: credentials come from the environment and AWS's own files",
            "registry" => "`REGISTRY` does nothing: every provider, `aws` and `awscc`, is part of this program",
            "purge" => "`PURGE` does nothing: nothing is cached from one statement to the next",
            "sleep" => "`SLEEP` does nothing: changes are waited for",
            _ => {
                return Err(at(tokens.first(), "`NATIVEQUERY` is not supported: there is no database behind")
                    .with_hint("send the query itself; joins, windows and CTEs are understood"));
            }
        }
        .to_owned(),
    ))
}

/// DataFusion's `STORED AS parquet` as PostgreSQL's `WITH (FORMAT parquet)` in a `COPY … TO`.
pub(super) fn spell_stored_as(tokens: &mut Vec<TokenWithSpan>) {
    if word(tokens, 0) != "copy" {
        return;
    }
    let Some(place) = (1..tokens.len()).find(|it| word(tokens, *it) == "stored" && word(tokens, it + 1) == "as") else {
        return;
    };
    if place + 3 != tokens.len() {
        return;
    }
    let spelt = |token: Token| TokenWithSpan { token, span: tokens[place].span };
    let opening = [spelt(Token::make_keyword("WITH")), spelt(Token::LParen), spelt(Token::make_keyword("FORMAT"))];
    let closing = spelt(Token::RParen);
    tokens.splice(place..place + 2, opening);
    tokens.push(closing);
}

/// One whole expression.
fn expression(tokens: &[TokenWithSpan]) -> Result<ast::Expr, SqlError> {
    let mut parser = Parser::new(&CallboardDialect).with_tokens_with_locations(tokens.to_vec());
    let value = parser.parse_expr().map_err(of_parser)?;
    expect_end(&mut parser)?;
    Ok(value)
}

/// Walks the tokens of a statement.
struct Cursor<'a> {
    tokens: &'a [TokenWithSpan],
    index: usize,
}

impl<'a> Cursor<'a> {
    fn new(tokens: &'a [TokenWithSpan], index: usize) -> Self {
        Self { tokens, index }
    }

    fn at_end(&self) -> bool {
        self.index >= self.tokens.len()
    }

    fn peek(&self) -> Option<&'a TokenWithSpan> {
        self.tokens.get(self.index)
    }

    fn next(&mut self) -> Option<&'a TokenWithSpan> {
        let token = self.tokens.get(self.index)?;
        self.index += 1;
        Some(token)
    }

    fn eat(&mut self, token: &Token) -> bool {
        let found = matches!(self.peek(), Some(it) if it.token == *token);
        if found {
            self.index += 1;
        }
        found
    }

    fn eat_word(&mut self, expected: &str) -> bool {
        let found = word(self.tokens, self.index) == expected;
        if found {
            self.index += 1;
        }
        found
    }

    /// A word that could be a name itself is no keyword unless a name follows.
    fn eat_name_before_name(&mut self, expected: &str) -> bool {
        let follows = matches!(self.tokens.get(self.index + 1), Some(TokenWithSpan { token: Token::Word(_), .. }));
        follows && self.eat_word(expected)
    }

    /// The next word in lower case, passed over; empty where there is none.
    fn word(&mut self) -> String {
        let found = word(self.tokens, self.index);
        if !found.is_empty() {
            self.index += 1;
        }
        found
    }

    fn name(&mut self) -> Result<String, SqlError> {
        match self.next() {
            Some(TokenWithSpan { token: Token::Word(Word { value, .. }), .. }) => Ok(value.clone()),
            other => Err(at(other, "expected a name")),
        }
    }

    fn path(&mut self) -> Result<Vec<String>, SqlError> {
        let mut path = vec![self.name()?];
        while self.eat(&Token::Period) {
            path.push(self.name()?);
        }
        Ok(path)
    }

    /// The tokens up to the comma or the next `@name =`.
    fn argument(&mut self) -> &'a [TokenWithSpan] {
        let from = self.index;
        let mut open = 0_usize;
        while let Some(token) = self.peek() {
            match &token.token {
                Token::LParen | Token::LBracket => open += 1,
                Token::RParen | Token::RBracket => open = open.saturating_sub(1),
                Token::Comma if open == 0 => break,
                Token::AtSign | Token::AtAt if open == 0 && self.index > from && self.begins_argument() => break,
                _ => {}
            }
            self.index += 1;
        }
        &self.tokens[from..self.index]
    }

    fn begins_argument(&self) -> bool {
        let name = self.tokens.get(self.index + 1).map(|it| &it.token);
        let equals = self.tokens.get(self.index + 2).map(|it| &it.token);
        matches!((name, equals), (Some(Token::Word(_)), Some(Token::Eq)))
    }

    /// Everything that is left.
    fn skip(&mut self) -> &'a [TokenWithSpan] {
        let rest = &self.tokens[self.index.min(self.tokens.len())..];
        self.index = self.tokens.len();
        rest
    }

    fn end(&self) -> Result<(), SqlError> {
        match self.peek() {
            None => Ok(()),
            Some(token) => Err(at(Some(token), "expected the end of the statement")),
        }
    }
}
