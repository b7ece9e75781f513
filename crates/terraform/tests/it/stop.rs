//! An interrupt of Terraform: what is under way ends soon, says so, and what was made is in the state.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use callboard_model::document::Document;
use callboard_plane::{Call, Output, Plane, PlaneError};
use callboard_terraform::aws::AwsProvider;
use callboard_terraform::awscc::AwsccProvider;
use callboard_terraform::cty::{Value, decode, to_json};
use callboard_terraform::proto;
use callboard_terraform::provider::{Environment, Provider};
use callboard_terraform::schema::ProtocolVersion;
use callboard_terraform::serve::{Mode, Providers};
use expect_test::{Expect, expect};
use serde_json::{Value as Json, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::host::{self, Host, environment, start};
use crate::replay::{AnyPlane, REGION, value};

/// A plane on which links and changes by Cloud Control stay in progress, and on which nothing else is ever answered.
struct Slow(UnboundedSender<&'static str>);

#[async_trait]
impl Plane for Slow {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let event = |of: &Document| {
            let name = of.as_str().unwrap_or_default();
            let identifier = if name.contains("IVS") { "arn:aws:ivs:us-east-1:1:stage/x7" } else { "https://sqs/mine" };
            json!({"ProgressEvent": {
                "OperationStatus": "IN_PROGRESS", "RequestToken": name, "Identifier": identifier, "TypeName": name,
            }})
        };
        let answer = match (call.operation.name, &call.input) {
            ("CreateVpcLink" | "GetVpcLink", _) => json!({"VpcLinkId": "l1", "VpcLinkStatus": "PENDING"}),
            ("CreateResource", input) => event(input.get("TypeName").expect("a type")),
            ("GetResourceRequestStatus", input) => event(input.get("RequestToken").expect("a token")),
            _ => Json::Null,
        };
        let _ = self.0.send(call.operation.name);
        match Document::from(&answer) {
            Document::Map(members) => Ok(members.into()),
            _ => std::future::pending().await,
        }
    }
}

/// A host whose provider is configured, and the calls that its plane sees.
struct Interrupted {
    host: Host,
    provider: Arc<dyn Provider>,
    calls: UnboundedReceiver<&'static str>,
    _folder: tempfile::TempDir,
}

impl Interrupted {
    async fn new(protocol: ProtocolVersion) -> Self {
        let (sender, calls) = unbounded_channel();
        let connector = Arc::new(AnyPlane(Arc::new(Slow(sender))));
        let make = move || -> Arc<dyn Provider> {
            match protocol {
                ProtocolVersion::V5 => Arc::new(AwsProvider::new(connector.clone(), Environment::default())),
                ProtocolVersion::V6 => Arc::new(AwsccProvider::new(connector.clone(), Environment::default())),
            }
        };
        let provider = make();
        let mut providers = Providers::default();
        match protocol {
            ProtocolVersion::V5 => providers.v5 = Some(Arc::new(make)),
            ProtocolVersion::V6 => providers.v6 = Some(Arc::new(make)),
        }
        let folder = tempfile::tempdir().expect("a folder");
        let mode = Mode::Plugin { protocol, environment: environment(&folder, None) };
        let started = start(&mode, &providers);
        let host = Host::connect(&started.announcement, None).await.expect("a connection");
        let block = provider.provider_schema();
        let config = host::value(&value(&block, &json!({"region": REGION})), &block.implied_type());
        let this = Self { host, provider, calls, _folder: folder };
        let request = proto::ConfigureRequest { config, terraform_version: "1.11.4".to_owned() };
        let path = this.path("/tfplugin5.Provider/Configure", "/tfplugin6.Provider/ConfigureProvider");
        let configured: proto::DiagnosticsAnswer = this.host.call(path, request).await.expect("an answer");
        assert!(configured.diagnostics.is_empty(), "{:?}", configured.diagnostics);
        this
    }

    fn path(&self, v5: &'static str, v6: &'static str) -> &'static str {
        if self.provider.protocol() == ProtocolVersion::V5 { v5 } else { v6 }
    }

    /// Creates a resource; what is answered, in short.
    async fn create(&self, type_name: &str, config: &Json) -> String {
        let schema = self.provider.resource_schema(type_name).expect("a type");
        let of = schema.implied_type();
        let mut planned = value(&schema, config);
        planned.set_member("id", Value::Unknown);
        let request = proto::ApplyResourceRequest {
            type_name: type_name.to_owned(),
            planned_state: host::value(&planned, &of),
            config: host::value(&value(&schema, config), &of),
            prior_state: host::value(&Value::Null, &of),
            ..proto::ApplyResourceRequest::default()
        };
        let path = "/tfplugin6.Provider/ApplyResourceChange";
        let path = self.path("/tfplugin5.Provider/ApplyResourceChange", path);
        let answer: proto::ApplyResourceAnswer = self.host.call(path, request).await.expect("an answer");
        let state = decode(&answer.new_state.expect("a state").msgpack, &of).expect("a value");
        let told: Vec<_> = answer.diagnostics.iter().map(|it| format!("\n{}\n  {}", it.summary, it.detail)).collect();
        format!("id {}{}", to_json(&state, &of)["id"], told.concat().trim_end())
    }

    async fn stop(&self) {
        let path = self.path("/tfplugin5.Provider/Stop", "/tfplugin6.Provider/StopProvider");
        let stopped: proto::StopAnswer = self.host.call(path, proto::Empty {}).await.expect("an answer");
        assert_eq!(stopped.error, "");
    }

    async fn until_called(&mut self, operation: &str) {
        while self.calls.recv().await.expect("a call") != operation {}
    }
}

/// Interrupts a create once the plane has seen a call; it ends soon.
async fn check(protocol: ProtocolVersion, type_name: &str, config: Json, seen: &str, expect: Expect) {
    let mut this = Interrupted::new(protocol).await;
    let (host, provider) = (this.host.clone(), this.provider.clone());
    let other =
        Interrupted { host, provider, calls: unbounded_channel().1, _folder: tempfile::tempdir().expect("one") };
    let name = type_name.to_owned();
    let created = tokio::spawn(async move { other.create(&name, &config).await });
    this.until_called(seen).await;
    let since = Instant::now();
    this.stop().await;
    expect.assert_eq(&created.await.expect("an answer"));
    assert!(since.elapsed() < Duration::from_secs(5), "{type_name} took {:?}", since.elapsed());
}

#[tokio::test]
async fn a_wait_ends_and_what_was_made_is_known() {
    let link = json!({"name": "link", "security_group_ids": [], "subnet_ids": ["subnet-1"]});
    check(
        ProtocolVersion::V5,
        "aws_apigatewayv2_vpc_link",
        link,
        "GetVpcLink",
        expect![[r#"
        id "l1"
        creating API Gateway v2 VPC Link (l1): waiting for it was interrupted; it goes on without Terraform"#]],
    )
    .await;
}

#[tokio::test]
async fn a_call_that_is_not_answered_is_given_up() {
    let api = json!({"name": "api", "protocol_type": "HTTP"});
    check(ProtocolVersion::V5, "aws_apigatewayv2_api", api, "CreateApi", expect![[r#"
        id null
        creating API Gateway v2 API (api): apigatewayv2 CreateApi: interrupted before an answer came
          It may have been made all the same, and the state does not know it. Look before you apply again; what was made is taken up so, with the name of the resource block for NAME:

            terraform import aws_apigatewayv2_api.NAME '<api-id>'"#]]).await;
}

/// A name that the user gave may be that of something which was there before: it is not taken for ours.
#[tokio::test]
async fn a_change_by_cloud_control_is_left_to_itself() {
    let seen = "GetResourceRequestStatus";
    check(ProtocolVersion::V6, "awscc_ivs_stage", json!({"name": "stage"}), seen, expect![[r#"
        id "arn:aws:ivs:us-east-1:1:stage/x7"
        creating AWS::IVS::Stage: AWS::IVS::Stage: CREATE was taken on, and how it ends is not known (request token AWS::IVS::Stage): waiting for it was interrupted
          it goes on without you: `cloudcontrol GetResourceRequestStatus` with the request token AWS::IVS::Stage says how far it is"#]]).await;
    check(ProtocolVersion::V6, "awscc_sqs_queue", json!({"queue_name": "mine"}), seen, expect![[r#"
        id null
        creating AWS::SQS::Queue: AWS::SQS::Queue: CREATE was taken on, and how it ends is not known (request token AWS::SQS::Queue): waiting for it was interrupted
          It goes on without Terraform; `aws cloudcontrol get-resource-request-status --request-token AWS::SQS::Queue` says how far it is. Once it is made, it is taken up so, with the name of the resource block for NAME:

            terraform import awscc_sqs_queue.NAME 'https://sqs/mine'"#]]).await;
}

#[tokio::test]
async fn nothing_is_begun_after_an_interrupt_and_reading_ends() {
    let mut this = Interrupted::new(ProtocolVersion::V5).await;
    let schema = this.provider.resource_schema("aws_apigatewayv2_api").expect("a type");
    let state = value(&schema, &json!({"id": "a1", "name": "api", "protocol_type": "HTTP"}));
    let request = proto::ReadResourceRequest {
        type_name: "aws_apigatewayv2_api".to_owned(),
        current_state: host::value(&state, &schema.implied_type()),
        ..proto::ReadResourceRequest::default()
    };
    let host = this.host.clone();
    let read = tokio::spawn(async move {
        let path = "/tfplugin5.Provider/ReadResource";
        let answer: proto::ReadResourceAnswer = host.call(path, request).await.expect("an answer");
        answer.diagnostics.iter().map(|it| format!("{}\n  {}", it.summary, it.detail)).collect::<String>()
    });
    this.until_called("GetApi").await;
    this.stop().await;
    expect![[r#"
        reading API Gateway v2 API (a1): apigatewayv2 GetApi: interrupted before an answer came
          nothing was changed: try again"#]]
    .assert_eq(&read.await.expect("an answer"));
    let refused = this.create("aws_apigatewayv2_api", &json!({"name": "api", "protocol_type": "HTTP"})).await;
    expect![[r#"
        id null
        interrupted
          It was not begun; nothing was changed."#]]
    .assert_eq(&refused);
}
