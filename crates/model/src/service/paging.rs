//! Paginators and waiters: a line each, JSON behind the name.

use super::lines::Tokens;
use super::rest::Rest;
use super::{Acceptor, Paginator, Waiter};

/// Reads the line of a paginator.
pub(super) fn paginator(line: &'static str) -> Paginator {
    let (_, rest) = name_and_rest(line);
    Paginator {
        output_token: rest.texts(&["output_token"]),
        input_token: rest.texts(&["input_token"]),
        limit_key: rest.text(&["limit_key"]),
        more_results: rest.text(&["more_results"]),
        result_key: rest.texts(&["result_key"]),
        non_aggregate_keys: rest.texts(&["non_aggregate_keys"]),
    }
}

/// Reads the line of a waiter.
pub(super) fn waiter(line: &'static str) -> Waiter {
    let (name, rest) = name_and_rest(line);
    let number = |key: &str| rest.value(&[key]).and_then(serde_json::Value::as_u64).unwrap_or_default();
    let acceptors = rest.value(&["acceptors"]).and_then(serde_json::Value::as_array).into_iter().flatten();
    Waiter {
        name,
        operation: rest.text(&["operation"]).unwrap_or_default(),
        delay: number("delay"),
        max_attempts: number("maxAttempts"),
        acceptors: acceptors.cloned().map(acceptor).collect(),
    }
}

fn acceptor(value: serde_json::Value) -> Acceptor {
    let expected = value.get("expected").cloned().unwrap_or_default();
    let rest = Rest::of(value);
    Acceptor {
        state: rest.text(&["state"]).unwrap_or_default(),
        matcher: rest.text(&["matcher"]).unwrap_or_default(),
        argument: rest.text(&["argument"]),
        expected,
    }
}

fn name_and_rest(line: &'static str) -> (&'static str, Rest) {
    let mut tokens = Tokens::after_kind(line);
    let name = tokens.next().unwrap_or_default();
    (name, Rest::parse(tokens.rest()))
}
