//! Versions of managed policies: their documents, at most five of which are kept.

use callboard_model::document::{Document, Map};
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::{Members, whole_seconds};
use crate::request::Request;

use super::document::{self, Use};
use super::tables::POLICY_VERSION;
use super::{entity, pages};

/// How many versions a policy may have.
const LIMIT: usize = 5;

pub(super) fn create(request: Request) -> Answer<Change> {
    document::check(request.input.text("PolicyDocument"), Use::Managed)?;
    change(move |transaction| {
        let input = &request.input;
        let arn = input.text("PolicyArn");
        entity::policy(transaction, &request, arn)?;
        if all_of(transaction, &request, arn)?.len() >= LIMIT {
            return Err(entity::limit_exceeded(format!(
                "A managed policy can have up to {LIMIT} versions. Before you create a new version, you must delete \
                 an existing version."
            )));
        }
        let policy = entity::edit_policy(transaction, &request, arn, |policy| {
            let number = policy.integer("LatestVersion").unwrap_or_default() + 1;
            policy.insert("LatestVersion", number);
            if input.flag("SetAsDefault") {
                policy.insert("DefaultVersion", number);
            }
            policy.set_moment("UpdateDate", request.now);
            Ok(())
        })?;
        let number = policy.integer("LatestVersion").unwrap_or_default();
        let record = put(transaction, &request, arn, number, input.text("PolicyDocument"))?;
        let mut shown = view(&request, &policy, &record);
        shown.remove("Document");
        Ok(Map::new().with("PolicyVersion", shown))
    })
}

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let policy = entity::policy(snapshot, request, request.input.text("PolicyArn"))?;
    let record = find(snapshot, request)?;
    Ok(Map::new().with("PolicyVersion", view(request, &policy, &record)))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let arn = request.input.text("PolicyArn");
    let policy = entity::policy(snapshot, request, arn)?;
    let versions = all_of(snapshot, request, arn)?.into_iter().rev().map(|record| {
        let mut shown = view(request, &policy, &record);
        shown.remove("Document");
        Document::Map(shown)
    });
    pages::of_items(request, "Versions", versions.collect())
}

pub(super) fn set_default(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let arn = request.input.text("PolicyArn");
        entity::policy(transaction, &request, arn)?;
        let number = find(transaction, &request)?.integer("Number").unwrap_or_default();
        entity::edit_policy(transaction, &request, arn, |policy| {
            policy.insert("DefaultVersion", number);
            policy.set_moment("UpdateDate", request.now);
            Ok(())
        })?;
        Ok(Map::new())
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let arn = request.input.text("PolicyArn");
        let policy = entity::policy(transaction, &request, arn)?;
        let number = find(transaction, &request)?.integer("Number").unwrap_or_default();
        if policy.integer("DefaultVersion") == Some(number) {
            return Err(entity::delete_conflict("Cannot delete the default version of a policy."));
        }
        POLICY_VERSION.delete(transaction, &key(&request, arn, number))?;
        Ok(Map::new())
    })
}

/// Keeps a document as a version of a policy.
pub(super) fn put(
    transaction: &mut Transaction<'_>,
    request: &Request,
    arn: &str,
    number: i64,
    document: &str,
) -> Answer<Map> {
    let mut record = Map::new().with("Number", number).with("Document", document);
    record.set_moment("CreateDate", request.now);
    POLICY_VERSION.put(transaction, &key(request, arn, number), &record)?;
    Ok(record)
}

/// All versions of a policy, oldest first.
pub(super) fn all_of(snapshot: &Snapshot<'_>, request: &Request, arn: &str) -> Answer<Vec<Map>> {
    let mut prefix = entity::policy_key(request, arn);
    prefix.push(b'/');
    let records = POLICY_VERSION.list(snapshot, ScanRange::prefix(&prefix))?;
    Ok(records.into_iter().map(|(_, record)| record).collect())
}

/// The document of the version that is in force.
pub(super) fn default_document(snapshot: &Snapshot<'_>, request: &Request, arn: &str, policy: &Map) -> Answer<String> {
    let number = policy.integer("DefaultVersion").unwrap_or_default();
    let record = POLICY_VERSION.get(snapshot, &key(request, arn, number))?.unwrap_or_default();
    Ok(record.text("Document").to_owned())
}

/// The id of a version: `v1`.
pub(super) fn id(number: i64) -> String {
    format!("v{number}")
}

pub(super) fn key(request: &Request, arn: &str, number: i64) -> Vec<u8> {
    let mut key = entity::policy_key(request, arn);
    key.extend_from_slice(format!("/{number:04}").as_bytes());
    key
}

/// The version that a request names, which must be there.
fn find(snapshot: &Snapshot<'_>, request: &Request) -> Answer<Map> {
    let (arn, version) = (request.input.text("PolicyArn"), request.input.text("VersionId"));
    let number = version.strip_prefix('v').and_then(|it| it.parse().ok()).unwrap_or_default();
    let record = POLICY_VERSION.get(snapshot, &key(request, arn, number))?;
    record.ok_or_else(|| -> Failure {
        entity::no_such(format!("Policy {arn} version {version} does not exist or is not attachable."))
    })
}

fn view(request: &Request, policy: &Map, record: &Map) -> Map {
    let number = record.integer("Number").unwrap_or_default();
    Map::new()
        .with("Document", document::encoded(record.text("Document")))
        .with("VersionId", id(number))
        .with("IsDefaultVersion", policy.integer("DefaultVersion") == Some(number))
        .with("CreateDate", whole_seconds(record.moment("CreateDate").unwrap_or(request.now)))
}
