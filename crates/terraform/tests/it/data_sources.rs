//! Data sources.

use expect_test::expect;
use serde_json::{Value as Json, json};

use crate::replay::{api, aws, id, value};

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

#[tokio::test]
async fn apis_are_found_by_all_that_is_asked_for() {
    let stand = aws().await;
    for (name, protocol, tags) in [
        ("first", "HTTP", json!({"Name": "one"})),
        ("first", "HTTP", json!({"Name": "two"})),
        ("second", "WEBSOCKET", json!({"Name": "one", "More": ""})),
    ] {
        let expression = (protocol == "WEBSOCKET").then_some("$request.body.action");
        let config =
            json!({"name": name, "protocol_type": protocol, "tags": tags, "route_selection_expression": expression});
        api(&stand, config).await;
    }
    for (asked, count) in [
        (json!({}), 3),
        (json!({"name": "first"}), 2),
        (json!({"name": "firs"}), 0),
        (json!({"name": ""}), 3),
        (json!({"protocol_type": "WEBSOCKET"}), 1),
        (json!({"tags": {"Name": "one"}}), 2),
        (json!({"tags": {"Name": "one", "More": ""}}), 1),
        (json!({"tags": {"Name": "one"}, "protocol_type": "HTTP"}), 1),
        (json!({"tags": {"Name": "three"}}), 0),
        (json!({"region": "eu-west-1"}), 0),
    ] {
        let found = stand.data("aws_apigatewayv2_apis", asked.clone()).await;
        assert_eq!(found["ids"].as_array().map(Vec::len), Some(count), "{asked}");
    }
}

#[tokio::test]
async fn links_exports_and_what_is_not_there() {
    let stand = aws().await;
    let link = json!({"name": "l", "security_group_ids": ["sg-1"], "subnet_ids": ["subnet-1"], "tags": {"a": "1"}});
    let link = stand.apply("aws_apigatewayv2_vpc_link", None, link).await;
    let read = stand.data("aws_apigatewayv2_vpc_link", json!({"vpc_link_id": id(&link)})).await;
    expect![[r#"{"arn":"arn:aws:apigateway:us-east-1::/vpclinks/<link>","id":"<link>","name":"l","region":"us-east-1","security_group_ids":["sg-1"],"subnet_ids":["subnet-1"],"tags":{"a":"1"},"vpc_link_id":"<link>"}"#]].assert_eq(&read.to_string().replace(&id(&link), "<link>"));
    let first = api(&stand, json!({})).await;
    let asked =
        json!({"api_id": id(&first), "specification": "OAS30", "output_type": "YAML", "include_extensions": false});
    let export = stand.data("aws_apigatewayv2_export", asked).await;
    assert!(export["body"].as_str().is_some_and(|it| it.starts_with("---\nopenapi:")), "{export}");
    let mut said = Vec::new();
    for (type_name, config) in [
        ("aws_apigatewayv2_api", json!({"api_id": "none"})),
        ("aws_apigatewayv2_vpc_link", json!({"vpc_link_id": "none"})),
        ("aws_apigatewayv2_export", json!({"api_id": "none", "specification": "OAS30", "output_type": "JSON"})),
        ("aws_region", json!({"name": "nowhere-1"})),
    ] {
        let schema = stand.provider.data_source_schema(type_name).expect("a schema");
        let outcome = stand.configured.read_data_source(type_name, value(&schema, &config)).await;
        said.push(outcome.diagnostics.to_string());
    }
    expect![[r#"
        error: reading API Gateway v2 API (none): operation error apigatewayv2: GetApi, StatusCode: 404, NotFoundException: Invalid API identifier specified 123456789012:none
        error: reading API Gateway v2 VPC Link (none): operation error apigatewayv2: GetVpcLink, StatusCode: 404, NotFoundException: Invalid VpcLink identifier specified none
        error: reading API Gateway v2 Export (none): operation error apigatewayv2: ExportApi, StatusCode: 404, NotFoundException: Invalid API identifier specified 123456789012:none
        error: finding Region using name "nowhere-1": there is no such region"#]].assert_eq(&said.join("\n"));
}
