//! The functions that clients call about the server, the session and its tables.

use std::sync::Arc;

use callboard_sql::datafusion::arrow::array::{ArrayRef, AsArray as _, StringArray};
use callboard_sql::datafusion::arrow::compute::cast;
use callboard_sql::datafusion::arrow::datatypes::{DataType, Int64Type};
use callboard_sql::datafusion::common::ScalarValue;
use callboard_sql::datafusion::error::Result;
use callboard_sql::datafusion::execution::context::SessionContext;
use callboard_sql::datafusion::logical_expr::{
    ColumnarValue, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, TypeSignature, Volatility,
};

use super::{OWNER, rows};

pub(super) fn register(engine: &SessionContext) {
    let text = |value: &str| Answer::Constant(ScalarValue::Utf8(Some(value.to_owned())));
    let no_text = || Answer::Constant(ScalarValue::Utf8(None));
    let truth = |value| Answer::Constant(ScalarValue::Boolean(Some(value)));
    let number = |value| Answer::Constant(ScalarValue::Int64(Some(value)));
    let all = [
        ("pg_get_userbyid", text(OWNER)),
        ("current_user", text(OWNER)),
        ("session_user", text(OWNER)),
        ("user", text(OWNER)),
        ("current_role", text(OWNER)),
        ("current_database", text("aws")),
        ("current_catalog", text("aws")),
        ("current_schema", text("public")),
        ("version", text("PostgreSQL 15.10 (callboard)")),
        ("pg_encoding_to_char", text("UTF8")),
        ("pg_size_pretty", text("0 bytes")),
        ("pg_table_is_visible", truth(true)),
        ("pg_type_is_visible", truth(true)),
        ("pg_function_is_visible", truth(true)),
        ("has_schema_privilege", truth(true)),
        ("has_table_privilege", truth(true)),
        ("has_database_privilege", truth(true)),
        ("has_column_privilege", truth(true)),
        ("has_any_column_privilege", truth(true)),
        ("pg_has_role", truth(true)),
        ("pg_is_in_recovery", truth(false)),
        ("pg_relation_is_publishable", truth(false)),
        ("pg_is_other_temp_schema", truth(false)),
        ("pg_my_temp_schema", number(0)),
        ("pg_backend_pid", number(i64::from(std::process::id()))),
        ("pg_relation_size", number(0)),
        ("pg_table_size", number(0)),
        ("pg_total_relation_size", number(0)),
        ("pg_indexes_size", number(0)),
        ("txid_current", number(1)),
        ("pg_get_expr", no_text()),
        ("pg_get_viewdef", no_text()),
        ("pg_get_constraintdef", no_text()),
        ("pg_get_indexdef", no_text()),
        ("pg_get_partkeydef", no_text()),
        ("pg_get_serial_sequence", no_text()),
        ("pg_get_function_result", no_text()),
        ("pg_get_function_arguments", no_text()),
        ("pg_get_function_identity_arguments", no_text()),
        ("pg_get_statisticsobjdef_columns", no_text()),
        ("pg_tablespace_location", no_text()),
        ("col_description", no_text()),
        ("shobj_description", no_text()),
        ("inet_server_addr", no_text()),
        ("set_config", no_text()),
        ("obj_description", Answer::OfNumber(|oid| rows::type_of(oid).map(str::to_owned))),
        ("format_type", Answer::OfNumber(|oid| Some(rows::type_name(oid).unwrap_or_else(|| "???".to_owned())))),
        ("regtype_name", Answer::OfNumber(|oid| Some(rows::type_name(oid).unwrap_or_else(|| "-".to_owned())))),
        ("regclass_name", Answer::OfNumber(|oid| Some(rows::name_of(oid).unwrap_or_else(|| oid.to_string())))),
        ("regnamespace_name", Answer::OfNumber(|oid| rows::namespace_name(oid).map(str::to_owned))),
        ("regclass_oid", Answer::OfText(rows::oid_of)),
        ("to_regclass", Answer::OfText(rows::oid_of)),
        ("quote_ident", Answer::TextOfText(|text| Some(quoted(text)))),
        ("current_setting", Answer::TextOfText(rows::setting)),
    ];
    for (name, answer) in all {
        engine.register_udf(ScalarUDF::from(ServerFunction { name, answer, signature: any_arguments() }));
    }
}

/// How a function answers, by its first argument where it has one.
#[derive(Debug, Clone)]
enum Answer {
    Constant(ScalarValue),
    OfNumber(fn(i64) -> Option<String>),
    OfText(fn(&str) -> Option<i64>),
    TextOfText(fn(&str) -> Option<String>),
}

#[derive(Debug)]
struct ServerFunction {
    name: &'static str,
    answer: Answer,
    signature: Signature,
}

impl PartialEq for ServerFunction {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for ServerFunction {}

impl std::hash::Hash for ServerFunction {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

fn any_arguments() -> Signature {
    Signature::one_of(vec![TypeSignature::Nullary, TypeSignature::VariadicAny], Volatility::Stable)
}

impl ScalarUDFImpl for ServerFunction {
    fn name(&self) -> &str {
        self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _: &[DataType]) -> Result<DataType> {
        Ok(match &self.answer {
            Answer::Constant(value) => value.data_type(),
            Answer::OfText(_) => DataType::Int64,
            Answer::OfNumber(_) | Answer::TextOfText(_) => DataType::Utf8,
        })
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        if let Answer::Constant(value) = &self.answer {
            return Ok(ColumnarValue::Scalar(value.clone()));
        }
        let Some(argument) = args.args.first() else {
            return Ok(ColumnarValue::Scalar(ScalarValue::try_from(args.return_type())?));
        };
        let array = argument.to_array(args.number_rows)?;
        let answer: ArrayRef = match &self.answer {
            Answer::OfNumber(answer) => {
                let numbers = cast(&array, &DataType::Int64)?;
                let numbers = numbers.as_primitive::<Int64Type>();
                Arc::new(numbers.iter().map(|it| it.and_then(answer)).collect::<StringArray>())
            }
            Answer::OfText(answer) => {
                let texts = cast(&array, &DataType::Utf8)?;
                let found = texts.as_string::<i32>().iter().map(|it| it.and_then(answer));
                Arc::new(found.collect::<callboard_sql::datafusion::arrow::array::Int64Array>())
            }
            Answer::TextOfText(answer) => {
                let texts = cast(&array, &DataType::Utf8)?;
                Arc::new(texts.as_string::<i32>().iter().map(|it| it.and_then(answer)).collect::<StringArray>())
            }
            Answer::Constant(_) => array,
        };
        Ok(ColumnarValue::Array(answer))
    }
}

/// A name as it can stand in a statement.
fn quoted(name: &str) -> String {
    let is_plain = name.starts_with(|it: char| it.is_ascii_lowercase() || it == '_')
        && name.chars().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '_');
    if is_plain { name.to_owned() } else { format!("\"{}\"", name.replace('"', "\"\"")) }
}
