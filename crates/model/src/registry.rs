//! All services and resource types: an index that costs nothing to open.

use crate::service::{Protocol, Service};

/// What the index knows of a service without its model.
#[derive(Debug)]
pub struct ServiceEntry {
    /// The name of its folder in botocore: `ivs-realtime`.
    pub name: &'static str,
    /// `IVS RealTime`.
    pub service_id: &'static str,
    /// The name in the credential scope: `ivs`.
    pub signing_name: &'static str,
    /// First label of the host.
    pub endpoint_prefix: &'static str,
    /// `2020-07-14`.
    pub api_version: &'static str,
    /// The protocol a client uses.
    pub protocol: Protocol,
    /// `AmazonSSM`; empty where there is none.
    pub target_prefix: &'static str,
}

impl ServiceEntry {
    /// Names of all operations, sorted, without decompressing the model.
    pub fn operation_names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::empty()
    }
}

/// Every service, sorted by name.
pub fn services() -> &'static [ServiceEntry] {
    &[]
}

/// The model of a service by its botocore name; read on first use, kept for the life of the process.
pub fn service(name: &str) -> Option<&'static Service> {
    let _ = name;
    None
}

/// The index line of a service.
pub fn service_entry(name: &str) -> Option<&'static ServiceEntry> {
    services().iter().find(|it| it.name == name)
}
