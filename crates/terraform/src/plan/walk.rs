//! The walk: rules at work on each attribute and block.
//!
//! `place.rs` says where it is, `nested.rs` walks through lists, sets and maps of objects.

mod nested;
mod place;

use std::collections::BTreeMap;

use super::{Dialect, Inputs, Rule, Rules, Same, is_zero, zero_path};
use crate::cty::{Path, Value};
use place::Place;

pub(super) struct Walk<'a> {
    inputs: Inputs<'a>,
    pub(super) is_changed: bool,
    pub(super) requires_replace: Vec<Path>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(inputs: Inputs<'a>) -> Self {
        Self { inputs, is_changed: false, requires_replace: Vec::new() }
    }

    pub(super) fn top(&mut self, rules: &Rules, prior: Option<&Value>, config: &Value) -> Value {
        let place = Place::root();
        let mut members = BTreeMap::new();
        for rule in &rules.0 {
            let place = place.attribute(&rule.name);
            let prior = prior.map(|it| it.get(&rule.name));
            let value = match self.inputs.worked_out.get(&*rule.name) {
                Some(wanted) => self.wanted(rule, &place, prior, wanted.clone()),
                None => self.value(rule, &place, prior, config.get(&rule.name)),
            };
            members.insert(rule.name.to_string(), value);
        }
        Value::Map(members)
    }

    fn object(&mut self, rules: &Rules, place: &Place, prior: Option<&Value>, config: &Value) -> Value {
        let members = rules.0.iter().map(|rule| {
            let prior = prior.map(|it| it.get(&rule.name));
            let value = self.value(rule, &place.attribute(&rule.name), prior, config.get(&rule.name));
            (rule.name.to_string(), value)
        });
        Value::Map(members.collect())
    }

    fn value(&mut self, rule: &Rule, place: &Place, prior: Option<&Value>, config: &Value) -> Value {
        let is_configurable = rule.flags.required || rule.flags.optional;
        if !is_configurable {
            return self.computed(prior);
        }
        if config.is_unknown() {
            self.change(rule, place, prior);
            return Value::Unknown;
        }
        match &rule.nested {
            Some((nesting, rules)) => self.nested(rule, place, prior, config, *nesting, rules),
            None => self.plain(rule, place, prior, config),
        }
    }

    /// What only the service knows.
    fn computed(&self, prior: Option<&Value>) -> Value {
        prior.cloned().unwrap_or(Value::Unknown)
    }

    fn plain(&mut self, rule: &Rule, place: &Place, prior: Option<&Value>, config: &Value) -> Value {
        if rule.zero_is_a_value
            && let Some(prior) = prior
            && is_zero(prior)
            && is_zero(config)
        {
            let names: Vec<&str> = place.names.iter().map(String::as_str).collect();
            let was_meant = self.inputs.meant_zeros.contains(&zero_path(&names));
            if was_meant == config.is_null() {
                // The state shows 0 before and after; only what is unknown can make Terraform see a change.
                self.is_changed = true;
                return Value::Unknown;
            }
        }
        if !config.is_null() {
            let given = match config {
                // The old SDK writes no members that are null.
                Value::Map(members) if self.inputs.dialect == Dialect::Legacy => {
                    let said = members.iter().filter(|(_, it)| !it.is_null());
                    &Value::Map(said.map(|(key, it)| (key.clone(), it.clone())).collect())
                }
                config => config,
            };
            return self.wanted(rule, place, prior, rule.canonical.apply(given));
        }
        if let Some(default) = &rule.default {
            // A service need not say what it does by default.
            let is_unsaid = self.inputs.dialect == Dialect::Framework && prior.is_some_and(Value::is_null);
            return if is_unsaid { Value::Null } else { self.wanted(rule, place, prior, default.clone()) };
        }
        if rule.flags.computed {
            return self.computed(prior);
        }
        match prior {
            Some(prior) if self.is_nothing(prior) => prior.clone(),
            Some(_) => {
                self.change(rule, place, prior);
                Value::Null
            }
            None => Value::Null,
        }
    }

    /// A value that is wanted, whatever asked for it.
    fn wanted(&mut self, rule: &Rule, place: &Place, prior: Option<&Value>, wanted: Value) -> Value {
        match prior {
            Some(prior) if rule.same.holds(prior, &wanted) => prior.clone(),
            Some(prior) if self.inputs.dialect == Dialect::Legacy && is_zero(prior) && is_zero(&wanted) => wanted,
            prior => {
                self.change(rule, place, prior);
                wanted
            }
        }
    }

    fn is_nothing(&self, prior: &Value) -> bool {
        match self.inputs.dialect {
            Dialect::Legacy => is_zero(prior),
            Dialect::Framework => prior.is_null(),
        }
    }

    /// Notes that something changes; a new resource or object has nothing that could.
    fn change(&mut self, rule: &Rule, place: &Place, prior: Option<&Value>) {
        if prior.is_none() {
            return;
        }
        self.is_changed = true;
        if rule.forces_replacement {
            self.requires_replace.push(place.path.clone());
        }
    }
}
