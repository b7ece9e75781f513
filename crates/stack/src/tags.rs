//! Tags: whose a resource is.
//!
//! A resource that can be tagged carries three tags, by the names that
//! StackQL's users give theirs, so that a stack is found again by anybody,
//! from any machine, without a state file:
//!
//! ```text
//! stackql:stack-name     stackql:stack-env     stackql:resource-name
//! ```

use callboard_model::properties::schemas_at;
use callboard_model::types::ResourceType;
use serde_json::{Map, Value, json};

use crate::unknown;

/// The tag that holds the stack's name.
pub const STACK: &str = "stackql:stack-name";
/// The tag that holds the environment.
pub const ENVIRONMENT: &str = "stackql:stack-env";
/// The tag that holds the resource's name in the stack.
pub const RESOURCE: &str = "stackql:resource-name";

/// Whose a resource is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The stack's name.
    pub stack: String,
    /// The environment.
    pub environment: String,
    /// The resource's name in the stack.
    pub resource: String,
}

/// How a type keeps tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tagging {
    /// The property.
    pub property: &'static str,
    form: Form,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// A list of objects with these members.
    List(&'static str, &'static str),
    /// A map of keys.
    Map,
}

impl Tagging {
    /// How a type keeps tags; none where it cannot be tagged from its creation on.
    pub fn of(of: &'static ResourceType) -> Option<Self> {
        let property = of.tag_property()?;
        let on_create = of.schema().pointer("/tagging/tagOnCreate").and_then(Value::as_bool);
        if on_create == Some(false) || of.read_only().chain(of.create_only()).any(|it| it == property) {
            return None;
        }
        let items = schemas_at(of.schema(), &format!("{property}/*"));
        let has =
            |name: &str| items.iter().any(|it| it.pointer("/properties").is_some_and(|it| it.get(name).is_some()));
        let list = [("Key", "Value"), ("TagKey", "TagValue"), ("key", "value")];
        if let Some((key, value)) = list.into_iter().find(|(key, value)| has(key) && has(value)) {
            return Some(Self { property, form: Form::List(key, value) });
        }
        let is_object = |it: &&Value| it.get("type").is_some_and(|it| it == "object");
        let is_map = schemas_at(of.schema(), property).iter().any(is_object) && !items.iter().any(is_object);
        is_map.then_some(Self { property, form: Form::Map })
    }

    /// The tags of a resource.
    pub fn read(self, properties: &Map<String, Value>) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match (properties.get(self.property), self.form) {
            (Some(Value::Array(items)), Form::List(key, value)) => {
                let tag = |item: &Value| Some((item.get(key)?.as_str()?.to_owned(), item.get(value).map(text)?));
                items.iter().filter_map(tag).collect()
            }
            (Some(Value::Object(tags)), Form::Map) => tags.iter().map(|(key, it)| (key.clone(), text(it))).collect(),
            _ => Vec::new(),
        }
    }

    /// Adds the owner's tags to a desired state: to the tags that it names, else to those that are there.
    pub fn add(self, desired: &mut Map<String, Value>, prior: Option<&Map<String, Value>>, owner: &Owner) {
        let given = match desired.get(self.property) {
            Some(value) if unknown::name_of(value).is_some() => return,
            Some(value) => value.clone(),
            None => prior.and_then(|it| it.get(self.property)).cloned().unwrap_or(Value::Null),
        };
        let tags = [(STACK, &owner.stack), (ENVIRONMENT, &owner.environment), (RESOURCE, &owner.resource)];
        let value = match self.form {
            Form::List(key, value) => {
                let mut items = match given {
                    Value::Array(items) => items,
                    Value::Null => Vec::new(),
                    other => return drop(desired.insert(self.property.to_owned(), other)),
                };
                items.retain(|it| {
                    !it.get(key)
                        .and_then(Value::as_str)
                        .is_some_and(|it| tags.iter().any(|(own, _)| it == *own) || it.starts_with("aws:"))
                });
                items.extend(tags.map(|(name, text)| json!({key: name, value: text})));
                Value::Array(items)
            }
            Form::Map => {
                let mut members = match given {
                    Value::Object(members) => members,
                    Value::Null => Map::new(),
                    other => return drop(desired.insert(self.property.to_owned(), other)),
                };
                members.retain(|key, _| !key.starts_with("aws:"));
                members.extend(tags.map(|(name, text)| (name.to_owned(), Value::from(text.as_str()))));
                Value::Object(members)
            }
        };
        desired.insert(self.property.to_owned(), value);
    }

    /// Whose a resource is; nobody's, where it has no such tags.
    pub fn owner(self, properties: &Map<String, Value>) -> Option<Owner> {
        let tags = self.read(properties);
        let of = |name: &str| tags.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
        Some(Owner { stack: of(STACK)?, environment: of(ENVIRONMENT)?, resource: of(RESOURCE).unwrap_or_default() })
    }
}

#[cfg(test)]
mod tests {
    use callboard_model::types;

    use super::*;

    #[test]
    fn tags_are_added_in_the_form_of_the_type_and_read_back() {
        let owner = Owner { stack: "web".to_owned(), environment: "dev".to_owned(), resource: "a".to_owned() };
        for (name, given) in [
            ("AWS::IVS::Stage", json!([{"Key": "team", "Value": "x"}])),
            ("AWS::ApiGatewayV2::Api", json!({"team": "x"})),
            ("AWS::Logs::LogGroup", json!([{"Key": "team", "Value": "x"}])),
            ("AWS::SSM::Parameter", json!({"team": "x"})),
        ] {
            let of = types::resource_type(name).expect("the type");
            let tagging = Tagging::of(of).unwrap_or_else(|| panic!("{name} can be tagged"));
            let mut desired = Map::new();
            desired.insert(tagging.property.to_owned(), given);
            tagging.add(&mut desired, None, &owner);
            assert_eq!(tagging.owner(&desired).as_ref(), Some(&owner), "{name}");
            assert_eq!(tagging.read(&desired).len(), 4, "{name}");
            // Tags that somebody else put there stay, where the stack names none.
            let mut silent = Map::new();
            tagging.add(&mut silent, Some(&desired), &owner);
            assert_eq!(tagging.read(&silent).len(), 4, "{name}");
        }
        let route = types::resource_type("AWS::ApiGatewayV2::Route").expect("the type");
        assert_eq!(Tagging::of(route), None);
    }
}
