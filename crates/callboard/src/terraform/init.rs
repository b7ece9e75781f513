//! `callboard terraform init`: the mirror, and what Terraform must be told of it.

use std::path::Path;

use anyhow::bail;
use callboard_terraform::mirror::{prepare, with_mirror};

use super::places::{Places, read, users_files, write};
use super::report::{report, report_lock};
use crate::arguments::terraform::InitArguments;
use crate::printing;
use crate::world::World;

/// Prepares a folder and says what to do next.
pub fn init(world: &World, arguments: &InitArguments) -> anyhow::Result<i32> {
    let places = Places::new(world)?;
    let prepared = prepare(&arguments.chdir, &places.mirror)?;
    if prepared.providers.is_empty() {
        report(&prepared);
        bail!(
            "{}: nothing here asks for hashicorp/aws or hashicorp/awscc, as `required_providers`, a `provider` block or a \
             resource would",
            arguments.chdir.display()
        );
    }
    places.write_configuration(world, false)?;
    for provider in &prepared.providers {
        let (source, version, because) = (provider.kind.source(), &provider.version, &provider.because);
        printing::to_stderr(&format!("{source} {version} is ready ({because})"));
    }
    report(&prepared);
    report_lock(&prepared, &places);
    if arguments.write {
        let files = users_files(world, false);
        anyhow::ensure!(!files.is_empty(), "there is no home directory: set HOME");
        for file in files {
            add_mirror(&file, &places)?;
        }
        printing::to_stderr("next: `terraform init`, or `tofu init`");
        return Ok(0);
    }
    printing::to_stderr(
        "next: `callboard terraform -- init`; or, without callboard before every command, one of these:\n\
         - eval \"$(callboard terraform env)\", for this shell: terraform, tofu and cdktf find the provider then\n\
         - `callboard terraform init --write`, which puts what follows into ~/.terraformrc",
    );
    printing::to_stdout(&with_mirror("", places.mirror.folder()).map_err(anyhow::Error::msg)?)?;
    Ok(0)
}

/// Adds the mirror to a CLI configuration of the user's, and keeps what it was.
fn add_mirror(file: &Path, places: &Places) -> anyhow::Result<()> {
    let text = read(file)?;
    let added =
        with_mirror(&text, places.mirror.folder()).map_err(|reason| anyhow::anyhow!("{}: {reason}", file.display()))?;
    if added == text {
        printing::to_stderr(&format!("{} names the mirror already", file.display()));
        return Ok(());
    }
    if !text.is_empty() {
        let name = file.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
        write(&file.with_file_name(format!("{name}.before-callboard")), &text)?;
    }
    write(file, &added)?;
    printing::to_stderr(&format!("{} names the mirror now", file.display()));
    Ok(())
}
