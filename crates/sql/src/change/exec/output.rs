//! Output: the answer of an operation as one row, a column for each member.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use callboard_model::document::{Document, Instant, Map, Timestamp};
use callboard_model::naming::cli::snake_name;
use callboard_model::service::Operation;
use callboard_model::shape::ShapeKind;
use datafusion::arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};
use datafusion::arrow::datatypes::{Field, Schema};
use datafusion::arrow::record_batch::RecordBatch;
use serde_json::{Map as Object, Number, Value};

use crate::SqlError;

/// The row of an answer, in the order of the model; nothing where the operation answers nothing.
pub(in crate::change) fn batch(operation: &'static Operation, members: &Map) -> Result<Option<RecordBatch>, SqlError> {
    let modelled = operation.output.map_or(&[][..], |it| it.members());
    if modelled.is_empty() {
        return Ok(None);
    }
    let mut fields = Vec::with_capacity(modelled.len());
    let mut arrays: Vec<ArrayRef> = Vec::with_capacity(modelled.len());
    for member in modelled {
        let value = members.get(member.name).filter(|it| !it.is_null());
        let array: ArrayRef = match &member.shape().kind {
            ShapeKind::Boolean => Arc::new(BooleanArray::from(vec![value.and_then(Document::as_bool)])),
            ShapeKind::Integer | ShapeKind::Long => Arc::new(Int64Array::from(vec![value.and_then(Document::as_i64)])),
            ShapeKind::Float | ShapeKind::Double => {
                Arc::new(Float64Array::from(vec![value.and_then(Document::as_f64)]))
            }
            _ => Arc::new(StringArray::from(vec![value.map(text)])),
        };
        fields.push(Field::new(snake_name(member.name), array.data_type().clone(), true));
        arrays.push(array);
    }
    RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays)
        .map(Some)
        .map_err(|error| datafusion::error::DataFusionError::from(error).into())
}

/// A document as the text of a column.
pub(crate) fn text(value: &Document) -> String {
    match json(value) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}

/// A document as JSON: blobs in base64, timestamps in ISO 8601.
fn json(value: &Document) -> Value {
    match value {
        Document::Null => Value::Null,
        Document::Bool(value) => Value::Bool(*value),
        Document::Integer(value) => {
            i64::try_from(*value).map_or_else(|_| Value::String(value.to_string()), Value::from)
        }
        Document::Float(value) => {
            Number::from_f64(*value).map_or_else(|| Value::String(value.to_string()), Value::Number)
        }
        Document::String(text) => Value::String(text.clone()),
        Document::Blob(bytes) => Value::String(STANDARD.encode(bytes)),
        Document::Timestamp(moment) => Value::String(iso8601(moment)),
        Document::List(items) => Value::Array(items.iter().map(json).collect()),
        Document::Map(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.to_string(), json(value))).collect::<Object<_, _>>())
        }
    }
}

fn iso8601(moment: &Timestamp) -> String {
    match moment {
        Timestamp::Text(text) if Instant::parse(text).is_err() => text.to_string(),
        other => other.instant().map(|it| it.to_string()).unwrap_or_default(),
    }
}
