//! The first line of a model: what it says about its service.

use super::rest::Rest;
use super::{Metadata, Protocol};

/// Reads the JSON of the metadata line.
pub(super) fn parse(json: &'static str) -> Metadata {
    let rest = Rest::parse(json);
    let text = |key: &str| rest.text(&[key]);
    let only = text("protocol").and_then(Protocol::from_name).unwrap_or(Protocol::RestJson);
    let mut protocols: Vec<Protocol> = rest.texts(&["protocols"]).into_iter().filter_map(Protocol::from_name).collect();
    if protocols.is_empty() {
        protocols.push(only);
    }
    let endpoint_prefix = text("endpointPrefix").unwrap_or_default();
    let full_name = text("serviceFullName").unwrap_or_default();
    Metadata {
        api_version: text("apiVersion").unwrap_or_default(),
        endpoint_prefix,
        signing_name: text("signingName").unwrap_or(endpoint_prefix),
        service_id: text("serviceId").unwrap_or_default(),
        full_name,
        signature_version: text("signatureVersion").unwrap_or_default(),
        protocol: Protocol::for_client(&protocols).unwrap_or(only),
        protocols,
        json_version: text("jsonVersion"),
        target_prefix: text("targetPrefix"),
        xml_namespace: text("xmlNamespace"),
        query_compatible: rest.value(&["awsQueryCompatible"]).is_some(),
        rest: json,
    }
}
