//! Fitting: values as the schema of a type wants them.
//!
//! Environment files and `-e` give texts, where a property may want a number,
//! a truth value, a list or an object; and stack files write policies as maps
//! where some properties want their text. What does not fit is left as it is:
//! the validation of the type says what is wrong with it.

use callboard_model::properties::schemas_at;
use callboard_model::types::ResourceType;
use serde_json::Value;

use crate::unknown;

/// A property's value as its schema wants it.
pub fn fit(of: &'static ResourceType, property: &str, value: Value) -> Value {
    at(of, property, value)
}

fn at(of: &'static ResourceType, path: &str, value: Value) -> Value {
    if unknown::name_of(&value).is_some() {
        return value;
    }
    let schemas = schemas_at(of.schema(), path);
    let may_be = |name: &str| {
        schemas.iter().any(|schema| match schema.get("type") {
            Some(Value::String(one)) => one == name,
            Some(Value::Array(several)) => several.iter().any(|it| it == name),
            None if name == "object" => schema.get("properties").is_some(),
            _ => false,
        })
    };
    match value {
        Value::String(text) if !may_be("string") => of_text(&text, &may_be)
            .map(|it| if it.is_array() || it.is_object() { at(of, path, it) } else { it })
            .unwrap_or(Value::String(text)),
        Value::Number(number) if may_be("string") && !may_be("integer") && !may_be("number") => {
            Value::String(number.to_string())
        }
        Value::Bool(is) if may_be("string") && !may_be("boolean") => Value::String(is.to_string()),
        value @ (Value::Object(_) | Value::Array(_))
            if may_be("string") && !may_be("object") && !may_be("array") && !unknown::is_partly(&value) =>
        {
            Value::String(value.to_string())
        }
        Value::Object(members) => {
            let is_named = |name: &str| {
                schemas.iter().any(|it| it.pointer("/properties").is_some_and(|it| it.get(name).is_some()))
            };
            let fitted = members.into_iter().map(|(name, value)| {
                let inner = if is_named(&name) { format!("{path}/{name}") } else { format!("{path}/*") };
                let value = at(of, &inner, value);
                (name, value)
            });
            Value::Object(fitted.collect())
        }
        Value::Array(items) => {
            let inner = format!("{path}/*");
            Value::Array(items.into_iter().map(|it| at(of, &inner, it)).collect())
        }
        value => value,
    }
}

fn of_text(text: &str, may_be: &dyn Fn(&str) -> bool) -> Option<Value> {
    let text = text.trim();
    if may_be("boolean") {
        match text.to_ascii_lowercase().as_str() {
            "true" => return Some(Value::Bool(true)),
            "false" => return Some(Value::Bool(false)),
            _ => {}
        }
    }
    if may_be("integer")
        && let Ok(integer) = text.parse::<i64>()
    {
        return Some(Value::from(integer));
    }
    if may_be("number")
        && let Ok(float) = text.parse::<f64>()
        && float.is_finite()
    {
        return Some(Value::from(float));
    }
    let looks_structured = (may_be("object") && text.starts_with('{')) || (may_be("array") && text.starts_with('['));
    if looks_structured { serde_json::from_str(text).ok() } else { None }
}

#[cfg(test)]
mod tests {
    use callboard_model::types;
    use serde_json::json;

    use super::*;

    #[test]
    fn texts_become_what_a_property_wants() {
        let cases = [
            ("AWS::Logs::LogGroup", "RetentionInDays", json!("7"), json!(7)),
            ("AWS::Logs::LogGroup", "LogGroupName", json!(12), json!("12")),
            ("AWS::Logs::LogGroup", "RetentionInDays", json!("week"), json!("week")),
            ("AWS::SQS::Queue", "FifoQueue", json!("true"), json!(true)),
            ("AWS::IVS::Stage", "Tags", json!("[{\"Key\":\"a\",\"Value\":1}]"), json!([{"Key": "a", "Value": "1"}])),
            ("AWS::ApiGatewayV2::Api", "Tags", json!({"a": 1}), json!({"a": "1"})),
            (
                "AWS::ApiGatewayV2::Stage",
                "AccessLogSettings",
                json!({"Format": {"a": 1}}),
                json!({"Format": "{\"a\":1}"}),
            ),
        ];
        for (name, property, given, wanted) in cases {
            let of = types::resource_type(name).expect("the type");
            assert_eq!(fit(of, property, given), wanted, "{name} {property}");
        }
    }
}
