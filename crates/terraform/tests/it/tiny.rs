//! A provider of one resource type, `tiny_note`, which panics and fails where it is told to.

use std::sync::Arc;

use async_trait::async_trait;
use callboard_terraform::cty::{Path, Type, Value};
use callboard_terraform::diagnostics::{Diagnostic, Diagnostics};
use callboard_terraform::provider::{
    ApplyRequest, ConfigureRequest, ConfiguredProvider, Imported, Outcome, Plan, PlanRequest, Provider, ReadRequest,
    Resource,
};
use callboard_terraform::schema::{Attribute, Block, Flags, ProtocolVersion, Schema};
use callboard_terraform::serve::{MakeProvider, Providers};

pub struct Tiny(pub ProtocolVersion);

/// Both versions of it.
pub fn providers() -> Providers {
    let make = |version| -> Option<MakeProvider> { Some(Arc::new(move || Arc::new(Tiny(version)))) };
    Providers { v5: make(ProtocolVersion::V5), v6: make(ProtocolVersion::V6) }
}

pub fn schema() -> Schema {
    let attributes = vec![
        Attribute::plain("id", Type::String, Flags::COMPUTED),
        Attribute::plain("text", Type::String, Flags::REQUIRED),
    ];
    Schema { version: 0, block: Block { attributes, ..Block::default() } }
}

pub fn provider_schema() -> Schema {
    let attributes = vec![Attribute::plain("prefix", Type::String, Flags::OPTIONAL)];
    Schema { version: 0, block: Block { attributes, ..Block::default() } }
}

pub fn note(id: impl Into<Value>, text: &str) -> Value {
    Value::object([("id", id.into()), ("text", text.into())])
}

#[async_trait]
impl Provider for Tiny {
    fn protocol(&self) -> ProtocolVersion {
        self.0
    }

    fn has_legacy_type_system(&self) -> bool {
        self.0 == ProtocolVersion::V5
    }

    fn provider_schema(&self) -> Arc<Schema> {
        Arc::new(provider_schema())
    }

    fn resource_types(&self) -> Vec<String> {
        vec!["tiny_note".to_owned()]
    }

    fn data_sources(&self) -> Vec<String> {
        Vec::new()
    }

    fn resource_schema(&self, type_name: &str) -> Option<Arc<Schema>> {
        (type_name == "tiny_note").then(|| Arc::new(schema()))
    }

    fn data_source_schema(&self, _type_name: &str) -> Option<Arc<Schema>> {
        None
    }

    async fn validate_provider(&self, config: Value) -> Outcome<Value> {
        Outcome::of(config)
    }

    async fn validate_resource(&self, _type_name: &str, config: &Value) -> Diagnostics {
        match config.get("text").as_str() {
            Some("panic") => panic!("told to"),
            Some("") => Diagnostic::error("a note needs a text").at(Path::of("text")).into(),
            _ => Diagnostics::none(),
        }
    }

    async fn validate_data_source(&self, _type_name: &str, _config: &Value) -> Diagnostics {
        Diagnostics::none()
    }

    async fn upgrade_state(&self, _type_name: &str, _version: i64, state: &serde_json::Value) -> Outcome<Value> {
        let text = |name: &str| state[name].as_str().map_or(Value::Null, Value::from);
        Outcome::of(Value::object([("id", text("id")), ("text", text("text"))]))
    }

    async fn configure(&self, request: ConfigureRequest) -> Outcome<Arc<dyn ConfiguredProvider>> {
        let prefix = request.config.get("prefix").as_str().unwrap_or_default().to_owned();
        Outcome::of(Arc::new(Notes { prefix }))
    }

    fn stop(&self) {}
}

struct Notes {
    prefix: String,
}

#[async_trait]
impl ConfiguredProvider for Notes {
    async fn read(&self, request: ReadRequest) -> Outcome<Resource> {
        let id = request.current.get("id").clone();
        let text = format!("{}{}", self.prefix, id.as_str().unwrap_or_default());
        Outcome::of(Resource { state: note(id, &text), private: request.private })
    }

    async fn plan(&self, request: PlanRequest) -> Outcome<Plan> {
        let mut planned = request.proposed;
        if request.prior.is_null() {
            planned.set_member("id", Value::Unknown);
        }
        Outcome::of(Plan { planned, private: b"kept".to_vec(), requires_replace: vec![Path::of("text")] })
    }

    async fn apply(&self, request: ApplyRequest) -> Outcome<Resource> {
        let text = request.planned.get("text").as_str().unwrap_or_default().to_owned();
        assert_ne!(text, "panic in apply");
        if text == "fail in apply" {
            return Outcome::failed(Diagnostic::error("told to fail"));
        }
        Outcome::of(Resource { state: note("1", &text), private: request.planned_private })
    }

    async fn import(&self, type_name: &str, id: &str) -> Outcome<Vec<Imported>> {
        let state = Value::object([("id", Value::from(id)), ("text", Value::Null)]);
        Outcome::of(vec![Imported { type_name: type_name.to_owned(), state, private: Vec::new() }])
    }

    async fn read_data_source(&self, _type_name: &str, config: Value) -> Outcome<Value> {
        Outcome::of(config)
    }
}
