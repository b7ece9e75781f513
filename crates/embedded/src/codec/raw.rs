//! Members of a record in the text that they are there.

/// The name and the text of each member of an object, as far as it is one. The name is as it stands between its quotes,
/// with escapes where it has any.
///
/// Looks for ends alone, so that what is shown is not held against JSON: it was written by [`super::encode`] or by serde,
/// without blanks.
pub(crate) fn members(object: &str) -> impl Iterator<Item = (&str, &str)> {
    let bytes = object.as_bytes();
    let mut at = usize::from(bytes.first() == Some(&b'{'));
    std::iter::from_fn(move || {
        if bytes.get(at) != Some(&b'"') {
            return None;
        }
        let colon = after_string(bytes, at);
        if bytes.get(colon) != Some(&b':') {
            return None;
        }
        let end = after_value(bytes, colon + 1);
        let member = (&object[at + 1..colon - 1], &object[colon + 1..end]);
        at = end + 1;
        Some(member)
    })
}

/// The text of one member.
pub(crate) fn member<'a>(object: &'a str, name: &str) -> Option<&'a str> {
    members(object).find(|(it, _)| *it == name).map(|(_, text)| text)
}

/// Where the string that begins here is over.
fn after_string(bytes: &[u8], from: usize) -> usize {
    let mut at = from + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// Where the value that begins here is over: at the comma or bracket that follows.
fn after_value(bytes: &[u8], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0_usize);
    while at < bytes.len() {
        match bytes[at] {
            b'"' => {
                at = after_string(bytes, at);
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' | b',' if depth == 0 => return at,
            b'}' | b']' => depth -= 1,
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use callboard_model::document::{Document, Map};
    use expect_test::{Expect, expect};

    use super::*;
    use crate::codec;

    fn check(record: &str, expect: Expect) {
        let mut shown = String::new();
        members(record).for_each(|(name, text)| shown.push_str(&format!("{name} = {text}\n")));
        expect.assert_eq(&shown);
    }

    #[test]
    fn names_and_texts() {
        check("", expect![[""]]);
        check("{}", expect![[""]]);
        check(
            r#"{"name":"a \"b\", }","tags":{"k":"]","l":[1,{}]},"n":-1.5e3,"x\"":1,"last":null}"#,
            expect![[r#"
                name = "a \"b\", }"
                tags = {"k":"]","l":[1,{}]}
                n = -1.5e3
                x\" = 1
                last = null
            "#]],
        );
    }

    #[test]
    fn bytes_that_are_no_record_are_no_panic() {
        for record in
            ["{", "[1]", "\"", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":\"\\", "{\"a\":[", "{\"é\":1", "nul"]
        {
            members(record).for_each(drop);
        }
    }

    #[test]
    fn records_are_shown_whole() {
        let record = Map::new()
            .with("a", "text with \u{1}, \" and é")
            .with("b", vec![Document::from(1_i64)])
            .with("c", Map::new().with("$d", "e"));
        let bytes = codec::encode(&record);
        let mut shown = Vec::new();
        members(std::str::from_utf8(&bytes).expect("text")).for_each(|(name, text)| {
            let alone = codec::decode(format!("{{\"value\":{text}}}").as_bytes()).expect("a value");
            shown.push((name.to_owned(), alone.get("value").cloned().expect("a value")));
        });
        let decoded: Vec<_> = record.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
        assert_eq!(shown, decoded);
    }
}
