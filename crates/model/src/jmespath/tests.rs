//! Cases of our own, the compliance suite where it is at hand, and any text.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::{ErrorKind, Expression, python};
use crate::document::{Document, Instant, Map, Timestamp};

/// Answers `expression` for a document given as JSON.
/// Only this function calls the API, so the API can change under the cases.
#[track_caller]
fn check(document: &str, expression: &str, expect: Expect) {
    let document = Document::from(&serde_json::from_str::<serde_json::Value>(document).expect("a case is JSON"));
    expect.assert_eq(&answer(&document, expression));
}

fn answer(document: &Document, expression: &str) -> String {
    let expression = match Expression::parse(expression) {
        Ok(expression) => expression,
        Err(err) => return format!("{}\n{err}", err.kind().name()),
    };
    match expression.search(document) {
        Ok(value) => python::json(&value),
        Err(err) => format!("{}\n{err}", err.kind().name()),
    }
}

const INSTANCES: &str = r#"{"Reservations": [
    {"Instances": [{"Id": "i-2", "Cpu": 4, "Tags": [{"Key": "Name", "Value": "b"}]}, {"Id": "i-1", "Cpu": 2}]},
    {"Instances": [{"Id": "i-3", "Cpu": 8.5, "Tags": []}]}
]}"#;

#[test]
fn projections_flatten_and_filter() {
    check(INSTANCES, "Reservations[].Instances[].Id", expect![[r#"["i-2", "i-1", "i-3"]"#]]);
    check(INSTANCES, "Reservations[*].Instances[*].Id", expect![[r#"[["i-2", "i-1"], ["i-3"]]"#]]);
    check(INSTANCES, "Reservations[].Instances[?Cpu > `3`].Id | []", expect![[r#"["i-2", "i-3"]"#]]);
    check(
        INSTANCES,
        "Reservations[].Instances[].[Id, Tags[?Key=='Name'] | [0].Value]",
        expect![[r#"[["i-2", "b"], ["i-1", null], ["i-3", null]]"#]],
    );
    check(INSTANCES, "Reservations[0].Instances[::-1].Id", expect![[r#"["i-1", "i-2"]"#]]);
    check(INSTANCES, "Reservations[-1].Instances[5]", expect!["null"]);
}

#[test]
fn a_multi_select_hash_keeps_the_order_of_its_keys() {
    check(r#"{"b": 1, "a": 2}"#, "{z: a, y: b, \"a b\": @.c, z: b}", expect![[r#"{"z": 1, "y": 1, "a b": null}"#]]);
    check(r#"{"b": 1, "a": 2}"#, "merge(@, {a: `3`, c: b})", expect![[r#"{"b": 1, "a": 3, "c": 1}"#]]);
    check(r#"{"b": 1, "a": 2}"#, "[keys(@), values(@)]", expect![[r#"[["b", "a"], [1, 2]]"#]]);
}

#[test]
fn whole_numbers_stay_whole() {
    check("[1, 2, 6]", "[sum(@), avg(@), max(@), min(@)]", expect!["[9, 3.0, 6, 1]"]);
    check("[1, 2.5]", "[sum(@), ceil(@[1]), floor(@[1]), abs(`-3`)]", expect!["[3.5, 3, 2, 3]"]);
    check("[]", "[sum(@), avg(@), max(@), length(@)]", expect!["[0, null, null, 0]"]);
    check(r#"["7", "7.50", "x", " 8 "]"#, "[*].to_number(@)", expect!["[7, 7.5, 8]"]);
    check("[1]", "@[0] == `1.0`", expect!["true"]);
    check("[1]", "@[0] == `true`", expect!["false"]);
}

#[test]
fn sorting_is_stable_and_the_first_extreme_wins() {
    let people = r#"[{"n": "b", "a": 2}, {"n": "a", "a": 2}, {"n": "c", "a": 1}]"#;
    check(people, "sort_by(@, &a)[*].n", expect![[r#"["c", "b", "a"]"#]]);
    check(people, "[max_by(@, &a).n, min_by(@, &a).n, max_by(@, &n).n]", expect![[r#"["b", "c", "c"]"#]]);
    check(people, "map(&n, @) | sort(@) | join(',', @)", expect![[r#""a,b,c""#]]);
    check(people, "reverse([*].n)", expect![[r#"["c", "a", "b"]"#]]);
}

#[test]
fn truth_is_what_is_not_empty() {
    check(
        r#"{"zero": 0, "empty": [], "text": ""}"#,
        "[!zero, !empty, !text, !missing, zero || `1`, empty || 'else', text && 'then', not_null(missing, zero)]",
        expect![[r#"[false, true, true, true, 0, "else", "", 0]"#]],
    );
}

#[test]
fn text_is_counted_in_characters_and_dumped_in_ascii() {
    check(r#"{"t": "añ😀"}"#, "length(t)", expect!["3"]);
    check(
        r#"{"t": "añ😀", "n": [1e16, 1e-7, 0.5]}"#,
        "to_string(@)",
        expect![[r#""{\"t\":\"a\\u00f1\\ud83d\\ude00\",\"n\":[1e+16,1e-07,0.5]}""#]],
    );
    check(
        r#"{"t": "abc"}"#,
        "[contains(t, 'bc'), starts_with(t, 'b'), ends_with(t, 'c'), contains(t, `1`)]",
        expect!["[true, false, true, false]"],
    );
}

#[test]
fn blobs_and_timestamps_behave_as_strings_and_come_out_unchanged() {
    let timestamp = |seconds| Document::from(Timestamp::from(Instant { seconds, nanos: 500_000_000 }));
    let document = Document::List(vec![
        Map::new().with("at", timestamp(1_714_979_289)).with("data", Document::Blob(b"hi".to_vec())).into(),
        Map::new().with("at", timestamp(1_614_979_289)).with("data", Document::Blob(b"ho".to_vec())).into(),
    ]);
    let check = |expression: &str, expect: Expect| expect.assert_eq(&answer(&document, expression));
    check(
        "sort_by(@, &at)[*].[at, data]",
        expect![[r#"[["2021-03-05T21:21:29.500000+00:00", "aG8="], ["2024-05-06T07:08:09.500000+00:00", "aGk="]]"#]],
    );
    check("[?at > '2023'].data | [0]", expect![[r#""aGk=""#]]);
    check("[?data == 'aG8='] | length(@)", expect!["1"]);
    check("[0].[type(at), type(data), to_string(data)]", expect![[r#"["string", "string", "aGk="]"#]]);
    let expression = Expression::parse("[0].at").expect("an expression");
    assert_eq!(*expression.search(&document).expect("an answer"), timestamp(1_714_979_289));
}

#[test]
fn syntax_errors_point_at_the_place() {
    check(
        "null",
        "a[",
        expect![[r#"
        syntax
        Invalid jmespath expression: Incomplete expression:
        "a["
           ^"#]],
    );
    check(
        "null",
        "",
        expect![[r#"
        syntax
        Invalid JMESPath expression: cannot be empty."#]],
    );
    check(
        "null",
        "foo bar",
        expect![[r#"
        syntax
        Unexpected token: bar: Parse error at column 4, token "bar" (UNQUOTED_IDENTIFIER), for expression:
        "foo bar"
             ^"#]],
    );
    check(
        "null",
        "a.b]",
        expect![[r#"
        syntax
        Unexpected token: ]: Parse error at column 3, token "]" (RBRACKET), for expression:
        "a.b]"
            ^"#]],
    );
    check(
        "null",
        "a.[",
        expect![[r#"
        syntax
        Invalid jmespath expression: Incomplete expression:
        "a.["
            ^"#]],
    );
    check(
        "null",
        "a.`1`",
        expect![[r#"
        syntax
        Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: literal: Parse error at column 2, token "1" (LITERAL), for expression:
        "a.`1`"
           ^"#]],
    );
    check(
        "null",
        "{1: a}",
        expect![[r#"
        syntax
        Expecting: ['quoted_identifier', 'unquoted_identifier'], got: number: Parse error at column 1, token "1" (NUMBER), for expression:
        "{1: a}"
          ^"#]],
    );
    check(
        "null",
        "a = b",
        expect![[r#"
        syntax
        Bad jmespath expression: Unknown token '=':
        a = b
          ^"#]],
    );
    check(
        "null",
        "[?a=='b]",
        expect![[r#"
        syntax
        Bad jmespath expression: Unclosed ' delimiter:
        [?a=='b]
             ^"#]],
    );
}

#[test]
fn calls_that_do_not_fit_say_why() {
    check(
        "1",
        "nofn(@)",
        expect![[r#"
        unknown-function
        Unknown function: nofn()"#]],
    );
    check(
        "{\"Account\": \"1\"}",
        "abs(Account)",
        expect![[r#"
        invalid-type
        In function abs(), invalid type for value: 1, expected one of: ['number'], received: "string""#]],
    );
    check(
        "[\"a\", null]",
        "join(', ', @)",
        expect![[r#"
        invalid-type
        In function join(), invalid type for value: None, expected one of: ['array-string'], received: "NoneType""#]],
    );
    check(
        "[1]",
        "length(@, @)",
        expect![[r#"
        invalid-arity
        Expected 1 argument for function length(), received 2"#]],
    );
    check(
        "[1]",
        "not_null()",
        expect![[r#"
        invalid-arity
        Expected at least 1 argument for function not_null(), received 0"#]],
    );
    check(
        "[{\"a\": {\"k\": [true, \"it's\"]}}]",
        "sort_by(@, &a)",
        expect![[r#"
        invalid-type
        In function sort_by(), invalid type for value: {'a': {'k': [True, "it's"]}}, expected one of: ['string', 'number'], received: "object""#]],
    );
    check(
        "[1, 2]",
        "[::0]",
        expect![[r#"
        invalid-value
        slice step cannot be zero"#]],
    );
}

#[test]
fn nesting_has_a_limit() {
    for (open, close) in [("[", "]"), ("(", ")"), ("!", ""), ("& ", ""), ("abs(", ")"), ("{a:", "}"), ("[?", "]")] {
        let text = format!("{}a{}", open.repeat(5_000), close.repeat(5_000));
        let err = Expression::parse(&text).expect_err("too deep");
        expect!["Invalid jmespath expression: nested more than 150 levels deep"].assert_eq(&err.to_string());
    }
    for link in [".a", "[0]", "[]", "[*]", "[?a]", "||a", "|a", "==a", ".*"] {
        let chain = format!("a{}", link.repeat(5_000));
        let answer = Expression::parse(&chain).map(|it| it.search(&Document::Null).map(|_| ()));
        assert_eq!(answer.map_err(|err| err.kind()), Err(ErrorKind::Syntax), "{link}");
        let long = format!("a{}", link.repeat(145));
        assert!(Expression::parse(&long).is_ok_and(|it| it.search(&Document::Null).is_ok()), "{link}");
    }
}

#[test]
fn selecting_borrows_what_it_can() {
    let document = Document::from(&serde_json::json!({"a": {"b": [1, 2, 3]}}));
    let expression = Expression::parse("a.b").expect("an expression");
    let answer = expression.search(&document).expect("an answer");
    assert!(matches!(answer, std::borrow::Cow::Borrowed(_)));
}

proptest! {
    #[test]
    fn any_text_is_an_expression_or_an_error(text in "[a-c0-9 .*\\[\\]?|&<>=!@(){}:,'`\"\\\\-]{0,40}") {
        if let Ok(expression) = Expression::parse(&text) {
            let document = Document::from(&serde_json::json!({"a": [{"b": 1}, {"b": [2]}], "b": {"a": "c"}}));
            let _ = expression.search(&document);
        }
    }

    #[test]
    fn any_unicode_is_an_expression_or_an_error(text in "\\PC{0,20}") {
        let _ = Expression::parse(&text).map_err(|err| err.to_string());
    }
}

/// The public suite (`../shared/vectors`), where it is at hand: values compare
/// as JMESPath compares them, errors by kind. Benchmarks are only to be read;
/// one of them, whatever its purpose, is no expression to any implementation.
#[test]
fn the_compliance_suite_passes() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/vectors/jmespath-compliance");
    let Ok(files) = std::fs::read_dir(folder) else {
        println!("skipped: no JMESPath compliance suite at {folder}");
        return;
    };
    let (mut passed, mut failures) = (0, Vec::new());
    for file in files.map(|it| it.expect("a file").path()) {
        let text = std::fs::read_to_string(&file).expect("a readable file");
        let groups: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        for group in groups.as_array().expect("a list of groups") {
            let given = Document::from(&group["given"]);
            for case in group["cases"].as_array().expect("a list of cases") {
                match compliance_failure(&given, case) {
                    None => passed += 1,
                    Some(failure) => failures.push(format!("{}: {failure}", file.display())),
                }
            }
        }
    }
    println!("{passed} compliance cases passed");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    assert!(passed >= 800, "only {passed} cases");
}

fn compliance_failure(given: &Document, case: &serde_json::Value) -> Option<String> {
    const BROKEN_BENCHMARK: &str = "foo[bar > baz][qux > baz]";
    let text = case["expression"].as_str().expect("an expression");
    if case.get("bench").is_some() {
        return (Expression::parse(text).is_err() && text != BROKEN_BENCHMARK).then(|| text.to_owned());
    }
    let found = match Expression::parse(text) {
        Err(err) => Err(err.kind()),
        Ok(expression) => expression.search(given).map(|it| it.into_owned()).map_err(|err| err.kind()),
    };
    let as_wanted = match (&case["error"], &found) {
        (serde_json::Value::String(kind), Err(found)) => kind == found.name(),
        (serde_json::Value::String(_), Ok(_)) => false,
        (_, Ok(value)) => case.get("result").is_none_or(|it| super::equal(value, &Document::from(it))),
        (_, Err(_)) => false,
    };
    (!as_wanted).then(|| format!("{text}: {found:?}, wanted {} {}", case["result"], case["error"]))
}
