//! Schemas at a path of a type's properties.

use serde_json::Value;

use super::schema::{referred, schemas};

/// How many schemas may describe one property.
const MOST: usize = 64;

/// All schemas that describe the property at a path of a type's schema: `Endpoint/Address`, `Volumes/*/Id`.
///
/// References are followed and all branches of choices are entered, so that
/// what comes back is everything that is said of the property anywhere.
pub fn schemas_at(root: &'static Value, path: &str) -> Vec<&'static Value> {
    let mut found = widened(root, vec![root]);
    for step in path.split('/') {
        let mut below = Vec::new();
        for schema in found {
            let member = schema.get("properties").and_then(|it| it.get(step));
            let items = schema.get("items").filter(|it| it.is_object());
            match (step, member, items) {
                (_, Some(member), _) => below.push(member),
                ("*", None, items) => {
                    below.extend(items);
                    let patterns = schema.get("patternProperties").and_then(Value::as_object);
                    below.extend(patterns.into_iter().flat_map(|it| it.values()));
                    below.extend(schema.get("additionalProperties").filter(|it| it.is_object()));
                }
                // Some schemas name the items of a list without a star.
                (_, None, Some(items)) => {
                    let of_items = widened(root, vec![items]).into_iter();
                    below.extend(of_items.filter_map(|it| it.get("properties")?.get(step)));
                }
                _ => {}
            }
        }
        found = widened(root, below);
    }
    found
}

/// The schemas with all that they refer to and combine.
fn widened(root: &'static Value, mut schemas_found: Vec<&'static Value>) -> Vec<&'static Value> {
    let mut at = 0;
    while at < schemas_found.len() && schemas_found.len() < MOST {
        let schema = schemas_found[at];
        let target = schema.get("$ref").and_then(Value::as_str).and_then(|it| referred(root, it));
        let branches = ["allOf", "anyOf", "oneOf"].into_iter().flat_map(|it| schemas(schema, it));
        for more in target.into_iter().chain(branches) {
            if !schemas_found.iter().any(|it| std::ptr::eq(*it, more)) {
                schemas_found.push(more);
            }
        }
        at += 1;
    }
    schemas_found
}
