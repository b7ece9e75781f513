//! Pages: one stretch of a listing, and the token that leads to the next.
//!
//! A page is one ordered scan from where the last one ended, so its cost does
//! not depend on how many records there are. The token is the last key of the
//! page, bound to the listing that it came from.
//!
//! # Invariants
//!
//! - Whatever the page sizes, following the tokens yields each record once, if none comes or goes.
//! - A token of another listing, or none of ours, is refused.
//! - The last page has no token.

use std::ops::ControlFlow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use callboard_model::document::{Document, Map};
use callboard_store::{ScanRange, Snapshot};

use crate::codec;
use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::record::{Table, last_part};
use crate::request::Request;

/// Which records a listing has, and in which order.
pub(crate) struct Listing<'a> {
    /// The records, or an index of them.
    pub(crate) table: Table,
    /// What their keys begin with.
    pub(crate) prefix: &'a [u8],
    /// From the last key to the first.
    pub(crate) reverse: bool,
    /// How many there are on a page where the caller does not say.
    pub(crate) default_size: usize,
    /// What the service calls the members of pages.
    pub(crate) words: Words,
}

/// What came of showing a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    /// It is not listed.
    Nothing,
    Item,
    /// It is listed, and the page has no room for more.
    LastItem,
}

/// What a service calls the members of pages.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    pub(crate) size: &'static str,
    pub(crate) token: &'static str,
    /// The code of the error for a token of another listing.
    pub(crate) code: &'static str,
}

/// Members that begin with a small letter.
const CAMEL_CASE: Words = Words { size: "maxResults", token: "nextToken", code: "ValidationException" };

/// Members that begin with a capital letter.
pub(crate) const PASCAL_CASE: Words = Words { size: "MaxResults", token: "NextToken", code: "ValidationException" };

impl<'a> Listing<'a> {
    /// A listing in the order of keys, with 50 records on a page.
    pub(crate) fn new(table: Table, prefix: &'a [u8]) -> Self {
        Self { table, prefix, reverse: false, default_size: 50, words: CAMEL_CASE }
    }

    /// The same listing from the last key to the first.
    pub(crate) fn newest_first(self) -> Self {
        Self { reverse: true, ..self }
    }

    /// The same listing with so many records on a page.
    pub(crate) fn sized(self, default_size: usize) -> Self {
        Self { default_size, ..self }
    }

    /// The same listing in these words.
    pub(crate) fn in_words(self, words: Words) -> Self {
        Self { words, ..self }
    }

    /// The page that a request asks for, as the output member `member` and `nextToken`.
    ///
    /// `show` gives the item of a record by the last part of its key, or nothing where it is not listed.
    pub(crate) fn page(
        &self,
        request: &Request,
        snapshot: &Snapshot<'_>,
        member: &'static str,
        mut show: impl FnMut(&str, Map) -> Answer<Option<Map>>,
    ) -> Answer {
        self.page_of_bytes(request, snapshot, member, |id, bytes| show(id, self.table.decode(bytes)?))
    }

    /// The same page of records that are looked at as they are in the store.
    pub(crate) fn page_of_bytes(
        &self,
        request: &Request,
        snapshot: &Snapshot<'_>,
        member: &'static str,
        mut show: impl FnMut(&str, &[u8]) -> Answer<Option<Map>>,
    ) -> Answer {
        // Some services take the number as text.
        let size = match request.input.get(self.words.size) {
            Some(Document::String(text)) => text.parse().ok(),
            Some(other) => other.as_i64().and_then(|it| usize::try_from(it).ok()),
            None => None,
        };
        let size = size.unwrap_or(self.default_size).max(1);
        let mut items: Vec<Document> = Vec::with_capacity(size.min(128));
        let token = self.walk(request, snapshot, size, |id, record| {
            let Some(item) = show(id, record)? else { return Ok(Shown::Nothing) };
            items.push(Document::Map(item));
            Ok(Shown::Item)
        })?;
        items.truncate(size);
        let page = Map::new().with(member, items);
        Ok(match token {
            Some(token) => page.with(self.words.token, token),
            None => page,
        })
    }

    /// Shows the records of the page that a request asks for, `size` at most, and then one more where there is another
    /// page, to which the token leads.
    pub(crate) fn walk(
        &self,
        request: &Request,
        snapshot: &Snapshot<'_>,
        size: usize,
        mut show: impl FnMut(&str, &[u8]) -> Answer<Shown>,
    ) -> Answer<Option<String>> {
        let mut after = match request.input.given(self.words.token).and_then(Document::as_str) {
            Some(token) => Some(self.key_of(request, token)?),
            None => None,
        };
        let mut room = size;
        let (mut last_shown, mut last_seen) = (Vec::new(), Vec::new());
        loop {
            // One more than is shown tells whether there is another page.
            let limit = size.saturating_add(1);
            let range = ScanRange { reverse: self.reverse, ..ScanRange::prefix(self.prefix) };
            let (mut seen, mut has_more, mut failure) = (0, false, None);
            snapshot.scan(self.table.space(), range.after(after.as_deref()).limit(limit), |key, record| {
                seen += 1;
                match show(last_part(key), record) {
                    Ok(Shown::Nothing) => {}
                    Ok(_) if room == 0 => has_more = true,
                    Ok(shown) => {
                        room = if shown == Shown::LastItem { 0 } else { room - 1 };
                        key.clone_into(&mut last_shown);
                    }
                    Err(reason) => failure = Some(reason),
                }
                key.clone_into(&mut last_seen);
                if has_more || failure.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            })?;
            if let Some(reason) = failure {
                return Err(reason);
            }
            if has_more {
                return Ok(Some(self.token(request, &last_shown)));
            }
            if seen < limit {
                return Ok(None);
            }
            after = Some(last_seen.clone());
        }
    }

    fn token(&self, request: &Request, key: &[u8]) -> String {
        let rest = &key[self.prefix.len().min(key.len())..];
        seal(request, self.words, self.prefix, rest)
    }

    fn key_of(&self, request: &Request, token: &str) -> Answer<Vec<u8>> {
        match open(request, self.words, self.prefix, token) {
            Some(rest) if !rest.is_empty() => Ok([self.prefix, &rest].concat()),
            _ => {
                let word = self.words.token;
                let message = format!("{word} is not one that this operation returned for the same request");
                Err(Failure::refused(self.words.code, message, 400))
            }
        }
    }
}

/// The token that holds a place in what is listed, for the same request.
pub(crate) fn seal(request: &Request, words: Words, listed: &[u8], place: &[u8]) -> String {
    STANDARD_NO_PAD.encode([&binding(request, words, listed), place].concat())
}

/// The place that a token holds, where it is one for this request.
pub(crate) fn open(request: &Request, words: Words, listed: &[u8], token: &str) -> Option<Vec<u8>> {
    let bytes = STANDARD_NO_PAD.decode(token).ok()?;
    bytes.strip_prefix(&binding(request, words, listed)).map(<[u8]>::to_vec)
}

/// What ties a token to its listing: the operation, what is listed and all of the input but the page.
fn binding(request: &Request, words: Words, listed: &[u8]) -> [u8; 4] {
    let mut rest = request.input.clone();
    rest.remove(words.token);
    rest.remove(words.size);
    rest.sort_keys();
    let parts = [request.call.operation.as_bytes(), listed, &codec::encode(&rest)];
    // FNV-1a: tokens are not secret, and a mistaken one need only be noticed.
    let mut hash = 0x811c_9dc5_u32;
    for byte in parts.iter().flat_map(|part| part.iter().chain(b"\n")) {
        hash = (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193);
    }
    hash.to_be_bytes()
}
