//! Log groups.

use callboard_model::document::Map;
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::generic;
use crate::members::Members;
use crate::record::Place;
use crate::request::Request;

use super::tables::LOG_GROUP;
use super::{encryption, tagging};

/// The class that AWS deletes from after two days, whatever else is asked for.
pub(super) const DELIVERY: &str = "DELIVERY";

pub(super) fn create(request: Request) -> Answer<Change> {
    let input = &request.input;
    let name = input.text("logGroupName");
    if name.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("aws/")) {
        return Err(invalid("Log groups starting with AWS/ are reserved for AWS."));
    }
    let class = input.str("logGroupClass").unwrap_or("STANDARD");
    let mut record = Map::new()
        .with("logGroupName", name)
        .with("creationTime", request.now.epoch_millis())
        .with("logGroupClass", class)
        .with("deletionProtectionEnabled", input.flag("deletionProtectionEnabled"))
        .with("tags", tagging::merged(Map::new(), input.map("tags"))?);
    if let Some(key) = input.str("kmsKeyId") {
        record.push("kmsKeyId", encryption::key(key)?);
    }
    change(move |transaction| {
        let key = request.place.key(&[record.text("logGroupName")]);
        if LOG_GROUP.contains(transaction, &key)? {
            let message = "The specified log group already exists";
            return Err(Failure::refused("ResourceAlreadyExistsException", message, 400));
        }
        LOG_GROUP.put(transaction, &key, &record)?;
        Ok(Map::new())
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let name = request.input.text("logGroupName");
        if find(transaction, &request.place, name)?.flag("deletionProtectionEnabled") {
            let message = format!("The log group {name} cannot be deleted while its deletion protection is enabled");
            return Err(Failure::validation(message));
        }
        LOG_GROUP.delete(transaction, &request.place.key(&[name]))?;
        Ok(Map::new())
    })
}

pub(super) fn protect(request: Request) -> Answer<Change> {
    let name = name_of(&request, request.input.text("logGroupIdentifier"))?;
    let is_enabled = request.input.flag("deletionProtectionEnabled");
    change(move |transaction| {
        replace(transaction, &request.place, &name, |record| {
            record.insert("deletionProtectionEnabled", is_enabled);
            Ok(())
        })
    })
}

/// The record of a group, which must be there.
pub(super) fn find(snapshot: &Snapshot<'_>, place: &Place, name: &str) -> Answer<Map> {
    let record = LOG_GROUP.get(snapshot, &place.key(&[name]))?;
    record.ok_or_else(not_found)
}

/// Changes the record of a group, which must be there.
pub(super) fn replace(
    transaction: &mut Transaction<'_>,
    place: &Place,
    name: &str,
    edit: impl FnOnce(&mut Map) -> Answer<()>,
) -> Answer {
    let mut record = find(transaction, place, name)?;
    edit(&mut record)?;
    LOG_GROUP.put(transaction, &place.key(&[name]), &record)?;
    Ok(Map::new())
}

/// The name of the group that a name or an ARN means.
pub(super) fn name_of(request: &Request, identifier: &str) -> Answer<String> {
    if !identifier.starts_with("arn:") {
        return Ok(identifier.to_owned());
    }
    let parts: Vec<&str> = identifier.splitn(8, ':').collect();
    let [_, _, service, region, account, kind, name, ..] = parts[..] else { return Err(not_an_arn(identifier)) };
    if service != super::SERVICE.name || kind != "log-group" || !matches!(parts.get(7), None | Some(&"*")) {
        return Err(not_an_arn(identifier));
    }
    if account != &*request.place.account {
        let (caller, operation) = (&request.caller.arn, request.call.operation);
        let message =
            format!("User: {caller} is not authorized to perform: logs:{operation} on resource: {identifier}");
        return Err(Failure::refused("AccessDeniedException", message, 400));
    }
    match region == &*request.place.region {
        true => Ok(name.to_owned()),
        false => Err(not_found()),
    }
}

/// The ARN of a group, without the end that stands for its streams.
pub(super) fn arn(place: &Place, name: &str) -> String {
    let (partition, _) = generic::partition(&place.region);
    format!("arn:{partition}:logs:{}:{}:log-group:{name}", place.region, place.account)
}

pub(super) fn not_found() -> Failure {
    Failure::refused("ResourceNotFoundException", "The specified log group does not exist.", 400)
}

pub(super) fn invalid(message: impl Into<String>) -> Failure {
    Failure::refused("InvalidParameterException", message, 400)
}

fn not_an_arn(text: &str) -> Failure {
    invalid(format!("{text} is not the ARN of a log group"))
}
