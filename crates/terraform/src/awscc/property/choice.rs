//! Choices: members of an object of which one is there instead of others.

use std::collections::HashSet;

use serde_json::Value as Json;

/// The members of an object that cannot be there when `name` is.
pub(super) fn excluded_by<'a>(object: &'a Json, name: &str) -> Vec<&'a str> {
    let mut excluded: Vec<&str> = Vec::new();
    let texts = |list: &'a Json| list.as_array().into_iter().flatten().filter_map(Json::as_str);
    if let Some(branches) = object.get("oneOf").and_then(Json::as_array) {
        // A branch is for what it asks for, and for all that it has where it takes nothing else.
        let named = |branch: &'a Json| {
            let is_closed = branch["additionalProperties"] == Json::Bool(false);
            let own = branch["properties"].as_object().filter(|_| is_closed);
            texts(&branch["required"]).chain(own.into_iter().flatten().map(|(name, _)| name.as_str())).collect()
        };
        let named: Vec<HashSet<&str>> = branches.iter().map(named).collect();
        let with: HashSet<&str> = named.iter().filter(|it| it.contains(name)).flatten().copied().collect();
        if with.contains(name) {
            let others = named.iter().flatten().copied().filter(|it| !with.contains(it));
            excluded.extend(others.collect::<HashSet<_>>());
        }
    }
    if let Some(choice) = object.get("requiredXor").filter(|it| texts(it).any(|it| it == name)) {
        excluded.extend(texts(choice).filter(|it| *it != name));
    }
    if let Some(others) = object.get("dependentExcluded").and_then(|it| it.get(name)) {
        excluded.extend(texts(others));
    }
    excluded.sort_unstable();
    excluded
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn one_member_instead_of_others() {
        let none: [&str; 0] = [];
        let one_of =
            json!({"oneOf": [{"required": ["A", "Type"]}, {"required": ["B", "Type"]}, {"required": ["C", "D"]}]});
        assert_eq!(excluded_by(&one_of, "A"), ["B", "C", "D"]);
        assert_eq!(excluded_by(&one_of, "Type"), ["C", "D"]);
        assert_eq!(excluded_by(&one_of, "E"), none);
        let closed = json!({"oneOf": [
            {"properties": {"A": {}}, "additionalProperties": false}, {"properties": {"B": {}, "C": {}}, "additionalProperties": false},
        ]});
        assert_eq!(excluded_by(&closed, "A"), ["B", "C"]);
        assert_eq!(excluded_by(&closed, "B"), ["A"]);
        assert_eq!(excluded_by(&json!({"requiredXor": ["A", "B"]}), "B"), ["A"]);
        assert_eq!(excluded_by(&json!({"dependentExcluded": {"A": ["B", "C"]}}), "A"), ["B", "C"]);
        assert_eq!(excluded_by(&json!({"anyOf": [{"required": ["A"]}, {"required": ["B"]}]}), "A"), none);
    }
}
