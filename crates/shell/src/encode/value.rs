//! Values: one cell of a batch as text or as JSON.
//!
//! Texts of columns that hold JSON ([`is_json`]) are written into JSON as the values they stand for, and so are Arrow's
//! lists, structs and maps. Of texts that were taken out of JSON ([`is_taken_from_json`]), objects and lists are: any
//! other might have been a string.

use std::borrow::Cow;
use std::io::Write;

use callboard_sql::SqlError;
use callboard_sql::answer::{is_json, is_taken_from_json};
use callboard_sql::datafusion::arrow::array::{
    Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array, LargeStringArray, StringArray, StringViewArray,
    UInt64Array,
};
use callboard_sql::datafusion::arrow::compute::cast;
use callboard_sql::datafusion::arrow::datatypes::{DataType, Field, Float64Type, Int64Type, UInt64Type};
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use callboard_sql::datafusion::arrow::util::display::{ArrayFormatter, FormatOptions};
use callboard_sql::datafusion::error::DataFusionError;

/// One column of a batch, ready to be read cell by cell.
pub struct Column {
    values: Values,
    is_json: fn(&str) -> bool,
    nulls: Option<ArrayRef>,
}

enum Values {
    Null,
    Text(StringArray),
    LargeText(LargeStringArray),
    TextView(StringViewArray),
    Boolean(BooleanArray),
    Integer(Int64Array),
    Unsigned(UInt64Array),
    Float(Float64Array),
    /// Decimals, which print as JSON numbers.
    Number(ArrayRef),
    List(ArrayRef, Box<Column>, fn(&ArrayRef, usize) -> (usize, usize)),
    Struct(Vec<(String, Column)>),
    Map(ArrayRef, Box<Column>, Box<Column>),
    /// Dates, times, bytes, intervals: as Arrow prints them.
    Other(ArrayRef),
}

/// The columns of a batch.
pub fn columns_of(batch: &RecordBatch) -> Result<Vec<Column>, SqlError> {
    let schema = batch.schema();
    schema.fields().iter().zip(batch.columns()).map(|(field, array)| Column::new(field, array)).collect()
}

/// Whether values of this type are set to the right in tables.
pub fn is_number(data_type: &DataType) -> bool {
    data_type.is_numeric()
}

impl Column {
    fn new(field: &Field, array: &ArrayRef) -> Result<Self, SqlError> {
        let child = |child: &Field, values: &ArrayRef| Self::new(child, values).map(Box::new);
        let values = match array.data_type() {
            DataType::Null => Values::Null,
            DataType::Utf8 => Values::Text(array.as_string::<i32>().clone()),
            DataType::LargeUtf8 => Values::LargeText(array.as_string::<i64>().clone()),
            DataType::Utf8View => Values::TextView(array.as_string_view().clone()),
            DataType::Boolean => Values::Boolean(array.as_boolean().clone()),
            it if it.is_signed_integer() => {
                Values::Integer(converted(array, &DataType::Int64)?.as_primitive::<Int64Type>().clone())
            }
            it if it.is_unsigned_integer() => {
                Values::Unsigned(converted(array, &DataType::UInt64)?.as_primitive::<UInt64Type>().clone())
            }
            it if it.is_floating() => {
                Values::Float(converted(array, &DataType::Float64)?.as_primitive::<Float64Type>().clone())
            }
            it if it.is_numeric() => Values::Number(array.clone()),
            DataType::List(item) => {
                Values::List(array.clone(), child(item, array.as_list::<i32>().values())?, |it, row| {
                    let offsets = it.as_list::<i32>().value_offsets();
                    (offsets[row] as usize, offsets[row + 1] as usize)
                })
            }
            DataType::LargeList(item) => {
                Values::List(array.clone(), child(item, array.as_list::<i64>().values())?, |it, row| {
                    let offsets = it.as_list::<i64>().value_offsets();
                    (offsets[row] as usize, offsets[row + 1] as usize)
                })
            }
            DataType::FixedSizeList(item, _) => {
                Values::List(array.clone(), child(item, array.as_fixed_size_list().values())?, |it, row| {
                    let list = it.as_fixed_size_list();
                    let length = list.value_length() as usize;
                    let begin = list.value_offset(row) as usize;
                    (begin, begin + length)
                })
            }
            DataType::Struct(fields) => {
                let members = fields.iter().zip(array.as_struct().columns());
                let members = members
                    .map(|(field, array)| Ok((field.name().clone(), Self::new(field, array)?)))
                    .collect::<Result<_, SqlError>>();
                Values::Struct(members?)
            }
            DataType::Map(_, _) => {
                let map = array.as_map();
                let (keys, values) = map.entries_fields();
                Values::Map(array.clone(), child(keys, map.keys())?, child(values, map.values())?)
            }
            DataType::Dictionary(_, value) => {
                return Self::new(&field.clone().with_data_type(value.as_ref().clone()), &converted(array, value)?);
            }
            _ => Values::Other(array.clone()),
        };
        let nulls = (array.logical_null_count() > 0).then(|| array.clone());
        let is_json: fn(&str) -> bool = match field {
            _ if is_json(field) => |_| true,
            _ if is_taken_from_json(field) => |text| text.starts_with(['{', '[']),
            _ => |_| false,
        };
        Ok(Self { values, is_json, nulls })
    }

    /// Whether the cell of a row is null.
    pub fn is_null(&self, row: usize) -> bool {
        matches!(self.values, Values::Null) || self.nulls.as_ref().is_some_and(|it| it.is_null(row))
    }

    /// The cell of a row as text; nothing where it is null.
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        if self.is_null(row) {
            return None;
        }
        Some(match &self.values {
            Values::Text(it) => it.value(row).into(),
            Values::LargeText(it) => it.value(row).into(),
            Values::TextView(it) => it.value(row).into(),
            Values::Boolean(it) => if it.value(row) { "true" } else { "false" }.into(),
            Values::Integer(it) => it.value(row).to_string().into(),
            Values::Unsigned(it) => it.value(row).to_string().into(),
            Values::Float(it) => display(it, row).into(),
            Values::Number(it) | Values::Other(it) => display(it, row).into(),
            Values::Null | Values::List(..) | Values::Struct(_) | Values::Map(..) => {
                let mut text = Vec::new();
                self.write_json(row, &mut text);
                String::from_utf8_lossy(&text).into_owned().into()
            }
        })
    }

    /// Appends the cell of a row as JSON, all on one line.
    pub fn write_json(&self, row: usize, out: &mut Vec<u8>) {
        if self.is_null(row) {
            out.extend_from_slice(b"null");
            return;
        }
        match &self.values {
            Values::Null => out.extend_from_slice(b"null"),
            Values::Text(it) => self.write_text(it.value(row), out),
            Values::LargeText(it) => self.write_text(it.value(row), out),
            Values::TextView(it) => self.write_text(it.value(row), out),
            Values::Boolean(it) => out.extend_from_slice(if it.value(row) { b"true" } else { b"false" }),
            Values::Integer(it) => drop(write!(out, "{}", it.value(row))),
            Values::Unsigned(it) => drop(write!(out, "{}", it.value(row))),
            Values::Float(it) => write_float(it.value(row), out),
            Values::Number(it) => out.extend_from_slice(display(it, row).as_bytes()),
            Values::Other(it) => write_string(&display(it, row), out),
            Values::List(it, items, range) => {
                let (begin, end) = range(it, row);
                out.push(b'[');
                for at in begin..end {
                    if at > begin {
                        out.push(b',');
                    }
                    items.write_json(at, out);
                }
                out.push(b']');
            }
            Values::Struct(members) => write_object(members.iter().map(|(name, it)| (name.as_str(), it)), row, out),
            Values::Map(it, keys, values) => {
                let offsets = it.as_map().value_offsets();
                let (begin, end) = (offsets[row] as usize, offsets[row + 1] as usize);
                out.push(b'{');
                for at in begin..end {
                    if at > begin {
                        out.push(b',');
                    }
                    write_string(&keys.text(at).unwrap_or_default(), out);
                    out.push(b':');
                    values.write_json(at, out);
                }
                out.push(b'}');
            }
        }
    }

    fn write_text(&self, text: &str, out: &mut Vec<u8>) {
        if !(self.is_json)(text) {
            return write_string(text, out);
        }
        match serde_json::from_str::<serde_json::Value>(text) {
            // As it is, so that no digit of a number is lost, unless it would break a line.
            Ok(_) if !text.contains(['\n', '\r']) => out.extend_from_slice(text.trim().as_bytes()),
            Ok(value) => drop(serde_json::to_writer(out, &value)),
            Err(_) => write_string(text, out),
        }
    }
}

/// Appends an object of the cells of a row.
pub fn write_object<'a>(members: impl Iterator<Item = (&'a str, &'a Column)>, row: usize, out: &mut Vec<u8>) {
    out.push(b'{');
    for (at, (name, column)) in members.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        write_string(name, out);
        out.push(b':');
        column.write_json(row, out);
    }
    out.push(b'}');
}

// Writing to memory does not fail, so results are of no interest below.

fn write_string(text: &str, out: &mut Vec<u8>) {
    let _ = serde_json::to_writer(out, text);
}

/// JSON has no NaN and no infinity: they become null.
fn write_float(value: f64, out: &mut Vec<u8>) {
    let _ = serde_json::to_writer(out, &value);
}

fn converted(array: &ArrayRef, to: &DataType) -> Result<ArrayRef, SqlError> {
    cast(array, to).map_err(|err| DataFusionError::from(err).into())
}

fn display(array: &dyn Array, row: usize) -> String {
    let options = FormatOptions::default().with_display_error(true);
    match ArrayFormatter::try_new(array, &options) {
        Ok(formatter) => formatter.value(row).to_string(),
        Err(err) => err.to_string(),
    }
}
