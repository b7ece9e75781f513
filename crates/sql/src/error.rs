//! Errors of statements: with an SQLSTATE, and AWS's code where AWS refused.

use callboard_plane::PlaneError;
use callboard_resource::ResourceError;
use datafusion::error::DataFusionError;

/// Why a statement failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlError {
    /// Five characters, as PostgreSQL numbers its errors: `42P01`.
    pub sqlstate: &'static str,
    /// What went wrong, in one line.
    pub message: String,
    /// More about it: which calls failed.
    pub detail: Option<String>,
    /// What to do next.
    pub hint: Option<String>,
    /// AWS's error code, where AWS refused: `AccessDeniedException`.
    pub aws_code: Option<String>,
    /// AWS's request id, or Cloud Control's request token.
    pub request_id: Option<String>,
    /// Where in the statement, counted in characters from 1.
    pub position: Option<usize>,
}

/// SQLSTATE codes that are used here, by PostgreSQL's names.
pub mod sqlstate {
    /// `syntax_error`
    pub const SYNTAX_ERROR: &str = "42601";
    /// `undefined_table`
    pub const UNDEFINED_TABLE: &str = "42P01";
    /// `undefined_column`
    pub const UNDEFINED_COLUMN: &str = "42703";
    /// `undefined_object`: a setting, a prepared statement
    pub const UNDEFINED_PARAMETER: &str = "42704";
    /// `undefined_function`
    pub const UNDEFINED_FUNCTION: &str = "42883";
    /// `grouping_error`
    pub const GROUPING_ERROR: &str = "42803";
    /// `undefined_parameter`: `$1` that nobody gave a value
    pub const UNBOUND_PARAMETER: &str = "42P02";
    /// `invalid_regular_expression`
    pub const INVALID_PATTERN: &str = "2201B";
    /// `datatype_mismatch`
    pub const DATATYPE_MISMATCH: &str = "42804";
    /// `invalid_text_representation`
    pub const INVALID_TEXT: &str = "22P02";
    /// `not_null_violation`: a required property is missing
    pub const NOT_NULL_VIOLATION: &str = "23502";
    /// `check_violation`: a value does not fit its property
    pub const CHECK_VIOLATION: &str = "23514";
    /// `unique_violation`: it exists already
    pub const UNIQUE_VIOLATION: &str = "23505";
    /// `no_data_found`
    pub const NO_DATA_FOUND: &str = "02000";
    /// `insufficient_privilege`
    pub const INSUFFICIENT_PRIVILEGE: &str = "42501";
    /// `feature_not_supported`
    pub const FEATURE_NOT_SUPPORTED: &str = "0A000";
    /// `read_only_sql_transaction`
    pub const READ_ONLY: &str = "25006";
    /// `no_active_sql_transaction`
    pub const NO_ACTIVE_TRANSACTION: &str = "25P01";
    /// `invalid_savepoint_specification`
    pub const INVALID_SAVEPOINT: &str = "3B001";
    /// `division_by_zero`
    pub const DIVISION_BY_ZERO: &str = "22012";
    /// `in_failed_sql_transaction`
    pub const IN_FAILED_TRANSACTION: &str = "25P02";
    /// `query_canceled`
    pub const QUERY_CANCELED: &str = "57014";
    /// `program_limit_exceeded`
    pub const LIMIT_EXCEEDED: &str = "54000";
    /// `fdw_error`: a call was refused
    pub const CALL_REFUSED: &str = "HV000";
    /// `fdw_unable_to_establish_connection`: no answer
    pub const NO_ANSWER: &str = "HV00N";
    /// `too_many_connections`/throttling
    pub const THROTTLED: &str = "53300";
    /// `protocol_violation`: too few or too many values
    pub const PROTOCOL_VIOLATION: &str = "08P01";
    /// `io_error`: a file or a pipe
    pub const IO_ERROR: &str = "58030";
    /// `invalid_name`
    pub const INVALID_NAME: &str = "42602";
    /// `name_too_long`
    pub const NAME_TOO_LONG: &str = "42622";
    /// `invalid_object_definition`
    pub const INVALID_DEFINITION: &str = "42P17";
    /// `duplicate_table`: a view or table is there already
    pub const DUPLICATE_TABLE: &str = "42P07";
    /// `wrong_object_type`
    pub const WRONG_OBJECT_TYPE: &str = "42809";
    /// `duplicate_prepared_statement`
    pub const DUPLICATE_PREPARED_STATEMENT: &str = "42P05";
    /// `undefined_pstatement`
    pub const UNDEFINED_PREPARED_STATEMENT: &str = "26000";
    /// `lock_not_available`
    pub const LOCK_NOT_AVAILABLE: &str = "55P03";
    /// `duplicate_file`
    pub const DUPLICATE_FILE: &str = "58P02";
    /// `undefined_file`
    pub const UNDEFINED_FILE: &str = "58P01";
    /// `out_of_memory`
    pub const OUT_OF_MEMORY: &str = "53200";
    /// `internal_error`
    pub const INTERNAL: &str = "XX000";
}

impl SqlError {
    /// An error with this code and message.
    pub fn new(sqlstate: &'static str, message: impl Into<String>) -> Self {
        Self {
            sqlstate,
            message: message.into(),
            detail: None,
            hint: None,
            aws_code: None,
            request_id: None,
            position: None,
        }
    }

    /// A statement that callboard does not know how to run.
    pub fn unsupported(message: impl Into<String>) -> Self {
        Self::new(sqlstate::FEATURE_NOT_SUPPORTED, message)
    }

    /// A statement that cannot be parsed.
    pub fn syntax(message: impl Into<String>) -> Self {
        Self::new(sqlstate::SYNTAX_ERROR, message)
    }

    /// The same error with a hint.
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same error with more about it.
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }
}

impl std::fmt::Display for SqlError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SqlError {}

impl From<PlaneError> for SqlError {
    fn from(error: PlaneError) -> Self {
        let hint = error.hint().map(str::to_owned);
        let mut converted = match &error {
            PlaneError::Service { refusal, .. } => {
                let mut it = Self::new(sqlstate_of(&refusal.code), error.to_string());
                it.aws_code = Some(refusal.code.clone());
                it.request_id.clone_from(&refusal.request_id);
                it
            }
            PlaneError::InvalidInput { .. } => Self::new(sqlstate::CHECK_VIOLATION, error.to_string()),
            PlaneError::NoAnswer { source, .. } => {
                let message = format!("{error}: {source}");
                Self::new(sqlstate::NO_ANSWER, message)
            }
            PlaneError::Interrupted { .. } => Self::new(sqlstate::NO_ANSWER, error.to_string()),
            PlaneError::NoCredentials { .. } => Self::new(sqlstate::INSUFFICIENT_PRIVILEGE, error.to_string()),
            PlaneError::ReadOnly { .. } => Self::new(sqlstate::READ_ONLY, error.to_string()),
            PlaneError::InvalidAnswer { .. } | PlaneError::Unavailable { .. } => {
                Self::new(sqlstate::CALL_REFUSED, error.to_string())
            }
        };
        converted.hint = hint;
        converted
    }
}

impl From<ResourceError> for SqlError {
    fn from(error: ResourceError) -> Self {
        let hint = error.hint();
        let mut converted = match error {
            ResourceError::Plane(error) => error.into(),
            ResourceError::Failed { ref code, ref request_token, .. } => {
                let mut it = Self::new(sqlstate_of(code), error.to_string());
                it.aws_code = Some(code.clone());
                it.request_id.clone_from(request_token);
                it
            }
            ResourceError::Unsupported { .. } => Self::unsupported(error.to_string()),
            other => Self::new(sqlstate::CALL_REFUSED, other.to_string()),
        };
        converted.hint = converted.hint.or(hint);
        converted
    }
}

impl From<SqlError> for DataFusionError {
    fn from(error: SqlError) -> Self {
        Self::External(Box::new(error))
    }
}

impl From<DataFusionError> for SqlError {
    /// Ours as it was; DataFusion's in its own words.
    fn from(error: DataFusionError) -> Self {
        match error {
            DataFusionError::External(inner) => match inner.downcast::<SqlError>() {
                Ok(ours) => *ours,
                Err(other) => of_engine(sqlstate::INTERNAL, &other.to_string()),
            },
            DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => (*inner).into(),
            DataFusionError::Shared(inner) => {
                find_ours(&inner).unwrap_or_else(|| of_engine(sqlstate::INTERNAL, &inner.to_string()))
            }
            DataFusionError::ArrowError(inner, _) => match *inner {
                datafusion::arrow::error::ArrowError::ExternalError(inner) => match inner.downcast::<SqlError>() {
                    Ok(ours) => *ours,
                    Err(other) => match other.downcast::<DataFusionError>() {
                        Ok(wrapped) => (*wrapped).into(),
                        Err(other) => of_engine(sqlstate::INTERNAL, &other.to_string()),
                    },
                },
                datafusion::arrow::error::ArrowError::DivideByZero => {
                    Self::new(sqlstate::DIVISION_BY_ZERO, "division by zero")
                }
                other => of_engine(sqlstate::INVALID_TEXT, &other.to_string()),
            },
            DataFusionError::ResourcesExhausted(_) => {
                Self::new(sqlstate::OUT_OF_MEMORY, "the joins, sorts and groups of this query need too much memory")
                    .with_hint("select fewer rows or columns, or give a `LIMIT`")
            }
            DataFusionError::SQL(inner, _) => Self::syntax(inner.to_string()),
            DataFusionError::SchemaError(inner, _) => Self::new(sqlstate::UNDEFINED_COLUMN, inner.to_string()),
            DataFusionError::NotImplemented(message) => of_engine(sqlstate::FEATURE_NOT_SUPPORTED, &message),
            DataFusionError::Plan(message) => of_engine(sqlstate::SYNTAX_ERROR, &message),
            other => of_engine(sqlstate::INTERNAL, &other.to_string()),
        }
    }
}

/// DataFusion's words, with the code that PostgreSQL has for what they say, in one line.
fn of_engine(code: &'static str, message: &str) -> SqlError {
    if message.contains("expression OuterReferenceColumn") {
        return SqlError::unsupported("a subquery depends on the rows around it in a way that is not supported")
            .with_hint("write it as a join with what it selects from, or as `EXISTS (…)` or `IN (…)`");
    }
    if let Some((_, rest)) = message.split_once("expanding wildcard, column \"")
        && let Some((column, _)) = rest.split_once('"')
    {
        let message = format!("column `{column}` must be in GROUP BY, or in an aggregate function");
        return SqlError::new(sqlstate::GROUPING_ERROR, message);
    }
    let code = if message.contains("No function matches the given name") {
        sqlstate::UNDEFINED_FUNCTION
    } else if message.contains("was not provided a value for execution") {
        sqlstate::UNBOUND_PARAMETER
    } else if message.contains("regex parse error") || message.contains("Regular expression did not compile") {
        sqlstate::INVALID_PATTERN
    } else {
        code
    };
    let (first, rest) = message.split_once('\n').unwrap_or((message, ""));
    let first = first.split(" No function matches").next().unwrap_or(first);
    let first = first.strip_prefix("Execution error: ").unwrap_or(first).trim_end();
    let error = SqlError::new(code, first);
    let rest: Vec<&str> = rest.lines().map(str::trim).filter(|it| !it.is_empty()).collect();
    if rest.is_empty() { error } else { error.with_detail(cut(&rest.join(" "))) }
}

/// What is too long to be read is not shown in full.
fn cut(text: &str) -> String {
    const LONGEST: usize = 500;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn find_ours(error: &DataFusionError) -> Option<SqlError> {
    let mut cause: &(dyn std::error::Error + 'static) = error;
    loop {
        if let Some(ours) = cause.downcast_ref::<SqlError>() {
            return Some(ours.clone());
        }
        cause = cause.source()?;
    }
}

fn sqlstate_of(aws_code: &str) -> &'static str {
    match aws_code {
        "AlreadyExists" | "AlreadyExistsException" => sqlstate::UNIQUE_VIOLATION,
        "NotFound" | "ResourceNotFoundException" | "RequestTokenNotFoundException" => sqlstate::NO_DATA_FOUND,
        "InvalidRequest"
        | "InvalidRequestException"
        | "ValidationException"
        | "NotUpdatable"
        | "NotUpdatableException" => sqlstate::CHECK_VIOLATION,
        "AccessDenied"
        | "AccessDeniedException"
        | "InvalidCredentials"
        | "UnrecognizedClientException"
        | "ExpiredTokenException" => sqlstate::INSUFFICIENT_PRIVILEGE,
        "TypeNotFoundException" => sqlstate::UNDEFINED_TABLE,
        "UnsupportedActionException" | "NotImplemented" => sqlstate::FEATURE_NOT_SUPPORTED,
        "Throttling" | "ThrottlingException" => sqlstate::THROTTLED,
        _ => sqlstate::CALL_REFUSED,
    }
}
