//! Writing of values.

use rmp::Marker;

use crate::cty::{CtyError, MOST_LEVELS, Number, Path, Type, Value};

pub(super) fn write(bytes: &mut Vec<u8>, path: &Path, value: &Value, of: &Type, depth: usize) -> Result<(), CtyError> {
    if depth > MOST_LEVELS {
        return Err(CtyError::Depth { path: path.clone() });
    }
    let mismatch = || CtyError::kind(path, of.to_string(), value.kind());
    match (value, of) {
        (Value::Null, _) => bytes.push(Marker::Null.to_u8()),
        (Value::Unknown, _) => bytes.extend([Marker::FixExt1.to_u8(), 0, 0]),
        (Value::Bool(value), Type::Bool) => {
            bytes.push(if *value { Marker::True.to_u8() } else { Marker::False.to_u8() });
        }
        (Value::String(text), Type::String) => write_text(bytes, text),
        (Value::Number(number), Type::Number) => write_number(bytes, number),
        (Value::List(items), Type::List(of)) | (Value::Set(items) | Value::List(items), Type::Set(of)) => {
            write_length(bytes, path, items.len(), Length::Array)?;
            for (at, item) in items.iter().enumerate() {
                write(bytes, &path.index(at), item, of, depth + 1)?;
            }
        }
        (Value::List(items), Type::Tuple(types)) if items.len() == types.len() => {
            write_length(bytes, path, items.len(), Length::Array)?;
            for (at, (item, of)) in items.iter().zip(types).enumerate() {
                write(bytes, &path.index(at), item, of, depth + 1)?;
            }
        }
        (Value::Map(members), Type::Map(of)) => {
            write_length(bytes, path, members.len(), Length::Map)?;
            for (key, value) in members {
                write_text(bytes, key);
                write(bytes, &path.key(key), value, of, depth + 1)?;
            }
        }
        (Value::Map(members), Type::Object(attributes)) => {
            if let Some(name) = members.keys().find(|key| attributes.iter().all(|(it, _)| it != key.as_str())) {
                return Err(CtyError::Attribute { path: path.clone(), name: name.clone() });
            }
            write_length(bytes, path, attributes.len(), Length::Map)?;
            for (name, of) in attributes {
                write_text(bytes, name);
                match members.get(&**name) {
                    Some(value) => write(bytes, &path.attribute(&**name), value, of, depth + 1)?,
                    None => bytes.push(Marker::Null.to_u8()),
                }
            }
        }
        (Value::Dynamic(typed), Type::Dynamic) => {
            bytes.push(Marker::FixArray(2).to_u8());
            let text = typed.0.to_json();
            // Writing to memory does not fail.
            let _ = rmp::encode::write_bin(bytes, text.as_bytes());
            write(bytes, path, &typed.1, &typed.0, depth + 1)?;
        }
        _ => return Err(mismatch()),
    }
    Ok(())
}

enum Length {
    Array,
    Map,
}

fn write_length(bytes: &mut Vec<u8>, path: &Path, length: usize, of: Length) -> Result<(), CtyError> {
    let length = u32::try_from(length).map_err(|_| CtyError::malformed(path, "too long"))?;
    // Writing to memory does not fail.
    let _ = match of {
        Length::Array => rmp::encode::write_array_len(bytes, length),
        Length::Map => rmp::encode::write_map_len(bytes, length),
    };
    Ok(())
}

fn write_text(bytes: &mut Vec<u8>, text: &str) {
    let _ = rmp::encode::write_str(bytes, text);
}

/// A fraction goes as its decimal text, which Terraform reads to all its bits: as a float, 0.1 would be another number.
fn write_number(bytes: &mut Vec<u8>, number: &Number) {
    let _ = match number.as_i64() {
        Some(value) => rmp::encode::write_sint(bytes, value).map(drop),
        None if number.is_infinite() => rmp::encode::write_f64(bytes, number.as_f64()),
        None => rmp::encode::write_str(bytes, &number.to_string()),
    };
}
