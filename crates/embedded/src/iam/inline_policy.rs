//! Inline policies: documents that belong to one role.

use callboard_model::document::{Document, Map};
use callboard_store::{ScanRange, Snapshot};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::document::{self, Use};
use super::tables::INLINE_POLICY;
use super::{entity, pages};

pub(super) fn put(request: Request) -> Answer<Change> {
    let input = &request.input;
    document::check(input.text("PolicyDocument"), Use::Inline)?;
    let record = Map::new()
        .with("RoleName", input.text("RoleName"))
        .with("PolicyName", input.text("PolicyName"))
        .with("PolicyDocument", input.text("PolicyDocument"));
    change(move |transaction| {
        entity::role(transaction, &request, request.input.text("RoleName"))?;
        INLINE_POLICY.put(transaction, &key(&request), &record)?;
        Ok(Map::new())
    })
}

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let role = entity::role(snapshot, request, request.input.text("RoleName"))?;
    let record = INLINE_POLICY.get(snapshot, &key(request))?.ok_or_else(|| not_found(request))?;
    Ok(Map::new()
        .with("RoleName", role.text("RoleName"))
        .with("PolicyName", record.text("PolicyName"))
        .with("PolicyDocument", document::encoded(record.text("PolicyDocument"))))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let name = request.input.text("RoleName");
    entity::role(snapshot, request, name)?;
    let policies = all_of(snapshot, request, name)?;
    pages::of_items(request, "PolicyNames", policies.iter().map(|it| Document::from(it.text("PolicyName"))).collect())
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        entity::role(transaction, &request, request.input.text("RoleName"))?;
        match INLINE_POLICY.delete(transaction, &key(&request))? {
            true => Ok(Map::new()),
            false => Err(not_found(&request)),
        }
    })
}

/// The inline policies of a role.
pub(super) fn all_of(snapshot: &Snapshot<'_>, request: &Request, role: &str) -> Answer<Vec<Map>> {
    let prefix = entity::role_prefix(request, role);
    let records = INLINE_POLICY.list(snapshot, ScanRange::prefix(&prefix))?;
    Ok(records.into_iter().map(|(_, record)| record).collect())
}

fn key(request: &Request) -> Vec<u8> {
    let name = request.input.text("PolicyName").to_ascii_lowercase();
    entity::role_key(request, request.input.text("RoleName"), &[&name])
}

fn not_found(request: &Request) -> Failure {
    let name = request.input.text("PolicyName");
    entity::no_such(format!("The role policy with name {name} cannot be found."))
}
