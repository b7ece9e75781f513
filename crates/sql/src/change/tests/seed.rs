//! A page of StackQL's documentation, with values in place of its placeholders.

use expect_test::expect;

use super::Bench;

#[tokio::test]
async fn the_page_of_stages() {
    let bench = Bench::new();
    let insert = "/*+ create */
INSERT INTO aws.ivs.stages (
 Name,
 Tags,
 region
)
SELECT
 'stage1',
 '[{\"Key\": \"a\", \"Value\": \"b\"}]',
 'us-east-1'
RETURNING Identifier;";
    let transcript = bench.transcript(insert).await;
    let at = transcript.find("arn:aws:ivs:").expect("an ARN");
    let arn: String = transcript[at..].chars().take_while(|it| !it.is_whitespace()).collect();
    let select = "SELECT
region,
arn,
name,
tags,
active_session_id
FROM aws.ivs.stages
WHERE region = 'us-east-1'";
    bench.check(&format!("{select};"), expect![[r#"
        > us-east-1 ListResources TypeName=AWS::IVS::Stage
        +-----------+-------------------------------------------------------+--------+---------------------------+-------------------+
        | region    | arn                                                   | name   | tags                      | active_session_id |
        +-----------+-------------------------------------------------------+--------+---------------------------+-------------------+
        | us-east-1 | arn:aws:ivs:us-east-1:123456789012:stage/2PhDuH2TDoRg | stage1 | [{"Key":"a","Value":"b"}] |                   |
        +-----------+-------------------------------------------------------+--------+---------------------------+-------------------+
    "#]]).await;
    bench.check(&format!("{select} AND data__Identifier = '{arn}';"), expect![[r#"
        > us-east-1 GetResource TypeName=AWS::IVS::Stage Identifier=arn:aws:ivs:us-east-1:123456789012:stage/2PhDuH2TDoRg
        +-----------+-------------------------------------------------------+--------+---------------------------+-------------------+
        | region    | arn                                                   | name   | tags                      | active_session_id |
        +-----------+-------------------------------------------------------+--------+---------------------------+-------------------+
        | us-east-1 | arn:aws:ivs:us-east-1:123456789012:stage/2PhDuH2TDoRg | stage1 | [{"Key":"a","Value":"b"}] |                   |
        +-----------+-------------------------------------------------------+--------+---------------------------+-------------------+
    "#]]).await;
    let delete = format!(
        "/*+ delete */\nDELETE FROM aws.ivs.stages\nWHERE data__Identifier = '{arn}'\nAND region = 'us-east-1';"
    );
    bench.check(&delete, expect![[r#"
        > us-east-1 DeleteResource TypeName=AWS::IVS::Stage Identifier=arn:aws:ivs:us-east-1:123456789012:stage/2PhDuH2TDoRg
        DELETE 1
    "#]]).await;
    bench
        .check(
            &format!("{select};"),
            expect![[r#"
        > us-east-1 ListResources TypeName=AWS::IVS::Stage
        +--------+-----+------+------+-------------------+
        | region | arn | name | tags | active_session_id |
        +--------+-----+------+------+-------------------+
        +--------+-----+------+------+-------------------+
    "#]],
        )
        .await;
}
