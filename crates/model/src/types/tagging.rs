//! Tags: where a resource type keeps them, and in which form.

use serde_json::{Map, Value, json};

use super::ResourceType;
use crate::properties::schemas_at;

/// How the resources of a type hold their tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tagging {
    /// The property that holds them.
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

/// What schemas call the members of a tag.
const MEMBERS: [(&str, &str); 4] = [("Key", "Value"), ("key", "value"), ("TagKey", "TagValue"), ("tagKey", "tagValue")];

impl Tagging {
    /// How the resources of a type hold tags, where they can have any.
    pub fn of(resource_type: &'static ResourceType) -> Option<Self> {
        let property = resource_type.tag_property()?;
        let schema = resource_type.schema();
        let items = schemas_at(schema, &format!("{property}/*"));
        let has =
            |name: &str| items.iter().any(|it| it.pointer("/properties").is_some_and(|it| it.get(name).is_some()));
        if let Some((key, value)) = MEMBERS.into_iter().find(|(key, value)| has(key) && has(value)) {
            return Some(Self { property, form: Form::List(key, value) });
        }
        let is_object = |it: &&Value| match it.get("type") {
            Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "object"),
            kind => kind.is_some_and(|kind| kind == "object"),
        };
        let is_map = schemas_at(schema, property).iter().any(is_object) && !items.iter().any(is_object);
        is_map.then_some(Self { property, form: Form::Map })
    }

    /// The tags among the properties of a resource.
    pub fn read(self, properties: &Map<String, Value>) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match (properties.get(self.property), self.form) {
            (Some(Value::Array(items)), Form::List(key, value)) => {
                let tag = |item: &Value| {
                    Some((item.get(key)?.as_str()?.to_owned(), item.get(value).map(text).unwrap_or_default()))
                };
                items.iter().filter_map(tag).collect()
            }
            (Some(Value::Object(tags)), Form::Map) => tags.iter().map(|(key, it)| (key.clone(), text(it))).collect(),
            _ => Vec::new(),
        }
    }

    /// Tags as the value of the property.
    pub fn value(self, tags: impl IntoIterator<Item = (String, String)>) -> Value {
        let tags = tags.into_iter();
        match self.form {
            Form::List(key, value) => tags.map(|(name, text)| json!({key: name, value: text})).collect(),
            Form::Map => Value::Object(tags.map(|(name, text)| (name, Value::from(text))).collect()),
        }
    }

    /// The value of the property with tags added to those it has, in place of those whose keys `goes` names.
    ///
    /// What is no value of tags stays as it is: somebody else is to complain of it.
    pub fn add<const N: usize>(self, given: Value, tags: [(&str, &str); N], goes: impl Fn(&str) -> bool) -> Value {
        let stays = |name: &str| !goes(name) && tags.iter().all(|(own, _)| *own != name);
        let more = self.value(tags.map(|(name, text)| (name.to_owned(), text.to_owned())));
        match (self.form, given, more) {
            (_, Value::Null, more) => more,
            (Form::List(key, _), Value::Array(mut items), Value::Array(more)) => {
                items.retain(|it| it.get(key).and_then(Value::as_str).is_none_or(stays));
                items.extend(more);
                Value::Array(items)
            }
            (Form::Map, Value::Object(mut members), Value::Object(more)) => {
                members.retain(|name, _| stays(name));
                members.extend(more);
                Value::Object(members)
            }
            (_, given, _) => given,
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::types;

    #[track_caller]
    fn check(name: &str, expect: Expect) {
        let tagging = Tagging::of(types::resource_type(name).expect("a type"));
        let shown = tagging.map(|it| {
            let value = it.value([("k".to_owned(), "v".to_owned())]);
            let properties = Map::from_iter([(it.property.to_owned(), value.clone())]);
            assert_eq!(it.read(&properties), [("k".to_owned(), "v".to_owned())]);
            format!("{}: {value}", it.property)
        });
        expect.assert_eq(shown.as_deref().unwrap_or("no tags"));
    }

    #[test]
    fn tags_have_the_form_of_the_type() {
        check("AWS::IVS::Stage", expect![[r#"Tags: [{"Key":"k","Value":"v"}]"#]]);
        check("AWS::ApiGatewayV2::Api", expect![[r#"Tags: {"k":"v"}"#]]);
        check("AWS::KinesisVideo::Stream", expect![[r#"Tags: [{"Key":"k","Value":"v"}]"#]]);
        check("AWS::Connect::ViewVersion", expect!["no tags"]);
    }

    #[test]
    fn nearly_every_type_that_can_be_tagged_has_a_known_form() {
        let all: Vec<_> = types::names().filter_map(|name| types::resource_type(&name)).collect();
        let taggable: Vec<_> = all.iter().filter(|it| it.tag_property().is_some()).collect();
        let unknown: Vec<_> = taggable.iter().filter(|it| Tagging::of(it).is_none()).map(|it| it.name).collect();
        expect![[r#"
            2 of 1304: [
                "AWS::PCS::Cluster",
                "AWS::PCS::ComputeNodeGroup",
            ]"#]]
        .assert_eq(&format!("{} of {}: {unknown:#?}", unknown.len(), taggable.len()));
    }
}
