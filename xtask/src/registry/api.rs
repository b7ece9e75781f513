//! API models: the latest version of each service, without its prose, as line text.

use std::path::Path;

use anyhow::Context;
use callboard_model::service::encode::encode;
use serde_json::Value;

use super::{Facts, names_in, read_json};

/// How much was read.
#[derive(Default)]
pub struct Figures {
    /// Services.
    pub services: usize,
    /// Operations of all services.
    pub operations: usize,
    /// Shapes of all services.
    pub shapes: usize,
    /// Members of all structures.
    pub members: usize,
}

/// What botocore ships of one service.
pub struct Model {
    /// `service-2.json`, without prose.
    pub service: Value,
    /// The `pagination` of `paginators-1.json`; null where there is none.
    pub paginators: Value,
    /// The `waiters` of `waiters-2.json`, without prose; null where there are none.
    pub waiters: Value,
}

/// Writes `api/SERVICE.txt` for each service.
pub fn services(botocore: &Path, facts: &mut Facts) -> anyhow::Result<Figures> {
    let mut figures = Figures::default();
    let mut index = "name\tservice id\tsigning name\tendpoint prefix\tversion\tprotocols\ttarget prefix\n".to_owned();
    for (name, version) in latest_versions(botocore)? {
        let model = read(&botocore.join(&name).join(version)).with_context(|| format!("cannot read {name}"))?;
        let shapes = model.service["shapes"].as_object().context("a model has shapes")?;
        figures.services += 1;
        figures.operations += model.service["operations"].as_object().map_or(0, |it| it.len());
        figures.shapes += shapes.len();
        figures.members += shapes.values().filter_map(|it| it["members"].as_object()).map(|it| it.len()).sum::<usize>();
        let text = encode(&model.service, &model.paginators, &model.waiters)
            .with_context(|| format!("cannot write {name} as line text"))?;
        index.push_str(&index_line(&name, &model.service["metadata"])?);
        facts.insert(format!("api/{name}.txt"), text);
    }
    facts.insert("services.tsv".to_owned(), index);
    Ok(figures)
}

/// What is known of a service without opening its model.
fn index_line(name: &str, metadata: &Value) -> anyhow::Result<String> {
    let text = |key: &str| metadata[key].as_str().unwrap_or_default();
    let protocols: Vec<&str> =
        metadata["protocols"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let columns = [
        name,
        text("serviceId"),
        if text("signingName").is_empty() { text("endpointPrefix") } else { text("signingName") },
        text("endpointPrefix"),
        text("apiVersion"),
        &if protocols.is_empty() { text("protocol").to_owned() } else { protocols.join(",") },
        text("targetPrefix"),
    ];
    if columns.iter().any(|it| it.contains(['\t', '\n'])) {
        anyhow::bail!("{name}: a tab or a newline in {columns:?}");
    }
    Ok(columns.join("\t") + "\n")
}

/// Services and the folder of their latest version, which sorts last.
pub fn latest_versions(botocore: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut services = Vec::new();
    for name in names_in(botocore)? {
        let folder = botocore.join(&name);
        if !folder.is_dir() {
            continue;
        }
        let versions = names_in(&folder)?;
        let latest = versions.into_iter().rfind(|it| folder.join(it).join("service-2.json").exists());
        services.extend(latest.map(|latest| (name, latest)));
    }
    Ok(services)
}

/// Reads one service's files, merges the SDK extras in and strips the prose.
pub fn read(folder: &Path) -> anyhow::Result<Model> {
    let file = |name: &str| {
        let path = folder.join(format!("{name}.json"));
        if !path.exists() {
            return anyhow::Ok(Value::Null);
        }
        let mut value = read_json(&path)?;
        let extras = folder.join(format!("{name}.sdk-extras.json"));
        if extras.exists() {
            deep_merge(&mut value, &read_json(&extras)?["merge"]);
        }
        Ok(value)
    };
    let mut service = file("service-2")?;
    strip_service(&mut service);
    let mut waiters = file("waiters-2")?["waiters"].take();
    for (_, waiter) in entries(&mut waiters) {
        remove(waiter, &["description", "documentation"]);
    }
    Ok(Model { service, paginators: file("paginators-1")?["pagination"].take(), waiters })
}

/// Removes prose and what is empty, each from the positions where models have it.
fn strip_service(service: &mut Value) {
    remove(service, &["documentation", "deprecatedMessage", "version", "examples"]);
    for (_, parameter) in entries(&mut service["clientContextParams"]) {
        remove(parameter, &["documentation"]);
    }
    if service["clientContextParams"].is_null() {
        remove(service, &["clientContextParams"]);
    }
    for (_, operation) in entries(&mut service["operations"]) {
        remove(operation, &["documentation", "deprecatedMessage"]);
        for key in ["input", "output"] {
            if let Some(reference) = operation.get_mut(key) {
                remove(reference, &["documentation"]);
            }
        }
        if let Some(errors) = operation.get_mut("errors") {
            for error in errors.as_array_mut().into_iter().flatten() {
                remove(error, &["documentation"]);
                // Only two services repeat this mark of the error's shape here.
                if error.as_object().is_some_and(|it| it.len() == 2) {
                    remove(error, &["exception"]);
                }
            }
        }
    }
    for (_, shape) in entries(&mut service["shapes"]) {
        remove(shape, &["documentation", "deprecatedMessage"]);
        if shape["required"].as_array().is_some_and(|it| it.is_empty()) {
            remove(shape, &["required"]);
        }
        match shape["type"].as_str() {
            Some("structure") => {
                for (_, member) in entries(&mut shape["members"]) {
                    remove(member, &["documentation", "deprecatedMessage"]);
                }
            }
            Some("list") => remove(&mut shape["member"], &["documentation", "deprecatedMessage"]),
            Some("map") => {
                remove(&mut shape["key"], &["documentation", "deprecatedMessage"]);
                remove(&mut shape["value"], &["documentation", "deprecatedMessage"]);
            }
            _ => {}
        }
        if shape["required"].is_null() {
            remove(shape, &["required"]);
        }
    }
}

fn remove(value: &mut Value, keys: &[&str]) {
    if let Some(object) = value.as_object_mut() {
        for key in keys {
            object.shift_remove(*key);
        }
    }
}

fn entries(value: &mut Value) -> impl Iterator<Item = (&String, &mut Value)> {
    value.as_object_mut().into_iter().flatten()
}

/// botocore's `deep_merge`: objects are merged, everything else is replaced.
fn deep_merge(base: &mut Value, extra: &Value) {
    match (base, extra) {
        (Value::Object(base), Value::Object(extra)) => {
            for (key, value) in extra {
                match base.get_mut(key) {
                    Some(existing) => deep_merge(existing, value),
                    None => drop(base.insert(key.clone(), value.clone())),
                }
            }
        }
        (base, extra) => *base = extra.clone(),
    }
}
