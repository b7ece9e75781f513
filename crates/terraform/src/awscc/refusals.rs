//! Refusals: what a type's schema says against a configuration, before anybody is asked.
//!
//! ```text
//! config ──▶ properties ──▶ violations of the schema ──▶ place ──▶ words ──▶ diagnostics
//! ```
//!
//! # Invariants
//!
//! - What is not known yet is nothing to complain about, nor is anything that depends on it.
//! - A value that is never read back is not repeated.
//!
//! # Reading order
//!
//! [`refusals`] is the entry, `place.rs` finds the attribute that a violation is about, `words.rs` says it as
//! Terraform's own validators do.

mod place;
mod words;

use callboard_model::properties::{ModelViolation, ModelViolations, validate_create};

use super::catalog::Resource;
use super::convert::to_wanted_properties;
use crate::cty::Value;
use crate::diagnostics::{Diagnostic, Diagnostics};
use place::Place;

/// Says what is wrong with a configuration.
pub(super) fn refusals(resource: &Resource, config: &Value) -> Diagnostics {
    let wanted = to_wanted_properties(&resource.properties, config);
    match validate_create(resource.of, &wanted) {
        Err(ModelViolations::Schema(violations)) => told(resource, config, &violations),
        // What only AWS sets is no attribute that can be configured.
        Ok(()) | Err(ModelViolations::ReadOnly(_)) => Diagnostics::none(),
    }
}

fn told(resource: &Resource, config: &Value, violations: &[ModelViolation]) -> Diagnostics {
    let mut diagnostics = Diagnostics::none();
    let mut rest = violations;
    while let Some((violation, after)) = rest.split_first() {
        rest = after;
        let place = Place::of(resource, config, &violation.pointer);
        let diagnostic = match violation.keyword {
            // What is wrong follows.
            "allOf" => None,
            // Why no branch fits follows.
            "anyOf" | "oneOf" | "then" | "else" => {
                let count = after.iter().take_while(|it| is_inside(&it.pointer, &violation.pointer)).count();
                let (reasons, after) = after.split_at(count);
                rest = after;
                choice(resource, config, &place, reasons)
            }
            _ => one(&place, violation),
        };
        if let Some(diagnostic) = diagnostic.filter(|it| !diagnostics.0.contains(it)) {
            diagnostics.push(diagnostic);
        }
    }
    diagnostics
}

fn is_inside(pointer: &str, around: &str) -> bool {
    pointer.strip_prefix(around).is_some_and(|it| it.is_empty() || it.starts_with('/'))
}

fn one(place: &Place<'_>, violation: &ModelViolation) -> Option<Diagnostic> {
    if violation.keyword == "required" {
        return missing(place, &violation.message);
    }
    let depends_on_all = matches!(
        violation.keyword,
        "not" | "dependencies" | "dependentExcluded" | "requiredXor" | "requiredOr" | "minProperties" | "uniqueItems"
    );
    let is_open = if depends_on_all { !place.value.is_wholly_known() } else { place.has_open_items() };
    if is_open || place.is_lost {
        return None;
    }
    let (summary, detail) = words::of(place, violation);
    Some(Diagnostic::error(summary).with_detail(detail).at(place.path.clone()))
}

/// An argument that an object must have; what is required at the top is Terraform's own matter.
fn missing(place: &Place<'_>, message: &str) -> Option<Diagnostic> {
    let (_, name) = message.split_once('[')?;
    let (name, _) = name.split_once(']')?;
    if place.is_lost {
        return None;
    }
    if !place.rest.is_empty() || place.properties.is_empty() {
        let detail = format!("Attribute {} must have a member \"{name}\".", place.name());
        return Some(Diagnostic::error("Invalid Attribute Value").with_detail(detail).at(place.path.clone()));
    }
    let property = place.properties.iter().find(|it| it.property == name)?;
    let can_be_said = property.flags.optional && !property.flags.required;
    if !can_be_said || !place.value.get(&property.attribute).is_null() {
        return None;
    }
    let attribute = property.attribute.as_str();
    let detail = format!("The argument \"{attribute}\" is required, but no definition was found.");
    Some(Diagnostic::error("Missing required argument").with_detail(detail).at(place.attribute(attribute)))
}

/// None of several forms fits, or more than one does.
fn choice(resource: &Resource, config: &Value, place: &Place<'_>, reasons: &[ModelViolation]) -> Option<Diagnostic> {
    const MOST_REASONS: usize = 6;
    if place.is_lost || !place.value.is_wholly_known() {
        return None;
    }
    if let Some((one, other)) = conflict(place) {
        let (one, other) = (place.attribute(one), place.attribute(other));
        let detail = format!("Attribute \"{one}\" cannot be specified when \"{other}\" is specified");
        return Some(Diagnostic::error("Invalid Attribute Combination").with_detail(detail).at(place.path.clone()));
    }
    let combines = |it: &&ModelViolation| matches!(it.keyword, "allOf" | "anyOf" | "oneOf" | "then" | "else");
    let reasons: Vec<&ModelViolation> = reasons.iter().filter(|it| !combines(it)).collect();
    // That it could be of another type is no help where there is something to say of its own.
    let is_of_type = |it: &&ModelViolation| it.keyword == "type";
    let helpful = reasons.iter().copied().filter(|it| !is_of_type(it)).collect::<Vec<_>>();
    let reasons = if helpful.is_empty() { reasons } else { helpful };
    let mut lines: Vec<String> = Vec::new();
    for reason in &reasons {
        let line = words::in_a_line(&Place::of(resource, config, &reason.pointer), reason);
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    if let ([_], Some(reason)) = (&lines[..], reasons.first()) {
        return one(&Place::of(resource, config, &reason.pointer), reason);
    }
    let left_out = lines.len().saturating_sub(MOST_REASONS);
    lines.truncate(MOST_REASONS);
    if left_out > 0 {
        lines.push(format!("and {left_out} more"));
    }
    let what =
        if place.path.is_root() { "The configuration".to_owned() } else { format!("Attribute {}", place.name()) };
    let detail = match lines.is_empty() {
        true => format!("{what} has the form of more than one of the things that it can be. Leave all but one out."),
        false => format!("{what} has none of the forms that it can have:\n  - {}", lines.join("\n  - ")),
    };
    Some(Diagnostic::error("Invalid Attribute Combination").with_detail(detail).at(place.path.clone()))
}

/// Two attributes of an object of which only one can be there.
fn conflict<'a>(place: &Place<'a>) -> Option<(&'a str, &'a str)> {
    let is_said = |name: &str| !place.value.get(name).is_null();
    let said = place.properties.iter().filter(|it| is_said(&it.attribute));
    let mut conflicts =
        said.filter_map(|it| Some((it.attribute.as_str(), it.excludes.iter().find(|it| is_said(it))?.as_str())));
    conflicts.next()
}
