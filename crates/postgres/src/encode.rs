//! Rows on the wire: from Arrow batches to PostgreSQL's text and binary formats.

use std::io::Write as _;
use std::sync::Arc;

use bytes::{BufMut as _, BytesMut};
use callboard_sql::SqlError;
use callboard_sql::datafusion::arrow::array::{Array, ArrayRef, AsArray as _};
use callboard_sql::datafusion::arrow::datatypes::{
    DataType, Date32Type, Field, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Schema, TimeUnit,
    TimestampMicrosecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use callboard_sql::datafusion::arrow::error::ArrowError;
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use callboard_sql::datafusion::arrow::util::display::{ArrayFormatter, DurationFormat, FormatOptions};
use callboard_sql::datafusion::arrow::{compute::cast, datatypes::ArrowPrimitiveType};
use callboard_sql::datafusion::execution::SendableRecordBatchStream;
use futures::{Stream, StreamExt as _, TryStreamExt as _, stream};
use pgwire::api::Type;
use pgwire::api::portal::Format;
use pgwire::api::results::{FieldFormat, FieldInfo, QueryResponse};
use pgwire::error::{PgWireError, PgWireResult};
use pgwire::messages::data::DataRow;

use crate::connection::cancelled;
use crate::error;

/// The metadata key that marks a column of JSON texts.
const JSON: &str = "json";

/// Days and microseconds between 1970-01-01 and PostgreSQL's 2000-01-01.
const EPOCH_DAYS: i32 = 10_957;
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

/// The rows of an answer, encoded while they are read, until `cancelled` is there.
pub(crate) fn response(
    rows: SendableRecordBatchStream,
    format: &Format,
    cancelled_by: impl Future<Output = ()> + Send + 'static,
) -> QueryResponse {
    let fields = Arc::new(fields(&rows.schema(), |at| format.format_for(at)));
    QueryResponse::new(Arc::clone(&fields), data_rows(rows, fields, cancelled_by))
}

fn data_rows(
    rows: SendableRecordBatchStream,
    fields: Arc<Vec<FieldInfo>>,
    cancelled_by: impl Future<Output = ()> + Send + 'static,
) -> impl Stream<Item = PgWireResult<DataRow>> + Send + 'static {
    let encoded = rows.map_err(|err| error::of_statement(SqlError::from(err))).map(move |batch| {
        let rows = batch.and_then(|batch| encode_batch(&batch, &fields));
        stream::iter(match rows {
            Ok(rows) => rows.into_iter().map(Ok).collect::<Vec<_>>(),
            Err(error) => vec![Err(error)],
        })
    });
    let stopped = stream::once(cancelled_by).map(|()| Err(error::of_statement(cancelled())));
    // Whichever is there first; after a cancellation nothing more is read.
    until_first_error(stream::select(encoded.flatten().map(Some).chain(stream::iter([None])), stopped.map(Some)))
}

/// The items until the first error, or until the mark of the end.
fn until_first_error(
    items: impl Stream<Item = Option<PgWireResult<DataRow>>> + Send + 'static,
) -> impl Stream<Item = PgWireResult<DataRow>> + Send + 'static {
    stream::unfold((Box::pin(items), false), |(mut items, is_over)| async move {
        if is_over {
            return None;
        }
        let item = items.next().await.flatten()?;
        let is_over = item.is_err();
        Some((item, (items, is_over)))
    })
}

/// The columns of a result as clients are told of them.
pub(crate) fn fields(schema: &Schema, format: impl Fn(usize) -> FieldFormat) -> Vec<FieldInfo> {
    let columns = schema.fields().iter().enumerate();
    columns.map(|(at, field)| FieldInfo::new(field.name().clone(), None, None, field_type(field), format(at))).collect()
}

fn field_type(field: &Field) -> Type {
    match field.metadata().get(JSON) {
        Some(_) => Type::JSON,
        None => wire_type(field.data_type()),
    }
}

/// The PostgreSQL type of an Arrow type.
pub(crate) fn wire_type(data_type: &DataType) -> Type {
    match data_type {
        DataType::Boolean => Type::BOOL,
        DataType::Int8 | DataType::UInt8 | DataType::Int16 => Type::INT2,
        DataType::UInt16 | DataType::Int32 => Type::INT4,
        DataType::UInt32 | DataType::Int64 => Type::INT8,
        DataType::UInt64 | DataType::Decimal128(..) | DataType::Decimal256(..) => Type::NUMERIC,
        DataType::Float16 | DataType::Float32 => Type::FLOAT4,
        DataType::Float64 => Type::FLOAT8,
        DataType::Binary | DataType::LargeBinary | DataType::BinaryView | DataType::FixedSizeBinary(_) => Type::BYTEA,
        DataType::Date32 | DataType::Date64 => Type::DATE,
        DataType::Time32(_) | DataType::Time64(_) => Type::TIME,
        DataType::Timestamp(_, None) => Type::TIMESTAMP,
        DataType::Timestamp(_, Some(_)) => Type::TIMESTAMPTZ,
        DataType::List(of) | DataType::LargeList(of) => match wire_type(of.data_type()) {
            Type::INT2 => Type::INT2_ARRAY,
            Type::INT4 => Type::INT4_ARRAY,
            Type::INT8 => Type::INT8_ARRAY,
            _ => Type::TEXT_ARRAY,
        },
        DataType::Dictionary(_, of) => wire_type(of),
        _ => Type::TEXT,
    }
}

fn encode_batch(batch: &RecordBatch, fields: &[FieldInfo]) -> PgWireResult<Vec<DataRow>> {
    let columns: Vec<Column> = batch
        .columns()
        .iter()
        .zip(fields)
        .map(|(array, field)| Column::new(array, field))
        .collect::<Result<_, _>>()
        .map_err(failed)?;
    let count = i16::try_from(columns.len()).unwrap_or(i16::MAX);
    let rows = (0..batch.num_rows()).map(|row| {
        let mut buffer = BytesMut::with_capacity(columns.len() * 16);
        for column in &columns {
            let from = buffer.len();
            buffer.put_i32(-1);
            if !column.array.is_null(row) {
                column.write(row, &mut buffer)?;
                let length = i32::try_from(buffer.len() - from - 4).map_err(|_| failed("a value is too large"))?;
                buffer[from..from + 4].copy_from_slice(&length.to_be_bytes());
            }
        }
        Ok(DataRow::new(buffer, count))
    });
    rows.collect()
}

/// One column of a batch, ready to be written.
struct Column {
    array: ArrayRef,
    format: FieldFormat,
    data_type: Type,
}

impl Column {
    fn new(array: &ArrayRef, field: &FieldInfo) -> Result<Self, ArrowError> {
        // Few forms are left after this: one of text, one of moments.
        let to = match array.data_type() {
            DataType::Utf8View | DataType::LargeUtf8 => Some(DataType::Utf8),
            DataType::BinaryView | DataType::LargeBinary | DataType::FixedSizeBinary(_) => Some(DataType::Binary),
            DataType::Dictionary(_, of) => Some((**of).clone()),
            DataType::Float16 => Some(DataType::Float32),
            DataType::Date64 => Some(DataType::Date32),
            DataType::LargeList(of) => Some(DataType::List(Arc::clone(of))),
            DataType::Timestamp(unit, zone) if *unit != TimeUnit::Microsecond => {
                Some(DataType::Timestamp(TimeUnit::Microsecond, zone.clone()))
            }
            _ => None,
        };
        let array = to.map_or_else(|| Ok(Arc::clone(array)), |to| cast(array, &to))?;
        Ok(Self { array, format: field.format(), data_type: field.datatype().clone() })
    }

    fn write(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        match self.format {
            FieldFormat::Text => self.write_text(row, out),
            FieldFormat::Binary => self.write_binary(row, out),
        }
    }

    fn value<T: ArrowPrimitiveType>(&self, row: usize) -> T::Native {
        self.array.as_primitive::<T>().value(row)
    }

    fn write_text(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        match self.array.data_type() {
            DataType::Utf8 => out.put_slice(self.array.as_string::<i32>().value(row).as_bytes()),
            DataType::Boolean => out.put_u8(if self.array.as_boolean().value(row) { b't' } else { b'f' }),
            DataType::Int64 => write_display(out, self.value::<Int64Type>(row)),
            DataType::Float64 => write_float(out, self.value::<Float64Type>(row)),
            DataType::Float32 => write_float(out, f64::from(self.value::<Float32Type>(row))),
            DataType::Binary => {
                out.put_slice(b"\\x");
                for byte in self.array.as_binary::<i32>().value(row) {
                    let _ = write!(out.writer(), "{byte:02x}");
                }
            }
            DataType::List(_) => {
                let items = self.array.as_list::<i32>().value(row);
                write_array(&items, out)?;
            }
            _ => {
                let formatter = ArrayFormatter::try_new(&*self.array, &text_options()).map_err(failed)?;
                let text = formatter.value(row).try_to_string().map_err(failed)?;
                out.put_slice(text.as_bytes());
            }
        }
        Ok(())
    }

    fn write_binary(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        match self.array.data_type() {
            DataType::Boolean => out.put_u8(u8::from(self.array.as_boolean().value(row))),
            DataType::Int8 => out.put_i16(i16::from(self.value::<Int8Type>(row))),
            DataType::UInt8 => out.put_i16(i16::from(self.value::<UInt8Type>(row))),
            DataType::Int16 => out.put_i16(self.value::<Int16Type>(row)),
            DataType::UInt16 => out.put_i32(i32::from(self.value::<UInt16Type>(row))),
            DataType::Int32 => out.put_i32(self.value::<Int32Type>(row)),
            DataType::UInt32 => out.put_i64(i64::from(self.value::<UInt32Type>(row))),
            DataType::Int64 => out.put_i64(self.value::<Int64Type>(row)),
            DataType::UInt64 => numeric(&self.value::<UInt64Type>(row).to_string(), out),
            DataType::Float32 => out.put_f32(self.value::<Float32Type>(row)),
            DataType::Float64 => out.put_f64(self.value::<Float64Type>(row)),
            DataType::Date32 => out.put_i32(self.value::<Date32Type>(row) - EPOCH_DAYS),
            DataType::Timestamp(TimeUnit::Microsecond, _) => {
                out.put_i64(self.value::<TimestampMicrosecondType>(row) - EPOCH_MICROSECONDS);
            }
            DataType::Binary => out.put_slice(self.array.as_binary::<i32>().value(row)),
            DataType::Decimal128(..) | DataType::Decimal256(..) => {
                let mut text = BytesMut::new();
                self.write_text(row, &mut text)?;
                numeric(&String::from_utf8_lossy(&text), out);
            }
            DataType::Time32(_) | DataType::Time64(_) | DataType::List(_) => {
                let message = format!("values of type {} can be sent as text only", self.data_type);
                return Err(error::of_statement(
                    SqlError::unsupported(message).with_hint("cast the column to text, or ask for the text format"),
                ));
            }
            // Text is the same in both formats.
            _ => self.write_text(row, out)?,
        }
        Ok(())
    }
}

fn text_options() -> FormatOptions<'static> {
    FormatOptions::new()
        .with_duration_format(DurationFormat::ISO8601)
        .with_timestamp_format(Some("%Y-%m-%d %H:%M:%S%.f"))
        .with_timestamp_tz_format(Some("%Y-%m-%d %H:%M:%S%.f%#z"))
}

fn write_display(out: &mut BytesMut, value: impl std::fmt::Display) {
    let _ = write!(out.writer(), "{value}");
}

/// PostgreSQL writes the shortest digits, without a fraction that is zero.
fn write_float(out: &mut BytesMut, value: f64) {
    if value.is_infinite() {
        out.put_slice(if value > 0.0 { b"Infinity" } else { b"-Infinity" });
    } else {
        write_display(out, value);
    }
}

/// `{1,2,"a b"}`.
fn write_array(items: &ArrayRef, out: &mut BytesMut) -> PgWireResult<()> {
    let formatter = ArrayFormatter::try_new(&**items, &text_options()).map_err(failed)?;
    out.put_u8(b'{');
    for at in 0..items.len() {
        if at > 0 {
            out.put_u8(b',');
        }
        if items.is_null(at) {
            out.put_slice(b"NULL");
            continue;
        }
        let text = formatter.value(at).try_to_string().map_err(failed)?;
        let is_plain = !text.is_empty()
            && !text.eq_ignore_ascii_case("null")
            && text.chars().all(|it| it.is_alphanumeric() || "_-.:/+".contains(it));
        if is_plain {
            out.put_slice(text.as_bytes());
        } else {
            let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
            let _ = write!(out.writer(), "\"{escaped}\"");
        }
    }
    out.put_u8(b'}');
    Ok(())
}

/// A decimal number in the binary format of `numeric`: digits to the base of 10,000 around the point.
fn numeric(text: &str, out: &mut BytesMut) {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole_groups = whole.len().div_ceil(4);
    let padded = format!(
        "{}{whole}{fraction}{}",
        "0".repeat(whole_groups * 4 - whole.len()),
        "0".repeat(fraction.len().div_ceil(4) * 4 - fraction.len())
    );
    let groups: Vec<i16> = padded
        .as_bytes()
        .chunks(4)
        .map(|it| it.iter().fold(0, |sum, byte| sum * 10 + i16::from(byte - b'0')))
        .collect();
    let leading = groups.iter().take_while(|it| **it == 0).count();
    let trailing = groups[leading..].iter().rev().take_while(|it| **it == 0).count();
    let kept = &groups[leading..groups.len() - trailing];
    let weight = if kept.is_empty() { 0 } else { whole_groups as i16 - 1 - leading as i16 };
    out.put_i16(kept.len() as i16);
    out.put_i16(weight);
    out.put_i16(if negative && !kept.is_empty() { 0x4000 } else { 0 });
    out.put_i16(fraction.len() as i16);
    for group in kept {
        out.put_i16(*group);
    }
}

fn failed(cause: impl ToString) -> PgWireError {
    error::of_statement(SqlError::new(callboard_sql::error::sqlstate::INTERNAL, cause.to_string()))
}
