//! The seam inside the face: a provider, whatever protocol it is served over.
//!
//! ```text
//! Terraform ──▶ proto, serve ──▶ dyn Provider ──configure──▶ dyn ConfiguredProvider ──▶ Plane
//!                (messages)       (schemas, checks)            (plans, reads, changes)
//! ```
//!
//! # Invariants
//!
//! - Values that go in conform to the schema's type, and so do those that come out.
//! - Nothing a configuration says makes a provider panic: what is wrong is a diagnostic.
//! - A configured provider knows nothing of others: two aliases in one process do not see each other.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use callboard_plane::{Caller, Plane, Scope};

use crate::cty::{Path, Value};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::schema::{ProtocolVersion, Schema};

/// What came of a request: a value, things to tell, or both (a resource that was made in part).
#[derive(Debug, Clone, PartialEq)]
#[must_use]
pub struct Outcome<T> {
    /// What was asked for; nothing where there is an error that leaves nothing.
    pub value: Option<T>,
    /// What there is to tell.
    pub diagnostics: Diagnostics,
}

/// How long calls under way may take once the user has interrupted Terraform: what is answered is not lost, and nobody
/// waits for the rest.
pub const GRACE: Duration = Duration::from_secs(1);

/// A provider before it is configured: what Terraform may ask of it offline.
#[async_trait]
pub trait Provider: Send + Sync {
    /// The protocol that it speaks.
    fn protocol(&self) -> ProtocolVersion;

    /// Whether plans and applies are answered as those of the old SDK, whose values need not be what was configured.
    fn has_legacy_type_system(&self) -> bool;

    /// The schema of the provider block.
    fn provider_schema(&self) -> Arc<Schema>;

    /// Names of the resource types, sorted.
    fn resource_types(&self) -> Vec<String>;

    /// Names of the data sources, sorted.
    fn data_sources(&self) -> Vec<String>;

    /// The schema of a resource type.
    fn resource_schema(&self, type_name: &str) -> Option<Arc<Schema>>;

    /// The schema of a data source.
    fn data_source_schema(&self, type_name: &str) -> Option<Arc<Schema>>;

    /// The fields `resource_schemas` and `data_source_schemas` of a `GetProviderSchema.Response` of the protocol,
    /// where they are ready-made; else they are encoded one after the other.
    fn encoded_schemas(&self) -> Option<Bytes> {
        None
    }

    /// Says what is wrong with a provider block; unknown values are nothing to complain about. The value is the block
    /// as it is prepared.
    async fn validate_provider(&self, config: Value) -> Outcome<Value>;

    /// Says what is wrong with a resource's configuration.
    async fn validate_resource(&self, type_name: &str, config: &Value) -> Diagnostics;

    /// Says what is wrong with a data source's configuration.
    async fn validate_data_source(&self, type_name: &str, config: &Value) -> Diagnostics;

    /// Turns a state that was kept by a schema of some version into one of today's.
    async fn upgrade_state(&self, type_name: &str, version: i64, state: &serde_json::Value) -> Outcome<Value>;

    /// Prepares what needs a plane.
    async fn configure(&self, request: ConfigureRequest) -> Outcome<Arc<dyn ConfiguredProvider>>;

    /// Asks that changes under way come to an end soon: waits at once, calls within [`GRACE`].
    fn stop(&self);
}

/// A provider that knows its plane.
#[async_trait]
pub trait ConfiguredProvider: Send + Sync {
    /// What a resource is now; null where it is gone.
    async fn read(&self, request: ReadRequest) -> Outcome<Resource>;

    /// What a resource will be.
    async fn plan(&self, request: PlanRequest) -> Outcome<Plan>;

    /// Makes, changes or removes a resource.
    async fn apply(&self, request: ApplyRequest) -> Outcome<Resource>;

    /// Finds the resource that an id names.
    async fn import(&self, type_name: &str, id: &str) -> Outcome<Vec<Imported>>;

    /// Reads a data source.
    async fn read_data_source(&self, type_name: &str, config: Value) -> Outcome<Value>;
}

/// What a provider is configured with.
#[derive(Debug, Clone)]
pub struct ConfigureRequest {
    /// The provider block, with environment variables not yet put in.
    pub config: Value,
    /// `1.11.4`.
    pub terraform_version: String,
}

/// Which resource is to be read.
#[derive(Debug, Clone)]
pub struct ReadRequest {
    /// `aws_apigatewayv2_stage`.
    pub type_name: String,
    /// What is known of it.
    pub current: Value,
    /// What was kept beside its state.
    pub private: Vec<u8>,
}

/// What a plan is made from.
#[derive(Debug, Clone)]
pub struct PlanRequest {
    /// `aws_apigatewayv2_stage`.
    pub type_name: String,
    /// What there is; null where there is nothing yet.
    pub prior: Value,
    /// Configuration and state as Terraform would merge them; null where it is to go.
    pub proposed: Value,
    /// What the user wrote.
    pub config: Value,
    /// What was kept beside the state.
    pub prior_private: Vec<u8>,
}

/// A plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// What the resource will be; unknown where only the change tells.
    pub planned: Value,
    /// What is kept for the change.
    pub private: Vec<u8>,
    /// The changes that cannot be made in place.
    pub requires_replace: Vec<Path>,
}

/// What is to be changed.
#[derive(Debug, Clone)]
pub struct ApplyRequest {
    /// `aws_apigatewayv2_stage`.
    pub type_name: String,
    /// What there is; null where there is nothing yet.
    pub prior: Value,
    /// What was planned; null where it is to go.
    pub planned: Value,
    /// What the user wrote.
    pub config: Value,
    /// What the plan kept.
    pub planned_private: Vec<u8>,
}

/// A resource as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// Its state; null where it is gone.
    pub state: Value,
    /// What is kept beside it.
    pub private: Vec<u8>,
}

/// A resource that was found by its id; it is read next.
#[derive(Debug, Clone, PartialEq)]
pub struct Imported {
    /// `aws_apigatewayv2_stage`.
    pub type_name: String,
    /// What the id tells.
    pub state: Value,
    /// What is kept beside it.
    pub private: Vec<u8>,
}

/// The environment variables that a provider block falls back on: `AWS_*` and `TF_AWS_*`.
#[derive(Debug, Clone, Default)]
pub struct Environment(pub BTreeMap<String, String>);

/// Makes planes for provider blocks; only the binary knows how.
#[async_trait]
pub trait Connector: Send + Sync {
    /// A plane for what a provider block says. An error is told as it is; it never leads to another plane.
    async fn connect(&self, connection: Connection) -> Result<Connected, Diagnostic>;
}

/// What a provider block, and the environment where it is silent, say about where calls go and who makes them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Connection {
    /// The region of calls that name none.
    pub region: Option<String>,
    /// A profile of the shared files.
    pub profile: Option<String>,
    /// Access key id.
    pub access_key: Option<String>,
    /// Its secret.
    pub secret_key: Option<String>,
    /// Session token.
    pub token: Option<String>,
    /// Shared configuration files, in order.
    pub shared_config_files: Vec<String>,
    /// Shared credentials files, in order.
    pub shared_credentials_files: Vec<String>,
    /// Roles that are taken on, one after the other.
    pub assume_roles: Vec<AssumedRole>,
    /// The role that a web identity takes on first.
    pub assume_role_with_web_identity: Option<AssumedRole>,
    /// Endpoints by botocore's service names; `""` for those of all services.
    pub endpoints: BTreeMap<String, String>,
    /// Attempts for a call.
    pub max_attempts: Option<u32>,
    /// `standard` or `adaptive`.
    pub retry_mode: Option<String>,
    /// A file of certificates to trust.
    pub custom_ca_bundle: Option<String>,
    /// Certificates are not checked.
    pub insecure: bool,
    /// Proxy of `http` calls.
    pub http_proxy: Option<String>,
    /// Proxy of `https` calls.
    pub https_proxy: Option<String>,
    /// Hosts without a proxy.
    pub no_proxy: Option<String>,
    /// FIPS endpoints.
    pub use_fips_endpoint: bool,
    /// Dual-stack endpoints.
    pub use_dualstack_endpoint: bool,
}

/// A role that is taken on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AssumedRole {
    /// Its ARN.
    pub role_arn: String,
    /// How long the session lasts: `1h`.
    pub duration: Option<String>,
    /// What the role's trust policy asks for.
    pub external_id: Option<String>,
    /// Session policy, JSON text.
    pub policy: Option<String>,
    /// Managed session policies.
    pub policy_arns: Vec<String>,
    /// The session's name.
    pub session_name: Option<String>,
    /// The identity that stands behind it.
    pub source_identity: Option<String>,
    /// Session tags.
    pub tags: BTreeMap<String, String>,
    /// Session tags that are handed on.
    pub transitive_tag_keys: Vec<String>,
    /// A web identity's token.
    pub web_identity_token: Option<String>,
    /// The file that holds one.
    pub web_identity_token_file: Option<String>,
}

/// A plane for a provider block.
#[derive(Clone)]
pub struct Connected {
    /// Where calls go.
    pub plane: Arc<dyn Plane>,
    /// Partition, account and region of calls. The account is empty where only the service knows it.
    pub scope: Scope,
    /// Who makes them.
    pub caller: Caller,
    /// Whether the plane is in this process, so that a call costs less than asking for fewer would save.
    pub is_in_process: bool,
    /// For the log: `the embedded plane in /home/me/.local/share/callboard`.
    pub description: String,
}

impl<T> Outcome<T> {
    /// A value and nothing to tell.
    pub fn of(value: T) -> Self {
        Self { value: Some(value), diagnostics: Diagnostics::none() }
    }

    /// A value and things to tell.
    pub fn with(value: T, diagnostics: Diagnostics) -> Self {
        Self { value: Some(value), diagnostics }
    }

    /// No value, and why.
    pub fn failed(diagnostics: impl Into<Diagnostics>) -> Self {
        Self { value: None, diagnostics: diagnostics.into() }
    }
}
