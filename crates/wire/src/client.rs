//! The client's side: calls become requests, answers become outputs.
//!
//! ```text
//! Operation + input Map ──▶ request ──▶ Request       (sign it, send it)
//! Operation + status, headers, body ──▶ response ──▶ Answer | AnswerError
//! ```
//!
//! What goes out and what is made of what comes back is what botocore sends
//! and makes, since that is what services and their users are used to.
//!
//! # Reading order
//!
//! `rest.rs` holds the HTTP bindings that rest-json and rest-xml share,
//! `rpc.rs` the protocols that send everything in the body, `errors.rs` how
//! error answers are read.

mod errors;
mod rest;
mod rpc;

use callboard_model::document::{Document, Map};
use callboard_model::service::{Operation, Protocol};
use callboard_model::shape::{Member, Shape};
use http::HeaderMap;

pub(crate) use errors::error_shape;

use crate::json::ReadError;
use crate::message::{ErrorAnswer, Request, header};
use crate::plan::Plan;
use crate::xml::XmlError;

/// Why a call cannot be made into a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// A part of the path was not given, or as nothing.
    #[error("member `{member}` is part of the path and must not be empty")]
    EmptyLabel {
        /// The member.
        member: &'static str,
    },

    /// A part of the host name was not given, or cannot be one.
    #[error("member `{member}` is part of the host name: letters, digits, hyphens and periods only")]
    HostLabel {
        /// The member.
        member: &'static str,
    },

    /// A value that no header can carry.
    #[error("member `{member}`: {message}")]
    Header {
        /// The member.
        member: &'static str,
        /// What is wrong with it.
        message: String,
    },

    /// The model asks for something that is not here yet.
    #[error("{what} is not supported")]
    Unsupported {
        /// What.
        what: &'static str,
    },
}

/// Why an answer gave no output.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum AnswerError {
    /// The service refused.
    #[error("{}: {}", .0.code, .0.message)]
    Refused(Box<ErrorAnswer>),

    /// The body is not JSON of the output shape.
    #[error(transparent)]
    Json(#[from] ReadError),

    /// The body is not XML of the output shape.
    #[error(transparent)]
    Xml(#[from] XmlError),

    /// The body is not CBOR of the output shape.
    #[error(transparent)]
    Cbor(#[from] crate::cbor::CborError),

    /// A header is not of its shape.
    #[error("header `{name}` must be {expected}")]
    Header {
        /// The header.
        name: &'static str,
        /// What the shape says.
        expected: &'static str,
    },

    /// The body of a query answer lacks the element of the result.
    #[error("the answer has no element `{name}`")]
    NoResult {
        /// The element.
        name: &'static str,
    },

    /// The model asks for something that is not here yet.
    #[error("{what} is not supported")]
    Unsupported {
        /// What.
        what: &'static str,
    },
}

/// What a service answered.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Answer {
    /// The members of the output structure.
    pub members: Map,
    /// The request id, where the answer has one.
    pub request_id: Option<String>,
}

/// How requests are made.
#[derive(Debug, Clone, Copy, Default)]
pub struct RequestOptions {
    /// Labels that endpoint rules put into the host (`Bucket`) are left out of the path.
    pub endpoint_takes_labels: bool,
    /// Nothing is put before the host.
    pub without_host_prefix: bool,
}

/// Makes the request of a call, in the protocol that clients use for the service.
pub fn request(operation: &Operation, input: &Map, options: RequestOptions) -> Result<Request, WireError> {
    request_in(operation.service.metadata.protocol, operation, input, options)
}

/// Makes the request of a call in one of the protocols of the service.
pub fn request_in(
    protocol: Protocol,
    operation: &Operation,
    input: &Map,
    options: RequestOptions,
) -> Result<Request, WireError> {
    if operation.input.is_some_and(|it| Plan::of(it).has_event_stream()) {
        return Err(WireError::Unsupported { what: "an input that is an event stream" });
    }
    let mut request = match protocol {
        Protocol::RestJson | Protocol::RestXml => rest::request(protocol, operation, input, options)?,
        Protocol::Json => rpc::json_request(operation, input)?,
        Protocol::Query | Protocol::Ec2 => rpc::form_request(protocol, operation, input),
        Protocol::RpcV2Cbor => rpc::cbor_request(operation, input)?,
    };
    if !options.without_host_prefix {
        request.host_prefix = host_prefix(operation, input)?;
    }
    Ok(request)
}

/// Reads the answer to a call, in the protocol that clients use for the service.
pub fn response(operation: &Operation, status: u16, headers: &HeaderMap, body: &[u8]) -> Result<Answer, AnswerError> {
    response_in(operation.service.metadata.protocol, operation, status, headers, body)
}

/// Reads the answer to a call in one of the protocols of the service.
pub fn response_in(
    protocol: Protocol,
    operation: &Operation,
    status: u16,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Answer, AnswerError> {
    if status >= 301 {
        return Err(AnswerError::Refused(Box::new(errors::read(protocol, operation, status, headers, body)?)));
    }
    if operation.output.is_some_and(|it| Plan::of(it).has_event_stream()) {
        return Err(AnswerError::Unsupported { what: "an output that is an event stream" });
    }
    let mut answer = match protocol {
        Protocol::RestJson | Protocol::RestXml => {
            Answer { members: rest::response(protocol, operation.output, status, headers, body)?, request_id: None }
        }
        Protocol::Json => rpc::json_response(operation, body)?,
        Protocol::Query | Protocol::Ec2 => rpc::xml_response(protocol, operation, body)?,
        Protocol::RpcV2Cbor => rpc::cbor_response(operation, body)?,
    };
    answer.request_id = answer.request_id.or_else(|| request_id(headers));
    Ok(answer)
}

/// The request id in the headers of an answer.
pub fn request_id(headers: &HeaderMap) -> Option<String> {
    ["x-amzn-requestid", "x-amz-request-id"].iter().find_map(|it| header(headers, it)).map(str::to_owned)
}

/// Gives each idempotency token that the caller left out what `make` makes.
pub fn fill_idempotency_tokens(operation: &Operation, input: &mut Map, mut make: impl FnMut() -> String) {
    let Some(shape) = operation.input else { return };
    for member in shape.members().iter().filter(|it| it.traits.idempotency_token) {
        if input.get(member.name).is_none_or(Document::is_null) {
            input.insert(member.name, make());
        }
    }
}

/// The output member that is the body itself, to be streamed rather than held.
pub fn streamed_output(operation: &Operation) -> Option<&'static Member> {
    let shape = operation.output?;
    let member = shape.member(shape.traits.payload?)?;
    let target = member.shape();
    (member.traits.streaming || target.traits.streaming).then_some(member)
}

fn host_prefix(operation: &Operation, input: &Map) -> Result<Option<String>, WireError> {
    let Some(template) = operation.host_prefix else { return Ok(None) };
    let mut prefix = template.to_owned();
    for member in operation.input.map(Shape::members).unwrap_or_default() {
        if member.traits.host_label {
            let value = input.str(member.name).unwrap_or_default();
            let fits =
                !value.is_empty() && value.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'.');
            if !fits {
                return Err(WireError::HostLabel { member: member.name });
            }
            prefix = prefix.replace(&format!("{{{}}}", member.name), value);
        }
    }
    Ok(Some(prefix))
}
