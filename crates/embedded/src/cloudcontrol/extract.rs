//! `ListResources` for somebody who looks at parts of many resources.
//!
//! What is looked at is copied from the records where they hold it as it is, and
//! taken out of the resource's text where they do not. Whoever only counts is
//! given the number of keys.

use callboard_model::types::ResourceType;
use callboard_plane::{Extract, Wish};
use callboard_store::Snapshot;

use crate::codec;
use crate::failure::Answer;
use crate::members::Members;
use crate::page::{PASCAL_CASE, Shown};
use crate::record::unescaped;
use crate::request::Request;

use super::deep::Verbatim;
use super::list::Asked;
use super::provider::Provider;

/// Bytes after which an answer is full, however few resources they are of.
const FULL_BYTES: usize = 96 * 1024;

/// One page and the token of the next.
pub(crate) fn extract(request: &Request, snapshot: &Snapshot<'_>, wish: &Wish) -> Answer<(Extract, Option<String>)> {
    let asked = Asked::of(request)?;
    if wish.is_count() && asked.every_key_is_one() && request.input.given(PASCAL_CASE.token).is_none() {
        let records = usize::try_from(snapshot.count(asked.table().space(), &asked.prefix)?).unwrap_or(usize::MAX);
        if records <= wish.most {
            return Ok((Extract::of_count(records), None));
        }
    }
    let copied = Copied::of(&asked, wish);
    let mut extract = Extract::new(wish);
    let token = asked.listing().walk(request, snapshot, wish.most.max(1), |id, bytes| {
        let is_there = copied.as_ref().is_some_and(|it| it.write(request, id, bytes, &mut extract).is_some());
        if !is_there {
            extract.begin_again();
            let Some((identifier, text)) = asked.shown(request, snapshot, id, bytes)? else {
                return Ok(Shown::Nothing);
            };
            write(wish, &identifier, &text, &mut extract);
        }
        extract.end_resource();
        Ok(if extract.bytes() < FULL_BYTES { Shown::Item } else { Shown::LastItem })
    })?;
    if token.is_some() {
        // The one that shows that there are more.
        extract.truncate(extract.len() - 1);
    }
    Ok((extract, token))
}

impl Asked {
    /// Whether each key stands for one resource that is asked for.
    fn every_key_is_one(&self) -> bool {
        let is_told_by_key = match self.provider {
            Provider::Deep(deep) => deep.identify.is_some(),
            Provider::Handled(_) => false,
            Provider::Schema => !self.by_parents,
        };
        is_told_by_key && self.wanted.is_empty()
    }
}

/// How what is looked at is copied from a record.
enum Copied<'a> {
    Members { wish: &'a Wish, identify: fn(&Request, &str) -> String, verbatim: Verbatim },
    Text { wish: &'a Wish },
}

impl<'a> Copied<'a> {
    fn of(asked: &Asked, wish: &'a Wish) -> Option<Self> {
        if !asked.every_key_is_one() {
            return None;
        }
        let of: &'static ResourceType = asked.resource_type;
        match asked.provider {
            Provider::Deep(deep) => {
                let verbatim = Verbatim::of(deep, of, &wish.properties)?;
                Some(Self::Members { wish, identify: deep.identify?, verbatim })
            }
            Provider::Schema => Some(Self::Text { wish }),
            Provider::Handled(_) => None,
        }
    }

    /// Writes what is looked at; none where the record holds some of it in another form.
    fn write(&self, request: &Request, id: &str, record: &[u8], extract: &mut Extract) -> Option<()> {
        let record = std::str::from_utf8(record).ok()?;
        match self {
            Self::Members { wish, identify, verbatim } => {
                let identifier = if wish.identifiers { identify(request, id) } else { String::new() };
                extract.write(&identifier);
                extract.end_text();
                verbatim.write(&identifier, record, extract)
            }
            Self::Text { wish } => {
                write(wish, &unescaped(id), record, extract);
                Some(())
            }
        }
    }
}

/// Writes what is looked at of a resource's properties as text.
fn write(wish: &Wish, identifier: &str, properties: &str, extract: &mut Extract) {
    extract.write(if wish.identifiers { identifier } else { "" });
    extract.end_text();
    for name in wish.properties.iter() {
        extract.write(codec::member(properties, name).unwrap_or_default());
        extract.end_text();
    }
}
