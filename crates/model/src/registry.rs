//! All services and resource types: an index that costs nothing to open.
//!
//! The index is constant data of the program, made by build.rs; models are
//! frames of the pack, each decompressed when it is first asked for.

mod pack;

use std::sync::OnceLock;

use crate::service::{Operation, Protocol, Service};
pub(crate) use pack::Frame;

/// What the index knows of a service without its model.
#[derive(Debug)]
pub struct ServiceEntry {
    /// The name of its folder in botocore: `ivs-realtime`.
    pub name: &'static str,
    /// `IVS RealTime`.
    pub service_id: &'static str,
    /// `Amazon Interactive Video Service RealTime`.
    pub full_name: &'static str,
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
    operations: &'static str,
    model: Frame,
    /// Which endpoint rule template, and the labels to put into it.
    pub(crate) rules: Option<(u16, &'static [&'static str])>,
}

impl ServiceEntry {
    /// Names of all operations, sorted, without decompressing the model.
    pub fn operation_names(&self) -> impl Iterator<Item = &'static str> {
        self.operations.split_terminator(' ')
    }

    /// Whether the service has an operation, without decompressing the model.
    pub fn has_operation(&self, name: &str) -> bool {
        self.operation_names().any(|it| it == name)
    }

    /// The model of the service; read on first use.
    pub fn service(&'static self) -> &'static Service {
        match service(self.name) {
            Some(service) => service,
            None => panic!("the index has no service {}", self.name),
        }
    }
}

/// The resource types of one namespace.
#[derive(Debug)]
pub(crate) struct NamespaceEntry {
    /// `AWS::IVS`.
    pub(crate) name: &'static str,
    /// Names of its types without the namespace, sorted, joined by spaces.
    pub(crate) leaves: &'static str,
    pub(crate) types: Frame,
}

/// Services that share a name of some kind, by that name.
type Groups = &'static [(&'static str, &'static [u16])];

/// The index as build.rs wrote it.
pub(crate) mod index {
    use super::{Frame, Groups, NamespaceEntry, ServiceEntry};
    use crate::service::Protocol;

    include!(concat!(env!("OUT_DIR"), "/index.rs"));
}

/// Every service, sorted by name.
pub fn services() -> &'static [ServiceEntry] {
    &index::SERVICES
}

/// The model of a service by its botocore name; read on first use, kept for the life of the process.
pub fn service(name: &str) -> Option<&'static Service> {
    static LOADED: [OnceLock<&'static Service>; index::SERVICES.len()] =
        [const { OnceLock::new() }; index::SERVICES.len()];
    let position = position(name)?;
    let entry = &index::SERVICES[position];
    Some(LOADED[position].get_or_init(|| Service::from_text(entry.name, entry.model.read())))
}

/// The index line of a service.
pub fn service_entry(name: &str) -> Option<&'static ServiceEntry> {
    Some(&index::SERVICES[position(name)?])
}

/// Services whose requests carry this name in their credential scope: `ivs` is two of them.
pub fn services_by_signing_name(name: &str) -> impl Iterator<Item = &'static ServiceEntry> {
    group(index::SIGNING_NAMES, name)
}

/// Services whose hosts begin with this label.
pub fn services_by_endpoint_prefix(name: &str) -> impl Iterator<Item = &'static ServiceEntry> {
    group(index::ENDPOINT_PREFIXES, name)
}

/// Services whose `X-Amz-Target` begins with this, up to the last period.
pub fn services_by_target_prefix(name: &str) -> impl Iterator<Item = &'static ServiceEntry> {
    group(index::TARGET_PREFIXES, name)
}

/// The service of a service id in any spelling: `IVS RealTime`, `ivs_realtime`.
pub fn service_by_id(id: &str) -> Option<&'static ServiceEntry> {
    let plain = |text: &str| text.replace([' ', '-', '_'], "").to_ascii_lowercase();
    let id = plain(id);
    services().iter().find(|it| plain(it.service_id) == id)
}

/// The operation that tells whose credentials a call carries.
pub fn caller_identity_operation() -> Option<&'static Operation> {
    service("sts")?.operation("GetCallerIdentity")
}

pub(crate) fn position(name: &str) -> Option<usize> {
    index::SERVICES.binary_search_by(|it| it.name.as_bytes().cmp(name.as_bytes())).ok()
}

/// Where the facts come from: package, version, hash, licence, what of it; a row each, after a line of titles.
pub fn sources() -> &'static str {
    static TEXT: OnceLock<&'static str> = OnceLock::new();
    TEXT.get_or_init(|| index::SOURCES.read())
}

/// Size in bytes of the compressed facts inside the program.
pub fn pack_length() -> usize {
    pack::length()
}

fn group(groups: Groups, name: &str) -> impl Iterator<Item = &'static ServiceEntry> {
    let found = groups.binary_search_by(|(it, _)| it.as_bytes().cmp(name.as_bytes()));
    let members = found.map_or(&[][..], |at| groups[at].1);
    members.iter().map(|position| &index::SERVICES[usize::from(*position)])
}
