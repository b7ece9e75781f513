//! `AWS::ApiGatewayV2::RoutingRule`, which is named by an ARN that no operation takes.

use callboard_model::document::{Document, Map};
use callboard_store::{Snapshot, Transaction};
use serde_json::Value;

use crate::cloudcontrol::{HandledType, Properties, native, value_of};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::kind::{DOMAIN_NAME, ROUTING_RULE};
use super::{SERVICE, arn, refusals, routing_rule, tables};

/// What Cloud Control has to know of it.
pub(crate) static HANDLED_TYPES: [HandledType; 1] = [HandledType {
    name: "AWS::ApiGatewayV2::RoutingRule",
    table: tables::ROUTING_RULE,
    key: |request, identifier| {
        Ok(ROUTING_RULE.key(&request.place, &routing_rule::names(identifier).unwrap_or_default()))
    },
    show,
    create,
    update,
    delete,
}];

fn show(_: &Snapshot<'_>, request: &Request, record: &Map) -> Answer<(String, Properties)> {
    let arn = record.text("RoutingRuleArn");
    let mut properties = Properties::new();
    for name in ["RoutingRuleId", "RoutingRuleArn", "Priority", "Conditions", "Actions"] {
        if let Some(value) = record.get(name) {
            properties.insert(name.into(), value_of(value));
        }
    }
    let domain = arn::of(&DOMAIN_NAME, &request.place, record).unwrap_or_default();
    properties.insert("DomainNameArn".into(), domain.into());
    Ok((arn.to_owned(), properties))
}

fn create(transaction: &mut Transaction<'_>, request: &Request, desired: &Properties) -> Answer<String> {
    let arn = desired.get("DomainNameArn").and_then(Value::as_str).unwrap_or_default();
    let (kind, names) = arn::target(request, arn)?;
    if kind.name != DOMAIN_NAME.name {
        return Err(refusals::bad_request(format!("{arn} is not the ARN of a domain name")));
    }
    let output = native::call(transaction, request, &SERVICE, "CreateRoutingRule", with_rule(names, desired))?;
    Ok(output.text("RoutingRuleArn").to_owned())
}

fn update(
    transaction: &mut Transaction<'_>,
    request: &Request,
    identifier: &str,
    prior: &Properties,
    desired: &Properties,
) -> Answer<()> {
    if prior == desired {
        return Ok(());
    }
    let input = with_rule(routing_rule::names(identifier).unwrap_or_default(), desired);
    native::call(transaction, request, &SERVICE, "PutRoutingRule", input).map(drop)
}

fn delete(transaction: &mut Transaction<'_>, request: &Request, identifier: &str) -> Answer<()> {
    let names = routing_rule::names(identifier).unwrap_or_default();
    native::call(transaction, request, &SERVICE, "DeleteRoutingRule", names).map(drop)
}

/// The properties of a rule are named as the members of operations are.
fn with_rule(mut input: Map, desired: &Properties) -> Map {
    for name in ["Actions", "Conditions", "Priority"] {
        if let Some(value) = desired.get(name) {
            input.insert(name, Document::from(value));
        }
    }
    input
}
