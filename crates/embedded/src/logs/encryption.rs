//! Encryption: the KMS key of a group. The key itself is not looked for: KMS is not on this plane.

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::log_group;

pub(super) fn associate(request: Request) -> Answer<Change> {
    let name = name(&request)?;
    let key = key(request.input.text("kmsKeyId"))?.to_owned();
    change(move |transaction| {
        log_group::replace(transaction, &request.place, &name, |record| {
            record.insert("kmsKeyId", key);
            Ok(())
        })
    })
}

pub(super) fn disassociate(request: Request) -> Answer<Change> {
    let name = name(&request)?;
    change(move |transaction| {
        log_group::replace(transaction, &request.place, &name, |record| {
            record.remove("kmsKeyId");
            Ok(())
        })
    })
}

/// A key as a group has it: by its ARN.
pub(super) fn key(text: &str) -> Answer<&str> {
    let mut parts = text.split(':');
    match (parts.next(), parts.nth(1)) {
        (Some("arn"), Some("kms")) => Ok(text),
        _ => Err(log_group::invalid("The specified KMS Key Id is not a valid ARN.")),
    }
}

fn name(request: &Request) -> Answer<String> {
    match (request.input.str("logGroupName"), request.input.str("resourceIdentifier")) {
        (Some(name), None) => Ok(name.to_owned()),
        (None, Some(identifier)) => log_group::name_of(request, identifier),
        _ => Err(log_group::invalid("Exactly one of logGroupName and resourceIdentifier must be given")),
    }
}
