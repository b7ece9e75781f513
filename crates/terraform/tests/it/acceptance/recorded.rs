//! What upstream's acceptance tests observed on AWS, where the folder with it is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value as Json;

use super::play::Played;

const FILE: &str = "ground-truth/terraform-aws-apigatewayv2-acceptance.json";
const PREFIX: &str = "TestAccAPIGatewayV2";

/// Values that the recording has as names of constants.
const CONSTANTS: [(&str, &str); 6] = [
    ("ProtocolTypeWebsocket", "WEBSOCKET"),
    ("ProtocolTypeHttp", "HTTP"),
    ("AuthorizationTypeNone", "NONE"),
    ("AuthorizationTypeCustom", "CUSTOM"),
    ("AuthorizationTypeAwsIam", "AWS_IAM"),
    ("AuthorizationTypeJwt", "JWT"),
];

/// The recorded tests; nothing where there are none.
fn recorded() -> Option<BTreeMap<String, Json>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let text = std::fs::read_to_string(root.join(FILE)).ok()?;
    let recorded: Json = serde_json::from_str(&text).expect("JSON");
    let tests = recorded["tests"].as_object().expect("tests").clone();
    Some(tests.into_iter().map(|(name, steps)| (name.trim_start_matches(PREFIX).to_owned(), steps)).collect())
}

/// Every recorded test is a row.
pub fn no_name_is_missing(there: &BTreeSet<&str>) {
    let Some(recorded) = recorded() else {
        println!("skipped: whether every recorded test is a row: ../shared/{FILE} is not there");
        return;
    };
    // Data sources are read in tests of their own.
    let missing: Vec<_> =
        recorded.keys().filter(|it| !there.contains(it.as_str()) && !it.contains("DataSource")).collect();
    assert!(missing.is_empty(), "recorded, and no row: {missing:?}");
}

/// A row's states say what was recorded.
pub fn compare(name: &str, played: &[Played]) {
    let Some(mut recorded) = recorded() else {
        println!("skipped: what was recorded of {name}: ../shared/{FILE} is not there");
        return;
    };
    let Some(Json::Array(steps)) = recorded.remove(name) else { return };
    let mut wrong = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        let Some(there) = played.get(at) else {
            wrong.push(format!("step {at} is not there"));
            continue;
        };
        for (path, value) in step["attrs"].as_object().into_iter().flatten() {
            let value = value.as_str().unwrap_or_default();
            let value = CONSTANTS.iter().find(|(name, _)| *name == value).map_or(value, |(_, it)| it);
            let found = flat(&there.state, path);
            // The recording leaves out values that its tests made up.
            let is_made_up = path == "credentials_arn" && value.is_empty();
            let is_nothing = |it: &str| matches!(it, "" | "0" | "false");
            if found != value && !(is_nothing(&found) && is_nothing(value)) && !is_made_up {
                wrong.push(format!("step {at}: {path} is {found:?}, was recorded as {value:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
}

/// The value of a path as the old SDK names it: `tags.%`, `route_settings.#`, `cors_configuration.0.max_age`.
fn flat(state: &Json, path: &str) -> String {
    let mut value = state;
    let mut left = path;
    while !left.is_empty() {
        if left == "#" || left == "%" {
            let count = value.as_array().map(Vec::len).or_else(|| value.as_object().map(serde_json::Map::len));
            return count.unwrap_or_default().to_string();
        }
        // Keys of maps may have dots in them.
        if let Some(found) = value.get(left) {
            value = found;
            break;
        }
        let (name, rest) = left.split_once('.').unwrap_or((left, ""));
        value = match value {
            Json::Array(items) => name.parse().ok().and_then(|at: usize| items.get(at)).unwrap_or(&Json::Null),
            value => &value[name],
        };
        left = rest;
    }
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}
