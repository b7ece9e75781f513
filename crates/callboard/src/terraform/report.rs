//! What the user is told of a folder before Terraform is run in it.

use callboard_terraform::kind::ProviderKind;
use callboard_terraform::mirror::{FoundType, Prepared};

use super::places::Places;
use super::serve;
use crate::printing;

/// Says what Terraform will complain of less clearly.
pub fn report(prepared: &Prepared) {
    for file in &prepared.unread {
        printing::to_stderr(&format!("warning: a file was left out, since it cannot be read: {file}"));
    }
    for kind in ProviderKind::ALL {
        for is_data_source in [false, true] {
            let mut of_kind =
                prepared.types.iter().filter(|it| it.kind == kind && it.is_data_source == is_data_source).peekable();
            if of_kind.peek().is_none() {
                continue;
            }
            let covered = serve::covered(kind, is_data_source);
            let missing: Vec<&FoundType> = of_kind.filter(|it| covered.binary_search(&it.name).is_err()).collect();
            if missing.is_empty() {
                continue;
            }
            let what = if is_data_source { "data sources" } else { "resource types" };
            let names = match covered.len() {
                0..=50 => format!("; it has {}", covered.join(", ")),
                count => format!("; it has {count} others"),
            };
            printing::to_stderr(&format!(
                "warning: callboard's {} does not have the {what} {}{names}",
                kind.source(),
                missing.iter().map(|it| format!("{} ({})", it.name, it.file.display())).collect::<Vec<_>>().join(", ")
            ));
            if kind == ProviderKind::Aws {
                instead(&missing, is_data_source);
            }
        }
    }
}

/// Says which types of hashicorp/awscc are of the same resources: their names are made alike.
fn instead(missing: &[&FoundType], is_data_source: bool) {
    let covered = serve::covered(ProviderKind::Awscc, is_data_source);
    let alike = missing.iter().map(|it| it.name.replacen("aws_", "awscc_", 1));
    let alike: Vec<String> = alike.filter(|it| covered.binary_search(it).is_ok()).collect();
    if !alike.is_empty() {
        printing::to_stderr(&format!("hint: callboard's hashicorp/awscc has {}", alike.join(", ")));
    }
}

/// Says how a lock file is made to fit.
pub fn report_lock(prepared: &Prepared, places: &Places) {
    for provider in prepared.providers.iter().filter(|it| it.is_locked_out) {
        printing::to_stderr(&format!(
            "warning: .terraform.lock.hcl names other packages of {0} {1}, so `terraform init` will fail; this adds \
             callboard's to them:\n  terraform providers lock -fs-mirror={2} {0}",
            provider.kind.source(),
            provider.version,
            places.mirror.folder().display(),
        ));
    }
}
