//! Endpoint rule sets and partitions, as AWS publishes them.
//!
//! The rules are data here; who resolves an endpoint interprets them. Most
//! services share a template and differ in the labels of their hosts, which
//! are put back when a rule set is asked for.

use std::sync::OnceLock;

use serde_json::Value;

use crate::registry::{self, index};

/// The endpoint rule set of a service as JSON text, as in botocore's `endpoint-rule-set-1.json`.
pub fn rule_set_text(service: &str) -> Option<String> {
    let (template, labels) = registry::service_entry(service)?.rules?;
    Some(put_labels_in(template_text(template.into())?, labels))
}

/// The endpoint rule set of a service; parsed on first use, kept for the life of the process.
pub fn rule_set(service: &str) -> Option<&'static Value> {
    static PARSED: [OnceLock<Option<Value>>; index::SERVICES.len()] =
        [const { OnceLock::new() }; index::SERVICES.len()];
    let position = registry::position(service)?;
    PARSED[position].get_or_init(|| serde_json::from_str(&rule_set_text(service)?).ok()).as_ref()
}

/// The partitions and their regions, as in botocore's `partitions.json`.
pub fn partitions() -> &'static Value {
    static PARTITIONS: OnceLock<Value> = OnceLock::new();
    PARTITIONS.get_or_init(|| serde_json::from_str(index::PARTITIONS.read()).unwrap_or_default())
}

fn template_text(number: usize) -> Option<&'static str> {
    static TEXTS: [OnceLock<&'static str>; index::TEMPLATES.len()] =
        [const { OnceLock::new() }; index::TEMPLATES.len()];
    Some(TEXTS.get(number)?.get_or_init(|| index::TEMPLATES[number].read()))
}

/// Puts the labels in for `$0`, `$1`, …; a template without labels has no such places.
fn put_labels_in(template: &str, labels: &[&str]) -> String {
    if labels.is_empty() {
        return template.to_owned();
    }
    let mut parts = template.split('$');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let label = part[..digits].parse().ok().and_then(|number: usize| labels.get(number));
        text.push_str(label.copied().unwrap_or_default());
        text.push_str(&part[digits..]);
    }
    text
}
