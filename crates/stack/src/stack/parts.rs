//! Parts: each entry of the manifest with its type and its statements.

use std::path::Path;

use super::{Nature, Part, Stack, anchors, read};
use crate::error::StackError;
use crate::manifest::{Entry, Kind};
use crate::query_file::{self, Anchor, QueryFile};
use crate::{type_name, values};

/// The folder of statements, beside the manifest.
const FOLDER: &str = "resources";

/// All parts of a stack.
pub(super) fn of(stack: &Stack) -> Result<Vec<Part>, StackError> {
    let is_of_each_resource = values::is_of_each_resource(stack);
    let globals = |entry: &Entry| is_of_each_resource.then(|| values::globals(stack, &entry.name.name)).transpose();
    stack.manifest.resources.iter().map(|entry| Ok(Part { globals: globals(entry)?, ..part(stack, entry)? })).collect()
}

fn part(stack: &Stack, entry: &Entry) -> Result<Part, StackError> {
    let file = stack.manifest.file.as_str();
    let is_left_out = match &entry.condition {
        Some(condition) => !values::condition(stack, condition, &entry.name.name)?,
        None => false,
    };
    let (queries, query_file) = statements(stack, entry)?;
    let has = |anchor| queries.block(anchor).is_some();
    let is_stated =
        [Anchor::Exists, Anchor::Create, Anchor::CreateOrUpdate, Anchor::Update, Anchor::Delete].into_iter().any(has);
    let nature = match entry.kind {
        Kind::Script => Nature::Script,
        Kind::Query => Nature::Query,
        Kind::Command => Nature::Command,
        Kind::Resource | Kind::Multi if is_stated => Nature::Statements,
        // With nothing but exports, and no type to make one of, it is something to read.
        Kind::Resource if has(Anchor::Exports) && entry.type_name.is_none() => Nature::Query,
        Kind::Resource => Nature::Derived,
        Kind::Multi => {
            let message = format!("resource `{}`: a `multi` is made by statements, and it has none", entry.name.name);
            let hint = format!("write them into {FOLDER}/{}.iql", entry.name.name);
            return Err(stack.mistake(entry.name.place, message).with_hint(Some(hint)).into());
        }
    };
    let needed = match nature {
        Nature::Query => (entry.sql.is_none() && !has(Anchor::Exports)).then_some("exports"),
        Nature::Command => (entry.sql.is_none() && !has(Anchor::Command)).then_some("command"),
        _ => None,
    };
    if let Some(anchor) = needed {
        let message = format!("resource `{}` has no statements", entry.name.name);
        let hint = format!("give them as `sql:`, or as `/*+ {anchor} */` in {FOLDER}/{}.iql", entry.name.name);
        return Err(stack.mistake(entry.name.place, message).with_hint(Some(hint)).into());
    }
    let of = match (type_name::of_key(file, entry)?, nature) {
        (Some(of), _) => Some(of),
        (None, Nature::Derived) => {
            let named = queries.blocks.iter().find_map(|it| type_name::of_statements(&it.text));
            Some(named.map_or_else(|| type_name::of_name(file, entry), Ok)?)
        }
        (None, Nature::Statements) => {
            let anchors = [Anchor::Create, Anchor::CreateOrUpdate, Anchor::Delete, Anchor::Update];
            anchors.into_iter().filter_map(|it| queries.block(it)).find_map(|it| type_name::of_statements(&it.text))
        }
        (None, _) => None,
    };
    let derives = nature == Nature::Statements && of.is_some_and(|of| anchors::is_derivable(entry, of));
    let part = Part { entry: entry.clone(), of, nature, queries, query_file, derives, is_left_out, globals: None };
    if nature == Nature::Statements {
        anchors::check(&part)?;
    }
    Ok(part)
}

/// The statements of an entry: of the file that it names, else of the one that is called as it is.
fn statements(stack: &Stack, entry: &Entry) -> Result<(QueryFile, String), StackError> {
    let folder = stack.folder.join(FOLDER);
    let path = match &entry.file {
        None => folder.join(format!("{}.iql", entry.name.name)),
        Some(named) => {
            let candidates = [folder.join(&named.name), stack.folder.join(&named.name)];
            let found = candidates.into_iter().find(|it| it.is_file());
            found.ok_or_else(|| {
                let message = format!("resource `{}`: there is no file {}", entry.name.name, named.name);
                let hint = format!("files of statements are looked for in {}", folder.display());
                stack.mistake(named.place, message).with_hint(Some(hint))
            })?
        }
    };
    if !Path::is_file(&path) {
        return Ok((QueryFile::default(), String::new()));
    }
    let shown = path.display().to_string();
    Ok((query_file::parse(&shown, &read(&path)?)?, shown))
}
