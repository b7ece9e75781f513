//! What came of a step, as text.

use std::collections::BTreeMap;
use std::fmt::Write;

use callboard_terraform::cty::Value;
use serde_json::{Value as Json, json};

use crate::replay::Kept;

/// Names of what differs, those with something unknown marked.
pub fn changed(prior: &Value, planned: &Value) -> String {
    let names = planned.members().into_iter().flatten().filter(|(name, value)| prior.get(name) != *value);
    let names: Vec<String> =
        names.map(|(name, value)| format!("{name}{}", if value.is_wholly_known() { "" } else { "?" })).collect();
    names.join(" ")
}

pub fn spelled(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Unknown => "?".to_owned(),
        Value::Map(members) => {
            let members: Vec<String> = members.iter().map(|(name, it)| format!("{name}={}", spelled(it))).collect();
            format!("{{{}}}", members.join(" "))
        }
        value => value.as_str().map_or_else(|| format!("{value:?}"), |it| format!("{it:?}")),
    }
}

/// What a state says that it did not before; first, all that is not nothing.
pub fn differences(before: Option<&Json>, state: &Json) -> String {
    let is_nothing = |it: &Json| {
        it.is_null()
            || it == &json!(false)
            || it == &json!(0)
            || it == &json!("")
            || it == &json!([])
            || it == &json!({})
    };
    let mut text = String::new();
    for (name, value) in state.as_object().into_iter().flatten() {
        let is_told = match before {
            Some(before) => before[name] != *value,
            None => !is_nothing(value),
        };
        if is_told && name != "region" {
            let _ = writeln!(text, "  {name} {value}");
        }
    }
    text
}

/// A text in which whatever is made up is the same in every run.
pub fn masked(text: &str, kept: &BTreeMap<String, Kept>) -> String {
    let mut text = text.to_owned();
    for (address, it) in kept {
        let type_name = address.split('.').next().unwrap_or_default();
        let noun = type_name.trim_start_matches("aws_apigatewayv2_");
        let target = it.state.get("domain_name_configuration").items().and_then(<[Value]>::first);
        let host = target.and_then(|it| it.get("target_domain_name").as_str());
        for (name, made_up) in [
            (host.and_then(|it| it.split('.').next()), "target".to_owned()),
            (it.state.get("routing_rule_id").as_str(), "rule".to_owned()),
            (it.state.get("id").as_str(), noun.trim_start_matches("aws_").to_owned()),
        ] {
            if let Some(name) = name.filter(|it| it.len() >= 6 && !it.starts_with('$')) {
                text = text.replace(name, &format!("<{made_up}>"));
            }
        }
    }
    let lines = text.lines().map(|line| {
        let made_up =
            ["deployment_id", "unique_id", "create_date"].iter().find(|it| line.starts_with(&format!("  {it} ")));
        match made_up {
            Some(name) if !line.contains('<') && !line.ends_with("\"\"") => format!("  {name} <made up>\n"),
            _ => format!("{line}\n"),
        }
    });
    lines.collect()
}
