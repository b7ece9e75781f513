//! Tokens: what the service gave, and what a user is given to go on with.
//!
//! A user's token is base64 of JSON as Python writes it:
//! `{"NextToken": "abc", "boto_truncate_amount": 2}`, where the amount counts
//! the items of that page which were returned already. Bytes are base64 in
//! turn, and `boto_encoded_keys` lists the paths to them.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use callboard_model::document::{Document, Map};
use callboard_model::jmespath::python;

const TRUNCATE_AMOUNT: &str = "boto_truncate_amount";
const ENCODED_KEYS: &str = "boto_encoded_keys";

/// Values of the input members that take tokens, in the order of the paginator; `null` where there is none.
pub(super) type TokenMap = Vec<(&'static str, Document)>;

/// Where a user wants to begin.
pub(super) struct StartingToken {
    pub token: TokenMap,
    /// Items of that page that were returned before.
    pub items_returned: usize,
}

impl StartingToken {
    /// Reads a token that [`encode`] made, or one of the service itself.
    pub fn parse(text: &str, input_tokens: &[&'static str]) -> Option<Self> {
        decode(text, input_tokens).or_else(|| Self::parse_plain(text, input_tokens))
    }

    /// Service tokens with `___` between them, and perhaps the number of items returned at the end.
    fn parse_plain(text: &str, input_tokens: &[&'static str]) -> Option<Self> {
        let mut parts: Vec<&str> = text.split("___").collect();
        let mut items_returned = 0;
        if parts.len() == input_tokens.len() + 1 {
            match parts.pop().map(str::parse) {
                Some(Ok(count)) => items_returned = count,
                _ => parts = vec![text],
            }
        }
        if parts.len() > input_tokens.len() {
            return None;
        }
        let mut parts = parts.into_iter();
        let mut value = || parts.next().filter(|it| *it != "None").map_or(Document::Null, Document::from);
        Some(Self { token: input_tokens.iter().map(|name| (*name, value())).collect(), items_returned })
    }
}

/// The token with which a user goes on.
pub(super) fn encode(token: &TokenMap, items_returned: Option<usize>) -> String {
    let mut members = Map::new();
    let mut encoded_keys = Vec::new();
    for (name, value) in token {
        let mut value = value.clone();
        encode_blobs(&mut value, &mut vec![Document::from(*name)], &mut encoded_keys);
        members.insert(*name, value);
    }
    if let Some(count) = items_returned {
        members.insert(TRUNCATE_AMOUNT, Document::Integer(count as i128));
    }
    if !encoded_keys.is_empty() {
        members.insert(ENCODED_KEYS, encoded_keys);
    }
    BASE64_STANDARD.encode(python::json(&Document::Map(members)))
}

/// Puts the tokens into the input of the next call; a token that is not there is taken out.
pub(super) fn inject(token: &TokenMap, input: &mut Map) {
    for (name, value) in token {
        if value.is_null() || value.as_str() == Some("None") {
            input.remove(name);
        } else {
            input.insert(*name, value.clone());
        }
    }
}

/// The tokens as a document.
pub(super) fn as_map(token: &TokenMap) -> Map {
    token.iter().map(|(name, value)| ((*name).into(), value.clone())).collect()
}

fn decode(text: &str, input_tokens: &[&'static str]) -> Option<StartingToken> {
    let alphabet = |it: &char| it.is_ascii_alphanumeric() || matches!(it, '+' | '/' | '=');
    let json = BASE64_STANDARD.decode(text.chars().filter(alphabet).collect::<String>()).ok()?;
    let value: serde_json::Value = serde_json::from_slice(&json).ok()?;
    let Document::Map(mut members) = Document::from(&value) else { return None };
    let items_returned = members.remove(TRUNCATE_AMOUNT).and_then(|it| it.as_i64()).unwrap_or(0);
    let encoded_keys = members.remove(ENCODED_KEYS);
    // A token of the service may be base64 of JSON, too, with members of its own.
    if members.is_empty() || !members.keys().all(|key| input_tokens.contains(&key.as_ref())) {
        return None;
    }
    let mut whole = Document::Map(members);
    for path in encoded_keys.as_ref().and_then(Document::as_list).unwrap_or_default() {
        let place = follow(&mut whole, path.as_list()?)?;
        *place = Document::Blob(BASE64_STANDARD.decode(place.as_str()?).ok()?);
    }
    let Document::Map(mut members) = whole else { return None };
    let token = input_tokens.iter().map(|name| (*name, members.remove(name).unwrap_or_default())).collect();
    Some(StartingToken { token, items_returned: usize::try_from(items_returned).unwrap_or(0) })
}

fn encode_blobs(value: &mut Document, path: &mut Vec<Document>, encoded_keys: &mut Vec<Document>) {
    match value {
        Document::Blob(bytes) => {
            *value = Document::String(BASE64_STANDARD.encode(bytes));
            encoded_keys.push(Document::List(path.clone()));
        }
        Document::List(items) => {
            for (at, item) in items.iter_mut().enumerate() {
                path.push(Document::Integer(at as i128));
                encode_blobs(item, path, encoded_keys);
                path.pop();
            }
        }
        Document::Map(members) => {
            for (key, member) in members.iter_mut() {
                path.push(Document::from(key.as_ref()));
                encode_blobs(member, path, encoded_keys);
                path.pop();
            }
        }
        _ => {}
    }
}

fn follow<'a>(mut value: &'a mut Document, path: &[Document]) -> Option<&'a mut Document> {
    for step in path {
        value = match (value, step) {
            (Document::Map(members), Document::String(key)) => members.get_mut(key)?,
            (Document::List(items), Document::Integer(at)) => items.get_mut(usize::try_from(*at).ok()?)?,
            _ => return None,
        };
    }
    Some(value)
}
