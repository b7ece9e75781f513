//! Why an expression cannot be read or cannot be answered.

/// The kinds of error that the JMESPath specification names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// `syntax`.
    Syntax,
    /// `invalid-type`.
    InvalidType,
    /// `invalid-arity`.
    InvalidArity,
    /// `unknown-function`.
    UnknownFunction,
    /// `invalid-value`.
    InvalidValue,
}

impl ErrorKind {
    /// The specification's name of the kind.
    pub fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::InvalidType => "invalid-type",
            Self::InvalidArity => "invalid-arity",
            Self::UnknownFunction => "unknown-function",
            Self::InvalidValue => "invalid-value",
        }
    }
}

/// Why a text is not an expression.
///
/// `Display` is the text of jmespath.py, whose last line points at the place
/// with a caret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SyntaxError {
    /// There is no text.
    #[error("Invalid JMESPath expression: cannot be empty.")]
    Empty,

    /// Something is no token of the language.
    #[error("Bad jmespath expression: {message}:\n{expression}\n{}^", " ".repeat(*column))]
    Token {
        /// What is wrong.
        message: String,
        /// Where, in characters from the start.
        column: usize,
        /// The whole text.
        expression: String,
    },

    /// A token stands where it may not.
    #[error(
        "{message}: Parse error at column {column}, token \"{token}\" ({token_type}), for expression:\n\"{expression}\"\n{}^",
        " ".repeat(column + 1)
    )]
    Unexpected {
        /// What is wrong.
        message: String,
        /// Where, in characters from the start.
        column: usize,
        /// The token.
        token: String,
        /// What kind of token it is: `RBRACKET`.
        token_type: String,
        /// The whole text.
        expression: String,
    },

    /// The text ends too early.
    #[error(
        "Invalid jmespath expression: Incomplete expression:\n\"{expression}\"\n{}^",
        " ".repeat(expression.chars().count() + 1)
    )]
    Incomplete {
        /// The whole text.
        expression: String,
    },

    /// The expression is nested more deeply than is safe to evaluate.
    #[error("Invalid jmespath expression: nested more than {limit} levels deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
}

impl SyntaxError {
    /// Always [`ErrorKind::Syntax`].
    pub fn kind(&self) -> ErrorKind {
        ErrorKind::Syntax
    }
}

/// Why an expression gives no answer for a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EvaluationError {
    /// No function has this name.
    #[error("Unknown function: {name}()")]
    UnknownFunction {
        /// The name.
        name: String,
    },

    /// A function was given too many or too few arguments.
    #[error(
        "Expected {}{expected} {} for function {name}(), received {actual}",
        if *variadic { "at least " } else { "" },
        if *expected == 1 { "argument" } else { "arguments" }
    )]
    Arity {
        /// The function.
        name: &'static str,
        /// How many it takes.
        expected: usize,
        /// Whether it takes more.
        variadic: bool,
        /// How many it was given.
        actual: usize,
    },

    /// A function was given a value of a type that it does not take.
    #[error(
        "In function {name}(), invalid type for value: {value}, expected one of: {expected}, received: \"{actual}\""
    )]
    Type {
        /// The function.
        name: &'static str,
        /// The value, as Python prints it.
        value: String,
        /// The types that it takes: `['array-number']`.
        expected: String,
        /// The type of the value.
        actual: String,
    },

    /// A value cannot be used where it stands.
    #[error("{message}")]
    Value {
        /// What is wrong.
        message: &'static str,
    },
}

impl EvaluationError {
    /// The specification's kind.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::UnknownFunction { .. } => ErrorKind::UnknownFunction,
            Self::Arity { .. } => ErrorKind::InvalidArity,
            Self::Type { .. } => ErrorKind::InvalidType,
            Self::Value { .. } => ErrorKind::InvalidValue,
        }
    }
}
