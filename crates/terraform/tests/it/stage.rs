//! Stages: the rows of upstream's acceptance tests, and what is better here.

use expect_test::{Expect, expect};
use serde_json::{Value as Json, json};

use crate::replay::{Kept, Stand, aws};

const STAGE: &str = "aws_apigatewayv2_stage";

async fn api(stand: &Stand, protocol: &str) -> String {
    let config = match protocol {
        "WEBSOCKET" => {
            json!({"name": "a", "protocol_type": protocol, "route_selection_expression": "$request.body.action"})
        }
        _ => json!({"name": "a", "protocol_type": protocol}),
    };
    let api = stand.apply("aws_apigatewayv2_api", None, config).await;
    api.state.get("id").as_str().expect("an id").to_owned()
}

const SHOWN: [&str; 8] = [
    "access_log_settings",
    "auto_deploy",
    "client_certificate_id",
    "default_route_settings",
    "deployment_id",
    "description",
    "route_settings",
    "stage_variables",
];

/// Applies each configuration in turn to a stage of an API, and shows the states; every plan after an apply is empty,
/// every import finds the same.
async fn check(protocol: &str, steps: &[Json], expect: Expect) {
    let stand = aws().await;
    let api = api(&stand, protocol).await;
    let mut kept: Option<Kept> = None;
    let mut shown = Vec::new();
    for step in steps {
        let mut config = step.clone();
        config["api_id"] = json!(api);
        config["name"] = step.get("name").cloned().unwrap_or(json!("s"));
        let next = stand.apply(STAGE, kept.as_ref(), config).await;
        shown.push(stand.show(&next, &SHOWN));
        kept = Some(next);
    }
    expect.assert_eq(&shown.join("\n---\n").replace(&api, "<api>"));
    stand.destroy(kept.expect("a stage")).await;
}

#[tokio::test]
async fn basic() {
    check("WEBSOCKET", &[json!({})], expect![[r#"
        access_log_settings []
        auto_deploy false
        client_certificate_id ""
        default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"OFF","throttling_burst_limit":0,"throttling_rate_limit":0}]
        deployment_id ""
        description ""
        route_settings []
        stage_variables null"#]]).await;
    check("HTTP", &[json!({})], expect![[r#"
        access_log_settings []
        auto_deploy false
        client_certificate_id ""
        default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":0,"throttling_rate_limit":0}]
        deployment_id ""
        description ""
        route_settings []
        stage_variables null"#]]).await;
}

#[tokio::test]
async fn urls_and_arns() {
    let stand = aws().await;
    let mut shown = Vec::new();
    for (protocol, name) in [("WEBSOCKET", "s"), ("HTTP", "s"), ("HTTP", "$default")] {
        let api = api(&stand, protocol).await;
        let stage = stand.apply(STAGE, None, json!({"api_id": api, "name": name})).await;
        shown.push(stand.show(&stage, &["arn", "execution_arn", "invoke_url", "id", "region"]).replace(&api, "<api>"));
    }
    expect![[r#"
        arn "arn:aws:apigateway:us-east-1::/apis/<api>/stages/s"
        execution_arn "arn:aws:execute-api:us-east-1:123456789012:<api>/s"
        invoke_url "wss://<api>.execute-api.us-east-1.amazonaws.com/s"
        id "s"
        region "us-east-1"
        arn "arn:aws:apigateway:us-east-1::/apis/<api>/stages/s"
        execution_arn "arn:aws:execute-api:us-east-1:123456789012:<api>/s"
        invoke_url "https://<api>.execute-api.us-east-1.amazonaws.com/s"
        id "s"
        region "us-east-1"
        arn "arn:aws:apigateway:us-east-1::/apis/<api>/stages/$default"
        execution_arn "arn:aws:execute-api:us-east-1:123456789012:<api>/$default"
        invoke_url "https://<api>.execute-api.us-east-1.amazonaws.com/"
        id "$default"
        region "us-east-1""#]]
    .assert_eq(&shown.join("\n"));
}

#[tokio::test]
async fn default_settings_over_websocket() {
    let full = |traced: bool, level: &str, burst: u64, rate: u64| {
        json!({"default_route_settings": [{"data_trace_enabled": traced, "detailed_metrics_enabled": true,
            "logging_level": level, "throttling_burst_limit": burst, "throttling_rate_limit": rate}]})
    };
    check(
        "WEBSOCKET",
        &[full(true, "ERROR", 2222, 8888), full(false, "INFO", 1111, 9999), json!({})],
        expect![[r#"
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":true,"detailed_metrics_enabled":true,"logging_level":"ERROR","throttling_burst_limit":2222,"throttling_rate_limit":8888}]
            deployment_id ""
            description ""
            route_settings []
            stage_variables null
            ---
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":true,"logging_level":"INFO","throttling_burst_limit":1111,"throttling_rate_limit":9999}]
            deployment_id ""
            description ""
            route_settings []
            stage_variables null
            ---
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"INFO","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings []
            stage_variables null"#]],
    )
    .await;
}

#[tokio::test]
async fn default_settings_over_http() {
    let full = |metrics: bool, burst: u64, rate: u64| {
        json!({"default_route_settings": [{"detailed_metrics_enabled": metrics, "throttling_burst_limit": burst,
            "throttling_rate_limit": rate}]})
    };
    check("HTTP", &[full(true, 2222, 8888), full(false, 1111, 9999), json!({})], expect![[r#"
        access_log_settings []
        auto_deploy false
        client_certificate_id ""
        default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":true,"logging_level":"","throttling_burst_limit":2222,"throttling_rate_limit":8888}]
        deployment_id ""
        description ""
        route_settings []
        stage_variables null
        ---
        access_log_settings []
        auto_deploy false
        client_certificate_id ""
        default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":1111,"throttling_rate_limit":9999}]
        deployment_id ""
        description ""
        route_settings []
        stage_variables null
        ---
        access_log_settings []
        auto_deploy false
        client_certificate_id ""
        default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":0,"throttling_rate_limit":0}]
        deployment_id ""
        description ""
        route_settings []
        stage_variables null"#]]).await;
}

#[tokio::test]
async fn route_settings_over_websocket() {
    let route = |key: &str, level: &str, burst: u64| {
        json!({"route_key": key, "data_trace_enabled": true, "detailed_metrics_enabled": true,
            "logging_level": level, "throttling_burst_limit": burst, "throttling_rate_limit": 9999})
    };
    check(
        "WEBSOCKET",
        &[
            json!({"route_settings": [{"route_key": "$default"}, route("$connect", "ERROR", 2222)]}),
            json!({"route_settings": [{"route_key": "$connect"}, route("$disconnect", "INFO", 1111), route("$default", "ERROR", 3)]}),
            json!({}),
        ],
        expect![[r#"
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"OFF","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings [{"route_key":"$default","data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"OFF","throttling_burst_limit":0,"throttling_rate_limit":0},{"route_key":"$connect","data_trace_enabled":true,"detailed_metrics_enabled":true,"logging_level":"ERROR","throttling_burst_limit":2222,"throttling_rate_limit":9999}]
            stage_variables null
            ---
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"OFF","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings [{"route_key":"$connect","data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"ERROR","throttling_burst_limit":0,"throttling_rate_limit":0},{"route_key":"$default","data_trace_enabled":true,"detailed_metrics_enabled":true,"logging_level":"ERROR","throttling_burst_limit":3,"throttling_rate_limit":9999},{"route_key":"$disconnect","data_trace_enabled":true,"detailed_metrics_enabled":true,"logging_level":"INFO","throttling_burst_limit":1111,"throttling_rate_limit":9999}]
            stage_variables null
            ---
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"OFF","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings []
            stage_variables null"#]],
    )
    .await;
}

#[tokio::test]
async fn route_settings_over_http() {
    check(
        "HTTP",
        &[
            json!({"route_settings": [{"route_key": "$default"}]}),
            json!({"route_settings": [{"route_key": "$default", "detailed_metrics_enabled": true,
                "throttling_burst_limit": 1111, "throttling_rate_limit": 0.5}]}),
            json!({}),
        ],
        expect![[r#"
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings [{"route_key":"$default","data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":0,"throttling_rate_limit":0}]
            stage_variables null
            ---
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings [{"route_key":"$default","data_trace_enabled":false,"detailed_metrics_enabled":true,"logging_level":"","throttling_burst_limit":1111,"throttling_rate_limit":0.5}]
            stage_variables null
            ---
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings []
            stage_variables null"#]],
    )
    .await;
}

#[tokio::test]
async fn variables_descriptions_and_certificates() {
    check(
        "WEBSOCKET",
        &[
            json!({"stage_variables": {"Var1": "Value1", "Var2": "Value2"}, "description": "Test stage"}),
            json!({"stage_variables": {"Var2": "Value3"}, "description": "Test stage updated"}),
            json!({}),
        ],
        expect![[r#"
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"OFF","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description "Test stage"
            route_settings []
            stage_variables {"Var1":"Value1","Var2":"Value2"}
            ---
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"OFF","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description "Test stage updated"
            route_settings []
            stage_variables {"Var2":"Value3"}
            ---
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"OFF","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings []
            stage_variables null"#]],
    )
    .await;
}

#[tokio::test]
async fn access_logs_lose_their_wildcard() {
    let stand = aws().await;
    let group = stand.apply("aws_cloudwatch_log_group", None, json!({"name": "logs"})).await;
    let arn = group.state.get("arn").as_str().expect("an ARN").to_owned();
    check(
        "HTTP",
        &[
            json!({"access_log_settings": [{"destination_arn": format!("{arn}:*"), "format": "$context.requestId a"}]}),
            json!({"access_log_settings": [{"destination_arn": arn, "format": "$context.requestId"}]}),
            json!({}),
        ],
        expect![[r#"
            access_log_settings [{"destination_arn":"arn:aws:logs:us-east-1:123456789012:log-group:logs","format":"$context.requestId a"}]
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings []
            stage_variables null
            ---
            access_log_settings [{"destination_arn":"arn:aws:logs:us-east-1:123456789012:log-group:logs","format":"$context.requestId"}]
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings []
            stage_variables null
            ---
            access_log_settings []
            auto_deploy false
            client_certificate_id ""
            default_route_settings [{"data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":0,"throttling_rate_limit":0}]
            deployment_id ""
            description ""
            route_settings []
            stage_variables null"#]],
    )
    .await;
}
