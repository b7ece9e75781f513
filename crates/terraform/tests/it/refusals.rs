//! What is refused, where, and in which words; and what a change that failed leaves.

use callboard_terraform::cty::Value;
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
        (
            STAGE,
            json!({"api_id": "a", "name": "s", "default_route_settings": [{"throttling_burst_limit": 0}],
                "route_settings": [{"route_key": "GET /a", "throttling_rate_limit": 0}]}),
            expect![[r#"
                warning: default_route_settings[0]: throttling_burst_limit = 0 lets no request through
                  A limit of 0 is a limit: every request is answered with 429. Take the argument out to have no limit but the account's.
                warning: route_settings: throttling_rate_limit = 0 lets no request through
                  A limit of 0 is a limit: every request is answered with 429. Take the argument out to have no limit but the account's."#]],
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
        (
            "aws_apigatewayv2_vpc_link",
            json!({"name": "a", "security_group_ids": ["sg-1", null], "subnet_ids": null}),
            expect![[r#"
                error: security_group_ids: Null value found in list
                  Null values are not allowed in "security_group_ids". Leave them out, for example with `compact(...)`.
                error: subnet_ids: Missing required argument
                  The argument "subnet_ids" is required, but no definition was found."#]],
        ),
        (
            "aws_apigatewayv2_authorizer",
            json!({"api_id": "a", "name": "a", "authorizer_type": "REQUEST", "timeouts": {"delete": "10"},
                "authorizer_result_ttl_in_seconds": 3601, "identity_sources": [null]}),
            expect![[r#"
                error: authorizer_result_ttl_in_seconds: expected authorizer_result_ttl_in_seconds to be in the range (0 - 3600), got 3601
                error: identity_sources: Null value found in list
                  Null values are not allowed in "identity_sources". Leave them out, for example with `compact(...)`.
                error: timeouts.delete: delete: "10" is no duration; write it with units, such as "90s", "10m" or "1h30m""#]],
        ),
        (
            "aws_apigatewayv2_model",
            json!({"api_id": "a", "name": "a b", "content_type": "", "schema": "{"}),
            expect![[r#"
                error: content_type: expected length of content_type to be in the range (1 - 256), got 
                error: name: invalid value for name (must be alphanumeric), got a b
                error: schema: "schema" contains an invalid JSON: EOF while parsing an object at line 1 column 1"#]],
        ),
        (
            "aws_cloudwatch_log_group",
            json!({"name_prefix": "a b", "log_group_class": "standard"}),
            expect![[r#"
            error: log_group_class: expected log_group_class to be one of ["STANDARD" "INFREQUENT_ACCESS" "DELIVERY"], got standard
            error: name_prefix: invalid value for name_prefix (only letters, digits, underscores, hyphens, slashes, hash signs and dots are allowed), got a b"#]],
        ),
        (
            "aws_iam_role",
            json!({"name": "a/b", "assume_role_policy": "no JSON", "managed_policy_arns": ["mine", null],
                "max_session_duration": 1, "inline_policy": [{"name": "", "policy": "x"}]}),
            expect![[r#"
                error: assume_role_policy: "assume_role_policy" contains an invalid JSON: expected ident at line 1 column 2
                error: inline_policy: expected length of name to be at least 1 characters, got ""
                error: inline_policy: "policy" contains an invalid JSON: expected value at line 1 column 1
                error: managed_policy_arns: Null value found in list
                  Null values are not allowed in "managed_policy_arns". Leave them out, for example with `compact(...)`.
                error: managed_policy_arns: "managed_policy_arns" (mine) is an invalid ARN: arn: invalid prefix
                error: max_session_duration: expected max_session_duration to be in the range (3600 - 43200), got 1
                error: name: invalid value for name (must match [\w+=,.@-]), got a/b"#]],
        ),
        (
            "aws_apigatewayv2_integration",
            json!({"api_id": "a", "integration_type": "HTTPS", "response_parameters": [{"status_code": "500"}],
                "timeout_milliseconds": 0.5, "tls_config": [{}, {}]}),
            expect![[r#"
                error: integration_type: expected integration_type to be one of ["AWS" "HTTP" "MOCK" "HTTP_PROXY" "AWS_PROXY"], got HTTPS
                error: response_parameters: Missing required argument
                  The argument "mappings" is required, but no definition was found.
                error: timeout_milliseconds: timeout_milliseconds: a whole number is required (-2147483648 - 2147483647), got 0.5
                error: tls_config: Too many tls_config blocks
                  No more than 1 "tls_config" blocks are allowed"#]],
        ),
        (
            "aws_apigatewayv2_route",
            json!({"api_id": "a", "authorization_type": "none", "target": "", "request_parameter": [{"required": true}]}),
            expect![[r#"
                error: authorization_type: expected authorization_type to be one of ["NONE" "AWS_IAM" "CUSTOM" "JWT"], got none
                error: request_parameter: Missing required argument
                  The argument "request_parameter_key" is required, but no definition was found.
                error: route_key: Missing required argument
                  The argument "route_key" is required, but no definition was found.
                error: target: expected length of target to be in the range (1 - 128), got "#]],
        ),
        (
            "aws_apigatewayv2_routing_rule",
            json!({"domain_name": "a", "priority": 0, "condition": [{"match_base_paths": [{"any_of": [null]}]}]}),
            expect![[r#"
                error: condition[0].match_base_paths[0].any_of: Null value found in list
                  Null values are not allowed in "any_of". Leave them out, for example with `compact(...)`.
                error: priority: expected priority to be in the range (1 - 1000000), got 0"#]],
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

/// As during `terraform validate`, where a `dynamic` block over a variable is one unknown value.
#[tokio::test]
async fn what_is_not_known_is_nothing_to_complain_about() {
    let stand = aws().await;
    for type_name in stand.provider.resource_types() {
        let block = stand.schema(&type_name).block.clone();
        let attributes = block.attributes.iter().filter(|it| it.flags.required || it.flags.optional);
        let names = attributes.map(|it| it.name.to_string()).chain(block.blocks.iter().map(|it| it.name.to_string()));
        let config = Value::Map(names.map(|name| (name, Value::Unknown)).collect());
        let complaints = stand.provider.validate_resource(&type_name, &config).await;
        assert!(complaints.is_empty(), "{type_name}: {complaints}");
        let plan = stand.plan(&type_name, None, &config).await;
        assert!(plan.requires_replace.is_empty(), "{type_name}");
    }
}

#[tokio::test]
async fn import_ids_that_are_none() {
    let stand = aws().await;
    let mut said = Vec::new();
    for type_name in stand.provider.resource_types() {
        for id in ["a/b/c/d", "a@eu-west-1", "/", "a/b@eu-west-1"] {
            let outcome = stand.configured.import(&type_name, id).await;
            let text = match outcome.value.as_deref() {
                Some([it]) => {
                    let names =
                        ["id", "routing_rule_id", "api_id", "domain_name", "route_id", "integration_id", "region"];
                    let parts =
                        names.into_iter().filter_map(|name| Some(format!("{name} {}", it.state.get(name).as_str()?)));
                    parts.collect::<Vec<_>>().join(", ")
                }
                _ => outcome.diagnostics.to_string(),
            };
            said.push(format!("{} {id}: {text}", type_name.trim_start_matches("aws_")));
        }
    }
    expect![[r#"
        apigatewayv2_api a/b/c/d: id a/b/c/d, region us-east-1
        apigatewayv2_api a@eu-west-1: id a, region eu-west-1
        apigatewayv2_api /: id /, region us-east-1
        apigatewayv2_api a/b@eu-west-1: id a/b, region eu-west-1
        apigatewayv2_api_mapping a/b/c/d: error: wrong format of import ID (a/b/c/d), use: 'api-mapping-id/domain-name'
        apigatewayv2_api_mapping a@eu-west-1: error: wrong format of import ID (a), use: 'api-mapping-id/domain-name'
        apigatewayv2_api_mapping /: error: wrong format of import ID (/), use: 'api-mapping-id/domain-name'
        apigatewayv2_api_mapping a/b@eu-west-1: id a, domain_name b, region eu-west-1
        apigatewayv2_authorizer a/b/c/d: error: wrong format of import ID (a/b/c/d), use: 'api-id/authorizer-id'
        apigatewayv2_authorizer a@eu-west-1: error: wrong format of import ID (a), use: 'api-id/authorizer-id'
        apigatewayv2_authorizer /: error: wrong format of import ID (/), use: 'api-id/authorizer-id'
        apigatewayv2_authorizer a/b@eu-west-1: id b, api_id a, region eu-west-1
        apigatewayv2_deployment a/b/c/d: error: wrong format of import ID (a/b/c/d), use: 'api-id/deployment-id'
        apigatewayv2_deployment a@eu-west-1: error: wrong format of import ID (a), use: 'api-id/deployment-id'
        apigatewayv2_deployment /: error: wrong format of import ID (/), use: 'api-id/deployment-id'
        apigatewayv2_deployment a/b@eu-west-1: id b, api_id a, region eu-west-1
        apigatewayv2_domain_name a/b/c/d: id a/b/c/d, region us-east-1
        apigatewayv2_domain_name a@eu-west-1: id a, region eu-west-1
        apigatewayv2_domain_name /: id /, region us-east-1
        apigatewayv2_domain_name a/b@eu-west-1: id a/b, region eu-west-1
        apigatewayv2_integration a/b/c/d: error: wrong format of import ID (a/b/c/d), use: 'api-id/integration-id'
        apigatewayv2_integration a@eu-west-1: error: wrong format of import ID (a), use: 'api-id/integration-id'
        apigatewayv2_integration /: error: wrong format of import ID (/), use: 'api-id/integration-id'
        apigatewayv2_integration a/b@eu-west-1: error: reading API Gateway v2 Integration (a/b): operation error apigatewayv2: GetIntegration, StatusCode: 404, NotFoundException: Invalid API identifier specified 123456789012:a
        apigatewayv2_integration_response a/b/c/d: error: wrong format of import ID (a/b/c/d), use: 'api-id/integration-id/integration-response-id'
        apigatewayv2_integration_response a@eu-west-1: error: wrong format of import ID (a), use: 'api-id/integration-id/integration-response-id'
        apigatewayv2_integration_response /: error: wrong format of import ID (/), use: 'api-id/integration-id/integration-response-id'
        apigatewayv2_integration_response a/b@eu-west-1: error: wrong format of import ID (a/b), use: 'api-id/integration-id/integration-response-id'
        apigatewayv2_model a/b/c/d: error: wrong format of import ID (a/b/c/d), use: 'api-id/model-id'
        apigatewayv2_model a@eu-west-1: error: wrong format of import ID (a), use: 'api-id/model-id'
        apigatewayv2_model /: error: wrong format of import ID (/), use: 'api-id/model-id'
        apigatewayv2_model a/b@eu-west-1: id b, api_id a, region eu-west-1
        apigatewayv2_route a/b/c/d: error: wrong format of import ID (a/b/c/d), use: 'api-id/route-id'
        apigatewayv2_route a@eu-west-1: error: wrong format of import ID (a), use: 'api-id/route-id'
        apigatewayv2_route /: error: wrong format of import ID (/), use: 'api-id/route-id'
        apigatewayv2_route a/b@eu-west-1: error: reading API Gateway v2 Route (a/b): operation error apigatewayv2: GetRoute, StatusCode: 404, NotFoundException: Invalid API identifier specified 123456789012:a
        apigatewayv2_route_response a/b/c/d: error: wrong format of import ID (a/b/c/d), use: 'api-id/route-id/route-response-id'
        apigatewayv2_route_response a@eu-west-1: error: wrong format of import ID (a), use: 'api-id/route-id/route-response-id'
        apigatewayv2_route_response /: error: wrong format of import ID (/), use: 'api-id/route-id/route-response-id'
        apigatewayv2_route_response a/b@eu-west-1: error: wrong format of import ID (a/b), use: 'api-id/route-id/route-response-id'
        apigatewayv2_routing_rule a/b/c/d: error: wrong format of import ID (a/b/c/d), use: 'routing-rule-arn'
        apigatewayv2_routing_rule a@eu-west-1: error: wrong format of import ID (a), use: 'routing-rule-arn'
        apigatewayv2_routing_rule /: error: wrong format of import ID (/), use: 'routing-rule-arn'
        apigatewayv2_routing_rule a/b@eu-west-1: routing_rule_id b, domain_name a, region eu-west-1
        apigatewayv2_stage a/b/c/d: error: wrong format of import ID (a/b/c/d), use: 'api-id/stage-name'
        apigatewayv2_stage a@eu-west-1: error: wrong format of import ID (a), use: 'api-id/stage-name'
        apigatewayv2_stage /: error: wrong format of import ID (/), use: 'api-id/stage-name'
        apigatewayv2_stage a/b@eu-west-1: error: reading API Gateway v2 Stage (a/b): operation error apigatewayv2: GetStage, StatusCode: 404, NotFoundException: Invalid API identifier specified 123456789012:a
        apigatewayv2_vpc_link a/b/c/d: id a/b/c/d, region us-east-1
        apigatewayv2_vpc_link a@eu-west-1: id a, region eu-west-1
        apigatewayv2_vpc_link /: id /, region us-east-1
        apigatewayv2_vpc_link a/b@eu-west-1: id a/b, region eu-west-1
        cloudwatch_log_group a/b/c/d: id a/b/c/d, region us-east-1
        cloudwatch_log_group a@eu-west-1: id a, region eu-west-1
        cloudwatch_log_group /: id /, region us-east-1
        cloudwatch_log_group a/b@eu-west-1: id a/b, region eu-west-1
        iam_role a/b/c/d: id a/b/c/d
        iam_role a@eu-west-1: id a@eu-west-1
        iam_role /: id /
        iam_role a/b@eu-west-1: id a/b@eu-west-1"#]].assert_eq(&said.join("\n"));
}
