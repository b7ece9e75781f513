//! Values in PostgreSQL's binary formats.

use bytes::{BufMut as _, BytesMut};
use callboard_sql::SqlError;
use callboard_sql::datafusion::arrow::array::{Array, ArrayRef, AsArray as _};
use callboard_sql::datafusion::arrow::datatypes::{
    DataType, Date32Type, Float32Type, Float64Type, Int16Type, Int32Type, Int64Type, IntervalMonthDayNanoType,
    Time64MicrosecondType, TimestampMicrosecondType,
};
use callboard_sql::error::sqlstate;

use super::{Column, EPOCH_DAYS, EPOCH_MICROSECONDS, Values, wire_type, with_length};
use crate::protocol::Format;
use crate::types::Type;

impl Values {
    /// The items of an array.
    pub(super) fn of_items(items: &ArrayRef, format: Format) -> Result<Self, SqlError> {
        let data_type = match items.data_type() {
            DataType::List(_) | DataType::LargeList(_) | DataType::FixedSizeList(..) => Type::TEXT,
            other => wire_type(other),
        };
        Self::new(items, &Column { name: String::new(), data_type, format })
    }

    pub(super) fn write_binary(&self, row: usize, out: &mut BytesMut) -> Result<(), SqlError> {
        match self.array.data_type() {
            DataType::Boolean => out.put_u8(u8::from(self.array.as_boolean().value(row))),
            DataType::Int16 => out.put_i16(self.value::<Int16Type>(row)),
            DataType::Int32 => out.put_i32(self.value::<Int32Type>(row)),
            DataType::Int64 if self.data_type == Type::OID => {
                out.put_u32(u32::try_from(self.value::<Int64Type>(row)).map_err(|_| out_of_range("oid"))?);
            }
            DataType::Int64 => out.put_i64(self.value::<Int64Type>(row)),
            DataType::Float32 => out.put_f32(self.value::<Float32Type>(row)),
            DataType::Float64 => out.put_f64(self.value::<Float64Type>(row)),
            DataType::Binary => out.put_slice(self.array.as_binary::<i32>().value(row)),
            DataType::Date32 => {
                let days = self.value::<Date32Type>(row).checked_sub(EPOCH_DAYS);
                out.put_i32(days.ok_or_else(|| out_of_range("date"))?);
            }
            DataType::Time64(_) => out.put_i64(self.value::<Time64MicrosecondType>(row)),
            DataType::Timestamp(..) => {
                let moment = self.value::<TimestampMicrosecondType>(row).checked_sub(EPOCH_MICROSECONDS);
                out.put_i64(moment.ok_or_else(|| out_of_range("timestamp"))?);
            }
            DataType::Interval(_) => {
                let value = self.value::<IntervalMonthDayNanoType>(row);
                out.put_i64(value.nanoseconds / 1000);
                out.put_i32(value.days);
                out.put_i32(value.months);
            }
            DataType::Decimal128(..) | DataType::Decimal256(..) => {
                let mut text = BytesMut::new();
                self.write_text(row, &mut text)?;
                numeric(&String::from_utf8_lossy(&text), out);
            }
            DataType::List(_) => array(&self.array.as_list::<i32>().value(row), out)?,
            _ => {
                // A version stands before the text of a `jsonb`.
                if self.data_type == Type::JSONB {
                    out.put_u8(1);
                }
                self.write_text(row, out)?;
            }
        }
        Ok(())
    }
}

/// Dimensions, whether there are nulls, the type of the items, then each behind its length.
fn array(items: &ArrayRef, out: &mut BytesMut) -> Result<(), SqlError> {
    let items = Values::of_items(items, Format::Binary)?;
    let count = i32::try_from(items.array.len()).map_err(|_| out_of_range("array"))?;
    out.put_i32(i32::from(count > 0));
    out.put_i32(i32::from(items.array.null_count() > 0));
    out.put_u32(items.data_type.0);
    if count == 0 {
        return Ok(());
    }
    out.put_i32(count);
    // Counted from one.
    out.put_i32(1);
    for at in 0..items.array.len() {
        match items.array.is_null(at) {
            true => out.put_i32(-1),
            false => with_length(out, |out| items.write_binary(at, out))?,
        }
    }
    Ok(())
}

fn out_of_range(what: &str) -> SqlError {
    SqlError::new(sqlstate::INVALID_TEXT, format!("a value is out of range for type {what}"))
}

/// A decimal number: digits to the base of 10,000 around the point.
fn numeric(text: &str, out: &mut BytesMut) {
    let (negative, digits) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let whole_groups = whole.len().div_ceil(4);
    let padded = format!(
        "{}{whole}{fraction}{}",
        "0".repeat(whole_groups * 4 - whole.len()),
        "0".repeat(fraction.len().div_ceil(4) * 4 - fraction.len())
    );
    let group = |it: &[u8]| it.iter().fold(0, |sum, byte| sum * 10 + i16::from(byte.wrapping_sub(b'0') % 10));
    let groups: Vec<i16> = padded.as_bytes().chunks(4).map(group).collect();
    let leading = groups.iter().take_while(|it| **it == 0).count();
    let trailing = groups[leading..].iter().rev().take_while(|it| **it == 0).count();
    let kept = &groups[leading..groups.len() - trailing];
    // A number of Arrow has no more than 76 digits.
    let small = |it: usize| i16::try_from(it).unwrap_or(i16::MAX);
    out.put_i16(small(kept.len()));
    out.put_i16(if kept.is_empty() { 0 } else { small(whole_groups) - 1 - small(leading) });
    out.put_u16(if negative && !kept.is_empty() { 0x4000 } else { 0 });
    out.put_i16(small(fraction.len()));
    kept.iter().for_each(|it| out.put_i16(*it));
}
