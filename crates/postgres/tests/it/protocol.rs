//! Statements by the simple and the extended protocol.

use expect_test::{Expect, expect};

use crate::client::Client;
use crate::door::Door;

#[track_caller]
fn check(client: &mut Client, text: &str, expect: Expect) {
    expect.assert_eq(&client.query(text));
}

#[test]
fn simple_statements() {
    let door = Door::new();
    let client = &mut door.client();
    check(
        client,
        "SELECT 1 AS a, 'x' AS b, NULL AS c, true AS d",
        expect![[r#"
        columns a:20 b:25 c:25 d:16
        row 1 | x | NULL | t
        done SELECT 1
        ready I
    "#]],
    );
    check(
        client,
        "",
        expect![[r#"
        empty
        ready I
    "#]],
    );
    check(
        client,
        " ; -- nothing",
        expect![[r#"
        empty
        ready I
    "#]],
    );
    check(
        client,
        "SELECT 1 AS a; SELECT 2 AS b",
        expect![[r#"
        columns a:20
        row 1
        done SELECT 1
        columns b:20
        row 2
        done SELECT 1
        ready I
    "#]],
    );
    check(
        client,
        "SELECT 1 AS a; SELECT nope; SELECT 2 AS b",
        expect![[r#"
            columns a:20
            row 1
            done SELECT 1
            error ERROR 42703 there is no column `nope`
                hint: a text is written in single quotes: 'nope'
            ready I
        "#]],
    );
    check(
        client,
        "SELECT 1 +",
        expect![[r#"
        error ERROR 42601 expected an expression, found the end
        ready I
    "#]],
    );
    check(
        client,
        "SELECT * FROM ivs.stage",
        expect![[r#"
        error ERROR 42P01 there is no table `ivs.stage`
            hint: did you mean `aws.ivs.stages`?
        ready I
    "#]],
    );
    check(
        client,
        "SELECT 1 / 0 AS a",
        expect![[r#"
        columns a:20
        error ERROR 22012 division by zero
        ready I
    "#]],
    );
    check(
        client,
        "SET application_name = 'x'; SHOW application_name",
        expect![[r#"
        done SET
        columns application_name:25
        row x
        done SELECT 1
        ready I
    "#]],
    );
    check(
        client,
        "EXEC aws.ivs_realtime.get_stage @arn = 'arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl'",
        expect![[r#"
            error ERROR 02000 ivs-realtime GetStage was refused: ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl
                detail: AWS error code: ResourceNotFoundException
            ready I
        "#]],
    );
}

#[test]
fn changes_and_transactions() {
    let door = Door::new();
    let client = &mut door.client();
    check(
        client,
        "INSERT INTO aws.logs.log_groups (log_group_name, tags) VALUES ('a', '[{\"Key\":\"k\",\"Value\":\"v\"}]'), ('b', NULL)",
        expect![[r#"
            done INSERT 0 2
            ready I
        "#]],
    );
    check(
        client,
        "SELECT log_group_name, tags, tags -> 0 ->> 'Key' AS k, tags::text AS t FROM logs.log_groups ORDER BY 1",
        expect![[r#"
            columns log_group_name:25 tags:114 k:25 t:25
            row a | [{\"Key\":\"k\",\"Value\":\"v\"}] | k | [{\"Key\":\"k\",\"Value\":\"v\"}]
            row b | NULL | NULL | NULL
            done SELECT 2
            ready I
        "#]],
    );
    check(
        client,
        "UPDATE logs.log_groups SET retention_in_days = 7 WHERE log_group_name = 'a' RETURNING log_group_name, retention_in_days, tags",
        expect![[r#"
            columns log_group_name:25 retention_in_days:20 tags:114
            row a | 7 | [{\"Key\":\"k\",\"Value\":\"v\"}]
            done UPDATE 1
            ready I
        "#]],
    );
    check(
        client,
        "BEGIN",
        expect![[r#"
        done BEGIN
        ready T
    "#]],
    );
    check(
        client,
        "INSERT INTO logs.log_groups (log_group_name) VALUES ('c')",
        expect![[r#"
        done INSERT 0 1
        ready T
    "#]],
    );
    check(
        client,
        "SAVEPOINT s; DELETE FROM logs.log_groups WHERE log_group_name = 'a'; ROLLBACK TO s",
        expect![[r#"
        done SAVEPOINT
        done DELETE 1
        done ROLLBACK
        ready T
    "#]],
    );
    check(
        client,
        "SELEC 1",
        expect![[r#"
        error ERROR 42601 1:1: expected an SQL statement, found SELEC
            hint: did you mean `SELECT`?
            position: 1
        ready E
    "#]],
    );
    check(
        client,
        "SELECT 1 AS a",
        expect![[r#"
        error ERROR 25P02 the transaction has failed: statements are ignored until it ends
            hint: ROLLBACK ends it
        ready E
    "#]],
    );
    check(
        client,
        "COMMIT",
        expect![[r#"
        notice NOTICE 00000 the transaction had failed: its queued changes are given up
        done ROLLBACK
        ready I
    "#]],
    );
    check(
        client,
        "SELECT count(*) AS n FROM logs.log_groups",
        expect![[r#"
        columns n:20
        row 2
        done SELECT 1
        ready I
    "#]],
    );
    check(
        client,
        "BEGIN; INSERT INTO logs.log_groups (log_group_name) VALUES ('c'); COMMIT",
        expect![[r#"
        done BEGIN
        done INSERT 0 1
        done COMMIT
        ready I
    "#]],
    );
    check(
        client,
        "DELETE FROM logs.log_groups WHERE log_group_name IN ('a', 'b', 'c') RETURNING log_group_name",
        expect![[r#"
            columns log_group_name:25
            row a
            row b
            row c
            done DELETE 3
            ready I
        "#]],
    );
}

#[test]
fn copies() {
    let door = Door::new();
    let client = &mut door.client();
    let values = "(VALUES (1, 'a,b'), (2, NULL), (3, E'two\\nlines')) AS t (x, y)";
    check(
        client,
        &format!("COPY (SELECT x, y FROM {values}) TO STDOUT"),
        expect![[r#"
        copy begins
        copy 1	a,b
        copy 2	\N
        copy 3	two\nlines
        copy ends
        done COPY 3
        ready I
    "#]],
    );
    check(
        client,
        &format!("COPY (SELECT x, y FROM {values}) TO STDOUT WITH (FORMAT csv, HEADER)"),
        expect![[r#"
        copy begins
        copy x,y
        copy 1,"a,b"
        copy 2,
        copy 3,"two
        lines"
        copy ends
        done COPY 3
        ready I
    "#]],
    );
    check(
        client,
        &format!("COPY (SELECT x, y FROM {values}) TO STDOUT CSV HEADER DELIMITER ';' NULL '-'"),
        expect![[r#"
            copy begins
            copy x;y
            copy 1;a,b
            copy 2;-
            copy 3;"two
            lines"
            copy ends
            done COPY 3
            ready I
        "#]],
    );
    check(
        client,
        "COPY logs.log_groups (log_group_name) TO STDOUT",
        expect![[r#"
        copy begins
        copy ends
        done COPY 0
        ready I
    "#]],
    );
    check(
        client,
        "COPY (SELECT 1) TO STDOUT (FORMAT binary)",
        expect![[r#"
        error ERROR 0A000 COPY … TO STDOUT has no format `binary`
            hint: formats are text and csv
        ready I
    "#]],
    );
    check(
        client,
        "COPY (SELECT 1) TO 'x.csv'",
        expect![[r#"
        error ERROR 42501 files of the machine where callboard runs are not read or written for this client
            hint: use `callboard sql` on that machine
        ready I
    "#]],
    );
    check(
        client,
        "COPY logs.log_groups (log_group_name) FROM '/etc/hostname' (FORMAT csv)",
        expect![[r#"
        error ERROR 42501 files of the machine where callboard runs are not read or written for this client
            hint: use `callboard sql` on that machine
        ready I
    "#]],
    );
    check(
        client,
        "COPY logs.log_groups FROM STDIN",
        expect![[r#"
            error ERROR 0A000 COPY … FROM takes rows of a file alone
                hint: COPY t (columns) FROM 'x.csv', or INSERT INTO … VALUES with many rows in one statement
            ready I
        "#]],
    );
}

#[test]
fn cursors() {
    let door = Door::new();
    let client = &mut door.client();
    check(
        client,
        "DECLARE c CURSOR FOR SELECT 1 AS a",
        expect![[r#"
        error ERROR 25P01 DECLARE CURSOR can only be used in transaction blocks
            hint: BEGIN begins one
        ready I
    "#]],
    );
    check(
        client,
        "BEGIN; DECLARE c NO SCROLL CURSOR FOR SELECT * FROM (VALUES (1), (2), (3)) AS t (x)",
        expect![[r#"
        done BEGIN
        done DECLARE CURSOR
        ready T
    "#]],
    );
    check(
        client,
        "FETCH 2 FROM c",
        expect![[r#"
        columns x:20
        row 1
        row 2
        done FETCH 2
        ready T
    "#]],
    );
    check(
        client,
        "FETCH FORWARD ALL FROM c; FETCH NEXT FROM c",
        expect![[r#"
        columns x:20
        row 3
        done FETCH 1
        columns x:20
        done FETCH 0
        ready T
    "#]],
    );
    check(
        client,
        "FETCH BACKWARD 1 FROM c",
        expect![[r#"
        error ERROR 0A000 FETCH BACKWARD 1 is not supported: cursors go forward only
        ready E
    "#]],
    );
    check(
        client,
        "ROLLBACK; FETCH 1 FROM c",
        expect![[r#"
            done ROLLBACK
            error ERROR 34000 cursor "c" does not exist
            ready I
        "#]],
    );
}

#[test]
fn prepared_statements_are_described_and_run_again() {
    let door = Door::new();
    let mut client = door.client();
    client.parse("s", "SELECT $1::bigint + 1 AS n, $2 AS t", &[0, 25]);
    client.describe(b'S', "s");
    client.bind("", "s", &[Some("41"), Some("x")], false);
    client.describe(b'P', "");
    client.execute("", 0);
    client.bind("", "s", &[None, None], true);
    client.execute("", 0);
    client.sync();
    expect![[r#"
        parsed
        parameters 20 25
        columns n:20 t:25
        bound
        columns n:20 t:25
        row 42 | x
        done SELECT 1
        bound
        row NULL | NULL
        done SELECT 1
        ready I
    "#]]
    .assert_eq(&client.answers());
    client.bind("", "s", &[Some("x"), None], false);
    client.execute("", 0);
    client.sync();
    expect![[r#"
        error ERROR 22P02 invalid value for parameter $1 of type bigint: `x` is no integer
        ready I
    "#]]
    .assert_eq(&client.answers());
    client.parse("s", "SELECT 1", &[]);
    client.parse("t", "SELECT 2", &[]);
    client.sync();
    client.bind("", "t", &[], false);
    client.sync();
    client.send(b'C', b"Ss\0");
    client.bind("", "s", &[], false);
    client.sync();
    expect![[r#"
        error ERROR 42P05 prepared statement "s" already exists
        ready I
        error ERROR 26000 prepared statement "t" does not exist
        ready I
        closed
        error ERROR 26000 prepared statement "s" does not exist
        ready I
    "#]]
    .assert_eq(&[client.answers(), client.answers(), client.answers()].concat());
}

#[test]
fn types_that_a_client_gives_are_those_of_the_columns() {
    let door = Door::new();
    let mut client = door.client();
    client.parse("", "SELECT $1 AS a, $2 AS b, $3 AS c", &[20, 16, 701]);
    client.describe(b'S', "");
    client.bind("", "", &[Some("1"), Some("t"), Some("1.5")], false);
    client.describe(b'P', "");
    client.execute("", 0);
    client.parse("", "SELECT x FROM (VALUES ('a'), ('b')) AS t (x) WHERE x = ANY ($1) ORDER BY 1 LIMIT $2", &[]);
    client.describe(b'S', "");
    client.bind("", "", &[Some("{b,c}"), Some("5")], false);
    client.execute("", 0);
    client.sync();
    expect![[r#"
        parsed
        parameters 20 16 701
        columns a:20 b:16 c:701
        bound
        columns a:20 b:16 c:701
        row 1 | t | 1.5
        done SELECT 1
        parsed
        parameters 1009 20
        columns x:25
        bound
        row b
        done SELECT 1
        ready I
    "#]]
    .assert_eq(&client.answers());
}

#[test]
fn portals_are_fetched_in_parts() {
    let door = Door::new();
    let mut client = door.client();
    client.query("BEGIN");
    client.parse("", "SELECT * FROM (VALUES (1), (2), (3)) AS t (x)", &[]);
    client.bind("p", "", &[], false);
    client.execute("p", 2);
    client.sync();
    client.execute("p", 2);
    client.execute("p", 2);
    client.sync();
    expect![[r#"
        parsed
        bound
        row 1
        row 2
        suspended
        ready T
        row 3
        done SELECT 1
        done SELECT 0
        ready T
    "#]]
    .assert_eq(&[client.answers(), client.answers()].concat());
    client.query("COMMIT");
    client.execute("p", 1);
    client.sync();
    expect![[r#"
        error ERROR 34000 portal "p" does not exist
        ready I
    "#]]
    .assert_eq(&client.answers());
}

#[test]
fn changes_by_the_extended_protocol() {
    let door = Door::new();
    let mut client = door.client();
    client.parse("", "INSERT INTO logs.log_groups (log_group_name) VALUES ($1) RETURNING log_group_name, tags", &[]);
    client.describe(b'S', "");
    client.bind("", "", &[Some("a")], false);
    client.execute("", 0);
    client.parse("", "EXEC aws.logs.describe_log_groups @limit = 1", &[]);
    client.describe(b'S', "");
    client.parse("", "DELETE FROM logs.log_groups WHERE log_group_name = $1", &[]);
    client.describe(b'S', "");
    client.bind("", "", &[Some("a")], false);
    client.execute("", 0);
    client.parse("", "", &[]);
    client.describe(b'S', "");
    client.bind("", "", &[], false);
    client.execute("", 0);
    client.parse("", "COPY (SELECT 1 AS a) TO STDOUT", &[]);
    client.describe(b'S', "");
    client.bind("", "", &[], false);
    client.execute("", 0);
    client.sync();
    expect![[r#"
        parsed
        parameters 25
        columns log_group_name:25 tags:114
        bound
        row a | NULL
        done INSERT 0 1
        parsed
        parameters 
        columns log_groups:25 next_token:25
        parsed
        parameters 25
        no columns
        bound
        done DELETE 1
        parsed
        parameters 
        no columns
        bound
        empty
        parsed
        parameters 
        no columns
        bound
        copy begins
        copy 1
        copy ends
        done COPY 1
        ready I
    "#]]
    .assert_eq(&client.answers());
}

#[test]
fn parameters_of_changes_have_the_types_of_columns() {
    let door = Door::new();
    let mut client = door.client();
    let described = [
        "INSERT INTO logs.log_groups (log_group_name, retention_in_days, tags) VALUES ($1, $2, $3)",
        "UPDATE logs.log_groups SET retention_in_days = $1 WHERE log_group_name = $2 AND retention_in_days < $3",
        "DELETE FROM logs.log_groups WHERE log_group_name = ANY ($1) OR retention_in_days IN ($2)",
    ];
    for text in described {
        client.parse("", text, &[]);
        client.describe(b'S', "");
    }
    client.bind("", "", &[Some("{a,b}"), Some("7")], false);
    client.execute("", 0);
    client.sync();
    expect![[r#"
        parsed
        parameters 25 20 25
        no columns
        parsed
        parameters 20 25 20
        no columns
        parsed
        parameters 1009 20
        no columns
        bound
        done DELETE 0
        ready I
    "#]]
    .assert_eq(&client.answers());
}

#[test]
fn after_an_error_all_is_skipped_until_sync() {
    let door = Door::new();
    let mut client = door.client();
    client.parse("", "SELECT nope", &[]);
    client.bind("", "", &[], false);
    client.execute("", 0);
    client.send(b'Q', b"SELECT 1 AS skipped\0");
    client.sync();
    expect![[r#"
        error ERROR 42703 there is no column `nope`
            hint: a text is written in single quotes: 'nope'
        ready I
    "#]]
    .assert_eq(&client.answers());
    client.parse("", "SELECT 1; SELECT 2", &[]);
    client.sync();
    client.execute("nowhere", 0);
    client.sync();
    client.parse("", "SELECT $1", &[]);
    client.bind("", "", &[], false);
    client.sync();
    expect![[r#"
        error ERROR 42601 cannot insert multiple commands into a prepared statement
        ready I
        error ERROR 34000 portal "nowhere" does not exist
        ready I
        parsed
        error ERROR 08P01 bind message supplies 0 parameters, but prepared statement "" requires 1
        ready I
    "#]]
    .assert_eq(&[client.answers(), client.answers(), client.answers()].concat());
    client.send(b'F', b"\0\0\0\x01");
    expect![[r#"
        error ERROR 0A000 function calls by message are not supported
            hint: call functions by SELECT
        ready I
    "#]]
    .assert_eq(&client.answers());
}

#[test]
fn sessions_know_nothing_of_each_other() {
    let door = Door::new();
    let (mut one, mut other) = (door.client(), Client::with(door.address, &[("options", "-c region=eu-west-1")]));
    one.query("SET application_name = 'one'; BEGIN");
    one.parse("s", "SELECT 1", &[]);
    one.sync();
    one.answers();
    check(
        &mut other,
        "SHOW application_name; SHOW region",
        expect![[r#"
        columns application_name:25
        row 
        done SELECT 1
        columns region:25
        row eu-west-1
        done SELECT 1
        ready I
    "#]],
    );
    other.bind("", "s", &[], false);
    other.sync();
    expect![[r#"
        error ERROR 26000 prepared statement "s" does not exist
        ready I
    "#]]
    .assert_eq(&other.answers());
}
