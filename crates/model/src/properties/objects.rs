//! Keywords of objects and lists.

use serde_json::{Map, Value};

use super::ModelViolation;
use super::path::Step;
use super::schema::{names, schemas, size};
use super::walk::{Subject, Walk};
use crate::pattern;

impl<'v> Walk<'v> {
    pub(super) fn object(&mut self, schema: &'static Value, members: &'v Map<String, Value>) -> Vec<ModelViolation> {
        let mut violations = Vec::new();
        for name in names(schema, "required").filter(|it| !members.contains_key(*it)) {
            violations.push(self.violation("required", format!("required key [{name}] not found")));
        }
        let found = members.len();
        if let Some(min) = size(schema, "minProperties").filter(|it| found < *it) {
            violations.push(self.violation("minProperties", format!("minimum size: [{min}], found: [{found}]")));
        }
        if let Some(max) = size(schema, "maxProperties").filter(|it| found > *it) {
            violations.push(self.violation("maxProperties", format!("maximum size: [{max}], found: [{found}]")));
        }
        self.together(schema, members, &mut violations);
        let properties = object_of(schema, "properties");
        let patterns = object_of(schema, "patternProperties");
        if let Some(additional) = schema.get("additionalProperties") {
            let is_known = |name: &String| {
                properties.is_some_and(|it| it.contains_key(name))
                    || patterns.is_some_and(|it| it.keys().any(|pattern| pattern::matches_part(pattern, name)))
            };
            for (name, value) in members.iter().filter(|(name, _)| !is_known(name)) {
                if *additional == Value::Bool(false) {
                    let message = format!("extraneous key [{name}] is not permitted");
                    violations.push(self.violation("additionalProperties", message));
                } else {
                    violations.extend(self.at(Step::Key(name), additional, value));
                }
            }
        }
        for (pattern, schema) in patterns.into_iter().flatten() {
            for (name, value) in members.iter().filter(|(name, _)| pattern::matches_part(pattern, name)) {
                violations.extend(self.at(Step::Key(name), schema, value));
            }
        }
        for keyword in ["dependencies", "dependentSchemas"] {
            for (name, schema) in object_of(schema, keyword).into_iter().flatten() {
                if schema.is_object() && members.contains_key(name) {
                    violations.extend(self.schema(schema, Subject::Object(members)));
                }
            }
        }
        for (name, schema) in properties.into_iter().flatten() {
            if let Some(value) = members.get(name) {
                violations.extend(self.at(Step::Key(name), schema, value));
            }
        }
        violations
    }

    /// What must, and must not, be given together.
    fn together(&self, schema: &'static Value, members: &Map<String, Value>, violations: &mut Vec<ModelViolation>) {
        let lists = |keyword: &'static str| {
            let given = object_of(schema, keyword).into_iter().flatten();
            let given = given.filter(|(name, _)| members.contains_key(*name));
            given.flat_map(|(_, others)| others.as_array().into_iter().flatten().filter_map(Value::as_str))
        };
        for other in lists("dependencies").chain(lists("dependentRequired")) {
            if !members.contains_key(other) {
                violations.push(self.violation("dependencies", format!("property [{other}] is required")));
            }
        }
        if lists("dependentExcluded").any(|other| members.contains_key(other)) {
            violations.push(self.scrubbed("dependentExcluded"));
        }
        let given = |keyword| names(schema, keyword).filter(|it| members.contains_key(*it)).count();
        if schema.get("requiredXor").is_some() && given("requiredXor") != 1 {
            violations.push(self.scrubbed("requiredXor"));
        }
        if schema.get("requiredOr").is_some() && given("requiredOr") == 0 {
            violations.push(self.scrubbed("requiredOr"));
        }
    }

    pub(super) fn array(&mut self, schema: &'static Value, items: &'v [Value]) -> Vec<ModelViolation> {
        let mut violations = Vec::new();
        let found = items.len();
        if let Some(min) = size(schema, "minItems").filter(|it| found < *it) {
            let message = format!("expected minimum item count: {min}, found: {found}");
            violations.push(self.violation("minItems", message));
        }
        if let Some(max) = size(schema, "maxItems").filter(|it| found > *it) {
            let message = format!("expected maximum item count: {max}, found: {found}");
            violations.push(self.violation("maxItems", message));
        }
        if schema.get("uniqueItems") == Some(&Value::Bool(true)) && has_duplicates(items) {
            violations.push(self.violation("uniqueItems", "array items are not unique".to_owned()));
        }
        match schema.get("items") {
            Some(Value::Array(of_items)) => {
                for (at, (schema, item)) in of_items.iter().zip(items).enumerate() {
                    violations.extend(self.at(Step::Item(at), schema, item));
                }
            }
            Some(of_items) => {
                for (at, item) in items.iter().enumerate() {
                    violations.extend(self.at(Step::Item(at), of_items, item));
                }
            }
            None => {}
        }
        for (at, (schema, item)) in schemas(schema, "prefixItems").iter().zip(items).enumerate() {
            violations.extend(self.at(Step::Item(at), schema, item));
        }
        if let Some(contained) = schema.get("contains")
            && !items.iter().any(|item| self.schema(contained, Subject::of(item)).is_empty())
        {
            let message = "expected at least one array item to match 'contains' schema".to_owned();
            violations.push(self.violation("contains", message));
        }
        violations
    }
}

fn object_of(schema: &'static Value, keyword: &str) -> Option<&'static Map<String, Value>> {
    schema.get(keyword).and_then(Value::as_object)
}

/// Whether an item is in a list twice; long lists are compared by their text.
fn has_duplicates(items: &[Value]) -> bool {
    if items.len() <= 16 {
        return items.iter().enumerate().any(|(at, item)| items[..at].iter().any(|it| Subject::of(it).is(item)));
    }
    let mut texts: Vec<String> = items.iter().map(Value::to_string).collect();
    texts.sort_unstable();
    texts.windows(2).any(|pair| pair[0] == pair[1])
}
