//! `configure export-credentials`: keys for other programs.

use std::fmt::Write;

use callboard_model::document::Map;

use super::{Credentials, Session, given};
use crate::encode::error::{ExitCode, Failure};

/// Formats by name; the lines are `{name}` and `{value}` in a frame.
const FORMATS: &[&str] = &["process", "env", "env-no-export", "powershell", "windows-cmd", "fish"];

pub(super) async fn run(session: &mut Session<'_>, words: &[String]) -> Result<ExitCode, Failure> {
    let format = given(words, &[], &[("--format", Some(&FORMATS))])?.remove(0);
    let found = session.files.credentials(session.profile).await;
    let found = found.map_err(|err| Failure::configuration(format!("Unable to retrieve credentials: {err}")))?;
    let Some(credentials) = found else {
        return Err(Failure::configuration("Unable to retrieve credentials: no credentials found"));
    };
    write!(session.out, "{}", exported(&credentials, &format))?;
    Ok(ExitCode::Success)
}

fn exported(credentials: &Credentials, format: &str) -> String {
    let (before, between, after) = match format {
        "env" => ("export ", "=", ""),
        "env-no-export" => ("", "=", ""),
        "powershell" => ("$Env:", "=\"", "\""),
        "windows-cmd" => ("set ", "=", ""),
        "fish" => ("set -gx ", " \"", "\""),
        _ => return process(credentials),
    };
    let variables = [
        ("AWS_ACCESS_KEY_ID", Some(&credentials.access_key)),
        ("AWS_SECRET_ACCESS_KEY", Some(&credentials.secret_key)),
        ("AWS_SESSION_TOKEN", credentials.token.as_ref()),
        ("AWS_CREDENTIAL_EXPIRATION", credentials.expiration.as_ref()),
    ];
    let mut text = String::new();
    for (name, value) in variables {
        if let Some(value) = value {
            let _ = writeln!(text, "{before}{name}{between}{value}{after}");
        }
    }
    text
}

/// The JSON that `credential_process` expects.
fn process(credentials: &Credentials) -> String {
    let mut members = Map::new()
        .with("Version", 1i64)
        .with("AccessKeyId", credentials.access_key.clone())
        .with("SecretAccessKey", credentials.secret_key.clone());
    for (key, value) in [("SessionToken", &credentials.token), ("Expiration", &credentials.expiration)] {
        if let Some(value) = value {
            members.push(key, value.clone());
        }
    }
    let lines: Vec<String> = members
        .iter()
        .map(|(key, value)| {
            let value = value.as_str().map_or_else(|| "1".to_owned(), |it| serde_json::Value::from(it).to_string());
            format!("  \"{key}\": {value}")
        })
        .collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}
