//! Comparisons of JSON: `json_equal`, `json_contains`, `aws_policy_equal`.

use serde_json::Value;

use super::super::row::{Cell, Out, Said};
use super::document;

/// Whether two texts are the same JSON: the order of members does not count.
pub(super) fn json_equal(cells: &[Cell<'_>]) -> Said {
    compared(cells, equal)
}

/// Whether two policies say the same: the order of lists does not count either, one text is a list of it, and
/// an account is its root.
pub(super) fn policy_equal(cells: &[Cell<'_>]) -> Said {
    compared(cells, |left, right| canonical(left, None) == canonical(right, None))
}

fn compared(cells: &[Cell<'_>], same: fn(&Value, &Value) -> bool) -> Said {
    Ok(match (document(&cells[0])?, document(&cells[1])?) {
        (Some(left), Some(right)) => Out::Bool(same(&left, &right)),
        (None, None) => Out::Bool(true),
        _ => Out::Bool(false),
    })
}

fn equal(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Object(left), Value::Object(right)) => {
            left.len() == right.len()
                && left.iter().all(|(name, value)| right.get(name).is_some_and(|other| equal(value, other)))
        }
        (Value::Array(left), Value::Array(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| equal(left, right))
        }
        (Value::Number(left), Value::Number(right)) => left == right || left.as_f64() == right.as_f64(),
        _ => left == right,
    }
}

/// Whether the part is in the whole, as PostgreSQL's `@>`: members and elements of the part are all found.
pub(super) fn contains(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => {
            part.iter().all(|(name, value)| whole.get(name).is_some_and(|it| contains(it, value)))
        }
        (Value::Array(whole), Value::Array(part)) => part.iter().all(|part| whole.iter().any(|it| contains(it, part))),
        (Value::Array(whole), part) => {
            whole.iter().any(|it| equal(it, part) || (part.is_object() && contains(it, part)))
        }
        _ => equal(whole, part),
    }
}

/// Members whose value may be a text or a list of texts.
const LISTS: [&str; 9] =
    ["action", "notaction", "resource", "notresource", "principal", "notprincipal", "statement", "aws", "service"];

/// One way to write what may be written in several.
fn canonical(value: &Value, member: Option<&str>) -> String {
    match value {
        Value::Object(members) => {
            let mut parts: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{}:{}", Value::from(name.as_str()), canonical_member(name, value)))
                .collect();
            parts.sort_unstable();
            format!("{{{}}}", parts.join(","))
        }
        Value::Array(elements) => {
            let mut parts: Vec<String> = elements.iter().map(|it| canonical(it, member)).collect();
            parts.sort_unstable();
            parts.dedup();
            format!("[{}]", parts.join(","))
        }
        // Actions are matched in any case; an account alone is its root.
        Value::String(text) => match member.map(str::to_ascii_lowercase).as_deref() {
            Some("action" | "notaction") => Value::from(text.to_ascii_lowercase()).to_string(),
            Some("aws") => Value::from(account_of(text).unwrap_or(text)).to_string(),
            _ => value.to_string(),
        },
        Value::Number(number) => number.as_f64().map_or_else(|| number.to_string(), |it| it.to_string()),
        _ => value.to_string(),
    }
}

fn canonical_member(name: &str, value: &Value) -> String {
    let lower = name.to_ascii_lowercase();
    // `"Principal": "*"` is `{"AWS": "*"}`.
    if matches!(lower.as_str(), "principal" | "notprincipal") && value.as_str() == Some("*") {
        return canonical(&serde_json::json!({"AWS": ["*"]}), None);
    }
    let is_list = LISTS.contains(&lower.as_str()) || (member_of_condition(value) && !lower.is_empty());
    match value {
        Value::Array(_) => canonical(value, Some(name)),
        Value::Object(_) if lower == "statement" => format!("[{}]", canonical(value, Some(name))),
        Value::Object(_) => canonical(value, Some(name)),
        _ if is_list => format!("[{}]", canonical(value, Some(name))),
        _ => canonical(value, Some(name)),
    }
}

/// Values of conditions may stand alone or in a list; so does every text that is no plain setting.
fn member_of_condition(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Bool(_) | Value::Number(_))
}

/// The account of `arn:aws:iam::123456789012:root`.
fn account_of(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("arn:")?;
    let (_, rest) = rest.split_once(":iam::")?;
    let account = rest.strip_suffix(":root")?;
    (account.len() == 12 && account.bytes().all(|it| it.is_ascii_digit())).then_some(account)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(same: bool, left: &str, right: &str) {
        let said = policy_equal(&[Cell::Text(left), Cell::Text(right)]);
        assert_eq!(said, Ok(Out::Bool(same)), "{left}\n{right}");
    }

    #[test]
    fn policies_that_say_the_same_are_equal() {
        check(
            true,
            r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": ["b", "a"]}}"#,
            r#"{"Statement": [{"Resource": ["a", "b"], "Action": ["S3:getobject"], "Effect": "Allow"}], "Version": "2012-10-17"}"#,
        );
        check(true, r#"{"Principal": "*"}"#, r#"{"Principal": {"AWS": ["*"]}}"#);
        check(
            true,
            r#"{"Principal": {"AWS": "arn:aws:iam::123456789012:root"}}"#,
            r#"{"Principal": {"AWS": ["123456789012"]}}"#,
        );
        check(
            true,
            r#"[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]"#,
            r#"[{"Value": "2", "Key": "b"}, {"Key": "a", "Value": "1"}]"#,
        );
        check(
            true,
            r#"{"Condition": {"StringEquals": {"aws:x": "1"}}}"#,
            r#"{"Condition": {"StringEquals": {"aws:x": ["1"]}}}"#,
        );
    }

    #[test]
    fn policies_that_differ_are_not() {
        check(false, r#"{"Effect": "Allow"}"#, r#"{"Effect": "Deny"}"#);
        check(false, r#"{"Resource": "A"}"#, r#"{"Resource": "a"}"#);
        check(false, r#"[{"Key": "a", "Value": "1"}]"#, r#"[{"Key": "a", "Value": "2"}]"#);
        check(false, r#"{"Principal": {"Service": "*"}}"#, r#"{"Principal": "*"}"#);
    }
}
