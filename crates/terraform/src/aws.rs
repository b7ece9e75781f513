//! The provider `aws`: resource types as the old SDK has them, from tables.
//!
//! ```text
//! tables ──▶ schema, rules                       (what Terraform sees)
//!    │
//!    └─────▶ lifecycle ──▶ convert ──▶ Plane     (what AWS sees)
//!              hooks: what no table says
//! ```
//!
//! # Invariants
//!
//! - A resource type is a table; only what is truly its own is code, in `behaviour`.
//! - A state shows what the service said, not what was planned.
//! - A change that failed half-way leaves a state that says what is there.
//!
//! # Reading order
//!
//! `field.rs` is what tables are made of, `tables/stage.rs` the plainest look at one, `lifecycle.rs` what is done by
//! them; `configured.rs` joins plans and changes, `provider_block.rs` reads where calls go.

mod advice;
mod behaviour;
mod configured;
mod convert;
mod data_sources;
mod endpoints;
mod field;
mod hooks;
mod lifecycle;
mod private;
mod provider_block;
mod session;
mod table;
mod tables;
mod tagging;

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use callboard_plane::layers::Interrupt;

use crate::cty::{Extra, Type, Value, from_json};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::mirror::Version;
use crate::plan::{self, Rule, Rules};
use crate::provider::{ConfigureRequest, ConfiguredProvider, Connector, Environment, Outcome, Provider};
use crate::schema::{Attribute, Flags, NestedBlock, Nesting, ProtocolVersion, Schema};
use configured::Configured;
use field::{block_of, rules_of};
pub(crate) use provider_block::environment_endpoints;
use table::ResourceTable;

/// The provider `aws`, before it is configured.
pub struct AwsProvider {
    connector: Arc<dyn Connector>,
    environment: Environment,
    interrupt: Interrupt,
    has_later_names: bool,
    provider_schema: OnceLock<Arc<Schema>>,
}

impl AwsProvider {
    /// A provider whose planes come from `connector`.
    pub fn new(connector: Arc<dyn Connector>, environment: Environment) -> Self {
        let (interrupt, provider_schema) = (Interrupt::default(), OnceLock::new());
        Self { connector, environment, interrupt, has_later_names: false, provider_schema }
    }

    /// The same provider where it passes for some version of the real one, or for any: its block takes the endpoints of
    /// services that came later.
    #[must_use]
    pub fn passing_for(self, version: Option<&Version>) -> Self {
        let schema_of: Option<Version> = endpoints::NAMES_OF.parse().ok();
        Self { has_later_names: version.is_none_or(|it| Some(it) > schema_of.as_ref()), ..self }
    }
}

/// Names of the resource types, sorted.
pub fn resource_types() -> Vec<String> {
    let mut names: Vec<String> = tables::ALL.iter().map(|it| it.type_name.to_owned()).collect();
    names.sort();
    names
}

/// Names of the data sources, sorted.
pub fn data_sources() -> Vec<String> {
    let mut names: Vec<String> = data_sources::ALL.iter().map(|it| it.type_name.to_owned()).collect();
    names.sort();
    names
}

/// Whether the provider, or `awscc`, makes calls of a service: an endpoint of another one says nothing of where they go.
pub fn calls_service(service: &str) -> bool {
    tables::ALL.iter().any(|it| it.service == service) || ["cloudcontrol", "sts"].contains(&service)
}

#[async_trait]
impl Provider for AwsProvider {
    fn protocol(&self) -> ProtocolVersion {
        ProtocolVersion::V5
    }

    fn has_legacy_type_system(&self) -> bool {
        true
    }

    fn provider_schema(&self) -> Arc<Schema> {
        Arc::clone(self.provider_schema.get_or_init(|| Arc::new(provider_block::schema(self.has_later_names))))
    }

    fn resource_types(&self) -> Vec<String> {
        resource_types()
    }

    fn data_sources(&self) -> Vec<String> {
        data_sources()
    }

    fn resource_schema(&self, type_name: &str) -> Option<Arc<Schema>> {
        tables::find(type_name).map(|it| Arc::new(schema_of(it)))
    }

    fn data_source_schema(&self, type_name: &str) -> Option<Arc<Schema>> {
        data_sources::find(type_name).map(|it| Arc::new(it.schema()))
    }

    async fn validate_provider(&self, config: Value) -> Outcome<Value> {
        let diagnostics = provider_block::validate(&config);
        Outcome::with(config, diagnostics)
    }

    async fn validate_resource(&self, type_name: &str, config: &Value) -> Diagnostics {
        let Some(table) = tables::find(type_name) else { return unknown_type(type_name).into() };
        let mut diagnostics = plan::validate(&rules_of_table(table), config);
        conflicts(table, config, &mut diagnostics);
        table.hooks.validate(config, &mut diagnostics);
        diagnostics
    }

    async fn validate_data_source(&self, type_name: &str, config: &Value) -> Diagnostics {
        match data_sources::find(type_name) {
            Some(table) => plan::validate(&table.rules(), config),
            None => unknown_type(type_name).into(),
        }
    }

    async fn upgrade_state(&self, type_name: &str, _version: i64, state: &serde_json::Value) -> Outcome<Value> {
        let Some(table) = tables::find(type_name) else { return Outcome::failed(unknown_type(type_name)) };
        let schema = schema_of(table);
        match from_json(state, &schema.implied_type(), Extra::Drop) {
            Ok(mut value) => {
                fill_blocks(&schema, &mut value);
                Outcome::of(value)
            }
            Err(error) => {
                let summary = format!("the state of {type_name} cannot be read: {error}");
                Outcome::failed(
                    Diagnostic::error(summary).with_detail(
                        "Remove the resource from the state with `terraform state rm`, and import it again.",
                    ),
                )
            }
        }
    }

    async fn configure(&self, request: ConfigureRequest) -> Outcome<Arc<dyn ConfiguredProvider>> {
        match Configured::connect(&*self.connector, &self.environment, &request.config, self.interrupt.clone()).await {
            Ok(configured) => Outcome::of(Arc::new(configured) as Arc<dyn ConfiguredProvider>),
            Err(diagnostic) => Outcome::failed(*diagnostic),
        }
    }

    fn stop(&self) {
        self.interrupt.raise();
    }
}

/// The schema of a resource type: its table's fields, and those that every one has.
pub(crate) fn schema_of(table: &ResourceTable) -> Schema {
    let mut block = block_of(table.fields);
    block.attributes.extend(common(table).into_iter().map(|(name, of, flags)| Attribute::plain(name, of, flags)));
    block.attributes.sort_by(|left, right| left.name.cmp(&right.name));
    block.blocks.sort_by(|left, right| left.name.cmp(&right.name));
    Schema { version: 0, block }
}

/// The rules of a resource type.
pub(crate) fn rules_of_table(table: &ResourceTable) -> Rules {
    let mut rules = rules_of(table.fields);
    for (name, _, flags) in common(table) {
        rules.0.push(Rule { forces_replacement: name == "region", ..Rule::new(name, flags) });
    }
    rules
}

fn common(table: &ResourceTable) -> Vec<(Cow<'static, str>, Type, Flags)> {
    let mut attributes = Vec::new();
    if table.id_attribute == "id" {
        attributes.push(("id".into(), Type::String, Flags::OPTIONAL_COMPUTED));
    }
    if table.is_regional {
        attributes.push(("region".into(), Type::String, Flags::OPTIONAL_COMPUTED));
    }
    if table.is_tagged() {
        attributes.push(("tags".into(), Type::map(Type::String), Flags::OPTIONAL));
        attributes.push(("tags_all".into(), Type::map(Type::String), Flags::OPTIONAL_COMPUTED));
    }
    attributes
}

/// Terraform itself refuses types that the schema does not have; this is for clients that do not.
fn unknown_type(type_name: &str) -> Diagnostic {
    let names: Vec<&str> = tables::ALL.iter().map(|it| it.type_name).collect();
    Diagnostic::error(format!("The provider does not support resource type \"{type_name}\"."))
        .with_detail(format!("It has {}.", names.join(", ")))
}

fn conflicts(table: &ResourceTable, config: &Value, diagnostics: &mut Diagnostics) {
    for field in table.fields {
        let is_set = |name: &str| !config.get(name).is_null() && !config.get(name).is_unknown();
        for other in field.conflicts_with.iter().filter(|it| is_set(field.name) && is_set(it)) {
            diagnostics.push(
                Diagnostic::error("Conflicting configuration arguments")
                    .with_detail(format!("\"{}\": conflicts with {other}", field.name))
                    .at(crate::cty::Path::of(field.name)),
            );
        }
    }
}

/// A state has every list and set of blocks, as the old SDK keeps it.
fn fill_blocks(schema: &Schema, value: &mut Value) {
    let fill = |nested: &NestedBlock, value: &mut Value| {
        let empty = match nested.nesting {
            Nesting::List => Value::List(Vec::new()),
            Nesting::Set => Value::set([]),
            Nesting::Single | Nesting::Map => return,
        };
        if value.get(&nested.name).is_null() {
            value.set_member(nested.name.clone(), empty);
        }
    };
    if value.members().is_some() {
        schema.block.blocks.iter().for_each(|nested| fill(nested, value));
    }
}
