//! Hints: what `/*+ … */` comments ask for.

use callboard_resource::Wait;

use crate::statement::Hints;

/// The verbs of stack files: the first word of a hint that is none of ours.
const VERBS: [&str; 14] = [
    "create",
    "update",
    "delete",
    "createorupdate",
    "exists",
    "preflight",
    "statecheck",
    "postdeploy",
    "exports",
    "command",
    "callback",
    "troubleshoot",
    "replace",
    "select",
];

/// Reads one comment's words. Words that we do not know are left alone, as databases do.
pub(super) fn read(words: &str, into: &mut Hints) {
    for word in words.split([',', ' ', '\t', '\r', '\n']).filter(|it| !it.is_empty()) {
        let lower = word.to_ascii_lowercase();
        match lower.as_str() {
            "await" => into.wait = Some(Wait::UntilDone),
            "nowait" | "no_wait" | "noawait" => into.wait = Some(Wait::UntilAccepted),
            "showresults" => into.show_results = true,
            "required" => into.required = true,
            "overwrite" => into.overwrite = true,
            _ => {
                let name = lower.split(':').next().unwrap_or_default();
                if into.verb.is_none() && VERBS.contains(&name) {
                    into.verb = Some(lower);
                }
            }
        }
    }
}
