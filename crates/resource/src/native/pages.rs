//! Pages of a native listing, by the service's paginator, or by the usual names where there is none.

use callboard_model::document::{Document, Map};
use callboard_model::jmespath::Expression;
use callboard_model::service::Operation;
use callboard_plane::Output;
use serde_json::Value;

use crate::ResourceError;

/// Members that ask for the next page, where no paginator says so, in inputs and outputs alike.
const TOKENS: &[&str] = &["NextToken", "nextToken", "NextMarker", "Marker", "marker", "PageToken"];

/// Puts a token into an input: a JSON object of the members that it is made of.
pub(super) fn put_token(operation: &Operation, input: &mut Map, token: Option<String>) -> Result<(), ResourceError> {
    let Some(token) = token else { return Ok(()) };
    let Ok(Value::Object(parts)) = serde_json::from_str(&token) else { return Ok(()) };
    for member in operation.input.map(|it| it.members()).unwrap_or_default() {
        if let Some(part) = parts.get(member.name) {
            input.insert(member.name, Document::from(part));
        }
    }
    Ok(())
}

/// The token of the next page; none after the last.
pub(super) fn next_token(operation: &'static Operation, output: &Output) -> Result<Option<String>, ResourceError> {
    let mut parts = serde_json::Map::new();
    if let Some(paginator) = operation.service.paginator(operation.name) {
        let search = |text: &str| {
            let found = Expression::parse(text).ok()?.search_members(&output.members).ok()?.into_owned();
            is_there(&found).then_some(found)
        };
        if paginator.more_results.is_some_and(|it| search(it).is_none()) {
            return Ok(None);
        }
        for (name, from) in paginator.input_token.iter().zip(&paginator.output_token) {
            if let Some(token) = search(from) {
                parts.insert((*name).to_owned(), text(&token));
            }
        }
    } else {
        let taken = |name: &str| operation.input.is_some_and(|it| it.member(name).is_some());
        for name in TOKENS.iter().filter(|it| taken(it)) {
            if let Some(token) = output.members.get(name).filter(|it| is_there(it)) {
                parts.insert((*name).to_owned(), text(token));
            }
        }
    }
    Ok((!parts.is_empty()).then(|| Value::Object(parts).to_string()))
}

fn is_there(token: &Document) -> bool {
    !matches!(token, Document::Null | Document::Bool(false)) && token.as_str() != Some("")
}

fn text(token: &Document) -> Value {
    match token {
        Document::Integer(number) => Value::from(*number as i64),
        other => Value::from(other.as_str().unwrap_or_default()),
    }
}
