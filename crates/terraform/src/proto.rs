//! The messages of Terraform's plugin protocol, versions 5 and 6, and of the plugin services around it.
//!
//! Both versions have the same fields under the same numbers, but for one: `write_only` of an attribute is 10 in
//! version 5 and 11 in version 6, where 10 is `nested_type`. One set of structures serves both, with the numbers of
//! version 6; what is served under version 5 has no write-only attributes. Fields that no provider of ours reads or
//! writes are left out: a reader skips fields that it does not know.
//!
//! # Reading order
//!
//! `value.rs` has values, diagnostics and paths, `schema.rs` schemas, `provider.rs` requests and answers, and
//! `plugin.rs` what the plugin library beneath Terraform asks for.

mod plugin;
mod provider;
mod schema;
mod value;

pub use plugin::{ConnectionInfo, Empty, HealthAnswer, HealthRequest, StdioData};
pub use provider::{
    ApplyResourceAnswer, ApplyResourceRequest, ConfigAnswer, ConfigRequest, ConfigureRequest, DiagnosticsAnswer,
    ImportResourceAnswer, ImportResourceRequest, ImportedResource, MetadataAnswer, PlanResourceAnswer,
    PlanResourceRequest, ReadDataAnswer, ReadDataRequest, ReadResourceAnswer, ReadResourceRequest, ServerCapabilities,
    StopAnswer, TypeName, TypedConfigRequest, UpgradeResourceAnswer, UpgradeResourceRequest,
};
pub use schema::{Attribute, Block, NestedBlock, NestingMode, Object, ProviderSchema, Schema};
pub use value::{AttributePath, Diagnostic, DynamicValue, RawState, Selector, Severity, Step};
