//! API mappings: which stage of which API a domain name leads to, by the beginning of the path.

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::record::{Place, escaped};
use crate::request::Request;

use super::kind::{API, API_MAPPING, DOMAIN_NAME, STAGE};
use super::{api, merge, quotas, refusals, tables};

const LONGEST_KEY: usize = 300;

pub(super) fn create(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let domain = DOMAIN_NAME.find(transaction, &request)?;
        quotas::API_MAPPINGS.check(transaction, &request, &API_MAPPING, &request.input)?;
        let mut record = merge::new_record(&API_MAPPING, &request.input);
        record.remove("ApiMappingId");
        // A key of nothing but white space is the root, though only here.
        let key = Some(record.text("ApiMappingKey")).filter(|it| !it.trim().is_empty()).unwrap_or_default();
        let key = key.to_owned();
        record.insert("ApiMappingKey", key);
        check(transaction, &request, &domain, None, &record)?;
        let record = API_MAPPING.put_new(transaction, &request, record)?;
        tables::MAPPED_API.mark(transaction, &index_key(&request.place, &record))?;
        Ok(API_MAPPING.show(&record))
    })
}

pub(super) fn get(request: &Request) -> Answer {
    API_MAPPING.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    API_MAPPING.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = API_MAPPING.find(transaction, &request)?;
        let domain = DOMAIN_NAME.find(transaction, &request)?;
        let mut record = before.clone();
        merge::update(&API_MAPPING, &mut record, &request.input);
        if record.get("ApiMappingKey").is_none() {
            record.insert("ApiMappingKey", "");
        }
        check(transaction, &request, &domain, Some(&before), &record)?;
        tables::MAPPED_API.delete(transaction, &index_key(&request.place, &before))?;
        tables::MAPPED_API.mark(transaction, &index_key(&request.place, &record))?;
        API_MAPPING.put(transaction, &request.place, &record)?;
        Ok(API_MAPPING.show(&record))
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = API_MAPPING.find(transaction, &request)?;
        remove(transaction, &request.place, &record)?;
        Ok(Map::new())
    })
}

pub(super) fn remove(transaction: &mut Transaction<'_>, place: &Place, record: &Map) -> Answer<()> {
    tables::MAPPED_API.delete(transaction, &index_key(place, record))?;
    API_MAPPING.remove(transaction, place, record)?;
    Ok(())
}

/// Refuses to take away an API, or one stage of it, that domain names still lead to.
pub(super) fn refuse_if_mapped(
    transaction: &Transaction<'_>,
    place: &Place,
    api: &str,
    stage: Option<&str>,
) -> Answer<()> {
    let stage = stage.map(escaped);
    let parts: Vec<&str> = std::iter::once(api).chain(stage.as_deref()).collect();
    if tables::MAPPED_API.count_up_to(transaction, &place.prefix(&parts), 1)? == 0 {
        return Ok(());
    }
    Err(refusals::bad_request(match stage {
        None => "Deleting API failed. Please remove all base path mappings related to the API in your domains.",
        Some(_) => "Deleting stage failed. Please remove all base path mappings related to the stage in your domains.",
    }))
}

/// Refuses an API that is not there, or a stage that it does not have.
pub(super) fn check_target(snapshot: &Snapshot<'_>, request: &Request, target: &Map) -> Answer<Map> {
    let id = target.text("ApiId");
    let Some(api) = API.get(snapshot, &request.place, &Map::new().with("ApiId", id))? else {
        return Err(refusals::bad_request(format!("Invalid API identifier specified: {id}")));
    };
    let stage = Map::new().with("ApiId", id).with("StageName", target.text("Stage"));
    match STAGE.get(snapshot, &request.place, &stage)? {
        Some(_) => Ok(api),
        None => Err(refusals::bad_request("Invalid stage identifier specified")),
    }
}

/// Refuses a security policy of a domain name that its mappings cannot do with.
pub(super) fn check_policy(snapshot: &Snapshot<'_>, request: &Request, domain: &Map) -> Answer<()> {
    if is_modern(domain) {
        return Ok(());
    }
    for mapping in API_MAPPING.all(snapshot, &request.place, domain)? {
        let api = API.get(snapshot, &request.place, &mapping)?.unwrap_or_default();
        if !api::is_websocket(&api) || mapping.text("ApiMappingKey").contains('/') {
            return Err(needs_modern());
        }
    }
    Ok(())
}

fn check(
    transaction: &Transaction<'_>,
    request: &Request,
    domain: &Map,
    before: Option<&Map>,
    record: &Map,
) -> Answer<()> {
    let key = record.text("ApiMappingKey");
    check_key(key)?;
    let api = check_target(transaction, request, record)?;
    let is_websocket = api::is_websocket(&api);
    if !is_modern(domain) && (!is_websocket || key.contains('/')) {
        return Err(needs_modern());
    }
    let id = before.map(|it| it.text("ApiMappingId"));
    for other in API_MAPPING.all(transaction, &request.place, record)? {
        if Some(other.text("ApiMappingId")) == id {
            continue;
        }
        if other.text("ApiMappingKey") == key {
            return Err(Failure::conflict("ApiMapping key already exists for this domain name"));
        }
        let other = API.get(transaction, &request.place, &other)?;
        if other.is_some_and(|it| api::is_websocket(&it) != is_websocket) {
            let message = "WebSocket APIs and HTTP APIs cannot be mapped to the same domain name";
            return Err(refusals::bad_request(message));
        }
    }
    Ok(())
}

fn check_key(key: &str) -> Answer<()> {
    let is_allowed = |it: char| it.is_ascii_alphanumeric() || "$-_.+!*'(),/".contains(it);
    Err(refusals::bad_request(if key.ends_with('/') {
        "API mapping key should not end with a '/'."
    } else if key.starts_with('/') || key.contains("//") || (!key.is_empty() && key.trim().is_empty()) {
        "API mapping key should not start with a '/' or have consecutive '/'s."
    } else if !key.chars().all(is_allowed) {
        "An API mapping key may contain only letters, numbers and one of $-_.+!*'(), characters."
    } else if key.len() > LONGEST_KEY {
        "ApiMapping key length must be under 300 characters."
    } else {
        return Ok(());
    }))
}

fn is_modern(domain: &Map) -> bool {
    let configuration = domain.items("DomainNameConfigurations").first().and_then(Document::as_map);
    configuration.is_none_or(|it| it.text("SecurityPolicy") != "TLS_1_0")
}

fn needs_modern() -> Failure {
    refusals::bad_request("HTTP APIs and mapping keys of several levels need the security policy TLS_1_2")
}

fn index_key(place: &Place, record: &Map) -> Vec<u8> {
    let stage = escaped(record.text("Stage"));
    let domain = escaped(record.text("DomainName"));
    place.key(&[record.text("ApiId"), &stage, &domain, record.text("ApiMappingId")])
}
