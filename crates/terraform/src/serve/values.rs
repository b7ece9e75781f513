//! Between messages and what a provider speaks of: values, diagnostics, paths, kept states.

use crate::cty::{self, CtyError, Extra, Path, Step, Type, Value};
use crate::diagnostics::{Diagnostic, Diagnostics, Severity};
use crate::proto;

/// A value of a type; where no value came, null.
pub(super) fn value(message: Option<proto::DynamicValue>, of: &Type) -> Result<Value, Diagnostic> {
    let Some(message) = message else { return Ok(Value::Null) };
    let read = match (message.msgpack.is_empty(), message.json.is_empty()) {
        (false, _) => cty::decode(&message.msgpack, of),
        (true, false) => return of_json(&message.json, of),
        (true, true) => return Ok(Value::Null),
    };
    read.map_err(|err| unfit("A value that came is not of its schema's type", &err))
}

fn of_json(text: &[u8], of: &Type) -> Result<Value, Diagnostic> {
    let json = serde_json::from_slice(text).map_err(|err| no_json("A value that came is no JSON", &err))?;
    cty::from_json(&json, of, Extra::Refuse).map_err(|err| unfit("A value that came is not of its schema's type", &err))
}

/// The message of a value.
pub(super) fn dynamic(value: &Value, of: &Type) -> Result<proto::DynamicValue, Diagnostic> {
    let msgpack =
        cty::encode(value, of).map_err(|err| unfit("callboard's provider made a value of a wrong type", &err))?;
    Ok(proto::DynamicValue { msgpack: msgpack.into(), ..proto::DynamicValue::default() })
}

fn unfit(summary: &str, error: &CtyError) -> Diagnostic {
    Diagnostic::error(summary).with_detail(error.to_string())
}

fn no_json(summary: &str, error: &serde_json::Error) -> Diagnostic {
    Diagnostic::error(summary).with_detail(error.to_string())
}

/// A state as a file has it.
pub(super) fn raw_state(state: Option<proto::RawState>) -> Result<serde_json::Value, Diagnostic> {
    let state = state.unwrap_or_default();
    if state.json.is_empty() && !state.flatmap.is_empty() {
        return Err(Diagnostic::error("The state is of a version that is not read any more").with_detail(
            "Terraform before 0.12 has written it. Terraform 0.13 and hashicorp/aws 3 convert it with `terraform apply \
             -refresh-only`.",
        ));
    }
    if state.json.is_empty() {
        return Ok(serde_json::Value::Null);
    }
    serde_json::from_slice(&state.json).map_err(|err| no_json("The state is no JSON", &err))
}

/// The messages of diagnostics.
pub(super) fn diagnostics(all: &Diagnostics) -> Vec<proto::Diagnostic> {
    let message = |it: &Diagnostic| proto::Diagnostic {
        severity: match it.severity {
            Severity::Error => proto::Severity::Error,
            Severity::Warning => proto::Severity::Warning,
        }
        .into(),
        summary: it.summary.clone(),
        detail: it.detail.clone(),
        attribute: (!it.path.is_root()).then(|| path(&it.path)),
    };
    all.0.iter().map(message).collect()
}

/// The message of a path.
pub(super) fn path(path: &Path) -> proto::AttributePath {
    let step = |it: &Step| proto::Step {
        selector: Some(match it {
            Step::Attribute(name) => proto::Selector::AttributeName(name.clone()),
            Step::Index(index) => proto::Selector::ElementKeyInt(*index),
            Step::Key(key) => proto::Selector::ElementKeyString(key.clone()),
        }),
    };
    proto::AttributePath { steps: path.steps().iter().map(step).collect() }
}
