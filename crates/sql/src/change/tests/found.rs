//! Changes of the rows that a predicate finds.

use expect_test::{Expect, expect};

use super::Bench;

/// Four log groups in two regions.
async fn groups() -> Bench {
    let bench = Bench::with(|options| options.regions.push("eu-west-1".to_owned()));
    let insert = "INSERT INTO aws.logs.log_groups (log_group_name, RetentionInDays, region) VALUES \
        ('a', 7, 'us-east-1'), ('b', 14, 'us-east-1'), ('c', 7, 'eu-west-1'), ('d', 14, 'eu-west-1')";
    bench.given(insert).await;
    bench
}

/// Regions are searched side by side: calls and rows are put in order.
async fn check(text: &str, expect: Expect) {
    let transcript = groups().await.transcript(text).await;
    let mut lines: Vec<&str> = transcript.lines().collect();
    for run in lines.chunk_by_mut(|left, right| left.get(..2) == right.get(..2)) {
        run.sort_unstable();
    }
    expect.assert_eq(&lines.join("\n"));
}

#[tokio::test]
async fn an_update_computes_the_value_of_each_row() {
    let text = "UPDATE aws.logs.log_groups AS g SET RetentionInDays = g.RetentionInDays * 2 WHERE g.retention_in_days < 14 \
        RETURNING g.region, g.log_group_name, g.retention_in_days";
    check(text, expect![[r#"
        > eu-west-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=c
        > eu-west-1 ListResources TypeName=AWS::Logs::LogGroup
        > eu-west-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=c PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":14}]
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 ListResources TypeName=AWS::Logs::LogGroup
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":14}]
        UPDATE 2
        +-----------+----------------+-------------------+
        | region    | log_group_name | retention_in_days |
        +-----------+----------------+-------------------+
        | eu-west-1 | c              | 14                |
        | us-east-1 | a              | 14                |
        +-----------+----------------+-------------------+"#]]).await;
}

#[tokio::test]
async fn an_update_may_look_at_other_tables() {
    let text = "UPDATE aws.logs.log_groups SET RetentionInDays = (SELECT max(retention_in_days) FROM aws.logs.log_groups WHERE region = 'us-east-1') \
        WHERE region = 'us-east-1' AND log_group_name IN (SELECT log_group_name FROM aws.logs.log_groups WHERE retention_in_days = 7)";
    check(text, expect![[r#"
        > eu-west-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > eu-west-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=b
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=b
        > us-east-1 ListResources TypeName=AWS::Logs::LogGroup
        > us-east-1 ListResources TypeName=AWS::Logs::LogGroup
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":14}]
        UPDATE 1"#]]).await;
    let text = "UPDATE aws.logs.log_groups AS g SET RetentionInDays = o.retention_in_days FROM aws.logs.log_groups AS o \
        WHERE g.region = 'us-east-1' AND o.region = 'eu-west-1' AND g.log_group_name = 'a' AND o.log_group_name = 'd'";
    check(text, expect![[r#"
        > eu-west-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=d
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 UpdateResource TypeName=AWS::Logs::LogGroup Identifier=a PatchDocument=[{"op":"replace","path":"/RetentionInDays","value":14}]
        UPDATE 1"#]]).await;
}

#[tokio::test]
async fn a_delete_by_predicate_deletes_what_it_finds_and_nothing_else() {
    check(
        "DELETE FROM aws.logs.log_groups WHERE retention_in_days = 14",
        expect![[r#"
            > eu-west-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=d
            > eu-west-1 ListResources TypeName=AWS::Logs::LogGroup
            > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=b
            > us-east-1 ListResources TypeName=AWS::Logs::LogGroup
            DELETE 2"#]],
    )
    .await;
    check("DELETE FROM aws.logs.log_groups WHERE 1 = 0", expect!["DELETE 0"]).await;
    check(
        "DELETE FROM aws.logs.log_groups WHERE log_group_name = 'nope' AND region = 'us-east-1'",
        expect![[r#"
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=nope
            DELETE 0"#]],
    )
    .await;
    check(
        "DELETE FROM aws.logs.log_groups WHERE identifier = 'a'",
        expect![[r#"
            > eu-west-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=a
            > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=a
            DELETE 1"#]],
    )
    .await;
    check("DELETE FROM aws.logs.log_groups WHERE EXISTS (SELECT 1 FROM aws.logs.log_groups o WHERE o.log_group_name = 'nope')", expect![[r#"
        > eu-west-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=nope
        > eu-west-1 ListResources TypeName=AWS::Logs::LogGroup
        > us-east-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=nope
        > us-east-1 ListResources TypeName=AWS::Logs::LogGroup
        DELETE 0"#]]).await;
    check("DELETE FROM aws.logs.log_groups g USING aws.logs.log_groups o WHERE g.region = 'us-east-1' AND o.region = 'eu-west-1' AND g.retention_in_days = o.retention_in_days AND o.log_group_name = 'd'", expect![[r#"
        > eu-west-1 GetResource TypeName=AWS::Logs::LogGroup Identifier=d
        > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=b
        > us-east-1 ListResources TypeName=AWS::Logs::LogGroup
        DELETE 1"#]]).await;
}

#[tokio::test]
async fn all_rows_are_changed_where_the_session_lets_that_be() {
    let bench = Bench::with(|options| options.all_rows = true);
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a'), ('b')").await;
    bench
        .check(
            "DELETE FROM aws.logs.log_groups",
            expect![[r#"
        > us-east-1 ListResources TypeName=AWS::Logs::LogGroup
        > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=a
        > us-east-1 DeleteResource TypeName=AWS::Logs::LogGroup Identifier=b
        DELETE 2
    "#]],
        )
        .await;
}

#[tokio::test]
async fn an_insert_may_copy_live_resources() {
    let text = "INSERT INTO aws.logs.log_groups (log_group_name, RetentionInDays, region) \
        SELECT log_group_name || '-copy', retention_in_days, 'eu-west-1' FROM aws.logs.log_groups WHERE region = 'us-east-1'";
    check(text, expect![[r#"
        > eu-west-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"a-copy","RetentionInDays":7}
        > eu-west-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"b-copy","RetentionInDays":14}
        > us-east-1 ListResources TypeName=AWS::Logs::LogGroup
        INSERT 0 2"#]]).await;
}

#[tokio::test]
async fn with_partial_all_are_tried() {
    let bench = Bench::with(|options| options.partial = true);
    bench.given("INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('b')").await;
    bench
        .check(
            "INSERT INTO aws.logs.log_groups (log_group_name) VALUES ('a'), ('b'), ('c') RETURNING Identifier",
            expect![[r#"
                > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"a"}
                > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"b"}
                > us-east-1 CreateResource TypeName=AWS::Logs::LogGroup DesiredState={"LogGroupName":"c"}
                INSERT 0 2
                +------------+
                | Identifier |
                +------------+
                | a          |
                | c          |
                +------------+
            "#]],
        )
        .await;
    assert_eq!(bench.session.failures().len(), 1);
}
