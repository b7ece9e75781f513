//! Import: a resource that is there becomes part of a stack.
//!
//! Its writable properties are written into the manifest as they are, and
//! which one it is into the record. The next build puts the stack's tags on it.

use callboard_model::types::ResourceType;
use callboard_resource::{Identifier, Properties};
use serde_json::Value;

use crate::error::StackError;
use crate::source::plain;
use crate::tags::{ENVIRONMENT, RESOURCE, STACK, tagging_of};
use crate::work::Work;

/// Spaces before an entry of `resources`, where there is none to go by.
const INDENT: usize = 2;

/// Adopts a resource under a name; the YAML that was written.
pub async fn import(
    work: &Work,
    name: &str,
    of: &'static ResourceType,
    region: &str,
    identifier: &str,
) -> Result<String, StackError> {
    if work.stack.part(name).is_some() {
        let message = format!("the stack has a resource `{name}` already");
        return Err(StackError::Refused { message, hint: Some("choose another name".to_owned()) });
    }
    let refused =
        |error: callboard_resource::IdentifierError| StackError::Refused { message: error.to_string(), hint: None };
    let identifier = Identifier::parse(of, identifier).map_err(refused)?;
    let read = work.resources.read(of, region, &identifier).await;
    let Some(properties) = read.map_err(|error| StackError::of_resource(name, error))? else {
        let message = format!("there is no {} {identifier} in {region}", of.name);
        return Err(StackError::Refused { message, hint: None });
    };
    let file = &work.stack.manifest.file;
    let failed = |source| StackError::File { file: file.clone(), source };
    let text = std::fs::read_to_string(file).map_err(failed)?;
    let column = work.stack.manifest.resources.first().map_or(INDENT + 3, |it| it.name.place.column);
    let entry = entry(name, of, region, &work.stack.inputs.region, &properties);
    let changed = insert(&text, work.stack.manifest.resources_place.line, &indented(&entry, column.saturating_sub(9)))
        .ok_or_else(|| StackError::Refused {
            message: format!("{file}: `resources` is no list of lines, so nothing can be added to it"),
            hint: Some(format!("add this yourself:\n{entry}")),
        })?;
    // What is written must be a manifest.
    crate::manifest::read(file, &changed)?;
    work.record.lock()?;
    let staged = format!("{file}.new");
    std::fs::write(&staged, &changed).and_then(|()| std::fs::rename(&staged, file)).map_err(failed)?;
    work.record.made(name, of.name, region, identifier.as_str(), None)?;
    Ok(entry)
}

/// The YAML of an entry of `resources`.
fn entry(name: &str, of: &'static ResourceType, region: &str, default_region: &str, properties: &Properties) -> String {
    let mut text = format!("- name: {}\n  resource: {}\n  props:\n", scalar(name), crate::type_name::table(of));
    if region != default_region {
        text.push_str(&format!("    - name: region\n      value: {}\n", scalar(region)));
    }
    for (name, value) in properties {
        if of.read_only().any(|it| it == name) {
            continue;
        }
        let mut value = value.clone();
        without_read_only(of, name, &mut value);
        if tagging_of(of).is_some_and(|it| it.property == name) {
            without_own_tags(&mut value);
        }
        if matches!(&value, Value::Null) || value.as_array().is_some_and(Vec::is_empty) {
            continue;
        }
        text.push_str(&format!("    - name: {name}\n      value:{}", yaml(&value, 8)));
    }
    if text.ends_with("props:\n") {
        text.truncate(text.len() - "  props:\n".len());
    }
    text
}

/// Takes away what only AWS sets.
fn without_read_only(of: &'static ResourceType, path: &str, value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|name, _| !of.read_only().any(|it| it == format!("{path}/{name}")));
            members.iter_mut().for_each(|(name, it)| without_read_only(of, &format!("{path}/{name}"), it));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| without_read_only(of, &format!("{path}/*"), it)),
        _ => {}
    }
}

fn without_own_tags(value: &mut Value) {
    let is_own = |key: &str| [STACK, ENVIRONMENT, RESOURCE].contains(&key) || key.starts_with("aws:");
    match value {
        Value::Array(tags) => tags.retain(|tag| {
            let key = ["Key", "TagKey", "key"].into_iter().find_map(|it| tag.get(it)?.as_str());
            !key.is_some_and(is_own)
        }),
        Value::Object(tags) => tags.retain(|key, _| !is_own(key)),
        _ => {}
    }
}

/// A value after its key's colon, with the line's end.
fn yaml(value: &Value, indent: usize) -> String {
    let blanks = " ".repeat(indent);
    match value {
        Value::Object(members) if !members.is_empty() => {
            let lines = members.iter().map(|(name, it)| format!("{blanks}{}:{}", scalar(name), yaml(it, indent + 2)));
            format!("\n{}", lines.collect::<String>())
        }
        Value::Array(items) if !items.is_empty() => {
            let item = |it: &Value| {
                let inner = yaml(it, indent + 2);
                // The first member stands on the line of the dash.
                match inner.strip_prefix('\n') {
                    Some(lines) => format!("{blanks}- {}", lines.trim_start_matches(' ')),
                    None => format!("{blanks}-{inner}"),
                }
            };
            format!("\n{}", items.iter().map(item).collect::<String>())
        }
        Value::String(text) => format!(" {}\n", scalar(text)),
        other => format!(" {other}\n"),
    }
}

/// A text as YAML: as it is where it can only be read as that text, else as JSON, which is YAML too.
fn scalar(text: &str) -> String {
    let is_plain = text.starts_with(|it: char| it.is_ascii_alphabetic() || it == '/')
        && text.chars().all(|it| it.is_ascii_alphanumeric() || "/._-".contains(it))
        && plain(text).is_string();
    if is_plain {
        return text.to_owned();
    }
    // Braces are the templates' own.
    let escaped = text.replace("{{", "{{ '{{' }}").replace("{%", "{{ '{%' }}");
    Value::from(escaped).to_string()
}

fn indented(text: &str, indent: usize) -> String {
    let blanks = " ".repeat(indent);
    text.lines().map(|line| format!("{blanks}{line}\n")).collect()
}

/// The manifest with an entry at the end of its resources, whose key stands on a line.
fn insert(text: &str, line: usize, entry: &str) -> Option<String> {
    let lines: Vec<&str> = text.lines().collect();
    let key = lines.get(line.checked_sub(1)?)?;
    let after = key.split_once("resources:")?.1.trim();
    if !after.is_empty() && !after.starts_with('#') && after != "[]" {
        return None;
    }
    let is_inside = |it: &&str| it.is_empty() || it.starts_with([' ', '-', '#']);
    let mut end = line + lines[line..].iter().take_while(|it| is_inside(it)).count();
    while end > line && (lines[end - 1].trim().is_empty() || lines[end - 1].starts_with('#')) {
        end -= 1;
    }
    let mut changed: Vec<String> = lines.iter().map(|it| (*it).to_owned()).collect();
    if after == "[]" {
        changed[line - 1] = key.replace("[]", "").trim_end().to_owned();
    }
    changed.insert(end, entry.trim_end().to_owned());
    Some(changed.join("\n") + "\n")
}
