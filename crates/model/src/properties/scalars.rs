//! Keywords of texts and numbers.

use serde_json::{Number, Value};

use super::schema::size;
use super::walk::Walk;
use super::{LONGEST_MATCHED, ModelViolation};
use crate::document::Instant;
use crate::pattern;

impl Walk<'_> {
    pub(super) fn string(&self, schema: &'static Value, text: &str) -> Vec<ModelViolation> {
        let mut violations = Vec::new();
        let mut is_too_long = false;
        let (min, max) = (size(schema, "minLength"), size(schema, "maxLength"));
        if min.is_some() || max.is_some() {
            let actual = text.chars().count();
            if let Some(min) = min.filter(|it| actual < *it) {
                violations.push(self.violation("minLength", format!("expected minLength: {min}, actual: {actual}")));
            }
            if let Some(max) = max.filter(|it| actual > *it) {
                violations.push(self.violation("maxLength", format!("expected maxLength: {max}, actual: {actual}")));
                is_too_long = true;
            }
        }
        if let Some(Value::String(pattern)) = schema.get("pattern")
            && !is_too_long
            && (text.len() > LONGEST_MATCHED || !pattern::matches_part(pattern, text))
        {
            violations.push(self.scrubbed("pattern"));
        }
        // Other formats name what a text refers to, or are no rule of the validator.
        if schema.get("format").and_then(Value::as_str) == Some("date-time")
            && !(text.contains('T') && Instant::parse(text).is_ok())
        {
            violations.push(self.scrubbed("format"));
        }
        violations
    }

    pub(super) fn number(&self, schema: &'static Value, number: &Number) -> Vec<ModelViolation> {
        let limit = |keyword: &str| schema.get(keyword).and_then(Value::as_f64);
        let Some(value) = number.as_f64() else { return Vec::new() };
        let mut broken = Vec::new();
        // Before draft 6, `exclusiveMinimum: true` said that the minimum itself is not allowed.
        let is_strict = |keyword: &str| schema.get(keyword) == Some(&Value::Bool(true));
        if limit("minimum").is_some_and(|it| value < it || (value == it && is_strict("exclusiveMinimum"))) {
            broken.push("minimum");
        }
        if limit("exclusiveMinimum").is_some_and(|it| value <= it) {
            broken.push("exclusiveMinimum");
        }
        if limit("maximum").is_some_and(|it| value > it || (value == it && is_strict("exclusiveMaximum"))) {
            broken.push("maximum");
        }
        if limit("exclusiveMaximum").is_some_and(|it| value >= it) {
            broken.push("exclusiveMaximum");
        }
        if limit("multipleOf").is_some_and(|it| it > 0.0 && !is_multiple(value, it)) {
            broken.push("multipleOf");
        }
        broken.into_iter().map(|keyword| self.scrubbed(keyword)).collect()
    }
}

/// Whether one number goes into another, as far as fractions in binary can tell.
fn is_multiple(value: f64, of: f64) -> bool {
    let times = value / of;
    (times - times.round()).abs() <= f64::EPSILON * times.abs().max(1.0)
}
