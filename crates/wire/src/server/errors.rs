//! Errors, as a server writes them in the protocol of the request.

use callboard_model::document::{Document, Map};
use callboard_model::service::{Operation, Protocol, Service};
use callboard_model::shape::{Member, Shape, ShapeKind};
use http::HeaderMap;

use super::rest::{TEXT, write_headers};
use super::rpc::json_content_type;
use crate::client::error_shape;
use crate::json::{self, Part};
use crate::message::{ErrorAnswer, Response, set};
use crate::timestamps::Precision;
use crate::{cbor, xml};

pub(super) fn write(
    protocol: Protocol,
    operation: Option<&Operation>,
    error: &ErrorAnswer,
    request_id: &str,
) -> Response {
    let shape = operation.and_then(|it| error_shape(it, &error.code));
    let status = match (error.status, shape.and_then(|it| it.traits.error_status)) {
        (0, modelled) => modelled.unwrap_or(400),
        (given, _) => given,
    };
    let mut response = Response { status, headers: HeaderMap::new(), body: Vec::new() };
    let members = members(shape, error);
    let name = shape.map_or(error.code.as_str(), |it| it.name);
    match protocol {
        Protocol::RestJson => {
            if let Some(shape) = shape {
                write_headers(shape, &members, &mut response);
            }
            set(&mut response.headers, "x-amzn-errortype", name);
            set(&mut response.headers, "content-type", "application/json");
            write_json(shape, &members, Part::AnswerBody, &mut response.body);
            if let Some(shape) = shape {
                add_message(shape, error, &mut response.body);
            }
        }
        Protocol::Json => {
            let version = operation.and_then(|it| it.service.metadata.json_version);
            set(&mut response.headers, "content-type", json_content_type(version));
            let mut body = Vec::new();
            write_json(shape, &members, Part::Whole, &mut body);
            if let Some(shape) = shape {
                add_message(shape, error, &mut body);
            }
            json_with_type(name, &body, &mut response.body);
        }
        Protocol::RpcV2Cbor => {
            set(&mut response.headers, "smithy-protocol", "rpc-v2-cbor");
            set(&mut response.headers, "content-type", "application/cbor");
            cbor::write_error(name, &members, shape, Precision::Response, &mut response.body);
        }
        Protocol::Query | Protocol::Ec2 | Protocol::RestXml => {
            if let Some(shape) = shape {
                write_headers(shape, &members, &mut response);
            }
            set(&mut response.headers, "content-type", "text/xml");
            response.body = xml_error(protocol, operation, shape, error, &members, status, request_id).into_bytes();
        }
    }
    if let Some(operation) = operation {
        if operation.service.metadata.query_compatible && matches!(protocol, Protocol::Json | Protocol::RpcV2Cbor) {
            let code = shape.and_then(|it| it.traits.error_code).unwrap_or(name);
            set(&mut response.headers, "x-amzn-query-error", &format!("{code};{}", fault(error, status)));
        }
        set_request_id(protocol, operation.service, request_id, &mut response.headers);
    } else {
        set(&mut response.headers, "x-amzn-requestid", request_id);
    }
    response
}

/// S3 has a header of its own for request ids.
pub(super) fn set_request_id(protocol: Protocol, service: &Service, request_id: &str, headers: &mut HeaderMap) {
    let name = if is_bare(protocol, service) { "x-amz-request-id" } else { "x-amzn-requestid" };
    set(headers, name, request_id);
}

/// Whether errors come without an element around them: only the service that signs in its own way does it.
fn is_bare(protocol: Protocol, service: &Service) -> bool {
    protocol == Protocol::RestXml && service.metadata.signature_version == "s3"
}

/// The members of an error, with its message under the name that the model has for it.
fn members(shape: Option<&'static Shape>, error: &ErrorAnswer) -> Map {
    let mut members = error.members.clone();
    let name = match shape {
        None => Some("message"),
        Some(shape) => message_member(shape).map(|it| it.name),
    };
    if let Some(name) = name
        && !error.message.is_empty()
        && !members.contains_key(name)
    {
        members.insert(name, error.message.as_str());
    }
    members
}

/// The member that carries the message of an error: `message`, `Message`, `exceptionMessage`, `errorMessage`.
pub(crate) fn message_member(shape: &Shape) -> Option<&Member> {
    let texts = || shape.members().iter().filter(|it| matches!(it.shape().kind, ShapeKind::String));
    let named = |name: &str| texts().find(|it| it.wire_name().eq_ignore_ascii_case(name));
    named("message")
        .or_else(|| named("exceptionMessage"))
        .or_else(|| named("errorMessage"))
        .or_else(|| texts().find(|it| it.wire_name().to_ascii_lowercase().ends_with("message")))
}

fn write_json(shape: Option<&'static Shape>, members: &Map, part: Part, out: &mut Vec<u8>) {
    match shape {
        Some(shape) => {
            let options = json::WriteOptions { as_request: false, part };
            json::write_members(members, shape, options, out);
        }
        None => json::write_any(&Document::Map(members.clone()), out),
    }
}

/// Sends the message as `message` too where the model calls it `exceptionMessage`
/// or the like, or has no member for it: SDKs and the AWS CLI look for no other name, and would show none.
fn add_message(shape: &Shape, error: &ErrorAnswer, body: &mut Vec<u8>) {
    let is_named = shape.members().iter().any(|it| it.wire_name().eq_ignore_ascii_case("message"));
    if is_named || error.message.is_empty() || body.pop() != Some(b'}') {
        return;
    }
    body.extend_from_slice(if body.len() > 1 { b",\"message\":" } else { b"\"message\":" });
    json::write_any(&Document::String(error.message.clone()), body);
    body.push(b'}');
}

/// Puts `__type` before the members of a JSON object.
fn json_with_type(name: &str, object: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"__type\":");
    json::write_any(&Document::from(name), out);
    if object != b"{}" {
        out.push(b',');
    }
    out.extend_from_slice(&object[1..]);
}

fn fault(error: &ErrorAnswer, status: u16) -> &str {
    let by_status = if status >= 500 { "Receiver" } else { "Sender" };
    error.fault.as_deref().unwrap_or(by_status)
}

fn xml_error(
    protocol: Protocol,
    operation: Option<&Operation>,
    shape: Option<&'static Shape>,
    error: &ErrorAnswer,
    members: &Map,
    status: u16,
    request_id: &str,
) -> String {
    let bare = operation.is_some_and(|it| is_bare(protocol, it.service));
    let plain = xml::Namespace::default();
    let mut writer = xml::Writer::new(TEXT, true);
    writer.declaration();
    match protocol {
        Protocol::Ec2 => {
            writer.open("Response", plain);
            writer.open("Errors", plain);
        }
        _ if bare => {}
        _ => {
            let uri = operation.and_then(|it| it.service.metadata.xml_namespace);
            writer.open("ErrorResponse", xml::Namespace { uri, prefix: None });
        }
    }
    writer.open("Error", plain);
    if protocol != Protocol::Ec2 && !bare {
        writer.leaf("Type", fault(error, status));
    }
    writer.leaf("Code", shape.and_then(|it| it.traits.error_code).unwrap_or(&error.code));
    writer.leaf("Message", &error.message);
    let mut rest = members.clone();
    match shape {
        Some(shape) => {
            if let Some(member) = message_member(shape).filter(|it| it.wire_name() == "Message") {
                rest.remove(member.name);
            }
            writer.members(&rest, shape, Part::AnswerBody);
        }
        None => {
            for (key, value) in rest.iter().filter(|(key, _)| *key != "message") {
                if let Some(text) = value.as_str() {
                    writer.leaf(key, text);
                }
            }
        }
    }
    if bare {
        writer.leaf("RequestId", request_id);
    }
    writer.close("Error");
    match protocol {
        Protocol::Ec2 => {
            writer.close("Errors");
            writer.leaf("RequestID", request_id);
            writer.close("Response");
        }
        _ if bare => {}
        _ => {
            writer.leaf("RequestId", request_id);
            writer.close("ErrorResponse");
        }
    }
    writer.out
}
