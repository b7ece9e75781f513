//! Parameters: what a client binds to `$1`, `$2`, …

use bytes::Buf as _;
use callboard_sql::SqlError;
use callboard_sql::datafusion::arrow::datatypes::DataType;
use callboard_sql::datafusion::common::ScalarValue;
use callboard_sql::error::sqlstate;

use crate::protocol::Format;
use crate::protocol::read::Bind;
use crate::types::Type;

/// Days and microseconds between 1970-01-01 and PostgreSQL's 2000-01-01.
const EPOCH_DAYS: i32 = 10_957;
const EPOCH_MICROSECONDS: i64 = 946_684_800_000_000;

/// The values of a message, by the types that the statement was prepared with.
pub(crate) fn values(bind: &Bind, types: &[Type]) -> Result<Vec<ScalarValue>, SqlError> {
    if bind.values.len() != types.len() {
        let message = format!(
            "bind message supplies {} parameters, but prepared statement \"{}\" requires {}",
            bind.values.len(),
            bind.statement,
            types.len()
        );
        return Err(SqlError::new(sqlstate::PROTOCOL_VIOLATION, message));
    }
    if !bind.formats.fit(types.len()) {
        let message =
            format!("bind message has {} parameter formats but {} parameters", bind.formats.0.len(), types.len());
        return Err(SqlError::new(sqlstate::PROTOCOL_VIOLATION, message));
    }
    let value = |(at, data_type): (usize, &Type)| {
        let Some(bytes) = &bind.values[at] else { return Ok(ScalarValue::Null) };
        let parsed = match bind.formats.at(at) {
            Format::Text => from_text(bytes, *data_type),
            Format::Binary => from_binary(bytes, *data_type),
        };
        parsed.map_err(|what| {
            let message = format!("invalid value for parameter ${} of type {data_type}: {what}", at + 1);
            SqlError::new(sqlstate::INVALID_TEXT, message)
        })
    };
    types.iter().enumerate().map(value).collect()
}

/// Some value of a type, to find out what a statement would give for one.
pub(crate) fn sample(data_type: Type) -> ScalarValue {
    let zeros = [0; 20];
    let length = usize::try_from(data_type.length()).unwrap_or(0);
    match from_binary(zeros.get(..length).unwrap_or_default(), data_type) {
        Ok(value) => value,
        Err(_) => from_text(b"0", data_type).unwrap_or_else(|_| ScalarValue::Utf8(Some(String::new()))),
    }
}

fn from_text(bytes: &[u8], data_type: Type) -> Result<ScalarValue, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned())?;
    let number = |what: &str| format!("`{}` is no {what}", text.trim());
    Ok(match data_type {
        Type::BOOL => match text.trim().to_ascii_lowercase().as_str() {
            "t" | "true" | "1" | "on" | "yes" | "y" => ScalarValue::Boolean(Some(true)),
            "f" | "false" | "0" | "off" | "no" | "n" => ScalarValue::Boolean(Some(false)),
            _ => return Err(number("boolean")),
        },
        Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => {
            ScalarValue::Int64(Some(text.trim().parse().map_err(|_| number("integer"))?))
        }
        Type::FLOAT4 | Type::FLOAT8 => ScalarValue::Float64(Some(text.trim().parse().map_err(|_| number("number"))?)),
        Type::NUMERIC => match text.trim().parse() {
            Ok(whole) => ScalarValue::Int64(Some(whole)),
            Err(_) => ScalarValue::Float64(Some(text.trim().parse().map_err(|_| number("number"))?)),
        },
        _ => match data_type.element() {
            Some(element) => {
                let items = array_items(text).ok_or_else(|| number("array of one dimension, such as {a,b}"))?;
                let item = |it: Option<String>| match it {
                    Some(text) => from_text(text.as_bytes(), element),
                    None => Ok(ScalarValue::Null),
                };
                list(items.into_iter().map(item).collect::<Result<_, _>>()?, element)?
            }
            None => ScalarValue::Utf8(Some(text.to_owned())),
        },
    })
}

fn from_binary(bytes: &[u8], data_type: Type) -> Result<ScalarValue, String> {
    fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], String> {
        bytes.try_into().map_err(|_| format!("{} bytes instead of {N}", bytes.len()))
    }
    Ok(match data_type {
        Type::BOOL => ScalarValue::Boolean(Some(exactly::<1>(bytes)?[0] != 0)),
        Type::INT2 => ScalarValue::Int64(Some(i16::from_be_bytes(exactly(bytes)?).into())),
        Type::INT4 => ScalarValue::Int64(Some(i32::from_be_bytes(exactly(bytes)?).into())),
        Type::OID => ScalarValue::Int64(Some(u32::from_be_bytes(exactly(bytes)?).into())),
        Type::INT8 => ScalarValue::Int64(Some(i64::from_be_bytes(exactly(bytes)?))),
        Type::FLOAT4 => ScalarValue::Float64(Some(f32::from_be_bytes(exactly(bytes)?).into())),
        Type::FLOAT8 => ScalarValue::Float64(Some(f64::from_be_bytes(exactly(bytes)?))),
        Type::DATE => {
            let days = i32::from_be_bytes(exactly(bytes)?).checked_add(EPOCH_DAYS);
            ScalarValue::Date32(Some(days.ok_or("it is out of range")?))
        }
        Type::TIMESTAMP | Type::TIMESTAMPTZ => {
            let moment = i64::from_be_bytes(exactly(bytes)?).checked_add(EPOCH_MICROSECONDS);
            ScalarValue::TimestampMicrosecond(Some(moment.ok_or("it is out of range")?), None)
        }
        Type::UUID => {
            let hex: String = exactly::<16>(bytes)?.iter().map(|it| format!("{it:02x}")).collect();
            let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
            ScalarValue::Utf8(Some(parts.join("-")))
        }
        Type::NUMERIC => from_text(numeric(bytes)?.as_bytes(), Type::NUMERIC)?,
        // A version stands before the text of a `jsonb`.
        Type::JSONB => ScalarValue::Utf8(Some(utf8(bytes.get(1..).unwrap_or_default())?)),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::CHAR | Type::JSON | Type::UNKNOWN => {
            ScalarValue::Utf8(Some(utf8(bytes)?))
        }
        Type::BYTEA => ScalarValue::Binary(Some(bytes.to_vec())),
        _ => match data_type.element() {
            Some(_) => binary_array(bytes)?,
            None => return Err("it can be sent as text only".to_owned()),
        },
    })
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|_| "it is not UTF-8".to_owned())
}

/// The items of `{a,"b c",NULL}`; nothing where it is no array of one dimension.
fn array_items(text: &str) -> Option<Vec<Option<String>>> {
    let inner = text.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut items = Vec::new();
    if inner.trim().is_empty() {
        return Some(items);
    }
    let mut characters = inner.chars();
    loop {
        let (mut item, mut is_quoted, mut in_quotes, mut goes_on) = (String::new(), false, false, false);
        while let Some(it) = characters.next() {
            match it {
                '"' => {
                    is_quoted = true;
                    in_quotes = !in_quotes;
                }
                '\\' => item.push(characters.next()?),
                ',' if !in_quotes => {
                    goes_on = true;
                    break;
                }
                '{' | '}' if !in_quotes => return None,
                it => item.push(it),
            }
        }
        if in_quotes {
            return None;
        }
        let item = if is_quoted { item } else { item.trim().to_owned() };
        items.push((is_quoted || !item.eq_ignore_ascii_case("null")).then_some(item));
        if !goes_on {
            return Some(items);
        }
    }
}

/// Dimensions, a flag, the type of the items; then of each dimension length and first index; then the items.
fn binary_array(mut bytes: &[u8]) -> Result<ScalarValue, String> {
    let short = || "it ends too early".to_owned();
    let dimensions = bytes.try_get_i32().map_err(|_| short())?;
    let _ = bytes.try_get_i32().map_err(|_| short())?;
    let element = Type(bytes.try_get_u32().map_err(|_| short())?);
    let count = match dimensions {
        0 => 0,
        1 => {
            let count = bytes.try_get_u32().map_err(|_| short())?;
            let _ = bytes.try_get_i32().map_err(|_| short())?;
            count
        }
        _ => return Err("arrays have one dimension here".to_owned()),
    };
    let mut items = Vec::new();
    for _ in 0..count {
        let length = bytes.try_get_i32().map_err(|_| short())?;
        items.push(match usize::try_from(length) {
            Err(_) => ScalarValue::Null,
            Ok(length) => {
                let (item, rest) = bytes.split_at_checked(length).ok_or_else(short)?;
                bytes = rest;
                from_binary(item, element)?
            }
        });
    }
    list(items, element)
}

/// A list whose items have the type that values of `element` have here.
fn list(items: Vec<ScalarValue>, element: Type) -> Result<ScalarValue, String> {
    let known = items.iter().find(|it| !it.is_null()).map(ScalarValue::data_type);
    let data_type = known.unwrap_or(match element {
        Type::BOOL => DataType::Boolean,
        Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => DataType::Int64,
        Type::FLOAT4 | Type::FLOAT8 => DataType::Float64,
        _ => DataType::Utf8,
    });
    let typed = |it: ScalarValue| match it {
        ScalarValue::Null => ScalarValue::try_from(&data_type),
        other => other.cast_to(&data_type),
    };
    let items: Vec<ScalarValue> =
        items.into_iter().map(typed).collect::<Result<_, _>>().map_err(|it| it.to_string())?;
    Ok(ScalarValue::List(ScalarValue::new_list(&items, &data_type, true)))
}

/// The digits of a number in the binary format of `numeric`.
fn numeric(mut bytes: &[u8]) -> Result<String, String> {
    let mut next = || bytes.try_get_i16().map_err(|_| "it ends too early".to_owned());
    let (count, weight, sign, scale) = (next()?, next()?, next()? as u16, next()?);
    let mut groups = Vec::new();
    for _ in 0..count.max(0) {
        groups.push(next()?);
    }
    let sign = match sign {
        0 => "",
        0x4000 => "-",
        0xc000 => return Ok("NaN".to_owned()),
        0xd000 => return Ok("Infinity".to_owned()),
        0xf000 => return Ok("-Infinity".to_owned()),
        _ => return Err("its sign is unknown".to_owned()),
    };
    let group = |at: i32| usize::try_from(at).ok().and_then(|at| groups.get(at)).copied().unwrap_or(0);
    let text: String = (0..=i32::from(weight)).map(|at| format!("{:04}", group(at))).collect();
    let mut fraction = String::new();
    let mut at = i32::from(weight) + 1;
    while fraction.len() < usize::try_from(scale).unwrap_or(0) {
        fraction.push_str(&format!("{:04}", if at < 0 { 0 } else { group(at) }));
        at += 1;
    }
    fraction.truncate(usize::try_from(scale).unwrap_or(0));
    let whole = text.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    Ok(if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use expect_test::{Expect, expect};

    use super::*;
    use crate::protocol::Formats;

    #[track_caller]
    fn check(format: Format, data_type: Type, bytes: &'static [u8], expect: Expect) {
        let bind = Bind {
            portal: String::new(),
            statement: String::new(),
            formats: Formats(vec![format]),
            values: vec![Some(Bytes::from_static(bytes))],
            result_formats: Formats::default(),
        };
        let shown = match values(&bind, &[data_type]) {
            Ok(values) => format!("{:?}", values[0]),
            Err(error) => format!("{}: {}", error.sqlstate, error.message),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn texts() {
        let text = |data_type, bytes, expect| check(Format::Text, data_type, bytes, expect);
        text(Type::INT4, b" 42 ", expect!["Int64(42)"]);
        text(Type::INT4, b"x", expect!["22P02: invalid value for parameter $1 of type integer: `x` is no integer"]);
        text(Type::BOOL, b"ON", expect!["Boolean(true)"]);
        text(Type::NUMERIC, b"12.5", expect!["Float64(12.5)"]);
        text(Type::NUMERIC, b"9007199254740993", expect!["Int64(9007199254740993)"]);
        text(Type::TEXT, b"a'b", expect![[r#"Utf8("a'b")"#]]);
        text(Type::TEXT, b"\xff", expect!["22P02: invalid value for parameter $1 of type text: it is not UTF-8"]);
        text(Type(1009), b"{a,\"b \\\"c\\\"\",NULL, d }", expect![[r#"List([a, b "c", , d])"#]]);
        text(Type(1016), b"{1,2}", expect!["List([1, 2])"]);
        text(
            Type(1009),
            b"{{a},{b}}",
            expect![
                "22P02: invalid value for parameter $1 of type text[]: `{{a},{b}}` is no array of one dimension, such as {a,b}"
            ],
        );
        text(Type(1009), b"{}", expect!["List([])"]);
    }

    #[test]
    fn binaries() {
        let binary = |data_type, bytes, expect| check(Format::Binary, data_type, bytes, expect);
        binary(Type::INT2, b"\xff\xfe", expect!["Int64(-2)"]);
        binary(
            Type::INT8,
            b"\0\0",
            expect!["22P02: invalid value for parameter $1 of type bigint: 2 bytes instead of 8"],
        );
        binary(Type::FLOAT8, b"\x3f\xf8\0\0\0\0\0\0", expect!["Float64(1.5)"]);
        binary(Type::DATE, b"\0\0\0\x01", expect![[r#"Date32("2000-01-02")"#]]);
        binary(
            Type::DATE,
            b"\x7f\xff\xff\xff",
            expect!["22P02: invalid value for parameter $1 of type date: it is out of range"],
        );
        binary(Type::UUID, b"0123456789abcdef", expect![[r#"Utf8("30313233-3435-3637-3839-616263646566")"#]]);
        binary(Type::JSONB, b"\x01{}", expect![[r#"Utf8("{}")"#]]);
        binary(Type::NUMERIC, b"\0\x02\0\0\x40\0\0\x02\0\x0c\x13\x88", expect!["Float64(-12.5)"]);
        binary(Type::NUMERIC, b"\0\x01\xff\xff\0\0\0\x04\0\x05", expect!["Float64(0.0005)"]);
        binary(Type::NUMERIC, b"\0\x01\0\x01\0\0\0\0\0\x05", expect!["Int64(50000)"]);
        binary(
            Type(1009),
            b"\0\0\0\x01\0\0\0\x01\0\0\0\x19\0\0\0\x02\0\0\0\x01\0\0\0\x01a\xff\xff\xff\xff",
            expect!["List([a, ])"],
        );
        binary(
            Type(1009),
            b"\0\0\0\x01\0\0\0\0\0\0\0\x19\x7f\xff\xff\xff\0\0\0\x01\0\0\0\x09a",
            expect!["22P02: invalid value for parameter $1 of type text[]: it ends too early"],
        );
        binary(Type(1009), b"\0\0\0\0\0\0\0\0\0\0\0\x19", expect!["List([])"]);
        binary(
            Type::INTERVAL,
            b"\0",
            expect!["22P02: invalid value for parameter $1 of type interval: it can be sent as text only"],
        );
    }
}
