//! What the plugin library asks of every plugin: health, an end in order, and what the plugin printed.

use bytes::Bytes;

/// Nothing, in either direction.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Empty {}

/// The service whose health is asked for.
#[derive(Clone, PartialEq, prost::Message)]
pub struct HealthRequest {
    /// Its name; empty for all of the server.
    #[prost(string, tag = "1")]
    pub service: String,
}

/// How a service does.
#[derive(Clone, PartialEq, prost::Message)]
pub struct HealthAnswer {
    /// 1 where it serves.
    #[prost(int32, tag = "1")]
    pub status: i32,
}

/// What the plugin printed.
#[derive(Clone, PartialEq, prost::Message)]
pub struct StdioData {
    /// 1 for stdout, 2 for stderr.
    #[prost(int32, tag = "1")]
    pub channel: i32,
    /// The bytes.
    #[prost(bytes = "bytes", tag = "2")]
    pub data: Bytes,
}

/// A further connection between plugin and host; Terraform makes none with providers.
#[derive(Clone, PartialEq, prost::Message)]
pub struct ConnectionInfo {
    /// The number of the connection.
    #[prost(uint32, tag = "1")]
    pub service_id: u32,
    /// `tcp` or `unix`.
    #[prost(string, tag = "2")]
    pub network: String,
    /// Where it is.
    #[prost(string, tag = "3")]
    pub address: String,
}
