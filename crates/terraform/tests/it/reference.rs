//! The schemas of `aws` beside upstream's, where somebody gives them.
//!
//! `CALLBOARD_AWS_SCHEMA` names a file that `terraform providers schema -json` has written with the real
//! `hashicorp/aws`. What is compared is what configurations and states depend on: names, types, required, optional and
//! computed, and how blocks nest.

use std::collections::BTreeMap;
use std::sync::Arc;

use callboard_terraform::aws::AwsProvider;
use callboard_terraform::provider::{Environment, Provider};
use callboard_terraform::schema::{Attribute, AttributeKind, Block, Nesting, Schema};
use serde_json::Value as Json;

use crate::replay::{OnePlane, plane};

/// What is compared: the path of each attribute and block, and what is said of it.
type Reduced = BTreeMap<String, String>;

/// The schema of a resource or data source as upstream has it, reduced.
fn reduce_reference(block: &Json, path: &str, reduced: &mut Reduced) {
    let members = |key: &str| block[key].as_object().cloned().unwrap_or_default();
    for (name, attribute) in members("attributes") {
        let is = |flag: &str| attribute[flag] == true;
        let text = said_of(&attribute["type"].to_string(), is("required"), is("optional"), is("computed"));
        reduced.insert(format!("{path}{name}"), text);
    }
    for (name, nested) in members("block_types") {
        let mode = nested["nesting_mode"].as_str().unwrap_or_default().to_owned();
        reduced.insert(format!("{path}{name}"), format!("block {mode}{}", at_most(nested["max_items"].as_i64())));
        reduce_reference(&nested["block"], &format!("{path}{name}."), reduced);
    }
}

/// The same of a schema of ours.
fn reduce(block: &Block, path: &str, reduced: &mut Reduced) {
    for Attribute { name, kind, flags } in &block.attributes {
        let AttributeKind::Plain(of) = kind else { panic!("{path}{name}: protocol 5 has no nested attributes") };
        let text = said_of(&of.to_json(), flags.required, flags.optional, flags.computed);
        reduced.insert(format!("{path}{name}"), text);
    }
    for nested in &block.blocks {
        let mode = match nested.nesting {
            Nesting::Single => "single",
            Nesting::List => "list",
            Nesting::Set => "set",
            Nesting::Map => "map",
        };
        let most = at_most((nested.max_items > 0).then_some(nested.max_items));
        reduced.insert(format!("{path}{}", nested.name), format!("block {mode}{most}"));
        reduce(&nested.block, &format!("{path}{}.", nested.name), reduced);
    }
}

fn said_of(of: &str, required: bool, optional: bool, computed: bool) -> String {
    let flags = [(required, "R"), (optional, "O"), (computed, "C")];
    let flags: String = flags.into_iter().filter(|(is, _)| *is).map(|(_, letter)| letter).collect();
    format!("{} {flags}", of.replace(' ', ""))
}

fn at_most(items: Option<i64>) -> String {
    items.map(|it| format!(" <={it}")).unwrap_or_default()
}

/// Lines of what differs, each with what upstream says and what is said here.
fn differences(name: &str, reference: &Json, ours: &Schema) -> Vec<String> {
    let (mut theirs, mut here) = (Reduced::new(), Reduced::new());
    reduce_reference(&reference["block"], "", &mut theirs);
    reduce(&ours.block, "", &mut here);
    let paths = theirs.keys().chain(here.keys().filter(|path| !theirs.contains_key(*path)));
    let absent = "absent".to_owned();
    let both = paths.map(|path| (path, theirs.get(path).unwrap_or(&absent), here.get(path).unwrap_or(&absent)));
    both.filter(|(_, theirs, here)| theirs != here)
        .map(|(path, theirs, here)| format!("{name}.{path}: upstream {theirs}; here {here}"))
        .collect()
}

fn provider() -> AwsProvider {
    AwsProvider::new(Arc::new(OnePlane(plane())), Environment::default())
}

#[test]
fn schemas_are_those_of_upstream() {
    let Some(file) = std::env::var_os("CALLBOARD_AWS_SCHEMA") else {
        println!("skipped: schemas beside upstream's: CALLBOARD_AWS_SCHEMA names no file");
        return;
    };
    let text = std::fs::read_to_string(file).expect("the file can be read");
    let all: Json = serde_json::from_str(&text).expect("JSON");
    let reference = &all["provider_schemas"]["registry.terraform.io/hashicorp/aws"];
    assert!(reference.is_object(), "the file has no schemas of registry.terraform.io/hashicorp/aws");
    let provider = provider();
    let mut found = differences("provider", &reference["provider"], &provider.provider_schema());
    for name in provider.resource_types() {
        let ours = provider.resource_schema(&name).expect("a schema");
        found.extend(differences(&name, &reference["resource_schemas"][&name], &ours));
    }
    for name in provider.data_sources() {
        let ours = provider.data_source_schema(&name).expect("a schema");
        found.extend(differences(&format!("data.{name}"), &reference["data_source_schemas"][&name], &ours));
    }
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
}

#[test]
fn a_difference_is_found() {
    let stage = provider().resource_schema("aws_apigatewayv2_stage").expect("a schema");
    let reference = serde_json::json!({"block": {
        "attributes": {
            "api_id": {"type": "string", "required": true},
            "auto_deploy": {"type": "string", "optional": true},
            "stage_variables": {"type": ["map", "string"], "optional": true, "computed": true},
            "invented": {"type": "bool", "computed": true},
        },
        "block_types": {
            "access_log_settings": {"nesting_mode": "list", "max_items": 1, "block": {"attributes": {
                "destination_arn": {"type": "string", "required": true},
                "format": {"type": "string", "optional": true},
            }}},
            "route_settings": {"nesting_mode": "list", "block": {}},
        },
    }});
    let found = differences("stage", &reference, &stage);
    let known = [
        "stage.access_log_settings.format: upstream \"string\" O; here \"string\" R",
        "stage.auto_deploy: upstream \"string\" O; here \"bool\" O",
        "stage.invented: upstream \"bool\" C; here absent",
        "stage.route_settings: upstream block list; here block set",
        "stage.stage_variables: upstream [\"map\",\"string\"] OC; here [\"map\",\"string\"] O",
        "stage.arn: upstream absent; here \"string\" C",
    ];
    for line in known {
        assert!(found.iter().any(|it| it == line), "{line}\n{}", found.join("\n"));
    }
    let agreed = ["stage.api_id:", "stage.access_log_settings:", "stage.access_log_settings.destination_arn:"];
    for start in agreed {
        assert!(!found.iter().any(|it| it.starts_with(start)), "{start}\n{}", found.join("\n"));
    }
}
