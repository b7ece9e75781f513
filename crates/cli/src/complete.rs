//! Completion: what may stand where the cursor is.
//!
//! ```text
//! words before the cursor ──▶ Place (top level, service, operation, value of an option) ──▶ candidates
//! ```
//!
//! A shell asks by calling the program back, see [`script`]; so an answer must
//! cost little more than starting a process.
//!
//! # Invariants
//!
//! - No model is read before the line names an operation, or asks for a service's waiters.
//! - Options come from the same tables as those that the parser reads.
//!
//! # Reading order
//!
//! [`complete`] is the whole; `line.rs` finds out where the cursor is.

mod line;
mod script;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use callboard_model::naming::cli as naming;
use callboard_model::registry::{self, ServiceEntry};
use callboard_model::types::tables;

use crate::customizations;
use crate::decode::arguments::Argument;
use crate::decode::globals;
use crate::help::own_words;
use line::{Line, Place, Values};
pub use script::{Shell, script};

/// One word that may stand where the cursor is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The word.
    pub value: Cow<'static, str>,
    /// What it means, in one line; may be empty.
    pub description: &'static str,
}

/// The words that can follow `words` (those after `aws`) and begin with `cursor_word`.
///
/// Nothing comes back where any text will do; a shell then offers files.
pub fn complete(words: &[String], cursor_word: &str) -> Vec<Candidate> {
    let line = Line::read(words);
    let mut candidates = match (&line.pending, cursor_word.split_once('=')) {
        (None, Some((option, _))) if option.starts_with("--") => {
            let values = values(&line.values_of(option));
            values.into_iter().map(|it| Candidate { value: format!("{option}={}", it.value).into(), ..it }).collect()
        }
        (Some(pending), _) if !cursor_word.starts_with('-') => values(pending),
        (Some(Values::One(_)), _) => Vec::new(),
        _ if cursor_word.starts_with('-') => options(&line).into_iter().chain(global_options(&line)).collect(),
        _ => match &line.place {
            Place::TopLevel => services(),
            Place::Service { entry, service } => commands(entry, service, cursor_word),
            Place::Wait { entry } => waiters(entry),
            Place::Operation(_) => options(&line),
            Place::Unknown => Vec::new(),
        },
    };
    candidates.retain(|it| it.value.starts_with(cursor_word));
    candidates
}

/// Candidates as scripts read them: a line each, with a tab before the description.
pub fn lines(candidates: &[Candidate]) -> String {
    candidates.iter().map(|it| format!("{}\t{}\n", it.value, it.description)).collect()
}

fn candidate(value: impl Into<Cow<'static, str>>, description: &'static str) -> Candidate {
    Candidate { value: value.into(), description }
}

fn services() -> Vec<Candidate> {
    let models = registry::services().iter().map(|it| candidate(naming::cli_service_name(it.name), it.service_id));
    let mut candidates: Vec<Candidate> =
        models.chain(customizations::TOP_LEVEL_COMMANDS.iter().map(|it| candidate(*it, ""))).collect();
    candidates.sort_by(|left, right| left.value.cmp(&right.value));
    candidates
}

/// Commands of a service. Whether it has waiters is in its model, which is read only once a `w` is typed.
fn commands(entry: &'static ServiceEntry, service: &str, cursor_word: &str) -> Vec<Candidate> {
    let operations = entry.operation_names().map(|name| (naming::cli_name(name), name));
    let mut candidates: Vec<Candidate> = operations
        .filter(|(command, _)| !customizations::is_removed(service, command))
        .map(|(command, name)| candidate(command, own_words(entry.name, name).unwrap_or_default()))
        .collect();
    candidates.extend(customizations::unsupported_commands(service).iter().map(|it| candidate(*it, "")));
    candidates.push(candidate("help", ""));
    if !cursor_word.is_empty() && "wait".starts_with(cursor_word) && !entry.service().waiters().is_empty() {
        candidates.push(candidate("wait", "Waits for a state"));
    }
    candidates.sort_by(|left, right| left.value.cmp(&right.value));
    candidates
}

fn waiters(entry: &'static ServiceEntry) -> Vec<Candidate> {
    let waiters = entry.service().waiters().iter().map(|it| candidate(naming::cli_name(it.name), it.operation));
    waiters.chain([candidate("help", "")]).collect()
}

/// Options of the operation that the line does not have yet; those that it must have come first.
fn options(line: &Line<'_>) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    if let Place::Operation(place) = &line.place {
        let table = place.table();
        let is_open = |it: &&Argument| {
            !it.hidden && !it.is_positional() && !line.is_given(&it.name) && !line.has_partner_of(table, it)
        };
        let mut open: Vec<&Argument> = table.arguments.iter().filter(is_open).collect();
        open.sort_by_key(|it| !it.required);
        let input = place.operation.input.map_or("", |it| it.name);
        candidates.extend(open.into_iter().map(|argument| {
            let description = argument.member().and_then(|member| {
                let service = place.operation.service.name;
                own_words(service, &format!("{input}.{}", member.name))
                    .or_else(|| own_words(service, &format!("*.{}", member.name)))
            });
            candidate(format!("--{}", argument.name), description.unwrap_or(argument.type_name()))
        }));
        if line.given.is_empty() {
            candidates.push(candidate("help", ""));
        }
    }
    candidates
}

/// Global options that the line does not have yet.
fn global_options<'a>(line: &'a Line<'_>) -> impl Iterator<Item = Candidate> + 'a {
    let open = globals::OPTIONS.iter().filter(|it| !line.is_given(it.name));
    open.map(|it| candidate(format!("--{}", it.name), "global option"))
}

fn values(values: &Values) -> Vec<Candidate> {
    match values {
        Values::One(words) | Values::Any(words) => words.iter().map(|it| candidate(*it, "")).collect(),
        Values::Region => tables::regions().map(|it| candidate(it, "")).collect(),
        Values::None => Vec::new(),
    }
}
