//! Transactions.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use expect_test::expect;

use super::Bench;

const PRIOR: &str = "INSERT INTO aws.logs.log_groups (log_group_name, RetentionInDays) VALUES ('a', 7), ('b', 7)";

const THREE: &str = "BEGIN;
    INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('c') RETURNING *;
    UPDATE aws.logs.log_groups SET RetentionInDays = 30 WHERE data__Identifier = 'a';
    DELETE FROM aws.logs.log_groups WHERE data__Identifier = 'b';
    INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('d');
    COMMIT";

#[tokio::test]
async fn changes_wait_for_commit() {
    let bench = Bench::new();
    bench.given(PRIOR).await;
    bench.check(THREE, expect![[""]]).await;
}

#[tokio::test]
async fn rollback_calls_nothing() {
    let bench = Bench::new();
    bench
        .check(
            "BEGIN; INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('c'); ROLLBACK; ROLLBACK; COMMIT",
            expect![[""]],
        )
        .await;
}

#[tokio::test]
async fn a_failed_commit_is_undone_in_reverse() {
    let bench = Bench::new();
    bench.given(PRIOR).await;
    bench.recorder.refuse_from.store(2 + 4, Ordering::SeqCst);
    bench.check(THREE, expect![[""]]).await;
    assert_eq!(bench.session.transaction_status(), crate::session::TransactionStatus::Idle);
}

#[tokio::test]
async fn what_cannot_be_undone_is_told() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.ivs.stages (Name) VALUES ('s')").await;
    let arn = "arn:aws:ivs:us-east-1:123456789012:stage/";
    let listed = bench.transcript("SELECT arn FROM aws.ivs.stages").await;
    let Some(at) = listed.find(arn) else { return };
    let arn: String = listed[at..].chars().take_while(|it| !it.is_whitespace()).collect();
    bench.recorder.refuse_from.store(1 + 2, Ordering::SeqCst);
    let transcript = bench
        .transcript(&format!(
            "BEGIN; DELETE FROM aws.ivs.stages WHERE data__Identifier = '{arn}'; INSERT INTO aws.ivs.stages (Name) VALUES ('t'); COMMIT"
        ))
        .await;
    expect![[""]].assert_eq(&transcript);
}

#[tokio::test]
async fn cancelling_a_commit_undoes_it() {
    let bench = Bench::new();
    bench.given(PRIOR).await;
    let session = Arc::downgrade(&bench.session);
    *bench.recorder.on_change.lock().expect("no panic while locked") = Some(Box::new(move |number| {
        if number == 2 + 2
            && let Some(session) = session.upgrade()
        {
            session.cancel();
        }
    }));
    bench.check(THREE, expect![[""]]).await;
}

#[tokio::test]
async fn a_failed_statement_fails_the_transaction() {
    let bench = Bench::new();
    let text = "BEGIN; INSERT INTO aws.ivs.stages (Nam) VALUES ('a'); SELECT 1; INSERT INTO aws.ivs.stages (Name) VALUES ('a'); COMMIT; SELECT 1";
    bench.check(text, expect![[""]]).await;
}

#[tokio::test]
async fn statements_see_what_is_there_now() {
    let bench = Bench::new();
    bench
        .check(
            "BEGIN; INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('c'); SELECT 1 AS one; BEGIN; ROLLBACK",
            expect![[""]],
        )
        .await;
}

#[tokio::test]
async fn a_later_change_of_a_transaction_builds_on_an_earlier_one() {
    let bench = Bench::new();
    bench.given(PRIOR).await;
    let text = "BEGIN;
        UPDATE aws.logs.log_groups SET RetentionInDays = 30 WHERE data__Identifier = 'a';
        UPDATE aws.logs.log_groups SET RetentionInDays = 30 WHERE data__Identifier = 'a';
        UPDATE aws.logs.log_groups SET RetentionInDays = NULL WHERE data__Identifier = 'a';
        DELETE FROM aws.logs.log_groups WHERE data__Identifier = 'a';
        COMMIT";
    bench.check(text, expect![[""]]).await;
    bench.check("BEGIN; DELETE FROM aws.logs.log_groups WHERE data__Identifier = 'b'; UPDATE aws.logs.log_groups SET RetentionInDays = 1 WHERE data__Identifier = 'b'", expect![[""]]).await;
}

#[tokio::test]
async fn operations_that_change_are_no_part_of_a_transaction() {
    let bench = Bench::new();
    bench
        .check(
            "BEGIN; EXEC aws.ivs_realtime.list_stages; EXEC aws.ivs_realtime.create_stage @name = 'a'; ROLLBACK",
            expect![[""]],
        )
        .await;
    bench.check("BEGIN; EXEC aws.logs.log_groups.create_resource @log_group_name = 'a'; COMMIT", expect![[""]]).await;
}
