//! Words of the shell that are no SQL: `\q`, `help`, `\timing`, `\d aws.ivs`.

use crate::encode::Format;

/// What a line asks of the shell itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Word {
    /// `\q`, `exit`, `quit`.
    Quit,
    /// `help`, `\?`, `\h`.
    Help,
    /// `clear`, `\clear`.
    Clear,
    /// `\o json`; without a format, the one in force is told.
    Format(Option<Format>),
    /// `\timing [on|off]`.
    Timing(Option<bool>),
    /// `\x [on|off]`.
    Expanded(Option<bool>),
    /// `\i file`.
    File(String),
    /// `\d …`: this statement.
    Statement(String),
}

/// The lines of `help`.
pub(crate) const HELP: &str = "\
Statements end with `;`. SELECT, INSERT, UPDATE, DELETE, EXEC, BEGIN, COMMIT, EXPLAIN, CREATE VIEW, COPY, …

  SHOW SERVICES IN aws;              what there is
  SHOW RESOURCES IN aws.ivs;
  DESCRIBE EXTENDED aws.ivs.stages;
  \\d [name]        the same: services, a service's tables, a table's columns
  \\i file          run the statements of a file
  \\o format        table, json, jsonl, csv or text
  \\x [on|off]      one line a value
  \\timing [on|off] how long each statement took
  \\q               leave (exit, quit, Ctrl-D)

Tab completes. Ctrl-C cancels the running statement, or the line. A line that begins with a blank is not kept
in the history.
";

/// What a line asks of the shell; nothing where it is SQL. An error says why a word is none.
pub(crate) fn parse(line: &str) -> Option<Result<Word, String>> {
    let line = line.trim().trim_end_matches(';').trim_end();
    let (word, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    let rest = rest.trim();
    let plain = |it: Word| Some(if rest.is_empty() { Ok(it) } else { Err(format!("`{word}` takes nothing")) });
    if !word.starts_with('\\') {
        // A statement may begin with these words one day; alone on a line they are the shell's.
        return match word.to_ascii_lowercase().as_str() {
            _ if !rest.is_empty() => None,
            "exit" | "quit" => plain(Word::Quit),
            "help" | "?" => plain(Word::Help),
            "clear" => plain(Word::Clear),
            _ => None,
        };
    }
    match word {
        "\\q" => plain(Word::Quit),
        "\\?" | "\\h" | "\\help" => plain(Word::Help),
        "\\clear" => plain(Word::Clear),
        "\\o" | "\\output" => Some(format(rest).map(Word::Format)),
        "\\timing" => Some(switch(rest).map(Word::Timing)),
        "\\x" => Some(switch(rest).map(Word::Expanded)),
        "\\i" if rest.is_empty() => Some(Err("`\\i` needs a file".to_owned())),
        "\\i" => Some(Ok(Word::File(rest.to_owned()))),
        "\\d" | "\\dt" => Some(Ok(Word::Statement(describe(rest)))),
        _ => Some(Err(format!("there is no `{word}`; `help` shows what there is"))),
    }
}

fn describe(name: &str) -> String {
    match name.split('.').filter(|it| !it.is_empty()).count() {
        0 => "SHOW SERVICES IN aws".to_owned(),
        1 if matches!(name, "aws" | "awscc") => format!("SHOW SERVICES IN {name}"),
        1 => format!("SHOW RESOURCES IN aws.{name}"),
        2 if name.starts_with("aws.") || name.starts_with("awscc.") => format!("SHOW RESOURCES IN {name}"),
        _ => format!("DESCRIBE {name}"),
    }
}

fn format(name: &str) -> Result<Option<Format>, String> {
    Ok(Some(match name {
        "" => return Ok(None),
        "table" => Format::Table,
        "json" => Format::Json,
        "jsonl" | "ndjson" => Format::JsonLines,
        "csv" => Format::Csv,
        "text" => Format::Text,
        _ => return Err(format!("there is no format `{name}`; there are table, json, jsonl, csv, text")),
    }))
}

fn switch(word: &str) -> Result<Option<bool>, String> {
    match word {
        "" => Ok(None),
        "on" => Ok(Some(true)),
        "off" => Ok(Some(false)),
        _ => Err(format!("`{word}` is neither `on` nor `off`")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    #[test]
    fn lines_that_are_the_shells() {
        let lines = [
            "\\q",
            " exit ;",
            "QUIT",
            "help",
            "\\?",
            "clear",
            "\\o json",
            "\\o",
            "\\o xml",
            "\\timing",
            "\\timing off",
            "\\x maybe",
            "\\i a b.sql",
            "\\i",
            "\\d",
            "\\d ivs",
            "\\d aws",
            "\\d aws.ivs",
            "\\d aws.ivs.stages",
            "\\q now",
            "\\nothing",
            "exit now",
            "SELECT 1;",
            "",
        ];
        let shown: Vec<String> = lines.iter().map(|it| format!("{it:20} {:?}", parse(it))).collect();
        expect![[r#"
            \q                   Some(Ok(Quit))
             exit ;              Some(Ok(Quit))
            QUIT                 Some(Ok(Quit))
            help                 Some(Ok(Help))
            \?                   Some(Ok(Help))
            clear                Some(Ok(Clear))
            \o json              Some(Ok(Format(Some(Json))))
            \o                   Some(Ok(Format(None)))
            \o xml               Some(Err("there is no format `xml`; there are table, json, jsonl, csv, text"))
            \timing              Some(Ok(Timing(None)))
            \timing off          Some(Ok(Timing(Some(false))))
            \x maybe             Some(Err("`maybe` is neither `on` nor `off`"))
            \i a b.sql           Some(Ok(File("a b.sql")))
            \i                   Some(Err("`\\i` needs a file"))
            \d                   Some(Ok(Statement("SHOW SERVICES IN aws")))
            \d ivs               Some(Ok(Statement("SHOW RESOURCES IN aws.ivs")))
            \d aws               Some(Ok(Statement("SHOW SERVICES IN aws")))
            \d aws.ivs           Some(Ok(Statement("SHOW RESOURCES IN aws.ivs")))
            \d aws.ivs.stages    Some(Ok(Statement("DESCRIBE aws.ivs.stages")))
            \q now               Some(Err("`\\q` takes nothing"))
            \nothing             Some(Err("there is no `\\nothing`; `help` shows what there is"))
            exit now             None
            SELECT 1;            None
                                 None"#]]
        .assert_eq(&shown.join("\n"));
    }
}
