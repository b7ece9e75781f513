//! Attachments: which managed policies roles have.

use callboard_model::document::{Document, Map};
use callboard_store::{ScanRange, Snapshot};

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::options::Quotas;
use crate::record::Table;
use crate::request::Request;

use super::tables::{ATTACHED_TO, ATTACHMENT, BOUNDARY_OF};
use super::{entity, pages};

/// How many managed policies a role of a new account may have.
const QUOTA: usize = 10;

pub(super) fn attach(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let (name, arn) = (request.input.text("RoleName"), request.input.text("PolicyArn"));
        entity::role(transaction, &request, name)?;
        entity::check_policy_arn(arn)?;
        if !entity::is_attachable(transaction, &request, arn)? {
            return Err(entity::no_such(format!("Policy {arn} does not exist or is not attachable.")));
        }
        let key = entity::role_key(&request, name, &[&entity::arn_part(arn)]);
        if ATTACHMENT.contains(transaction, &key)? {
            return Ok(Map::new());
        }
        let prefix = entity::role_prefix(&request, name);
        if request.shared.quotas == Quotas::Aws && ATTACHMENT.count_up_to(transaction, &prefix, QUOTA)? == QUOTA {
            return Err(entity::limit_exceeded(format!("Cannot exceed quota for PoliciesPerRole: {QUOTA}")));
        }
        ATTACHMENT.put(transaction, &key, &Map::new().with("PolicyArn", arn))?;
        ATTACHED_TO.mark(transaction, &by_policy(&request, arn, name))?;
        Ok(Map::new())
    })
}

pub(super) fn detach(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let (name, arn) = (request.input.text("RoleName"), request.input.text("PolicyArn"));
        entity::role(transaction, &request, name)?;
        entity::check_policy_arn(arn)?;
        if !ATTACHMENT.delete(transaction, &entity::role_key(&request, name, &[&entity::arn_part(arn)]))? {
            return Err(entity::no_such(format!("Policy {arn} was not found.")));
        }
        ATTACHED_TO.delete(transaction, &by_policy(&request, arn, name))?;
        Ok(Map::new())
    })
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let name = request.input.text("RoleName");
    entity::role(snapshot, request, name)?;
    let path = request.input.str("PathPrefix").unwrap_or("/");
    let items = all_of(snapshot, request, name)?.into_iter().filter(|arn| path_of(arn).starts_with(path)).map(|arn| {
        let policy = arn.rsplit('/').next().unwrap_or_default();
        Document::Map(Map::new().with("PolicyName", policy).with("PolicyArn", arn.as_str()))
    });
    pages::of_items(request, "AttachedPolicies", items.collect())
}

/// Roles alone: there are no users and no groups here that a policy could be attached to.
pub(super) fn entities(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let input = &request.input;
    let arn = input.text("PolicyArn");
    entity::check_policy_arn(arn)?;
    if !entity::is_attachable(snapshot, request, arn)? {
        entity::policy(snapshot, request, arn)?;
    }
    let table = match input.str("PolicyUsageFilter") {
        Some("PermissionsBoundary") => BOUNDARY_OF,
        _ => ATTACHED_TO,
    };
    let path = input.str("PathPrefix").unwrap_or("/");
    let mut roles = Vec::new();
    if matches!(input.str("EntityFilter"), None | Some("Role")) {
        for name in names(snapshot, request, table, arn)? {
            let role = entity::role(snapshot, request, &name)?;
            if role.text("Path").starts_with(path) {
                let role = Map::new().with("RoleName", role.text("RoleName")).with("RoleId", role.text("RoleId"));
                roles.push(Document::Map(role));
            }
        }
    }
    let mut answer =
        Map::new().with("PolicyGroups", Vec::<Document>::new()).with("PolicyUsers", Vec::<Document>::new());
    for (name, value) in pages::of_items(request, "PolicyRoles", roles)? {
        answer.push(name, value);
    }
    Ok(answer)
}

/// The ARNs of the policies that are attached to a role.
pub(super) fn all_of(snapshot: &Snapshot<'_>, request: &Request, role: &str) -> Answer<Vec<String>> {
    let prefix = entity::role_prefix(request, role);
    let records = ATTACHMENT.list(snapshot, ScanRange::prefix(&prefix))?;
    Ok(records.into_iter().map(|(_, record)| record.text("PolicyArn").to_owned()).collect())
}

/// The names of the roles that an index of policies has, in small letters.
pub(super) fn names(snapshot: &Snapshot<'_>, request: &Request, table: Table, arn: &str) -> Answer<Vec<String>> {
    let prefix = request.place.global().prefix(&[&entity::arn_part(arn)]);
    table.names(snapshot, ScanRange::prefix(&prefix))
}

fn by_policy(request: &Request, arn: &str, role: &str) -> Vec<u8> {
    request.place.global().key(&[&entity::arn_part(arn), &role.to_ascii_lowercase()])
}

/// The path in the ARN of a policy: what is between its kind and its name.
fn path_of(arn: &str) -> &str {
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let from = resource.find('/').unwrap_or_default();
    let to = resource.rfind('/').map_or(from, |at| at + 1);
    resource.get(from..to).unwrap_or("/")
}
