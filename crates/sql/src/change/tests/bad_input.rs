//! Statements that are refused before anything is called.

use expect_test::{Expect, expect};

use super::Bench;

/// What a statement is refused with; a call would be seen.
async fn check(text: &str, expect: Expect) {
    Bench::new().check(text, expect).await;
}

#[tokio::test]
async fn names() {
    check(
        "INSERT INTO aws.ivs.stage (Name) VALUES ('a')",
        expect![[r#"
        42P01: there is no table `ivs.stage`
          hint: did you mean `aws.ivs.stages`?
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages (Nam) VALUES ('a')",
        expect![[r#"
        42703: `aws.ivs.stages` has no column `Nam`
          hint: did you mean `name`?
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages (Name, name) VALUES ('a', 'b')",
        expect![[r#"
        42701: columns `Name` and `name` are the same
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages_list_only (arn) VALUES ('a')",
        expect![[r#"
        0A000: `aws.ivs.stages_list_only` can be read alone
          hint: change `aws.ivs.stages`
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages (Arn) VALUES ('a')",
        expect![[r#"
        23514: property `Arn` of AWS::IVS::Stage is read-only: only AWS sets it
          hint: leave it out; what can be given: `Name`, `AutoParticipantRecordingConfiguration`, `Tags`
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages (data__Identifier) VALUES ('a')",
        expect![[r#"
        23514: `data__Identifier` cannot be given a value
          hint: the identifier of AWS::IVS::Stage is made of `Arn`
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages (PatchDocument) VALUES ('a')",
        expect![[r#"
        42703: `PatchDocument` belongs to UPDATE
          hint: give each property in a column of its own
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages (Name) VALUES ('a') RETURNING nam",
        expect![[r#"
        42703: `aws.ivs.stages` has no column `nam`
          hint: did you mean `name`?
    "#]],
    )
    .await;
    check(
        "UPDATE aws.ivs.stages SET nam = 'a' WHERE arn = 'b'",
        expect![[r#"
        42703: `aws.ivs.stages` has no column `nam`
          hint: did you mean `name`?
    "#]],
    )
    .await;
    check(
        "UPDATE aws.ivs.stages SET arn = 'a' WHERE arn = 'b'",
        expect![[r#"
        23514: property `Arn` of AWS::IVS::Stage is read-only: only AWS sets it
          hint: leave it out; what can be given: `Name`, `AutoParticipantRecordingConfiguration`, `Tags`
    "#]],
    )
    .await;
    check(
        "UPDATE aws.ivs.stages SET region = 'a' WHERE arn = 'b'",
        expect![[r#"
        23514: a resource cannot be moved to another region
          hint: insert it there and delete it here
    "#]],
    )
    .await;
    check(
        "UPDATE aws.ivs.stages SET Name = 'a', name = 'b' WHERE arn = 'b'",
        expect![[r#"
        42601: `name` is set twice
    "#]],
    )
    .await;
}

#[tokio::test]
async fn values() {
    check(
        "INSERT INTO aws.ivs.stages (Name, Tags) VALUES ('a')",
        expect![[r#"
        42601: INSERT names 2 columns and gives 1 values
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages (Tags) VALUES ('not json')",
        expect![[r#"
        22P02: property `Tags` of AWS::IVS::Stage is an array; 'not json' is not JSON: expected ident at line 1 column 2
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.sqs.queues (DelaySeconds) VALUES (1), ('soon')",
        expect![[r#"
        22P02: row 2: property `DelaySeconds` of AWS::SQS::Queue is an integer, not 'soon'
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.lambda.functions (FunctionName) VALUES ('f')",
        expect![[r#"
        23502: AWS::Lambda::Function needs the properties `Code`, `Role`
          hint: SHOW INSERT /*+ REQUIRED */ INTO aws.lambda.functions gives a template
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ec2.subnets (CidrBlock) VALUES ('10.0.0.0/24')",
        expect![[r#"
        23502: AWS::EC2::Subnet needs the property `VpcId`
          hint: SHOW INSERT /*+ REQUIRED */ INTO aws.ec2.subnets gives a template
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.apigatewayv2.stages (Description) VALUES ('x')",
        expect![[r#"
        23502: AWS::ApiGatewayV2::Stage needs the properties `StageName`, `ApiId`
          hint: SHOW INSERT /*+ REQUIRED */ INTO aws.apigatewayv2.stages gives a template
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages (AutoParticipantRecordingConfiguration) VALUES ('{\"StorageArn\": \"a\"}')",
        expect![[r#"
            42703: AWS::IVS::Stage has no property `AutoParticipantRecordingConfiguration/StorageArn`
        "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages VALUES ('a')",
        expect![[r#"
        42601: INSERT must name its columns
          hint: write INSERT INTO t (Name, region) VALUES (…); SHOW INSERT INTO t gives a template
    "#]],
    )
    .await;
}

#[tokio::test]
async fn forms() {
    check(
        "DELETE FROM aws.ivs.stages",
        expect![[r#"
        0A000: DELETE without WHERE would change every resource of the table
          hint: add WHERE (`WHERE true` where all are meant), or allow it with `--all`
    "#]],
    )
    .await;
    check(
        "UPDATE aws.ivs.stages SET Name = 'a'",
        expect![[r#"
        0A000: UPDATE without WHERE would change every resource of the table
          hint: add WHERE (`WHERE true` where all are meant), or allow it with `--all`
    "#]],
    )
    .await;
    check(
        "/*+ delete */ INSERT INTO aws.ivs.stages (Name) VALUES ('a')",
        expect![[r#"
        42601: the hint `/*+ delete */` contradicts the statement: it is an INSERT
          hint: correct the hint, or leave it out
    "#]],
    )
    .await;
    check(
        "/*+ create */ DELETE FROM aws.ivs.stages WHERE arn = 'a'",
        expect![[r#"
        42601: the hint `/*+ create */` contradicts the statement: it is a DELETE
          hint: correct the hint, or leave it out
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.ivs.stages (Name) VALUES ('a') ON CONFLICT (arn) DO UPDATE SET name = 'b'",
        expect![[r#"
            0A000: ON CONFLICT DO UPDATE sets columns to what the row has, and has no WHERE
              hint: write ON CONFLICT DO UPDATE SET c = excluded.c
        "#]],
    )
    .await;
    check(
        "UPDATE aws.ivs.stages SET Name = 'a', PatchDocument = '[]' WHERE arn = 'b'",
        expect![[r#"
        42601: a patch document and columns cannot be set together
    "#]],
    )
    .await;
    check(
        "INSERT INTO aws.serverless.functions (FunctionName) VALUES ('a')",
        expect![[r#"
            0A000: AWS::Serverless::Function cannot be created: Cloud Control has no create handler for it, and no service of its own is known
              hint: SHOW METHODS IN aws.serverless.functions tells what can be done
        "#]],
    )
    .await;
    check("INSERT INTO (SELECT 1) VALUES (1)", expect!["42601: 1:13: expected identifier, found ("]).await;
}

#[tokio::test]
async fn regions() {
    check(
        "INSERT INTO aws.ivs.stages (Name, region) VALUES ('a', 'us-esat-1')",
        expect![[r#"
        22023: there is no region `us-esat-1` in partition aws
          hint: did you mean `us-east-1`? a new region can be named by `--regions`
    "#]],
    )
    .await;
    check(
        "DELETE FROM aws.ivs.stages WHERE identifier = 'a' AND region = 'us-esat-1'",
        expect![[r#"
        22023: there is no region `us-esat-1` in partition aws
          hint: did you mean `us-east-1`? a new region can be named by `--regions`
    "#]],
    )
    .await;
    check(
        "EXEC aws.ivs_realtime.list_stages @region = 'nowhere'",
        expect![[r#"
        22023: there is no region `nowhere` in partition aws
          hint: a new region can be named by `--regions`
    "#]],
    )
    .await;
}

#[tokio::test]
async fn patches() {
    let bench = Bench::new();
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a')").await;
    for (document, expect) in [
        (
            "{",
            expect![[r#"
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            22P02: the patch document is not JSON: EOF while parsing an object at line 1 column 1
        "#]],
        ),
        (
            "{}",
            expect![[r#"
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            22P02: the patch document must be a list of operations, as RFC 6902 has them
        "#]],
        ),
        (
            r#"[{"op": "put", "path": "/RetentionInDays"}]"#,
            expect![[r#"
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            22P02: the patch document cannot be read: unknown variant `put`, expected one of `add`, `remove`, `replace`, `move`, `copy`, `test`
        "#]],
        ),
        (
            r#"[{"op": "add", "path": "/RetentionInDay", "value": 1}]"#,
            expect![[r#"
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            42703: AWS::Logs::LogGroup has no property `RetentionInDay`
              hint: did you mean `RetentionInDays`?
        "#]],
        ),
        (
            r#"[{"op": "add", "path": "/Arn", "value": "a"}]"#,
            expect![[r#"
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            23514: property `Arn` of AWS::Logs::LogGroup is read-only: only AWS sets it
        "#]],
        ),
        (
            r#"[{"op": "replace", "path": "/LogGroupName", "value": "b"}]"#,
            expect![[r#"
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            23514: property `LogGroupName` of AWS::Logs::LogGroup is create-only: an update cannot change it
              hint: delete the resource and insert it anew
        "#]],
        ),
        (
            r#"[{"op": "replace", "path": "/KmsKeyId", "value": "b"}]"#,
            expect![[r#"
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            23514: the patch does not fit the resource: operation '/0' failed at path '/KmsKeyId': path is invalid
        "#]],
        ),
        (
            "[]",
            expect![[r#"
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            UPDATE 1
        "#]],
        ),
    ] {
        bench
            .check(
                &format!("UPDATE aws.logs.log_groups SET PatchDocument = '{document}' WHERE identifier = 'a'"),
                expect,
            )
            .await;
    }
}
