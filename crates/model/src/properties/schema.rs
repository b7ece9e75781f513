//! Schemas: what a part of a type's schema refers to, and the kinds of values.

use serde_json::Value;

/// Keywords of each kind of value; a schema with one of them and no `type` demands it of such values alone.
pub(crate) const ARRAY_KEYWORDS: [&str; 5] = ["items", "minItems", "maxItems", "uniqueItems", "contains"];
/// Keywords of objects.
pub(crate) const OBJECT_KEYWORDS: [&str; 13] = [
    "properties",
    "required",
    "minProperties",
    "maxProperties",
    "dependencies",
    "patternProperties",
    "additionalProperties",
    "propertyNames",
    "dependentRequired",
    "dependentExcluded",
    "requiredXor",
    "requiredOr",
    "dependentSchemas",
];
/// Keywords of numbers.
pub(crate) const NUMBER_KEYWORDS: [&str; 5] =
    ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
/// Keywords of texts.
pub(crate) const STRING_KEYWORDS: [&str; 4] = ["minLength", "maxLength", "pattern", "format"];

/// What a reference leads to: `#/definitions/Tag`, or `resource-schema.json#/properties/Name` in a handler's schema.
pub(crate) fn referred(root: &'static Value, reference: &str) -> Option<&'static Value> {
    let (_, pointer) = reference.split_once('#')?;
    root.pointer(pointer)
}

/// The names of the types that a schema allows; none where it names none.
pub(crate) fn type_names(schema: &'static Value) -> Vec<&'static str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The schemas in a keyword that holds several.
pub(crate) fn schemas(schema: &'static Value, keyword: &str) -> &'static [Value] {
    schema.get(keyword).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The names in a keyword that holds names.
pub(crate) fn names(schema: &'static Value, keyword: &str) -> impl Iterator<Item = &'static str> {
    schemas(schema, keyword).iter().filter_map(Value::as_str)
}

/// A size in a keyword, where it is one.
pub(crate) fn size(schema: &Value, keyword: &str) -> Option<usize> {
    let value = schema.get(keyword)?;
    let size = value.as_u64().or_else(|| value.as_f64().filter(|it| *it >= 0.0).map(|it| it as u64))?;
    usize::try_from(size).ok()
}
