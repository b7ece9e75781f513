//! Requests to a provider, and its answers.

use bytes::Bytes;

use super::{AttributePath, Diagnostic, DynamicValue, RawState};

/// What a server can do besides.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ServerCapabilities {
    /// Whether removals are planned, too.
    #[prost(bool, tag = "1")]
    pub plan_destroy: bool,
    /// Whether schemas that another process of the same provider gave will do.
    #[prost(bool, tag = "2")]
    pub get_provider_schema_optional: bool,
    /// Whether states of other resource types are taken over.
    #[prost(bool, tag = "3")]
    pub move_resource_state: bool,
}

/// What a provider has, without its schemas.
#[derive(Clone, PartialEq, prost::Message)]
pub struct MetadataAnswer {
    /// What it can do besides.
    #[prost(message, optional, tag = "1")]
    pub server_capabilities: Option<ServerCapabilities>,
    /// Why there is no answer.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
    /// Its data sources.
    #[prost(message, repeated, tag = "3")]
    pub data_sources: Vec<TypeName>,
    /// Its resource types.
    #[prost(message, repeated, tag = "4")]
    pub resources: Vec<TypeName>,
}

/// The name of a resource type or data source.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TypeName {
    /// The name.
    #[prost(string, tag = "1")]
    pub type_name: String,
}

/// The provider block, to be checked.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ConfigRequest {
    /// The block.
    #[prost(message, optional, tag = "1")]
    pub config: Option<DynamicValue>,
}

/// The provider block, checked; version 6 has no value in it.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ConfigAnswer {
    /// The block as it is to be used; version 5 only.
    #[prost(message, optional, tag = "1")]
    pub prepared_config: Option<DynamicValue>,
    /// What is wrong with it.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// The provider block, to be used.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ConfigureRequest {
    /// The version of Terraform.
    #[prost(string, tag = "1")]
    pub terraform_version: String,
    /// The block.
    #[prost(message, optional, tag = "2")]
    pub config: Option<DynamicValue>,
}

/// The block of a resource or data source, to be checked.
#[derive(Clone, PartialEq, prost::Message)]
pub struct TypedConfigRequest {
    /// Its type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// The block.
    #[prost(message, optional, tag = "2")]
    pub config: Option<DynamicValue>,
}

/// Nothing but what is wrong.
#[derive(Clone, PartialEq, prost::Message)]
pub struct DiagnosticsAnswer {
    /// What is wrong.
    #[prost(message, repeated, tag = "1")]
    pub diagnostics: Vec<Diagnostic>,
}

/// A state that an older version wrote, or the same one.
#[derive(Clone, PartialEq, prost::Message)]
pub struct UpgradeResourceRequest {
    /// Its type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// The version of the schema it was written with.
    #[prost(int64, tag = "2")]
    pub version: i64,
    /// The state.
    #[prost(message, optional, tag = "3")]
    pub raw_state: Option<RawState>,
}

/// A state of the current version.
#[derive(Clone, PartialEq, prost::Message)]
pub struct UpgradeResourceAnswer {
    /// The state.
    #[prost(message, optional, tag = "1")]
    pub upgraded_state: Option<DynamicValue>,
    /// Why there is none.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// A resource to read again.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ReadResourceRequest {
    /// Its type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// What was known of it.
    #[prost(message, optional, tag = "2")]
    pub current_state: Option<DynamicValue>,
    /// What the provider keeps with it.
    #[prost(bytes = "bytes", tag = "3")]
    pub private: Bytes,
}

/// A resource that was read.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ReadResourceAnswer {
    /// What is known of it now; null where it is gone.
    #[prost(message, optional, tag = "1")]
    pub new_state: Option<DynamicValue>,
    /// Why it could not be read.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
    /// What the provider keeps with it.
    #[prost(bytes = "bytes", tag = "3")]
    pub private: Bytes,
}

/// A change to plan.
#[derive(Clone, PartialEq, prost::Message)]
pub struct PlanResourceRequest {
    /// The type of the resource.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// What is there; null before it is created.
    #[prost(message, optional, tag = "2")]
    pub prior_state: Option<DynamicValue>,
    /// The configuration laid over what is there; null to remove it.
    #[prost(message, optional, tag = "3")]
    pub proposed_new_state: Option<DynamicValue>,
    /// The configuration.
    #[prost(message, optional, tag = "4")]
    pub config: Option<DynamicValue>,
    /// What the provider keeps with it.
    #[prost(bytes = "bytes", tag = "5")]
    pub prior_private: Bytes,
}

/// A planned change.
#[derive(Clone, PartialEq, prost::Message)]
pub struct PlanResourceAnswer {
    /// What will be there.
    #[prost(message, optional, tag = "1")]
    pub planned_state: Option<DynamicValue>,
    /// The attributes whose change needs another resource.
    #[prost(message, repeated, tag = "2")]
    pub requires_replace: Vec<AttributePath>,
    /// What the provider keeps with it.
    #[prost(bytes = "bytes", tag = "3")]
    pub planned_private: Bytes,
    /// Why there is no plan.
    #[prost(message, repeated, tag = "4")]
    pub diagnostics: Vec<Diagnostic>,
    /// Whether the rules for plans are those of the first plugin library.
    #[prost(bool, tag = "5")]
    pub legacy_type_system: bool,
}

/// A planned change to carry out.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ApplyResourceRequest {
    /// The type of the resource.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// What is there; null before it is created.
    #[prost(message, optional, tag = "2")]
    pub prior_state: Option<DynamicValue>,
    /// What was planned; null to remove it.
    #[prost(message, optional, tag = "3")]
    pub planned_state: Option<DynamicValue>,
    /// The configuration.
    #[prost(message, optional, tag = "4")]
    pub config: Option<DynamicValue>,
    /// What the plan kept for us.
    #[prost(bytes = "bytes", tag = "5")]
    pub planned_private: Bytes,
}

/// A change that was carried out, or part of it.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ApplyResourceAnswer {
    /// What is there now.
    #[prost(message, optional, tag = "1")]
    pub new_state: Option<DynamicValue>,
    /// What the provider keeps with it.
    #[prost(bytes = "bytes", tag = "2")]
    pub private: Bytes,
    /// What went wrong.
    #[prost(message, repeated, tag = "3")]
    pub diagnostics: Vec<Diagnostic>,
    /// As in [`PlanResourceAnswer`].
    #[prost(bool, tag = "4")]
    pub legacy_type_system: bool,
}

/// A resource that is to be managed from now on.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ImportResourceRequest {
    /// Its type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// Its identifier, as the user wrote it.
    #[prost(string, tag = "2")]
    pub id: String,
}

/// What an identifier stands for.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ImportResourceAnswer {
    /// The resources, of which enough is known to read them.
    #[prost(message, repeated, tag = "1")]
    pub imported_resources: Vec<ImportedResource>,
    /// Why there is none.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// A resource found by its identifier.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ImportedResource {
    /// Its type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// What is known of it.
    #[prost(message, optional, tag = "2")]
    pub state: Option<DynamicValue>,
    /// What the provider keeps with it.
    #[prost(bytes = "bytes", tag = "3")]
    pub private: Bytes,
}

/// A data source to read.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ReadDataRequest {
    /// Its type.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// Its configuration.
    #[prost(message, optional, tag = "2")]
    pub config: Option<DynamicValue>,
}

/// What a data source holds.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ReadDataAnswer {
    /// The configuration and what was read.
    #[prost(message, optional, tag = "1")]
    pub state: Option<DynamicValue>,
    /// Why it could not be read.
    #[prost(message, repeated, tag = "2")]
    pub diagnostics: Vec<Diagnostic>,
}

/// Whether what is under way is being given up.
#[derive(Clone, PartialEq, prost::Message)]
pub struct StopAnswer {
    /// Why it is not.
    #[prost(string, tag = "1")]
    pub error: String,
}
