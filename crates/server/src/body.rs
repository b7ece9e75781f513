//! Reading the body of a request, within its limits.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::{Body, Incoming};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::options::Limits;
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
pub async fn read(body: Incoming, limits: &Limits, room: &Room, waits_for_leave: bool) -> Result<Kept, BodyError> {
    if body.is_end_stream() {
        return Ok(Kept { bytes: Bytes::new(), _place: None });
    }
    let limit = limits.max_body_bytes;
    let announced = body.size_hint();
    if announced.lower() > limit as u64 && waits_for_leave {
        return Err(BodyError::TooLarge);
    }
    let may_be = announced.upper().and_then(|it| usize::try_from(it).ok()).unwrap_or(limit).min(limit);
    let reading = gather(body, limit, || room.take(may_be));
    within(limits.body_timeout, reading).await.unwrap_or(Err(BodyError::TooSlow))
}

/// A body, and its place in the memory for bodies.
pub struct Kept {
    /// The body.
    pub bytes: Bytes,
    _place: Option<OwnedSemaphorePermit>,
}

/// The memory that large bodies share.
pub struct Room {
    pages: Arc<Semaphore>,
    all_pages: usize,
}

/// Bodies need no place until so much of them has come: connections are limited as well, and whoever only
/// announces a large body, or does not say how large it will be, keeps nobody waiting.
const SMALL: usize = 64 << 10;

impl Room {
    /// Room for so many bytes.
    pub fn new(bytes: usize) -> Self {
        let all_pages = (bytes / SMALL).clamp(1, u32::MAX as usize);
        Self { pages: Arc::new(Semaphore::new(all_pages)), all_pages }
    }

    /// A place for a body, once there is one. The semaphore is never closed, so a body always gets its place.
    async fn take(&self, bytes: usize) -> Option<OwnedSemaphorePermit> {
        let pages = bytes.div_ceil(SMALL).min(self.all_pages);
        Arc::clone(&self.pages).acquire_many_owned(pages as u32).await.ok()
    }
}

async fn gather<Taking>(mut body: Incoming, limit: usize, take_place: impl Fn() -> Taking) -> Result<Kept, BodyError>
where
    Taking: Future<Output = Option<OwnedSemaphorePermit>>,
{
    let mut place = None;
    let mut first = Bytes::new();
    let mut all = BytesMut::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| BodyError::Broken)?.into_data() else {
            continue;
        };
        length += data.len();
        if length > SMALL && place.is_none() {
            place = take_place().await;
        }
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
    if length > limit {
        return Err(BodyError::TooLarge);
    }
    let bytes = if all.is_empty() { first } else { all.freeze() };
    Ok(Kept { bytes, _place: place })
}
