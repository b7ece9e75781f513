//! JSON functions, as SQLite has them, with what StackQL adds.
//!
//! JSON is text. A value that is taken out of JSON is text too, without quotes; comparisons and sums read it as the
//! number or boolean that it is compared with (`operators.rs`).

pub(super) mod compare;
pub(super) mod each;
mod edit;
pub(super) mod list;
pub(crate) mod marker;
pub(super) mod operators;
pub(super) mod path;

use serde_json::{Map, Value};

use super::row::{Cell, MANY, Out, Returns, RowFunction, Said};
use marker::Marker::{Document, Value as Taken};
use path::Path;

/// The functions.
pub(super) static FUNCTIONS: &[RowFunction] = &[
    RowFunction::text("json", (1, 1), json).or(&["jsonb", "to_json", "to_jsonb"]).marked(Document),
    RowFunction::text("json_extract", (2, MANY), extract).or(&["jsonb_extract"]).marked(Taken),
    RowFunction::text("json_extract_path_text", (2, MANY), extract_keys)
        .or(&["jsonb_extract_path_text", "json_get_str"])
        .marked(Taken),
    RowFunction::text("json_arrow", (2, 2), arrow).marked(Document),
    RowFunction::text("json_long_arrow", (2, 2), long_arrow).marked(Taken),
    RowFunction::text("json_hash_arrow", (2, 2), hash_arrow).marked(Document),
    RowFunction::text("json_hash_long_arrow", (2, 2), hash_long_arrow).marked(Taken),
    RowFunction::text("json_array_length", (1, 2), array_length).or(&["jsonb_array_length"]).returning(Returns::Int),
    RowFunction::text("json_type", (1, 2), type_of).or(&["json_typeof", "jsonb_typeof"]),
    RowFunction::text("json_valid", (1, 2), valid).returning(Returns::Bool),
    RowFunction::text("json_object", (0, MANY), object)
        .or(&["json_build_object", "jsonb_build_object"])
        .marked(Document),
    RowFunction::text("json_array", (0, MANY), array).or(&["json_build_array", "jsonb_build_array"]).marked(Document),
    RowFunction::text("json_quote", (1, 1), quote).marked(Document),
    RowFunction::text("json_pretty", (1, 2), pretty).or(&["jsonb_pretty"]).marked(Document),
    RowFunction::text("json_keys", (1, 2), keys).marked(Document),
    RowFunction::text("json_contains", (2, 3), contains).returning(Returns::Bool),
    RowFunction::text("json_has_key", (2, 2), has_key).returning(Returns::Bool),
    RowFunction::text("json_set", (1, MANY), edit::set).or(&["jsonb_set"]).marked(Document),
    RowFunction::text("json_insert", (1, MANY), edit::insert).marked(Document),
    RowFunction::text("json_replace", (1, MANY), edit::replace).marked(Document),
    RowFunction::text("json_remove", (1, MANY), edit::remove).marked(Document),
    RowFunction::text("json_patch", (2, 2), edit::patch).marked(Document),
    RowFunction::text("json_equal", (2, 2), compare::json_equal).returning(Returns::Bool),
    RowFunction::text("aws_policy_equal", (2, 2), compare::policy_equal).returning(Returns::Bool),
    RowFunction::text("json_number", (1, 1), number).returning(Returns::Float),
    RowFunction::text("json_boolean", (1, 1), boolean).returning(Returns::Bool),
    RowFunction::text("json_sort_key", (1, 1), sort_key),
    RowFunction::text("json_sort_value", (1, 1), sort_value).marked(Taken),
    RowFunction::text("json_member", (2, 2), member),
];

/// The JSON in a cell; none for `NULL`.
fn document(cell: &Cell<'_>) -> Result<Option<Value>, String> {
    match cell {
        Cell::Null => Ok(None),
        Cell::Bool(it) => Ok(Some((*it).into())),
        Cell::Int(it) => Ok(Some((*it).into())),
        Cell::Float(it) => Ok(Some((*it).into())),
        Cell::Text(text) | Cell::Json(text) => match serde_json::from_str(text) {
            Ok(parsed) => Ok(Some(parsed)),
            Err(error) => Err(format!("malformed JSON: {error}: `{}`", start_of(text))),
        },
    }
}

fn start_of(text: &str) -> String {
    let start: String = text.chars().take(40).collect();
    if start.len() < text.len() { format!("{start}…") } else { start }
}

/// What a cell is inside JSON: JSON that a function made stays JSON, other text is a string.
fn value_of(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Null => Value::Null,
        Cell::Bool(it) => (*it).into(),
        Cell::Int(it) => (*it).into(),
        Cell::Float(it) => (*it).into(),
        Cell::Text(text) => (*text).into(),
        Cell::Json(text) => serde_json::from_str(text).unwrap_or_else(|_| (*text).into()),
    }
}

/// What JSON is outside of it: strings without quotes, `null` as `NULL`.
fn taken_out(value: &Value) -> Out {
    match value {
        Value::Null => Out::Null,
        Value::String(text) => Out::Text(text.clone()),
        other => Out::Text(other.to_string()),
    }
}

fn path(cell: &Cell<'_>) -> Result<Option<Path>, String> {
    match cell {
        Cell::Null => Ok(None),
        Cell::Int(index) => Ok(Some(Path::index(*index))),
        other => other.text().map(|it| Path::parse(&it)).transpose(),
    }
}

fn json(cells: &[Cell<'_>]) -> Said {
    Ok(document(&cells[0])?.map_or(Out::Null, |it| Out::Text(it.to_string())))
}

fn extract(cells: &[Cell<'_>]) -> Said {
    let Some(document) = document(&cells[0])? else {
        return Ok(Out::Null);
    };
    let mut found = Vec::new();
    for cell in &cells[1..] {
        let Some(path) = path(cell)? else {
            return Ok(Out::Null);
        };
        found.push(path.find(&document));
    }
    Ok(match found.as_slice() {
        [one] => one.as_ref().map_or(Out::Null, taken_out),
        _ => Out::Text(Value::Array(found.into_iter().map(Option::unwrap_or_default).collect()).to_string()),
    })
}

fn extract_keys(cells: &[Cell<'_>]) -> Said {
    let Some(mut at) = document(&cells[0])? else {
        return Ok(Out::Null);
    };
    for cell in &cells[1..] {
        let Some(next) = path(cell)?.and_then(|it| it.find(&at)) else {
            return Ok(Out::Null);
        };
        at = next;
    }
    Ok(taken_out(&at))
}

fn follow(cells: &[Cell<'_>], path: Option<Path>) -> Result<Option<Value>, String> {
    Ok(match (document(&cells[0])?, path) {
        (Some(document), Some(path)) => path.find(&document),
        _ => None,
    })
}

fn arrow(cells: &[Cell<'_>]) -> Said {
    Ok(follow(cells, path(&cells[1])?)?.map_or(Out::Null, |it| Out::Text(it.to_string())))
}

fn long_arrow(cells: &[Cell<'_>]) -> Said {
    Ok(follow(cells, path(&cells[1])?)?.map_or(Out::Null, |it| taken_out(&it)))
}

fn hash_arrow(cells: &[Cell<'_>]) -> Said {
    let path = cells[1].text().map(|it| Path::parse_list(&it)).transpose()?;
    Ok(follow(cells, path)?.map_or(Out::Null, |it| Out::Text(it.to_string())))
}

fn hash_long_arrow(cells: &[Cell<'_>]) -> Said {
    let path = cells[1].text().map(|it| Path::parse_list(&it)).transpose()?;
    Ok(follow(cells, path)?.map_or(Out::Null, |it| taken_out(&it)))
}

/// The document, or what stands at the path where one is given.
fn at_path(cells: &[Cell<'_>]) -> Result<Option<Value>, String> {
    let Some(document) = document(&cells[0])? else {
        return Ok(None);
    };
    match cells.get(1) {
        None => Ok(Some(document)),
        Some(cell) => Ok(path(cell)?.and_then(|it| it.find(&document))),
    }
}

fn array_length(cells: &[Cell<'_>]) -> Said {
    Ok(match at_path(cells)? {
        None => Out::Null,
        Some(Value::Array(elements)) => Out::Int(i64::try_from(elements.len()).unwrap_or(i64::MAX)),
        Some(_) => Out::Int(0),
    })
}

/// SQLite's names of types.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(true) => "true",
        Value::Bool(false) => "false",
        Value::Number(it) if it.is_f64() => "real",
        Value::Number(_) => "integer",
        Value::String(_) => "text",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn type_of(cells: &[Cell<'_>]) -> Said {
    Ok(at_path(cells)?.map_or(Out::Null, |it| Out::Text(type_name(&it).to_owned())))
}

fn valid(cells: &[Cell<'_>]) -> Said {
    Ok(match cells[0].text() {
        None => Out::Null,
        Some(text) => Out::Bool(serde_json::from_str::<Value>(&text).is_ok()),
    })
}

fn object(cells: &[Cell<'_>]) -> Said {
    if cells.len() % 2 == 1 {
        return Err("takes pairs of a name and a value".to_owned());
    }
    let mut members = Map::new();
    for pair in cells.chunks_exact(2) {
        let name = pair[0].text().ok_or("a name is NULL")?;
        members.insert(name.into_owned(), value_of(&pair[1]));
    }
    Ok(Out::Text(Value::Object(members).to_string()))
}

fn array(cells: &[Cell<'_>]) -> Said {
    Ok(Out::Text(Value::Array(cells.iter().map(value_of).collect()).to_string()))
}

fn quote(cells: &[Cell<'_>]) -> Said {
    Ok(Out::Text(value_of(&cells[0]).to_string()))
}

fn member(cells: &[Cell<'_>]) -> Said {
    let name = cells[0].text().ok_or("a name is NULL")?;
    Ok(Out::Text(format!("{}:{}", Value::from(name.as_ref()), value_of(&cells[1]))))
}

fn pretty(cells: &[Cell<'_>]) -> Said {
    Ok(document(&cells[0])?.map_or(Out::Null, |it| Out::Text(format!("{it:#}"))))
}

fn keys(cells: &[Cell<'_>]) -> Said {
    Ok(match at_path(cells)? {
        Some(Value::Object(members)) => {
            Out::Text(Value::Array(members.keys().map(|it| it.as_str().into()).collect()).to_string())
        }
        _ => Out::Null,
    })
}

fn contains(cells: &[Cell<'_>]) -> Said {
    let whole = match cells.get(2) {
        None => document(&cells[0])?,
        Some(cell) => follow(cells, path(cell)?)?,
    };
    // A text that is no JSON is looked for as a string.
    let part = match cells[1] {
        Cell::Null => return Ok(Out::Null),
        Cell::Text(text) => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
        ref other => value_of(other),
    };
    Ok(whole.map_or(Out::Null, |whole| Out::Bool(compare::contains(&whole, &part))))
}

fn has_key(cells: &[Cell<'_>]) -> Said {
    let (Some(document), Some(key)) = (document(&cells[0])?, cells[1].text()) else {
        return Ok(Out::Null);
    };
    Ok(Out::Bool(match document {
        Value::Object(members) => members.contains_key(key.as_ref()),
        Value::Array(elements) => elements.iter().any(|it| it.as_str() == Some(&key)),
        other => other.as_str() == Some(&key),
    }))
}

/// The number that a value is; booleans are 1 and 0, other text is none.
fn number(cells: &[Cell<'_>]) -> Said {
    Ok(match cells[0].text().as_deref() {
        Some("true") => Out::Float(1.0),
        Some("false") => Out::Float(0.0),
        _ => cells[0].float().map_or(Out::Null, Out::Float),
    })
}

fn boolean(cells: &[Cell<'_>]) -> Said {
    Ok(match cells[0].text().as_deref() {
        Some("true" | "1") => Out::Bool(true),
        Some("false" | "0") => Out::Bool(false),
        _ => Out::Null,
    })
}

/// A text that sorts as SQLite sorts values: numbers first, by size, then texts.
fn sort_key(cells: &[Cell<'_>]) -> Said {
    let Some(text) = cells[0].text() else {
        return Ok(Out::Null);
    };
    Ok(Out::Text(match number(cells)? {
        Out::Float(it) => {
            let bits = it.to_bits();
            let ordered = if bits >> 63 == 1 { !bits } else { bits | 1 << 63 };
            format!("0{ordered:016x}")
        }
        _ => format!("1{text}"),
    }))
}

/// The value of a sort key.
fn sort_value(cells: &[Cell<'_>]) -> Said {
    let Some(key) = cells[0].text() else {
        return Ok(Out::Null);
    };
    if let Some(text) = key.strip_prefix('1') {
        return Ok(Out::Text(text.to_owned()));
    }
    let ordered = u64::from_str_radix(key.get(1..).unwrap_or_default(), 16).map_err(|it| it.to_string())?;
    let bits = if ordered >> 63 == 1 { ordered & !(1 << 63) } else { !ordered };
    Ok(Out::Text(f64::from_bits(bits).to_string()))
}
