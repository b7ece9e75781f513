//! Schemas of models: JSON Schema, draft 4.

use serde_json::Value;

/// Schemas nest no deeper than records do.
const DEPTH_LIMIT: usize = 64;

/// Types of draft 4 of JSON Schema.
const TYPES: [&str; 7] = ["array", "boolean", "integer", "null", "number", "object", "string"];

/// Whether a text is a schema, as far as its types and properties tell.
pub(super) fn is_schema(text: &str) -> bool {
    serde_json::from_str(text).is_ok_and(|it| is_schema_value(&it))
}

/// A template in the words of the mapping language that gives a message of a schema.
pub(super) fn template(schema: &str) -> String {
    let schema = serde_json::from_str(schema).unwrap_or_default();
    let mut template = "#set($inputRoot = $input.path('$'))\n".to_owned();
    write_template(&schema, 0, &mut template);
    template
}

fn is_schema_value(value: &Value) -> bool {
    let Value::Object(members) = value else { return false };
    members.iter().all(|(name, value)| match (name.as_str(), value) {
        ("type", Value::String(one)) => TYPES.contains(&one.as_str()),
        ("type", Value::Array(some)) => some.iter().all(|it| it.as_str().is_some_and(|it| TYPES.contains(&it))),
        ("type", _) => false,
        ("properties" | "definitions", Value::Object(schemas)) => schemas.values().all(is_schema_value),
        ("properties" | "definitions", _) => false,
        ("items", Value::Array(schemas)) => schemas.iter().all(is_schema_value),
        ("items", schema) => is_schema_value(schema),
        _ => true,
    })
}

fn write_template(schema: &Value, depth: usize, out: &mut String) {
    let indent = |depth: usize| "  ".repeat(depth);
    let properties = schema.get("properties").and_then(Value::as_object);
    match (schema.get("type").and_then(Value::as_str), properties) {
        (_, Some(properties)) if depth < DEPTH_LIMIT => {
            out.push_str("{\n");
            for (at, (name, schema)) in properties.iter().enumerate() {
                let name = Value::from(name.as_str());
                out.push_str(&format!("{}{name} : ", indent(depth + 1)));
                write_template(schema, depth + 1, out);
                out.push_str(if at + 1 < properties.len() { ",\n" } else { "\n" });
            }
            out.push_str(&format!("{}}}", indent(depth)));
        }
        (Some("array"), _) if depth < DEPTH_LIMIT => {
            out.push_str("[\n##Change this loop to go over the array of the input\n");
            out.push_str(&format!("#foreach($elem in $inputRoot)\n{}", indent(depth + 1)));
            write_template(schema.get("items").unwrap_or(&Value::Null), depth + 1, out);
            out.push_str(&format!("#if($foreach.hasNext),#end\n#end\n{}]", indent(depth)));
        }
        (Some("integer" | "number"), _) => out.push_str("42"),
        (Some("boolean"), _) => out.push_str("true"),
        (Some("string"), _) => out.push_str("\"foo\""),
        _ => out.push_str("{ }"),
    }
}
