use callboard_embedded::Quotas;
use expect_test::expect;

use crate::script::{Stagehand, options};

/// Runs a script so often, then once more, and shows the last answer.
fn last_answer(quotas: Quotas, script: &str, times: usize) -> String {
    let mut stagehand = Stagehand::new(options().with_quotas(quotas));
    stagehand.run("service apigatewayv2\nCreateApi {\"Name\": \"a\", \"ProtocolType\": \"HTTP\"}\nlet api = ApiId");
    let mut transcript = String::new();
    for number in 0..=times {
        transcript = stagehand.run(&script.replace('#', &number.to_string()));
    }
    transcript.lines().last().expect("an answer").trim().to_owned()
}

#[test]
fn quotas_are_enforced_where_they_are_switched_on() {
    let route = r#"CreateRoute {"ApiId": "$api", "RouteKey": "GET /#"}"#;
    expect!["429 ConflictException: Maximum number of Routes for this API has been reached. Please contact AWS if you need additional Routes."]
        .assert_eq(&last_answer(Quotas::Aws, route, 300));
    assert!(last_answer(Quotas::Off, route, 300).starts_with("{\"ApiKeyRequired\""));

    let stage = r#"CreateStage {"ApiId": "$api", "StageName": "s#"}"#;
    expect!["429 ConflictException: Maximum number of Stages for this API has been reached. Please contact AWS if you need additional Stages."]
        .assert_eq(&last_answer(Quotas::Aws, stage, 10));
    assert!(last_answer(Quotas::Aws, stage, 9).starts_with("{\"CreatedDate\""));
}

/// A definition of that many routes.
fn definition(routes: usize) -> String {
    let integration = r#"{"type": "http_proxy", "httpMethod": "GET", "uri": "https://example.com"}"#;
    let path = |at| format!(r#""/a{at}": {{"get": {{"x-amazon-apigateway-integration": {integration}}}}}"#);
    let paths: Vec<String> = (0..routes).map(path).collect();
    format!(r#"{{"openapi": "3.0.1", "info": {{"title": "a"}}, "paths": {{{}}}}}"#, paths.join(", "))
}

#[test]
fn quotas_hold_for_definitions_too() {
    let import = |quotas, routes| {
        let input = serde_json::json!({"Body": definition(routes)});
        last_answer(quotas, &format!("ImportApi {input}"), 0)
    };
    assert!(import(Quotas::Aws, 300).starts_with("{\"ApiEndpoint\""));
    expect!["429 ConflictException: Unable to create integration for 'GET /a300': Maximum number of Integrations for this API has been reached. Please contact AWS if you need additional Integrations."]
        .assert_eq(&import(Quotas::Aws, 301));
    assert!(import(Quotas::Off, 301).starts_with("{\"ApiEndpoint\""));
}
