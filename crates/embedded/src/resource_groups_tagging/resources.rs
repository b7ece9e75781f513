//! `GetResources`.

use std::borrow::Cow;
use std::ops::ControlFlow;

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::cloudcontrol::tagged::{self, Tagged};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::filter::Filter;
use super::invalid;
use super::walk::{Position, WORDS, walk};

/// How many resources are on a page where the caller does not say, and at most.
const DEFAULT_SIZE: usize = 50;
const LARGEST_SIZE: i64 = 100;

const MEMBER: &str = "ResourceTagMappingList";

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let filter = Filter::of(&request.input)?;
    if request.input.flag("ExcludeCompliantResources") && !request.input.flag("IncludeComplianceDetails") {
        return Err(invalid("ExcludeCompliantResources needs IncludeComplianceDetails"));
    }
    if request.input.contains_key("ResourceARNList") {
        by_arn(request, snapshot)
    } else {
        page(request, snapshot, &filter)
    }
}

fn page(request: &Request, snapshot: &Snapshot<'_>, filter: &Filter<'_>) -> Answer {
    let size = number(request, WORDS.size, 1, LARGEST_SIZE)?.unwrap_or(DEFAULT_SIZE);
    let tags = number(request, "TagsPerPage", 100, 500)?.unwrap_or(usize::MAX);
    let (mut items, mut tag_count, mut next) = (Vec::new(), 0, None);
    walk(request, snapshot, Position::of(request)?, |at, resource| {
        if !filter.admits(&resource) || is_excluded(request) {
            return ControlFlow::Continue(());
        }
        tag_count += resource.tags.len();
        if items.len() == size || tag_count > tags {
            next = Some(at.token(request));
            return ControlFlow::Break(());
        }
        items.push(shown(request, &resource));
        ControlFlow::Continue(())
    })?;
    Ok(Map::new().with(WORDS.token, next.unwrap_or_default()).with(MEMBER, items))
}

fn by_arn(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let others = ["TagFilters", "ResourceTypeFilters", "TagsPerPage", WORDS.size, WORDS.token];
    if let Some(other) = others.iter().find(|it| request.input.contains_key(it)) {
        return Err(invalid(format!("ResourceARNList and {other} cannot be given in one request")));
    }
    let types = tagged::types(request, snapshot)?;
    let mut items = Vec::new();
    for arn in request.input.items("ResourceARNList").iter().filter_map(Document::as_str) {
        let found = tagged::find(request, snapshot, &types, arn)?.filter(|it| !it.tags.is_empty());
        items.extend(found.filter(|_| !is_excluded(request)).map(|it| shown(request, &it)));
    }
    Ok(Map::new().with(WORDS.token, "").with(MEMBER, items))
}

/// Whether resources that comply are not wanted: without tag policies all do.
fn is_excluded(request: &Request) -> bool {
    request.input.flag("ExcludeCompliantResources")
}

fn shown(request: &Request, resource: &Tagged) -> Document {
    let tag = |(key, value): (&Cow<'static, str>, &Document)| {
        Document::Map(Map::new().with("Key", &**key).with("Value", value.clone()))
    };
    let tags: Vec<Document> = resource.tags.iter().map(tag).collect();
    let mut item = Map::new().with("ResourceARN", resource.arn.as_str()).with("Tags", tags);
    if request.input.flag("IncludeComplianceDetails") {
        item.push("ComplianceDetails", Map::new().with("ComplianceStatus", true));
    }
    Document::Map(item)
}

/// A number of the input, which must be in these bounds.
fn number(request: &Request, name: &str, least: i64, most: i64) -> Answer<Option<usize>> {
    match request.input.integer(name) {
        Some(given) if !(least..=most).contains(&given) => {
            Err(invalid(format!("{name} must be from {least} to {most}, and is {given}")))
        }
        given => Ok(given.and_then(|it| usize::try_from(it).ok())),
    }
}
