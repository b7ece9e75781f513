//! Refusals in the protocol of a request.
use crate::answer::Answer;
use crate::fault::Fault;
use crate::request_id::RequestId;
use callboard_model::service::{Operation, Protocol};
use http::request::Parts;

pub fn refuse(fault: &Fault, _head: &Parts, _operation: Option<&'static Operation>, _id: RequestId) -> Answer {
    let refusal = fault.refusal(Protocol::RestJson);
    Answer {
        status: http::StatusCode::from_u16(refusal.http_status).unwrap(),
        headers: Default::default(),
        body: refusal.message.into(),
        error: Some(refusal.code),
    }
}
