//! Resource types of CloudFormation whose resources this service keeps.

mod managed_policy;
mod role;
mod role_policy;

use callboard_model::document::Map;
use callboard_store::Transaction;
use serde_json::Value;

use crate::cloudcontrol::{HandledType, Properties, native};
use crate::failure::Answer;
use crate::request::Request;

use super::{SERVICE, entity, tables};

/// What Cloud Control has to know of each.
pub(crate) static RESOURCE_TYPES: [HandledType; 3] = [
    HandledType {
        name: "AWS::IAM::ManagedPolicy",
        table: tables::POLICY,
        key: |request, arn| Ok(entity::policy_key(request, arn)),
        show: managed_policy::show,
        create: managed_policy::create,
        update: managed_policy::update,
        delete: managed_policy::delete,
    },
    HandledType {
        name: "AWS::IAM::Role",
        table: tables::ROLE,
        key: |request, name| Ok(entity::role_key(request, name, &[])),
        show: role::show,
        create: role::create,
        update: role::update,
        delete: role::delete,
    },
    HandledType {
        name: "AWS::IAM::RolePolicy",
        table: tables::INLINE_POLICY,
        key: role_policy::key,
        show: role_policy::show,
        create: role_policy::create,
        update: role_policy::update,
        delete: role_policy::delete,
    },
];

/// Carries out an operation of the service for its changes alone.
fn call(transaction: &mut Transaction<'_>, request: &Request, operation: &str, input: Map) -> Answer<()> {
    native::call(transaction, request, &SERVICE, operation, input).map(drop)
}

fn text<'a>(properties: &'a Properties, name: &str) -> &'a str {
    properties.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// The texts of a list.
fn texts(properties: &Properties, name: &str) -> Vec<String> {
    let items = properties.get(name).and_then(Value::as_array).into_iter().flatten();
    items.filter_map(|it| it.as_str().map(str::to_owned)).collect()
}

/// A policy document as operations take it, where a property may have it as an object or as text.
fn document(property: Option<&Value>) -> String {
    match property {
        Some(Value::String(text)) => text.clone(),
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

/// A kept document as a property shows it.
fn shown_document(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| text.into())
}
