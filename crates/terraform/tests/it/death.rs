//! A plane that dies while it is asked for something: what the state says, what is told, and how it goes on.

use std::sync::Arc;

use callboard_plane::layers::{Fault, Faults};
use callboard_terraform::aws::AwsProvider;
use callboard_terraform::awscc::AwsccProvider;
use callboard_terraform::cty::to_json;
use callboard_terraform::provider::{ApplyRequest, Environment, Provider};
use expect_test::{Expect, expect};
use serde_json::{Value as Json, json};

use crate::replay::{AnyPlane, Kept, Stand, stand, value};

const STAGE: &str = "aws_apigatewayv2_stage";
const API: &str = "aws_apigatewayv2_api";

/// A provider whose calls of an operation go wrong, over the plane of another stand.
async fn faulty(whole: &Stand, operation: &'static str, fault: Fault) -> Stand {
    let faults = AnyPlane(Arc::new(Faults::new(Arc::clone(&whole.plane), [fault]).only(operation)));
    let provider: Arc<dyn Provider> = match operation {
        "CreateResource" => Arc::new(AwsccProvider::new(Arc::new(faults), Environment::default())),
        _ => Arc::new(AwsProvider::new(Arc::new(faults), Environment::default())),
    };
    stand(provider, Arc::clone(&whole.plane), json!({})).await
}

/// Changes a resource: the id, some of the state, and what is told. No configuration removes it.
async fn changed(
    stand: &Stand,
    type_name: &str,
    prior: Option<&Kept>,
    config: Option<&Json>,
) -> (Option<Kept>, String) {
    let schema = stand.schema(type_name);
    let config = config.map(|it| value(&schema, it)).unwrap_or_default();
    let (planned, planned_private) = match config.is_null() {
        true => (config.clone(), Vec::new()),
        false => {
            let plan = stand.plan(type_name, prior, &config).await;
            (plan.planned, plan.private)
        }
    };
    let request = ApplyRequest {
        type_name: type_name.to_owned(),
        prior: prior.map(|it| it.state.clone()).unwrap_or_default(),
        planned,
        config,
        planned_private,
    };
    let outcome = stand.configured.apply(request).await;
    let kept = outcome.value.filter(|it| !it.state.is_null());
    let json = kept.as_ref().map_or(Json::Null, |it| to_json(&it.state, &schema.implied_type()));
    let mut said = format!("id {} description {}", json["id"], json["description"]);
    for it in &outcome.diagnostics.0 {
        said.push_str(&format!("\n{}\n{}", it.summary, it.detail));
    }
    let kept = kept.map(|it| Kept { type_name: type_name.to_owned(), state: it.state, private: it.private });
    (kept, said)
}

async fn api() -> (Stand, String) {
    let whole = crate::replay::aws().await;
    let api = whole.apply(API, None, json!({"name": "api", "protocol_type": "HTTP"})).await;
    let id = api.state.get("id").as_str().expect("an id").to_owned();
    (whole, id)
}

/// Creates a stage, with a fault, and once more without.
async fn check_create(fault: Fault, operation: &'static str, first: Expect, second: Expect) {
    let (whole, api) = api().await;
    let config = json!({"api_id": api, "name": "live"});
    let (_, said) = changed(&faulty(&whole, operation, fault).await, STAGE, None, Some(&config)).await;
    first.assert_eq(&said.replace(&api, "<api>"));
    let (_, said) = changed(&whole, STAGE, None, Some(&config)).await;
    second.assert_eq(&said.replace(&api, "<api>"));
}

#[tokio::test]
async fn a_create_that_was_lost_is_made_again_and_one_without_an_answer_is_named() {
    check_create(Fault::LostFrom(1), "CreateStage", expect![[r#"
        id null description null
        creating API Gateway v2 Stage (live): apigatewayv2 CreateStage: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer: connection reset
        It may have been made all the same, and the state does not know it. Look before you apply again; what was made is taken up so, with the name of the resource block for NAME:

            terraform import aws_apigatewayv2_stage.NAME '<api>/live'"#]], expect![[r#"id "live" description """#]]).await;
    check_create(Fault::AnswerLost(1), "CreateStage", expect![[r#"
        id null description null
        creating API Gateway v2 Stage (live): apigatewayv2 CreateStage: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer: connection reset
        It may have been made all the same, and the state does not know it. Look before you apply again; what was made is taken up so, with the name of the resource block for NAME:

            terraform import aws_apigatewayv2_stage.NAME '<api>/live'"#]], expect![[r#"
        id null description null
        creating API Gateway v2 Stage (live): operation error apigatewayv2: CreateStage, StatusCode: 409, ConflictException: Stage already exists
        If an earlier apply was cut off before it heard that it had made this, take it up, with the name of the resource block for NAME:

            terraform import aws_apigatewayv2_stage.NAME '<api>/live'

        If it is somebody else's, choose another name."#]]).await;
}

/// What was made before the plane died is in the state.
#[tokio::test]
async fn a_resource_that_was_made_is_known_even_where_the_rest_fails() {
    let (whole, _) = api().await;
    let config = json!({"name": "other", "protocol_type": "HTTP", "version": "1"});
    for operation in ["UpdateApi", "GetApi"] {
        let (kept, said) =
            changed(&faulty(&whole, operation, Fault::LostFrom(1)).await, API, None, Some(&config)).await;
        let id = kept.expect("a state").state.get("id").as_str().expect("an id").to_owned();
        let there = whole.call("apigatewayv2", "GetApi", json!({"ApiId": id})).await;
        assert_eq!(there["Name"], "other", "{said}");
    }
}

#[tokio::test]
async fn a_change_without_an_answer_leaves_what_is_true() {
    let (whole, api) = api().await;
    let (before, after) =
        (json!({"api_id": api, "name": "live"}), json!({"api_id": api, "name": "live", "description": "new"}));
    let stage = whole.apply(STAGE, None, before).await;
    let lost = faulty(&whole, "UpdateStage", Fault::LostFrom(1)).await;
    let (_, said) = changed(&lost, STAGE, Some(&stage), Some(&after)).await;
    expect![[r#"
        id "live" description ""
        updating API Gateway v2 Stage (live): apigatewayv2 UpdateStage: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer: connection reset
        read the resource before retrying the change"#]].assert_eq(&said);
    let lost = faulty(&whole, "UpdateStage", Fault::AnswerLost(1)).await;
    let (kept, said) = changed(&lost, STAGE, Some(&stage), Some(&after)).await;
    expect![[r#"
        id "live" description "new"
        updating API Gateway v2 Stage (live): apigatewayv2 UpdateStage: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer: connection reset
        read the resource before retrying the change"#]].assert_eq(&said);
    assert_eq!(whole.action(STAGE, kept.as_ref(), &after).await, "no change", "the state has what was changed");

    let lost = faulty(&whole, "DeleteStage", Fault::AnswerLost(1)).await;
    let (kept, said) = changed(&lost, STAGE, Some(&stage), None).await;
    expect![[r#"
        id "live" description ""
        deleting API Gateway v2 Stage (live): apigatewayv2 DeleteStage: no answer from https://lost.example/ after 3 attempts: connection was closed before a valid answer: connection reset
        read the resource before retrying the change"#]].assert_eq(&said);
    assert_eq!(
        changed(&whole, STAGE, kept.as_ref(), None).await.1,
        "id null description null",
        "gone is as good as removed"
    );
}

/// Cloud Control knows a request by its token: it is made again, and nothing is there twice.
#[tokio::test]
async fn a_request_to_cloud_control_is_made_again_by_its_token() {
    let (whole, _) = api().await;
    let twice = faulty(&whole, "CreateResource", Fault::AnswerLost(1)).await;
    let (kept, said) = changed(&twice, "awscc_ivs_stage", None, Some(&json!({"name": "one"}))).await;
    assert!(kept.is_some(), "{said}");
    let listed = whole.call("ivs-realtime", "ListStages", json!({})).await;
    assert_eq!(listed["stages"].as_array().map(Vec::len), Some(1), "{listed}");
}
