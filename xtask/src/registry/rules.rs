//! Endpoint rule sets: 439 of them are 80-odd templates once their host labels are taken out.
//!
//! `rules.jsonl` holds one template a line, with `$0`, `$1`, … where labels
//! go; `rules.tsv` says which template and which labels give a service's rule
//! set. A template is used only where putting the labels back gives the rule
//! set again.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::{Facts, api, read_json};

/// Writes the templates, the services' labels and the partitions; returns the number of templates.
pub fn rule_sets(botocore: &Path, facts: &mut Facts) -> anyhow::Result<usize> {
    let mut services = Vec::new();
    for (name, version) in api::latest_versions(botocore)? {
        let path = botocore.join(&name).join(version).join("endpoint-rule-set-1.json");
        if !path.exists() {
            continue;
        }
        let mut rules = read_json(&path)?;
        strip(&mut rules);
        let text = serde_json::to_string(&rules)?;
        let labels = labels(&rules);
        let template = take_out(&text, &labels);
        let sound = !text.contains('$') && put_back(&template, &labels) == text;
        services.push(if sound { (name, template, labels) } else { (name, text, Vec::new()) });
    }
    // Templates are numbered in the order of their text, so that a new service moves as few numbers as it can.
    let mut numbers: BTreeMap<&str, usize> = services.iter().map(|(_, template, _)| (template.as_str(), 0)).collect();
    for (number, entry) in numbers.values_mut().enumerate() {
        *entry = number;
    }
    let templates: String = numbers.keys().map(|it| format!("{it}\n")).collect();
    let mut table = String::new();
    for (name, template, labels) in &services {
        let number = numbers.get(template.as_str()).context("every template has a number")?;
        table.push_str(&format!("{name}\t{number}\t{}\n", labels.join(",")));
    }
    let count = numbers.len();
    facts.insert("rules.jsonl".to_owned(), templates);
    facts.insert("rules.tsv".to_owned(), table);
    let partitions = read_json(&botocore.join("partitions.json")).context("partitions")?;
    facts.insert("partitions.json".to_owned(), serde_json::to_string_pretty(&partitions)? + "\n");
    Ok(count)
}

/// `documentation` of parameters is prose; the `error` texts of rules are answers a client gives.
fn strip(rules: &mut Value) {
    for (_, parameter) in rules["parameters"].as_object_mut().into_iter().flatten() {
        if let Some(parameter) = parameter.as_object_mut() {
            parameter.shift_remove("documentation");
        }
    }
    strip_conditions(&mut rules["rules"]);
}

fn strip_conditions(rules: &mut Value) {
    for rule in rules.as_array_mut().into_iter().flatten() {
        if let Some(rule) = rule.as_object_mut() {
            rule.shift_remove("documentation");
            if let Some(rules) = rule.get_mut("rules") {
                strip_conditions(rules);
            }
        }
    }
}

/// The part of each URL before the region, in order of appearance: `ivsrealtime`, `api.ecr`.
fn labels(rules: &Value) -> Vec<String> {
    let mut labels = Vec::new();
    let mut values = vec![rules];
    while let Some(value) = values.pop() {
        match value {
            Value::Object(object) => values.extend(object.values().rev()),
            Value::Array(list) => values.extend(list.iter().rev()),
            Value::String(text) => {
                let Some(host) = text.strip_prefix("https://") else { continue };
                let end = host.find(['{', '/']).unwrap_or(host.len());
                let label = host[..end].trim_end_matches('.');
                let label = label.strip_suffix("-fips").unwrap_or(label).to_owned();
                let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
                if !label.is_empty() && label.bytes().all(plain) && !labels.contains(&label) {
                    labels.push(label);
                }
            }
            _ => {}
        }
    }
    labels
}

fn take_out(text: &str, labels: &[String]) -> String {
    let mut longest_first: Vec<(usize, &String)> = labels.iter().enumerate().collect();
    longest_first.sort_by_key(|(_, label)| std::cmp::Reverse(label.len()));
    let mut template = text.to_owned();
    for (number, label) in longest_first {
        for (before, after) in [("\"https://", "."), ("\"https://", "-"), ("\"https://", "\""), ("\"", "\"")] {
            template = template.replace(&format!("{before}{label}{after}"), &format!("{before}${number}{after}"));
        }
    }
    template
}

/// Puts the labels back; as `callboard_model::endpoints` does it.
fn put_back(template: &str, labels: &[String]) -> String {
    let mut parts = template.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let number: usize = part[..digits].parse().unwrap_or(usize::MAX);
        text.push_str(labels.get(number).map_or("", String::as_str));
        text.push_str(&part[digits..]);
    }
    text
}
