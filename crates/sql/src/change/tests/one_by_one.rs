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
    bench.check(insert, expect![[r#"
        > us-east-1 CreateResource TypeName=AWS::IVS::Stage DesiredState={"Name":"stage1","Tags":[{"Key":"team","Value":"a"}]}
        INSERT 0 1
    "#]]).await;
}

#[tokio::test]
async fn an_insert_of_several_rows_gives_back_what_was_made() {
    let bench = Bench::new();
    let insert = "INSERT INTO awscc.sqs.queues (queue_name, DelaySeconds, fifo_queue, region) VALUES \
        ('a', '5', NULL, NULL), ('b', 6, NULL, 'eu-west-1'), ('c.fifo', 7.0, 'true', 'us-east-1') \
        RETURNING Identifier, OperationStatus, queue_name, DelaySeconds + 1 AS later";
    bench.check(insert, expect![[r#"
        > us-east-1 CreateResource TypeName=AWS::SQS::Queue DesiredState={"DelaySeconds":5,"QueueName":"a"}
        > eu-west-1 CreateResource TypeName=AWS::SQS::Queue DesiredState={"DelaySeconds":6,"QueueName":"b"}
        > us-east-1 CreateResource TypeName=AWS::SQS::Queue DesiredState={"DelaySeconds":7,"FifoQueue":true,"QueueName":"c.fifo"}
        INSERT 0 3
        +---------------------------------------------------------+-----------------+------------+-------+
        | Identifier                                              | OperationStatus | queue_name | later |
        +---------------------------------------------------------+-----------------+------------+-------+
        | https://sqs.us-east-1.amazonaws.com/123456789012/a      | SUCCESS         | a          | 6     |
        | https://sqs.eu-west-1.amazonaws.com/123456789012/b      | SUCCESS         | b          | 7     |
        | https://sqs.us-east-1.amazonaws.com/123456789012/c.fifo | SUCCESS         | c.fifo     | 8     |
        +---------------------------------------------------------+-----------------+------------+-------+
    "#]]).await;
}

#[tokio::test]
async fn an_insert_of_what_is_there_fails_or_is_skipped_or_updates() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.sqs.queues (QueueName, DelaySeconds) VALUES ('a', 1)").await;
    bench
        .check(
            "INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a')",
            expect![[r#"
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"a"}
        INSERT 0 1
    "#]],
        )
        .await;
    bench.check("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a')", expect![[r#"
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"a"}
        23505: AWS::Logs::LogGroup a: CREATE failed: AlreadyExists: Resource of type 'AWS::Logs::LogGroup' with identifier 'a' already exists.
          hint: choose another name, or change the one that is there
          code: AlreadyExists
    "#]]).await;
    let ignore = "INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a'), ('b') ON CONFLICT DO NOTHING \
        RETURNING identifier";
    bench
        .check(
            ignore,
            expect![[r#"
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"a"}
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"b"}
        INSERT 0 1
        +------------+
        | identifier |
        +------------+
        | b          |
        +------------+
    "#]],
        )
        .await;
    let upsert = "/*+ createorupdate */ INSERT INTO aws.logs.log_groups (log_group_name, RetentionInDays) \
        VALUES ('a', 7), ('c', 7)";
    bench.check(upsert, expect![[r#"
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=c
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"add","path":"/RetentionInDays","value":7}]
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"c","RetentionInDays":7}
        INSERT 0 2
    "#]]).await;
    bench
        .check(
            "/*+ createorupdate */ INSERT INTO aws.ivs.stages (Name) VALUES ('a')",
            expect![[r#"
        0A000: an upsert of AWS::IVS::Stage must give its identifier `Arn`
          hint: where the service makes the identifier, look for the resource first, and INSERT or UPDATE it
    "#]],
        )
        .await;
}

#[tokio::test]
async fn a_failure_tells_what_was_made_and_what_was_not() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('c')").await;
    let insert = "INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a'), ('b'), ('c'), ('d'), ('e'), ('f'), ('g'), ('h')";
    bench.check(insert, expect![[r#"
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"a"}
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"b"}
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"c"}
        23505: AWS::Logs::LogGroup c: CREATE failed: AlreadyExists: Resource of type 'AWS::Logs::LogGroup' with identifier 'c' already exists. (2 of 8 done)
          detail: done: create AWS::Logs::LogGroup a in us-east-1
            done: create AWS::Logs::LogGroup b in us-east-1
            failed: create AWS::Logs::LogGroup c in us-east-1: AWS::Logs::LogGroup c: CREATE failed: AlreadyExists: Resource of type 'AWS::Logs::LogGroup' with identifier 'c' already exists.
            not tried: create AWS::Logs::LogGroup d in us-east-1
            not tried: create AWS::Logs::LogGroup e in us-east-1
            not tried: create AWS::Logs::LogGroup f in us-east-1
            not tried: create AWS::Logs::LogGroup g in us-east-1
            not tried: create AWS::Logs::LogGroup h in us-east-1
          hint: choose another name, or change the one that is there
          code: AlreadyExists
    "#]]).await;
}

#[tokio::test]
async fn parameters_of_the_request_are_columns() {
    let bench = Bench::new();
    let insert = "INSERT INTO aws.logs.log_groups (log_group_name, ClientToken, role_arn, TypeVersionId) \
        VALUES ('a', 'given-1', 'arn:aws:iam::123456789012:role/r', '00000001')";
    bench.check(insert, expect![[r#"
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup RoleArn=arn:aws:iam::123456789012:role/r TypeVersionId=00000001 DesiredState={"LogGroupName":"a"} ClientToken=given-1
        INSERT 0 1
    "#]]).await;
}

#[tokio::test]
async fn an_update_changes_what_it_names() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name, RetentionInDays, Tags) VALUES ('a', 7, '[{\"Key\": \"k\", \"Value\": \"v\"}]')").await;
    let at = "WHERE data__Identifier = 'a' AND region = 'us-east-1'";
    bench.check(&format!("UPDATE aws.logs.log_groups SET RetentionInDays = 7 + 7 {at} RETURNING log_group_name, retention_in_days"), expect![[r#"
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":14}]
        UPDATE 1
        +----------------+-------------------+
        | log_group_name | retention_in_days |
        +----------------+-------------------+
        | a              | 14                |
        +----------------+-------------------+
    "#]]).await;
    bench
        .check(
            &format!("UPDATE aws.logs.log_groups SET retention_in_days = '14' {at}"),
            expect![[r#"
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        UPDATE 1
    "#]],
        )
        .await;
    bench
        .check(&format!("UPDATE aws.logs.log_groups SET RetentionInDays = NULL, tags = '[]' {at}"), expect![[r#"
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"remove","path":"/RetentionInDays"},{"op":"replace","path":"/Tags","value":[]}]
            UPDATE 1
        "#]])
        .await;
    bench.check(&format!("/*+ update */ UPDATE aws.logs.log_groups SET data__PatchDocument = '[{{\"op\": \"add\", \"path\": \"RetentionInDays\", \"value\": 30}}]' {at}"), expect![[r#"
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"add","path":"/RetentionInDays","value":30}]
        UPDATE 1
    "#]]).await;
    bench
        .check(
            &format!("UPDATE aws.logs.log_groups SET log_group_name = 'b' {at}"),
            expect![[r#"
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        23514: property `LogGroupName` of AWS::Logs::LogGroup is create-only: an update cannot change it
          hint: delete the resource and insert it anew
    "#]],
        )
        .await;
    bench
        .check(
            "UPDATE aws.logs.log_groups SET retention_in_days = 1 WHERE identifier = 'nope'",
            expect![[r#"
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=nope
        02000: there is no AWS::Logs::LogGroup `nope` in us-east-1
          code: NotFound
    "#]],
        )
        .await;
}

#[tokio::test]
async fn a_replace_takes_away_what_it_does_not_name() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name, RetentionInDays, Tags) VALUES ('a', 7, '[{\"Key\": \"k\", \"Value\": \"v\"}]')").await;
    let replace = "REPLACE aws.logs.log_groups SET RetentionInDays = 30 WHERE data__Identifier = 'a' RETURNING retention_in_days, tags";
    bench.check(replace, expect![[r#"
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"remove","path":"/Tags"},{"op":"replace","path":"/RetentionInDays","value":30}]
        REPLACE 1
        +-------------------+------+
        | retention_in_days | tags |
        +-------------------+------+
        | 30                |      |
        +-------------------+------+
    "#]]).await;
}

#[tokio::test]
async fn a_delete_of_given_identifiers_reads_nothing() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a'), ('b'), ('c')").await;
    bench
        .check(
            "/*+ delete */ DELETE FROM aws.logs.log_groups WHERE data__Identifier = 'a' AND region = 'us-east-1'",
            expect![[r#"
                > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=a
                DELETE 1
            "#]],
        )
        .await;
    bench
        .check(
            "DELETE FROM aws.logs.log_groups WHERE Identifier IN ('b', 'c', 'b') RETURNING log_group_name",
            expect![[r#"
                > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=b
                > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=c
                > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=b
                > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=c
                DELETE 2
                +----------------+
                | log_group_name |
                +----------------+
                | b              |
                | c              |
                +----------------+
            "#]],
        )
        .await;
    bench.check("DELETE FROM aws.logs.log_groups WHERE Identifier = 'a'", expect![[r#"
        > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=a
        02000: AWS::Logs::LogGroup a: DELETE failed: NotFound: Resource of type 'AWS::Logs::LogGroup' with identifier 'a' was not found.
          code: NotFound
    "#]]).await;
    bench
        .check(
            "DELETE FROM aws.logs.log_groups WHERE Identifier = NULL",
            expect![[r#"
        DELETE 0
    "#]],
        )
        .await;
}

#[tokio::test]
async fn changes_that_are_not_waited_for_give_their_tokens() {
    let bench = Bench::new();
    let insert = "INSERT /*+ NOWAIT */ INTO aws.logs.log_groups (log_group_name) VALUES ('a') \
        RETURNING Identifier, RequestToken IS NOT NULL AS token, OperationStatus";
    let transcript = bench.transcript(insert).await;
    let transcript: Vec<&str> = transcript.lines().map(|it| it.split("token ").next().unwrap_or(it)).collect();
    expect![[r#"
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"a"}
        notice: create AWS::Logs::LogGroup a in us-east-1: IN_PROGRESS, request 
        INSERT 0 1
        +------------+-------+-----------------+
        | Identifier | 
        +------------+-------+-----------------+
        | a          | true  | IN_PROGRESS     |
        +------------+-------+-----------------+"#]]
    .assert_eq(&transcript.join("\n"));
}

#[tokio::test]
async fn calls_of_another_target_are_told() {
    let bench = Bench::with(|options| options.target.name = "aws".to_owned());
    bench
        .check(
            "INSERT INTO aws.logs.log_groups (log_group_name, region) VALUES ('a', 'eu-west-1'), ('b', 'eu-west-1')",
            expect![[r#"
                > eu-west-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"a"}
                > eu-west-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"b"}
                notice: calls aws: cloudcontrol CreateResource of AWS::Logs::LogGroup in eu-west-1, 2 times
                INSERT 0 2
            "#]],
        )
        .await;
}

#[tokio::test]
async fn columns_are_known_before_a_statement_runs() {
    let bench = Bench::new();
    let mut all = String::new();
    for text in [
        "INSERT INTO aws.ivs.stages (Name) VALUES ('a')",
        "INSERT INTO aws.ivs.stages (Name) VALUES ('a') RETURNING arn, length(name) AS long, RequestToken",
        "UPDATE aws.sqs.queues SET DelaySeconds = 1 WHERE identifier = 'a' RETURNING delay_seconds, fifo_queue",
        "DELETE FROM aws.ivs.stages WHERE identifier = 'a' RETURNING *",
        "EXEC aws.ivs_realtime.list_stages",
        "EXEC aws.ivs.stages.delete_resource @Identifier = 'a'",
        "EXEC aws.ivs.stages.list_resources",
    ] {
        let parsed = bench.session.parse(text).expect("a statement").remove(0);
        let schema = crate::change::describe(&bench.session, &parsed).expect("columns");
        let columns = schema
            .map(|it| it.fields().iter().map(|it| format!("{} {}", it.name(), it.data_type())).collect::<Vec<_>>());
        all += &format!("{text}\n  {}\n", columns.map_or_else(|| "no rows".to_owned(), |it| it.join(", ")));
    }
    expect![[r#"
        INSERT INTO aws.ivs.stages (Name) VALUES ('a')
          no rows
        INSERT INTO aws.ivs.stages (Name) VALUES ('a') RETURNING arn, length(name) AS long, RequestToken
          arn Utf8, long Int32, RequestToken Utf8
        UPDATE aws.sqs.queues SET DelaySeconds = 1 WHERE identifier = 'a' RETURNING delay_seconds, fifo_queue
          delay_seconds Int64, fifo_queue Boolean
        DELETE FROM aws.ivs.stages WHERE identifier = 'a' RETURNING *
          region Utf8, arn Utf8, name Utf8, auto_participant_recording_configuration Utf8, tags Utf8, active_session_id Utf8
        EXEC aws.ivs_realtime.list_stages
          stages Utf8, next_token Utf8
        EXEC aws.ivs.stages.delete_resource @Identifier = 'a'
          Identifier Utf8, Operation Utf8, OperationStatus Utf8, RequestToken Utf8, ErrorCode Utf8, StatusMessage Utf8, TypeName Utf8
        EXEC aws.ivs.stages.list_resources
          region Utf8, arn Utf8
    "#]].assert_eq(&all);
}
