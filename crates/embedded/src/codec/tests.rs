use super::*;
use callboard_model::document::{Document, Instant, Map, Timestamp};
use expect_test::{Expect, expect};

/// Encodes a record of one member `it`, shows the bytes, and decodes them again.
#[track_caller]
fn check(document: impl Into<Document>, expect: Expect) {
    let record = Map::new().with("it", document);
    let bytes = encode(&record);
    expect.assert_eq(&String::from_utf8_lossy(&bytes));
    assert_eq!(decode(&bytes).expect("what was encoded"), record);
}

#[test]
fn every_kind_of_value_comes_back() {
    check(Document::Null, expect![[r#"{"it":null}"#]]);
    check(true, expect![[r#"{"it":true}"#]]);
    check(Document::Integer(-7), expect![[r#"{"it":-7}"#]]);
    check(Document::Integer(i128::from(u64::MAX)), expect![[r#"{"it":18446744073709551615}"#]]);
    check(30.0, expect![[r#"{"it":30.0}"#]]);
    check(1e300, expect![[r#"{"it":1e300}"#]]);
    check(f64::INFINITY, expect![[r#"{"it":{"$float":"inf"}}"#]]);
    check("é \"\\\n\u{1} 🎭", expect![[r#"{"it":"é \"\\\n\u0001 🎭"}"#]]);
    check(Document::Blob(vec![0, 255]), expect![[r#"{"it":{"$blob":"AP8="}}"#]]);
    check(
        Document::from(Timestamp::Text("2026-11-21T10:00:00Z".into())),
        expect![[r#"{"it":{"$timestamp":"2026-11-21T10:00:00Z"}}"#]],
    );
    check(Document::from(Timestamp::Epoch(1.5)), expect![[r#"{"it":{"$timestamp":1.5}}"#]]);
    check(vec![Document::from("a"), Document::List(vec![])], expect![[r#"{"it":["a",[]]}"#]]);
    check(Map::new().with("b", 1i64).with("a", Map::new()), expect![[r#"{"it":{"b":1,"a":{}}}"#]]);
}

#[test]
fn a_map_of_the_user_is_never_taken_for_a_tag() {
    check(Map::new().with("$blob", "AP8="), expect![[r#"{"it":{"$map":{"$blob":"AP8="}}}"#]]);
    check(Map::new().with("$mine", 1i64), expect![[r#"{"it":{"$map":{"$mine":1}}}"#]]);
    check(
        Map::new().with("$map", Map::new().with("$map", "x")),
        expect![[r#"{"it":{"$map":{"$map":{"$map":{"$map":"x"}}}}}"#]],
    );
    check(Map::new().with("$blob", "AP8=").with("b", 1i64), expect![[r#"{"it":{"$map":{"$blob":"AP8=","b":1}}}"#]]);
}

#[test]
fn an_instant_comes_back_as_text() {
    let moment = Instant::parse("2026-11-21T10:00:00.25Z").expect("a moment");
    let record = decode(&encode(&Map::new().with("it", Timestamp::from(moment)))).expect("a record");
    assert_eq!(record.get("it"), Some(&Document::from(Timestamp::Text("2026-11-21T10:00:00.25Z".into()))));
}

#[test]
fn escapes_of_other_writers_are_read() {
    let record = decode(br#" { "a" : "\u00e9\/\ud83c\udfad\b" , "b":[ 1 , 2 ] } "#).expect("a record");
    assert_eq!(record.str("a"), Some("é/🎭\u{8}"));
}

/// Decodes what is no record.
#[track_caller]
fn check_refused(bytes: &[u8], expect: Expect) {
    expect.assert_eq(&decode(bytes).expect_err("no record").to_string());
}

#[test]
fn bytes_that_are_no_record_are_an_error() {
    check_refused(b"", expect!["byte 0: expected a value"]);
    check_refused(b"[]", expect!["byte 0: expected an object"]);
    check_refused(b"{\"a\":1", expect!["byte 6: expected `,` or `}`"]);
    check_refused(b"{\"a\":1} x", expect!["byte 8: expected the end"]);
    check_refused(b"{\"a\" 1}", expect!["byte 5: expected `:`"]);
    check_refused(b"{\"a\":1,}", expect!["byte 7: expected a name"]);
    check_refused(b"{\"a\":1.2.3}", expect!["byte 5: expected a number"]);
    check_refused(b"{\"a\":\"\\ud800\"}", expect!["byte 12: expected a character before here"]);
    check_refused(b"{\"a\":{\"$blob\":1}}", expect!["byte 15: expected a value of its tag before here"]);
    check_refused(b"{\"a\":\xff}", expect!["byte 5: expected UTF-8 text"]);
    check_refused("{\"a\":".repeat(100_000).as_bytes(), expect!["byte 640: expected less nesting"]);
    check_refused(format!("{{\"a\":{}", "[".repeat(100_000)).as_bytes(), expect!["byte 132: expected less nesting"]);
}
