//! Documents to JSON text, as a shape says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use callboard_model::document::{Document, Instant, Map, Timestamp};

use super::WriteOptions;
use super::scan::plain_length;
use crate::plan::{self, Field, Part, Plan, PlanKind, Slot};
use crate::timestamps::{self, Precision, TimestampFormat};

pub(super) struct Writer<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) options: WriteOptions,
}

impl Writer<'_> {
    pub(super) fn document(&mut self, value: &Document, plan: &'static Plan) {
        match (&plan.kind, value) {
            (PlanKind::Structure(fields) | PlanKind::Union(fields), Document::Map(map)) => {
                self.structure(map, fields, self.options.part);
            }
            _ => self.value(value, plan, TimestampFormat::UnixSeconds),
        }
    }

    pub(super) fn structure(&mut self, map: &Map, fields: &'static [Field], part: Part) {
        let mut open = b'{';
        let mut next = 0;
        for (key, value) in map.iter() {
            if value.is_null() {
                continue;
            }
            let Some(index) = plan::find(fields, next, |it| it.name == &**key && part.has(it.location)) else {
                continue;
            };
            next = index + 1;
            self.out.push(open);
            open = b',';
            self.string(fields[index].wire_name);
            self.out.push(b':');
            self.slot(value, &fields[index].slot);
        }
        if open == b'{' {
            self.out.push(b'{');
        }
        self.out.push(b'}');
    }

    fn slot(&mut self, value: &Document, slot: &Slot) {
        let plan = slot.plan();
        let format = match plan.kind {
            PlanKind::Timestamp => TimestampFormat::of(slot.member, plan.shape, TimestampFormat::UnixSeconds),
            _ => TimestampFormat::UnixSeconds,
        };
        self.value(value, plan, format);
    }

    fn value(&mut self, value: &Document, plan: &'static Plan, format: TimestampFormat) {
        match (&plan.kind, value) {
            (PlanKind::String, Document::String(text)) => self.string(text),
            (PlanKind::Structure(fields) | PlanKind::Union(fields), Document::Map(map)) => {
                self.structure(map, fields, Part::Whole);
            }
            (PlanKind::List(slot), Document::List(items)) => {
                let mut open = b'[';
                for item in items {
                    self.out.push(open);
                    open = b',';
                    self.slot(item, slot);
                }
                if open == b'[' {
                    self.out.push(b'[');
                }
                self.out.push(b']');
            }
            (PlanKind::Map(slot), Document::Map(map)) => {
                let mut open = b'{';
                for (key, item) in map.iter() {
                    self.out.push(open);
                    open = b',';
                    self.string(key);
                    self.out.push(b':');
                    self.slot(item, slot);
                }
                if open == b'{' {
                    self.out.push(b'{');
                }
                self.out.push(b'}');
            }
            // What is written already as it would be.
            (PlanKind::Timestamp, Document::Timestamp(Timestamp::Text(text)))
                if format == TimestampFormat::Iso8601 && !self.options.as_request && is_plain_utc(text) =>
            {
                self.string(text);
            }
            (PlanKind::Timestamp, value) if !value.is_null() => match timestamps::instant_of(value) {
                Some(instant) => self.instant(instant, format),
                None => self.any(value),
            },
            // Text given for a blob is its bytes, as botocore takes it.
            (PlanKind::Blob, Document::String(text)) => self.blob(text.as_bytes()),
            (_, value) => self.any(value),
        }
    }

    pub(super) fn any(&mut self, value: &Document) {
        match value {
            Document::Null => self.out.extend_from_slice(b"null"),
            Document::Bool(true) => self.out.extend_from_slice(b"true"),
            Document::Bool(false) => self.out.extend_from_slice(b"false"),
            Document::Integer(number) => self.integer(*number),
            Document::Float(number) => self.float(*number),
            Document::String(text) => self.string(text),
            Document::Blob(bytes) => self.blob(bytes),
            Document::Timestamp(Timestamp::Text(text)) => self.string(text),
            Document::Timestamp(Timestamp::Epoch(seconds)) => self.float(*seconds),
            Document::Timestamp(Timestamp::Instant(instant)) => self.instant(*instant, TimestampFormat::UnixSeconds),
            Document::List(items) => {
                self.out.push(b'[');
                for (at, item) in items.iter().enumerate() {
                    if at > 0 {
                        self.out.push(b',');
                    }
                    self.any(item);
                }
                self.out.push(b']');
            }
            Document::Map(map) => {
                self.out.push(b'{');
                for (at, (key, item)) in map.iter().enumerate() {
                    if at > 0 {
                        self.out.push(b',');
                    }
                    self.string(key);
                    self.out.push(b':');
                    self.any(item);
                }
                self.out.push(b'}');
            }
        }
    }

    fn integer(&mut self, number: i128) {
        let mut buffer = itoa::Buffer::new();
        match i64::try_from(number) {
            Ok(small) => self.out.extend_from_slice(buffer.format(small).as_bytes()),
            Err(_) => self.out.extend_from_slice(buffer.format(number).as_bytes()),
        }
    }

    fn float(&mut self, number: f64) {
        if number.is_finite() {
            self.out.extend_from_slice(ryu::Buffer::new().format_finite(number).as_bytes());
        } else {
            self.string(special_float(number));
        }
    }

    fn blob(&mut self, bytes: &[u8]) {
        self.out.push(b'"');
        let start = self.out.len();
        let length = base64::encoded_len(bytes.len(), true).unwrap_or_default();
        self.out.resize(start + length, 0);
        // The slice has exactly the length that the encoding needs.
        let written = STANDARD.encode_slice(bytes, &mut self.out[start..]).unwrap_or_default();
        self.out.truncate(start + written);
        self.out.push(b'"');
    }

    fn instant(&mut self, instant: Instant, format: TimestampFormat) {
        let precision = if self.options.as_request { Precision::Request } else { Precision::Response };
        let text = format.text(instant, precision);
        match format {
            TimestampFormat::UnixSeconds => self.out.extend_from_slice(text.as_bytes()),
            _ => self.string(&text),
        }
    }

    pub(super) fn string(&mut self, text: &str) {
        let bytes = text.as_bytes();
        self.out.reserve(bytes.len() + 2);
        self.out.push(b'"');
        let mut rest = bytes;
        loop {
            let plain = plain_length(rest);
            self.out.extend_from_slice(&rest[..plain]);
            let Some(&special) = rest.get(plain) else { break };
            match special {
                b'"' => self.out.extend_from_slice(b"\\\""),
                b'\\' => self.out.extend_from_slice(b"\\\\"),
                b'\n' => self.out.extend_from_slice(b"\\n"),
                b'\r' => self.out.extend_from_slice(b"\\r"),
                b'\t' => self.out.extend_from_slice(b"\\t"),
                _ => {
                    const HEX: &[u8; 16] = b"0123456789abcdef";
                    let low = HEX[usize::from(special & 15)];
                    self.out.extend_from_slice(&[b'\\', b'u', b'0', b'0', HEX[usize::from(special >> 4)], low]);
                }
            }
            rest = &rest[plain + 1..];
        }
        self.out.push(b'"');
    }
}

/// Whether a text has the form `2024-05-06T07:08:09Z`, with or without a fraction.
fn is_plain_utc(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() >= 20
        && bytes[..19].iter().zip(b"0000-00-00T00:00:00").all(|(byte, form)| match form {
            b'0' => byte.is_ascii_digit(),
            _ => byte == form,
        })
        && bytes.ends_with(b"Z")
        && matches!(&bytes[19..bytes.len() - 1], [] | [b'.', ..])
        && bytes[19..bytes.len() - 1].iter().skip(1).all(u8::is_ascii_digit)
}

/// The three numbers that JSON, XML and query strings write as words.
pub(crate) fn special_float(number: f64) -> &'static str {
    if number.is_nan() {
        "NaN"
    } else if number > 0.0 {
        "Infinity"
    } else {
        "-Infinity"
    }
}
