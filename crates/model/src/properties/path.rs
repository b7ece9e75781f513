//! Paths of properties: `Endpoint/Address`, `Volumes/*/Id`.

use serde_json::{Map, Value};

/// One step down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step<'a> {
    /// To a member of an object.
    Key(&'a str),
    /// To an item of a list.
    Item(usize),
}

/// The values at a path; `*` stands for every item of a list or member of an object.
pub fn values_at<'a>(properties: &'a Map<String, Value>, path: &str) -> Vec<&'a Value> {
    let mut steps = path.split('/');
    let mut found: Vec<&Value> = steps.next().and_then(|name| properties.get(name)).into_iter().collect();
    for step in steps {
        found = found
            .into_iter()
            .flat_map(|value| match (step, value) {
                ("*", Value::Array(items)) => items.iter().collect(),
                ("*", Value::Object(members)) => members.values().collect(),
                (_, Value::Object(members)) => members.get(step).into_iter().collect(),
                // Some schemas name the items of a list without a star.
                (_, Value::Array(items)) => items.iter().filter_map(|it| it.get(step)).collect(),
                _ => Vec::new(),
            })
            .collect();
    }
    found
}

/// A path as messages show it: `#/Tags/0/Key`.
pub(super) fn pointer(steps: &[Step<'_>]) -> String {
    let mut pointer = "#".to_owned();
    for step in steps {
        pointer.push('/');
        match step {
            Step::Key(name) => pointer.push_str(&name.replace('~', "~0").replace('/', "~1")),
            Step::Item(at) => pointer.push_str(&at.to_string()),
        }
    }
    pointer
}
