//! Subtypes: operations of services that an HTTP API calls by itself.

use callboard_model::document::Map;

use crate::failure::Answer;
use crate::members::Members;

use super::super::refusals;

/// An operation, the parameters that it must be given, and those that it may be given.
type Subtype = (&'static str, &'static [&'static str], &'static [&'static str]);

const SUBTYPES: [Subtype; 10] = [
    (
        "AppConfig-GetConfiguration",
        &["Application", "Environment", "Configuration", "ClientId"],
        &["ClientConfigurationVersion", "Region"],
    ),
    (
        "EventBridge-PutEvents",
        &["Detail", "DetailType", "Source"],
        &["Time", "EventBusName", "Resources", "Region", "TraceHeader"],
    ),
    (
        "Kinesis-PutRecord",
        &["StreamName", "Data", "PartitionKey"],
        &["SequenceNumberForOrdering", "ExplicitHashKey", "Region"],
    ),
    ("SQS-DeleteMessage", &["QueueUrl", "ReceiptHandle"], &["Region"]),
    ("SQS-PurgeQueue", &["QueueUrl"], &["Region"]),
    (
        "SQS-ReceiveMessage",
        &["QueueUrl"],
        &[
            "AttributeNames",
            "MaxNumberOfMessages",
            "MessageAttributeNames",
            "ReceiveRequestAttemptId",
            "VisibilityTimeout",
            "WaitTimeSeconds",
            "Region",
        ],
    ),
    (
        "SQS-SendMessage",
        &["QueueUrl", "MessageBody"],
        &[
            "DelaySeconds",
            "MessageAttributes",
            "MessageDeduplicationId",
            "MessageGroupId",
            "MessageSystemAttributes",
            "Region",
        ],
    ),
    ("StepFunctions-StartExecution", &["StateMachineArn"], &["Name", "Input", "Region"]),
    ("StepFunctions-StartSyncExecution", &["StateMachineArn"], &["Name", "Input", "Region", "TraceHeader"]),
    ("StepFunctions-StopExecution", &["ExecutionArn"], &["Cause", "Error", "Region"]),
];

/// Refuses an operation that is not one of these, or parameters that are not its own.
pub(super) fn check(is_websocket: bool, name: &str, record: &Map) -> Answer<()> {
    let known = SUBTYPES.iter().find(|(known, ..)| *known == name);
    let (Some((_, required, optional)), false, "1.0") = (known, is_websocket, record.text("PayloadFormatVersion"))
    else {
        return Err(refusals::bad_request(format!("Operation: {name} is not supported.")));
    };
    if record.given("CredentialsArn").is_none() {
        return Err(refusals::bad_request(format!(
            "Role ARN must be specified for AWS integration configuration with Subtype: {name}"
        )));
    }
    let parameters = record.map("RequestParameters");
    if required.iter().any(|it| !parameters.contains_key(it)) {
        return Err(refusals::bad_request(format!(
            "Operation: {name} requires enabling passthrough, or defining all of the following parameters: [{}]",
            required.join(", ")
        )));
    }
    let mut given = parameters.keys();
    match given.find(|it| !required.contains(&&***it) && !optional.contains(&&***it)) {
        Some(other) => {
            Err(refusals::bad_request(format!("Parameter: {other} does not fit schema for Operation: {name}.")))
        }
        None => Ok(()),
    }
}
