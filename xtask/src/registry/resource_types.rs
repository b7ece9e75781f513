//! CloudFormation resource types: one line each, a file a namespace, properties in the registry's order.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde_json::{Map, Value};

use super::catalog::Catalog;
use super::{Facts, names_in, read_json};

/// Regions whose list is a copy of us-east-1's, which says nothing about them.
const UNKNOWN_REGIONS: [&str; 8] = [
    "eu-isoe-west-1",
    "eusc-de-east-1",
    "us-iso-east-1",
    "us-iso-west-1",
    "us-isob-east-1",
    "us-isob-west-1",
    "us-isof-east-1",
    "us-isof-south-1",
];

/// Keywords that hold prose, or links to it, wherever a schema stands.
const PROSE: [&str; 7] = ["description", "title", "examples", "$comment", "$schema", "sourceUrl", "documentationUrl"];

/// Writes `types/NAMESPACE.jsonl` and `regions.tsv`; returns the number of types.
pub fn resource_types(schemas: &Path, catalog: &Catalog, facts: &mut Facts) -> anyhow::Result<usize> {
    let orders = catalog.by_type("property-order.jsonl")?;
    let handlers = catalog.by_type("handlers-other.jsonl")?;
    let mut lines: BTreeMap<String, String> = BTreeMap::new();
    for name in names_in(&schemas.join("resources"))?.iter().filter(|it| it.ends_with(".json")) {
        let mut schema = read_json(&schemas.join("resources").join(name))?;
        let type_name = schema["typeName"].as_str().with_context(|| format!("{name} has no typeName"))?.to_owned();
        strip(&mut schema);
        let top = schema.as_object_mut().with_context(|| format!("{type_name} is not an object"))?;
        top.shift_remove("typeName");
        if let Some(row) = handlers.get(&type_name)
            && !top.contains_key("handlers")
            && row["handlers"].is_object()
        {
            top.insert("handlers".to_owned(), row["handlers"].clone());
        }
        if let Some(order) = orders.get(&type_name) {
            put_in_order(top, order);
        }
        let text = serde_json::to_string(&schema)?;
        lines.insert(type_name.clone(), format!("{type_name}\t{text}\n"));
    }
    for (type_name, line) in &lines {
        let namespace = type_name.rsplit_once("::").with_context(|| format!("{type_name} has no namespace"))?.0;
        let file = format!("types/{}.jsonl", namespace.replace("::", "-"));
        facts.entry(file).or_default().push_str(line);
    }
    facts.insert("regions.tsv".to_owned(), regions(schemas, lines.keys())?);
    Ok(lines.len())
}

/// A first line with the regions' names, then a line a type: where it is, as a hexadecimal number whose lowest bit is
/// the first region. The regions of [`UNKNOWN_REGIONS`] are left out.
fn regions<'a>(schemas: &Path, types: impl Iterator<Item = &'a String>) -> anyhow::Result<String> {
    let mut regions = Vec::new();
    for name in names_in(&schemas.join("providers"))? {
        let Some(region) = name.strip_suffix(".json") else { continue };
        if region == "sam" || UNKNOWN_REGIONS.contains(&region) {
            continue;
        }
        regions.push((region.to_owned(), read_json(&schemas.join("providers").join(&name))?));
    }
    let names: Vec<&str> = regions.iter().map(|(name, _)| name.as_str()).collect();
    let mut text = format!("#\t{}\n", names.join(","));
    for type_name in types {
        let mut bits = 0_u64;
        for (number, (_, types)) in regions.iter().enumerate() {
            bits |= u64::from(types.get(type_name).is_some()) << number;
        }
        text.push_str(&format!("{type_name}\t{bits:x}\n"));
    }
    Ok(text)
}

/// Removes prose from a schema and from every schema inside it.
fn strip(schema: &mut Value) {
    let Some(schema) = schema.as_object_mut() else { return };
    for key in PROSE {
        schema.shift_remove(key);
    }
    for (key, value) in schema {
        match key.as_str() {
            "properties" | "patternProperties" | "definitions" | "dependentSchemas" | "dependencies" => {
                value.as_object_mut().into_iter().flatten().for_each(|(_, it)| strip(it));
            }
            "items" | "prefixItems" | "allOf" | "anyOf" | "oneOf" => match value {
                Value::Array(schemas) => schemas.iter_mut().for_each(strip),
                schema => strip(schema),
            },
            "additionalProperties"
            | "not"
            | "if"
            | "then"
            | "else"
            | "contains"
            | "propertyNames"
            | "typeConfiguration" => strip(value),
            "handlers" => {
                for (_, handler) in value.as_object_mut().into_iter().flatten() {
                    strip(&mut handler["handlerSchema"]);
                    if let Some(handler) = handler.as_object_mut()
                        && handler["handlerSchema"].is_null()
                    {
                        handler.shift_remove("handlerSchema");
                    }
                }
            }
            _ => {}
        }
    }
}

fn put_in_order(schema: &mut Map<String, Value>, order: &Value) {
    if let Some(properties) = schema.get_mut("properties") {
        sort_by(properties, &order["properties"]);
    }
    for (name, order) in order["definitions"].as_object().into_iter().flatten() {
        let definition = schema.get_mut("definitions").and_then(|it| it.get_mut(name));
        if let Some(properties) = definition.and_then(|it| it.get_mut("properties")) {
            sort_by(properties, order);
        }
    }
}

/// Puts the keys of an object in the order of a list; keys it does not name stay behind them, in their own order.
fn sort_by(object: &mut Value, order: &Value) {
    let Some(object) = object.as_object_mut() else { return };
    let mut old = std::mem::take(object);
    for name in order.as_array().into_iter().flatten().filter_map(Value::as_str) {
        if let Some(value) = old.shift_remove(name) {
            object.insert(name.to_owned(), value);
        }
    }
    object.extend(old);
}
