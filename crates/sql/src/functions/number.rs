//! `as_number`: what `sum` and `avg` are given, so that they read numbers that are text.

use datafusion::arrow::compute::{CastOptions, cast_with_options};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::common::format::DEFAULT_CAST_OPTIONS;
use datafusion::logical_expr::simplify::{ExprSimplifyResult, SimplifyContext};
use datafusion::logical_expr::{ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDFImpl, Signature, Volatility};

/// Numbers as they are, text as the number in it, or `NULL`.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct AsNumber {
    signature: Signature,
}

impl AsNumber {
    pub(super) fn new() -> Self {
        Self { signature: Signature::any(1, Volatility::Immutable) }
    }
}

fn number_type(of: &DataType) -> DataType {
    match of {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null => DataType::Float64,
        DataType::Boolean => DataType::Int64,
        other => other.clone(),
    }
}

impl ScalarUDFImpl for AsNumber {
    fn name(&self) -> &str {
        "as_number"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, arguments: &[DataType]) -> Result<DataType> {
        Ok(number_type(&arguments[0]))
    }

    fn simplify(&self, mut arguments: Vec<Expr>, context: &SimplifyContext) -> Result<ExprSimplifyResult> {
        let of = context.get_data_type(&arguments[0])?;
        Ok(match number_type(&of) == of {
            true => ExprSimplifyResult::Simplified(arguments.remove(0)),
            false => ExprSimplifyResult::Original(arguments),
        })
    }

    fn invoke_with_args(&self, arguments: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let wanted = number_type(&arguments.args[0].data_type());
        let arrays = ColumnarValue::values_to_arrays(&arguments.args)?;
        let options = CastOptions { safe: true, ..DEFAULT_CAST_OPTIONS };
        Ok(ColumnarValue::Array(cast_with_options(&arrays[0], &wanted, &options)?))
    }
}
