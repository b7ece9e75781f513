//! The AWS CLI's names, which are botocore's `xform_name` and a table of exceptions.

use std::borrow::Cow;

use super::tables::{ARGUMENT_RENAMES, FIXED_NAMES, HIDDEN_ALIASES, OLD_OPERATION_NAMES, SERVICE_RENAMES};
use crate::registry::{self, ServiceEntry};

/// `CreateStage` as `create-stage`. A name that has a hyphen is taken as it is.
pub fn cli_name(name: &str) -> String {
    spelled(name, '-')
}

/// `CreateStage` as `create_stage`, by the same rule. A name that has an underscore is taken as it is.
pub fn snake_name(name: &str) -> String {
    spelled(name, '_')
}

/// The AWS CLI's command for a service of botocore's: `codedeploy` is `deploy`.
pub fn cli_service_name(service: &str) -> &str {
    SERVICE_RENAMES.iter().find(|(name, _)| *name == service).map_or(service, |(_, command)| command)
}

/// The service of an AWS CLI command: `s3api` is `s3`. There is none for `s3`, which is a command of another kind.
pub fn cli_service(command: &str) -> Option<&'static ServiceEntry> {
    if let Some((name, _)) = SERVICE_RENAMES.iter().find(|(_, renamed)| *renamed == command) {
        return registry::service_entry(name);
    }
    if SERVICE_RENAMES.iter().any(|(name, _)| *name == command) {
        return None;
    }
    registry::service_entry(command)
}

/// The name in the API of an operation that the AWS CLI calls `command`.
pub fn cli_operation(entry: &'static ServiceEntry, command: &str) -> Option<&'static str> {
    let old = OLD_OPERATION_NAMES.iter().find(|(old, _)| *old == command).map(|(_, new)| *new);
    let command = old.unwrap_or(command);
    entry.operation_names().find(|name| is_spelling_of(command, name) && cli_name(name) == command)
}

/// The argument for a member of an operation's input, without its two hyphens. The service is botocore's, the
/// operation the API's.
pub fn cli_argument_name<'a>(service: &str, operation: &str, member: &'a str) -> Cow<'a, str> {
    let name = cli_name(member);
    match renamed_cli_argument(cli_service_name(service), &cli_name(operation), &name) {
        Some(renamed) => Cow::Borrowed(renamed),
        None if name == member => Cow::Borrowed(member),
        None => Cow::Owned(name),
    }
}

/// The argument that sets a boolean member to false: `no-dry-run`, or what the AWS CLI calls it instead.
pub fn cli_negative_name(service: &str, operation: &str, member: &str) -> String {
    let name = format!("no-{}", cli_name(member));
    match renamed_cli_argument(cli_service_name(service), &cli_name(operation), &name) {
        Some(renamed) => renamed.to_owned(),
        None => name,
    }
}

/// What the AWS CLI calls an argument instead of the name that the rule gives it; service and operation as commands.
pub fn renamed_cli_argument(service: &str, command: &str, argument: &str) -> Option<&'static str> {
    let row = ARGUMENT_RENAMES
        .iter()
        .find(|row| row.service == service && row.argument == argument && applies(row.command, command))?;
    Some(row.renamed)
}

/// Other names by which an argument is accepted but not shown; service and operation as commands.
pub fn cli_hidden_aliases(service: &str, command: &str, argument: &str) -> impl Iterator<Item = &'static str> {
    HIDDEN_ALIASES
        .iter()
        .filter(move |row| row.service == service && row.argument == argument && applies(row.command, command))
        .map(|row| row.renamed)
}

fn applies(rule: &str, command: &str) -> bool {
    rule == "*" || rule == command
}

/// Whether two names are the same but for hyphens and case; cheap, so as to make few names in full.
fn is_spelling_of(command: &str, name: &str) -> bool {
    let letters = command.bytes().filter(|byte| *byte != b'-');
    letters.eq(name.bytes().filter(|byte| *byte != b'-').map(|byte| byte.to_ascii_lowercase()))
}

fn spelled(name: &str, separator: char) -> String {
    if name.contains(separator) {
        return name.to_owned();
    }
    if let Ok(at) = FIXED_NAMES.binary_search_by(|(fixed, _)| fixed.as_bytes().cmp(name.as_bytes())) {
        let spelled = FIXED_NAMES[at].1;
        return if separator == '-' { spelled.to_owned() } else { spelled.replace('-', "_") };
    }
    split_words(&split_plural_acronym(name, separator), separator).to_ascii_lowercase()
}

/// `GatewayARNs` as `Gateway-arns`: two or more capitals and an `s` at the end are one word.
fn split_plural_acronym(name: &str, separator: char) -> Cow<'_, str> {
    let Some(body) = name.strip_suffix('s') else { return Cow::Borrowed(name) };
    let capitals = body.bytes().rev().take_while(u8::is_ascii_uppercase).count();
    if capitals < 2 {
        return Cow::Borrowed(name);
    }
    let (before, acronym) = name.split_at(body.len() - capitals);
    Cow::Owned(format!("{before}{separator}{}", acronym.to_ascii_lowercase()))
}

/// Puts the separator before each capital that a small letter follows, then between a small letter or digit and a
/// capital.
fn split_words(name: &str, separator: char) -> String {
    let bytes = name.as_bytes();
    let mut split = String::with_capacity(name.len() + 8);
    let mut characters = name.char_indices();
    // A word that was split off takes its small letters with it, so none of them is the letter before the next word.
    while let Some((at, character)) = characters.next() {
        let next = at + character.len_utf8();
        let word = bytes.get(next).is_some_and(u8::is_ascii_uppercase)
            && bytes.get(next + 1).is_some_and(u8::is_ascii_lowercase);
        push(&mut split, character, separator);
        if word {
            split.push(separator);
            let length = 1 + bytes[next + 1..].iter().take_while(|byte| byte.is_ascii_lowercase()).count();
            split.push_str(&name[next..next + length]);
            for _ in 0..length {
                characters.next();
            }
        }
    }
    split
}

/// Adds a character, behind the separator where it is a capital after a small letter or a digit.
fn push(split: &mut String, character: char, separator: char) {
    let after_word = split.bytes().next_back().is_some_and(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if character.is_ascii_uppercase() && after_word {
        split.push(separator);
    }
    split.push(character);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &[(&str, &str)]) {
        for (name, expected) in names {
            assert_eq!(cli_name(name), *expected, "{name}");
        }
    }

    #[test]
    fn words_are_split_as_botocore_splits_them() {
        check(&[
            ("CreateStage", "create-stage"),
            ("participantTokenConfigurations", "participant-token-configurations"),
            ("S3Bucket", "s3-bucket"),
            ("Ec2", "ec2"),
            ("MD5OfBody", "md5-of-body"),
            ("IPv6Address", "i-pv6-address"),
            ("LoRaWAN", "lo-ra-wan"),
            ("GatewayARNs", "gateway-arns"),
            ("ListWebACLs", "list-web-acls"),
            ("sourceServerIDs", "source-server-ids"),
            ("AZs", "-azs"),
            ("CreateCachediSCSIVolume", "create-cached-iscsi-volume"),
            ("ExecutePartiQLStatement", "execute-partiql-statement"),
            ("x-amz-meta", "x-amz-meta"),
            ("DescribeDBInstances", "describe-db-instances"),
            ("DNSSEC", "dnssec"),
            ("A", "a"),
            ("", ""),
        ]);
    }

    #[test]
    fn underscores_by_the_same_rule() {
        assert_eq!(snake_name("CreateStoredISCSIVolumes"), "create_stored_iscsi_volumes");
        assert_eq!(snake_name("ExecutePartiQLBatch"), "execute_partiql_batch");
    }

    #[test]
    fn three_services_have_another_command() {
        assert_eq!(cli_service_name("s3"), "s3api");
        assert_eq!(cli_service("s3api").map(|it| it.name), Some("s3"));
        assert_eq!(cli_service("s3").map(|it| it.name), None);
        assert_eq!(cli_service("deploy").map(|it| it.name), Some("codedeploy"));
        assert_eq!(cli_service("configservice").map(|it| it.name), Some("config"));
        assert_eq!(cli_service("ivs-realtime").map(|it| it.name), Some("ivs-realtime"));
    }

    #[test]
    fn every_renamed_argument_is_there_to_rename() {
        for row in ARGUMENT_RENAMES.iter().chain(HIDDEN_ALIASES) {
            let service = cli_service(row.service).map(ServiceEntry::service);
            let service = service.unwrap_or_else(|| panic!("no service {}", row.service));
            let inputs = service.operation_names().filter(|name| applies(row.command, &cli_name(name)));
            let mut members =
                inputs.filter_map(|name| service.operation(name)?.input).flat_map(crate::shape::Shape::members);
            let argument = row.argument;
            let found = members.any(|it| {
                let name = cli_name(it.name);
                name == argument || argument.strip_prefix("no-") == Some(&name)
            });
            assert!(found, "{} {} --{argument}", row.service, row.command);
        }
    }

    #[test]
    fn arguments_that_would_hide_a_global_one_are_renamed() {
        assert_eq!(cli_argument_name("eks", "CreateCluster", "version"), "kubernetes-version");
        assert_eq!(cli_argument_name("apigatewayv2", "CreateApi", "Version"), "api-version");
        assert_eq!(cli_argument_name("iotwireless", "CreateDeviceProfile", "LoRaWAN"), "lorawan");
        assert_eq!(cli_argument_name("ivs-realtime", "CreateStage", "name"), "name");
        assert_eq!(cli_negative_name("ec2", "CreateImage", "NoReboot"), "reboot");
        assert_eq!(cli_negative_name("ec2", "CreateNetworkAclEntry", "Egress"), "ingress");
        assert_eq!(cli_negative_name("ec2", "RunInstances", "DryRun"), "no-dry-run");
        let hidden: Vec<_> = cli_hidden_aliases("mgn", "start-test", "source-server-ids").collect();
        assert_eq!(hidden, ["source-server-i-ds"]);
    }
}
