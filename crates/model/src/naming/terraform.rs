//! Resource types and properties as awscc's resources and attributes: `AWS::IVS::Stage` is `awscc_ivs_stage`.

use std::borrow::Cow;

use super::tables::TERRAFORM_WORDS;
use crate::types::{self, ResourceType};

const PROVIDER: &str = "awscc";

/// The Terraform resource of a type; every type of AWS's own has one.
pub fn terraform_resource(type_name: &str) -> Option<String> {
    let (namespace, leaf) = type_name.strip_prefix("AWS::")?.split_once("::")?;
    Some(format!("{PROVIDER}_{}_{}", namespace.to_ascii_lowercase(), terraform_attribute(leaf)))
}

/// The type of a Terraform resource.
pub fn type_of_terraform_resource(resource: &str) -> Option<String> {
    let (service, leaf) = resource.strip_prefix(PROVIDER)?.strip_prefix('_')?.split_once('_')?;
    for namespace in types::namespaces() {
        let Some(name) = namespace.strip_prefix("AWS::") else { continue };
        if !name.eq_ignore_ascii_case(service) {
            continue;
        }
        if let Some(found) = types::names_in(namespace).find(|it| terraform_attribute(it) == leaf) {
            return Some(format!("{namespace}::{found}"));
        }
    }
    None
}

/// The attribute of a property: a border wherever case changes or digits end, runs of capitals kept together.
pub fn terraform_attribute(property: &str) -> String {
    let mut name = Cow::Borrowed(property.trim());
    for (word, joined) in TERRAFORM_WORDS {
        if name.contains(word) {
            name = Cow::Owned(name.replace(word, joined));
        }
    }
    let bytes = name.as_bytes();
    let mut attribute = String::with_capacity(name.len() + 8);
    for (at, byte) in bytes.iter().enumerate() {
        if !byte.is_ascii_alphanumeric() {
            attribute.push('_');
            continue;
        }
        let before = at.checked_sub(1).map(|before| bytes[before]);
        let after = bytes.get(at + 1).copied();
        let is_small = |it: Option<u8>| it.is_some_and(|it| it.is_ascii_lowercase());
        let is_capital = |it: Option<u8>| it.is_some_and(|it| it.is_ascii_uppercase());
        let is_digit = |it: Option<u8>| it.is_some_and(|it| it.is_ascii_digit());
        if byte.is_ascii_uppercase() && is_small(after) && is_capital(before) {
            attribute.push('_');
        }
        attribute.push(char::from(byte.to_ascii_lowercase()));
        let ends_word = byte.is_ascii_lowercase() && (is_capital(after) || is_digit(after))
            || byte.is_ascii_digit() && (is_capital(after) || is_small(after));
        if ends_word {
            attribute.push('_');
        }
    }
    attribute
}

/// The property of a type that an attribute means.
pub fn property_of_attribute(resource_type: &'static ResourceType, attribute: &str) -> Option<&'static str> {
    resource_type.properties().keys().map(String::as_str).find(|name| terraform_attribute(name) == attribute)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_named_as_awscc_names_them() {
        for (property, attribute) in [
            ("Arn", "arn"),
            ("DestinationArn", "destination_arn"),
            ("GlobalReplicationGroupDescription", "global_replication_group_description"),
            ("S3Bucket", "s3_bucket"),
            ("AWS99Thing", "aws99_thing"),
            ("CloudWatchLogsLogGroupArn", "cloudwatch_logs_log_group_arn"),
            ("FSxWindows", "fsx_windows"),
            ("VPCDHCPOptionsAssociation", "vpcdhcp_options_association"),
            ("Ipv6CidrBlock", "ipv_6_cidr_block"),
            ("  ", ""),
        ] {
            assert_eq!(terraform_attribute(property), attribute, "{property}");
        }
    }

    #[test]
    fn resources_are_named_as_awscc_names_them() {
        for (type_name, resource) in [
            ("AWS::IVS::Stage", "awscc_ivs_stage"),
            ("AWS::ApiGatewayV2::Stage", "awscc_apigatewayv2_stage"),
            ("AWS::EMR::WALWorkspace", "awscc_emr_wal_workspace"),
            ("AWS::ElasticLoadBalancingV2::ListenerRule", "awscc_elasticloadbalancingv2_listener_rule"),
            ("AWS::EC2::VPCBlockPublicAccessOptions", "awscc_ec2_vpc_block_public_access_options"),
        ] {
            assert_eq!(terraform_resource(type_name).as_deref(), Some(resource));
            assert_eq!(type_of_terraform_resource(resource).as_deref(), Some(type_name));
        }
    }
}
