//! Stages: what is better than upstream, and what the rows of acceptance tests do not look at.

use callboard_terraform::cty::{Number, Value};
use callboard_terraform::provider::PlanRequest;
use expect_test::expect;
use serde_json::{Value as Json, json};

use crate::replay::{Stand, api, aws, id, value};

const STAGE: &str = "aws_apigatewayv2_stage";

/// The stage as the plane has it.
async fn stage_there(stand: &Stand, api: &str) -> Json {
    stand.call("apigatewayv2", "GetStage", json!({"ApiId": api, "StageName": "s"})).await
}

#[tokio::test]
async fn throttling_that_nobody_set_is_not_there() {
    let stand = aws().await;
    let api = id(&api(&stand, json!({})).await);
    let config = |settings: Json| json!({"api_id": api, "name": "s", "default_route_settings": settings});
    let stage = stand.apply(STAGE, None, config(json!([{"detailed_metrics_enabled": true}]))).await;
    expect![[r#"{"DetailedMetricsEnabled":true}"#]]
        .assert_eq(&stage_there(&stand, &api).await["DefaultRouteSettings"].to_string());
    let limits = config(json!([{"throttling_burst_limit": 100, "throttling_rate_limit": 50.5}]));
    let stage = stand.apply(STAGE, Some(&stage), limits).await;
    expect![[r#"{"DetailedMetricsEnabled":false,"ThrottlingBurstLimit":100,"ThrottlingRateLimit":50.5}"#]]
        .assert_eq(&stage_there(&stand, &api).await["DefaultRouteSettings"].to_string());
    let stage = stand.apply(STAGE, Some(&stage), config(json!([]))).await;
    expect![[r#"{"DetailedMetricsEnabled":false}"#]]
        .assert_eq(&stage_there(&stand, &api).await["DefaultRouteSettings"].to_string());
    // Zero is a limit of its own: nothing gets through.
    let closed = config(json!([{"throttling_burst_limit": 0, "throttling_rate_limit": 0}]));
    let stage = stand.apply(STAGE, Some(&stage), closed).await;
    expect![[r#"{"DetailedMetricsEnabled":false,"ThrottlingBurstLimit":0,"ThrottlingRateLimit":0.0}"#]]
        .assert_eq(&stage_there(&stand, &api).await["DefaultRouteSettings"].to_string());
    assert_eq!(stand.action(STAGE, Some(&stage), &config(json!([]))).await, "update");
    let stage = stand.apply(STAGE, Some(&stage), config(json!([]))).await;
    expect![[r#"{"DetailedMetricsEnabled":false}"#]]
        .assert_eq(&stage_there(&stand, &api).await["DefaultRouteSettings"].to_string());
    stand.destroy(stage).await;
}

#[tokio::test]
async fn a_change_of_route_settings_deletes_none_that_stay() {
    let stand = aws().await;
    let api = id(&api(&stand, json!({})).await);
    for key in ["GET /a", "GET /b"] {
        stand.apply("aws_apigatewayv2_route", None, json!({"api_id": api, "route_key": key})).await;
    }
    let stage = |a: Json, b: Json| {
        json!({"api_id": api, "name": "s", "route_settings": [{"route_key": "GET /a", "throttling_burst_limit": a},
            {"route_key": "GET /b", "throttling_burst_limit": b}]})
    };
    let kept = stand.apply(STAGE, None, stage(json!(1), json!(2))).await;
    let kept = stand.apply(STAGE, Some(&kept), stage(json!(3), Json::Null)).await;
    expect![[r#"{"GET /a":{"DetailedMetricsEnabled":false,"ThrottlingBurstLimit":3},"GET /b":{"DetailedMetricsEnabled":false}}"#]].assert_eq(&stage_there(&stand, &api).await["RouteSettings"].to_string());
    stand.destroy(kept).await;
}

#[tokio::test]
async fn what_changes_outside_is_drift() {
    let stand = aws().await;
    let api = id(&api(&stand, json!({})).await);
    let config = json!({"api_id": api, "name": "s", "description": "d"});
    let stage = stand.apply(STAGE, None, config.clone()).await;
    stand
        .call(
            "apigatewayv2",
            "UpdateStage",
            json!({"ApiId": api, "StageName": "s", "Description": "other",
        "StageVariables": {"a": "b"}}),
        )
        .await;
    let read = stand.refresh(&stage).await.expect("it is there");
    expect![[r#"
        description "other"
        stage_variables {"a":"b"}"#]]
    .assert_eq(&stand.show(&read, &["description", "stage_variables"]));
    assert_eq!(stand.action(STAGE, Some(&read), &config).await, "update");
    let stage = stand.apply(STAGE, Some(&read), config).await;
    stand.call("apigatewayv2", "DeleteStage", json!({"ApiId": api, "StageName": "s"})).await;
    assert!(stand.refresh(&stage).await.is_none());
}

#[tokio::test]
async fn nulls_in_maps_and_endless_fractions_change_nothing() {
    let stand = aws().await;
    let api = id(&api(&stand, json!({})).await);
    let config = json!({"api_id": api, "name": "s", "stage_variables": {"a": "1", "b": null},
        "default_route_settings": [{"throttling_rate_limit": 1}]});
    // Terraform keeps more digits of 10/3 than JSON here does.
    let mut config = value(&stand.schema(STAGE), &config);
    let number = Number::parse("3.33333333333333333333333333333333333333").expect("a number");
    if let Some(Value::List(items)) = config.members_mut().and_then(|it| it.get_mut("default_route_settings")) {
        items[0].set_member("throttling_rate_limit", Value::Number(number));
    }
    let kept = stand.apply_value(STAGE, None, config.clone()).await.expect("a stage");
    let read = stand.refresh(&kept).await.expect("it is there");
    let plan = stand.plan(STAGE, Some(&read), &config).await;
    assert_eq!(plan.planned, read.state);
    expect![[r#"
        stage_variables {"a":"1"}
        default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":0,"throttling_rate_limit":3.3333333333333335}]"#]].assert_eq(&stand.show(&read, &["stage_variables", "default_route_settings"]));
}

#[tokio::test]
async fn execution_logs_of_an_http_api() {
    let stand = aws().await;
    let http = id(&api(&stand, json!({})).await);
    let config = |settings: Json| {
        json!({"api_id": http, "name": "s", "default_route_settings": [settings],
        "route_settings": []})
    };
    let kept = stand.apply(STAGE, None, config(json!({"logging_level": "OFF", "data_trace_enabled": false}))).await;
    let mut shown = Vec::new();
    for settings in [json!({"logging_level": "INFO"}), json!({"data_trace_enabled": true})] {
        let config = value(&stand.schema(STAGE), &config(settings));
        let request = |prior: Value| PlanRequest {
            type_name: STAGE.to_owned(),
            prior,
            proposed: config.clone(),
            config: config.clone(),
            prior_private: Vec::new(),
        };
        for prior in [Value::Null, kept.state.clone()] {
            let outcome = stand.configured.plan(request(prior)).await;
            assert!(outcome.value.is_none());
            shown.push(outcome.diagnostics.to_string());
        }
    }
    expect![[r#"
        error: default_route_settings[0]: Execution logs are not supported on protocolType HTTP
          Take "logging_level" out, or set `access_log_settings`: an HTTP API writes access logs alone.
        ---
        error: default_route_settings[0]: Execution logs are not supported on protocolType HTTP
          Take "logging_level" out, or set `access_log_settings`: an HTTP API writes access logs alone.
        ---
        error: default_route_settings[0]: Execution logs are not supported on protocolType HTTP
          Take "data_trace_enabled" out, or set `access_log_settings`: an HTTP API writes access logs alone.
        ---
        error: default_route_settings[0]: Execution logs are not supported on protocolType HTTP
          Take "data_trace_enabled" out, or set `access_log_settings`: an HTTP API writes access logs alone."#]]
    .assert_eq(&shown.join("\n---\n"));
}
