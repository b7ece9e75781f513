//! What `EXPLAIN` says, and that it calls nothing.

use expect_test::{Expect, expect};

use crate::change::tests::Bench;

async fn check(text: &str, expect: Expect) {
    let bench = Bench::with(|options| options.regions.push("eu-west-1".to_owned()));
    bench.check(text, expect).await;
}

#[tokio::test]
async fn queries() {
    check(
        "EXPLAIN SELECT 1",
        expect![[r#"
        +------+------+--------+--------+-------+-------------------------------+-------------+
        | step | call | target | region | calls | detail                        | permissions |
        +------+------+--------+--------+-------+-------------------------------+-------------+
        | 1    | none |        |        |       | a constant: nothing is called |             |
        +------+------+--------+--------+-------+-------------------------------+-------------+
    "#]],
    )
    .await;
    check(
        "EXPLAIN SELECT name FROM aws.ivs.stages WHERE region = 'us-east-1' AND Name LIKE 'a%' ORDER BY name",
        expect![[r#"
            +------+----------------------------+-----------------+-----------+--------------------------------+---------------------------------------------+-------------------------+
            | step | call                       | target          | region    | calls                          | detail                                      | permissions             |
            +------+----------------------------+-----------------+-----------+--------------------------------+---------------------------------------------+-------------------------+
            | 1    | cloudcontrol ListResources | AWS::IVS::Stage | us-east-1 | 1 per page of 100, in 1 region | pushed down: region = us-east-1             | ivs:ListStages          |
            |      |                            |                 |           |                                |                                             | ivs:ListTagsForResource |
            | 2    | compute                    |                 |           |                                | Filter: aws.ivs.stages.name LIKE Utf8("a%") |                         |
            | 3    | compute                    |                 |           |                                | Sort: aws.ivs.stages.name ASC NULLS LAST    |                         |
            +------+----------------------------+-----------------+-----------+--------------------------------+---------------------------------------------+-------------------------+
        "#]],
    )
    .await;
    check("EXPLAIN SELECT * FROM aws.logs.log_groups WHERE data__Identifier = 'a'", expect![[r#"
        +------+--------------------------+---------------------+----------------------+------------------+-----------------------------------------------------------------------------+-------------------------------+
        | step | call                     | target              | region               | calls            | detail                                                                      | permissions                   |
        +------+--------------------------+---------------------+----------------------+------------------+-----------------------------------------------------------------------------+-------------------------------+
        | 1    | cloudcontrol GetResource | AWS::Logs::LogGroup | us-east-1, eu-west-1 | 1 per identifier | by identifier (1 given); pushed down: data__identifier = a; up to 1 at once | logs:DescribeLogGroups        |
        |      |                          |                     |                      |                  |                                                                             | logs:ListTagsForResource      |
        |      |                          |                     |                      |                  |                                                                             | logs:GetDataProtectionPolicy  |
        |      |                          |                     |                      |                  |                                                                             | logs:DescribeIndexPolicies    |
        |      |                          |                     |                      |                  |                                                                             | logs:DescribeResourcePolicies |
        +------+--------------------------+---------------------+----------------------+------------------+-----------------------------------------------------------------------------+-------------------------------+
    "#]]).await;
    check("EXPLAIN SELECT region, count(*) FROM aws.ivs.stages GROUP BY region", expect![[r#"
        +------+----------------------------+-----------------+----------------------+---------------------------------+------------------------------------------------------------------------+-------------------------+
        | step | call                       | target          | region               | calls                           | detail                                                                 | permissions             |
        +------+----------------------------+-----------------+----------------------+---------------------------------+------------------------------------------------------------------------+-------------------------+
        | 1    | cloudcontrol ListResources | AWS::IVS::Stage | us-east-1, eu-west-1 | 1 per page of 100, in 2 regions |                                                                        | ivs:ListStages          |
        |      |                            |                 |                      |                                 |                                                                        | ivs:ListTagsForResource |
        | 2    | compute                    |                 |                      |                                 | Aggregate: groupBy=[[aws.ivs.stages.region]], aggr=[[count(Int64(1))]] |                         |
        +------+----------------------------+-----------------+----------------------+---------------------------------+------------------------------------------------------------------------+-------------------------+
    "#]]).await;
}

#[tokio::test]
async fn inserts() {
    check("EXPLAIN INSERT INTO aws.ivs.stages (name, region) VALUES ('a', NULL), ('b', 'eu-west-1'), ('c', 'eu-west-1')", expect![[r#"
        +------+-----------------------------+-----------------+-----------+-------+---------------------------------------+-------------------------+
        | step | call                        | target          | region    | calls | detail                                | permissions             |
        +------+-----------------------------+-----------------+-----------+-------+---------------------------------------+-------------------------+
        | 1    | cloudcontrol CreateResource | AWS::IVS::Stage | eu-west-1 | 2     | with Name; with Name; up to 1 at once | ivs:CreateStage         |
        |      |                             |                 |           |       |                                       | ivs:GetStage            |
        |      |                             |                 |           |       |                                       | ivs:TagResource         |
        |      |                             |                 |           |       |                                       | ivs:ListTagsForResource |
        | 2    | cloudcontrol CreateResource | AWS::IVS::Stage | us-east-1 | 1     | with Name                             | ivs:CreateStage         |
        |      |                             |                 |           |       |                                       | ivs:GetStage            |
        |      |                             |                 |           |       |                                       | ivs:TagResource         |
        |      |                             |                 |           |       |                                       | ivs:ListTagsForResource |
        +------+-----------------------------+-----------------+-----------+-------+---------------------------------------+-------------------------+
    "#]]).await;
    check("EXPLAIN INSERT INTO aws.logs.log_groups (log_group_name) SELECT name FROM aws.ivs.stages", expect![[r#"
        +------+-----------------------------+---------------------+----------------------+-------------------------------------------+--------------------------------------------------------+-----------------------------------+
        | step | call                        | target              | region               | calls                                     | detail                                                 | permissions                       |
        +------+-----------------------------+---------------------+----------------------+-------------------------------------------+--------------------------------------------------------+-----------------------------------+
        | 1    | cloudcontrol ListResources  | AWS::IVS::Stage     | us-east-1, eu-west-1 | 1 per page of 100, in 2 regions           |                                                        | ivs:ListStages                    |
        |      |                             |                     |                      |                                           |                                                        | ivs:ListTagsForResource           |
        | 2    | cloudcontrol CreateResource | AWS::Logs::LogGroup | of each row          | 1 per row: how many is known when it runs | rows are known when the query has run; up to 1 at once | logs:DescribeLogGroups            |
        |      |                             |                     |                      |                                           |                                                        | logs:CreateLogGroup               |
        |      |                             |                     |                      |                                           |                                                        | logs:PutRetentionPolicy           |
        |      |                             |                     |                      |                                           |                                                        | logs:TagResource                  |
        |      |                             |                     |                      |                                           |                                                        | logs:GetDataProtectionPolicy      |
        |      |                             |                     |                      |                                           |                                                        | logs:PutDataProtectionPolicy      |
        |      |                             |                     |                      |                                           |                                                        | logs:CreateLogDelivery            |
        |      |                             |                     |                      |                                           |                                                        | s3:REST.PUT.OBJECT                |
        |      |                             |                     |                      |                                           |                                                        | firehose:TagDeliveryStream        |
        |      |                             |                     |                      |                                           |                                                        | logs:PutResourcePolicy            |
        |      |                             |                     |                      |                                           |                                                        | logs:DescribeResourcePolicies     |
        |      |                             |                     |                      |                                           |                                                        | logs:PutIndexPolicy               |
        |      |                             |                     |                      |                                           |                                                        | logs:DescribeIndexPolicies        |
        |      |                             |                     |                      |                                           |                                                        | logs:PutBearerTokenAuthentication |
        +------+-----------------------------+---------------------+----------------------+-------------------------------------------+--------------------------------------------------------+-----------------------------------+
    "#]])
        .await;
    check("EXPLAIN /*+ createorupdate */ INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a')", expect![[r#"
        +------+-----------------------------+---------------------+-----------+-------+------------------------------------------------+-----------------------------------+
        | step | call                        | target              | region    | calls | detail                                         | permissions                       |
        +------+-----------------------------+---------------------+-----------+-------+------------------------------------------------+-----------------------------------+
        | 1    | cloudcontrol GetResource    | AWS::Logs::LogGroup | us-east-1 | 1     | to see whether it is there: then it is updated | logs:DescribeLogGroups            |
        |      |                             |                     |           |       |                                                | logs:ListTagsForResource          |
        |      |                             |                     |           |       |                                                | logs:GetDataProtectionPolicy      |
        |      |                             |                     |           |       |                                                | logs:DescribeIndexPolicies        |
        |      |                             |                     |           |       |                                                | logs:DescribeResourcePolicies     |
        | 2    | cloudcontrol CreateResource | AWS::Logs::LogGroup | us-east-1 | 1     | a with LogGroupName                            | logs:DescribeLogGroups            |
        |      |                             |                     |           |       |                                                | logs:CreateLogGroup               |
        |      |                             |                     |           |       |                                                | logs:PutRetentionPolicy           |
        |      |                             |                     |           |       |                                                | logs:TagResource                  |
        |      |                             |                     |           |       |                                                | logs:GetDataProtectionPolicy      |
        |      |                             |                     |           |       |                                                | logs:PutDataProtectionPolicy      |
        |      |                             |                     |           |       |                                                | logs:CreateLogDelivery            |
        |      |                             |                     |           |       |                                                | s3:REST.PUT.OBJECT                |
        |      |                             |                     |           |       |                                                | firehose:TagDeliveryStream        |
        |      |                             |                     |           |       |                                                | logs:PutResourcePolicy            |
        |      |                             |                     |           |       |                                                | logs:DescribeResourcePolicies     |
        |      |                             |                     |           |       |                                                | logs:PutIndexPolicy               |
        |      |                             |                     |           |       |                                                | logs:DescribeIndexPolicies        |
        |      |                             |                     |           |       |                                                | logs:PutBearerTokenAuthentication |
        +------+-----------------------------+---------------------+-----------+-------+------------------------------------------------+-----------------------------------+
    "#]])
        .await;
    check(
        "EXPLAIN INSERT INTO aws.lambda.functions (FunctionName) VALUES ('f')",
        expect![[r#"
        23502: AWS::Lambda::Function needs the properties `Code`, `Role`
          hint: SHOW INSERT /*+ REQUIRED */ INTO aws.lambda.functions gives a template
    "#]],
    )
    .await;
}

#[tokio::test]
async fn updates_and_deletes() {
    check("EXPLAIN UPDATE aws.logs.log_groups SET RetentionInDays = 7 WHERE data__Identifier = 'a' AND region = 'us-east-1'", expect![[r#"
        +------+-----------------------------+---------------------+-----------+-------+--------------------------------------------------------------+------------------------------------+
        | step | call                        | target              | region    | calls | detail                                                       | permissions                        |
        +------+-----------------------------+---------------------+-----------+-------+--------------------------------------------------------------+------------------------------------+
        | 1    | cloudcontrol GetResource    | AWS::Logs::LogGroup | us-east-1 | 1     | a; to compute the patch                                      | logs:DescribeLogGroups             |
        |      |                             |                     |           |       |                                                              | logs:ListTagsForResource           |
        |      |                             |                     |           |       |                                                              | logs:GetDataProtectionPolicy       |
        |      |                             |                     |           |       |                                                              | logs:DescribeIndexPolicies         |
        |      |                             |                     |           |       |                                                              | logs:DescribeResourcePolicies      |
        | 2    | cloudcontrol UpdateResource | AWS::Logs::LogGroup | us-east-1 | 1     | a; sets `RetentionInDays`; none for a row that is so already | logs:DescribeLogGroups             |
        |      |                             |                     |           |       |                                                              | logs:AssociateKmsKey               |
        |      |                             |                     |           |       |                                                              | logs:DisassociateKmsKey            |
        |      |                             |                     |           |       |                                                              | logs:PutRetentionPolicy            |
        |      |                             |                     |           |       |                                                              | logs:DeleteRetentionPolicy         |
        |      |                             |                     |           |       |                                                              | logs:TagResource                   |
        |      |                             |                     |           |       |                                                              | logs:UntagResource                 |
        |      |                             |                     |           |       |                                                              | logs:ListTagsForResource           |
        |      |                             |                     |           |       |                                                              | logs:GetDataProtectionPolicy       |
        |      |                             |                     |           |       |                                                              | logs:PutDataProtectionPolicy       |
        |      |                             |                     |           |       |                                                              | logs:CreateLogDelivery             |
        |      |                             |                     |           |       |                                                              | s3:REST.PUT.OBJECT                 |
        |      |                             |                     |           |       |                                                              | firehose:TagDeliveryStream         |
        |      |                             |                     |           |       |                                                              | logs:PutIndexPolicy                |
        |      |                             |                     |           |       |                                                              | logs:DeleteIndexPolicy             |
        |      |                             |                     |           |       |                                                              | logs:PutResourcePolicy             |
        |      |                             |                     |           |       |                                                              | logs:DescribeResourcePolicies      |
        |      |                             |                     |           |       |                                                              | logs:DeleteResourcePolicy          |
        |      |                             |                     |           |       |                                                              | logs:PutLogGroupDeletionProtection |
        |      |                             |                     |           |       |                                                              | logs:PutBearerTokenAuthentication  |
        +------+-----------------------------+---------------------+-----------+-------+--------------------------------------------------------------+------------------------------------+
    "#]]).await;
    check("EXPLAIN UPDATE aws.logs.log_groups SET RetentionInDays = 7 WHERE retention_in_days > 7", expect![[r#"
        +------+-----------------------------+---------------------+----------------------+-------------------------------------------+----------------------------------------------------------------------------+------------------------------------+
        | step | call                        | target              | region               | calls                                     | detail                                                                     | permissions                        |
        +------+-----------------------------+---------------------+----------------------+-------------------------------------------+----------------------------------------------------------------------------+------------------------------------+
        | 1    | cloudcontrol ListResources  | AWS::Logs::LogGroup | us-east-1, eu-west-1 | 1 per page of 100, in 2 regions           |                                                                            | logs:DescribeLogGroups             |
        |      |                             |                     |                      |                                           |                                                                            | logs:ListTagsForResource           |
        | 2    | compute                     |                     |                      |                                           | Filter: aws.logs.log_groups.retention_in_days > Int64(7)                   |                                    |
        | 3    | cloudcontrol GetResource    | AWS::Logs::LogGroup | of each row          | 1 per row: how many is known when it runs | to compute the patch; up to 1 at once                                      | logs:DescribeLogGroups             |
        |      |                             |                     |                      |                                           |                                                                            | logs:ListTagsForResource           |
        |      |                             |                     |                      |                                           |                                                                            | logs:GetDataProtectionPolicy       |
        |      |                             |                     |                      |                                           |                                                                            | logs:DescribeIndexPolicies         |
        |      |                             |                     |                      |                                           |                                                                            | logs:DescribeResourcePolicies      |
        | 4    | cloudcontrol UpdateResource | AWS::Logs::LogGroup | of each row          | 1 per row: how many is known when it runs | sets `RetentionInDays`; none for a row that is so already; up to 1 at once | logs:DescribeLogGroups             |
        |      |                             |                     |                      |                                           |                                                                            | logs:AssociateKmsKey               |
        |      |                             |                     |                      |                                           |                                                                            | logs:DisassociateKmsKey            |
        |      |                             |                     |                      |                                           |                                                                            | logs:PutRetentionPolicy            |
        |      |                             |                     |                      |                                           |                                                                            | logs:DeleteRetentionPolicy         |
        |      |                             |                     |                      |                                           |                                                                            | logs:TagResource                   |
        |      |                             |                     |                      |                                           |                                                                            | logs:UntagResource                 |
        |      |                             |                     |                      |                                           |                                                                            | logs:ListTagsForResource           |
        |      |                             |                     |                      |                                           |                                                                            | logs:GetDataProtectionPolicy       |
        |      |                             |                     |                      |                                           |                                                                            | logs:PutDataProtectionPolicy       |
        |      |                             |                     |                      |                                           |                                                                            | logs:CreateLogDelivery             |
        |      |                             |                     |                      |                                           |                                                                            | s3:REST.PUT.OBJECT                 |
        |      |                             |                     |                      |                                           |                                                                            | firehose:TagDeliveryStream         |
        |      |                             |                     |                      |                                           |                                                                            | logs:PutIndexPolicy                |
        |      |                             |                     |                      |                                           |                                                                            | logs:DeleteIndexPolicy             |
        |      |                             |                     |                      |                                           |                                                                            | logs:PutResourcePolicy             |
        |      |                             |                     |                      |                                           |                                                                            | logs:DescribeResourcePolicies      |
        |      |                             |                     |                      |                                           |                                                                            | logs:DeleteResourcePolicy          |
        |      |                             |                     |                      |                                           |                                                                            | logs:PutLogGroupDeletionProtection |
        |      |                             |                     |                      |                                           |                                                                            | logs:PutBearerTokenAuthentication  |
        +------+-----------------------------+---------------------+----------------------+-------------------------------------------+----------------------------------------------------------------------------+------------------------------------+
    "#]])
        .await;
    check(
        "EXPLAIN DELETE FROM aws.logs.log_groups WHERE Identifier IN ('a', 'b') AND region = 'eu-west-1' RETURNING *",
        expect![[r#"
            +------+-----------------------------+---------------------+-----------+-------+---------------------+---------------------------------+
            | step | call                        | target              | region    | calls | detail              | permissions                     |
            +------+-----------------------------+---------------------+-----------+-------+---------------------+---------------------------------+
            | 1    | cloudcontrol GetResource    | AWS::Logs::LogGroup | eu-west-1 | 2     | a, b; for RETURNING | logs:DescribeLogGroups          |
            |      |                             |                     |           |       |                     | logs:ListTagsForResource        |
            |      |                             |                     |           |       |                     | logs:GetDataProtectionPolicy    |
            |      |                             |                     |           |       |                     | logs:DescribeIndexPolicies      |
            |      |                             |                     |           |       |                     | logs:DescribeResourcePolicies   |
            | 2    | cloudcontrol DeleteResource | AWS::Logs::LogGroup | eu-west-1 | 2     | a, b                | logs:DescribeLogGroups          |
            |      |                             |                     |           |       |                     | logs:DeleteLogGroup             |
            |      |                             |                     |           |       |                     | logs:DeleteDataProtectionPolicy |
            +------+-----------------------------+---------------------+-----------+-------+---------------------+---------------------------------+
        "#]],
    )
    .await;
    check(
        "EXPLAIN DELETE FROM aws.logs.log_groups",
        expect![[r#"
        0A000: DELETE without WHERE would change every resource of the table
          hint: add WHERE (`WHERE true` where all are meant), or allow it with `--all`
    "#]],
    )
    .await;
}

#[tokio::test]
async fn execs() {
    check("EXPLAIN EXEC aws.ivs_realtime.create_participant_token @stageArn = 'arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl', @userId = 'alice'", expect![[r#"
        +------+-------------------------------------+--------+-----------+-------+----------------------------+----------------------------+
        | step | call                                | target | region    | calls | detail                     | permissions                |
        +------+-------------------------------------+--------+-----------+-------+----------------------------+----------------------------+
        | 1    | ivs-realtime CreateParticipantToken |        | us-east-1 | 1     | gives `stageArn`, `userId` | ivs:CreateParticipantToken |
        +------+-------------------------------------+--------+-----------+-------+----------------------------+----------------------------+
    "#]]).await;
    check("EXPLAIN EXEC aws.logs.log_groups.create_resource @LogGroupName = 'a'", expect![[r#"
        +------+-----------------------------+---------------------+-----------+-------+---------------------+-----------------------------------+
        | step | call                        | target              | region    | calls | detail              | permissions                       |
        +------+-----------------------------+---------------------+-----------+-------+---------------------+-----------------------------------+
        | 1    | cloudcontrol CreateResource | AWS::Logs::LogGroup | us-east-1 | 1     | a with LogGroupName | logs:DescribeLogGroups            |
        |      |                             |                     |           |       |                     | logs:CreateLogGroup               |
        |      |                             |                     |           |       |                     | logs:PutRetentionPolicy           |
        |      |                             |                     |           |       |                     | logs:TagResource                  |
        |      |                             |                     |           |       |                     | logs:GetDataProtectionPolicy      |
        |      |                             |                     |           |       |                     | logs:PutDataProtectionPolicy      |
        |      |                             |                     |           |       |                     | logs:CreateLogDelivery            |
        |      |                             |                     |           |       |                     | s3:REST.PUT.OBJECT                |
        |      |                             |                     |           |       |                     | firehose:TagDeliveryStream        |
        |      |                             |                     |           |       |                     | logs:PutResourcePolicy            |
        |      |                             |                     |           |       |                     | logs:DescribeResourcePolicies     |
        |      |                             |                     |           |       |                     | logs:PutIndexPolicy               |
        |      |                             |                     |           |       |                     | logs:DescribeIndexPolicies        |
        |      |                             |                     |           |       |                     | logs:PutBearerTokenAuthentication |
        +------+-----------------------------+---------------------+-----------+-------+---------------------+-----------------------------------+
    "#]]).await;
    check("EXPLAIN EXEC aws.logs.log_groups.get_resource @Identifier = 'a', @region = 'us-east-1'", expect![[r#"
        +------+--------------------------+---------------------+-----------+------------------+----------------------------------------------------------------------------------------------------+-------------------------------+
        | step | call                     | target              | region    | calls            | detail                                                                                             | permissions                   |
        +------+--------------------------+---------------------+-----------+------------------+----------------------------------------------------------------------------------------------------+-------------------------------+
        | 1    | cloudcontrol GetResource | AWS::Logs::LogGroup | us-east-1 | 1 per identifier | by identifier (1 given); pushed down: region = us-east-1 AND data__identifier = a; up to 1 at once | logs:DescribeLogGroups        |
        |      |                          |                     |           |                  |                                                                                                    | logs:ListTagsForResource      |
        |      |                          |                     |           |                  |                                                                                                    | logs:GetDataProtectionPolicy  |
        |      |                          |                     |           |                  |                                                                                                    | logs:DescribeIndexPolicies    |
        |      |                          |                     |           |                  |                                                                                                    | logs:DescribeResourcePolicies |
        +------+--------------------------+---------------------+-----------+------------------+----------------------------------------------------------------------------------------------------+-------------------------------+
    "#]])
        .await;
}

#[tokio::test]
async fn what_waits_for_commit() {
    let bench = Bench::new();
    bench
        .check(
            "BEGIN; INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a'); EXPLAIN COMMIT; ROLLBACK",
            expect![[r#"
                BEGIN
                INSERT 0 1 (queued)
                +------+-----------------------------+---------------------+-----------+-------+---------------------+-----------------------------------+
                | step | call                        | target              | region    | calls | detail              | permissions                       |
                +------+-----------------------------+---------------------+-----------+-------+---------------------+-----------------------------------+
                | 1    | cloudcontrol CreateResource | AWS::Logs::LogGroup | us-east-1 | 1     | a with LogGroupName | logs:DescribeLogGroups            |
                |      |                             |                     |           |       |                     | logs:CreateLogGroup               |
                |      |                             |                     |           |       |                     | logs:PutRetentionPolicy           |
                |      |                             |                     |           |       |                     | logs:TagResource                  |
                |      |                             |                     |           |       |                     | logs:GetDataProtectionPolicy      |
                |      |                             |                     |           |       |                     | logs:PutDataProtectionPolicy      |
                |      |                             |                     |           |       |                     | logs:CreateLogDelivery            |
                |      |                             |                     |           |       |                     | s3:REST.PUT.OBJECT                |
                |      |                             |                     |           |       |                     | firehose:TagDeliveryStream        |
                |      |                             |                     |           |       |                     | logs:PutResourcePolicy            |
                |      |                             |                     |           |       |                     | logs:DescribeResourcePolicies     |
                |      |                             |                     |           |       |                     | logs:PutIndexPolicy               |
                |      |                             |                     |           |       |                     | logs:DescribeIndexPolicies        |
                |      |                             |                     |           |       |                     | logs:PutBearerTokenAuthentication |
                +------+-----------------------------+---------------------+-----------+-------+---------------------+-----------------------------------+
                notice: 1 queued change given up; nothing was called for it
                ROLLBACK
            "#]],
        )
        .await;
}

#[tokio::test]
async fn analyze_runs_the_statement_and_counts() {
    let bench = Bench::new();
    let text = "EXPLAIN ANALYZE INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a'), ('b')";
    let transcript = bench.transcript(text).await;
    // Times are not the same twice.
    let lines: Vec<String> = transcript
        .lines()
        .map(|line| {
            line.chars().map(|it| if it.is_ascii_digit() && line.starts_with('|') { '0' } else { it }).collect()
        })
        .collect();
    let shown: Vec<&str> = lines
        .iter()
        .filter(|it| it.contains("Resource") || it.contains("total"))
        .map(|it| &it[..it.len().min(70)])
        .collect();
    expect![[r#"
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={
        > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={
        | cloudcontrol CreateResource           | us-east-0 | 0     | 0       
        | cloudcontrol GetResourceRequestStatus | us-east-0 | 0     | 0       
        | total                                 |           | 0     | 0       "#]]
    .assert_eq(&shown.join("\n"));
    bench
        .check(
            "SELECT count(*) AS n FROM aws.logs.log_groups",
            expect![[r#"
        > us-east-1 ListResources TypeName=AWS::Logs::LogGroup
        +---+
        | n |
        +---+
        | 2 |
        +---+
    "#]],
        )
        .await;
}
