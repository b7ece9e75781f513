//! Functions of one row: what a table of plain Rust functions needs to be called by DataFusion.
//!
//! Arguments come as [`Cell`]s: DataFusion is told to cast every number to a 64-bit one and everything else to text.

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, BooleanBuilder, Float64Builder, Int64Builder, StringBuilder};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Float64Type, Int64Type};
use datafusion::common::{DataFusionError, Result, ScalarValue, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};

use super::json::marker::{self, Marker};
use crate::SqlError;
use crate::error::sqlstate;

/// One value of an argument.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell<'a> {
    /// `NULL`
    Null,
    /// `true`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Another number.
    Float(f64),
    /// A text.
    Text(&'a str),
    /// A text that holds JSON: another function made it, or it is a column of objects.
    Json(&'a str),
}

/// What a function gives back for one row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Out {
    /// `NULL`
    Null,
    /// `true`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// Another number.
    Float(f64),
    /// A text.
    Text(String),
}

/// What a function says of one row, or why it cannot.
pub(crate) type Said = std::result::Result<Out, String>;

/// A function, as the tables in this folder list it.
pub(crate) struct RowFunction {
    /// Its name, in lower case.
    pub(crate) name: &'static str,
    /// Other names of it.
    pub(crate) aliases: &'static [&'static str],
    /// Fewest and most arguments.
    pub(crate) arity: (usize, usize),
    /// The type of what it gives back.
    pub(crate) returns: Returns,
    /// Whether its texts are JSON.
    pub(crate) marker: Option<Marker>,
    /// The function.
    pub(crate) run: fn(&[Cell<'_>]) -> Said,
}

/// The type of what a function gives back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Returns {
    /// Truth.
    Bool,
    /// Whole numbers.
    Int,
    /// Numbers.
    Float,
    /// Text.
    Text,
}

impl Returns {
    fn data_type(self) -> DataType {
        match self {
            Self::Bool => DataType::Boolean,
            Self::Int => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Text => DataType::Utf8,
        }
    }
}

/// Any number of arguments.
pub(crate) const MANY: usize = usize::MAX;

impl RowFunction {
    /// A function that gives back text.
    pub(crate) const fn text(name: &'static str, arity: (usize, usize), run: fn(&[Cell<'_>]) -> Said) -> Self {
        Self { name, aliases: &[], arity, returns: Returns::Text, marker: None, run }
    }

    /// The same function that gives back another type.
    pub(crate) const fn returning(mut self, returns: Returns) -> Self {
        self.returns = returns;
        self
    }

    /// The same function under more names.
    pub(crate) const fn or(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// The same function, whose texts are JSON.
    pub(crate) const fn marked(mut self, marker: Marker) -> Self {
        self.marker = Some(marker);
        self
    }
}

/// A [`RowFunction`] for DataFusion.
#[derive(Debug)]
pub(super) struct RowUdf {
    function: &'static RowFunction,
    signature: Signature,
    aliases: Vec<String>,
}

impl std::fmt::Debug for RowFunction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for RowUdf {
    fn eq(&self, other: &Self) -> bool {
        self.function.name == other.function.name
    }
}

impl Eq for RowUdf {}

impl std::hash::Hash for RowUdf {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.function.name.hash(state);
    }
}

impl RowUdf {
    pub(super) fn new(function: &'static RowFunction) -> Self {
        let signature =
            Signature::one_of(vec![TypeSignature::UserDefined, TypeSignature::Nullary], Volatility::Immutable);
        let aliases = function.aliases.iter().map(|it| (*it).to_owned()).collect();
        Self { function, signature, aliases }
    }
}

impl ScalarUDFImpl for RowUdf {
    fn name(&self) -> &str {
        self.function.name
    }

    fn aliases(&self) -> &[String] {
        &self.aliases
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(self.function.returns.data_type())
    }

    fn return_field_from_args(&self, arguments: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        let (fewest, most) = self.function.arity;
        let given = arguments.arg_fields.len();
        if given < fewest || given > most {
            return plan_err!("{}() takes {}, not {given}", self.function.name, in_words(fewest, most));
        }
        let field = Field::new(self.function.name, self.function.returns.data_type(), true);
        Ok(Arc::new(marker::mark(field, self.function.marker)))
    }

    fn coerce_types(&self, types: &[DataType]) -> Result<Vec<DataType>> {
        Ok(types.iter().map(cell_type).collect())
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let all_constant = arguments.args.iter().all(|it| matches!(it, ColumnarValue::Scalar(_)));
        let rows = if all_constant { 1 } else { arguments.number_rows };
        let columns = arguments
            .args
            .iter()
            .zip(&arguments.arg_fields)
            .map(|(argument, field)| Cells::new(argument, marker::of(field).is_some()))
            .collect::<Result<Vec<_>>>()?;
        let mut builder = Builder::new(self.function.returns, rows);
        let mut cells = Vec::with_capacity(columns.len());
        for row in 0..rows {
            cells.clear();
            cells.extend(columns.iter().map(|it| it.at(row)));
            match (self.function.run)(&cells) {
                Ok(out) => builder.push(out),
                Err(why) => return Err(refused(self.function.name, &why)),
            }
        }
        let array = builder.finish();
        Ok(match all_constant {
            true => ColumnarValue::Scalar(ScalarValue::try_from_array(&array, 0)?),
            false => ColumnarValue::Array(array),
        })
    }
}

/// What a function says of a value that it cannot take.
pub(super) fn refused(function: &str, why: &str) -> DataFusionError {
    SqlError::new(sqlstate::INVALID_TEXT, format!("{function}(): {why}")).into()
}

fn in_words(fewest: usize, most: usize) -> String {
    let plural = |count: usize| if count == 1 { "argument" } else { "arguments" };
    match most {
        MANY => format!("at least {fewest} {}", plural(fewest)),
        _ if fewest == most => format!("{fewest} {}", plural(fewest)),
        _ => format!("{fewest} to {most} arguments"),
    }
}

/// The type that a value of this type is cast to.
pub(super) fn cell_type(of: &DataType) -> DataType {
    match of {
        DataType::Boolean => DataType::Boolean,
        DataType::Decimal32(..) | DataType::Decimal64(..) | DataType::Decimal128(..) | DataType::Decimal256(..) => {
            DataType::Float64
        }
        it if it.is_integer() => DataType::Int64,
        it if it.is_floating() => DataType::Float64,
        _ => DataType::Utf8,
    }
}

/// The values of one argument.
pub(super) struct Cells {
    array: ArrayRef,
    constant: bool,
    json: bool,
}

impl Cells {
    pub(super) fn new(argument: &ColumnarValue, json: bool) -> Result<Self> {
        let (array, constant) = match argument {
            ColumnarValue::Array(array) => (Arc::clone(array), false),
            ColumnarValue::Scalar(scalar) => (scalar.to_array()?, true),
        };
        let wanted = cell_type(array.data_type());
        let array =
            if *array.data_type() == wanted { array } else { datafusion::arrow::compute::cast(&array, &wanted)? };
        Ok(Self { array, constant, json })
    }

    pub(super) fn at(&self, row: usize) -> Cell<'_> {
        let row = if self.constant { 0 } else { row };
        if self.array.is_null(row) {
            return Cell::Null;
        }
        match self.array.data_type() {
            DataType::Boolean => Cell::Bool(self.array.as_boolean().value(row)),
            DataType::Int64 => Cell::Int(self.array.as_primitive::<Int64Type>().value(row)),
            DataType::Float64 => Cell::Float(self.array.as_primitive::<Float64Type>().value(row)),
            _ if self.json => Cell::Json(self.array.as_string::<i32>().value(row)),
            _ => Cell::Text(self.array.as_string::<i32>().value(row)),
        }
    }
}

/// Collects what a function gives back.
pub(super) enum Builder {
    Bool(BooleanBuilder),
    Int(Int64Builder),
    Float(Float64Builder),
    Text(StringBuilder),
}

impl Builder {
    pub(super) fn new(of: Returns, rows: usize) -> Self {
        match of {
            Returns::Bool => Self::Bool(BooleanBuilder::with_capacity(rows)),
            Returns::Int => Self::Int(Int64Builder::with_capacity(rows)),
            Returns::Float => Self::Float(Float64Builder::with_capacity(rows)),
            Returns::Text => Self::Text(StringBuilder::new()),
        }
    }

    pub(super) fn push(&mut self, out: Out) {
        match (self, out) {
            (Self::Bool(it), Out::Bool(value)) => it.append_value(value),
            (Self::Bool(it), _) => it.append_null(),
            (Self::Int(it), Out::Int(value)) => it.append_value(value),
            (Self::Int(it), Out::Bool(value)) => it.append_value(i64::from(value)),
            (Self::Int(it), _) => it.append_null(),
            (Self::Float(it), Out::Float(value)) => it.append_value(value),
            #[expect(clippy::cast_precision_loss, reason = "as SQL casts")]
            (Self::Float(it), Out::Int(value)) => it.append_value(value as f64),
            (Self::Float(it), _) => it.append_null(),
            (Self::Text(it), Out::Text(value)) => it.append_value(value),
            (Self::Text(it), Out::Int(value)) => it.append_value(value.to_string()),
            (Self::Text(it), Out::Float(value)) => it.append_value(value.to_string()),
            (Self::Text(it), Out::Bool(value)) => it.append_value(value.to_string()),
            (Self::Text(it), Out::Null) => it.append_null(),
        }
    }

    pub(super) fn finish(self) -> ArrayRef {
        match self {
            Self::Bool(mut it) => Arc::new(it.finish()),
            Self::Int(mut it) => Arc::new(it.finish()),
            Self::Float(mut it) => Arc::new(it.finish()),
            Self::Text(mut it) => Arc::new(it.finish()),
        }
    }
}

impl Cell<'_> {
    /// Its text; none where it is `NULL`.
    pub(crate) fn text(&self) -> Option<std::borrow::Cow<'_, str>> {
        Some(match self {
            Self::Null => return None,
            Self::Text(it) | Self::Json(it) => std::borrow::Cow::Borrowed(*it),
            Self::Bool(it) => it.to_string().into(),
            Self::Int(it) => it.to_string().into(),
            Self::Float(it) => it.to_string().into(),
        })
    }

    /// Its whole number; a text is read.
    pub(crate) fn int(&self) -> Option<i64> {
        match self {
            Self::Null => None,
            Self::Bool(it) => Some(i64::from(*it)),
            Self::Int(it) => Some(*it),
            #[expect(clippy::cast_possible_truncation, reason = "as SQLite does")]
            Self::Float(it) => Some(*it as i64),
            Self::Text(it) | Self::Json(it) => it.trim().parse().ok(),
        }
    }

    /// Its number; a text is read.
    pub(crate) fn float(&self) -> Option<f64> {
        match self {
            Self::Float(it) => Some(*it),
            Self::Text(it) | Self::Json(it) => it.trim().parse().ok(),
            #[expect(clippy::cast_precision_loss, reason = "as SQL casts")]
            other => other.int().map(|it| it as f64),
        }
    }
}

impl From<Option<String>> for Out {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Null, Self::Text)
    }
}
