//! Columns: what a relation of a resource type holds, and of which types.

use callboard_model::naming::sql::{Relation, sql_column, sql_column_of};
use callboard_model::types::{Action, ResourceType};
use datafusion::arrow::datatypes::{DataType, Field};
use serde_json::Value;

use crate::answer::json_column;

/// One column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name by StackQL's rule: `active_session_id`.
    pub name: String,
    /// The property behind it, or a path of properties (`Id/Name`) where that is a part of the identifier.
    pub property: Option<&'static str>,
    /// What its values are.
    pub data_type: DataType,
    /// What it stands for.
    pub kind: ColumnKind,
    /// Whether its values are objects or lists, as JSON text.
    pub json: bool,
    /// Whether `SELECT *` leaves it out.
    pub hidden: bool,
}

/// What a column stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ColumnKind {
    /// Where the resource is.
    Region,
    /// Cloud Control's text of the primary identifier, all parts in one.
    Identifier,
    /// A property.
    Property,
    /// The key of a tag.
    TagKey,
    /// The value of a tag.
    TagValue,
}

/// StackQL's names of the column of the identifier, of its first generation and its second.
pub(super) const IDENTIFIER_COLUMNS: [&str; 2] = ["data__identifier", "identifier"];

const REGION: &str = "region";

impl Column {
    /// The column as DataFusion knows it.
    pub(crate) fn field(&self) -> Field {
        let field = Field::new(&self.name, self.data_type.clone(), !matches!(self.kind, ColumnKind::Region));
        if self.json { json_column(field) } else { field }
    }

    fn text(name: &str, kind: ColumnKind) -> Self {
        Self { name: name.to_owned(), property: None, data_type: DataType::Utf8, kind, json: false, hidden: false }
    }
}

/// The columns of a relation; none where the type has no such relation.
pub(super) fn columns_of(of: &'static ResourceType, relation: Relation) -> Option<Vec<Column>> {
    let mut columns = vec![Column::text(REGION, ColumnKind::Region)];
    match relation {
        Relation::Resources => columns.extend(of.properties().keys().map(|name| property(of, name))),
        Relation::ListOnly => {
            columns.extend(of.primary_identifier().map(|path| property(of, path)));
            // What a listing must be given can be asked for, though it is no part of the identifier.
            let given = of.handler(Action::List).into_iter().flat_map(|it| it.required_input());
            let lacking = given.filter(|name| of.primary_identifier().all(|it| it != *name));
            columns.extend(lacking.map(|name| Column { hidden: true, ..property(of, name) }));
        }
        Relation::Tags => {
            let tags = of.tag_property()?;
            columns.extend(of.properties().keys().filter(|name| *name != tags).map(|name| property(of, name)));
            columns.push(Column::text("tag_key", ColumnKind::TagKey));
            columns.push(Column::text("tag_value", ColumnKind::TagValue));
        }
    }
    for name in IDENTIFIER_COLUMNS {
        if columns.iter().all(|it| it.name != name) {
            columns.push(Column { hidden: true, ..Column::text(name, ColumnKind::Identifier) });
        }
    }
    Some(columns)
}

fn property(of: &'static ResourceType, path: &'static str) -> Column {
    let (data_type, json) = data_type_of(of, path);
    let mut name = if path.contains('/') { sql_column(path) } else { sql_column_of(of.name, path) };
    if matches!(name.as_str(), REGION | "tag_key" | "tag_value") {
        name.insert(0, '_');
    }
    Column { name, property: Some(path), data_type, kind: ColumnKind::Property, json, hidden: false }
}

/// The type of a property's column, and whether it is JSON text.
fn data_type_of(of: &'static ResourceType, path: &str) -> (DataType, bool) {
    let mut parts = path.split('/');
    let mut schema = parts.next().and_then(|name| of.properties().get(name));
    for part in parts {
        schema = schema.and_then(|it| resolve(of, it).get("properties")?.get(part));
    }
    match schema.and_then(|it| json_type(of, it, 0)) {
        Some("string") => (DataType::Utf8, false),
        Some("integer") => (DataType::Int64, false),
        Some("number") => (DataType::Float64, false),
        Some("boolean") => (DataType::Boolean, false),
        _ => (DataType::Utf8, true),
    }
}

/// The one JSON type that all values of a schema have; none where they differ or are not said.
fn json_type(of: &'static ResourceType, schema: &'static Value, depth: usize) -> Option<&'static str> {
    // Schemas refer to themselves, though hardly ever at the top.
    if depth > 8 {
        return None;
    }
    let schema = resolve(of, schema);
    let same = |mut types: Box<dyn Iterator<Item = Option<&'static str>>>| {
        let first = types.next()??;
        types.all(|it| it == Some(first)).then_some(first)
    };
    match schema.get("type") {
        Some(Value::String(name)) => return Some(name),
        Some(Value::Array(names)) => return same(Box::new(names.iter().map(Value::as_str))),
        _ => {}
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array)
        && values.iter().all(Value::is_string)
    {
        return Some("string");
    }
    let choices = ["anyOf", "oneOf", "allOf"].iter().find_map(|key| schema.get(key)?.as_array())?;
    same(Box::new(choices.iter().map(move |it| json_type(of, it, depth + 1))))
}

/// The schema that a `$ref` means.
fn resolve(of: &'static ResourceType, schema: &'static Value) -> &'static Value {
    let mut schema = schema;
    for _ in 0..8 {
        let Some(pointer) = schema.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix('#')) else {
            break;
        };
        let Some(target) = of.schema().pointer(pointer) else { break };
        schema = target;
    }
    schema
}
