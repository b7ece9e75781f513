//! Routing rules: which stage of which API a domain name leads to, by header and path, in the order of priorities.

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::generic;
use crate::members::Members;
use crate::page::{Listing, PASCAL_CASE, Words};
use crate::record::Place;
use crate::request::Request;

use super::kind::{DOMAIN_NAME, ROUTING_RULE};
use super::{api_mapping, merge, refusals};

/// How many conditions of each sort one rule may have.
const MOST_HEADER_CONDITIONS: usize = 2;
const MOST_PATH_CONDITIONS: usize = 1;

/// How many are on a page where the caller does not say.
const PAGE_SIZE: usize = 100;

const WORDS: Words = Words { code: "BadRequestException", ..PASCAL_CASE };

pub(super) fn create(request: Request) -> Answer<Change> {
    change(move |transaction| {
        DOMAIN_NAME.find(transaction, &request)?;
        let mut record = merge::new_record(&ROUTING_RULE, &request.input);
        record.remove("RoutingRuleId");
        complete(transaction, &request, None, &mut record)?;
        let mut record = ROUTING_RULE.put_new(transaction, &request, record)?;
        let arn = arn(&request.place, &record);
        record.insert("RoutingRuleArn", arn);
        ROUTING_RULE.put(transaction, &request.place, &record)?;
        Ok(ROUTING_RULE.show(&record))
    })
}

pub(super) fn get(request: &Request) -> Answer {
    ROUTING_RULE.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    DOMAIN_NAME.find(snapshot, request)?;
    let prefix = ROUTING_RULE.siblings(&request.place, &request.input);
    let listing = Listing::new(ROUTING_RULE.table, &prefix).sized(PAGE_SIZE).in_words(WORDS);
    let mut page = listing.page(request, snapshot, "RoutingRules", |_, record| Ok(Some(ROUTING_RULE.show(&record))))?;
    let mut answer = Map::with_capacity(2);
    if let Some(token) = page.remove(WORDS.token) {
        answer.push(WORDS.token, token);
    }
    for (name, value) in page {
        answer.push(name, value);
    }
    Ok(answer)
}

/// Replaces a rule as a whole.
pub(super) fn put(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let before = ROUTING_RULE.find(transaction, &request)?;
        let mut record = merge::new_record(&ROUTING_RULE, &request.input);
        record.insert("RoutingRuleId", before.text("RoutingRuleId"));
        record.insert("RoutingRuleArn", before.text("RoutingRuleArn"));
        complete(transaction, &request, Some(&before), &mut record)?;
        ROUTING_RULE.put(transaction, &request.place, &record)?;
        Ok(ROUTING_RULE.show(&record))
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = ROUTING_RULE.find(transaction, &request)?;
        ROUTING_RULE.remove(transaction, &request.place, &record)?;
        Ok(Map::new())
    })
}

/// The domain name and the rule that an ARN names.
pub(super) fn names(arn: &str) -> Option<Map> {
    let (_, path) = arn.split_once(":/domainnames/")?;
    let (domain, id) = path.split_once("/routingrules/")?;
    Some(Map::new().with("DomainName", domain).with("RoutingRuleId", id))
}

/// Unlike other ARNs of the service, this one has an account.
fn arn(place: &Place, record: &Map) -> String {
    let (partition, _) = generic::partition(&place.region);
    let (domain, id) = (record.text("DomainName"), record.text("RoutingRuleId"));
    format!("arn:{partition}:apigateway:{}:{}:/domainnames/{domain}/routingrules/{id}", place.region, place.account)
}

/// Sets what every rule has, and refuses what none can have.
fn complete(transaction: &Transaction<'_>, request: &Request, before: Option<&Map>, record: &mut Map) -> Answer<()> {
    let actions: Vec<Map> = record.items("Actions").iter().filter_map(Document::as_map).cloned().collect();
    let [action] = &actions[..] else {
        return Err(refusals::bad_request("A routing rule must have exactly one action"));
    };
    let mut target = action.map("InvokeApi");
    api_mapping::check_target(transaction, request, &target)?;
    if !target.contains_key("StripBasePath") {
        target.insert("StripBasePath", false);
    }
    record.insert("Actions", vec![Document::Map(Map::new().with("InvokeApi", target))]);
    if record.get("Conditions").is_none() {
        record.insert("Conditions", Vec::<Document>::new());
    }
    check_conditions(record.items("Conditions"))?;
    let (id, priority) = (before.map(|it| it.text("RoutingRuleId")), record.integer("Priority"));
    let mut others = ROUTING_RULE.all(transaction, &request.place, record)?.into_iter();
    match others.find(|it| it.integer("Priority") == priority && Some(it.text("RoutingRuleId")) != id) {
        Some(_) => Err(Failure::conflict(format!(
            "A routing rule with priority {} already exists for this domain name",
            priority.unwrap_or_default()
        ))),
        None => Ok(()),
    }
}

fn check_conditions(conditions: &[Document]) -> Answer<()> {
    let (mut headers, mut paths) = (0, 0);
    for condition in conditions.iter().filter_map(Document::as_map) {
        match (condition.get("MatchHeaders"), condition.get("MatchBasePaths")) {
            (Some(Document::Map(it)), None) if !it.items("AnyOf").is_empty() => headers += 1,
            (None, Some(Document::Map(it))) if !it.items("AnyOf").is_empty() => paths += 1,
            _ => {
                let message = "A condition must have either MatchHeaders or MatchBasePaths, with at least one value";
                return Err(refusals::bad_request(message));
            }
        }
    }
    if headers > MOST_HEADER_CONDITIONS || paths > MOST_PATH_CONDITIONS {
        return Err(refusals::bad_request(format!(
            "A routing rule can have up to {MOST_HEADER_CONDITIONS} MatchHeaders conditions and {MOST_PATH_CONDITIONS} \
             MatchBasePaths condition"
        )));
    }
    Ok(())
}
