//! `AWS::IAM::ManagedPolicy`: a managed policy and the roles that it is attached to.

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};
use serde_json::Value;

use crate::cloudcontrol::{Properties, native};
use crate::failure::Answer;
use crate::iam::tables::{ATTACHED_TO, POLICY};
use crate::iam::{SERVICE, attachment, entity, managed_policy, policy_version};
use crate::members::Members;
use crate::request::Request;

use super::{call, document, shown_document, text, texts};

/// Entities that are not on this plane, so that a policy cannot be attached to them.
const ELSEWHERE: [&str; 2] = ["Groups", "Users"];

/// How many versions there may be.
const MOST_VERSIONS: usize = 5;

pub(super) fn show(snapshot: &Snapshot<'_>, request: &Request, record: &Map) -> Answer<(String, Properties)> {
    let view = managed_policy::view(snapshot, request, record)?;
    let arn = view.text("Arn").to_owned();
    let mut properties = Properties::new();
    let mut push = |name: &str, value: Value| drop(properties.insert(name.to_owned(), value));
    push("ManagedPolicyName", record.text("PolicyName").into());
    push("PolicyArn", arn.as_str().into());
    for member in ["Path", "Description", "DefaultVersionId", "PolicyId"] {
        if let Some(text) = view.str(member) {
            push(member, text.into());
        }
    }
    for member in ["AttachmentCount", "PermissionsBoundaryUsageCount"] {
        push(member, view.integer(member).unwrap_or_default().into());
    }
    for member in ["CreateDate", "UpdateDate"] {
        push(member, record.text(member).into());
    }
    push("IsAttachable", true.into());
    push("PolicyDocument", shown_document(&policy_version::default_document(snapshot, request, &arn, record)?));
    let roles = roles(snapshot, request, &arn)?;
    if !roles.is_empty() {
        push("Roles", roles.into());
    }
    for name in ELSEWHERE {
        if record.contains_key(name) {
            push(name, record.items(name).iter().filter_map(|it| it.as_str().map(Value::from)).collect());
        }
    }
    Ok((arn, properties))
}

pub(super) fn create(transaction: &mut Transaction<'_>, request: &Request, desired: &Properties) -> Answer<String> {
    let mut input = Map::new()
        .with("PolicyName", text(desired, "ManagedPolicyName"))
        .with("PolicyDocument", document(desired.get("PolicyDocument")));
    for member in ["Path", "Description"] {
        if let Some(value) = desired.get(member).and_then(Value::as_str) {
            input.push(member, value);
        }
    }
    let output = native::call(transaction, request, &SERVICE, "CreatePolicy", input)?;
    let arn = output.map("Policy").text("Arn").to_owned();
    change_entities(transaction, request, &arn, &Properties::new(), desired)?;
    Ok(arn)
}

pub(super) fn update(
    transaction: &mut Transaction<'_>,
    request: &Request,
    arn: &str,
    prior: &Properties,
    desired: &Properties,
) -> Answer<()> {
    if prior.get("PolicyDocument") != desired.get("PolicyDocument") {
        let versions = policy_version::all_of(transaction, request, arn)?;
        if versions.len() >= MOST_VERSIONS {
            let policy = entity::policy(transaction, request, arn)?;
            let numbers = versions.iter().filter_map(|it| it.integer("Number"));
            let oldest = numbers.filter(|it| policy.integer("DefaultVersion") != Some(*it)).min();
            let version = policy_version::id(oldest.unwrap_or_default());
            call(transaction, request, "DeletePolicyVersion", named(arn).with("VersionId", version))?;
        }
        let input =
            named(arn).with("PolicyDocument", document(desired.get("PolicyDocument"))).with("SetAsDefault", true);
        call(transaction, request, "CreatePolicyVersion", input)?;
    }
    change_entities(transaction, request, arn, prior, desired)
}

/// Detaches the policy and takes away its other versions first, as CloudFormation does.
pub(super) fn delete(transaction: &mut Transaction<'_>, request: &Request, arn: &str) -> Answer<()> {
    let policy = entity::policy(transaction, request, arn)?;
    for role in attachment::names(transaction, request, ATTACHED_TO, arn)? {
        call(transaction, request, "DetachRolePolicy", named(arn).with("RoleName", role))?;
    }
    for version in policy_version::all_of(transaction, request, arn)? {
        let number = version.integer("Number").unwrap_or_default();
        if policy.integer("DefaultVersion") != Some(number) {
            let input = named(arn).with("VersionId", policy_version::id(number));
            call(transaction, request, "DeletePolicyVersion", input)?;
        }
    }
    call(transaction, request, "DeletePolicy", named(arn))
}

fn change_entities(
    transaction: &mut Transaction<'_>,
    request: &Request,
    arn: &str,
    prior: &Properties,
    desired: &Properties,
) -> Answer<()> {
    let (before, after) = (texts(prior, "Roles"), texts(desired, "Roles"));
    for role in before.iter().filter(|it| !after.contains(it)) {
        call(transaction, request, "DetachRolePolicy", named(arn).with("RoleName", role.as_str()))?;
    }
    for role in after.iter().filter(|it| !before.contains(it)) {
        call(transaction, request, "AttachRolePolicy", named(arn).with("RoleName", role.as_str()))?;
    }
    if ELSEWHERE.iter().all(|name| prior.get(*name) == desired.get(*name)) {
        return Ok(());
    }
    let mut record = entity::policy(transaction, request, arn)?;
    for name in ELSEWHERE {
        match desired.contains_key(name) {
            true => {
                let names: Vec<Document> = texts(desired, name).into_iter().map(Document::from).collect();
                record.insert(name, names)
            }
            false => record.remove(name),
        };
    }
    POLICY.put(transaction, &entity::policy_key(request, arn), &record)
}

/// The names of the roles that a policy is attached to.
fn roles(snapshot: &Snapshot<'_>, request: &Request, arn: &str) -> Answer<Vec<String>> {
    let names = attachment::names(snapshot, request, ATTACHED_TO, arn)?;
    names.iter().map(|name| Ok(entity::role(snapshot, request, name)?.text("RoleName").to_owned())).collect()
}

fn named(arn: &str) -> Map {
    Map::new().with("PolicyArn", arn)
}
