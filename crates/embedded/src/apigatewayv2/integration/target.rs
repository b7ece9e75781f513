//! Targets: what an integration leads to, and over which connection.
//!
//! Functions, load balancers and hosts are not looked for: none of them is on
//! this plane. VPC links of this service are.

use callboard_model::document::Map;
use callboard_store::Snapshot;

use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::record::Place;

use super::super::kind::VPC_LINK;
use super::super::refusals;

const METHODS: [&str; 8] = ["ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Services whose resources are behind VPC links: load balancers and Cloud Map.
const PRIVATE_SERVICES: [&str; 2] = ["elasticloadbalancing", "servicediscovery"];

/// What stands for a value that a stage has.
const VARIABLE: &str = "${stageVariables.";

pub(super) fn check_connection(record: &Map) -> Answer<()> {
    if record.text("ConnectionType") == "VPC_LINK" && record.given("ConnectionId").is_none() {
        return Err(refusals::bad_request("ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK"));
    }
    Ok(())
}

/// Refuses a target that no request could be sent to.
pub(super) fn check(snapshot: &Snapshot<'_>, place: &Place, is_websocket: bool, record: &Map) -> Answer<()> {
    let (method, uri) = (record.text("IntegrationMethod"), record.text("IntegrationUri"));
    if !method.is_empty() && !METHODS.iter().any(|it| it.eq_ignore_ascii_case(method)) {
        return Err(refusals::bad_request(format!("Invalid HTTP method specified: {method}")));
    }
    match record.text("IntegrationType") {
        // The links of WebSocket APIs are those of REST APIs.
        "HTTP_PROXY" if record.text("ConnectionType") == "VPC_LINK" && !is_websocket => {
            check_private(snapshot, place, record.text("ConnectionId"), uri)
        }
        "HTTP" | "HTTP_PROXY" => {
            let is_url = ["https://", "http://", VARIABLE].iter().any(|it| uri.len() > it.len() && uri.starts_with(it));
            refuse(is_url, || refusals::bad_request("Invalid HTTP endpoint specified for URI"))
        }
        "AWS" | "AWS_PROXY" => refuse(uri.starts_with("arn:") || uri.contains(VARIABLE), || {
            refusals::bad_request("Invalid ARN specified in the request")
        }),
        _ => Ok(()),
    }
}

fn check_private(snapshot: &Snapshot<'_>, place: &Place, link: &str, uri: &str) -> Answer<()> {
    let is_private = uri.split(':').nth(2).is_some_and(|it| PRIVATE_SERVICES.contains(&it));
    refuse(uri.contains(VARIABLE) || (uri.starts_with("arn:") && is_private), || {
        refusals::bad_request(
            "For VpcLink V2, integration URI should be the ARN of an ALB or NLB listener or of a Cloud Map service",
        )
    })?;
    let names = Map::new().with(VPC_LINK.id, link);
    refuse(link.contains(VARIABLE) || VPC_LINK.get(snapshot, place, &names)?.is_some(), || {
        refusals::not_found(format!("Invalid VpcLink identifier specified {link}"))
    })
}

fn refuse(is_fine: bool, why: impl FnOnce() -> Failure) -> Answer<()> {
    if is_fine { Ok(()) } else { Err(why()) }
}
