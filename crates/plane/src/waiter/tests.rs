//! Cases of waiting over a scripted plane, on a clock that does not wait.

use std::time::Duration;

use callboard_model::service::{Acceptor, Waiter};
use expect_test::{Expect, expect};
use serde_json::json;

use super::{WaitOptions, wait};
use crate::scripted::{ScriptedPlane, call};

fn acceptor(
    state: &'static str,
    matcher: &'static str,
    argument: &'static str,
    expected: serde_json::Value,
) -> Acceptor {
    Acceptor { state, matcher, argument: (!argument.is_empty()).then_some(argument), expected }
}

/// Waits, and shows how often and how long, and how it ended.
#[track_caller]
fn check(acceptors: Vec<Acceptor>, script: &str, expect: Expect) {
    check_with(acceptors, WaitOptions::default(), script, expect);
}

#[track_caller]
fn check_with(acceptors: Vec<Acceptor>, options: WaitOptions, script: &str, expect: Expect) {
    let waiter = Waiter { name: "ThingReady", operation: "ListThings", delay: 15, max_attempts: 3, acceptors };
    let plane = ScriptedPlane::new(script);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    let found = runtime.expect("a runtime").block_on(async {
        let begun = tokio::time::Instant::now();
        let outcome = wait(&plane, &call("{}"), &waiter, options).await;
        let outcome = outcome.map_or_else(|err| format!("error: {err}"), |()| "reached".to_owned());
        format!("{} polls in {:?}\n{outcome}", plane.inputs().lines().count(), begun.elapsed())
    });
    expect.assert_eq(&found);
}

fn ready() -> Vec<Acceptor> {
    vec![
        acceptor("success", "path", "Thing.State", json!("ready")),
        acceptor("failure", "path", "Thing.State", json!("broken")),
        acceptor("retry", "error", "", json!("NotFound")),
    ]
}

#[test]
fn a_state_is_waited_for() {
    check(
        ready(),
        r#"[{"Thing": {"State": "new"}}, {"error": "NotFound"}, {"Thing": {"State": "ready"}}]"#,
        expect![[r#"
        3 polls in 30s
        reached"#]],
    );
}

#[test]
fn a_wait_that_fails_says_what_was_seen() {
    check(
        ready(),
        r#"[{"Thing": {"State": "broken"}}]"#,
        expect![[r#"
        1 polls in 0ns
        error: Waiter ThingReady failed: Waiter encountered a terminal failure state: For expression "Thing.State" we matched expected path: "broken""#]],
    );
    check(
        ready(),
        r#"[{"Thing": {"State": "new"}}]"#,
        expect![[r#"
        3 polls in 30s
        error: Waiter ThingReady failed: Max attempts exceeded"#]],
    );
    check(
        ready(),
        r#"[{"error": "NotFound"}]"#,
        expect![[r#"
        3 polls in 30s
        error: Waiter ThingReady failed: Max attempts exceeded. Previously accepted state: Matched expected service error code: NotFound"#]],
    );
    check(
        ready(),
        r#"[{"error": "AccessDenied"}]"#,
        expect![[r#"
        1 polls in 0ns
        error: Waiter ThingReady failed: An error occurred (AccessDenied): no such thing"#]],
    );
    check(
        ready(),
        r#"[{"error": "NoAnswer"}]"#,
        expect![[r#"
        1 polls in 0ns
        error: things ListThings: gone"#]],
    );
}

#[test]
fn all_and_any_need_a_list_with_items() {
    let states = |matcher| {
        vec![
            acceptor("success", matcher, "Things[].State", json!("ready")),
            acceptor("failure", "pathAny", "Things[].State", json!("broken")),
        ]
    };
    let all =
        r#"[{"Things": []}, {"Things": [{"State": "ready"}, {"State": "new"}]}, {"Things": [{"State": "ready"}]}]"#;
    check(
        states("pathAll"),
        all,
        expect![[r#"
        3 polls in 30s
        reached"#]],
    );
    check(
        states("pathAny"),
        all,
        expect![[r#"
        2 polls in 15s
        reached"#]],
    );
    check(
        states("pathAll"),
        r#"[{"Things": [{"State": "ready"}, {"State": "broken"}]}]"#,
        expect![[r#"
        1 polls in 0ns
        error: Waiter ThingReady failed: Waiter encountered a terminal failure state: For expression "Things[].State" we matched expected path: "broken" at least once"#]],
    );
}

#[test]
fn errors_and_their_absence_are_states() {
    let gone = || vec![acceptor("success", "error", "", json!(true)), acceptor("retry", "error", "", json!(false))];
    check(
        gone(),
        r#"[{}, {"error": "Whatever"}]"#,
        expect![[r#"
        2 polls in 15s
        reached"#]],
    );
    check(
        gone(),
        r#"[{}]"#,
        expect![[r#"
        3 polls in 30s
        error: Waiter ThingReady failed: Max attempts exceeded. Previously accepted state: Matched expected service error code: False"#]],
    );
    let status = || vec![acceptor("success", "status", "", json!(404)), acceptor("failure", "status", "", json!(200))];
    check(
        status(),
        r#"[{"error": "Whatever"}]"#,
        expect![[r#"
        1 polls in 0ns
        reached"#]],
    );
    check(
        status(),
        r#"[{}]"#,
        expect![[r#"
        1 polls in 0ns
        error: Waiter ThingReady failed: Waiter encountered a terminal failure state: Matched expected HTTP status code: 200"#]],
    );
}

#[test]
fn delay_and_attempts_can_be_set() {
    let options = WaitOptions { delay: Some(Duration::from_secs(1)), max_attempts: Some(5) };
    check_with(
        ready(),
        options,
        r#"[{}]"#,
        expect![[r#"
        5 polls in 4s
        error: Waiter ThingReady failed: Max attempts exceeded"#]],
    );
}
