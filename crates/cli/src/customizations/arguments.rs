//! Arguments that commands have beside those of their models.

use callboard_model::naming;
use callboard_model::shape::ShapeKind;

use super::inputs::{self, Apply};
use crate::decode::DecodeError;
use crate::decode::arguments::{Argument, ArgumentKind, ArgumentTable};
use crate::decode::parser::{Given, Takes};

/// An argument that no model has.
#[derive(Debug)]
pub struct CustomArgument {
    /// Its name without dashes.
    pub name: &'static str,
    /// How many words it takes.
    pub takes: Takes,
    /// The words it may be; any where empty.
    pub choices: &'static [&'static str],
    /// The kind of its value in the words of help.
    pub type_name: &'static str,
    /// Whether the line must have it.
    pub required: bool,
    /// Puts its value into the input; it is kept for after the call where there is none.
    pub apply: Option<Apply>,
}

/// One change of the arguments of a command.
enum Change {
    /// Adds an argument.
    Add(CustomArgument),
    /// Takes one out.
    Remove(&'static str),
    /// Gives one another name.
    Rename(&'static str, &'static str),
    /// Makes one optional.
    Optional(&'static str),
    /// Shows one no more in help.
    Hide(&'static str),
}
use Change::{Add, Hide, Optional, Remove, Rename};

/// The changes of some commands of a service; of all commands where none is named.
struct Customization {
    service: &'static str,
    commands: &'static [&'static str],
    changes: &'static [Change],
    /// Groups of arguments of which only one may be used.
    exclusive: &'static [&'static [&'static str]],
}

const fn text(name: &'static str, apply: Apply) -> Change {
    Add(CustomArgument {
        name,
        takes: Takes::One,
        choices: &[],
        type_name: "string",
        required: false,
        apply: Some(apply),
    })
}

const fn words(name: &'static str, apply: Apply) -> Change {
    Add(CustomArgument {
        name,
        takes: Takes::OneOrMore,
        choices: &[],
        type_name: "string",
        required: false,
        apply: Some(apply),
    })
}

const fn flag(name: &'static str, value: bool, apply: Apply) -> Change {
    let takes = Takes::Flag(value);
    Add(CustomArgument { name, takes, choices: &[], type_name: "boolean", required: false, apply: Some(apply) })
}

const fn structure(name: &'static str, apply: Apply) -> Change {
    let takes = Takes::One;
    Add(CustomArgument { name, takes, choices: &[], type_name: "structure", required: false, apply: Some(apply) })
}

const fn blob(name: &'static str, required: bool, apply: Apply) -> Change {
    Add(CustomArgument { name, takes: Takes::One, choices: &[], type_name: "blob", required, apply: Some(apply) })
}

const fn kept(name: &'static str, choices: &'static [&'static str], required: bool) -> Change {
    Add(CustomArgument { name, takes: Takes::One, choices, type_name: "string", required, apply: None })
}

const fn of(service: &'static str, commands: &'static [&'static str], changes: &'static [Change]) -> Customization {
    Customization { service, commands, changes, exclusive: &[] }
}

static CUSTOMIZATIONS: &[Customization] = &[
    Customization {
        service: "cloudfront",
        commands: &["create-invalidation"],
        changes: &[Optional("invalidation-batch"), words("paths", inputs::invalidation_paths)],
        exclusive: &[&["invalidation-batch"], &["paths"]],
    },
    Customization {
        service: "cloudfront",
        commands: &["create-distribution"],
        changes: &[
            Optional("distribution-config"),
            text("origin-domain-name", inputs::origin_domain_name),
            text("default-root-object", inputs::default_root_object),
        ],
        exclusive: &[&["default-root-object", "origin-domain-name"], &["distribution-config"]],
    },
    Customization {
        service: "cloudwatch",
        commands: &["put-metric-data"],
        changes: &[
            Optional("metric-data"),
            text("metric-name", |input, value| inputs::metric(input, "MetricName", value)),
            text("timestamp", |input, value| inputs::metric(input, "Timestamp", value)),
            text("unit", |input, value| inputs::metric(input, "Unit", value)),
            text("value", inputs::metric_value),
            text("dimensions", inputs::metric_dimensions),
            text("statistic-values", inputs::metric_statistics),
            text("storage-resolution", inputs::metric_resolution),
        ],
        exclusive: &[
            &["metric-data"],
            &["metric-name", "timestamp", "unit", "value", "dimensions", "statistic-values"],
        ],
    },
    of(
        "deploy",
        &["create-deployment", "get-application-revision", "register-application-revision"],
        &[
            structure("s3-location", inputs::revision_in_s3),
            structure("github-location", inputs::revision_on_github),
            Optional("revision"),
        ],
    ),
    of(
        "ec2",
        &[
            "authorize-security-group-egress",
            "authorize-security-group-ingress",
            "revoke-security-group-egress",
            "revoke-security-group-ingress",
        ],
        &[
            text("protocol", inputs::permission_protocol),
            Hide("ip-protocol"),
            text("port", inputs::permission_port),
            Hide("from-port"),
            Hide("to-port"),
            text("cidr", inputs::permission_cidr),
            Hide("cidr-ip"),
            text("source-group", inputs::permission_group),
            Hide("source-security-group-name"),
            text("group-owner", inputs::permission_owner),
            Hide("source-security-group-owner-id"),
        ],
    ),
    of(
        "ec2",
        &["run-instances"],
        &[
            text("count", inputs::instance_count),
            Remove("min-count"),
            Remove("max-count"),
            Add(CustomArgument {
                name: "secondary-private-ip-addresses",
                takes: Takes::Any,
                choices: &[],
                type_name: "string",
                required: false,
                apply: Some(inputs::secondary_addresses),
            }),
            text("secondary-private-ip-address-count", inputs::secondary_address_count),
            flag("associate-public-ip-address", true, inputs::public_address),
            flag("no-associate-public-ip-address", false, inputs::public_address),
        ],
    ),
    of(
        "iam",
        &["create-virtual-mfa-device"],
        &[kept("outfile", &[], true), kept("bootstrap-method", &["QRCodePNG", "Base32StringSeed"], true)],
    ),
    of("iot", &["create-certificate-from-csr"], &[kept("certificate-pem-outfile", &[], false)]),
    of(
        "iot",
        &["create-keys-and-certificate"],
        &[
            kept("certificate-pem-outfile", &[], false),
            kept("public-key-outfile", &[], false),
            kept("private-key-outfile", &[], false),
        ],
    ),
    of("kinesis", &["list-streams"], &[Hide("exclusive-start-stream-name")]),
    of(
        "lambda",
        &["create-function"],
        &[Optional("code"), blob("zip-file", false, |input, value| inputs::zip_file(input, "Code", value))],
    ),
    of(
        "lambda",
        &["publish-layer-version"],
        &[Optional("content"), blob("zip-file", false, |input, value| inputs::zip_file(input, "Content", value))],
    ),
    of(
        "quicksight",
        &["start-asset-bundle-import-job"],
        &[
            Optional("asset-bundle-import-source"),
            blob("asset-bundle-import-source-bytes", false, |input, value| {
                inputs::hoisted(input, "AssetBundleImportSource", "Body", value)
            }),
        ],
    ),
    of("rds", &["add-option-to-option-group"], &[Rename("options-to-include", "options"), Remove("options-to-remove")]),
    of(
        "rds",
        &["remove-option-from-option-group"],
        &[Rename("options-to-remove", "options"), Remove("options-to-include")],
    ),
    of(
        "rekognition",
        &["compare-faces"],
        &[
            Optional("source-image"),
            blob("source-image-bytes", false, |input, value| inputs::hoisted(input, "SourceImage", "Bytes", value)),
            Optional("target-image"),
            blob("target-image-bytes", false, |input, value| inputs::hoisted(input, "TargetImage", "Bytes", value)),
        ],
    ),
    of(
        "rekognition",
        &[
            "detect-custom-labels",
            "detect-faces",
            "detect-labels",
            "detect-moderation-labels",
            "detect-protective-equipment",
            "detect-text",
            "index-faces",
            "recognize-celebrities",
            "search-faces-by-image",
            "search-users-by-image",
        ],
        &[
            Optional("image"),
            blob("image-bytes", false, |input, value| inputs::hoisted(input, "Image", "Bytes", value)),
        ],
    ),
    Customization {
        service: "ses",
        commands: &["send-email"],
        changes: &[
            Optional("message"),
            Optional("destination"),
            Rename("source", "from"),
            words("to", |input, value| inputs::destination(input, "ToAddresses", value)),
            words("cc", |input, value| inputs::destination(input, "CcAddresses", value)),
            words("bcc", |input, value| inputs::destination(input, "BccAddresses", value)),
            text("subject", inputs::subject),
            text("text", |input, value| inputs::body(input, "Text", value)),
            text("html", |input, value| inputs::body(input, "Html", value)),
        ],
        exclusive: &[&["destination"], &["to", "cc", "bcc"], &["message"], &["text", "html"]],
    },
    of(
        "translate",
        &["import-terminology"],
        &[
            blob("data-file", true, |input, value| inputs::hoisted(input, "TerminologyData", "File", value)),
            Optional("terminology-data"),
        ],
    ),
    of(
        "translate",
        &["translate-document"],
        &[blob("document-content", true, |input, value| inputs::hoisted(input, "Document", "Content", value))],
    ),
];

/// Structures of one truth value are flags in these services.
const NESTED_FLAG_SERVICES: [&str; 1] = ["ec2"];

/// Arguments that exclude each other in pairs, with what is said of them: service, argument, those it excludes.
const INCOMPATIBLE: [(&str, &str, &[&str]); 2] = [
    ("ec2", "ip-permissions", &["protocol", "port", "cidr", "source-group", "group-owner"]),
    (
        "ec2",
        "network-interfaces",
        &["secondary-private-ip-addresses", "secondary-private-ip-address-count", "associate-public-ip-address"],
    ),
];

/// Adds, changes and takes out arguments of one command.
pub fn customise_arguments(table: &mut ArgumentTable, service: &str, command: &str) {
    for customization in customizations_of(service, command) {
        customization.changes.iter().for_each(|it| change(table, it));
    }
    add_hidden_aliases(table, service, command);
    if NESTED_FLAG_SERVICES.contains(&service) {
        make_nested_flags(table);
    }
}

/// Refuses arguments that may not stand together.
pub fn check_exclusive(
    table: &ArgumentTable,
    values: &[Option<Given>],
    service: &str,
    command: &str,
) -> Result<(), DecodeError> {
    let given: Vec<&str> = (table.arguments.iter().zip(values))
        .filter(|(_, value)| value.is_some())
        .map(|(argument, _)| argument.name.as_str())
        .collect();
    for customization in customizations_of(service, command) {
        // Groups come in pairs that exclude each other.
        for groups in customization.exclusive.chunks(2) {
            one_group(&given, groups)?;
        }
    }
    for (of, argument, others) in INCOMPATIBLE.iter().filter(|it| it.0 == service && given.contains(&it.1)) {
        if let Some(other) = others.iter().find(|it| given.contains(it)) {
            let message = match *argument {
                "ip-permissions" => {
                    format!("The --{} option is not compatible with the --{argument} option ", other.replace('-', "_"))
                }
                _ => format!("Mixing the --{argument} option with the simple, scalar options is not supported."),
            };
            debug_assert_eq!(*of, service);
            return Err(DecodeError::Parameter(message));
        }
    }
    Ok(())
}

fn customizations_of<'a>(service: &'a str, command: &'a str) -> impl Iterator<Item = &'static Customization> + 'a {
    CUSTOMIZATIONS.iter().filter(move |it| it.service == service && it.commands.contains(&command))
}

fn change(table: &mut ArgumentTable, change: &'static Change) {
    match change {
        Add(custom) => _ = table.push(custom.name, ArgumentKind::Custom(custom), custom.required),
        Remove(name) => drop(table.remove(name)),
        Rename(name, new) => {
            if let Some(argument) = table.remove(name) {
                table.arguments.push(Argument { name: (*new).to_owned(), ..argument });
            }
        }
        Optional(name) => table.get_mut(name).into_iter().for_each(|it| it.required = false),
        Hide(name) => table.get_mut(name).into_iter().for_each(|it| it.hidden = true),
    }
}

/// Adds the old names of arguments; neither the old nor the new one is required then, so that either will do.
fn add_hidden_aliases(table: &mut ArgumentTable, service: &str, command: &str) {
    let aliases: Vec<(usize, &'static str)> = (table.arguments.iter().enumerate())
        .flat_map(|(place, it)| naming::cli_hidden_aliases(service, command, &it.name).map(move |alias| (place, alias)))
        .collect();
    for (place, alias) in aliases {
        table.arguments[place].required = false;
        let argument = table.arguments[place].clone();
        table.arguments.push(Argument { name: alias.to_owned(), hidden: true, ..argument });
    }
}

fn make_nested_flags(table: &mut ArgumentTable) {
    let flags: Vec<_> = (table.arguments.iter())
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
    for (name, member) in flags {
        table.push(&name, ArgumentKind::NestedFlag(member, true), false);
        table.push(&format!("no-{name}"), ArgumentKind::NestedFlag(member, false), false);
    }
}

fn one_group(given: &[&str], groups: &[&[&str]]) -> Result<(), DecodeError> {
    let group_of = |name: &&str| groups.iter().position(|group| group.contains(name));
    let mut first = None;
    for name in given {
        let Some(group) = group_of(name) else { continue };
        if *first.get_or_insert(group) != group {
            let others: Vec<String> = groups[first.unwrap_or(group)].iter().map(|it| it.replace('-', "_")).collect();
            return Err(DecodeError::Parameter(format!(
                "The key \"{}\" cannot be specified when one of the following keys are also specified: {}",
                name.replace('-', "_"),
                others.join(", ")
            )));
        }
    }
    Ok(())
}
