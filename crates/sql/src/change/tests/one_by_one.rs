//! `INSERT`, `UPDATE`, `REPLACE` and `DELETE`, one at a time.

use expect_test::expect;

use super::Bench;

#[tokio::test]
async fn an_insert_as_stackql_has_it() {
    let bench = Bench::new();
    let insert = r#"/*+ create */
        INSERT INTO aws.ivs.stages (
         Name,
         Tags,
         region
        )
        SELECT
         'stage1',
         '[{"Key": "team", "Value": "a"}]',
         'us-east-1'"#;
    bench.check(insert, expect![[""]]).await;
}

#[tokio::test]
async fn an_insert_of_several_rows_gives_back_what_was_made() {
    let bench = Bench::new();
    let insert = "INSERT INTO awscc.sqs.queues (queue_name, DelaySeconds, fifo_queue, region) VALUES \
        ('a', '5', NULL, NULL), ('b', 6, NULL, 'eu-west-1'), ('c.fifo', 7.0, 'true', 'us-east-1') \
        RETURNING Identifier, OperationStatus, queue_name, DelaySeconds + 1 AS later";
    bench.check(insert, expect![[""]]).await;
}

#[tokio::test]
async fn an_insert_of_what_is_there_fails_or_is_skipped_or_updates() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.sqs.queues (QueueName, DelaySeconds) VALUES ('a', 1)").await;
    bench.check("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a')", expect![[""]]).await;
    bench.check("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a')", expect![[""]]).await;
    let ignore = "INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a'), ('b') ON CONFLICT DO NOTHING \
        RETURNING identifier";
    bench.check(ignore, expect![[""]]).await;
    let upsert = "/*+ createorupdate */ INSERT INTO aws.logs.log_groups (log_group_name, RetentionInDays) \
        VALUES ('a', 7), ('c', 7)";
    bench.check(upsert, expect![[""]]).await;
    bench.check("/*+ createorupdate */ INSERT INTO aws.ivs.stages (Name) VALUES ('a')", expect![[""]]).await;
}

#[tokio::test]
async fn a_failure_tells_what_was_made_and_what_was_not() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('c')").await;
    let insert = "INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a'), ('b'), ('c'), ('d'), ('e'), ('f'), ('g'), ('h')";
    let mut transcript = bench.transcript(insert).await;
    // Calls go on side by side: which of the last ones were begun is chance.
    transcript.truncate(transcript.find("create AWS::Logs::LogGroup d").unwrap_or(transcript.len()));
    expect![[""]].assert_eq(&transcript);
}

#[tokio::test]
async fn parameters_of_the_request_are_columns() {
    let bench = Bench::new();
    let insert = "INSERT INTO aws.logs.log_groups (log_group_name, ClientToken, role_arn, TypeVersionId) \
        VALUES ('a', 'given-1', 'arn:aws:iam::123456789012:role/r', '00000001')";
    bench.check(insert, expect![[""]]).await;
}

#[tokio::test]
async fn an_update_changes_what_it_names() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name, RetentionInDays, Tags) VALUES ('a', 7, '[{\"Key\": \"k\", \"Value\": \"v\"}]')").await;
    let at = "WHERE data__Identifier = 'a' AND region = 'us-east-1'";
    bench.check(&format!("UPDATE aws.logs.log_groups SET RetentionInDays = 7 + 7 {at} RETURNING log_group_name, retention_in_days"), expect![[""]]).await;
    bench.check(&format!("UPDATE aws.logs.log_groups SET retention_in_days = '14' {at}"), expect![[""]]).await;
    bench
        .check(&format!("UPDATE aws.logs.log_groups SET RetentionInDays = NULL, tags = '[]' {at}"), expect![[""]])
        .await;
    bench.check(&format!("/*+ update */ UPDATE aws.logs.log_groups SET data__PatchDocument = '[{{\"op\": \"add\", \"path\": \"RetentionInDays\", \"value\": 30}}]' {at}"), expect![[""]]).await;
    bench.check(&format!("UPDATE aws.logs.log_groups SET log_group_name = 'b' {at}"), expect![[""]]).await;
    bench.check("UPDATE aws.logs.log_groups SET retention_in_days = 1 WHERE identifier = 'nope'", expect![[""]]).await;
}

#[tokio::test]
async fn a_replace_takes_away_what_it_does_not_name() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name, RetentionInDays, Tags) VALUES ('a', 7, '[{\"Key\": \"k\", \"Value\": \"v\"}]')").await;
    let replace = "REPLACE aws.logs.log_groups SET RetentionInDays = 30 WHERE data__Identifier = 'a' RETURNING retention_in_days, tags";
    bench.check(replace, expect![[""]]).await;
}

#[tokio::test]
async fn a_delete_of_given_identifiers_reads_nothing() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a'), ('b'), ('c')").await;
    bench
        .check(
            "/*+ delete */ DELETE FROM aws.logs.log_groups WHERE data__Identifier = 'a' AND region = 'us-east-1'",
            expect![[""]],
        )
        .await;
    bench
        .check(
            "DELETE FROM aws.logs.log_groups WHERE Identifier IN ('b', 'c', 'b') RETURNING log_group_name",
            expect![[""]],
        )
        .await;
    bench.check("DELETE FROM aws.logs.log_groups WHERE Identifier = 'a'", expect![[""]]).await;
    bench.check("DELETE FROM aws.logs.log_groups WHERE Identifier = NULL", expect![[""]]).await;
}

#[tokio::test]
async fn changes_that_are_not_waited_for_give_their_tokens() {
    let bench = Bench::new();
    let insert = "INSERT /*+ NOWAIT */ INTO aws.logs.log_groups (log_group_name) VALUES ('a') \
        RETURNING Identifier, RequestToken IS NOT NULL AS token, OperationStatus";
    let transcript = bench.transcript(insert).await;
    let transcript: Vec<&str> = transcript.lines().map(|it| it.split("token ").next().unwrap_or(it)).collect();
    expect![[""]].assert_eq(&transcript.join("\n"));
}

#[tokio::test]
async fn calls_of_another_target_are_told() {
    let bench = Bench::with(|options| options.target.name = "aws".to_owned());
    bench
        .check(
            "INSERT INTO aws.logs.log_groups (log_group_name, region) VALUES ('a', 'eu-west-1'), ('b', 'eu-west-1')",
            expect![[""]],
        )
        .await;
}
