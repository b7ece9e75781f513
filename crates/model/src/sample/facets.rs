//! Facets: all schemas that apply to one value at once.

use serde_json::Value;

use crate::properties::schema::{
    ARRAY_KEYWORDS, NUMBER_KEYWORDS, OBJECT_KEYWORDS, STRING_KEYWORDS, names, referred, schemas, size, type_names,
};

/// How many schemas may apply to one value.
const MOST: usize = 64;

/// Schemas that apply together, references followed, one branch of each choice taken.
#[derive(Debug, Clone, Default)]
pub struct Facets {
    /// The schemas, the value's own first.
    pub schemas: Vec<&'static Value>,
    /// Names that a choice between names has fallen on.
    chosen: Vec<&'static str>,
}

/// Calls `visit` with the facets of each choice of branches until it returns something.
pub(super) fn each<T>(
    root: &'static Value,
    schemas: &[&'static Value],
    visit: &mut dyn FnMut(&Facets) -> Option<T>,
) -> Option<T> {
    expand(root, schemas.to_vec(), Facets::default(), visit)
}

fn expand<T>(
    root: &'static Value,
    mut pending: Vec<&'static Value>,
    mut done: Facets,
    visit: &mut dyn FnMut(&Facets) -> Option<T>,
) -> Option<T> {
    while !pending.is_empty() {
        let schema = pending.remove(0);
        if done.schemas.len() >= MOST {
            return None;
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            pending.extend(referred(root, reference));
        }
        pending.extend(schemas(schema, "allOf"));
        done.schemas.push(schema);
        let choice = ["oneOf", "anyOf"].into_iter().filter(|it| schema.get(*it).is_some());
        let xor = ["requiredXor", "requiredOr"].into_iter().find(|it| schema.get(*it).is_some());
        let mut options: Vec<(Vec<&'static Value>, Option<&'static str>)> = vec![(Vec::new(), None)];
        for keyword in choice {
            let branches = self::schemas(schema, keyword);
            options = options
                .iter()
                .flat_map(|(taken, name)| {
                    branches.iter().map(move |branch| {
                        let mut taken = taken.clone();
                        taken.push(branch);
                        (taken, *name)
                    })
                })
                .take(MOST)
                .collect();
        }
        if let Some(keyword) = xor {
            let one_is_required = names(schema, keyword).any(|name| done.required().contains(&name));
            if !one_is_required {
                options = options
                    .iter()
                    .flat_map(|(taken, _)| names(schema, keyword).map(move |name| (taken.clone(), Some(name))))
                    .take(MOST)
                    .collect();
            }
        }
        if let [(taken, None)] = &options[..]
            && taken.is_empty()
        {
            continue;
        }
        return options.into_iter().find_map(|(taken, name)| {
            let mut pending = pending.clone();
            pending.extend(taken);
            let mut done = done.clone();
            done.chosen.extend(name);
            expand(root, pending, done, visit)
        });
    }
    visit(&done)
}

impl Facets {
    /// The first value that any of the schemas gives a keyword.
    pub fn first(&self, keyword: &str) -> Option<&'static Value> {
        self.schemas.iter().find_map(|it| it.get(keyword))
    }

    /// Whether a keyword says `true` anywhere.
    pub(super) fn is_set(&self, keyword: &str) -> bool {
        self.schemas.iter().any(|it| it.get(keyword) == Some(&Value::Bool(true)))
    }

    /// The kind of value: the first type that all allow, else what the keywords are for.
    pub fn kind(&self) -> &'static str {
        let mut of_types = self.schemas.iter().map(|it| type_names(it)).filter(|it| !it.is_empty());
        if let Some(first) = of_types.next() {
            let others: Vec<_> = of_types.collect();
            let common = first.iter().find(|name| others.iter().all(|it| it.contains(*name)));
            return common.unwrap_or(&first[0]);
        }
        let has = |names: &[&str]| self.schemas.iter().any(|it| names.iter().any(|name| it.get(name).is_some()));
        match () {
            () if has(&OBJECT_KEYWORDS) => "object",
            () if has(&ARRAY_KEYWORDS) => "array",
            () if has(&STRING_KEYWORDS) => "string",
            () if has(&NUMBER_KEYWORDS) => "number",
            () => "string",
        }
    }

    /// The values of an enumeration that all schemas with one have.
    pub(super) fn allowed_values(&self) -> Vec<&'static Value> {
        let lists = ["enum", "enumCaseInsensitive"];
        let lists: Vec<_> =
            lists.iter().flat_map(|it| self.schemas.iter().map(move |schema| schemas(schema, it))).collect();
        let mut lists = lists.into_iter().filter(|it| !it.is_empty());
        let Some(first) = lists.next() else { return Vec::new() };
        let others: Vec<_> = lists.collect();
        first.iter().filter(|value| others.iter().all(|it| it.contains(value))).collect()
    }

    pub(super) fn required(&self) -> Vec<&'static str> {
        let mut found: Vec<&'static str> = Vec::new();
        let required = self.schemas.iter().flat_map(|it| names(it, "required"));
        for name in required.chain(self.chosen.iter().copied()) {
            if !found.contains(&name) {
                found.push(name);
            }
        }
        // What is given may need others beside it.
        let mut at = 0;
        while at < found.len() {
            let name = found[at];
            for keyword in ["dependencies", "dependentRequired"] {
                for schema in &self.schemas {
                    let others = schema.get(keyword).and_then(|it| it.get(name)).and_then(Value::as_array);
                    for other in others.into_iter().flatten().filter_map(Value::as_str) {
                        if !found.contains(&other) {
                            found.push(other);
                        }
                    }
                }
            }
            at += 1;
        }
        found
    }

    pub(super) fn properties(&self) -> impl Iterator<Item = &'static str> {
        let maps = self.schemas.iter().filter_map(|it| it.get("properties").and_then(Value::as_object));
        maps.flat_map(|it| it.keys().map(String::as_str))
    }

    /// The schemas that apply to a member.
    pub(super) fn of_property(&self, name: &str) -> Vec<&'static Value> {
        self.schemas.iter().filter_map(|it| it.get("properties")?.get(name)).collect()
    }

    pub(super) fn of_items(&self) -> Vec<&'static Value> {
        self.schemas.iter().filter_map(|it| it.get("items")).filter(|it| it.is_object()).collect()
    }

    pub(super) fn of_prefix(&self, at: usize) -> Vec<&'static Value> {
        self.schemas.iter().filter_map(|it| it.get("prefixItems")?.get(at)).collect()
    }

    pub(super) fn pattern_properties(&self) -> impl Iterator<Item = (&'static str, &'static Value)> {
        let maps = self.schemas.iter().filter_map(|it| it.get("patternProperties").and_then(Value::as_object));
        maps.flat_map(|it| it.iter().map(|(pattern, schema)| (pattern.as_str(), schema)))
    }

    /// All patterns that a text must match.
    pub fn patterns(&self) -> impl Iterator<Item = &'static str> {
        self.schemas.iter().filter_map(|it| it.get("pattern").and_then(Value::as_str))
    }

    /// The greatest of a keyword's sizes; 0 where there is none.
    pub(super) fn most(&self, keyword: &str) -> usize {
        self.schemas.iter().filter_map(|it| size(it, keyword)).max().unwrap_or(0)
    }

    /// The least of a keyword's sizes.
    pub(super) fn least(&self, keyword: &str) -> Option<usize> {
        self.schemas.iter().filter_map(|it| size(it, keyword)).min()
    }

    /// The smallest number above nothing that fits.
    pub(super) fn number(&self, is_whole: bool) -> f64 {
        let limits = |keyword: &'static str| self.schemas.iter().filter_map(move |it| it.get(keyword)?.as_f64());
        let min = limits("minimum").chain(limits("exclusiveMinimum").map(|it| it + 1.0)).reduce(f64::max);
        let max = limits("maximum").chain(limits("exclusiveMaximum").map(|it| it - 1.0)).reduce(f64::min);
        let mut number = match (min, max) {
            (Some(min), _) => min,
            (None, Some(max)) if max < 1.0 => max,
            _ => 1.0,
        };
        if let Some(of) = limits("multipleOf").next().filter(|it| *it > 0.0) {
            number = (number / of).ceil() * of;
        }
        if is_whole { number.ceil() } else { number }
    }
}
