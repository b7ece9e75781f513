//! The access log: one event a request, without anything secret.
//!
//! Queries are left out because presigned URLs carry credentials in them, and
//! bodies and headers are never shown.

use std::time::Duration;

use callboard_model::service::Operation;
use http::{Method, Uri, Version};

use crate::connection::Connection;
use crate::request_id::RequestId;

/// What is known of a request once it is answered.
pub struct Access<'a> {
    /// Its connection.
    pub connection: &'a Connection,
    /// Its method.
    pub method: &'a Method,
    /// Where it went.
    pub uri: &'a Uri,
    /// `HTTP/1.1` or `HTTP/2.0`.
    pub version: Version,
    /// The operation it was found to be.
    pub operation: Option<&'static Operation>,
    /// The status of the answer.
    pub status: u16,
    /// The code of the error, where it was refused.
    pub error: Option<&'a str>,
    /// The id the answer carries.
    pub request_id: RequestId,
    /// Length of the body that came.
    pub received_bytes: usize,
    /// Length of the body that went.
    pub sent_bytes: usize,
    /// Time from head to answer.
    pub took: Duration,
}

impl Access<'_> {
    /// Writes the line.
    pub fn log(&self) {
        tracing::info!(
            target: "callboard::access",
            method = self.method.as_str(),
            path = self.uri.path(),
            version = ?self.version,
            service = self.operation.map_or("", |it| it.service.name),
            operation = self.operation.map_or("", |it| it.name),
            status = self.status,
            error = self.error.unwrap_or_default(),
            micros = self.took.as_micros() as u64,
            request_id = self.request_id.as_str(),
            received_bytes = self.received_bytes,
            sent_bytes = self.sent_bytes,
            peer = %self.connection.peer,
        );
    }
}
