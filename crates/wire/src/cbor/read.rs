//! CBOR to documents.

use callboard_model::document::{Document, Key, Map, Timestamp};

use super::{CborError, DEPTH_LIMIT};
use crate::plan::{self, Field, Plan, PlanKind};

pub(super) fn document(bytes: &[u8], plan: Option<&'static Plan>, strict: bool) -> Result<Document, CborError> {
    let mut reader = Reader { bytes, at: 0, depth: 0, strict };
    let value = reader.item(plan)?;
    if reader.at != bytes.len() {
        return Err(reader.syntax("more than one item"));
    }
    Ok(value)
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
    depth: usize,
    strict: bool,
}

/// A length, or none where the item ends with a break.
type Length = Option<u64>;

impl<'a> Reader<'a> {
    fn item(&mut self, plan: Option<&'static Plan>) -> Result<Document, CborError> {
        let start = self.at;
        let first = self.take(1)?[0];
        let (major, info) = (first >> 5, first & 31);
        let value = match major {
            0 => Document::Integer(self.argument(info)?.into()),
            1 => Document::Integer(-1 - i128::from(self.argument(info)?)),
            2 => Document::Blob(self.chunks(info, 2)?),
            3 => {
                let bytes = self.chunks(info, 3)?;
                Document::String(String::from_utf8(bytes).map_err(|_| self.syntax("text that is not UTF-8"))?)
            }
            4 => {
                let length = self.length(info)?;
                return self.list(length, plan);
            }
            5 => {
                let length = self.length(info)?;
                return self.map(length, plan);
            }
            6 => {
                let tag = self.argument(info)?;
                self.enter()?;
                let inner = self.item(None)?;
                self.depth -= 1;
                match (tag, inner) {
                    (1, Document::Integer(seconds)) => Document::Timestamp(Timestamp::Epoch(seconds as f64)),
                    (1, Document::Float(seconds)) => Document::Timestamp(Timestamp::Epoch(seconds)),
                    _ => return Err(CborError::Syntax { offset: start, what: "a tag other than that of timestamps" }),
                }
            }
            _ => match info {
                20 => Document::Bool(false),
                21 => Document::Bool(true),
                22 | 23 => return Ok(Document::Null),
                25 => Document::Float(half(u16::from_be_bytes(self.array()?))),
                26 => Document::Float(f32::from_be_bytes(self.array()?).into()),
                27 => Document::Float(f64::from_be_bytes(self.array()?)),
                _ => return Err(CborError::Syntax { offset: start, what: "a simple value that is not known" }),
            },
        };
        match plan {
            Some(plan) => self.fitted(value, &plan.kind),
            None => Ok(value),
        }
    }

    /// The scalar as its shape has it.
    fn fitted(&self, value: Document, kind: &PlanKind) -> Result<Document, CborError> {
        let expected = match (kind, value) {
            (PlanKind::String, value @ Document::String(_))
            | (PlanKind::Boolean, value @ Document::Bool(_))
            | (PlanKind::Blob, value @ Document::Blob(_))
            | (PlanKind::Integer | PlanKind::Long, value @ Document::Integer(_))
            | (PlanKind::Float, value @ Document::Float(_))
            | (PlanKind::Timestamp, value @ Document::Timestamp(_))
            | (PlanKind::Document, value) => return Ok(value),
            (PlanKind::Float, Document::Integer(number)) => return Ok(Document::Float(number as f64)),
            (PlanKind::Timestamp, Document::Integer(seconds)) if !self.strict => {
                return Ok(Document::Timestamp(Timestamp::Epoch(seconds as f64)));
            }
            (PlanKind::Timestamp, Document::Float(seconds)) if !self.strict => {
                return Ok(Document::Timestamp(Timestamp::Epoch(seconds)));
            }
            (PlanKind::Structure(_) | PlanKind::Union(_), _) => "a structure",
            (PlanKind::List(_), _) => "a list",
            (PlanKind::Map(_), _) => "a map",
            (_, value) if !self.strict => return Ok(value),
            (PlanKind::String, _) => "a string",
            (PlanKind::Boolean, _) => "a boolean",
            (PlanKind::Blob, _) => "a blob",
            (PlanKind::Integer | PlanKind::Long, _) => "an integer",
            (PlanKind::Float, _) => "a number",
            (PlanKind::Timestamp, _) => "a timestamp",
        };
        Err(CborError::Type { path: String::new(), expected })
    }

    fn list(&mut self, length: Length, plan: Option<&'static Plan>) -> Result<Document, CborError> {
        let item_plan = match plan.map(|it| &it.kind) {
            Some(PlanKind::List(slot)) => Some(slot.plan()),
            Some(PlanKind::Document) | None => None,
            Some(kind) => return self.fitted(Document::List(Vec::new()), kind),
        };
        self.enter()?;
        let mut items = Vec::new();
        while self.another(length, items.len())? {
            let at = items.len();
            items.push(self.item(item_plan).map_err(|err| within(err, &at.to_string()))?);
        }
        self.depth -= 1;
        Ok(Document::List(items))
    }

    fn map(&mut self, length: Length, plan: Option<&'static Plan>) -> Result<Document, CborError> {
        let value_plan = match plan.map(|it| &it.kind) {
            Some(PlanKind::Structure(fields) | PlanKind::Union(fields)) => return self.structure(length, fields),
            Some(PlanKind::Map(slot)) => Some(slot.plan()),
            Some(PlanKind::Document) | None => None,
            Some(kind) => return self.fitted(Document::Map(Map::new()), kind),
        };
        self.enter()?;
        let mut pairs: Vec<(Key, Document)> = Vec::new();
        let mut count = 0;
        while self.another(length, count)? {
            count += 1;
            let key = self.key()?;
            let value = self.item(value_plan).map_err(|err| within(err, &key))?;
            if plan.is_some() || !value.is_null() {
                pairs.push((Key::Owned(key), value));
            }
        }
        self.depth -= 1;
        Ok(Document::Map(Map::from_pairs(pairs)))
    }

    fn structure(&mut self, length: Length, fields: &'static [Field]) -> Result<Document, CborError> {
        self.enter()?;
        let mut found: Vec<(usize, Document)> = Vec::new();
        let mut unknown = None;
        let mut next = 0;
        let mut count = 0;
        while self.another(length, count)? {
            count += 1;
            let key = self.key()?;
            let Some(index) = plan::find(fields, next, |it| it.wire_name == key) else {
                if !self.item(None)?.is_null() && key != "__type" {
                    unknown = Some(key);
                }
                continue;
            };
            next = index + 1;
            let value = self.item(Some(fields[index].slot.plan())).map_err(|err| within(err, fields[index].name))?;
            found.retain(|(place, _)| *place != index);
            if !value.is_null() {
                found.push((index, value));
            }
        }
        self.depth -= 1;
        found.sort_by_key(|(place, _)| *place);
        let entries: Vec<_> =
            found.into_iter().map(|(place, value)| (Key::Borrowed(fields[place].name), value)).collect();
        let _ = unknown;
        Ok(Document::Map(Map::from_unique(entries)))
    }

    fn key(&mut self) -> Result<String, CborError> {
        match self.item(None)? {
            Document::String(key) => Ok(key),
            _ => Err(self.syntax("a key that is not text")),
        }
    }

    /// Whether a list or map goes on after `count` items.
    fn another(&mut self, length: Length, count: usize) -> Result<bool, CborError> {
        if let Some(length) = length {
            return Ok((count as u64) < length);
        }
        let is_break = self.bytes.get(self.at) == Some(&0xFF);
        if is_break {
            self.at += 1;
        }
        Ok(!is_break)
    }

    fn enter(&mut self) -> Result<(), CborError> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT { Err(CborError::TooDeep) } else { Ok(()) }
    }

    /// The bytes of a string, which may come in chunks.
    fn chunks(&mut self, info: u8, major: u8) -> Result<Vec<u8>, CborError> {
        if let Some(length) = self.length(info)? {
            return self.take(length).map(<[u8]>::to_vec);
        }
        let mut whole = Vec::new();
        loop {
            let first = self.take(1)?[0];
            if first == 0xFF {
                return Ok(whole);
            }
            if first >> 5 != major {
                return Err(self.syntax("a chunk of another type"));
            }
            let length = self.argument(first & 31)?;
            whole.extend_from_slice(self.take(length)?);
        }
    }

    fn length(&mut self, info: u8) -> Result<Length, CborError> {
        if info == 31 { Ok(None) } else { self.argument(info).map(Some) }
    }

    fn argument(&mut self, info: u8) -> Result<u64, CborError> {
        match info {
            0..24 => Ok(info.into()),
            24 => Ok(u8::from_be_bytes(self.array()?).into()),
            25 => Ok(u16::from_be_bytes(self.array()?).into()),
            26 => Ok(u32::from_be_bytes(self.array()?).into()),
            27 => Ok(u64::from_be_bytes(self.array()?)),
            _ => Err(self.syntax("a length that is not known")),
        }
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], CborError> {
        let end = usize::try_from(length).ok().and_then(|it| self.at.checked_add(it));
        match end.and_then(|end| self.bytes.get(self.at..end)) {
            Some(taken) => {
                self.at += taken.len();
                Ok(taken)
            }
            None => Err(CborError::Truncated { offset: self.bytes.len() }),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], CborError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N as u64)?);
        Ok(array)
    }

    fn syntax(&self, what: &'static str) -> CborError {
        CborError::Syntax { offset: self.at, what }
    }
}

/// A number of 16 bits.
fn half(bits: u16) -> f64 {
    let sign = if bits & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from((bits >> 10) & 31);
    let fraction = f64::from(bits & 0x3FF);
    match exponent {
        0 => sign * fraction * 2f64.powi(-24),
        31 if fraction == 0.0 => sign * f64::INFINITY,
        31 => f64::NAN,
        _ => sign * (1.0 + fraction / 1024.0) * 2f64.powi(exponent - 15),
    }
}

fn within(mut err: CborError, name: &str) -> CborError {
    if let CborError::Type { path, .. } = &mut err {
        let dot = if path.is_empty() { "" } else { "." };
        *path = format!("{name}{dot}{path}");
    }
    err
}
