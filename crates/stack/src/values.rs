//! Values: what the texts of a manifest stand for, as far as that is known.
//!
//! The [`Board`] holds what each part has published so far. A text that names
//! something unknown is unknown as a whole; while planning that is a value as
//! any other, see [`crate::unknown`].

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use callboard_model::naming::sql::{property_of_column, sql_column_of};
use callboard_model::types::ResourceType;
use callboard_resource::{PlanError, Properties};
use serde_json::{Value, json};

use crate::error::StackError;
use crate::fit;
use crate::manifest::{Named, Prop};
use crate::source::{self, Mistake, Node, Place};
use crate::stack::check::{REGION, property};
use crate::stack::{Meaning, Part, Stack};
use crate::template::{Names, Templates, root};
use crate::unknown;

/// What parts have published, for the texts of those after them.
#[derive(Debug, Default)]
pub struct Board {
    published: Mutex<BTreeMap<usize, Arc<Properties>>>,
}

/// A part's properties, rendered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rendered {
    /// By the names that the manifest gives them.
    pub props: Properties,
    /// The region.
    pub region: String,
}

impl Board {
    /// Publishes the values of a part.
    pub fn publish(&self, part: usize, values: Properties) {
        self.published.lock().unwrap_or_else(PoisonError::into_inner).insert(part, Arc::new(values));
    }

    /// What a part has published.
    pub fn of(&self, part: usize) -> Option<Arc<Properties>> {
        self.published.lock().unwrap_or_else(PoisonError::into_inner).get(&part).cloned()
    }
}

/// What a part of a known type publishes: every property under its own name and as a column, and its exports.
/// What is not in `properties` is not known.
pub fn published(
    part: &Part,
    of: &'static ResourceType,
    properties: &Properties,
    identifier: Option<&str>,
    region: &str,
) -> Properties {
    let mut values = Properties::new();
    for name in of.properties().keys() {
        let value = properties.get(name).cloned();
        let value =
            value.unwrap_or_else(|| unknown::unknown(&format!("{}.{}", part.name(), sql_column_of(of.name, name))));
        values.insert(sql_column_of(of.name, name), value.clone());
        values.insert(name.clone(), value);
    }
    let identifier = identifier.map_or_else(|| unknown::unknown(&format!("{}.identifier", part.name())), Value::from);
    values.entry("identifier").or_insert(identifier);
    values.entry(REGION).or_insert_with(|| Value::from(region));
    for export in &part.entry.exports {
        let column = property_of_column(of, &export.column).unwrap_or(&export.column);
        if let Some(value) = values.get(column).cloned() {
            values.insert(export.name.name.clone(), value);
        }
    }
    values
}

/// What a part publishes whose values are not known yet.
pub fn unpublished(part: &Part) -> Properties {
    let names = part.entry.exports.iter().map(|it| it.name.name.clone());
    names.map(|name| (name.clone(), unknown::unknown(&format!("{}.{name}", part.name())))).collect()
}

/// The globals of a stack.
pub(crate) fn globals(stack: &Stack) -> Result<Properties, StackError> {
    let mut globals = Properties::new();
    for global in &stack.manifest.globals {
        let what = format!("global `{}`", global.name.name);
        let Some(node) = global.given.of(&stack.manifest.file, &stack.environment, &what)? else { continue };
        let names: Arc<dyn Names> = Arc::new(fixed_names(stack, &globals));
        let value = node.map_texts(&mut |text, place| render_fixed(stack, &names, &what, text, place))?;
        globals.insert(global.name.name.clone(), value);
    }
    Ok(globals)
}

/// Whether a condition holds.
pub(crate) fn condition(stack: &Stack, condition: &Named) -> Result<bool, Mistake> {
    let names: Arc<dyn Names> = Arc::new(fixed_names(stack, &stack.globals));
    let failed = |why: String| {
        let hint = "conditions compare variables and globals: `stack_env == 'prd'`".to_owned();
        stack.mistake(condition.place, format!("`if: {}`: {why}", condition.name)).with_hint(Some(hint))
    };
    let text = match stack.templates.render(&condition.name, &names).map_err(failed)? {
        Value::String(text) => text,
        Value::Bool(holds) => return Ok(holds),
        other => other.to_string(),
    };
    match stack.templates.render(&format!("{{{{ {text} }}}}"), &names).map_err(failed)? {
        Value::Bool(holds) => Ok(holds),
        other => Err(failed(format!("it is `{other}`, neither true nor false"))),
    }
}

fn render_fixed(stack: &Stack, names: &Arc<dyn Names>, what: &str, text: &str, place: Place) -> Result<Value, Mistake> {
    let used = stack.templates.names(text).map_err(|why| stack.mistake(place, format!("{what}: {why}")))?;
    for name in used {
        let member = name.split('.').nth(1).filter(|_| matches!(root(&name), "vars" | "env"));
        let is_known = match member {
            Some(member) => stack.inputs.variables.contains_key(member),
            None => names.value(root(&name)).is_some(),
        };
        if !is_known && !Templates::is_forgiving(text) {
            let name = member.unwrap_or(root(&name));
            let hint = format!("give it by `-e {name}=…`, or in an environment file");
            return Err(stack.mistake(place, format!("{what}: there is no value for `{name}`")).with_hint(Some(hint)));
        }
    }
    stack.templates.render(text, names).map_err(|why| stack.mistake(place, format!("{what}: {why}")))
}

/// What is known before anything was looked at.
struct FixedNames {
    variables: BTreeMap<String, String>,
    globals: Properties,
    stack: String,
    environment: String,
}

fn fixed_names(stack: &Stack, globals: &Properties) -> FixedNames {
    FixedNames {
        variables: stack.inputs.variables.clone(),
        globals: globals.clone(),
        stack: stack.name().to_owned(),
        environment: stack.environment.clone(),
    }
}

impl Names for FixedNames {
    fn value(&self, name: &str) -> Option<Value> {
        match name {
            "stack_name" => Some(Value::from(self.stack.as_str())),
            "stack_env" | "environment" => Some(Value::from(self.environment.as_str())),
            _ => self.globals.get(name).cloned().or_else(|| match name {
                "vars" | "env" => Some(json!(self.variables)),
                _ => self.variables.get(name).map(|it| Value::from(it.as_str())),
            }),
        }
    }
}

/// The names that the texts of one part may use.
pub struct PartNames {
    stack: Arc<Stack>,
    board: Arc<Board>,
    part: usize,
    /// Its own properties, as far as they were rendered.
    pub own: Properties,
    /// What was captured of it.
    pub this: Properties,
    /// A token that is the same for one run of a part.
    pub token: String,
}

impl PartNames {
    /// The names of a part of which nothing was rendered yet.
    pub fn new(stack: &Arc<Stack>, board: &Arc<Board>, part: usize) -> Self {
        let token = uuid::Uuid::new_v4().to_string();
        Self {
            stack: Arc::clone(stack),
            board: Arc::clone(board),
            part,
            own: Properties::new(),
            this: Properties::new(),
            token,
        }
    }
}

impl Names for PartNames {
    fn value(&self, name: &str) -> Option<Value> {
        if let Some(own) = self.own.get(name) {
            return Some(own.clone());
        }
        let stack = &self.stack;
        match name {
            "this" => return Some(Value::Object(self.this.clone())),
            "stack_name" => return Some(Value::from(stack.name())),
            "stack_env" | "environment" => return Some(Value::from(stack.environment.as_str())),
            "resource_name" => return Some(Value::from(stack.parts[self.part].name())),
            "idempotency_token" => return Some(Value::from(self.token.as_str())),
            _ => {}
        }
        match stack.meaning(name, Some(self.part))? {
            Meaning::Export(part, _) => self.board.of(part)?.get(name).cloned(),
            Meaning::Part(part) => self.board.of(part).map(|it| Value::Object((*it).clone())),
            Meaning::Global => stack.globals.get(name).cloned(),
            Meaning::Variables => Some(json!(stack.inputs.variables)),
            Meaning::Variable => stack.inputs.variables.get(name).map(|it| Value::from(it.as_str())),
            Meaning::Special => None,
        }
    }
}

/// Renders the properties of a part.
pub fn render(stack: &Arc<Stack>, board: &Arc<Board>, index: usize) -> Result<Rendered, Mistake> {
    let part = &stack.parts[index];
    let mut props = Properties::new();
    for prop in &part.entry.props {
        let what = format!("resource `{}`: property `{}`", part.name(), prop.name.name);
        let mut names = PartNames::new(stack, board, index);
        names.own = props.clone();
        let names: Arc<dyn Names> = Arc::new(names);
        let mut value = match prop.given.of(&stack.manifest.file, &stack.environment, &what)? {
            Some(node) => render_node(stack, &names, &what, node)?,
            None => Value::Null,
        };
        for merged in &prop.merge {
            let other = props.get(&merged.name).or_else(|| stack.globals.get(&merged.name)).cloned();
            value =
                merge(value, other.unwrap_or(Value::Null)).ok_or_else(|| merge_mistake(stack, &what, prop, merged))?;
        }
        props.insert(prop.name.name.clone(), value);
    }
    let region = props.get(REGION).and_then(Value::as_str).unwrap_or(stack.region()).to_owned();
    Ok(Rendered { props, region })
}

fn merge_mistake(stack: &Stack, what: &str, prop: &Prop, merged: &Named) -> Mistake {
    let message = format!("{what}: `{}` cannot be merged: one is a list and the other is not", merged.name);
    stack
        .mistake(merged.place, message)
        .with_hint(Some(format!("lists go into lists, maps into maps: `{}`", prop.name.name)))
}

fn render_node(stack: &Stack, names: &Arc<dyn Names>, what: &str, node: &Node) -> Result<Value, Mistake> {
    node.map_texts(&mut |text, place| match file_of(text) {
        None => render_text(stack, names, what, text, place),
        Some(path) => {
            let content = file_text(stack, path, place)?;
            let rendered = render_text(stack, names, what, &content, place)?;
            let Value::String(text) = &rendered else { return Ok(rendered) };
            let wrong = |why: String| stack.mistake(place, format!("{what}: {path}: {why}"));
            match path.rsplit('.').next() {
                Some("json") => serde_json::from_str(text).map_err(|error| wrong(error.to_string())),
                Some("yml" | "yaml") => {
                    source::parse(path, text).map(|it| it.to_json()).map_err(|it| wrong(it.to_string()))
                }
                _ => Ok(rendered),
            }
        }
    })
}

fn render_text(stack: &Stack, names: &Arc<dyn Names>, what: &str, text: &str, place: Place) -> Result<Value, Mistake> {
    let failed = |why: String| stack.mistake(place, format!("{what}: {why}"));
    for name in stack.templates.names(text).map_err(failed)? {
        if let Some(unknown) = unknown_in(names, &name) {
            return Ok(unknown);
        }
    }
    stack.templates.render(text, names).map_err(failed)
}

/// The value of a name, where it is not known yet.
pub(crate) fn unknown_in(names: &Arc<dyn Names>, name: &str) -> Option<Value> {
    let mut value = names.value(root(name))?;
    for step in name.split('.').skip(1) {
        if unknown::name_of(&value).is_some() {
            break;
        }
        value = value.get(step).cloned()?;
    }
    unknown::is_partly(&value).then(|| unknown::unknown(unknown::name_of(&value).unwrap_or(name)))
}

fn merge(value: Value, other: Value) -> Option<Value> {
    if unknown::name_of(&value).is_some() {
        return Some(value);
    }
    match (value, other) {
        (value, Value::Null) => Some(value),
        (Value::Null, other) => Some(other),
        (Value::Array(mut items), Value::Array(more)) => {
            for item in more {
                if !items.contains(&item) {
                    items.push(item);
                }
            }
            Some(Value::Array(items))
        }
        (Value::Object(members), Value::Object(more)) => {
            let mut merged = more;
            merged.extend(members);
            Some(Value::Object(merged))
        }
        _ => None,
    }
}

/// The desired state of a part of a known type.
pub fn desired(part: &Part, of: &'static ResourceType, rendered: &Rendered) -> Properties {
    let named = part.entry.props.iter().filter_map(|prop| {
        let property = property(of, &prop.name.name)??;
        let value = rendered.props.get(&prop.name.name)?.clone();
        Some((property.to_owned(), fit::fit(of, property, value)))
    });
    named.collect()
}

/// What a plan refuses, with the place of the property.
pub fn refused(stack: &Stack, part: &Part, of: &'static ResourceType, error: &PlanError) -> Mistake {
    let (PlanError::ReadOnly { property: path, .. } | PlanError::Unknown { property: path, .. }) = error;
    let first = path.split('/').next().unwrap_or(path);
    let prop = part.entry.props.iter().find(|it| property_of_column(of, &it.name.name) == Some(first));
    let place = prop.map_or(part.entry.name.place, |it| it.name.place);
    stack.mistake(place, format!("resource `{}`: {error}", part.name())).with_hint(error.hint())
}

/// The path of a text that stands for the content of a file: `file(policy.json)`.
pub(crate) fn file_of(text: &str) -> Option<&str> {
    let path = text.trim().strip_prefix("file(")?.strip_suffix(')')?;
    Some(path.trim().trim_matches(['\'', '"']))
}

/// The content of a file that a property names.
pub(crate) fn file_text(stack: &Stack, path: &str, place: Place) -> Result<String, Mistake> {
    let candidates = [stack.folder.join("resources").join(path), stack.folder.join(path)];
    let found = candidates.iter().find(|it| it.is_file()).unwrap_or(&candidates[0]);
    std::fs::read_to_string(found).map_err(|error| stack.mistake(place, format!("{}: {error}", found.display())))
}
