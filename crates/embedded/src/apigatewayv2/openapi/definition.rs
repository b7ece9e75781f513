//! Definitions: what an OpenAPI document says that an API is made of.
//!
//! An attribute that is of another kind than OpenAPI says makes the whole
//! definition one that is refused; what is named and not there is warned of.

mod attribute;
mod extension;
mod path;
mod security;

use callboard_model::document::Map;
use serde_json::{Map as Json, Value};

use crate::failure::Answer;
use crate::generic;
use crate::record::Place;

use super::super::refusals;
use super::source;
use attribute::{invalid, items, members, object, text};
use extension::{CORS, renamed};

/// What is to be made.
#[derive(Debug, Default)]
pub(super) struct Definition {
    /// Members of an API.
    pub(super) api: Map,
    /// Tags, where the document has any.
    pub(super) tags: Option<Map>,
    /// Members of authorizers, by their names.
    pub(super) authorizers: Vec<(String, Map)>,
    pub(super) routes: Vec<Route>,
    /// What was passed over, though it should have been right.
    pub(super) warnings: Vec<String>,
    /// What was passed over because HTTP APIs do without it.
    pub(super) information: Vec<String>,
}

/// One route that is to be made.
#[derive(Debug)]
pub(super) struct Route {
    /// Members of a route but for its target and its authorizer.
    pub(super) route: Map,
    /// Members of its integration.
    pub(super) integration: Option<Map>,
    /// The name of the integration where several routes share it.
    pub(super) shared: Option<String>,
    /// The name of its authorizer.
    pub(super) authorizer: Option<String>,
}

/// How the path that a document's servers have is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum BasePath {
    Ignore,
    Prepend,
    Split,
}

impl Definition {
    /// Reads a document that is imported in a place; `basepath` is `ignore`, `prepend` or `split`.
    pub(super) fn read(place: &Place, body: &str, basepath: Option<&str>) -> Answer<Self> {
        let base_path = match basepath.map(str::to_ascii_lowercase).as_deref() {
            None | Some("ignore") => BasePath::Ignore,
            Some("prepend") => BasePath::Prepend,
            Some("split") => BasePath::Split,
            Some(_) => {
                return Err(refusals::bad_request(
                    "Invalid basepath specified. Must be one of [ignore, prepend, split]",
                ));
            }
        };
        let root = source::parse(&with_variables(place, body)).map_err(|error| invalid(&error))?;
        let Value::Object(document) = &root else { return Err(invalid("it is no object")) };
        match text(document.get("openapi")) {
            Some(version) if version == "3.0" || version.starts_with("3.0.") => {}
            Some(_) => return Err(invalid("only definitions of OpenAPI 3.0 can be imported")),
            None => {
                let message = "only definitions of OpenAPI 3.0 can be imported, and this one has no attribute openapi";
                return Err(invalid(message));
            }
        }
        let prefix = prefix(document, base_path)?;
        let mut definition = Self::default();
        definition.read_api(document)?;
        definition.read_authorizers(document)?;
        if !document.contains_key("paths") {
            definition.warnings.push("Parse issue: attribute paths is missing".to_owned());
        }
        for (path, item) in members(document.get("paths"), "paths")? {
            definition.read_path(&root, &prefix, path, item)?;
        }
        Ok(definition)
    }

    fn read_api(&mut self, document: &Json<String, Value>) -> Answer<()> {
        let info = object(document.get("info"), "info")?;
        let member = |name: &str| info.and_then(|it| text(it.get(name))).filter(|it| !it.is_empty());
        self.api.insert("Name", member("title").ok_or_else(|| invalid("attribute info.title is missing"))?);
        self.api.insert("ProtocolType", "HTTP");
        for (attribute, name) in [("description", "Description"), ("version", "Version")] {
            if let Some(value) = member(attribute) {
                self.api.insert(name, value);
            }
        }
        let cors = "x-amazon-apigateway-cors";
        if let Some(cors) = object(document.get(cors), cors)?.map(|it| renamed(it, &CORS)).filter(|it| !it.is_empty()) {
            self.api.insert("CorsConfiguration", cors);
        }
        let endpoint = "x-amazon-apigateway-endpoint-configuration";
        let servers = items(document.get("servers"), "servers")?;
        let mut endpoints = servers.filter_map(|it| it.get(endpoint)).chain(document.get(endpoint));
        if endpoints.any(|it| it.get("disableExecuteApiEndpoint").and_then(Value::as_bool) == Some(true)) {
            self.api.insert("DisableExecuteApiEndpoint", true);
        }
        let tags: Map = items(document.get("tags"), "tags")?
            .filter_map(|it| {
                Some((text(it.get("name"))?.into(), text(it.get("x-amazon-apigateway-tag-value"))?.into()))
            })
            .collect();
        self.tags = Some(tags).filter(|it| !it.is_empty());
        Ok(())
    }
}

/// A text in which what AWS knows of the place stands for its variables.
fn with_variables(place: &Place, body: &str) -> String {
    let (partition, dns_suffix) = generic::partition(&place.region);
    [("AccountId", &*place.account), ("Partition", partition), ("Region", &*place.region), ("URLSuffix", dns_suffix)]
        .into_iter()
        .fold(body.to_owned(), |text, (name, value)| text.replace(&format!("${{AWS::{name}}}"), value))
}

/// What stands before every path.
fn prefix(document: &Json<String, Value>, base_path: BasePath) -> Answer<String> {
    if base_path == BasePath::Ignore {
        return Ok(String::new());
    }
    let Some(server) = items(document.get("servers"), "servers")?.next() else { return Ok(String::new()) };
    let variable = server.get("variables").and_then(|it| text(it.get("basePath")?.get("default")));
    let path = variable.or_else(|| {
        let url = text(server.get("url"))?;
        let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
        Some(rest.split_once('/').map(|(_, path)| path.to_owned()).unwrap_or_default())
    });
    let path = path.unwrap_or_default();
    let path = path.trim_matches('/');
    let path = match base_path {
        // The first step is that of the stage.
        BasePath::Split => path.split_once('/').map(|(_, rest)| rest).unwrap_or_default(),
        _ => path,
    };
    Ok(if path.is_empty() { String::new() } else { format!("/{path}") })
}
