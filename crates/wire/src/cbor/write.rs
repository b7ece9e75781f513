//! Documents to CBOR.

use callboard_model::document::{Document, Map, Timestamp};

use crate::plan::{self, Field, Plan, PlanKind};
use crate::timestamps::{self, Precision};

pub(super) struct Writer<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) precision: Precision,
}

impl Writer<'_> {
    pub(super) fn structure(&mut self, map: &Map, fields: &'static [Field]) {
        let known = known(map, fields);
        self.head(5, known.len() as u64);
        self.fields(known);
    }

    pub(super) fn error(&mut self, name: &str, members: &Map, fields: Option<&'static [Field]>) {
        let known = known(members, fields.unwrap_or_default());
        let others = if fields.is_some() { Map::new() } else { members.clone() };
        self.head(5, (1 + known.len() + others.len()) as u64);
        self.text("__type");
        self.text(name);
        self.fields(known);
        for (key, value) in others.iter() {
            self.text(key);
            self.value(value, None);
        }
    }

    fn fields(&mut self, known: Vec<(&Field, &Document)>) {
        for (field, value) in known {
            self.text(field.wire_name);
            self.value(value, Some(field.slot.plan()));
        }
    }

    fn value(&mut self, value: &Document, plan: Option<&'static Plan>) {
        match (plan.map(|it| &it.kind), value) {
            (Some(PlanKind::Structure(fields) | PlanKind::Union(fields)), Document::Map(map)) => {
                self.structure(map, fields);
            }
            (kind, Document::List(items)) => {
                let item_plan = match kind {
                    Some(PlanKind::List(slot)) => Some(slot.plan()),
                    _ => None,
                };
                self.head(4, items.len() as u64);
                for item in items {
                    self.value(item, item_plan);
                }
            }
            (kind, Document::Map(map)) => {
                let value_plan = match kind {
                    Some(PlanKind::Map(slot)) => Some(slot.plan()),
                    _ => None,
                };
                self.head(5, map.len() as u64);
                for (key, item) in map.iter() {
                    self.text(key);
                    self.value(item, value_plan);
                }
            }
            (Some(PlanKind::Timestamp), value) if !value.is_null() => self.timestamp(value),
            (Some(PlanKind::Float), Document::Integer(number)) => self.float(*number as f64),
            (Some(PlanKind::Blob), Document::String(text)) => self.bytes(text.as_bytes()),
            (_, Document::Null) => self.out.push(0xF6),
            (_, Document::Bool(value)) => self.out.push(if *value { 0xF5 } else { 0xF4 }),
            (_, Document::Integer(number)) => self.integer(*number),
            (_, Document::Float(number)) => self.float(*number),
            (_, Document::String(text)) => self.text(text),
            (_, Document::Blob(bytes)) => self.bytes(bytes),
            (_, Document::Timestamp(_)) => self.timestamp(value),
        }
    }

    fn timestamp(&mut self, value: &Document) {
        let Some(instant) = timestamps::instant_of(value) else {
            match value {
                Document::String(text) => self.text(text),
                Document::Timestamp(Timestamp::Text(text)) => self.text(text),
                _ => self.out.push(0xF6),
            }
            return;
        };
        self.head(6, 1);
        let millis = instant.nanos / 1_000_000;
        if self.precision == Precision::Request || millis == 0 {
            self.integer(instant.seconds.into());
        } else {
            self.float(instant.epoch_millis() as f64 / 1000.0);
        }
    }

    fn integer(&mut self, number: i128) {
        match (u64::try_from(number), u64::try_from(-1 - number)) {
            (Ok(positive), _) => self.head(0, positive),
            (_, Ok(negative)) => self.head(1, negative),
            _ => self.float(number as f64),
        }
    }

    fn float(&mut self, number: f64) {
        if number.is_nan() {
            self.out.extend_from_slice(&[0xF9, 0x7E, 0x00]);
        } else {
            self.out.push(0xFB);
            self.out.extend_from_slice(&number.to_be_bytes());
        }
    }

    fn text(&mut self, text: &str) {
        self.head(3, text.len() as u64);
        self.out.extend_from_slice(text.as_bytes());
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.head(2, bytes.len() as u64);
        self.out.extend_from_slice(bytes);
    }

    fn head(&mut self, major: u8, argument: u64) {
        let major = major << 5;
        let bytes = argument.to_be_bytes();
        match argument {
            0..24 => self.out.push(major | bytes[7]),
            24..0x100 => self.out.extend_from_slice(&[major | 24, bytes[7]]),
            0x100..0x1_0000 => {
                self.out.push(major | 25);
                self.out.extend_from_slice(&bytes[6..]);
            }
            0x1_0000..0x1_0000_0000 => {
                self.out.push(major | 26);
                self.out.extend_from_slice(&bytes[4..]);
            }
            _ => {
                self.out.push(major | 27);
                self.out.extend_from_slice(&bytes);
            }
        }
    }
}

/// The members of the map that the structure has and that are not null.
fn known<'m>(map: &'m Map, fields: &'static [Field]) -> Vec<(&'static Field, &'m Document)> {
    let given = map.iter().filter(|(_, value)| !value.is_null());
    given
        .filter_map(|(key, value)| {
            let index = plan::find(fields, usize::MAX, |it| it.name == &**key)?;
            Some((&fields[index], value))
        })
        .collect()
}
