//! Tags: whose a resource is.
//!
//! A resource that can be tagged carries three tags, by the names that
//! StackQL's users give theirs, so that a stack is found again by anybody,
//! from any machine, without a state file:
//!
//! ```text
//! stackql:stack-name     stackql:stack-env     stackql:resource-name
//! ```

use callboard_model::types::{ResourceType, Tagging};
use serde_json::{Map, Value};

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

/// How resources of a type are marked as a stack's; none where they cannot be tagged from their creation on.
pub fn tagging_of(of: &'static ResourceType) -> Option<Tagging> {
    let tagging = Tagging::of(of)?;
    let on_create = of.schema().pointer("/tagging/tagOnCreate").and_then(Value::as_bool);
    let is_fixed = of.read_only().chain(of.create_only()).any(|it| it == tagging.property);
    (on_create != Some(false) && !is_fixed).then_some(tagging)
}

/// Adds the owner's tags to a desired state that can have any: to the tags that it names, else to those that are there.
pub fn mark(
    of: &'static ResourceType,
    desired: &mut Map<String, Value>,
    prior: Option<&Map<String, Value>>,
    owner: &Owner,
) {
    let Some(tagging) = tagging_of(of) else { return };
    let given = match desired.get(tagging.property) {
        Some(value) if unknown::name_of(value).is_some() => return,
        Some(value) => value.clone(),
        None => prior.and_then(|it| it.get(tagging.property)).cloned().unwrap_or(Value::Null),
    };
    let tags = [(STACK, &*owner.stack), (ENVIRONMENT, &*owner.environment), (RESOURCE, &*owner.resource)];
    let value = tagging.add(given, tags, |name| name.starts_with("aws:"));
    desired.insert(tagging.property.to_owned(), value);
}

/// Whose a resource is; nobody's, where it has no such tags.
pub fn owner_of(of: &'static ResourceType, properties: &Map<String, Value>) -> Option<Owner> {
    let tags = tagging_of(of)?.read(properties);
    let of = |name: &str| tags.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone());
    Some(Owner { stack: of(STACK)?, environment: of(ENVIRONMENT)?, resource: of(RESOURCE).unwrap_or_default() })
}

#[cfg(test)]
mod tests {
    use callboard_model::types;
    use serde_json::json;

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
            let tagging = tagging_of(of).unwrap_or_else(|| panic!("{name} can be tagged"));
            let mut desired = Map::new();
            desired.insert(tagging.property.to_owned(), given);
            mark(of, &mut desired, None, &owner);
            assert_eq!(owner_of(of, &desired).as_ref(), Some(&owner), "{name}");
            assert_eq!(tagging.read(&desired).len(), 4, "{name}");
            // Tags that somebody else put there stay, where the stack names none.
            let mut silent = Map::new();
            mark(of, &mut silent, Some(&desired), &owner);
            assert_eq!(tagging.read(&silent).len(), 4, "{name}");
        }
        let route = types::resource_type("AWS::ApiGatewayV2::Route").expect("the type");
        assert_eq!(tagging_of(route), None);
    }
}
