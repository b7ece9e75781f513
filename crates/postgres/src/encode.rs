//! Rows on the wire: from Arrow batches to PostgreSQL's text and binary formats.
//!
//! Arrow has several forms of most things: texts by small and large offsets, moments in four units. A batch is brought to
//! few forms first, as a whole; then its values are written one by one.

mod binary;
mod copy;
#[cfg(test)]
mod tests;
mod text;

use std::sync::Arc;

use bytes::{BufMut as _, BytesMut};
use callboard_sql::SqlError;
use callboard_sql::datafusion::arrow::array::{Array, ArrayRef, StringArray};
use callboard_sql::datafusion::arrow::compute::cast;
use callboard_sql::datafusion::arrow::datatypes::{DataType, Field, IntervalUnit, Schema, TimeUnit};
use callboard_sql::datafusion::arrow::error::ArrowError;
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use callboard_sql::datafusion::arrow::util::display::{ArrayFormatter, DurationFormat, FormatOptions};
use callboard_sql::error::sqlstate;

use crate::catalog::told;
use crate::protocol::{Format, Formats};
use crate::types::Type;
pub(crate) use copy::CopyFormat;

/// The metadata key of a column whose type Arrow cannot tell: PostgreSQL's number of it.
pub(crate) const PG_TYPE: &str = "pg_type";

/// Days and microseconds between 1970-01-01 and PostgreSQL's 2000-01-01.
const EPOCH_DAYS: i32 = 10_957;
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

/// A column of a result as clients are told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) data_type: Type,
    pub(crate) format: Format,
}

/// The columns of a result, in the formats that the client asked for.
pub(crate) fn columns(schema: &Schema, formats: &Formats) -> Vec<Column> {
    let of = |(at, field): (usize, &Arc<Field>)| Column {
        name: told(field.name()).to_owned(),
        data_type: field_type(field),
        format: formats.at(at),
    };
    schema.fields().iter().enumerate().map(of).collect()
}

/// The type of a column of a table.
pub(crate) fn field_type(field: &Field) -> Type {
    if callboard_sql::answer::is_json(field) {
        return Type::JSON;
    }
    let named = field.metadata().get(PG_TYPE).and_then(|it| it.parse().ok());
    named.map_or_else(|| wire_type(field.data_type()), Type)
}

/// The PostgreSQL type of an Arrow type.
pub(crate) fn wire_type(data_type: &DataType) -> Type {
    match data_type {
        DataType::Boolean => Type::BOOL,
        DataType::Int8 | DataType::UInt8 | DataType::Int16 => Type::INT2,
        DataType::UInt16 | DataType::Int32 => Type::INT4,
        DataType::UInt32 | DataType::Int64 => Type::INT8,
        DataType::UInt64
        | DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => Type::NUMERIC,
        DataType::Float16 | DataType::Float32 => Type::FLOAT4,
        DataType::Float64 => Type::FLOAT8,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => Type::BYTEA,
        DataType::Date32 | DataType::Date64 => Type::DATE,
        DataType::Time32(_) | DataType::Time64(_) => Type::TIME,
        DataType::Timestamp(_, None) => Type::TIMESTAMP,
        DataType::Timestamp(_, Some(_)) => Type::TIMESTAMPTZ,
        DataType::Interval(_) | DataType::Duration(_) => Type::INTERVAL,
        DataType::List(of) | DataType::LargeList(of) | DataType::FixedSizeList(of, _) => match of.data_type() {
            // Arrays of arrays are one array of more dimensions in PostgreSQL; here their items are texts.
            DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => Type::TEXT.array(),
            of => wire_type(of).array(),
        },
        DataType::Dictionary(_, of) => wire_type(of),
        _ => Type::TEXT,
    }
}

/// A batch, ready to be written.
pub(crate) struct Batch {
    columns: Vec<Values>,
    rows: usize,
}

/// One column of a batch, in one of few forms.
struct Values {
    array: ArrayRef,
    data_type: Type,
    format: Format,
}

impl Batch {
    pub(crate) fn new(batch: &RecordBatch, columns: &[Column]) -> Result<Self, SqlError> {
        let values = batch.columns().iter().zip(columns).map(|(array, column)| Values::new(array, column));
        Ok(Self { columns: values.collect::<Result<_, _>>()?, rows: batch.num_rows() })
    }

    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// Writes the body of a `DataRow`.
    pub(crate) fn write_row(&self, row: usize, out: &mut BytesMut) -> Result<(), SqlError> {
        out.put_u16(u16::try_from(self.columns.len()).map_err(|_| too_large("a row has too many columns"))?);
        for column in &self.columns {
            match column.array.is_null(row) {
                true => out.put_i32(-1),
                false => with_length(out, |out| column.write(row, out))?,
            }
        }
        Ok(())
    }
}

impl Values {
    fn new(array: &ArrayRef, column: &Column) -> Result<Self, SqlError> {
        let array = as_described(array, column.data_type).and_then(|array| plain(&array));
        let array = array.map_err(|error| SqlError::new(sqlstate::INVALID_TEXT, error.to_string()))?;
        Ok(Self { array, data_type: column.data_type, format: column.format })
    }

    fn write(&self, row: usize, out: &mut BytesMut) -> Result<(), SqlError> {
        match self.format {
            Format::Text => self.write_text(row, out),
            Format::Binary => self.write_binary(row, out),
        }
    }
}

/// A value behind its length.
fn with_length(out: &mut BytesMut, write: impl FnOnce(&mut BytesMut) -> Result<(), SqlError>) -> Result<(), SqlError> {
    let start = out.len();
    out.put_i32(0);
    write(out)?;
    let length = i32::try_from(out.len() - start - 4).map_err(|_| too_large("a value is too large"))?;
    out[start..start + 4].copy_from_slice(&length.to_be_bytes());
    Ok(())
}

fn too_large(message: &str) -> SqlError {
    SqlError::new(sqlstate::LIMIT_EXCEEDED, message)
}

/// The values as the client was told that they would be: a parameter's type may have changed what an expression gives.
fn as_described(array: &ArrayRef, told: Type) -> Result<ArrayRef, ArrowError> {
    let to = match told {
        it if it == wire_type(array.data_type()) => return Ok(Arc::clone(array)),
        Type::BOOL => DataType::Boolean,
        Type::INT2 => DataType::Int16,
        Type::INT4 => DataType::Int32,
        Type::INT8 | Type::OID => DataType::Int64,
        Type::FLOAT4 => DataType::Float32,
        Type::FLOAT8 => DataType::Float64,
        Type::TEXT | Type::JSON | Type::VARCHAR | Type::NAME => DataType::Utf8,
        Type::DATE => DataType::Date32,
        Type::TIMESTAMP => DataType::Timestamp(TimeUnit::Microsecond, None),
        _ => return Ok(Arc::clone(array)),
    };
    if matches!((&to, array.data_type()), (DataType::Utf8, it) if !it.is_primitive()) {
        return Ok(Arc::clone(array));
    }
    cast(array, &to)
}

/// One of the forms that `text.rs` and `binary.rs` know.
fn plain(array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let to = match array.data_type() {
        DataType::Boolean
        | DataType::Int16
        | DataType::Int32
        | DataType::Int64
        | DataType::Float32
        | DataType::Float64
        | DataType::Utf8
        | DataType::Binary
        | DataType::Date32
        | DataType::Time64(TimeUnit::Microsecond)
        | DataType::Timestamp(TimeUnit::Microsecond, _)
        | DataType::Interval(IntervalUnit::MonthDayNano)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..)
        | DataType::List(_) => return Ok(Arc::clone(array)),
        DataType::Int8 | DataType::UInt8 => DataType::Int16,
        DataType::UInt16 => DataType::Int32,
        DataType::UInt32 => DataType::Int64,
        DataType::UInt64 => DataType::Decimal128(20, 0),
        DataType::Decimal32(precision, scale) | DataType::Decimal64(precision, scale) => {
            DataType::Decimal128(*precision, *scale)
        }
        DataType::Float16 => DataType::Float32,
        DataType::Utf8View | DataType::LargeUtf8 | DataType::Null => DataType::Utf8,
        DataType::BinaryView | DataType::LargeBinary | DataType::FixedSizeBinary(_) => DataType::Binary,
        DataType::Date64 => DataType::Date32,
        DataType::Time32(_) | DataType::Time64(_) => DataType::Time64(TimeUnit::Microsecond),
        DataType::Timestamp(_, zone) => DataType::Timestamp(TimeUnit::Microsecond, zone.clone()),
        DataType::Interval(_) | DataType::Duration(_) => DataType::Interval(IntervalUnit::MonthDayNano),
        DataType::LargeList(of) | DataType::FixedSizeList(of, _) => DataType::List(Arc::clone(of)),
        DataType::Dictionary(_, of) => return plain(&cast(array, of)?),
        _ => return Ok(Arc::new(shown(array)?)),
    };
    cast(array, &to)
}

/// Values of structures and the like, as Arrow writes them.
fn shown(array: &ArrayRef) -> Result<StringArray, ArrowError> {
    let options = FormatOptions::new().with_duration_format(DurationFormat::ISO8601);
    let formatter = ArrayFormatter::try_new(&**array, &options)?;
    let text = |row| match array.is_null(row) {
        true => Ok(None),
        false => formatter.value(row).try_to_string().map(Some),
    };
    (0..array.len()).map(text).collect()
}
