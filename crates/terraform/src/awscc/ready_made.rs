//! The schemas of all types, ready-made: who asks for them waits for no type to be read.
//!
//! They are packed into `facts/awscc-schemas.zst` by `cargo run -p callboard-terraform --example awscc_schemas`, which
//! is to be run whenever types, names or kinds of attributes change; a test tells.

use bytes::Bytes;

use super::catalog::{data_source_schema, leaf, plural_schema, resource_schema, resources};
use super::plural::plural;
use super::property;
use crate::schema::{ProtocolVersion, Schema, write_schema};

static PACKED: &[u8] = include_bytes!("../../facts/awscc-schemas.zst");

/// The fields `resource_schemas` and `data_source_schemas` of the answer that has all schemas.
///
/// # Panics
///
/// Where the pack is damaged, which a test would have shown.
pub(super) fn encoded() -> Bytes {
    let length = zstd::zstd_safe::get_frame_content_size(PACKED).ok().flatten().and_then(|it| usize::try_from(it).ok());
    match zstd::bulk::decompress(PACKED, length.unwrap_or_default()) {
        Ok(bytes) => bytes.into(),
        Err(error) => panic!("the pack of schemas is damaged: {error}"),
    }
}

/// What is packed: the schemas of all types, read from the types themselves.
pub fn schemas_of_types() -> Vec<u8> {
    const RESOURCES: u32 = 2;
    const DATA_SOURCES: u32 = 3;
    let mut bytes = Vec::new();
    let plural_schema = plural_schema();
    for listed in resources() {
        let properties = property::properties(listed.of.schema(), &leaf(listed.of.name));
        write_entry(&mut bytes, RESOURCES, &listed.resource, &resource_schema(&properties));
        write_entry(&mut bytes, DATA_SOURCES, &listed.resource, &data_source_schema(&properties));
        if listed.is_listed {
            write_entry(&mut bytes, DATA_SOURCES, &plural(&listed.resource), &plural_schema);
        }
    }
    bytes
}

/// An entry of a map of schemas by name.
fn write_entry(bytes: &mut Vec<u8>, field: u32, name: &str, schema: &Schema) {
    use prost::encoding::{WireType, encode_key, encode_varint, string};
    let mut value = Vec::new();
    write_schema(&mut value, schema, ProtocolVersion::V6);
    let mut entry = Vec::with_capacity(value.len() + name.len() + 16);
    string::encode(1, &name.to_owned(), &mut entry);
    encode_key(2, WireType::LengthDelimited, &mut entry);
    encode_varint(value.len() as u64, &mut entry);
    entry.append(&mut value);
    encode_key(field, WireType::LengthDelimited, bytes);
    encode_varint(entry.len() as u64, bytes);
    bytes.append(&mut entry);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_what_the_types_say() {
        assert!(
            encoded() == schemas_of_types(),
            "make them anew: cargo run -p callboard-terraform --example awscc_schemas"
        );
    }
}
