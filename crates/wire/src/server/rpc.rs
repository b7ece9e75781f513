//! json, query, ec2 and rpc-v2-cbor, as a server reads and writes them.

use callboard_model::document::{Document, Map};
use callboard_model::service::{Operation, Protocol};
use callboard_model::shape::Shape;

use super::rest::TEXT;
use super::{Incoming, malformed};
use crate::form::{Dialect, Form};
use crate::json::Part;
use crate::message::{ErrorAnswer, Response, set};
use crate::timestamps::Precision;
use crate::{cbor, json, xml};

type Refused = Box<ErrorAnswer>;

pub(super) fn read_json(shape: &'static Shape, body: &[u8]) -> Result<Map, Refused> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    let options = json::ReadOptions { strict: true, ..json::ReadOptions::default() };
    match json::read_with(body, shape, options) {
        Ok(Document::Map(map)) => Ok(map),
        Ok(_) => Err(malformed(Protocol::Json, "the body must be a structure, got null")),
        Err(err) => Err(malformed(Protocol::Json, err.to_string())),
    }
}

pub(super) fn read_form(protocol: Protocol, shape: &'static Shape, incoming: &Incoming<'_>) -> Result<Map, Refused> {
    let dialect = if protocol == Protocol::Ec2 { Dialect::Ec2 } else { Dialect::Query };
    let refused = |err: crate::form::FormError| malformed(protocol, err.to_string());
    let text = std::str::from_utf8(incoming.body).map_err(|_| malformed(protocol, "the body is not UTF-8"))?;
    let mut form = Form::parse(incoming.query).map_err(refused)?;
    form.add_all(text).map_err(refused)?;
    form.structure(shape, dialect, TEXT).map_err(refused)
}

pub(super) fn read_cbor(shape: &'static Shape, body: &[u8]) -> Result<Map, Refused> {
    if body.is_empty() {
        return Ok(Map::new());
    }
    match cbor::read(body, shape, true) {
        Ok(Document::Map(map)) => Ok(map),
        Ok(_) => Err(malformed(Protocol::RpcV2Cbor, "the body must be a structure, got null")),
        Err(err) => Err(malformed(Protocol::RpcV2Cbor, err.to_string())),
    }
}

pub(super) fn json_content_type(version: Option<&str>) -> &'static str {
    match version {
        Some("1.1") => "application/x-amz-json-1.1",
        _ => "application/x-amz-json-1.0",
    }
}

pub(super) fn write_json(operation: &Operation, output: &Map, response: &mut Response) {
    response.status = 200;
    match operation.output {
        Some(shape) => json::write_members(output, shape, json::WriteOptions::default(), &mut response.body),
        None => response.body.extend_from_slice(b"{}"),
    }
    set(&mut response.headers, "content-type", json_content_type(operation.service.metadata.json_version));
}

pub(super) fn write_cbor(operation: &Operation, output: &Map, response: &mut Response) {
    response.status = 200;
    set(&mut response.headers, "smithy-protocol", "rpc-v2-cbor");
    set(&mut response.headers, "content-type", "application/cbor");
    match operation.output {
        Some(shape) => cbor::write_members(output, shape, Precision::Response, &mut response.body),
        None => response.body.push(0xA0),
    }
}

pub(super) fn write_xml(
    protocol: Protocol,
    operation: &Operation,
    output: &Map,
    request_id: &str,
    response: &mut Response,
) {
    response.status = 200;
    let name = format!("{}Response", operation.name);
    let namespace = xml::Namespace { uri: operation.service.metadata.xml_namespace, prefix: None };
    let mut writer = xml::Writer::new(TEXT, true);
    writer.declaration();
    writer.open(&name, namespace);
    match (protocol, operation.output_wrapper) {
        (Protocol::Ec2, _) => {
            writer.leaf("requestId", request_id);
            if let Some(shape) = operation.output {
                writer.members(output, shape, Part::Whole);
            }
        }
        (_, wrapper) => {
            if let Some(shape) = operation.output {
                if let Some(wrapper) = wrapper {
                    writer.open(wrapper, xml::Namespace::default());
                }
                writer.members(output, shape, Part::Whole);
                if let Some(wrapper) = wrapper {
                    writer.close(wrapper);
                }
            }
            writer.open("ResponseMetadata", xml::Namespace::default());
            writer.leaf("RequestId", request_id);
            writer.close("ResponseMetadata");
        }
    }
    writer.close(&name);
    response.body = writer.out.into_bytes();
    set(&mut response.headers, "content-type", "text/xml");
}
