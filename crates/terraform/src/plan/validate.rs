//! What is wrong with a configuration, before anything is known of what is there.

use std::collections::BTreeMap;

use super::{Rule, Rules};
use crate::cty::{Path, Value};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::schema::Nesting;

/// Says what is wrong; unknown values, wherever they stand, are nothing to complain about.
pub fn validate(rules: &Rules, config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::none();
    object(rules, &Path::root(), config, &mut diagnostics);
    diagnostics
}

fn object(rules: &Rules, path: &Path, config: &Value, diagnostics: &mut Diagnostics) {
    if config.members().is_none() {
        return;
    }
    for rule in &rules.0 {
        value(rule, &path.attribute(&*rule.name), config.get(&rule.name), diagnostics);
    }
}

fn value(rule: &Rule, path: &Path, config: &Value, diagnostics: &mut Diagnostics) {
    let is_configurable = rule.flags.required || rule.flags.optional;
    let is_empty = config.items().is_some_and(<[Value]>::is_empty);
    if !is_configurable {
        if !config.is_null() && !config.is_unknown() && !is_empty {
            diagnostics.push(
                Diagnostic::error("Value for unconfigurable attribute")
                    .with_detail(format!(
                        "Can't configure a value for \"{}\": its value will be decided automatically based on the \
                         result of applying this configuration.",
                        rule.name
                    ))
                    .at(path.clone()),
            );
        }
        return;
    }
    if rule.flags.required && config.is_null() {
        diagnostics.push(
            Diagnostic::error("Missing required argument")
                .with_detail(format!("The argument \"{}\" is required, but no definition was found.", rule.name))
                .at(path.clone()),
        );
        return;
    }
    if config.is_unknown() {
        return;
    }
    if let Some((nesting, rules)) = &rule.nested {
        return nested(rule, *nesting, rules, path, config, diagnostics);
    }
    for (path, value) in leaves(path, config) {
        // A null in a map is a member that is not there; in a list or a set it is nothing that a service could take.
        if value.is_null() && config.items().is_some() {
            diagnostics.push(
                Diagnostic::error("Null value found in list")
                    .with_detail(format!(
                        "Null values are not allowed in \"{}\". Leave them out, for example with `compact(...)`.",
                        rule.name
                    ))
                    .at(path),
            );
        }
    }
    for check in rule.checks.iter() {
        for (path, value) in leaves(path, config) {
            if let Some(complaint) = check.complaint(&rule.name, value) {
                diagnostics.push(Diagnostic::error(complaint).at(path));
            }
        }
    }
}

fn nested(rule: &Rule, nesting: Nesting, rules: &Rules, path: &Path, config: &Value, diagnostics: &mut Diagnostics) {
    if let Some(items) = config.items() {
        let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
        // Items that are unknown may turn out to be none, or many.
        let is_counted = items.iter().all(|it| !it.is_unknown());
        if is_counted && rule.min_items > 0 && count < rule.min_items {
            let detail = format!("At least {} \"{}\" blocks are required.", rule.min_items, rule.name);
            diagnostics.push(
                Diagnostic::error(format!("Insufficient {} blocks", rule.name)).with_detail(detail).at(path.clone()),
            );
        }
        if is_counted && rule.max_items > 0 && count > rule.max_items {
            let detail = format!("No more than {} \"{}\" blocks are allowed", rule.max_items, rule.name);
            diagnostics
                .push(Diagnostic::error(format!("Too many {} blocks", rule.name)).with_detail(detail).at(path.clone()));
        }
    }
    match (nesting, config) {
        (Nesting::Single, config) => object(rules, path, config, diagnostics),
        (Nesting::List, Value::List(items)) => {
            items.iter().enumerate().for_each(|(at, it)| object(rules, &path.index(at), it, diagnostics));
        }
        (Nesting::Set, Value::Set(items) | Value::List(items)) => {
            items.iter().for_each(|it| inside_set(rules, path, it, diagnostics));
            twice(rule, path, items, diagnostics);
        }
        (Nesting::Map, Value::Map(members)) => {
            members.iter().for_each(|(key, it)| object(rules, &path.key(key), it, diagnostics));
        }
        _ => {}
    }
}

/// Objects of one key would be one to a service: which of them it gets is nobody's guess.
fn twice(rule: &Rule, path: &Path, items: &[Value], diagnostics: &mut Diagnostics) {
    let Some(name) = rule.key else { return };
    let mut seen = BTreeMap::new();
    for key in items.iter().filter_map(|it| it.get(name).as_str()) {
        let count: &mut usize = seen.entry(key).or_default();
        *count += 1;
        if *count == 2 {
            diagnostics.push(
                Diagnostic::error(format!("{name} {key} is configured twice"))
                    .with_detail(format!("Say all that holds for it in one \"{}\" block.", rule.name))
                    .at(path.clone()),
            );
        }
    }
}

/// Items of a set have no names: what is wrong in them is said at the set.
fn inside_set(rules: &Rules, path: &Path, config: &Value, diagnostics: &mut Diagnostics) {
    let mut inside = Diagnostics::none();
    object(rules, path, config, &mut inside);
    diagnostics.0.extend(inside.0.into_iter().map(|it| it.at(path.clone())));
}

/// The values that checks look at: those inside of lists, sets and maps of plain values, too.
fn leaves<'a>(path: &Path, value: &'a Value) -> Vec<(Path, &'a Value)> {
    match value {
        Value::List(items) => items.iter().enumerate().map(|(at, it)| (path.index(at), it)).collect(),
        Value::Set(items) => items.iter().map(|it| (path.clone(), it)).collect(),
        Value::Map(members) => members.iter().map(|(key, it)| (path.key(key), it)).collect(),
        value => vec![(path.clone(), value)],
    }
}
