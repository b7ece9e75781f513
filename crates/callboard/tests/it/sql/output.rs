//! Formats of rows, and where they go.

use std::process::Stdio;

use expect_test::expect;

use super::{rows, shown, sql};
use crate::callboard;

const VALUES: &str = "SELECT * FROM (VALUES (1, 'a', true), (2, NULL, false)) AS t (n, name, ok)";

#[test]
fn each_format_prints_rows_alone() {
    let (_home, callboard) = callboard();
    let formats = ["table", "json", "jsonl", "ndjson", "csv", "text"];
    let pages = formats.map(|format| format!("{format}:\n{}", shown(&sql(&callboard, &["-o", format, VALUES]))));
    expect![[r#"
        table:
        +---+------+-------+
        | n | name | ok    |
        +---+------+-------+
        | 1 | a    | true  |
        | 2 | null | false |
        +---+------+-------+
        exit code 0
        json:
        [{"n":1,"name":"a","ok":true},
        {"n":2,"name":null,"ok":false}]
        exit code 0
        jsonl:
        {"n":1,"name":"a","ok":true}
        {"n":2,"name":null,"ok":false}
        exit code 0
        ndjson:
        {"n":1,"name":"a","ok":true}
        {"n":2,"name":null,"ok":false}
        exit code 0
        csv:
        n,name,ok
        1,a,true
        2,,false
        exit code 0
        text:
        n	name	ok
        1	a	true
        2	null	false
        exit code 0
    "#]]
    .assert_eq(&pages.concat());
    expect![[r#"
        1;a;true
        2;;false
    "#]]
    .assert_eq(&rows(&callboard, &["-H", "-o", "csv", "-d", ";", VALUES]));
    expect![[r#"
        1|a|true
        2|null|false
    "#]]
    .assert_eq(&rows(&callboard, &["-H", "-o", "text", "-d", "|", VALUES]));
}

#[test]
fn objects_and_arrays_of_resources_are_values_in_json() {
    let (_home, callboard) = callboard();
    let insert =
        r#"INSERT INTO aws.ivs.stages (name, tags, region) VALUES ('s', '[{"Key":"k","Value":"v"}]', 'us-east-1')"#;
    assert_eq!(sql(&callboard, &[insert]).stderr, "INSERT 0 1\n");
    let select = "SELECT name, tags FROM aws.ivs.stages";
    expect![[r#"
        [{"name":"s","tags":[{"Key":"k","Value":"v"}]}]
    "#]]
    .assert_eq(&rows(&callboard, &["-o", "json", select]));
    expect![[r#"
        name,tags
        s,"[{""Key"":""k"",""Value"":""v""}]"
    "#]]
    .assert_eq(&rows(&callboard, &["-o", "csv", select]));
}

#[test]
fn each_statement_has_its_own_rows() {
    let (_home, callboard) = callboard();
    let texts = ["-o", "json", "SELECT 1 AS a; SELECT 2 AS b", "SELECT 3 AS c"];
    expect![[r#"
        [{"a":1}]
        [{"b":2}]
        [{"c":3}]
        exit code 0
    "#]]
    .assert_eq(&shown(&sql(&callboard, &texts)));
}

#[test]
fn rows_go_to_a_file() {
    let (home, callboard) = callboard();
    let printed = sql(&callboard, &["-o", "csv", "-O", "rows.csv", VALUES]);
    assert_eq!((printed.code, printed.stdout.as_str()), (0, ""));
    expect![[r#"
        n,name,ok
        1,a,true
        2,,false
    "#]]
    .assert_eq(&std::fs::read_to_string(home.path().join("rows.csv")).expect("a file"));
    let nowhere = sql(&callboard, &["-O", "no/such/folder/x", "SELECT 1"]);
    expect![[r#"
        error: 58030: no/such/folder/x: No such file or directory (os error 2)
        exit code 1
    "#]]
    .assert_eq(&shown(&nowhere));
}

#[test]
fn parquet_is_read_again_by_sql() {
    let (home, callboard) = callboard();
    rows(&callboard, &["-o", "parquet", "-O", "rows.parquet", VALUES]);
    let file = std::fs::read(home.path().join("rows.parquet")).expect("a file");
    assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
    expect![[r#"
        {"n":1,"name":"a","ok":true}
        {"n":2,"name":null,"ok":false}
    "#]]
    .assert_eq(&rows(&callboard, &["-o", "jsonl", "SELECT * FROM 'rows.parquet'"]));

    let two = sql(&callboard, &["-o", "parquet", "-O", "two.parquet", "SELECT 1; SELECT 2"]);
    expect![[r#"
        error: 0A000: a Parquet file holds the rows of one statement
        hint: write one statement at a time, or `COPY (…) TO 'file.parquet'`
        exit code 1
    "#]]
    .assert_eq(&shown(&two));
    let first = std::fs::read(home.path().join("two.parquet")).expect("a file");
    assert!(first.ends_with(b"PAR1"), "the rows of the first statement are whole");
    let failed = "SELECT 1 / (3 - value) FROM generate_series(1, 100000) AS t (value)";
    assert_eq!(sql(&callboard, &["-o", "parquet", "-O", "half.parquet", failed]).code, 1);
    assert!(!home.path().join("half.parquet").exists(), "half a file is none");
}

#[test]
fn a_reader_who_leaves_early_is_no_failure() {
    let (_home, callboard) = callboard();
    let mut command = callboard.command();
    command.args(["sql", "-o", "csv", "SELECT * FROM generate_series(1, 10000000)"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}
