//! MessagePack: values on the wire.
//!
//! Objects and maps are maps, lists, sets and tuples arrays; a number is an integer, a float or decimal text; an
//! extension of any code stands for what is unknown, and what is refined about it is not needed here.

mod read;
mod write;

use super::{CtyError, Path, Type, Value};
use read::Reader;
use write::write;

/// Reads a value of a type; the message must end with it.
pub fn decode(bytes: &[u8], of: &Type) -> Result<Value, CtyError> {
    let mut reader = Reader::new(bytes);
    let value = reader.value(&Path::root(), of, 0)?;
    if reader.is_at_end() { Ok(value) } else { Err(CtyError::malformed(&Path::root(), "too long")) }
}

/// Writes a value of a type; attributes that an object lacks are written as null.
pub fn encode(value: &Value, of: &Type) -> Result<Vec<u8>, CtyError> {
    let mut bytes = Vec::new();
    write(&mut bytes, &Path::root(), value, of, 0)?;
    Ok(bytes)
}
