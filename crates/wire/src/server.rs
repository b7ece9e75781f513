//! The server's side: requests become inputs, outputs and errors become answers.
//!
//! ```text
//! Incoming ── route ──▶ Routed { operation, protocol } ── read_request ──▶ input Map | ErrorAnswer
//! output Map ── write_response ──▶ Response ◀── write_error ── ErrorAnswer
//! ```
//!
//! Requests are read strictly: a body that is not well formed, or a value of
//! the wrong type, is refused with the error that AWS answers in the protocol
//! of the request. Unknown members are passed over, as AWS does. Whether the
//! values keep the constraints of the model is for
//! [`callboard_model::validate`] to say.
//!
//! # Reading order
//!
//! `rest.rs` and `rpc.rs` read and write the protocols, as on the client's side, `errors.rs` writes errors.

mod errors;
mod rest;
mod rpc;

use callboard_model::document::Map;
use callboard_model::service::{Operation, Protocol};
use callboard_model::shape::Shape;
use http::HeaderMap;

use crate::message::{ErrorAnswer, Response};
use crate::plan::Plan;

/// A request as it came, without its connection.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// `GET`.
    pub method: &'a str,
    /// As it came: percent-encoded, without the query string.
    pub path: &'a str,
    /// As it came, without the question mark; empty where there is none.
    pub query: &'a str,
    /// All headers.
    pub headers: &'a HeaderMap,
    /// The whole body.
    pub body: &'a [u8],
}

/// Reads the input of an operation. The error is ready for [`write_error`].
pub fn read_request(
    protocol: Protocol,
    operation: &Operation,
    incoming: &Incoming<'_>,
) -> Result<Map, Box<ErrorAnswer>> {
    let streams = |shape: Option<&'static Shape>| shape.is_some_and(|it| Plan::of(it).has_event_stream());
    if streams(operation.input) || streams(operation.output) {
        let message = format!("{}: event streams are not supported", operation.name);
        return Err(Box::new(ErrorAnswer::new("NotImplemented", message, 501)));
    }
    let Some(shape) = operation.input else { return Ok(Map::new()) };
    match protocol {
        Protocol::RestJson | Protocol::RestXml => rest::read(protocol, operation, shape, incoming),
        Protocol::Json => rpc::read_json(shape, incoming.body),
        Protocol::Query | Protocol::Ec2 => rpc::read_form(protocol, shape, incoming),
        Protocol::RpcV2Cbor => rpc::read_cbor(shape, incoming.body),
    }
}

/// Writes the answer of an operation that succeeded.
pub fn write_response(protocol: Protocol, operation: &Operation, output: &Map, request_id: &str) -> Response {
    let mut response = Response { status: operation.http_status, headers: HeaderMap::new(), body: Vec::new() };
    if response.status == 0 {
        response.status = 200;
    }
    match protocol {
        Protocol::RestJson | Protocol::RestXml => rest::write(protocol, operation, output, &mut response),
        Protocol::Json => rpc::write_json(operation, output, &mut response),
        Protocol::Query | Protocol::Ec2 => rpc::write_xml(protocol, operation, output, request_id, &mut response),
        Protocol::RpcV2Cbor => rpc::write_cbor(operation, output, &mut response),
    }
    errors::set_request_id(protocol, operation.service, request_id, &mut response.headers);
    response
}

/// Writes the answer of an operation that refused.
///
/// The code is that of an error of the model or any other; a status of 0
/// stands for the model's. Members that the error's shape has go where the
/// shape says, and the message under the name that the shape has for it.
pub fn write_error(protocol: Protocol, operation: &Operation, error: &ErrorAnswer, request_id: &str) -> Response {
    errors::write(protocol, Some(operation), error, request_id)
}

/// Writes the answer to a request for which there is no operation.
pub fn write_unrouted_error(protocol: Protocol, error: &ErrorAnswer, request_id: &str) -> Response {
    errors::write(protocol, None, error, request_id)
}

/// What AWS answers where a request names no operation that it knows.
pub fn unknown_operation(protocol: Protocol) -> ErrorAnswer {
    match protocol {
        Protocol::Query => ErrorAnswer::new("InvalidAction", "The request names no action that this service has.", 400),
        Protocol::Ec2 => ErrorAnswer::new("InvalidAction", "The action is not valid for this web service.", 400),
        Protocol::Json => ErrorAnswer::new("UnknownOperationException", "", 400),
        Protocol::RestJson | Protocol::RestXml | Protocol::RpcV2Cbor => {
            ErrorAnswer::new("UnknownOperationException", "", 404)
        }
    }
}

/// A body or parameter that cannot be read.
fn malformed(protocol: Protocol, message: impl Into<String>) -> Box<ErrorAnswer> {
    let code = match protocol {
        Protocol::RestJson | Protocol::Json | Protocol::RpcV2Cbor => "SerializationException",
        Protocol::RestXml => "MalformedXML",
        Protocol::Query => "MalformedInput",
        Protocol::Ec2 => "InvalidParameterValue",
    };
    Box::new(ErrorAnswer::new(code, message, 400))
}
