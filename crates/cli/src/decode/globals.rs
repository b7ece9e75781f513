//! The options that every command has.

use std::time::Duration;

use super::parser::{Accepts, Choices, Given, Grammar, ParseError, Parsed, Takes, parse};
use super::{DecodeError, python};
use crate::encode::Format;
use crate::host::Connection;

/// What the global options of a line say, with nothing yet taken from settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Globals {
    /// `--debug`.
    pub debug: bool,
    /// `--endpoint-url`.
    pub endpoint_url: Option<String>,
    /// `false` after `--no-verify-ssl`.
    pub verify_ssl: bool,
    /// `false` after `--no-paginate`.
    pub paginate: bool,
    /// `--output`.
    pub output: Option<String>,
    /// `--query`.
    pub query: Option<String>,
    /// `--profile`.
    pub profile: Option<String>,
    /// `--region`.
    pub region: Option<String>,
    /// `--color`; `auto` where it is not given.
    pub color: Option<String>,
    /// `false` after `--no-sign-request`.
    pub sign: bool,
    /// `--ca-bundle`.
    pub ca_bundle: Option<String>,
    /// `--cli-read-timeout`, in seconds.
    pub read_timeout: Option<String>,
    /// `--cli-connect-timeout`, in seconds.
    pub connect_timeout: Option<String>,
    /// `--cli-binary-format`.
    pub binary_format: Option<String>,
    /// `false` after `--no-cli-pager`.
    pub pager: bool,
    /// `--cli-auto-prompt`.
    pub auto_prompt: bool,
    /// `--no-cli-auto-prompt`.
    pub no_auto_prompt: bool,
    /// `--cli-error-format`.
    pub error_format: Option<String>,
}

impl Default for Globals {
    fn default() -> Self {
        Self {
            debug: false,
            endpoint_url: None,
            verify_ssl: true,
            paginate: true,
            output: None,
            query: None,
            profile: None,
            region: None,
            color: None,
            sign: true,
            ca_bundle: None,
            read_timeout: None,
            connect_timeout: None,
            binary_format: None,
            pager: true,
            auto_prompt: false,
            no_auto_prompt: false,
            error_format: None,
        }
    }
}

/// One global option, for help and completion too.
#[derive(Debug, Clone, Copy)]
pub struct GlobalOption {
    /// Its name without dashes.
    pub name: &'static str,
    /// The kind of its value as help shows it.
    pub kind: GlobalKind,
}

/// What a global option takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GlobalKind {
    /// Nothing.
    Flag,
    /// A text.
    Text,
    /// A whole number of seconds.
    Seconds,
    /// One of some words.
    OneOf(&'static [&'static str]),
}

const OUTPUTS: &[&str] = &["json", "text", "table", "yaml", "yaml-stream", "off"];
const COLORS: &[&str] = &["on", "off", "auto"];
const BINARY_FORMATS: &[&str] = &["base64", "raw-in-base64-out"];
const ERROR_FORMATS: &[&str] = &["legacy", "json", "yaml", "text", "table", "enhanced"];

/// Every global option, in the order of the AWS CLI's help.
pub const OPTIONS: [GlobalOption; 19] = [
    GlobalOption { name: "debug", kind: GlobalKind::Flag },
    GlobalOption { name: "endpoint-url", kind: GlobalKind::Text },
    GlobalOption { name: "no-verify-ssl", kind: GlobalKind::Flag },
    GlobalOption { name: "no-paginate", kind: GlobalKind::Flag },
    GlobalOption { name: "output", kind: GlobalKind::OneOf(OUTPUTS) },
    GlobalOption { name: "query", kind: GlobalKind::Text },
    GlobalOption { name: "profile", kind: GlobalKind::Text },
    GlobalOption { name: "region", kind: GlobalKind::Text },
    GlobalOption { name: "version", kind: GlobalKind::Flag },
    GlobalOption { name: "color", kind: GlobalKind::OneOf(COLORS) },
    GlobalOption { name: "no-sign-request", kind: GlobalKind::Flag },
    GlobalOption { name: "ca-bundle", kind: GlobalKind::Text },
    GlobalOption { name: "cli-read-timeout", kind: GlobalKind::Seconds },
    GlobalOption { name: "cli-connect-timeout", kind: GlobalKind::Seconds },
    GlobalOption { name: "cli-binary-format", kind: GlobalKind::OneOf(BINARY_FORMATS) },
    GlobalOption { name: "no-cli-pager", kind: GlobalKind::Flag },
    GlobalOption { name: "cli-auto-prompt", kind: GlobalKind::Flag },
    GlobalOption { name: "no-cli-auto-prompt", kind: GlobalKind::Flag },
    GlobalOption { name: "cli-error-format", kind: GlobalKind::OneOf(ERROR_FORMATS) },
];

/// A line after its first pass.
#[derive(Debug, PartialEq)]
pub struct FirstPass {
    /// The global options.
    pub globals: Globals,
    /// The command.
    pub command: String,
    /// Everything else, in order.
    pub rest: Vec<String>,
}

/// Takes the global options and the command out of a line; `None` where it asks for the version.
pub fn first_pass(words: &[String], commands: &dyn Choices) -> Result<Option<FirstPass>, ParseError> {
    let choices: Vec<Option<&'static [&'static str]>> =
        (OPTIONS.iter()).map(|it| if let GlobalKind::OneOf(words) = it.kind { Some(words) } else { None }).collect();
    let mut grammar = Grammar::default();
    for (option, choices) in OPTIONS.iter().zip(&choices) {
        let takes = match option.kind {
            GlobalKind::Flag if option.name == "version" => Takes::Version,
            GlobalKind::Flag => Takes::Flag(true),
            _ => Takes::One,
        };
        let accepts = choices.as_ref().map_or(Accepts::Text, |it| Accepts::OneOf(it));
        grammar.add(format!("--{}", option.name), takes, accepts, false);
    }
    let command = grammar.add("command", Takes::One, Accepts::OneOf(commands), true);
    let mut parsed = parse(&grammar, words)?;
    if parsed.version {
        return Ok(None);
    }
    let Some(Given::Word(command)) = parsed.values[command].take() else { return Ok(None) };
    Ok(Some(FirstPass { globals: Globals::of(&mut parsed), command, rest: parsed.extras }))
}

impl Globals {
    fn of(parsed: &mut Parsed) -> Self {
        let mut globals = Self::default();
        for (option, value) in OPTIONS.iter().zip(&mut parsed.values) {
            let Some(value) = value.take() else { continue };
            globals.set(option.name, value);
        }
        globals
    }

    fn set(&mut self, name: &str, value: Given) {
        let text = if let Given::Word(text) = value { Some(text) } else { None };
        match name {
            "debug" => self.debug = true,
            "endpoint-url" => self.endpoint_url = text,
            "no-verify-ssl" => self.verify_ssl = false,
            "no-paginate" => self.paginate = false,
            "output" => self.output = text,
            "query" => self.query = text,
            "profile" => self.profile = text,
            "region" => self.region = text,
            "color" => self.color = text,
            "no-sign-request" => self.sign = false,
            "ca-bundle" => self.ca_bundle = text,
            "cli-read-timeout" => self.read_timeout = text,
            "cli-connect-timeout" => self.connect_timeout = text,
            "cli-binary-format" => self.binary_format = text,
            "no-cli-pager" => self.pager = false,
            "cli-auto-prompt" => self.auto_prompt = true,
            "no-cli-auto-prompt" => self.no_auto_prompt = true,
            "cli-error-format" => self.error_format = text,
            _ => {}
        }
    }

    /// Takes over what `other`, read from an alias, says differently from the defaults.
    pub fn overlay(&mut self, other: Self) {
        let take = |place: &mut Option<String>, value: Option<String>| {
            if value.is_some() {
                *place = value;
            }
        };
        self.debug |= other.debug;
        self.verify_ssl &= other.verify_ssl;
        self.paginate &= other.paginate;
        self.sign &= other.sign;
        self.pager &= other.pager;
        self.auto_prompt |= other.auto_prompt;
        self.no_auto_prompt |= other.no_auto_prompt;
        take(&mut self.endpoint_url, other.endpoint_url);
        take(&mut self.output, other.output);
        take(&mut self.query, other.query);
        take(&mut self.profile, other.profile);
        take(&mut self.region, other.region);
        take(&mut self.color, other.color);
        take(&mut self.ca_bundle, other.ca_bundle);
        take(&mut self.read_timeout, other.read_timeout);
        take(&mut self.connect_timeout, other.connect_timeout);
        take(&mut self.binary_format, other.binary_format);
        take(&mut self.error_format, other.error_format);
    }

    /// Where calls go by these options.
    pub fn connection(&self) -> Result<Connection, DecodeError> {
        if self.auto_prompt && self.no_auto_prompt {
            return Err(DecodeError::Parameter(
                "Both --cli-auto-prompt and --no-cli-auto-prompt cannot be specified at the same time.".to_owned(),
            ));
        }
        if self.auto_prompt {
            return Err(DecodeError::Parameter("`--cli-auto-prompt` is not supported by callboard yet".to_owned()));
        }
        if let Some(url) = &self.endpoint_url
            && !has_scheme(url)
        {
            return Err(DecodeError::Parameter(format!(
                "Bad value for --endpoint-url \"{url}\": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/"
            )));
        }
        Ok(Connection {
            profile: self.profile.clone(),
            region: self.region.clone(),
            endpoint_url: self.endpoint_url.clone(),
            verify_ssl: self.verify_ssl,
            ca_bundle: self.ca_bundle.clone(),
            sign: self.sign,
            read_timeout: timeout(self.read_timeout.as_deref())?,
            connect_timeout: timeout(self.connect_timeout.as_deref())?,
            debug: self.debug,
        })
    }

    /// The format of `--output`, where it is given.
    pub fn format(&self) -> Option<Format> {
        self.output.as_deref()?.parse().ok()
    }
}

/// `http:`, also `localhost:` in `localhost:1`, as Python's `urlparse` takes it.
fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|it: char| it.is_ascii_alphabetic())
            && scheme.chars().all(|it| it.is_ascii_alphanumeric() || "+-.".contains(it))
    })
}

/// 60 s by default, none for 0.
fn timeout(seconds: Option<&str>) -> Result<Option<Duration>, DecodeError> {
    const DEFAULT_TIMEOUT_S: u64 = 60;
    let Some(text) = seconds else { return Ok(Some(Duration::from_secs(DEFAULT_TIMEOUT_S))) };
    let seconds = python::int(text).ok_or_else(|| {
        DecodeError::General(format!("invalid literal for int() with base 10: {}", python::repr_text(text)))
    })?;
    match u64::try_from(seconds) {
        Ok(0) => Ok(None),
        Ok(seconds) => Ok(Some(Duration::from_secs(seconds))),
        Err(_) => Err(DecodeError::General(format!("timeout values must be 0 or more, got {seconds}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(line: &str, expect: Expect) {
        let commands: &[&str] = &["sts", "ec2", "help"];
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        let text = match first_pass(&words, &commands) {
            Ok(None) => "version".to_owned(),
            Ok(Some(pass)) => {
                let region = pass.globals.region.unwrap_or_default();
                format!("{} in {region:?}, paginate {}: {:?}", pass.command, pass.globals.paginate, pass.rest)
            }
            Err(err) => format!("error: {err}"),
        };
        expect.assert_eq(&text);
    }

    #[test]
    fn global_options_come_out_of_the_whole_line() {
        check(
            "--region eu sts --no-pag get-caller-identity --foo bar --reg us",
            expect![[r#"sts in "us", paginate false: ["get-caller-identity", "--foo", "bar"]"#]],
        );
        check("--version", expect!["version"]);
        check("sts --version", expect!["version"]);
        check(
            "stss",
            expect![[r#"
            error: argument command: Found invalid choice 'stss'

            Maybe you meant:

              * sts"#]],
        );
        check("", expect!["error: the following arguments are required: command"]);
        check(
            "sts --color x",
            expect![[r#"
            error: argument --color: Found invalid choice 'x'
        "#]],
        );
    }
}
