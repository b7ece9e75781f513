//! The functions that clients call about the server, the session and its tables.

use std::sync::Arc;

use callboard_sql::datafusion::arrow::array::{ArrayRef, AsArray as _, BooleanArray, Int64Array, StringArray};
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
        ("current_schemas", Answer::Constant(schemas())),
        ("version", text("PostgreSQL 15.10 (callboard)")),
        ("pg_encoding_to_char", text("UTF8")),
        ("pg_size_pretty", text("0 bytes")),
        ("pg_database_size", number(0)),
        ("pg_no_array", Answer::Constant(ScalarValue::new_null_list(DataType::Utf8, true, 1))),
        ("pg_table_is_visible", Answer::TruthOfNumber(rows::is_visible)),
        ("pg_type_is_visible", truth(true)),
        ("pg_function_is_visible", truth(true)),
        ("pg_opclass_is_visible", truth(true)),
        ("pg_operator_is_visible", truth(true)),
        ("pg_collation_is_visible", truth(true)),
        ("pg_conversion_is_visible", truth(true)),
        ("pg_ts_config_is_visible", truth(true)),
        ("pg_ts_dict_is_visible", truth(true)),
        ("pg_ts_parser_is_visible", truth(true)),
        ("pg_ts_template_is_visible", truth(true)),
        ("pg_statistics_obj_is_visible", truth(true)),
        ("pg_advisory_unlock_all", no_text()),
        ("pg_postmaster_start_time", no_text()),
        ("pg_conf_load_time", no_text()),
        ("pg_get_triggerdef", no_text()),
        ("pg_get_ruledef", no_text()),
        ("pg_get_functiondef", no_text()),
        ("pg_get_statisticsobjdef", no_text()),
        ("pg_get_function_arg_default", no_text()),
        ("pg_get_function_sqlbody", no_text()),
        ("pg_describe_object", no_text()),
        ("pg_identify_object", no_text()),
        ("pg_char_to_encoding", number(6)),
        ("pg_blocking_pids", Answer::Constant(ScalarValue::new_null_list(DataType::Int64, true, 1))),
        ("pg_cancel_backend", truth(false)),
        ("pg_terminate_backend", truth(false)),
        ("pg_try_advisory_lock", truth(true)),
        ("has_sequence_privilege", truth(true)),
        ("has_function_privilege", truth(true)),
        ("has_type_privilege", truth(true)),
        ("has_tablespace_privilege", truth(true)),
        ("has_foreign_data_wrapper_privilege", truth(true)),
        ("has_server_privilege", truth(true)),
        ("has_language_privilege", truth(true)),
        ("row_security_active", truth(false)),
        ("inet_client_addr", no_text()),
        ("inet_client_port", Answer::Constant(ScalarValue::Int64(None))),
        ("inet_server_port", Answer::Constant(ScalarValue::Int64(None))),
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
        ("set_config", Answer::SecondText),
        ("obj_description", Answer::OfNumber(|oid| rows::type_of(oid).map(str::to_owned))),
        ("format_type", Answer::OfNumber(|oid| Some(rows::type_name(oid).unwrap_or_else(|| "???".to_owned())))),
        ("regtype_name", Answer::OfNumber(|oid| Some(rows::type_name(oid).unwrap_or_else(|| "-".to_owned())))),
        ("regclass_name", Answer::OfNumber(|oid| Some(rows::name_of(oid).unwrap_or_else(|| oid.to_string())))),
        ("regnamespace_name", Answer::OfNumber(|oid| rows::namespace_name(oid).map(str::to_owned))),
        ("regclass_oid", Answer::OfText(rows::oid_of)),
        ("to_regclass", Answer::OfText(rows::oid_of)),
        ("to_regnamespace", Answer::OfText(rows::namespace_oid_of)),
        ("to_regtype", Answer::OfText(rows::type_oid)),
        ("regtype_oid", Answer::OfText(rows::type_oid)),
        ("regnamespace_oid", Answer::OfText(rows::namespace_oid_of)),
        ("quote_ident", Answer::TextOfText(|text| Some(quoted(text)))),
        ("as_text", Answer::TextOfText(|text| Some(text.to_owned()))),
        ("current_setting", Answer::TextOfText(rows::setting)),
    ];
    for (name, answer) in all {
        engine.register_udf(ScalarUDF::from(ServerFunction { name, answer, signature: any_arguments() }));
    }
}

/// Where names without a schema are looked for.
fn schemas() -> ScalarValue {
    let names = ["pg_catalog", "public"].map(|it| ScalarValue::Utf8(Some(it.to_owned())));
    ScalarValue::List(ScalarValue::new_list(&names, &DataType::Utf8, true))
}

/// How a function answers, by its first argument where it has one.
#[derive(Debug, Clone)]
enum Answer {
    Constant(ScalarValue),
    OfNumber(fn(i64) -> Option<String>),
    TruthOfNumber(fn(i64) -> bool),
    OfText(fn(&str) -> Option<i64>),
    TextOfText(fn(&str) -> Option<String>),
    /// The second argument as it is.
    SecondText,
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
            Answer::TruthOfNumber(_) => DataType::Boolean,
            Answer::OfNumber(_) | Answer::TextOfText(_) | Answer::SecondText => DataType::Utf8,
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
            Answer::TruthOfNumber(answer) => {
                let numbers = cast(&array, &DataType::Int64)?;
                let numbers = numbers.as_primitive::<Int64Type>();
                Arc::new(numbers.iter().map(|it| it.map(answer)).collect::<BooleanArray>())
            }
            Answer::OfText(answer) => {
                let texts = cast(&array, &DataType::Utf8)?;
                let found = texts.as_string::<i32>().iter().map(|it| it.and_then(answer));
                Arc::new(found.collect::<Int64Array>())
            }
            Answer::TextOfText(answer) => {
                let texts = cast(&array, &DataType::Utf8)?;
                Arc::new(texts.as_string::<i32>().iter().map(|it| it.and_then(answer)).collect::<StringArray>())
            }
            Answer::SecondText => match args.args.get(1) {
                Some(second) => cast(&second.to_array(args.number_rows)?, &DataType::Utf8)?,
                None => return Ok(ColumnarValue::Scalar(ScalarValue::Utf8(None))),
            },
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
