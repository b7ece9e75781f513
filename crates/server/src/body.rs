//! Reading the body of a request, within its limits.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};

use crate::patience::within;

/// A client that sends too much is listened to for this many times the limit,
/// so that it reads the answer instead of finding its connection reset.
const PATIENCE: usize = 8;

/// Why a body was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyError {
    /// It is larger than the limit.
    TooLarge,
    /// It did not arrive in time.
    TooSlow,
    /// The connection ended before it did.
    Broken,
}

/// Reads a body of at most `limit` bytes within `time`.
///
/// `waits_for_leave` says that the client sends nothing before it hears `100
/// Continue`, so that a refusal need not wait for the body.
pub async fn read(body: Incoming, limit: usize, time: Duration, waits_for_leave: bool) -> Result<Bytes, BodyError> {
    if body.is_end_stream() {
        return Ok(Bytes::new());
    }
    let announced_too_large = body.size_hint().lower() > limit as u64;
    if announced_too_large && waits_for_leave {
        return Err(BodyError::TooLarge);
    }
    within(time, gather(body, limit)).await.unwrap_or(Err(BodyError::TooSlow))
}

async fn gather(mut body: Incoming, limit: usize) -> Result<Bytes, BodyError> {
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else {
            continue;
        };
        length += data.len();
        if length > limit {
            if length > limit.saturating_mul(PATIENCE) {
                return Err(BodyError::TooLarge);
            }
            (first, all) = (Bytes::new(), BytesMut::new());
        } else if first.is_empty() && all.is_empty() {
            // Nearly every body comes in one piece, which is then passed on as it is.
            first = data;
        } else {
            if all.is_empty() {
                all.extend_from_slice(&std::mem::take(&mut first));
            }
            all.extend_from_slice(&data);
        }
    }
    match length > limit {
        true => Err(BodyError::TooLarge),
        false if all.is_empty() => Ok(first),
        false => Ok(all.freeze()),
    }
}
