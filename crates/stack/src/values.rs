//! Values: what the texts of a manifest stand for, as far as that is known.
//!
//! `names.rs` says what a name stands for, `board.rs` holds what each part has
//! published so far, `fixed.rs` renders what is known before anything was
//! looked at. A text that names something unknown is unknown as a whole; while
//! planning that is a value as any other, see [`crate::unknown`].

mod board;
mod files;
mod fixed;
mod names;

use std::sync::Arc;

use callboard_model::naming::sql::property_of_column;
use callboard_model::types::ResourceType;
use callboard_resource::{PlanError, Properties};
use serde_json::Value;

use crate::fit;
use crate::manifest::{Named, Prop};
use crate::source::{self, Mistake, Node, Place};
use crate::stack::check::{REGION, property};
use crate::stack::{Part, Stack};
use crate::template::{Names, root};
use crate::unknown;

pub use board::{Board, published, unpublished};
pub(crate) use files::{file_of, file_text};
pub(crate) use fixed::{condition, globals, is_of_each_resource};
pub use names::PartNames;

/// A part's properties, rendered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Rendered {
    /// By the names that the manifest gives them.
    pub props: Properties,
    /// The region.
    pub region: String,
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
            let other = props.get(&merged.name).or_else(|| stack.globals_of(Some(index)).get(&merged.name)).cloned();
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
    let message = format!("resource `{}`: {error}", part.name());
    stack.mistake(place_of(part, of, path), message).with_hint(error.hint())
}

/// Where the property of a path stands, or the part that has it not.
pub(crate) fn place_of(part: &Part, of: &'static ResourceType, path: &str) -> Place {
    let first = path.split('/').next().unwrap_or(path);
    let prop = part.entry.props.iter().find(|it| property_of_column(of, &it.name.name) == Some(first));
    prop.map_or(part.entry.name.place, |it| it.name.place)
}
