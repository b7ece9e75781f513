use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;

/// A text as JSON.
#[track_caller]
fn check(text: &str, expect: Expect) {
    let read = parse(text).and_then(|it| it.map(|it| it.to_json()).transpose());
    let shown = match read {
        Ok(Some(value)) => value.to_string(),
        Ok(None) => "nothing".to_owned(),
        Err(mistake) => format!("error: {mistake}"),
    };
    expect.assert_eq(&shown);
}

#[test]
fn scalars_are_what_they_look_like() {
    check(
        "[a, 1, -2, +3, 1.5, .5, 2.0, 1e3, true, null, ~, '1', 012345678901, 0.10, 2024-01-01, 10.0.0.0/16, 1.2.3, 12345678901234567890, yes, '', .inf]",
        expect![[
            r#"["a",1,-2,3,1.5,0.5,2.0,1000.0,true,null,null,"1","012345678901",0.1,"2024-01-01","10.0.0.0/16","1.2.3","12345678901234567890","yes","",".inf"]"#
        ]],
    );
    check("a: !!str 12\nb: |\n  x\n  y\nc: !!int 4\nd: ! 5", expect![[r#"{"a":"12","b":"x\ny\n","c":4,"d":"5"}"#]]);
    check(
        "200: a\ntrue: b\n~: c\n? d\n: e\n&k f: {*k : 2}",
        expect![[r#"{"200":"a","true":"b","~":"c","d":"e","f":{"f":2}}"#]],
    );
    check("", expect!["nothing"]);
    check("# said\n--- \n...\n", expect!["null"]);
    check("\u{feff}a: 1", expect![[r#"{"a":1}"#]]);
}

#[test]
fn aliases_and_merges() {
    check(
        "b: &b {x: 1, y: 2}\nm: {<<: *b, y: 3}\ns: *b",
        expect![[r#"{"b":{"x":1,"y":2},"m":{"y":3,"x":1},"s":{"x":1,"y":2}}"#]],
    );
    check(
        "b: &b {x: 1, y: 2}\nm: {<<: [{x: 0}, *b], z: 1}\nn: {'<<': *b}",
        expect![[r#"{"b":{"x":1,"y":2},"m":{"z":1,"x":0,"y":2},"n":{"<<":{"x":1,"y":2}}}"#]],
    );
    check("a: &a 1\nb: &a 2\nc: *a", expect![[r#"{"a":1,"b":2,"c":2}"#]]);
}

#[test]
fn each_mistake_says_where_it_is() {
    check("a: 1\na: 2", expect!["error: line 2, column 1: key `a` is twice in its map"]);
    check("a: [b", expect!["error: line 2, column 1: while parsing a flow sequence, expected ',' or ']'"]);
    check("- <<: 1", expect!["error: line 1, column 3: only maps can be merged"]);
    check("a: !x 1", expect!["error: line 1, column 4: tag `!x` is not known"]);
    check("a: !!binary aGk=", expect!["error: line 1, column 4: tag `!!binary` is not known"]);
    check("? [a]\n: b", expect!["error: line 1, column 3: a key must be a scalar"]);
    check("a\n---\nb", expect!["error: line 3, column 1: expected one document, found another"]);
    check("- &a [*a]", expect!["error: line 1, column 7: an alias stands inside its own anchor"]);
    check("*x", expect!["error: line 1, column 1: while parsing node, found unknown anchor"]);
    check("a:\n\t- b", expect!["error: line 2, column 2: tabs disallowed within this context (block indentation)"]);
}

#[test]
fn what_a_text_makes_of_itself_is_bounded() {
    let laughs: String =
        (1..9).map(|at| format!("a{at}: &a{at} [{}]\n", format!("*a{}, ", at - 1).repeat(9))).collect();
    check(
        &format!("a0: &a0 [x]\n{laughs}"),
        expect!["error: line 6, column 30: anchors and aliases stand for more than 100000 values"],
    );
    check(
        &format!("{}{}", "[".repeat(102), "]".repeat(102)),
        expect!["error: line 1, column 102: more than 100 values within each other"],
    );
    let nested: String = (1..=60).map(|at| format!("a{at}: &a{at} [[*a{}]]\n", at - 1)).collect();
    check(
        &format!("a0: &a0 [x]\n{nested}"),
        expect!["error: line 51, column 13: more than 100 values within each other"],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "[-a-c0-9:?&*!<>|'\"{}\\[\\], \n\t#~.]{0,60}") {
        if let Ok(Some(node)) = parse(&text) {
            let _ = node.to_json();
        }
    }

    #[test]
    fn json_is_read_as_it_is(name in "[a-w]{1,8}", number in -1000i64..1000, text in "[ -~]{0,20}", truth: bool) {
        let value = serde_json::json!({name: [number, text, truth, null], "x": {"y": []}});
        let read = parse(&value.to_string()).ok().flatten().and_then(|it| it.to_json().ok());
        prop_assert_eq!(read, Some(value));
    }
}
