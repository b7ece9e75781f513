//! Tags: what a provider block says of all resources, and what a resource says itself.
//!
//! ```text
//! default_tags ─┐
//!               ├──▶ tags_all (planned) ──▶ written ──▶ read ──▶ tags, tags_all (state)
//! tags ─────────┘            ignore_tags take away what others manage
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::cty::Value;
use crate::plan::is_zero;

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

/// What a provider block says of tags.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagPolicy {
    /// Tags of every resource that can have some.
    pub defaults: Tags,
    /// Keys that others manage.
    pub ignored_keys: BTreeSet<String>,
    /// Beginnings of keys that others manage.
    pub ignored_prefixes: Vec<String>,
    /// Whether the block says more than is known yet.
    pub is_unknown: bool,
}

/// Tags that are changed on a resource.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagChange {
    /// Those that are set.
    pub set: Tags,
    /// Keys of those that go.
    pub removed: Vec<String>,
}

impl TagPolicy {
    /// `tags` as they are planned: null elements are no tags, and tags that are not all known are not known at all, as the
    /// old SDK has it; tags that go leave an empty map.
    pub fn planned(&self, config: &Value, prior: &Value) -> Value {
        if !config.is_wholly_known() {
            return Value::Unknown;
        }
        let own = texts(config);
        if own.is_empty() && prior.is_null() { Value::Null } else { map_value(&own) }
    }

    /// `tags_all` as it is planned for a resource with `tags`: unknown where a tag is, where a new one is empty, and where
    /// a new resource has none, as the old SDK has it.
    pub fn planned_all(&self, tags: &Value, prior_tags: &Value, prior_all: &Value) -> Value {
        if self.is_unknown || !tags.is_wholly_known() {
            return Value::Unknown;
        }
        let own = texts(tags);
        let is_changed = own != texts(prior_tags);
        if is_changed && own.values().any(String::is_empty) {
            return Value::Unknown;
        }
        let all = self.kept(self.merged(own));
        let is_empty_somewhere = all.values().any(String::is_empty);
        let is_new = prior_all.is_null();
        let all = map_value(&all);
        let is_open = is_empty_somewhere || is_new && is_zero(&all);
        if is_open && all != *prior_all { Value::Unknown } else { all }
    }

    /// The tags that a resource is written with.
    pub fn written(&self, tags: &Value) -> Tags {
        let mut merged = self.merged(texts(tags));
        merged.retain(|key, _| !is_system(key));
        merged
    }

    /// `tags` and `tags_all` of a resource that has these tags, where `own` is what its configuration or state says.
    pub fn read(&self, there: Tags, own: &Value) -> (Value, Value) {
        let all = self.kept(there);
        let own_tags = texts(own);
        let mut tags = all.clone();
        tags.retain(|key, value| match own_tags.get(key) {
            Some(own) => own == value || self.defaults.get(key) != Some(value),
            // A tag that the resource did not have may be one of the provider block's.
            None => !self.is_unknown && self.defaults.get(key) != Some(value),
        });
        let tags = if tags.is_empty() && own.is_null() { Value::Null } else { map_value(&tags) };
        (tags, map_value(&all))
    }

    /// What makes the tags of a resource, as a state has them, those that are wanted; those that others manage stay as they
    /// are once the resource is there.
    pub fn change(&self, prior_all: &Value, tags: &Value) -> TagChange {
        let before = texts(prior_all);
        let wanted = self.kept(self.written(tags));
        let removed = before.keys().filter(|key| !wanted.contains_key(*key) && !is_system(key)).cloned().collect();
        let set = wanted.into_iter().filter(|(key, value)| before.get(key) != Some(value)).collect();
        TagChange { set, removed }
    }

    fn merged(&self, own: Tags) -> Tags {
        let mut merged = self.defaults.clone();
        merged.extend(own);
        merged
    }

    fn kept(&self, mut tags: Tags) -> Tags {
        tags.retain(|key, _| {
            !is_system(key)
                && !self.ignored_keys.contains(key)
                && !self.ignored_prefixes.iter().any(|prefix| key.starts_with(prefix))
        });
        tags
    }
}

impl TagChange {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.removed.is_empty()
    }
}

/// Tags that AWS keeps for itself.
fn is_system(key: &str) -> bool {
    key.starts_with("aws:")
}

/// Tags that are known; a null is none.
pub(crate) fn texts(value: &Value) -> Tags {
    let members = value.members().into_iter().flatten();
    members.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

pub(crate) fn map_value(tags: &Tags) -> Value {
    Value::Map(tags.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect())
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn tags(text: &str) -> Value {
        if text == "null" {
            return Value::Null;
        }
        let pairs = text.split_whitespace().filter_map(|it| it.split_once('='));
        Value::Map(
            pairs
                .map(|(key, value)| (key.to_owned(), if value == "?" { Value::Unknown } else { Value::from(value) }))
                .collect(),
        )
    }

    fn policy() -> TagPolicy {
        let defaults = texts(&tags("owner=us env=dev"));
        TagPolicy {
            defaults,
            ignored_keys: ["seen".to_owned()].into(),
            ignored_prefixes: vec!["k8s/".to_owned()],
            is_unknown: false,
        }
    }

    fn text(value: &Value) -> String {
        match value {
            Value::Unknown => "?".to_owned(),
            Value::Null => "null".to_owned(),
            value => {
                texts(value).into_iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(" ")
            }
        }
    }

    /// What is planned for `own` after `prior`, what is written, and what a read of that and `extra` gives.
    #[track_caller]
    fn check(prior: &str, own: &str, extra: &str, expect: Expect) {
        let policy = policy();
        let planned = policy.planned_all(&tags(own), &tags(prior), &map_value(&policy.written(&tags(prior))));
        let mut there = policy.written(&tags(own));
        let written = text(&map_value(&there));
        there.extend(texts(&tags(extra)));
        let (read, all) = policy.read(there, &tags(own));
        expect.assert_eq(&format!(
            "plan {}; write {written}; tags {}; all {}",
            text(&planned),
            text(&read),
            text(&all)
        ));
    }

    #[test]
    fn defaults_are_overlaid_and_ignored_ones_are_not_seen() {
        check(
            "null",
            "null",
            "k8s/a=1 aws:x=1",
            expect!["plan env=dev owner=us; write env=dev owner=us; tags null; all env=dev owner=us"],
        );
        check(
            "null",
            "owner=me a=1 seen=2",
            "",
            expect![[
                "plan a=1 env=dev owner=me; write a=1 env=dev owner=me seen=2; tags a=1 owner=me; all a=1 env=dev owner=me"
            ]],
        );
    }

    #[test]
    fn a_duplicate_of_a_default_stays_where_it_was_written() {
        check(
            "owner=us",
            "owner=us",
            "",
            expect!["plan env=dev owner=us; write env=dev owner=us; tags owner=us; all env=dev owner=us"],
        );
    }

    #[test]
    fn what_is_not_known_and_what_is_newly_empty() {
        assert_eq!(policy().planned_all(&tags("a=?"), &Value::Null, &Value::Null), Value::Unknown);
        assert_eq!(policy().planned_all(&Value::Unknown, &Value::Null, &Value::Null), Value::Unknown);
        assert_eq!(policy().planned_all(&tags("a="), &Value::Null, &Value::Null), Value::Unknown);
        assert_eq!(
            text(&policy().planned_all(&tags("a="), &tags("a="), &tags("a= env=dev owner=us"))),
            "a= env=dev owner=us"
        );
    }

    #[test]
    fn what_a_provider_block_does_not_say_yet() {
        let policy = TagPolicy { is_unknown: true, ..policy() };
        assert_eq!(policy.planned_all(&tags("a=1"), &tags("a=1"), &Value::Null), Value::Unknown);
        let (read, all) = policy.read(texts(&tags("a=2 first=x owner=us")), &tags("a=1"));
        assert_eq!((&*text(&read), &*text(&all)), ("a=2", "a=2 first=x owner=us"));
        assert_eq!(texts(&tags("a=1 b=?")), texts(&tags("a=1")));
    }

    #[test]
    fn only_what_differs_is_changed() {
        let change = policy().change(&tags("a=1 b=2 env=dev owner=us"), &tags("b=3"));
        assert_eq!(change, TagChange { set: texts(&tags("b=3")), removed: vec!["a".to_owned()] });
        assert!(policy().change(&tags("env=dev owner=us"), &Value::Null).is_empty());
    }
}
