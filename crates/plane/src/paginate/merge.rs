//! How pages become one answer, and how a page is cut.

use callboard_model::document::{Document, Map};
use callboard_model::jmespath::MemberPath;

/// Joins the members that a paginator names, page by page.
///
/// Lists are joined, numbers added, texts put together; of anything else the
/// first stays. Members that the paginator does not name are dropped.
#[derive(Debug)]
pub struct Merger {
    result_keys: Vec<MemberPath>,
    merged: Map,
}

impl Merger {
    /// Joins what is at these paths.
    pub fn new(result_keys: Vec<MemberPath>) -> Self {
        Self { result_keys, merged: Map::new() }
    }

    /// Adds a page.
    pub fn add(&mut self, mut page: Map) {
        for key in &self.result_keys {
            let Some(value) = key.take(&mut page) else { continue };
            match key.get_mut(&mut self.merged) {
                Some(merged) => join(merged, value),
                None => key.set(&mut self.merged, value),
            }
        }
    }

    /// The answer, with what came with the first page, and the token to go on with.
    pub fn finish(self, first_page_part: &Map, resume_token: Option<&str>) -> Map {
        let mut merged = self.merged;
        merge_maps(&mut merged, first_page_part);
        if let Some(token) = resume_token {
            merged.insert("NextToken", token);
        }
        merged
    }
}

fn join(merged: &mut Document, value: Document) {
    match (merged, value) {
        (Document::List(merged), Document::List(mut items)) => merged.append(&mut items),
        (Document::String(merged), Document::String(text)) => merged.push_str(&text),
        (Document::Integer(merged), Document::Integer(number)) => *merged = merged.saturating_add(number),
        (merged @ (Document::Integer(_) | Document::Float(_)), value) => {
            if let (Some(left), Some(right)) = (merged.as_f64(), value.as_f64()) {
                *merged = Document::Float(left + right);
            }
        }
        _ => {}
    }
}

fn merge_maps(target: &mut Map, source: &Map) {
    for (key, value) in source.iter() {
        match (target.get_mut(key), value) {
            (Some(Document::Map(inner)), Document::Map(value)) => merge_maps(inner, value),
            _ => drop(target.insert(key.clone(), value.clone())),
        }
    }
}

/// Takes out of the first page what was returned before it was resumed.
///
/// The items lose those that were returned. Other joined members were returned
/// whole with them, so nothing of them is left; a number stays, because it
/// says something of the page as the service saw it.
pub(super) fn skip_returned(page: &mut Map, result_keys: &[MemberPath], returned: usize) {
    let Some((items, others)) = result_keys.split_first() else { return };
    let rest = match items.take(page) {
        Some(Document::List(mut list)) => {
            list.drain(..returned.min(list.len()));
            Document::List(list)
        }
        Some(Document::String(text)) => Document::String(text.chars().skip(returned).collect()),
        _ => Document::Null,
    };
    items.set(page, rest);
    for key in others.iter().filter(|it| *it != items) {
        let empty = match key.take(page) {
            Some(Document::List(_)) => Document::List(Vec::new()),
            Some(Document::String(_)) => Document::String(String::new()),
            Some(number @ (Document::Integer(_) | Document::Float(_) | Document::Bool(_))) => number,
            _ => Document::Null,
        };
        key.set(page, empty);
    }
}

/// Cuts the items of a page after the first `keep`.
pub(super) fn keep_first(page: &mut Map, items: &MemberPath, keep: usize) {
    match items.get_mut(page) {
        Some(Document::List(list)) => list.truncate(keep),
        Some(Document::String(text)) => {
            let end = text.char_indices().nth(keep).map_or(text.len(), |(at, _)| at);
            text.truncate(end);
        }
        _ => {}
    }
}

/// How many items a page has: items of a list, characters of a text, members of a map.
pub(super) fn length(page: &Map, items: &MemberPath) -> usize {
    match items.get(page) {
        Some(Document::List(list)) => list.len(),
        Some(Document::String(text)) => text.chars().count(),
        Some(Document::Map(map)) => map.len(),
        _ => 0,
    }
}

/// Python's truth: unlike JMESPath's, it takes zero for false.
pub(super) fn is_truthy(value: &Document) -> bool {
    match value {
        Document::Null => false,
        Document::Bool(value) => *value,
        Document::Integer(number) => *number != 0,
        Document::Float(number) => *number != 0.0,
        Document::String(text) => !text.is_empty(),
        Document::Blob(bytes) => !bytes.is_empty(),
        Document::Timestamp(_) => true,
        Document::List(items) => !items.is_empty(),
        Document::Map(members) => !members.is_empty(),
    }
}
