//! `AWS::IAM::Role`: a role with its inline policies and its attachments.

use callboard_model::document::Map;
use callboard_store::{Snapshot, Transaction};
use serde_json::{Map as Json, Value};

use crate::cloudcontrol::{Properties, tag_changes, tag_list, tags_of};
use crate::failure::Answer;
use crate::iam::{attachment, entity, inline_policy, tagging};
use crate::members::Members;
use crate::request::Request;

use super::{call, document, shown_document, text, texts};

pub(super) fn show(snapshot: &Snapshot<'_>, request: &Request, record: &Map) -> Answer<(String, Properties)> {
    let (path, name) = (record.text("Path"), record.text("RoleName"));
    let mut properties = Properties::new();
    let mut push = |name: &str, value: Value| drop(properties.insert(name.to_owned(), value));
    push("Arn", entity::arn(request, "role", path, name).into());
    push("AssumeRolePolicyDocument", shown_document(record.text("AssumeRolePolicyDocument")));
    if let Some(description) = record.str("Description") {
        push("Description", description.into());
    }
    let attached = attachment::all_of(snapshot, request, name)?;
    if !attached.is_empty() {
        push("ManagedPolicyArns", attached.into());
    }
    push("MaxSessionDuration", record.integer("MaxSessionDuration").into());
    push("Path", path.into());
    if let Some(arn) = record.str("PermissionsBoundary") {
        push("PermissionsBoundary", arn.into());
    }
    let policies = inline_policy::all_of(snapshot, request, name)?;
    if !policies.is_empty() {
        push("Policies", policies.iter().map(shown_policy).collect());
    }
    push("RoleId", record.text("RoleId").into());
    push("RoleName", name.into());
    if let Some(tags) = tag_list(&record.map("Tags")) {
        push("Tags", tags);
    }
    Ok((name.to_owned(), properties))
}

pub(super) fn create(transaction: &mut Transaction<'_>, request: &Request, desired: &Properties) -> Answer<String> {
    let name = text(desired, "RoleName");
    let mut input = Map::new()
        .with("RoleName", name)
        .with("AssumeRolePolicyDocument", document(desired.get("AssumeRolePolicyDocument")))
        .with("Tags", tagging::list(&tags_of(desired.get("Tags"))));
    for member in ["Path", "Description", "PermissionsBoundary"] {
        if let Some(value) = desired.get(member).and_then(Value::as_str) {
            input.push(member, value);
        }
    }
    if let Some(seconds) = whole(desired.get("MaxSessionDuration")) {
        input.push("MaxSessionDuration", seconds);
    }
    call(transaction, request, "CreateRole", input)?;
    change_policies(transaction, request, name, &Properties::new(), desired)?;
    Ok(name.to_owned())
}

pub(super) fn update(
    transaction: &mut Transaction<'_>,
    request: &Request,
    name: &str,
    prior: &Properties,
    desired: &Properties,
) -> Answer<()> {
    let named = || Map::new().with("RoleName", name);
    let has_changed = |property: &str| prior.get(property) != desired.get(property);
    if has_changed("AssumeRolePolicyDocument") {
        let input = named().with("PolicyDocument", document(desired.get("AssumeRolePolicyDocument")));
        call(transaction, request, "UpdateAssumeRolePolicy", input)?;
    }
    if has_changed("Description") || has_changed("MaxSessionDuration") {
        let input = named()
            .with("Description", text(desired, "Description"))
            .with("MaxSessionDuration", whole(desired.get("MaxSessionDuration")).unwrap_or(3600));
        call(transaction, request, "UpdateRole", input)?;
    }
    if has_changed("PermissionsBoundary") {
        match text(desired, "PermissionsBoundary") {
            "" => call(transaction, request, "DeleteRolePermissionsBoundary", named())?,
            arn => {
                let input = named().with("PermissionsBoundary", arn);
                call(transaction, request, "PutRolePermissionsBoundary", input)?;
            }
        }
    }
    let (gone, new) = tag_changes(prior.get("Tags"), desired.get("Tags"));
    if !gone.is_empty() {
        call(transaction, request, "UntagRole", named().with("TagKeys", gone))?;
    }
    if !new.is_empty() {
        call(transaction, request, "TagRole", named().with("Tags", tagging::list(&new)))?;
    }
    change_policies(transaction, request, name, prior, desired)
}

/// Takes away the policies of the role first, as CloudFormation does.
pub(super) fn delete(transaction: &mut Transaction<'_>, request: &Request, name: &str) -> Answer<()> {
    let record = entity::role(transaction, request, name)?;
    let (_, prior) = show(transaction, request, &record)?;
    change_policies(transaction, request, name, &prior, &Properties::new())?;
    call(transaction, request, "DeleteRole", Map::new().with("RoleName", name))
}

/// Makes the inline policies and the attachments of a role those that are desired.
fn change_policies(
    transaction: &mut Transaction<'_>,
    request: &Request,
    role: &str,
    prior: &Properties,
    desired: &Properties,
) -> Answer<()> {
    let named = || Map::new().with("RoleName", role);
    let (before, after) = (policies(prior), policies(desired));
    for (name, _) in before.iter().filter(|(name, _)| !after.iter().any(|(kept, _)| kept.eq_ignore_ascii_case(name))) {
        call(transaction, request, "DeleteRolePolicy", named().with("PolicyName", *name))?;
    }
    for (name, document) in after.iter().filter(|it| !before.contains(it)) {
        let input = named().with("PolicyName", *name).with("PolicyDocument", document.as_str());
        call(transaction, request, "PutRolePolicy", input)?;
    }
    let (before, after) = (texts(prior, "ManagedPolicyArns"), texts(desired, "ManagedPolicyArns"));
    for arn in before.iter().filter(|it| !after.contains(it)) {
        call(transaction, request, "DetachRolePolicy", named().with("PolicyArn", arn.as_str()))?;
    }
    for arn in after.iter().filter(|it| !before.contains(it)) {
        call(transaction, request, "AttachRolePolicy", named().with("PolicyArn", arn.as_str()))?;
    }
    Ok(())
}

/// The names and documents of the inline policies that properties have.
fn policies(properties: &Properties) -> Vec<(&str, String)> {
    let items = properties.get("Policies").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_object);
    items.map(|it| (text(it, "PolicyName"), document(it.get("PolicyDocument")))).collect()
}

fn shown_policy(record: &Map) -> Value {
    let mut policy = Json::new();
    policy.insert("PolicyDocument".into(), shown_document(record.text("PolicyDocument")));
    policy.insert("PolicyName".into(), record.text("PolicyName").into());
    Value::Object(policy)
}

fn whole(value: Option<&Value>) -> Option<i64> {
    value.and_then(Value::as_f64).map(|it| it as i64)
}
