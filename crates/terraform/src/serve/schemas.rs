//! The answer to who asks what a provider has.
//!
//! Schemas go from their own encoder, or ready-made, straight into the message: no structure of them is built.

use bytes::Bytes;
use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};

use crate::proto::{MetadataAnswer, ServerCapabilities, TypeName};
use crate::provider::Provider;
use crate::schema::{ProtocolVersion, Schema, write_schema};

/// Schemas are the same in every process of a binary; all else is asked for by type.
const CAPABILITIES: ServerCapabilities =
    ServerCapabilities { plan_destroy: false, get_provider_schema_optional: true, move_resource_state: false };

/// Fields of the answer.
const PROVIDER: u32 = 1;
const RESOURCES: u32 = 2;
const DATA_SOURCES: u32 = 3;
const SERVER_CAPABILITIES: u32 = 6;

/// All schemas.
pub(super) fn all(provider: &dyn Provider) -> Bytes {
    let version = provider.protocol();
    let encoded = provider.encoded_schemas();
    let mut message = Vec::with_capacity(encoded.as_ref().map_or(1 << 16, |it| it.len() + (1 << 14)));
    field(&mut message, PROVIDER, &encode(&provider.provider_schema(), version));
    match encoded {
        Some(encoded) => message.extend_from_slice(&encoded),
        None => {
            for name in provider.resource_types() {
                if let Some(schema) = provider.resource_schema(&name) {
                    entry(&mut message, RESOURCES, &name, &encode(&schema, version));
                }
            }
            for name in provider.data_sources() {
                if let Some(schema) = provider.data_source_schema(&name) {
                    entry(&mut message, DATA_SOURCES, &name, &encode(&schema, version));
                }
            }
        }
    }
    field(&mut message, SERVER_CAPABILITIES, &CAPABILITIES.encode_to_vec());
    message.into()
}

/// The names alone.
pub(super) fn metadata(provider: &dyn Provider) -> MetadataAnswer {
    let named = |names: Vec<String>| names.into_iter().map(|type_name| TypeName { type_name }).collect();
    MetadataAnswer {
        server_capabilities: Some(CAPABILITIES),
        diagnostics: Vec::new(),
        data_sources: named(provider.data_sources()),
        resources: named(provider.resource_types()),
    }
}

fn encode(schema: &Schema, version: ProtocolVersion) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_schema(&mut bytes, schema, version);
    bytes
}

/// An entry of a map is a message of key and value.
fn entry(message: &mut Vec<u8>, tag: u32, name: &str, schema: &[u8]) {
    let mut entry = Vec::new();
    field(&mut entry, 1, name.as_bytes());
    field(&mut entry, 2, schema);
    field(message, tag, &entry);
}

fn field(message: &mut Vec<u8>, tag: u32, bytes: &[u8]) {
    encode_key(tag, WireType::LengthDelimited, message);
    encode_varint(bytes.len() as u64, message);
    message.extend_from_slice(bytes);
}
