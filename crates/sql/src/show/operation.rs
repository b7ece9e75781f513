//! `DESCRIBE METHOD`: what a method takes and gives, of a resource type or of an API.

use callboard_model::naming::snake_name;
use callboard_model::service::Operation;
use callboard_model::shape::{Member, Shape, ShapeKind};
use callboard_model::types::Action;
use datafusion::arrow::record_batch::RecordBatch;

use super::place::{self, TypePlace};
use super::rows::Columns;
use super::{describe, facts, methods};
use crate::error::sqlstate;
use crate::{Session, SqlError};

struct ParameterRow {
    name: String,
    type_word: &'static str,
    param_type: &'static str,
    shape: String,
    description: String,
}

const INPUT_REQUIRED: &str = "input_required";
const INPUT_OPTIONAL: &str = "input_optional";
const OUTPUT: &str = "output";

/// `DESCRIBE METHOD [EXTENDED] p.s.r.method`, or `p.s.operation`.
pub(super) fn run(session: &Session, path: &[String], extended: bool) -> Result<RecordBatch, SqlError> {
    let Some((method, of)) = path.split_last() else { return Err(SqlError::syntax("a method is missing")) };
    let of_type = methods::action_of(method).and_then(|action| Some((place::table(of).ok()?, action)));
    let rows = match of_type {
        Some((place, action)) => of_action(session, &place, action)?,
        None => match place::table(of) {
            Ok(place) => return Err(methods::no_such_method(&place, method)),
            Err(error) if of.len() > 2 => return Err(error),
            Err(_) => of_operation(methods::operation(of, method)?),
        },
    };
    let columns = Columns::of(&rows)
        .text("name", |it| &it.name)
        .text("type", |it| it.type_word)
        .text("param_type", |it| it.param_type)
        .text("shape", |it| &it.shape);
    if extended { columns.text("description", |it| &it.description).finish() } else { columns.finish() }
}

fn of_action(session: &Session, place: &TypePlace, action: Action) -> Result<Vec<ParameterRow>, SqlError> {
    let of = place.of;
    if !methods::is_there(session, place, action) {
        let message = format!("`{}` has no method `{}`", place.id(), methods::method_name(action));
        return Err(SqlError::new(sqlstate::UNDEFINED_FUNCTION, message));
    }
    let required = methods::required_inputs(session, place, action);
    let mut rows: Vec<ParameterRow> = required.iter().map(|it| input(place, it, INPUT_REQUIRED)).collect();
    let may_be_given = |name: &str| match action {
        Action::Create => !of.read_only().any(|it| it == name),
        Action::Update => !of.read_only().chain(of.create_only()).any(|it| it == name),
        Action::Read | Action::Delete | Action::List => false,
    };
    let others = of.properties().keys().filter(|it| may_be_given(it) && !required.contains(it));
    rows.extend(others.map(|it| input(place, it, INPUT_OPTIONAL)));
    let outputs = describe::columns(place).into_iter();
    rows.extend(outputs.filter(|it| action != Action::Delete || it.is_identity()).map(|it| ParameterRow {
        shape: it.shape,
        name: it.name,
        type_word: it.type_word,
        param_type: OUTPUT,
        description: it.limits,
    }));
    Ok(rows)
}

/// An input by its property, or one that is none: `region`, `data__Identifier`, the column of a parent.
fn input(place: &TypePlace, name: &str, param_type: &'static str) -> ParameterRow {
    let property = callboard_model::naming::sql::property_of_column(place.of, name);
    let schema = property.and_then(|it| place.of.properties().get(it));
    let type_word = match schema {
        Some(schema) => facts::type_word(place.of, schema),
        None if name == place.patch_column() => "array",
        None => "string",
    };
    ParameterRow {
        name: name.to_owned(),
        type_word,
        param_type,
        shape: schema.map_or_else(|| type_word.to_owned(), |it| facts::shape(place.of, it)),
        description: schema.map(|it| facts::limits(place.of, it)).unwrap_or_default(),
    }
}

fn of_operation(operation: &'static Operation) -> Vec<ParameterRow> {
    let members = |shape: Option<&'static Shape>| shape.map(Shape::members).unwrap_or_default();
    let row = |member: &'static Member, name: String, param_type| {
        let shape = member.shape();
        ParameterRow {
            name,
            type_word: type_word(shape),
            param_type,
            shape: shape_text(shape, 0),
            description: description(member, shape),
        }
    };
    let inputs = members(operation.input);
    let of_kind = |required: bool| inputs.iter().filter(move |it| it.required == required);
    let required = of_kind(true).map(|it| row(it, it.name.to_owned(), INPUT_REQUIRED));
    let optional = of_kind(false).map(|it| row(it, it.name.to_owned(), INPUT_OPTIONAL));
    let outputs = members(operation.output).iter().map(|it| row(it, snake_name(it.name), OUTPUT));
    required.chain(optional).chain(outputs).collect()
}

fn type_word(shape: &Shape) -> &'static str {
    match &shape.kind {
        ShapeKind::Structure(_) | ShapeKind::Map(..) => "object",
        ShapeKind::List(_) => "array",
        ShapeKind::Integer | ShapeKind::Long => "integer",
        ShapeKind::Float | ShapeKind::Double => "number",
        ShapeKind::Boolean => "boolean",
        ShapeKind::Timestamp => "timestamp",
        ShapeKind::String | ShapeKind::Character | ShapeKind::Blob => "string",
    }
}

/// `{endpointArn: string, tags: {string: string}}`; what lies deeper is left out.
fn shape_text(shape: &'static Shape, depth: usize) -> String {
    let inner = |member: &'static Member| shape_text(member.shape(), depth + 1);
    match &shape.kind {
        ShapeKind::Structure(_) | ShapeKind::Map(..) if depth > 2 => "{…}".to_owned(),
        ShapeKind::Structure(members) => {
            let members = members.iter().map(|it| {
                let required = if it.required { "*" } else { "" };
                format!("{}{required}: {}", it.name, inner(it))
            });
            format!("{{{}}}", members.collect::<Vec<_>>().join(", "))
        }
        ShapeKind::Map(key, value) => format!("{{{}: {}}}", inner(key), inner(value)),
        ShapeKind::List(item) => format!("[{}]", inner(item)),
        ShapeKind::Blob => "base64".to_owned(),
        _ => type_word(shape).to_owned(),
    }
}

fn description(member: &Member, shape: &Shape) -> String {
    let mut parts = Vec::new();
    if !shape.enum_values.is_empty() {
        parts.push(format!("one of {}", shape.enum_values.join(", ")));
    }
    let unit = match shape.kind {
        ShapeKind::String => " characters",
        ShapeKind::List(_) | ShapeKind::Map(..) => " items",
        ShapeKind::Blob => " bytes",
        _ => "",
    };
    match (shape.min, shape.max) {
        (Some(min), Some(max)) if min == max => parts.push(format!("{min}{unit}")),
        (Some(min), Some(max)) => parts.push(format!("{min} to {max}{unit}")),
        (Some(min), None) => parts.push(format!("at least {min}{unit}")),
        (None, Some(max)) => parts.push(format!("at most {max}{unit}")),
        (None, None) => {}
    }
    parts.extend(shape.pattern.map(|it| format!("pattern {it}")));
    let words = [
        (shape.traits.sensitive, "secret"),
        (member.traits.idempotency_token, "made where it is not given"),
        (member.traits.deprecated || shape.traits.deprecated, "deprecated"),
    ];
    parts.extend(words.into_iter().filter(|(holds, _)| *holds).map(|(_, word)| word.to_owned()));
    parts.join("; ")
}
