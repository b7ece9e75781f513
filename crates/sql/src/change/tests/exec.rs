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
    expect![[""]].assert_eq(&transcript);
    bench.check("EXEC /*+ SHOWRESULTS */ aws.ivs_realtime.get_stage @arn = 'arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl'", expect![[""]]).await;
    bench.check("EXEC aws.ivs_realtime.list_stages @max_results = '5', @region = 'eu-west-1'", expect![[""]]).await;
    bench.check("EXEC aws.ivs_realtime.list_stages @@json = '{\"maxResults\": 5}'", expect![[""]]).await;
}

#[tokio::test]
async fn values_fit_the_shapes_of_members() {
    let bench = Bench::new();
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
        let transcript = bench.transcript(text).await;
        println!("{text}\n{transcript}");
    }
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
    expect![[""]].assert_eq(&all);
}

#[tokio::test]
async fn methods_of_resources() {
    let bench = Bench::new();
    let create = "EXEC aws.logs.log_groups.create_resource @region = 'eu-west-1', @data__DesiredState = '{\"LogGroupName\": \"a\"}'";
    bench.check(&with_stable_token(create), expect![[""]]).await;
    bench
        .check(
            "EXEC aws.logs.log_groups.update_resource @region = 'eu-west-1', @Identifier = 'a', @RetentionInDays = 7",
            expect![[""]],
        )
        .await;
    bench
        .check("EXEC aws.logs.log_groups.delete_resource @region = 'eu-west-1', @data__Identifier = 'a'", expect![[""]])
        .await;
    bench.check("EXEC aws.logs.log_groups.delete_resource @region = 'eu-west-1'", expect![[""]]).await;
}

fn with_stable_token(text: &str) -> String {
    text.to_owned()
}

#[tokio::test]
async fn a_session_that_only_reads_calls_what_only_reads() {
    let bench = Bench::with(|options| options.read_only = true);
    let text = "EXEC aws.ivs_realtime.list_stages; EXEC aws.ivs_realtime.create_stage @name = 'a';
        INSERT INTO aws.ivs.stages (Name) VALUES ('a'); DELETE FROM aws.ivs.stages WHERE data__Identifier = 'a';
        UPDATE aws.ivs.stages SET Name = 'a' WHERE data__Identifier = 'a';
        EXEC aws.ivs.stages.create_resource @Name = 'a'";
    bench.check(text, expect![[""]]).await;
}
