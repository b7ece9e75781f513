//! temporary

/// xform
pub fn cli_name(name: &str) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (i, c) in chars.iter().enumerate() {
        if i > 0 && c.is_ascii_uppercase() {
            let prev = chars[i - 1];
            let next_lower = chars.get(i + 1).is_some_and(|it| it.is_ascii_lowercase());
            if prev.is_ascii_lowercase() || prev.is_ascii_digit() || (next_lower && prev != '-') {
                out.push('-');
            }
        }
        out.push(c.to_ascii_lowercase());
    }
    out
}

/// renames
pub fn renamed_cli_argument(service: &str, command: &str, argument: &str) -> Option<&'static str> {
    match (service, command, argument) {
        ("apigatewayv2", "create-api" | "update-api", "version") => Some("api-version"),
        _ => None,
    }
}
