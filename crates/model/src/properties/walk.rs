//! The walk: a value along its schema.
//!
//! A schema is a set of parts, as CloudFormation's validator takes it apart:
//! enumerations, combinations, and the keywords of each kind of value. A
//! schema with several parts is itself a combination that all of them must
//! match, and says so in its violations.

use std::cell::Cell;

use serde_json::{Map, Value};

use super::ModelViolation;
use super::path::{Step, pointer};
use super::schema::{ARRAY_KEYWORDS, NUMBER_KEYWORDS, OBJECT_KEYWORDS, STRING_KEYWORDS, referred, schemas, type_names};

/// How deep schemas may lead into each other.
const DEEPEST: usize = 200;

/// How many schemas one value may be held against, and how many violations are collected.
const MOST_STEPS: usize = 1_000_000;
const MOST_VIOLATIONS: usize = 50_000;

/// All violations of the schema of a type by its properties.
pub(super) fn check_object(root: &'static Value, properties: &Map<String, Value>) -> Vec<ModelViolation> {
    Walk::new(root).whole(root, Subject::Object(properties))
}

/// All violations of a part of a schema by a value.
pub(super) fn check_value(root: &'static Value, schema: &'static Value, value: &Value) -> Vec<ModelViolation> {
    Walk::new(root).whole(schema, Subject::of(value))
}

/// A value under validation; properties need not be wrapped into a value to be one.
#[derive(Debug, Clone, Copy)]
pub(super) enum Subject<'v> {
    Object(&'v Map<String, Value>),
    Array(&'v [Value]),
    Scalar(&'v Value),
}

impl<'v> Subject<'v> {
    pub(super) fn of(value: &'v Value) -> Self {
        match value {
            Value::Object(members) => Self::Object(members),
            Value::Array(items) => Self::Array(items),
            scalar => Self::Scalar(scalar),
        }
    }

    /// The kind of value in the validator's words.
    pub(super) fn kind(self) -> &'static str {
        match self {
            Self::Object(_) => "JSONObject",
            Self::Array(_) => "JSONArray",
            Self::Scalar(Value::String(_)) => "String",
            Self::Scalar(Value::Bool(_)) => "Boolean",
            Self::Scalar(Value::Number(number)) if number.is_f64() => "Double",
            Self::Scalar(Value::Number(number)) => match number.as_i64() {
                Some(value) if i32::try_from(value).is_ok() => "Integer",
                Some(_) => "Long",
                None => "BigInteger",
            },
            Self::Scalar(_) => "Null",
        }
    }

    /// Whether this is the same value as one of a schema; numbers are compared by value.
    pub(super) fn is(self, other: &Value) -> bool {
        match (self, other) {
            (Self::Object(members), Value::Object(others)) => {
                members.len() == others.len()
                    && members.iter().all(|(name, value)| others.get(name).is_some_and(|it| Self::of(value).is(it)))
            }
            (Self::Array(items), Value::Array(others)) => {
                items.len() == others.len() && items.iter().zip(others).all(|(item, other)| Self::of(item).is(other))
            }
            (Self::Scalar(Value::Number(number)), Value::Number(other)) => {
                number == other || number.as_f64() == other.as_f64()
            }
            (Self::Scalar(value), other) => value == other,
            _ => false,
        }
    }
}

/// One part of a schema.
#[derive(Debug, Clone, Copy)]
enum Part {
    Combined(&'static str, &'static [Value]),
    Types(&'static Value),
    Enumeration(&'static Value, bool),
    Not(&'static Value),
    Constant(&'static Value),
    Condition(&'static Value),
    /// The keywords of a kind of value; whether the value must be of the kind.
    Typed(&'static str, &'static Value, bool),
}

pub(super) struct Walk<'v> {
    pub(super) root: &'static Value,
    pub(super) path: Vec<Step<'v>>,
    depth: usize,
    steps: usize,
    violations: Cell<usize>,
    /// Whether the value was too much to be held against its schema.
    is_given_up: bool,
}

impl<'v> Walk<'v> {
    fn new(root: &'static Value) -> Self {
        Self { root, path: Vec::new(), depth: 0, steps: 0, violations: Cell::new(0), is_given_up: false }
    }

    fn whole(mut self, schema: &'static Value, value: Subject<'v>) -> Vec<ModelViolation> {
        let violations = self.schema(schema, value);
        match self.is_given_up {
            true => vec![self.violation("type", "the value is too large or too deep to be validated".to_owned())],
            false => violations,
        }
    }

    /// The violations of a schema by the value at the path.
    pub(super) fn schema(&mut self, schema: &'static Value, value: Subject<'v>) -> Vec<ModelViolation> {
        self.steps += 1;
        let is_too_much = self.steps > MOST_STEPS || self.violations.get() > MOST_VIOLATIONS;
        if self.is_given_up || self.depth >= DEEPEST || is_too_much {
            self.is_given_up = true;
            return Vec::new();
        }
        self.depth += 1;
        let mut violations = match schema.get("$ref").and_then(Value::as_str) {
            // A reference that leads nowhere demands nothing.
            Some(reference) => {
                referred(self.root, reference).map_or_else(Vec::new, |target| self.schema(target, value))
            }
            None => Vec::new(),
        };
        let parts = parts(schema);
        violations.extend(match parts.as_slice() {
            [] => Vec::new(),
            [part] => self.part(*part, value),
            parts => {
                let failures = parts.iter().map(|part| self.part(*part, value)).filter(|it| !it.is_empty()).collect();
                self.combined("allOf", parts.len(), failures)
            }
        });
        self.depth -= 1;
        violations
    }

    /// Walks on one step further down.
    pub(super) fn at(&mut self, step: Step<'v>, schema: &'static Value, value: &'v Value) -> Vec<ModelViolation> {
        self.path.push(step);
        let violations = self.schema(schema, Subject::of(value));
        self.path.pop();
        violations
    }

    pub(super) fn violation(&self, keyword: &'static str, message: String) -> ModelViolation {
        self.violations.set(self.violations.get() + 1);
        ModelViolation { pointer: pointer(&self.path), keyword, message }
    }

    /// A violation whose message would repeat the value.
    pub(super) fn scrubbed(&self, keyword: &'static str) -> ModelViolation {
        self.violation(keyword, format!("failed validation constraint for keyword [{keyword}]"))
    }

    pub(super) fn wrong_type(&self, expected: &str, value: Subject<'_>) -> ModelViolation {
        self.violation("type", format!("expected type: {expected}, found: {}", value.kind()))
    }

    fn part(&mut self, part: Part, value: Subject<'v>) -> Vec<ModelViolation> {
        match part {
            Part::Combined(keyword, branches) => {
                let failures = branches.iter().map(|it| self.schema(it, value)).filter(|it| !it.is_empty()).collect();
                self.combined(keyword, branches.len(), failures)
            }
            Part::Types(schema) => {
                let names = type_names(schema);
                let failures = names.iter().map(|it| self.typed(it, schema, true, value));
                let failures: Vec<_> = failures.filter(|it| !it.is_empty()).collect();
                self.combined("anyOf", names.len(), failures)
            }
            Part::Enumeration(values, in_any_case) => {
                let values = values.as_array().map_or(&[][..], Vec::as_slice);
                let is_known = values.iter().any(|it| match (value, it) {
                    (Subject::Scalar(Value::String(text)), Value::String(known)) if in_any_case => {
                        text.eq_ignore_ascii_case(known)
                    }
                    _ => value.is(it),
                });
                if is_known { Vec::new() } else { vec![self.scrubbed("enum")] }
            }
            Part::Not(schema) => {
                if self.schema(schema, value).is_empty() {
                    vec![self.scrubbed("not")]
                } else {
                    Vec::new()
                }
            }
            Part::Constant(constant) => {
                if value.is(constant) {
                    Vec::new()
                } else {
                    vec![self.scrubbed("const")]
                }
            }
            Part::Condition(schema) => {
                let keyword = match schema.get("if") {
                    Some(condition) if self.schema(condition, value).is_empty() => "then",
                    _ => "else",
                };
                let mut violations = schema.get(keyword).map_or_else(Vec::new, |it| self.schema(it, value));
                if !violations.is_empty() {
                    violations.insert(0, self.scrubbed(keyword));
                }
                violations
            }
            Part::Typed(name, schema, is_demanded) => self.typed(name, schema, is_demanded, value),
        }
    }

    /// What a combination says where too few, or too many, of its branches match.
    fn combined(&self, keyword: &'static str, count: usize, failures: Vec<Vec<ModelViolation>>) -> Vec<ModelViolation> {
        let matching = count - failures.len();
        let message = match keyword {
            "allOf" if matching < count => format!("#: only {matching} subschema matches out of {count}"),
            "anyOf" if matching == 0 => format!("#: no subschema matched out of the total {count} subschemas"),
            "oneOf" if matching != 1 => format!("#: {matching} subschemas matched instead of one"),
            _ => return Vec::new(),
        };
        let mut violations = vec![self.violation(keyword, message)];
        violations.extend(failures.into_iter().flatten());
        violations
    }

    fn typed(
        &mut self,
        name: &str,
        schema: &'static Value,
        is_demanded: bool,
        value: Subject<'v>,
    ) -> Vec<ModelViolation> {
        let wrong =
            |walk: &Self, expected| if is_demanded { vec![walk.wrong_type(expected, value)] } else { Vec::new() };
        match (name, value) {
            ("object", Subject::Object(members)) => self.object(schema, members),
            ("object", _) => wrong(self, "JSONObject"),
            ("array", Subject::Array(items)) => self.array(schema, items),
            ("array", _) => wrong(self, "JSONArray"),
            ("string", Subject::Scalar(Value::String(text))) => self.string(schema, text),
            ("string", _) => wrong(self, "String"),
            ("integer", Subject::Scalar(Value::Number(number))) if !number.is_f64() => self.number(schema, number),
            ("integer", _) => wrong(self, "Integer"),
            ("number", Subject::Scalar(Value::Number(number))) => self.number(schema, number),
            ("number", _) => wrong(self, "Number"),
            ("boolean", Subject::Scalar(Value::Bool(_))) | ("null", Subject::Scalar(Value::Null)) => Vec::new(),
            ("boolean", _) => wrong(self, "Boolean"),
            ("null", _) => vec![self.violation("type", format!("expected: null, found: {}", value.kind()))],
            _ => Vec::new(),
        }
    }
}

/// A schema taken apart, combinations first.
fn parts(schema: &'static Value) -> Vec<Part> {
    let Some(keywords) = schema.as_object() else { return Vec::new() };
    let mut parts = Vec::new();
    for keyword in ["allOf", "anyOf", "oneOf"] {
        if keywords.contains_key(keyword) {
            parts.push(Part::Combined(keyword, schemas(schema, keyword)));
        }
    }
    let types = type_names(schema);
    if types.len() > 1 {
        parts.push(Part::Types(schema));
    }
    parts.extend(keywords.get("enum").map(|it| Part::Enumeration(it, false)));
    parts.extend(keywords.get("enumCaseInsensitive").map(|it| Part::Enumeration(it, true)));
    parts.extend(keywords.get("not").map(Part::Not));
    parts.extend(keywords.get("const").map(Part::Constant));
    if let [name] = types[..] {
        parts.push(Part::Typed(name, schema, true));
    }
    let has = |names: &[&str]| names.iter().any(|it| keywords.contains_key(*it));
    let takes = |kinds: &[&str]| kinds.iter().any(|it| types.contains(it));
    if has(&ARRAY_KEYWORDS) && !takes(&["array"]) {
        parts.push(Part::Typed("array", schema, false));
    }
    if has(&OBJECT_KEYWORDS) && !takes(&["object"]) {
        parts.push(Part::Typed("object", schema, false));
    }
    if has(&NUMBER_KEYWORDS) && !takes(&["number", "integer"]) {
        parts.push(Part::Typed("number", schema, false));
    }
    if has(&STRING_KEYWORDS) && !takes(&["string"]) {
        parts.push(Part::Typed("string", schema, false));
    }
    if keywords.contains_key("if") {
        parts.push(Part::Condition(schema));
    }
    parts
}
