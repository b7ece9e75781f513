//! Values as PostgreSQL writes them in text.

use std::io::Write as _;

use bytes::{BufMut as _, BytesMut};
use callboard_sql::SqlError;
use callboard_sql::datafusion::arrow::array::{Array, ArrayRef, ArrowPrimitiveType, AsArray as _};
use callboard_sql::datafusion::arrow::datatypes::{
    DataType, Date32Type, Decimal128Type, Decimal256Type, Float32Type, Float64Type, Int16Type, Int32Type, Int64Type,
    IntervalMonthDayNano, IntervalMonthDayNanoType, Time64MicrosecondType, TimestampMicrosecondType,
};

use super::Values;
use crate::protocol::Format;

const MICROSECONDS_A_DAY: i64 = 86_400_000_000;

impl Values {
    pub(super) fn value<T: ArrowPrimitiveType>(&self, row: usize) -> T::Native {
        self.array.as_primitive::<T>().value(row)
    }

    pub(super) fn write_text(&self, row: usize, out: &mut BytesMut) -> Result<(), SqlError> {
        match self.array.data_type() {
            DataType::Boolean => out.put_u8(if self.array.as_boolean().value(row) { b't' } else { b'f' }),
            DataType::Int16 => put(out, self.value::<Int16Type>(row)),
            DataType::Int32 => put(out, self.value::<Int32Type>(row)),
            DataType::Int64 => put(out, self.value::<Int64Type>(row)),
            DataType::Float32 => {
                let value = self.value::<Float32Type>(row);
                float(out, f64::from(value), value.to_string(), format!("{value:e}"), 6);
            }
            DataType::Float64 => {
                let value = self.value::<Float64Type>(row);
                float(out, value, value.to_string(), format!("{value:e}"), 15);
            }
            DataType::Binary => {
                out.put_slice(b"\\x");
                self.array.as_binary::<i32>().value(row).iter().for_each(|it| put(out, format_args!("{it:02x}")));
            }
            DataType::Date32 => date(out, self.value::<Date32Type>(row).into(), ""),
            DataType::Time64(_) => time(out, self.value::<Time64MicrosecondType>(row)),
            DataType::Timestamp(_, zone) => {
                let zone = if zone.is_some() { "+00" } else { "" };
                timestamp(out, self.value::<TimestampMicrosecondType>(row), zone);
            }
            DataType::Interval(_) => interval(out, self.value::<IntervalMonthDayNanoType>(row)),
            DataType::Decimal128(..) => put(out, self.array.as_primitive::<Decimal128Type>().value_as_string(row)),
            DataType::Decimal256(..) => put(out, self.array.as_primitive::<Decimal256Type>().value_as_string(row)),
            DataType::List(_) => array(out, &self.array.as_list::<i32>().value(row))?,
            _ => out.put_slice(self.array.as_string::<i32>().value(row).as_bytes()),
        }
        Ok(())
    }
}

fn put(out: &mut BytesMut, value: impl std::fmt::Display) {
    // Writing into memory does not fail.
    let _ = write!(out.writer(), "{value}");
}

/// The shortest digits that give the value; with an exponent where it is beyond so many digits.
fn float(out: &mut BytesMut, value: f64, plain: String, scientific: String, most_digits: i32) {
    if value.is_infinite() {
        return put(out, if value > 0.0 { "Infinity" } else { "-Infinity" });
    }
    match scientific.split_once('e').and_then(|(digits, power)| Some((digits, power.parse::<i32>().ok()?))) {
        Some((digits, power)) if value != 0.0 && !(-4..most_digits).contains(&power) => {
            put(out, format_args!("{digits}e{}{:02}", if power < 0 { '-' } else { '+' }, power.abs()));
        }
        _ => put(out, plain),
    }
}

/// Year, month and day of a number of days since 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    // Years begin in March here, so that the day that some years have more is their last.
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// `2024-02-29`, then what belongs to the day; `BC` stands at the end.
fn date(out: &mut BytesMut, days: i64, rest: &str) {
    let (year, month, day) = civil(days);
    let (year, era) = if year > 0 { (year, "") } else { (1 - year, " BC") };
    put(out, format_args!("{year:04}-{month:02}-{day:02}{rest}{era}"));
}

fn time(out: &mut BytesMut, microseconds: i64) {
    let (seconds, fraction) = (microseconds.div_euclid(1_000_000), microseconds.rem_euclid(1_000_000));
    put(out, format_args!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60));
    if fraction != 0 {
        put(out, format_args!(".{}", format!("{fraction:06}").trim_end_matches('0')));
    }
}

fn timestamp(out: &mut BytesMut, microseconds: i64, zone: &str) {
    let mut rest = BytesMut::new();
    rest.put_u8(b' ');
    time(&mut rest, microseconds.rem_euclid(MICROSECONDS_A_DAY));
    rest.put_slice(zone.as_bytes());
    date(out, microseconds.div_euclid(MICROSECONDS_A_DAY), &String::from_utf8_lossy(&rest));
}

/// `1 year 2 mons 3 days 04:05:06.7`
fn interval(out: &mut BytesMut, value: IntervalMonthDayNano) {
    let mut parts = Vec::new();
    let mut count = |number: i32, unit: &str| {
        if number != 0 {
            parts.push(format!("{number} {unit}{}", if number == 1 { "" } else { "s" }));
        }
    };
    count(value.months / 12, "year");
    count(value.months % 12, "mon");
    count(value.days, "day");
    let microseconds = value.nanoseconds / 1000;
    if microseconds != 0 || parts.is_empty() {
        let mut rest = BytesMut::new();
        if microseconds < 0 {
            rest.put_u8(b'-');
        }
        time(&mut rest, microseconds.abs());
        parts.push(String::from_utf8_lossy(&rest).into_owned());
    }
    put(out, parts.join(" "));
}

/// `{1,NULL,"a b"}`
fn array(out: &mut BytesMut, items: &ArrayRef) -> Result<(), SqlError> {
    let items = Values::of_items(items, Format::Text)?;
    out.put_u8(b'{');
    for at in 0..items.array.len() {
        if at > 0 {
            out.put_u8(b',');
        }
        if items.array.is_null(at) {
            out.put_slice(b"NULL");
            continue;
        }
        let mut text = BytesMut::new();
        items.write_text(at, &mut text)?;
        let is_special = |it: &u8| b"{},\"\\".contains(it) || it.is_ascii_whitespace();
        if text.is_empty() || text.eq_ignore_ascii_case(b"null") || text.iter().any(is_special) {
            out.put_u8(b'"');
            for byte in text {
                if matches!(byte, b'"' | b'\\') {
                    out.put_u8(b'\\');
                }
                out.put_u8(byte);
            }
            out.put_u8(b'"');
        } else {
            out.put_slice(&text);
        }
    }
    out.put_u8(b'}');
    Ok(())
}
