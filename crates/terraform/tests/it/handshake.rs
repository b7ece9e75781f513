//! The protocol itself, under both versions: who is let in, what is answered, what ends a server.

use callboard_terraform::cty::Value;
use callboard_terraform::proto;
use callboard_terraform::schema::ProtocolVersion;
use callboard_terraform::serve::{Mode, Providers};
use expect_test::expect;
use prost::Message;

use crate::host::{Host, HostKey, Started, environment, start, value};
use crate::tiny::{self, note};

fn plugin(folder: &tempfile::TempDir, key: Option<&HostKey>) -> (Mode, Providers) {
    let mode = Mode::Plugin { protocol: ProtocolVersion::V5, environment: environment(folder, key) };
    (mode, tiny::providers())
}

/// A server without encryption, and a connection to it.
async fn plain(folder: &tempfile::TempDir) -> (Started, Host) {
    let (mode, providers) = plugin(folder, None);
    let started = start(&mode, &providers);
    let host = Host::connect(&started.announcement, None).await.expect("a connection");
    (started, host)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

fn told(diagnostics: &[proto::Diagnostic]) -> String {
    let one = |it: &proto::Diagnostic| {
        let steps = it.attribute.iter().flat_map(|it| &it.steps).map(|it| format!("{:?}", it.selector));
        let place: Vec<String> = steps.collect();
        format!("{:?}: {} | {} | {}", it.severity(), it.summary, it.detail, place.join(" "))
    };
    diagnostics.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn the_host_with_the_right_key_is_let_in_and_no_other() {
    let (folder, key) = (folder(), HostKey::new());
    let (mode, providers) = plugin(&folder, Some(&key));
    let started = start(&mode, &providers);
    let certificate = started.announcement.trim_end().rsplit('|').next().expect("a field");
    assert!(!certificate.is_empty() && !certificate.ends_with('='), "{}", started.announcement);
    let host = Host::connect(&started.announcement, Some(&key)).await.expect("a connection");
    let health = proto::HealthRequest { service: "plugin".to_owned() };
    let health: proto::HealthAnswer = host.call("/grpc.health.v1.Health/Check", health).await.expect("health");
    assert_eq!(health.status, 1);

    let other = HostKey::new();
    let stranger = Host::connect(&started.announcement, Some(&other)).await;
    let refused = match stranger {
        Err(_) => true,
        Ok(host) => host.call::<_, proto::Empty>("/plugin.GRPCController/Shutdown", proto::Empty {}).await.is_err(),
    };
    assert!(refused, "a host with another key must not be answered");
    assert!(!started.running.is_finished());
    host.shut_down().await;
    started.running.await.expect("an end in order");
}

#[tokio::test]
async fn a_shutdown_ends_streams_server_and_socket() {
    let folder = folder();
    let (started, host) = plain(&folder).await;
    let mut stdio = host.stdio().await.expect("a stream");
    host.shut_down().await;
    assert!(matches!(stdio.message().await, Ok(None)), "the stream ends in order");
    drop((stdio, host));
    started.running.await.expect("an end in order");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0, "the socket is removed");
}

#[tokio::test]
async fn what_is_not_there_is_unimplemented() {
    let folder = folder();
    let (_started, host) = plain(&folder).await;
    for path in ["/tfplugin5.Provider/CallFunction", "/tfplugin5.Provider/GetProviderSchema", "/other.Service/Get", "/"]
    {
        let error = host.call::<_, proto::Empty>(path, proto::Empty {}).await.expect_err(path);
        assert_eq!(error.code(), tonic::Code::Unimplemented, "{path}: {error}");
    }
}

#[tokio::test]
async fn schemas_are_the_same_message_under_both_versions() {
    let folder = folder();
    let (_started, host) = plain(&folder).await;
    let v5: proto::ProviderSchema = host.call("/tfplugin5.Provider/GetSchema", proto::Empty {}).await.expect("schemas");
    let v6 = host.call("/tfplugin6.Provider/GetProviderSchema", proto::Empty {}).await.expect("schemas");
    assert_eq!(v5, v6);
    let schema = &v5.resource_schemas["tiny_note"];
    let line = |it: &proto::Attribute| {
        let of = String::from_utf8_lossy(&it.r#type).into_owned();
        format!("{}: {of}, required {}, optional {}, computed {}", it.name, it.required, it.optional, it.computed)
    };
    let lines: Vec<String> = schema.block.iter().flat_map(|it| &it.attributes).map(line).collect();
    expect![[r#"
        id: "string", required false, optional false, computed true
        text: "string", required true, optional false, computed false"#]]
    .assert_eq(&lines.join("\n"));
    assert!(v5.server_capabilities.is_some_and(|it| it.get_provider_schema_optional && !it.plan_destroy));
    let metadata: proto::MetadataAnswer =
        host.call("/tfplugin5.Provider/GetMetadata", proto::Empty {}).await.expect("metadata");
    assert_eq!(metadata.resources.len(), 1);
}

#[tokio::test]
async fn a_resource_goes_through_its_life_under_both_versions() {
    let folder = folder();
    let (_started, host) = plain(&folder).await;
    let of = tiny::schema().implied_type();
    let paths: [[&'static str; 6]; 2] = [
        [
            "/tfplugin5.Provider/PrepareProviderConfig",
            "/tfplugin5.Provider/Configure",
            "/tfplugin5.Provider/PlanResourceChange",
            "/tfplugin5.Provider/ApplyResourceChange",
            "/tfplugin5.Provider/ReadResource",
            "/tfplugin5.Provider/ImportResourceState",
        ],
        [
            "/tfplugin6.Provider/ValidateProviderConfig",
            "/tfplugin6.Provider/ConfigureProvider",
            "/tfplugin6.Provider/PlanResourceChange",
            "/tfplugin6.Provider/ApplyResourceChange",
            "/tfplugin6.Provider/ReadResource",
            "/tfplugin6.Provider/ImportResourceState",
        ],
    ];
    for (at, [prepare, configure, plan, apply, read, import]) in paths.into_iter().enumerate() {
        let config = Value::object([("prefix", "p")]);
        let config = value(&config, &tiny::provider_schema().implied_type());
        let prepared: proto::ConfigAnswer =
            host.call(prepare, proto::ConfigRequest { config: config.clone() }).await.expect("an answer");
        assert_eq!(prepared.prepared_config.is_some(), at == 0, "only version 5 answers with a value");
        let configured = proto::ConfigureRequest { terraform_version: "1.11.4".to_owned(), config };
        let configured: proto::DiagnosticsAnswer = host.call(configure, configured).await.expect("an answer");
        assert_eq!(told(&configured.diagnostics), "");

        let type_name = "tiny_note".to_owned();
        let wanted = value(&note(Value::Null, "a"), &of);
        let asked = proto::PlanResourceRequest {
            type_name: type_name.clone(),
            proposed_new_state: wanted.clone(),
            config: wanted.clone(),
            ..proto::PlanResourceRequest::default()
        };
        let planned: proto::PlanResourceAnswer = host.call(plan, asked).await.expect("an answer");
        assert_eq!(planned.planned_state, value(&note(Value::Unknown, "a"), &of));
        assert_eq!(planned.legacy_type_system, at == 0);
        assert_eq!(planned.requires_replace.len(), 1);

        let asked = proto::ApplyResourceRequest {
            type_name: type_name.clone(),
            planned_state: planned.planned_state,
            config: wanted,
            planned_private: planned.planned_private,
            ..proto::ApplyResourceRequest::default()
        };
        let applied: proto::ApplyResourceAnswer = host.call(apply, asked).await.expect("an answer");
        assert_eq!(applied.new_state, value(&note("1", "a"), &of));
        assert_eq!((&applied.private[..], applied.legacy_type_system), (&b"kept"[..], at == 0));

        let asked = proto::ReadResourceRequest {
            type_name: type_name.clone(),
            current_state: applied.new_state,
            private: applied.private,
        };
        let found: proto::ReadResourceAnswer = host.call(read, asked).await.expect("an answer");
        assert_eq!(found.new_state, value(&note("1", "p1"), &of));

        let asked = proto::ImportResourceRequest { type_name, id: "7".to_owned() };
        let imported: proto::ImportResourceAnswer = host.call(import, asked).await.expect("an answer");
        let state = Value::object([("id", Value::from("7")), ("text", Value::Null)]);
        assert_eq!(imported.imported_resources[0].state, value(&state, &of));
    }
}

#[tokio::test]
async fn a_panic_is_a_diagnostic_and_a_failed_change_keeps_the_state() {
    let folder = folder();
    let (_started, host) = plain(&folder).await;
    let of = tiny::schema().implied_type();
    let validate = async |text: &str| {
        let config = value(&note(Value::Null, text), &of);
        let request = proto::TypedConfigRequest { type_name: "tiny_note".to_owned(), config };
        let answer: proto::DiagnosticsAnswer =
            host.call("/tfplugin5.Provider/ValidateResourceTypeConfig", request).await.expect("an answer");
        told(&answer.diagnostics)
    };
    expect!["Error: callboard's provider has a fault | It panicked: told to. Other resources are not affected. With TF_LOG_PROVIDER=error the log says where. | "].assert_eq(&validate("panic").await);
    expect![[r#"Error: a note needs a text |  | Some(AttributeName("text"))"#]].assert_eq(&validate("").await);

    let apply = async |text: &str| {
        let prior_state = value(&note("1", "before"), &of);
        let request = proto::ApplyResourceRequest {
            type_name: "tiny_note".to_owned(),
            prior_state: prior_state.clone(),
            planned_state: value(&note("1", text), &of),
            ..proto::ApplyResourceRequest::default()
        };
        let answer: proto::ApplyResourceAnswer =
            host.call("/tfplugin5.Provider/ApplyResourceChange", request).await.expect("an answer");
        assert_eq!(answer.new_state, prior_state);
        told(&answer.diagnostics)
    };
    expect!["Error: The provider is not configured | A resource was asked for before the provider's own configuration had come. | "].assert_eq(&apply("not configured").await);
    let configured: proto::DiagnosticsAnswer =
        host.call("/tfplugin5.Provider/Configure", proto::ConfigureRequest::default()).await.expect("an answer");
    assert!(configured.diagnostics.is_empty());
    expect![[r#"
        Error: callboard's provider has a fault | It panicked: assertion `left != right` failed
          left: "panic in apply"
         right: "panic in apply". Other resources are not affected. With TF_LOG_PROVIDER=error the log says where. | "#]].assert_eq(&apply("panic in apply").await);
    expect!["Error: told to fail |  | "].assert_eq(&apply("fail in apply").await);
}

#[tokio::test]
async fn what_does_not_conform_is_told() {
    let folder = folder();
    let (_started, host) = plain(&folder).await;
    let validate = async |type_name: &str, config: proto::DynamicValue| {
        let request = proto::TypedConfigRequest { type_name: type_name.to_owned(), config: Some(config) };
        let answer: proto::DiagnosticsAnswer =
            host.call("/tfplugin5.Provider/ValidateResourceTypeConfig", request).await.expect("an answer");
        told(&answer.diagnostics)
    };
    let msgpack = |bytes: &'static [u8]| proto::DynamicValue { msgpack: bytes.into(), ..Default::default() };
    let json = |text: &'static str| proto::DynamicValue { json: text.into(), ..Default::default() };
    let told = [
        validate("tiny_other", msgpack(b"\xc0")).await,
        validate("tiny_note", msgpack(b"\x81\xa4text")).await,
        validate("tiny_note", msgpack(b"\x82\xa2id\xc0\xa4text\x93\x01\x02\x03")).await,
        validate("tiny_note", json("{\"text\": 1")).await,
        validate("tiny_note", json("{\"text\": \"a\", \"id\": null}")).await,
    ];
    expect![[r#"
        Error: There is no resource type `tiny_other` in callboard's provider | There are tiny_note. | 
        Error: A value that came is not of its schema's type | text: the message is too short | 
        Error: A value that came is not of its schema's type | text: string is required, got list | 
        Error: A value that came is no JSON | EOF while parsing an object at line 1 column 10 | 
    "#]]
    .assert_eq(&told.join("\n"));
    let text: Result<proto::Empty, _> =
        host.call("/tfplugin5.Provider/ValidateResourceTypeConfig", proto::TypeName { type_name: "x".into() }).await;
    assert!(text.is_ok(), "a type without a value is a message: {text:?}");
}

#[test]
fn only_version_5_has_a_prepared_configuration() {
    let answer = proto::ConfigAnswer { prepared_config: None, diagnostics: vec![proto::Diagnostic::default()] };
    assert_eq!(answer.encode_to_vec(), [0x12, 0]);
}
