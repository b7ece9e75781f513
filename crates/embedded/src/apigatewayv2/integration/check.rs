//! Which integrations the service takes.

use callboard_model::document::{Document, Map};

use crate::failure::Answer;
use crate::members::Members;

use super::super::{api, refusals};

/// Operations of services that an HTTP API calls by itself, and the parameters that each must be given.
const SUBTYPES: [(&str, &[&str]); 10] = [
    ("AppConfig-GetConfiguration", &["Application", "Environment", "Configuration", "ClientId"]),
    ("EventBridge-PutEvents", &["Detail", "DetailType", "Source"]),
    ("Kinesis-PutRecord", &["StreamName", "Data", "PartitionKey"]),
    ("SQS-DeleteMessage", &["QueueUrl", "ReceiptHandle"]),
    ("SQS-PurgeQueue", &["QueueUrl"]),
    ("SQS-ReceiveMessage", &["QueueUrl"]),
    ("SQS-SendMessage", &["QueueUrl", "MessageBody"]),
    ("StepFunctions-StartExecution", &["StateMachineArn"]),
    ("StepFunctions-StartSyncExecution", &["StateMachineArn"]),
    ("StepFunctions-StopExecution", &["ExecutionArn"]),
];

/// Refuses an integration that no API of the protocol could use.
pub(super) fn check(api: &Map, record: &Map) -> Answer<()> {
    let is_websocket = api::is_websocket(api);
    let kind = record.text("IntegrationType");
    if !is_websocket && !matches!(kind, "AWS_PROXY" | "HTTP_PROXY") {
        return Err(refusals::bad_request(format!("Integration type {kind} is not supported for HTTP protocol")));
    }
    check_version(is_websocket, kind, record)?;
    let longest = if is_websocket { 29_000 } else { 30_000 };
    if record.integer("TimeoutInMillis").is_some_and(|it| !(50..=longest).contains(&it)) {
        return Err(refusals::bad_request(format!("Timeout should be between 50 ms and {longest} ms")));
    }
    if record.text("ConnectionType") == "VPC_LINK" && record.given("ConnectionId").is_none() {
        return Err(refusals::bad_request("ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK"));
    }
    if matches!(kind, "HTTP" | "HTTP_PROXY") && record.given("IntegrationMethod").is_none() {
        let kind = kind.replace('_', "");
        return Err(refusals::bad_request(format!(
            "HttpMethod parameter method must be specified for integrationType {kind}"
        )));
    }
    match record.given("IntegrationSubtype").and_then(Document::as_str) {
        Some(subtype) => return check_subtype(is_websocket, subtype, record),
        None if kind != "MOCK" && record.given("IntegrationUri").is_none() => {
            return Err(refusals::bad_request(format!(
                "Integration URI must be specified for integration type {kind}"
            )));
        }
        None => {}
    }
    if is_websocket { Ok(()) } else { check_mappings(record) }
}

fn check_version(is_websocket: bool, kind: &str, record: &Map) -> Answer<()> {
    match record.text("PayloadFormatVersion") {
        "1.0" => Ok(()),
        "2.0" if !is_websocket && kind == "AWS_PROXY" => Ok(()),
        "2.0" if !is_websocket => Err(refusals::bad_request(format!(
            "PayloadFormatVersion 2.0 is not supported for integration of type {kind}"
        ))),
        other => Err(refusals::bad_request(format!("Unsupported PayloadFormatVersion: {other}"))),
    }
}

fn check_subtype(is_websocket: bool, subtype: &str, record: &Map) -> Answer<()> {
    let known = SUBTYPES.iter().find(|(name, _)| *name == subtype);
    let (Some((_, required)), false, "1.0") = (known, is_websocket, record.text("PayloadFormatVersion")) else {
        return Err(refusals::bad_request(format!("Operation: {subtype} is not supported.")));
    };
    if record.given("CredentialsArn").is_none() {
        return Err(refusals::bad_request(format!(
            "Role ARN must be specified for AWS integration configuration with Subtype: {subtype}"
        )));
    }
    let parameters = record.map("RequestParameters");
    if required.iter().any(|it| !parameters.contains_key(it)) {
        return Err(refusals::bad_request(format!(
            "Operation: {subtype} requires enabling passthrough, or defining all of the following parameters: [{}]",
            required.join(", ")
        )));
    }
    Ok(())
}

/// Refuses mappings of parameters that are none: `append:header.name`, `overwrite:path`, `overwrite:statuscode`.
fn check_mappings(record: &Map) -> Answer<()> {
    for key in record.map("RequestParameters").keys() {
        let is_mapping = key.split_once(':').is_some_and(|(action, place)| {
            matches!(action, "append" | "overwrite" | "remove")
                && (place == "path" && action == "overwrite"
                    || ["header.", "querystring."].iter().any(|it| place.len() > it.len() && place.starts_with(it)))
        });
        if !is_mapping {
            return Err(refusals::bad_request(format!("Invalid Request Actioned Parameter {key}")));
        }
    }
    for (status, mappings) in record.map("ResponseParameters") {
        if !status.parse::<u16>().is_ok_and(|it| (200..600).contains(&it)) {
            return Err(refusals::bad_request(format!("Status Code {status} is not valid")));
        }
        for key in mappings.as_map().into_iter().flat_map(Map::keys) {
            let is_mapping = &**key == "overwrite:statuscode"
                || key.split_once(':').is_some_and(|(action, place)| {
                    matches!(action, "append" | "overwrite" | "remove")
                        && place.strip_prefix("header.").is_some_and(|it| !it.is_empty())
                });
            if !is_mapping {
                return Err(refusals::bad_request(format!("Invalid Response Actioned Parameter {key}")));
            }
        }
    }
    Ok(())
}
