//! Provider blocks that do not say yet where calls go.
//!
//! An argument that is not known is not an argument that is absent: read as one, a plan would ask another plane than
//! the one that changes are made in.

use crate::cty::{Path, Value};
use crate::diagnostics::Diagnostic;

/// What decides where calls go, and in whose name.
const DECIDING: [&str; 11] = [
    "access_key",
    "assume_role",
    "assume_role_with_web_identity",
    "endpoints",
    "profile",
    "region",
    "role_arn",
    "secret_key",
    "shared_config_files",
    "shared_credentials_files",
    "token",
];

/// Why a provider cannot be configured yet, where its block does not say where calls go.
pub(crate) fn refusal(config: &Value) -> Option<Diagnostic> {
    let (path, name) =
        DECIDING.into_iter().find_map(|it| first_unknown(config.get(it), Path::of(it), it.to_owned(), false))?;
    Some(
        Diagnostic::error(format!("{name} is not known until apply, and decides where calls go"))
            .with_detail(
                "Set it to a value that is known when a plan is made, such as a variable or a text, or make what it \
                 comes from first with `terraform apply -target=ADDRESS`.",
            )
            .at(path),
    )
}

/// The path and the name of what is not known; a path ends at a set.
fn first_unknown(value: &Value, path: Path, name: String, is_in_set: bool) -> Option<(Path, String)> {
    match value {
        value if value.is_unknown() => Some((path, name)),
        Value::List(items) => items.iter().enumerate().find_map(|(at, it)| {
            first_unknown(it, if is_in_set { path.clone() } else { path.index(at) }, name.clone(), is_in_set)
        }),
        Value::Set(items) => items.iter().find_map(|it| first_unknown(it, path.clone(), name.clone(), true)),
        Value::Map(members) => members.iter().find_map(|(key, it)| {
            let path = if is_in_set { path.clone() } else { path.attribute(key) };
            first_unknown(it, path, format!("{name}.{key}"), is_in_set)
        }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_decides_is_refused() {
        let inner = |name: &str| Value::object([(name, Value::Unknown)]);
        for (name, value, expected) in [
            ("max_retries", Value::Unknown, None),
            ("region", Value::from("us-east-1"), None),
            ("region", Value::Unknown, Some(("region", Path::of("region")))),
            ("endpoints", Value::set([inner("sts")]), Some(("endpoints.sts", Path::of("endpoints")))),
            ("endpoints", inner("sts"), Some(("endpoints.sts", Path::of("endpoints").attribute("sts")))),
            (
                "assume_role",
                Value::List(vec![inner("role_arn")]),
                Some(("assume_role.role_arn", Path::of("assume_role").index(0).attribute("role_arn"))),
            ),
            (
                "shared_config_files",
                Value::List(vec![Value::Unknown]),
                Some(("shared_config_files", Path::of("shared_config_files").index(0))),
            ),
        ] {
            let expected = expected
                .map(|(name, path)| (format!("{name} is not known until apply, and decides where calls go"), path));
            let refused = refusal(&Value::object([(name, value)])).map(|it| (it.summary, it.path));
            assert_eq!(refused, expected, "{name}");
        }
    }
}
