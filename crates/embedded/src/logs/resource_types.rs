//! Resource types of CloudFormation whose resources this service keeps.

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};
use serde_json::{Value, json};

use crate::cloudcontrol::{HandledType, Properties, native, tag_changes, tag_list, tags_of};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::log_group::{self, DELIVERY};
use super::{SERVICE, tables};

/// What Cloud Control has to know of each.
pub(crate) static RESOURCE_TYPES: [HandledType; 1] = [HandledType {
    name: "AWS::Logs::LogGroup",
    table: tables::LOG_GROUP,
    key: |request, identifier| Ok(request.place.key(&[identifier])),
    show,
    create,
    update,
    delete,
}];

/// Properties that no operation of this plane sets: the member of the record that each is kept in.
const BY_TYPE_ALONE: [(&str, &str); 4] = [
    ("DataProtectionPolicy", "dataProtectionPolicy"),
    ("BearerTokenAuthenticationEnabled", "bearerTokenAuthenticationEnabled"),
    ("FieldIndexPolicies", "fieldIndexPolicies"),
    ("ResourcePolicyDocument", "resourcePolicyDocument"),
];

fn show(_: &Snapshot<'_>, request: &Request, record: &Map) -> Answer<(String, Properties)> {
    let name = record.text("logGroupName");
    let mut properties = Properties::new();
    properties.insert("LogGroupName".into(), name.into());
    properties.insert("LogGroupClass".into(), record.text("logGroupClass").into());
    // The schema allows no two days, which a group of that class has whatever is desired.
    if let Some(days) = record.integer("retentionInDays").filter(|_| record.text("logGroupClass") != DELIVERY) {
        properties.insert("RetentionInDays".into(), days.into());
    }
    if let Some(key) = record.str("kmsKeyId") {
        properties.insert("KmsKeyId".into(), key.into());
    }
    if let Some(tags) = tag_list(&record.map("tags")) {
        properties.insert("Tags".into(), tags);
    }
    properties.insert("Arn".into(), log_group::arn(&request.place, name).into());
    properties.insert("BearerTokenAuthenticationEnabled".into(), false.into());
    properties.insert("DeletionProtectionEnabled".into(), record.flag("deletionProtectionEnabled").into());
    for (property, member) in BY_TYPE_ALONE {
        match record.get(member) {
            Some(Document::String(json)) => {
                properties.insert(property.into(), serde_json::from_str(json).unwrap_or_else(|_| json!(json)));
            }
            Some(Document::Bool(value)) => drop(properties.insert(property.into(), Value::Bool(*value))),
            _ => {}
        }
    }
    Ok((name.to_owned(), properties))
}

fn create(transaction: &mut Transaction<'_>, request: &Request, desired: &Properties) -> Answer<String> {
    let name = text(desired, "LogGroupName");
    let mut input = Map::new().with("logGroupName", name);
    if let Some(key) = desired.get("KmsKeyId").and_then(Value::as_str).filter(|it| !it.is_empty()) {
        input.push("kmsKeyId", key);
    }
    let tags = tags_of(desired.get("Tags"));
    if !tags.is_empty() {
        input.push("tags", tags);
    }
    if let Some(class) = desired.get("LogGroupClass").and_then(Value::as_str) {
        input.push("logGroupClass", class);
    }
    if let Some(is_protected) = desired.get("DeletionProtectionEnabled").and_then(Value::as_bool) {
        input.push("deletionProtectionEnabled", is_protected);
    }
    native::call(transaction, request, &SERVICE, "CreateLogGroup", input)?;
    if text(desired, "LogGroupClass") != DELIVERY {
        put_retention(transaction, request, name, None, desired.get("RetentionInDays"))?;
    }
    put_by_type_alone(transaction, request, name, desired)?;
    Ok(name.to_owned())
}

fn update(
    transaction: &mut Transaction<'_>,
    request: &Request,
    name: &str,
    prior: &Properties,
    desired: &Properties,
) -> Answer<()> {
    let mut call = |operation, input| native::call(transaction, request, &SERVICE, operation, input).map(drop);
    let named = || Map::new().with("logGroupName", name);
    let has_changed = |property: &str| prior.get(property) != desired.get(property);
    if has_changed("LogGroupClass") {
        let message = "The class of a log group cannot be changed";
        return Err(Failure::refused("NotUpdatableException", message, 400));
    }
    if has_changed("KmsKeyId") {
        match text(desired, "KmsKeyId") {
            "" => call("DisassociateKmsKey", named())?,
            key => call("AssociateKmsKey", named().with("kmsKeyId", key))?,
        }
    }
    if has_changed("DeletionProtectionEnabled") {
        let is_enabled = desired.get("DeletionProtectionEnabled").and_then(Value::as_bool).unwrap_or(false);
        let input = Map::new().with("logGroupIdentifier", name).with("deletionProtectionEnabled", is_enabled);
        call("PutLogGroupDeletionProtection", input)?;
    }
    let (gone, new) = tag_changes(prior.get("Tags"), desired.get("Tags"));
    let tagged = || Map::new().with("resourceArn", log_group::arn(&request.place, name));
    if !gone.is_empty() {
        call("UntagResource", tagged().with("tagKeys", gone))?;
    }
    if !new.is_empty() {
        call("TagResource", tagged().with("tags", new))?;
    }
    put_retention(transaction, request, name, prior.get("RetentionInDays"), desired.get("RetentionInDays"))?;
    put_by_type_alone(transaction, request, name, desired)
}

fn delete(transaction: &mut Transaction<'_>, request: &Request, name: &str) -> Answer<()> {
    let input = Map::new().with("logGroupName", name);
    native::call(transaction, request, &SERVICE, "DeleteLogGroup", input).map(drop)
}

fn put_retention(
    transaction: &mut Transaction<'_>,
    request: &Request,
    name: &str,
    prior: Option<&Value>,
    desired: Option<&Value>,
) -> Answer<()> {
    let input = Map::new().with("logGroupName", name);
    match desired.and_then(Value::as_f64) {
        _ if prior == desired => Ok(()),
        Some(days) => {
            let input = input.with("retentionInDays", days as i64);
            native::call(transaction, request, &SERVICE, "PutRetentionPolicy", input).map(drop)
        }
        None => native::call(transaction, request, &SERVICE, "DeleteRetentionPolicy", input).map(drop),
    }
}

fn put_by_type_alone(
    transaction: &mut Transaction<'_>,
    request: &Request,
    name: &str,
    desired: &Properties,
) -> Answer<()> {
    let record = log_group::find(transaction, &request.place, name)?;
    let mut changed = record.clone();
    for (property, member) in BY_TYPE_ALONE {
        match desired.get(property) {
            None | Some(Value::Bool(false)) => drop(changed.remove(member)),
            Some(Value::Bool(true)) => drop(changed.insert(member, true)),
            Some(value) => drop(changed.insert(member, value.to_string())),
        }
    }
    match changed == record {
        true => Ok(()),
        false => tables::LOG_GROUP.put(transaction, &request.place.key(&[name]), &changed),
    }
}

fn text<'a>(properties: &'a Properties, name: &str) -> &'a str {
    properties.get(name).and_then(Value::as_str).unwrap_or_default()
}
