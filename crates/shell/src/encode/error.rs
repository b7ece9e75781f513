//! Errors of statements as the user reads them.
//!
//! ```text
//! error: 42P01: there is no table `aws.ivs.stagez`
//! line 2: FROM aws.ivs.stagez
//!              ^
//! detail: …
//! hint: did you mean `aws.ivs.stages`?
//! aws: ResourceNotFoundException (request id 6f1c…)
//! ```

use callboard_sql::{Failure, SqlError};
use unicode_width::UnicodeWidthStr as _;

use super::printable;

/// Failures that are listed one by one.
const LISTED: usize = 20;
/// Characters of a line that are shown around a position.
const SHOWN: usize = 120;

/// An error with all that is known of it; `text` is what its position counts in.
pub fn describe(error: &SqlError, text: &str) -> String {
    let mut page = format!("error: {}: {}\n", error.sqlstate, printable(&error.message));
    if let Some(place) = error.position.and_then(|it| place(text, it)) {
        page.push_str(&place);
    }
    for (name, value) in [("detail", &error.detail), ("hint", &error.hint)] {
        if let Some(value) = value {
            page.push_str(&format!("{name}: {}\n", printable(value)));
        }
    }
    match (&error.aws_code, &error.request_id) {
        (Some(code), Some(id)) => page.push_str(&format!("aws: {} (request id {})\n", printable(code), printable(id))),
        (Some(code), None) => page.push_str(&format!("aws: {}\n", printable(code))),
        (None, Some(id)) => page.push_str(&format!("aws: request id {}\n", printable(id))),
        (None, None) => {}
    }
    page
}

/// The calls that failed and were let pass.
pub fn describe_failures(failures: &[Failure]) -> String {
    let mut page = String::new();
    for failure in failures.iter().take(LISTED) {
        let error = &failure.error;
        let code = error.aws_code.as_deref().unwrap_or(error.sqlstate);
        let id = error.request_id.as_ref().map(|it| format!(" (request id {it})")).unwrap_or_default();
        page.push_str(&printable(&format!("warning: {}: {code}: {}{id}", failure.what, error.message)));
        page.push('\n');
    }
    if failures.len() > LISTED {
        page.push_str(&format!("warning: and {} more calls failed\n", failures.len() - LISTED));
    }
    if !failures.is_empty() {
        page.push_str("warning: the rows are incomplete\n");
    }
    page
}

/// The line of a position, and a caret under it.
fn place(text: &str, position: usize) -> Option<String> {
    let at = text.char_indices().nth(position.checked_sub(1)?).map_or(text.len(), |it| it.0);
    let begin = text[..at].rfind('\n').map_or(0, |it| it + 1);
    let end = text[at..].find('\n').map_or(text.len(), |it| at + it);
    let number = text[..at].matches('\n').count() + 1;
    let before: Vec<char> = text[begin..at].chars().collect();
    let before: String = before[before.len().saturating_sub(SHOWN)..].iter().collect();
    let after: String = text[at..end].chars().take(SHOWN).collect();
    let (before, after) = (printable(&before), printable(&after));
    let head = format!("line {number}: ");
    let blanks = " ".repeat(head.len() + before.width());
    Some(format!("{head}{before}{after}\n{blanks}^\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn an_error_says_what_where_and_what_to_do() {
        let mut error = SqlError::new("42P01", "there is no table `aws.ivs.stagez`")
            .with_hint("did you mean `aws.ivs.stages`?")
            .with_detail("two\nlines \u{1b}[31m");
        error.position = Some(15);
        error.aws_code = Some("AccessDeniedException".to_owned());
        error.request_id = Some("6f1c".to_owned());
        expect![[r#"
            error: 42P01: there is no table `aws.ivs.stagez`
            line 2: FROM aws.ivs.stagez
                         ^
            detail: two
            lines \u{1b}[31m
            hint: did you mean `aws.ivs.stages`?
            aws: AccessDeniedException (request id 6f1c)
        "#]]
        .assert_eq(&describe(&error, "SELECT *\nFROM aws.ivs.stagez\nWHERE 1 = 1"));
    }

    #[test]
    fn a_position_is_shown_wherever_it_is() {
        let shown = |text: &str, position| {
            let mut error = SqlError::syntax("no");
            error.position = Some(position);
            describe(&error, text)
        };
        let long = format!("{} x {}", "a".repeat(500), "b".repeat(500));
        let pages = [shown("", 1), shown("SELECT '日本', x", 15), shown("a\tb", 3), shown("a", 99), shown(&long, 502)];
        expect![[r#"
            error: 42601: no
            line 1: 
                    ^
            error: 42601: no
            line 1: SELECT '日本', x
                                    ^
            error: 42601: no
            line 1: a    b
                         ^
            error: 42601: no
            line 1: a
                     ^
            error: 42601: no
            line 1: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa x bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb
                                                                                                                                            ^
        "#]].assert_eq(&pages.concat());
    }

    #[test]
    fn many_failures_are_counted() {
        let failure = |number| Failure {
            what: format!("AWS::IVS::Stage in region-{number}"),
            error: SqlError { aws_code: Some("AccessDenied".to_owned()), ..SqlError::new("42501", "not you") },
        };
        let failures: Vec<Failure> = (0..23).map(failure).collect();
        let page = describe_failures(&failures);
        let lines: Vec<&str> = page.lines().collect();
        expect![[r#"
            warning: AWS::IVS::Stage in region-0: AccessDenied: not you
            warning: AWS::IVS::Stage in region-19: AccessDenied: not you
            warning: and 3 more calls failed
            warning: the rows are incomplete"#]]
        .assert_eq(&[&lines[..1], &lines[19..]].concat().join("\n"));
        assert_eq!(describe_failures(&[]), "");
    }
}
