//! What users see of a provider beside attributes: tags, regions, drift, refusals, and what is better than upstream.

use std::collections::BTreeMap;
use std::sync::Arc;

use callboard_terraform::aws::AwsProvider;
use callboard_terraform::awscc::AwsccProvider;
use callboard_terraform::cty::{Number, Value};
use callboard_terraform::provider::{ConfigureRequest, Environment, PlanRequest, Provider};
use expect_test::{Expect, expect};
use serde_json::{Value as Json, json};

use crate::replay::{Kept, OnePlane, REGION, Stand, aws, aws_with, plane, value};

const STAGE: &str = "aws_apigatewayv2_stage";
const API: &str = "aws_apigatewayv2_api";

async fn api(stand: &Stand, config: Json) -> Kept {
    let mut whole = json!({"name": "a", "protocol_type": "HTTP"});
    whole.as_object_mut().expect("an object").extend(config.as_object().expect("an object").clone());
    stand.apply(API, None, whole).await
}

fn id(kept: &Kept) -> String {
    kept.state.get("id").as_str().expect("an id").to_owned()
}

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
async fn settings_follow_a_route_that_is_renamed() {
    let stand = aws().await;
    let api = id(&api(&stand, json!({})).await);
    let route = |key: &str| json!({"api_id": api, "route_key": key});
    let stage = |key: &str, burst: u64| json!({"api_id": api, "name": "s", "route_settings": [{"route_key": key, "throttling_burst_limit": burst}]});
    let first = stand.apply("aws_apigatewayv2_route", None, route("GET /first")).await;
    let kept = stand.apply(STAGE, None, stage("GET /first", 1)).await;
    stand.apply("aws_apigatewayv2_route", Some(&first), route("POST /second")).await;
    let kept = stand.apply(STAGE, Some(&kept), stage("POST /second", 1)).await;
    expect![[r#"route_settings [{"route_key":"POST /second","data_trace_enabled":false,"detailed_metrics_enabled":false,"logging_level":"","throttling_burst_limit":1,"throttling_rate_limit":0}]"#]].assert_eq(&stand.show(&kept, &["route_settings"]));
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

/// Applies tags in turn to an API under a provider block, and shows them after each.
async fn check_tags(provider: Json, steps: &[Json], expect: Expect) {
    let stand = aws_with(plane(), provider, &[]).await;
    let mut kept: Option<Kept> = None;
    let mut shown = Vec::new();
    for tags in steps {
        let config = json!({"name": "a", "protocol_type": "HTTP", "tags": tags});
        // An import cannot know which duplicates of default tags were written.
        let next = stand.apply_but(API, kept.as_ref(), config, &["tags"]).await;
        shown.push(stand.show(&next, &["tags", "tags_all"]));
        kept = Some(next);
    }
    expect.assert_eq(&shown.join("\n---\n"));
}

#[tokio::test]
async fn tags_of_resources_and_of_the_provider() {
    check_tags(
        json!({}),
        &[json!({"a": "1"}), json!({"a": "2", "b": "1"}), json!({}), Json::Null],
        expect![[r#"
        tags {"a":"1"}
        tags_all {"a":"1"}
        ---
        tags {"a":"2","b":"1"}
        tags_all {"a":"2","b":"1"}
        ---
        tags {}
        tags_all {}
        ---
        tags {}
        tags_all {}"#]],
    )
    .await;
    let defaults = json!({"default_tags": [{"tags": {"owner": "us", "env": "dev"}}]});
    check_tags(
        defaults.clone(),
        &[Json::Null, json!({"a": "1"}), json!({"owner": "me"}), json!({"owner": "us"}), json!({"a": ""}), Json::Null],
        expect![[r#"
            tags null
            tags_all {"env":"dev","owner":"us"}
            ---
            tags {"a":"1"}
            tags_all {"a":"1","env":"dev","owner":"us"}
            ---
            tags {"owner":"me"}
            tags_all {"env":"dev","owner":"me"}
            ---
            tags {"owner":"us"}
            tags_all {"env":"dev","owner":"us"}
            ---
            tags {"a":""}
            tags_all {"a":"","env":"dev","owner":"us"}
            ---
            tags null
            tags_all {"env":"dev","owner":"us"}"#]],
    )
    .await;
    let ignoring = json!({"default_tags": [{"tags": {"owner": "us"}}], "ignore_tags": [{"keys": ["owner"]}]});
    check_tags(
        ignoring,
        &[json!({"a": "1"})],
        expect![[r#"
        tags {"a":"1"}
        tags_all {"a":"1"}"#]],
    )
    .await;
}

#[tokio::test]
async fn default_tags_change_and_come_from_the_environment() {
    let plane = plane();
    let config = json!({"name": "a", "protocol_type": "HTTP", "tags": {"a": "1"}});
    let first = aws_with(Arc::clone(&plane), json!({"default_tags": [{"tags": {"x": "1"}}]}), &[]).await;
    let api = first.apply(API, None, config.clone()).await;
    let environment = [("TF_AWS_DEFAULT_TAGS_x", "2"), ("TF_AWS_DEFAULT_TAGS_y", "3"), ("AWS_REGION", REGION)];
    let second = aws_with(plane, json!({}), &environment).await;
    assert_eq!(second.action(API, Some(&api), &config).await, "update");
    let api = second.apply(API, Some(&api), config).await;
    expect![[r#"
        tags {"a":"1"}
        tags_all {"a":"1","x":"2","y":"3"}"#]]
    .assert_eq(&second.show(&api, &["tags", "tags_all"]));
}

#[tokio::test]
async fn a_resource_may_be_in_another_region() {
    let stand = aws().await;
    let there = stand.apply_elsewhere(API, json!({"name": "a", "protocol_type": "HTTP", "region": "eu-west-1"})).await;
    expect![[r#"
        region "eu-west-1"
        arn "arn:aws:apigateway:eu-west-1::/apis/<api>"
        api_endpoint "https://<api>.execute-api.eu-west-1.amazonaws.com""#]]
    .assert_eq(&stand.show(&there, &["region", "arn", "api_endpoint"]).replace(&id(&there), "<api>"));
    let config = json!({"name": "a", "protocol_type": "HTTP"});
    assert_eq!(stand.action(API, Some(&there), &config).await, "replace for region");
    let imported = stand.import(API, &format!("{}@eu-west-1", id(&there))).await.expect("it is there");
    assert_eq!(stand.text(&imported), stand.text(&there));
}

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

#[tokio::test]
async fn a_provider_block_that_is_not_known_yet() {
    let plane = plane();
    let unknown = json!({"default_tags": [{"tags": {"first": "<unknown>", "owner": "us"}}]});
    let known = json!({"default_tags": [{"tags": {"first": "x", "owner": "us"}}]});
    let (before, after) =
        (aws_with(Arc::clone(&plane), unknown, &[]).await, aws_with(Arc::clone(&plane), known, &[]).await);
    let config = json!({"name": "a", "protocol_type": "HTTP", "tags": {"a": "1"}});
    let plan = before.plan(API, None, &value(&before.schema(API), &config)).await;
    assert_eq!(plan.planned.get("tags_all"), &Value::Unknown);
    let api = after.apply(API, None, config).await;
    let read = before.refresh(&api).await.expect("it is there");
    assert_eq!(read.state, api.state);
    expect![[r#"
        tags {"a":"1"}
        tags_all {"a":"1","first":"x","owner":"us"}"#]]
    .assert_eq(&after.show(&api, &["tags", "tags_all"]));

    let mut shown = Vec::new();
    let environment = || Environment(BTreeMap::new());
    let providers: [Arc<dyn Provider>; 2] = [
        Arc::new(AwsProvider::new(Arc::new(OnePlane(Arc::clone(&plane))), environment())),
        Arc::new(AwsccProvider::new(Arc::new(OnePlane(Arc::clone(&plane))), environment())),
    ];
    for provider in providers {
        for config in [json!({"region": "<unknown>"}), json!({"shared_config_files": ["a", "<unknown>"]})] {
            let config = value(&provider.provider_schema(), &config);
            let request = ConfigureRequest { config, terraform_version: "1.11.4".to_owned() };
            shown.push(provider.configure(request).await.diagnostics.to_string());
        }
    }
    expect![[r#"
        error: region: region is not known until apply, and decides where calls go
          Set it to a value that is known when a plan is made, such as a variable or a text, or make what it comes from first with `terraform apply -target=ADDRESS`.
        error: shared_config_files[1]: shared_config_files is not known until apply, and decides where calls go
          Set it to a value that is known when a plan is made, such as a variable or a text, or make what it comes from first with `terraform apply -target=ADDRESS`.
        error: region: region is not known until apply, and decides where calls go
          Set it to a value that is known when a plan is made, such as a variable or a text, or make what it comes from first with `terraform apply -target=ADDRESS`.
        error: shared_config_files[1]: shared_config_files is not known until apply, and decides where calls go
          Set it to a value that is known when a plan is made, such as a variable or a text, or make what it comes from first with `terraform apply -target=ADDRESS`."#]].assert_eq(&shown.join("\n"));
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
async fn data_sources() {
    let stand = aws().await;
    let first = api(&stand, json!({"tags": {"k": "v"}})).await;
    let region = stand.data("aws_region", json!({})).await;
    let partition = stand.data("aws_partition", json!({})).await;
    let caller = stand.data("aws_caller_identity", json!({})).await;
    let one = stand.data("aws_apigatewayv2_api", json!({"api_id": id(&first)})).await;
    let some = stand.data("aws_apigatewayv2_apis", json!({"protocol_type": "HTTP", "tags": {"k": "v"}})).await;
    let none = stand.data("aws_apigatewayv2_apis", json!({"name": "other"})).await;
    let text = [region, partition, caller, one, some, none].map(|it| it.to_string()).join("\n");
    expect![[r#"
        {"description":"US East (N. Virginia)","endpoint":"ec2.us-east-1.amazonaws.com","id":"us-east-1","name":"us-east-1","region":"us-east-1"}
        {"dns_suffix":"amazonaws.com","id":"aws","partition":"aws","reverse_dns_prefix":"com.amazonaws"}
        {"account_id":"123456789012","arn":"arn:aws:iam::123456789012:root","id":"123456789012","user_id":"123456789012"}
        {"api_endpoint":"https://<api>.execute-api.us-east-1.amazonaws.com","api_id":"<api>","api_key_selection_expression":"$request.header.x-api-key","arn":"arn:aws:apigateway:us-east-1::/apis/<api>","cors_configuration":[],"description":"","disable_execute_api_endpoint":false,"execution_arn":"arn:aws:execute-api:us-east-1:123456789012:<api>","id":"<api>","ip_address_type":"ipv4","name":"a","protocol_type":"HTTP","region":"us-east-1","route_selection_expression":"$request.method $request.path","tags":{"k":"v"},"version":""}
        {"id":"us-east-1","ids":["<api>"],"name":null,"protocol_type":"HTTP","region":"us-east-1","tags":{"k":"v"}}
        {"id":"us-east-1","ids":[],"name":"other","protocol_type":null,"region":"us-east-1","tags":null}"#]].assert_eq(&text.replace(&id(&first), "<api>"));
}

#[tokio::test]
async fn an_export() {
    let stand = aws().await;
    let first = api(&stand, json!({})).await;
    stand.apply("aws_apigatewayv2_route", None, json!({"api_id": id(&first), "route_key": "GET /a"})).await;
    let export = stand
        .data("aws_apigatewayv2_export", json!({"api_id": id(&first), "specification": "OAS30", "output_type": "JSON"}))
        .await;
    let body: Json = serde_json::from_str(export["body"].as_str().expect("a body")).expect("JSON");
    assert_eq!(body["info"]["title"], "a");
}
