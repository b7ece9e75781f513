//! A sample of every pattern and a desired state of every type.

use std::collections::BTreeSet;

use callboard_model::choices::Choices;
use callboard_model::pattern::{self, Bounds};
use callboard_model::properties::validate_create;
use callboard_model::sample;
use callboard_model::types::{self, ResourceType};
use expect_test::expect;
use serde_json::Value;

/// A pattern with the lengths its texts may have.
type Bounded = (&'static str, usize, usize);

/// Every pattern of a schema, wherever it stands.
fn patterns_of(schema: &'static Value, found: &mut BTreeSet<Bounded>, keys: &mut BTreeSet<&'static str>) {
    match schema {
        Value::Object(members) => {
            let size = |keyword: &str| members.get(keyword).and_then(Value::as_u64).map(|it| it as usize);
            if let Some(Value::String(pattern)) = members.get("pattern") {
                found.insert((pattern, size("minLength").unwrap_or(0), size("maxLength").unwrap_or(usize::MAX)));
            }
            if let Some(Value::Object(patterns)) = members.get("patternProperties") {
                keys.extend(patterns.keys().map(String::as_str));
            }
            members.values().for_each(|it| patterns_of(it, found, keys));
        }
        Value::Array(items) => items.iter().for_each(|it| patterns_of(it, found, keys)),
        _ => {}
    }
}

fn all_types() -> impl Iterator<Item = &'static ResourceType> {
    types::names().map(|name| types::resource_type(&name).expect("a type"))
}

/// How many have a sample, and the patterns of those that have none.
fn sampled(patterns: &BTreeSet<Bounded>) -> String {
    let mut without = BTreeSet::new();
    let mut count = 0;
    for &(pattern, min, max) in patterns {
        let bounds = Bounds { min, max, wanted: min };
        match pattern::sample(pattern, bounds, &mut Choices::new(1)) {
            Some(_) => count += 1,
            None => {
                without.insert(pattern);
            }
        }
    }
    let mut text = format!("{count} of {}", patterns.len());
    for pattern in without {
        let shown: String = pattern.chars().take(120).collect();
        text.push_str(&format!("\n{shown}"));
    }
    text
}

#[test]
fn nearly_every_pattern_of_a_schema_has_a_sample() {
    let (mut patterns, mut keys) = (BTreeSet::new(), BTreeSet::new());
    all_types().for_each(|it| patterns_of(it.schema(), &mut patterns, &mut keys));
    let unreadable: Vec<_> = patterns.iter().filter(|it| !pattern::is_readable(it.0)).collect();
    expect![[r#"
        [
            (
                "^([\\p{L}\\p{Z}\\p{N}_.:\\/=+\\-@]*)${1,256}",
                1,
                256,
            ),
        ]"#]]
    .assert_eq(&format!("{unreadable:#?}"));
    expect![[r#"
        3786 of 3793
        "^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/.+$"
        ^(?=^.{8,64}$)((?=.*\d)(?=.*[A-Z])(?=.*[a-z])|(?=.*\d)(?=.*[^A-Za-z0-9\s])(?=.*[a-z])|(?=.*[^A-Za-z0-9\s])(?=.*[A-Z])(?=
        ^-{5}BEGIN (ENCRYPTED )?PRIVATE KEY-{5}\u000D?\u000A([A-Za-z0-9/+]{64}\u000D?\u000A)*[A-Za-z0-9/+]{1,64}={0,2}\u000D?\u0
        ^arn:(?=[^:]+:fsx:[^:]+:\d{12}:)((|(?=[a-z0-9-.]{1,63})(?!\d{1,3}(\.\d{1,3}){3})(?![^:]*-{2})(?![^:]*-\.)(?![^:]*\.-)[a-
        ^arn:(?=[^:]+:fsx:[^:]+:\d{12}:)((|(?=[a-z0-9-.]{1,63})(?!\d{1,3}(\.\d{1,3}){3})(?![^:]*-{2})(?![^:]*-\.)(?![^:]*\.-)[a-
        ^arn:aws([a-z-]+)?:ec2:[a-z\d-]+:\d{12}:placement-group/^.{1,255}$"#]].assert_eq(&sampled(&patterns));
    expect!["118 of 118"].assert_eq(&sampled(&keys.into_iter().map(|it| (it, 0, 256)).collect()));
}

#[test]
fn every_provisionable_type_has_a_desired_state() {
    let mut failures = Vec::new();
    for resource_type in all_types().filter(|it| it.is_provisionable()) {
        let state = sample::desired_state(resource_type, 1);
        if let Err(violations) = validate_create(resource_type, &state) {
            failures.push(format!("{}: {violations}\n    {}", resource_type.name, Value::Object(state)));
        }
    }
    expect![""].assert_eq(&failures.join("\n"));
}
