//! Paths: the routes of a definition and what answers them.

use callboard_model::document::Map;
use serde_json::Value;

use crate::failure::Answer;

use super::attribute::{members, object, text};
use super::extension::{INTEGRATION, completed, renamed};
use super::{Definition, Route};

/// Methods of operations, and that of the extension for all others.
const METHODS: [&str; 8] = ["get", "put", "post", "delete", "options", "head", "patch", ANY_METHOD];
const ANY_METHOD: &str = "x-amazon-apigateway-any-method";

/// A method of OpenAPI that no route can have.
const UNSUPPORTED: &str = "trace";

/// What a path may have besides methods and extensions.
const OTHERS: [&str; 5] = ["$ref", "description", "parameters", "servers", "summary"];

impl Definition {
    pub(super) fn read_path(&mut self, root: &Value, prefix: &str, path: &str, item: &Value) -> Answer<()> {
        let is_default = matches!(path, "$default" | "/$default");
        if path == "$default" {
            self.warnings.push("Parse issue: attribute paths. Resource $default should start with /".to_owned());
        } else if !path.starts_with('/') {
            if !path.starts_with("x-") {
                self.warnings.push(format!("Parse issue: attribute paths. Resource {path} should start with /"));
            }
            return Ok(());
        }
        for (method, operation) in members(Some(item), &format!("paths.'{path}'"))? {
            if !METHODS.contains(&method.as_str()) {
                if method == UNSUPPORTED {
                    self.information.push(format!("Method '{method}' of '{path}' is not supported and is ignored"));
                } else if !OTHERS.contains(&method.as_str()) && !method.starts_with("x-") {
                    self.warnings.push(format!("Parse issue: attribute paths.'{path}'.{method} is unexpected"));
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
            self.read_operation(root, &format!("paths.'{path}'({method})"), key, operation)?;
        }
        Ok(())
    }

    fn read_operation(&mut self, root: &Value, place: &str, key: String, operation: &Value) -> Answer<()> {
        let Some(operation) = object(Some(operation), place)? else { return Ok(()) };
        let mut missing = Vec::new();
        for part in ["responses", "requestBody", "parameters"] {
            if let Some(value) = operation.get(part) {
                find_missing(root, value, &mut vec![part.to_owned()], &mut missing);
            }
        }
        self.warnings.extend(missing.iter().map(|it| format!("Parse issue: attribute {place}.{it} is missing")));
        if operation.contains_key("requestBody") {
            self.information.push(format!("Attribute {place}.requestBody is not supported and is ignored"));
        }
        let attribute = format!("{place}.x-amazon-apigateway-integration");
        let extension = object(operation.get("x-amazon-apigateway-integration"), &attribute)?;
        let shared = extension.and_then(|it| text(it.get("$ref")));
        let given = match &shared {
            Some(reference) => {
                let referred = reference.strip_prefix('#').and_then(|it| root.pointer(it));
                object(referred, &format!("{attribute}.{reference}"))?
            }
            None => extension,
        };
        let integration = given.map(|it| completed(renamed(it, &INTEGRATION)));
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
        let authorizer = self.read_security(root, place, operation, &mut route)?;
        self.routes.push(Route { route, integration, shared, authorizer });
        Ok(())
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
