//! Builds that are killed before and after every single create, and built again.
//!
//! A kill is a build whose future is dropped while a call is on its way: the
//! plane and the record are then what a process that was killed leaves behind.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use callboard_model::types;
use callboard_plane::{Call, Output, Plane, PlaneError};
use callboard_resource::Resources;
use callboard_stack::build::{OnFailure, build};
use callboard_stack::report::Silent;
use callboard_stack::survey::survey;
use futures::TryStreamExt as _;
use tokio::sync::Notify;

use crate::{Folder, REGION, client, outcomes, plane};

/// A plane whose caller is killed at one of its creates.
struct Deadly {
    plane: Arc<dyn Plane>,
    calls: Arc<AtomicUsize>,
    deadly: usize,
    /// Whether the call is carried out before.
    is_done: bool,
    killed: Arc<Notify>,
}

#[async_trait]
impl Plane for Deadly {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        // Reads leave nothing behind.
        let is_counted = call.operation.name == "CreateResource";
        if !is_counted || self.calls.fetch_add(1, Ordering::SeqCst) + 1 != self.deadly {
            return self.plane.call(call).await;
        }
        if self.is_done {
            let _ = self.plane.call(call).await;
        }
        self.killed.notify_one();
        std::future::pending().await
    }

    fn lists_whole_resources(&self) -> bool {
        self.plane.lists_whole_resources()
    }
}

/// Four APIs, each with an integration and a route; stages, log groups: 20 resources, eight of which carry no tags.
fn manifest() -> String {
    let mut text = "version: 1\nname: many\nproviders: [aws]\nresources:\n".to_owned();
    for number in 0..4 {
        text.push_str(&format!(
            "  - {{name: logs{number}, resource: aws.logs.log_groups, props: [{{name: LogGroupName, value: /many/{number}}}]}}
  - {{name: api{number}, resource: aws.apigatewayv2.apis, props: [{{name: Name, value: a{number}}}, {{name: ProtocolType, value: HTTP}}]}}
  - {{name: backend{number}, resource: aws.apigatewayv2.integrations, props: [{{name: ApiId, value: '{{{{ api{number}.api_id }}}}'}}, {{name: IntegrationType, value: HTTP_PROXY}}, {{name: IntegrationUri, value: 'https://example.com/'}}, {{name: IntegrationMethod, value: ANY}}, {{name: PayloadFormatVersion, value: '1.0'}}]}}
  - {{name: route{number}, resource: aws.apigatewayv2.routes, props: [{{name: ApiId, value: '{{{{ api{number}.api_id }}}}'}}, {{name: RouteKey, value: GET /}}, {{name: Target, value: 'integrations/{{{{ backend{number}.integration_id }}}}'}}]}}
  - {{name: room{number}, resource: aws.ivs.stages, props: [{{name: Name, value: r{number}}}]}}\n"
        ));
    }
    text
}

/// How many resources of the types of the stack there are.
async fn counts(resources: &Resources) -> [usize; 5] {
    let list = async |name: &str, model: Option<callboard_resource::Properties>| {
        let of = types::resource_type(name).expect("the type");
        let pages: Vec<_> = resources.list(of, REGION, model.as_ref(), None).try_collect().await.expect("pages");
        pages.concat()
    };
    let apis = list("AWS::ApiGatewayV2::Api", None).await;
    let (mut backends, mut routes) = (0, 0);
    for api in &apis {
        let model = || serde_json::from_value(serde_json::json!({"ApiId": api.identifier})).ok();
        backends += list("AWS::ApiGatewayV2::Integration", model()).await.len();
        routes += list("AWS::ApiGatewayV2::Route", model()).await.len();
    }
    let (logs, rooms) = (list("AWS::Logs::LogGroup", None).await.len(), list("AWS::IVS::Stage", None).await.len());
    [logs, apis.len(), backends, routes, rooms]
}

/// Kills a build at one of its creates, and builds again; whether there was such a create.
async fn kill_at(deadly: usize, is_done: bool) -> bool {
    let plane: Arc<dyn Plane> = Arc::new(plane());
    let killed = Arc::new(Notify::new());
    let calls = Arc::default();
    let folder = Folder::new(&manifest());
    let first = client(Deadly { plane: Arc::clone(&plane), calls, deadly, is_done, killed: Arc::clone(&killed) });
    let was_killed = tokio::select! {
        biased;
        () = killed.notified() => true,
        _ = async {
            let work = folder.work(&first);
            let survey = survey(&work).await.expect("a survey");
            build(&work, &survey, OnFailure::Error, &Silent).await.expect("a build")
        } => false,
    };
    let resources = client(plane);
    let built = folder.build(&resources).await;
    let place = if is_done { "after" } else { "before" };
    assert!(built.has_succeeded(), "killed {place} create {deadly}: {}", outcomes(&built));
    assert_eq!(counts(&resources).await, [4; 5], "killed {place} create {deadly}");
    assert!(!folder.survey(&resources).await.has_changes(), "killed {place} create {deadly}");
    was_killed
}

#[tokio::test]
async fn a_build_that_is_killed_at_any_create_is_ended_by_the_next_one() {
    for is_done in [false, true] {
        let mut deadly = 1;
        while kill_at(deadly, is_done).await {
            deadly += 1;
        }
        assert_eq!(deadly, 21);
    }
}
