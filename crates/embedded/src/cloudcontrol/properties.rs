//! Properties: the JSON objects that describe resources, and paths into them.

use callboard_model::types::ResourceType;
use serde_json::{Map, Value};

use crate::codec::DecodeError;
use crate::failure::{Answer, Failure};

use super::tables::RESOURCE;

/// The properties of one resource.
pub(crate) type Properties = Map<String, Value>;

/// The properties that a member of an input is the text of.
pub(super) fn parse(member: &str, text: &str) -> Answer<Properties> {
    match serde_json::from_str(text) {
        Ok(Value::Object(properties)) => Ok(properties),
        Ok(other) => {
            let message = format!("Model validation failed (#: expected type: JSONObject, found: {})", kind(&other));
            Err(Failure::validation(message))
        }
        Err(error) => Err(Failure::validation(format!("{member} is not valid JSON: {error}"))),
    }
}

/// The properties that a record or a view is the text of.
pub(super) fn of_record(text: &str) -> Answer<Properties> {
    serde_json::from_str(text).map_err(|error| RESOURCE.damaged(DecodeError::not_json(error.column())))
}

/// What a message calls a value, in the words of AWS's validator.
fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "Null",
        Value::Bool(_) => "Boolean",
        Value::Number(number) if number.is_f64() => "Double",
        Value::Number(_) => "Integer",
        Value::String(_) => "String",
        Value::Array(_) => "JSONArray",
        Value::Object(_) => "JSONObject",
    }
}

/// The value at a path of a schema: `Id`, `Settings/Name`. A step `*` is not followed.
pub(super) fn at<'a>(properties: &'a Properties, path: &str) -> Option<&'a Value> {
    let mut steps = path.split('/');
    let first = properties.get(steps.next()?)?;
    steps.try_fold(first, |value, step| value.get(step))
}

/// The text of a value that can be part of an identifier.
pub(super) fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

/// Takes the properties that are never read back out of these.
pub(super) fn take_write_only(resource_type: &'static ResourceType, properties: &mut Properties) -> Properties {
    let mut taken = Properties::new();
    for path in resource_type.write_only() {
        let mut steps = path.split('/').peekable();
        let Some(first) = steps.next() else { continue };
        if steps.peek().is_none() {
            if let Some(value) = properties.shift_remove(first) {
                taken.insert(first.to_owned(), value);
            }
        } else if let Some(value) = properties.get_mut(first) {
            let steps: Vec<&str> = steps.collect();
            let whole = value.clone();
            if remove(value, &steps) {
                taken.entry(first).or_insert(whole);
            }
        }
    }
    taken
}

/// Removes what is at a path, in every item where a step is `*`, and says whether anything was there.
fn remove(value: &mut Value, steps: &[&str]) -> bool {
    let Some((step, rest)) = steps.split_first() else { return false };
    match value {
        Value::Array(items) if *step == "*" => remove_in_each(items.iter_mut(), rest),
        // Some schemas leave out the `*` of a list.
        Value::Array(items) => remove_in_each(items.iter_mut(), steps),
        Value::Object(members) if *step == "*" => remove_in_each(members.values_mut(), rest),
        Value::Object(members) if rest.is_empty() => members.shift_remove(*step).is_some(),
        Value::Object(members) => members.get_mut(*step).is_some_and(|member| remove(member, rest)),
        _ => false,
    }
}

fn remove_in_each<'a>(values: impl Iterator<Item = &'a mut Value>, steps: &[&str]) -> bool {
    values.filter_map(|value| remove(value, steps).then_some(())).count() > 0
}

#[cfg(test)]
mod tests {
    use callboard_model::types;
    use expect_test::{Expect, expect};

    use super::*;

    /// What stays and what is taken of properties.
    #[track_caller]
    fn check(type_name: &str, properties: &str, expect: Expect) {
        let resource_type = types::resource_type(type_name).expect("a type");
        let mut properties: Properties = serde_json::from_str(properties).expect("an object");
        let taken = take_write_only(resource_type, &mut properties);
        expect.assert_eq(&format!("{}\n{}", Value::Object(properties), Value::Object(taken)));
    }

    #[test]
    fn write_only_properties_are_taken_wherever_they_are() {
        check(
            "AWS::SecretsManager::Secret",
            r#"{"Name": "s", "SecretString": "hush"}"#,
            expect![[r#"
                {"Name":"s"}
                {"SecretString":"hush"}"#]],
        );
        check(
            "AWS::GlobalAccelerator::EndpointGroup",
            r#"{"ListenerArn": "l", "EndpointConfigurations": [{"EndpointId": "e", "AttachmentArn": "a"}, {"EndpointId": "f"}]}"#,
            expect![[r#"
                {"ListenerArn":"l","EndpointConfigurations":[{"EndpointId":"e"},{"EndpointId":"f"}]}
                {"EndpointConfigurations":[{"EndpointId":"e","AttachmentArn":"a"},{"EndpointId":"f"}]}"#]],
        );
    }
}
