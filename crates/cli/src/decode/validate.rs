//! Validation before a call, in botocore's words: what is missing, unknown, of
//! the wrong type, too short or too small. Nothing else is checked here;
//! patterns, greatest lengths and enumerations are the service's business.

use callboard_model::document::{Document, Map, Timestamp};
use callboard_model::shape::{Location, Member, Shape, ShapeKind};

use super::{python, timestamp};

/// Every complaint about `input`, in order; empty where there is none.
pub fn complaints(input: &Map, shape: &'static Shape) -> Vec<String> {
    let mut report = Vec::new();
    structure(input, shape, "", &mut report);
    report
}

/// Gives valid input the kinds of the model: timestamps and bytes that were given as text or numbers.
pub fn settle(input: &mut Map, shape: &'static Shape) {
    for member in shape.members() {
        if let Some(value) = input.get_mut(member.name) {
            settle_member(value, member);
        }
    }
}

fn settle_member(value: &mut Document, member: &'static Member) {
    if !is_json_value(member) {
        settle_value(value, member.shape());
    }
}

fn settle_value(value: &mut Document, shape: &'static Shape) {
    match (&shape.kind, value) {
        (ShapeKind::Structure(_), Document::Map(map)) if !shape.traits.document => settle(map, shape),
        (ShapeKind::List(member), Document::List(items)) => {
            items.iter_mut().for_each(|it| settle_value(it, member.shape()));
        }
        (ShapeKind::Map(_, member), Document::Map(map)) => {
            map.iter_mut().for_each(|(_, it)| settle_value(it, member.shape()));
        }
        (ShapeKind::Timestamp, value) => {
            if let Some(instant) = moment(value) {
                *value = Document::Timestamp(Timestamp::Instant(instant));
            }
        }
        (ShapeKind::Blob, value) => {
            if let Document::String(text) = value {
                *value = Document::Blob(std::mem::take(text).into_bytes());
            }
        }
        _ => {}
    }
}

/// Whether a member is JSON in a header, whose value may be anything.
pub fn is_json_value(member: &Member) -> bool {
    member.traits.json_value && member.location == Location::Header
}

fn member_value(value: &Document, member: &'static Member, path: &str, report: &mut Vec<String>) {
    if !is_json_value(member) {
        any(value, member.shape(), member.traits.host_label, path, report);
    }
}

fn any(value: &Document, shape: &'static Shape, host_label: bool, path: &str, report: &mut Vec<String>) {
    let min = shape.min.or(host_label.then_some(1.0));
    match &shape.kind {
        ShapeKind::Structure(_) if shape.traits.document => document(value, path, report),
        ShapeKind::Structure(_) => match value {
            Document::Map(map) => structure(map, shape, path, report),
            _ => wrong_type(value, &["dict"], path, report),
        },
        ShapeKind::List(member) => match value {
            Document::List(items) => {
                length(items.len(), min, path, report);
                for (at, item) in items.iter().enumerate() {
                    any(item, member.shape(), false, &format!("{path}[{at}]"), report);
                }
            }
            _ => wrong_type(value, &["list", "tuple"], path, report),
        },
        ShapeKind::Map(key_member, value_member) => match value {
            Document::Map(map) => {
                for (key, item) in map.iter() {
                    let key_path = format!("{path} (key: {key})");
                    any(&Document::from(key.as_ref()), key_member.shape(), false, &key_path, report);
                    any(item, value_member.shape(), false, &format!("{path}.{key}"), report);
                }
            }
            _ => wrong_type(value, &["dict"], path, report),
        },
        ShapeKind::String | ShapeKind::Character => match value {
            Document::String(text) => length(text.chars().count(), min, path, report),
            _ => wrong_type(value, &["str"], path, report),
        },
        ShapeKind::Integer | ShapeKind::Long => match value {
            Document::Integer(number) => range(*number as f64, || number.to_string(), min, path, report),
            Document::Bool(truth) => range(f64::from(u8::from(*truth)), || python::repr(value), min, path, report),
            _ => wrong_type(value, &["int"], path, report),
        },
        ShapeKind::Float | ShapeKind::Double => match value {
            Document::Integer(number) => range(*number as f64, || number.to_string(), min, path, report),
            Document::Float(number) => range(*number, || python::repr(value), min, path, report),
            Document::Bool(truth) => range(f64::from(u8::from(*truth)), || python::repr(value), min, path, report),
            _ => wrong_type_of(value, "<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>", path, report),
        },
        ShapeKind::Boolean => match value {
            Document::Bool(_) => {}
            _ => wrong_type(value, &["bool"], path, report),
        },
        ShapeKind::Blob => match value {
            Document::Blob(_) | Document::String(_) => {}
            _ => wrong_type_of(value, "<class 'bytes'>, <class 'bytearray'>, file-like object", path, report),
        },
        ShapeKind::Timestamp => {
            if moment(value).is_none() {
                wrong_type_of(value, "<class 'datetime.datetime'>, timestamp-string", path, report);
            }
        }
    }
}

fn structure(map: &Map, shape: &'static Shape, path: &str, report: &mut Vec<String>) {
    let place = if path.is_empty() { "input" } else { shown(path) };
    let names = |separator: &str| shape.members().iter().map(|it| it.name).collect::<Vec<_>>().join(separator);
    if shape.traits.union {
        match map.len() {
            0 => report.push(format!(
                "Must set one of the following keys for tagged unionstructure {place}: {}.",
                names(". ")
            )),
            1 => {}
            _ => report.push(format!(
                "Invalid number of parameters set for tagged union structure {place}. Can only set one of the following keys: {}.",
                names(". ")
            )),
        }
    }
    for member in shape.members() {
        if member.required && !map.contains_key(member.name) {
            report.push(format!("Missing required parameter in {place}: \"{}\"", member.name));
        }
    }
    for key in map.keys() {
        if shape.member(key).is_none() {
            report.push(format!("Unknown parameter in {place}: \"{key}\", must be one of: {}", names(", ")));
        }
    }
    for (key, value) in map.iter() {
        if let Some(member) = shape.member(key) {
            member_value(value, member, &format!("{path}.{key}"), report);
        }
    }
}

/// A value that may be any JSON.
fn document(value: &Document, path: &str, report: &mut Vec<String>) {
    match value {
        Document::Map(map) => map.iter().for_each(|(key, it)| document(it, key, report)),
        Document::List(items) => {
            for (at, item) in items.iter().enumerate() {
                document(item, &format!("{path}[{at}]"), report);
            }
        }
        Document::Blob(_) | Document::Timestamp(_) => report.push(format!(
            "Invalid type for document parameter {}, value: {}, type: {}, valid types: <class 'str'>, <class 'int'>, <class 'bool'>, <class 'float'>, <class 'list'>, <class 'dict'>",
            shown(path),
            python::display(value),
            python::class(value)
        )),
        _ => {}
    }
}

fn length(length: usize, min: Option<f64>, path: &str, report: &mut Vec<String>) {
    if let Some(min) = min.filter(|it| (length as f64) < *it) {
        report.push(format!("Invalid length for parameter {}, value: {length}, valid min length: {min}", shown(path)));
    }
}

fn range(value: f64, text: impl FnOnce() -> String, min: Option<f64>, path: &str, report: &mut Vec<String>) {
    if let Some(min) = min.filter(|it| value < *it) {
        report.push(format!("Invalid value for parameter {}, value: {}, valid min value: {min}", shown(path), text()));
    }
}

fn wrong_type(value: &Document, valid: &[&str], path: &str, report: &mut Vec<String>) {
    let valid: Vec<String> = valid.iter().map(|it| format!("<class '{it}'>")).collect();
    wrong_type_of(value, &valid.join(", "), path, report);
}

fn wrong_type_of(value: &Document, valid: &str, path: &str, report: &mut Vec<String>) {
    report.push(format!(
        "Invalid type for parameter {}, value: {}, type: {}, valid types: {valid}",
        shown(path),
        python::display(value),
        python::class(value)
    ));
}

/// A path as messages show it: without the dot of the top level.
fn shown(path: &str) -> &str {
    path.strip_prefix('.').unwrap_or(path)
}

/// The moment that a text or a number names.
fn moment(value: &Document) -> Option<callboard_model::document::Instant> {
    match value {
        Document::String(text) => timestamp::parse(text),
        Document::Integer(seconds) => timestamp::from_epoch(*seconds as f64),
        Document::Float(seconds) => timestamp::from_epoch(*seconds),
        Document::Bool(truth) => timestamp::from_epoch(f64::from(u8::from(*truth))),
        Document::Timestamp(moment) => moment.instant().ok(),
        _ => None,
    }
}
