//! Error answers: where each protocol hides the code and the message.

use callboard_model::document::{Document, Map};
use callboard_model::service::{Operation, Protocol};
use callboard_model::shape::{Location, Shape};
use http::{HeaderMap, StatusCode};

use super::rest;
use crate::json::Part;
use crate::message::{ErrorAnswer, header};
use crate::text::TextRules;
use crate::timestamps::{Precision, TimestampFormat};
use crate::xml::XmlError;
use crate::{cbor, json, xml};

const TEXT: TextRules = TextRules { timestamp: TimestampFormat::Iso8601, precision: Precision::Request, strict: false };

/// Reads an error; at worst the HTTP status is all there is to say.
///
/// Only the query protocols demand a body that can be read, as botocore does.
pub(super) fn read(
    protocol: Protocol,
    operation: &Operation,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<ErrorAnswer, XmlError> {
    let mut answer = if status >= 500 && is_generic(body) {
        of_status(status)
    } else {
        match protocol {
            Protocol::RestJson | Protocol::Json => of_members(json_body(body), protocol, status, headers),
            Protocol::RpcV2Cbor => of_members(cbor_body(body), protocol, status, headers),
            Protocol::RestXml => of_xml(status, body).unwrap_or_else(|_| of_status(status)),
            Protocol::Query | Protocol::Ec2 => of_xml(status, body)?,
        }
    };
    if let Some(shape) = error_shape(operation, &answer.code) {
        answer.members = modelled_members(protocol, shape, status, headers, body);
    }
    answer.request_id = answer.request_id.or_else(|| super::request_id(headers));
    Ok(answer)
}

/// The error that a code stands for: one of the operation's, else one of the service's.
pub(crate) fn error_shape(operation: &Operation, code: &str) -> Option<&'static Shape> {
    let declared = operation.errors.iter().filter_map(|it| operation.service.shape(it));
    declared
        .into_iter()
        .find(|it| it.traits.error_code.unwrap_or(it.name) == code)
        .or_else(|| operation.service.shape(code).filter(|it| it.traits.exception))
}

fn of_status(status: u16) -> ErrorAnswer {
    let reason = StatusCode::from_u16(status).ok().and_then(|it| it.canonical_reason()).unwrap_or_default();
    ErrorAnswer::new(status.to_string(), reason, status)
}

/// What proxies and load balancers answer in a service's place.
fn is_generic(body: &[u8]) -> bool {
    let body = body.trim_ascii();
    body.is_empty() || body.starts_with(b"<html>")
}

fn json_body(body: &[u8]) -> Map {
    if body.is_empty() {
        return Map::new();
    }
    match json::read_any(body) {
        Ok(Document::Map(map)) => map,
        Ok(_) => Map::new(),
        Err(_) => Map::new().with("message", String::from_utf8_lossy(body).into_owned()),
    }
}

fn cbor_body(body: &[u8]) -> Map {
    match cbor::read_any(body) {
        Ok(Document::Map(map)) => map,
        _ => Map::new(),
    }
}

fn of_members(body: Map, protocol: Protocol, status: u16, headers: &HeaderMap) -> ErrorAnswer {
    let text = |key: &str| body.get(key).map(plain_text);
    let message = text("message").or_else(|| text("Message")).unwrap_or_default();
    let mut code = text("__type").unwrap_or_else(|| status.to_string());
    if protocol == Protocol::RestJson {
        let told = header(headers, "x-amzn-errortype").map(str::to_owned);
        code = told.or_else(|| text("code")).or_else(|| text("Code")).unwrap_or(code);
    }
    let mut answer = ErrorAnswer::new(bare_code(&code), message, status);
    if protocol != Protocol::RestJson
        && let Some((query_code, fault)) = header(headers, "x-amzn-query-error").and_then(|it| it.split_once(';'))
        && !query_code.is_empty()
        && !fault.contains(';')
    {
        answer.query_error_code = Some(std::mem::replace(&mut answer.code, query_code.to_owned()));
        answer.fault = Some(fault.to_owned());
    }
    answer
}

/// `com.amazonaws.x#Name:http://…` is `Name`.
fn bare_code(code: &str) -> &str {
    let code = code.split(':').next().unwrap_or_default();
    code.rsplit('#').next().unwrap_or_default()
}

fn plain_text(value: &Document) -> String {
    match value {
        Document::String(text) => text.clone(),
        // As Python prints a null.
        Document::Null => "None".to_owned(),
        other => {
            let mut text = Vec::new();
            json::write_any(other, &mut text);
            String::from_utf8_lossy(&text).into_owned()
        }
    }
}

/// `<ErrorResponse><Error>…`, S3's bare `<Error>…` and EC2's `<Response><Errors><Error>…`.
fn of_xml(status: u16, body: &[u8]) -> Result<ErrorAnswer, XmlError> {
    let root = xml::Element::parse(body)?;
    let error = error_element(&root);
    let text = |name: &str| error.child_text(name).map(str::to_owned);
    let mut answer = ErrorAnswer::new(text("Code").unwrap_or_default(), text("Message").unwrap_or_default(), status);
    answer.fault = text("Type");
    let own_id =
        if root.name == "Error" { None } else { root.child_text("RequestId").or(root.child_text("RequestID")) };
    answer.request_id = own_id.or_else(|| error.child_text("RequestId")).map(str::to_owned);
    for child in &error.children {
        let is_known = matches!(&*child.name, "Code" | "Message" | "Type" | "RequestId" | "HostId");
        if !is_known && child.children.is_empty() {
            answer.members.insert(child.name.to_string(), &*child.text);
        }
    }
    Ok(answer)
}

fn error_element<'e, 'a>(root: &'e xml::Element<'a>) -> &'e xml::Element<'a> {
    let outer = root.child("Errors").unwrap_or(root);
    outer.child("Error").unwrap_or(outer)
}

fn modelled_members(protocol: Protocol, shape: &'static Shape, status: u16, headers: &HeaderMap, body: &[u8]) -> Map {
    match protocol {
        Protocol::RestJson => rest::response(protocol, Some(shape), status, headers, body).unwrap_or_default(),
        Protocol::Json => into_map(json::read(body, shape).ok()),
        Protocol::RpcV2Cbor => into_map(cbor::read(body, shape, false).ok()),
        Protocol::Query | Protocol::Ec2 | Protocol::RestXml => {
            let mut members = Map::new();
            if shape.members().iter().any(|it| it.location != Location::Body) {
                members = rest::response(Protocol::RestXml, Some(shape), status, headers, b"").unwrap_or_default();
            }
            if let Ok(root) = xml::Element::parse(body) {
                for (key, value) in
                    xml::members(error_element(&root), shape, Part::AnswerBody, TEXT).unwrap_or_default()
                {
                    members.insert(key, value);
                }
            }
            members
        }
    }
}

fn into_map(value: Option<Document>) -> Map {
    match value {
        Some(Document::Map(map)) => map,
        _ => Map::new(),
    }
}
