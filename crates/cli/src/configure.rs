//! The `configure` commands: config and credentials files, read and edited as text.
//!
//! ```text
//! words ──grammar──▶ command ──▶ list, get, list-profiles, export-credentials   read the files
//!                                set, import, (no command: prompts)             edit them in place
//! ```
//!
//! # Invariants
//!
//! - Files, the terminal and the credential chain are reached through [`Files`]; nothing else here touches them.
//! - An edit keeps every line that it does not set: comments, order, other sections.
//! - Secrets are printed by `export-credentials` and `get` alone, since they are asked for them; else the last four characters.
//!
//! # Reading order
//!
//! [`run`] names the commands, `profiles.rs` is what the two files say together,
//! `edit.rs` how a value is set, `ini.rs` how a file is read.

mod edit;
mod export;
mod get;
mod import;
pub mod ini;
mod list;
mod profiles;
mod prompt;
mod set;

use std::io::{self, Write};

use crate::decode::DecodeError;
use crate::decode::parser::{Accepts, Choices, Given, Grammar, Takes, parse};
use crate::encode::error::{ExitCode, Failure};
use crate::host::{Host, HostError};

pub use edit::EditError;

/// The two files of AWS tools.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum File {
    /// `~/.aws/config`.
    Config,
    /// `~/.aws/credentials`.
    Credentials,
}

/// What the binary lends the `configure` commands.
#[async_trait::async_trait]
pub trait Files: Send + Sync {
    /// Where a file is, as it is shown.
    fn path(&self, file: File) -> String;

    /// The text of a file; `None` where there is none.
    fn read(&self, file: File) -> io::Result<Option<String>>;

    /// Replaces the text of a file. A new one is readable by its owner alone; missing folders are made.
    fn write(&self, file: File, text: &str) -> io::Result<()>;

    /// A line from the user; `None` at the end of input.
    fn read_line(&self) -> io::Result<Option<String>>;

    /// The credentials that a call of this profile would be signed with.
    async fn credentials(&self, profile: Option<&str>) -> Result<Option<Credentials>, HostError>;
}

/// Keys, and where they came from.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `AKIA…`.
    pub access_key: String,
    /// The secret.
    pub secret_key: String,
    /// The token of temporary credentials.
    pub token: Option<String>,
    /// When they expire, as Python's `isoformat`.
    pub expiration: Option<String>,
    /// botocore's name of the provider: `env`, `shared-credentials-file`, `config-file`, `assume-role`, …
    pub source: String,
}

/// One `configure` command at work.
struct Session<'a> {
    /// `--profile`.
    profile: Option<&'a str>,
    host: &'a dyn Host,
    files: &'a dyn Files,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

/// Names of the commands; those without a function here are not supported.
const COMMANDS: &[&str] = &[
    "list",
    "get",
    "set",
    "add-model",
    "import",
    "list-profiles",
    "sso",
    "sso-session",
    "export-credentials",
    "mfa-login",
];

/// Carries out `configure` with the words after it.
pub async fn run(
    words: &[String],
    profile: Option<&str>,
    host: &dyn Host,
    files: &dyn Files,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    let mut session = Session { profile, host, files, out, err };
    let Some((command, rest)) = words.split_first() else { return prompt::run(&mut session) };
    match command.as_str() {
        "list" => {
            given(rest, &[], &[])?;
            list::run(&mut session).await
        }
        "list-profiles" => given(rest, &[], &[]).and_then(|_| list::profiles(&mut session)),
        "get" => get::run(&mut session, &given(rest, &["varname"], &[])?),
        "set" => set::run(&mut session, &given(rest, &["varname", "value"], &[])?),
        "import" => import::run(&mut session, rest),
        "export-credentials" => export::run(&mut session, rest).await,
        known if COMMANDS.contains(&known) => {
            Err(Failure::parameter(format!("`aws configure {known}` is not supported by callboard yet")))
        }
        _ => {
            let mut grammar = Grammar::default();
            grammar.add("subcommand", Takes::One, Accepts::OneOf(&COMMANDS), true);
            parse(&grammar, words).map_err(DecodeError::from)?;
            Err(DecodeError::UnknownOptions(words.to_vec()).into())
        }
    }
}

/// Reads positional arguments and options that take a word, in this order.
fn given(
    words: &[String],
    positional: &[&str],
    options: &[(&str, Option<&dyn Choices>)],
) -> Result<Vec<String>, Failure> {
    let mut grammar = Grammar::default();
    for name in positional {
        grammar.add(*name, Takes::One, Accepts::Text, true);
    }
    for (name, choices) in options {
        grammar.add(*name, Takes::One, choices.map_or(Accepts::Text, Accepts::OneOf), false);
    }
    let parsed = parse(&grammar, words).map_err(DecodeError::from)?;
    if !parsed.extras.is_empty() {
        return Err(DecodeError::UnknownOptions(parsed.extras).into());
    }
    let word = |given: Option<Given>| match given {
        Some(Given::Word(word)) => word,
        _ => String::new(),
    };
    Ok(parsed.values.into_iter().map(word).collect())
}

impl Session<'_> {
    /// A variable of the environment that is not empty.
    fn variable(&self, name: &str) -> Option<String> {
        self.host.variable(name).filter(|it| !it.is_empty())
    }

    /// The profile that the line or the environment names.
    fn named_profile(&self) -> Option<String> {
        let in_environment = || PROFILE_VARIABLES.iter().find_map(|name| self.variable(name));
        self.profile.map(str::to_owned).or_else(in_environment)
    }

    /// Sets values in a section of a file.
    fn update(&self, file: File, section: &str, values: &[edit::Setting]) -> Result<(), Failure> {
        let text = self.files.read(file).map_err(|err| self.unreadable(file, &err))?;
        let edited = edit::update(text.as_deref().unwrap_or_default(), section, values)
            .map_err(|err| Failure::general(err.to_string()))?;
        self.files.write(file, &edited).map_err(|err| self.unreadable(file, &err))
    }

    fn unreadable(&self, file: File, error: &io::Error) -> Failure {
        Failure::general(format!("{}: {error}", self.files.path(file)))
    }
}

/// The one section that is no profile and can be named in a dotted name.
const PREDEFINED_SECTION: &str = "plugins";
/// Variables that name a profile, the first first.
const PROFILE_VARIABLES: [&str; 2] = ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"];
/// Variables that name a region, the first first.
const REGION_VARIABLES: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];

/// The header under which a profile stands in the config file.
fn profile_header(name: &str) -> String {
    if name == "default" {
        name.to_owned()
    } else if name.contains([' ', '\t']) {
        format!("profile '{}'", name.replace('\'', "'\"'\"'"))
    } else {
        format!("profile {name}")
    }
}

/// All but the last four characters are hidden.
fn masked(secret: &str) -> String {
    let hidden = secret.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    format!("{}{}", "*".repeat(16), &secret[hidden..])
}

#[cfg(test)]
mod tests;
