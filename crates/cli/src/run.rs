//! One command line, from its words to its exit code.
//!
//! ```text
//! words ─▶ alias? ─▶ global options ─▶ service ─▶ operation ─▶ calls ─▶ answer
//!                          │              │           │
//!                          └── help ──────┴───────────┘
//! ```
//!
//! # Reading order
//!
//! [`run`] finds the command, `run/calls.rs` makes the calls of an operation
//! and prints their answers, `run/failure.rs` is every way to fail.

mod calls;
mod commands;
mod failure;
mod help;
mod output;
mod pager;
mod words;

#[cfg(test)]
mod tests;

use std::io::Write;

use callboard_model::naming;
use callboard_model::registry::ServiceEntry;

use crate::configure;
use crate::decode::DecodeError;
use crate::decode::alias::{Alias, AliasError, Aliases, quote};
use crate::decode::globals::{FirstPass, Globals, first_pass};
use crate::decode::operation::OperationCommand;
use crate::decode::parser::{Accepts, Choices, Given, Grammar, Takes, parse};
use crate::encode::error::{ExitCode, Failure};
use crate::host::Host;
use calls::Caller;
use commands::{ServiceCommands, TopLevelCommands, WaitCommands};

/// The version of the AWS CLI whose behaviour this is.
pub const AWS_CLI_VERSION: &str = "2.36.7";

/// Carries out one `aws` command line and returns its exit code.
///
/// `words` are the words after the program's name.
pub async fn run(words: Vec<String>, host: &dyn Host, out: &mut dyn Write, err: &mut dyn Write) -> i32 {
    let mut line = Line { aliases: None, globals: Globals::default(), host, out, err };
    match line.carry_out(words).await {
        Ok(code) => code,
        Err(failure) => {
            // What was printed before comes first where both go to one terminal.
            let _ = line.out.flush();
            let code = failure.exit.code();
            if failure.exit == ExitCode::Success {
                return code;
            }
            failure::print(&failure, &line.globals, line.host, line.err);
            code
        }
    }
}

/// One command line on its way.
struct Line<'a> {
    aliases: Option<Aliases>,
    globals: Globals,
    host: &'a dyn Host,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
}

impl Line<'_> {
    async fn carry_out(&mut self, words: Vec<String>) -> Result<i32, Failure> {
        self.aliases = self.host.alias_file().map(|(_, text)| Aliases::parse(&text));
        let Some(pass) = self.first_pass(&words)? else {
            writeln!(self.out, "{}", version())?;
            return Ok(0);
        };
        let FirstPass { globals, mut command, mut rest } = pass;
        self.globals = globals;
        if self.globals.debug {
            writeln!(self.err, "callboard: {}, arguments {words:?}", version())?;
        }
        if let Some(code) = self.expand_top_level_alias(&mut command, &mut rest)? {
            return Ok(code);
        }
        match naming::cli_service(&command) {
            Some(entry) => self.service(entry, &command, rest).await,
            None => self.top_level(&command, rest).await,
        }
    }

    fn first_pass(&self, words: &[String]) -> Result<Option<FirstPass>, DecodeError> {
        Ok(first_pass(words, &TopLevelCommands { aliases: self.aliases.as_ref() })?)
    }

    /// Puts what an alias stands for in place of its name; the exit code where it was a line for the shell.
    fn expand_top_level_alias(&mut self, command: &mut String, rest: &mut Vec<String>) -> Result<Option<i32>, Failure> {
        for _ in 0..MOST_ALIASES {
            let alias = self.aliases.as_ref().map_or(Ok(None), |it| it.get(None, command))?;
            let words = match alias {
                None => return Ok(None),
                Some(Alias::Shell(line)) => return run_shell(&line, rest).map(Some),
                Some(Alias::Words(words)) => words,
            };
            let Some(pass) = self.first_pass(&words)? else { return Ok(None) };
            self.overlay(command, pass.globals)?;
            rest.splice(0..0, pass.rest);
            // An alias may bear the name of the command that it stands for.
            if pass.command == *command {
                return Ok(None);
            }
            *command = pass.command;
        }
        Err(AliasError::Circle { name: command.clone() }.into())
    }

    fn overlay(&mut self, alias: &str, globals: Globals) -> Result<(), AliasError> {
        let refused = [("debug", globals.debug), ("profile", globals.profile.is_some())];
        if let Some((parameter, _)) = refused.into_iter().find(|(_, given)| *given) {
            return Err(AliasError::Global { name: alias.to_owned(), parameter });
        }
        self.globals.overlay(globals);
        Ok(())
    }

    async fn top_level(&mut self, command: &str, rest: Vec<String>) -> Result<i32, Failure> {
        match command {
            "help" if rest.is_empty() => help::top(&self.globals, self.host, self.out),
            "help" => Err(DecodeError::UnknownOptions(rest).into()),
            "configure" if rest.last().is_some_and(|it| it == "help") => {
                help::configure(&self.globals, self.host, self.out)
            }
            "configure" => match self.host.files() {
                Some(files) => {
                    let profile = self.globals.profile.as_deref();
                    Ok(configure::run(&rest, profile, self.host, files, self.out, self.err).await?.code())
                }
                None => Err(failure::unsupported(command)),
            },
            _ => Err(failure::unsupported(command)),
        }
    }

    async fn service(
        &mut self,
        entry: &'static ServiceEntry,
        service: &str,
        mut words: Vec<String>,
    ) -> Result<i32, Failure> {
        for _ in 0..MOST_ALIASES {
            let commands = ServiceCommands { entry, service, aliases: self.aliases.as_ref() };
            let (command, rest) = subcommand("operation", &commands, true, &words)?;
            let Some(command) = command else { return Ok(0) };
            if let Some(expanded) = self.expand_command_alias(service, &command, &rest)? {
                match expanded {
                    Expanded::Words(expanded) => words = expanded,
                    Expanded::Done(code) => return Ok(code),
                }
                if words.first() != Some(&command) {
                    continue;
                }
                words.remove(0);
            } else {
                words = rest;
            }
            return self.service_command(entry, service, &command, words).await;
        }
        Err(AliasError::Circle { name: service.to_owned() }.into())
    }

    fn expand_command_alias(
        &mut self,
        service: &str,
        command: &str,
        rest: &[String],
    ) -> Result<Option<Expanded>, Failure> {
        let alias = self.aliases.as_ref().map_or(Ok(None), |it| it.get(Some(service), command))?;
        match alias {
            None => Ok(None),
            Some(Alias::Shell(line)) => run_shell(&line, rest).map(Expanded::Done).map(Some),
            Some(Alias::Words(words)) => {
                let words: Vec<String> = std::iter::once(service.to_owned()).chain(words).collect();
                let Some(pass) = self.first_pass(&words)? else { return Ok(None) };
                self.overlay(command, pass.globals)?;
                Ok(Some(Expanded::Words(pass.rest.into_iter().chain(rest.iter().cloned()).collect())))
            }
        }
    }

    async fn service_command(
        &mut self,
        entry: &'static ServiceEntry,
        service: &str,
        command: &str,
        words: Vec<String>,
    ) -> Result<i32, Failure> {
        if let Some(operation) = commands::operation_of(entry, service, command) {
            let command = OperationCommand { operation, parent: service, name: command };
            return self.caller().operation(command, &words).await;
        }
        match command {
            "wait" => self.wait(entry, service, words).await,
            "help" => match words.is_empty() {
                true => help::service(entry, service, &self.globals, self.host, self.out),
                false => Err(DecodeError::UnknownOptions(words).into()),
            },
            other => Err(failure::unsupported(&format!("{service} {other}"))),
        }
    }

    async fn wait(&mut self, entry: &'static ServiceEntry, service: &str, words: Vec<String>) -> Result<i32, Failure> {
        let waiters = entry.service().waiters();
        let (name, words) = subcommand("subcommand", &WaitCommands { waiters }, false, &words)?;
        let Some(name) = name else {
            return Err(match words.is_empty() {
                false => DecodeError::Parameter(format!("Unknown options: {}", words.join(", "))),
                true => DecodeError::Parameter(format!(
                    "usage: aws [options] {service} wait <subcommand> [parameters]\naws: [ERROR]: too few arguments"
                )),
            }
            .into());
        };
        let Some(waiter) = waiters.iter().find(|it| naming::cli_name(it.name) == name) else {
            return help::wait(entry, &self.globals, self.host, self.out);
        };
        let Some(operation) = entry.service().operation(waiter.operation) else {
            return Err(Failure::general(format!("{service} has no operation {}", waiter.operation)));
        };
        let command = OperationCommand { operation, parent: "wait", name: &name };
        self.caller().wait(command, waiter, &words).await
    }

    fn caller(&mut self) -> Caller<'_> {
        Caller { globals: &self.globals, host: self.host, out: self.out, err: self.err }
    }
}

/// Aliases of aliases that are followed.
const MOST_ALIASES: usize = 20;

/// What an alias of a service's command became.
enum Expanded {
    Words(Vec<String>),
    Done(i32),
}

/// Takes the word that names a subcommand out of a line.
fn subcommand(
    name: &str,
    choices: &dyn Choices,
    required: bool,
    words: &[String],
) -> Result<(Option<String>, Vec<String>), DecodeError> {
    let mut grammar = Grammar::default();
    let takes = if required { Takes::One } else { Takes::OneOrNone };
    grammar.add(name, takes, Accepts::OneOf(choices), required);
    let mut parsed = parse(&grammar, words)?;
    match parsed.values[0].take() {
        Some(Given::Word(word)) => Ok((Some(word), parsed.extras)),
        _ => Ok((None, parsed.extras)),
    }
}

/// Runs a line of an alias by the shell, with arguments behind it.
fn run_shell(line: &str, arguments: &[String]) -> Result<i32, Failure> {
    let words: Vec<String> = std::iter::once(line.to_owned()).chain(arguments.iter().map(|it| quote(it))).collect();
    let status = std::process::Command::new("/bin/sh").arg("-c").arg(words.join(" ")).status();
    let status = status.map_err(|err| Failure::general(format!("alias: sh: {err}")))?;
    Ok(status.code().unwrap_or(255))
}

/// What `--version` prints: whose behaviour this is, and what we are.
fn version() -> String {
    let system = std::env::consts::OS;
    let system = format!("{}{}", system[..1].to_uppercase(), &system[1..]);
    format!(
        "aws-cli/{AWS_CLI_VERSION} callboard/{} {system} source/{}",
        env!("CARGO_PKG_VERSION"),
        std::env::consts::ARCH
    )
}
