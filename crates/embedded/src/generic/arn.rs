//! ARNs: the documented form of a type's own, and what those of others look like.

use callboard_model::choices::Choices;
use callboard_model::pattern::{self, Bounds};
use callboard_model::registry;
use callboard_model::types::{self, ResourceType};
use serde_json::{Map, Value};

use super::id::{self, SHAPES};

/// Who and where an ARN is of.
#[derive(Debug, Clone, Copy)]
pub(super) struct Owner<'a> {
    pub(super) partition: &'a str,
    pub(super) region: &'a str,
    pub(super) account: &'a str,
    pub(super) dns_suffix: &'a str,
}

/// ARNs of a resource itself, the best first: its documented form with each shape of id.
pub(super) fn of_itself(
    resource_type: &'static ResourceType,
    owner: Owner<'_>,
    properties: &Map<String, Value>,
    choices: &Choices,
) -> Vec<String> {
    let (namespace, leaf) = resource_type.name.rsplit_once("::").unwrap_or(("AWS", resource_type.name));
    let generic;
    let format = match resource_type.arn_format() {
        Some(format) => format,
        None => {
            let resource = leaf.to_ascii_lowercase();
            generic = format!(
                "arn:${{Partition}}:{}:${{Region}}:${{Account}}:{resource}/${{Id}}",
                prefix(resource_type, namespace)
            );
            &generic
        }
    };
    let mut arns = Vec::new();
    for shape in 0..SHAPES {
        let arn = filled(&format.replace("/*", "/${ResourceId}"), owner, |variable| {
            known(variable, leaf, properties)
                .unwrap_or_else(|| id::of_shape(shape, &leaf.to_ascii_lowercase(), choices))
        });
        if !arns.contains(&arn) {
            arns.push(arn);
        }
    }
    arns
}

/// The ARN of a resource that is there: the property that holds it, else its documented form where its properties say
/// all of it.
pub(super) fn of_existing(
    resource_type: &'static ResourceType,
    owner: Owner<'_>,
    properties: &Map<String, Value>,
) -> Option<String> {
    let leaf = resource_type.name.rsplit("::").next().unwrap_or(resource_type.name);
    let is_arn = |path: &&str| {
        let own = path.strip_prefix(leaf).unwrap_or(path);
        own.eq_ignore_ascii_case("Arn")
    };
    let named = resource_type.read_only().find(is_arn).or_else(|| resource_type.primary_identifier().find(is_arn));
    let mut identifier = resource_type.primary_identifier();
    let (first, is_single) = (identifier.next(), identifier.next().is_none());
    let text = |path: &str| properties.get(path).and_then(Value::as_str);
    let arn = |path: &str| text(path).filter(|it| it.starts_with("arn:"));
    if let Some(arn) = named.and_then(arn).or_else(|| first.and_then(arn)) {
        return Some(arn.to_owned());
    }
    let whole = first.filter(|_| is_single).and_then(text);
    let mut unknown = 0;
    let arn = filled(resource_type.arn_format()?, owner, |variable| {
        known(variable, leaf, properties).unwrap_or_else(|| {
            unknown += 1;
            whole.unwrap_or_default().to_owned()
        })
    });
    // One name that says nothing can only be what identifies the resource.
    (unknown == 0 || unknown == 1 && whole.is_some()).then_some(arn)
}

/// What the variables of a type's documented form stand for in an ARN, where it has that form.
pub(super) fn variables(resource_type: &ResourceType, arn: &str) -> Option<Vec<String>> {
    let mut parts = resource_type.arn_format()?.split("${");
    let mut rest = arn.strip_prefix(parts.next()?)?;
    let mut values = Vec::new();
    for part in parts {
        let (name, literal) = part.split_once('}')?;
        // A last variable takes all that is left, separators too; others end where the text goes on.
        let end = if literal.is_empty() { rest.len() } else { rest.find(literal)? };
        if !OWNERS.contains(&name) {
            values.push(rest[..end].to_owned());
        }
        rest = &rest[end + literal.len()..];
    }
    rest.is_empty().then_some(values)
}

/// A documented value of the resource with its variables filled in.
pub(super) fn of_template(
    template: &str,
    resource_type: &'static ResourceType,
    owner: Owner<'_>,
    properties: &Map<String, Value>,
    choices: &Choices,
) -> String {
    let leaf = resource_type.name.rsplit("::").next().unwrap_or_default();
    filled(template, owner, |variable| {
        let own = id::of_name(variable, choices).or_else(|| known(variable, leaf, properties));
        own.unwrap_or_else(|| id::of_shape(0, leaf, choices))
    })
}

/// An ARN of another resource, by the `format` of its property or the property's name.
pub(super) fn of_another(
    format: Option<&str>,
    property: &str,
    resource_type: &'static ResourceType,
    owner: Owner<'_>,
    choices: &Choices,
) -> Vec<String> {
    let (namespace, _) = resource_type.name.rsplit_once("::").unwrap_or(("AWS", resource_type.name));
    let stem = property.trim_end_matches("Arn").trim_end_matches("ARN");
    let named = format.and_then(|it| it.strip_suffix(".Arn")).map(str::to_owned);
    let sibling = format!("{namespace}::{stem}");
    let other = named.as_deref().or(Some(&sibling)).and_then(types::resource_type);
    let mut arns = Vec::new();
    if let Some(format) = other.and_then(ResourceType::arn_format) {
        arns.push(filled(format, owner, |_| id::of_shape(0, "", choices)));
    }
    let resource = stem.to_ascii_lowercase();
    let (partition, region, account) = (owner.partition, owner.region, owner.account);
    let (service, id) = (prefix(resource_type, namespace), id::of_shape(0, "", choices));
    arns.push(format!("arn:{partition}:{service}:{region}:{account}:{resource}/{id}"));
    arns
}

/// A text from a pattern with the owner's region and account put in where it still matches.
pub(super) fn of_pattern(pattern: &'static str, bounds: Bounds, owner: Owner<'_>, choices: &Choices) -> Option<String> {
    let text = pattern::sample(pattern, bounds, &mut choices.clone())?;
    let mut parts: Vec<String> = text.splitn(6, ':').map(str::to_owned).collect();
    if parts.len() < 6 || parts[0] != "arn" {
        return Some(text);
    }
    for (at, field) in [(1, owner.partition), (3, owner.region), (4, owner.account)] {
        let before = std::mem::replace(&mut parts[at], field.to_owned());
        let changed = parts.join(":");
        if before.is_empty() || !bounds.allow(&changed) || !pattern::matches_part(pattern, &changed) {
            parts[at] = before;
        }
    }
    Some(parts.join(":"))
}

/// Variables of documented forms that say whose and where a resource is.
const OWNERS: [&str; 5] = ["Partition", "Region", "DnsSuffix", "Account", "AccountId"];

/// A documented form with its variables filled in.
fn filled(format: &str, owner: Owner<'_>, mut variable: impl FnMut(&str) -> String) -> String {
    let mut parts = format.split("${");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        match name {
            "Partition" => text.push_str(owner.partition),
            "Region" => text.push_str(owner.region),
            "DnsSuffix" => text.push_str(owner.dns_suffix),
            "Account" | "AccountId" => text.push_str(owner.account),
            name => {
                let value = variable(name);
                // A path after a separator begins with that separator, not with its own.
                text.push_str(if text.ends_with('/') { value.trim_start_matches('/') } else { &value });
            }
        }
        text.push_str(rest);
    }
    text
}

/// What the resource's own properties say of a variable.
fn known(variable: &str, leaf: &str, properties: &Map<String, Value>) -> Option<String> {
    let of = |wanted: &str| {
        let (_, value) = properties.iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        // The ARN of another resource ends with what names it.
        let text = match text.strip_prefix("arn:") {
            Some(_) => text.rsplit(['/', ':']).next().unwrap_or_default().to_owned(),
            None => text,
        };
        if text.is_empty() { None } else { Some(text) }
    };
    let is_about_itself = variable.starts_with("Resource") || starts_with_ignoring_case(variable, leaf);
    of(variable)
        .or_else(|| {
            let of_leaf = |suffix: &&str| of(&format!("{leaf}{suffix}")).or_else(|| of(suffix));
            let wanted: &[&str] = match variable {
                it if it.contains("Name") => &["Name", "Id", "Identifier"],
                // A name is no id: others may have the same.
                _ => &["Id", "Identifier"],
            };
            if is_about_itself { wanted.iter().find_map(of_leaf) } else { None }
        })
        .or_else(|| {
            let stem = variable.trim_end_matches("Id").trim_end_matches("Name");
            let suffixes: &[&str] = match variable {
                it if is_about_itself && !it.contains("Name") => &["", "Id", "Identifier", "Arn"],
                _ => &["", "Id", "Identifier", "Name", "Arn"],
            };
            suffixes.iter().find_map(|it| of(&format!("{stem}{it}")))
        })
}

fn starts_with_ignoring_case(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start))
}

/// What ARNs of a type call its service.
pub(super) fn service(resource_type: &'static ResourceType) -> String {
    match resource_type.arn_format().and_then(|it| it.split(':').nth(2)) {
        Some(service) => service.to_owned(),
        None => prefix(resource_type, resource_type.name.rsplit_once("::").map_or("AWS", |(namespace, _)| namespace)),
    }
}

/// The service's name in ARNs.
fn prefix(resource_type: &'static ResourceType, namespace: &str) -> String {
    let service = resource_type.native_operations().and_then(|it| registry::service_entry(it.service));
    service.map_or_else(|| namespace.trim_start_matches("AWS::").to_ascii_lowercase(), |it| it.signing_name.to_owned())
}
