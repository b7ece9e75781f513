//! Definitions: what an OpenAPI document says that an API is made of.

use callboard_model::document::{Document, Map};
use serde_json::{Map as Json, Value};

use crate::failure::{Answer, Failure};
use crate::members::Members;

use super::super::refusals;
use super::source;

/// Methods of operations, and that of the extension for all others.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", ANY_METHOD];
const ANY_METHOD: &str = "x-amazon-apigateway-any-method";

/// What HTTP APIs do without, though OpenAPI has it.
const UNSUPPORTED: [&str; 3] = ["requestBody", "callbacks", "trace"];

/// Members of operations' inputs, by what the extension calls them.
const INTEGRATION: [(&str, &str); 13] = [
    ("connectionId", "ConnectionId"),
    ("connectionType", "ConnectionType"),
    ("credentials", "CredentialsArn"),
    ("description", "Description"),
    ("httpMethod", "IntegrationMethod"),
    ("integrationSubtype", "IntegrationSubtype"),
    ("payloadFormatVersion", "PayloadFormatVersion"),
    ("requestParameters", "RequestParameters"),
    ("responseParameters", "ResponseParameters"),
    ("timeoutInMillis", "TimeoutInMillis"),
    ("tlsConfig", "TlsConfig"),
    ("type", "IntegrationType"),
    ("uri", "IntegrationUri"),
];
const AUTHORIZER: [(&str, &str); 8] = [
    ("authorizerCredentials", "AuthorizerCredentialsArn"),
    ("authorizerPayloadFormatVersion", "AuthorizerPayloadFormatVersion"),
    ("authorizerResultTtlInSeconds", "AuthorizerResultTtlInSeconds"),
    ("authorizerUri", "AuthorizerUri"),
    ("enableSimpleResponses", "EnableSimpleResponses"),
    ("identitySource", "IdentitySource"),
    ("jwtConfiguration", "JwtConfiguration"),
    ("type", "AuthorizerType"),
];
const CORS: [(&str, &str); 6] = [
    ("allowCredentials", "AllowCredentials"),
    ("allowHeaders", "AllowHeaders"),
    ("allowMethods", "AllowMethods"),
    ("allowOrigins", "AllowOrigins"),
    ("exposeHeaders", "ExposeHeaders"),
    ("maxAge", "MaxAge"),
];

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
    /// Reads a document; `basepath` is `ignore`, `prepend` or `split`.
    pub(super) fn read(body: &str, basepath: Option<&str>) -> Answer<Self> {
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
        let root = source::parse(body).map_err(|error| invalid(&error))?;
        let Value::Object(document) = &root else { return Err(invalid("it is no object")) };
        let version = text(document.get("openapi")).unwrap_or_default();
        if !version.starts_with("3.0") {
            return Err(invalid(match version.as_str() {
                "" => "only definitions of OpenAPI 3.0 can be imported, and this one has no attribute openapi",
                _ => "only definitions of OpenAPI 3.0 can be imported",
            }));
        }
        let prefix = prefix(document, base_path);
        let mut definition = Self::default();
        definition.read_api(document)?;
        definition.read_authorizers(document);
        for (path, item) in object(document.get("paths")) {
            definition.read_path(&root, &prefix, path, item)?;
        }
        Ok(definition)
    }

    fn read_api(&mut self, document: &Json<String, Value>) -> Answer<()> {
        let info = document.get("info");
        let member = |name: &str| info.and_then(|it| text(it.get(name)));
        let name = member("title").filter(|it| !it.is_empty());
        self.api.insert("Name", name.ok_or_else(|| invalid("attribute info.title is missing"))?);
        self.api.insert("ProtocolType", "HTTP");
        for (attribute, name) in [("description", "Description"), ("version", "Version")] {
            if let Some(value) = member(attribute).filter(|it| !it.is_empty()) {
                self.api.insert(name, value);
            }
        }
        let cors = renamed(document.get("x-amazon-apigateway-cors"), &CORS);
        if !cors.is_empty() {
            self.api.insert("CorsConfiguration", cors);
        }
        let endpoint = "x-amazon-apigateway-endpoint-configuration";
        let endpoints = array(document.get("servers")).filter_map(|it| it.get(endpoint)).chain(document.get(endpoint));
        let mut disabled = endpoints.filter_map(|it| it.get("disableExecuteApiEndpoint")?.as_bool());
        if disabled.any(|it| it) {
            self.api.insert("DisableExecuteApiEndpoint", true);
        }
        let tags: Map = array(document.get("tags"))
            .filter_map(|it| {
                Some((text(it.get("name"))?.into(), text(it.get("x-amazon-apigateway-tag-value"))?.into()))
            })
            .collect();
        self.tags = Some(tags).filter(|it| !it.is_empty());
        Ok(())
    }

    fn read_authorizers(&mut self, document: &Json<String, Value>) {
        let schemes = document.get("components").and_then(|it| it.get("securitySchemes"));
        for (name, scheme) in object(schemes) {
            let extension = scheme.get("x-amazon-apigateway-authorizer");
            let mut members = renamed(extension, &AUTHORIZER);
            if extension.is_none() {
                if text(scheme.get("x-amazon-apigateway-authtype")).is_none_or(|it| it != "awsSigv4") {
                    self.information.push(format!("Security scheme '{name}' has no authorizer and is ignored"));
                }
                continue;
            }
            members.insert("Name", name.as_str());
            let kind = members.text("AuthorizerType").to_ascii_uppercase();
            members.insert("AuthorizerType", kind);
            if let Some(sources) = members.str("IdentitySource") {
                // Several stand in one text, between commas.
                let sources: Vec<Document> = sources.split(',').map(|it| Document::from(it.trim())).collect();
                members.insert("IdentitySource", sources);
            }
            let jwt = members.map("JwtConfiguration");
            if !jwt.is_empty() {
                let audience = match jwt.get("audience") {
                    Some(Document::String(one)) => Document::List(vec![Document::from(one.as_str())]),
                    Some(other) => other.clone(),
                    None => Document::List(Vec::new()),
                };
                let issuer = jwt.text("issuer");
                members.insert("JwtConfiguration", Map::new().with("Audience", audience).with("Issuer", issuer));
            }
            self.authorizers.push((name.clone(), members));
        }
    }

    fn read_path(&mut self, root: &Value, prefix: &str, path: &str, item: &Value) -> Answer<()> {
        let is_default = matches!(path, "$default" | "/$default");
        if path == "$default" {
            self.warnings.push("Parse issue: attribute paths. Resource $default should start with /".to_owned());
        } else if !path.starts_with('/') {
            self.warnings.push(format!("Parse issue: attribute paths. Resource {path} should start with /"));
            return Ok(());
        }
        for (method, operation) in object(Some(item)) {
            if !METHODS.contains(&method.as_str()) {
                if UNSUPPORTED.contains(&method.as_str()) {
                    self.information.push(format!("Method '{method}' of '{path}' is not supported and is ignored"));
                }
                continue;
            }
            let key = if is_default {
                "$default".to_owned()
            } else {
                let verb = if method == ANY_METHOD { "ANY".to_owned() } else { method.to_ascii_uppercase() };
                // The root below a prefix is the prefix.
                let path = if path == "/" && !prefix.is_empty() { "" } else { path };
                format!("{verb} {prefix}{path}")
            };
            self.read_operation(root, path, method, key, operation)?;
        }
        Ok(())
    }

    fn read_operation(&mut self, root: &Value, path: &str, method: &str, key: String, operation: &Value) -> Answer<()> {
        let mut missing = Vec::new();
        for part in ["responses", "requestBody", "parameters"] {
            if let Some(value) = operation.get(part) {
                find_missing(root, value, &mut vec![part.to_owned()], &mut missing);
            }
        }
        let place = format!("paths.'{path}'({method})");
        self.warnings.extend(missing.iter().map(|it| format!("Parse issue: attribute {place}.{it} is missing")));
        if operation.get("requestBody").is_some() {
            self.information.push(format!("Attribute {place}.requestBody is not supported and is ignored"));
        }
        let extension = operation.get("x-amazon-apigateway-integration");
        let shared = extension.and_then(|it| text(it.get("$ref")));
        let given = match &shared {
            Some(reference) => reference.strip_prefix('#').and_then(|it| root.pointer(it)),
            None => extension,
        };
        let integration = given.map(|it| renamed(Some(it), &INTEGRATION)).map(completed);
        if integration.is_none() {
            self.warnings.push(match &shared {
                Some(reference) => format!("Parse issue: attribute {place}.{reference} is missing"),
                None => format!("Route '{key}' has no x-amazon-apigateway-integration, and leads nowhere"),
            });
        }
        let mut route = Map::new().with("RouteKey", key);
        if let Some(name) = text(operation.get("operationId")) {
            route.insert("OperationName", name);
        }
        let authorizer = self.read_security(root, operation, &mut route);
        self.routes.push(Route { route, integration, shared, authorizer });
        Ok(())
    }

    /// Sets who may send requests to a route, and gives the name of its authorizer.
    fn read_security(&mut self, root: &Value, operation: &Value, route: &mut Map) -> Option<String> {
        let auth = operation.get("x-amazon-apigateway-auth").and_then(|it| text(it.get("type")));
        if auth.as_deref() == Some("AWS_IAM") {
            route.insert("AuthorizationType", "AWS_IAM");
            return None;
        }
        let requirements = operation.get("security").or_else(|| root.get("security"));
        let requirement = array(requirements).next()?.as_object()?;
        let (name, scopes) = requirement.iter().next()?;
        let scheme = root.pointer("/components/securitySchemes").and_then(|it| it.get(name));
        if scheme.and_then(|it| text(it.get("x-amazon-apigateway-authtype"))).as_deref() == Some("awsSigv4") {
            route.insert("AuthorizationType", "AWS_IAM");
            return None;
        }
        let Some((_, authorizer)) = self.authorizers.iter().find(|(known, _)| known == name) else {
            let key = route.text("RouteKey");
            self.warnings.push(format!("Unable to find authorizer '{name}' of route '{key}'"));
            return None;
        };
        let is_jwt = authorizer.text("AuthorizerType") == "JWT";
        route.insert("AuthorizationType", if is_jwt { "JWT" } else { "CUSTOM" });
        let scopes: Vec<Document> = array(Some(scopes)).filter_map(|it| text(Some(it))).map(Document::from).collect();
        if is_jwt && !scopes.is_empty() {
            route.insert("AuthorizationScopes", scopes);
        }
        Some(name.clone())
    }
}

/// A definition that cannot be read.
fn invalid(what: &str) -> Failure {
    refusals::bad_request(format!("Invalid OpenAPI input. {what}"))
}

/// What stands before every path.
fn prefix(document: &Json<String, Value>, base_path: BasePath) -> String {
    if base_path == BasePath::Ignore {
        return String::new();
    }
    let Some(server) = array(document.get("servers")).next() else { return String::new() };
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
    if path.is_empty() { String::new() } else { format!("/{path}") }
}

/// Members under the names that operations have for them; those of other names are passed over.
fn renamed(extension: Option<&Value>, names: &[(&str, &'static str)]) -> Map {
    let mut members = Map::new();
    for (attribute, name) in names {
        match extension.and_then(|it| it.get(*attribute)) {
            None | Some(Value::Null) => {}
            // A version or a pattern may look like a number.
            Some(Value::Number(number))
                if !matches!(*name, "TimeoutInMillis" | "MaxAge" | "AuthorizerResultTtlInSeconds") =>
            {
                members.insert(*name, number.to_string());
            }
            Some(value) => drop(members.insert(*name, Document::from(value))),
        }
    }
    members
}

/// The members of an integration in the spelling of operations.
fn completed(mut members: Map) -> Map {
    for name in ["IntegrationType", "IntegrationMethod", "ConnectionType"] {
        if let Some(text) = members.str(name) {
            let text = text.to_ascii_uppercase();
            members.insert(name, text);
        }
    }
    let tls = members.map("TlsConfig");
    if let Some(name) = tls.str("serverNameToVerify") {
        members.insert("TlsConfig", Map::new().with("ServerNameToVerify", name));
    }
    for parameters in ["RequestParameters", "ResponseParameters"] {
        if let Some(Document::Map(entries)) = members.get_mut(parameters) {
            entries.iter_mut().for_each(|(_, value)| as_texts(value));
        }
    }
    members
}

fn as_texts(value: &mut Document) {
    match value {
        Document::Map(entries) => entries.iter_mut().for_each(|(_, value)| as_texts(value)),
        Document::Integer(number) => *value = Document::from(number.to_string()),
        Document::Bool(truth) => *value = Document::from(truth.to_string()),
        _ => {}
    }
}

/// References of schemas that lead nowhere, with where they are.
fn find_missing(root: &Value, value: &Value, path: &mut Vec<String>, missing: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
                if reference.strip_prefix('#').is_some_and(|it| root.pointer(it).is_none()) {
                    missing.push(format!("{}.{reference}", path.join(".")));
                }
                return;
            }
            for (name, value) in members {
                // The type of a content is no step of the path that AWS tells.
                let is_step = !name.contains('/');
                if is_step {
                    path.push(name.clone());
                }
                find_missing(root, value, path, missing);
                if is_step {
                    path.pop();
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|it| find_missing(root, it, path, missing)),
        _ => {}
    }
}

/// The text of a scalar.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        _ => None,
    }
}

fn object(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

fn array(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}
