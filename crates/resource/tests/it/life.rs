//! The life of a resource.

use callboard_resource::{Action, Identifier, Order, Properties, Wait, plan};
use futures::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use crate::{REGION, client, of, plane, properties};

/// Makes a resource, changes it twice, lists it and removes it; what was desired is there each time.
async fn live(name: &str, first: Value, second: Value) {
    let (resources, of) = (client(plane()), of(name));
    let (first, second) = (properties(first), properties(second));
    assert_eq!(plan(of, None, Some(&first)), Ok(Action::Create), "{name}");
    let made = resources.create(of, REGION, &first, Wait::UntilDone).await.expect(name);
    assert_eq!(made.status, "SUCCESS");
    let identifier = made.identifier.expect("an identifier");
    let read = async || resources.read(of, REGION, &identifier).await.expect(name).expect("it is there");
    let there = read().await;
    assert_eq!(made.properties.as_ref(), Some(&there), "{name}");
    assert_eq!(Identifier::of(of, &there).as_ref(), Some(&identifier), "{name}");
    assert_eq!(plan(of, Some(&there), Some(&first)), Ok(Action::NoOp), "{name} {there:?}");

    let Ok(Action::Update { patch }) = plan(of, Some(&there), Some(&second)) else { panic!("{name}: an update") };
    resources.update(of, REGION, &identifier, &patch, Wait::UntilDone).await.expect(name);
    let there = read().await;
    assert_eq!(plan(of, Some(&there), Some(&second)), Ok(Action::NoOp), "{name} {there:?}");

    let pages: Vec<_> = resources.list(of, REGION, None, None).try_collect().await.expect(name);
    let listed = pages.concat();
    let whole: Properties = serde_json::from_str(&listed[0].properties).expect("an object");
    assert_eq!((listed.len(), listed[0].identifier.as_str()), (1, identifier.as_str()), "{name}");
    assert_eq!(whole, there, "{name}");

    let gone = resources.delete(of, REGION, &identifier, Wait::UntilDone).await.expect(name);
    assert_eq!(gone.status, "SUCCESS");
    assert_eq!(resources.read(of, REGION, &identifier).await.expect(name), None);
    let again = resources.delete(of, REGION, &identifier, Wait::UntilDone).await.expect_err("it is gone");
    assert_eq!(again.code(), Some("NotFound"), "{again}");
}

#[tokio::test]
async fn a_stage() {
    let first = json!({"Name": "a", "Tags": [{"Key": "k", "Value": "1"}, {"Key": "l", "Value": "2"}]});
    let second = json!({"Name": "b", "Tags": [{"Key": "m", "Value": "3"}, {"Key": "l", "Value": "2"}]});
    live("AWS::IVS::Stage", first, second).await;
}

#[tokio::test]
async fn a_queue() {
    let first = json!({"QueueName": "a", "DelaySeconds": 5});
    live("AWS::SQS::Queue", first, json!({"DelaySeconds": 9, "VisibilityTimeout": 30})).await;
}

#[tokio::test]
async fn a_log_group() {
    let first = json!({"LogGroupName": "a", "RetentionInDays": 7});
    live("AWS::Logs::LogGroup", first, json!({"RetentionInDays": 30, "Tags": [{"Key": "k", "Value": "v"}]})).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_are_made_listed_and_read() {
    let (resources, of) = (client(plane()), of("AWS::IVS::Stage"));
    for number in 0..250 {
        let desired = properties(json!({"Name": format!("stage{number}")}));
        resources.create(of, REGION, &desired, Wait::UntilDone).await.expect("a stage");
    }
    let pages: Vec<_> = resources.list(of, REGION, None, None).try_collect().await.expect("pages");
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [100, 100, 50]);
    let some: Vec<_> = resources.list(of, REGION, None, Some(120)).try_collect().await.expect("pages");
    assert_eq!(some.iter().map(Vec::len).collect::<Vec<_>>(), [100, 20]);
    let identifiers: Vec<Identifier> = pages.concat().into_iter().map(|it| Identifier::new(it.identifier)).collect();
    let reads: Vec<_> =
        resources.read_each(of, REGION, stream::iter(identifiers.clone()), Order::Input).collect().await;
    assert_eq!(reads.iter().map(|(it, _)| it.clone()).collect::<Vec<_>>(), identifiers);
    assert!(reads.iter().all(|(_, read)| matches!(read, Ok(Some(_)))));
}

#[tokio::test]
async fn a_child_is_listed_by_its_parent() {
    let resources = client(plane());
    let (api, route) = (of("AWS::ApiGatewayV2::Api"), of("AWS::ApiGatewayV2::Route"));
    let desired = properties(json!({"Name": "a", "ProtocolType": "HTTP"}));
    let made = resources.create(api, REGION, &desired, Wait::UntilDone).await.expect("an API");
    let parent = made.identifier.expect("an identifier").to_string();
    let desired = properties(json!({"ApiId": parent, "RouteKey": "GET /"}));
    let made = resources.create(route, REGION, &desired, Wait::UntilDone).await.expect("a route");
    let model = properties(json!({"ApiId": parent}));
    let listed: Vec<_> = resources.list(route, REGION, Some(&model), None).try_collect().await.expect("pages");
    assert_eq!(listed.concat()[0].identifier, made.identifier.expect("an identifier").to_string());
    let error = resources.list(route, REGION, None, None).next().await.expect("an answer").expect_err("no parent");
    assert_eq!(error.to_string(), "AWS::ApiGatewayV2::Route is listed by parent: ApiId must be given");
}
