//! Values as YAML, whose texts are all quoted.

use serde_json::Value;

/// Words that YAML would not take for texts.
const WORDS: [&str; 9] = ["", "~", "null", "true", "false", "yes", "no", "on", "off"];

/// A value as YAML.
pub(in crate::apigatewayv2::openapi) fn yaml(value: &Value) -> String {
    let mut out = "---\n".to_owned();
    write(value, 0, &mut out);
    out
}

fn write(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(members) if !members.is_empty() => {
            for (name, value) in members {
                out.push_str(&indent);
                out.push_str(&key(name));
                out.push(':');
                write_member(value, depth, out);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for item in items {
                out.push_str(&indent);
                out.push('-');
                match item {
                    Value::Object(members) if !members.is_empty() => {
                        // The first member stands behind the dash, and the others below it.
                        let mut block = String::new();
                        write(item, depth + 1, &mut block);
                        out.push(' ');
                        out.push_str(block.trim_start());
                    }
                    other => write_member(other, depth, out),
                }
            }
        }
        other => {
            out.push_str(&other.to_string());
            out.push('\n');
        }
    }
}

fn write_member(value: &Value, depth: usize, out: &mut String) {
    match value {
        Value::Object(members) if !members.is_empty() => {
            out.push('\n');
            write(value, depth + 1, out);
        }
        Value::Array(items) if !items.is_empty() => {
            out.push('\n');
            write(value, depth, out);
        }
        // A text of JSON is one of YAML.
        other => {
            out.push(' ');
            write(other, 0, out);
        }
    }
}

fn key(name: &str) -> String {
    let is_plain = !WORDS.contains(&name.to_ascii_lowercase().as_str())
        && name.starts_with(|it: char| it.is_ascii_alphabetic() || it == '/')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./{}+$".contains(&byte));
    if is_plain { name.to_owned() } else { Value::from(name).to_string() }
}
