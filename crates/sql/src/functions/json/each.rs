//! `json_each` and `json_tree`: a row for each element of a document.
//!
//! `FROM t, json_each(t.tags) AS e` is a lateral join, which DataFusion plans but cannot run. So the plan is changed:
//!
//! ```text
//! Join(t, JsonEach(t.tags) AS e)  ─▶  Projection(t.*, e.key, e.value, …)
//!                                       Unnest(entries)
//!                                         Projection(t.*, json_entries(t.tags) AS entries)
//! ```
//!
//! No row of `t` is read twice, and no call is made that a query of `t` alone would not make.

use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, Int64Builder, ListArray, RecordBatch, StringBuilder, StructArray};
use datafusion::arrow::buffer::{NullBuffer, OffsetBuffer};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use datafusion::catalog::{Session, TableFunctionArgs, TableFunctionImpl, TableProvider};
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::Transformed;
use datafusion::common::{Column, Result, ScalarValue, TableReference, UnnestOptions, not_impl_err, plan_err};
use datafusion::datasource::{MemTable, TableType, source_as_provider};
use datafusion::functions::core::expr_fn::get_field;
use datafusion::logical_expr::{
    ColumnarValue, Expr, JoinType, LogicalPlan, LogicalPlanBuilder, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDF,
    ScalarUDFImpl, Signature, TypeSignature, Volatility,
};
use datafusion::optimizer::AnalyzerRule;
use datafusion::physical_plan::ExecutionPlan;
use serde_json::Value;

use super::super::row::{Cells, Out, cell_type, refused};
use super::marker::{self, Marker};
use super::path::{Path, Step};
use super::{document, path, taken_out, type_name};

/// The columns, as SQLite has them.
pub(crate) const COLUMNS: [&str; 8] = ["key", "value", "type", "atom", "id", "parent", "fullkey", "path"];

/// `json_each` or `json_tree` as a table function.
#[derive(Debug)]
pub(crate) struct JsonEach {
    /// Whether elements of elements are given too.
    pub(crate) deep: bool,
}

/// A call of it: a table whose rows depend on the tables before it.
#[derive(Debug)]
struct Call {
    arguments: Vec<Expr>,
    deep: bool,
}

impl TableFunctionImpl for JsonEach {
    fn call_with_args(&self, arguments: TableFunctionArgs<'_, '_>) -> Result<Arc<dyn TableProvider>> {
        let name = if self.deep { "json_tree" } else { "json_each" };
        let arguments = arguments.exprs();
        if arguments.is_empty() || arguments.len() > 2 {
            return plan_err!("{name}() takes a document and a path, not {} arguments", arguments.len());
        }
        if arguments.iter().any(Expr::contains_outer) {
            return not_impl_err!(
                "{name}() over a column of an outer query; join it in the FROM of that query, or use json_contains()"
            );
        }
        Ok(Arc::new(Call { arguments: arguments.to_vec(), deep: self.deep }))
    }
}

#[async_trait]
impl TableProvider for Call {
    fn schema(&self) -> SchemaRef {
        Arc::new(Schema::new(columns()))
    }

    fn table_type(&self) -> TableType {
        TableType::Temporary
    }

    /// Only reached where the arguments are constants.
    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let schema = datafusion::common::DFSchema::empty();
        let batch = RecordBatch::try_new_with_options(
            Arc::new(Schema::empty()),
            vec![],
            &datafusion::arrow::array::RecordBatchOptions::new().with_row_count(Some(1)),
        )?;
        let mut constants = Vec::new();
        for argument in &self.arguments {
            let value = state.create_physical_expr(argument.clone(), &schema)?.evaluate(&batch)?;
            constants.push(Cells::new(&value, false)?);
        }
        let mut rows = Rows::default();
        rows.add(&constants, 0, self.deep)?;
        let columns = rows.finish();
        let batch = RecordBatch::try_new(self.schema(), columns)?;
        MemTable::try_new(self.schema(), vec![vec![batch]])?.scan(state, projection, filters, limit).await
    }
}

fn columns() -> Vec<Field> {
    COLUMNS
        .iter()
        .map(|name| match *name {
            "id" | "parent" => Field::new(*name, DataType::Int64, true),
            "value" | "atom" => marker::mark(Field::new(*name, DataType::Utf8, true), Some(Marker::Value)),
            _ => Field::new(*name, DataType::Utf8, true),
        })
        .collect()
}

fn entry() -> FieldRef {
    Arc::new(Field::new("item", DataType::Struct(Fields::from(columns())), true))
}

/// The rows of one or more documents.
#[derive(Default)]
struct Rows {
    texts: [StringBuilder; 6],
    numbers: [Int64Builder; 2],
    count: usize,
}

impl Rows {
    /// Adds the rows of one call.
    fn add(&mut self, arguments: &[Cells], row: usize, deep: bool) -> Result<()> {
        let name = if deep { "json_tree" } else { "json_each" };
        let document = match document(&arguments[0].at(row)) {
            Ok(Some(it)) => it,
            Ok(None) => return Ok(()),
            Err(why) => return Err(refused(name, &why)),
        };
        let start = match arguments.get(1).map(|it| path(&it.at(row))) {
            None => Path::parse("$"),
            Some(Ok(Some(it))) => Ok(it),
            Some(Ok(None)) => return Ok(()),
            Some(Err(why)) => Err(why),
        };
        let start = match start {
            Ok(it) => it,
            Err(why) => return Err(refused(name, &why)),
        };
        let Some(at) = start.find(&document) else {
            return Ok(());
        };
        let place = start.steps().iter().fold("$".to_owned(), |place, step| match step {
            Step::Key(key) => member_place(&place, key),
            Step::Index(index) => format!("{place}[{index}]"),
            Step::FromEnd(back) => format!("{place}[#-{back}]"),
            Step::All => format!("{place}[*]"),
        });
        let mut next_id = 0;
        if deep {
            self.tree(None, &at, None, &place, &place, &mut next_id);
        } else {
            self.elements(&at, &place, &mut next_id);
        }
        Ok(())
    }

    fn elements(&mut self, at: &Value, place: &str, next_id: &mut i64) {
        match at {
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    *next_id += 1;
                    self.push(Some(&index.to_string()), element, *next_id, None, &format!("{place}[{index}]"), place);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    *next_id += 1;
                    self.push(Some(name), member, *next_id, None, &member_place(place, name), place);
                }
            }
            other => self.push(None, other, 0, None, place, place),
        }
    }

    fn tree(&mut self, key: Option<&str>, at: &Value, parent: Option<i64>, full: &str, place: &str, next_id: &mut i64) {
        let id = *next_id;
        *next_id += 1;
        self.push(key, at, id, parent, full, place);
        match at {
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    let key = index.to_string();
                    self.tree(Some(&key), element, Some(id), &format!("{full}[{index}]"), full, next_id);
                }
            }
            Value::Object(members) => {
                for (name, member) in members {
                    self.tree(Some(name), member, Some(id), &member_place(full, name), full, next_id);
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, key: Option<&str>, value: &Value, id: i64, parent: Option<i64>, full: &str, place: &str) {
        let text = match taken_out(value) {
            Out::Text(text) => Some(text),
            _ => None,
        };
        let is_atom = !matches!(value, Value::Array(_) | Value::Object(_));
        self.texts[0].append_option(key);
        self.texts[1].append_option(text.as_deref());
        self.texts[2].append_value(type_name(value));
        self.texts[3].append_option(text.as_deref().filter(|_| is_atom));
        self.texts[4].append_value(full);
        self.texts[5].append_value(place);
        self.numbers[0].append_value(id);
        self.numbers[1].append_option(parent);
        self.count += 1;
    }

    /// The columns in order.
    fn finish(mut self) -> Vec<ArrayRef> {
        let [key, value, kind, atom, full, place] = self.texts.each_mut().map(|it| Arc::new(it.finish()) as ArrayRef);
        let [id, parent] = self.numbers.each_mut().map(|it| Arc::new(it.finish()) as ArrayRef);
        vec![key, value, kind, atom, id, parent, full, place]
    }
}

fn member_place(place: &str, name: &str) -> String {
    let plain = name.chars().all(|it| it.is_alphanumeric() || it == '_') && !name.is_empty();
    if plain { format!("{place}.{name}") } else { format!("{place}.\"{name}\"") }
}

/// `json_entries(document, path)`: the rows of one document as a list.
#[derive(Debug, PartialEq, Eq, Hash)]
struct JsonEntries {
    signature: Signature,
    deep: bool,
    /// Whether no rows are `NULL`, so that an outer join keeps its row.
    keep_empty: bool,
}

impl JsonEntries {
    fn call(deep: bool, keep_empty: bool, arguments: Vec<Expr>) -> Expr {
        let signature = Signature::one_of(vec![TypeSignature::UserDefined], Volatility::Immutable);
        ScalarUDF::new_from_impl(Self { signature, deep, keep_empty }).call(arguments)
    }
}

impl ScalarUDFImpl for JsonEntries {
    fn name(&self) -> &str {
        match (self.deep, self.keep_empty) {
            (false, false) => "json_entries",
            (false, true) => "json_entries_or_null",
            (true, false) => "json_tree_entries",
            (true, true) => "json_tree_entries_or_null",
        }
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.iter().map(cell_type).collect())
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::List(entry()))
    }

    fn return_field_from_args(&self, _arguments: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(Field::new(self.name(), DataType::List(entry()), true)))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let cells = arguments.args.iter().map(|it| Cells::new(it, false)).collect::<Result<Vec<_>>>()?;
        let mut rows = Rows::default();
        let mut lengths = Vec::with_capacity(arguments.number_rows);
        for row in 0..arguments.number_rows {
            let before = rows.count;
            rows.add(&cells, row, self.deep)?;
            lengths.push(rows.count - before);
        }
        let nulls = self.keep_empty.then(|| NullBuffer::from_iter(lengths.iter().map(|it| *it > 0)));
        let offsets = OffsetBuffer::from_lengths(lengths);
        let values = StructArray::try_new(Fields::from(columns()), rows.finish(), None)?;
        Ok(ColumnarValue::Array(Arc::new(ListArray::try_new(entry(), offsets, Arc::new(values), nulls)?)))
    }
}

/// Turns joins with a [`Call`] into an unnest.
#[derive(Debug)]
pub(crate) struct UnnestJsonEach;

impl AnalyzerRule for UnnestJsonEach {
    fn name(&self) -> &str {
        "unnest_json_each"
    }

    fn analyze(&self, plan: LogicalPlan, _config: &ConfigOptions) -> Result<LogicalPlan> {
        let rewritten = plan.transform_up_with_subqueries(|node| {
            let LogicalPlan::Join(join) = &node else {
                return Ok(Transformed::no(node));
            };
            let Some((call, alias)) = call_of(&join.right) else {
                return Ok(Transformed::no(node));
            };
            if call.arguments.iter().all(|it| it.column_refs().is_empty()) {
                return Ok(Transformed::no(node));
            }
            let keep_empty = match join.join_type {
                JoinType::Inner => false,
                JoinType::Left if join.on.is_empty() && is_true(join.filter.as_ref()) => true,
                JoinType::Left => {
                    return not_impl_err!(
                        "LEFT JOIN json_each() with a condition; write ON true, and CASE over its columns"
                    );
                }
                _ => return not_impl_err!("json_each() in a {} join", join.join_type),
            };
            let mut unnested = unnest(Arc::clone(&join.left), &call, &alias, keep_empty)?;
            if !keep_empty {
                let equalities = join.on.iter().map(|(left, right)| left.clone().eq(right.clone()));
                for condition in equalities.chain(join.filter.clone()) {
                    unnested = unnested.filter(condition)?;
                }
            }
            Ok(Transformed::yes(unnested.build()?))
        })?;
        Ok(rewritten.data)
    }
}

fn is_true(filter: Option<&Expr>) -> bool {
    filter.is_none_or(|it| matches!(it, Expr::Literal(ScalarValue::Boolean(Some(true)), _)))
}

struct Found {
    arguments: Vec<Expr>,
    deep: bool,
}

/// The call behind the right side of a join, and the name of its columns.
fn call_of(plan: &LogicalPlan) -> Option<(Found, TableReference)> {
    match plan {
        LogicalPlan::SubqueryAlias(it) => call_of(&it.input).map(|(call, _)| (call, it.alias.clone())),
        LogicalPlan::Subquery(it) => call_of(&it.subquery),
        LogicalPlan::TableScan(it) => {
            let provider = source_as_provider(&it.source).ok()?;
            let call = (provider.as_ref() as &dyn std::any::Any).downcast_ref::<Call>()?;
            Some((Found { arguments: call.arguments.clone(), deep: call.deep }, it.table_name.clone()))
        }
        _ => None,
    }
}

fn unnest(
    left: Arc<LogicalPlan>,
    call: &Found,
    alias: &TableReference,
    keep_empty: bool,
) -> Result<LogicalPlanBuilder> {
    // Unique among nested calls: `json_each(e.value)` reads what another one gave.
    let entries = format!("__entries_of_{}_{}", alias.table(), left.schema().fields().len());
    let kept: Vec<Expr> = left.schema().columns().into_iter().map(Expr::Column).collect();
    let mut with_entries = kept.clone();
    with_entries.push(JsonEntries::call(call.deep, keep_empty, call.arguments.clone()).alias(&entries));
    let options = UnnestOptions::new().with_preserve_nulls(keep_empty);
    let mut shown = kept;
    for name in COLUMNS {
        let column = get_field(Expr::Column(Column::new_unqualified(&entries)), name);
        shown.push(column.alias_qualified(Some(alias.clone()), name));
    }
    LogicalPlanBuilder::new_from_arc(left)
        .project(with_entries)?
        .unnest_column_with_options(Column::new_unqualified(&entries), options)?
        .project(shown)
}
