//! Schemas in protobuf: the message `Schema` of tfplugin5 and tfplugin6.

use super::{Attribute, AttributeKind, Block, Flags, NestedBlock, Nesting, Schema};

/// The version of the plugin protocol that a provider speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProtocolVersion {
    /// tfplugin5.
    V5,
    /// tfplugin6.
    V6,
}

/// Adds a `Schema` message to bytes.
pub fn write_schema(bytes: &mut Vec<u8>, schema: &Schema, version: ProtocolVersion) {
    number(bytes, 1, schema.version);
    message(bytes, 2, |bytes| block(bytes, &schema.block, version));
}

fn block(bytes: &mut Vec<u8>, block: &Block, version: ProtocolVersion) {
    for it in &block.attributes {
        message(bytes, 2, |bytes| attribute(bytes, it, version));
    }
    for it in &block.blocks {
        message(bytes, 3, |bytes| nested_block(bytes, it, version));
    }
    truth(bytes, 6, block.deprecated);
}

fn attribute(bytes: &mut Vec<u8>, attribute: &Attribute, version: ProtocolVersion) {
    text(bytes, 1, &attribute.name);
    if let AttributeKind::Plain(of) = &attribute.kind {
        text(bytes, 2, &of.to_json());
    }
    let Flags { required, optional, computed, sensitive, write_only, deprecated } = attribute.flags;
    truth(bytes, 4, required);
    truth(bytes, 5, optional);
    truth(bytes, 6, computed);
    truth(bytes, 7, sensitive);
    truth(bytes, 9, deprecated);
    if let AttributeKind::Nested { nesting, attributes } = &attribute.kind {
        message(bytes, 10, |bytes| {
            for it in attributes {
                message(bytes, 1, |bytes| self::attribute(bytes, it, version));
            }
            number(bytes, 3, nesting_number(*nesting));
        });
    }
    let write_only_field = match version {
        ProtocolVersion::V5 => 10,
        ProtocolVersion::V6 => 11,
    };
    truth(bytes, write_only_field, write_only);
}

fn nested_block(bytes: &mut Vec<u8>, nested: &NestedBlock, version: ProtocolVersion) {
    text(bytes, 1, &nested.name);
    message(bytes, 2, |bytes| block(bytes, &nested.block, version));
    number(bytes, 3, nesting_number(nested.nesting));
    number(bytes, 4, nested.min_items);
    number(bytes, 5, nested.max_items);
}

fn nesting_number(nesting: Nesting) -> i64 {
    match nesting {
        Nesting::Single => 1,
        Nesting::List => 2,
        Nesting::Set => 3,
        Nesting::Map => 4,
    }
}

/// A field that holds a message; its length is written before it, once it is known.
fn message(bytes: &mut Vec<u8>, field: u32, write: impl FnOnce(&mut Vec<u8>)) {
    prost::encoding::encode_key(field, prost::encoding::WireType::LengthDelimited, bytes);
    let start = bytes.len();
    write(bytes);
    let length = bytes.len() - start;
    let mut prefix = Vec::with_capacity(5);
    prost::encoding::encode_varint(length as u64, &mut prefix);
    bytes.splice(start..start, prefix);
}

fn text(bytes: &mut Vec<u8>, field: u32, value: &str) {
    message(bytes, field, |bytes| bytes.extend_from_slice(value.as_bytes()));
}

fn number(bytes: &mut Vec<u8>, field: u32, value: i64) {
    if value != 0 {
        prost::encoding::int64::encode(field, &value, bytes);
    }
}

fn truth(bytes: &mut Vec<u8>, field: u32, value: bool) {
    if value {
        prost::encoding::bool::encode(field, &value, bytes);
    }
}
