//! Statements that are refused before anything is called.

use expect_test::{Expect, expect};

use super::Bench;

/// What a statement is refused with; a call would be seen.
async fn check(text: &str, expect: Expect) {
    Bench::new().check(text, expect).await;
}

#[tokio::test]
async fn names() {
    check("INSERT INTO aws.ivs.stage (Name) VALUES ('a')", expect![[""]]).await;
    check("INSERT INTO aws.ivs.stages (Nam) VALUES ('a')", expect![[""]]).await;
    check("INSERT INTO aws.ivs.stages (Name, name) VALUES ('a', 'b')", expect![[""]]).await;
    check("INSERT INTO aws.ivs.stages_list_only (arn) VALUES ('a')", expect![[""]]).await;
    check("INSERT INTO aws.ivs.stages (Arn) VALUES ('a')", expect![[""]]).await;
    check("INSERT INTO aws.ivs.stages (data__Identifier) VALUES ('a')", expect![[""]]).await;
    check("INSERT INTO aws.ivs.stages (PatchDocument) VALUES ('a')", expect![[""]]).await;
    check("INSERT INTO aws.ivs.stages (Name) VALUES ('a') RETURNING nam", expect![[""]]).await;
    check("UPDATE aws.ivs.stages SET nam = 'a' WHERE arn = 'b'", expect![[""]]).await;
    check("UPDATE aws.ivs.stages SET arn = 'a' WHERE arn = 'b'", expect![[""]]).await;
    check("UPDATE aws.ivs.stages SET region = 'a' WHERE arn = 'b'", expect![[""]]).await;
    check("UPDATE aws.ivs.stages SET Name = 'a', name = 'b' WHERE arn = 'b'", expect![[""]]).await;
}

#[tokio::test]
async fn values() {
    check("INSERT INTO aws.ivs.stages (Name, Tags) VALUES ('a')", expect![[""]]).await;
    check("INSERT INTO aws.ivs.stages (Tags) VALUES ('not json')", expect![[""]]).await;
    check("INSERT INTO aws.sqs.queues (DelaySeconds) VALUES (1), ('soon')", expect![[""]]).await;
    check("INSERT INTO aws.lambda.functions (FunctionName) VALUES ('f')", expect![[""]]).await;
    check("INSERT INTO aws.ec2.subnets (CidrBlock) VALUES ('10.0.0.0/24')", expect![[""]]).await;
    check("INSERT INTO aws.apigatewayv2.stages (Description) VALUES ('x')", expect![[""]]).await;
    check(
        "INSERT INTO aws.ivs.stages (AutoParticipantRecordingConfiguration) VALUES ('{\"StorageArn\": \"a\"}')",
        expect![[""]],
    )
    .await;
    check("INSERT INTO aws.ivs.stages VALUES ('a')", expect![[""]]).await;
}

#[tokio::test]
async fn forms() {
    check("DELETE FROM aws.ivs.stages", expect![[""]]).await;
    check("UPDATE aws.ivs.stages SET Name = 'a'", expect![[""]]).await;
    check("/*+ delete */ INSERT INTO aws.ivs.stages (Name) VALUES ('a')", expect![[""]]).await;
    check("/*+ create */ DELETE FROM aws.ivs.stages WHERE arn = 'a'", expect![[""]]).await;
    check("INSERT INTO aws.ivs.stages (Name) VALUES ('a') ON CONFLICT (arn) DO UPDATE SET name = 'b'", expect![[""]])
        .await;
    check("UPDATE aws.ivs.stages SET Name = 'a', PatchDocument = '[]' WHERE arn = 'b'", expect![[""]]).await;
    check("INSERT INTO aws.serverless.functions (FunctionName) VALUES ('a')", expect![[""]]).await;
    check("INSERT INTO (SELECT 1) VALUES (1)", expect![[""]]).await;
}

#[tokio::test]
async fn patches() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a')").await;
    for (document, expect) in [
        ("{", expect![[""]]),
        ("{}", expect![[""]]),
        (r#"[{"op": "put", "path": "/RetentionInDays"}]"#, expect![[""]]),
        (r#"[{"op": "add", "path": "/RetentionInDay", "value": 1}]"#, expect![[""]]),
        (r#"[{"op": "add", "path": "/Arn", "value": "a"}]"#, expect![[""]]),
        (r#"[{"op": "replace", "path": "/LogGroupName", "value": "b"}]"#, expect![[""]]),
        (r#"[{"op": "replace", "path": "/KmsKeyId", "value": "b"}]"#, expect![[""]]),
        ("[]", expect![[""]]),
    ] {
        bench
            .check(
                &format!("UPDATE aws.logs.log_groups SET PatchDocument = '{document}' WHERE identifier = 'a'"),
                expect,
            )
            .await;
    }
}
