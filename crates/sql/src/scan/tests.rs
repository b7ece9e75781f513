//! Which calls a query makes, and which rows it gives.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use datafusion::arrow::util::pretty::pretty_format_batches;
use expect_test::{Expect, expect};
use futures::StreamExt as _;
use serde_json::json;

use crate::fake_plane::FakePlane;
use crate::{Answer, Session, SqlError};

const REGIONS: &[&str] = &["us-east-1", "eu-west-1"];

/// The rows of a query, sorted, or its error.
pub(crate) async fn rows_of(session: &Session, sql: &str) -> String {
    match rows(session, sql).await {
        Ok(text) => text,
        Err(error) => {
            let hint = error.hint.as_deref().map(|it| format!("; {it}")).unwrap_or_default();
            format!("{}: {error}{hint}", error.sqlstate)
        }
    }
}

async fn rows(session: &Session, sql: &str) -> Result<String, SqlError> {
    let parsed = session.parse(sql)?;
    let answer = session.run(&parsed[0]).await?;
    let batches = answer.collect().await?;
    let table = pretty_format_batches(&batches).map_err(|it| SqlError::new("XX000", it.to_string()))?.to_string();
    let lines = table.lines().filter(|it| it.starts_with('|'));
    let line = |it: &str| it.split('|').map(str::trim).filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" ");
    let mut lines: Vec<_> = lines.skip(1).map(line).collect();
    lines.sort();
    Ok(lines.join("\n"))
}

/// Rows and calls of one query over a plane.
#[track_caller]
fn check(plane: FakePlane, sql: &str, expect: Expect) {
    let plane = Arc::new(plane);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let session = plane.session(REGIONS);
    let rows = runtime.block_on(rows_of(&session, sql));
    let notices: Vec<_> = session.take_notices().into_iter().map(|it| format!("notice: {}\n", it.0)).collect();
    expect.assert_eq(&format!("{rows}\n--\n{}{}", notices.concat(), plane.take_calls().join("\n")));
}

/// Rows and calls of each of several queries over a plane.
#[track_caller]
fn check_each(plane: impl Fn() -> FakePlane, queries: &[&str], expect: Expect) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut text = String::new();
    for query in queries {
        let plane = Arc::new(plane());
        let rows = runtime.block_on(rows_of(&plane.session(REGIONS), query));
        // A line of blanks alone would be lost from what is expected.
        let rows = if rows.is_empty() { "(no rows)".to_owned() } else { rows.replace('\n', "\n  ") };
        text += &format!("{query}\n  {rows}\n");
        for call in plane.take_calls() {
            text += &format!("    {call}\n");
        }
    }
    expect.assert_eq(&text);
}

fn stages() -> FakePlane {
    FakePlane::new().with_stages(&[("us-east-1", 3), ("eu-west-1", 1), ("us-west-2", 2)])
}

#[test]
fn identifiers_need_no_reads() {
    check(
        stages(),
        "SELECT region, arn FROM aws.ivs.stages",
        expect![[r#"
        eu-west-1 arn:aws:ivs:eu-west-1:123456789012:stage/s1
        us-east-1 arn:aws:ivs:us-east-1:123456789012:stage/s1
        us-east-1 arn:aws:ivs:us-east-1:123456789012:stage/s2
        us-east-1 arn:aws:ivs:us-east-1:123456789012:stage/s3
        --
        ListResources eu-west-1 AWS::IVS::Stage
        ListResources us-east-1 AWS::IVS::Stage"#]],
    );
    check(
        stages(),
        "SELECT count(*) FROM aws.ivs.stages WHERE region = 'us-west-2'",
        expect![[r#"
        2
        --
        ListResources us-west-2 AWS::IVS::Stage"#]],
    );
    check(
        stages(),
        "SELECT identifier FROM ivs.stages_list_only WHERE region = 'us-west-2'",
        expect![[r#"
        arn:aws:ivs:us-west-2:123456789012:stage/s1
        arn:aws:ivs:us-west-2:123456789012:stage/s2
        --
        ListResources us-west-2 AWS::IVS::Stage"#]],
    );
}

#[test]
fn other_columns_are_read_where_the_listing_lacks_them() {
    check(
        stages(),
        "SELECT name FROM aws.ivs.stages WHERE region = 'us-east-1'",
        expect![[r#"
        stage1
        stage2
        stage3
        --
        GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
        GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
        GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
        ListResources us-east-1 AWS::IVS::Stage"#]],
    );
    let whole = FakePlane { whole: true, ..stages() };
    check(
        whole,
        "SELECT name, tags FROM aws.ivs.stages WHERE region = 'eu-west-1'",
        expect![[r#"
        stage1 [{"Key":"number","Value":"1"},{"Key":"all","Value":""}]
        --
        ListResources eu-west-1 AWS::IVS::Stage"#]],
    );
    let vanished = stages().with("AWS::IVS::Stage", "us-west-2", "arn:gone", json!({}), json!(null));
    check(
        vanished,
        "SELECT name FROM aws.ivs.stages WHERE region = 'us-west-2'",
        expect![[r#"
        stage1
        stage2
        --
        GetResource us-west-2 AWS::IVS::Stage arn:aws:ivs:us-west-2:123456789012:stage/s1
        GetResource us-west-2 AWS::IVS::Stage arn:aws:ivs:us-west-2:123456789012:stage/s2
        GetResource us-west-2 AWS::IVS::Stage arn:gone
        ListResources us-west-2 AWS::IVS::Stage"#]],
    );
}

#[test]
fn regions_are_those_of_the_predicate() {
    check_each(
        stages,
        &[
            "SELECT region, count(*) FROM ivs.stages WHERE region = 'us-west-2' GROUP BY 1",
            "SELECT region, count(*) FROM ivs.stages WHERE 'us-west-2' = region GROUP BY 1",
            "SELECT region, count(*) FROM ivs.stages WHERE region IN ('us-west-2', 'ap-south-1') GROUP BY 1",
            "SELECT region, count(*) FROM ivs.stages WHERE region IN ('us-west-2', 'a', 'b', 'c') GROUP BY 1",
            "SELECT region, count(*) FROM ivs.stages WHERE region = 'us-west-2' OR region = 'a' GROUP BY 1",
            "SELECT region, count(*) FROM ivs.stages WHERE region = lower('US-WEST-2') GROUP BY 1",
            "SELECT region, count(*) FROM ivs.stages WHERE region LIKE 'eu-%' GROUP BY 1",
            "SELECT region, count(*) FROM ivs.stages WHERE region IN (SELECT 'us-east-1') GROUP BY 1",
            "SELECT region, count(*) FROM ivs.stages WHERE region = 'us-west-2' AND region = 'a' GROUP BY 1",
            "SELECT a.arn FROM ivs.stages a JOIN ivs.stages b ON a.region = b.region WHERE b.region = 'eu-west-1'",
        ],
        expect![[r#"
            SELECT region, count(*) FROM ivs.stages WHERE region = 'us-west-2' GROUP BY 1
              us-west-2 2
                ListResources us-west-2 AWS::IVS::Stage
            SELECT region, count(*) FROM ivs.stages WHERE 'us-west-2' = region GROUP BY 1
              us-west-2 2
                ListResources us-west-2 AWS::IVS::Stage
            SELECT region, count(*) FROM ivs.stages WHERE region IN ('us-west-2', 'ap-south-1') GROUP BY 1
              us-west-2 2
                ListResources ap-south-1 AWS::IVS::Stage
                ListResources us-west-2 AWS::IVS::Stage
            SELECT region, count(*) FROM ivs.stages WHERE region IN ('us-west-2', 'a', 'b', 'c') GROUP BY 1
              22023: there is no region `a` in partition aws; a new region can be named by `--regions`
            SELECT region, count(*) FROM ivs.stages WHERE region = 'us-west-2' OR region = 'a' GROUP BY 1
              22023: there is no region `a` in partition aws; a new region can be named by `--regions`
            SELECT region, count(*) FROM ivs.stages WHERE region = lower('US-WEST-2') GROUP BY 1
              us-west-2 2
                ListResources us-west-2 AWS::IVS::Stage
            SELECT region, count(*) FROM ivs.stages WHERE region LIKE 'eu-%' GROUP BY 1
              eu-west-1 1
                ListResources eu-west-1 AWS::IVS::Stage
            SELECT region, count(*) FROM ivs.stages WHERE region IN (SELECT 'us-east-1') GROUP BY 1
              us-east-1 3
                ListResources us-east-1 AWS::IVS::Stage
            SELECT region, count(*) FROM ivs.stages WHERE region = 'us-west-2' AND region = 'a' GROUP BY 1
              (no rows)
            SELECT a.arn FROM ivs.stages a JOIN ivs.stages b ON a.region = b.region WHERE b.region = 'eu-west-1'
              arn:aws:ivs:eu-west-1:123456789012:stage/s1
                ListResources eu-west-1 AWS::IVS::Stage
                ListResources eu-west-1 AWS::IVS::Stage
        "#]],
    );
}

#[test]
fn an_identifier_is_read_without_listing() {
    let arn = "arn:aws:ivs:us-east-1:123456789012:stage/s2";
    let other = "arn:aws:ivs:us-west-2:123456789012:stage/s1";
    check_each(
        stages,
        &[
            &format!("SELECT name FROM ivs.stages WHERE region = 'us-east-1' AND data__identifier = '{arn}'"),
            &format!("SELECT name FROM ivs.stages WHERE identifier IN ('{arn}', '{other}')"),
            &format!("SELECT name FROM ivs.stages WHERE arn = '{arn}'"),
            &format!("SELECT name FROM ivs.stages WHERE arn IN (SELECT '{arn}')"),
            &format!("SELECT name FROM ivs.stages WHERE arn = '{arn}' AND arn LIKE '%s3'"),
            &format!("SELECT name FROM ivs.stages WHERE arn = '{arn}' AND region = 'eu-west-1'"),
        ],
        expect![[r#"
            SELECT name FROM ivs.stages WHERE region = 'us-east-1' AND data__identifier = 'arn:aws:ivs:us-east-1:123456789012:stage/s2'
              stage2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
            SELECT name FROM ivs.stages WHERE identifier IN ('arn:aws:ivs:us-east-1:123456789012:stage/s2', 'arn:aws:ivs:us-west-2:123456789012:stage/s1')
              stage1
              stage2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
                GetResource us-west-2 AWS::IVS::Stage arn:aws:ivs:us-west-2:123456789012:stage/s1
            SELECT name FROM ivs.stages WHERE arn = 'arn:aws:ivs:us-east-1:123456789012:stage/s2'
              stage2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
            SELECT name FROM ivs.stages WHERE arn IN (SELECT 'arn:aws:ivs:us-east-1:123456789012:stage/s2')
              stage2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
            SELECT name FROM ivs.stages WHERE arn = 'arn:aws:ivs:us-east-1:123456789012:stage/s2' AND arn LIKE '%s3'
              (no rows)
            SELECT name FROM ivs.stages WHERE arn = 'arn:aws:ivs:us-east-1:123456789012:stage/s2' AND region = 'eu-west-1'
              (no rows)
        "#]],
    );
}

#[test]
fn children_are_listed_by_parent() {
    let plane = || {
        let mut plane = FakePlane::new();
        for (api, names) in [("a1", ["prod", "test"]), ("a2", ["prod", "beta"])] {
            plane =
                plane.with("AWS::ApiGatewayV2::Api", "us-east-1", api, json!({"ApiId": api}), json!({"ApiId": api}));
            for name in names {
                let all = json!({"ApiId": api, "RouteId": name, "ApiKeyRequired": "true"});
                let identifier = format!("{api}|{name}");
                plane = plane.with("AWS::ApiGatewayV2::Route", "us-east-1", &identifier, json!({"RouteId": name}), all);
            }
        }
        plane
    };
    check(
        plane(),
        "SELECT api_id, route_id FROM aws.apigatewayv2.routes WHERE region = 'us-east-1'",
        expect![[r#"
            a1 prod
            a1 test
            a2 beta
            a2 prod
            --
            ListResources us-east-1 AWS::ApiGatewayV2::Api
            ListResources us-east-1 AWS::ApiGatewayV2::Route {"ApiId":"a1"}
            ListResources us-east-1 AWS::ApiGatewayV2::Route {"ApiId":"a2"}"#]],
    );
    check(
        plane(),
        "SELECT route_id, api_key_required FROM aws.apigatewayv2.routes WHERE region = 'us-east-1' AND api_id = 'a2'",
        expect![[r#"
            beta true
            prod true
            --
            GetResource us-east-1 AWS::ApiGatewayV2::Route a2|beta
            GetResource us-east-1 AWS::ApiGatewayV2::Route a2|prod
            ListResources us-east-1 AWS::ApiGatewayV2::Route {"ApiId":"a2"}"#]],
    );
    check(
        plane(),
        "SELECT api_key_required FROM aws.apigatewayv2.routes WHERE region = 'us-east-1' AND api_id = 'a2' AND route_id = 'prod'",
        expect![[r#"
            true
            --
            GetResource us-east-1 AWS::ApiGatewayV2::Route a2|prod"#]],
    );
    check(
        plane(),
        "SELECT api_key_required FROM aws.apigatewayv2.routes WHERE region = 'us-east-1' AND route_id LIKE 'b%'",
        expect![[r#"
            true
            --
            GetResource us-east-1 AWS::ApiGatewayV2::Route a2|beta
            ListResources us-east-1 AWS::ApiGatewayV2::Api
            ListResources us-east-1 AWS::ApiGatewayV2::Route {"ApiId":"a1"}
            ListResources us-east-1 AWS::ApiGatewayV2::Route {"ApiId":"a2"}"#]],
    );
}

#[test]
fn tags_are_rows() {
    check(
        stages(),
        "SELECT name, tag_key, tag_value FROM aws.ivs.stage_tags WHERE region = 'eu-west-1'",
        expect![[r#"
            stage1 all
            stage1 number 1
            --
            GetResource eu-west-1 AWS::IVS::Stage arn:aws:ivs:eu-west-1:123456789012:stage/s1
            ListResources eu-west-1 AWS::IVS::Stage"#]],
    );
}

#[test]
fn values_that_do_not_fit_are_null_with_a_notice() {
    let odd = json!({"Arn": "a", "Name": 7, "Tags": "none", "ActiveSessionId": {"b": 1, "a": 2}});
    let plane = FakePlane::new().with("AWS::IVS::Stage", "us-east-1", "a", odd.clone(), odd);
    check(
        plane,
        "SELECT name, tags, active_session_id FROM ivs.stages WHERE region = 'us-east-1'",
        expect![[r#"
        7 none {"b":1,"a":2}
        --
        ListResources us-east-1 AWS::IVS::Stage"#]],
    );
    let odd = json!({"ApiId": "a", "RouteId": "s", "ApiKeyRequired": "perhaps"});
    let plane = FakePlane::new().with("AWS::ApiGatewayV2::Route", "us-east-1", "a|s", odd.clone(), odd);
    check(
        plane,
        "SELECT api_key_required FROM apigatewayv2.routes WHERE region = 'us-east-1' AND api_id = 'a'",
        expect![[r#"

            --
            notice: aws.apigatewayv2.routes in us-east-1: values of `api_key_required` that are no Boolean are null
            ListResources us-east-1 AWS::ApiGatewayV2::Route {"ApiId":"a"}"#]],
    );
}

#[test]
fn a_call_that_fails_fails_the_query() {
    let refused = || FakePlane { refused: vec![("ListResources", "eu-west-1")], ..stages() };
    check(
        refused(),
        "SELECT arn FROM ivs.stages",
        expect![[r#"
        42501: cloudcontrol ListResources was refused: AccessDeniedException: not for you
        --
        ListResources eu-west-1 AWS::IVS::Stage
        ListResources us-east-1 AWS::IVS::Stage"#]],
    );
    let plane = Arc::new(refused());
    let session = Session::new(crate::SessionOptions { partial: true, ..plane.options(REGIONS) });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let rows = runtime.block_on(rows_of(&session, "SELECT count(*) FROM ivs.stages"));
    let failures: Vec<_> = session.failures().into_iter().map(|it| format!("{}: {}", it.what, it.error)).collect();
    expect![[r#"3 ["AWS::IVS::Stage in eu-west-1: cloudcontrol ListResources was refused: AccessDeniedException: not for you"]"#]].assert_eq(&format!("{rows} {failures:?}"));
}

#[test]
fn a_limit_ends_the_calls() {
    let many = || FakePlane { page: 2, ..FakePlane::new().with_stages(&[("us-east-1", 50)]) };
    check(
        many(),
        "SELECT arn FROM ivs.stages WHERE region = 'us-east-1' LIMIT 3",
        expect![[r#"
            arn:aws:ivs:us-east-1:123456789012:stage/s1
            arn:aws:ivs:us-east-1:123456789012:stage/s2
            arn:aws:ivs:us-east-1:123456789012:stage/s3
            --
            ListResources us-east-1 AWS::IVS::Stage
            ListResources us-east-1 AWS::IVS::Stage 2"#]],
    );
    check(
        many(),
        "SELECT name FROM ivs.stages WHERE region = 'us-east-1' LIMIT 1",
        expect![[r#"
            stage1
            --
            GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
            ListResources us-east-1 AWS::IVS::Stage"#]],
    );
}

#[test]
fn names_that_mean_nothing_are_answered_with_near_ones() {
    check_each(
        stages,
        &[
            "SELECT * FROM aws.ivs.stagez",
            "SELECT * FROM aws.ivz.stages",
            "SELECT * FROM stages",
            "SELECT nmae FROM aws.ivs.stages",
            "SELECT nosuch(name) FROM aws.ivs.stages",
            "SELECT uper(name) FROM aws.ivs.stages",
            "SELECT name FROM ivs.stages a, ivs.stages b",
        ],
        expect![[r#"
            SELECT * FROM aws.ivs.stagez
              42P01: there is no table `ivs.stagez`; did you mean `aws.ivs.stages`?
            SELECT * FROM aws.ivz.stages
              42P01: there is no schema `ivz`; did you mean `aws.ivs.stages` or `aws.apigateway.stages` or `aws.apigatewayv2.stages`?
            SELECT * FROM stages
              42P01: there is no table `stages`; did you mean `aws.apigateway.stages` or `aws.apigatewayv2.stages` or `aws.ivs.stages`?
            SELECT nmae FROM aws.ivs.stages
              42703: there is no column `nmae`; did you mean `name`?
            SELECT nosuch(name) FROM aws.ivs.stages
              42883: there is no function `nosuch`
            SELECT uper(name) FROM aws.ivs.stages
              42883: there is no function `uper`; did you mean `upper`?
            SELECT name FROM ivs.stages a, ivs.stages b
              42702: column `name` is in several of the tables; write which one: `t.column`
        "#]],
    );
}

#[test]
fn queries_compute_whatever_sql_can() {
    check_each(
        stages,
        &[
            "SELECT region, name, row_number() OVER (PARTITION BY region ORDER BY name DESC) FROM ivs.stages",
            "SELECT a.name, b.name FROM ivs.stages a FULL JOIN ivs.stages b \
             ON a.name = b.name AND b.region = 'eu-west-1' WHERE a.region = 'us-east-1' OR a.region IS NULL",
            "SELECT a.name FROM ivs.stages a JOIN ivs.stages b USING (name) \
             WHERE a.region = 'us-east-1' AND b.region = 'eu-west-1'",
            "SELECT name FROM ivs.stages WHERE region = 'us-east-1' \
             EXCEPT SELECT name FROM ivs.stages WHERE region = 'eu-west-1'",
            "SELECT name FROM ivs.stages WHERE region = 'us-east-1' \
             INTERSECT SELECT name FROM ivs.stages WHERE region = 'eu-west-1'",
            "SELECT name FROM ivs.stages WHERE region = 'eu-west-1' UNION ALL \
             SELECT name FROM ivs.stages_list_only l, (VALUES ('x')) v(name) WHERE region = 'eu-west-1'",
            "WITH t AS (SELECT name FROM ivs.stages WHERE region = 'us-east-1') SELECT max(name) FROM t",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT sum(i) FROM n",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT 2",
            "SELECT name FROM ivs.stages WHERE region = (SELECT max(region) FROM ivs.stages_list_only)",
            "SELECT name FROM ivs.stages s WHERE EXISTS \
             (SELECT 1 FROM ivs.stage_tags t WHERE t.arn = s.arn AND t.tag_value = '3')",
        ],
        expect![[r#"
            SELECT region, name, row_number() OVER (PARTITION BY region ORDER BY name DESC) FROM ivs.stages
              eu-west-1 stage1 1
              us-east-1 stage1 3
              us-east-1 stage2 2
              us-east-1 stage3 1
                GetResource eu-west-1 AWS::IVS::Stage arn:aws:ivs:eu-west-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
                ListResources eu-west-1 AWS::IVS::Stage
                ListResources us-east-1 AWS::IVS::Stage
            SELECT a.name, b.name FROM ivs.stages a FULL JOIN ivs.stages b ON a.name = b.name AND b.region = 'eu-west-1' WHERE a.region = 'us-east-1' OR a.region IS NULL
              stage1
              stage1 stage1
              stage2
              stage2
              stage3
              stage3
                GetResource eu-west-1 AWS::IVS::Stage arn:aws:ivs:eu-west-1:123456789012:stage/s1
                GetResource eu-west-1 AWS::IVS::Stage arn:aws:ivs:eu-west-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
                ListResources eu-west-1 AWS::IVS::Stage
                ListResources eu-west-1 AWS::IVS::Stage
                ListResources us-east-1 AWS::IVS::Stage
                ListResources us-east-1 AWS::IVS::Stage
            SELECT a.name FROM ivs.stages a JOIN ivs.stages b USING (name) WHERE a.region = 'us-east-1' AND b.region = 'eu-west-1'
              stage1
                GetResource eu-west-1 AWS::IVS::Stage arn:aws:ivs:eu-west-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
                ListResources eu-west-1 AWS::IVS::Stage
                ListResources us-east-1 AWS::IVS::Stage
            SELECT name FROM ivs.stages WHERE region = 'us-east-1' EXCEPT SELECT name FROM ivs.stages WHERE region = 'eu-west-1'
              stage2
              stage3
                GetResource eu-west-1 AWS::IVS::Stage arn:aws:ivs:eu-west-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
                ListResources eu-west-1 AWS::IVS::Stage
                ListResources us-east-1 AWS::IVS::Stage
            SELECT name FROM ivs.stages WHERE region = 'us-east-1' INTERSECT SELECT name FROM ivs.stages WHERE region = 'eu-west-1'
              stage1
                GetResource eu-west-1 AWS::IVS::Stage arn:aws:ivs:eu-west-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
                ListResources eu-west-1 AWS::IVS::Stage
                ListResources us-east-1 AWS::IVS::Stage
            SELECT name FROM ivs.stages WHERE region = 'eu-west-1' UNION ALL SELECT name FROM ivs.stages_list_only l, (VALUES ('x')) v(name) WHERE region = 'eu-west-1'
              stage1
              x
                GetResource eu-west-1 AWS::IVS::Stage arn:aws:ivs:eu-west-1:123456789012:stage/s1
                ListResources eu-west-1 AWS::IVS::Stage
                ListResources eu-west-1 AWS::IVS::Stage
            WITH t AS (SELECT name FROM ivs.stages WHERE region = 'us-east-1') SELECT max(name) FROM t
              stage3
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
                ListResources us-east-1 AWS::IVS::Stage
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4) SELECT sum(i) FROM n
              10
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n LIMIT 2
              1
              2
            SELECT name FROM ivs.stages WHERE region = (SELECT max(region) FROM ivs.stages_list_only)
              stage1
              stage2
              stage3
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
                ListResources eu-west-1 AWS::IVS::Stage
                ListResources us-east-1 AWS::IVS::Stage
                ListResources us-east-1 AWS::IVS::Stage
            SELECT name FROM ivs.stages s WHERE EXISTS (SELECT 1 FROM ivs.stage_tags t WHERE t.arn = s.arn AND t.tag_value = '3')
              stage3
                GetResource eu-west-1 AWS::IVS::Stage arn:aws:ivs:eu-west-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s1
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s2
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
                GetResource us-east-1 AWS::IVS::Stage arn:aws:ivs:us-east-1:123456789012:stage/s3
                ListResources eu-west-1 AWS::IVS::Stage
                ListResources us-east-1 AWS::IVS::Stage
        "#]],
    );
}

#[test]
fn long_statements_do_not_exhaust_the_stack() {
    let many = |separator: &str, count: usize| vec!["name = 'a'"; count].join(separator);
    let long = format!("SELECT 1 FROM ivs.stages WHERE region IN ('us-east-1') AND ({})", many(" OR ", 390));
    let list = format!("SELECT '{}' WHERE 1 IN ({})", "x".repeat(1 << 19), vec!["2"; 1 << 18].join(","));
    let too_long = format!("SELECT 1 FROM ivs.stages WHERE {}", many(" OR ", 100_000));
    for (text, expect) in [
        (long, expect![""]),
        (list, expect![[""]]),
        (
            too_long,
            expect![
                "54000: 1:18685: this expression has too many parts; use `IN (…)`, VALUES to join with, or WITH to name parts"
            ],
        ),
    ] {
        // Frames of an unoptimised build are several times those of a released one, whose workers have 2 MiB.
        let run = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(rows_of(&Arc::new(stages()).session(REGIONS), &text))
        };
        let thread = std::thread::Builder::new().stack_size(16 << 20).spawn(run).expect("a thread");
        let rows = thread.join().expect("no panic");
        expect.assert_eq(&rows);
    }
}

#[test]
fn statements_are_described_without_a_call() {
    let plane = Arc::new(stages());
    let session = plane.session(REGIONS);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let sql = "SELECT name, count(*) AS n FROM ivs.stages WHERE region = $1 AND length(name) > $2 GROUP BY 1";
    let parsed = session.parse(sql).expect("a statement");
    let description = runtime.block_on(session.describe(&parsed[0])).expect("a description");
    let columns = description.columns.expect("columns");
    let columns: Vec<_> = columns.fields().iter().map(|it| format!("{} {}", it.name(), it.data_type())).collect();
    expect![[r#"["name Utf8", "n Int64"] [Utf8, Int32] []"#]].assert_eq(&format!(
        "{columns:?} {:?} {:?}",
        description.parameters,
        plane.take_calls()
    ));
}

#[tokio::test]
async fn reads_are_made_as_many_at_once_as_may_be_and_rows_come_while_they_are() {
    let plane = Arc::new(FakePlane::new().with_stages(&[("us-east-1", 1_000)]));
    let session = plane.session(&["us-east-1"]);
    let parsed = session.parse("SELECT name FROM ivs.stages").expect("a statement");
    let Answer::Rows(mut rows) = session.run(&parsed[0]).await.expect("an answer") else { panic!("no rows") };
    let first = rows.next().await.expect("a batch").expect("no error");
    let calls = plane.take_calls().len();
    assert!(calls < 40, "{calls} calls before the first {} rows", first.num_rows());
    let mut count = first.num_rows();
    while let Some(batch) = rows.next().await {
        count += batch.expect("a batch").num_rows();
    }
    assert_eq!((count, plane.most_at_once.load(Ordering::Relaxed)), (1_000, 8));
}

#[tokio::test]
async fn a_dropped_stream_ends_the_calls() {
    let plane = Arc::new(FakePlane { page: 1, ..FakePlane::new().with_stages(&[("us-east-1", 5_000)]) });
    let session = plane.session(&["us-east-1"]);
    let parsed = session.parse("SELECT arn FROM ivs.stages").expect("a statement");
    let Answer::Rows(mut rows) = session.run(&parsed[0]).await.expect("an answer") else { panic!("no rows") };
    assert!(plane.take_calls().is_empty(), "nothing is called before the first row is asked for");
    rows.next().await.expect("a batch").expect("no error");
    drop(rows);
    let calls = plane.take_calls().len();
    tokio::task::yield_now().await;
    assert!(calls < 5_000 && plane.take_calls().len() <= 1, "{calls}");
}
