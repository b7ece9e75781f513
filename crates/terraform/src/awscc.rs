//! The provider `awscc`: every resource type that Cloud Control can provision, from its schema.
//!
//! ```text
//! CloudFormation schema ──▶ Property tree ──┬──▶ schema      (what Terraform sees)
//!                                           ├──▶ rules       (how it is planned)
//!                                           └──▶ convert ──▶ Resources ──▶ Plane
//! ```
//!
//! # Invariants
//!
//! - No type has code of its own.
//! - A resource is identified by its primary identifier, its parts joined by `|`, in the attribute `id`.
//! - What a configuration leaves out stays as it is.
//! - What is never read back stays in the state as it was configured.
//!
//! # Reading order
//!
//! `property.rs` reads a schema, `catalog.rs` knows all types by their Terraform names, `ready_made.rs` has their
//! schemas encoded, `refusals.rs` is what is wrong with a configuration, `convert.rs` turns values into properties and
//! back, `wording.rs` is when a service means what was said, `configured.rs` plans and changes, `settle.rs` is what a
//! change leaves in the state.

mod catalog;
mod configured;
mod convert;
mod plural;
mod property;
mod provider_block;
mod ready_made;
mod refusals;
mod settle;
mod wording;

use std::sync::{Arc, OnceLock};

use async_trait::async_trait;
use bytes::Bytes;
use callboard_plane::layers::Interrupt;

use crate::cty::{Extra, Value, from_json};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::plan;
use crate::provider::{ConfigureRequest, ConfiguredProvider, Connector, Environment, Outcome, Provider};
use crate::schema::{ProtocolVersion, Schema};
use catalog::Catalog;
use configured::Configured;
pub use ready_made::schemas_of_types;

/// The provider `awscc`, before it is configured.
pub struct AwsccProvider {
    connector: Arc<dyn Connector>,
    environment: Environment,
    interrupt: Interrupt,
    provider_schema: OnceLock<Arc<Schema>>,
    catalog: Arc<Catalog>,
}

impl AwsccProvider {
    /// A provider whose planes come from `connector`.
    pub fn new(connector: Arc<dyn Connector>, environment: Environment) -> Self {
        Self {
            connector,
            environment,
            interrupt: Interrupt::default(),
            provider_schema: OnceLock::new(),
            catalog: Arc::new(Catalog::default()),
        }
    }
}

/// Names of the resource types, sorted.
pub fn resource_types() -> Vec<String> {
    let mut names: Vec<String> = catalog::resources().map(|it| it.resource).collect();
    names.sort();
    names
}

/// Names of the data sources, sorted.
pub fn data_sources() -> Vec<String> {
    let mut names: Vec<String> = catalog::resources()
        .flat_map(|it| {
            let plural = it.is_listed.then(|| plural::plural(&it.resource));
            std::iter::once(it.resource).chain(plural)
        })
        .collect();
    names.sort();
    names.dedup();
    names
}

#[async_trait]
impl Provider for AwsccProvider {
    fn protocol(&self) -> ProtocolVersion {
        ProtocolVersion::V6
    }

    fn has_legacy_type_system(&self) -> bool {
        false
    }

    fn provider_schema(&self) -> Arc<Schema> {
        Arc::clone(self.provider_schema.get_or_init(|| Arc::new(provider_block::schema())))
    }

    fn resource_types(&self) -> Vec<String> {
        resource_types()
    }

    fn data_sources(&self) -> Vec<String> {
        data_sources()
    }

    fn resource_schema(&self, type_name: &str) -> Option<Arc<Schema>> {
        Some(Arc::clone(&self.catalog.resource(type_name)?.schema))
    }

    fn data_source_schema(&self, type_name: &str) -> Option<Arc<Schema>> {
        match self.catalog.resource(type_name) {
            Some(it) => Some(Arc::new(it.data_source_schema())),
            None => self.catalog.listed(type_name).map(|_| Arc::new(catalog::plural_schema())),
        }
    }

    fn encoded_schemas(&self) -> Option<Bytes> {
        Some(ready_made::encoded())
    }

    async fn validate_provider(&self, config: Value) -> Outcome<Value> {
        Outcome::of(config)
    }

    async fn validate_resource(&self, type_name: &str, config: &Value) -> Diagnostics {
        match self.catalog.resource(type_name) {
            Some(it) => {
                let mut diagnostics = plan::validate(&it.rules, config);
                diagnostics.extend(refusals::refusals(&it, config));
                diagnostics
            }
            None => unknown_type(type_name).into(),
        }
    }

    async fn validate_data_source(&self, _type_name: &str, _config: &Value) -> Diagnostics {
        Diagnostics::none()
    }

    async fn upgrade_state(&self, type_name: &str, _version: i64, state: &serde_json::Value) -> Outcome<Value> {
        let Some(it) = self.catalog.resource(type_name) else { return Outcome::failed(unknown_type(type_name)) };
        match from_json(state, &it.schema.implied_type(), Extra::Drop) {
            Ok(value) => Outcome::of(value),
            Err(error) => Outcome::failed(
                Diagnostic::error(format!("the state of {type_name} cannot be read: {error}"))
                    .with_detail("Remove the resource from the state with `terraform state rm`, and import it again."),
            ),
        }
    }

    async fn configure(&self, request: ConfigureRequest) -> Outcome<Arc<dyn ConfiguredProvider>> {
        if let Some(refusal) = crate::undecided::refusal(&request.config) {
            return Outcome::failed(refusal);
        }
        let connection = provider_block::connection(&request.config, &self.environment);
        match Configured::connect(&*self.connector, connection, Arc::clone(&self.catalog), self.interrupt.clone()).await
        {
            Ok(configured) => Outcome::of(Arc::new(configured) as Arc<dyn ConfiguredProvider>),
            Err(diagnostic) => Outcome::failed(*diagnostic),
        }
    }

    fn stop(&self) {
        self.interrupt.raise();
    }
}

/// Terraform itself refuses types that the schema does not have; this is for clients that do not.
fn unknown_type(type_name: &str) -> Diagnostic {
    Diagnostic::error(format!("The provider does not support resource type \"{type_name}\".")).with_detail(
        "It has the types that Cloud Control can provision, named as CloudFormation names them: AWS::IVS::Stage is \
         awscc_ivs_stage.",
    )
}
