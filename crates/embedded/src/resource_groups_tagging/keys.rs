//! `GetTagKeys` and `GetTagValues`: what tags there are, each once and in order.

use std::collections::BTreeSet;
use std::ops::ControlFlow;

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::cloudcontrol::tagged::Tagged;
use crate::failure::Answer;
use crate::members::Members;
use crate::page::{open, seal};
use crate::request::Request;

use super::walk::{Position, WORDS, not_ours, token, walk};

/// How many keys or values are on a page.
const SIZE: usize = 100;

pub(super) fn keys(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    page(request, snapshot, "TagKeys", |resource, add| resource.tags.keys().for_each(|key| add(key)))
}

pub(super) fn values(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let key = request.input.text("Key");
    page(request, snapshot, "TagValues", |resource, add| {
        if let Some(value) = resource.tags.get(key).and_then(Document::as_str) {
            add(value);
        }
    })
}

/// The first texts after those that a token stands for, of all that resources have.
fn page(
    request: &Request,
    snapshot: &Snapshot<'_>,
    member: &'static str,
    texts_of: impl Fn(&Tagged, &mut dyn FnMut(&str)),
) -> Answer {
    let after = after(request)?;
    let mut texts: BTreeSet<String> = BTreeSet::new();
    walk(request, snapshot, Position::default(), |_, resource| {
        texts_of(&resource, &mut |text| {
            let is_ahead = after.as_deref().is_none_or(|after| text > after);
            if is_ahead && !texts.contains(text) {
                texts.insert(text.to_owned());
            }
        });
        // One more than a page has tells whether there is another.
        while texts.len() > SIZE + 1 {
            texts.pop_last();
        }
        ControlFlow::Continue(())
    })?;
    let has_more = texts.len() > SIZE && texts.pop_last().is_some();
    let last = texts.last().filter(|_| has_more);
    let next = last.map(|last| seal(request, WORDS, &[], last.as_bytes()));
    let texts: Vec<Document> = texts.into_iter().map(Document::from).collect();
    Ok(Map::new().with(WORDS.token, next.unwrap_or_default()).with(member, texts))
}

/// The text that the last page ended with.
fn after(request: &Request) -> Answer<Option<String>> {
    let Some(token) = token(request) else { return Ok(None) };
    let text = open(request, WORDS, &[], token).and_then(|text| String::from_utf8(text).ok());
    text.map(Some).ok_or_else(not_ours)
}
