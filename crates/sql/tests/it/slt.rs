//! The corpus: `testdata/*.slt`, statements and what they are answered with, in the form of sqllogictest.
//!
//! Each file begins on an empty plane. Its records, parted by empty lines, are:
//!
//! ```text
//! statement ok                           no failure; what follows `----` is the tag and the notices
//! statement error 42P01: there is no     a failure that begins so; `----` shows all of it
//! query TIRB? rowsort names calls        rows after `----`; T text, I integer, R real, B boolean, D time
//! let arn                                what the query gives replaces `${arn}` from here on
//! control regions us-east-1 eu-west-1    a new session with these: `regions`, `read-only`, `partial`, `all-rows`
//! control values {"Name": "stage1"}      what `{{ Name }}` is from here on
//! ```
//!
//! A file that comes out as it went in is right; `UPDATE_EXPECT=1` writes down what came out.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use callboard_sql::datafusion::arrow::datatypes::{DataType, Schema};
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use callboard_sql::datafusion::arrow::util::display::array_value_to_string;
use callboard_sql::syntax::template::{Data, Mode, Template};

use crate::world::{Told, User, World, shown};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/testdata");

/// The file of a name.
pub fn file(name: &str) -> PathBuf {
    Path::new(FOLDER).join(name).with_extension("slt")
}

/// The files, sorted.
pub fn files() -> Vec<PathBuf> {
    let files = std::fs::read_dir(FOLDER).expect("the corpus").map(|it| it.expect("a file").path());
    let mut files: Vec<_> = files.filter(|it| it.extension().is_some_and(|it| it == "slt")).collect();
    files.sort();
    files
}

/// Plays the records of one file.
pub struct Player {
    world: World,
    user: User,
    settings: Vec<(String, String)>,
    values: Data,
    named: Vec<(String, String)>,
}

/// What is asked of one record.
struct Record<'a> {
    head: &'a str,
    text: String,
    has_section: bool,
}

impl Player {
    /// Plays on this world, which is empty.
    pub fn new(world: World) -> Self {
        let user = world.user();
        Self { world, user, settings: Vec::new(), values: Data::new(), named: Vec::new() }
    }

    /// The same text with the answers that there are.
    pub async fn play(&mut self, text: &str) -> String {
        let mut out: Vec<String> = Vec::new();
        for block in text.trim_end().split("\n\n") {
            let comments = block.lines().take_while(|it| it.starts_with('#')).count();
            let mut lines = block.lines().skip(comments);
            let mut played: Vec<String> = block.lines().take(comments).map(str::to_owned).collect();
            if let Some(head) = lines.next() {
                let lines: Vec<&str> = lines.collect();
                let end = lines.iter().position(|it| *it == "----").unwrap_or(lines.len());
                let record = Record { head, text: lines[..end].join("\n"), has_section: end < lines.len() };
                played.push(self.answer(&record).await.trim_end().to_owned());
            }
            out.push(played.join("\n"));
        }
        out.join("\n\n") + "\n"
    }

    async fn answer(&mut self, record: &Record<'_>) -> String {
        let words: Vec<&str> = record.head.split(' ').collect();
        let asked = format!("{}\n{}\n", record.head, record.text);
        match words[..] {
            ["control", "values", ..] => {
                let values = serde_json::from_str(&record.head["control values ".len()..]).expect("a JSON object");
                self.values = Data::of_object(values);
                asked
            }
            ["control", name, ref value @ ..] => {
                self.control(name, &value.join(" "));
                asked
            }
            ["let", name] => {
                let told = self.told(&record.text).await;
                match told.answer.map(|it| rows(&it.batches.unwrap_or_default())) {
                    Ok(rows) => self.named.push((format!("${{{name}}}"), rows.join("\n"))),
                    Err(error) => return asked + &shown(&error),
                }
                asked
            }
            ["statement", "ok"] => self.answer_to_statement(record, asked).await,
            ["statement", "error", ..] => self.answer_to_mistake(record).await,
            ["query", _, ref options @ ..] => self.answer_to_query(record, options).await,
            _ => panic!("what is `{}`?", record.head),
        }
    }

    fn control(&mut self, name: &str, value: &str) {
        self.settings.push((name.to_owned(), value.to_owned()));
        let settings = &self.settings;
        self.user = self.world.user_with(|options| {
            for (name, value) in settings {
                match name.as_str() {
                    "regions" => options.regions = value.split(' ').map(str::to_owned).collect(),
                    "read-only" => options.read_only = value == "on",
                    "partial" => options.partial = value == "on",
                    "all-rows" => options.all_rows = value == "on",
                    _ => panic!("what is `control {name}`?"),
                }
            }
        });
    }

    async fn told(&mut self, text: &str) -> Told {
        let text = self.named.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value));
        match Template::render(&text, &self.values, Mode::Sql) {
            Ok(text) => self.user.run(&text).await,
            Err(error) => Told { answer: Err(error), notices: Vec::new(), calls: Vec::new() },
        }
    }

    async fn answer_to_statement(&mut self, record: &Record<'_>, asked: String) -> String {
        let told = self.told(&record.text).await;
        let answer = match told.answer {
            Ok(answer) => answer,
            Err(error) => return self.mistake("statement error", record, &shown(&error)),
        };
        if !record.has_section {
            return asked;
        }
        let mut lines: Vec<String> = answer.tag.into_iter().collect();
        lines.extend(told.notices.into_iter().map(|it| format!("notice: {it}")));
        asked + "----\n" + &self.with_names(&lines.join("\n"))
    }

    async fn answer_to_mistake(&mut self, record: &Record<'_>) -> String {
        match self.told(&record.text).await.answer {
            Ok(_) => format!("statement ok\n{}", record.text),
            Err(error) => self.mistake(record.head, record, &shown(&error)),
        }
    }

    fn mistake(&self, head: &str, record: &Record<'_>, error: &str) -> String {
        let error = self.with_names(error);
        if record.has_section || head == "statement error" {
            return format!("statement error\n{}\n----\n{error}", record.text);
        }
        let wanted = head.trim_start_matches("statement error ");
        let first = error.lines().next().unwrap_or_default();
        let head = if error.starts_with(wanted) { head.to_owned() } else { format!("statement error {first}") };
        format!("{head}\n{}", record.text)
    }

    async fn answer_to_query(&mut self, record: &Record<'_>, options: &[&str]) -> String {
        let told = self.told(&record.text).await;
        let batches = match told.answer {
            Ok(answer) => answer.batches.unwrap_or_default(),
            Err(error) => return self.mistake("statement error", record, &shown(&error)),
        };
        let schema = batches.first().map(|it| it.schema());
        let kinds = schema.as_deref().map(kinds).filter(|it| !it.is_empty()).unwrap_or("-".to_owned());
        let mut lines = rows(&batches);
        if options.contains(&"rowsort") {
            lines.sort();
        }
        if let (Some(schema), true) = (schema, options.contains(&"names")) {
            let names: Vec<&str> = schema.fields().iter().map(|it| it.name().as_str()).collect();
            lines.insert(0, names.join(" "));
        }
        if options.contains(&"calls") {
            lines.extend(told.calls.into_iter().map(|(call, count)| format!("> {call}: {count}")));
        }
        lines.extend(told.notices.into_iter().map(|it| format!("notice: {it}")));
        let head = ["query", &kinds].into_iter().chain(options.iter().copied()).collect::<Vec<_>>().join(" ");
        format!("{head}\n{}\n----\n{}", record.text, self.with_names(&lines.join("\n")))
    }

    fn with_names(&self, text: &str) -> String {
        let values = self.named.iter().filter(|(_, value)| !value.is_empty());
        values.fold(text.to_owned(), |text, (name, value)| text.replace(value, name))
    }
}

/// A letter for each column.
fn kinds(schema: &Schema) -> String {
    let mut kinds = String::new();
    for column in schema.fields() {
        let kind = match column.data_type() {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => 'T',
            it if it.is_integer() => 'I',
            it if it.is_numeric() => 'R',
            DataType::Boolean => 'B',
            it if it.is_temporal() => 'D',
            _ => '?',
        };
        let _ = write!(kinds, "{kind}");
    }
    kinds
}

/// A line for each row.
fn rows(batches: &[RecordBatch]) -> Vec<String> {
    let mut lines = Vec::new();
    for batch in batches {
        for row in 0..batch.num_rows() {
            let cells = batch.columns().iter().map(|column| {
                if column.data_type() == &DataType::Null || column.is_null(row) {
                    return "NULL".to_owned();
                }
                let text = array_value_to_string(column, row).expect("a text");
                if text.is_empty() { "(empty)".to_owned() } else { text.replace('\n', "\\n") }
            });
            lines.push(cells.collect::<Vec<_>>().join(" "));
        }
    }
    lines
}
