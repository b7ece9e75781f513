//! Answers as the AWS CLI printed them, where the recordings are at hand.

use std::io::Read;
use std::path::PathBuf;

use callboard_model::document::Map;
use serde_json::Value;

use super::*;

/// A file beside the repository; `None`, with a word about it, where it is not there.
pub(crate) fn recording(path: &str) -> Option<Vec<Value>> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")).join(path);
    let Ok(packed) = std::fs::read(&path) else {
        eprintln!("skipped: no recordings at {}", path.display());
        return None;
    };
    let mut text = String::new();
    flate2::read::MultiGzDecoder::new(&packed[..]).read_to_string(&mut text).expect("recordings are gzip");
    Some(text.lines().map(|line| serde_json::from_str(line).expect("recordings are JSON lines")).collect())
}

fn printed(format: Format, document: &Document, title: &str) -> String {
    let mut out = Vec::new();
    let style = Style { title, ..Style::default() };
    write(format, document, &style, &mut out).expect("a vector takes everything");
    String::from_utf8(out).expect("every format is text")
}

/// The same document with sorted members.
fn sorted(document: Document) -> Document {
    match document {
        Document::List(items) => items.into_iter().map(sorted).collect::<Vec<_>>().into(),
        Document::Map(map) => {
            let mut map: Map = map.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            map.sort_keys();
            map.into()
        }
        other => other,
    }
}

/// Counts agreement, and shows the first differences.
#[derive(Default)]
struct Tally {
    same: usize,
    different: Vec<String>,
}

impl Tally {
    fn compare(&mut self, id: &str, expected: &str, printed: &str) {
        if expected == printed {
            self.same += 1;
        } else {
            self.different.push(format!("{id}\n--- expected\n{expected}--- printed\n{printed}"));
        }
    }

    #[track_caller]
    fn report(self, what: &str) {
        eprintln!("{what}: {} same, {} different", self.same, self.different.len());
        let shown: Vec<&str> = self.different.iter().take(5).map(String::as_str).collect();
        assert!(self.different.is_empty(), "{}", shown.join("\n"));
    }
}

#[test]
fn recorded_queries_print_what_the_aws_cli_printed() {
    let Some(cases) = recording("harness/awscli/cache/v2/cli/_all.jsonl.gz") else { return };
    let mut tally = Tally::default();
    for case in &cases {
        let id = case["id"].as_str().unwrap_or_default();
        let words: Vec<&str> = case["argv"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let after = |option| words.iter().position(|it| *it == option).and_then(|at| words.get(at + 1)).copied();
        let (Some(format), Some(query)) = (after("--output"), after("--query")) else { continue };
        // Where the AWS CLI itself crashed there is nothing to compare.
        if !id.starts_with("cli/format/") || case["exp"]["rc"] != 0 {
            continue;
        }
        let literal = query.trim_matches('`').replace("\\`", "`");
        let value: Value = serde_json::from_str(&literal).expect("the query is a JSON literal");
        let format = format.parse().expect("recorded formats are known");
        let expected = case["exp"]["out"].as_str().unwrap_or_default();
        let document = Document::from(&value);
        let printed = printed(format, &document, "GetCallerIdentity");
        tally.compare(id, expected, &printed);
        if format == Format::Yaml && !printed.is_empty() {
            let read = crate::decode::yaml::parse(&printed).expect("what is printed can be read");
            assert_eq!(sorted(read), sorted(document), "{id}");
        }
    }
    tally.report("cli/format");
}

#[test]
fn generated_documents_print_what_the_aws_cli_prints() {
    let Some(cases) = recording("vectors/oracle/format.jsonl.gz") else { return };
    let mut tally = Tally::default();
    for (at, case) in cases.iter().enumerate() {
        let value: Value = match &case["doc"] {
            Value::String(json) => serde_json::from_str(json).expect("documents are JSON"),
            other => other.clone(),
        };
        let title = case["title"].as_str().unwrap_or("GetCallerIdentity");
        for (name, format) in Format::NAMES {
            if let Some(expected) = case[name].as_str() {
                tally.compare(&format!("{at} {name}"), expected, &printed(format, &Document::from(&value), title));
            }
        }
    }
    tally.report("generated documents");
}
