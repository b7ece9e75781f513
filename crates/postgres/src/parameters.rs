//! Parameters: what a client binds to `$1`, `$2`, …

use callboard_sql::SqlError;
use callboard_sql::datafusion::common::ScalarValue;
use callboard_sql::error::sqlstate;
use pgwire::api::Type;
use pgwire::api::portal::Portal;
use pgwire::error::PgWireResult;

use crate::error;

/// The values of a portal, by the types that the statement was prepared with.
pub(crate) fn values<S: Clone>(portal: &Portal<S>, types: &[Type]) -> PgWireResult<Vec<ScalarValue>> {
    if portal.parameter_len() != types.len() {
        let message = format!(
            "bind message supplies {} parameters, but the statement requires {}",
            portal.parameter_len(),
            types.len()
        );
        return Err(error::of_statement(SqlError::new("08P01", message)));
    }
    types.iter().enumerate().map(|(at, data_type)| value(portal, at, data_type)).collect()
}

fn value<S: Clone>(portal: &Portal<S>, at: usize, data_type: &Type) -> PgWireResult<ScalarValue> {
    let Some(Some(bytes)) = portal.parameters.get(at) else { return Ok(ScalarValue::Null) };
    let is_binary = portal.parameter_format.is_binary(at);
    let parsed = if is_binary { from_binary(bytes, data_type) } else { from_text(bytes, data_type) };
    parsed.map_err(|what| {
        let message = format!("invalid value for parameter ${} of type {data_type}: {what}", at + 1);
        error::of_statement(SqlError::new(sqlstate::INVALID_TEXT, message))
    })
}

fn from_text(bytes: &[u8], data_type: &Type) -> Result<ScalarValue, String> {
    let text = std::str::from_utf8(bytes).map_err(|err| err.to_string())?;
    let number = || text.trim().parse::<i64>().map_err(|err| err.to_string());
    Ok(match *data_type {
        Type::BOOL => match text.trim().to_ascii_lowercase().as_str() {
            "t" | "true" | "1" | "on" | "yes" | "y" => ScalarValue::Boolean(Some(true)),
            "f" | "false" | "0" | "off" | "no" | "n" => ScalarValue::Boolean(Some(false)),
            _ => return Err(format!("`{text}` is not a boolean")),
        },
        Type::INT2 | Type::INT4 | Type::INT8 | Type::OID => ScalarValue::Int64(Some(number()?)),
        Type::FLOAT4 | Type::FLOAT8 | Type::NUMERIC => {
            ScalarValue::Float64(Some(text.trim().parse().map_err(|_| format!("`{text}` is not a number"))?))
        }
        _ => ScalarValue::Utf8(Some(text.to_owned())),
    })
}

fn from_binary(bytes: &[u8], data_type: &Type) -> Result<ScalarValue, String> {
    fn exactly<const N: usize>(bytes: &[u8]) -> Result<[u8; N], String> {
        bytes.try_into().map_err(|_| format!("{} bytes instead of {N}", bytes.len()))
    }
    Ok(match *data_type {
        Type::BOOL => ScalarValue::Boolean(Some(exactly::<1>(bytes)?[0] != 0)),
        Type::INT2 => ScalarValue::Int64(Some(i16::from_be_bytes(exactly(bytes)?).into())),
        Type::INT4 => ScalarValue::Int64(Some(i32::from_be_bytes(exactly(bytes)?).into())),
        Type::OID => ScalarValue::Int64(Some(u32::from_be_bytes(exactly(bytes)?).into())),
        Type::INT8 => ScalarValue::Int64(Some(i64::from_be_bytes(exactly(bytes)?))),
        Type::FLOAT4 => ScalarValue::Float64(Some(f32::from_be_bytes(exactly(bytes)?).into())),
        Type::FLOAT8 => ScalarValue::Float64(Some(f64::from_be_bytes(exactly(bytes)?))),
        // The text of a `jsonb` follows its version.
        Type::JSONB => ScalarValue::Utf8(Some(utf8(bytes.get(1..).unwrap_or_default())?)),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN => {
            ScalarValue::Utf8(Some(utf8(bytes)?))
        }
        Type::BYTEA => ScalarValue::Binary(Some(bytes.to_vec())),
        _ => return Err("it can be sent as text only".to_owned()),
    })
}

fn utf8(bytes: &[u8]) -> Result<String, String> {
    String::from_utf8(bytes.to_vec()).map_err(|err| err.to_string())
}
