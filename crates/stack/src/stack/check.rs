//! Checks: what can be wrong with a manifest beyond its form.

use callboard_model::naming::{nearest, sql::property_of_column, sql::sql_column_of};
use callboard_model::types::ResourceType;

use super::{Meaning, Nature, Part, Stack, texts};
use crate::manifest::Prop;
use crate::source::{Mistake, Place};
use crate::template::{Templates, root};
use crate::values;

/// The property of a resource that is no property of its type.
pub(crate) const REGION: &str = "region";

impl Stack {
    pub(super) fn check_providers(&self) -> Result<(), Mistake> {
        for provider in &self.manifest.providers {
            let name = provider.name.split("::").next().unwrap_or(&provider.name);
            if !matches!(name, "aws" | "awscc") {
                let message = format!("there is no provider `{name}`");
                let hint = "there are aws and awscc".to_owned();
                return Err(self.mistake(provider.place, message).with_hint(Some(hint)));
            }
        }
        Ok(())
    }

    pub(super) fn check(&self) -> Result<(), Mistake> {
        for (index, part) in self.parts.iter().enumerate() {
            if part.is_left_out {
                continue;
            }
            if let (Nature::Derived, Some(of)) = (part.nature, part.of) {
                self.check_properties(part, of)?;
            }
            self.check_names(index, part)?;
        }
        for export in &self.manifest.exports {
            if self.meaning(&export.name, None).is_none() {
                let hint = nearest(&export.name, self.known_names().iter().map(String::as_str)).map(did_you_mean);
                let message = format!("nothing exports `{}`", export.name);
                return Err(self.mistake(export.place, message).with_hint(hint));
            }
        }
        Ok(())
    }

    fn check_properties(&self, part: &Part, of: &'static ResourceType) -> Result<(), Mistake> {
        let name = part.name();
        let mut given: Vec<&str> = Vec::new();
        for prop in &part.entry.props {
            let Some(property) = property(of, &prop.name.name) else { continue };
            let Some(property) = property else {
                let writable =
                    of.properties().keys().map(String::as_str).filter(|it| !of.read_only().any(|at| at == *it));
                let hint = nearest(&prop.name.name, writable).map(did_you_mean);
                let message = format!("resource `{name}`: {} has no property `{}`", of.name, prop.name.name);
                return Err(self.mistake(prop.name.place, message).with_hint(hint));
            };
            if of.read_only().any(|it| it == property) {
                let message = format!("resource `{name}`: property `{}` of {} is read-only", prop.name.name, of.name);
                let hint = "AWS sets it; leave it out".to_owned();
                return Err(self.mistake(prop.name.place, message).with_hint(Some(hint)));
            }
            if given.contains(&property) {
                let message = format!("resource `{name}`: property `{property}` is given twice");
                return Err(self.mistake(prop.name.place, message));
            }
            given.push(property);
        }
        let missing: Vec<String> = of.required().filter(|it| !given.contains(it)).map(|it| format!("`{it}`")).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let message = format!("resource `{name}`: {} needs {}", of.name, missing.join(", "));
        Err(self.mistake(part.entry.name.place, message))
    }

    fn check_names(&self, index: usize, part: &Part) -> Result<(), Mistake> {
        let mut before: Vec<&str> = Vec::new();
        for prop in &part.entry.props {
            let what = format!("resource `{}`: property `{}`", part.name(), prop.name.name);
            let node = prop.given.of(&self.manifest.file, &self.environment, &what)?;
            let mut wrong = None;
            if let Some(node) = node {
                texts(node, &mut |text, place| {
                    let outcome = self.check_text(index, part, &before, text, place);
                    wrong = wrong.take().or(outcome.err());
                });
            }
            if let Some(wrong) = wrong {
                return Err(wrong);
            }
            self.check_merge(part, prop)?;
            before.push(&prop.name.name);
        }
        Ok(())
    }

    fn check_merge(&self, part: &Part, prop: &Prop) -> Result<(), Mistake> {
        for merged in &prop.merge {
            let is_prop = part.entry.props.iter().any(|it| it.name.name == merged.name && it.name != prop.name);
            if !is_prop && !self.globals.contains_key(&merged.name) {
                let known = self.globals.keys().map(String::as_str);
                let hint = nearest(&merged.name, known).map(did_you_mean);
                let message = format!("resource `{}`: there is no global `{}` to merge", part.name(), merged.name);
                return Err(self.mistake(merged.place, message).with_hint(hint));
            }
        }
        Ok(())
    }

    fn check_text(&self, index: usize, part: &Part, before: &[&str], text: &str, place: Place) -> Result<(), Mistake> {
        let resource = part.name();
        let content = values::file_of(text).map(|path| values::file_text(self, path, place)).transpose()?;
        let text = content.as_deref().unwrap_or(text);
        let names = self
            .templates
            .names(text)
            .map_err(|why| self.mistake(place, format!("resource `{resource}`: {why} in `{}`", shortened(text))))?;
        for name in names {
            if before.contains(&root(&name)) || Templates::is_forgiving(text) {
                continue;
            }
            // What it exports itself is there after its properties.
            let meaning = self.meaning(&name, Some(index));
            match meaning.filter(|it| !matches!(it, Meaning::Export(part, _) if *part == index)) {
                None => {
                    let first = root(&name);
                    let near = nearest(first, self.known_names().iter().map(String::as_str)).map(did_you_mean);
                    let advice = format!("give it by `-e {first}=…`, in an environment file, or as a global");
                    let message = format!("resource `{resource}`: there is no value for `{first}`");
                    return Err(self.mistake(place, message).with_hint(Some(near.unwrap_or(advice))));
                }
                Some(Meaning::Variables) => {
                    let variable = name.split('.').nth(1);
                    if let Some(variable) = variable.filter(|it| !self.inputs.variables.contains_key(*it)) {
                        return Err(self
                            .mistake(place, format!("resource `{resource}`: no variable `{variable}` is set"))
                            .with_hint(Some(format!("give it by `-e {variable}=…`, or in an environment file"))));
                    }
                }
                Some(Meaning::Part(other)) => self.check_member(resource, other, &name, place)?,
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// Whether another part has what is asked of it: `api.api_id`.
    fn check_member(&self, resource: &str, other: usize, name: &str, place: Place) -> Result<(), Mistake> {
        let part = &self.parts[other];
        let Some(member) = name.split('.').nth(1) else { return Ok(()) };
        let is_exported = part.entry.exports.iter().any(|it| it.name.name == member || it.column == member);
        let is_property = match (part.nature, part.of) {
            (Nature::Derived, Some(of)) => {
                member == "identifier" || member == REGION || property_of_column(of, member).is_some()
            }
            _ => false,
        };
        if is_exported || is_property {
            return Ok(());
        }
        let mut known: Vec<String> = part.entry.exports.iter().map(|it| it.name.name.clone()).collect();
        if let (Nature::Derived, Some(of)) = (part.nature, part.of) {
            known.extend(of.properties().keys().map(|it| sql_column_of(of.name, it)));
        }
        let message = format!("resource `{resource}`: `{}` has no `{member}`", part.name());
        let near =
            nearest(member, known.iter().map(String::as_str)).map(|it| format!("did you mean `{}.{it}`?", part.name()));
        let listed = (!known.is_empty()).then(|| format!("it has {}", known.join(", ")));
        Err(self.mistake(place, message).with_hint(near.or(listed)))
    }
}

/// The property that an entry's property means; nothing where it is the region, which is no property of most types.
pub(crate) fn property(of: &'static ResourceType, name: &str) -> Option<Option<&'static str>> {
    let property = property_of_column(of, name);
    if property.is_none() && name == REGION { None } else { Some(property) }
}

fn did_you_mean(near: &str) -> String {
    format!("did you mean `{near}`?")
}

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() > 60 {
        format!("{}…", line.chars().take(60).collect::<String>())
    } else {
        line.to_owned()
    }
}
