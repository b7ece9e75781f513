//! `EXEC`.

use expect_test::expect;

use super::Bench;

#[tokio::test]
async fn an_operation_of_a_service() {
    let bench = Bench::new();
    let text = "EXEC aws.ivs_realtime.create_stage @name = 'a' || 'b', @tags = '{\"k\": \"v\"}', \
        @participantTokenConfigurations = '[{\"userId\": \"alice\", \"duration\": 60, \"capabilities\": [\"PUBLISH\"]}]'";
    let transcript = bench.transcript(text).await;
    let transcript: String = transcript.lines().filter(|it| it.starts_with('>') || it.starts_with('E')).collect();
    expect![[r#"> us-east-1 CreateStage name=ab tags=Map(Map { entries: [("k", String("v"))] }) participantTokenConfigurations=List([Map(Map { entries: [("userId", String("alice")), ("duration", Integer(60)), ("capabilities", List([String("PUBLISH")]))] })])EXEC"#]].assert_eq(&transcript);
    bench.check("EXEC /*+ SHOWRESULTS */ aws.ivs_realtime.get_stage @arn = 'arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl'", expect![[r#"
        > us-east-1 GetStage arn=arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl
        02000: ivs-realtime GetStage was refused: ResourceNotFoundException: Request references a resource which does not exist: arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl
          code: ResourceNotFoundException
    "#]]).await;
    bench
        .check(
            "EXEC aws.ivs_realtime.list_stages @max_results = '5', @region = 'eu-west-1'",
            expect![[r#"
        > eu-west-1 ListStages maxResults=Integer(5)
        EXEC
        +--------+------------+
        | stages | next_token |
        +--------+------------+
        | []     |            |
        +--------+------------+
    "#]],
        )
        .await;
    bench
        .check(
            "EXEC aws.ivs_realtime.list_stages @@json = '{\"maxResults\": 5}'",
            expect![[r#"
        > us-east-1 ListStages maxResults=Integer(5)
        EXEC
        +------------------------------------------------------------------------------------------------+------------+
        | stages                                                                                         | next_token |
        +------------------------------------------------------------------------------------------------+------------+
        | [{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/2PhDuH2KbNzZ","name":"ab","tags":{"k":"v"}}] |            |
        +------------------------------------------------------------------------------------------------+------------+
    "#]],
        )
        .await;
}

#[tokio::test]
async fn values_fit_the_shapes_of_members() {
    let bench = Bench::new();
    let mut all = String::new();
    for text in [
        "EXEC aws.ivs_realtime.create_stage @nam = 'a'",
        "EXEC aws.ivs_realtime.create_stage @name = 'my stage'",
        "EXEC aws.ivs_realtime.create_stage @tags = '[1]'",
        "EXEC aws.ivs_realtime.create_stage @tags = '{'",
        "EXEC aws.ivs_realtime.create_stage @participant_token_configurations = '[{\"userid\": 1, \"durations\": 2}]'",
        "EXEC aws.ivs_realtime.list_stages @maxResults = 'many'",
        "EXEC aws.ivs_realtime.list_stages @maxResults = 1000",
        "EXEC aws.ivs_realtime.get_stage",
        "EXEC aws.ivs_realtime.get_stages @arn = 'a'",
        "EXEC aws.ivs_realtim.get_stage @arn = 'a'",
        "EXEC aws.ivs_realtime.create_participant_token @stageArn = 'secret'",
        "EXEC aws.ivs.stages.rename_resource @a = 'b'",
        "EXEC aws.kms.encrypt @KeyId = 'k', @Plaintext = 'not base64!'",
        "EXEC aws.cloudwatch.get_metric_data @StartTime = 'yesterday'",
    ] {
        all += &bench.transcript(text).await;
    }
    expect![[r#"
        42703: ivs-realtime CreateStage has no member `nam`
          hint: did you mean `name`?
        23514: ivs-realtime CreateStage: 1 validation error detected: Value 'my stage' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9-_]*
        42804: `tags` must be a map
        22P02: `tags` must be the JSON of a map, and is not: see line 1 column 1
        42703: `participantTokenConfigurations[0]` has no member `durations`
          hint: did you mean `duration`?
        42804: `maxResults` must be an integer
        23514: ivs-realtime ListStages: 1 validation error detected: Value '1000' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 100
        23502: ivs-realtime GetStage: 1 validation error detected: Value null at 'arn' failed to satisfy constraint: Member must not be null
        42883: service `ivs-realtime` has no operation `get_stages`
          hint: did you mean `get_stage` or `list_stages` or `get_stage_session`?
        42883: there is no service `ivs_realtim`
          hint: did you mean `ivs_realtime` or `ivs`?
        23514: ivs-realtime CreateParticipantToken: 1 validation error detected: Value 'secret' at 'stageArn' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:aws:ivs:[a-z0-9-]+:[0-9]+:stage/[a-zA-Z0-9-]+
        42883: `aws.ivs.stages` has no method `rename_resource`
          hint: did you mean `create_resource` or `delete_resource` or `update_resource`?
        22P02: `Plaintext` must be base64
        22P02: `StartTime` must be a timestamp: ISO 8601, an HTTP date or seconds since 1970
    "#]].assert_eq(&all);
}

#[tokio::test]
async fn methods_of_resources() {
    let bench = Bench::new();
    let create = "EXEC aws.logs.log_groups.create_resource @region = 'eu-west-1', @data__DesiredState = '{\"LogGroupName\": \"a\"}'";
    bench.check(create, expect![[r#"
        > eu-west-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"a"}
        EXEC
        +------------+-----------+-----------------+--------------------------------------+-----------+---------------+---------------------+
        | Identifier | Operation | OperationStatus | RequestToken                         | ErrorCode | StatusMessage | TypeName            |
        +------------+-----------+-----------------+--------------------------------------+-----------+---------------+---------------------+
        | a          | CREATE    | SUCCESS         | 018f4cbb-37a8-7000-8b29-3e6770eb3a95 |           |               | AWS::Logs::LogGroup |
        +------------+-----------+-----------------+--------------------------------------+-----------+---------------+---------------------+
    "#]]).await;
    bench
        .check(
            "EXEC aws.logs.log_groups.update_resource @region = 'eu-west-1', @Identifier = 'a', @RetentionInDays = 7",
            expect![[r#"
                > eu-west-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
                > eu-west-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"add","path":"/RetentionInDays","value":7}]
                EXEC
                +------------+-----------+-----------------+--------------------------------------+-----------+---------------+---------------------+
                | Identifier | Operation | OperationStatus | RequestToken                         | ErrorCode | StatusMessage | TypeName            |
                +------------+-----------+-----------------+--------------------------------------+-----------+---------------+---------------------+
                | a          | UPDATE    | SUCCESS         | 018f4cbb-37a8-7001-9a21-1e6a663bd373 |           |               | AWS::Logs::LogGroup |
                +------------+-----------+-----------------+--------------------------------------+-----------+---------------+---------------------+
            "#]],
        )
        .await;
    bench
        .check("EXEC aws.logs.log_groups.delete_resource @region = 'eu-west-1', @data__Identifier = 'a'", expect![[r#"
            > eu-west-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=a
            EXEC
            +------------+-----------+-----------------+--------------------------------------+-----------+---------------+---------------------+
            | Identifier | Operation | OperationStatus | RequestToken                         | ErrorCode | StatusMessage | TypeName            |
            +------------+-----------+-----------------+--------------------------------------+-----------+---------------+---------------------+
            | a          | DELETE    | SUCCESS         | 018f4cbb-37a8-7002-91aa-becb86beda3f |           |               | AWS::Logs::LogGroup |
            +------------+-----------+-----------------+--------------------------------------+-----------+---------------+---------------------+
        "#]])
        .await;
    bench
        .check(
            "EXEC aws.logs.log_groups.delete_resource @region = 'eu-west-1'",
            expect![[r#"
        23502: a method of aws.logs.log_groups needs `@Identifier`
    "#]],
        )
        .await;
}

#[tokio::test]
async fn a_session_that_only_reads_calls_what_only_reads() {
    let bench = Bench::with(|options| options.read_only = true);
    let text = "EXEC aws.ivs_realtime.list_stages; EXEC aws.ivs_realtime.create_stage @name = 'a';
        INSERT INTO aws.ivs.stages (Name) VALUES ('a'); DELETE FROM aws.ivs.stages WHERE data__Identifier = 'a';
        UPDATE aws.ivs.stages SET Name = 'a' WHERE data__Identifier = 'a';
        EXEC aws.ivs.stages.create_resource @Name = 'a'";
    bench
        .check(
            text,
            expect![[r#"
        > us-east-1 ListStages
        EXEC
        +--------+------------+
        | stages | next_token |
        +--------+------------+
        | []     |            |
        +--------+------------+
        25006: cannot execute EXEC of ivs-realtime CreateStage in a read-only session
          hint: run it without `--read-only`
        25006: cannot execute INSERT in a read-only session
          hint: run it without `--read-only`
        25006: cannot execute DELETE in a read-only session
          hint: run it without `--read-only`
        25006: cannot execute UPDATE in a read-only session
          hint: run it without `--read-only`
        25006: cannot execute EXEC in a read-only session
          hint: run it without `--read-only`
    "#]],
        )
        .await;
}
