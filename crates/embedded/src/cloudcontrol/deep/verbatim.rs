//! Properties that a record holds as they are.
//!
//! Whoever looks at few properties of many resources (`SELECT name, arn …`)
//! is given them straight from the bytes of the records.

use callboard_model::types::ResourceType;
use callboard_plane::Extract;

use super::DeepType;
use crate::codec;

/// How the properties that are looked at are found in the bytes of a record.
#[derive(Debug)]
pub(in crate::cloudcontrol) struct Verbatim {
    /// In the order in which they are looked at.
    sources: Vec<Source>,
}

#[derive(Debug, Clone, Copy)]
enum Source {
    Identifier,
    Member(&'static str),
    /// A map that is a list of keys and values among the properties.
    Pairs(&'static str),
    /// The type has no such property.
    Nowhere,
}

impl Verbatim {
    /// For these properties of a type; none where any of them takes more than a look at the record.
    pub(in crate::cloudcontrol) fn of(
        deep: &DeepType,
        resource_type: &'static ResourceType,
        wanted: &[&'static str],
    ) -> Option<Self> {
        let source = |name: &&'static str| {
            let member = || deep.verbatim.iter().find(|(property, _)| property == name).map(|(_, member)| *member);
            Some(match resource_type.tag_property() {
                _ if !resource_type.properties().contains_key(*name) => Source::Nowhere,
                _ if resource_type.primary_identifier().eq([*name]) => Source::Identifier,
                Some(tags) if tags == *name => Source::Pairs(member()?),
                _ => Source::Member(member()?),
            })
        };
        Some(Self { sources: wanted.iter().map(source).collect::<Option<_>>()? })
    }

    /// Writes the properties; none where the record holds one of them in another form.
    pub(in crate::cloudcontrol) fn write(&self, identifier: &str, record: &str, extract: &mut Extract) -> Option<()> {
        for source in &self.sources {
            match source {
                Source::Identifier if identifier.is_empty() => return None,
                Source::Identifier => {
                    // An ARN has nothing that JSON escapes.
                    for part in ["\"", identifier, "\""] {
                        extract.write(part);
                    }
                }
                Source::Member(member) => {
                    let text = codec::member(record, member)?;
                    // Neither an object, which may be a tagged value, nor `null`.
                    extract.write((!text.starts_with(['{', '[', 'n'])).then_some(text)?);
                }
                Source::Pairs(member) => pairs(codec::member(record, member)?, extract)?,
                Source::Nowhere => {}
            }
            extract.end_text();
        }
        Some(())
    }
}

/// `{"k":"v"}` as `[{"Key":"k","Value":"v"}]`.
fn pairs(map: &str, extract: &mut Extract) -> Option<()> {
    if !map.starts_with('{') {
        return None;
    }
    let mut before = "[{\"Key\":\"";
    for (key, value) in codec::members(map) {
        if !value.starts_with('"') {
            return None;
        }
        for part in [before, key, "\",\"Value\":", value, "}"] {
            extract.write(part);
        }
        before = ",{\"Key\":\"";
    }
    extract.write(if before.starts_with('[') { "[]" } else { "]" });
    Some(())
}
