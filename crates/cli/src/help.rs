//! Help: pages like those of the AWS CLI, made from the facts of the model.
//!
//! ```text
//! model ──────────▶ names, types, constraints, trees, syntax ─┐
//! words.txt ──────▶ our own words for some services ──────────┼─▶ Page ─▶ text
//! host's data ────▶ AWS's documentation, where installed ─────┘
//! ```
//!
//! Pages are plain text; whoever prints them pages them on a terminal.
//!
//! # Invariants
//!
//! - Every option that the parser takes and help does not hide is on the page of its operation: both read one table.
//! - What a page says without AWS's documentation, we wrote ourselves or the model says.
//!
//! # Reading order
//!
//! [`render`] chooses the page, `operation.rs` is the largest one, `page.rs`
//! puts text into columns, `documentation.rs` finds the words.

mod documentation;
mod example;
mod html;
mod operation;
mod options;
mod page;
mod tree;
mod words;

#[cfg(test)]
mod tests;

use callboard_model::naming::cli as naming;
use callboard_model::registry::ServiceEntry;
use callboard_model::service::{Operation, Service, Waiter};

use crate::decode::arguments::ArgumentTable;
use crate::host::Host;
use documentation::Documentation;
use page::Page;

/// What help is asked for.
#[derive(Clone, Copy)]
pub enum HelpTopic<'a> {
    /// `help`.
    Top {
        /// Every command of the first level.
        commands: &'a [String],
    },
    /// `SERVICE help`.
    Service {
        /// The service.
        entry: &'static ServiceEntry,
        /// The word by which it was called.
        command: &'a str,
        /// Its commands; those that stand for deprecated operations are not shown.
        commands: &'a [String],
    },
    /// `SERVICE OPERATION help`.
    Operation {
        /// The operation.
        operation: &'static Operation,
        /// The word by which it was called.
        command: &'a str,
        /// Its arguments.
        arguments: &'a ArgumentTable,
    },
    /// `SERVICE wait help`.
    Wait {
        /// The service.
        service: &'static Service,
    },
    /// `SERVICE wait NAME help`.
    Waiter {
        /// The waiter.
        waiter: &'static Waiter,
        /// The operation that it polls.
        operation: &'static Operation,
        /// The word by which it was called.
        command: &'a str,
        /// Its arguments.
        arguments: &'a ArgumentTable,
    },
    /// Help of a command that no model has: `configure help`.
    Own {
        /// The word by which it was called.
        command: &'a str,
        /// What it does.
        description: &'a str,
        /// How it is called.
        synopsis: &'a str,
        /// Its commands, where it has some.
        commands: &'a [String],
    },
}

/// The text of a page for a terminal of `width` columns.
pub fn render(topic: HelpTopic<'_>, host: &dyn Host, width: usize) -> String {
    match topic {
        HelpTopic::Top { commands } => top_page(commands, width),
        HelpTopic::Service { entry, command, commands } => {
            service_page(&Documentation::of(entry.name, host), entry, command, commands, width)
        }
        HelpTopic::Operation { operation, command, arguments } => {
            let documentation = Documentation::of(operation.service.name, host);
            operation::page(&documentation, operation, command, arguments, width)
        }
        HelpTopic::Wait { service } => wait_page(service, width),
        HelpTopic::Waiter { waiter, operation, command, arguments } => {
            let documentation = Documentation::of(operation.service.name, host);
            operation::waiter_page(&documentation, waiter, operation, command, arguments, width)
        }
        HelpTopic::Own { command, description, synopsis, commands } => {
            let mut page = Page::new(command, width);
            page.section("DESCRIPTION");
            page.paragraph(0, description);
            page.section("SYNOPSIS");
            page.code(1, &[synopsis]);
            if !commands.is_empty() {
                command_list(&mut page, "AVAILABLE COMMANDS", commands);
            }
            page.finish()
        }
    }
}

/// Our own words about something of a service, by the key of our table: an operation, `Shape.member`, `*.member`.
pub(crate) fn own_words(service: &str, key: &str) -> Option<&'static str> {
    words::ServiceWords::of(service)?.get(key)
}

fn top_page(commands: &[String], width: usize) -> String {
    let mut page = Page::new("aws", width);
    page.section("DESCRIPTION");
    page.paragraph(
        0,
        "Takes the command lines of the AWS CLI and carries them out on the control plane in force: the embedded one, \
         which needs no account and keeps what it is given, any AWS-compatible endpoint, or AWS itself.",
    );
    page.paragraph(
        0,
        "Commands are written `aws ...` here. Type `callboard aws ...`, or give the program the name `aws`.",
    );
    page.section("SYNOPSIS");
    page.code(1, &["aws [options] <command> <subcommand> [parameters]"]);
    page.paragraph(
        0,
        "`aws <command> help` lists the commands of a service, `aws <command> <subcommand> help` says what one of them \
         takes and answers. Parameters in square brackets are optional.",
    );
    options::global_section(&mut page);
    command_list(&mut page, "AVAILABLE SERVICES", commands);
    page.finish()
}

fn service_page(
    documentation: &Documentation,
    entry: &'static ServiceEntry,
    command: &str,
    commands: &[String],
    width: usize,
) -> String {
    let mut page = Page::new(command, width);
    page.section("DESCRIPTION");
    let description = documentation.service();
    if description.is_empty() {
        page.paragraph(0, &format!("The operations of {} (API version {}).", entry.service_id, entry.api_version));
    }
    page.blocks(0, &description);
    page.section("AVAILABLE COMMANDS");
    for name in commands {
        let operation = naming::cli_operation(entry, name).and_then(|it| entry.service().operation(it));
        if operation.is_some_and(|it| it.deprecated) {
            continue;
        }
        page.bullet(0, name);
        if let Some(line) = operation.and_then(|it| documentation.own_line(it.name)) {
            page.continue_bullet(0, line);
        }
    }
    page.finish()
}

fn wait_page(service: &'static Service, width: usize) -> String {
    let mut page = Page::new("wait", width);
    page.section("DESCRIPTION");
    page.paragraph(
        0,
        "Waits until something is in a certain state. Each command asks the service again and again until it is.",
    );
    let commands: Vec<String> = service.waiters().iter().map(|it| naming::cli_name(it.name)).collect();
    command_list(&mut page, "AVAILABLE COMMANDS", &commands);
    page.finish()
}

fn command_list(page: &mut Page, title: &str, commands: &[String]) {
    page.section(title);
    for name in commands {
        page.bullet(0, name);
    }
}
