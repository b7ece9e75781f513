//! What the user is told of a folder before Terraform is run in it.

use callboard_terraform::kind::ProviderKind;
use callboard_terraform::mirror::Prepared;

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
            let missing: Vec<String> = of_kind
                .filter(|it| covered.binary_search(&it.name).is_err())
                .map(|it| format!("{} ({})", it.name, it.file.display()))
                .collect();
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
                missing.join(", ")
            ));
        }
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
