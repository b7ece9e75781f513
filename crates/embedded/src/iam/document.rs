//! Policy documents: JSON that is kept as it was given, and shown percent-encoded.

use std::fmt::Write as _;

use serde_json::Value;

use crate::failure::{Answer, Failure};

use super::entity;

/// Where a policy stands, which decides what its document must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Use {
    /// Says who may assume a role.
    Trust,
    /// Belongs to one role.
    Inline,
    /// Stands by itself.
    Managed,
}

impl Use {
    /// The most characters that are not white space, where the quota can be raised by nobody.
    fn limit(self) -> Option<usize> {
        match self {
            Self::Trust => None,
            Self::Inline => Some(10_240),
            Self::Managed => Some(6_144),
        }
    }
}

/// Refuses a text that is no policy document.
pub(super) fn check(text: &str, of: Use) -> Answer<()> {
    let Ok(Value::Object(document)) = serde_json::from_str(text) else {
        return Err(malformed(match of {
            Use::Trust => "This policy contains invalid Json",
            Use::Inline | Use::Managed => "Syntax errors in policy.",
        }));
    };
    if let Some(version) = document.get("Version")
        && !matches!(version.as_str(), Some("2012-10-17" | "2008-10-17"))
    {
        return Err(malformed("Policy document must be version 2012-10-17 or greater."));
    }
    let statements = match document.get("Statement") {
        None => &[][..],
        Some(Value::Array(statements)) => statements,
        Some(statement) => std::slice::from_ref(statement),
    };
    for statement in statements {
        check_statement(statement, of)?;
    }
    let length = text.chars().filter(|it| !it.is_whitespace()).count();
    match of.limit() {
        Some(limit) if length > limit => {
            Err(entity::limit_exceeded(format!("Cannot exceed quota for PolicySize: {limit}")))
        }
        _ => Ok(()),
    }
}

/// The document as answers carry it, by RFC 3986.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(byte as char);
        } else {
            // Writing into memory cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

fn check_statement(statement: &Value, of: Use) -> Answer<()> {
    let syntax = || malformed("Syntax errors in policy.");
    let statement = statement.as_object().ok_or_else(syntax)?;
    if !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
        return Err(syntax());
    }
    let has = |name: &str| statement.contains_key(name);
    match of {
        Use::Trust if has("Resource") || has("NotResource") => Err(malformed("Has prohibited field Resource")),
        Use::Trust if !has("Principal") && !has("NotPrincipal") => Err(malformed("Missing required field Principal")),
        Use::Trust if !has("Action") && !has("NotAction") => Err(malformed("Missing required field Action")),
        Use::Inline | Use::Managed if has("Principal") || has("NotPrincipal") => {
            Err(malformed("Policy document should not specify a principal."))
        }
        Use::Inline | Use::Managed if !has("Action") && !has("NotAction") => {
            Err(malformed("Policy statement must contain actions."))
        }
        Use::Inline | Use::Managed if !has("Resource") && !has("NotResource") => {
            Err(malformed("Policy statement must contain resources."))
        }
        _ => Ok(()),
    }
}

fn malformed(message: &str) -> Failure {
    Failure::refused("MalformedPolicyDocument", message, 400)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn a_document_is_encoded_byte_by_byte() {
        let text = "{\"Version\": \"2012-10-17\",\n\"Resource\": \"arn:aws:s3:::ü+*/~\"}";
        expect!["%7B%22Version%22%3A%20%222012-10-17%22%2C%0A%22Resource%22%3A%20%22arn%3Aaws%3As3%3A%3A%3A%C3%BC%2B%2A%2F~%22%7D"]
            .assert_eq(&encoded(text));
    }
}
