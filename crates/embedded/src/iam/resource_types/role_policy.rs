//! `AWS::IAM::RolePolicy`: one inline policy of a role that is there already.

use callboard_model::document::Map;
use callboard_store::{Snapshot, Transaction};

use crate::cloudcontrol::Properties;
use crate::failure::Answer;
use crate::iam::entity;
use crate::iam::tables::INLINE_POLICY;
use crate::members::Members;
use crate::request::Request;

use super::{call, document, shown_document, text};

pub(super) fn key(request: &Request, identifier: &str) -> Answer<Vec<u8>> {
    let (policy, role) = names(identifier);
    Ok(entity::role_key(request, role, &[&policy.to_ascii_lowercase()]))
}

pub(super) fn show(_: &Snapshot<'_>, _: &Request, record: &Map) -> Answer<(String, Properties)> {
    let (policy, role) = (record.text("PolicyName"), record.text("RoleName"));
    let mut properties = Properties::new();
    properties.insert("PolicyDocument".into(), shown_document(record.text("PolicyDocument")));
    properties.insert("PolicyName".into(), policy.into());
    properties.insert("RoleName".into(), role.into());
    Ok((format!("{policy}|{role}"), properties))
}

pub(super) fn create(transaction: &mut Transaction<'_>, request: &Request, desired: &Properties) -> Answer<String> {
    let identifier = format!("{}|{}", text(desired, "PolicyName"), text(desired, "RoleName"));
    if INLINE_POLICY.contains(transaction, &key(request, &identifier)?)? {
        return Err(entity::exists_already("The role policy already exists."));
    }
    put(transaction, request, &identifier, desired)?;
    Ok(identifier)
}

pub(super) fn update(
    transaction: &mut Transaction<'_>,
    request: &Request,
    identifier: &str,
    _: &Properties,
    desired: &Properties,
) -> Answer<()> {
    put(transaction, request, identifier, desired)
}

pub(super) fn delete(transaction: &mut Transaction<'_>, request: &Request, identifier: &str) -> Answer<()> {
    call(transaction, request, "DeleteRolePolicy", input(identifier))
}

fn put(transaction: &mut Transaction<'_>, request: &Request, identifier: &str, desired: &Properties) -> Answer<()> {
    let document = document(desired.get("PolicyDocument"));
    call(transaction, request, "PutRolePolicy", input(identifier).with("PolicyDocument", document))
}

fn input(identifier: &str) -> Map {
    let (policy, role) = names(identifier);
    Map::new().with("RoleName", role).with("PolicyName", policy)
}

/// The policy and the role that an identifier names.
fn names(identifier: &str) -> (&str, &str) {
    identifier.split_once('|').unwrap_or((identifier, ""))
}
