//! Permissions boundaries: the managed policy that bounds a role.

use callboard_model::document::Map;
use callboard_store::Transaction;

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::entity;
use super::tables::{BOUNDARY_OF, ROLE};

pub(super) fn put(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let name = request.input.text("RoleName");
        let mut record = entity::role(transaction, &request, name)?;
        set(transaction, &request, &mut record, request.input.str("PermissionsBoundary"))?;
        ROLE.put(transaction, &entity::role_key(&request, name, &[]), &record)?;
        Ok(Map::new())
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let name = request.input.text("RoleName");
        let mut record = entity::role(transaction, &request, name)?;
        set(transaction, &request, &mut record, None)?;
        ROLE.put(transaction, &entity::role_key(&request, name, &[]), &record)?;
        Ok(Map::new())
    })
}

/// Sets or takes away the boundary in the record of a role, and keeps the index of boundaries.
pub(super) fn set(
    transaction: &mut Transaction<'_>,
    request: &Request,
    record: &mut Map,
    arn: Option<&str>,
) -> Answer<()> {
    let index = |arn: &str| {
        let role = record.text("RoleName").to_ascii_lowercase();
        request.place.global().key(&[&entity::arn_part(arn), &role])
    };
    if let Some(prior) = record.str("PermissionsBoundary") {
        BOUNDARY_OF.delete(transaction, &index(prior))?;
    }
    match arn {
        Some(arn) => {
            entity::check_policy_arn(arn)?;
            if !entity::is_attachable(transaction, request, arn)? {
                return Err(entity::no_such(format!("Scope ARN: {arn} does not exist or is not attachable.")));
            }
            BOUNDARY_OF.mark(transaction, &index(arn))?;
            record.insert("PermissionsBoundary", arn);
        }
        None => drop(record.remove("PermissionsBoundary")),
    }
    Ok(())
}
