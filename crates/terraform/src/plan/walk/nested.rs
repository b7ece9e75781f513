//! Nested objects: which of those that are there is which of those that are wanted.

use std::collections::BTreeMap;

use super::place::Place;
use super::{Dialect, Rule, Rules, Same, Walk};
use crate::cty::Value;
use crate::schema::Nesting;

impl Walk<'_> {
    pub(super) fn nested(
        &mut self,
        rule: &Rule,
        place: &Place,
        prior: Option<&Value>,
        config: &Value,
        nesting: Nesting,
        rules: &Rules,
    ) -> Value {
        let is_absent = config.is_null() || config.items().is_some_and(<[Value]>::is_empty);
        let is_silent = if self.inputs.dialect == Dialect::Legacy { is_absent } else { config.is_null() };
        if is_silent && rule.flags.computed {
            return self.computed(prior);
        }
        if is_silent && rule.is_always_there {
            return self.reset(place, prior, nesting, rules);
        }
        if config.is_null() {
            return match prior {
                Some(prior) if self.is_nothing(prior) => prior.clone(),
                Some(_) => {
                    self.change(rule, place, prior);
                    Value::Null
                }
                None => Value::Null,
            };
        }
        match (nesting, config) {
            (Nesting::Single, config) => {
                let inner = prior.filter(|it| it.members().is_some());
                if inner.is_none() {
                    self.change(rule, place, prior);
                }
                self.object(rules, place, inner, config)
            }
            (Nesting::List, Value::List(items)) => self.list(rule, place, prior, items, rules),
            (Nesting::Set, Value::Set(items) | Value::List(items)) => self.set(rule, place, prior, items, rules),
            (Nesting::Map, Value::Map(members)) => self.map(rule, place, prior, members, rules),
            (_, config) => config.clone(),
        }
    }

    fn list(&mut self, rule: &Rule, place: &Place, prior: Option<&Value>, items: &[Value], rules: &Rules) -> Value {
        let before = prior.map(|it| it.items().unwrap_or_default());
        if rule.same == Same::Unordered
            && let Some(before) = before
            && let Some(same) = self.reordered(place, before, items, rules)
        {
            return Value::List(same);
        }
        if before.is_some_and(|it| it.len() != items.len()) {
            self.change(rule, place, prior);
        }
        let origins = before.map(|before| self.origins(place, before, items, rules)).unwrap_or_default();
        if before.is_some() && origins.iter().enumerate().any(|(at, origin)| *origin != Some(at)) {
            self.change(rule, place, prior);
        }
        let items = items.iter().enumerate().map(|(at, config)| {
            let place = place.index(at);
            let prior = before.and_then(|it| it.get((*origins.get(at)?)?));
            let is_object = config.members().is_some();
            if is_object { self.object(rules, &place, prior, config) } else { self.unreadable(rule, &place, config) }
        });
        Value::List(items.collect())
    }

    /// For each item of a configuration, the place of the item that it was: what it does not say stays as it is there.
    fn origins(&self, place: &Place, before: &[Value], items: &[Value], rules: &Rules) -> Vec<Option<usize>> {
        let in_place = |at: usize| (at < before.len()).then_some(at);
        if self.inputs.dialect == Dialect::Legacy {
            return (0..items.len()).map(in_place).collect();
        }
        let is_same =
            |at: usize, from: usize| self.is_unchanged(&place.index(at), &before[from], &items[at], rules).is_some();
        // First those that stay as they are, so that none of them is taken for another.
        let mut origins: Vec<Option<usize>> =
            (0..items.len()).map(|at| in_place(at).filter(|from| is_same(at, *from))).collect();
        for at in 0..items.len() {
            if origins[at].is_none() {
                origins[at] = (0..before.len()).find(|from| !origins.contains(&Some(*from)) && is_same(at, *from));
            }
        }
        let is_as_long = before.len() == items.len();
        for at in 0..items.len().min(before.len()) {
            let is_free = origins[at].is_none() && !origins.contains(&Some(at));
            if is_free && is_one_object(rules, &before[at], &items[at], is_as_long) {
                origins[at] = Some(at);
            }
        }
        origins
    }

    /// The items that are there, where those of the configuration are the same in another order.
    fn reordered(&self, place: &Place, before: &[Value], items: &[Value], rules: &Rules) -> Option<Vec<Value>> {
        if before.len() != items.len() {
            return None;
        }
        let mut left: Vec<&Value> = before.iter().collect();
        for config in items {
            let at = left.iter().position(|prior| self.is_unchanged(place, prior, config, rules).is_some())?;
            left.swap_remove(at);
        }
        Some(before.to_vec())
    }

    fn set(&mut self, rule: &Rule, place: &Place, prior: Option<&Value>, items: &[Value], rules: &Rules) -> Value {
        let before = prior.map(|it| it.items().unwrap_or_default());
        let mut left: Vec<&Value> = before.unwrap_or_default().iter().collect();
        let mut planned: Vec<Option<Value>> = Vec::with_capacity(items.len());
        // First those that stay as they are, so that none of them is taken for another.
        for config in items {
            let key = rule.key.and_then(|key| config.get(key).as_str());
            let place = place.in_set(key);
            let found = left
                .iter()
                .enumerate()
                .find_map(|(at, prior)| self.is_unchanged(&place, prior, config, rules).map(|value| (at, value)));
            planned.push(found.map(|(at, value)| {
                left.swap_remove(at);
                value
            }));
        }
        if before.is_some() && (!left.is_empty() || planned.iter().any(Option::is_none)) {
            self.change(rule, place, prior);
        }
        let items = planned.into_iter().zip(items).map(|(planned, config)| {
            if let Some(planned) = planned {
                return planned;
            }
            let key = rule.key.and_then(|key| config.get(key).as_str());
            let prior = rule.key.and_then(|name| left.iter().find(|it| it.get(name).as_str() == key && key.is_some()));
            let place = place.in_set(key);
            let is_object = config.members().is_some();
            if is_object {
                self.object(rules, &place, prior.copied(), config)
            } else {
                self.unreadable(rule, &place, config)
            }
        });
        Value::set(items.collect::<Vec<_>>())
    }

    fn map(
        &mut self,
        rule: &Rule,
        place: &Place,
        prior: Option<&Value>,
        members: &BTreeMap<String, Value>,
        rules: &Rules,
    ) -> Value {
        let before = prior.and_then(Value::members);
        let is_same_keys = before.is_some_and(|it| it.keys().eq(members.keys()));
        if prior.is_some() && !is_same_keys {
            self.change(rule, place, prior);
        }
        let members = members.iter().map(|(key, config)| {
            let place = place.key(key);
            let prior = before.and_then(|it| it.get(key));
            let is_object = config.members().is_some();
            let value = if is_object {
                self.object(rules, &place, prior, config)
            } else {
                self.unreadable(rule, &place, config)
            };
            (key.clone(), value)
        });
        Value::Map(members.collect())
    }

    /// An object that is not one: unknown, or null where nobody looks.
    fn unreadable(&mut self, rule: &Rule, place: &Place, config: &Value) -> Value {
        self.change(rule, place, Some(&Value::Null));
        config.clone()
    }

    /// What an object becomes, where that is what it was.
    fn is_unchanged(&self, place: &Place, prior: &Value, config: &Value, rules: &Rules) -> Option<Value> {
        config.members()?;
        let mut trial = Self { inputs: self.inputs, is_changed: false, requires_replace: Vec::new() };
        let value = trial.object(rules, place, Some(prior), config);
        (!trial.is_changed && value.is_wholly_known() == prior.is_wholly_known()).then_some(value)
    }

    /// A block that is there without being configured: what is inside goes back to what silence means.
    fn reset(&mut self, place: &Place, prior: Option<&Value>, nesting: Nesting, rules: &Rules) -> Value {
        let Some(prior) = prior else {
            return match nesting {
                Nesting::List => Value::List(Vec::new()),
                Nesting::Set => Value::set([]),
                Nesting::Single | Nesting::Map => Value::Null,
            };
        };
        let silence = Value::Map(BTreeMap::new());
        let items = prior.items().unwrap_or_default().iter().enumerate();
        let items: Vec<Value> =
            items.map(|(at, prior)| self.object(rules, &place.index(at), Some(prior), &silence)).collect();
        match prior {
            Value::List(_) => Value::List(items),
            Value::Set(_) => Value::set(items),
            prior => prior.clone(),
        }
    }
}

/// Whether an item may be what another became; `unsaid` where nothing that would tell them apart is configured.
fn is_one_object(rules: &Rules, prior: &Value, config: &Value, unsaid: bool) -> bool {
    let is_scalar = |it: &Value| matches!(it, Value::String(_) | Value::Number(_) | Value::Bool(_));
    let telling = rules.0.iter().filter(|it| it.tells_apart && it.nested.is_none());
    let mut telling = telling.filter(|it| is_scalar(config.get(&it.name))).peekable();
    match telling.peek() {
        None => unsaid,
        Some(_) => telling.all(|it| it.same.holds(prior.get(&it.name), config.get(&it.name))),
    }
}
