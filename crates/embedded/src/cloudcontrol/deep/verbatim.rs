//! Properties that a record holds as they are.
//!
//! Whoever looks at few properties of many resources (`SELECT name, arn …`)
//! is given them straight from the bytes of the records.

use callboard_model::types::ResourceType;

use super::DeepType;
use crate::codec;

/// How the properties that are looked at are found in the bytes of a record.
#[derive(Debug)]
pub(in crate::cloudcontrol) struct Verbatim {
    /// In the order of the schema.
    properties: Vec<(&'static str, Source)>,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    Identifier,
    Member(&'static str),
    /// A map that is a list of keys and values among the properties.
    Pairs(&'static str),
}

impl Verbatim {
    /// For these properties of a type; none where they are not named or any of them takes more.
    pub(in crate::cloudcontrol) fn of(
        deep: &DeepType,
        resource_type: &'static ResourceType,
        properties: Option<&[&'static str]>,
    ) -> Option<Self> {
        let wanted = properties?;
        let all = resource_type.properties().keys().map(String::as_str);
        let sources = all.filter(|name| wanted.contains(name)).map(|name| {
            let is_identifier = resource_type.primary_identifier().eq([name]);
            let member = || deep.verbatim.iter().find(|(property, _)| *property == name).map(|(_, member)| *member);
            let source = match resource_type.tag_property() {
                _ if is_identifier => Source::Identifier,
                Some(tags) if tags == name => Source::Pairs(member()?),
                _ => Source::Member(member()?),
            };
            Some((name, source))
        });
        Some(Self { properties: sources.collect::<Option<_>>()? })
    }

    /// Whether nothing but the identifier is looked at.
    pub(in crate::cloudcontrol) fn is_nothing(&self) -> bool {
        self.properties.is_empty()
    }

    /// The properties as JSON text; none where the record holds one of them in another form.
    pub(in crate::cloudcontrol) fn text(&self, identifier: &str, record: &[u8]) -> Option<String> {
        let mut out = Vec::with_capacity(96);
        for (number, (name, source)) in self.properties.iter().enumerate() {
            out.push(if number == 0 { b'{' } else { b',' });
            codec::write_string(name, &mut out);
            out.push(b':');
            match source {
                Source::Identifier => codec::write_string(identifier, &mut out),
                Source::Member(member) => {
                    let text = find(record, member)?;
                    // Neither an object, which may be a tagged value, nor `null`.
                    out.extend_from_slice((!text.starts_with(['{', '[', 'n'])).then_some(text)?.as_bytes());
                }
                Source::Pairs(member) => pairs(find(record, member)?, &mut out)?,
            }
        }
        out.push(b'}');
        String::from_utf8(out).ok()
    }
}

fn find<'a>(record: &'a [u8], member: &str) -> Option<&'a str> {
    let mut found = None;
    codec::members(record, |name, text| {
        if name == member {
            found = Some(text);
        }
    });
    found
}

/// `{"k":"v"}` as `[{"Key":"k","Value":"v"}]`.
fn pairs(map: &str, out: &mut Vec<u8>) -> Option<()> {
    let mut are_texts = map.starts_with('{');
    out.push(b'[');
    let start = out.len();
    codec::members_of_text(map, |key, value| {
        are_texts &= value.starts_with('"');
        out.extend_from_slice(if out.len() > start { b",{\"Key\":\"" } else { b"{\"Key\":\"" });
        for part in [key, "\",\"Value\":", value, "}"] {
            out.extend_from_slice(part.as_bytes());
        }
    });
    out.push(b']');
    are_texts.then_some(())
}
