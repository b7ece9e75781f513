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
pub(super) fn check(is_websocket: bool, record: &Map) -> Answer<()> {
    let (method, uri) = (record.text("IntegrationMethod"), record.text("IntegrationUri"));
    if !method.is_empty() && !METHODS.iter().any(|it| it.eq_ignore_ascii_case(method)) {
        return Err(refusals::bad_request(format!("Invalid HTTP method specified: {method}")));
    }
    let is_arn = uri.starts_with("arn:");
    match record.text("IntegrationType") {
        "HTTP_PROXY" if is_private(is_websocket, record) => {
            let is_listener = is_arn && uri.split(':').nth(2).is_some_and(|it| PRIVATE_SERVICES.contains(&it));
            refuse(is_listener || uri.contains(VARIABLE), || {
                refusals::bad_request(
                    "For VpcLink V2, integration URI should be the ARN of an ALB or NLB listener or of a Cloud Map \
                     service",
                )
            })
        }
        "HTTP" | "HTTP_PROXY" => {
            let is_url = ["https://", "http://", VARIABLE].iter().any(|it| uri.len() > it.len() && uri.starts_with(it));
            refuse(is_url, || refusals::bad_request("Invalid HTTP endpoint specified for URI"))
        }
        "AWS" | "AWS_PROXY" => {
            refuse(is_arn || uri.contains(VARIABLE), || refusals::bad_request("Invalid ARN specified in the request"))
        }
        _ => Ok(()),
    }
}

/// Refuses a VPC link that is not there, where it is chosen now: one that went later is no reason to refuse other
/// changes.
pub(super) fn check_link(
    snapshot: &Snapshot<'_>,
    place: &Place,
    is_websocket: bool,
    before: Option<&Map>,
    record: &Map,
) -> Answer<()> {
    let link = record.text("ConnectionId");
    let was_chosen = before.is_some_and(|it| it.text("ConnectionId") == link && is_private(is_websocket, it));
    if !is_private(is_websocket, record) || was_chosen || link.contains(VARIABLE) {
        return Ok(());
    }
    let names = Map::new().with(VPC_LINK.id, link);
    refuse(VPC_LINK.get(snapshot, place, &names)?.is_some(), || {
        refusals::not_found(format!("Invalid VpcLink identifier specified {link}"))
    })
}

/// Whether a VPC link of this service leads to the target: those of WebSocket APIs are of REST APIs.
fn is_private(is_websocket: bool, record: &Map) -> bool {
    !is_websocket && record.text("ConnectionType") == "VPC_LINK"
}

fn refuse(is_fine: bool, why: impl FnOnce() -> Failure) -> Answer<()> {
    if is_fine { Ok(()) } else { Err(why()) }
}
