//! Failures: what went wrong becomes an exit code and what the AWS CLI v2 prints on stderr.
//!
//! ```text
//! PlaneError ─┐              ┌─ legacy, enhanced ─▶ aws: [ERROR]: An error occurred (CODE) …: MESSAGE
//! HostError ──┼──▶ Failure ──┤
//! decoding ───┘              └─ json, yaml, text, table ─▶ {"Message": …, "Code": …, members}
//! ```
//!
//! Failures without a code (no connection, a waiter that failed) are one line in every format.

use std::error::Error;
use std::io::{self, Write};
use std::str::FromStr;

use callboard_model::document::{Document, Map};
use callboard_plane::PlaneError;
use callboard_plane::error::NetworkError;

use super::{Format, Style, UnknownFormat, python};
use crate::host::HostError;

/// How the process ends, as the AWS CLI v2 numbers it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitCode {
    /// Done.
    Success,
    /// There is no such setting, or a transfer failed.
    Unsuccessful,
    /// Interrupted from the keyboard.
    Interrupted,
    /// The command line or one of its values cannot be used.
    Usage,
    /// A setting is missing or cannot be used: region, credentials, profile values.
    Configuration,
    /// The service answered with an error.
    Service,
    /// Everything else.
    General,
}

impl ExitCode {
    /// The number that the shell sees.
    pub fn code(self) -> i32 {
        match self {
            Self::Success => 0,
            Self::Unsuccessful => 1,
            Self::Interrupted => 130,
            Self::Usage => 252,
            Self::Configuration => 253,
            Self::Service => 254,
            Self::General => 255,
        }
    }
}

/// The formats of `--cli-error-format`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ErrorFormat {
    /// One line.
    Legacy,
    /// One line, then the members that the service's error has beside its message.
    #[default]
    Enhanced,
    /// The error as a document in one of the output formats.
    Document(Format),
}

impl ErrorFormat {
    /// Every format by its name, in the order of the AWS CLI's help.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("legacy", Self::Legacy),
        ("json", Self::Document(Format::Json)),
        ("yaml", Self::Document(Format::Yaml)),
        ("text", Self::Document(Format::Text)),
        ("table", Self::Document(Format::Table)),
        ("enhanced", Self::Enhanced),
    ];
}

impl FromStr for ErrorFormat {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, UnknownFormat> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, format)| *format).ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// Something that ended a command, in the words of the AWS CLI.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// How the process ends.
    pub exit: ExitCode,
    /// `ParamValidation`, or the code that the service answered.
    pub code: Option<String>,
    /// What went wrong, without the words that every failure of its kind begins with.
    pub message: String,
    /// Members of the service's error.
    pub members: Map,
    /// The operation that the service refused, and how often it was tried again before that was given up.
    pub refused: Option<Refused>,
    /// Whether the usage is shown, and where.
    pub usage: Usage,
}

/// An operation that a service refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// `CreateStage`.
    pub operation: String,
    /// Retries made, where there are no more.
    pub retries: Option<u32>,
}

/// Where the usage stands in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Usage {
    /// Nowhere.
    #[default]
    Hidden,
    /// After what is wrong with the command line.
    After,
    /// Before the unknown options.
    Before,
}

/// The usage of the AWS CLI, which is the same for every command.
pub const USAGE: &str = "usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help
";

impl Failure {
    /// A failure of no special kind.
    pub fn general(message: impl Into<String>) -> Self {
        Self::new(ExitCode::General, None, message)
    }

    /// A value that cannot be used.
    pub fn parameter(message: impl Into<String>) -> Self {
        Self::new(ExitCode::Usage, Some("ParamValidation"), message)
    }

    /// A command line that cannot be read.
    pub fn command_line(message: impl Into<String>) -> Self {
        Self { usage: Usage::After, ..Self::parameter(message) }
    }

    /// Options that the command does not have.
    pub fn unknown_options(words: &[String]) -> Self {
        let message = format!("Unknown options: {}", words.join(", "));
        Self { usage: Usage::Before, ..Self::new(ExitCode::Usage, None, message) }
    }

    /// A setting that cannot be used.
    pub fn configuration(message: impl Into<String>) -> Self {
        Self::new(ExitCode::Configuration, Some("Configuration"), message)
    }

    fn new(exit: ExitCode, code: Option<&str>, message: impl Into<String>) -> Self {
        Self {
            exit,
            code: code.map(str::to_owned),
            message: message.into(),
            members: Map::new(),
            refused: None,
            usage: Usage::Hidden,
        }
    }

    /// Prints the failure and returns its exit code.
    pub fn write(&self, format: ErrorFormat, style: &Style<'_>, err: &mut dyn Write) -> io::Result<ExitCode> {
        match (format, &self.code) {
            (ErrorFormat::Document(format), Some(code)) => {
                let style = Style { title: "error", ..*style };
                super::write(format, &self.document(code), &style, err)?;
            }
            _ => {
                let mut text = String::new();
                if self.usage == Usage::Before {
                    text.push_str(&format!("\n{USAGE}\n"));
                }
                text.push_str(&format!("\naws: [ERROR]: {}\n", self.sentence().trim()));
                if self.usage == Usage::After {
                    // Lists of suggestions end with a line break of their own.
                    text.push_str(&"\n".repeat(self.message.len() - self.message.trim_end_matches('\n').len()));
                    text.push_str(&format!("\n{USAGE}"));
                }
                if format == ErrorFormat::Enhanced {
                    self.push_details(&mut text, style);
                }
                err.write_all(text.as_bytes())?;
            }
        }
        Ok(self.exit)
    }

    /// `An error occurred (CODE) when calling the OPERATION operation: MESSAGE`.
    pub fn sentence(&self) -> String {
        let Some(code) = &self.code else { return self.message.clone() };
        let when = match &self.refused {
            None => String::new(),
            Some(Refused { operation, retries }) => {
                let retries = retries.map_or(String::new(), |count| format!(" (reached max retries: {count})"));
                format!(" when calling the {operation} operation{retries}")
            }
        };
        format!("An error occurred ({code}){when}: {}", self.message)
    }

    fn document(&self, code: &str) -> Document {
        let mut document = Map::new().with("Message", self.message.trim()).with("Code", code);
        for (key, value) in self.members.iter() {
            document.insert(key.clone(), value.clone());
        }
        document.into()
    }

    /// The members that say more than the message does.
    fn push_details(&self, text: &mut String, style: &Style<'_>) {
        let is_known = |key: &str| key.eq_ignore_ascii_case("message") || key.eq_ignore_ascii_case("code");
        let details: Vec<_> = self.members.iter().filter(|(key, _)| !is_known(key)).collect();
        if details.is_empty() {
            return;
        }
        text.push_str("\nAdditional error details:\n");
        let mut any_complex = false;
        for (key, value) in details {
            text.push_str(&format!("{key}: "));
            if !push_inline(text, value, style) {
                text.push_str("<complex value>");
                any_complex = true;
            }
            text.push('\n');
        }
        if any_complex {
            text.push_str("Use \"--cli-error-format json\" or another error format to see the full details.\n");
        }
    }
}

/// Appends a scalar, or a list or map of few scalars; `false` where the value is more than that.
fn push_inline(text: &mut String, value: &Document, style: &Style<'_>) -> bool {
    const FEW: usize = 5;
    let is_scalar = |it: &Document| !matches!(it, Document::List(_) | Document::Map(_));
    match value {
        Document::List(items) if items.len() < FEW && items.iter().all(is_scalar) => {
            text.push('[');
            for (at, item) in items.iter().enumerate() {
                text.push_str(if at > 0 { ", " } else { "" });
                python::push_str(text, item, style.timestamps);
            }
            text.push(']');
            true
        }
        Document::Map(map) if map.len() < FEW && map.values().all(is_scalar) => {
            text.push('{');
            for (at, (key, item)) in map.iter().enumerate() {
                text.push_str(if at > 0 { ", " } else { "" });
                text.push_str(&format!("{key}: "));
                python::push_str(text, item, style.timestamps);
            }
            text.push('}');
            true
        }
        Document::List(_) | Document::Map(_) => false,
        scalar => {
            python::push_str(text, scalar, style.timestamps);
            true
        }
    }
}

impl From<&PlaneError> for Failure {
    fn from(error: &PlaneError) -> Self {
        match error {
            PlaneError::Service { call, refusal } => Self {
                members: refusal.members.clone(),
                refused: Some(Refused {
                    operation: call.operation.to_owned(),
                    retries: refusal.attempts.checked_sub(1),
                }),
                ..Self::new(ExitCode::Service, Some(&refusal.code), refusal.message.clone())
            },
            PlaneError::InvalidInput { message, .. } => Self::parameter(message.clone()),
            PlaneError::NoAnswer { endpoint, source, .. } => Self::general(no_answer(endpoint, source)),
            PlaneError::InvalidAnswer { .. } | PlaneError::Interrupted { .. } => Self::general(chain(error)),
            PlaneError::ReadOnly { .. } => {
                let hint = error.hint().map_or(String::new(), |hint| format!("\nhint: {hint}"));
                Self::general(format!("{error}{hint}"))
            }
            PlaneError::NoCredentials { .. } => Self::from(&HostError::NoCredentials),
            PlaneError::Unavailable { message, hint, .. } => {
                let hint = hint.map_or(String::new(), |hint| format!("\nhint: {hint}"));
                Self::general(format!("{message}{hint}"))
            }
        }
    }
}

impl From<&HostError> for Failure {
    fn from(error: &HostError) -> Self {
        let message = error.to_string();
        match error {
            HostError::NoRegion => Self::new(ExitCode::Configuration, Some("NoRegion"), message),
            HostError::NoCredentials => Self::new(ExitCode::Configuration, Some("NoCredentials"), message),
            HostError::Configuration(_) => Self::configuration(message),
            HostError::Parameter(_) => Self::parameter(message),
            _ => Self::general(message),
        }
    }
}

/// What the AWS CLI says where the network failed, with the network's own words behind it.
fn no_answer(endpoint: &str, source: &NetworkError) -> String {
    let cause = |cause: &(dyn Error + Send + Sync + 'static)| chain(cause);
    match source {
        NetworkError::Connect(_) => format!("Could not connect to the endpoint URL: \"{endpoint}\""),
        NetworkError::ConnectTimeout => format!("Connect timeout on endpoint URL: \"{endpoint}\""),
        NetworkError::ReadTimeout => format!("Read timeout on endpoint URL: \"{endpoint}\""),
        NetworkError::Proxy { url, .. } => format!("Failed to connect to proxy URL: \"{url}\""),
        NetworkError::Tls(error) => format!("SSL validation failed for {endpoint} {}", cause(error.as_ref())),
        NetworkError::Closed(_) => {
            format!("Connection was closed before we received a valid response from endpoint URL: \"{endpoint}\".")
        }
    }
}

/// An error and its causes in one line.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(&format!(": {cause}"));
        next = cause.source();
    }
    text
}

#[cfg(test)]
mod tests;
