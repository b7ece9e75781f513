//! Completion: what may stand where the cursor is.
//!
//! ```text
//! SELECT na│ FROM aws.ivs.stages     columns of the tables of the statement, functions, keywords
//! … FROM aws.iv│                     services of a catalog, tables of a service
//! ```
//!
//! Names come from the registry: nothing is called, and no query engine is set up.

use callboard_sql::catalog::{self, CATALOGS};
use reedline::{Completer, CompletionResult, Span, Suggestion};

use super::lexer::{Kind, Token, tokens};

/// Words of SQL that users type in full otherwise.
const KEYWORDS: &[&str] = &[
    "ALL",
    "AND",
    "AS",
    "ASC",
    "BEGIN",
    "BETWEEN",
    "BY",
    "CASE",
    "COMMIT",
    "COPY",
    "CREATE",
    "CROSS JOIN",
    "DELETE FROM",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "DROP",
    "ELSE",
    "END",
    "EXCEPT",
    "EXEC",
    "EXISTS",
    "EXPLAIN",
    "EXTENDED",
    "FROM",
    "FULL JOIN",
    "GROUP BY",
    "HAVING",
    "IN",
    "INNER JOIN",
    "INSERT INTO",
    "INTERSECT",
    "INTO",
    "IS",
    "JOIN",
    "LEFT JOIN",
    "LIKE",
    "LIMIT",
    "MATERIALIZED VIEW",
    "METHODS",
    "NOT",
    "NULL",
    "OFFSET",
    "ON",
    "OR",
    "ORDER BY",
    "OVER",
    "PARTITION BY",
    "PERMISSIONS FOR",
    "PROVIDERS",
    "RECURSIVE",
    "REFRESH",
    "REPLACE",
    "RESOURCES IN",
    "RETURNING",
    "RIGHT JOIN",
    "ROLLBACK",
    "SELECT",
    "SERVICES IN",
    "SET",
    "SHOW",
    "TABLE",
    "TARGET",
    "THEN",
    "UNION",
    "UPDATE",
    "USING",
    "VALUES",
    "VIEW",
    "WHEN",
    "WHERE",
    "WITH",
];

/// Functions that are often used over resources.
const FUNCTIONS: &[&str] = &[
    "array_agg(",
    "avg(",
    "coalesce(",
    "count(",
    "json_array_length(",
    "json_each(",
    "json_extract(",
    "json_group_array(",
    "lower(",
    "max(",
    "min(",
    "regexp_like(",
    "row_number(",
    "split_part(",
    "string_agg(",
    "sum(",
    "upper(",
];

/// Words after which a table stands.
const BEFORE_TABLES: &[&str] =
    &["from", "join", "into", "update", "replace", "describe", "extended", "for", "in", "table"];

/// The completer of the shell.
#[derive(Default)]
pub(crate) struct SqlCompleter;

impl Completer for SqlCompleter {
    fn complete(&mut self, line: &str, pos: usize) -> CompletionResult {
        let (start, words) = candidates(line, pos);
        let suggestion = |value: String| Suggestion {
            append_whitespace: !value.ends_with(['.', '(']),
            value,
            span: Span::new(start, pos),
            ..Suggestion::default()
        };
        CompletionResult::fresh(words.into_iter().map(suggestion).collect::<Vec<_>>())
    }
}

/// Where the word at the cursor begins, and what it may become.
pub(crate) fn candidates(text: &str, cursor: usize) -> (usize, Vec<String>) {
    let before = text.get(..cursor).unwrap_or(text);
    let pieces = tokens(before);
    let (word, earlier) = match pieces.split_last() {
        Some((last, earlier)) if last.kind == Kind::Word => (last.text, earlier),
        // Nothing is completed inside quotes and comments.
        Some((last, _)) if !last.is_closed || (last.kind == Kind::Comment && !last.text.ends_with("*/")) => {
            return (cursor, Vec::new());
        }
        _ => ("", &pieces[..]),
    };
    let start = before.len() - word.len();
    let previous = earlier.iter().rev().find(|it| !matches!(it.kind, Kind::Blank | Kind::Comment));
    let is_after_table_word = previous
        .is_some_and(|it| it.kind == Kind::Word && BEFORE_TABLES.iter().any(|word| it.text.eq_ignore_ascii_case(word)));
    let mut found = match word.rsplit_once('.') {
        Some((path, last)) => of_path(path, last, text, before.len()),
        None => {
            let mut found = Vec::new();
            if is_after_table_word {
                found.extend(matching(CATALOGS.iter().map(|it| format!("{it}.")), word));
            } else {
                found.extend(matching(columns(text, before.len()).into_iter(), word));
            }
            if !word.is_empty() {
                found.extend(matching(KEYWORDS.iter().map(|it| cased(it, word)), word));
                if !is_after_table_word {
                    found.extend(matching(FUNCTIONS.iter().map(|it| (*it).to_owned()), word));
                    found.extend(matching(CATALOGS.iter().map(|it| format!("{it}.")), word));
                }
            }
            found
        }
    };
    found.dedup();
    (start, found)
}

/// `aws.` → services, `aws.ivs.` → tables, `s.` → columns of the table that is called `s` in the statement.
fn of_path(path: &str, last: &str, text: &str, cursor: usize) -> Vec<String> {
    let parts: Vec<&str> = path.split('.').collect();
    let names: Vec<String> = match parts[..] {
        [name] if is_catalog(name) => catalog::services().map(|it| format!("{it}.")).collect(),
        [name] => match alias(text, cursor, name) {
            Some(columns) => columns,
            None => tables_of(name),
        },
        [name, service] if is_catalog(name) => tables_of(service),
        _ => columns_of(path).unwrap_or_default(),
    };
    matching(names.into_iter(), last).into_iter().map(|it| format!("{path}.{it}")).collect()
}

fn is_catalog(name: &str) -> bool {
    CATALOGS.iter().any(|it| it.eq_ignore_ascii_case(name))
}

fn tables_of(service: &str) -> Vec<String> {
    let service = service.to_ascii_lowercase();
    let mut names: Vec<String> = catalog::types_in(&service)
        .filter_map(|it| catalog::table_of(&it, callboard_model::naming::sql::Relation::Resources))
        .map(|it| it.name.clone())
        .collect();
    names.sort();
    names
}

/// Columns of all tables that the statement at the cursor names.
fn columns(text: &str, cursor: usize) -> Vec<String> {
    let mut names: Vec<String> = tables(text, cursor).into_iter().flat_map(|(_, columns)| columns).collect();
    names.sort();
    names.dedup();
    names
}

fn alias(text: &str, cursor: usize, name: &str) -> Option<Vec<String>> {
    tables(text, cursor).into_iter().find(|(alias, _)| alias.eq_ignore_ascii_case(name)).map(|(_, columns)| columns)
}

/// Tables of the statement at the cursor: by what name they go there, and their columns.
fn tables(text: &str, cursor: usize) -> Vec<(String, Vec<String>)> {
    let pieces = tokens(text);
    let statement = pieces.split(|it| it.kind == Kind::End).find(|it| {
        let end = it.last().map_or(0, |last| last.at + last.text.len());
        end >= cursor
    });
    let pieces: Vec<&Token> = statement.unwrap_or_default().iter().filter(|it| it.kind != Kind::Blank).collect();
    let mut tables = Vec::new();
    for (at, piece) in pieces.iter().enumerate() {
        let Some(columns) =
            Some(piece).filter(|it| it.kind == Kind::Word && it.text.contains('.')).and_then(|it| columns_of(it.text))
        else {
            continue;
        };
        let word = |at: usize| pieces.get(at).filter(|it| it.kind == Kind::Word).map(|it| it.text);
        let alias = match word(at + 1) {
            Some(it) if it.eq_ignore_ascii_case("as") => word(at + 2),
            Some(it) if KEYWORDS.iter().any(|keyword| keyword.split(' ').any(|word| word.eq_ignore_ascii_case(it))) => {
                None
            }
            other => other,
        };
        let own = piece.text.rsplit('.').next().unwrap_or_default();
        tables.push((alias.unwrap_or(own).to_owned(), columns));
    }
    tables
}

fn columns_of(path: &str) -> Option<Vec<String>> {
    let path: Vec<String> = path.split('.').map(str::to_owned).collect();
    let table = catalog::find(&path).ok()?;
    Some(table.columns.iter().map(|it| it.name.clone()).collect())
}

fn matching(names: impl Iterator<Item = String>, word: &str) -> Vec<String> {
    names.filter(|it| it.get(..word.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(word))).collect()
}

/// Keywords are written as the user writes them.
fn cased(keyword: &str, word: &str) -> String {
    if word.chars().any(char::is_lowercase) { keyword.to_ascii_lowercase() } else { keyword.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    /// `│` is the cursor.
    #[track_caller]
    fn check(line: &str, expect: Expect) {
        let cursor = line.find('│').expect("a cursor");
        let (start, found) = candidates(&line.replace('│', ""), cursor);
        let shown: Vec<&str> = found.iter().map(String::as_str).take(8).collect();
        let more = if found.len() > 8 { ", …" } else { "" };
        expect.assert_eq(&format!("{}: {}{more}", &line[start..cursor], shown.join(", ")));
    }

    #[test]
    fn names_of_services_tables_and_columns() {
        check("SELECT * FROM aw│", expect!["aw: aws., awscc."]);
        check("SELECT * FROM aws.iv│", expect!["aws.iv: aws.ivs., aws.ivschat."]);
        check(
            "SELECT * FROM aws.ivs.st│",
            expect!["aws.ivs.st: aws.ivs.stages, aws.ivs.storage_configurations, aws.ivs.stream_keys"],
        );
        check("SELECT * FROM ivs.st│", expect!["ivs.st: ivs.stages, ivs.storage_configurations, ivs.stream_keys"]);
        check("SELECT na│ FROM aws.ivs.stages", expect!["na: name"]);
        check(
            "SELECT │ FROM aws.ivs.stages",
            expect![
                ": active_session_id, arn, auto_participant_recording_configuration, data__identifier, identifier, name, region, tags"
            ],
        );
        check("SELECT s.ac│ FROM aws.ivs.stages AS s", expect!["s.ac: s.active_session_id"]);
        check("SELECT stages.ac│ FROM aws.ivs.stages WHERE 1 = 1", expect!["stages.ac: stages.active_session_id"]);
        check("SELECT name FROM aws.ivs.channels; SELECT act│ FROM aws.ivs.stages", expect!["act: active_session_id"]);
        check("SELECT name FROM aws.nothing.at_all WHERE n│", expect!["n: not, null"]);
    }

    #[test]
    fn keywords_in_the_users_case() {
        check("sel│", expect!["sel: select"]);
        check("SEL│", expect!["SEL: SELECT"]);
        check("SHOW re│", expect!["re: recursive, refresh, replace, resources in, returning, regexp_like("]);
        check("│", expect![": "]);
    }

    #[test]
    fn nothing_inside_quotes_and_comments() {
        check("SELECT 'na│", expect![": "]);
        check("SELECT 1 -- na│", expect![": "]);
        check("SELECT /* na│", expect![": "]);
        check("SELECT 'a' na│ FROM aws.ivs.stages", expect!["na: name"]);
    }
}
