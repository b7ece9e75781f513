use std::sync::OnceLock;

use callboard_model::service::Service;
use callboard_model::shape::Shape;
use expect_test::{Expect, expect};

use super::*;

/// A shape with a member of every kind.
fn everything() -> &'static Shape {
    static SERVICE: OnceLock<&'static Service> = OnceLock::new();
    let service = SERVICE.get_or_init(|| {
        let model = serde_json::json!({
            "metadata": {"apiVersion": "2020-01-01", "endpointPrefix": "x", "protocol": "json", "serviceId": "X"},
            "operations": {},
            "shapes": {
                "All": {"type": "structure", "members": {
                    "text": {"shape": "Text"},
                    "number": {"shape": "Int"},
                    "long": {"shape": "Long", "locationName": "Long!"},
                    "double": {"shape": "Double"},
                    "flag": {"shape": "Flag"},
                    "blob": {"shape": "Blob"},
                    "seconds": {"shape": "Time"},
                    "iso": {"shape": "IsoTime"},
                    "list": {"shape": "Texts"},
                    "map": {"shape": "Ints"},
                    "inner": {"shape": "All"},
                    "any": {"shape": "Any"},
                    "union": {"shape": "Union"},
                    "inHeader": {"shape": "Text", "location": "header", "locationName": "x-in-header"},
                }},
                "Any": {"type": "structure", "members": {}, "document": true},
                "Union": {"type": "structure", "union": true, "members": {"a": {"shape": "Text"}, "b": {"shape": "Int"}}},
                "Text": {"type": "string"},
                "Int": {"type": "integer"},
                "Long": {"type": "long"},
                "Double": {"type": "double"},
                "Flag": {"type": "boolean"},
                "Blob": {"type": "blob"},
                "Time": {"type": "timestamp"},
                "IsoTime": {"type": "timestamp", "timestampFormat": "iso8601"},
                "Texts": {"type": "list", "member": {"shape": "Text"}},
                "Ints": {"type": "map", "key": {"shape": "Text"}, "value": {"shape": "Int"}},
            },
        });
        Service::from_model("x", &model).unwrap()
    });
    service.shape_of("All")
}

/// Reads, writes what was read, and reads that again.
#[track_caller]
fn check_with(text: &str, options: ReadOptions, expect: Expect) {
    let result = match read_with(text.as_bytes(), everything(), options) {
        Err(err) => format!("error: {err}"),
        Ok(value) => {
            let mut written = Vec::new();
            write(&value, everything(), &mut written);
            let again = read_with(&written, everything(), options).unwrap();
            let mut rewritten = Vec::new();
            write(&again, everything(), &mut rewritten);
            assert_eq!(written, rewritten);
            String::from_utf8(written).unwrap()
        }
    };
    expect.assert_eq(&result);
}

#[track_caller]
fn check(text: &str, expect: Expect) {
    check_with(text, ReadOptions::default(), expect);
}

#[track_caller]
fn check_strict(text: &str, expect: Expect) {
    check_with(text, ReadOptions { strict: true, ..ReadOptions::default() }, expect);
}

#[test]
fn members_come_out_in_model_order_whatever_order_they_come_in() {
    check(
        r#" {"flag" : true , "Long!":-9007199254740993,"text":"a", "number":1 } "#,
        expect![[r#"{"text":"a","number":1,"Long!":-9007199254740993,"flag":true}"#]],
    );
    check(r#"{"list":[],"map":{},"inner":{"inner":{}}}"#, expect![[r#"{"list":[],"map":{},"inner":{"inner":{}}}"#]]);
}

#[test]
fn the_last_of_a_repeated_member_counts() {
    check(r#"{"text":"a","number":1,"text":"b"}"#, expect![[r#"{"text":"b","number":1}"#]]);
    check(r#"{"number":1,"text":"a","text":null}"#, expect![[r#"{"number":1}"#]]);
    check(r#"{"map":{"k":1,"l":2,"k":3}}"#, expect![[r#"{"map":{"k":3,"l":2}}"#]]);
}

#[test]
fn nulls_of_structures_go_and_those_of_lists_and_maps_stay() {
    check(r#"{"text":null,"list":["a",null],"map":{"k":null}}"#, expect![[r#"{"list":["a",null],"map":{"k":null}}"#]]);
    check_strict(r#"{"list":["a",null]}"#, expect!["error: `list[1]` must be a string, got null"]);
    check_strict(r#"{"map":{"k":null}}"#, expect!["error: `map.k` must be an integer of 32 bits, got null"]);
}

#[test]
fn unknown_members_are_passed_over() {
    check(
        r#"{"new":{"a":[1,{"b":"\u00e9"}]},"text":"a","x-in-header":"h"}"#,
        expect![[r#"{"text":"a","x-in-header":"h"}"#]],
    );
    check_with(
        r#"{"inner":{"new":1}}"#,
        ReadOptions { reject_unknown: true, ..ReadOptions::default() },
        expect!["error: `inner` has no member `new`"],
    );
    check_with(
        r#"{"x-in-header":"h","inner":{"x-in-header":"i"}}"#,
        ReadOptions { part: Part::RequestBody, ..ReadOptions::default() },
        expect![[r#"{"inner":{"x-in-header":"i"}}"#]],
    );
}

#[test]
fn every_escape_is_read_and_only_the_needed_ones_are_written() {
    check(
        r#"{"text":"\"\\\/\b\f\n\r\t\u00fc\ud83e\udd80ü🦀\u0000"}"#,
        expect![[r#"{"text":"\"\\/\u0008\u000c\n\r\tü🦀ü🦀\u0000"}"#]],
    );
    check(r#"{"text":"\ud800"}"#, expect![[r#"{"text":"�"}"#]]);
    check_strict(r#"{"text":"\ud800"}"#, expect!["error: expected a pair of surrogates at byte 11, found `d`"]);
    check(r#"{"text":"\x"}"#, expect!["error: expected one of the escapes of JSON at byte 10, found `x`"]);
    check("{\"text\":\"a\nb\"}", expect![[r#"error: expected an escaped control character at byte 10, found `\n`"#]]);
}

#[test]
fn numbers_keep_their_worth() {
    check(
        r#"{"number":2147483648,"Long!":170141183460469231731687303715884105727,"double":1e3}"#,
        expect![[r#"{"number":2147483648,"Long!":170141183460469231731687303715884105727,"double":1000.0}"#]],
    );
    check(r#"{"double":"NaN","map":{"k":-0}}"#, expect![[r#"{"double":"NaN","map":{"k":0}}"#]]);
    check(r#"{"number":01}"#, expect!["error: expected no digit after a leading zero at byte 11, found `1`"]);
    check(r#"{"number":1.}"#, expect!["error: expected a digit at byte 12, found `}`"]);
    check_strict(
        r#"{"number":2147483648}"#,
        expect!["error: `number` must be an integer of 32 bits, got a larger one"],
    );
    check_strict(
        r#"{"number":1.5}"#,
        expect!["error: `number` must be an integer of 32 bits, got a number with a fraction"],
    );
    check_strict(r#"{"double":1}"#, expect![[r#"{"double":1.0}"#]]);
}

#[test]
fn blobs_are_base64_and_timestamps_keep_their_form() {
    check(
        r#"{"blob":"AAH/","seconds":1714979289.25,"iso":"2024-05-06T07:08:09Z"}"#,
        expect![[r#"{"blob":"AAH/","seconds":1714979289.25,"iso":"2024-05-06T07:08:09Z"}"#]],
    );
    check(r#"{"blob":"A"}"#, expect!["error: `blob` must be base64 text, got other text"]);
    check_strict(
        r#"{"seconds":"2024-05-06T07:08:09Z"}"#,
        expect!["error: `seconds` must be a timestamp in seconds since 1970, got other text"],
    );
    check_strict(r#"{"iso":1714979289}"#, expect!["error: `iso` must be an ISO 8601 timestamp, got a number"]);
}

#[test]
fn other_types_pass_a_client_as_they_are_but_no_server() {
    check(r#"{"text":5,"number":"7","flag":"TRUE"}"#, expect![[r#"{"text":5,"number":7,"flag":true}"#]]);
    check_strict(r#"{"text":5}"#, expect!["error: `text` must be a string, got a number"]);
    check_strict(r#"{"inner":{"list":"a"}}"#, expect!["error: `inner.list` must be a list, got a string"]);
    check(r#"{"list":{"a":1}}"#, expect!["error: `list` must be a list, got a map"]);
    check("[1]", expect!["error: the body must be a structure, got a list"]);
}

#[test]
fn documents_may_be_anything_and_unions_are_one_thing() {
    check(r#"{"any":[1,2.5,{"a":null}]}"#, expect![[r#"{"any":[1,2.5,{"a":null}]}"#]]);
    check(r#"{"union":{"a":null,"b":2,"__type":"x"}}"#, expect![[r#"{"union":{"b":2}}"#]]);
    check_strict(
        r#"{"union":{"a":"x","b":2}}"#,
        expect!["error: `union` must be a structure with exactly one member, got several"],
    );
    check_strict(r#"{"union":{}}"#, expect!["error: `union` must be a structure with exactly one member, got none"]);
    let value = read(br#"{"union":{"new":{"c":1}}}"#, everything()).unwrap();
    assert_eq!(value.get("union").and_then(|it| it.get("SDK_UNKNOWN_MEMBER")?.get("name")?.as_str()), Some("new"));
}

#[test]
fn what_is_not_json_is_refused_with_its_place() {
    check("", expect!["error: expected a value at byte 0, found the end"]);
    check("{", expect![[r#"error: expected `"` at byte 1, found the end"#]]);
    check(r#"{"text":"a"} x"#, expect!["error: expected the end at byte 13, found `x`"]);
    check(r#"{"text" "a"}"#, expect![[r#"error: expected `:` at byte 8, found `"`"#]]);
    check(r#"{"list":["a" "b"]}"#, expect![[r#"error: expected `,` or `]` at byte 13, found `"`"#]]);
    check(r#"{"list":["a",]}"#, expect!["error: expected a value at byte 13, found `]`"]);
    check(r#"{"text":"a",}"#, expect![[r#"error: expected `"` at byte 12, found `}`"#]]);
    check(r#"{"flag":tru}"#, expect!["error: expected a value at byte 8, found `t`"]);
    check(r#"{"text":"ab"#, expect![[r#"error: expected `"` at byte 11, found the end"#]]);
    assert_eq!(read(b"{\"text\":\"\xff\"}", everything()), Err(ReadError::NotUtf8 { offset: 9 }));
}

#[test]
fn nesting_is_limited_for_known_unknown_and_any_values() {
    for member in ["inner", "new", "any"] {
        let open = if member == "inner" { "{\"inner\":".repeat(100_000) } else { "[".repeat(100_000) };
        let text = format!("{{\"{member}\":{open}");
        let err = read(text.as_bytes(), everything()).unwrap_err();
        assert!(matches!(err, ReadError::TooDeep { .. }), "{err}");
    }
    let deep = format!("{}{}", "[".repeat(DEPTH_LIMIT), "]".repeat(DEPTH_LIMIT));
    assert!(read_any(deep.as_bytes()).is_ok());
}

#[test]
fn requests_carry_whole_seconds_and_text_of_blobs_in_base64() {
    let members = Map::new()
        .with("seconds", Document::from("2024-05-06T07:08:09.75Z"))
        .with("iso", Document::Float(1714979289.25))
        .with("blob", "hi")
        .with("text", Document::Null)
        .with("nothing", "that the shape has");
    let mut out = Vec::new();
    write_members(&members, everything(), WriteOptions { as_request: true, part: Part::Whole }, &mut out);
    expect![[r#"{"seconds":1714979289,"iso":"2024-05-06T07:08:09.250000Z","blob":"aGk="}"#]]
        .assert_eq(std::str::from_utf8(&out).unwrap());
}
