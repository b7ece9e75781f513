//! `ExportApi`: the definition of an API, or of what one stage of it serves.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;
use serde_json::{Map as Json, Value, json};

use crate::cloudcontrol::value_of;
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::super::deployment::snapshot;
use super::super::kind::{API, AUTHORIZER, DEPLOYMENT, INTEGRATION, ROUTE, STAGE};
use super::super::{api, refusals, stage};
use super::source;

/// How long an integration waits where nobody says, which is not exported.
const DEFAULT_TIMEOUT: i64 = 30_000;

const ANY_METHOD: &str = "x-amazon-apigateway-any-method";

/// What a definition is made of.
struct Parts {
    api: Map,
    routes: Vec<Map>,
    integrations: Vec<Map>,
    authorizers: Vec<Map>,
}

pub(in crate::apigatewayv2) fn export(request: &Request, at: &Snapshot<'_>) -> Answer {
    let input = &request.input;
    for (name, values) in [("Specification", &["OAS30"][..]), ("OutputType", &["JSON", "YAML"])] {
        if !values.contains(&input.text(name)) {
            return Err(refusals::bad_request(format!(
                "Invalid {name} specified. Must be one of [{}]",
                values.join(", ")
            )));
        }
    }
    let api = API.find(at, request)?;
    if api::is_websocket(&api) {
        return Err(refusals::bad_request("Export is not supported for WEBSOCKET protocolType"));
    }
    if let Some(version) = input.str("ExportVersion").filter(|it| *it != "1.0") {
        return Err(refusals::bad_request(format!("Unsupported export version specified: {version}")));
    }
    let with_extensions = input.get("IncludeExtensions").and_then(Document::as_bool).unwrap_or(true);
    let (parts, base_path) = match input.str("StageName") {
        None => (latest(at, request, api)?, None),
        Some(name) => {
            let record = STAGE.find(at, request)?;
            let base_path = if name == stage::DEFAULT { String::new() } else { format!("/{name}") };
            (deployed(at, request, api, &record)?, Some(base_path))
        }
    };
    let definition = definition(&parts, base_path.as_deref(), with_extensions);
    let text = match input.text("OutputType") {
        "YAML" => source::yaml(&definition),
        _ => serde_json::to_string_pretty(&definition).expect("a value is JSON"),
    };
    Ok(Map::new().with("body", Document::Blob(text.into_bytes())))
}

/// What the API is now.
fn latest(at: &Snapshot<'_>, request: &Request, api: Map) -> Answer<Parts> {
    Ok(Parts {
        routes: ROUTE.all(at, &request.place, &api)?,
        integrations: INTEGRATION.all(at, &request.place, &api)?,
        authorizers: AUTHORIZER.all(at, &request.place, &api)?,
        api,
    })
}

/// What the deployment of a stage holds.
fn deployed(at: &Snapshot<'_>, request: &Request, api: Map, stage: &Map) -> Answer<Parts> {
    let deployment = DEPLOYMENT.get(at, &request.place, stage)?.ok_or_else(|| {
        let name = stage.text("StageName");
        refusals::bad_request(format!("Stage {name} has no deployment that could be exported"))
    })?;
    let tags = api.map("Tags");
    let mut parts = Parts { api, routes: Vec::new(), integrations: Vec::new(), authorizers: Vec::new() };
    for (kind, record) in snapshot::of_deployment(at, &request.place, &deployment)? {
        match kind.as_str() {
            // Tags are not deployed: they are the API's at any time.
            "Api" => parts.api = record.with("Tags", tags.clone()),
            "Route" => parts.routes.push(record),
            "Integration" => parts.integrations.push(record),
            "Authorizer" => parts.authorizers.push(record),
            _ => {}
        }
    }
    Ok(parts)
}

fn definition(parts: &Parts, base_path: Option<&str>, with_extensions: bool) -> Value {
    let api = &parts.api;
    let mut info = Json::new();
    info.insert("title".into(), api.text("Name").into());
    if let Some(description) = api.str("Description") {
        info.insert("description".into(), description.into());
    }
    info.insert("version".into(), version(api).into());
    let mut root = Json::new();
    root.insert("openapi".into(), "3.0.1".into());
    root.insert("info".into(), info.into());
    if let Some(base_path) = base_path {
        let url = format!("{}/{{basePath}}", api.text("ApiEndpoint"));
        root.insert("servers".into(), json!([{"url": url, "variables": {"basePath": {"default": base_path}}}]));
    }
    let tags = api.map("Tags");
    if with_extensions && !tags.is_empty() {
        let tag = |(name, value): (_, &Document)| {
            let name: &std::borrow::Cow<'static, str> = name;
            json!({"name": **name, "x-amazon-apigateway-tag-value": value_of(value)})
        };
        root.insert("tags".into(), tags.iter().map(tag).collect());
    }
    root.insert("paths".into(), paths(parts, with_extensions));
    let schemes = security_schemes(&parts.authorizers, with_extensions);
    if !schemes.is_empty() {
        root.insert("components".into(), json!({"securitySchemes": schemes}));
    }
    if with_extensions {
        let cors = api.map("CorsConfiguration");
        if !cors.is_empty() {
            root.insert("x-amazon-apigateway-cors".into(), camel_case(&cors));
        }
        root.insert("x-amazon-apigateway-importexport-version".into(), "1.0".into());
    }
    root.into()
}

/// The version of an API, or when it was made.
fn version(api: &Map) -> String {
    match (api.str("Version"), api.get("CreatedDate").map(value_of)) {
        (None, Some(Value::String(created))) => format!("{}UTC", created.trim_end_matches('Z').replace('T', " ")),
        (version, _) => version.unwrap_or_default().to_owned(),
    }
}

fn paths(parts: &Parts, with_extensions: bool) -> Value {
    let mut routes: Vec<(String, &str, &Map)> = parts
        .routes
        .iter()
        .map(|route| match route.text("RouteKey").split_once(' ') {
            Some((method, path)) => (path.to_owned(), method, route),
            None => (format!("/{}", route.text("RouteKey")), "ANY", route),
        })
        .collect();
    routes.sort_by(|one, other| (&one.0, one.1).cmp(&(&other.0, other.1)));
    let mut paths = Json::new();
    for (path, method, route) in routes {
        let key = if method == "ANY" { ANY_METHOD.to_owned() } else { method.to_ascii_lowercase() };
        let operation = operation(parts, route, with_extensions);
        let parameters: Vec<Value> = path_parameters(&path).collect();
        let item = paths.entry(path).or_insert_with(|| json!({}));
        if let Value::Object(item) = item {
            item.insert(key, operation);
            if !parameters.is_empty() {
                // They stand behind the methods.
                item.shift_remove("parameters");
                item.insert("parameters".into(), parameters.into());
            }
        }
    }
    paths.into()
}

fn operation(parts: &Parts, route: &Map, with_extensions: bool) -> Value {
    let mut operation = Json::new();
    if let Some(name) = route.str("OperationName") {
        operation.insert("operationId".into(), name.into());
    }
    let key = route.text("RouteKey");
    operation.insert("responses".into(), json!({"default": {"description": format!("Default response for {key}")}}));
    let authorizer = route.str("AuthorizerId");
    if let Some(it) = parts.authorizers.iter().find(|it| it.str("AuthorizerId") == authorizer) {
        let scopes: Vec<Value> = route.items("AuthorizationScopes").iter().map(value_of).collect();
        operation.insert("security".into(), json!([{it.text("Name"): scopes}]));
    }
    if !with_extensions {
        return operation.into();
    }
    if key == "$default" {
        operation.insert("isDefaultRoute".into(), true.into());
    }
    if route.text("AuthorizationType") == "AWS_IAM" {
        operation.insert("x-amazon-apigateway-auth".into(), json!({"type": "AWS_IAM"}));
    }
    let id = route.text("Target").trim_start_matches("integrations/");
    if let Some(it) = parts.integrations.iter().find(|it| it.text("IntegrationId") == id) {
        operation.insert("x-amazon-apigateway-integration".into(), integration(it));
    }
    operation.into()
}

fn integration(record: &Map) -> Value {
    let mut shown = Json::new();
    for (name, attribute) in [
        ("ResponseParameters", "responseParameters"),
        ("RequestParameters", "requestParameters"),
        ("IntegrationSubtype", "integrationSubtype"),
        ("CredentialsArn", "credentials"),
        ("PayloadFormatVersion", "payloadFormatVersion"),
        ("IntegrationType", "type"),
        ("IntegrationMethod", "httpMethod"),
        ("IntegrationUri", "uri"),
        ("ConnectionType", "connectionType"),
        ("ConnectionId", "connectionId"),
        ("TimeoutInMillis", "timeoutInMillis"),
        ("TlsConfig", "tlsConfig"),
        ("Description", "description"),
    ] {
        match (name, record.get(name)) {
            (_, None) => {}
            ("TimeoutInMillis", Some(value)) if value.as_i64() == Some(DEFAULT_TIMEOUT) => {}
            ("IntegrationType", Some(value)) => {
                let kind = value.as_str().unwrap_or_default().to_ascii_lowercase();
                shown.insert(attribute.into(), kind.into());
            }
            ("TlsConfig", Some(Document::Map(tls))) => drop(shown.insert(attribute.into(), camel_case(tls))),
            (_, Some(value)) => drop(shown.insert(attribute.into(), value_of(value))),
        }
    }
    shown.into()
}

fn security_schemes(authorizers: &[Map], with_extensions: bool) -> Json<String, Value> {
    let mut schemes = Json::new();
    let mut authorizers: Vec<&Map> = authorizers.iter().collect();
    authorizers.sort_by_key(|it| it.text("Name"));
    for authorizer in authorizers {
        let is_jwt = authorizer.text("AuthorizerType") == "JWT";
        let mut scheme = Json::new();
        if is_jwt {
            scheme.insert("type".into(), "oauth2".into());
            scheme.insert("flows".into(), json!({}));
        } else {
            scheme.insert("type".into(), "apiKey".into());
            scheme.insert("name".into(), "Authorization".into());
            scheme.insert("in".into(), "header".into());
        }
        if with_extensions {
            scheme.insert("x-amazon-apigateway-authorizer".into(), extension(authorizer));
        }
        schemes.insert(authorizer.text("Name").to_owned(), scheme.into());
    }
    schemes
}

fn extension(authorizer: &Map) -> Value {
    let mut shown = Json::new();
    let sources: Vec<&str> = authorizer.items("IdentitySource").iter().filter_map(Document::as_str).collect();
    if !sources.is_empty() {
        shown.insert("identitySource".into(), sources.join(",").into());
    }
    for (name, attribute) in [
        ("AuthorizerUri", "authorizerUri"),
        ("AuthorizerCredentialsArn", "authorizerCredentials"),
        ("AuthorizerPayloadFormatVersion", "authorizerPayloadFormatVersion"),
        ("AuthorizerResultTtlInSeconds", "authorizerResultTtlInSeconds"),
        ("EnableSimpleResponses", "enableSimpleResponses"),
    ] {
        if let Some(value) = authorizer.get(name) {
            shown.insert(attribute.into(), value_of(value));
        }
    }
    let jwt = authorizer.map("JwtConfiguration");
    if !jwt.is_empty() {
        shown.insert("jwtConfiguration".into(), camel_case(&jwt));
    }
    shown.insert("type".into(), authorizer.text("AuthorizerType").to_ascii_lowercase().into());
    shown.into()
}

/// The parameters that a path has, such as `id` and `proxy+`.
fn path_parameters(path: &str) -> impl Iterator<Item = Value> {
    path.split('/').filter_map(|step| step.strip_prefix('{')?.strip_suffix('}')).map(|name| {
        json!({
            "name": name,
            "in": "path",
            "description": format!("Generated path parameter for {name}"),
            "required": true,
            "schema": {"type": "string"},
        })
    })
}

/// Members whose names begin with a small letter.
fn camel_case(members: &Map) -> Value {
    let named = members.iter().map(|(name, value)| {
        let mut name = name.to_string();
        if let Some(first) = name.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        (name, value_of(value))
    });
    Value::Object(named.collect())
}
