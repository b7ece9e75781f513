//! APIs and what is in them: the rows of upstream's acceptance tests.

use expect_test::expect;
use serde_json::{Value as Json, json};

use crate::replay::{Kept, Stand, aws};

async fn api(stand: &Stand, protocol: &str) -> String {
    let config = match protocol {
        "WEBSOCKET" => {
            json!({"name": "a", "protocol_type": protocol, "route_selection_expression": "$request.body.action"})
        }
        _ => json!({"name": "a", "protocol_type": protocol}),
    };
    id(&stand.apply("aws_apigatewayv2_api", None, config).await)
}

fn id(kept: &Kept) -> String {
    kept.state.get("id").as_str().expect("an id").to_owned()
}

/// Applies each configuration in turn, and shows some attributes after each.
async fn steps(stand: &Stand, type_name: &str, steps: &[Json], shown: &[&str]) -> (Kept, String) {
    let mut kept: Option<Kept> = None;
    let mut texts = Vec::new();
    for step in steps {
        let next = stand.apply(type_name, kept.as_ref(), step.clone()).await;
        texts.push(stand.show(&next, shown));
        kept = Some(next);
    }
    (kept.expect("a step"), texts.join("\n---\n"))
}

#[tokio::test]
async fn an_api_with_all_attributes_and_back() {
    let stand = aws().await;
    let shown = [
        "api_key_selection_expression",
        "cors_configuration",
        "description",
        "disable_execute_api_endpoint",
        "ip_address_type",
        "protocol_type",
        "route_selection_expression",
        "tags",
        "version",
    ];
    let basic = json!({"name": "a", "protocol_type": "HTTP"});
    let full = json!({"name": "b", "protocol_type": "HTTP", "description": "test description", "version": "v1",
        "disable_execute_api_endpoint": true, "tags": {"k": "v"},
        "cors_configuration": [{"allow_headers": ["Authorization"], "allow_methods": ["GET", "put"],
            "allow_origins": ["https://www.example.com"]}]});
    let cors = json!({"name": "b", "protocol_type": "HTTP", "cors_configuration": [{"allow_credentials": true,
        "allow_methods": ["*"], "allow_origins": ["HTTP://WWW.EXAMPLE.COM", "https://example.io"],
        "expose_headers": ["X-Api-Id"], "max_age": 500}]});
    let (kept, text) = steps(&stand, "aws_apigatewayv2_api", &[basic.clone(), full, cors, basic], &shown).await;
    expect![[r#"
        api_key_selection_expression "$request.header.x-api-key"
        cors_configuration []
        description ""
        disable_execute_api_endpoint false
        ip_address_type "ipv4"
        protocol_type "HTTP"
        route_selection_expression "$request.method $request.path"
        tags null
        version ""
        ---
        api_key_selection_expression "$request.header.x-api-key"
        cors_configuration [{"allow_credentials":false,"allow_headers":["Authorization"],"allow_methods":["GET","put"],"allow_origins":["https://www.example.com"],"expose_headers":[],"max_age":0}]
        description "test description"
        disable_execute_api_endpoint true
        ip_address_type "ipv4"
        protocol_type "HTTP"
        route_selection_expression "$request.method $request.path"
        tags {"k":"v"}
        version "v1"
        ---
        api_key_selection_expression "$request.header.x-api-key"
        cors_configuration [{"allow_credentials":true,"allow_headers":[],"allow_methods":["*"],"allow_origins":["HTTP://WWW.EXAMPLE.COM","https://example.io"],"expose_headers":["X-Api-Id"],"max_age":500}]
        description ""
        disable_execute_api_endpoint false
        ip_address_type "ipv4"
        protocol_type "HTTP"
        route_selection_expression "$request.method $request.path"
        tags null
        version ""
        ---
        api_key_selection_expression "$request.header.x-api-key"
        cors_configuration []
        description ""
        disable_execute_api_endpoint false
        ip_address_type "ipv4"
        protocol_type "HTTP"
        route_selection_expression "$request.method $request.path"
        tags null
        version """#]].assert_eq(&text);
    stand.destroy(kept).await;
}

#[tokio::test]
async fn an_api_made_by_quick_create() {
    let stand = aws().await;
    let config =
        json!({"name": "a", "protocol_type": "HTTP", "target": "http://www.example.com/", "route_key": "GET /pets"});
    let unread = ["target", "route_key"];
    let api = stand.apply_but("aws_apigatewayv2_api", None, config, &unread).await;
    let refused = stand.import("aws_apigatewayv2_stage", &format!("{}/$default", id(&api))).await.expect_err("managed");
    expect![[r#"
        error: API Gateway v2 Stage (<api>/$default) was created via quick create
          API Gateway manages this stage together with its API: it belongs to the aws_apigatewayv2_api resource whose `target` made it, and import that one instead. To manage the stage by itself, make the API without `target`, and its integration, route and stage as resources of their own."#]].assert_eq(&refused.replace(&id(&api), "<api>"));
    assert_eq!(
        stand
            .action(
                "aws_apigatewayv2_api",
                Some(&api),
                &json!({"name": "a", "protocol_type": "HTTP", "target": "http://other/"})
            )
            .await,
        "replace for route_key, target"
    );
    stand.destroy(api).await;
}

#[tokio::test]
async fn an_api_from_a_definition() {
    let stand = aws().await;
    let body = |title: &str, path: &str| {
        json!({"openapi": "3.0.1", "info": {"title": title, "version": "1.0"}, "paths": {path: {"get": {
            "x-amazon-apigateway-integration": {"type": "HTTP_PROXY", "httpMethod": "GET",
                "payloadFormatVersion": "1.0", "uri": "https://api.example.com/"}}}}})
        .to_string()
    };
    let config =
        |body: &str| json!({"name": "a", "protocol_type": "HTTP", "version": "1.0", "description": "d", "body": body});
    let first = body("a", "/test");
    let api = stand.apply_but("aws_apigatewayv2_api", None, config(&first), &["body"]).await;
    let spaced = format!(" {first} ");
    assert_eq!(stand.action("aws_apigatewayv2_api", Some(&api), &config(&spaced)).await, "no change");
    let api = stand.apply_but("aws_apigatewayv2_api", Some(&api), config(&body("a", "/update")), &["body"]).await;
    let routes = stand.call("apigatewayv2", "GetRoutes", json!({"ApiId": id(&api)})).await;
    assert_eq!(routes["Items"][0]["RouteKey"], "GET /update");
    expect![[r#"
        name "a"
        description "d"
        version "1.0""#]]
    .assert_eq(&stand.show(&api, &["name", "description", "version"]));
}

#[tokio::test]
async fn integrations_over_http_and_websocket() {
    let stand = aws().await;
    let (http, websocket) = (api(&stand, "HTTP").await, api(&stand, "WEBSOCKET").await);
    let shown = [
        "connection_type",
        "integration_method",
        "integration_response_selection_expression",
        "integration_type",
        "passthrough_behavior",
        "payload_format_version",
        "request_parameters",
        "request_templates",
        "response_parameters",
        "template_selection_expression",
        "timeout_milliseconds",
        "tls_config",
    ];
    let mapping = json!({"api_id": http, "integration_type": "HTTP_PROXY", "integration_method": "ANY",
        "integration_uri": "http://www.example.com",
        "request_parameters": {"append:header.header1": "$context.requestId", "remove:querystring.qs1": "''"},
        "response_parameters": [{"status_code": "500", "mappings": {"append:header.header1": "$context.requestId", "overwrite:statuscode": "403"}},
            {"status_code": "404", "mappings": {"append:header.error": "$stageVariables.environmentId"}}]});
    let updated = json!({"api_id": http, "integration_type": "HTTP_PROXY", "integration_method": "ANY",
        "integration_uri": "http://www.example.com",
        "request_parameters": {"append:header.header1": "$context.accountId", "overwrite:header.header2": "$stageVariables.environmentId"},
        "response_parameters": [{"status_code": "500", "mappings": {"append:header.header1": "$context.requestId", "overwrite:statuscode": "403"}}]});
    let bare = json!({"api_id": http, "integration_type": "HTTP_PROXY", "integration_method": "GET",
        "integration_uri": "https://example.com"});
    let (kept, text) = steps(&stand, "aws_apigatewayv2_integration", &[mapping, updated, bare], &shown).await;
    expect![[r#"
        connection_type "INTERNET"
        integration_method "ANY"
        integration_response_selection_expression ""
        integration_type "HTTP_PROXY"
        passthrough_behavior ""
        payload_format_version "1.0"
        request_parameters {"append:header.header1":"$context.requestId","remove:querystring.qs1":"''"}
        request_templates null
        response_parameters [{"mappings":{"append:header.error":"$stageVariables.environmentId"},"status_code":"404"},{"mappings":{"append:header.header1":"$context.requestId","overwrite:statuscode":"403"},"status_code":"500"}]
        template_selection_expression ""
        timeout_milliseconds 30000
        tls_config []
        ---
        connection_type "INTERNET"
        integration_method "ANY"
        integration_response_selection_expression ""
        integration_type "HTTP_PROXY"
        passthrough_behavior ""
        payload_format_version "1.0"
        request_parameters {"append:header.header1":"$context.accountId","overwrite:header.header2":"$stageVariables.environmentId"}
        request_templates null
        response_parameters [{"mappings":{"append:header.header1":"$context.requestId","overwrite:statuscode":"403"},"status_code":"500"}]
        template_selection_expression ""
        timeout_milliseconds 30000
        tls_config []
        ---
        connection_type "INTERNET"
        integration_method "GET"
        integration_response_selection_expression ""
        integration_type "HTTP_PROXY"
        passthrough_behavior ""
        payload_format_version "1.0"
        request_parameters null
        request_templates null
        response_parameters []
        template_selection_expression ""
        timeout_milliseconds 30000
        tls_config []"#]].assert_eq(&text);
    stand.destroy(kept).await;

    let mock = json!({"api_id": websocket, "integration_type": "MOCK"});
    let (_, text) = steps(&stand, "aws_apigatewayv2_integration", &[mock], &shown).await;
    expect![[r#"
        connection_type "INTERNET"
        integration_method ""
        integration_response_selection_expression "${integration.response.statuscode}"
        integration_type "MOCK"
        passthrough_behavior "WHEN_NO_MATCH"
        payload_format_version "1.0"
        request_parameters null
        request_templates null
        response_parameters []
        template_selection_expression ""
        timeout_milliseconds 29000
        tls_config []"#]]
    .assert_eq(&text);
    let http_type = json!({"api_id": websocket, "integration_type": "HTTP", "integration_method": "GET",
        "integration_uri": "http://www.example.com", "content_handling_strategy": "CONVERT_TO_TEXT",
        "credentials_arn": "arn:aws:iam::123456789012:role/r", "description": "Test HTTP",
        "passthrough_behavior": "WHEN_NO_MATCH", "request_templates": {"application/json": ""},
        "request_parameters": {"integration.request.querystring.stage": "'value1'"},
        "template_selection_expression": "$request.body.name", "timeout_milliseconds": 28999});
    let http_updated = json!({"api_id": websocket, "integration_type": "HTTP", "integration_method": "POST",
        "integration_uri": "http://www.example.org", "content_handling_strategy": "CONVERT_TO_BINARY",
        "credentials_arn": "arn:aws:iam::123456789012:role/r", "description": "Test HTTP updated",
        "passthrough_behavior": "WHEN_NO_TEMPLATES",
        "request_templates": {"application/json": "#set($number=42)", "application/xml": "#set($percent=$number/100)"},
        "request_parameters": {"integration.request.header.x-userid": "'value2'", "integration.request.path.op": "'value3'"},
        "template_selection_expression": "$request.body.id", "timeout_milliseconds": 51});
    let (_, text) = steps(&stand, "aws_apigatewayv2_integration", &[http_type, http_updated], &shown).await;
    expect![[r##"
        connection_type "INTERNET"
        integration_method "GET"
        integration_response_selection_expression "${integration.response.statuscode}"
        integration_type "HTTP"
        passthrough_behavior "WHEN_NO_MATCH"
        payload_format_version "1.0"
        request_parameters {"integration.request.querystring.stage":"'value1'"}
        request_templates {"application/json":""}
        response_parameters []
        template_selection_expression "$request.body.name"
        timeout_milliseconds 28999
        tls_config []
        ---
        connection_type "INTERNET"
        integration_method "POST"
        integration_response_selection_expression "${integration.response.statuscode}"
        integration_type "HTTP"
        passthrough_behavior "WHEN_NO_TEMPLATES"
        payload_format_version "1.0"
        request_parameters {"integration.request.header.x-userid":"'value2'","integration.request.path.op":"'value3'"}
        request_templates {"application/json":"#set($number=42)","application/xml":"#set($percent=$number/100)"}
        response_parameters []
        template_selection_expression "$request.body.id"
        timeout_milliseconds 51
        tls_config []"##]]
    .assert_eq(&text);
    let lambda = json!({"api_id": http, "integration_type": "AWS_PROXY", "payload_format_version": "2.0",
        "integration_uri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"});
    let (_, text) = steps(&stand, "aws_apigatewayv2_integration", &[lambda], &shown).await;
    expect![[r#"
        connection_type "INTERNET"
        integration_method "POST"
        integration_response_selection_expression ""
        integration_type "AWS_PROXY"
        passthrough_behavior ""
        payload_format_version "2.0"
        request_parameters null
        request_templates null
        response_parameters []
        template_selection_expression ""
        timeout_milliseconds 30000
        tls_config []"#]]
    .assert_eq(&text);
}

#[tokio::test]
async fn responses_of_integrations_and_routes() {
    let stand = aws().await;
    let api = api(&stand, "WEBSOCKET").await;
    let integration =
        stand.apply("aws_apigatewayv2_integration", None, json!({"api_id": api, "integration_type": "MOCK"})).await;
    let shown = [
        "content_handling_strategy",
        "integration_response_key",
        "response_templates",
        "template_selection_expression",
    ];
    let all = json!({"api_id": api, "integration_id": id(&integration), "integration_response_key": "$default",
        "content_handling_strategy": "CONVERT_TO_TEXT", "template_selection_expression": "$request.body.name",
        "response_templates": {"application/json": ""}});
    let updated = json!({"api_id": api, "integration_id": id(&integration), "integration_response_key": "/404/",
        "content_handling_strategy": "CONVERT_TO_BINARY", "template_selection_expression": "$request.body.id",
        "response_templates": {"application/json": "#set($number=42)", "application/xml": "#set($percent=$number/100)"}});
    let (kept, text) = steps(&stand, "aws_apigatewayv2_integration_response", &[all, updated], &shown).await;
    expect![[r##"
        content_handling_strategy "CONVERT_TO_TEXT"
        integration_response_key "$default"
        response_templates {"application/json":""}
        template_selection_expression "$request.body.name"
        ---
        content_handling_strategy "CONVERT_TO_BINARY"
        integration_response_key "/404/"
        response_templates {"application/json":"#set($number=42)","application/xml":"#set($percent=$number/100)"}
        template_selection_expression "$request.body.id""##]]
    .assert_eq(&text);
    stand.destroy(kept).await;

    let schema = r#"{"$schema": "http://json-schema.org/draft-04/schema#", "title": "m", "type": "object"}"#;
    let shown = ["content_type", "description", "name", "schema"];
    let model =
        json!({"api_id": api, "content_type": "text/x-json", "name": "m", "description": "test", "schema": schema});
    let plain = json!({"api_id": api, "content_type": "application/json", "name": "m", "schema": schema});
    let (model, text) = steps(&stand, "aws_apigatewayv2_model", &[model, plain], &shown).await;
    expect![[r#"
        content_type "text/x-json"
        description "test"
        name "m"
        schema "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"title\":\"m\",\"type\":\"object\"}"
        ---
        content_type "application/json"
        description ""
        name "m"
        schema "{\"$schema\":\"http://json-schema.org/draft-04/schema#\",\"title\":\"m\",\"type\":\"object\"}""#]]
    .assert_eq(&text);

    let shown = [
        "api_key_required",
        "model_selection_expression",
        "request_models",
        "request_parameter",
        "route_response_selection_expression",
    ];
    let route = json!({"api_id": api, "route_key": "$default", "model_selection_expression": "action", "request_models": {"test": "m"}});
    let plain = json!({"api_id": api, "route_key": "$default", "route_response_selection_expression": "$default", "operation_name": "GET", "api_key_required": true});
    let (route, text) = steps(&stand, "aws_apigatewayv2_route", &[route, plain], &shown).await;
    expect![[r#"
        api_key_required false
        model_selection_expression "action"
        request_models {"test":"m"}
        request_parameter []
        route_response_selection_expression ""
        ---
        api_key_required true
        model_selection_expression ""
        request_models null
        request_parameter []
        route_response_selection_expression "$default""#]]
    .assert_eq(&text);
    let response = json!({"api_id": api, "route_id": id(&route), "route_response_key": "$default",
        "model_selection_expression": "action", "response_models": {"test": "m"}});
    let (response, text) = steps(
        &stand,
        "aws_apigatewayv2_route_response",
        &[response],
        &["model_selection_expression", "response_models"],
    )
    .await;
    expect![[r#"
        model_selection_expression "action"
        response_models {"test":"m"}"#]]
    .assert_eq(&text);
    stand.destroy(response).await;
    let connect = |parameters: Json| json!({"api_id": api, "route_key": "$connect", "request_parameter": parameters});
    let one = json!([{"request_parameter_key": "route.request.header.authorization", "required": true}]);
    let two = json!([{"request_parameter_key": "route.request.header.authorization", "required": false},
        {"request_parameter_key": "route.request.querystring.authToken", "required": true}]);
    let (_, text) = steps(
        &stand,
        "aws_apigatewayv2_route",
        &[connect(one), connect(two), connect(json!([]))],
        &["request_parameter"],
    )
    .await;
    expect![[r#"
        request_parameter [{"request_parameter_key":"route.request.header.authorization","required":true}]
        ---
        request_parameter [{"request_parameter_key":"route.request.header.authorization","required":false},{"request_parameter_key":"route.request.querystring.authToken","required":true}]
        ---
        request_parameter []"#]].assert_eq(&text);
    stand.destroy(route).await;
    stand.destroy(model).await;
}

#[tokio::test]
async fn authorizers_and_routes_that_use_them() {
    let stand = aws().await;
    let (http, websocket) = (api(&stand, "HTTP").await, api(&stand, "WEBSOCKET").await);
    let uri = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations";
    let shown = [
        "authorizer_payload_format_version",
        "authorizer_result_ttl_in_seconds",
        "authorizer_type",
        "enable_simple_responses",
        "identity_sources",
        "jwt_configuration",
    ];
    let basic = json!({"api_id": websocket, "authorizer_type": "REQUEST", "name": "w", "authorizer_uri": uri});
    let sources = json!({"api_id": websocket, "authorizer_type": "REQUEST", "name": "w", "authorizer_uri": uri,
        "authorizer_credentials_arn": "arn:aws:iam::123456789012:role/r", "identity_sources": ["route.request.header.Auth", "route.request.querystring.Name"]});
    let (_, text) = steps(&stand, "aws_apigatewayv2_authorizer", &[basic.clone(), sources, basic], &shown).await;
    expect![[r#"
        authorizer_payload_format_version ""
        authorizer_result_ttl_in_seconds 0
        authorizer_type "REQUEST"
        enable_simple_responses false
        identity_sources null
        jwt_configuration []
        ---
        authorizer_payload_format_version ""
        authorizer_result_ttl_in_seconds 0
        authorizer_type "REQUEST"
        enable_simple_responses false
        identity_sources ["route.request.header.Auth","route.request.querystring.Name"]
        jwt_configuration []
        ---
        authorizer_payload_format_version ""
        authorizer_result_ttl_in_seconds 0
        authorizer_type "REQUEST"
        enable_simple_responses false
        identity_sources null
        jwt_configuration []"#]]
    .assert_eq(&text);
    let jwt = |audience: Json| {
        json!({"api_id": http, "authorizer_type": "JWT", "name": "j", "identity_sources": ["$request.header.Authorization"],
            "jwt_configuration": [{"audience": audience, "issuer": "https://cognito-idp.us-east-1.amazonaws.com/p"}]})
    };
    let (jwt, text) =
        steps(&stand, "aws_apigatewayv2_authorizer", &[jwt(json!(["test"])), jwt(json!(["test", "testing"]))], &shown)
            .await;
    expect![[r#"
        authorizer_payload_format_version ""
        authorizer_result_ttl_in_seconds 0
        authorizer_type "JWT"
        enable_simple_responses false
        identity_sources ["$request.header.Authorization"]
        jwt_configuration [{"audience":["test"],"issuer":"https://cognito-idp.us-east-1.amazonaws.com/p"}]
        ---
        authorizer_payload_format_version ""
        authorizer_result_ttl_in_seconds 0
        authorizer_type "JWT"
        enable_simple_responses false
        identity_sources ["$request.header.Authorization"]
        jwt_configuration [{"audience":["test","testing"],"issuer":"https://cognito-idp.us-east-1.amazonaws.com/p"}]"#]]
    .assert_eq(&text);
    let lambda = json!({"api_id": http, "authorizer_type": "REQUEST", "name": "l", "authorizer_uri": uri,
        "authorizer_payload_format_version": "2.0", "enable_simple_responses": true, "identity_sources": ["$request.header.Auth"]});
    let cached = |ttl: u64| {
        json!({"api_id": http, "authorizer_type": "REQUEST", "name": "l", "authorizer_uri": uri,
            "authorizer_payload_format_version": "1.0", "authorizer_result_ttl_in_seconds": ttl,
            "identity_sources": ["$request.header.Auth", "$request.querystring.Name"]})
    };
    let (_, text) =
        steps(&stand, "aws_apigatewayv2_authorizer", &[lambda, cached(3600), cached(0), cached(600)], &shown).await;
    expect![[r#"
        authorizer_payload_format_version "2.0"
        authorizer_result_ttl_in_seconds 300
        authorizer_type "REQUEST"
        enable_simple_responses true
        identity_sources ["$request.header.Auth"]
        jwt_configuration []
        ---
        authorizer_payload_format_version "1.0"
        authorizer_result_ttl_in_seconds 3600
        authorizer_type "REQUEST"
        enable_simple_responses false
        identity_sources ["$request.header.Auth","$request.querystring.Name"]
        jwt_configuration []
        ---
        authorizer_payload_format_version "1.0"
        authorizer_result_ttl_in_seconds 0
        authorizer_type "REQUEST"
        enable_simple_responses false
        identity_sources ["$request.header.Auth","$request.querystring.Name"]
        jwt_configuration []
        ---
        authorizer_payload_format_version "1.0"
        authorizer_result_ttl_in_seconds 600
        authorizer_type "REQUEST"
        enable_simple_responses false
        identity_sources ["$request.header.Auth","$request.querystring.Name"]
        jwt_configuration []"#]]
    .assert_eq(&text);
    let route = |scopes: Json| json!({"api_id": http, "route_key": "GET /test", "authorization_type": "JWT", "authorizer_id": id(&jwt), "authorization_scopes": scopes});
    let (route, text) = steps(
        &stand,
        "aws_apigatewayv2_route",
        &[route(json!(["user.id", "user.email"])), route(json!(["user.email"]))],
        &["authorization_type", "authorization_scopes", "api_key_required"],
    )
    .await;
    expect![[r#"
        authorization_type "JWT"
        authorization_scopes ["user.email","user.id"]
        api_key_required false
        ---
        authorization_type "JWT"
        authorization_scopes ["user.email"]
        api_key_required false"#]]
    .assert_eq(&text);
    stand.destroy(route).await;
    stand.destroy(jwt).await;
}

#[tokio::test]
async fn deployments_and_the_stages_that_use_them() {
    let stand = aws().await;
    let api = api(&stand, "WEBSOCKET").await;
    let integration =
        stand.apply("aws_apigatewayv2_integration", None, json!({"api_id": api, "integration_type": "MOCK"})).await;
    let target = format!("integrations/{}", id(&integration));
    stand
        .apply("aws_apigatewayv2_route", None, json!({"api_id": api, "route_key": "$default", "target": target}))
        .await;
    let config = |description: &str, trigger: &str| json!({"api_id": api, "description": description, "triggers": {"t": trigger}});
    let first =
        stand.apply_but("aws_apigatewayv2_deployment", None, config("Test description", "1"), &["triggers"]).await;
    let second = stand
        .apply_but("aws_apigatewayv2_deployment", Some(&first), config("Test description updated", "1"), &["triggers"])
        .await;
    expect![[r#"
        auto_deployed false
        description "Test description updated""#]]
    .assert_eq(&stand.show(&second, &["auto_deployed", "description"]));
    assert_eq!(id(&first), id(&second));
    assert_eq!(
        stand.action("aws_apigatewayv2_deployment", Some(&second), &config("Test description updated", "2")).await,
        "replace for triggers"
    );
    let stage = stand
        .apply("aws_apigatewayv2_stage", None, json!({"api_id": api, "name": "s", "deployment_id": id(&second)}))
        .await;
    assert_eq!(stage.state.get("deployment_id").as_str(), Some(&*id(&second)));
    stand.destroy(stage).await;
    stand.destroy(second).await;
}

#[tokio::test]
async fn domain_names_mappings_and_rules() {
    let stand = aws().await;
    let http = api(&stand, "HTTP").await;
    let stage = stand.apply("aws_apigatewayv2_stage", None, json!({"api_id": http, "name": "s"})).await;
    let certificate = |id: &str| format!("arn:aws:acm:us-east-1:123456789012:certificate/{id}");
    let shown = ["arn", "domain_name_configuration", "mutual_tls_authentication", "tags", "routing_mode"];
    let domain = |certificate_arn: String, authentication: Json| {
        json!({"domain_name": "example.com", "mutual_tls_authentication": authentication,
            "domain_name_configuration": [{"certificate_arn": certificate_arn, "endpoint_type": "REGIONAL", "security_policy": "TLS_1_2"}]})
    };
    let authentication = json!([{"truststore_uri": "s3://bucket/truststore.pem", "truststore_version": "1"}]);
    let (domain, text) = steps(
        &stand,
        "aws_apigatewayv2_domain_name",
        &[
            domain(certificate("a"), json!([])),
            domain(certificate("b"), authentication),
            domain(certificate("b"), json!([])),
        ],
        &shown,
    )
    .await;
    let target = domain.state.get("domain_name_configuration").items().expect("one")[0].clone();
    let text = text.replace(target.get("target_domain_name").as_str().expect("one"), "<target>");
    let text = text.replace(target.get("hosted_zone_id").as_str().expect("one"), "<zone>");
    expect![[r#"
        arn "arn:aws:apigateway:us-east-1::/domainnames/example.com"
        domain_name_configuration [{"certificate_arn":"arn:aws:acm:us-east-1:123456789012:certificate/a","endpoint_type":"REGIONAL","hosted_zone_id":"<zone>","ip_address_type":"ipv4","ownership_verification_certificate_arn":"","security_policy":"TLS_1_2","target_domain_name":"<target>"}]
        mutual_tls_authentication []
        tags null
        routing_mode "API_MAPPING_ONLY"
        ---
        arn "arn:aws:apigateway:us-east-1::/domainnames/example.com"
        domain_name_configuration [{"certificate_arn":"arn:aws:acm:us-east-1:123456789012:certificate/b","endpoint_type":"REGIONAL","hosted_zone_id":"<zone>","ip_address_type":"ipv4","ownership_verification_certificate_arn":"","security_policy":"TLS_1_2","target_domain_name":"<target>"}]
        mutual_tls_authentication [{"truststore_uri":"s3://bucket/truststore.pem","truststore_version":"1"}]
        tags null
        routing_mode "API_MAPPING_ONLY"
        ---
        arn "arn:aws:apigateway:us-east-1::/domainnames/example.com"
        domain_name_configuration [{"certificate_arn":"arn:aws:acm:us-east-1:123456789012:certificate/b","endpoint_type":"REGIONAL","hosted_zone_id":"<zone>","ip_address_type":"ipv4","ownership_verification_certificate_arn":"","security_policy":"TLS_1_2","target_domain_name":"<target>"}]
        mutual_tls_authentication []
        tags null
        routing_mode "API_MAPPING_ONLY""#]].assert_eq(&text);
    let mapping =
        |key: &str| json!({"api_id": http, "domain_name": "example.com", "stage": id(&stage), "api_mapping_key": key});
    let (mapping, text) = steps(
        &stand,
        "aws_apigatewayv2_api_mapping",
        &[mapping("v1"), mapping("v2"), mapping("")],
        &["api_mapping_key", "stage"],
    )
    .await;
    expect![[r#"
        api_mapping_key "v1"
        stage "s"
        ---
        api_mapping_key "v2"
        stage "s"
        ---
        api_mapping_key ""
        stage "s""#]]
    .assert_eq(&text);
    stand.destroy(mapping).await;
    let rule = |priority: u64| {
        json!({"domain_name": "example.com", "priority": priority,
            "action": [{"invoke_api": [{"api_id": http, "stage": id(&stage), "strip_base_path": true}]}],
            "condition": [{"match_base_paths": [{"any_of": ["v1", "v2"]}]},
                {"match_headers": [{"any_of": [{"header": "X-A", "value_glob": "a*"}]}]}]})
    };
    let (rule, text) =
        steps(&stand, "aws_apigatewayv2_routing_rule", &[rule(1), rule(2)], &["priority", "action", "condition"]).await;
    expect![[r#"
        priority 1
        action [{"invoke_api":[{"api_id":"<api>","stage":"s","strip_base_path":true}]}]
        condition [{"match_base_paths":[{"any_of":["v1","v2"]}],"match_headers":[]},{"match_base_paths":[],"match_headers":[{"any_of":[{"header":"X-A","value_glob":"a*"}]}]}]
        ---
        priority 2
        action [{"invoke_api":[{"api_id":"<api>","stage":"s","strip_base_path":true}]}]
        condition [{"match_base_paths":[{"any_of":["v1","v2"]}],"match_headers":[]},{"match_base_paths":[],"match_headers":[{"any_of":[{"header":"X-A","value_glob":"a*"}]}]}]"#]].assert_eq(&text.replace(&http, "<api>"));
    stand.destroy(rule).await;
    stand.destroy(domain).await;
}

#[tokio::test]
async fn links_to_networks() {
    let stand = aws().await;
    let config = |name: &str, tags: Json| json!({"name": name, "security_group_ids": ["sg-1"], "subnet_ids": ["subnet-1", "subnet-2"], "tags": tags});
    let (link, text) = steps(
        &stand,
        "aws_apigatewayv2_vpc_link",
        &[config("a", json!({"Key1": "Value1"})), config("b", Json::Null)],
        &["name", "security_group_ids", "subnet_ids", "tags", "tags_all"],
    )
    .await;
    expect![[r#"
        name "a"
        security_group_ids ["sg-1"]
        subnet_ids ["subnet-1","subnet-2"]
        tags {"Key1":"Value1"}
        tags_all {"Key1":"Value1"}
        ---
        name "b"
        security_group_ids ["sg-1"]
        subnet_ids ["subnet-1","subnet-2"]
        tags null
        tags_all {}"#]]
    .assert_eq(&text);
    stand.destroy(link).await;
}

#[tokio::test]
async fn log_groups_and_roles() {
    let stand = aws().await;
    let shown =
        ["arn", "name", "name_prefix", "retention_in_days", "log_group_class", "skip_destroy", "tags", "tags_all"];
    let group = |days: Json, tags: Json| json!({"name": "g", "retention_in_days": days, "tags": tags});
    let (group, text) = steps(
        &stand,
        "aws_cloudwatch_log_group",
        &[group(json!(7), json!({"a": "1"})), group(json!(30), json!({"b": "2"})), group(Json::Null, Json::Null)],
        &shown,
    )
    .await;
    expect![[r#"
        arn "arn:aws:logs:us-east-1:123456789012:log-group:g"
        name "g"
        name_prefix ""
        retention_in_days 7
        log_group_class "STANDARD"
        skip_destroy false
        tags {"a":"1"}
        tags_all {"a":"1"}
        ---
        arn "arn:aws:logs:us-east-1:123456789012:log-group:g"
        name "g"
        name_prefix ""
        retention_in_days 30
        log_group_class "STANDARD"
        skip_destroy false
        tags {"b":"2"}
        tags_all {"b":"2"}
        ---
        arn "arn:aws:logs:us-east-1:123456789012:log-group:g"
        name "g"
        name_prefix ""
        retention_in_days 0
        log_group_class "STANDARD"
        skip_destroy false
        tags null
        tags_all {}"#]]
    .assert_eq(&text);
    stand.destroy(group).await;
    let prefixed = stand.apply("aws_cloudwatch_log_group", None, json!({"name_prefix": "p-"})).await;
    assert!(prefixed.state.get("name").as_str().expect("a name").starts_with("p-20"));

    let policy = |service: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {{"Service": "{service}"}}}}]}}"#
        )
    };
    let inline = |name: &str| {
        format!(
            r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::{name}"}}}}"#
        )
    };
    let shown = [
        "arn",
        "assume_role_policy",
        "description",
        "inline_policy",
        "managed_policy_arns",
        "max_session_duration",
        "path",
        "tags",
    ];
    let first = json!({"name": "r", "assume_role_policy": policy("apigateway.amazonaws.com"), "description": "d", "tags": {"a": "1"},
        "inline_policy": [{"name": "i", "policy": inline("a")}]});
    let second = json!({"name": "r", "assume_role_policy": policy("lambda.amazonaws.com"), "max_session_duration": 7200, "inline_policy": [{"name": "i", "policy": inline("b")}]});
    let (role, text) = steps(&stand, "aws_iam_role", &[first, second], &shown).await;
    expect![[r#"
        arn "arn:aws:iam::123456789012:role/r"
        assume_role_policy "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"Service\":\"apigateway.amazonaws.com\"}}]}"
        description "d"
        inline_policy [{"name":"i","policy":"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::a\"}}"}]
        managed_policy_arns []
        max_session_duration 3600
        path "/"
        tags {"a":"1"}
        ---
        arn "arn:aws:iam::123456789012:role/r"
        assume_role_policy "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"sts:AssumeRole\",\"Principal\":{\"Service\":\"lambda.amazonaws.com\"}}]}"
        description ""
        inline_policy [{"name":"i","policy":"{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"s3:Get*\",\"Resource\":\"arn:aws:s3:::b\"}}"}]
        managed_policy_arns []
        max_session_duration 7200
        path "/"
        tags null"#]].assert_eq(&text);
    stand.destroy(role).await;
}
