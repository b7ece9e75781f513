//! `json_list` and its like: JSON of a list that an aggregate collected.

use std::sync::Arc;

use datafusion::arrow::array::{Array as _, AsArray as _, StringBuilder};
use datafusion::arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::{Result, plan_err};
use datafusion::logical_expr::{
    ColumnarValue, ReturnFieldArgs, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility,
};

use super::marker::{self, Marker};

/// `json_list(array_agg(json_quote(x)), '[]')`: the texts of a list between two brackets.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(crate) struct JsonList {
    signature: Signature,
}

impl JsonList {
    pub(crate) fn new() -> Self {
        Self { signature: Signature::any(2, Volatility::Immutable) }
    }
}

impl ScalarUDFImpl for JsonList {
    fn name(&self) -> &str {
        "json_list"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Utf8)
    }

    fn return_field_from_args(&self, _arguments: ReturnFieldArgs<'_>) -> Result<FieldRef> {
        Ok(Arc::new(marker::mark(Field::new("json_list", DataType::Utf8, true), Some(Marker::Document))))
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let arrays = ColumnarValue::values_to_arrays(&arguments.args)?;
        let Some(lists) = arrays[0].as_list_opt::<i32>() else {
            return plan_err!("json_list() takes a list");
        };
        let brackets = arrays[1].as_string::<i32>();
        let mut texts = StringBuilder::new();
        for row in 0..lists.len() {
            let (open, close) = brackets.value(row).split_at(1);
            let mut text = open.to_owned();
            if lists.is_valid(row) {
                let list = lists.value(row);
                let elements = datafusion::arrow::compute::cast(&list, &DataType::Utf8)?;
                for (number, element) in elements.as_string::<i32>().iter().enumerate() {
                    if number > 0 {
                        text.push(',');
                    }
                    text.push_str(element.unwrap_or("null"));
                }
            }
            text.push_str(close);
            texts.append_value(text);
        }
        Ok(ColumnarValue::Array(Arc::new(texts.finish())))
    }
}
