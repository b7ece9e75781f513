//! Differences: what changes of a resource, path by path, for people and for JSON.

use callboard_model::types::ResourceType;
use callboard_resource::{Action, PlanOptions, Properties, WriteOnly, plan_with};
use serde_json::Value;

/// One thing that changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// `AccessLogSettings.Format`
    pub path: String,
    /// What is there.
    pub before: Option<Value>,
    /// What is to be.
    pub after: Option<Value>,
    /// Whether its value is never shown.
    pub is_secret: bool,
    /// Whether it is the reason why the resource is replaced.
    pub replaces: bool,
}

/// The differences that an action makes.
pub fn differences(
    of: &'static ResourceType,
    action: &Action,
    prior: Option<&Properties>,
    desired: &Properties,
) -> Vec<Difference> {
    let nothing = Properties::new();
    let mut found = match action {
        Action::Create => between(&nothing, desired),
        Action::Update { patch } => {
            let prior = prior.unwrap_or(&nothing);
            match patched(prior, patch) {
                Some(target) => between(prior, &target),
                None => Vec::new(),
            }
        }
        Action::Replace { because } => replacing(of, because, prior.unwrap_or(&nothing), desired),
        Action::Delete | Action::NoOp => Vec::new(),
    };
    for difference in &mut found {
        let path = difference.path.replace('.', "/");
        let top = difference.path.split('.').next().unwrap_or_default();
        let is_inside = |secret: &str| {
            path == secret || path.starts_with(&format!("{secret}/")) || secret.starts_with(&format!("{path}/"))
        };
        difference.is_secret = of.write_only().any(|it| is_inside(it) || it == top);
    }
    found
}

/// What properties become by a JSON Patch.
pub fn patched(prior: &Properties, patch: &Value) -> Option<Properties> {
    let patch: json_patch::Patch = serde_json::from_value(patch.clone()).ok()?;
    let mut target = Value::Object(prior.clone());
    json_patch::patch(&mut target, &patch).ok()?;
    match target {
        Value::Object(target) => Some(target),
        _ => None,
    }
}

fn replacing(
    of: &'static ResourceType,
    because: &[String],
    prior: &Properties,
    desired: &Properties,
) -> Vec<Difference> {
    let options = PlanOptions { write_only: WriteOnly::Skip };
    let mut found = Vec::new();
    for (name, value) in desired {
        let mut alone = Properties::new();
        alone.insert(name.clone(), value.clone());
        match plan_with(of, Some(prior), Some(&alone), options) {
            Ok(Action::Update { patch }) => {
                if let Some(target) = patched(prior, &patch) {
                    found.extend(between(prior, &target));
                }
            }
            Ok(Action::Replace { .. }) => {
                let mut inner = between_values(name, prior.get(name), Some(value));
                inner.iter_mut().for_each(|it| it.replaces = true);
                found.extend(inner);
            }
            _ => {}
        }
    }
    for path in because {
        if found.iter().any(|it| it.replaces && it.path.starts_with(top_of(path))) {
            continue;
        }
        found.push(Difference { path: path.clone(), before: None, after: None, is_secret: false, replaces: true });
    }
    found
}

fn top_of(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

fn between(prior: &Properties, target: &Properties) -> Vec<Difference> {
    let mut found = Vec::new();
    for (name, value) in target {
        found.extend(between_values(name, prior.get(name), Some(value)));
    }
    for (name, value) in prior.iter().filter(|(name, _)| !target.contains_key(*name)) {
        found.extend(between_values(name, Some(value), None));
    }
    found
}

fn between_values(path: &str, before: Option<&Value>, after: Option<&Value>) -> Vec<Difference> {
    let one = |path: &str, before: Option<&Value>, after: Option<&Value>| Difference {
        path: path.to_owned(),
        before: before.cloned(),
        after: after.cloned(),
        is_secret: false,
        replaces: false,
    };
    match (before, after) {
        (before, after) if before == after => Vec::new(),
        // Nothing where there was nothing.
        (None, Some(Value::Null)) => Vec::new(),
        (None | Some(Value::Object(_)), Some(Value::Object(target))) if !target.is_empty() => {
            let nothing = Properties::new();
            let prior = before.and_then(Value::as_object).unwrap_or(&nothing);
            let inner = between(prior, target).into_iter();
            inner.map(|it| Difference { path: format!("{path}.{}", it.path), ..it }).collect()
        }
        (Some(Value::Array(prior)), Some(Value::Array(target))) if prior.iter().chain(target).all(Value::is_object) => {
            let gone = prior.iter().filter(|it| !target.contains(it)).map(|it| one(path, Some(it), None));
            let new = target.iter().filter(|it| !prior.contains(it)).map(|it| one(path, None, Some(it)));
            let found: Vec<Difference> = gone.chain(new).collect();
            // The same items in another order.
            if found.is_empty() { vec![one(path, before, after)] } else { found }
        }
        _ => vec![one(path, before, after)],
    }
}
