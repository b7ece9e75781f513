//! Exit codes, and what failures look like.

use std::process::Stdio;

use expect_test::expect;

use super::{rows, shown, sql};
use crate::callboard;

#[test]
fn a_failure_says_what_where_and_what_to_do() {
    let (_home, callboard) = callboard();
    let statements = [
        "SELECT * FROM aws.ivs.stagez",
        "SELECT nam FROM aws.ivs.stages",
        "SELECT *\nFROM aws.ivs.stages WHERE )",
        "SELECT 1; SELEC 2; SELECT 3",
        "SELECT 1 AS a; SELECT * FROM aws.ivs.nothing; SELECT 3",
    ];
    let pages = statements.map(|it| format!("{it}\n{}", shown(&sql(&callboard, &["-o", "json", it]))));
    expect![[r#"
        SELECT * FROM aws.ivs.stagez
        error: 42P01: there is no table `ivs.stagez`
        hint: did you mean `aws.ivs.stages`?
        exit code 1

        SELECT nam FROM aws.ivs.stages
        error: 42703: there is no column `nam`
        hint: did you mean `name`?
        exit code 1

        SELECT *
        FROM aws.ivs.stages WHERE )
        error: 42601: 2:27: expected an expression, found )
        line 2: FROM aws.ivs.stages WHERE )
                                          ^
        exit code 1

        SELECT 1; SELEC 2; SELECT 3
        error: 42601: 1:11: expected an SQL statement, found SELEC
        line 1: SELECT 1; SELEC 2; SELECT 3
                          ^
        hint: did you mean `SELECT`?
        exit code 1

        SELECT 1 AS a; SELECT * FROM aws.ivs.nothing; SELECT 3
        [{"a":1}]
        error: 42P01: there is no table `ivs.nothing`
        hint: `SHOW SERVICES IN aws` lists schemas, `SHOW RESOURCES IN aws.ivs` the tables of one
        exit code 1
    "#]]
    .assert_eq(&pages.join("\n"));
}

#[test]
fn a_refusal_of_the_plane_is_an_error_with_its_code() {
    let (_home, callboard) = callboard();
    let insert = "INSERT INTO aws.ivs.stages (name, region) VALUES ('not a name!', 'us-east-1')";
    let printed = sql(&callboard, &[insert]);
    assert_eq!(printed.code, 1);
    assert_eq!(printed.stdout, "");
    assert!(printed.stderr.contains("ValidationException"), "{}", printed.stderr);
    assert_eq!(rows(&callboard, &["-o", "csv", "-H", "SELECT count(*) FROM aws.ivs.stages"]), "0\n");
}

#[test]
fn wrong_usage_is_code_2() {
    let (_home, callboard) = callboard();
    let code = |words: &[&str]| sql(&callboard, words).code;
    assert_eq!(code(&["--no-such-option", "SELECT 1"]), 2);
    assert_eq!(code(&["-o", "xml", "SELECT 1"]), 2);
    assert_eq!(code(&["-f", "no-such-file.sql"]), 2);
    assert_eq!(code(&["--data", "no-such-file.json", "SELECT 1"]), 2);
    assert_eq!(code(&["--var", "novalue", "SELECT 1"]), 2);
    assert_eq!(code(&["-d", "ab", "SELECT 1"]), 2);
    assert_eq!(code(&["--parallel", "0", "SELECT 1"]), 2);
}

#[test]
fn an_endpoint_that_is_lost_fails_the_statement_unless_partial_rows_will_do() {
    let (_home, callboard) = callboard();
    let callboard = callboard.variable("AWS_ACCESS_KEY_ID", "id").variable("AWS_SECRET_ACCESS_KEY", "secret");
    let callboard = callboard.variable("AWS_MAX_ATTEMPTS", "1").variable("AWS_REGION", "us-east-1");
    let select =
        ["--target", "http://127.0.0.1:1", "--regions", "us-east-1,eu-west-1", "SELECT name FROM aws.ivs.stages"];
    let failed = sql(&callboard, &select);
    assert_eq!((failed.code, failed.stdout.as_str()), (1, ""));
    assert!(failed.stderr.starts_with("error: HV00N: "), "{}", failed.stderr);
    let partial = sql(&callboard, &[&["--partial"], &select[..]].concat());
    assert_eq!(partial.code, 3);
    let last: Vec<&str> = partial.stderr.lines().rev().take(1).collect();
    assert_eq!(last, ["warning: the rows are incomplete"]);
    assert_eq!(partial.stderr.matches("no answer from http://127.0.0.1:1").count(), 2, "{}", partial.stderr);
}

#[test]
fn read_only_refuses_changes_before_any_call() {
    let (_home, callboard) = callboard();
    let insert = "INSERT INTO aws.ivs.stages (name, region) VALUES ('a', 'us-east-1')";
    expect![[r#"
        error: 25006: cannot execute INSERT in a read-only session
        hint: run it without `--read-only`
        exit code 1
    "#]]
    .assert_eq(&shown(&sql(&callboard, &["--read-only", insert])));
    assert_eq!(rows(&callboard, &["--read-only", "-H", "-o", "text", "SELECT count(*) FROM aws.ivs.stages"]), "0\n");
    let exec = sql(&callboard, &["--read-only", "EXEC aws.ivs_realtime.create_stage @name = 'a'"]);
    assert_eq!(exec.code, 1, "{}", exec.stderr);
    assert!(exec.stderr.starts_with("error: 25006: "), "{}", exec.stderr);
}

#[test]
fn a_transaction_that_nobody_commits_is_a_failure() {
    let (_home, callboard) = callboard();
    let begin = "BEGIN; INSERT INTO aws.ivs.stages (name, region) VALUES ('a', 'us-east-1');";
    let printed = sql(&callboard, &[begin]);
    assert_eq!(printed.code, 1);
    assert!(printed.stderr.ends_with("the open transaction was rolled back: nothing of it was carried out\n"));
    assert_eq!(rows(&callboard, &["-H", "-o", "text", "SELECT count(*) FROM aws.ivs.stages"]), "0\n");
}

#[test]
fn nothing_is_opened_that_no_call_needs() {
    let (home, callboard) = callboard();
    rows(&callboard, &["SELECT 1; SHOW SERVICES IN aws; DESCRIBE aws.ivs.stages"]);
    assert!(!home.path().join(".local").exists(), "a data folder was made");
}

#[test]
fn an_interrupt_ends_a_query() {
    let (_home, callboard) = callboard();
    let mut command = callboard.command();
    command.args([
        "sql",
        "-Hotext",
        "SELECT 'begun'; SELECT count(*) FROM generate_series(1, 1000000000000) AS t (n) WHERE n % 7 = 3",
    ]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // The rows of the first statement say that the second one has begun, or is about to.
    let mut first = [0; 6];
    std::io::Read::read_exact(child.stdout.as_mut().expect("stdout is piped"), &mut first).expect("rows");
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
}
