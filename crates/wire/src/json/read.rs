//! JSON text to documents, as a shape says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use callboard_model::document::{Document, Instant, Key, Map, Timestamp};

use super::scan::{Cursor, Failure, Number, Text};
use super::{ReadError, ReadOptions};
use callboard_model::shape::Shape;

use crate::plan::{self, Field, Part, Plan, PlanKind, Slot};
use crate::timestamps::TimestampFormat;

/// The most members that memory is taken for before they are seen.
const MOST_RESERVED: usize = 32;

pub(super) struct Reader<'a> {
    cursor: Cursor<'a>,
    options: ReadOptions,
    /// Places in the model of the members read so far, of all structures that are still open.
    places: Vec<u16>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], options: ReadOptions) -> Result<Self, Failure> {
        Ok(Self { cursor: Cursor::new(bytes, options.strict)?, options, places: Vec::new() })
    }

    pub(super) fn document(mut self, plan: &'static Plan) -> Result<Document, Failure> {
        self.cursor.skip_blanks();
        let value = match &plan.kind {
            PlanKind::Structure(fields) | PlanKind::Union(fields) if self.cursor.peek() == b'{' => {
                self.structure(plan, fields, self.options.part)?
            }
            _ => self.value(plan, TimestampFormat::UnixSeconds)?,
        };
        self.cursor.end()?;
        Ok(value)
    }

    pub(super) fn any_document(mut self) -> Result<Document, Failure> {
        let value = self.any()?;
        self.cursor.end()?;
        Ok(value)
    }

    fn slot(&mut self, slot: &Slot) -> Result<Document, Failure> {
        let plan = slot.plan();
        let format = match plan.kind {
            PlanKind::Timestamp => TimestampFormat::of(slot.member, plan.shape, TimestampFormat::UnixSeconds),
            _ => TimestampFormat::UnixSeconds,
        };
        self.value(plan, format)
    }

    fn value(&mut self, plan: &'static Plan, format: TimestampFormat) -> Result<Document, Failure> {
        match (&plan.kind, self.cursor.token()) {
            (PlanKind::String, b'"') => Ok(Document::String(self.cursor.string()?.into_string())),
            (PlanKind::Structure(fields) | PlanKind::Union(fields), b'{') => self.structure(plan, fields, Part::Whole),
            (PlanKind::List(item), b'[') => self.list(plan.shape, item),
            (PlanKind::Map(value), b'{') => self.map(plan.shape, value),
            (PlanKind::Document, _) => self.any(),
            (PlanKind::Integer | PlanKind::Long | PlanKind::Float, b'-' | b'0'..=b'9') => self.number(&plan.kind),
            (PlanKind::Boolean, b't') => self.cursor.literal("true").map(|()| Document::Bool(true)),
            (PlanKind::Boolean, b'f') => self.cursor.literal("false").map(|()| Document::Bool(false)),
            (PlanKind::Blob, b'"') => {
                let text = self.cursor.string()?;
                STANDARD.decode(text.as_str()).map(Document::Blob).map_err(|_| wrong("base64 text", "other text"))
            }
            (PlanKind::Timestamp, b'-' | b'0'..=b'9' | b'"') => self.timestamp(format),
            (PlanKind::Float, b'"') => self.float_text(),
            (_, b'n') => self.cursor.literal("null").map(|()| Document::Null),
            (PlanKind::Structure(_) | PlanKind::Union(_), _) => Err(self.mismatch("a structure")),
            (PlanKind::List(_), _) => Err(self.mismatch("a list")),
            (PlanKind::Map(_), _) => Err(self.mismatch("a map")),
            (kind, _) if self.options.strict => Err(self.mismatch(kind.expectation())),
            (kind, _) => self.lenient_scalar(kind),
        }
    }

    fn structure(&mut self, plan: &'static Plan, fields: &'static [Field], part: Part) -> Result<Document, Failure> {
        self.cursor.enter()?;
        let mut entries: Vec<(Key, Document)> = Vec::with_capacity(plan.habit.count().min(MOST_RESERVED));
        let base = self.places.len();
        let mut sorted = true;
        let mut unknown: Option<String> = None;
        let mut last: Option<usize> = None;
        if !self.cursor.closes(b'}') {
            loop {
                let key = self.key()?;
                let name = key.as_str();
                let is_it = |it: &Field| it.wire_name == name && part.has(it.location);
                let guess = plan.habit.guess(fields, last);
                let found = if fields.get(guess).is_some_and(is_it) {
                    Some(guess)
                } else {
                    let found = plan::find(fields, last.map_or(0, |it| it + 1), is_it);
                    found.inspect(|it| plan.habit.learn(fields, last, *it))
                };
                match found {
                    Some(index) => {
                        let field = &fields[index];
                        let value = self.slot(&field.slot).map_err(|err| within(err, '.', field.name))?;
                        let place = index as u16;
                        let before = &self.places[base..];
                        let is_new = before.last().is_none_or(|last| *last < place) || !before.contains(&place);
                        match (is_new, value) {
                            (true, Document::Null) => {}
                            (true, value) => {
                                sorted &= before.last().is_none_or(|last| *last < place);
                                self.places.push(place);
                                entries.push((Key::Borrowed(field.name), value));
                            }
                            (false, value) => self.replace(&mut entries, base, place, value),
                        }
                        last = Some(index);
                    }
                    None => {
                        let is_null = self.cursor.skip_value()?;
                        if matches!(plan.kind, PlanKind::Union(_)) && !is_null && name != "__type" {
                            unknown = Some(key.into_string());
                        } else if self.options.reject_unknown && !is_null {
                            return Err(Box::new(ReadError::Unknown {
                                path: String::new(),
                                member: key.into_string(),
                            }));
                        }
                    }
                }
                if !self.cursor.another(b'}', "`,` or `}`")? {
                    break;
                }
            }
        }
        self.cursor.leave();
        if !sorted {
            sort_by_place(&mut entries, &mut self.places[base..]);
        }
        self.places.truncate(base);
        plan.habit.set_count(entries.len());
        let map = Map::from_unique(entries);
        match plan.kind {
            PlanKind::Union(_) => self.union(map, unknown),
            _ => Ok(Document::Map(map)),
        }
    }

    /// A member that was given twice: the last value counts, and `null` takes it away.
    #[cold]
    fn replace(&mut self, entries: &mut Vec<(Key, Document)>, base: usize, place: u16, value: Document) {
        let Some(at) = self.places[base..].iter().position(|it| *it == place) else { return };
        if value.is_null() {
            self.places.remove(base + at);
            entries.remove(at);
        } else {
            entries[at].1 = value;
        }
    }

    fn union(&self, map: Map, unknown: Option<String>) -> Result<Document, Failure> {
        if self.options.strict && map.len() + usize::from(unknown.is_some()) != 1 {
            return Err(wrong("a structure with exactly one member", if map.is_empty() { "none" } else { "several" }));
        }
        Ok(match unknown {
            Some(tag) if map.is_empty() && !self.options.strict => {
                // What botocore hands to programs that are older than the service.
                Document::Map(Map::new().with("SDK_UNKNOWN_MEMBER", Map::new().with("name", tag)))
            }
            _ => Document::Map(map),
        })
    }

    fn key(&mut self) -> Result<Text<'a>, Failure> {
        if self.cursor.token() != b'"' {
            return Err(self.cursor.unexpected("`\"`"));
        }
        let key = self.cursor.string()?;
        self.cursor.expect(b':', "`:`")?;
        Ok(key)
    }

    fn list(&mut self, list: &Shape, slot: &Slot) -> Result<Document, Failure> {
        self.cursor.enter()?;
        let mut items = Vec::new();
        if !self.cursor.closes(b']') {
            loop {
                let at = items.len();
                let item = self.slot(slot).map_err(|err| within(err, '[', &at.to_string()))?;
                if item.is_null() && self.options.strict && !is_sparse(list) {
                    return Err(within(wrong(slot.plan().kind.expectation(), "null"), '[', &at.to_string()));
                }
                items.push(item);
                if !self.cursor.another(b']', "`,` or `]`")? {
                    break;
                }
            }
        }
        self.cursor.leave();
        Ok(Document::List(items))
    }

    fn map(&mut self, map: &Shape, slot: &Slot) -> Result<Document, Failure> {
        self.cursor.enter()?;
        let mut pairs: Vec<(Key, Document)> = Vec::new();
        if !self.cursor.closes(b'}') {
            loop {
                let key = self.key()?.into_string();
                let value = self.slot(slot).map_err(|err| within(err, '.', &key))?;
                if value.is_null() && self.options.strict && !is_sparse(map) {
                    return Err(within(wrong(slot.plan().kind.expectation(), "null"), '.', &key));
                }
                pairs.push((Key::Owned(key), value));
                if !self.cursor.another(b'}', "`,` or `}`")? {
                    break;
                }
            }
        }
        self.cursor.leave();
        Ok(Document::Map(Map::from_pairs(pairs)))
    }

    fn number(&mut self, kind: &PlanKind) -> Result<Document, Failure> {
        let number = self.cursor.number()?;
        if !self.options.strict {
            return Ok(match number {
                Number::Integer(value) => Document::Integer(value),
                Number::Float(value) => Document::Float(value),
            });
        }
        let limit = match kind {
            PlanKind::Integer => i128::from(i32::MAX),
            PlanKind::Long => i128::from(i64::MAX),
            _ => i128::MAX,
        };
        match number {
            Number::Integer(value) if matches!(kind, PlanKind::Float) => Ok(Document::Float(value as f64)),
            Number::Float(value) if matches!(kind, PlanKind::Float) => Ok(Document::Float(value)),
            Number::Integer(value) if (-limit - 1..=limit).contains(&value) => Ok(Document::Integer(value)),
            Number::Integer(_) => Err(wrong(kind.expectation(), "a larger one")),
            Number::Float(_) => Err(wrong(kind.expectation(), "a number with a fraction")),
        }
    }

    fn float_text(&mut self) -> Result<Document, Failure> {
        let text = self.cursor.string()?;
        match text.as_str() {
            "NaN" => Ok(Document::Float(f64::NAN)),
            "Infinity" => Ok(Document::Float(f64::INFINITY)),
            "-Infinity" => Ok(Document::Float(f64::NEG_INFINITY)),
            _ if self.options.strict => Err(wrong("a number", "a string")),
            text => Ok(text.parse().map_or_else(|_| Document::from(text), Document::Float)),
        }
    }

    fn timestamp(&mut self, format: TimestampFormat) -> Result<Document, Failure> {
        let timestamp = if self.cursor.peek() == b'"' {
            let text = self.cursor.string()?.into_string();
            if self.options.strict && (format == TimestampFormat::UnixSeconds || Instant::parse(&text).is_err()) {
                return Err(wrong(expected_timestamp(format), "other text"));
            }
            Timestamp::Text(text.into_boxed_str())
        } else {
            let number = self.cursor.number()?;
            if self.options.strict && format != TimestampFormat::UnixSeconds {
                return Err(wrong(expected_timestamp(format), "a number"));
            }
            Timestamp::Epoch(match number {
                Number::Integer(seconds) => seconds as f64,
                Number::Float(seconds) => seconds,
            })
        };
        Ok(Document::Timestamp(timestamp))
    }

    /// Services answer now and then with another scalar than they modelled: it is passed on as it is.
    fn lenient_scalar(&mut self, kind: &PlanKind) -> Result<Document, Failure> {
        let value = self.any()?;
        Ok(match (kind, value) {
            (PlanKind::Integer | PlanKind::Long, Document::String(text)) => {
                text.parse().map_or(Document::String(text), Document::Integer)
            }
            (PlanKind::Boolean, Document::String(text)) => match text.to_ascii_lowercase().as_str() {
                "true" => Document::Bool(true),
                "false" => Document::Bool(false),
                _ => Document::String(text),
            },
            (_, value) => value,
        })
    }

    fn any(&mut self) -> Result<Document, Failure> {
        match self.cursor.token() {
            b'"' => Ok(Document::String(self.cursor.string()?.into_string())),
            b'{' => {
                self.cursor.enter()?;
                let mut pairs: Vec<(Key, Document)> = Vec::new();
                if !self.cursor.closes(b'}') {
                    loop {
                        let key = self.key()?.into_string();
                        pairs.push((Key::Owned(key), self.any()?));
                        if !self.cursor.another(b'}', "`,` or `}`")? {
                            break;
                        }
                    }
                }
                self.cursor.leave();
                Ok(Document::Map(Map::from_pairs(pairs)))
            }
            b'[' => {
                self.cursor.enter()?;
                let mut items = Vec::new();
                if !self.cursor.closes(b']') {
                    loop {
                        items.push(self.any()?);
                        if !self.cursor.another(b']', "`,` or `]`")? {
                            break;
                        }
                    }
                }
                self.cursor.leave();
                Ok(Document::List(items))
            }
            b't' => self.cursor.literal("true").map(|()| Document::Bool(true)),
            b'f' => self.cursor.literal("false").map(|()| Document::Bool(false)),
            b'n' => self.cursor.literal("null").map(|()| Document::Null),
            b'-' | b'0'..=b'9' => Ok(match self.cursor.number()? {
                Number::Integer(value) => Document::Integer(value),
                Number::Float(value) => Document::Float(value),
            }),
            _ => Err(self.cursor.unexpected("a value")),
        }
    }

    /// The error for the token that comes next: a syntax error where it is none.
    #[cold]
    fn mismatch(&mut self, expected: &'static str) -> Failure {
        let found = match self.cursor.token() {
            b'"' => "a string",
            b'{' => "a map",
            b'[' => "a list",
            b't' | b'f' => "a boolean",
            b'-' | b'0'..=b'9' => "a number",
            _ => return self.cursor.unexpected("a value"),
        };
        match self.cursor.skip_value() {
            Ok(_) => wrong(expected, found),
            Err(err) => err,
        }
    }
}

impl PlanKind {
    fn expectation(&self) -> &'static str {
        match self {
            Self::Structure(_) | Self::Union(_) => "a structure",
            Self::Document => "a JSON value",
            Self::List(_) => "a list",
            Self::Map(_) => "a map",
            Self::String => "a string",
            Self::Integer => "an integer of 32 bits",
            Self::Long => "an integer of 64 bits",
            Self::Float => "a number",
            Self::Boolean => "a boolean",
            Self::Blob => "base64 text",
            Self::Timestamp => "a timestamp",
        }
    }
}

/// Brings members into the order of the model, whatever order they came in. Few are out of place.
fn sort_by_place(entries: &mut [(Key, Document)], places: &mut [u16]) {
    for end in 1..places.len() {
        let mut at = end;
        while at > 0 && places[at - 1] > places[at] {
            places.swap(at - 1, at);
            entries.swap(at - 1, at);
            at -= 1;
        }
    }
}

#[cold]
fn wrong(expected: &'static str, found: &'static str) -> Failure {
    Box::new(ReadError::Type { path: String::new(), expected, found })
}

/// Puts the name of what holds it before the path of an error.
#[cold]
fn within(mut failure: Failure, kind: char, name: &str) -> Failure {
    if let ReadError::Type { path, .. } | ReadError::Unknown { path, .. } = &mut *failure {
        let dot = if kind == '.' && !path.is_empty() && !path.starts_with('[') { "." } else { "" };
        *path = if kind == '[' {
            format!("[{name}]{}{path}", if path.starts_with('[') || path.is_empty() { "" } else { "." })
        } else {
            format!("{name}{dot}{path}")
        };
    }
    failure
}

/// Whether a list or map may hold nulls.
fn is_sparse(shape: &Shape) -> bool {
    shape.traits.rest.contains("\"sparse\":true")
}

fn expected_timestamp(format: TimestampFormat) -> &'static str {
    match format {
        TimestampFormat::Iso8601 => "an ISO 8601 timestamp",
        TimestampFormat::HttpDate => "an HTTP date",
        TimestampFormat::UnixSeconds => "a timestamp in seconds since 1970",
    }
}
