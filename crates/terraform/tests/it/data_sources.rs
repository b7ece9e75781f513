//! Data sources.

use expect_test::expect;
use serde_json::{Value as Json, json};

use crate::replay::{api, aws, id};

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
