//! What the AWS CLI does differently from its models, in one place.
//!
//! Names of services stand in this module alone. What a command needs beyond
//! tables (a body read from a zip file, flags that make up a structure) is a
//! [`CustomArgument`]; whole commands that no model has are not supported yet
//! and are only listed, so that they can be told from typing errors.

use callboard_model::document::{Document, Map};
use callboard_model::service::Operation;

use crate::decode::DecodeError;
use crate::decode::arguments::{ArgumentKind, ArgumentTable};
use crate::decode::parser::{Given, Takes};

/// An argument that no model has.
pub struct CustomArgument {
    /// Its name without dashes.
    pub name: &'static str,
    /// How many words it takes.
    pub takes: Takes,
    /// The kind of its value in the words of help.
    pub type_name: &'static str,
    /// Puts its value into the input.
    pub apply: fn(&mut Map, Document) -> Result<(), DecodeError>,
}

impl std::fmt::Debug for CustomArgument {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("CustomArgument").field(&self.name).finish()
    }
}

/// Commands of the top level that no model has.
pub const TOP_LEVEL_COMMANDS: [&str; 9] =
    ["cli-dev", "configure", "ddb", "help", "history", "login", "logout", "s3", "update"];

/// Commands of services that no model has: service, command.
const UNSUPPORTED_COMMANDS: &[(&str, &[&str])] = &[
    ("cloudformation", &["deploy", "package"]),
    ("cloudfront", &["sign"]),
    ("cloudtrail", &["validate-logs", "verify-query-results"]),
    ("codeartifact", &["login"]),
    ("codecommit", &["credential-helper"]),
    ("configservice", &["get-status", "subscribe"]),
    ("datapipeline", &["create-default-roles", "list-runs"]),
    ("deploy", &["deregister", "install", "push", "register", "uninstall"]),
    ("dlm", &["create-default-role"]),
    ("dsql", &["generate-db-connect-admin-auth-token", "generate-db-connect-auth-token"]),
    ("dynamodb", &["wizard"]),
    ("ec2-instance-connect", &["open-tunnel", "ssh"]),
    ("ecr", &["get-login-password"]),
    ("ecr-public", &["get-login-password"]),
    ("ecs", &["deploy", "execute-command", "monitor-express-gateway-service"]),
    ("eks", &["get-token", "update-kubeconfig"]),
    (
        "emr",
        &[
            "add-instance-groups",
            "add-steps",
            "create-cluster",
            "create-default-roles",
            "create-hbase-backup",
            "describe-cluster",
            "disable-hbase-backups",
            "get",
            "install-applications",
            "modify-cluster-attributes",
            "put",
            "restore-from-hbase-backup",
            "schedule-hbase-backup",
            "socks",
            "ssh",
            "terminate-clusters",
        ],
    ),
    ("emr-containers", &["create-role-associations", "delete-role-associations", "update-role-trust-policy"]),
    ("events", &["wizard"]),
    ("gamelift", &["get-game-session-log", "upload-build"]),
    ("iam", &["wizard"]),
    ("lambda", &["wizard"]),
    ("lightsail", &["push-container-image"]),
    ("logs", &["start-live-tail", "tail"]),
    ("rds", &["add-option-to-option-group", "generate-db-auth-token", "remove-option-from-option-group"]),
    ("servicecatalog", &["generate"]),
    ("ssm", &["start-session"]),
    ("sso", &["login", "logout"]),
];

/// Structures of one truth value are flags in these services.
const NESTED_FLAG_SERVICES: [&str; 1] = ["ec2"];

/// Lists whose one-member structures may be given bare: service model, command, argument.
const BARE_LISTS: [(&str, &str, &str); 8] = [
    ("elb", "deregister-instances-from-load-balancer", "instances"),
    ("elb", "describe-instance-health", "instances"),
    ("elb", "register-instances-with-load-balancer", "instances"),
    ("elb", "remove-tags", "tags"),
    ("firehose", "put-record-batch", "records"),
    ("workspaces", "reboot-workspaces", "reboot-workspace-requests"),
    ("workspaces", "rebuild-workspaces", "rebuild-workspace-requests"),
    ("workspaces", "terminate-workspaces", "terminate-workspace-requests"),
];

/// Commands of a service that are known but not supported yet.
pub fn unsupported_commands(service: &str) -> &'static [&'static str] {
    UNSUPPORTED_COMMANDS.iter().find(|(name, _)| *name == service).map_or(&[], |(_, commands)| commands)
}

/// Whether a command was taken out of a service although its model has the operation.
pub fn is_removed(service: &str, command: &str) -> bool {
    let _ = (service, command);
    false
}

/// The command that a hidden name stands for.
pub fn hidden_command<'a>(service: &str, command: &'a str) -> &'a str {
    let _ = service;
    command
}

/// Adds, changes and takes out arguments of one command.
pub fn customise_arguments(table: &mut ArgumentTable, service: &str, command: &str) {
    let _ = command;
    if NESTED_FLAG_SERVICES.contains(&service) {
        nested_flags(table);
    }
}

/// Whether the value of an argument is never read from a file.
pub fn takes_no_file(operation: &'static Operation, command: &str, argument: &str) -> bool {
    let _ = (operation, command, argument);
    false
}

/// Whether the items of a list may be given bare.
pub fn is_bare_list(operation: &'static Operation, command: &str, argument: &str) -> bool {
    BARE_LISTS.contains(&(operation.service.name, command, argument))
}

/// Refuses arguments that may not stand together.
pub fn check_exclusive(
    table: &ArgumentTable,
    values: &[Option<Given>],
    service: &str,
    command: &str,
) -> Result<(), DecodeError> {
    let _ = (table, values, service, command);
    Ok(())
}

/// Refuses values that the AWS CLI looks into.
pub fn check_value(operation: &'static Operation, argument: &str, value: &Document) -> Result<(), DecodeError> {
    let _ = (operation, argument, value);
    Ok(())
}

fn nested_flags(table: &mut ArgumentTable) {
    use callboard_model::shape::ShapeKind;
    let pairs: Vec<_> = (table.arguments.iter())
        .filter_map(|argument| {
            let ArgumentKind::Member(member) = argument.kind else { return None };
            match member.shape().members() {
                [only] if only.name == "Value" && matches!(only.shape().kind, ShapeKind::Boolean) => {
                    Some((argument.name.clone(), member))
                }
                _ => None,
            }
        })
        .collect();
    for (name, member) in pairs {
        table.push(&name, ArgumentKind::NestedFlag(member, true), false);
        table.push(&format!("no-{name}"), ArgumentKind::NestedFlag(member, false), false);
    }
}
