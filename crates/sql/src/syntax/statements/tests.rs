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
