//! Where callboard keeps what Terraform is told: the mirror, the CLI configuration, the program that stands for Terraform.

use std::io::ErrorKind;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use callboard_terraform::mirror::{Mirror, with_mirror};

use super::run::WRAPPER;
use crate::folders;
use crate::world::World;

/// Names the configuration of Terraform's command line.
const CONFIGURATION: &str = "TF_CLI_CONFIG_FILE";

/// The mirror of the data folder, and the CLI configuration beside it.
pub struct Places {
    pub mirror: Mirror,
    pub configuration: PathBuf,
    folder: PathBuf,
    program: PathBuf,
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
        let mirror = Mirror::new(folder.join("mirror"), program.clone());
        Ok(Self { mirror, configuration: folder.join("cli.tfrc"), folder, program })
    }

    /// Writes the CLI configuration for Terraform as it is run by us: the user's own, with the mirror in it.
    pub fn write_configuration(&self, world: &World, is_for_tofu: bool) -> anyhow::Result<()> {
        // Within one of our own environments this is the file itself, which holds what was the user's.
        let own = users_files(world, is_for_tofu).into_iter().next();
        let text = own.as_deref().map(read).transpose()?.unwrap_or_default();
        let text = with_mirror(&text, self.mirror.folder())
            .map_err(|reason| anyhow::anyhow!("{}: {reason}", own.unwrap_or_default().display()))?;
        write(&self.configuration, &text)
    }

    /// The program that takes words as Terraform does.
    pub fn wrapper(&self) -> PathBuf {
        self.folder.join("bin").join(WRAPPER)
    }

    /// Makes that program, a link to this one.
    pub fn make_wrapper(&self) -> anyhow::Result<()> {
        let wrapper = self.wrapper();
        if std::fs::read_link(&wrapper).ok().as_deref() == Some(&self.program) {
            return Ok(());
        }
        let make = || {
            std::fs::create_dir_all(wrapper.parent().unwrap_or(&self.folder))?;
            let new = wrapper.with_extension(std::process::id().to_string());
            symlink(&self.program, &new)?;
            std::fs::rename(&new, &wrapper)
        };
        make().with_context(|| wrapper.display().to_string())
    }
}

/// The CLI configurations that the user's programs read: the one that is named, else those in the home directory. The
/// first is the one that Terraform, or OpenTofu, takes.
pub fn users_files(world: &World, is_for_tofu: bool) -> Vec<PathBuf> {
    if let Some(named) = world.settings.variable(CONFIGURATION) {
        return vec![named.into()];
    }
    let variables = world.settings.variables();
    let Some(home) = folders::home(variables) else { return Vec::new() };
    let terraforms = home.join(".terraformrc");
    // OpenTofu takes one of its own before Terraform's.
    let settings = variables.variable("XDG_CONFIG_HOME").map(|it| Path::new(&it).join("opentofu/tofurc"));
    let tofus = [Some(home.join(".tofurc")), settings].into_iter().flatten().find(|it| it.is_file());
    match (tofus, is_for_tofu) {
        (Some(tofus), true) => vec![tofus, terraforms],
        (Some(tofus), false) => vec![terraforms, tofus],
        (None, _) => vec![terraforms],
    }
}

/// The text of a file, which need not be there.
pub fn read(path: &Path) -> anyhow::Result<String> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(error).with_context(|| path.display().to_string()),
    }
}

/// Writes a file; a reader sees the old one or the new one.
pub fn write(path: &Path, text: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let new = path.with_file_name(format!("{name}.{}", std::process::id()));
    std::fs::write(&new, text).and_then(|()| std::fs::rename(&new, path)).with_context(|| path.display().to_string())
}
