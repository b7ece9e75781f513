//! Plans, tests and exports for programs.

use callboard_resource::Properties;
use serde_json::{Value, json};

use crate::difference::Difference;
use crate::survey::{Survey, Surveyed, Verdict};
use crate::unknown;
use crate::work::Work;

/// What must happen, as one object.
pub fn plan_json(work: &Work, survey: &Survey) -> Value {
    let changes: Vec<Value> = survey.all().map(change).collect();
    let count = |action: &str| changes.iter().filter(|it| it["action"] == action).count();
    let summary: Properties = ["create", "update", "replace", "delete", "run", "no-op"]
        .into_iter()
        .map(|it| (it.to_owned(), Value::from(count(it))))
        .collect();
    json!({
        "stack": work.stack.name(),
        "environment": work.stack.environment,
        "has_changes": survey.has_changes(),
        "summary": summary,
        "changes": changes,
    })
}

/// What is as it should be, and what is not, as one object.
pub fn test_json(work: &Work, survey: &Survey) -> Value {
    let mut object = plan_json(work, survey);
    object["passed"] = Value::Bool(!survey.has_changes());
    object
}

/// What a stack gives away, as text of a JSON file, or for people, who do not see what is masked.
pub fn exports(work: &Work, exports: &Properties, is_masked: bool) -> Value {
    let value = Value::Object(exports.clone());
    if is_masked { work.secrets.masked(&value) } else { value }
}

fn change(surveyed: &Surveyed) -> Value {
    let (action, because) = match &surveyed.verdict {
        Verdict::Create => ("create", &[][..]),
        Verdict::Update => ("update", &[][..]),
        Verdict::Replace { because } => ("replace", &because[..]),
        Verdict::Delete => ("delete", &[][..]),
        Verdict::NoOp => ("no-op", &[][..]),
        Verdict::Read => ("read", &[][..]),
        Verdict::Run => ("run", &[][..]),
        Verdict::LeftOut => ("left-out", &[][..]),
    };
    json!({
        "resource": surveyed.name,
        "type": surveyed.of.map(|it| it.name),
        "region": surveyed.region,
        "identifier": surveyed.live.as_ref().map(|it| it.identifier.as_str()),
        "action": action,
        "because": because,
        "differences": surveyed.differences.iter().map(difference).collect::<Vec<_>>(),
    })
}

fn difference(difference: &Difference) -> Value {
    let mut object = Properties::new();
    object.insert("path".to_owned(), Value::from(difference.path.as_str()));
    if difference.is_secret {
        object.insert("sensitive".to_owned(), Value::Bool(true));
    } else {
        if let Some(before) = &difference.before {
            object.insert("before".to_owned(), before.clone());
        }
        if let Some(after) = &difference.after {
            let mut unknowns = Vec::new();
            let known = known(after, &mut unknowns);
            object.insert("after".to_owned(), known);
            if !unknowns.is_empty() {
                object.insert("after_unknown".to_owned(), json!(unknowns));
            }
        }
    }
    if difference.replaces {
        object.insert("replaces".to_owned(), Value::Bool(true));
    }
    Value::Object(object)
}

/// A value with null for what is not known yet, and the names of that.
fn known(value: &Value, unknowns: &mut Vec<String>) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(|it| known(it, unknowns)).collect()),
        Value::Object(members) => {
            Value::Object(members.iter().map(|(name, it)| (name.clone(), known(it, unknowns))).collect())
        }
        value => match unknown::name_of(value) {
            Some(name) => {
                unknowns.push(name.to_owned());
                Value::Null
            }
            None => value.clone(),
        },
    }
}
