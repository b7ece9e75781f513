//! Types: which resource type an entry of a manifest is.
//!
//! Its `resource:` says so, in any spelling; else the statements of its
//! `.iql` name a table; else its own name is looked for among the types, of
//! which those remain that have all the properties that are given and need no other.

use callboard_model::naming::sql::{sql_relation_of, sql_service, sql_singular, sql_table};
use callboard_model::naming::terraform::type_of_terraform_resource;
use callboard_model::naming::{nearest, sql::property_of_column};
use callboard_model::types::{self, ResourceType};

use crate::manifest::Entry;
use crate::source::Mistake;

/// Candidates that a message lists.
const MOST_LISTED: usize = 12;

/// The type of a name as a manifest may spell it.
pub fn parse(text: &str) -> Option<&'static ResourceType> {
    if text.contains("::") {
        return types::resource_type(text);
    }
    let parts: Vec<&str> = text.split('.').collect();
    let name = match parts[..] {
        ["aws" | "awscc", service, table] | [service, table] => {
            let named = sql_relation_of(service, table).map(|it| it.type_name);
            named.or_else(|| sql_relation_of(service, &format!("{table}s")).map(|it| it.type_name))
        }
        [name] => type_of_terraform_resource(name),
        _ => None,
    }?;
    types::resource_type(&name)
}

/// The type that an entry's `resource:` names.
pub fn of_key(file: &str, entry: &Entry) -> Result<Option<&'static ResourceType>, Mistake> {
    let Some(named) = &entry.type_name else { return Ok(None) };
    if let Some(of) = parse(&named.name) {
        return Ok(Some(of));
    }
    let message = format!("resource `{}`: there is no resource type `{}`", entry.name.name, named.name);
    let names: Vec<String> = types::names().collect();
    let near = match named.name.contains("::") {
        true => nearest(&named.name, names.iter().map(String::as_str)).map(str::to_owned),
        false => near_table(&named.name),
    };
    let hint = near.map_or_else(
        || "name it as `AWS::IVS::Stage` or `aws.ivs.stages`".to_owned(),
        |near| format!("did you mean `{near}`?"),
    );
    Err(Mistake::new(file, named.place, message).with_hint(Some(hint)))
}

fn near_table(text: &str) -> Option<String> {
    let text = text.strip_prefix("awscc.").or_else(|| text.strip_prefix("aws.")).unwrap_or(text);
    let tables: Vec<String> = types::names().map(|it| format!("{}.{}", sql_service(&it), sql_table(&it))).collect();
    nearest(text, tables.iter().map(String::as_str)).map(|it| format!("aws.{it}"))
}

/// The type of the first table that statements name: `aws.ivs.stages`.
pub fn of_statements(text: &str) -> Option<&'static ResourceType> {
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '_' || it == '.';
    let words = text.split(|it: char| !is_name(it));
    let mut tables = words.filter(|it| it.starts_with("aws.") || it.starts_with("awscc."));
    tables.find_map(|it| if it.split('.').count() == 3 { parse(it) } else { None })
}

/// The type that an entry's own name means.
pub fn of_name(file: &str, entry: &Entry) -> Result<&'static ResourceType, Mistake> {
    let name = entry.name.name.replace('-', "_").to_ascii_lowercase();
    let named: Vec<&'static ResourceType> = types::names()
        .filter(|it| is_called(it, &name))
        .filter_map(|it| types::resource_type(&it))
        .filter(|it| it.is_provisionable())
        .collect();
    let fitting: Vec<&'static ResourceType> = named.iter().copied().filter(|it| fits(it, entry)).collect();
    match (&fitting[..], &named[..]) {
        ([of], _) | ([], [of]) => Ok(of),
        ([], []) => {
            let message = format!("resource `{}`: its type is not known, and no type is called so", entry.name.name);
            let hint = "add `resource: AWS::…` or `resource: aws.<service>.<resources>`".to_owned();
            Err(Mistake::new(file, entry.name.place, message).with_hint(Some(hint)))
        }
        (several, all) => {
            let listed = if several.is_empty() { all } else { several };
            let why = if several.is_empty() {
                "none of those that are called so has all its properties"
            } else {
                "its name may mean several types"
            };
            let mut names: Vec<String> = listed.iter().map(|it| table(it)).collect();
            names.truncate(MOST_LISTED);
            let more = listed.len().saturating_sub(MOST_LISTED);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            let message = format!("resource `{}`: {why}: {}{more}", entry.name.name, names.join(", "));
            let hint = format!("add one of them, as `resource: {}`", names[0]);
            Err(Mistake::new(file, entry.name.place, message).with_hint(Some(hint)))
        }
    }
}

/// The table of a type: `aws.ivs.stages`.
pub fn table(of: &ResourceType) -> String {
    format!("aws.{}.{}", sql_service(of.name), sql_table(of.name))
}

fn is_called(type_name: &str, name: &str) -> bool {
    let leaf = type_name.rsplit("::").next().unwrap_or(type_name);
    // Most names differ in their first letter: that is cheaper than to make them.
    let first = |text: &str| text.bytes().next().map(|it| it.to_ascii_lowercase());
    first(leaf) == first(name)
        && (leaf.eq_ignore_ascii_case(name) || sql_singular(type_name) == name || sql_table(type_name) == name)
}

/// Whether a type has all the properties that are given and needs no other.
fn fits(of: &'static ResourceType, entry: &Entry) -> bool {
    let given: Vec<Option<&str>> = entry
        .props
        .iter()
        .filter(|it| it.name.name != "region")
        .map(|it| property_of_column(of, &it.name.name))
        .collect();
    given.iter().all(Option::is_some) && of.required().all(|it| given.contains(&Some(it)))
}
