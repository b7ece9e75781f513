//! Statements: one piece of a text becomes a [`Statement`].
//!
//! The first word decides. Verbs that only StackQL has are read in `verbs.rs`; everything else is SQL.

use callboard_model::naming::nearest;
use std::ops::ControlFlow;

use datafusion::sql::sqlparser::ast::{self, Visit as _};
use datafusion::sql::sqlparser::keywords::Keyword;
use datafusion::sql::sqlparser::parser::{Parser, ParserError};
use datafusion::sql::sqlparser::tokenizer::{Location, Token, TokenWithSpan, Word};

use super::dialect::CallboardDialect;
use super::tokens::{Piece, Walk};
use super::{copy_from, limits, verbs};
use crate::SqlError;
use crate::error::sqlstate;
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

fn unknown_verb(first: &str, error: ParserError) -> SqlError {
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
pub(super) fn of_parser(error: ParserError) -> SqlError {
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
pub(super) fn at(token: Option<&TokenWithSpan>, message: impl std::fmt::Display) -> SqlError {
    let message = message.to_string();
    match token {
        Some(it) => {
            let found = if message.starts_with("expected") { format!(", found {}", it.token) } else { String::new() };
            SqlError::syntax(format!("{}:{}: {message}{found}", it.span.start.line, it.span.start.column))
        }
        None => SqlError::syntax(format!("{message}, found the end")),
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
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    /// Parses a text and shows each statement on a line, or the error.
    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = match crate::syntax::parse(text) {
            Ok(statements) => statements.iter().map(show).collect(),
            Err(error) => {
                let hint = error.hint.map(|it| format!("\nhint: {it}")).unwrap_or_default();
                let position = error.position.map(|it| format!(" (at {it})")).unwrap_or_default();
                format!("{} {}{position}{hint}\n", error.sqlstate, error.message)
            }
        };
        expect.assert_eq(&shown);
    }

    fn show(parsed: &Parsed) -> String {
        let statement = match &parsed.statement {
            Statement::Query(it) => format!("query: {it}"),
            Statement::Insert(it) => format!("insert: {it}"),
            Statement::Update(it) => format!("update: {it}"),
            Statement::Replace(it) => format!("replace: {it}"),
            Statement::Delete(it) => format!("delete: {it}"),
            Statement::Define(it) => format!("define: {it}"),
            Statement::Exec(it) => {
                let arguments: Vec<_> = it.arguments.iter().map(|(name, value)| format!("{name} = {value}")).collect();
                let json = it.json.as_ref().map(|it| format!(" json {it}")).unwrap_or_default();
                format!("exec {} ({}){json}", it.path.join("."), arguments.join(", "))
            }
            Statement::Explain { analyze, verbose, statement } => {
                format!("explain analyze={analyze} verbose={verbose} {}", show(statement).trim_end())
            }
            other => format!("{other:?}"),
        };
        let Hints { wait, show_results, required, overwrite, verb } = &parsed.hints;
        let mut hints = wait.map(|it| format!(" [{it:?}]")).unwrap_or_default();
        for (given, name) in [(*show_results, "show results"), (*required, "required"), (*overwrite, "overwrite")] {
            hints += &if given { format!(" [{name}]") } else { String::new() };
        }
        hints += &verb.as_ref().map(|it| format!(" [{it}]")).unwrap_or_default();
        let parameters = if parsed.parameters > 0 { format!(" [${}]", parsed.parameters) } else { String::new() };
        format!("{statement}{hints}{parameters}\n")
    }

    #[test]
    fn semicolons_in_quotes_and_comments_split_nothing() {
        check(
            "SELECT ';', \";\", E'a\\';b', $x$;$x$ -- ;\n/* ; /* ; */ ; */; ;\nSELECT `a`;;",
            expect![[r#"
            query: SELECT ';', ";", E'a\';b', $x$;$x$
            query: SELECT "a"
        "#]],
        );
    }

    #[test]
    fn hints_stand_before_and_after_the_verb() {
        check(
            "/*+ create */ INSERT INTO aws.ivs.stages (Name, region) SELECT 'a', 'us-east-1'",
            expect![[r#"
            insert: INSERT INTO aws.ivs.stages (Name, region) SELECT 'a', 'us-east-1' [create]
        "#]],
        );
        check(
            "INSERT /*+ AWAIT */ INTO t (a) VALUES (1), ($2) RETURNING *",
            expect![[r#"
            insert: INSERT INTO t (a) VALUES (1), ($2) RETURNING * [UntilDone] [$2]
        "#]],
        );
        check(
            "DELETE /*+ nowait */ FROM t WHERE a = 1; SELECT 1",
            expect![[r#"
            delete: DELETE FROM t WHERE a = 1 [UntilAccepted]
            query: SELECT 1
        "#]],
        );
        check(
            "EXEC /*+ AWAIT, SHOWRESULTS */ aws.ivs.x",
            expect![[r#"
            exec aws.ivs.x () [UntilDone] [show results]
        "#]],
        );
        check(
            "SHOW INSERT /*+ REQUIRED */ INTO aws.ivs.stages",
            expect![[r#"
            Show(InsertInto(["aws", "ivs", "stages"])) [required]
        "#]],
        );
        check(
            "/*+ exists, retries=5, retry_delay=2 */ SELECT 1; /*+ callback:create */ SELECT 1",
            expect![[r#"
            query: SELECT 1 [exists]
            query: SELECT 1 [callback:create]
        "#]],
        );
    }

    #[test]
    fn exec_takes_members_and_a_whole_input() {
        check(
            "EXEC aws.ivs_realtime.create_participant_token @stageArn='arn', @duration = 60 * 2",
            expect![[r#"
            exec aws.ivs_realtime.create_participant_token (stageArn = 'arn', duration = 60 * 2)
        "#]],
        );
        check(
            "exec a.b.c @x=1, @y=2 @@json='{\"a\": 1}'",
            expect![[r#"
            exec a.b.c (x = 1, y = 2) json '{"a": 1}'
        "#]],
        );
        check(
            "EXEC a.b @list = ARRAY[1, 2], @\"odd name\" = $1",
            expect![[r#"
            exec a.b (list = ARRAY[1, 2], odd name = $1) [$1]
        "#]],
        );
        check(
            "EXEC a.b.c @x",
            expect![[r#"
            42601 expected `=` after `@x`, found the end
        "#]],
        );
        check(
            "EXEC a.b.c @x = ",
            expect![[r#"
            42601 expected a value for `@x`, found the end
        "#]],
        );
        check(
            "EXEC a.b.c x = 1",
            expect![[r#"
            42601 1:12: expected `@member = value`, found x (at 12)
        "#]],
        );
        check(
            "EXEC a.b.c @x = 1, @x = 2",
            expect![[r#"
            42601 1:21: `@x` is given twice (at 21)
        "#]],
        );
    }

    #[test]
    fn show_and_describe() {
        check(
            "SHOW PROVIDERS; show extended services in aws like 'iv%'",
            expect![[r#"
            Show(Providers)
            Show(Services(Listing { of: ["aws"], extended: true, like: Some("iv%"), predicate: None }))
        "#]],
        );
        check(
            "SHOW RESOURCES IN aws.ivs WHERE name = 'stages'; SHOW METHODS IN aws.ivs.stages",
            expect![[r#"
            Show(Resources(Listing { of: ["aws", "ivs"], extended: false, like: None, predicate: Some(BinaryOp { left: Identifier(Ident { value: "name", quote_style: None, span: Span(Location(1,33)..Location(1,37)) }), op: Eq, right: Value(ValueWithSpan { value: SingleQuotedString("stages"), span: Span(Location(1,40)..Location(1,48)) }) }) }))
            Show(Methods(Listing { of: ["aws", "ivs", "stages"], extended: false, like: None, predicate: None }))
        "#]],
        );
        check(
            "SHOW PERMISSIONS FOR aws.ivs.stages METHOD create; SHOW TARGET; SHOW EXTENDED VERSION",
            expect![[r#"
            Show(Permissions { table: ["aws", "ivs", "stages"], method: Some("create") })
            Show(Target)
            Show(Version { extended: true })
        "#]],
        );
        check(
            "SHOW TABLES; SHOW server_version; SHOW TRANSACTION ISOLATION LEVEL; SHOW AUTH aws",
            expect![[r#"
            Show(Other(ShowTables { terse: false, history: false, extended: false, full: false, external: false, show_options: ShowStatementOptions { show_in: None, starts_with: None, limit: None, limit_from: None, filter_position: None } }))
            Show(Other(ShowVariable { variable: [Ident { value: "server_version", quote_style: None, span: Span(Location(1,19)..Location(1,33)) }] }))
            Show(TransactionIsolationLevel)
            Show(Auth)
        "#]],
        );
        check(
            "DESCRIBE aws.ivs.stages; DESC EXTENDED stages; DESCRIBE extended",
            expect![[r#"
            Describe { table: ["aws", "ivs", "stages"], extended: false }
            Describe { table: ["stages"], extended: true }
            Describe { table: ["extended"], extended: false }
        "#]],
        );
        check(
            "DESCRIBE METHOD EXTENDED aws.ivs.stages.create_resource",
            expect![[r#"
            DescribeMethod { method: ["aws", "ivs", "stages", "create_resource"], extended: true }
        "#]],
        );
        check(
            "SHOW SERVICE IN aws",
            expect![[r#"
            42601 1:6: there is no `SHOW service` (at 6)
            hint: did you mean `SHOW SERVICES`?
        "#]],
        );
        check(
            "SHOW",
            expect![[r#"
            42601 expected what to show, found the end
            hint: SERVICES IN aws, RESOURCES IN aws.ivs, METHODS IN aws.ivs.stages, TARGET, VERSION, …
        "#]],
        );
        check(
            "DESCRIBE a.b c",
            expect![[r#"
                42601 1:14: expected the end of the statement, found c (at 14)
            "#]],
        );
    }

    #[test]
    fn changes_are_sql() {
        check(
            "UPDATE t SET data__PatchDocument = string('[]') WHERE region = 'r' AND x == y RETURNING Name",
            expect![[r#"
                update: UPDATE t SET data__PatchDocument = string('[]') WHERE region = 'r' AND x = y RETURNING Name
            "#]],
        );
        check(
            "REPLACE t SET a = JSON('{}') WHERE b = 1",
            expect![[r#"
            replace: UPDATE t SET a = JSON('{}') WHERE b = 1
        "#]],
        );
        check(
            "DELETE FROM t WHERE id IN ('a', 'b') LIMIT 1",
            expect![[r#"
            delete: DELETE FROM t WHERE id IN ('a', 'b') LIMIT 1
        "#]],
        );
        check(
            "INSERT INTO t (a) WITH x AS (SELECT 1) SELECT * FROM x",
            expect![[r#"
            insert: INSERT INTO t (a) WITH x AS (SELECT 1) SELECT * FROM x
        "#]],
        );
        check(
            "TABLE t; VALUES (1); WITH x AS (SELECT 1) SELECT * FROM x; (SELECT 1) UNION (SELECT 2)",
            expect![[r#"
            query: TABLE t
            query: VALUES (1)
            query: WITH x AS (SELECT 1) SELECT * FROM x
            query: (SELECT 1) UNION (SELECT 2)
        "#]],
        );
    }

    #[test]
    fn explain_holds_a_statement() {
        check(
            "EXPLAIN ANALYZE VERBOSE SELECT 1",
            expect![[r#"
            explain analyze=true verbose=true query: SELECT 1
        "#]],
        );
        check(
            "EXPLAIN (ANALYZE, VERBOSE off) EXEC a.b @c = $1",
            expect![[r#"
            explain analyze=true verbose=false exec a.b (c = $1) [$1] [$1]
        "#]],
        );
        check(
            "EXPLAIN",
            expect![[r#"
            42601 expected a statement after EXPLAIN, found the end
        "#]],
        );
        check(
            "EXPLAIN EXPLAIN SELECT 1",
            expect![[r#"
            42601 1:9: EXPLAIN explains no EXPLAIN (at 9)
        "#]],
        );
    }

    #[test]
    fn transactions_in_all_spellings() {
        check(
            "BEGIN; BEGIN TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ WRITE; START TRANSACTION",
            expect![[r#"
            Begin
            Begin
            Begin
        "#]],
        );
        check(
            "COMMIT; END TRANSACTION; ROLLBACK WORK; ABORT",
            expect![[r#"
            Commit
            Commit
            Rollback
            Rollback
        "#]],
        );
        check(
            "ROLLBACK TO x",
            expect![[r#"
            Savepoint(RollbackTo("x"))
        "#]],
        );
        check(
            "SAVEPOINT x",
            expect![[r#"
            Savepoint(Set("x"))
        "#]],
        );
    }

    #[test]
    fn definitions_and_words_of_stackql() {
        check(
            "CREATE OR REPLACE MATERIALIZED VIEW v AS SELECT 1; REFRESH MATERIALIZED VIEW v; DROP VIEW v",
            expect![[r#"
                define: CREATE OR REPLACE MATERIALIZED VIEW v AS SELECT 1
                RefreshView(["v"])
                define: DROP VIEW v
            "#]],
        );
        check(
            "COPY (SELECT 1) TO 'x.parquet' STORED AS PARQUET; COPY t TO 'y.csv'",
            expect![[r#"
            define: COPY (SELECT 1) TO 'x.parquet' (FORMAT PARQUET)
            define: COPY t TO 'y.csv'
        "#]],
        );
        check(
            "PREPARE p AS SELECT $1; EXECUTE p(1); SET x = 1; CREATE TABLE t AS SELECT 1",
            expect![[r#"
            define: PREPARE p AS SELECT $1
            define: EXECUTE p(1)
            define: SET x = 1
            define: CREATE TABLE t AS SELECT 1
        "#]],
        );
        check(
            "USE aws; AUTH LOGIN aws; REGISTRY PULL aws v1; SET SESSION \"$.auth.aws\"='v'",
            expect![[r#"
            Ignored("`USE` does nothing: tables are named in full, `aws.ivs.stages`")
            Ignored("`AUTH` does nothing: credentials come from the environment and AWS's own files")
            Ignored("`REGISTRY` does nothing: every provider, `aws` and `awscc`, is part of this program")
            Ignored("`SET SESSION` has no settings here; credentials come from the environment")
        "#]],
        );
    }

    #[test]
    fn stackql_idioms_parse() {
        check(
            "SELECT a REGEXP '^x', a GLOB 'x*', 1>-1, a->>'b' = 'c', glob FROM t LIMIT 5, 10",
            expect![[r#"
            query: SELECT a REGEXP '^x', glob('x*', a), 1 > -1, a ->> 'b' = 'c', glob FROM t LIMIT 5, 10
        "#]],
        );
        check(
            "SELECT * FROM t, json_each(t.tags, '$.a') AS e, LATERAL json_each(e.value)",
            expect![[r#"
            query: SELECT * FROM t, json_each(t.tags, '$.a') AS e, LATERAL json_each(e.value)
        "#]],
        );
    }

    #[test]
    fn errors_say_where_and_what_was_meant() {
        check(
            "SELECT 1;\nSELCT 2",
            expect![[r#"
            42601 2:1: expected an SQL statement, found SELCT (at 11)
            hint: did you mean `SELECT`?
        "#]],
        );
        check(
            "SELECT FROM WHERE",
            expect![[r#"
            query: SELECT FROM WHERE
        "#]],
        );
        check(
            "SELECT 1 +",
            expect![[r#"
            42601 expected an expression, found the end
        "#]],
        );
        check(
            "SELECT 'open",
            expect![[r#"
            42601 1:8: unterminated string literal (at 8)
        "#]],
        );
        check(
            "SELECT é, \n  'é' x y z",
            expect![[r#"
            42601 2:9: expected the end of the statement, found y (at 20)
        "#]],
        );
        check(
            "banana",
            expect![[r#"
            42601 1:1: expected an SQL statement, found banana (at 1)
            hint: a statement begins with SELECT, INSERT, UPDATE, DELETE, EXEC, SHOW, DESCRIBE, …
        "#]],
        );
        check(
            "SELECT (((1)",
            expect![[r#"
            42601 expected ), found the end
        "#]],
        );
    }

    #[test]
    fn names_that_were_not_rendered_are_refused() {
        check(
            "SELECT '{{ Name }}'",
            expect![[r#"
            42601 1:8: no value was given for `{{ Name }}` (at 8)
            hint: give it by `--var Name=…`, or by `--data file.json`
        "#]],
        );
        check(
            "SELECT * FROM t WHERE a IN ({{ .values.regions }})",
            expect![[r#"
                42601 1:29: no value was given for `{{ values.regions }}` (at 29)
                hint: give it by `--var regions=…`, or by `--data file.json`
            "#]],
        );
        check(
            "SELECT '{\"a\": \"{{b}}\"}'",
            expect![[r#"
            query: SELECT '{"a": "{{b}}"}'
        "#]],
        );
    }
}
