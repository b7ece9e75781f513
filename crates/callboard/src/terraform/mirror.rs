//! `callboard terraform init`: the mirror, and what Terraform must be told of it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use callboard_terraform::kind::ProviderKind;
use callboard_terraform::mirror::{Mirror, Prepared, prepare, with_mirror};

use super::serve;
use crate::arguments::terraform::InitArguments;
use crate::folders;
use crate::printing;
use crate::world::World;

/// The files that the user's command line reads where nothing names another one.
const USERS_FILES: [&str; 2] = [".terraformrc", ".tofurc"];

/// The mirror of the data folder, and the CLI configuration beside it.
pub struct Places {
    pub mirror: Mirror,
    pub configuration: PathBuf,
}

impl Places {
    pub fn new(world: &World) -> anyhow::Result<Self> {
        let folder = match world.data_dir.as_deref() {
            Some(folder) if folder != Path::new(":memory:") => folder.join("terraform"),
            Some(_) => bail!(
                "a plane in memory is forgotten between two commands of Terraform: use a folder, or `callboard terraform \
                 serve --reattach`"
            ),
            None => bail!("there is no folder for the mirror: set HOME, CALLBOARD_DATA_DIR or --data-dir"),
        };
        // Where it was called by a link, a newer version will be there one day.
        let program = std::env::current_exe().context("the path of this program cannot be found")?;
        Ok(Self { mirror: Mirror::new(folder.join("mirror"), program), configuration: folder.join("cli.tfrc") })
    }

    /// Writes the CLI configuration for Terraform as it is run by us: the user's own, with the mirror in it.
    pub fn write_configuration(&self, world: &World) -> anyhow::Result<()> {
        let own = users_file(world).filter(|it| *it != self.configuration);
        let text = own.as_deref().map(read).transpose()?.unwrap_or_default();
        let text = with_mirror(&text, self.mirror.folder())
            .map_err(|reason| anyhow::anyhow!("{}: {reason}", own.unwrap_or_default().display()))?;
        write(&self.configuration, &text)
    }
}

/// Prepares a folder and says what to do next.
pub fn init(world: &World, arguments: &InitArguments) -> anyhow::Result<i32> {
    let places = Places::new(world)?;
    let prepared = prepare(&arguments.chdir, &places.mirror)?;
    if prepared.providers.is_empty() {
        report(&prepared);
        bail!("{}: nothing here asks for hashicorp/aws or hashicorp/awscc", arguments.chdir.display());
    }
    places.write_configuration(world)?;
    for provider in &prepared.providers {
        let (source, version, because) = (provider.kind.source(), &provider.version, &provider.because);
        printing::to_stderr(&format!("{source} {version} is ready ({because})"));
    }
    report(&prepared);
    report_lock(&prepared, &places);
    if arguments.write {
        let file = users_file(world).context("there is no home directory: set HOME")?;
        let text = read(&file)?;
        let added = with_mirror(&text, places.mirror.folder())
            .map_err(|reason| anyhow::anyhow!("{}: {reason}", file.display()))?;
        if added == text {
            printing::to_stderr(&format!("{} names the mirror already", file.display()));
        } else {
            if !text.is_empty() {
                let kept = file.with_file_name(format!("{}.before-callboard", file_name(&file)));
                write(&kept, &text)?;
            }
            write(&file, &added)?;
            printing::to_stderr(&format!("{} names the mirror now", file.display()));
        }
        printing::to_stderr("next: `terraform init`, or `tofu init`");
        return Ok(0);
    }
    printing::to_stderr(&format!(
        "next: `callboard terraform -- init`; or, without callboard before every command, one of these:\n\
         - `callboard terraform init --write`, which puts what follows into ~/.terraformrc\n\
         - export TF_CLI_CONFIG_FILE={}",
        places.configuration.display()
    ));
    printing::to_stdout(&with_mirror("", places.mirror.folder()).map_err(anyhow::Error::msg)?)?;
    Ok(0)
}

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

/// The CLI configuration of the user: the one that is named, else the one in the home directory that is there.
fn users_file(world: &World) -> Option<PathBuf> {
    if let Some(named) = world.settings.variable("TF_CLI_CONFIG_FILE") {
        return Some(named.into());
    }
    let home = folders::home(world.settings.variables())?;
    let mut files = USERS_FILES.map(|it| home.join(it)).into_iter();
    files.clone().find(|it| it.is_file()).or_else(|| files.next())
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read(path: &Path) -> anyhow::Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let new = path.with_file_name(format!("{}.{}", file_name(path), std::process::id()));
    std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, path)).with_context(|| path.display().to_string())
}
