//! Roles.

use callboard_model::document::{Document, Map};
use callboard_store::{ScanRange, Snapshot};

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::{Members, whole_seconds};
use crate::page::Listing;
use crate::request::Request;

use super::document::{self, Use};
use super::tables::{ATTACHMENT, INLINE_POLICY, ROLE};
use super::{boundary, entity, pages, tagging};

/// How long a session lasts where a role does not say: one hour.
const SESSION_SECONDS: i64 = 3600;

pub(super) fn create(request: Request) -> Answer<Change> {
    let input = &request.input;
    let trust = input.text("AssumeRolePolicyDocument");
    document::check(trust, Use::Trust)?;
    let mut record = Map::new()
        .with("RoleName", input.text("RoleName"))
        .with("Path", input.str("Path").unwrap_or("/"))
        .with("RoleId", entity::new_id(&request, "AROA"))
        .with("AssumeRolePolicyDocument", trust)
        .with("MaxSessionDuration", input.integer("MaxSessionDuration").unwrap_or(SESSION_SECONDS))
        .with("Tags", tagging::merged(Map::new(), input.items("Tags"))?);
    record.set_moment("CreateDate", request.now);
    if let Some(description) = input.given("Description") {
        record.push("Description", description.clone());
    }
    change(move |transaction| {
        let name = record.text("RoleName").to_owned();
        let key = entity::role_key(&request, &name, &[]);
        if ROLE.contains(transaction, &key)? {
            return Err(entity::exists_already(format!("Role with name {name} already exists.")));
        }
        if let Some(arn) = request.input.str("PermissionsBoundary") {
            boundary::set(transaction, &request, &mut record, Some(arn))?;
        }
        ROLE.put(transaction, &key, &record)?;
        // What can change later is left out of this one answer.
        let mut shown = summary(&request, &record);
        shown.retain(|name, _| !matches!(name, "Description" | "MaxSessionDuration"));
        Ok(Map::new().with("Role", with_rest(shown, &record)))
    })
}

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let record = entity::role(snapshot, request, request.input.text("RoleName"))?;
    Ok(Map::new().with("Role", view(request, &record)))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let prefix = request.place.global().prefix(&[]);
    let listing = Listing::new(ROLE, &prefix).sized(pages::DEFAULT_SIZE).in_words(pages::WORDS);
    let path = request.input.str("PathPrefix").unwrap_or("/");
    let page = listing.page(request, snapshot, "Roles", |_, record| {
        Ok(record.text("Path").starts_with(path).then(|| summary(request, &record)))
    })?;
    Ok(pages::marked(page))
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        entity::edit_role(transaction, &request, request.input.text("RoleName"), |record| {
            if let Some(description) = request.input.str("Description") {
                describe(record, description);
            }
            if let Some(seconds) = request.input.integer("MaxSessionDuration") {
                record.insert("MaxSessionDuration", seconds);
            }
            Ok(())
        })?;
        Ok(Map::new())
    })
}

pub(super) fn update_description(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = entity::edit_role(transaction, &request, request.input.text("RoleName"), |record| {
            describe(record, request.input.text("Description"));
            Ok(())
        })?;
        Ok(Map::new().with("Role", view(&request, &record)))
    })
}

pub(super) fn update_trust(request: Request) -> Answer<Change> {
    document::check(request.input.text("PolicyDocument"), Use::Trust)?;
    change(move |transaction| {
        entity::edit_role(transaction, &request, request.input.text("RoleName"), |record| {
            record.insert("AssumeRolePolicyDocument", request.input.text("PolicyDocument"));
            Ok(())
        })?;
        Ok(Map::new())
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let name = request.input.text("RoleName");
        let mut record = entity::role(transaction, &request, name)?;
        let prefix = entity::role_prefix(&request, name);
        for (table, message) in [
            (ATTACHMENT, "Cannot delete entity, must detach all policies first."),
            (INLINE_POLICY, "Cannot delete entity, must delete policies first."),
        ] {
            if !table.names(transaction, ScanRange::prefix(&prefix).limit(1))?.is_empty() {
                return Err(entity::delete_conflict(message));
            }
        }
        boundary::set(transaction, &request, &mut record, None)?;
        ROLE.delete(transaction, &entity::role_key(&request, name, &[]))?;
        Ok(Map::new())
    })
}

/// There are no instance profiles on this plane, so a role is in none.
pub(super) fn instance_profiles(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    entity::role(snapshot, request, request.input.text("RoleName"))?;
    pages::of_items(request, "InstanceProfiles", Vec::new())
}

/// The role as `GetRole` shows it.
fn view(request: &Request, record: &Map) -> Map {
    with_rest(summary(request, record), record).with("RoleLastUsed", Map::new())
}

/// The role as `ListRoles` shows it.
fn summary(request: &Request, record: &Map) -> Map {
    let (path, name) = (record.text("Path"), record.text("RoleName"));
    let mut summary = Map::with_capacity(11);
    summary.push("Path", path);
    summary.push("RoleName", name);
    summary.push("RoleId", record.text("RoleId"));
    summary.push("Arn", entity::arn(request, "role", path, name));
    summary.push("CreateDate", whole_seconds(record.moment("CreateDate").unwrap_or(request.now)));
    summary.push("AssumeRolePolicyDocument", document::encoded(record.text("AssumeRolePolicyDocument")));
    if let Some(description) = record.str("Description") {
        summary.push("Description", description);
    }
    summary.push("MaxSessionDuration", record.integer("MaxSessionDuration").unwrap_or(SESSION_SECONDS));
    summary
}

/// What listings leave out.
fn with_rest(mut summary: Map, record: &Map) -> Map {
    if let Some(arn) = record.str("PermissionsBoundary") {
        let boundary =
            Map::new().with("PermissionsBoundaryType", "PermissionsBoundaryPolicy").with("PermissionsBoundaryArn", arn);
        summary.push("PermissionsBoundary", boundary);
    }
    let tags = tagging::list(&record.map("Tags"));
    if !tags.is_empty() {
        summary.push("Tags", tags);
    }
    summary
}

fn describe(record: &mut Map, description: &str) {
    match description {
        "" => drop(record.remove("Description")),
        text => drop(record.insert("Description", Document::from(text))),
    }
}
