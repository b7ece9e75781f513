//! Requests of AWS clients: not routed yet.
use crate::answer::{Answer, Trace};
use crate::connection::Connection;
use crate::fault::Fault;
use crate::request_id::RequestId;
use crate::server::Shared;
use bytes::Bytes;
use callboard_plane::Caller;
use http::request::Parts;

pub async fn answer(
    _shared: &Shared,
    _connection: &Connection,
    head: &Parts,
    _body: Bytes,
    id: RequestId,
    _trace: &mut Trace,
) -> Answer {
    crate::protocol::refuse(&Fault::NoSignature, head, None, id)
}

pub fn authenticate_local(
    _shared: &Shared,
    _head: &Parts,
    _path: &str,
    _body: &Bytes,
) -> Result<Option<Caller>, Fault> {
    Ok(None)
}
