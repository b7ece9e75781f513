use super::*;
use crate::testing::TestHost;
use expect_test::{Expect, expect};

#[track_caller]
fn check(texts: &[&str], expect: Expect) {
    let host = TestHost::default();
    let lines: Vec<String> = (texts.iter())
        .map(|it| parse(it, &host).map_or_else(|err| format!("error: {err}"), |it| python::repr(&it)))
        .collect();
    expect.assert_eq(&lines.join("\n"));
}

#[test]
fn values_are_texts_lists_and_maps() {
    check(
        &[
            "a=b",
            "a=b,c,d=e",
            "a=[b],c={d=e,f=[g,h]}",
            "a=b c ,d= e",
            "a=",
            "a=,b=c",
            "=x",
            "a=b=c",
            "a=b,,c=d",
            "a=x\\,y",
            "a=\"x,y\",z",
            "a='it\\'s'",
            "a#b/c:d.e-f_g=1",
            "a={b=1,b=2}",
            "a@=plain",
        ],
        expect![[r#"
            {'a': 'b'}
            {'a': ['b', 'c'], 'd': 'e'}
            {'a': ['b'], 'c': {'d': 'e', 'f': ['g', 'h']}}
            {'a': 'b c', 'd': 'e'}
            {'a': ''}
            {'a': '', 'b': 'c'}
            {'': 'x'}
            {'a': 'b=c'}
            {'a': 'b', 'c': 'd'}
            {'a': 'x,y'}
            {'a': ['x,y', 'z']}
            {'a': "it's"}
            {'a#b/c:d.e-f_g': '1'}
            {'a': {'b': '2'}}
            {'a': 'plain'}"#]],
    );
}

#[test]
fn a_caret_shows_where_a_text_is_wrong() {
    check(
        &["a", "a=b,", "a=[b,c", "a=\"b", "a=b]", "a=1,a=2", " a=b", "a=b,\nc", "é=1"],
        expect![[r#"
            error: Expected: '=', received: 'EOF' for input:
             a
             ^
            error: Expected: '<second>', received: '<none>' for input:
             a=b,
                ^
            error: Expected: ',', received: 'EOF' for input:
             a=[b,c
                  ^
            error: Expected: '<double quoted>', received: '<none>' for input:
             a="b
              ^
            error: Expected: ',', received: ']' for input:
             a=b]
               ^
            error: Second instance of key "a" encountered for input:
            a=1,a=2
                ^
            This is often because there is a preceding "," instead of a space.
            error: Expected: '=', received: 'a' for input:
              a=b
             ^
            {'a': ['b', 'c']}
            error: Expected: '=', received: 'é' for input:
             é=1
            ^"#]],
    );
}

#[test]
fn nesting_has_a_limit() {
    assert!(parse(&format!("a={}", "[".repeat(100_000)), &TestHost::default()).is_err());
}
