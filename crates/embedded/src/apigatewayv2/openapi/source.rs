//! Texts of definitions: JSON and YAML, in both directions.

mod writer;

use serde_json::Value;

pub(super) use writer::yaml;

/// How long a text may be.
const LONGEST: usize = 6 << 20;

/// The value of a text of either format, or what is wrong with it.
pub(super) fn parse(text: &str) -> Result<Value, String> {
    if text.len() > LONGEST {
        return Err(format!("it has more than {} MB", LONGEST >> 20));
    }
    if text.trim().is_empty() {
        return Err("it is empty".to_owned());
    }
    serde_json::from_str(text).or_else(|of_json| {
        // A text in braces may be YAML too, but who wrote it will have meant JSON.
        let read = callboard_yaml::parse(text).and_then(|it| it.map_or(Ok(Value::Null), |it| it.to_json()));
        read.map_err(|of_yaml| match text.trim_start().starts_with(['{', '[']) {
            true => of_json.to_string(),
            false => of_yaml.to_string(),
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// What is read of a text, and that again as YAML.
    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = match parse(text) {
            Ok(value) => {
                let again = yaml(&value);
                assert_eq!(parse(&again).as_ref(), Ok(&value), "{again}");
                format!("{value}\n{again}")
            }
            Err(error) => format!("error: {error}\n"),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn yaml_comes_through() {
        check(
            "a: 2.0\nb: 'x'\n200: [1, {c: ~, d: [e, f]}, []]\n\"no\": true\nlist:\n- a: 1\n  b: 2\nm: &m {x: 1}\nn: {<<: *m, y: 1e3}",
            expect![[r#"
                {"a":2.0,"b":"x","200":[1,{"c":null,"d":["e","f"]},[]],"no":true,"list":[{"a":1,"b":2}],"m":{"x":1},"n":{"y":1000.0,"x":1}}
                ---
                a: 2.0
                b: "x"
                "200":
                - 1
                - c: null
                  d:
                  - "e"
                  - "f"
                - []
                "no": true
                list:
                - a: 1
                  b: 2
                m:
                  x: 1
                n:
                  y: 1000.0
                  x: 1
            "#]],
        );
        check(
            r#"{"a": "1", "b": {}, "c:d": "line\nline"}"#,
            expect![[r#"
            {"a":"1","b":{},"c:d":"line\nline"}
            ---
            a: "1"
            b: {}
            "c:d": "line\nline"
        "#]],
        );
    }

    #[test]
    fn what_is_neither_is_refused() {
        check(
            "{\"a\": 1",
            expect![[r#"
            error: EOF while parsing an object at line 1 column 7
        "#]],
        );
        check(
            "a: [1",
            expect![[r#"
                error: line 2, column 1: while parsing a flow sequence, expected ',' or ']'
            "#]],
        );
        check(
            "a: 1\na: 2",
            expect![[r#"
                error: line 2, column 1: key `a` is twice in its map
            "#]],
        );
        check(
            &"[".repeat(200),
            expect![[r#"
                error: recursion limit exceeded at line 1 column 128
            "#]],
        );
    }

    #[test]
    fn yaml_in_braces_is_read_as_yaml() {
        check(
            "{a: 1, b: [x]}",
            expect![[r#"
            {"a":1,"b":["x"]}
            ---
            a: 1
            b:
            - "x"
        "#]],
        );
        check(
            "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz: {<<: [*x, *y], c: 3}",
            expect![[r#"
            {"x":{"a":1,"b":1},"y":{"b":2,"c":2},"z":{"c":3,"a":1,"b":1}}
            ---
            x:
              a: 1
              b: 1
            y:
              b: 2
              c: 2
            z:
              c: 3
              a: 1
              b: 1
        "#]],
        );
    }

    #[test]
    fn what_repeats_itself_without_end_is_refused() {
        let bomb = |lines: usize| {
            let line = |at: usize| format!("l{at}: &l{at} [{}]\n", vec![format!("*l{}", at - 1); 9].join(", "));
            (1..lines).fold("l0: &l0 [x, x]\n".to_owned(), |text, at| text + &line(at))
        };
        check(
            &bomb(9),
            expect![[r#"
                error: line 6, column 20: anchors and aliases stand for more than 100000 values
            "#]],
        );
        // Anchors within each other, and aliases that make a value deeper than its text.
        check(
            &format!("a: {}{}{}", "&a [".repeat(90), "x,".repeat(2000), "]".repeat(90)),
            expect![[r#"
                error: line 1, column 4413: anchors and aliases stand for more than 100000 values
            "#]],
        );
        let deep = |at: usize, inner: &str| format!("d{at}: &d{at} {}{inner}{}\n", "[".repeat(60), "]".repeat(60));
        check(
            &(deep(0, "x") + &deep(1, "*d0")),
            expect![[r#"
                error: line 2, column 69: more than 100 values within each other
            "#]],
        );
        check(
            "a: &a [*a]",
            expect![[r#"
                error: line 1, column 8: an alias stands inside its own anchor
            "#]],
        );
    }

    #[test]
    fn a_text_is_one_document_of_some_length() {
        check(
            "",
            expect![[r#"
            error: it is empty
        "#]],
        );
        check(
            " # nothing",
            expect![[r#"
            null
            ---
            null
        "#]],
        );
        check(
            "---\na: 1\n---\na: 2",
            expect![[r#"
                error: line 4, column 1: expected one document, found another
            "#]],
        );
        check(
            &format!("a: {}", "x".repeat(6 << 20)),
            expect![[r#"
            error: it has more than 6 MB
        "#]],
        );
    }
}
