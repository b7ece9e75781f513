//! Every known name has one spelling of each kind, and comes back from it.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::PathBuf;
use std::process::Command;

use callboard_model::naming::{self, sql, terraform};
use callboard_model::service::Operation;
use callboard_model::shape::ShapeKind;
use callboard_model::{registry, types};
use expect_test::expect;
use serde_json::Value;

/// JSON out of a compressed file of recorded answers beside the project, where it is there.
fn recorded(path: &str) -> Option<Value> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared")).join(path);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    let Ok(output) = Command::new("gzip").arg("-dc").arg(&path).output() else {
        eprintln!("skipped: no gzip to read {} with", path.display());
        return None;
    };
    Some(serde_json::from_slice(&output.stdout).expect("a recorded file is JSON"))
}

#[test]
fn every_command_means_one_operation() {
    for entry in registry::services() {
        assert_eq!(naming::cli_service(naming::cli_service_name(entry.name)).map(|it| it.name), Some(entry.name));
        for operation in entry.operation_names() {
            let command = naming::cli_name(operation);
            assert_eq!(naming::cli_operation(entry, &command), Some(operation), "{}: {command}", entry.name);
        }
    }
}

/// Arguments for the members of an operation's input: their names, and whose they are.
fn arguments(operation: &'static Operation) -> Vec<(String, &'static str)> {
    let (service, name) = (operation.service.name, operation.name);
    let mut arguments = Vec::new();
    for member in operation.input.into_iter().flat_map(|it| it.members()) {
        arguments.push((naming::cli_argument_name(service, name, member.name).into_owned(), member.name));
        if matches!(member.shape().kind, ShapeKind::Boolean) {
            arguments.push((naming::cli_negative_name(service, name, member.name), member.name));
        }
    }
    arguments
}

#[test]
fn every_argument_means_one_member() {
    let mut collisions = Vec::new();
    let mut count = 0;
    for entry in registry::services() {
        let service = entry.service();
        for operation in service.operation_names().filter_map(|it| service.operation(it)) {
            let mut members: HashMap<String, &str> = HashMap::new();
            for (argument, member) in arguments(operation) {
                count += 1;
                if let Some(other) = members.insert(argument.clone(), member) {
                    collisions.push(format!("{} {}: {argument}: {other}, {member}", entry.name, operation.name));
                }
            }
        }
    }
    assert!(count > 70_000, "{count}");
    expect![[""]].assert_eq(&collisions.join("\n"));
}

#[test]
fn commands_and_arguments_are_the_aws_clis() {
    let Some(tree) = recorded("harness/awscli/cache/v2/tree.json.gz") else { return };
    let mut differences = BTreeSet::new();
    let (mut commands, mut compared) = (0, 0);
    for (command, service_node) in tree.as_object().expect("the tree is an object") {
        let Some(expected) = service_node["service"].as_str() else { continue };
        let Some(entry) = naming::cli_service(command) else {
            if registry::service_entry(expected).is_some() {
                differences.insert(format!("{command}: no service"));
            }
            continue;
        };
        assert_eq!(entry.name, expected);
        for (name, node) in service_node["sub"].as_object().into_iter().flatten() {
            let (Some("ServiceOperation"), Some(api_name)) = (node["k"].as_str(), node["op"].as_str()) else {
                continue;
            };
            let Some(operation) = entry.service().operation(api_name) else { continue };
            commands += 1;
            if naming::cli_operation(entry, name) != Some(api_name) {
                differences.insert(format!("{command} {name}: {api_name}"));
            }
            let ours: BTreeMap<String, &str> = arguments(operation).into_iter().collect();
            for (argument, node) in node["args"].as_object().into_iter().flatten() {
                let member = node["m"].as_str().unwrap_or(argument);
                if operation.input.is_none_or(|it| it.member(member).is_none()) {
                    continue;
                }
                compared += 1;
                let plain = naming::cli_argument_name(expected, api_name, member);
                let hidden = naming::cli_hidden_aliases(command, name, &plain).any(|it| it == argument);
                if ours.get(argument) != Some(&member) && !hidden {
                    differences.insert(format!("{command} {name} --{argument}: {member}"));
                }
            }
        }
    }
    assert!(commands > 17_000 && compared > 60_000, "{commands} commands, {compared} arguments");
    // What is left are arguments that the AWS CLI's own customisations make, beside those of the model.
    expect![[r#"
        ec2 modify-instance-attribute --no-disable-api-stop: DisableApiStop
        ec2 modify-instance-attribute --no-disable-api-termination: DisableApiTermination
        ec2 modify-instance-attribute --no-ebs-optimized: EbsOptimized
        ec2 modify-instance-attribute --no-ena-support: EnaSupport
        ec2 modify-instance-attribute --no-source-dest-check: SourceDestCheck
        ec2 modify-network-interface-attribute --no-source-dest-check: SourceDestCheck
        ec2 modify-subnet-attribute --no-assign-ipv6-address-on-creation: AssignIpv6AddressOnCreation
        ec2 modify-subnet-attribute --no-disable-lni-at-device-index: DisableLniAtDeviceIndex
        ec2 modify-subnet-attribute --no-enable-dns64: EnableDns64
        ec2 modify-subnet-attribute --no-enable-resource-name-dns-a-record-on-launch: EnableResourceNameDnsARecordOnLaunch
        ec2 modify-subnet-attribute --no-enable-resource-name-dns-aaaa-record-on-launch: EnableResourceNameDnsAAAARecordOnLaunch
        ec2 modify-subnet-attribute --no-map-customer-owned-ip-on-launch: MapCustomerOwnedIpOnLaunch
        ec2 modify-subnet-attribute --no-map-public-ip-on-launch: MapPublicIpOnLaunch
        ec2 modify-volume-attribute --no-auto-enable-io: AutoEnableIO
        ec2 modify-vpc-attribute --no-enable-dns-hostnames: EnableDnsHostnames
        ec2 modify-vpc-attribute --no-enable-dns-support: EnableDnsSupport
        ec2 modify-vpc-attribute --no-enable-network-address-usage-metrics: EnableNetworkAddressUsageMetrics
        rds add-option-to-option-group --options: OptionsToInclude
        rds add-option-to-option-group: ModifyOptionGroup
        rds remove-option-from-option-group --options: OptionsToRemove
        rds remove-option-from-option-group: ModifyOptionGroup
        ses send-email --from: Source
        translate import-terminology --data-file: TerminologyData
        translate translate-document --document-content: Document"#]].assert_eq(&differences.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn names_are_split_as_the_aws_cli_splits_them() {
    let Some(names) = recorded("vectors/oracle/xform.json.gz") else { return };
    for (name, expected) in names.as_object().expect("an object of names") {
        assert_eq!(naming::cli_name(name), expected.as_str().expect("a name"), "{name}");
    }
}

#[test]
fn every_type_has_a_table_of_its_own() {
    let mut tables: HashMap<String, String> = HashMap::new();
    for type_name in types::names() {
        let service = sql::sql_service(&type_name);
        for relation in [sql::Relation::Resources, sql::Relation::ListOnly, sql::Relation::Tags] {
            let table = sql::sql_relation(&type_name, relation);
            let full = format!("{service}.{table}");
            let found = sql::sql_relation_of(&service, &table).unwrap_or_else(|| panic!("{full} is not found"));
            assert_eq!((found.type_name.as_str(), found.relation), (type_name.as_str(), relation), "{full}");
            if let Some(other) = tables.insert(full.clone(), type_name.clone()) {
                panic!("{full} is {other} and {type_name}");
            }
        }
    }
}

#[test]
fn every_property_has_a_column_and_an_attribute_of_its_own() {
    for type_name in types::names() {
        let resource_type = types::resource_type(&type_name).expect("every name has a type");
        let (mut columns, mut attributes) = (BTreeSet::new(), BTreeSet::new());
        for (number, property) in resource_type.properties().keys().enumerate() {
            let column = sql::sql_column_of(&type_name, property);
            let attribute = terraform::terraform_attribute(property);
            // Names that are all different come back; that the way back works is shown by a few of each type.
            if number < 3 {
                assert_eq!(sql::property_of_column(resource_type, &column), Some(property.as_str()), "{type_name}");
                assert_eq!(terraform::property_of_attribute(resource_type, &attribute), Some(property.as_str()));
            }
            assert!(columns.insert(column), "{type_name}: {property}");
            assert!(attributes.insert(attribute), "{type_name}: {property}");
        }
    }
}

#[test]
fn every_type_has_a_terraform_resource_of_its_own() {
    for type_name in types::names().filter(|it| it.starts_with("AWS::")) {
        let resource = terraform::terraform_resource(&type_name).expect("a type of AWS's has one");
        assert_eq!(terraform::type_of_terraform_resource(&resource).as_deref(), Some(type_name.as_str()), "{resource}");
    }
}
