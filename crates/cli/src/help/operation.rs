//! The page of an operation, and of a waiter, which takes the same options.

use callboard_model::naming::cli as naming;
use callboard_model::service::{Operation, Waiter};
use callboard_model::shape::Shape;

use super::documentation::Documentation;
use super::page::Page;
use super::tree::{Tree, type_name};
use super::{example, options};
use crate::decode::arguments::{Argument, ArgumentKind, ArgumentTable};

const SYNOPSIS_COLUMN: usize = 10;

/// `SERVICE OPERATION help`.
pub(super) fn page(
    documentation: &Documentation,
    operation: &'static Operation,
    command: &str,
    arguments: &ArgumentTable,
    width: usize,
) -> String {
    let mut page = Page::new(command, width);
    page.section("DESCRIPTION");
    let description = documentation.operation(operation.name);
    if description.is_empty() {
        page.paragraph(0, &format!("The operation {} of {}.", operation.name, operation.service.metadata.service_id));
    }
    page.blocks(0, &description);
    if operation.deprecated {
        page.paragraph(0, "This operation is deprecated.");
    }
    if arguments.paginator.is_some() {
        let name = naming::cli_name(operation.name);
        page.paragraph(
            0,
            &format!("{name} is a listing in pages; all of them are asked for, unless --no-paginate is given."),
        );
    }
    common_sections(&mut page, documentation, operation, command, arguments);
    examples(&mut page, documentation, operation);
    output(&mut page, documentation, operation.output);
    page.finish()
}

/// `SERVICE wait NAME help`.
pub(super) fn waiter_page(
    documentation: &Documentation,
    waiter: &'static Waiter,
    operation: &'static Operation,
    command: &str,
    arguments: &ArgumentTable,
    width: usize,
) -> String {
    let mut page = Page::new(command, width);
    page.section("DESCRIPTION");
    page.paragraph(
        0,
        &format!(
            "Asks {} every {} seconds, up to {} times, until {}. Ends with exit code 255 where that does not happen.",
            naming::cli_name(operation.name),
            waiter.delay,
            waiter.max_attempts,
            success(waiter)
        ),
    );
    common_sections(&mut page, documentation, operation, command, arguments);
    page.section("OUTPUT");
    page.paragraph(0, "None");
    page.finish()
}

/// What a waiter waits for, in words.
fn success(waiter: &Waiter) -> String {
    let conditions = waiter.acceptors.iter().filter(|it| it.state == "success").map(|it| {
        let argument = it.argument.unwrap_or_default();
        let expected = match &it.expected {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        match (it.matcher, &it.expected) {
            ("path", _) => format!("{argument} is {expected}"),
            ("pathAll", _) => format!("each of {argument} is {expected}"),
            ("pathAny", _) => format!("one of {argument} is {expected}"),
            ("status", _) => format!("the answer has the HTTP status {expected}"),
            ("error", serde_json::Value::Bool(true)) => "the answer is an error".to_owned(),
            ("error", serde_json::Value::Bool(false)) => "the answer is no error".to_owned(),
            _ => format!("the answer is the error {expected}"),
        }
    });
    conditions.collect::<Vec<_>>().join(", or ")
}

fn common_sections(
    page: &mut Page,
    documentation: &Documentation,
    operation: &'static Operation,
    command: &str,
    arguments: &ArgumentTable,
) {
    let entries = entries(arguments);
    page.section("SYNOPSIS");
    page.line(SYNOPSIS_COLUMN + 2, command);
    for entry in &entries {
        page.line(SYNOPSIS_COLUMN, &entry.synopsis());
    }
    for line in options::global_synopsis() {
        page.line(SYNOPSIS_COLUMN, &line);
    }
    page.section("OPTIONS");
    if entries.is_empty() {
        page.paragraph(0, "None");
    }
    for entry in &entries {
        option(page, documentation, operation, entry);
    }
    options::global_section(page);
}

/// Arguments that say one thing: `--x | --no-x`, `--cli-input-json | --cli-input-yaml`.
struct Entry<'a> {
    arguments: Vec<&'a Argument>,
}

fn entries(table: &ArgumentTable) -> Vec<Entry<'_>> {
    let mut entries: Vec<Entry<'_>> = Vec::new();
    for argument in table.arguments.iter().filter(|it| !it.hidden) {
        match entries.iter_mut().find(|it| it.arguments.iter().any(|other| belong_together(other, argument))) {
            Some(entry) => entry.arguments.push(argument),
            None => entries.push(Entry { arguments: vec![argument] }),
        }
    }
    entries
}

fn belong_together(left: &Argument, right: &Argument) -> bool {
    match (left.kind, right.kind) {
        (ArgumentKind::Flag(left, _), ArgumentKind::Flag(right, _))
        | (ArgumentKind::NestedFlag(left, _), ArgumentKind::NestedFlag(right, _)) => std::ptr::eq(left, right),
        (ArgumentKind::InputJson, ArgumentKind::InputYaml) => true,
        _ => false,
    }
}

impl Entry<'_> {
    fn first(&self) -> &Argument {
        self.arguments[0]
    }

    /// A flag is required where its member is, though the parser leaves that to validation.
    fn is_required(&self) -> bool {
        let first = self.first();
        match first.kind {
            ArgumentKind::Flag(member, _) => member.required && !member.traits.idempotency_token,
            _ => first.required,
        }
    }

    fn names(&self) -> String {
        let name = |it: &&Argument| if it.is_positional() { it.name.clone() } else { format!("--{}", it.name) };
        self.arguments.iter().map(name).collect::<Vec<_>>().join(" | ")
    }

    fn synopsis(&self) -> String {
        let text = match (self.first().is_positional(), self.arguments.len()) {
            (true, _) => format!("<{}>", self.names()),
            (false, 1) => format!("{} <value>", self.names()),
            (false, _) => self.names(),
        };
        if self.is_required() { text } else { format!("[{text}]") }
    }
}

fn option(page: &mut Page, documentation: &Documentation, operation: &'static Operation, entry: &Entry<'_>) {
    let first = entry.first();
    let type_name = first.member().map_or(first.type_name(), type_name);
    let required = if entry.is_required() { " [required]" } else { "" };
    let head = format!("{} ({type_name}){required}", entry.names());
    if let Some(words) = options::added_words(&first.kind) {
        page.heading(0, &format!("{head} {words}"));
        return;
    }
    page.term(0, &head);
    let (Some(member), Some(input)) = (first.member(), operation.input) else {
        page.loosen();
        return;
    };
    page.blocks(1, &documentation.member(input, member));
    page.loosen();
    if type_name == "streaming blob" {
        page.paragraph(1, "The value is the path of a file, without file:// or fileb://.");
    }
    if member.traits.idempotency_token {
        page.paragraph(1, "Where it is not given, a new unique value is sent.");
    }
    if member.traits.deprecated {
        page.paragraph(1, "Deprecated.");
    }
    let shape = member.shape();
    Tree { page: &mut *page, documentation }.inside(1, shape);
    for (title, lines) in [
        ("Shorthand Syntax:", example::shorthand(member)),
        ("Syntax:", example::words(shape)),
        ("JSON Syntax:", if example::words(shape).is_some() { None } else { example::json(shape) }),
    ] {
        if let Some(lines) = lines {
            page.heading(0, title);
            page.code(1, &lines);
        }
    }
}

fn examples(page: &mut Page, documentation: &Documentation, operation: &'static Operation) {
    let examples = documentation.examples(operation.name);
    if examples.is_empty() {
        return;
    }
    page.section("EXAMPLES");
    for example in examples {
        page.paragraph(0, example.title);
        page.code(1, &example.command);
        if !example.output.is_empty() {
            page.paragraph(0, "Output:");
            page.code(1, &example.output);
        }
    }
}

fn output(page: &mut Page, documentation: &Documentation, output: Option<&'static Shape>) {
    page.section("OUTPUT");
    let Some(output) = output.filter(|it| !it.members().is_empty()) else {
        page.paragraph(0, "None");
        return;
    };
    for member in output.members() {
        Tree { page: &mut *page, documentation }.member(0, output, member);
    }
}
