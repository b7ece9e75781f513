//! Cases of pagination over a scripted plane, as botocore carries them out.

use callboard_model::document::Document;
use callboard_model::jmespath::python;
use callboard_model::service::Paginator;
use expect_test::{Expect, expect};

use super::{PageOptions, Pages};
use crate::scripted::{ScriptedPlane, call};

fn things() -> Paginator {
    Paginator {
        output_token: vec!["NextToken"],
        input_token: vec!["NextToken"],
        limit_key: Some("MaxResults"),
        more_results: None,
        result_key: vec!["Things"],
        non_aggregate_keys: vec![],
    }
}

fn most(max_items: u64) -> PageOptions {
    PageOptions { max_items: Some(max_items), ..PageOptions::default() }
}

/// Lists everything, and shows each input and the merged answer, its token decoded.
#[track_caller]
fn check(paginator: &Paginator, options: PageOptions, script: &str, expect: Expect) {
    let plane = ScriptedPlane::new(script);
    let outcome =
        block_on(async { Pages::new(&plane, call(r#"{"Filter": "x"}"#), paginator, options)?.full_result().await });
    let outcome = match outcome {
        Ok(mut members) => {
            let token = members.remove("NextToken").map(|it| readable(it.as_str().unwrap_or_default()));
            let token = token.map_or(String::new(), |it| format!("\nresume at {it}"));
            format!("{}{token}", python::json(&Document::Map(members)))
        }
        Err(err) => format!("error: {err}"),
    };
    expect.assert_eq(&format!("{}\n{outcome}", plane.inputs()));
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}

fn readable(token: &str) -> String {
    use base64::Engine;
    let json = base64::prelude::BASE64_STANDARD.decode(token).expect("base64");
    String::from_utf8(json).expect("UTF-8")
}

fn token(json: &str) -> PageOptions {
    use base64::Engine;
    PageOptions { starting_token: Some(base64::prelude::BASE64_STANDARD.encode(json)), ..PageOptions::default() }
}

const THREE_PAGES: &str = r#"[
    {"Things": [1, 2], "Other": 1, "NextToken": "t1"},
    {"Things": [3, 4], "Other": 2, "NextToken": "t2"},
    {"Things": [5]}
]"#;

#[test]
fn pages_are_joined_and_other_members_dropped() {
    check(
        &things(),
        PageOptions::default(),
        THREE_PAGES,
        expect![[r#"
        {"Filter": "x"}
        {"Filter": "x", "NextToken": "t1"}
        {"Filter": "x", "NextToken": "t2"}
        {"Things": [1, 2, 3, 4, 5]}"#]],
    );
}

#[test]
fn a_listing_is_cut_inside_a_page_and_goes_on_there() {
    check(
        &things(),
        most(3),
        THREE_PAGES,
        expect![[r#"
        {"Filter": "x"}
        {"Filter": "x", "NextToken": "t1"}
        {"Things": [1, 2, 3]}
        resume at {"NextToken": "t1", "boto_truncate_amount": 1}"#]],
    );
    check(
        &things(),
        token(r#"{"NextToken": "t1", "boto_truncate_amount": 1}"#),
        r#"[{"Things": [3, 4], "NextToken": "t2"}, {"Things": [5]}]"#,
        expect![[r#"
            {"Filter": "x", "NextToken": "t1"}
            {"Filter": "x", "NextToken": "t2"}
            {"Things": [4, 5]}"#]],
    );
}

#[test]
fn a_cut_in_the_first_page_needs_no_token_of_the_service() {
    check(
        &things(),
        most(1),
        THREE_PAGES,
        expect![[r#"
        {"Filter": "x"}
        {"Things": [1]}
        resume at {"NextToken": null, "boto_truncate_amount": 1}"#]],
    );
    let options = PageOptions { max_items: Some(1), ..token(r#"{"NextToken": null, "boto_truncate_amount": 1}"#) };
    check(
        &things(),
        options,
        r#"[{"Things": [1, 2, 3], "NextToken": "t1"}]"#,
        expect![[r#"
        {"Filter": "x"}
        {"Things": [2]}
        resume at {"NextToken": null, "boto_truncate_amount": 2}"#]],
    );
}

#[test]
fn a_cut_between_pages_gives_the_token_of_the_next() {
    check(
        &things(),
        most(2),
        THREE_PAGES,
        expect![[r#"
        {"Filter": "x"}
        {"Things": [1, 2]}
        resume at {"NextToken": "t1"}"#]],
    );
    check(
        &things(),
        most(5),
        THREE_PAGES,
        expect![[r#"
        {"Filter": "x"}
        {"Filter": "x", "NextToken": "t1"}
        {"Filter": "x", "NextToken": "t2"}
        {"Things": [1, 2, 3, 4, 5]}"#]],
    );
    check(
        &things(),
        most(0),
        THREE_PAGES,
        expect![[r#"
        {"Filter": "x"}
        {"Things": []}
        resume at {"NextToken": null, "boto_truncate_amount": 0}"#]],
    );
}

#[test]
fn numbers_and_texts_are_joined_and_some_members_come_from_the_first_page() {
    let paginator = Paginator {
        result_key: vec!["Outer.Things", "Count", "Text"],
        non_aggregate_keys: vec!["Outer.Name", "Missing"],
        ..things()
    };
    check(
        &paginator,
        PageOptions::default(),
        r#"[
            {"Outer": {"Things": [1], "Name": "a", "More": 1}, "Count": 1, "Text": "x", "NextToken": "t"},
            {"Outer": {"Things": [2], "Name": "b"}, "Count": 2.5, "Text": "y"}
        ]"#,
        expect![[r#"
            {"Filter": "x"}
            {"Filter": "x", "NextToken": "t"}
            {"Outer": {"Things": [1, 2], "Name": "a"}, "Count": 3.5, "Text": "xy", "Missing": null}"#]],
    );
}

#[test]
fn what_was_returned_before_is_skipped_in_secondary_results_too() {
    let paginator = Paginator { result_key: vec!["Things", "Groups", "Text", "Count", "Map"], ..things() };
    check(
        &paginator,
        token(r#"{"NextToken": "t", "boto_truncate_amount": 1}"#),
        r#"[{"Things": [1, 2], "Groups": [7], "Text": "abc", "Count": 4, "Map": {"a": 1}}]"#,
        expect![[r#"
            {"Filter": "x", "NextToken": "t"}
            {"Things": [2], "Groups": [], "Text": "", "Count": 4}"#]],
    );
}

#[test]
fn more_results_decides_whether_a_token_counts() {
    let paginator = Paginator { more_results: Some("IsTruncated"), ..things() };
    check(
        &paginator,
        PageOptions::default(),
        r#"[{"Things": [1], "IsTruncated": true, "NextToken": "t"}, {"Things": [2], "IsTruncated": false, "NextToken": "u"}]"#,
        expect![[r#"
            {"Filter": "x"}
            {"Filter": "x", "NextToken": "t"}
            {"Things": [1, 2]}"#]],
    );
}

#[test]
fn several_tokens_go_on_together() {
    let paginator = Paginator {
        input_token: vec!["Marker", "VersionMarker"],
        output_token: vec!["NextMarker || Things[-1].Key", "Version"],
        ..things()
    };
    check(
        &paginator,
        most(2),
        r#"[{"Things": [{"Key": "a"}], "Version": 7}, {"Things": [{"Key": "b"}, {"Key": "c"}], "NextMarker": "z"}]"#,
        expect![[r#"
            {"Filter": "x"}
            {"Filter": "x", "Marker": "a", "VersionMarker": 7}
            {"Things": [{"Key": "a"}, {"Key": "b"}]}
            resume at {"Marker": "a", "VersionMarker": 7, "boto_truncate_amount": 1}"#]],
    );
}

#[test]
fn tokens_of_the_service_start_a_listing_too() {
    let plain = |text: &str| PageOptions { starting_token: Some(text.to_owned()), ..PageOptions::default() };
    let page = r#"[{"Things": [1, 2, 3]}]"#;
    check(
        &things(),
        plain("opaque=="),
        page,
        expect![[r#"
        {"Filter": "x", "NextToken": "opaque=="}
        {"Things": [1, 2, 3]}"#]],
    );
    check(
        &things(),
        plain("opaque___2"),
        page,
        expect![[r#"
        {"Filter": "x", "NextToken": "opaque"}
        {"Things": [3]}"#]],
    );
    check(
        &things(),
        plain("None___1"),
        page,
        expect![[r#"
        {"Filter": "x"}
        {"Things": [2, 3]}"#]],
    );
    check(
        &things(),
        plain("a___b"),
        page,
        expect![[r#"
        {"Filter": "x", "NextToken": "a___b"}
        {"Things": [1, 2, 3]}"#]],
    );
    check(
        &things(),
        plain("a___b___c"),
        page,
        expect![[r#"

        error: Bad starting token: a___b___c"#]],
    );
    check(
        &things(),
        token(r#"{"page": 3}"#),
        page,
        expect![[r#"
        {"Filter": "x", "NextToken": "eyJwYWdlIjogM30="}
        {"Things": [1, 2, 3]}"#]],
    );
}

#[test]
fn bytes_survive_in_a_token() {
    let paginator = Paginator { input_token: vec!["Start"], output_token: vec!["Last"], ..things() };
    let start = token(
        r#"{"Start": {"id": {"B": "AAE="}}, "boto_truncate_amount": 1, "boto_encoded_keys": [["Start", "id", "B"]]}"#,
    );
    let plane = ScriptedPlane::new(r#"[{"Things": [1, 2, 3]}]"#);
    let options = PageOptions { max_items: Some(1), ..start };
    let pages = Pages::new(&plane, call("{}"), &paginator, options).expect("a listing");
    let inner = pages.call.input.get("Start").and_then(|it| it.get("id")).and_then(|it| it.get("B"));
    assert_eq!(inner, Some(&Document::Blob(vec![0, 1])));
    let members = block_on(pages.full_result()).expect("an answer");
    expect![[
        r#"{"Start": {"id": {"B": "AAE="}}, "boto_truncate_amount": 2, "boto_encoded_keys": [["Start", "id", "B"]]}"#
    ]]
    .assert_eq(&readable(members.str("NextToken").unwrap_or_default()));
}

#[test]
fn the_page_size_has_the_type_of_its_member() {
    let sized = || PageOptions { page_size: Some(7), ..PageOptions::default() };
    let page = r#"[{"Things": []}]"#;
    check(
        &things(),
        sized(),
        page,
        expect![[r#"
        {"Filter": "x", "MaxResults": 7}
        {"Things": []}"#]],
    );
    check(
        &Paginator { limit_key: Some("Limit"), ..things() },
        sized(),
        page,
        expect![[r#"
        {"Filter": "x", "Limit": "7"}
        {"Things": []}"#]],
    );
    check(
        &Paginator { limit_key: None, ..things() },
        sized(),
        page,
        expect![[r#"

        error: Error during pagination: PageSize parameter is not supported for the pagination interface for this operation."#]],
    );
}

#[test]
fn the_same_token_twice_is_an_error_after_its_page() {
    let script = r#"[{"Things": [1], "NextToken": "t"}]"#;
    check(
        &things(),
        PageOptions::default(),
        script,
        expect![[r#"
        {"Filter": "x"}
        {"Filter": "x", "NextToken": "t"}
        error: Error during pagination: The same next token was received twice: {'NextToken': 't'}"#]],
    );
    let plane = ScriptedPlane::new(script);
    let mut pages = Pages::new(&plane, call("{}"), &things(), PageOptions::default()).expect("a listing");
    let kinds: Vec<String> = (0..4)
        .map(|_| match block_on(pages.next()) {
            Ok(Some(_)) => "page".to_owned(),
            Ok(None) => "end".to_owned(),
            Err(_) => "error".to_owned(),
        })
        .collect();
    assert_eq!(kinds, ["page", "page", "error", "end"]);
}

#[test]
fn a_failed_call_ends_the_listing() {
    check(
        &things(),
        PageOptions::default(),
        r#"[{"Things": [1], "NextToken": "t"}, {"error": "Throttled"}]"#,
        expect![[r#"
        {"Filter": "x"}
        {"Filter": "x", "NextToken": "t"}
        error: things ListThings was refused: Throttled: no such thing"#]],
    );
}
