//! A server that runs on its own: commands attach to it, and know nothing of each other.

use callboard_terraform::cty::Value;
use callboard_terraform::proto;
use callboard_terraform::schema::ProtocolVersion;
use callboard_terraform::serve::Mode;
use expect_test::expect;
use serde_json::Value as Json;

use crate::host::{self, Host, start, value};
use crate::tiny::{self, note};

const KINDS: [(ProtocolVersion, &str); 2] =
    [(ProtocolVersion::V5, "hashicorp/aws"), (ProtocolVersion::V6, "hashicorp/awscc")];

#[tokio::test]
async fn each_connection_to_a_server_of_its_own_has_its_own_configuration() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mode = Mode::Reattach { names: KINDS.to_vec(), socket_folder: folder.path().to_owned() };
    let started = start(&mode, &tiny::providers());
    let attach: Json = serde_json::from_str(&started.announcement).expect("JSON");
    let names: Vec<&String> = attach.as_object().expect("an object").keys().collect();
    expect![[r#"
        registry.terraform.io/hashicorp/aws
        registry.opentofu.org/hashicorp/aws
        registry.terraform.io/hashicorp/awscc
        registry.opentofu.org/hashicorp/awscc"#]]
    .assert_eq(&names.into_iter().map(String::as_str).collect::<Vec<_>>().join("\n"));
    let aws = &attach["registry.terraform.io/hashicorp/aws"];
    assert_eq!(
        (&aws["ProtocolVersion"], &aws["Test"], &aws["Addr"]["Network"]),
        (&5.into(), &true.into(), &"unix".into())
    );
    let path = aws["Addr"]["String"].as_str().expect("a path");

    let of = tiny::schema().implied_type();
    let mut hosts = Vec::new();
    for prefix in ["one ", "two "] {
        let host = Host::connect_to(path.into(), None).await.expect("a connection");
        let config = Value::object([("prefix", prefix)]);
        let config = host::value(&config, &tiny::provider_schema().implied_type());
        let request = proto::ConfigureRequest { config, ..proto::ConfigureRequest::default() };
        let configured: proto::DiagnosticsAnswer =
            host.call("/tfplugin5.Provider/Configure", request).await.expect("an answer");
        assert!(configured.diagnostics.is_empty());
        hosts.push(host);
    }
    for (host, text) in hosts.iter().zip(["one 1", "two 1"]) {
        let request = proto::ReadResourceRequest {
            type_name: "tiny_note".to_owned(),
            current_state: value(&note("1", ""), &of),
            ..proto::ReadResourceRequest::default()
        };
        let read: proto::ReadResourceAnswer =
            host.call("/tfplugin5.Provider/ReadResource", request).await.expect("an answer");
        assert_eq!(read.new_state, value(&note("1", text), &of));
    }
    // An interrupt of one command is nothing to the other.
    let stopped: proto::StopAnswer =
        hosts[0].call("/tfplugin5.Provider/Stop", proto::Empty {}).await.expect("an answer");
    assert_eq!(stopped.error, "");
    for (host, text) in hosts.iter().zip(["interrupted", ""]) {
        let request = proto::ApplyResourceRequest {
            type_name: "tiny_note".to_owned(),
            planned_state: value(&note(Value::Unknown, "a"), &of),
            ..proto::ApplyResourceRequest::default()
        };
        let applied: proto::ApplyResourceAnswer =
            host.call("/tfplugin5.Provider/ApplyResourceChange", request).await.expect("an answer");
        assert_eq!(applied.diagnostics.first().map_or("", |it| &it.summary), text);
    }
    assert!(!started.running.is_finished());
}
