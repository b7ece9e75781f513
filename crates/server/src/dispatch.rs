//! Which operation a request is for.
//!
//! Its services are those that share the signing name of its credential. A
//! request without a signature is looked for by its target or the first label
//! of its host, and among the services that the plane carries out. Where
//! several remain, those of the plane come first.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use callboard_model::registry::{self, ServiceEntry};
use callboard_model::service::Service;
use callboard_wire::route;
use callboard_wire::server::Incoming;
use http::HeaderMap;
use http::header::HOST;

use crate::credential::Credential;
use crate::fault::Fault;

/// Which services requests may be meant for.
#[derive(Debug)]
pub struct Directory {
    served: Vec<&'static str>,
    by_signing_name: RwLock<HashMap<Box<str>, Candidates>>,
}

/// The services that a request may be meant for, best first.
pub type Candidates = Arc<[&'static Service]>;

impl Directory {
    /// A directory for a plane that carries out these services.
    pub fn new(served: &[&'static str]) -> Self {
        Self { served: served.to_vec(), by_signing_name: RwLock::default() }
    }

    /// The services that a request may be meant for.
    pub fn candidates(
        &self,
        credential: Option<&Credential<'_>>,
        incoming: &Incoming<'_>,
    ) -> Result<Candidates, Fault> {
        let Some(credential) = credential else {
            let mut found = by_appearance(incoming);
            found.extend(self.served.iter().filter_map(|it| registry::service_entry(it)));
            return Ok(self.ranked(found));
        };
        let name = credential.service();
        if let Some(found) = self.by_signing_name.read().unwrap_or_else(PoisonError::into_inner).get(name) {
            return Ok(Arc::clone(found));
        }
        let found = by_signing_name(name);
        if found.is_empty() {
            let message = format!("Credential should be scoped to a valid service, not '{name}'.");
            return Err(Fault::WrongScope(message));
        }
        let found = self.ranked(found);
        // Only names that the registry has come here, so the map cannot grow for ever.
        let mut known = self.by_signing_name.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(name.into(), Arc::clone(&found));
        Ok(found)
    }

    fn ranked(&self, mut found: Vec<&'static ServiceEntry>) -> Candidates {
        found.sort_by_key(|it| self.served.iter().position(|name| *name == it.name).unwrap_or(usize::MAX));
        found.into_iter().map(ServiceEntry::service).collect()
    }
}

fn by_signing_name(name: &str) -> Vec<&'static ServiceEntry> {
    let found: Vec<_> = registry::services_by_signing_name(name).collect();
    if !found.is_empty() {
        return found;
    }
    // Some clients sign with the label of the host or the name of the service.
    let by_host: Vec<_> = registry::services_by_endpoint_prefix(name).collect();
    if by_host.is_empty() { registry::service_entry(name).into_iter().collect() } else { by_host }
}

fn by_appearance(incoming: &Incoming<'_>) -> Vec<&'static ServiceEntry> {
    let target = incoming.headers.get("x-amz-target").and_then(|it| it.to_str().ok()?.rsplit_once('.'));
    if let Some((prefix, _)) = target {
        return registry::services_by_target_prefix(prefix).collect();
    }
    if let Some((name, _)) = incoming.path.strip_prefix("/service/").and_then(|it| it.split_once("/operation/")) {
        return registry::services_by_target_prefix(name.rsplit('.').next().unwrap_or(name)).collect();
    }
    host_labels(incoming.headers)
        .map(|(service, _)| registry::services_by_endpoint_prefix(service).collect())
        .unwrap_or_default()
}

/// The region that the host of a request names: `ivs.us-east-1.amazonaws.com`.
pub fn region_of_host(headers: &HeaderMap) -> Option<&str> {
    let (_, rest) = host_labels(headers)?;
    let region = rest.split_once('.')?.0;
    let is_region = region.ends_with(|it: char| it.is_ascii_digit()) && region.contains('-');
    is_region.then_some(region)
}

fn host_labels(headers: &HeaderMap) -> Option<(&str, &str)> {
    headers.get(HOST)?.to_str().ok()?.split_once('.')
}

/// The operation of a request among candidates, or why there is none.
pub fn operation(candidates: &[&'static Service], incoming: &Incoming<'_>) -> Result<route::Routed, Fault> {
    match route::route(candidates, incoming) {
        Some(routed) => Ok(routed),
        None => Err(Fault::UnknownOperation),
    }
}
