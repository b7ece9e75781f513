//! Configurations for a type, made from its schema: the least, and one with as much in it as fits.

use callboard_model::choices::Choices;
use callboard_model::naming::terraform::terraform_attribute;
use callboard_model::properties::{schemas_at, validate_create};
use callboard_model::sample::{self, Facets, Plain, Sampler, Words};
use callboard_model::types::ResourceType;
use callboard_terraform::cty::{Type, Value};
use serde_json::{Map, Value as Json};

pub type Properties = Map<String, Json>;

/// How deep optional members are given.
const DEEPEST: usize = 5;

/// Optional members of one property, beyond which objects have what they must have.
const MOST_MEMBERS: usize = 60;

/// Properties that a service holds more against than its schema says: most name what is not there.
const LEFT_OUT: [(&str, &[&str]); 6] = [
    ("AWS::ApiGatewayV2::ApiMapping", &["Stage"]),
    ("AWS::ApiGatewayV2::RouteResponse", &["RouteResponseKey"]),
    ("AWS::IAM::ManagedPolicy", &["Groups", "PolicyDocument", "Roles", "Users"]),
    ("AWS::IAM::Role", &["ManagedPolicyArns", "PermissionsBoundary"]),
    ("AWS::IVS::IngestConfiguration", &["IngestProtocol", "StageArn"]),
    ("AWS::IVS::Stage", &["AutoParticipantRecordingConfiguration"]),
];

/// The least that a resource can be made from.
pub fn least(of: &'static ResourceType) -> Properties {
    sample::desired_state(of, 1)
}

/// As much as fits beside each other, with what is in it.
pub fn fullest(of: &'static ResourceType) -> Properties {
    let mut state = least(of);
    let deprecated: Vec<&str> = of.deprecated_properties().collect();
    for (name, schema) in free(of).filter(|(name, _)| !deprecated.contains(&name.as_str())) {
        let with = |value: Json| {
            let mut state = state.clone();
            state.insert(name.clone(), value);
            validate_create(of, &state).is_ok().then_some(state)
        };
        let rich = [MOST_MEMBERS, 8, 0].into_iter().find_map(|most| {
            let mut words = Rich { of, most, left: most };
            with(Sampler::new(of.schema(), 7, &mut words).value(name, schema)?)
        });
        if let Some(richer) = rich {
            state = richer;
        }
    }
    state
}

/// What a resource could become by another value of one property, of those that `is_wanted`.
pub fn changes<'a>(
    of: &'static ResourceType,
    state: &'a Properties,
    is_wanted: impl Fn(&str) -> bool + 'a,
) -> impl Iterator<Item = (&'static str, Properties)> + 'a {
    free(of).filter(move |(name, _)| is_wanted(name)).flat_map(move |(name, schema)| {
        let mut words = Plain;
        let values = [2, 3].map(|seed| Sampler::new(of.schema(), seed, &mut words).value(name, schema));
        let listed = schema.get("enum").and_then(Json::as_array).into_iter().flatten().cloned();
        let is_truth = values.iter().any(|it| it.as_ref().is_some_and(Json::is_boolean));
        let truth = is_truth.then_some(Json::Bool(true));
        let values = values.into_iter().flatten().chain(listed).chain(truth);
        let others = values.filter(|it| state.get(name) != Some(it) && !is_nothing(it)).map(|value| {
            let mut state = state.clone();
            state.insert(name.clone(), value);
            (name.as_str(), state)
        });
        let fitting: Vec<_> = others.filter(|(_, it)| validate_create(of, it).is_ok()).collect();
        fitting
    })
}

/// The properties that can be given.
fn free(of: &'static ResourceType) -> impl Iterator<Item = (&'static String, &'static Json)> {
    let mut taken = roots(of.read_only());
    taken.extend(LEFT_OUT.iter().filter(|(name, _)| *name == of.name).flat_map(|(_, properties)| *properties));
    of.properties().iter().filter(move |(name, _)| !taken.contains(&name.as_str()))
}

fn is_nothing(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Object(members) => members.is_empty(),
        Json::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// The properties at the top on the way to paths.
pub fn roots<'a>(paths: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    paths.map(|it| it.split('/').next().unwrap_or(it)).collect()
}

/// Words with which objects have members that they need not have.
struct Rich {
    of: &'static ResourceType,
    most: usize,
    left: usize,
}

impl Words for Rich {
    fn texts(&mut self, path: &[&'static str], facets: &Facets, choices: &mut Choices) -> Vec<String> {
        Plain.texts(path, facets, choices)
    }

    fn members(&mut self, path: &[&'static str]) -> Vec<&'static str> {
        let depth = path.iter().filter(|it| **it != "*").count();
        if depth > DEEPEST || self.left == 0 {
            return Vec::new();
        }
        let path = path.join("/");
        let read_only = |name: &str| self.of.read_only().any(|it| it == format!("{path}/{name}"));
        let schemas = schemas_at(self.of.schema(), &path);
        let own = schemas.iter().filter_map(|it| it.get("properties")?.as_object());
        let names = own.flat_map(|it| it.keys().map(String::as_str)).filter(|it| !read_only(it));
        let names: Vec<&'static str> = names.take(self.left.min(12)).collect();
        self.left -= names.len();
        names
    }

    fn least_items(&self, path: &[&'static str]) -> usize {
        if self.most == 0 {
            0
        } else if path.len() < 3 {
            2
        } else {
            1
        }
    }
}

/// Properties as a configuration of a type of values.
pub fn configuration(of: &'static ResourceType, properties: &Properties, block: &Type) -> Json {
    let leaf = terraform_attribute(of.name.rsplit("::").next().expect("a leaf"));
    let named = properties.iter().map(|(name, value)| {
        // Words of Terraform's own carry the name of the type.
        let plain = terraform_attribute(name);
        let attribute = match plain.as_str() {
            "id" => format!("{leaf}_id"),
            "provider" => "provider_name".to_owned(),
            "count" | "depends_on" | "for_each" | "lifecycle" | "connection" | "provisioner" => {
                format!("{leaf}_{plain}")
            }
            _ => plain,
        };
        let of = block.attribute(&attribute).unwrap_or_else(|| panic!("no attribute {attribute}"));
        let value = attribute_value(value, of);
        (attribute, value)
    });
    Json::Object(named.collect())
}

fn attribute_value(value: &Json, of: &Type) -> Json {
    match (value, of) {
        (Json::Object(members), Type::Object(_)) => {
            let named = members.iter().filter_map(|(name, value)| {
                let attribute = terraform_attribute(name);
                // What only an alternative has is no attribute.
                let value = attribute_value(value, of.attribute(&attribute)?);
                Some((attribute, value))
            });
            Json::Object(named.collect())
        }
        (Json::Object(members), Type::Map(of)) => {
            Json::Object(members.iter().map(|(key, it)| (key.clone(), attribute_value(it, of))).collect())
        }
        (Json::Array(items), Type::List(of) | Type::Set(of)) => {
            items.iter().map(|it| attribute_value(it, of)).collect()
        }
        (Json::String(text), Type::String) => Json::String(text.clone()),
        (value, Type::String) => Json::String(value.to_string()),
        (value, _) => value.clone(),
    }
}

/// Whether a configuration says nothing that a state does not.
pub fn is_said(state: &Value, config: &Value) -> bool {
    match (state, config) {
        (_, Value::Null) => true,
        (Value::Map(_), Value::Map(config)) => config.iter().all(|(name, it)| is_said(state.get(name), it)),
        (Value::List(state) | Value::Set(state), Value::List(config) | Value::Set(config)) => {
            state.len() == config.len() && config.iter().all(|config| state.iter().any(|it| is_said(it, config)))
        }
        (state, config) => state == config,
    }
}
