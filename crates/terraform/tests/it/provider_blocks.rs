//! What a provider block says of all resources: tags, regions, and what it does not say yet.

use std::collections::BTreeMap;
use std::sync::Arc;

use callboard_terraform::aws::AwsProvider;
use callboard_terraform::awscc::AwsccProvider;
use callboard_terraform::cty::Value;
use callboard_terraform::provider::{ConfigureRequest, Environment, Provider};
use expect_test::expect;
use serde_json::json;

use crate::replay::{OnePlane, REGION, aws, aws_with, id, plane, value};

const API: &str = "aws_apigatewayv2_api";

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
