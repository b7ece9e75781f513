//! Identifiers: the text that names one resource of a type.
//!
//! ```text
//! AWS::IVS::Stage           arn:aws:ivs:…            one part
//! AWS::ApiGatewayV2::Route  a1b2c3|r4s5t6            parts in the schema's order
//! any type                  {"ApiId": "a1b2c3", …}   a JSON object; the only way for additional identifiers
//! ```

use std::fmt;

use callboard_model::types::ResourceType;
use serde_json::Value;

use crate::Properties;

/// A primary identifier as Cloud Control writes it: its parts in schema order, joined by `|`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Identifier(String);

/// Why a text names no resource of a type.
#[derive(Debug, Clone, thiserror::Error, PartialEq, Eq)]
pub enum IdentifierError {
    /// It has too many parts, too few, or an empty one.
    #[error("{type_name} is identified by `{form}`: `{text}` does not have these parts")]
    Parts {
        /// `AWS::ApiGatewayV2::Route`.
        type_name: &'static str,
        /// `ApiId|RouteId`
        form: String,
        /// As it was given.
        text: String,
    },
    /// It is a JSON object of properties that do not identify a resource.
    #[error("{type_name} is identified by `{form}`: `{text}` has other properties")]
    Properties {
        /// `AWS::ApiGatewayV2::Route`.
        type_name: &'static str,
        /// `ApiId|RouteId`
        form: String,
        /// As it was given.
        text: String,
    },
}

impl Identifier {
    /// An identifier as it was given: joined parts, or a JSON object of an identifier's properties.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// An identifier that was given, if it can name a resource of the type. A JSON object of the primary identifier's
    /// properties becomes the joined parts that it means, so that one resource has one identifier.
    pub fn parse(of: &'static ResourceType, text: &str) -> Result<Self, IdentifierError> {
        let (type_name, given) = (of.name, text.to_owned());
        if let Some(properties) = object(text) {
            return Self::of(of, &properties)
                .or_else(|| Self::additional(of, &properties))
                .ok_or_else(|| IdentifierError::Properties { type_name, form: form(of), text: given });
        }
        let wanted = of.primary_identifier().count();
        if wanted > 1 && (text.split('|').count() != wanted || text.split('|').any(str::is_empty)) {
            return Err(IdentifierError::Parts { type_name, form: form(of), text: given });
        }
        Ok(Self(given))
    }

    /// The identifier of a resource that has these properties, if all parts of it are there.
    pub fn of(resource_type: &'static ResourceType, properties: &Properties) -> Option<Self> {
        let parts: Option<Vec<String>> =
            resource_type.primary_identifier().map(|path| text(value_at(properties, path)?)).collect();
        parts.filter(|it| !it.is_empty()).map(|it| Self(it.join("|")))
    }

    /// Another identifier of a resource that has these properties: a JSON object, which AWS takes where the type says
    /// so.
    pub fn additional(resource_type: &'static ResourceType, properties: &Properties) -> Option<Self> {
        resource_type.additional_identifiers().find_map(|paths| {
            let mut object = Properties::new();
            for path in &paths {
                let value = value_at(properties, path)?;
                text(value)?;
                insert_at(&mut object, path, value.clone());
            }
            (!object.is_empty()).then(|| Self(Value::Object(object).to_string()))
        })
    }

    /// As it goes into calls.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The properties that it names, if it names those of the primary identifier or of an additional one.
    pub fn properties(&self, of: &'static ResourceType) -> Option<Properties> {
        if let Some(object) = object(&self.0) {
            return Some(object);
        }
        let paths: Vec<&str> = of.primary_identifier().collect();
        let parts: Vec<&str> = if paths.len() == 1 { vec![&self.0] } else { self.0.split('|').collect() };
        if parts.len() != paths.len() {
            return None;
        }
        let mut properties = Properties::new();
        for (path, part) in paths.into_iter().zip(parts) {
            insert_at(&mut properties, path, Value::from(part));
        }
        Some(properties)
    }
}

impl fmt::Display for Identifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `ApiId|RouteId`
fn form(of: &'static ResourceType) -> String {
    of.primary_identifier().collect::<Vec<_>>().join("|")
}

fn object(text: &str) -> Option<Properties> {
    if !text.trim_start().starts_with('{') {
        return None;
    }
    serde_json::from_str(text).ok()
}

/// The value at a path of property names, `A/B`.
pub(crate) fn value_at<'a>(properties: &'a Properties, path: &str) -> Option<&'a Value> {
    let mut steps = path.split('/');
    let first = properties.get(steps.next()?)?;
    steps.try_fold(first, |value, step| value.get(step))
}

/// Puts a value at a path of property names, with the objects on the way.
pub(crate) fn insert_at(properties: &mut Properties, path: &str, value: Value) {
    match path.split_once('/') {
        None => drop(properties.insert(path.to_owned(), value)),
        Some((first, rest)) => {
            let inner = properties.entry(first).or_insert_with(|| Value::Object(Properties::new()));
            if let Value::Object(inner) = inner {
                insert_at(inner, rest, value);
            }
        }
    }
}

/// The text of a value that can be part of an identifier.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(_) | Value::Bool(_) => Some(value.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use callboard_model::types;
    use expect_test::{Expect, expect};
    use serde_json::json;

    use super::*;

    fn of(name: &str) -> &'static ResourceType {
        types::resource_type(name).expect("the type")
    }

    fn properties(value: Value) -> Properties {
        serde_json::from_value(value).expect("an object")
    }

    #[track_caller]
    fn check(name: &str, text: &str, expect: Expect) {
        expect.assert_eq(&match Identifier::parse(of(name), text) {
            Ok(it) => format!("{it} {}", Value::from(it.properties(of(name)).unwrap_or_default())),
            Err(error) => format!("error: {error}"),
        });
    }

    #[test]
    fn parts_are_joined_in_the_order_of_the_schema() {
        let route = json!({"RouteId": "r", "RouteKey": "GET /", "ApiId": "a"});
        assert_eq!(Identifier::of(of("AWS::ApiGatewayV2::Route"), &properties(route)), Some(Identifier::new("a|r")));
        let authorizer = json!({"ApiId": "a", "AuthorizerId": "z"});
        let identifier = Identifier::of(of("AWS::ApiGatewayV2::Authorizer"), &properties(authorizer));
        assert_eq!(identifier, Some(Identifier::new("z|a")));
        let incomplete = properties(json!({"ApiId": "a", "RouteId": ""}));
        assert_eq!(Identifier::of(of("AWS::ApiGatewayV2::Route"), &incomplete), None);
    }

    #[test]
    fn every_form_is_read() {
        check("AWS::IVS::Stage", "arn:aws:ivs:x", expect![[r#"arn:aws:ivs:x {"Arn":"arn:aws:ivs:x"}"#]]);
        check("AWS::IVS::Stage", "a|b", expect![[r#"a|b {"Arn":"a|b"}"#]]);
        check("AWS::ApiGatewayV2::Route", "a|r", expect![[r#"a|r {"ApiId":"a","RouteId":"r"}"#]]);
        check(
            "AWS::ApiGatewayV2::Route",
            r#"{"RouteId": "r", "ApiId": "a"}"#,
            expect![[r#"a|r {"ApiId":"a","RouteId":"r"}"#]],
        );
        check(
            "AWS::ApiGatewayV2::Route",
            "a",
            expect!["error: AWS::ApiGatewayV2::Route is identified by `ApiId|RouteId`: `a` does not have these parts"],
        );
        check(
            "AWS::ApiGatewayV2::Route",
            "a|",
            expect!["error: AWS::ApiGatewayV2::Route is identified by `ApiId|RouteId`: `a|` does not have these parts"],
        );
        check(
            "AWS::ApiGatewayV2::Route",
            r#"{"RouteKey": "GET /"}"#,
            expect![[
                r#"error: AWS::ApiGatewayV2::Route is identified by `ApiId|RouteId`: `{"RouteKey": "GET /"}` has other properties"#
            ]],
        );
    }

    #[test]
    fn additional_identifiers_are_json() {
        check(
            "AWS::Cassandra::Type",
            r#"{"KeyspaceName": "k", "TypeName": "t"}"#,
            expect![[r#"k|t {"KeyspaceName":"k","TypeName":"t"}"#]],
        );
        let (name, paths) = types::names()
            .filter_map(|name| Some((of(&name).name, of(&name).additional_identifiers().next()?)))
            .next()
            .expect("a type with one");
        let mut properties = Properties::new();
        paths.iter().for_each(|path| insert_at(&mut properties, path, Value::from("x")));
        let identifier = Identifier::additional(of(name), &properties).expect("an identifier");
        expect![[r#"AWS::AWSExternalAnthropic::Workspace {"Id":"x"}"#]].assert_eq(&format!("{name} {identifier}"));
        assert_eq!(identifier.properties(of(name)), Some(properties));
    }
}
