//! Words: what is wrong with a value, as the validators of Terraform's framework say it.

use std::fmt::Display;

use callboard_model::properties::ModelViolation;
use serde_json::Value as Json;

use super::place::Place;
use crate::cty::Value;

/// Characters of a value that are repeated.
const MOST_SHOWN: usize = 120;

/// Summary and detail of one violation.
pub(super) fn of(place: &Place<'_>, violation: &ModelViolation) -> (&'static str, String) {
    let (summary, demand, got) = demand(place, violation);
    let got = got.map(|it| format!(", got: {it}")).unwrap_or_default();
    (summary, format!("Attribute {} {demand}{got}", place.name()))
}

/// The same in one line among several.
pub(super) fn in_a_line(place: &Place<'_>, violation: &ModelViolation) -> String {
    if violation.keyword == "required" {
        return format!("{} is required", member(place, violation));
    }
    let (_, demand, _) = demand(place, violation);
    format!("{} {demand}", place.name())
}

/// The member that a violation names.
fn member<'a>(place: &Place<'a>, violation: &'a ModelViolation) -> &'a str {
    let property = violation.message.split_once('[').and_then(|(_, it)| it.split_once(']')).map_or("", |it| it.0);
    let attribute = place.properties.iter().find(|it| it.property == property).map(|it| it.attribute.as_str());
    attribute.unwrap_or(property)
}

fn demand(place: &Place<'_>, violation: &ModelViolation) -> (&'static str, String, Option<String>) {
    const VALUE: &str = "Invalid Attribute Value";
    const LENGTH: &str = "Invalid Attribute Value Length";
    const MATCH: &str = "Invalid Attribute Value Match";
    let text = || shown(place).map(|it| it.chars().take(MOST_SHOWN).collect::<String>());
    let held = if place.is_set { "set" } else { "list" };
    match violation.keyword {
        "minLength" | "maxLength" => {
            let demand = between(place, ["minLength", "maxLength"]);
            let length =
                place.value.as_str().filter(|_| place.rest.is_empty()).map(|it| it.chars().count().to_string());
            (LENGTH, format!("string length must be {demand}"), length)
        }
        "pattern" => {
            let pattern = place.says("pattern").and_then(Json::as_str).unwrap_or_default();
            (MATCH, format!("value must match regular expression '{pattern}'"), text())
        }
        "enum" | "const" => {
            let listed = ["enum", "enumCaseInsensitive"].iter().find_map(|it| place.says(it)?.as_array());
            let allowed = listed.map(Vec::as_slice).or_else(|| place.says("const").map(std::slice::from_ref));
            let allowed: Vec<String> = allowed.unwrap_or_default().iter().map(Json::to_string).collect();
            (MATCH, format!("value must be one of: [{}]", allowed.join(" ")), text().map(|it| format!("{it:?}")))
        }
        "minimum" | "maximum" => (VALUE, format!("value must be {}", between(place, ["minimum", "maximum"])), text()),
        "exclusiveMinimum" => (VALUE, format!("value must be more than {}", number(place, "exclusiveMinimum")), text()),
        "exclusiveMaximum" => (VALUE, format!("value must be less than {}", number(place, "exclusiveMaximum")), text()),
        "multipleOf" => (VALUE, format!("value must be a multiple of {}", number(place, "multipleOf")), text()),
        "minItems" | "maxItems" => {
            let limit = |keyword| place.says(keyword).and_then(Json::as_f64);
            let demand = match (limit("minItems"), limit("maxItems")) {
                (Some(least), Some(most)) => format!("at least {least} elements and at most {most} elements"),
                (Some(least), None) => format!("at least {least} elements"),
                (None, most) => format!("at most {} elements", most.unwrap_or_default()),
            };
            let count = place.value.items().filter(|_| place.rest.is_empty()).map(|it| it.len().to_string());
            (VALUE, format!("{held} must contain {demand}"), count)
        }
        "uniqueItems" => ("Duplicate List Value", "must not have the same item twice".to_owned(), None),
        "format" => (VALUE, "value must be a time as in 2006-01-02T15:04:05Z".to_owned(), text()),
        "type" if place.rest.is_empty() && place.value.as_str().is_some_and(|it| !is_document(it)) => {
            ("Invalid JSON String Value", "must be the text of a JSON document".to_owned(), None)
        }
        "required" => (VALUE, in_a_line(place, violation), None),
        "additionalProperties" if violation.message.contains('[') => {
            let patterns =
                place.says("patternProperties").and_then(Json::as_object).filter(|_| place.properties.is_empty());
            let pattern = patterns.and_then(|it| it.keys().next());
            let demand =
                pattern.map(|it| format!("; its keys must match regular expression '{it}'")).unwrap_or_default();
            (VALUE, format!("must have no {:?}{demand}", member(place, violation)), None)
        }
        "then" | "else" | "not" | "dependentExcluded" | "requiredXor" | "requiredOr" => {
            ("Invalid Attribute Combination", "has arguments that do not go together".to_owned(), None)
        }
        _ => (VALUE, format!("is not what it must be: {}", violation.message), None),
    }
}

fn is_document(text: &str) -> bool {
    serde_json::from_str::<Json>(text).is_ok()
}

/// The value, where it may be repeated.
fn shown(place: &Place<'_>) -> Option<String> {
    match place.value {
        _ if place.is_secret || !place.rest.is_empty() => None,
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

fn number(place: &Place<'_>, keyword: &str) -> String {
    place.says(keyword).map(Json::to_string).unwrap_or_default()
}

fn between(place: &Place<'_>, [least, most]: [&str; 2]) -> String {
    let limit = |keyword| place.says(keyword).filter(|it| it.is_number()).map(|it| Box::new(it) as Box<dyn Display>);
    match (limit(least), limit(most)) {
        (Some(least), Some(most)) => format!("between {least} and {most}"),
        (Some(least), None) => format!("at least {least}"),
        (None, Some(most)) => format!("at most {most}"),
        (None, None) => "another".to_owned(),
    }
}
