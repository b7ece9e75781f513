//! Values: what a statement gives for a property, as the JSON that its schema wants.
//!
//! SQL has texts where a schema has objects, arrays, numbers and truth values, because StackQL's users write them so:
//! such a text is parsed as JSON. `NULL` is "not given".

use callboard_model::types::ResourceType;
use datafusion::arrow::array::{Array, AsArray as _};
use datafusion::arrow::datatypes::DataType;
use datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use serde_json::{Map, Number, Value};

use crate::SqlError;
use crate::error::sqlstate;

/// How deep references and alternatives of a schema are followed.
const DEEPEST: usize = 16;

/// The longest value that a message repeats, in characters.
const LONGEST_SHOWN: usize = 60;

/// Which JSON types a schema lets a value have; none at all means that it does not say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Kinds {
    string: bool,
    integer: bool,
    number: bool,
    boolean: bool,
    object: bool,
    array: bool,
}

impl Kinds {
    /// The types that the schema of a property allows.
    pub(crate) fn of(resource_type: &'static ResourceType, schema: &Value) -> Self {
        let mut kinds = Self::default();
        kinds.add(resource_type.schema(), schema, 0);
        kinds
    }

    fn add(&mut self, root: &Value, schema: &Value, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        if let Some(target) =
            schema.get("$ref").and_then(Value::as_str).and_then(|it| root.pointer(it.strip_prefix('#')?))
        {
            self.add(root, target, depth + 1);
        }
        match schema.get("type") {
            Some(Value::String(name)) => self.add_named(name),
            Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).for_each(|name| self.add_named(name)),
            _ if schema.get("properties").is_some() || schema.get("patternProperties").is_some() => self.object = true,
            _ if schema.get("items").is_some() => self.array = true,
            _ => {}
        }
        if schema.get("type").is_none() {
            for alternatives in ["oneOf", "anyOf", "allOf"] {
                for schema in schema.get(alternatives).and_then(Value::as_array).into_iter().flatten() {
                    self.add(root, schema, depth + 1);
                }
            }
        }
    }

    fn add_named(&mut self, name: &str) {
        match name {
            "string" => self.string = true,
            "integer" => self.integer = true,
            "number" => self.number = true,
            "boolean" => self.boolean = true,
            "object" => self.object = true,
            "array" => self.array = true,
            _ => {}
        }
    }

    fn is_unknown(self) -> bool {
        self == Self::default()
    }

    fn allows(self, value: &Value) -> bool {
        match value {
            _ if self.is_unknown() => true,
            Value::Null => false,
            Value::Bool(_) => self.boolean,
            Value::Number(number) => self.number || self.integer && is_whole(number),
            Value::String(_) => self.string,
            Value::Array(_) => self.array,
            Value::Object(_) => self.object,
        }
    }

    /// In the words of messages: `an array`, `an object or a string`.
    fn words(self) -> String {
        let all = [
            (self.array, "an array"),
            (self.object, "an object"),
            (self.string, "a string"),
            (self.boolean, "a boolean"),
            (self.number, "a number"),
            (self.integer && !self.number, "an integer"),
        ];
        let words: Vec<&str> = all.into_iter().filter_map(|(is, word)| is.then_some(word)).collect();
        words.join(" or ")
    }
}

/// A value that is given for a property, as its schema wants it.
pub(crate) fn property_value(of: &'static ResourceType, property: &str, value: Value) -> Result<Value, SqlError> {
    let kinds = of.properties().get(property).map_or_else(Kinds::default, |schema| Kinds::of(of, schema));
    fit(kinds, value).map_err(|(code, why)| {
        SqlError::new(code, format!("property `{property}` of {} is {}{why}", of.name, kinds.words()))
    })
}

/// A value as one of the types that are allowed, or what is wrong with it.
fn fit(kinds: Kinds, value: Value) -> Result<Value, (&'static str, String)> {
    match value {
        Value::String(text) => fit_text(kinds, text),
        Value::Number(number) if kinds.allows(&Value::Number(number.clone())) => {
            Ok(if kinds.number { Value::Number(number) } else { whole(number) })
        }
        value if kinds.allows(&value) => Ok(value),
        // SQLite has no truth values: StackQL's users compute with 1 and 0.
        Value::Number(number) if kinds.boolean && matches!(number.as_i64(), Some(0 | 1)) => {
            Ok(Value::Bool(number.as_i64() == Some(1)))
        }
        Value::Number(number) if kinds.string => Ok(Value::String(number.to_string())),
        Value::Bool(value) if kinds.string => Ok(Value::String(value.to_string())),
        value => Err((sqlstate::DATATYPE_MISMATCH, format!(", not {}", shown(&value)))),
    }
}

fn fit_text(kinds: Kinds, text: String) -> Result<Value, (&'static str, String)> {
    let structured = kinds.object || kinds.array || kinds.is_unknown();
    let looks_structured = text.trim_start().starts_with(['{', '[']);
    if kinds.string || kinds.is_unknown() {
        if structured
            && looks_structured
            && let Ok(parsed) = serde_json::from_str::<Value>(&text)
            && kinds.allows(&parsed)
        {
            return Ok(parsed);
        }
        return Ok(Value::String(text));
    }
    let trimmed = text.trim();
    if kinds.boolean {
        match trimmed.to_ascii_lowercase().as_str() {
            "true" | "t" | "1" => return Ok(Value::Bool(true)),
            "false" | "f" | "0" => return Ok(Value::Bool(false)),
            _ => {}
        }
    }
    match serde_json::from_str::<Value>(trimmed) {
        Ok(parsed) if !parsed.is_string() && kinds.allows(&parsed) => fit(kinds, parsed),
        Ok(parsed) => Err((sqlstate::DATATYPE_MISMATCH, format!(", not {}", shown(&parsed)))),
        Err(error) if structured => {
            Err((sqlstate::INVALID_TEXT, format!("; {} is not JSON: {error}", shown(&Value::String(text)))))
        }
        Err(_) => Err((sqlstate::INVALID_TEXT, format!(", not {}", shown(&Value::String(text))))),
    }
}

fn is_whole(number: &Number) -> bool {
    number.is_i64() || number.is_u64() || number.as_f64().is_some_and(|it| it.fract() == 0.0)
}

/// A whole number as one, though it was written with a fraction: `5.0`.
fn whole(number: Number) -> Value {
    match number.as_f64() {
        Some(value) if number.is_f64() && value.abs() < 9e15 => Value::from(value as i64),
        _ => Value::Number(number),
    }
}

/// A value in a message, cut where it is long.
fn shown(value: &Value) -> String {
    let text = match value {
        Value::String(text) => format!("'{text}'"),
        Value::Object(_) => "an object".to_owned(),
        Value::Array(_) => "an array".to_owned(),
        other => other.to_string(),
    };
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// What DataFusion computed in a row of a column, as JSON: lists as arrays, structs as objects, what JSON lacks as
/// text; nothing where it is `NULL`.
pub(crate) fn cell(array: &dyn Array, row: usize) -> Result<Option<Value>, SqlError> {
    json_at(array, row).map(|it| (!it.is_null()).then_some(it))
}

fn json_at(array: &dyn Array, row: usize) -> Result<Value, SqlError> {
    use datafusion::arrow::datatypes as types;
    // An array of nothing but nulls says of none that it is null.
    if array.data_type() == &DataType::Null || array.is_null(row) {
        return Ok(Value::Null);
    }
    let value = match array.data_type() {
        DataType::Boolean => Value::Bool(array.as_boolean().value(row)),
        DataType::Int8 => array.as_primitive::<types::Int8Type>().value(row).into(),
        DataType::Int16 => array.as_primitive::<types::Int16Type>().value(row).into(),
        DataType::Int32 => array.as_primitive::<types::Int32Type>().value(row).into(),
        DataType::Int64 => array.as_primitive::<types::Int64Type>().value(row).into(),
        DataType::UInt8 => array.as_primitive::<types::UInt8Type>().value(row).into(),
        DataType::UInt16 => array.as_primitive::<types::UInt16Type>().value(row).into(),
        DataType::UInt32 => array.as_primitive::<types::UInt32Type>().value(row).into(),
        DataType::UInt64 => array.as_primitive::<types::UInt64Type>().value(row).into(),
        DataType::Float32 => number(f64::from(array.as_primitive::<types::Float32Type>().value(row)))?,
        DataType::Float64 => number(array.as_primitive::<types::Float64Type>().value(row))?,
        DataType::Decimal128(_, scale) if *scale <= 0 => array
            .as_primitive::<types::Decimal128Type>()
            .value_as_string(row)
            .parse()
            .map_or(Value::Null, Value::Number),
        DataType::Decimal128(..) => {
            let text = array.as_primitive::<types::Decimal128Type>().value_as_string(row);
            text.parse().map_or(Value::String(text), Value::Number)
        }
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).into(),
        DataType::Utf8View => array.as_string_view().value(row).into(),
        DataType::List(_) => items(array.as_list::<i32>().value(row).as_ref())?,
        DataType::LargeList(_) => items(array.as_list::<i64>().value(row).as_ref())?,
        DataType::FixedSizeList(..) => items(array.as_fixed_size_list().value(row).as_ref())?,
        DataType::Struct(fields) => {
            let structure = array.as_struct();
            let members = fields
                .iter()
                .zip(structure.columns())
                .map(|(field, column)| Ok::<_, SqlError>((field.name().clone(), json_at(column.as_ref(), row)?)));
            Value::Object(members.collect::<Result<Map<_, _>, _>>()?)
        }
        _ => {
            let options = FormatOptions::default();
            let formatter =
                ArrayFormatter::try_new(array, &options).map_err(datafusion::error::DataFusionError::from)?;
            Value::String(formatter.value(row).to_string())
        }
    };
    Ok(value)
}

fn items(list: &dyn Array) -> Result<Value, SqlError> {
    (0..list.len()).map(|at| json_at(list, at)).collect::<Result<Vec<_>, _>>().map(Value::Array)
}

fn number(value: f64) -> Result<Value, SqlError> {
    // SQL computes with fractions where a schema wants whole numbers: 2.0 is 2.
    if value.fract() == 0.0 && value.abs() < 9e15 {
        return Ok(Value::from(value as i64));
    }
    Number::from_f64(value)
        .map(Value::Number)
        .ok_or_else(|| SqlError::new(sqlstate::INVALID_TEXT, format!("{value} cannot be written as JSON")))
}

#[cfg(test)]
mod tests {
    use callboard_model::types::resource_type;
    use datafusion::arrow::array::{ArrayRef, Int64Array, StringArray, StructArray};
    use datafusion::arrow::datatypes::Field;
    use expect_test::{Expect, expect};
    use serde_json::json;

    use super::*;

    /// What becomes of a value for a property.
    #[track_caller]
    fn check(type_name: &str, property: &str, values: &[Value], expect: Expect) {
        let of = resource_type(type_name).unwrap_or_else(|| panic!("no type {type_name}"));
        let lines = values.iter().map(|value| match property_value(of, property, value.clone()) {
            Ok(json) => format!("{value} is {json}\n"),
            Err(error) => format!("{value}: {} {error}\n", error.sqlstate),
        });
        expect.assert_eq(&lines.collect::<String>());
    }

    #[test]
    fn texts_of_structured_properties_are_json() {
        let tags = [json!(r#"[{"Key": "a", "Value": "b"}]"#), json!(""), json!("[{"), json!("{}"), json!([]), json!(1)];
        check(
            "AWS::IVS::Stage",
            "Tags",
            &tags,
            expect![[r#"
            "[{\"Key\": \"a\", \"Value\": \"b\"}]" is [{"Key":"a","Value":"b"}]
            "": 22P02 property `Tags` of AWS::IVS::Stage is an array; '' is not JSON: EOF while parsing a value at line 1 column 0
            "[{": 22P02 property `Tags` of AWS::IVS::Stage is an array; '[{' is not JSON: EOF while parsing an object at line 1 column 2
            "{}": 42804 property `Tags` of AWS::IVS::Stage is an array, not an object
            [] is []
            1: 42804 property `Tags` of AWS::IVS::Stage is an array, not 1
        "#]],
        );
        check(
            "AWS::IVS::Stage",
            "Name",
            &[json!("[1]"), json!(5), json!(true), json!({})],
            expect![[r#"
            "[1]" is "[1]"
            5 is "5"
            true is "true"
            {}: 42804 property `Name` of AWS::IVS::Stage is a string, not an object
        "#]],
        );
    }

    #[test]
    fn texts_of_numbers_and_truth_values_are_read() {
        let seconds = [json!("5"), json!(5), json!(5.0), json!(5.5), json!("five"), json!(true)];
        check(
            "AWS::SQS::Queue",
            "DelaySeconds",
            &seconds,
            expect![[r#"
                "5" is 5
                5 is 5
                5.0 is 5
                5.5: 42804 property `DelaySeconds` of AWS::SQS::Queue is an integer, not 5.5
                "five": 22P02 property `DelaySeconds` of AWS::SQS::Queue is an integer, not 'five'
                true: 42804 property `DelaySeconds` of AWS::SQS::Queue is an integer, not true
            "#]],
        );
        let fifo = [json!("TRUE"), json!("f"), json!(1), json!(2), json!("yes"), json!("[]")];
        check(
            "AWS::SQS::Queue",
            "FifoQueue",
            &fifo,
            expect![[r#"
            "TRUE" is true
            "f" is false
            1 is true
            2: 42804 property `FifoQueue` of AWS::SQS::Queue is a boolean, not 2
            "yes": 22P02 property `FifoQueue` of AWS::SQS::Queue is a boolean, not 'yes'
            "[]": 42804 property `FifoQueue` of AWS::SQS::Queue is a boolean, not an array
        "#]],
        );
    }

    #[test]
    fn a_property_that_may_be_either_takes_json_where_it_is_json() {
        let policies = [json!(r#"{"maxReceiveCount": 3}"#), json!("a plain text"), json!("[1]"), json!(7)];
        check(
            "AWS::SQS::Queue",
            "RedrivePolicy",
            &policies,
            expect![[r#"
            "{\"maxReceiveCount\": 3}" is {"maxReceiveCount":3}
            "a plain text" is "a plain text"
            "[1]" is "[1]"
            7 is "7"
        "#]],
        );
    }

    #[test]
    fn columns_of_every_kind_become_json() {
        let numbers: ArrayRef = std::sync::Arc::new(Int64Array::from(vec![Some(1), None]));
        let texts: ArrayRef = std::sync::Arc::new(StringArray::from(vec!["a", "b"]));
        let fields = [("N", &numbers), ("T", &texts)].map(|(name, array)| {
            (std::sync::Arc::new(Field::new(name, array.data_type().clone(), true)), std::sync::Arc::clone(array))
        });
        let structure = StructArray::from(fields.to_vec());
        let shown = |row| cell(&structure, row).map(|it| it.map(|it| it.to_string())).unwrap_or_default();
        assert_eq!(shown(0).as_deref(), Some(r#"{"N":1,"T":"a"}"#));
        assert_eq!(shown(1).as_deref(), Some(r#"{"N":null,"T":"b"}"#));
        assert_eq!(cell(&numbers, 1), Ok(None));
    }
}
