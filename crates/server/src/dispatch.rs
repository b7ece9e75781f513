//! Which operation a request is for.
//!
//! Its services are those that share the signing name of its credential. A
//! request without a signature is looked for by its target or the first label
//! of its host, and among the services that the plane carries out. Where
//! several remain, those of the plane come first.

use callboard_model::registry::{self, ServiceEntry};
use callboard_model::service::Service;
use callboard_wire::route;
use callboard_wire::server::Incoming;
use http::HeaderMap;
use http::header::HOST;

use crate::credential::Credential;
use crate::fault::Fault;

/// The services that a request may be meant for, best first.
pub fn candidates(
    credential: Option<&Credential<'_>>,
    incoming: &Incoming<'_>,
    served: &[&'static str],
) -> Result<Vec<&'static Service>, Fault> {
    let mut found: Vec<&'static ServiceEntry> = match credential {
        Some(credential) => by_signing_name(credential.service()),
        None => by_appearance(incoming),
    };
    match credential {
        Some(credential) if found.is_empty() => {
            let message = format!("Credential should be scoped to a valid service, not '{}'.", credential.service());
            return Err(Fault::WrongScope(message));
        }
        Some(_) => {}
        None => found.extend(served.iter().filter_map(|it| registry::service_entry(it))),
    }
    if found.len() > 1 {
        let rank = |it: &&ServiceEntry| served.iter().position(|name| *name == it.name).unwrap_or(usize::MAX);
        found.sort_by_key(rank);
    }
    Ok(found.into_iter().map(ServiceEntry::service).collect())
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
