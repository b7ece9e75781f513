use expect_test::{Expect, expect};
use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::*;
use crate::cty::{Extra, Type, from_json, to_json};

/// A stage in small: every kind of attribute that there is.
fn rules() -> Rules {
    let with = |name: &'static str, flags: Flags, change: fn(&mut Rule)| {
        let mut rule = Rule::new(name, flags);
        change(&mut rule);
        rule
    };
    let settings = || {
        Rules(vec![
            Rule::new("traced", Flags::OPTIONAL),
            Rule::new("level", Flags::OPTIONAL_COMPUTED),
            with("burst", Flags::OPTIONAL, |it| it.zero_is_a_value = true),
        ])
    };
    let mut keyed = vec![with("key", Flags::REQUIRED, |_| ())];
    keyed.extend(settings().0);
    let mut defaults = Rule::new("defaults", Flags::OPTIONAL);
    (defaults.nested, defaults.max_items, defaults.is_always_there) = (Some((Nesting::List, settings())), 1, true);
    let mut routes = Rule::new("routes", Flags::OPTIONAL);
    (routes.nested, routes.key) = (Some((Nesting::Set, Rules(keyed))), Some("key"));
    Rules(vec![
        with("api", Flags::REQUIRED, |it| it.forces_replacement = true),
        with("auto", Flags::OPTIONAL, |it| it.default = Some(Value::Bool(false))),
        with("text", Flags::OPTIONAL, |it| it.canonical = Canonical::LogGroupArn),
        with("json", Flags::OPTIONAL, |it| it.same = Same::Json),
        Rule::new("deployment", Flags::OPTIONAL_COMPUTED),
        Rule::new("arn", Flags::COMPUTED),
        Rule::new("variables", Flags::OPTIONAL),
        defaults,
        routes,
    ])
}

fn value_type() -> Type {
    let settings = [("traced", Type::Bool), ("level", Type::String), ("burst", Type::Number)];
    let keyed = [("key", Type::String)].into_iter().chain(settings.clone());
    Type::object([
        ("api", Type::String),
        ("auto", Type::Bool),
        ("text", Type::String),
        ("json", Type::String),
        ("deployment", Type::String),
        ("arn", Type::String),
        ("variables", Type::map(Type::String)),
        ("defaults", Type::list(Type::object(settings))),
        ("routes", Type::set(Type::object(keyed))),
    ])
}

/// `"?"` stands for what is unknown.
fn value(json: Json) -> Value {
    fn unknown(value: Value) -> Value {
        match value {
            Value::String(text) if text == "?" => Value::Unknown,
            Value::List(items) => Value::List(items.into_iter().map(unknown).collect()),
            Value::Set(items) => Value::set(items.into_iter().map(unknown).collect::<Vec<_>>()),
            Value::Map(members) => Value::Map(members.into_iter().map(|(key, it)| (key, unknown(it))).collect()),
            other => other,
        }
    }
    unknown(from_json(&json, &value_type(), Extra::Refuse).expect("a value"))
}

fn text(value: &Value) -> String {
    fn marked(value: Value) -> Value {
        match value {
            Value::Unknown => Value::from("?"),
            Value::List(items) | Value::Set(items) => Value::List(items.into_iter().map(marked).collect()),
            Value::Map(members) => Value::Map(
                members.into_iter().filter(|(_, it)| !it.is_null()).map(|(key, it)| (key, marked(it))).collect(),
            ),
            other => other,
        }
    }
    to_json(&marked(value.clone()), &Type::map(Type::Dynamic)).to_string()
}

#[track_caller]
fn check(prior: Json, config: Json, expect: Expect) {
    check_zeros(&[], prior, config, expect);
}

#[track_caller]
fn check_zeros(meant: &[&str], prior: Json, config: Json, expect: Expect) {
    let prior = if prior.is_null() { Value::Null } else { value(prior) };
    let meant_zeros = meant.iter().map(|it| it.to_string()).collect();
    let planned = plan(
        &rules(),
        Inputs {
            dialect: Dialect::Legacy,
            prior: &prior,
            config: &value(config),
            worked_out: &BTreeMap::new(),
            meant_zeros: &meant_zeros,
        },
    );
    let replace: Vec<String> = planned.requires_replace.iter().map(Path::to_string).collect();
    expect.assert_eq(&match (planned.is_changed, replace.is_empty()) {
        (false, _) => {
            assert_eq!(planned.value, prior);
            "no change".to_owned()
        }
        (true, true) => text(&planned.value),
        (true, false) => format!("replace for {}: {}", replace.join(", "), text(&planned.value)),
    });
}

fn prior() -> Json {
    json!({"api": "a", "auto": false, "text": "", "json": "{\"a\":1}", "deployment": "d", "arn": "arn", "variables": {},
        "defaults": [{"traced": true, "level": "INFO", "burst": 5}],
        "routes": [{"key": "x", "traced": false, "level": "OFF", "burst": 0}]})
}

#[test]
fn a_new_resource() {
    check(
        Json::Null,
        json!({"api": "a", "text": "arn:aws:logs:::g:*", "defaults": [{"burst": 1}]}),
        expect![[
            r#"{"api":"a","arn":"?","auto":false,"defaults":[{"burst":1,"level":"?"}],"deployment":"?","text":"arn:aws:logs:::g"}"#
        ]],
    );
}

#[test]
fn nothing_and_zero_are_the_same() {
    check(
        prior(),
        json!({"api": "a", "json": "{ \"a\": 1 }", "defaults": [{"traced": true, "burst": 5}], "routes": [{"key": "x"}]}),
        expect!["no change"],
    );
    check(
        prior(),
        json!({"api": "a", "text": "", "variables": {}, "json": "{\"a\":1}", "defaults": [{"traced": true, "burst": 5}],
            "routes": [{"key": "x", "traced": false}]}),
        expect!["no change"],
    );
}

#[test]
fn what_is_taken_out_goes_and_what_is_computed_stays() {
    check(
        prior(),
        json!({"api": "a"}),
        expect![[
            r#"{"api":"a","arn":"arn","auto":false,"defaults":[{"level":"INFO"}],"deployment":"d","text":"","variables":{}}"#
        ]],
    );
}

#[test]
fn a_setting_keeps_what_it_is_silent_about() {
    check(
        prior(),
        json!({"api": "a", "json": "{\"a\":1}", "defaults": [{"traced": true, "burst": 5}],
            "routes": [{"key": "x", "burst": 7}, {"key": "y"}]}),
        expect![[
            r#"{"api":"a","arn":"arn","auto":false,"defaults":[{"burst":5,"level":"INFO","traced":true}],"deployment":"d","json":"{\"a\":1}","routes":[{"key":"y","level":"?"},{"burst":7,"key":"x","level":"OFF","traced":false}],"text":"","variables":{}}"#
        ]],
    );
}

#[test]
fn a_zero_that_is_meant_is_a_change() {
    let config = json!({"api": "a", "json": "{\"a\":1}", "defaults": [{"traced": true, "burst": 5}],
        "routes": [{"key": "x", "burst": 0}]});
    check(
        prior(),
        config.clone(),
        expect![[
            r#"{"api":"a","arn":"arn","auto":false,"defaults":[{"burst":5,"level":"INFO","traced":true}],"deployment":"d","json":"{\"a\":1}","routes":[{"burst":"?","key":"x","level":"OFF","traced":false}],"text":"","variables":{}}"#
        ]],
    );
    check_zeros(&["routes.x.burst"], prior(), config, expect!["no change"]);
}

#[test]
fn what_forces_a_replacement() {
    check(
        prior(),
        json!({"api": "?", "defaults": [{"traced": true, "burst": 5}], "routes": []}),
        expect![[
            r#"replace for api: {"api":"?","arn":"?","auto":false,"defaults":[{"burst":5,"level":"?","traced":true}],"deployment":"?","routes":[]}"#
        ]],
    );
}

fn configs() -> impl Strategy<Value = Value> {
    crate::cty::tests_values(&value_type())
}

proptest! {
    #[test]
    fn no_configuration_makes_planning_panic(prior in configs(), config in configs()) {
        for dialect in [Dialect::Legacy, Dialect::Framework] {
            let _ = validate(&rules(), &config);
            let (worked_out, meant_zeros) = (BTreeMap::new(), BTreeSet::new());
            let inputs = Inputs { dialect, prior: &prior, config: &config, worked_out: &worked_out, meant_zeros: &meant_zeros };
            let planned = plan(&rules(), inputs);
            prop_assert!(planned.is_changed || planned.value == prior);
            prop_assert!(crate::cty::encode(&planned.value, &value_type()).is_ok(), "{:?}", planned.value);
        }
    }
}
