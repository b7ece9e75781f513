//! Members of a record in the text that they are there.

/// Shows the name and the text of each member of a record, as far as it is one. The name is shown as it stands between
/// its quotes, with escapes where it has any.
///
/// Looks for ends alone, so that what is shown is not held against JSON: a record was written by [`super::encode`].
pub(crate) fn members<'a>(record: &'a [u8], show: impl FnMut(&'a str, &'a str)) {
    if let Ok(text) = std::str::from_utf8(record) {
        members_of_text(text, show);
    }
}

/// The same for an object of which there is the text.
pub(crate) fn members_of_text<'a>(text: &'a str, mut show: impl FnMut(&'a str, &'a str)) {
    let bytes = text.as_bytes();
    let mut at = usize::from(bytes.first() == Some(&b'{'));
    while bytes.get(at) == Some(&b'"') {
        let colon = after_string(bytes, at);
        if bytes.get(colon) != Some(&b':') {
            return;
        }
        let end = after_value(bytes, colon + 1);
        show(&text[at + 1..colon - 1], &text[colon + 1..end]);
        at = end + 1;
    }
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
        members(record.as_bytes(), |name, text| shown.push_str(&format!("{name} = {text}\n")));
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
            members(record.as_bytes(), |_, _| {});
        }
        members(&[b'{', b'"', 0xff], |_, _| {});
    }

    #[test]
    fn records_are_shown_whole() {
        let record = Map::new()
            .with("a", "text with \u{1}, \" and é")
            .with("b", vec![Document::from(1_i64)])
            .with("c", Map::new().with("$d", "e"));
        let bytes = codec::encode(&record);
        let mut shown = Vec::new();
        members(&bytes, |name, text| {
            let alone = codec::decode(format!("{{\"value\":{text}}}").as_bytes()).expect("a value");
            shown.push((name.to_owned(), alone.get("value").cloned().expect("a value")));
        });
        let decoded: Vec<_> = record.iter().map(|(name, value)| (name.to_string(), value.clone())).collect();
        assert_eq!(shown, decoded);
    }
}
