//! `DESCRIBE`: the columns of a relation, and with `EXTENDED` what the registry says of each.

use callboard_model::types::ResourceType;
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::arrow::record_batch::RecordBatch;

use super::place::{self, TypePlace};
use super::rows::Columns;
use super::{facts, methods};
use crate::catalog::{Column, ColumnKind, table_of};
use crate::{Answer, Session, SqlError, define};

/// One column of a relation.
pub(super) struct ColumnRow {
    /// As SQL writes it.
    pub(super) name: String,
    /// In StackQL's words.
    pub(super) type_word: &'static str,
    property: Option<String>,
    required: bool,
    read_only: bool,
    create_only: bool,
    write_only: bool,
    identifier: bool,
    /// The type with the names of its members.
    pub(super) shape: String,
    /// What values it takes, besides their shape.
    pub(super) limits: String,
    description: String,
}

/// `DESCRIBE [EXTENDED] t`: of a resource type from its schema, of a view or table of the user's as it is planned.
pub(super) async fn run(session: &Session, table: &[String], extended: bool) -> Result<Answer, SqlError> {
    let batch = if define::is_local(table) {
        let schema = define::schema_of(session, table).await?;
        described(&schema.fields().iter().map(|it| ColumnRow::of_field(it)).collect::<Vec<_>>(), extended)?
    } else {
        let place = place::table(table).map_err(|error| methods::with_hint_at_operation(table, error))?;
        described(&columns(&place), extended)?
    };
    Ok(super::answer(batch))
}

/// The columns of a relation of a resource type: those of its properties in the schema's order, then the region.
pub(super) fn columns(place: &TypePlace) -> Vec<ColumnRow> {
    let Some(table) = table_of(place.of.name, place.relation) else { return Vec::new() };
    let made = |column: &Column, description| ColumnRow::made(&column.name, description);
    let row = |column: &Column| match (column.kind, column.property) {
        (ColumnKind::TagKey, _) => made(column, "the tag's key"),
        (ColumnKind::TagValue, _) => made(column, "the tag's value"),
        (ColumnKind::Region, _) => made(column, "where it is"),
        (_, Some(property)) => ColumnRow::of_property(place.of, property, &column.name),
        (_, None) => made(column, ""),
    };
    let (regions, others): (Vec<_>, Vec<_>) =
        table.columns.iter().filter(|it| !it.hidden).partition(|it| it.kind == ColumnKind::Region);
    others.into_iter().chain(regions).map(row).collect()
}

fn described(rows: &[ColumnRow], extended: bool) -> Result<RecordBatch, SqlError> {
    let columns = Columns::of(rows).text("name", |it| &it.name).text("type", |it| it.type_word);
    if !extended {
        return columns.finish();
    }
    columns
        .text("description", |it| &it.description)
        .some_text("property", |it| it.property.as_ref())
        .truth("required", |it| it.required)
        .truth("read_only", |it| it.read_only)
        .truth("create_only", |it| it.create_only)
        .truth("write_only", |it| it.write_only)
        .truth("identifier", |it| it.identifier)
        .finish()
}

impl ColumnRow {
    /// The column of a property, or of a part of the identifier below one: `Id/Name`.
    fn of_property(of: &'static ResourceType, path: &'static str, name: &str) -> Self {
        let mut names = path.split('/');
        let top = names.next().unwrap_or(path);
        let mut schema = of.properties().get(top);
        for name in names {
            schema = schema.and_then(|it| facts::resolved(of, it).get("properties")?.get(name));
        }
        let mut facts: Vec<String> =
            schema.map(|it| facts::values(of, it)).filter(|it| !it.is_empty()).into_iter().collect();
        if of.deprecated_properties().any(|it| it == path) {
            facts.push("deprecated".to_owned());
        }
        if of.conditional_create_only().any(|it| it == path) {
            facts.push("some changes replace the resource".to_owned());
        }
        Self {
            name: name.to_owned(),
            type_word: schema.map_or("string", |it| facts::type_word(of, it)),
            property: Some(path.to_owned()),
            required: of.required().any(|it| it == path),
            read_only: of.read_only().any(|it| it == path),
            create_only: of.create_only().any(|it| it == path),
            write_only: of.write_only().any(|it| it == path),
            identifier: of.primary_identifier().any(|it| it == path),
            shape: schema.map_or_else(|| "string".to_owned(), |it| facts::shape(of, it)),
            limits: schema.map(|it| facts::limits(of, it)).unwrap_or_default(),
            description: facts.join("; "),
        }
    }

    /// A column that no property stands behind.
    fn made(name: &str, description: &str) -> Self {
        Self {
            name: name.to_owned(),
            type_word: "string",
            property: None,
            required: false,
            read_only: false,
            create_only: false,
            write_only: false,
            identifier: false,
            shape: "string".to_owned(),
            limits: description.to_owned(),
            description: description.to_owned(),
        }
    }

    /// Whether it says which resource a row is of.
    pub(super) fn is_identity(&self) -> bool {
        self.identifier || self.property.is_none()
    }

    fn of_field(field: &Field) -> Self {
        let type_word = match field.data_type() {
            DataType::Boolean => "boolean",
            it if it.is_integer() => "integer",
            it if it.is_numeric() => "number",
            it if it.is_temporal() => "timestamp",
            DataType::Struct(_) | DataType::Map(..) => "object",
            it if it.is_nested() => "array",
            _ => "string",
        };
        let nullable = if field.is_nullable() { "" } else { ", not null" };
        Self { type_word, ..Self::made(field.name(), &format!("{}{nullable}", field.data_type())) }
    }
}
