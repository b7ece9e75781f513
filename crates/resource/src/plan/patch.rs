//! Patches: a short JSON Patch (RFC 6902) from one value to another.
//!
//! Objects are compared member by member, lists by their longest common
//! subsequence; where replacing a whole value takes fewer bytes, that is
//! what is done. A root object, and a structure that a schema names the
//! members of, is never replaced as a whole.
//!
//! # Invariants
//!
//! - Applied to `prior`, a patch gives `target`, member order aside.
//! - It is never longer than the one that replaces each top-level member that differs.

use serde_json::{Map, Value, json};

use super::schema::Cursor;

/// Cells of the table that compares two lists, beyond which a list is replaced.
const LARGEST_TABLE: usize = 250_000;

/// A JSON Patch (RFC 6902) that turns one value into another and names no more than what differs.
pub fn diff(prior: &Value, desired: &Value) -> Value {
    Value::Array(patch(Cursor::nowhere(), prior, desired))
}

/// The operations that turn `prior` into `target`. Items of lists without order are not named by their places.
pub(crate) fn patch(at: Cursor, prior: &Value, target: &Value) -> Vec<Value> {
    match (prior, target) {
        (Value::Object(prior), Value::Object(target)) => object(at, "", prior, target),
        (prior, target) => value(at, "", prior, target),
    }
}

fn value(at: Cursor, path: &str, prior: &Value, target: &Value) -> Vec<Value> {
    if prior == target {
        return Vec::new();
    }
    let whole = vec![json!({"op": "replace", "path": path, "value": target})];
    let parts = match (prior, target) {
        // As a whole it would lose what is never read back.
        (Value::Object(prior), Value::Object(target)) if at.is_structure() => return object(at, path, prior, target),
        (Value::Object(prior), Value::Object(target)) => object(at, path, prior, target),
        (Value::Array(prior), Value::Array(target)) if at.is_unordered() => match appended(path, prior, target) {
            Some(parts) => parts,
            None => return whole,
        },
        (Value::Array(prior), Value::Array(target)) => match list(at, path, prior, target) {
            Some(parts) => parts,
            None => return whole,
        },
        _ => return whole,
    };
    if length(&parts) <= length(&whole) { parts } else { whole }
}

fn object(at: Cursor, path: &str, prior: &Map<String, Value>, target: &Map<String, Value>) -> Vec<Value> {
    let at_member = |name: &str| format!("{path}/{}", name.replace('~', "~0").replace('/', "~1"));
    let mut operations = Vec::new();
    for name in prior.keys().filter(|it| !target.contains_key(*it)) {
        operations.push(json!({"op": "remove", "path": at_member(name)}));
    }
    for (name, wanted) in target {
        match prior.get(name) {
            Some(old) => operations.extend(value(at.property(name), &at_member(name), old, wanted)),
            None => operations.push(json!({"op": "add", "path": at_member(name), "value": wanted})),
        }
    }
    operations
}

/// The items after those that were there, where all of those stay.
fn appended(path: &str, prior: &[Value], target: &[Value]) -> Option<Vec<Value>> {
    let new = target.strip_prefix(prior)?;
    Some(new.iter().map(|item| json!({"op": "add", "path": format!("{path}/-"), "value": item})).collect())
}

/// Items that differ, place by place; `None` where the lists are too long to compare.
fn list(at: Cursor, path: &str, prior: &[Value], target: &[Value]) -> Option<Vec<Value>> {
    let start = prior.iter().zip(target).take_while(|(old, new)| old == new).count();
    let (old, new) = (&prior[start..], &target[start..]);
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - end], &new[..new.len() - end]);
    if old.len().saturating_mul(new.len()) > LARGEST_TABLE {
        return None;
    }
    let common = common_lengths(old, new);
    let width = new.len() + 1;
    let mut operations = Vec::new();
    let mut place = start;
    let (mut row, mut column) = (0, 0);
    while row < old.len() || column < new.len() {
        let left = |row: usize, column: usize| common[row * width + column];
        if row < old.len() && column < new.len() && old[row] == new[column] {
            (row, column, place) = (row + 1, column + 1, place + 1);
        } else if row < old.len() && column < new.len() && left(row + 1, column + 1) == left(row, column) {
            // Neither item is part of what stays: one becomes the other.
            operations.extend(value(at.item(), &format!("{path}/{place}"), &old[row], &new[column]));
            (row, column, place) = (row + 1, column + 1, place + 1);
        } else if row < old.len() && (column == new.len() || left(row + 1, column) == left(row, column)) {
            operations.push(json!({"op": "remove", "path": format!("{path}/{place}")}));
            row += 1;
        } else {
            let is_last = row == old.len() && end == 0;
            let path = if is_last { format!("{path}/-") } else { format!("{path}/{place}") };
            operations.push(json!({"op": "add", "path": path, "value": new[column]}));
            (column, place) = (column + 1, place + 1);
        }
    }
    Some(operations)
}

/// For each pair of rests of two lists, the length of their longest common subsequence.
fn common_lengths(old: &[Value], new: &[Value]) -> Vec<u32> {
    let width = new.len() + 1;
    let mut lengths = vec![0; (old.len() + 1) * width];
    for row in (0..old.len()).rev() {
        for column in (0..new.len()).rev() {
            lengths[row * width + column] = if old[row] == new[column] {
                lengths[(row + 1) * width + column + 1] + 1
            } else {
                lengths[(row + 1) * width + column].max(lengths[row * width + column + 1])
            };
        }
    }
    lengths
}

fn length(operations: &[Value]) -> usize {
    operations.iter().map(|it| it.to_string().len() + 1).sum()
}
