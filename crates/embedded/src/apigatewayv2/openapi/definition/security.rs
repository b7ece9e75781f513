//! Security: the authorizers of a definition, and which routes they guard.

use callboard_model::document::{Document, Map};
use serde_json::{Map as Json, Value};

use crate::failure::Answer;
use crate::members::Members;

use super::Definition;
use super::attribute::{items, members, object, text};
use super::extension::{AUTHORIZER, renamed};

/// The type of a scheme by which requests are signed.
const SIGNED: &str = "awsSigv4";

impl Definition {
    pub(super) fn read_authorizers(&mut self, document: &Json<String, Value>) -> Answer<()> {
        let components = object(document.get("components"), "components")?;
        let schemes = components.and_then(|it| it.get("securitySchemes"));
        for (name, scheme) in members(schemes, "components.securitySchemes")? {
            let place = format!("components.securitySchemes.{name}");
            let Some(scheme) = object(Some(scheme), &place)? else { continue };
            let place = format!("{place}.x-amazon-apigateway-authorizer");
            let Some(extension) = object(scheme.get("x-amazon-apigateway-authorizer"), &place)? else {
                if text(scheme.get("x-amazon-apigateway-authtype")).is_none_or(|it| it != SIGNED) {
                    self.information.push(format!("Security scheme '{name}' has no authorizer and is ignored"));
                }
                continue;
            };
            self.authorizers.push((name.clone(), authorizer(name, extension)));
        }
        Ok(())
    }

    /// Sets who may send requests to a route, and gives the name of its authorizer.
    pub(super) fn read_security(
        &mut self,
        root: &Value,
        place: &str,
        operation: &Json<String, Value>,
        route: &mut Map,
    ) -> Answer<Option<String>> {
        let auth = operation.get("x-amazon-apigateway-auth").and_then(|it| text(it.get("type")));
        if auth.as_deref() == Some("AWS_IAM") {
            route.insert("AuthorizationType", "AWS_IAM");
            return Ok(None);
        }
        let requirement = match operation.get("security") {
            Some(own) => items(Some(own), &format!("{place}.security"))?.next(),
            None => items(root.get("security"), "security")?.next(),
        };
        let Some((name, scopes)) = requirement.and_then(|it| it.as_object()?.iter().next()) else { return Ok(None) };
        let scheme = root.pointer("/components/securitySchemes").and_then(|it| it.get(name));
        if scheme.and_then(|it| text(it.get("x-amazon-apigateway-authtype"))).as_deref() == Some(SIGNED) {
            route.insert("AuthorizationType", "AWS_IAM");
            return Ok(None);
        }
        let Some((_, authorizer)) = self.authorizers.iter().find(|(known, _)| known == name) else {
            let key = route.text("RouteKey");
            self.warnings.push(format!("Unable to find authorizer '{name}' of route '{key}'"));
            return Ok(None);
        };
        let is_jwt = authorizer.text("AuthorizerType") == "JWT";
        route.insert("AuthorizationType", if is_jwt { "JWT" } else { "CUSTOM" });
        let scopes = items(Some(scopes), &format!("{place}.security.{name}"))?;
        let scopes: Vec<Document> = scopes.filter_map(|it| text(Some(it))).map(Document::from).collect();
        if is_jwt && !scopes.is_empty() {
            route.insert("AuthorizationScopes", scopes);
        }
        Ok(Some(name.clone()))
    }
}

/// The members of an authorizer in the spelling of operations.
fn authorizer(name: &str, extension: &Json<String, Value>) -> Map {
    let mut members = renamed(extension, &AUTHORIZER);
    members.insert("Name", name);
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
    members
}
