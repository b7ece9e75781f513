//! Members that travel in headers.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use callboard_model::document::{Document, Key, Map};
use callboard_model::shape::{Member, ShapeKind};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::json;
use crate::text::{self, TextRules};
use crate::timestamps::{Precision, TimestampFormat};

/// Headers carry HTTP dates where the model says nothing else.
pub(crate) const REQUEST: TextRules =
    TextRules { timestamp: TimestampFormat::HttpDate, precision: Precision::Request, strict: false };

/// As answers are written.
pub(crate) const RESPONSE: TextRules = TextRules { precision: Precision::Response, ..REQUEST };

/// As servers read them.
pub(crate) const STRICT: TextRules = TextRules { strict: true, ..REQUEST };

/// Writes the header of a member; an error says what no header can carry.
pub(crate) fn write(
    headers: &mut HeaderMap,
    member: &Member,
    value: &Document,
    rules: TextRules,
) -> Result<(), String> {
    let Some(text) = value_text(member, value, rules) else { return Ok(()) };
    insert(headers, member.wire_name(), &text)
}

/// Writes all headers of a member that has a prefix.
pub(crate) fn write_prefixed(headers: &mut HeaderMap, member: &Member, values: &Map) -> Result<(), String> {
    let prefix = member.location_name.unwrap_or_default();
    for (key, value) in values.iter() {
        if let Some(text) = value.as_str() {
            insert(headers, &format!("{prefix}{key}"), text)?;
        }
    }
    Ok(())
}

fn insert(headers: &mut HeaderMap, name: &str, text: &str) -> Result<(), String> {
    let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| format!("`{name}` is no name of a header"))?;
    let value = HeaderValue::from_bytes(text.as_bytes())
        .map_err(|_| format!("the value of header `{name}` has characters that no header can carry"))?;
    headers.insert(header, value);
    Ok(())
}

fn value_text(member: &Member, value: &Document, rules: TextRules) -> Option<String> {
    let shape = member.shape();
    if member.traits.json_value {
        let mut json = Vec::new();
        match value {
            // The AWS CLI hands the JSON on as text.
            Document::String(text) => json.extend_from_slice(text.as_bytes()),
            value => json::write_any(value, &mut json),
        }
        return Some(STANDARD.encode(json));
    }
    match (&shape.kind, value) {
        (ShapeKind::List(_), Document::List(items)) if items.is_empty() => None,
        (ShapeKind::List(item), Document::List(items)) => {
            let item_shape = item.shape();
            let texts = items.iter().filter_map(|it| text::of_scalar(it, item, item_shape, rules));
            let texts: Vec<_> = if matches!(item_shape.kind, ShapeKind::String) {
                texts.map(|it| quoted_where_needed(&it)).collect()
            } else {
                texts.map(std::borrow::Cow::into_owned).collect()
            };
            Some(texts.join(","))
        }
        _ => text::of_scalar(value, member, shape, rules).map(std::borrow::Cow::into_owned),
    }
}

/// Reads the member of a header's text, or says what was expected.
pub(crate) fn read(member: &Member, header: &str, rules: TextRules) -> Result<Document, &'static str> {
    let shape = member.shape();
    if member.traits.json_value {
        let json = STANDARD.decode(header).map_err(|_| "base64 text")?;
        return json::read_any(&json).map_err(|_| "a JSON value in base64");
    }
    let ShapeKind::List(item) = &shape.kind else {
        return text::to_scalar(header, member, shape, rules);
    };
    let item_shape = item.shape();
    let has_http_dates = matches!(item_shape.kind, ShapeKind::Timestamp)
        && TimestampFormat::of(item, item_shape, rules.timestamp) == TimestampFormat::HttpDate;
    let items = split_list(header, has_http_dates);
    items.iter().map(|it| text::to_scalar(it, item, item_shape, rules)).collect::<Result<_, _>>().map(Document::List)
}

/// Reads the member that takes all headers with a prefix.
pub(crate) fn read_prefixed(headers: &HeaderMap, member: &Member) -> Map {
    let prefix = member.location_name.unwrap_or_default().to_ascii_lowercase();
    let named = headers.iter().filter_map(|(name, value)| {
        let name = name.as_str().strip_prefix(&prefix)?;
        let value = std::str::from_utf8(value.as_bytes()).ok()?;
        Some((Key::Owned(name.to_owned()), Document::from(value)))
    });
    Map::from_pairs(named.collect())
}

fn quoted_where_needed(text: &str) -> String {
    if text.contains(['"', ',']) { format!("\"{}\"", text.replace('"', "\\\"")) } else { text.to_owned() }
}

/// The items between commas. An HTTP date has a comma of its own; a quoted item may have any.
fn split_list(header: &str, has_http_dates: bool) -> Vec<String> {
    let mut items = Vec::new();
    let mut item = String::new();
    let mut quoted = false;
    let mut commas = 0;
    let mut characters = header.chars();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted || item.trim().is_empty() => quoted = !quoted,
            '\\' if quoted => item.extend(characters.next()),
            ',' if !quoted => {
                commas += 1;
                if has_http_dates && commas % 2 == 1 {
                    item.push(',');
                } else {
                    items.push(std::mem::take(&mut item));
                }
            }
            other => item.push(other),
        }
    }
    items.push(item);
    items.iter().map(|it| it.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::split_list;

    #[test]
    fn lists_split_at_commas_outside_of_quotes_and_dates() {
        assert_eq!(split_list("a, b ,c", false), ["a", "b", "c"]);
        assert_eq!(split_list(r#""b,c","\"def\"",a"#, false), ["b,c", "\"def\"", "a"]);
        let dates = "Mon, 16 Dec 2019 23:48:18 GMT, Mon, 16 Dec 2019 23:48:18 GMT";
        assert_eq!(split_list(dates, true), ["Mon, 16 Dec 2019 23:48:18 GMT"; 2]);
        assert_eq!(split_list("", false), [""]);
    }
}
