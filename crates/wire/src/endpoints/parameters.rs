//! The parameters of a call: from settings, from the operation, from its input.

use std::borrow::Cow;

use callboard_model::document::{Document, Map};
use callboard_model::jmespath::Expression;
use callboard_model::service::Operation;
use callboard_model::shape::Shape;
use serde_json::Value;

use super::RuleSet;

/// Gathers the parameters of a rule set for a call.
///
/// `settings` go by the names of built-ins (`AWS::Region`, `SDK::Endpoint`)
/// or of client parameters. The operation's own values come before them, the
/// input's before those.
pub fn parameters(rule_set: &RuleSet, operation: &Operation, input: &Map, settings: &Map) -> Map {
    let rest: Value = serde_json::from_str(operation.rest).unwrap_or_default();
    let mut parameters = Map::new();
    for parameter in rule_set.parameters() {
        let name = parameter.name.as_str();
        let value = of_input(operation, name, input)
            .or_else(|| of_path(&rest["operationContextParams"][name]["path"], input))
            .or_else(|| Some(Document::from(&rest["staticContextParams"][name]["value"])).filter(|it| !it.is_null()))
            .or_else(|| settings.get(parameter.built_in.as_deref()?).cloned())
            .or_else(|| settings.get(name).cloned());
        if let Some(value) = value {
            parameters.push(name.to_owned(), value);
        }
    }
    parameters
}

/// The value of the member that is bound to a parameter.
fn of_input(operation: &Operation, name: &str, input: &Map) -> Option<Document> {
    let members = operation.input.map(Shape::members).unwrap_or_default();
    let member = members.iter().find(|it| it.traits.context_param == Some(name))?;
    input.get(member.name).filter(|it| !it.is_null()).cloned()
}

/// The value that a JMESPath expression finds in the input.
fn of_path(path: &Value, input: &Map) -> Option<Document> {
    let expression = Expression::parse(path.as_str()?).ok()?;
    let found = expression.search_members(input).ok().map(Cow::into_owned)?;
    Some(found).filter(|it| !it.is_null())
}
