//! The provider `aws` over the wire: an API and a stage from schema to removal, on an encrypted connection.

use std::sync::Arc;

use callboard_terraform::aws::AwsProvider;
use callboard_terraform::cty::{Value, decode};
use callboard_terraform::proto;
use callboard_terraform::provider::Environment;
use callboard_terraform::schema::{ProtocolVersion, Schema};
use callboard_terraform::serve::{Mode, Providers};
use serde_json::{Value as Json, json};

use crate::host::{self, Host, HostKey, environment, start};
use crate::replay::{OnePlane, plane, value};

/// A host that has started the provider and knows its schemas.
struct Played {
    host: Host,
    provider: Arc<dyn callboard_terraform::provider::Provider>,
    schemas: proto::ProviderSchema,
}

fn none_told(diagnostics: &[proto::Diagnostic]) {
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
}

impl Played {
    fn schema(&self, type_name: &str) -> Arc<Schema> {
        assert!(self.schemas.resource_schemas.contains_key(type_name), "{type_name} is in the answer");
        self.provider.resource_schema(type_name).expect("a type")
    }

    fn message(&self, type_name: &str, of: &Json) -> Option<proto::DynamicValue> {
        let schema = self.schema(type_name);
        host::value(&value(&schema, of), &schema.implied_type())
    }

    fn read_back(&self, type_name: &str, message: Option<proto::DynamicValue>) -> Value {
        let message = message.expect("a value");
        assert!(message.json.is_empty(), "what is answered is MessagePack");
        decode(&message.msgpack, &self.schema(type_name).implied_type()).expect("a value of the type")
    }

    /// Validates, plans and applies a configuration of what is not there yet.
    async fn create(&self, type_name: &str, config: &Json) -> proto::ApplyResourceAnswer {
        let config = self.message(type_name, config);
        let request = proto::TypedConfigRequest { type_name: type_name.to_owned(), config: config.clone() };
        let validated: proto::DiagnosticsAnswer =
            self.host.call("/tfplugin5.Provider/ValidateResourceTypeConfig", request).await.expect("an answer");
        none_told(&validated.diagnostics);
        let request = proto::PlanResourceRequest {
            type_name: type_name.to_owned(),
            proposed_new_state: config.clone(),
            config: config.clone(),
            ..proto::PlanResourceRequest::default()
        };
        let planned: proto::PlanResourceAnswer =
            self.host.call("/tfplugin5.Provider/PlanResourceChange", request).await.expect("an answer");
        none_told(&planned.diagnostics);
        assert!(planned.legacy_type_system);
        assert!(self.read_back(type_name, planned.planned_state.clone()).get("id").is_unknown());
        let applied = self.apply(type_name, None, planned.planned_state, config, planned.planned_private).await;
        assert!(self.read_back(type_name, applied.new_state.clone()).is_wholly_known());
        applied
    }

    async fn apply(
        &self,
        type_name: &str,
        prior_state: Option<proto::DynamicValue>,
        planned_state: Option<proto::DynamicValue>,
        config: Option<proto::DynamicValue>,
        planned_private: bytes::Bytes,
    ) -> proto::ApplyResourceAnswer {
        let type_name = type_name.to_owned();
        let request = proto::ApplyResourceRequest { type_name, prior_state, planned_state, config, planned_private };
        let applied: proto::ApplyResourceAnswer =
            self.host.call("/tfplugin5.Provider/ApplyResourceChange", request).await.expect("an answer");
        none_told(&applied.diagnostics);
        assert!(applied.legacy_type_system);
        applied
    }

    async fn read(&self, type_name: &str, current_state: Option<proto::DynamicValue>) -> Value {
        let request = proto::ReadResourceRequest {
            type_name: type_name.to_owned(),
            current_state,
            ..proto::ReadResourceRequest::default()
        };
        let found: proto::ReadResourceAnswer =
            self.host.call("/tfplugin5.Provider/ReadResource", request).await.expect("an answer");
        none_told(&found.diagnostics);
        self.read_back(type_name, found.new_state)
    }
}

#[tokio::test]
async fn a_stage_goes_through_its_life_on_an_encrypted_connection() {
    let (folder, key, plane) = (tempfile::tempdir().expect("a folder"), HostKey::new(), plane());
    let make = move || -> Arc<dyn callboard_terraform::provider::Provider> {
        Arc::new(AwsProvider::new(Arc::new(OnePlane(plane.clone())), Environment::default()))
    };
    let provider = make();
    let providers = Providers { v5: Some(Arc::new(make)), v6: None };
    let mode = Mode::Plugin { protocol: ProtocolVersion::V5, environment: environment(&folder, Some(&key)) };
    let started = start(&mode, &providers);
    let host = Host::connect(&started.announcement, Some(&key)).await.expect("a connection");

    let schemas = host.call("/tfplugin5.Provider/GetSchema", proto::Empty {}).await.expect("schemas");
    let played = Played { host, provider, schemas };
    let block = played.provider.provider_schema();
    let config = host::value(&value(&block, &json!({"region": "us-east-1"})), &block.implied_type());
    let request = proto::ConfigRequest { config };
    let prepared: proto::ConfigAnswer =
        played.host.call("/tfplugin5.Provider/PrepareProviderConfig", request).await.expect("an answer");
    none_told(&prepared.diagnostics);
    let request = proto::ConfigureRequest { terraform_version: "1.11.4".to_owned(), config: prepared.prepared_config };
    let configured: proto::DiagnosticsAnswer =
        played.host.call("/tfplugin5.Provider/Configure", request).await.expect("an answer");
    none_told(&configured.diagnostics);

    let (api_type, stage_type) = ("aws_apigatewayv2_api", "aws_apigatewayv2_stage");
    let api = played.create(api_type, &json!({"name": "example", "protocol_type": "HTTP"})).await;
    let api = played.read_back(api_type, api.new_state).get("id").as_str().expect("an id").to_owned();
    let made = played.create(stage_type, &json!({"api_id": api, "name": "example-stage"})).await;
    let state = played.read(stage_type, made.new_state.clone()).await;
    assert_eq!(state, played.read_back(stage_type, made.new_state.clone()), "nothing differs when it is read again");

    let request = proto::ImportResourceRequest { type_name: stage_type.to_owned(), id: format!("{api}/example-stage") };
    let imported: proto::ImportResourceAnswer =
        played.host.call("/tfplugin5.Provider/ImportResourceState", request).await.expect("an answer");
    none_told(&imported.diagnostics);
    let [imported] = &imported.imported_resources[..] else { panic!("one resource is imported") };
    assert_eq!(played.read(stage_type, imported.state.clone()).await, state);

    let kept =
        serde_json::to_vec(&callboard_terraform::cty::to_json(&state, &played.schema(stage_type).implied_type()));
    let raw_state = Some(proto::RawState { json: kept.expect("JSON").into(), ..proto::RawState::default() });
    let request = proto::UpgradeResourceRequest { type_name: stage_type.to_owned(), version: 0, raw_state };
    let upgraded: proto::UpgradeResourceAnswer =
        played.host.call("/tfplugin5.Provider/UpgradeResourceState", request).await.expect("an answer");
    assert_eq!(played.read_back(stage_type, upgraded.upgraded_state), state);

    let nothing = host::value(&Value::Null, &played.schema(stage_type).implied_type());
    played.apply(stage_type, made.new_state.clone(), nothing.clone(), nothing, made.private).await;
    assert!(played.read(stage_type, made.new_state).await.is_null(), "what is gone reads as null");
    played.host.shut_down().await;
    started.running.await.expect("an end in order");
}
