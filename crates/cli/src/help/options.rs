//! Options that no model describes, in our own words.

use super::page::Page;
use crate::decode::arguments::ArgumentKind;
use crate::decode::globals::{self, GlobalKind};

/// What a global option does.
fn global_words(name: &str) -> &'static str {
    match name {
        "debug" => "Writes what happens on the way to stderr.",
        "endpoint-url" => "Sends the calls to this address instead of the target in force.",
        "no-verify-ssl" => {
            "Accepts any certificate of the other side. Anyone on the way can then read and change calls."
        }
        "no-paginate" => "Makes one call and prints one page where a listing would go on through all pages.",
        "output" => "The form in which the answer is printed.",
        "query" => "A JMESPath expression; what it selects from the answer is printed instead of the whole.",
        "profile" => "The profile of the configuration and credentials files to use.",
        "region" => "The region of the calls; goes before environment and configuration.",
        "version" => "Prints the version and does nothing else.",
        "color" => "Whether tables have colours; `auto` means on a terminal only.",
        "no-sign-request" => "Sends calls without a signature and looks for no credentials.",
        "ca-bundle" => {
            "A file of certificates (PEM) by which the other side's is verified; goes before environment and configuration."
        }
        "cli-read-timeout" => "Seconds to wait for an answer; 0 waits without end. Default: 60.",
        "cli-connect-timeout" => "Seconds to wait for a connection; 0 waits without end. Default: 60.",
        "cli-binary-format" => {
            "How binary values are written in parameters: as base64, or as they are. Files given as fileb:// are always \
             taken as they are. Default: base64."
        }
        "no-cli-pager" => "Prints without a pager, also on a terminal.",
        "cli-auto-prompt" => "Asks for what is missing on the line.",
        "no-cli-auto-prompt" => "Asks for nothing, whatever the configuration says.",
        "cli-error-format" => "The form in which errors are printed to stderr. Default: enhanced.",
        _ => "",
    }
}

/// The section `GLOBAL OPTIONS`.
pub(super) fn global_section(page: &mut Page) {
    page.section("GLOBAL OPTIONS");
    for option in &globals::OPTIONS {
        let type_name = match option.kind {
            // As in the AWS CLI, whose option stops everything else and therefore has no value to speak of.
            GlobalKind::Flag if option.name == "version" => "string",
            GlobalKind::Flag => "boolean",
            GlobalKind::Text | GlobalKind::OneOf(_) => "string",
            GlobalKind::Seconds => "int",
        };
        page.heading(0, &format!("--{} ({type_name})", option.name));
        page.paragraph(0, global_words(option.name));
        if let GlobalKind::OneOf(words) = option.kind {
            for word in words {
                page.bullet(0, word);
            }
        }
    }
}

/// The lines of the synopsis about global options.
pub(super) fn global_synopsis() -> impl Iterator<Item = String> {
    globals::OPTIONS.iter().map(|it| match it.kind {
        GlobalKind::Flag if it.name != "version" => format!("[--{}]", it.name),
        _ => format!("[--{} <value>]", it.name),
    })
}

/// What an option does that the AWS CLI adds to every operation, or to every listing.
pub(super) fn added_words(kind: &ArgumentKind) -> Option<&'static str> {
    Some(match kind {
        ArgumentKind::InputJson | ArgumentKind::InputYaml => {
            "Reads the input from JSON or YAML: the text itself, or a file given as file://. Its keys are the members of the API, as \
             --generate-cli-skeleton prints them. What other options say goes before it. Only one of the two can be given."
        }
        ArgumentKind::Skeleton => {
            "Prints an input to fill in and makes no call: `input` (also where no value is given) as JSON for --cli-input-json, \
             `yaml-input` as YAML for --cli-input-yaml. With `output`, the parameters are checked and an answer is made up in the \
             form of a real one."
        }
        ArgumentKind::StartingToken => {
            "Where to begin: the NextToken of an answer that --max-items ended, or a token of the service."
        }
        ArgumentKind::PageSize(_) => {
            "How many items the service is asked for in each call. More calls are made where there are more; the answer is the same."
        }
        ArgumentKind::MaxItems(_) => {
            "How many items are printed at most. Where there are more, the answer has a NextToken, from which --starting-token goes on."
        }
        ArgumentKind::Outfile(_) => "The file into which the body of the answer is written.",
        _ => return None,
    })
}
