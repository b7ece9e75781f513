//! Policy documents of answers, which the AWS CLI shows as the JSON that they are percent-encoded texts of.

use callboard_model::document::{Document, Map};
use callboard_model::service::Operation;
use callboard_model::shape::{Shape, ShapeKind};
use callboard_plane::{Call, Output, Plane, PlaneError};

/// The service that encodes them, and the name of their shape.
const ENCODED: (&str, &str) = ("iam", "policyDocumentType");

/// A plane whose answers have policy documents as JSON.
pub struct WithPolicies<'a>(pub &'a dyn Plane);

#[async_trait::async_trait]
impl Plane for WithPolicies<'_> {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let operation = call.operation;
        let mut output = self.0.call(call).await?;
        decode(operation, &mut output.members);
        Ok(output)
    }
}

fn decode(operation: &Operation, answer: &mut Map) {
    if let (true, Some(shape)) = (operation.service.name == ENCODED.0, operation.output) {
        decode_members(shape, answer);
    }
}

fn decode_members(shape: &Shape, members: &mut Map) {
    for member in shape.members() {
        if let Some(value) = members.get_mut(member.name) {
            decode_value(member.shape(), value);
        }
    }
}

fn decode_value(shape: &Shape, value: &mut Document) {
    match (&shape.kind, &mut *value) {
        (ShapeKind::Structure(_), Document::Map(members)) => decode_members(shape, members),
        (ShapeKind::List(item), Document::List(items)) => {
            items.iter_mut().for_each(|it| decode_value(item.shape(), it));
        }
        // What is no JSON is shown as it came.
        (ShapeKind::String, Document::String(text)) if shape.name == ENCODED.1 => {
            if let Ok(json) = serde_json::from_slice::<serde_json::Value>(&unquoted(text)) {
                *value = Document::from(&json);
            }
        }
        _ => {}
    }
}

/// The bytes of a percent-encoded text.
fn unquoted(text: &str) -> Vec<u8> {
    let (bytes, mut out) = (text.as_bytes(), Vec::with_capacity(text.len()));
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%').and_then(|digits| {
            let digits = std::str::from_utf8(digits).ok()?;
            u8::from_str_radix(digits, 16).ok()
        });
        out.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    out
}
