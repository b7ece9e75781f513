use expect_test::{Expect, expect};
use futures::StreamExt;
use serde_json::{Value, json};

use crate::scripted::{ScriptedPlane, client, event, identifier, properties, stage};
use crate::{ResourceError, Wait};

/// What a client asks for, in one word each; the result, then the calls that were made.
async fn run(script: Value, ask: &str) -> String {
    let plane = match script[0]["whole"].as_bool() {
        Some(_) => ScriptedPlane::whole(Value::Array(script.as_array().expect("a list")[1..].to_vec())),
        None => ScriptedPlane::new(script),
    };
    let resources = client(plane.clone());
    let one = identifier("a");
    let result: Result<String, ResourceError> = match ask {
        "read" => resources.read(stage(), "eu-west-1", &one).await.map(|it| match it {
            Some(properties) => Value::Object(properties).to_string(),
            None => "not there".to_owned(),
        }),
        "create" | "create without waiting" => {
            let wait = if ask == "create" { Wait::UntilDone } else { Wait::UntilAccepted };
            let desired = properties(json!({"Name": "n", "Tags": []}));
            resources.create(stage(), "eu-west-1", &desired, wait).await.map(|it| format!("{it:?}"))
        }
        "update" => {
            let patch = json!([{"op": "replace", "path": "/Name", "value": "m"}]);
            let change = resources.update(stage(), "eu-west-1", &one, &patch, Wait::UntilDone).await;
            change.map(|it| format!("{it:?}"))
        }
        "delete" => {
            let change = resources.delete(stage(), "eu-west-1", &one, Wait::UntilDone).await;
            change.map(|it| format!("{it:?}"))
        }
        list => {
            let limit = list.strip_prefix("list ").map(|it| it.parse().expect("a number"));
            let mut pages = resources.list(stage(), "eu-west-1", None, limit);
            let mut text = String::new();
            loop {
                match pages.next().await {
                    Some(Ok(page)) => {
                        let page: Vec<_> =
                            page.iter().map(|it| format!("{} {}", it.identifier, it.properties)).collect();
                        text += &format!("[{}]", page.join(", "));
                    }
                    Some(Err(error)) => text += &format!("error: {error}"),
                    None => break Ok(text),
                }
            }
        }
    };
    let result = result.unwrap_or_else(|error| format!("error: {error}"));
    format!("{result}\n{}", plane.calls())
}

async fn check(script: Value, ask: &str, expect: Expect) {
    expect.assert_eq(run(script, ask).await.trim());
}

fn page(identifiers: &[&str], next: Option<&str>) -> Value {
    let resources: Vec<_> = identifiers.iter().map(|it| json!({"Identifier": it, "Properties": "{}"})).collect();
    json!({"ResourceDescriptions": resources, "NextToken": next})
}

#[tokio::test(start_paused = true)]
async fn properties_are_read_out_of_their_text() {
    let found = json!([{"ResourceDescription": {"Identifier": "a", "Properties": "{\"Arn\": \"a\", \"Tags\": []}"}}]);
    check(
        found,
        "read",
        expect![[r#"
        {"Arn":"a","Tags":[]}
        0.0 s eu-west-1 GetResource {"Identifier": "a"}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_not_there_is_no_error() {
    check(
        json!([{"error": "ResourceNotFoundException"}]),
        "read",
        expect![[r#"
        not there
        0.0 s eu-west-1 GetResource {"Identifier": "a"}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn answers_that_are_none_are_told() {
    check(
        json!([{}]),
        "read",
        expect![[r#"
        error: AWS::IVS::Stage: the answer cannot be read: it has no `ResourceDescription.Properties`
        0.0 s eu-west-1 GetResource {"Identifier": "a"}"#]],
    )
    .await;
    check(
        json!([{"ResourceDescription": {"Properties": "[1]"}}]),
        "read",
        expect![[r#"
        error: AWS::IVS::Stage: the answer cannot be read: its properties are not an object
        0.0 s eu-west-1 GetResource {"Identifier": "a"}"#]],
    )
    .await;
    check(json!([{"ResourceDescription": {"Properties": "{"}}]), "read", expect![[r#"
        error: AWS::IVS::Stage: the answer cannot be read: its properties are not JSON: EOF while parsing an object at line 1 column 1
        0.0 s eu-west-1 GetResource {"Identifier": "a"}"#]]).await;
    check(
        json!([{"ResourceDescriptions": [{"Properties": "{}"}]}]),
        "list",
        expect![[r#"
        error: AWS::IVS::Stage: the answer cannot be read: a resource in it has no `Identifier`
        0.0 s eu-west-1 ListResources {"MaxResults": 100}"#]],
    )
    .await;
    check(
        json!([{"ProgressEvent": {"OperationStatus": "SUCCESS"}}]),
        "create",
        expect![[r#"
        error: AWS::IVS::Stage: the answer cannot be read: its event has no `OperationStatus` or no `RequestToken`
        0.0 s eu-west-1 CreateResource {"DesiredState": "{\"Name\":\"n\",\"Tags\":[]}", ClientToken 1}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_listing_walks_over_its_pages() {
    let script =
        json!([page(&["a", "b"], Some("1")), page(&["c"], Some("2")), page(&[], Some("3")), page(&["d"], None)]);
    check(
        script,
        "list",
        expect![[r#"
        [a {}, b {}][c {}][][d {}]
        0.0 s eu-west-1 ListResources {"MaxResults": 100}
        0.0 s eu-west-1 ListResources {"MaxResults": 100, "NextToken": "1"}
        0.0 s eu-west-1 ListResources {"MaxResults": 100, "NextToken": "2"}
        0.0 s eu-west-1 ListResources {"MaxResults": 100, "NextToken": "3"}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_listing_ends_where_the_asker_has_enough() {
    check(
        json!([page(&["a", "b"], Some("1"))]),
        "list 2",
        expect![[r#"
        [a {}, b {}]
        0.0 s eu-west-1 ListResources {"MaxResults": 2}"#]],
    )
    .await;
    check(
        json!([page(&["a", "b"], Some("1"))]),
        "list 1",
        expect![[r#"
        [a {}]
        0.0 s eu-west-1 ListResources {"MaxResults": 1}"#]],
    )
    .await;
    check(
        json!([page(&["a", "b"], Some("1")), page(&["c", "d"], Some("2"))]),
        "list 3",
        expect![[r#"
        [a {}, b {}][c {}]
        0.0 s eu-west-1 ListResources {"MaxResults": 3}
        0.0 s eu-west-1 ListResources {"MaxResults": 1, "NextToken": "1"}"#]],
    )
    .await;
    check(
        json!([page(&["a"], None)]),
        "list 250",
        expect![[r#"
        [a {}]
        0.0 s eu-west-1 ListResources {"MaxResults": 100}"#]],
    )
    .await;
    check(json!([page(&["a"], None)]), "list 0", expect![""]).await;
}

#[tokio::test(start_paused = true)]
async fn a_listing_in_circles_ends_with_an_error() {
    let script = json!([page(&["a"], Some("1")), page(&["b"], Some("2")), page(&["c"], Some("1"))]);
    check(script, "list", expect![[r#"
        [a {}][b {}]error: AWS::IVS::Stage: the answer cannot be read: the listing goes round in circles: it gave the same `NextToken` twice
        0.0 s eu-west-1 ListResources {"MaxResults": 100}
        0.0 s eu-west-1 ListResources {"MaxResults": 100, "NextToken": "1"}
        0.0 s eu-west-1 ListResources {"MaxResults": 100, "NextToken": "2"}"#]]).await;
}

#[tokio::test(start_paused = true)]
async fn a_listing_that_fails_ends() {
    check(
        json!([page(&["a"], Some("1")), {"error": "NoAnswer"}]),
        "list",
        expect![[r#"
        [a {}]error: cloudcontrol ListResources: no answer from https://example.com/ after 3 attempts
        0.0 s eu-west-1 ListResources {"MaxResults": 100}
        0.0 s eu-west-1 ListResources {"MaxResults": 100, "NextToken": "1"}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_plane_that_is_done_at_once_is_looked_at_no_more() {
    let done = event("SUCCESS", json!({"Identifier": "a", "ResourceModel": "{\"Arn\": \"a\"}"}));
    check(
        json!([done]),
        "create",
        expect![[r#"
            Change { identifier: Some(Identifier("a")), status: "SUCCESS", request_token: Some("t-1"), event_time: None, message: None, error_code: None, retry_after: None, properties: None }
            0.0 s eu-west-1 CreateResource {"DesiredState": "{\"Name\":\"n\",\"Tags\":[]}", ClientToken 1}"#]],
    )
    .await;
    check(json!([{"whole": true}, done]), "create", expect![[r#"
        Change { identifier: Some(Identifier("a")), status: "SUCCESS", request_token: Some("t-1"), event_time: None, message: None, error_code: None, retry_after: None, properties: Some({"Arn": String("a")}) }
        0.0 s eu-west-1 CreateResource {"DesiredState": "{\"Name\":\"n\",\"Tags\":[]}", ClientToken 1}"#]]).await;
    check(json!([done]), "update", expect![[r#"
        Change { identifier: Some(Identifier("a")), status: "SUCCESS", request_token: Some("t-1"), event_time: None, message: None, error_code: None, retry_after: None, properties: None }
        0.0 s eu-west-1 UpdateResource {"Identifier": "a", "PatchDocument": "[{\"op\":\"replace\",\"path\":\"/Name\",\"value\":\"m\"}]", ClientToken 1}"#]]).await;
    check(
        json!([done]),
        "delete",
        expect![[r#"
            Change { identifier: Some(Identifier("a")), status: "SUCCESS", request_token: Some("t-1"), event_time: None, message: None, error_code: None, retry_after: None, properties: None }
            0.0 s eu-west-1 DeleteResource {"Identifier": "a", ClientToken 1}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn looks_come_at_once_and_then_later_and_later() {
    let going = |it| event("IN_PROGRESS", it);
    let script = json!([going(json!({})), going(json!({"Identifier": "a"})), event("SUCCESS", json!({}))]);
    check(
        script,
        "create",
        expect![[r#"
            Change { identifier: Some(Identifier("a")), status: "SUCCESS", request_token: Some("t-1"), event_time: None, message: None, error_code: None, retry_after: None, properties: None }
            0.0 s eu-west-1 CreateResource {"DesiredState": "{\"Name\":\"n\",\"Tags\":[]}", ClientToken 1}
            0.0 s eu-west-1 GetResourceRequestStatus {"RequestToken": "t-1"}
            0.1 s eu-west-1 GetResourceRequestStatus {"RequestToken": "t-1"}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn whoever_does_not_wait_gets_the_first_event() {
    check(
        json!([event("IN_PROGRESS", json!({}))]),
        "create without waiting",
        expect![[r#"
            Change { identifier: None, status: "IN_PROGRESS", request_token: Some("t-1"), event_time: None, message: None, error_code: None, retry_after: None, properties: None }
            0.0 s eu-west-1 CreateResource {"DesiredState": "{\"Name\":\"n\",\"Tags\":[]}", ClientToken 1}"#]],
    )
    .await;
    let failed = event("FAILED", json!({"ErrorCode": "AlreadyExists", "StatusMessage": "it is there"}));
    check(
        json!([failed]),
        "create without waiting",
        expect![[r#"
        error: AWS::IVS::Stage: CREATE failed: AlreadyExists: it is there
        0.0 s eu-west-1 CreateResource {"DesiredState": "{\"Name\":\"n\",\"Tags\":[]}", ClientToken 1}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn failures_are_told_in_the_words_of_the_service() {
    let failed = event("FAILED", json!({"ErrorCode": "NotFound", "StatusMessage": "Stage not found"}));
    check(
        json!([event("IN_PROGRESS", json!({})), failed]),
        "delete",
        expect![[r#"
        error: AWS::IVS::Stage a: DELETE failed: NotFound: Stage not found
        0.0 s eu-west-1 DeleteResource {"Identifier": "a", ClientToken 1}
        0.0 s eu-west-1 GetResourceRequestStatus {"RequestToken": "t-1"}"#]],
    )
    .await;
    check(
        json!([event("CANCEL_IN_PROGRESS", json!({})), event("CANCEL_COMPLETE", json!({}))]),
        "update",
        expect![[r#"
            error: AWS::IVS::Stage a: UPDATE failed: Cancelled: the change was cancelled
            0.0 s eu-west-1 UpdateResource {"Identifier": "a", "PatchDocument": "[{\"op\":\"replace\",\"path\":\"/Name\",\"value\":\"m\"}]", ClientToken 1}
            0.0 s eu-west-1 GetResourceRequestStatus {"RequestToken": "t-1"}"#]],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_asked_for_again_under_the_same_token() {
    let script = json!([{"error": "NoAnswer"}, event("SUCCESS", json!({"Identifier": "a"}))]);
    let text = run(script, "create").await;
    assert_eq!(text.matches("ClientToken 1").count(), 2, "{text}");
    let text = run(json!([{"error": "NoAnswer"}]), "create").await;
    assert_eq!(text.matches("ClientToken 1").count(), 3, "{text}");
    assert!(
        text.starts_with("error: cloudcontrol CreateResource: no answer from https://example.com/ after 3 attempts"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_change_that_was_throttled_is_asked_for_again_under_a_new_token() {
    let throttled = event("FAILED", json!({"ErrorCode": "Throttling", "StatusMessage": "Rate exceeded"}));
    let text = run(json!([throttled, event("SUCCESS", json!({"Identifier": "a"}))]), "create").await;
    assert!(text.contains("ClientToken 2"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn calls_refused_for_their_rate_are_made_again() {
    let text = run(json!([{"error": "ThrottlingException"}, {"error": "TooManyRequestsException"}, {"error": "ResourceNotFoundException"}]), "read").await;
    assert_eq!(text.matches("GetResource").count(), 3, "{text}");
    let text = run(json!([{"error": "ThrottlingException", "message": "Rate exceeded"}]), "read").await;
    assert!(
        text.starts_with("error: cloudcontrol GetResource was refused: ThrottlingException: Rate exceeded"),
        "{text}"
    );
    assert_eq!(text.matches("GetResource").count(), 11, "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_change_without_end_is_given_up() {
    let text = run(json!([event("IN_PROGRESS", json!({}))]), "update").await;
    let first = text.lines().next().unwrap_or_default();
    assert!(first.starts_with("error: AWS::IVS::Stage: UPDATE is still in progress after "), "{first}");
}

#[tokio::test(start_paused = true)]
async fn a_listing_by_parent_says_what_it_needs() {
    for (name, given, expected) in [
        ("AWS::ApiGatewayV2::Route", json!({}), "AWS::ApiGatewayV2::Route is listed by parent: ApiId must be given"),
        ("AWS::ApiGatewayV2::Route", json!({"ApiId": "a"}), ""),
        (
            "AWS::AppStream::StackUserAssociation",
            json!({"UserName": "u"}),
            "AWS::AppStream::StackUserAssociation is listed by parent: StackName or UserName and AuthenticationType \
             must be given",
        ),
        ("AWS::AppStream::StackUserAssociation", json!({"StackName": "s"}), ""),
    ] {
        let plane = ScriptedPlane::new(json!([page(&[], None)]));
        let of = callboard_model::types::resource_type(name).expect("the type");
        let page = client(plane).list(of, "eu-west-1", Some(&properties(given)), None).next().await;
        let error = page.expect("an answer").err().map(|it| it.to_string()).unwrap_or_default();
        assert_eq!(error, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_change_is_not_looked_at_before_its_time() {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a time").as_secs();
    let start = tokio::time::Instant::now();
    let later = event("IN_PROGRESS", json!({"RetryAfter": now + 30}));
    run(json!([later, event("SUCCESS", json!({"Identifier": "a"}))]), "create").await;
    let waited = start.elapsed().as_secs();
    assert!((28..=31).contains(&waited), "{waited}");
}

#[tokio::test(start_paused = true)]
async fn a_type_may_take_longer_than_the_client_would_wait() {
    let of = callboard_model::types::resource_type("AWS::RDS::DBInstance").expect("the type");
    let minutes =
        of.handler(callboard_model::types::Action::Delete).and_then(|it| it.timeout_minutes()).expect("a time");
    let resources = client(ScriptedPlane::new(json!([event("IN_PROGRESS", json!({}))])));
    let error = resources.delete(of, "eu-west-1", &identifier("a"), Wait::UntilDone).await.expect_err("no end");
    assert!(matches!(error, ResourceError::TimedOut { seconds, .. } if seconds == minutes * 60), "{error}");
}
