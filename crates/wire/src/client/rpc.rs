//! The protocols that send everything in the body: json, query, ec2 and rpc-v2-cbor.

use callboard_model::document::{Document, Map};
use callboard_model::service::{Operation, Protocol};
use http::HeaderMap;

use super::{Answer, AnswerError, WireError};
use crate::form::{self, Dialect};
use crate::json::Part;
use crate::message::{Request, set};
use crate::text::TextRules;
use crate::timestamps::{Precision, TimestampFormat};
use crate::{cbor, json, xml};

const TEXT: TextRules = TextRules { timestamp: TimestampFormat::Iso8601, precision: Precision::Request, strict: false };

fn post(path: String) -> Request {
    Request {
        method: "POST",
        path,
        query: String::new(),
        headers: HeaderMap::new(),
        body: Vec::new(),
        host_prefix: None,
    }
}

pub(super) fn json_request(operation: &Operation, input: &Map) -> Result<Request, WireError> {
    let metadata = &operation.service.metadata;
    let Some(prefix) = metadata.target_prefix else {
        return Err(WireError::Unsupported { what: "a JSON service without a target prefix" });
    };
    let mut request = post("/".to_owned());
    request.method = operation.http_method;
    set(&mut request.headers, "x-amz-target", &format!("{prefix}.{}", operation.name));
    let content_type = format!("application/x-amz-json-{}", metadata.json_version.unwrap_or("1.0"));
    set(&mut request.headers, "content-type", &content_type);
    if metadata.query_compatible {
        set(&mut request.headers, "x-amzn-query-mode", "true");
    }
    match operation.input {
        Some(shape) => {
            let options = json::WriteOptions { as_request: true, part: Part::Whole };
            json::write_members(input, shape, options, &mut request.body);
        }
        None => request.body.extend_from_slice(b"{}"),
    }
    Ok(request)
}

pub(super) fn json_response(operation: &Operation, body: &[u8]) -> Result<Answer, AnswerError> {
    match operation.output {
        Some(shape) if !body.is_empty() => match json::read(body, shape)? {
            Document::Map(members) => Ok(Answer { members, request_id: None }),
            _ => Ok(Answer::default()),
        },
        _ => Ok(Answer::default()),
    }
}

pub(super) fn form_request(protocol: Protocol, operation: &Operation, input: &Map) -> Request {
    let dialect = if protocol == Protocol::Ec2 { Dialect::Ec2 } else { Dialect::Query };
    let mut request = post("/".to_owned());
    request.method = operation.http_method;
    set(&mut request.headers, "content-type", "application/x-www-form-urlencoded; charset=utf-8");
    let mut writer = form::Writer::new(dialect, TEXT);
    writer.parameter("Action", operation.name);
    writer.parameter("Version", operation.service.metadata.api_version);
    if let Some(shape) = operation.input {
        writer.structure("", input, shape);
    }
    request.body = writer.out.into_bytes();
    request
}

pub(super) fn xml_response(protocol: Protocol, operation: &Operation, body: &[u8]) -> Result<Answer, AnswerError> {
    let root = match xml::Element::parse(body) {
        Ok(root) => root,
        Err(_) if body.is_empty() => return Ok(Answer::default()),
        Err(err) => return Err(err.into()),
    };
    let request_id = match protocol {
        Protocol::Ec2 => root.child_text("requestId"),
        _ => root.child("ResponseMetadata").and_then(|it| it.child_text("RequestId")),
    };
    let mut answer = Answer { members: Map::new(), request_id: request_id.map(str::to_owned) };
    if let Some(shape) = operation.output {
        let start = match operation.output_wrapper {
            Some(name) => root.child(name).ok_or(AnswerError::NoResult { name })?,
            None => &root,
        };
        answer.members = xml::members(start, shape, Part::Whole, TEXT)?;
    }
    Ok(answer)
}

pub(super) fn cbor_request(operation: &Operation, input: &Map) -> Result<Request, WireError> {
    let metadata = &operation.service.metadata;
    let Some(service) = metadata.target_prefix else {
        return Err(WireError::Unsupported { what: "a CBOR service without a target prefix" });
    };
    let mut request = post(format!("/service/{service}/operation/{}", operation.name));
    set(&mut request.headers, "smithy-protocol", "rpc-v2-cbor");
    set(&mut request.headers, "accept", "application/cbor");
    if metadata.query_compatible {
        set(&mut request.headers, "x-amzn-query-mode", "true");
    }
    if let Some(shape) = operation.input {
        cbor::write_members(input, shape, Precision::Request, &mut request.body);
        set(&mut request.headers, "content-type", "application/cbor");
    }
    Ok(request)
}

pub(super) fn cbor_response(operation: &Operation, body: &[u8]) -> Result<Answer, AnswerError> {
    match operation.output {
        Some(shape) if !body.is_empty() => match cbor::read(body, shape, false)? {
            Document::Map(members) => Ok(Answer { members, request_id: None }),
            _ => Ok(Answer::default()),
        },
        _ => Ok(Answer::default()),
    }
}
