//! Skeletons: samples of an operation's input and output, made from its shapes
//! (`--generate-cli-skeleton`).
//!
//! ```text
//! input       {"name": "", "tags": {"KeyName": ""}}        JSON to fill in
//! yaml-input  name: ''  # [REQUIRED]                       the same with comments
//! output      {"stage": {"arn": "arn", "name": "name"}}    an answer to try --query on
//! ```
//!
//! Texts are empty or the first value of their enumeration, in an output the
//! name of their member; a list has one item, a map one key; a structure
//! inside itself is empty.

use std::io::{self, Write};

use callboard_model::document::{Document, Key, Map, Timestamp};
use callboard_model::service::Operation;
use callboard_model::shape::{Member, Shape, ShapeKind};

use super::error::Failure;
use super::{TimestampStyle, json, yaml};
use crate::decode::validate;

/// What a skeleton's timestamps say.
const MOMENT: &str = "1970-01-01T00:00:00";
/// The one key of a map.
const MAP_KEY: &str = "KeyName";

/// A sample input.
pub fn input(operation: &'static Operation) -> Document {
    operation.input.map_or_else(empty, |shape| Sampler { stack: Vec::new(), names: false }.sample(shape, ""))
}

/// A sample answer, in which texts are the names of their members.
pub fn output(operation: &'static Operation) -> Document {
    operation.output.map_or_else(empty, |shape| Sampler { stack: Vec::new(), names: true }.sample(shape, ""))
}

/// The sample answer, where it fits the shape that it is a sample of.
///
/// The AWS CLI validates its sample, and members with a least length above that of
/// their own name, or a least value above zero, fail: a drop-in fails likewise.
pub fn checked_output(operation: &'static Operation) -> Result<Document, Failure> {
    let sample = output(operation);
    if let (Document::Map(members), Some(shape)) = (&sample, operation.output) {
        let complaints = validate::complaints(members, shape);
        if !complaints.is_empty() {
            return Err(Failure::parameter(format!("Parameter validation failed:\n{}", complaints.join("\n"))));
        }
    }
    Ok(sample)
}

/// Writes the sample input as JSON, an empty one too.
pub fn write_input(operation: &'static Operation, out: &mut dyn Write) -> io::Result<()> {
    match input(operation) {
        Document::Map(map) if map.is_empty() => out.write_all(b"{}\n"),
        sample => json::write(&sample, TimestampStyle::default(), out),
    }
}

/// Writes the sample input as YAML with a comment for each member: whether it
/// is required, what `describe` says of it by its structure, which values it may have.
pub fn write_yaml_input(
    operation: &'static Operation,
    describe: &dyn Fn(&str, &'static Member) -> Option<String>,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut writer = YamlWriter { text: String::new(), stack: Vec::new(), describe };
    match operation.input {
        Some(shape) if !shape.members().is_empty() => writer.structure(shape, 0, false),
        _ => writer.text.push_str("{}\n"),
    }
    out.write_all(writer.text.as_bytes())
}

fn empty() -> Document {
    Document::Map(Map::new())
}

struct Sampler {
    /// The names of the shapes around, to end recursion.
    stack: Vec<&'static str>,
    /// Whether texts are the names of their members.
    names: bool,
}

impl Sampler {
    fn sample(&mut self, shape: &'static Shape, name: &'static str) -> Document {
        self.stack.push(shape.name);
        let sample = match &shape.kind {
            ShapeKind::Structure(members) => match self.stack.iter().filter(|it| **it == shape.name).count() {
                1 => self.structure(members),
                _ => empty(),
            },
            ShapeKind::List(member) => vec![self.sample(member.shape(), member.shape_name)].into(),
            ShapeKind::Map(_, value) => Map::new().with(MAP_KEY, self.sample(value.shape(), "")).into(),
            ShapeKind::String if self.names => name.into(),
            ShapeKind::String => shape.enum_values.first().copied().unwrap_or_default().into(),
            ShapeKind::Integer | ShapeKind::Long => Document::Integer(0),
            ShapeKind::Float | ShapeKind::Double => Document::Float(0.0),
            ShapeKind::Boolean => Document::Bool(true),
            ShapeKind::Timestamp => Document::Timestamp(Timestamp::Text(MOMENT.into())),
            ShapeKind::Character | ShapeKind::Blob => Document::Null,
        };
        self.stack.pop();
        sample
    }

    fn structure(&mut self, members: &'static [Member]) -> Document {
        let sample = |member: &'static Member| (Key::Borrowed(member.name), self.sample(member.shape(), member.name));
        Document::Map(members.iter().map(sample).collect())
    }
}

struct YamlWriter<'a> {
    text: String,
    stack: Vec<&'static str>,
    describe: &'a dyn Fn(&str, &'static Member) -> Option<String>,
}

impl YamlWriter<'_> {
    /// Members one under the other; after a dash the first stands on its line.
    fn structure(&mut self, shape: &'static Shape, indent: usize, after_dash: bool) {
        self.stack.push(shape.name);
        for (at, member) in shape.members().iter().enumerate() {
            if at > 0 || !after_dash {
                self.indent(indent);
            }
            self.text.push_str(&yaml::scalar_text(member.name));
            self.text.push(':');
            let comment = self.comment(member, at == 0);
            self.value(member.shape(), indent, Place::Member { comment: &comment });
        }
        self.stack.pop();
    }

    fn value(&mut self, shape: &'static Shape, indent: usize, place: Place<'_>) {
        match &shape.kind {
            ShapeKind::Structure(members) => {
                if members.is_empty() || self.stack.contains(&shape.name) {
                    return self.inline("{}", place);
                }
                match place {
                    Place::Member { comment } => {
                        self.end_line(comment);
                        self.structure(shape, indent + 2, false);
                    }
                    Place::Item => {
                        self.text.push(' ');
                        self.structure(shape, indent + 2, true);
                    }
                }
            }
            ShapeKind::List(member) => {
                self.stack.push(shape.name);
                match place {
                    Place::Member { comment } => {
                        self.end_line(comment);
                        self.indent(indent);
                        self.text.push('-');
                        self.value(member.shape(), indent, Place::Item);
                    }
                    Place::Item => {
                        self.text.push_str(" -");
                        self.value(member.shape(), indent + 2, Place::Item);
                    }
                }
                self.stack.pop();
            }
            ShapeKind::Map(_, value) => {
                self.stack.push(shape.name);
                match place {
                    Place::Member { comment } => {
                        self.end_line(comment);
                        self.indent(indent + 2);
                    }
                    Place::Item => self.text.push(' '),
                }
                self.text.push_str(MAP_KEY);
                self.text.push(':');
                self.value(value.shape(), indent + 2, Place::Member { comment: "" });
                self.stack.pop();
            }
            ShapeKind::String => {
                let sample = shape.enum_values.first().copied().unwrap_or_default();
                self.inline(&yaml::scalar_text(sample), place);
            }
            ShapeKind::Integer | ShapeKind::Long => self.inline("0", place),
            ShapeKind::Float | ShapeKind::Double => self.inline("0.0", place),
            ShapeKind::Boolean => self.inline("true", place),
            ShapeKind::Timestamp => self.inline(&MOMENT.replace('T', " "), place),
            ShapeKind::Blob => self.inline("!!binary ''", place),
            ShapeKind::Character => self.inline("", place),
        }
    }

    fn inline(&mut self, value: &str, place: Place<'_>) {
        if !value.is_empty() {
            self.text.push(' ');
            self.text.push_str(value);
        }
        match place {
            Place::Member { comment } => self.end_line(comment),
            Place::Item => self.text.push('\n'),
        }
    }

    fn end_line(&mut self, comment: &str) {
        self.text.push_str(comment);
        self.text.push('\n');
    }

    fn indent(&mut self, indent: usize) {
        self.text.extend(std::iter::repeat_n(' ', indent));
    }

    /// The comment behind a member; the first of a structure stands one blank further off.
    fn comment(&self, member: &'static Member, first: bool) -> String {
        let mut words = Vec::new();
        if member.required {
            words.push("[REQUIRED]".to_owned());
        }
        words.extend((self.describe)(self.stack.last().copied().unwrap_or_default(), member));
        let values = &member.shape().enum_values;
        if matches!(member.shape().kind, ShapeKind::String) && !values.is_empty() {
            words.push(format!("Valid values are: {}.", values.join(", ")));
        }
        if words.is_empty() {
            return String::new();
        }
        format!("{} # {}", if first { " " } else { "" }, words.join(" "))
    }
}

/// Where a value stands.
#[derive(Clone, Copy)]
enum Place<'c> {
    /// Behind the key of a member, with its comment.
    Member { comment: &'c str },
    /// Behind a dash.
    Item,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::tests::recording;
    use callboard_model::registry;
    use expect_test::{Expect, expect};
    use serde_json::Value;

    fn operation(service: &str, name: &str) -> &'static Operation {
        let service = registry::service(service).expect("the service is known");
        service.operation(name).expect("the operation is known")
    }

    fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
        let mut out = Vec::new();
        write(&mut out).expect("a vector takes everything");
        String::from_utf8(out).expect("skeletons are text")
    }

    #[track_caller]
    fn check_yaml(service: &str, name: &str, expect: Expect) {
        let operation = operation(service, name);
        expect.assert_eq(&written(|out| write_yaml_input(operation, &|_, _| None, out)));
    }

    #[test]
    fn yaml_says_what_is_required_and_which_values_are_valid() {
        check_yaml(
            "ivs-realtime",
            "CreateIngestConfiguration",
            expect![[r#"
            name: ''
            stageArn: ''
            userId: ''
            attributes:
              KeyName: ''
            ingestProtocol: RTMP # [REQUIRED] Valid values are: RTMP, RTMPS.
            insecureIngest: true
            redundantIngest: true
            tags:
              KeyName: ''
        "#]],
        );
        check_yaml(
            "sts",
            "GetCallerIdentity",
            expect![[r#"
            {}
        "#]],
        );
    }

    #[test]
    fn an_output_names_its_members() {
        let sample = output(operation("ivs-realtime", "GetPublicKey"));
        expect![[r#"
            {
                "publicKey": {
                    "arn": "arn",
                    "name": "name",
                    "publicKeyMaterial": "publicKeyMaterial",
                    "fingerprint": "fingerprint",
                    "tags": {
                        "KeyName": ""
                    }
                }
            }
        "#]]
        .assert_eq(&written(|out| json::write(&sample, TimestampStyle::default(), out)));
    }

    /// The recordings are of models a little older than our facts, so that ours may have more members.
    #[test]
    fn skeletons_are_those_of_the_aws_cli() {
        let (mut same, mut grown, mut gone) = (0, 0, 0);
        let mut different = Vec::new();
        for entry in registry::services() {
            let Some(cases) = recording(&format!("harness/awscli/cache/v2/skeleton/{}.jsonl.gz", entry.name)) else {
                continue;
            };
            for case in &cases {
                let id = case["id"].as_str().unwrap_or_default();
                let Some(operation) = entry.service().operation(case["op"].as_str().unwrap_or_default()) else {
                    gone += 1;
                    continue;
                };
                let expected = case["exp"]["out"].as_str().unwrap_or_default();
                if case["exp"]["rc"] != 0 {
                    match checked_output(operation) {
                        Err(_) => same += 1,
                        Ok(_) => different.push(format!("{id}\nshould have been refused")),
                    }
                    continue;
                }
                let is_yaml = id.ends_with("/yaml-input");
                let printed = written(|out| match id.rsplit('/').next() {
                    Some("input") => write_input(operation, out),
                    Some("output") => {
                        let sample = checked_output(operation).expect("the AWS CLI finds the sample valid");
                        json::write(&sample, TimestampStyle::default(), out)
                    }
                    _ => write_yaml_input(operation, &|_, _| None, out),
                });
                if printed == expected || is_yaml && without_comments(&printed) == without_comments(expected) {
                    same += 1;
                } else if !is_yaml && only_grown(&json_of(expected), &json_of(&printed))
                    || is_yaml && lines_only_grown(&without_comments(expected), &without_comments(&printed))
                {
                    grown += 1;
                } else {
                    different.push(format!("{id}\n--- expected\n{expected}--- printed\n{printed}"));
                }
            }
        }
        eprintln!(
            "skeletons: {same} same, {grown} with new members, {} different, {gone} operations gone",
            different.len()
        );
        if std::env::var_os("CALLBOARD_SHOW_DIFFERENCES").is_some() {
            different.iter().for_each(|it| eprintln!("{it}"));
        }
        let exact = ["skeleton/ivs-realtime/", "skeleton/apigatewayv2/", "skeleton/sts/"];
        let unexpected = different.iter().find(|it| exact.iter().any(|service| it.starts_with(service)));
        assert_eq!(unexpected, None);
        assert!(different.len() * 100 <= same, "more than one skeleton in a hundred is different");
    }

    fn json_of(text: &str) -> Value {
        serde_json::from_str(text).unwrap_or_default()
    }

    /// Whether all that was there is there, in the same order; the values of an enumeration may change places.
    fn only_grown(old: &Value, new: &Value) -> bool {
        match (old, new) {
            (Value::Object(old), Value::Object(new)) => {
                let kept = new.keys().filter(|key| old.contains_key(*key));
                kept.eq(old.keys()) && old.iter().all(|(key, value)| only_grown(value, &new[key]))
            }
            (Value::Array(old), Value::Array(new)) => old.iter().zip(new).all(|(old, new)| only_grown(old, new)),
            (Value::String(_), Value::String(_)) => true,
            _ => old == new,
        }
    }

    fn lines_only_grown(old: &str, new: &str) -> bool {
        let mut new = new.lines();
        old.lines().all(|line| new.any(|it| it == line))
    }

    fn without_comments(yaml: &str) -> String {
        let mut bare = String::new();
        for line in yaml.lines().filter(|it| !it.trim().is_empty()) {
            bare.push_str(line.split_once(" #").map_or(line, |(value, _)| value).trim_end());
            bare.push('\n');
        }
        bare
    }
}
