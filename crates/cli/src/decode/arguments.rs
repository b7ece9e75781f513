//! The options of an operation, from its model.
//!
//! ```text
//! members ─▶ --name, --no-name ─▶ renamed ─▶ customised ─▶ + paging, --cli-input-*, --generate-cli-skeleton
//! ```
//!
//! Help, completion and the parser all read this table.

use callboard_model::naming;
use callboard_model::service::{Operation, Paginator};
use callboard_model::shape::{Member, ShapeKind};

use super::parser::{Accepts, Choices, Grammar, Takes};
use crate::customizations::{self, CustomArgument};

/// One option or positional argument of an operation.
#[derive(Debug, Clone)]
pub struct Argument {
    /// Its name without dashes.
    pub name: String,
    /// What it sets.
    pub kind: ArgumentKind,
    /// Whether the line must have it.
    pub required: bool,
    /// Whether it works without being shown in help.
    pub hidden: bool,
}

/// What an argument sets.
#[derive(Debug, Clone, Copy)]
pub enum ArgumentKind {
    /// A member of the input.
    Member(&'static Member),
    /// A truth value of the input: `true` by `--name`, `false` by `--no-name`.
    Flag(&'static Member, bool),
    /// A structure of one truth value: `true` bare or a whole value by `--name`, `false` by `--no-name`.
    NestedFlag(&'static Member, bool),
    /// The file for the streamed member of the output; stands in the line without a name.
    Outfile(&'static str),
    /// `--cli-input-json`.
    InputJson,
    /// `--cli-input-yaml`.
    InputYaml,
    /// `--starting-token`.
    StartingToken,
    /// `--page-size`.
    PageSize(PageValue),
    /// `--max-items`.
    MaxItems(PageValue),
    /// `--generate-cli-skeleton`.
    Skeleton,
    /// An argument that the AWS CLI adds to its model.
    Custom(&'static CustomArgument),
}

/// The kind of value that a paging option takes: that of the operation's own limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageValue {
    /// A whole number.
    Integer,
    /// A whole number of 64 bits.
    Long,
    /// A text.
    Text,
}

/// The arguments of an operation.
#[derive(Debug, Default)]
pub struct ArgumentTable {
    /// In the order in which messages and help list them.
    pub arguments: Vec<Argument>,
    /// Arguments of the operation that paging options stand in for; they come back when pagination is off.
    pub shadowed: Vec<Argument>,
    /// How the operation is paged, where it is.
    pub paginator: Option<&'static Paginator>,
}

/// What `--generate-cli-skeleton` can be.
pub const SKELETONS: &[&str] = &["input", "output", "yaml-input"];

impl ArgumentTable {
    /// The arguments of an operation, as the command `service operation` has them.
    ///
    /// `service` and `command` are the words of the line; for a waiter they are `wait` and the waiter's name.
    pub fn of(operation: &'static Operation, service: &str, command: &str) -> Self {
        let mut table = Self::default();
        for member in operation.input.map(|it| it.members()).unwrap_or_default() {
            table.add_member(member);
        }
        table.rename(service, command);
        customizations::customise_arguments(&mut table, service, command);
        if let Some(member) = streamed_member(operation) {
            table.push("outfile", ArgumentKind::Outfile(member), true);
        }
        // Commands that write a file of their own take no structured input.
        let structured = table.get("outfile").is_none();
        if structured {
            table.push("cli-input-json", ArgumentKind::InputJson, false);
            table.push("cli-input-yaml", ArgumentKind::InputYaml, false);
        }
        if let Some(paginator) = operation.service.paginator(operation.name) {
            table.add_paging(operation, paginator);
        }
        if structured {
            table.push("generate-cli-skeleton", ArgumentKind::Skeleton, false);
        }
        table
    }

    /// The argument `name`.
    pub fn get(&self, name: &str) -> Option<&Argument> {
        self.arguments.iter().find(|it| it.name == name)
    }

    /// The argument `name`, to change it.
    pub fn get_mut(&mut self, name: &str) -> Option<&mut Argument> {
        self.arguments.iter_mut().find(|it| it.name == name)
    }

    /// Takes the argument `name` out.
    pub fn remove(&mut self, name: &str) -> Option<Argument> {
        let place = self.arguments.iter().position(|it| it.name == name)?;
        Some(self.arguments.remove(place))
    }

    /// Adds an argument, in place of one of the same name; returns that.
    pub fn push(&mut self, name: &str, kind: ArgumentKind, required: bool) -> Option<Argument> {
        let argument = Argument { name: name.to_owned(), kind, required, hidden: false };
        match self.get_mut(name) {
            Some(place) => Some(std::mem::replace(place, argument)),
            None => {
                self.arguments.push(argument);
                None
            }
        }
    }

    /// The grammar by which the operation's words are read; slots are places in [`Self::arguments`].
    pub fn grammar(&self) -> Grammar<'_> {
        let mut grammar = Grammar::default();
        for (place, argument) in self.arguments.iter().enumerate() {
            let (takes, accepts) = argument.syntax();
            let name = if argument.is_positional() { argument.name.clone() } else { format!("--{}", argument.name) };
            let slot = grammar.add(name, takes, accepts, argument.required);
            // Both words of a pair say one thing, so that the last of them counts.
            if let Some(first) = self.partner_before(place) {
                grammar.share_slot(slot, first);
            }
        }
        grammar
    }

    /// The first argument of the pair whose second is at `place`.
    pub fn partner_before(&self, place: usize) -> Option<usize> {
        let ArgumentKind::Flag(member, _) = self.arguments[place].kind else { return None };
        (self.arguments[..place].iter())
            .position(|it| matches!(it.kind, ArgumentKind::Flag(other, _) if std::ptr::eq(other, member)))
    }

    fn add_member(&mut self, member: &'static Member) {
        let name = naming::cli_name(member.name);
        let required = member.required && !member.traits.idempotency_token;
        if matches!(member.shape().kind, ShapeKind::Boolean) {
            self.push(&name, ArgumentKind::Flag(member, true), false);
            self.push(&format!("no-{name}"), ArgumentKind::Flag(member, false), false);
        } else {
            self.push(&name, ArgumentKind::Member(member), required);
        }
    }

    /// Gives arguments the names they have in this command; a renamed one goes to the end.
    fn rename(&mut self, service: &str, command: &str) {
        let renames: Vec<(String, String)> = (self.arguments.iter())
            .filter_map(|it| {
                Some((it.name.clone(), naming::renamed_cli_argument(service, command, &it.name)?.to_owned()))
            })
            .collect();
        for (old, new) in renames {
            if let Some(mut argument) = self.remove(&old) {
                argument.name = new;
                self.arguments.push(argument);
            }
        }
    }

    fn add_paging(&mut self, operation: &'static Operation, paginator: &'static Paginator) {
        let input = operation.input.map(|it| it.members()).unwrap_or_default();
        for token in paginator.input_token.iter().chain(&paginator.limit_key) {
            let name = naming::cli_name(token);
            if let Some(argument) = self.get_mut(&name) {
                argument.hidden = true;
            }
        }
        let limit = paginator.limit_key.and_then(|key| input.iter().find(|it| it.name == key));
        let value = match limit.map(|it| &it.shape().kind) {
            Some(ShapeKind::String) => PageValue::Text,
            Some(ShapeKind::Long) => PageValue::Long,
            _ => PageValue::Integer,
        };
        let mut shadowed = vec![self.push("starting-token", ArgumentKind::StartingToken, false)];
        if paginator.limit_key.is_some() {
            shadowed.push(self.push("page-size", ArgumentKind::PageSize(value), false));
        }
        shadowed.push(self.push("max-items", ArgumentKind::MaxItems(value), false));
        self.shadowed = shadowed.into_iter().flatten().collect();
        self.paginator = Some(paginator);
    }
}

impl Argument {
    /// Whether it stands in the line without a name.
    pub fn is_positional(&self) -> bool {
        matches!(self.kind, ArgumentKind::Outfile(_))
    }

    /// The member of the input that it sets as a whole.
    pub fn member(&self) -> Option<&'static Member> {
        match self.kind {
            ArgumentKind::Member(member) | ArgumentKind::Flag(member, _) | ArgumentKind::NestedFlag(member, _) => {
                Some(member)
            }
            _ => None,
        }
    }

    /// The kind of its value in the words of help: `string`, `list`, `boolean`, …
    pub fn type_name(&self) -> &'static str {
        match self.kind {
            ArgumentKind::Member(member) | ArgumentKind::Flag(member, _) | ArgumentKind::NestedFlag(member, _) => {
                member.shape().type_name()
            }
            ArgumentKind::PageSize(PageValue::Integer) | ArgumentKind::MaxItems(PageValue::Integer) => "integer",
            ArgumentKind::PageSize(PageValue::Long) | ArgumentKind::MaxItems(PageValue::Long) => "long",
            ArgumentKind::Custom(custom) => custom.type_name,
            _ => "string",
        }
    }

    fn syntax(&self) -> (Takes, Accepts<'static>) {
        const SKELETON_CHOICES: &dyn Choices = &SKELETONS;
        match self.kind {
            ArgumentKind::Flag(_, value) => (Takes::Flag(value), Accepts::Text),
            ArgumentKind::NestedFlag(_, true) => (Takes::OneOrNone, Accepts::Text),
            ArgumentKind::NestedFlag(_, false) => (Takes::Flag(true), Accepts::Text),
            ArgumentKind::Skeleton => (Takes::OneOrNone, Accepts::OneOf(SKELETON_CHOICES)),
            ArgumentKind::PageSize(PageValue::Text) | ArgumentKind::MaxItems(PageValue::Text) => {
                (Takes::One, Accepts::Text)
            }
            ArgumentKind::PageSize(_) | ArgumentKind::MaxItems(_) => (Takes::One, Accepts::Integer),
            ArgumentKind::Custom(custom) if custom.choices.is_empty() => (custom.takes, Accepts::Text),
            ArgumentKind::Custom(custom) => (custom.takes, Accepts::OneOf(&custom.choices)),
            ArgumentKind::Member(member) => match member.shape().kind {
                ShapeKind::List(_) => (Takes::Any, Accepts::Text),
                ShapeKind::Long => (Takes::One, Accepts::Integer),
                ShapeKind::Float | ShapeKind::Double => (Takes::One, Accepts::Float),
                _ => (Takes::One, Accepts::Text),
            },
            _ => (Takes::One, Accepts::Text),
        }
    }
}

/// The member of the output that goes into a file: the bytes that are the whole body of the answer.
pub fn streamed_member(operation: &'static Operation) -> Option<&'static str> {
    let output = operation.output?;
    let member = output.member(output.traits.payload?)?;
    matches!(member.shape().kind, ShapeKind::Blob).then_some(member.name)
}
