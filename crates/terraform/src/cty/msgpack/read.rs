//! Reading of values.

use rmp::Marker;

use crate::cty::{CtyError, MOST_LEVELS, Number, Path, Type, Value};

pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn value(&mut self, path: &Path, of: &Type, depth: usize) -> Result<Value, CtyError> {
        if depth > MOST_LEVELS {
            return Err(CtyError::Depth { path: path.clone() });
        }
        let marker = self.marker(path)?;
        if let Some(length) = self.extension_length(path, marker)? {
            self.take(path, length)?;
            return Ok(Value::Unknown);
        }
        if marker == Marker::Null {
            return Ok(Value::Null);
        }
        match of {
            Type::Bool => match marker {
                Marker::True => Ok(Value::Bool(true)),
                Marker::False => Ok(Value::Bool(false)),
                other => Err(CtyError::kind(path, "bool", kind_of(other))),
            },
            Type::String => self.text(path, marker, "string").map(|it| Value::String(it.to_owned())),
            Type::Number => self.number(path, marker).map(Value::Number),
            Type::List(of) => self.items(path, of, marker, depth).map(Value::List),
            Type::Set(of) => self.items(path, of, marker, depth).map(Value::set),
            Type::Map(of) => {
                let mut members = std::collections::BTreeMap::new();
                for _ in 0..self.map_length(path, marker, "map")? {
                    let key = self.key(path)?;
                    let value = self.value(&path.key(&key), of, depth + 1)?;
                    members.insert(key, value);
                }
                Ok(Value::Map(members))
            }
            Type::Object(attributes) => {
                let mut members = std::collections::BTreeMap::new();
                for _ in 0..self.map_length(path, marker, "object")? {
                    let key = self.key(path)?;
                    let Some((_, of)) = attributes.iter().find(|(name, _)| *name == key) else {
                        return Err(CtyError::Attribute { path: path.clone(), name: key });
                    };
                    let value = self.value(&path.attribute(&key), of, depth + 1)?;
                    members.insert(key, value);
                }
                for (name, _) in attributes {
                    if !members.contains_key(&**name) {
                        members.insert(name.to_string(), Value::Null);
                    }
                }
                Ok(Value::Map(members))
            }
            Type::Tuple(types) => {
                if self.array_length(path, marker, "tuple")? != types.len() {
                    return Err(CtyError::malformed(path, "a tuple of another length"));
                }
                let items = types.iter().enumerate().map(|(at, of)| self.value(&path.index(at), of, depth + 1));
                Ok(Value::List(items.collect::<Result<_, _>>()?))
            }
            Type::Dynamic => {
                if self.array_length(path, marker, "dynamic")? != 2 {
                    return Err(CtyError::malformed(path, "a dynamic value without its type"));
                }
                let marker = self.marker(path)?;
                let of = Type::from_json(self.bytes(path, marker, "type")?)?;
                let value = self.value(path, &of, depth + 1)?;
                Ok(Value::Dynamic(Box::new((of, value))))
            }
        }
    }

    fn items(&mut self, path: &Path, of: &Type, marker: Marker, depth: usize) -> Result<Vec<Value>, CtyError> {
        let length = self.array_length(path, marker, "list")?;
        // An item takes a byte at least: what does not fit into the rest is not made room for.
        let mut items = Vec::with_capacity(length.min(self.rest.len()));
        for at in 0..length {
            items.push(self.value(&path.index(at), of, depth + 1)?);
        }
        Ok(items)
    }

    fn number(&mut self, path: &Path, marker: Marker) -> Result<Number, CtyError> {
        Ok(match marker {
            Marker::FixPos(value) => Number::from(i64::from(value)),
            Marker::FixNeg(value) => Number::from(i64::from(value)),
            Marker::U8 => Number::from(i64::from(self.array::<1>(path)?[0])),
            Marker::U16 => Number::from(i64::from(u16::from_be_bytes(self.array(path)?))),
            Marker::U32 => Number::from(i64::from(u32::from_be_bytes(self.array(path)?))),
            Marker::U64 => Number::from(u64::from_be_bytes(self.array(path)?)),
            Marker::I8 => Number::from(i64::from(i8::from_be_bytes(self.array(path)?))),
            Marker::I16 => Number::from(i64::from(i16::from_be_bytes(self.array(path)?))),
            Marker::I32 => Number::from(i64::from(i32::from_be_bytes(self.array(path)?))),
            Marker::I64 => Number::from(i64::from_be_bytes(self.array(path)?)),
            Marker::F32 => float(path, f64::from(f32::from_be_bytes(self.array(path)?)))?,
            Marker::F64 => float(path, f64::from_be_bytes(self.array(path)?))?,
            marker => {
                let text = self.text(path, marker, "number")?;
                Number::parse(text).ok_or_else(|| CtyError::malformed(path, "a number that is none"))?
            }
        })
    }

    fn key(&mut self, path: &Path) -> Result<String, CtyError> {
        let marker = self.marker(path)?;
        self.text(path, marker, "string").map(str::to_owned)
    }

    fn text(&mut self, path: &Path, marker: Marker, expected: &str) -> Result<&'a str, CtyError> {
        let bytes = self.bytes(path, marker, expected)?;
        std::str::from_utf8(bytes).map_err(|_| CtyError::malformed(path, "text that is not UTF-8"))
    }

    fn bytes(&mut self, path: &Path, marker: Marker, expected: &str) -> Result<&'a [u8], CtyError> {
        let length = match marker {
            Marker::FixStr(length) => usize::from(length),
            Marker::Str8 | Marker::Bin8 => self.length::<1>(path)?,
            Marker::Str16 | Marker::Bin16 => self.length::<2>(path)?,
            Marker::Str32 | Marker::Bin32 => self.length::<4>(path)?,
            other => return Err(CtyError::kind(path, expected, kind_of(other))),
        };
        self.take(path, length)
    }

    fn array_length(&mut self, path: &Path, marker: Marker, expected: &str) -> Result<usize, CtyError> {
        match marker {
            Marker::FixArray(length) => Ok(usize::from(length)),
            Marker::Array16 => self.length::<2>(path),
            Marker::Array32 => self.length::<4>(path),
            other => Err(CtyError::kind(path, expected, kind_of(other))),
        }
    }

    fn map_length(&mut self, path: &Path, marker: Marker, expected: &str) -> Result<usize, CtyError> {
        match marker {
            Marker::FixMap(length) => Ok(usize::from(length)),
            Marker::Map16 => self.length::<2>(path),
            Marker::Map32 => self.length::<4>(path),
            other => Err(CtyError::kind(path, expected, kind_of(other))),
        }
    }

    /// The length of an extension with its code, where the marker begins one.
    fn extension_length(&mut self, path: &Path, marker: Marker) -> Result<Option<usize>, CtyError> {
        let length = match marker {
            Marker::FixExt1 => 1,
            Marker::FixExt2 => 2,
            Marker::FixExt4 => 4,
            Marker::FixExt8 => 8,
            Marker::FixExt16 => 16,
            Marker::Ext8 => self.length::<1>(path)?,
            Marker::Ext16 => self.length::<2>(path)?,
            Marker::Ext32 => self.length::<4>(path)?,
            _ => return Ok(None),
        };
        Ok(length.checked_add(1))
    }

    fn marker(&mut self, path: &Path) -> Result<Marker, CtyError> {
        Ok(Marker::from_u8(self.array::<1>(path)?[0]))
    }

    fn length<const BYTES: usize>(&mut self, path: &Path) -> Result<usize, CtyError> {
        Ok(self.array::<BYTES>(path)?.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)))
    }

    fn array<const BYTES: usize>(&mut self, path: &Path) -> Result<[u8; BYTES], CtyError> {
        let (array, rest) = self.rest.split_first_chunk().ok_or_else(|| CtyError::malformed(path, "too short"))?;
        self.rest = rest;
        Ok(*array)
    }

    fn take(&mut self, path: &Path, length: usize) -> Result<&'a [u8], CtyError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(|| CtyError::malformed(path, "too short"))?;
        self.rest = rest;
        Ok(taken)
    }
}

fn float(path: &Path, value: f64) -> Result<Number, CtyError> {
    Number::from_f64(value).ok_or_else(|| CtyError::malformed(path, "a number that is none"))
}

fn kind_of(marker: Marker) -> &'static str {
    match marker {
        Marker::True | Marker::False => "bool",
        Marker::FixStr(_) | Marker::Str8 | Marker::Str16 | Marker::Str32 => "string",
        Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => "bytes",
        Marker::FixArray(_) | Marker::Array16 | Marker::Array32 => "list",
        Marker::FixMap(_) | Marker::Map16 | Marker::Map32 => "object",
        Marker::Null | Marker::Reserved => "nothing",
        _ => "number",
    }
}
