//! Entities: where they are kept, how they are called, and what is said of those that are not there.

use callboard_model::document::Map;
use callboard_store::{Snapshot, Transaction};

use crate::failure::{Answer, Failure};
use crate::generic;
use crate::members::Members;
use crate::record::escaped;
use crate::request::Request;

use super::tables::{POLICY, ROLE};

/// Letters and digits in the ids of entities, after the four letters of their kind.
const ID_LENGTH: usize = 17;

/// A new id, such as `AROA` and what tells it apart.
pub(super) fn new_id(request: &Request, kind: &str) -> String {
    format!("{kind}{}", request.shared.identifiers.random(ID_LENGTH).to_ascii_uppercase())
}

/// The key of a role, or of what belongs to it.
pub(super) fn role_key(request: &Request, name: &str, parts: &[&str]) -> Vec<u8> {
    request.place.global().key(&[&[&*name.to_ascii_lowercase()], parts].concat())
}

/// What the keys begin with of what belongs to a role.
pub(super) fn role_prefix(request: &Request, name: &str) -> Vec<u8> {
    request.place.global().prefix(&[&name.to_ascii_lowercase()])
}

/// The record of a role, which must be there.
pub(super) fn role(snapshot: &Snapshot<'_>, request: &Request, name: &str) -> Answer<Map> {
    let record = ROLE.get(snapshot, &role_key(request, name, &[]))?;
    record.ok_or_else(|| no_such(format!("The role with name {name} cannot be found.")))
}

/// Changes the record of a role, which must be there.
pub(super) fn edit_role(
    transaction: &mut Transaction<'_>,
    request: &Request,
    name: &str,
    edit: impl FnOnce(&mut Map) -> Answer<()>,
) -> Answer<Map> {
    let mut record = role(transaction, request, name)?;
    edit(&mut record)?;
    ROLE.put(transaction, &role_key(request, name, &[]), &record)?;
    Ok(record)
}

/// The key of a policy of this account, by its ARN.
pub(super) fn policy_key(request: &Request, arn: &str) -> Vec<u8> {
    let name = arn.rsplit('/').next().unwrap_or(arn);
    request.place.global().key(&[&name.to_ascii_lowercase()])
}

/// The record of a policy of this account, where it is there.
pub(super) fn find_policy(snapshot: &Snapshot<'_>, request: &Request, arn: &str) -> Answer<Option<Map>> {
    let record = POLICY.get(snapshot, &policy_key(request, arn))?;
    Ok(record.filter(|it| self::arn(request, "policy", it.text("Path"), it.text("PolicyName")) == arn))
}

/// The record of a policy, which must be there.
pub(super) fn policy(snapshot: &Snapshot<'_>, request: &Request, arn: &str) -> Answer<Map> {
    check_policy_arn(arn)?;
    match find_policy(snapshot, request, arn)? {
        Some(record) => Ok(record),
        None if is_of_aws(arn) => {
            let message = format!(
                "{arn} is a policy of AWS's own: it can be attached, but its content is not available on the embedded plane"
            );
            Err(Failure::refused("NotImplemented", message, 501))
        }
        None => Err(no_such(format!("Policy {arn} was not found."))),
    }
}

/// Changes the record of a policy, which must be there.
pub(super) fn edit_policy(
    transaction: &mut Transaction<'_>,
    request: &Request,
    arn: &str,
    edit: impl FnOnce(&mut Map) -> Answer<()>,
) -> Answer<Map> {
    let mut record = policy(transaction, request, arn)?;
    edit(&mut record)?;
    POLICY.put(transaction, &policy_key(request, arn), &record)?;
    Ok(record)
}

/// The policy can be attached: it is one of this account, or one of AWS's own.
pub(super) fn is_attachable(snapshot: &Snapshot<'_>, request: &Request, arn: &str) -> Answer<bool> {
    Ok(is_of_aws(arn) || find_policy(snapshot, request, arn)?.is_some())
}

/// Refuses what cannot be the ARN of a policy.
pub(super) fn check_policy_arn(arn: &str) -> Answer<()> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, "iam", "", _, resource] if resource.starts_with("policy/") => Ok(()),
        _ => Err(invalid(format!("ARN {arn} is not valid."))),
    }
}

/// Whether a policy is one that AWS manages itself.
fn is_of_aws(arn: &str) -> bool {
    let mut parts = arn.split(':');
    parts.next() == Some("arn") && parts.nth(3) == Some("aws")
}

/// The ARN of a kind of entity.
pub(super) fn arn(request: &Request, kind: &str, path: &str, name: &str) -> String {
    let (partition, _) = generic::partition(&request.place.region);
    format!("arn:{partition}:iam::{}:{kind}{path}{name}", request.place.account)
}

/// The part of a key that an ARN is.
pub(super) fn arn_part(arn: &str) -> String {
    escaped(arn).into_owned()
}

pub(super) fn no_such(message: impl Into<String>) -> Failure {
    Failure::refused("NoSuchEntity", message, 404)
}

pub(super) fn invalid(message: impl Into<String>) -> Failure {
    Failure::refused("InvalidInput", message, 400)
}

pub(super) fn exists_already(message: impl Into<String>) -> Failure {
    Failure::refused("EntityAlreadyExists", message, 409)
}

pub(super) fn delete_conflict(message: impl Into<String>) -> Failure {
    Failure::refused("DeleteConflict", message, 409)
}

pub(super) fn limit_exceeded(message: impl Into<String>) -> Failure {
    Failure::refused("LimitExceeded", message, 409)
}
