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
    check(client, "SELECT 1 AS a, 'x' AS b, NULL AS c, true AS d", expect![[]]);
    check(client, "", expect![[]]);
    check(client, " ; -- nothing", expect![[]]);
    check(client, "SELECT 1 AS a; SELECT 2 AS b", expect![[]]);
    check(client, "SELECT 1 AS a; SELECT nope; SELECT 2 AS b", expect![[]]);
    check(client, "SELECT 1 +", expect![[]]);
    check(client, "SELECT * FROM ivs.stage", expect![[]]);
    check(client, "SELECT 1 / 0 AS a", expect![[]]);
    check(client, "SET application_name = 'x'; SHOW application_name", expect![[]]);
    check(
        client,
        "EXEC aws.ivs_realtime.get_stage @arn = 'arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl'",
        expect![[]],
    );
}

#[test]
fn changes_and_transactions() {
    let door = Door::new();
    let client = &mut door.client();
    check(
        client,
        "INSERT INTO aws.logs.log_groups (log_group_name, tags) VALUES ('a', '[{\"Key\":\"k\",\"Value\":\"v\"}]'), ('b', NULL)",
        expect![[]],
    );
    check(
        client,
        "SELECT log_group_name, tags, tags -> 0 ->> 'Key' AS k, tags::text AS t FROM logs.log_groups ORDER BY 1",
        expect![[]],
    );
    check(
        client,
        "UPDATE logs.log_groups SET retention_in_days = 7 WHERE log_group_name = 'a' RETURNING log_group_name, retention_in_days, tags",
        expect![[]],
    );
    check(client, "BEGIN", expect![[]]);
    check(client, "INSERT INTO logs.log_groups (log_group_name) VALUES ('c')", expect![[]]);
    check(client, "SAVEPOINT s; DELETE FROM logs.log_groups WHERE log_group_name = 'a'; ROLLBACK TO s", expect![[]]);
    check(client, "SELEC 1", expect![[]]);
    check(client, "SELECT 1 AS a", expect![[]]);
    check(client, "COMMIT", expect![[]]);
    check(client, "SELECT count(*) AS n FROM logs.log_groups", expect![[]]);
    check(client, "BEGIN; INSERT INTO logs.log_groups (log_group_name) VALUES ('c'); COMMIT", expect![[]]);
    check(
        client,
        "DELETE FROM logs.log_groups WHERE log_group_name IN ('a', 'b', 'c') RETURNING log_group_name",
        expect![[]],
    );
}

#[test]
fn copies() {
    let door = Door::new();
    let client = &mut door.client();
    let values = "(VALUES (1, 'a,b'), (2, NULL), (3, E'two\\nlines')) AS t (x, y)";
    check(client, &format!("COPY (SELECT x, y FROM {values}) TO STDOUT"), expect![[]]);
    check(client, &format!("COPY (SELECT x, y FROM {values}) TO STDOUT WITH (FORMAT csv, HEADER)"), expect![[]]);
    check(
        client,
        &format!("COPY (SELECT x, y FROM {values}) TO STDOUT CSV HEADER DELIMITER ';' NULL '-'"),
        expect![[]],
    );
    check(client, "COPY logs.log_groups (log_group_name) TO STDOUT", expect![[]]);
    check(client, "COPY (SELECT 1) TO STDOUT (FORMAT binary)", expect![[]]);
    check(client, "COPY (SELECT 1) TO 'x.csv'", expect![[]]);
    check(client, "COPY logs.log_groups FROM STDIN", expect![[]]);
}

#[test]
fn cursors() {
    let door = Door::new();
    let client = &mut door.client();
    check(client, "DECLARE c CURSOR FOR SELECT 1 AS a", expect![[]]);
    check(client, "BEGIN; DECLARE c NO SCROLL CURSOR FOR SELECT * FROM (VALUES (1), (2), (3)) AS t (x)", expect![[]]);
    check(client, "FETCH 2 FROM c", expect![[]]);
    check(client, "FETCH FORWARD ALL FROM c; FETCH NEXT FROM c", expect![[]]);
    check(client, "FETCH BACKWARD 1 FROM c", expect![[]]);
    check(client, "ROLLBACK; FETCH 1 FROM c", expect![[]]);
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
    expect![[]].assert_eq(&client.answers());
    client.bind("", "s", &[Some("x"), None], false);
    client.execute("", 0);
    client.sync();
    expect![[]].assert_eq(&client.answers());
    client.parse("s", "SELECT 1", &[]);
    client.parse("t", "SELECT 2", &[]);
    client.sync();
    client.bind("", "t", &[], false);
    client.sync();
    client.send(b'C', b"Ss\0");
    client.bind("", "s", &[], false);
    client.sync();
    expect![[]].assert_eq(&[client.answers(), client.answers(), client.answers()].concat());
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
    expect![[]].assert_eq(&client.answers());
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
    expect![[]].assert_eq(&[client.answers(), client.answers()].concat());
    client.query("COMMIT");
    client.execute("p", 1);
    client.sync();
    expect![[]].assert_eq(&client.answers());
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
    expect![[]].assert_eq(&client.answers());
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
    expect![[]].assert_eq(&client.answers());
    client.parse("", "SELECT 1; SELECT 2", &[]);
    client.sync();
    client.execute("nowhere", 0);
    client.sync();
    client.parse("", "SELECT $1", &[]);
    client.bind("", "", &[], false);
    client.sync();
    expect![[]].assert_eq(&[client.answers(), client.answers(), client.answers()].concat());
    client.send(b'F', b"\0\0\0\x01");
    expect![[]].assert_eq(&client.answers());
}

#[test]
fn sessions_know_nothing_of_each_other() {
    let door = Door::new();
    let (mut one, mut other) = (door.client(), Client::with(door.address, &[("options", "-c region=eu-west-1")]));
    one.query("SET application_name = 'one'; BEGIN");
    one.parse("s", "SELECT 1", &[]);
    one.sync();
    one.answers();
    check(&mut other, "SHOW application_name; SHOW region", expect![[]]);
    other.bind("", "s", &[], false);
    other.sync();
    expect![[]].assert_eq(&other.answers());
}
