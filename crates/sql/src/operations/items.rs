//! Items: which part of an output is rows, and their columns.

use std::sync::Arc;

use callboard_model::document::{Document, Map};
use callboard_model::jmespath::MemberPath;
use callboard_model::naming::cli::snake_name;
use callboard_model::service::Operation;
use callboard_model::shape::{Member, Shape, ShapeKind};
use datafusion::arrow::array::{ArrayRef, BooleanArray, Float64Array, Int64Array, StringArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::error::Result;

use crate::change::operation::text;

/// Which part of an output is rows.
#[derive(Debug)]
pub(super) struct Items {
    /// The list of items; none where the whole output is one row.
    path: Option<MemberPath>,
    /// Members of an item; none where items are plain values.
    members: Vec<(&'static str, DataType)>,
    schema: SchemaRef,
}

const REGION: &str = "region";

/// The column of items that are plain values.
const VALUE: &str = "value";

impl Items {
    /// What is rows in the output of an operation: the member that is said to be, else the list in it.
    pub(super) fn of_rows(operation: &'static Operation, rows: Option<&str>) -> Self {
        let output = operation.output;
        let said = rows.and_then(|rows| {
            let member = output?.member(rows)?.shape();
            let item = if let ShapeKind::List(item) = &member.kind { item.shape() } else { member };
            Some((MemberPath::parse(rows).ok()?, item))
        });
        let found = said.or_else(|| output.and_then(|it| listed(operation, it)));
        let (path, item) = match found {
            Some((path, item)) => (Some(path), Some(item)),
            None => (None, output),
        };
        let mut fields = vec![Field::new(REGION, DataType::Utf8, false)];
        let mut members = Vec::new();
        for member in item.map_or(&[][..], |it| it.members()) {
            let mut name = snake_name(member.name);
            if name == REGION {
                name.insert(0, '_');
            }
            let data_type = data_type(member.shape());
            fields.push(Field::new(name, data_type.clone(), true));
            members.push((member.name, data_type));
        }
        if let (Some(_), Some(item)) = (&path, item)
            && members.is_empty()
        {
            fields.push(Field::new(VALUE, data_type(item), true));
        }
        Self { path, members, schema: Arc::new(Schema::new(fields)) }
    }

    pub(super) fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    /// How many rows a page gives.
    pub(super) fn count(&self, page: &Map) -> usize {
        match &self.path {
            None => 1,
            Some(path) => path.get(page).map_or(0, |it| it.as_list().map_or(1, <[_]>::len)),
        }
    }

    /// The rows of a page.
    pub(super) fn batch(
        &self,
        page: &Map,
        region: &str,
        projection: &[usize],
        schema: &SchemaRef,
        most: usize,
    ) -> Result<RecordBatch> {
        let whole;
        let items: &[Document] = match &self.path {
            // A member that is no list is one row.
            Some(path) => match path.get(page) {
                Some(found) => found.as_list().unwrap_or(std::slice::from_ref(found)),
                None => &[],
            },
            None => {
                whole = [Document::Map(page.clone())];
                &whole
            }
        };
        let items = &items[..items.len().min(most)];
        let columns = projection.iter().map(|number| match number.checked_sub(1) {
            None => Arc::new(StringArray::from(vec![region; items.len()])) as ArrayRef,
            Some(number) => match self.members.get(number) {
                Some((name, data_type)) => column(data_type, items.iter().map(|it| it.get(name))),
                None => column(self.schema.field(number + 1).data_type(), items.iter().map(Some)),
            },
        });
        let options = RecordBatchOptions::new().with_row_count(Some(items.len()));
        Ok(RecordBatch::try_new_with_options(Arc::clone(schema), columns.collect(), &options)?)
    }
}

/// The list that a paginator joins, else the only one; and the shape of its items.
fn listed(operation: &'static Operation, output: &'static Shape) -> Option<(MemberPath, &'static Shape)> {
    let paginator = operation.service.paginator(operation.name);
    let joined = paginator.into_iter().flat_map(|it| it.result_key.iter());
    for key in joined {
        if let Some(item) = item_at(output, key)
            && let Ok(path) = MemberPath::parse(key)
        {
            return Some((path, item));
        }
    }
    let mut lists = output.members().iter().filter(|it| matches!(it.shape().kind, ShapeKind::List(_)));
    let only = lists.next().filter(|_| lists.next().is_none())?;
    // A structure beside the list is the thing itself; a token or a count beside it is not.
    let is_beside = |it: &Member| matches!(it.shape().kind, ShapeKind::Structure(_));
    if output.members().iter().any(is_beside) {
        return None;
    }
    Some((MemberPath::parse(only.name).ok()?, item_at(output, only.name)?))
}

fn item_at(output: &'static Shape, path: &str) -> Option<&'static Shape> {
    let mut shape = output;
    for name in path.split('.') {
        shape = shape.member(name)?.shape();
    }
    match &shape.kind {
        ShapeKind::List(item) => Some(item.shape()),
        _ => None,
    }
}

fn data_type(shape: &Shape) -> DataType {
    match shape.kind {
        ShapeKind::Boolean => DataType::Boolean,
        ShapeKind::Integer | ShapeKind::Long => DataType::Int64,
        ShapeKind::Float | ShapeKind::Double => DataType::Float64,
        _ => DataType::Utf8,
    }
}

fn column<'a>(data_type: &DataType, values: impl Iterator<Item = Option<&'a Document>>) -> ArrayRef {
    let values = values.map(|it| it.filter(|it| !it.is_null()));
    match data_type {
        DataType::Boolean => Arc::new(values.map(|it| it.and_then(Document::as_bool)).collect::<BooleanArray>()),
        DataType::Int64 => Arc::new(values.map(|it| it.and_then(Document::as_i64)).collect::<Int64Array>()),
        DataType::Float64 => Arc::new(values.map(|it| it.and_then(Document::as_f64)).collect::<Float64Array>()),
        _ => Arc::new(values.map(|it| it.map(text)).collect::<StringArray>()),
    }
}
