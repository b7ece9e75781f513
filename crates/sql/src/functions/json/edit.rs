//! Edits of JSON: `json_set`, `json_insert`, `json_replace`, `json_remove`, `json_patch`.

use serde_json::{Map, Value};

use super::super::row::{Cell, Out, Said};
use super::path::Step;
use super::{document, path, value_of};

/// What becomes of a place that is there, or not.
#[derive(Clone, Copy, PartialEq)]
enum Edit {
    Set,
    Insert,
    Replace,
}

pub(super) fn set(cells: &[Cell<'_>]) -> Said {
    edit(cells, Edit::Set)
}

pub(super) fn insert(cells: &[Cell<'_>]) -> Said {
    edit(cells, Edit::Insert)
}

pub(super) fn replace(cells: &[Cell<'_>]) -> Said {
    edit(cells, Edit::Replace)
}

fn edit(cells: &[Cell<'_>], how: Edit) -> Said {
    if cells.len().is_multiple_of(2) {
        return Err("takes a document, then pairs of a path and a value".to_owned());
    }
    let Some(mut document) = document(&cells[0])? else {
        return Ok(Out::Null);
    };
    for pair in cells[1..].chunks_exact(2) {
        let Some(path) = path(&pair[0])? else {
            return Ok(Out::Null);
        };
        put(&mut document, path.steps(), value_of(&pair[1]), how);
    }
    Ok(Out::Text(document.to_string()))
}

/// Puts a value at a place; objects on the way are made, as SQLite makes them.
fn put(at: &mut Value, steps: &[Step], value: Value, how: Edit) {
    let Some((step, rest)) = steps.split_first() else {
        if how != Edit::Insert {
            *at = value;
        }
        return;
    };
    let next = match (at, step) {
        (Value::Object(members), Step::Key(key)) => match members.contains_key(key) {
            true => members.get_mut(key),
            false if how == Edit::Replace => None,
            false => {
                members.insert(key.clone(), made(rest, value));
                return;
            }
        },
        (Value::Array(elements), Step::Index(_) | Step::FromEnd(_)) => {
            let index = match step {
                Step::Index(index) => Some(*index),
                Step::FromEnd(back) => elements.len().checked_sub(*back),
                _ => None,
            };
            match index {
                Some(index) if index == elements.len() && how != Edit::Replace => {
                    elements.push(made(rest, value));
                    return;
                }
                Some(index) => elements.get_mut(index),
                None => None,
            }
        }
        _ => None,
    };
    if let Some(next) = next {
        put(next, rest, value, how);
    }
}

/// A value with what the steps to it need around it.
fn made(steps: &[Step], value: Value) -> Value {
    let mut made = match steps.first() {
        None => return value,
        Some(Step::Key(_)) => Value::Object(Map::new()),
        Some(_) => Value::Array(Vec::new()),
    };
    put(&mut made, steps, value, Edit::Set);
    made
}

pub(super) fn remove(cells: &[Cell<'_>]) -> Said {
    let Some(mut document) = document(&cells[0])? else {
        return Ok(Out::Null);
    };
    for cell in &cells[1..] {
        let Some(path) = path(cell)? else {
            return Ok(Out::Null);
        };
        if path.steps().is_empty() {
            return Ok(Out::Null);
        }
        take_away(&mut document, path.steps());
    }
    Ok(Out::Text(document.to_string()))
}

fn take_away(at: &mut Value, steps: &[Step]) {
    let Some((step, rest)) = steps.split_first() else {
        return;
    };
    match (at, step) {
        (Value::Object(members), Step::Key(key)) if rest.is_empty() => {
            members.shift_remove(key);
        }
        (Value::Object(members), Step::Key(key)) => {
            if let Some(next) = members.get_mut(key) {
                take_away(next, rest);
            }
        }
        (Value::Array(elements), Step::All) => match rest.is_empty() {
            true => elements.clear(),
            false => elements.iter_mut().for_each(|it| take_away(it, rest)),
        },
        (Value::Array(elements), Step::Index(_) | Step::FromEnd(_)) => {
            let index = match step {
                Step::Index(index) => Some(*index),
                Step::FromEnd(back) => elements.len().checked_sub(*back),
                _ => None,
            };
            match index {
                Some(index) if index < elements.len() && rest.is_empty() => {
                    elements.remove(index);
                }
                Some(index) => {
                    if let Some(next) = elements.get_mut(index) {
                        take_away(next, rest);
                    }
                }
                None => {}
            }
        }
        _ => {}
    }
}

/// RFC 7396: members of the second win, those that are `null` there go away.
pub(super) fn patch(cells: &[Cell<'_>]) -> Said {
    let (Some(mut target), Some(patch)) = (document(&cells[0])?, document(&cells[1])?) else {
        return Ok(Out::Null);
    };
    merge(&mut target, patch);
    Ok(Out::Text(target.to_string()))
}

fn merge(target: &mut Value, patch: Value) {
    let Value::Object(changes) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    if let Value::Object(members) = target {
        for (name, change) in changes {
            if change.is_null() {
                members.shift_remove(&name);
            } else {
                merge(members.entry(name).or_insert(Value::Null), change);
            }
        }
    }
}
