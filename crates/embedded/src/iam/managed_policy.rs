//! Managed policies, which stand by themselves and are attached to roles.

use callboard_model::document::Map;
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::{Members, whole_seconds};
use crate::page::Listing;
use crate::request::Request;

use super::document::{self, Use};
use super::tables::{ATTACHED_TO, BOUNDARY_OF, POLICY, POLICY_VERSION};
use super::{attachment, entity, pages, policy_version, tagging};

pub(super) fn create(request: Request) -> Answer<Change> {
    let input = &request.input;
    document::check(input.text("PolicyDocument"), Use::Managed)?;
    let mut record = Map::new()
        .with("PolicyName", input.text("PolicyName"))
        .with("Path", input.str("Path").unwrap_or("/"))
        .with("PolicyId", entity::new_id(&request, "ANPA"))
        .with("DefaultVersion", 1)
        .with("LatestVersion", 1)
        .with("Tags", tagging::merged(Map::new(), input.items("Tags"))?);
    record.set_moment("CreateDate", request.now);
    record.set_moment("UpdateDate", request.now);
    if let Some(description) = input.given("Description") {
        record.push("Description", description.clone());
    }
    change(move |transaction| {
        let (path, name) = (record.text("Path"), record.text("PolicyName"));
        let arn = entity::arn(&request, "policy", path, name);
        let key = entity::policy_key(&request, &arn);
        if POLICY.contains(transaction, &key)? {
            let message = format!("A policy called {name} already exists. Duplicate names are not allowed.");
            return Err(entity::exists_already(message));
        }
        POLICY.put(transaction, &key, &record)?;
        policy_version::put(transaction, &request, &arn, 1, request.input.text("PolicyDocument"))?;
        let mut shown = view(transaction, &request, &record)?;
        // The one answer without it.
        shown.remove("Description");
        Ok(Map::new().with("Policy", with_tags(shown, &record)))
    })
}

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let record = entity::policy(snapshot, request, request.input.text("PolicyArn"))?;
    Ok(Map::new().with("Policy", with_tags(view(snapshot, request, &record)?, &record)))
}

/// Those of this account alone: the policies of AWS's own are not here to be listed.
pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let input = &request.input;
    let path = input.str("PathPrefix").unwrap_or("/");
    let is_local = input.str("Scope") != Some("AWS");
    let prefix = request.place.global().prefix(&[]);
    let listing = Listing::new(POLICY, &prefix).sized(pages::DEFAULT_SIZE).in_words(pages::WORDS);
    let page = listing.page(request, snapshot, "Policies", |_, record| {
        if !is_local || !record.text("Path").starts_with(path) {
            return Ok(None);
        }
        let mut view = view(snapshot, request, &record)?;
        let is_used = |member: &str| view.integer(member).is_some_and(|it| it > 0);
        let is_wanted = match input.str("PolicyUsageFilter") {
            Some("PermissionsPolicy") => is_used("AttachmentCount"),
            Some(_) => is_used("PermissionsBoundaryUsageCount"),
            None => !input.flag("OnlyAttached") || is_used("AttachmentCount"),
        };
        view.remove("Description");
        Ok(is_wanted.then_some(view))
    })?;
    Ok(pages::marked(page))
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let arn = request.input.text("PolicyArn");
        let record = entity::policy(transaction, &request, arn)?;
        for table in [ATTACHED_TO, BOUNDARY_OF] {
            if !attachment::names(transaction, &request, table, arn)?.is_empty() {
                return Err(entity::delete_conflict("Cannot delete a policy attached to entities."));
            }
        }
        if policy_version::all_of(transaction, &request, arn)?.len() > 1 {
            return Err(entity::delete_conflict(
                "This policy has more than one version. Before you delete a policy, you must delete the policy's \
                 versions. The default version is deleted with the policy.",
            ));
        }
        let default = record.integer("DefaultVersion").unwrap_or_default();
        POLICY_VERSION.delete(transaction, &policy_version::key(&request, arn, default))?;
        POLICY.delete(transaction, &entity::policy_key(&request, arn))?;
        Ok(Map::new())
    })
}

/// The policy as answers show it, without its tags.
pub(super) fn view(snapshot: &Snapshot<'_>, request: &Request, record: &Map) -> Answer<Map> {
    let (path, name) = (record.text("Path"), record.text("PolicyName"));
    let arn = entity::arn(request, "policy", path, name);
    let count = |table| attachment::names(snapshot, request, table, &arn).map(|it| it.len() as i64);
    let moment = |member: &str| whole_seconds(record.moment(member).unwrap_or(request.now));
    let mut view = Map::with_capacity(12);
    view.push("PolicyName", name);
    view.push("PolicyId", record.text("PolicyId"));
    view.push("Arn", arn.as_str());
    view.push("Path", path);
    view.push("DefaultVersionId", policy_version::id(record.integer("DefaultVersion").unwrap_or_default()));
    view.push("AttachmentCount", count(ATTACHED_TO)?);
    view.push("PermissionsBoundaryUsageCount", count(BOUNDARY_OF)?);
    view.push("IsAttachable", true);
    if let Some(description) = record.str("Description") {
        view.push("Description", description);
    }
    view.push("CreateDate", moment("CreateDate"));
    view.push("UpdateDate", moment("UpdateDate"));
    Ok(view)
}

fn with_tags(view: Map, record: &Map) -> Map {
    let tags = tagging::list(&record.map("Tags"));
    if tags.is_empty() { view } else { view.with("Tags", tags) }
}
