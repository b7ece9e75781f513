//! Pages of listings: `IsTruncated`, and the marker of the next.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use callboard_model::document::{Document, Map};

use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::page::Words;
use crate::request::Request;

/// How many items are on a page where the caller does not say.
pub(super) const DEFAULT_SIZE: usize = 100;

/// What the members of pages are called.
pub(super) const WORDS: Words = Words { size: "MaxItems", token: "Marker", code: "ValidationError" };

/// A page with the member that says whether it is the last.
pub(super) fn marked(page: Map) -> Map {
    let marker = page.get(WORDS.token).cloned();
    let mut marked = Map::with_capacity(3);
    for (name, value) in page.into_iter().filter(|(name, _)| name != WORDS.token) {
        marked.push(name, value);
    }
    marked.push("IsTruncated", marker.is_some());
    if let Some(marker) = marker {
        marked.push(WORDS.token, marker);
    }
    marked
}

/// The page that a request asks for, of items that are all at hand.
pub(super) fn of_items(request: &Request, member: &'static str, items: Vec<Document>) -> Answer {
    let size = request.input.integer(WORDS.size).and_then(|it| usize::try_from(it).ok()).unwrap_or(DEFAULT_SIZE);
    let from = match request.input.str(WORDS.token) {
        None => 0,
        Some(marker) => offset(marker).ok_or_else(|| {
            let message = "Marker is not one that this operation returned for the same request";
            Failure::refused(WORDS.code, message, 400)
        })?,
    };
    let to = items.len().min(from.saturating_add(size));
    let is_last = to == items.len();
    let page: Vec<Document> = items.into_iter().take(to).skip(from).collect();
    let page = Map::new().with(member, page);
    Ok(marked(if is_last { page } else { page.with(WORDS.token, STANDARD_NO_PAD.encode(to.to_string())) }))
}

fn offset(marker: &str) -> Option<usize> {
    String::from_utf8(STANDARD_NO_PAD.decode(marker).ok()?).ok()?.parse().ok()
}
