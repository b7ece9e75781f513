//! What the AWS CLI does differently from its models, in one place.
//!
//! Names of services stand in this module alone. Its tables say which commands
//! are renamed, taken out or added, `arguments.rs` which arguments a command
//! has beside those of its model, `inputs.rs` what these put into the input,
//! `outputs.rs` which parts of an answer go to files, `policies.rs` which are
//! shown other than they come.
//!
//! Whole commands that no model has (`s3 cp`, `ecr get-login-password`) are not
//! supported yet; they are listed so that they can be told from typing errors.

mod arguments;
mod inputs;
mod outputs;
mod policies;

use callboard_model::service::Operation;

pub use arguments::{CustomArgument, check_exclusive, customise_arguments};
pub use inputs::{check_value, finish_input};
pub use outputs::{Kept, after_call, check_outfiles};
pub use policies::WithPolicies;

/// Commands of the top level that no model has.
pub const TOP_LEVEL_COMMANDS: [&str; 9] =
    ["cli-dev", "configure", "ddb", "help", "history", "login", "logout", "s3", "update"];

/// Commands of services that are not their operations and not supported yet.
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
    ("rds", &["generate-db-auth-token"]),
    ("servicecatalog", &["generate"]),
    ("ssm", &["start-session"]),
    ("sso", &["login", "logout"]),
];

/// Operations that are no commands: event streams, and what newer operations replace.
const REMOVED_COMMANDS: &[(&str, &[&str])] = &[
    (
        "bedrock-agent-runtime",
        &["invoke-agent", "invoke-flow", "invoke-inline-agent", "optimize-prompt", "retrieve-and-generate-stream"],
    ),
    ("bedrock-agentcore", &["invoke-agent-runtime-command", "invoke-code-interpreter", "invoke-harness"]),
    (
        "bedrock-runtime",
        &["converse-stream", "invoke-model-with-bidirectional-stream", "invoke-model-with-response-stream"],
    ),
    ("connecthealth", &["start-medical-scribe-listening-session"]),
    ("devops-agent", &["send-message"]),
    ("ec2", &["import-instance", "import-volume"]),
    (
        "emr",
        &[
            "add-job-flow-steps",
            "describe-job-flows",
            "list-bootstrap-actions",
            "list-instance-groups",
            "run-job-flow",
            "set-keep-job-flow-alive-when-no-steps",
            "set-termination-protection",
            "set-unhealthy-node-replacement",
            "set-visible-to-all-users",
            "terminate-job-flows",
        ],
    ),
    ("iotsitewise", &["invoke-assistant"]),
    ("kinesis", &["subscribe-to-shard"]),
    ("lambda", &["invoke-with-response-stream"]),
    ("lexv2-runtime", &["start-conversation"]),
    ("logs", &["get-log-object"]),
    ("polly", &["start-speech-synthesis-stream"]),
    ("qbusiness", &["chat"]),
    ("rds", &["modify-option-group"]),
    ("sagemaker-runtime", &["invoke-endpoint-with-response-stream"]),
    ("ses", &["delete-verified-email-address", "list-verified-email-addresses", "verify-email-address"]),
];

/// Commands that stand for an operation of another name: service, command, operation.
const ADDED_COMMANDS: [(&str, &str, &str); 2] = [
    ("rds", "add-option-to-option-group", "ModifyOptionGroup"),
    ("rds", "remove-option-from-option-group", "ModifyOptionGroup"),
];

/// Lists whose one-member structures may be given bare: service of the model, command, argument.
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

/// Members that turn pagination off although the paginator does not know them: service of the model, operation, member.
const UNPAGED_MEMBERS: [(&str, &str, &str); 1] = [("kinesis", "ListStreams", "ExclusiveStartStreamName")];

/// Listings that ask for large pages when nothing narrows them down: service of the model, operation, members that
/// do not narrow.
const LARGE_PAGES: [(&str, &str, &[&str]); 2] = [
    ("ec2", "DescribeVolumes", &["NextToken", "DryRun"]),
    ("ec2", "DescribeSnapshots", &["NextToken", "DryRun", "OwnerIds", "RestorableByUserIds"]),
];

/// Commands of a service that are known but not supported yet.
pub fn unsupported_commands(service: &str) -> &'static [&'static str] {
    commands_of(UNSUPPORTED_COMMANDS, service)
}

/// Whether an operation is no command of its service.
pub fn is_removed(service: &str, command: &str) -> bool {
    [REMOVED_COMMANDS, UNSUPPORTED_COMMANDS].iter().any(|it| commands_of(it, service).contains(&command))
}

/// Commands of a service that stand for an operation of another name, with that name.
pub fn added_commands(service: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    ADDED_COMMANDS.iter().filter(move |it| it.0 == service).map(|(_, command, operation)| (*command, *operation))
}

/// Whether the items of a list may be given bare.
pub fn is_bare_list(operation: &'static Operation, command: &str, argument: &str) -> bool {
    BARE_LISTS.contains(&(operation.service.name, command, argument))
}

/// Whether a member turns pagination off.
pub fn is_unpaged(operation: &'static Operation, member: &str) -> bool {
    UNPAGED_MEMBERS.contains(&(operation.service.name, operation.name, member))
}

/// The page size of a listing that was given none.
pub fn page_size(operation: &'static Operation, input: &callboard_model::document::Map) -> Option<u64> {
    const LARGE: u64 = 1000;
    let (_, _, harmless) = LARGE_PAGES.iter().find(|it| it.0 == operation.service.name && it.1 == operation.name)?;
    input.keys().all(|key| harmless.contains(&key.as_ref())).then_some(LARGE)
}

fn commands_of(table: &'static [(&str, &[&str])], service: &str) -> &'static [&'static str] {
    table.iter().find(|(name, _)| *name == service).map_or(&[], |(_, commands)| commands)
}
