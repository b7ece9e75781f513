//! Attributes: parts of a definition, which are of their kind or not there at all.

use serde_json::{Map as Json, Value};

use crate::failure::{Answer, Failure};

use super::super::super::refusals;

/// A definition that cannot be read.
pub(super) fn invalid(what: &str) -> Failure {
    refusals::bad_request(format!("Invalid OpenAPI input. {what}"))
}

/// An attribute that is an object, where it is there.
pub(super) fn object<'a>(value: Option<&'a Value>, place: &str) -> Answer<Option<&'a Json<String, Value>>> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(members)) => Ok(Some(members)),
        Some(_) => Err(invalid(&format!("attribute {place} is not of type `object`"))),
    }
}

/// The members of an attribute that is an object, where it is there.
pub(super) fn members<'a>(
    value: Option<&'a Value>,
    place: &str,
) -> Answer<impl Iterator<Item = (&'a String, &'a Value)> + use<'a>> {
    Ok(object(value, place)?.into_iter().flatten())
}

/// The items of an attribute that is a list, where it is there.
pub(super) fn items<'a>(value: Option<&'a Value>, place: &str) -> Answer<impl Iterator<Item = &'a Value> + use<'a>> {
    match value {
        None | Some(Value::Null | Value::Array(_)) => Ok(value.and_then(Value::as_array).into_iter().flatten()),
        Some(_) => Err(invalid(&format!("attribute {place} is not of type `array`"))),
    }
}

/// The text of a scalar.
pub(super) fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}
