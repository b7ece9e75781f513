use super::*;
use expect_test::{Expect, expect};

#[track_caller]
fn check(json: &str, expect: Expect) {
    let value: serde_json::Value = serde_json::from_str(json).expect("the case is JSON");
    let mut out = Vec::new();
    write(&Document::from(&value), TimestampStyle::default(), &mut out).expect("a vector takes everything");
    expect.assert_eq(&String::from_utf8(out).expect("YAML is text"));
}

#[test]
fn keys_are_sorted_and_lists_stand_under_their_key() {
    check(
        r#"{"b": [{"y": 1, "x": [[1, 2], [], {}]}, "s"], "a": {"c": null, "d": true}}"#,
        expect![[r#"
            a:
              c: null
              d: true
            b:
            - x:
              - - 1
                - 2
              - []
              - {}
              y: 1
            - s
        "#]],
    );
}

#[test]
fn texts_that_would_read_as_something_else_are_quoted() {
    check(
        r##"["yes", "true", "123", "1_0", "0o7", "1.5", "1e3", "null", "~", "", "2024-01-01", "2024-05-06T07:08:09+00:00", "-", "- x", "a: b", "a:b", "# c", "a #b", "it's", "'q", "<<", "=", ".5", ".", "...", "@x", " x "]"##,
        expect![[r#"
            - yes
            - 'true'
            - '123'
            - '1_0'
            - '0o7'
            - '1.5'
            - '1e3'
            - 'null'
            - '~'
            - ''
            - '2024-01-01'
            - '2024-05-06T07:08:09+00:00'
            - '-'
            - '- x'
            - 'a: b'
            - a:b
            - '# c'
            - 'a #b'
            - it's
            - '''q'
            - '<<'
            - '='
            - '.5'
            - .
            - '...'
            - '@x'
            - ' x '
        "#]],
    );
}

#[test]
fn line_breaks_and_special_characters() {
    check(
        r#"{"lines": "a\nb\n", "tab": "a\tb", "emoji": "😀 \u2028", "nl\nkey": 1}"#,
        expect![[r#"
            emoji: "\U0001F600 \L"
            lines: 'a

              b

              '
            ? 'nl

              key'
            : 1
            tab: "a\tb"
        "#]],
    );
}

#[test]
fn long_texts_are_folded() {
    let words = "word ".repeat(20);
    check(
        &format!(r#"{{"a": {{"plain": "{}", "quoted": "'{words}x", "double": "\t{words}"}}}}"#, words.trim_end()),
        expect![[r#"
            a:
              double: "\tword word word word word word word word word word word word word word
                word word word word word word "
              plain: word word word word word word word word word word word word word word word
                word word word word word
              quoted: '''word word word word word word word word word word word word word word
                word word word word word word x'
        "#]],
    );
}

#[test]
fn a_scalar_is_written_as_json_and_an_empty_map_not_at_all() {
    check(r#""a: b""#, expect!["\"a: b\"\n"]);
    check("null", expect!["null\n"]);
    check("{}", expect![""]);
    check("[]", expect!["[]\n"]);
}
