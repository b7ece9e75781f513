//! Listings of log groups, in the order of their names.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::failure::Answer;
use crate::members::Members;
use crate::page::{Listing, Words};
use crate::record::Place;
use crate::request::Request;

use super::log_group::{self, DELIVERY};
use super::tables::LOG_GROUP;

const WORDS: Words = Words { size: "limit", token: "nextToken", code: "InvalidParameterException" };

/// How many days a group of the class `DELIVERY` keeps its events.
const DELIVERY_DAYS: i64 = 2;

pub(super) fn describe(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let input = &request.input;
    let (starts_with, contains) = (input.str("logGroupNamePrefix"), input.str("logGroupNamePattern"));
    if starts_with.is_some() && contains.is_some() {
        let message = "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.";
        return Err(log_group::invalid(message));
    }
    let identifiers = input.items("logGroupIdentifiers").iter().filter_map(Document::as_str);
    let identifiers: Vec<String> = identifiers.map(|it| log_group::name_of(request, it)).collect::<Answer<_>>()?;
    let mut prefix = request.place.prefix(&[]);
    prefix.extend_from_slice(starts_with.unwrap_or_default().as_bytes());
    Listing::new(LOG_GROUP, &prefix).in_words(WORDS).page(request, snapshot, "logGroups", |_, record| {
        let name = record.text("logGroupName");
        let is_wanted = is_of_account_and_class(request, &record)
            && contains.is_none_or(|it| name.contains(it))
            && (identifiers.is_empty() || identifiers.iter().any(|it| it == name));
        Ok(is_wanted.then(|| view(&request.place, &record)))
    })
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let input = &request.input;
    // Nothing writes to groups here, so none has a data source or an indexed field.
    let none_fits = !input.items("dataSources").is_empty() || !input.items("fieldIndexNames").is_empty();
    let prefix = request.place.prefix(&[]);
    Listing::new(LOG_GROUP, &prefix).in_words(WORDS).page(request, snapshot, "logGroups", |_, record| {
        let is_wanted = !none_fits
            && is_of_account_and_class(request, &record)
            && input.str("logGroupNamePattern").is_none_or(|it| matches_name(it, record.text("logGroupName")))
            && input.items("logGroupTags").iter().filter_map(Document::as_map).all(|it| has_tag(&record, it));
        Ok(is_wanted.then(|| {
            Map::new()
                .with("logGroupName", record.text("logGroupName"))
                .with("logGroupArn", log_group::arn(&request.place, record.text("logGroupName")))
                .with("logGroupClass", record.text("logGroupClass"))
        }))
    })
}

/// The group as `DescribeLogGroups` shows it.
fn view(place: &Place, record: &Map) -> Map {
    let arn = log_group::arn(place, record.text("logGroupName"));
    let mut view = Map::with_capacity(12);
    view.push("logGroupName", record.text("logGroupName"));
    view.push("creationTime", record.integer("creationTime").unwrap_or_default());
    if record.text("logGroupClass") == DELIVERY {
        view.push("retentionInDays", DELIVERY_DAYS);
    } else if let Some(days) = record.integer("retentionInDays") {
        view.push("retentionInDays", days);
    }
    view.push("metricFilterCount", 0);
    view.push("arn", format!("{arn}:*"));
    view.push("storedBytes", 0);
    if let Some(key) = record.str("kmsKeyId") {
        view.push("kmsKeyId", key);
    }
    if record.contains_key("dataProtectionPolicy") {
        view.push("dataProtectionStatus", "ACTIVATED");
    }
    view.push("logGroupClass", record.text("logGroupClass"));
    view.push("logGroupArn", arn);
    view.push("deletionProtectionEnabled", record.flag("deletionProtectionEnabled"));
    view.push("bearerTokenAuthenticationEnabled", record.flag("bearerTokenAuthenticationEnabled"));
    view
}

fn is_of_account_and_class(request: &Request, record: &Map) -> bool {
    let accounts = request.input.items("accountIdentifiers");
    let is_here = accounts.is_empty() || accounts.iter().any(|it| it.as_str() == Some(&*request.place.account));
    is_here && request.input.str("logGroupClass").is_none_or(|it| it == record.text("logGroupClass"))
}

/// Alternatives between `|`, each found anywhere in the name, or at its beginning after `^`.
fn matches_name(pattern: &str, name: &str) -> bool {
    pattern.split('|').any(|it| match it.strip_prefix('^') {
        Some(start) => name.starts_with(start),
        None => name.contains(it),
    })
}

fn has_tag(record: &Map, filter: &Map) -> bool {
    let tags = record.map("tags");
    let Some(value) = tags.str(filter.text("key")) else { return false };
    let wanted = filter.items("values");
    wanted.is_empty() || wanted.iter().filter_map(Document::as_str).any(|it| matches_value(it, value))
}

/// A value, where `!` before it means any other, and `*` at its ends any text.
fn matches_value(pattern: &str, value: &str) -> bool {
    if let Some(other) = pattern.strip_prefix('!') {
        return !matches_value(other, value);
    }
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (None, None) => value == pattern,
        (Some(end), None) => value.ends_with(end),
        (None, Some(start)) => value.starts_with(start),
        (Some(rest), Some(_)) => value.contains(rest.strip_suffix('*').unwrap_or(rest)),
    }
}
