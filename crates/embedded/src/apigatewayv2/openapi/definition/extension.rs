//! Extensions: what a definition says in the words of API Gateway.
//!
//! What is not said is left out: the functions of each kind complete it.

use callboard_model::document::{Document, Map};
use serde_json::{Map as Json, Value};

use crate::members::Members;

/// Members of operations' inputs, by what the extension calls them.
pub(super) const INTEGRATION: [(&str, &str); 13] = [
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
pub(super) const AUTHORIZER: [(&str, &str); 8] = [
    ("authorizerCredentials", "AuthorizerCredentialsArn"),
    ("authorizerPayloadFormatVersion", "AuthorizerPayloadFormatVersion"),
    ("authorizerResultTtlInSeconds", "AuthorizerResultTtlInSeconds"),
    ("authorizerUri", "AuthorizerUri"),
    ("enableSimpleResponses", "EnableSimpleResponses"),
    ("identitySource", "IdentitySource"),
    ("jwtConfiguration", "JwtConfiguration"),
    ("type", "AuthorizerType"),
];
pub(super) const CORS: [(&str, &str); 6] = [
    ("allowCredentials", "AllowCredentials"),
    ("allowHeaders", "AllowHeaders"),
    ("allowMethods", "AllowMethods"),
    ("allowOrigins", "AllowOrigins"),
    ("exposeHeaders", "ExposeHeaders"),
    ("maxAge", "MaxAge"),
];

/// Members under the names that operations have for them; those of other names are passed over.
pub(super) fn renamed(extension: &Json<String, Value>, names: &[(&str, &'static str)]) -> Map {
    let mut members = Map::new();
    for (attribute, name) in names {
        match extension.get(*attribute) {
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
pub(super) fn completed(mut members: Map) -> Map {
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
