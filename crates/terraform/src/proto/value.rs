//! Values, diagnostics and paths.

use std::collections::BTreeMap;

use bytes::Bytes;

/// A value in one of two forms; what we send is always MessagePack.
#[derive(Clone, PartialEq, prost::Message)]
pub struct DynamicValue {
    /// The value as MessagePack.
    #[prost(bytes = "bytes", tag = "1")]
    pub msgpack: Bytes,
    /// The value as JSON.
    #[prost(bytes = "bytes", tag = "2")]
    pub json: Bytes,
}

/// The state of a resource as a state file has it.
#[derive(Clone, PartialEq, prost::Message)]
pub struct RawState {
    /// The attributes as JSON.
    #[prost(bytes = "bytes", tag = "1")]
    pub json: Bytes,
    /// The attributes as Terraform before 0.12 wrote them.
    #[prost(btree_map = "string, string", tag = "2")]
    pub flatmap: BTreeMap<String, String>,
}

/// Something to tell the user.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Diagnostic {
    /// Whether it is an error.
    #[prost(enumeration = "Severity", tag = "1")]
    pub severity: i32,
    /// One line.
    #[prost(string, tag = "2")]
    pub summary: String,
    /// The rest.
    #[prost(string, tag = "3")]
    pub detail: String,
    /// The attribute that it is about.
    #[prost(message, optional, tag = "4")]
    pub attribute: Option<AttributePath>,
}

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum Severity {
    /// Nobody said.
    Invalid = 0,
    /// The operation has failed.
    Error = 1,
    /// The operation has not failed.
    Warning = 2,
}

/// Where an attribute is, from the top of a value.
#[derive(Clone, PartialEq, prost::Message)]
pub struct AttributePath {
    /// The way, step by step.
    #[prost(message, repeated, tag = "1")]
    pub steps: Vec<Step>,
}

/// One step into a value.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Step {
    /// What is stepped to.
    #[prost(oneof = "Selector", tags = "1, 2, 3")]
    pub selector: Option<Selector>,
}

/// What a step goes to.
#[derive(Clone, PartialEq, prost::Oneof)]
pub enum Selector {
    /// An attribute or block of an object.
    #[prost(string, tag = "1")]
    AttributeName(String),
    /// An element of a map.
    #[prost(string, tag = "2")]
    ElementKeyString(String),
    /// An element of a list.
    #[prost(int64, tag = "3")]
    ElementKeyInt(i64),
}
