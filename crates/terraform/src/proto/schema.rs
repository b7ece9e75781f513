//! Schemas of a provider and of what it manages.

use std::collections::BTreeMap;

use bytes::Bytes;

use super::{Diagnostic, ServerCapabilities};

/// All schemas of a provider.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ProviderSchema {
    /// The provider block.
    #[prost(message, optional, tag = "1")]
    pub provider: Option<Schema>,
    /// By resource type.
    #[prost(btree_map = "string, message", tag = "2")]
    pub resource_schemas: BTreeMap<String, Schema>,
    /// By data source.
    #[prost(btree_map = "string, message", tag = "3")]
    pub data_source_schemas: BTreeMap<String, Schema>,
    /// Why there is no schema.
    #[prost(message, repeated, tag = "4")]
    pub diagnostics: Vec<Diagnostic>,
    /// What the provider can do besides.
    #[prost(message, optional, tag = "6")]
    pub server_capabilities: Option<ServerCapabilities>,
}

/// A block with the version of its states.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Schema {
    /// Counted up when states must be converted.
    #[prost(int64, tag = "1")]
    pub version: i64,
    /// What may stand in the block.
    #[prost(message, optional, tag = "2")]
    pub block: Option<Block>,
}

/// What may stand between braces.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Block {
    /// As in [`Schema`].
    #[prost(int64, tag = "1")]
    pub version: i64,
    /// What is written with `=`.
    #[prost(message, repeated, tag = "2")]
    pub attributes: Vec<Attribute>,
    /// What is written with braces.
    #[prost(message, repeated, tag = "3")]
    pub block_types: Vec<NestedBlock>,
    /// For people.
    #[prost(string, tag = "4")]
    pub description: String,
    /// 1 for Markdown.
    #[prost(int32, tag = "5")]
    pub description_kind: i32,
    /// Whether its use is warned of.
    #[prost(bool, tag = "6")]
    pub deprecated: bool,
}

/// A named value of a block.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Attribute {
    /// Its name.
    #[prost(string, tag = "1")]
    pub name: String,
    /// Its type, as JSON; empty where there is a nested type.
    #[prost(bytes = "bytes", tag = "2")]
    pub r#type: Bytes,
    /// For people.
    #[prost(string, tag = "3")]
    pub description: String,
    /// Whether it must be given.
    #[prost(bool, tag = "4")]
    pub required: bool,
    /// Whether it may be given.
    #[prost(bool, tag = "5")]
    pub optional: bool,
    /// Whether the provider may fill it in.
    #[prost(bool, tag = "6")]
    pub computed: bool,
    /// Whether it is kept from terminals.
    #[prost(bool, tag = "7")]
    pub sensitive: bool,
    /// 1 for Markdown.
    #[prost(int32, tag = "8")]
    pub description_kind: i32,
    /// Whether its use is warned of.
    #[prost(bool, tag = "9")]
    pub deprecated: bool,
    /// Objects whose attributes have flags of their own; version 6 only.
    #[prost(message, optional, tag = "10")]
    pub nested_type: Option<Object>,
    /// Whether it is in no state; version 6 only, see the module.
    #[prost(bool, tag = "11")]
    pub write_only: bool,
}

/// Attributes of a nested type.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Object {
    /// What may stand in it.
    #[prost(message, repeated, tag = "1")]
    pub attributes: Vec<Attribute>,
    /// How many there are, and in which order.
    #[prost(enumeration = "NestingMode", tag = "3")]
    pub nesting: i32,
}

/// A block in a block.
#[derive(Clone, PartialEq, prost::Message)]
pub struct NestedBlock {
    /// Its name.
    #[prost(string, tag = "1")]
    pub type_name: String,
    /// What may stand in it.
    #[prost(message, optional, tag = "2")]
    pub block: Option<Block>,
    /// How many there are, and in which order.
    #[prost(enumeration = "NestingMode", tag = "3")]
    pub nesting: i32,
    /// The fewest there may be.
    #[prost(int64, tag = "4")]
    pub min_items: i64,
    /// The most there may be; 0 for any number.
    #[prost(int64, tag = "5")]
    pub max_items: i64,
}

/// How blocks or objects of one name are held together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, prost::Enumeration)]
#[repr(i32)]
pub enum NestingMode {
    /// Nobody said.
    Invalid = 0,
    /// One or none.
    Single = 1,
    /// Any number, in order.
    List = 2,
    /// Any number, in no order.
    Set = 3,
    /// By keys.
    Map = 4,
    /// One, which is never absent.
    Group = 5,
}
