//! Values that fit a shape and survive every protocol, made from a seed.

use callboard_model::document::{Document, Instant, Key, Map, Timestamp};
use callboard_model::shape::{Location, Member, Shape, ShapeKind};

/// How deep values nest before members are left out.
const DEPTH: usize = 5;

pub struct Generator {
    state: u64,
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        Self { state: seed ^ 0x9E37_79B9_7F4A_7C15 }
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        // splitmix64
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % limit
    }

    /// Members of an input or output structure.
    pub fn members(&mut self, shape: &'static Shape) -> Map {
        match self.structure(shape, 0, true) {
            Some(Document::Map(map)) => map,
            _ => Map::new(),
        }
    }

    fn structure(&mut self, shape: &'static Shape, depth: usize, is_outermost: bool) -> Option<Document> {
        if shape.traits.document {
            return Some(self.any(3));
        }
        let members = shape.members();
        let mut map = Map::new();
        if shape.traits.union {
            let member = &members[self.below(members.len() as u64) as usize];
            map.push(member.name, self.member(member, depth, is_outermost)?);
            return Some(Document::Map(map));
        }
        for member in members {
            // A server names a content type where the output does not.
            let names_content_type = is_outermost && member.wire_name().eq_ignore_ascii_case("content-type");
            let is_part_of_uri =
                names_content_type || is_outermost && (member.location == Location::Uri || member.required);
            let wanted = is_part_of_uri
                || member.traits.host_label
                || member.location == Location::StatusCode
                || self.below(3) > 0;
            if wanted && let Some(value) = self.member(member, depth, is_outermost) {
                map.push(member.name, value);
            }
        }
        (is_outermost || !map.is_empty()).then_some(Document::Map(map))
    }

    fn member(&mut self, member: &'static Member, depth: usize, is_outermost: bool) -> Option<Document> {
        let shape = member.shape();
        if member.traits.host_label {
            return Some(Document::String(self.word()));
        }
        let location = if is_outermost { member.location } else { Location::Body };
        match (location, &shape.kind) {
            (Location::Header, _) if member.traits.json_value => {
                Some(Document::Map(Map::new().with("k", self.below(9) as i64)))
            }
            (Location::Header | Location::Headers | Location::Querystring, ShapeKind::String) => {
                Some(Document::String(self.word()))
            }
            (Location::StatusCode, _) => Some(Document::Integer(200)),
            (Location::Header | Location::Headers | Location::Querystring, ShapeKind::Map(_, value)) => {
                let key = self.word();
                let value = match &value.shape().kind {
                    ShapeKind::List(_) => Document::List(vec![Document::String(self.word())]),
                    _ => Document::String(self.word()),
                };
                Some(Document::Map(Map::new().with(key, value)))
            }
            (Location::Header, ShapeKind::List(item)) if matches!(item.shape().kind, ShapeKind::String) => {
                Some(Document::List(vec![
                    Document::String(self.word()),
                    Document::String(format!("{},\"", self.word())),
                ]))
            }
            _ => self.value(shape, depth),
        }
    }

    fn value(&mut self, shape: &'static Shape, depth: usize) -> Option<Document> {
        if depth > DEPTH {
            return None;
        }
        Some(match &shape.kind {
            ShapeKind::Structure(_) => return self.structure(shape, depth + 1, false),
            ShapeKind::List(item) => {
                let count = 1 + self.below(3);
                let items: Option<Vec<_>> = (0..count).map(|_| self.member(item, depth + 1, false)).collect();
                Document::List(items?)
            }
            ShapeKind::Map(_, value) => {
                let count = 1 + self.below(3);
                let pairs: Option<Vec<(Key, Document)>> = (0..count)
                    .map(|at| {
                        let key = format!("{at}{}", self.text());
                        Some((Key::Owned(key), self.member(value, depth + 1, false)?))
                    })
                    .collect();
                Document::Map(Map::from_pairs(pairs?))
            }
            ShapeKind::String | ShapeKind::Character => Document::String(self.text()),
            ShapeKind::Integer => Document::Integer(i128::from(self.below(1 << 32) as u32 as i32)),
            ShapeKind::Long => Document::Integer(i128::from(self.below(u64::MAX) as i64)),
            ShapeKind::Float | ShapeKind::Double => self.float(),
            ShapeKind::Boolean => Document::Bool(self.below(2) == 0),
            ShapeKind::Blob => Document::Blob((0..=self.below(9)).map(|_| self.below(256) as u8).collect()),
            ShapeKind::Timestamp => {
                let instant = Instant { seconds: self.below(4_000_000_000) as i64 - 1_000_000_000, nanos: 0 };
                Document::Timestamp(Timestamp::Instant(instant))
            }
        })
    }

    fn float(&mut self) -> Document {
        Document::Float(match self.below(8) {
            0 => f64::INFINITY,
            1 => f64::NEG_INFINITY,
            2 => 1e-300,
            3 => 1.5e300,
            4 => -0.1,
            _ => self.below(1 << 40) as f64 / 64.0,
        })
    }

    fn any(&mut self, depth: usize) -> Document {
        match self.below(if depth == 0 { 3 } else { 5 }) {
            0 => Document::Bool(true),
            1 => Document::Integer(self.below(u64::MAX).into()),
            2 => Document::String(self.text()),
            3 => Document::List((0..self.below(3)).map(|_| self.any(depth - 1)).collect()),
            _ => Document::Map(Map::new().with(self.text(), self.any(depth - 1))),
        }
    }

    /// What fits in headers and host names.
    fn word(&mut self) -> String {
        (0..=self.below(9)).map(|_| char::from(b'a' + self.below(26) as u8)).collect()
    }

    /// What has something to escape in it for each protocol.
    fn text(&mut self) -> String {
        const PARTS: &[&str] =
            &["a", "Z", "0", " ", "ü", "\"", "\\", "&", "<", "%2F", "+", "=", "/x", "\n", "🦀", "\u{1}", "'", ";", "."];
        let inner: String = (0..self.below(9)).map(|_| PARTS[self.below(PARTS.len() as u64) as usize]).collect();
        format!("t{inner}t")
    }
}

/// The same value with timestamps as moments and members sorted, and empty maps of the outermost level left out.
pub fn canonical(map: &Map) -> String {
    let mut pairs: Vec<(String, String)> = map
        .iter()
        .filter(|(_, value)| !matches!(value, Document::Map(map) if map.is_empty()))
        .filter(|(_, value)| !matches!(value, Document::Blob(bytes) if bytes.is_empty()))
        .filter(|(_, value)| !matches!(value, Document::String(text) if text.is_empty()))
        .map(|(key, value)| (key.to_string(), value_text(value)))
        .collect();
    pairs.sort();
    format!("{pairs:#?}")
}

fn value_text(value: &Document) -> String {
    match value {
        Document::Timestamp(timestamp) => match timestamp.instant() {
            Ok(instant) => format!("timestamp {instant}"),
            Err(err) => err.to_string(),
        },
        Document::List(items) => format!("[{}]", items.iter().map(value_text).collect::<Vec<_>>().join(", ")),
        Document::Map(map) => {
            let mut pairs: Vec<String> = map.iter().map(|(key, it)| format!("{key:?}: {}", value_text(it))).collect();
            pairs.sort();
            format!("{{{}}}", pairs.join(", "))
        }
        other => format!("{other:?}"),
    }
}
