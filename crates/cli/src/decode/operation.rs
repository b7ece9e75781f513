//! The words behind `SERVICE OPERATION` become the input of a call.

use callboard_model::document::{Document, Map};
use callboard_model::naming;
use callboard_model::service::{Operation, Paginator};
use callboard_model::shape::Shape;
use callboard_plane::paginate::PageOptions;

use super::arguments::{Argument, ArgumentKind, ArgumentTable};
use super::parser::{Accepts, Given, Grammar, Parsed, Takes, parse};
use super::{DecodeError, json, paramfile, python, validate, value, yaml};
use crate::customizations;
use crate::host::Host;

/// What the words of an operation ask for.
#[derive(Debug)]
pub enum Request {
    /// Help.
    Help,
    /// A call, or something printed instead of it.
    Call(Box<OperationRequest>),
}

/// A call and what surrounds it.
#[derive(Debug, Default)]
pub struct OperationRequest {
    /// The input, not yet validated.
    pub input: Map,
    /// What a listing is asked for.
    pub paging: PageOptions,
    /// Whether the line itself turned pagination off, by using the service's own token or limit.
    pub paged_by_hand: bool,
    /// The skeleton that is printed instead of a call.
    pub skeleton: Option<Skeleton>,
    /// The file for the body of the answer.
    pub outfile: Option<String>,
    /// Values for after the call.
    pub kept: customizations::Kept,
    /// Sentences for stderr.
    pub warnings: Vec<String>,
}

/// What `--generate-cli-skeleton` asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Skeleton {
    /// The input as JSON.
    Input,
    /// The input as YAML with comments.
    YamlInput,
    /// An answer, made up, after validation.
    Output,
}

/// The command that an operation is decoded for.
#[derive(Clone, Copy)]
pub struct OperationCommand<'a> {
    /// The operation.
    pub operation: &'static Operation,
    /// The word before the command: the service's, or `wait`.
    pub parent: &'a str,
    /// The command's own word.
    pub name: &'a str,
}

/// Reads the words of an operation; `paginate` is false after `--no-paginate`.
pub fn decode(
    command: OperationCommand<'_>,
    words: &[String],
    paginate: bool,
    host: &dyn Host,
) -> Result<Request, DecodeError> {
    if words == ["help"] {
        return Ok(Request::Help);
    }
    let mut table = ArgumentTable::of(command.operation, command.parent, command.name);
    if makes_everything_optional(words) {
        table.arguments.iter_mut().for_each(|it| it.required = false);
    }
    let (mut parsed, help) = parse_words(&table, words)?;
    match help {
        Some(word) if word == "help" && parsed.extras.is_empty() => return Ok(Request::Help),
        Some(word) if word != "help" => parsed.extras.push(word),
        _ => {}
    }
    if !parsed.extras.is_empty() {
        return Err(DecodeError::UnknownOptions(parsed.extras));
    }
    let mut values = parsed.values;
    let mut request =
        OperationRequest { paged_by_hand: uses_own_paging(&table, &values), ..OperationRequest::default() };
    check_nested_flags(&table, &values)?;
    customizations::check_exclusive(&table, &values, command.parent, command.name)?;
    if !paginate || request.paged_by_hand {
        give_shadowed_back(&mut table, &mut values)?;
    }
    fill(&mut request, &table, values, command, host)?;
    request.paged_by_hand |= request.input.keys().any(|key| {
        let is_paging = |it: &Paginator| it.input_token.contains(&key.as_ref()) || it.limit_key == Some(key);
        table.paginator.is_some_and(is_paging) || customizations::is_unpaged(command.operation, key)
    });
    if table.paginator.is_some() && paginate && !request.paged_by_hand && request.paging.page_size.is_none() {
        request.paging.page_size = customizations::page_size(command.operation, &request.input);
    }
    customizations::check_outfiles(&request.kept).map_err(DecodeError::Parameter)?;
    Ok(Request::Call(Box::new(request)))
}

/// Makes the input what the plane wants: bytes from base64, complaints of botocore, kinds of the model.
pub fn settle(input: &mut Map, operation: &'static Operation, blobs_are_base64: bool) -> Result<(), DecodeError> {
    let Some(shape) = operation.input else {
        return match input.keys().next() {
            None => Ok(()),
            Some(key) => Err(DecodeError::Parameter(format!(
                "Parameter validation failed:\nUnknown parameter in input: \"{key}\", must be one of: "
            ))),
        };
    };
    customizations::finish_input(operation, input);
    if blobs_are_base64 {
        value::decode_blobs(input, shape)?;
    }
    // Tokens that an input need not have are made by the plane, once for all attempts.
    for member in shape.members().iter().filter(|it| it.required && it.traits.idempotency_token) {
        if !input.contains_key(member.name) {
            input.push(member.name, uuid::Uuid::new_v4().to_string());
        }
    }
    check(input, shape)?;
    validate::settle(input, shape);
    Ok(())
}

/// Refuses members that do not fit a structure, with everything that is wrong with them.
pub fn check(members: &Map, shape: &'static Shape) -> Result<(), DecodeError> {
    let complaints = validate::complaints(members, shape);
    if complaints.is_empty() {
        return Ok(());
    }
    Err(DecodeError::Parameter(format!("Parameter validation failed:\n{}", complaints.join("\n"))))
}

/// Whether an option stands in the line that fills in the input in another way.
fn makes_everything_optional(words: &[String]) -> bool {
    let skeleton = words.iter().position(|it| it == "--generate-cli-skeleton");
    let input = words.iter().any(|it| it == "--cli-input-json" || it == "--cli-input-yaml");
    input || skeleton.is_some_and(|at| words.get(at + 1).is_none_or(|it| it != "output"))
}

/// Reads words by a table, and the word that may be `help`.
fn parse_words(table: &ArgumentTable, words: &[String]) -> Result<(Parsed, Option<String>), DecodeError> {
    let mut grammar: Grammar<'_> = table.grammar();
    let help = grammar.add("help", Takes::OneOrNone, Accepts::Text, false);
    let mut parsed = parse(&grammar, words)?;
    let word = match parsed.values.remove(help) {
        Some(Given::Word(word)) => Some(word),
        _ => None,
    };
    Ok((parsed, word))
}

/// Whether the line uses a token or limit of the service itself.
///
/// A limit that is called `PageSize` counts too, though `--page-size` then stands in for it.
fn uses_own_paging(table: &ArgumentTable, values: &[Option<Given>]) -> bool {
    let Some(paginator) = table.paginator else { return false };
    (paginator.input_token.iter().chain(&paginator.limit_key)).any(|token| {
        let name = naming::cli_name(token);
        let place = table.arguments.iter().position(|it| it.name == name);
        name != "max-items" && place.is_some_and(|it| values[it].is_some())
    })
}

fn check_nested_flags(table: &ArgumentTable, values: &[Option<Given>]) -> Result<(), DecodeError> {
    let given = |place: usize| values[place].is_some();
    for (place, argument) in table.arguments.iter().enumerate() {
        let ArgumentKind::NestedFlag(member, true) = argument.kind else { continue };
        let negative = (table.arguments.iter())
            .position(|it| matches!(it.kind, ArgumentKind::NestedFlag(other, false) if std::ptr::eq(other, member)));
        if let Some(negative) = negative.filter(|it| given(place) && given(*it)) {
            return Err(DecodeError::Parameter(format!(
                "Cannot specify both the \"--{}\" option and the \"--{}\" option.",
                argument.name, table.arguments[negative].name
            )));
        }
    }
    Ok(())
}

/// Without pagination its options are refused, except those that stand in for options of the operation.
fn give_shadowed_back(table: &mut ArgumentTable, values: &mut [Option<Given>]) -> Result<(), DecodeError> {
    let mut refused = Vec::new();
    for name in ["starting-token", "page-size", "max-items"] {
        let place = table.arguments.iter().position(|it| it.name == name && is_paging(it));
        let Some(place) = place else { continue };
        if let Some(own) = table.shadowed.iter().find(|it| it.name == name) {
            table.arguments[place] = own.clone();
        } else if values[place].as_ref().is_some_and(|it| !is_empty(it)) {
            refused.push(format!("--{name}"));
        } else {
            values[place] = None;
        }
    }
    if refused.is_empty() {
        return Ok(());
    }
    Err(DecodeError::Parameter(format!(
        "Cannot specify --no-paginate along with pagination arguments: {}",
        refused.join(", ")
    )))
}

fn is_paging(argument: &Argument) -> bool {
    matches!(argument.kind, ArgumentKind::StartingToken | ArgumentKind::PageSize(_) | ArgumentKind::MaxItems(_))
}

/// Whether a value counts as not given: an empty text, or zero.
fn is_empty(value: &Given) -> bool {
    matches!(value, Given::Word(word) if word.is_empty() || python::int(word) == Some(0))
}

fn fill(
    request: &mut OperationRequest,
    table: &ArgumentTable,
    values: Vec<Option<Given>>,
    command: OperationCommand<'_>,
    host: &dyn Host,
) -> Result<(), DecodeError> {
    let mut structured_input = Vec::new();
    for (place, given) in values.into_iter().enumerate() {
        let Some(given) = given else { continue };
        let argument = &table.arguments[place];
        let option = format!("--{}", argument.name);
        match argument.kind {
            ArgumentKind::Flag(member, _) => {
                request.input.insert(member.name, matches!(given, Given::Flag(true)));
            }
            ArgumentKind::NestedFlag(member, false) => {
                request.input.insert(member.name, Map::new().with("Value", false));
            }
            ArgumentKind::NestedFlag(member, true) if given == Given::Bare => {
                request.input.insert(member.name, Map::new().with("Value", true));
            }
            ArgumentKind::Member(member) | ArgumentKind::NestedFlag(member, true) => {
                let loaded = value::load(given, &option, host)?;
                let bare_list = customizations::is_bare_list(command.operation, command.name, &argument.name);
                let unpacked = value::unpack(loaded, member, &option, bare_list, host)?;
                customizations::check_value(command.operation, &argument.name, &unpacked)?;
                request.input.insert(member.name, unpacked);
            }
            ArgumentKind::Custom(custom) => {
                let loaded = value::load(given, &option, host)?;
                match custom.apply {
                    Some(apply) => apply(&mut request.input, loaded)?,
                    None => {
                        request.kept.push((custom.name, paramfile::expand(&text(loaded).unwrap_or_default(), host)))
                    }
                }
            }
            ArgumentKind::Outfile(_) => request.outfile = word(given),
            ArgumentKind::InputJson | ArgumentKind::InputYaml => structured_input.push((argument, given)),
            ArgumentKind::StartingToken => {
                request.paging.starting_token = text(value::load(given, &option, host)?);
            }
            ArgumentKind::PageSize(_) => request.paging.page_size = Some(count(given, &option)?),
            ArgumentKind::MaxItems(_) => {
                let items = word(given).unwrap_or_default();
                if python::int(&items).is_some_and(|it| it <= 0) {
                    request.warnings.push(
                        "warning: Non-positive values for --max-items may result in undefined behavior.".to_owned(),
                    );
                }
                request.paging.max_items = Some(count(Given::Word(items), &option)?);
            }
            ArgumentKind::Skeleton => request.skeleton = Some(skeleton(&given)),
        }
    }
    match structured_input.as_slice() {
        [] => Ok(()),
        [(argument, given)] => merge_structured(&mut request.input, argument, given, host),
        _ => Err(DecodeError::Parameter("Only one --cli-input- parameter may be specified.".to_owned())),
    }
}

/// Adds the members of `--cli-input-json` or `--cli-input-yaml` that the line itself did not set.
fn merge_structured(input: &mut Map, argument: &Argument, given: &Given, host: &dyn Host) -> Result<(), DecodeError> {
    let Given::Word(word) = given else { return Ok(()) };
    let contents = paramfile::read(word, host).map_err(|err| DecodeError::General(err.to_string()))?;
    let text = match contents {
        Some(Document::String(text)) => text,
        Some(Document::Blob(bytes)) => String::from_utf8_lossy(&bytes).into_owned(),
        _ => word.clone(),
    };
    let read = match argument.kind {
        ArgumentKind::InputJson => json::parse(&text).map_err(|_| "Invalid JSON received."),
        _ => yaml::parse(&text).map_err(|_| "Invalid YAML received."),
    };
    let document = read.map_err(|message| DecodeError::parameter(&argument.name, message))?;
    let Document::Map(members) = document else {
        return Err(DecodeError::parameter(
            &format!("--{}", argument.name),
            format!("Invalid type: expecting map, received {}", python::class(&document)),
        ));
    };
    for (key, value) in members {
        if !input.contains_key(&key) {
            input.push(key, value);
        }
    }
    Ok(())
}

fn skeleton(given: &Given) -> Skeleton {
    match given {
        Given::Word(word) if word == "output" => Skeleton::Output,
        Given::Word(word) if word == "yaml-input" => Skeleton::YamlInput,
        _ => Skeleton::Input,
    }
}

fn word(given: Given) -> Option<String> {
    if let Given::Word(word) = given { Some(word) } else { None }
}

fn text(value: Document) -> Option<String> {
    if let Document::String(text) = value { Some(text) } else { None }
}

fn count(given: Given, option: &str) -> Result<u64, DecodeError> {
    let word = word(given).unwrap_or_default();
    let number = python::int(&word).ok_or_else(|| {
        DecodeError::General(format!("invalid literal for int() with base 10: {}", python::repr_text(&word)))
    })?;
    u64::try_from(number).map_err(|_| DecodeError::Parameter(format!("{option} must be 0 or more, got {number}")))
}
