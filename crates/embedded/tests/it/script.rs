//! Scripts: calls one a line, and a transcript of what they answered.
//!
//! ```text
//! CreateStage {"name": "stage1"}      an operation of ivs-realtime with its input
//! let stage = stage.arn               a value of the last answer; `$stage` stands for it from here on
//! join {"token": "$token"}            a local action
//! wait 60                             moves the clock on, in seconds
//! region eu-west-1                    where the calls that follow are made; also `account` and `service`
//! # anything                          goes to the transcript as it is
//! ```
//!
//! Where the service takes or gives JSON as text, scripts and transcripts have the JSON itself.
//!
//! Clock and entropy are fixed, so a transcript is the same every time; tokens,
//! whose signatures never are, are shown as `<token>`. What is long and the same
//! everywhere is shown as `<defaults>`, `<endpoints>` and `<client>`, unless the
//! script says `full`.

use std::fmt::Write as _;

use callboard_embedded::{Clock, EmbeddedOptions, EmbeddedPlane, Entropy, LocalAction};
use callboard_model::document::{Document, Instant, Map};
use callboard_model::registry;
use callboard_model::shape::{Shape, ShapeKind};
use callboard_plane::{Call, Caller, Plane, PlaneError, Scope};
use expect_test::Expect;
use serde_json::{Value, json};

/// Runs a script on a fresh plane, and compares its transcript.
#[track_caller]
pub fn check(script: &str, expect: Expect) {
    expect.assert_eq(&Stagehand::new(options()).run(script));
}

/// A plane in memory with a clock that stands still and entropy that repeats itself.
pub fn options() -> EmbeddedOptions {
    let start = Instant::parse("2026-11-21T10:00:00.25Z").expect("a moment");
    EmbeddedOptions::memory().with_clock(Clock::manual(start)).with_entropy(Entropy::seeded(7))
}

/// Who runs scripts, and what they have noted down.
pub struct Stagehand {
    pub plane: EmbeddedPlane,
    clock: Clock,
    service: String,
    scope: Scope,
    variables: Vec<(String, String)>,
    last: Value,
    is_full: bool,
}

const DEFAULTS: &str = r#"{"storageConfigurationArn":"","mediaTypes":["AUDIO_VIDEO"],"thumbnailConfiguration":{"targetIntervalSeconds":60,"storage":["SEQUENTIAL"],"recordingMode":"DISABLED"},"recordingReconnectWindowSeconds":0,"hlsConfiguration":{"targetSegmentDurationSeconds":6},"recordParticipantReplicas":true}"#;
const CLIENT: &str = r#""ispName":"","osName":"","osVersion":"","browserName":"","browserVersion":"","sdkVersion":"""#;

impl Stagehand {
    pub fn new(options: EmbeddedOptions) -> Self {
        let clock = options.clock.clone();
        Self {
            plane: EmbeddedPlane::open(options).expect("a plane"),
            clock,
            service: "ivs-realtime".to_owned(),
            scope: Scope::new("123456789012", "us-east-1"),
            variables: Vec::new(),
            last: Value::Null,
            is_full: false,
        }
    }

    pub fn run(&mut self, script: &str) -> String {
        let mut transcript = String::new();
        for line in script.lines().map(str::trim).filter(|it| !it.is_empty()) {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "let" => {
                    let (name, path) = rest.split_once('=').expect("let name = path");
                    let value =
                        self.pick(path.trim()).unwrap_or_else(|| panic!("nothing at `{path}` in {}", self.last));
                    self.variables.insert(0, (name.trim().to_owned(), value));
                    continue;
                }
                "full" => {
                    self.is_full = true;
                    continue;
                }
                "wait" => self.clock.advance_seconds(rest.parse().expect("seconds")),
                "region" => self.scope.region = rest.into(),
                "account" => self.scope.account = rest.into(),
                "service" => self.service = rest.to_owned(),
                "#" => {}
                _ => {
                    let answer = self.answer(word, rest);
                    let _ = writeln!(transcript, "{line}\n    {}", self.shown(&answer));
                    continue;
                }
            }
            let _ = writeln!(transcript, "{line}");
        }
        transcript
    }

    /// The answer of one call or local action; its output can be picked from after.
    fn answer(&mut self, name: &str, input: &str) -> String {
        let input = if input.is_empty() { "{}".to_owned() } else { self.filled_in(input) };
        let input: Value = serde_json::from_str(&input).unwrap_or_else(|err| panic!("{input}: {err}"));
        let Document::Map(input) = Document::from(&with_texts(input)) else { panic!("the input is no object") };
        let result = if name.starts_with(char::is_uppercase) {
            self.call(name, input)
        } else {
            let action = LocalAction::from_members(name, &input).unwrap_or_else(|err| panic!("{err}"));
            block_on(self.plane.local(action))
        };
        match result {
            Ok(output) => {
                self.last = without_texts(json_of(&Document::Map(output)));
                self.last.to_string()
            }
            Err(PlaneError::Service { refusal, .. }) => {
                format!("{} {}: {}", refusal.http_status, refusal.code, refusal.message)
            }
            Err(error) => format!("error: {error}"),
        }
    }

    pub fn call(&self, operation: &str, input: Map) -> Result<Map, PlaneError> {
        let service = registry::service(&self.service).expect("a service");
        let operation = service.operation(operation).unwrap_or_else(|| panic!("no operation {operation}"));
        let (scope, caller) = (self.scope.clone(), Caller::root(&self.scope, "test"));
        let output = block_on(self.plane.call(Call { operation, input, scope, caller }))?.members;
        if let Some(shape) = operation.output {
            check_order(shape, &Document::Map(output.clone()));
        }
        Ok(output)
    }

    /// How many records a table has.
    pub fn records(&self, table: &'static str) -> u64 {
        let space = callboard_store::Space::new(table);
        let count: Result<u64, callboard_store::StoreError> = self.plane.store().read(|it| it.count(space, b""));
        count.expect("a table")
    }

    /// What was noted down under a name.
    pub fn variable(&self, name: &str) -> String {
        self.variables.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone()).expect("a variable")
    }

    fn pick(&self, path: &str) -> Option<String> {
        let mut value = &self.last;
        for step in path.split('.') {
            value = match step.parse::<usize>() {
                Ok(at) => value.get(at)?,
                Err(_) => value.get(step)?,
            };
        }
        Some(value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    }

    fn filled_in(&self, text: &str) -> String {
        let filled = self.variables.iter().fold(text.to_owned(), |text, (name, value)| {
            let quoted = Value::String(value.clone()).to_string();
            text.replace(&format!("${name}"), &quoted[1..quoted.len() - 1])
        });
        // `"x * 129"` is a text of 129 letters.
        let mut out = String::new();
        for (at, part) in filled.split('"').enumerate() {
            let repeated = part.split_once(" * ").and_then(|(text, count)| Some(text.repeat(count.parse().ok()?)));
            let _ = write!(out, "{}{}", if at == 0 { "" } else { "\"" }, repeated.as_deref().unwrap_or(part));
        }
        out
    }

    /// An answer with known values by their names.
    fn shown(&self, answer: &str) -> String {
        let mut shown = answer.to_owned();
        for (name, value) in self.variables.iter().filter(|(_, value)| value.len() > 6) {
            let quoted = Value::String(value.clone()).to_string();
            shown = shown.replace(&quoted[1..quoted.len() - 1], &format!("${name}"));
        }
        while let Some(from) = shown.find("\"eyJ") {
            let to = shown[from + 1..].find('"').map_or(shown.len(), |at| from + 1 + at);
            shown.replace_range(from + 1..to, "<token>");
        }
        if self.is_full {
            return shown;
        }
        shown = shown.replace(DEFAULTS, "<defaults>").replace(CLIENT, "<client>");
        while let Some(from) = shown.find("{\"events\":\"wss:") {
            let to = shown[from..].find('}').map_or(shown.len(), |at| from + at + 1);
            shown.replace_range(from..to, "<endpoints>");
        }
        shown
    }
}

/// Members of Cloud Control that are JSON as text.
const TEXTS: [&str; 5] = ["DesiredState", "PatchDocument", "ResourceModel", "Properties", "Identifier"];

pub fn with_texts(mut input: Value) -> Value {
    for (name, value) in input.as_object_mut().into_iter().flatten() {
        if TEXTS.contains(&name.as_str()) && !value.is_string() {
            *value = Value::String(value.to_string());
        }
    }
    input
}

pub fn without_texts(output: Value) -> Value {
    match output {
        Value::Object(members) => Value::Object(
            members
                .into_iter()
                .map(|(name, value)| match value.as_str().map(serde_json::from_str) {
                    Some(Ok(json @ Value::Object(_))) if TEXTS.contains(&name.as_str()) => (name, json),
                    _ => (name, without_texts(value)),
                })
                .collect(),
        ),
        Value::Array(items) => items.into_iter().map(without_texts).collect(),
        other => other,
    }
}

/// An output has the members of its shape alone, in the order of the model, and all that are required.
fn check_order(shape: &Shape, document: &Document) {
    match (&shape.kind, document) {
        (ShapeKind::Structure(members), Document::Map(map)) => {
            let places: Vec<usize> = map
                .keys()
                .map(|key| members.iter().position(|it| it.name == key))
                .map(|place| place.unwrap_or_else(|| panic!("{} has no such member: {map:?}", shape.name)))
                .collect();
            assert!(places.is_sorted(), "{} is not in the order of its model: {map:?}", shape.name);
            for member in members {
                match map.get(member.name) {
                    Some(value) => check_order(member.shape(), value),
                    None => assert!(!member.required, "{} needs {}", shape.name, member.name),
                }
            }
        }
        (ShapeKind::List(member), Document::List(items)) => items.iter().for_each(|it| check_order(member.shape(), it)),
        (ShapeKind::Map(_, value), Document::Map(map)) => map.values().for_each(|it| check_order(value.shape(), it)),
        (ShapeKind::Timestamp, Document::Timestamp(_)) => {}
        (ShapeKind::String, Document::String(text)) => {
            assert!(
                shape.enum_values.is_empty() || shape.enum_values.contains(&text.as_str()),
                "{}: {text}",
                shape.name
            );
        }
        (ShapeKind::Integer | ShapeKind::Long, Document::Integer(_)) => {}
        (ShapeKind::Float | ShapeKind::Double, Document::Float(_)) => {}
        (ShapeKind::Boolean, Document::Bool(_)) | (ShapeKind::Blob, Document::Blob(_)) => {}
        _ => panic!("{} is no {}: {document:?}", shape.name, shape.type_name()),
    }
}

/// A document as JSON; timestamps as ISO 8601.
pub fn json_of(document: &Document) -> Value {
    match document {
        Document::Null => Value::Null,
        Document::Bool(value) => json!(value),
        Document::Integer(value) => json!(i64::try_from(*value).expect("small")),
        Document::Float(value) => json!(value),
        Document::String(text) => json!(text),
        Document::Blob(bytes) => json!(format!("{bytes:?}")),
        Document::Timestamp(moment) => json!(moment.instant().expect("a moment").to_string()),
        Document::List(items) => items.iter().map(json_of).collect(),
        Document::Map(members) => {
            Value::Object(members.iter().map(|(name, value)| (name.to_string(), json_of(value))).collect())
        }
    }
}

pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
}
