//! How answers are printed, by options, environment and settings.

use callboard_model::document::Document;
use callboard_model::jmespath::Expression;

use crate::decode::DecodeError;
use crate::decode::globals::Globals;
use crate::encode::error::Failure;
use crate::encode::{Format, Style, TimestampStyle};
use crate::host::Host;

/// How the answers of a command are printed.
pub struct OutputSettings {
    /// The name of the format; what is no format is said when the answer is there, as the AWS CLI does.
    format: String,
    /// `--query`.
    pub query: Option<Expression>,
    /// How timestamps are printed.
    pub timestamps: TimestampStyle,
    /// Whether texts for bytes are base64.
    pub blobs_are_base64: bool,
    color: bool,
    width: usize,
}

impl OutputSettings {
    /// Takes settings from the options, the environment and the profile.
    pub fn new(globals: &Globals, host: &dyn Host) -> Result<Self, Failure> {
        let profile = globals.profile.as_deref();
        let query = match &globals.query {
            Some(text) => Some(
                Expression::parse(text)
                    .map_err(|err| DecodeError::Parameter(format!("Bad value for --query {text}: {err}")))?,
            ),
            None => None,
        };
        let format = match globals.output.clone().or_else(|| host.variable("AWS_DEFAULT_OUTPUT")) {
            Some(format) => Some(format),
            None => host.setting(profile, "output")?,
        };
        let binary_format = match globals.binary_format.clone() {
            Some(format) => Some(format),
            None => host.setting(profile, "cli_binary_format")?,
        };
        let color = match globals.color.as_deref() {
            Some("on") => true,
            Some("off") => false,
            _ => host.stdout_is_terminal(),
        };
        Ok(Self {
            format: format.unwrap_or_else(|| "json".to_owned()),
            query,
            timestamps: timestamps(host.setting(profile, "cli_timestamp_format")?.as_deref())?,
            blobs_are_base64: binary_format.as_deref() != Some("raw-in-base64-out"),
            color,
            width: host.terminal_width().unwrap_or(80),
        })
    }

    /// The format.
    pub fn format(&self) -> Result<Format, Failure> {
        self.format.parse().map_err(|err: crate::encode::UnknownFormat| Failure::general(err.to_string()))
    }

    /// The look of an answer of an operation.
    pub fn style<'a>(&self, operation: &'a str) -> Style<'a> {
        Style { color: self.color, timestamps: self.timestamps, width: self.width, title: operation }
    }

    /// What `--query` selects; everything where there is none.
    pub fn select(&self, answer: Document) -> Result<Document, Failure> {
        match &self.query {
            None => Ok(answer),
            Some(query) => match query.search(&answer) {
                Ok(found) => Ok(found.into_owned()),
                Err(err) => Err(Failure::general(err.to_string())),
            },
        }
    }
}

fn timestamps(name: Option<&str>) -> Result<TimestampStyle, Failure> {
    match name {
        None | Some("iso8601") => Ok(TimestampStyle::Iso8601),
        Some("wire" | "none") => Ok(TimestampStyle::Wire),
        Some(other) => Err(DecodeError::Configuration(format!(
            "Unknown cli_timestamp_format value: {other}, valid values are \"wire\" or \"iso8601\""
        ))
        .into()),
    }
}
