//! APIs made of definitions: what the definition says of the API itself, and the configuration does not, is no
//! difference afterwards.

use serde_json::{Value as Json, json};

use crate::replay::{Kept, Stand, aws, aws_with, id, plane};

const API: &str = "aws_apigatewayv2_api";

/// A definition that says everything of its API that a configuration can say, too.
fn definition(path: &str) -> Json {
    json!({
        "openapi": "3.0.1",
        "info": {"title": "by the definition", "version": "1.0", "description": "of the definition"},
        "tags": [{"name": "from", "x-amazon-apigateway-tag-value": "definition"}],
        "x-amazon-apigateway-cors": {"allowOrigins": ["https://definition.example.com"], "allowMethods": ["GET"]},
        "paths": {path: {"get": {"x-amazon-apigateway-integration": {"type": "HTTP_PROXY", "httpMethod": "GET",
            "payloadFormatVersion": "1.0", "uri": "https://api.example.com/"}}}},
    })
}

/// The definition as YAML, as somebody would write it.
fn yaml(path: &str) -> String {
    format!(
        r#"---
openapi: 3.0.1
info:
  title: by the definition
  version: "1.0"
  description: of the definition
tags:
  - name: from
    x-amazon-apigateway-tag-value: definition
x-amazon-apigateway-cors:
  allowOrigins: [https://definition.example.com]
  allowMethods: [GET]
paths:
  {path}:
    get:
      x-amazon-apigateway-integration:
        type: HTTP_PROXY
        httpMethod: GET
        payloadFormatVersion: "1.0" # by habit
        uri: https://api.example.com/
"#
    )
}

/// A configuration without and with each thing that a definition can say, too.
fn configurations() -> Vec<Json> {
    let cors = json!([{"allow_origins": ["https://configuration.example.com"]}]);
    let said = [
        ("version", json!("v1")),
        ("description", json!("said")),
        ("cors_configuration", cors),
        ("tags", json!({"a": "1"})),
        ("disable_execute_api_endpoint", json!(true)),
    ];
    (0..1 << said.len())
        .map(|chosen: usize| {
            let mut config = json!({"name": "a", "protocol_type": "HTTP"});
            for (at, (name, value)) in said.iter().enumerate() {
                if chosen & (1 << at) != 0 {
                    config[*name] = value.clone();
                }
            }
            config
        })
        .collect()
}

fn with(config: &Json, body: Json) -> Json {
    let mut config = config.clone();
    config["body"] = body;
    config
}

async fn routes(stand: &Stand, api: &Kept) -> Vec<String> {
    let routes = stand.call("apigatewayv2", "GetRoutes", json!({"ApiId": id(api)})).await;
    let routes = routes["Items"].as_array().expect("routes").iter();
    routes.map(|it| it["RouteKey"].as_str().expect("a key").to_owned()).collect()
}

#[tokio::test]
async fn what_a_definition_says_is_never_a_difference() {
    let tagging = json!({"default_tags": [{"tags": {"owner": "us"}}]});
    for provider in [json!({}), tagging] {
        let stand = aws_with(plane(), provider, &[]).await;
        for config in configurations() {
            // Made with a definition, changed in it, written otherwise, and without it at last.
            let first = with(&config, json!(definition("/first").to_string()));
            let api = stand.apply_but(API, None, first.clone(), &["body", "tags"]).await;
            assert_eq!(routes(&stand, &api).await, ["GET /first"]);
            let indented = serde_json::to_string_pretty(&definition("/first")).expect("JSON");
            for same in [indented, yaml("/first")] {
                let same = with(&config, json!(same));
                assert_eq!(stand.action(API, Some(&api), &same).await, "no change", "{same}");
            }
            let second = with(&config, json!(yaml("/second")));
            let api = stand.apply_but(API, Some(&api), second, &["body", "tags"]).await;
            assert_eq!(routes(&stand, &api).await, ["GET /second"]);
            let strict = with(&with(&config, json!(definition("/third").to_string())), Json::Null);
            let api = stand.apply_but(API, Some(&api), strict, &["body", "tags"]).await;
            assert_eq!(routes(&stand, &api).await, ["GET /second"], "what was imported stays");
            for (name, value) in config.as_object().expect("an object") {
                let shown = stand.show(&api, &[name]);
                let there: Json = serde_json::from_str(&shown[name.len() + 1..]).expect("JSON");
                match name.as_str() {
                    "cors_configuration" => assert_eq!(there[0]["allow_origins"], value[0]["allow_origins"]),
                    _ => assert_eq!(there, *value, "{name}"),
                }
            }
            stand.destroy(api).await;
        }
    }
}

#[tokio::test]
async fn a_definition_may_come_later_and_fail() {
    let stand = aws().await;
    let plain = json!({"name": "a", "protocol_type": "HTTP"});
    let api = stand.apply(API, None, plain.clone()).await;
    let strict = |body: Json| {
        let mut config = with(&plain, json!(body.to_string()));
        config["fail_on_warnings"] = json!(true);
        config
    };
    let unread = ["body", "fail_on_warnings"];
    let api = stand.apply_but(API, Some(&api), strict(definition("/first")), &unread).await;
    let mut doubtful = definition("/second");
    doubtful["servers"] = json!([{"url": "https://example.com/one"}, {"url": "https://example.com/two"}]);
    doubtful["paths"]["/second"]["get"]["security"] = json!([{"nobody": []}]);
    let refused = stand.try_apply(API, Some(&api), &strict(doubtful.clone())).await.expect_err("warnings");
    assert!(refused.contains("importing OpenAPI definition"), "{refused}");
    assert_eq!(routes(&stand, &api).await, ["GET /first"]);
    let read = stand.refresh(&api).await.expect("it is there");
    assert_eq!(stand.action(API, Some(&read), &strict(doubtful)).await, "update", "it is tried again");
    assert_eq!(stand.action(API, Some(&read), &strict(definition("/first"))).await, "no change");
}

#[tokio::test]
async fn a_definition_that_is_none_is_refused_where_it_stands() {
    let stand = aws().await;
    for (body, expected) in [
        (
            "{\"openapi\": ",
            "error: body: \"body\" contains an invalid JSON: EOF while parsing a value at line 1 column 12",
        ),
        ("openapi: [", "error: body: \"body\" contains an invalid YAML: line 2, column 1: "),
        ("openapi.yaml", "error: body: \"body\" must be a definition as JSON or YAML, got \"openapi.yaml\""),
        ("<unknown>", ""),
        ("", ""),
    ] {
        let config = json!({"name": "a", "protocol_type": "HTTP", "body": body});
        let said = stand.validate(API, &config).await;
        assert!(said.starts_with(expected) && said.is_empty() == expected.is_empty(), "{said}");
    }
}
