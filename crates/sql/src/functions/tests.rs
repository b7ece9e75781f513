//! Tests of functions, through DataFusion.

use datafusion::arrow::array::{RecordBatch, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema};
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::datasource::MemTable;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::config::SessionConfig;
use datafusion::sql::parser::Statement as EngineStatement;
use datafusion::sql::sqlparser::ast;
use expect_test::{Expect, expect};

use super::*;
use crate::{SqlError, Statement};

const DOCUMENTS: [(&str, Option<&str>); 4] = [
    (
        "one",
        Some(r#"{"n": 10, "on": true, "s": "x", "tags": [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]}"#),
    ),
    ("two", Some(r#"{"n": 9, "on": false, "s": "y", "tags": []}"#)),
    ("three", Some(r#"{"n": -1.5, "s": "10", "tags": [{"Key": "a", "Value": "3"}]}"#)),
    ("four", None),
];

/// What threads that run statements should have.
const STACK: usize = 16 * 1024 * 1024;

fn engine() -> SessionContext {
    let mut config = SessionConfig::new().with_target_partitions(1);
    config.options_mut().sql_parser.dialect = datafusion::config::Dialect::PostgreSQL;
    let state = SessionStateBuilder::new().with_config(config).with_default_features().build();
    let engine = SessionContext::new_with_state(state);
    register(&engine);
    let schema =
        Arc::new(Schema::new(vec![Field::new("name", DataType::Utf8, false), Field::new("doc", DataType::Utf8, true)]));
    let names = StringArray::from_iter_values(DOCUMENTS.iter().map(|it| it.0));
    let texts = StringArray::from_iter(DOCUMENTS.iter().map(|it| it.1));
    let batch = RecordBatch::try_new(Arc::clone(&schema), vec![Arc::new(names), Arc::new(texts)]).expect("fits");
    let table = MemTable::try_new(schema, vec![vec![batch]]).expect("fits");
    engine.register_table("t", Arc::new(table)).expect("is free");
    engine
}

async fn rows(text: &str) -> Result<String, SqlError> {
    let Statement::Query(mut query) = crate::syntax::parse(text)?.remove(0).statement else {
        panic!("no query");
    };
    crate::syntax::rewrite_alone(&mut query)?;
    let state = engine().state();
    let statement = EngineStatement::Statement(Box::new(ast::Statement::Query(query)));
    let plan = state.statement_to_plan(statement).await?;
    let frame = datafusion::dataframe::DataFrame::new(state, plan);
    let mut shown = frame.schema().fields().iter().map(|it| it.name().as_str()).collect::<Vec<_>>().join(" | ") + "\n";
    for batch in frame.collect().await? {
        let options = FormatOptions::default().with_null("NULL");
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .map(|it| ArrayFormatter::try_new(it.as_ref(), &options).expect("can be shown"))
            .collect();
        for row in 0..batch.num_rows() {
            shown += &columns.iter().map(|it| it.value(row).to_string()).collect::<Vec<_>>().join(" | ");
            shown.push('\n');
        }
    }
    Ok(shown)
}

/// Runs a query over the documents and shows its rows.
#[track_caller]
fn check(text: &str, expect: Expect) {
    // DataFusion plans recursively, and its frames are large where nothing is optimised.
    let query = text.to_owned();
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("starts");
        match runtime.block_on(rows(&query)) {
            Ok(shown) => shown,
            Err(error) => format!("{} {error}\n", error.sqlstate),
        }
    });
    let shown = thread.expect("starts").join().expect("ends");
    expect.assert_eq(&shown);
}

#[test]
fn values_of_json_are_read_as_what_they_are_compared_with() {
    check(
        "SELECT name, json_extract(doc, '$.n'), json_extract(doc, '$.tags[0].Key'), json_extract(doc, '$.n', '$.s') FROM t",
        expect![[r#"
            name | json_extract(doc, '$.n') | json_extract(doc, '$.tags[0].Key') | json_extract(doc, '$.n', '$.s')
            one | 10 | a | [10,"x"]
            two | 9 | NULL | [9,"y"]
            three | -1.5 | a | [-1.5,"10"]
            four | NULL | NULL | NULL
        "#]],
    );
    check(
        "SELECT name FROM t WHERE json_extract(doc, '$.n') > 5 AND json_extract(doc, '$.n') < 10",
        expect![[r#"
        name
        two
    "#]],
    );
    check(
        "SELECT name FROM t WHERE json_extract(doc, '$.on') = 1",
        expect![[r#"
        name
        one
    "#]],
    );
    check(
        "SELECT name FROM t WHERE json_extract(doc, '$.on') = true OR doc->>'on' = 'false'",
        expect![[r#"
        name
        one
        two
    "#]],
    );
    check(
        "SELECT name FROM t WHERE doc->>'n' IN (9, -1.5) OR doc->>'n' BETWEEN 10 AND 11",
        expect![[r#"
        name
        one
        two
        three
    "#]],
    );
    check(
        "SELECT name FROM (SELECT name, doc->>'n' AS n FROM t) WHERE n >= 9.5",
        expect![[r#"
        name
        one
    "#]],
    );
    check(
        "SELECT name FROM t WHERE 9 = doc->>'n'",
        expect![[r#"
        name
        two
    "#]],
    );
    check(
        "SELECT a.name, b.name FROM t a JOIN t b ON a.doc->>'n' > b.doc->>'n' ORDER BY 1, 2",
        expect![[r#"
        name | name
        one | three
        one | two
        two | three
    "#]],
    );
}

#[test]
fn values_of_json_are_summed_and_sorted_as_numbers() {
    check(
        "SELECT sum(json_extract(doc, '$.n')), avg(doc->>'n'), total(doc->>'missing'), count(doc->>'n') FROM t",
        expect![[r#"
            sum(json_extract(doc, '$.n')) | avg(doc ->> 'n') | total(doc ->> 'missing') | count(doc ->> 'n')
            17.5 | 5.833333333333333 | 0.0 | 3
        "#]],
    );
    check(
        "SELECT max(json_extract(doc, '$.n')), min(doc->>'n'), max(doc->>'s') FROM t",
        expect![[r#"
        max(json_extract(doc, '$.n')) | min(doc ->> 'n') | max(doc ->> 's')
        10 | -1.5 | y
    "#]],
    );
    check(
        "SELECT name, doc->>'n' AS n FROM t ORDER BY n",
        expect![[r#"
        name | n
        three | -1.5
        two | 9
        one | 10
        four | NULL
    "#]],
    );
    check(
        "SELECT name FROM t ORDER BY json_extract(doc, '$.n') DESC NULLS LAST",
        expect![[r#"
        name
        one
        two
        three
        four
    "#]],
    );
    check(
        "SELECT json_extract(doc, '$.n') + 1, 2 * (doc->>'n'), CAST(doc->>'n' AS double) FROM t",
        expect![[r#"
        json_extract(doc, '$.n') + 1 | 2 * (doc ->> 'n') | CAST(doc ->> 'n' AS DOUBLE)
        11.0 | 20.0 | 10.0
        10.0 | 18.0 | 9.0
        -0.5 | -3.0 | -1.5
        NULL | NULL | NULL
    "#]],
    );
    check(
        "SELECT sum(1), sum(x) FROM (VALUES (1), (2)) AS v(x)",
        expect![[r#"
        sum(1) | sum(x)
        2 | 3
    "#]],
    );
}

#[test]
fn json_each_gives_a_row_for_each_element() {
    check(
        "SELECT name, e.key, json_extract(e.value, '$.Key') FROM t, json_each(t.doc, '$.tags') AS e",
        expect![[r#"
        name | key | json_extract(e.value, '$.Key')
        one | 0 | a
        one | 1 | b
        three | 0 | a
    "#]],
    );
    check(
        "SELECT name, value FROM t LEFT JOIN json_each(doc, '$.tags') ON true",
        expect![[r#"
        name | value
        one | {"Key":"a","Value":"1"}
        one | {"Key":"b","Value":"2"}
        two | NULL
        three | {"Key":"a","Value":"3"}
        four | NULL
    "#]],
    );
    check(
        "SELECT * FROM json_each('{\"a\": 1, \"b\": [2, null]}')",
        expect![[r#"
        key | value | type | atom | id | parent | fullkey | path
        a | 1 | integer | 1 | 1 | NULL | $.a | $
        b | [2,null] | array | NULL | 2 | NULL | $.b | $
    "#]],
    );
    check(
        "SELECT fullkey, type, atom FROM json_tree('{\"a\": 1, \"b c\": [2, null, \"x\"]}')",
        expect![[r#"
        fullkey | type | atom
        $ | object | NULL
        $.a | integer | 1
        $."b c" | array | NULL
        $."b c"[0] | integer | 2
        $."b c"[1] | null | NULL
        $."b c"[2] | text | x
    "#]],
    );
    check(
        "SELECT name, e.key, f.key, f.value FROM t, json_each(t.doc, '$.tags') e, json_each(e.value) f WHERE f.key = 'Value' AND f.value > 1",
        expect![[r#"
            name | key | key | value
            one | 1 | Value | 2
            three | 0 | Value | 3
        "#]],
    );
    check(
        "SELECT e.value ->> 'Key' AS k, count(*) AS c FROM t, json_each(t.doc, '$.tags') e GROUP BY 1 ORDER BY c DESC",
        expect![[r#"
            k | c
            a | 2
            b | 1
        "#]],
    );
    check(
        "SELECT name FROM t, json_each(t.doc) e WHERE e.key = 'n' AND e.value = 9",
        expect![[r#"
        name
        two
    "#]],
    );
    check(
        "SELECT t.name FROM t CROSS JOIN LATERAL json_each(t.doc) AS e WHERE e.key = 'on'",
        expect![[r#"
        name
        one
        two
    "#]],
    );
    check(
        "SELECT t.name, u.name FROM t, json_each(t.doc, '$.tags') e JOIN t u ON u.doc->>'n' = 9",
        expect![[r#"
            name | name
            one | two
            one | two
            three | two
        "#]],
    );
    check(
        "WITH x AS (SELECT name, e.value v FROM t, json_each(t.doc, '$.tags') e) SELECT count(*) FROM x",
        expect![[r#"
            count(*)
            3
        "#]],
    );
    check(
        "SELECT name, (SELECT count(*) FROM json_each(t.doc)) FROM t",
        expect![[r#"
        0A000 json_each() over a column of an outer query; join it in the FROM of that query, or use json_contains()
    "#]],
    );
    check(
        "SELECT * FROM json_each('[1')",
        expect![[r#"
            22P02 json_each(): malformed JSON: EOF while parsing a list at line 1 column 2: `[1`
        "#]],
    );
    check(
        "SELECT * FROM json_each()",
        expect![[r#"
        42601 json_each() takes a document and a path, not 0 arguments
    "#]],
    );
}

#[test]
fn operators_reach_into_json() {
    check(
        "SELECT doc->'tags'->0, doc->'tags'->0->>'Value', doc->>'$.s', doc #>> '{tags,1,Key}', doc #> '{tags,-1}' FROM t WHERE name = 'one'",
        expect![[r#"
            doc -> 'tags' -> 0 | doc -> 'tags' -> 0 ->> 'Value' | doc ->> '$.s' | doc #>> '{tags,1,Key}' | doc #> '{tags,-1}'
            {"Key":"a","Value":"1"} | 1 | x | b | {"Key":"b","Value":"2"}
        "#]],
    );
    check(
        "SELECT name FROM t WHERE doc @> '{\"tags\": [{\"Key\": \"a\"}]}'",
        expect![[r#"
        name
        one
        three
    "#]],
    );
    check(
        "SELECT name FROM t WHERE doc ? 'on'",
        expect![[r#"
        name
        one
        two
    "#]],
    );
}

#[test]
fn json_is_made() {
    check(
        "SELECT json_object('a', 1, 'b', 'x', 'c', json_array(1, NULL, 2.5, true)), json_array(), json('[1,  2]'), json_quote('it''s')",
        expect![[r#"
            json_object('a', 1, 'b', 'x', 'c', json_array(1, NULL, 2.5, true)) | json_array() | json('[1,  2]') | json_quote('it''s')
            {"a":1,"b":"x","c":[1,null,2.5,true]} | [] | [1,2] | "it's"
        "#]],
    );
    check(
        "SELECT json_object('t', doc->'tags', 'n', doc->>'n') FROM t",
        expect![[r#"
        json_object('t', doc -> 'tags', 'n', doc ->> 'n')
        {"t":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}],"n":10}
        {"t":[],"n":9}
        {"t":[{"Key":"a","Value":"3"}],"n":-1.5}
        {"t":null,"n":null}
    "#]],
    );
    check(
        "SELECT json_group_array(name), json_group_object(name, doc->>'n') FROM t",
        expect![[r#"
        json_group_array(name) | json_group_object(name, doc ->> 'n')
        ["one","two","three","four"] | {"one":10,"two":9,"three":-1.5,"four":null}
    "#]],
    );
    check(
        "SELECT json_group_array(name) FROM t WHERE name = 'nobody'",
        expect![[r#"
        json_group_array(name)
        []
    "#]],
    );
    check(
        "SELECT json_group_array(DISTINCT json_type(doc, '$.on')) FROM t WHERE doc IS NOT NULL AND name <> 'two'",
        expect![[r#"
            json_group_array(DISTINCT json_type(doc, '$.on'))
            ["true",null]
        "#]],
    );
    check(
        "SELECT json_object('a')",
        expect![[r#"
            22P02 json_object(): takes pairs of a name and a value
        "#]],
    );
}

#[test]
fn json_is_changed() {
    check(
        "SELECT json_set('{\"a\":1}', '$.a', 2, '$.b.c', 3), json_insert('{\"a\":1}', '$.a', 2, '$.b', 3), json_replace('{\"a\":1}', '$.a', 2, '$.b', 3)",
        expect![[r#"
            json_set('{"a":1}', '$.a', 2, '$.b.c', 3) | json_insert('{"a":1}', '$.a', 2, '$.b', 3) | json_replace('{"a":1}', '$.a', 2, '$.b', 3)
            {"a":2,"b":{"c":3}} | {"a":1,"b":3} | {"a":2}
        "#]],
    );
    check(
        "SELECT json_remove('{\"a\":[1,2,3],\"b\":1}', '$.a[1]', '$.b'), json_patch('{\"a\":1,\"b\":2}', '{\"a\":null,\"c\":{\"d\":1}}'), json_set('[1]', '$[#]', json('[2]'))",
        expect![[r#"
            json_remove('{"a":[1,2,3],"b":1}', '$.a[1]', '$.b') | json_patch('{"a":1,"b":2}', '{"a":null,"c":{"d":1}}') | json_set('[1]', '$[#]', json('[2]'))
            {"a":[1,3]} | {"b":2,"c":{"d":1}} | [1,[2]]
        "#]],
    );
}

#[test]
fn json_is_asked() {
    check(
        "SELECT json_type('{}'), json_type('[1.5]', '$[0]'), json_type('[true]', '$[0]'), json_type('[null]', '$[0]'), json_type('[]', '$[0]')",
        expect![[r#"
            json_type('{}') | json_type('[1.5]', '$[0]') | json_type('[true]', '$[0]') | json_type('[null]', '$[0]') | json_type('[]', '$[0]')
            object | real | true | null | NULL
        "#]],
    );
    check(
        "SELECT json_array_length('[1,2]'), json_array_length('{}'), json_array_length('{\"a\":[1]}', '$.a'), json_valid('{'), json_keys('{\"b\":1,\"a\":2}'), json_contains('[1,2]', 2)",
        expect![[r#"
            json_array_length('[1,2]') | json_array_length('{}') | json_array_length('{"a":[1]}', '$.a') | json_valid('{') | json_keys('{"b":1,"a":2}') | json_contains('[1,2]', 2)
            2 | 0 | 1 | false | ["b","a"] | true
        "#]],
    );
    check(
        "SELECT json_equal('{\"a\":1,\"b\":[1,2]}', '{\"b\":[1,2],\"a\":1.0}'), json_equal('[1,2]', '[2,1]'), json_equal('{}', NULL)",
        expect![[r#"
            json_equal('{"a":1,"b":[1,2]}', '{"b":[1,2],"a":1.0}') | json_equal('[1,2]', '[2,1]') | json_equal('{}', NULL)
            true | false | false
        "#]],
    );
    check(
        "SELECT aws_policy_equal('{\"Action\":\"a:B\"}', '{\"Action\":[\"a:b\"]}')",
        expect![[r#"
        aws_policy_equal('{"Action":"a:B"}', '{"Action":["a:b"]}')
        true
    "#]],
    );
    check(
        "SELECT json_extract('{', '$.a')",
        expect![[r#"
            22P02 json_extract(): malformed JSON: EOF while parsing an object at line 1 column 1: `{`
        "#]],
    );
    check(
        "SELECT json_extract('{}', 'x y z$'), json_extract(NULL, '$')",
        expect![[r#"
        json_extract('{}', 'x y z$') | json_extract(NULL, '$')
        NULL | NULL
    "#]],
    );
    check(
        "SELECT json_extract('{}')",
        expect![[r#"
        42601 json_extract() takes at least 2 arguments, not 1
    "#]],
    );
    check(
        "SELECT json_extract('{}', '$[')",
        expect![[r#"
            22P02 json_extract(): `$[` is no path: write `$.key[0]`
        "#]],
    );
}

#[test]
fn functions_of_text() {
    check(
        "SELECT split_part('a|b|c', '|', 2), split_part('a|b|c', '|', -1), instr('abc', 'c'), substr('abcdef', -3, 2), substr('abc', 2), substr('abc', 0, 2)",
        expect![[r#"
            split_part('a|b|c', '|', 2) | split_part('a|b|c', '|', -1) | instr('abc', 'c') | SUBSTR('abcdef', -3, 2) | SUBSTR('abc', 2) | SUBSTR('abc', 0, 2)
            b | c | 3 | de | bc | a
        "#]],
    );
    check(
        "SELECT regexp_like('abc', '^a'), regexp_replace('a.b.c', '[.]', '-'), regexp_substr('stage-42x', '[0-9]+'), 'abc' REGEXP 'B', 'abc' GLOB 'a*'",
        expect![[r#"
            regexp_like('abc', '^a') | regexp_replace('a.b.c', '[.]', '-') | regexp_substr('stage-42x', '[0-9]+') | 'abc' REGEXP 'B' | glob('a*', 'abc')
            true | a-b-c | 42 | false | true
        "#]],
    );
    check(
        "SELECT printf('%05.1f|%s', 3.14159, 'x'), format('%d', 5), hex('AZ'), unhex('415A'), base64_encode('hi'), base64_decode('aGk='), encode('hi', 'hex')",
        expect![[r#"
            printf('%05.1f|%s', 3.14159, 'x') | format('%d', 5) | hex('AZ') | unhex('415A') | base64_encode('hi') | base64_decode('aGk=') | encode('hi', 'hex')
            003.1|x | 5 | 415A | AZ | aGk= | hi | 6869
        "#]],
    );
    check(
        "SELECT typeof(1), typeof(1.5), typeof('x'), typeof(NULL), quote('it''s'), char(65, 66), unicode('A'), string(5), 1 || 'x'",
        expect![[r#"
            typeof(1) | typeof(1.5) | typeof('x') | typeof(NULL) | quote('it''s') | char(65, 66) | unicode('A') | string(5) | 1 || 'x'
            integer | real | text | null | 'it''s' | AB | 65 | 5 | 1x
        "#]],
    );
    check(
        "SELECT iif(1 = 1, 'yes', 'no'), ifnull(NULL, 2), coalesce(NULL, 3), nullif(1, 1), max(1, 5, 3), min('b', 'a')",
        expect![[r#"
            iif(1 = 1, 'yes', 'no') | ifnull(NULL, 2) | coalesce(NULL, 3) | nullif(1, 1) | max(1, 5, 3) | min('b', 'a')
            yes | 2 | 3 | NULL | 5 | a
        "#]],
    );
    check(
        "SELECT group_concat(name, '; '), group_concat(name) FROM t",
        expect![[r#"
        group_concat(name, '; ') | group_concat(name)
        one; two; three; four | one,two,three,four
    "#]],
    );
    check(
        "SELECT 1 WHERE 'a' == 'a' AND 1>-1",
        expect![[r#"
        1
        1
    "#]],
    );
    check(
        "SELECT n FROM (VALUES (1), (2), (3)) AS v(n) ORDER BY n LIMIT 1, 1",
        expect![[r#"
        n
        2
    "#]],
    );
}

#[test]
fn booleans_beside_digits_and_words() {
    check(
        "SELECT b = 1, b = 'true', b <> 0, 'false' = b FROM (VALUES (true)) AS v(b)",
        expect![[r#"
        b = 1 | b = 'true' | b <> 0 | 'false' = b
        true | true | true | false
    "#]],
    );
}

#[test]
fn dates() {
    check(
        "SELECT date('2026-11-22', '-1 day'), strftime('%Y', '2026-11-22'), unixepoch('1970-01-01 00:01'), datetime(0, 'unixepoch')",
        expect![[r#"
            date('2026-11-22', '-1 day') | strftime('%Y', '2026-11-22') | unixepoch('1970-01-01 00:01') | datetime(0, 'unixepoch')
            2026-11-21 | 2026 | 60 | 1970-01-01 00:00:00
        "#]],
    );
    check(
        "SELECT date('now') > '2020', datetime('now') > '2020', strftime('%s', 'now') > 0",
        expect![[r#"
            date('now') > '2020' | datetime('now') > '2020' | strftime('%s', 'now') > 0
            true | true | true
        "#]],
    );
    check(
        "SELECT date('2026-11-22', 'nonsense')",
        expect![[r#"
            22P02 date(): unknown modifier `nonsense`: write `-1 day`, `+2 hours`, `start of month`, …
        "#]],
    );
}

#[test]
fn columns_are_called_as_written() {
    check(
        "SELECT DISTINCT doc->>'n' FROM t ORDER BY doc->>'n' DESC",
        expect![[r#"
        doc ->> 'n'
        NULL
        10
        9
        -1.5
    "#]],
    );
    check(
        "SELECT 1, 1, COUNT(*), upper(name) FROM t GROUP BY upper(name) ORDER BY upper(name)",
        expect![[r#"
        1 | 1:1 | COUNT(*) | upper(name)
        1 | 1 | 1 | FOUR
        1 | 1 | 1 | ONE
        1 | 1 | 1 | THREE
        1 | 1 | 1 | TWO
    "#]],
    );
    check(
        "SELECT DISTINCT lower(name) FROM t ORDER BY lower(name) LIMIT 2",
        expect![[r#"
            lower(name)
            four
            one
        "#]],
    );
    check(
        "SELECT name, row_number() OVER (ORDER BY name) FROM t ORDER BY row_number() OVER (ORDER BY name)",
        expect![[r#"
            name | row_number() OVER (ORDER BY name)
            four | 1
            one | 2
            three | 3
            two | 4
        "#]],
    );
    check(
        "SELECT count(*) FROM t HAVING count(*) > 3",
        expect![[r#"
        count(*)
        4
    "#]],
    );
    check(
        "WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT sum(i) FROM n",
        expect![[r#"
            sum(i)
            10
        "#]],
    );
}

#[test]
fn long_chains_are_planned() {
    check(
        &format!("SELECT count(*) FROM t WHERE {}name = 'x'", "name = 'one' OR ".repeat(1000)),
        expect![[r#"
        count(*)
        1
    "#]],
    );
    check(
        &format!("SELECT 1{} AS n", " + 1".repeat(50)),
        expect![[r#"
        n
        51
    "#]],
    );
    check(
        &format!("SELECT count(*) FROM (SELECT 1 AS n{}) AS x", " UNION ALL SELECT 1".repeat(100)),
        expect![[r#"
        count(*)
        101
    "#]],
    );
    check(
        &format!("SELECT 1{} AS n", " + 1".repeat(500)),
        expect![[r#"
        54000 an expression has more than 60 parts in one chain
    "#]],
    );
    check(
        &format!("SELECT 1{}", " EXCEPT SELECT 1".repeat(500)),
        expect![[r#"
        54000 more than 15 queries in one chain of set operations
    "#]],
    );
}
