//! What is refused, where, and in which words; and what a change that failed leaves.

use expect_test::expect;
use serde_json::json;

use crate::replay::{api, aws, id};

const STAGE: &str = "aws_apigatewayv2_stage";
const API: &str = "aws_apigatewayv2_api";

#[tokio::test]
async fn configurations_that_are_refused() {
    let stand = aws().await;
    for (type_name, config, expect) in [
        (
            STAGE,
            json!({"api_id": "a", "name": "", "description": "x".repeat(1025), "arn": "mine"}),
            expect![[r#"
            error: arn: Value for unconfigurable attribute
              Can't configure a value for "arn": its value will be decided automatically based on the result of applying this configuration.
            error: name: expected length of name to be in the range (1 - 128), got 
            error: description: expected length of description to be in the range (0 - 1024), got <long>"#]],
        ),
        (
            STAGE,
            json!({"name": "a", "access_log_settings": [{"destination_arn": "logs", "format": "f"}],
                "default_route_settings": [{"logging_level": "info"}, {}],
                "route_settings": [{"route_key": "a", "logging_level": "LOUD"}]}),
            expect![[r#"
                error: api_id: Missing required argument
                  The argument "api_id" is required, but no definition was found.
                error: access_log_settings[0].destination_arn: "destination_arn" (logs) is an invalid ARN: arn: invalid prefix
                error: default_route_settings: Too many default_route_settings blocks
                  No more than 1 "default_route_settings" blocks are allowed
                error: default_route_settings[0].logging_level: expected logging_level to be one of ["ERROR" "INFO" "OFF"], got info
                error: route_settings: expected logging_level to be one of ["ERROR" "INFO" "OFF"], got LOUD"#]],
        ),
        (STAGE, json!({"api_id": "<unknown>", "name": "<unknown>", "description": "<unknown>"}), expect![[""]]),
        (
            API,
            json!({"name": "a", "protocol_type": "TCP", "credentials_arn": "arn:aws:iam"}),
            expect![[r#"
            error: credentials_arn: "credentials_arn" (arn:aws:iam) is an invalid ARN: arn: not enough sections
            error: protocol_type: expected protocol_type to be one of ["WEBSOCKET" "HTTP"], got TCP"#]],
        ),
        (
            "aws_cloudwatch_log_group",
            json!({"name": "a", "name_prefix": "b", "retention_in_days": 8}),
            expect![[r#"
                error: retention_in_days: expected retention_in_days to be one of [0 1 3 5 7 14 30 60 90 120 150 180 365 400 545 731 1096 1827 2192 2557 2922 3288 3653], got 8
                error: name: Conflicting configuration arguments
                  "name": conflicts with name_prefix
                error: name_prefix: Conflicting configuration arguments
                  "name_prefix": conflicts with name"#]],
        ),
        (
            "aws_apigatewayv2_domain_name",
            json!({"domain_name": "a"}),
            expect![[r#"
            error: domain_name_configuration: Insufficient domain_name_configuration blocks
              At least 1 "domain_name_configuration" blocks are required."#]],
        ),
    ] {
        expect.assert_eq(&stand.validate(type_name, &config).await.replace(&"x".repeat(1025), "<long>"));
    }
}

#[tokio::test]
async fn numbers_that_are_not_whole_and_keys_that_are_there_twice() {
    let stand = aws().await;
    let limit =
        |limit: f64| json!({"api_id": "a", "name": "s", "default_route_settings": [{"throttling_burst_limit": limit}]});
    let mut shown = Vec::new();
    for config in [
        limit(1.5),
        limit(1e30),
        limit(3_000_000_000.0),
        limit(5.0),
        json!({"api_id": "a", "name": "s", "route_settings": [{"route_key": "GET /a", "throttling_burst_limit": 1},
            {"route_key": "GET /a", "throttling_burst_limit": 2}, {"route_key": "GET /a", "throttling_burst_limit": 3},
            {"route_key": "GET /b"}]}),
        json!({"api_id": "a", "name": "s", "route_settings": [{"route_key": "<unknown>", "throttling_burst_limit": 1},
            {"route_key": "<unknown>", "throttling_burst_limit": 2}]}),
    ] {
        shown.push(stand.validate(STAGE, &config).await);
    }
    expect![[r#"
        error: default_route_settings[0].throttling_burst_limit: throttling_burst_limit: a whole number is required (-2147483648 - 2147483647), got 1.5
        ---
        error: default_route_settings[0].throttling_burst_limit: throttling_burst_limit: a whole number is required (-2147483648 - 2147483647), got 1000000000000000000000000000000
        ---
        error: default_route_settings[0].throttling_burst_limit: throttling_burst_limit: a whole number is required (-2147483648 - 2147483647), got 3000000000
        ---

        ---
        error: route_settings: route_key GET /a is configured twice
          Say all that holds for it in one "route_settings" block.
        ---
    "#]].assert_eq(&shown.join("\n---\n"));
}

#[tokio::test]
async fn changes_that_fail_leave_the_truth() {
    let stand = aws().await;
    let config = json!({"api_id": "nowhere", "name": "s"});
    let error = stand.try_apply(STAGE, None, &config).await.expect_err("no API");
    expect!["error: creating API Gateway v2 Stage (s): reading API Gateway v2 API (nowhere): operation error apigatewayv2: GetApi, StatusCode: 404, NotFoundException: Invalid API identifier specified 123456789012:nowhere"].assert_eq(&error);
    let api = id(&api(&stand, json!({})).await);
    let stage = stand.apply(STAGE, None, json!({"api_id": api, "name": "s", "tags": {"a": "1"}})).await;
    let config =
        json!({"api_id": api, "name": "s", "tags": {"a": "2"}, "route_settings": [{"route_key": "GET /none"}]});
    let error = stand.try_apply(STAGE, Some(&stage), &config).await.expect_err("no route");
    expect!["error: updating API Gateway v2 Stage (s): operation error apigatewayv2: UpdateStage, StatusCode: 404, NotFoundException: Unable to find Route by key GET /none within the provided RouteSettings"].assert_eq(&error);
    let read = stand.refresh(&stage).await.expect("it is there");
    expect![[r#"
        tags {"a":"2"}
        route_settings []"#]]
    .assert_eq(&stand.show(&read, &["tags", "route_settings"]));
    for wrong in ["a", "a/b/c", "/s"] {
        let error = stand.import(STAGE, wrong).await.expect_err("no id");
        assert_eq!(error, format!("error: wrong format of import ID ({wrong}), use: 'api-id/stage-name'"));
    }
}

#[tokio::test]
async fn what_quick_create_made_is_not_imported() {
    let stand = aws().await;
    let quick = json!({"name": "a", "protocol_type": "HTTP", "target": "http://www.example.com/"});
    let quick = stand.apply_but(API, None, quick, &["target"]).await;
    let refused = stand.import(STAGE, &format!("{}/$default", id(&quick))).await.expect_err("managed");
    expect![[r#"
        error: API Gateway v2 Stage (<api>/$default) was created via quick create
          API Gateway manages this stage together with its API: it belongs to the aws_apigatewayv2_api resource whose `target` made it, and import that one instead. To manage the stage by itself, make the API without `target`, and its integration, route and stage as resources of their own."#]].assert_eq(&refused.replace(&id(&quick), "<api>"));
}
