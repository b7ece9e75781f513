//! Where the cursor is: what the words before it say.

use std::cell::OnceCell;

use callboard_model::naming::cli as naming;
use callboard_model::registry::ServiceEntry;
use callboard_model::service::Operation;
use callboard_model::shape::ShapeKind;

use crate::customizations;
use crate::decode::arguments::{Argument, ArgumentKind, ArgumentTable, SKELETONS};
use crate::decode::globals::{self, GlobalKind};

/// The words before the cursor, as far as they are understood.
pub(super) struct Line<'a> {
    pub place: Place<'a>,
    /// The options that were given, without dashes.
    pub given: Vec<&'a str>,
    /// What the option at the end of the line takes.
    pub pending: Option<Values>,
}

/// The command that the words name.
pub(super) enum Place<'a> {
    TopLevel,
    Service {
        entry: &'static ServiceEntry,
        service: &'a str,
    },
    Wait {
        entry: &'static ServiceEntry,
    },
    Operation(OperationPlace<'a>),
    /// Nothing that we can say anything about.
    Unknown,
}

/// An operation whose arguments are read when they are needed.
pub(super) struct OperationPlace<'a> {
    pub operation: &'static Operation,
    parent: &'a str,
    command: &'a str,
    table: OnceCell<ArgumentTable>,
}

/// The values of an option.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Values {
    /// Nothing follows.
    None,
    /// One word: one of these, or any text where there are none.
    One(Vec<&'static str>),
    /// Any number of words.
    Any(Vec<&'static str>),
    /// One word: a region.
    Region,
}

impl OperationPlace<'_> {
    pub fn table(&self) -> &ArgumentTable {
        self.table.get_or_init(|| ArgumentTable::of(self.operation, self.parent, self.command))
    }
}

impl<'a> Line<'a> {
    pub fn read(words: &'a [String]) -> Self {
        let mut line = Self { place: Place::TopLevel, given: Vec::new(), pending: None };
        for word in words {
            match line.pending {
                Some(Values::Any(_)) if !word.starts_with("--") => continue,
                Some(Values::One(_) | Values::Region) if !word.starts_with("--") => line.pending = None,
                _ => {
                    line.pending = None;
                    line.word(word);
                }
            }
        }
        line
    }

    fn word(&mut self, word: &'a str) {
        if let Some(option) = word.strip_prefix("--") {
            let (name, has_value) = option.split_once('=').map_or((option, false), |(name, _)| (name, true));
            self.given.push(name);
            self.pending = Some(self.values_of(word)).filter(|it| !has_value && *it != Values::None);
            return;
        }
        self.place = match std::mem::replace(&mut self.place, Place::Unknown) {
            Place::TopLevel => match naming::cli_service(word) {
                Some(entry) => Place::Service { entry, service: word },
                None => Place::Unknown,
            },
            Place::Service { entry, .. } if word == "wait" => Place::Wait { entry },
            Place::Service { entry, service } => {
                let name = naming::cli_operation(entry, word).filter(|_| !customizations::is_removed(service, word));
                operation(name.and_then(|it| entry.service().operation(it)), service, word)
            }
            Place::Wait { entry } => {
                let service = entry.service();
                let waiter = service.waiters().iter().find(|it| naming::cli_name(it.name) == word);
                operation(waiter.and_then(|it| service.operation(it.operation)), "wait", word)
            }
            // A word without an option is the file of a streamed answer, or an error that the parser explains.
            Place::Operation(place) => Place::Operation(place),
            Place::Unknown => Place::Unknown,
        };
    }

    /// What an option takes, its name with dashes.
    pub fn values_of(&self, option: &str) -> Values {
        let name = option.trim_start_matches('-');
        if let Some(global) = globals::OPTIONS.iter().find(|it| it.name == name) {
            return match global.kind {
                GlobalKind::Flag => Values::None,
                GlobalKind::OneOf(words) => Values::One(words.to_vec()),
                _ if name == "region" => Values::Region,
                _ => Values::One(Vec::new()),
            };
        }
        match &self.place {
            Place::Operation(place) => place.table().get(name).map_or(Values::None, argument_values),
            _ => Values::None,
        }
    }

    pub fn is_given(&self, name: &str) -> bool {
        self.given.contains(&name)
    }

    /// Whether the line has the other one of `--x` and `--no-x`.
    pub fn has_partner_of(&self, table: &ArgumentTable, argument: &Argument) -> bool {
        let ArgumentKind::Flag(member, _) = argument.kind else { return false };
        let is_partner =
            |it: &&Argument| matches!(it.kind, ArgumentKind::Flag(other, _) if std::ptr::eq(other, member));
        table.arguments.iter().filter(is_partner).any(|it| self.is_given(&it.name))
    }
}

fn operation<'a>(operation: Option<&'static Operation>, parent: &'a str, command: &'a str) -> Place<'a> {
    match operation {
        Some(operation) => Place::Operation(OperationPlace { operation, parent, command, table: OnceCell::new() }),
        None => Place::Unknown,
    }
}

fn argument_values(argument: &Argument) -> Values {
    match argument.kind {
        ArgumentKind::Flag(..) | ArgumentKind::NestedFlag(..) => Values::None,
        ArgumentKind::Skeleton => Values::One(SKELETONS.to_vec()),
        ArgumentKind::Member(member) => match &member.shape().kind {
            ShapeKind::List(item) => Values::Any(item.shape().enum_values.clone()),
            _ => Values::One(member.shape().enum_values.clone()),
        },
        _ => Values::One(Vec::new()),
    }
}
