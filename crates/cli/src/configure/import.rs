//! `configure import`: keys from the CSV file of AWS's console become profiles.

use super::edit::Setting;
use super::{File, Session};
use crate::decode::parser::{Accepts, Given, Grammar, Takes, parse};
use crate::decode::{DecodeError, paramfile};
use crate::encode::error::{ExitCode, Failure};
use callboard_model::document::Document;

/// Why a CSV text cannot be imported.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
enum CsvError {
    #[error("Provided CSV contains no contents")]
    Empty,
    #[error("Expected header \"{0}\" not found")]
    NoHeader(&'static str),
    #[error("Failed to parse entry #{row}: Row missing value for header \"{header}\"")]
    NoValue { row: usize, header: &'static str },
}

const HEADERS: [&str; 3] = ["User Name", "Access Key ID", "Secret Access key"];

pub(super) fn run(session: &mut Session<'_>, words: &[String]) -> Result<ExitCode, Failure> {
    let mut grammar = Grammar::default();
    let csv = grammar.add("--csv", Takes::One, Accepts::Text, true);
    let skip_invalid = grammar.add("--skip-invalid", Takes::Flag(true), Accepts::Text, false);
    let prefix = grammar.add("--profile-prefix", Takes::One, Accepts::Text, false);
    let parsed = parse(&grammar, words).map_err(DecodeError::from)?;
    if !parsed.extras.is_empty() {
        return Err(DecodeError::UnknownOptions(parsed.extras).into());
    }
    let word = |slot: usize| match &parsed.values[slot] {
        Some(Given::Word(word)) => word.as_str(),
        _ => "",
    };
    let text = match paramfile::read(word(csv), session.host) {
        Ok(Some(Document::String(text))) => text,
        Ok(Some(Document::Blob(bytes))) => String::from_utf8_lossy(&bytes).into_owned(),
        Ok(_) => word(csv).to_owned(),
        Err(err) => return Err(DecodeError::parameter("--csv", err).into()),
    };
    let entries =
        entries(&text, parsed.values[skip_invalid].is_some()).map_err(|err| Failure::general(err.to_string()))?;
    for [name, access_key, secret_key] in &entries {
        let profile = format!("{}{name}", word(prefix));
        let keys = [Setting::new("aws_access_key_id", access_key), Setting::new("aws_secret_access_key", secret_key)];
        session.update(File::Credentials, &profile, &keys)?;
    }
    writeln!(session.out, "Successfully imported {} profile(s)", entries.len())?;
    Ok(ExitCode::Success)
}

fn entries(csv: &str, skip_invalid: bool) -> Result<Vec<[String; 3]>, CsvError> {
    if csv.trim().is_empty() {
        return Err(CsvError::Empty);
    }
    let mut lines = csv.lines();
    let titles = lines.next().unwrap_or_default().trim_start_matches('\u{feff}').to_lowercase();
    let titles: Vec<&str> = titles.split(',').map(str::trim).collect();
    let mut places = [0; 3];
    for (place, header) in places.iter_mut().zip(HEADERS) {
        let found = titles.iter().position(|it| *it == header.to_lowercase());
        *place = found.ok_or(CsvError::NoHeader(header))?;
    }
    let mut entries = Vec::new();
    for (at, line) in lines.enumerate() {
        let cells: Vec<&str> = line.split(',').map(str::trim).collect();
        let entry = places.map(|place| cells.get(place).copied().unwrap_or_default().to_owned());
        match entry.iter().position(String::is_empty) {
            None => entries.push(entry),
            Some(_) if skip_invalid => {}
            Some(missing) => return Err(CsvError::NoValue { row: at + 1, header: HEADERS[missing] }),
        }
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(csv: &str, skip_invalid: bool, expect: Expect) {
        let shown = entries(csv, skip_invalid).map_or_else(|err| format!("error: {err}"), |it| format!("{it:?}"));
        expect.assert_eq(&shown);
    }

    #[test]
    fn columns_are_found_by_their_headers() {
        check(
            "\u{feff}User name,Password,Access key ID,Secret access key,Link\nu,p,A,S,l\n",
            false,
            expect![[r#"[["u", "A", "S"]]"#]],
        );
        check(
            "Access key ID,Secret access key\nA,S\n",
            false,
            expect![[r#"error: Expected header "User Name" not found"#]],
        );
    }

    #[test]
    fn invalid_rows_are_errors_or_left_out() {
        check(
            "User name,Access key ID,Secret access key\nu,A,S\nv,,S\n",
            false,
            expect![[r#"error: Failed to parse entry #2: Row missing value for header "Access Key ID""#]],
        );
        check("User name,Access key ID,Secret access key\nu,A,S\nv,,S\n", true, expect![[r#"[["u", "A", "S"]]"#]]);
        check(" \n", false, expect!["error: Provided CSV contains no contents"]);
    }
}
