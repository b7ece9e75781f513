//! `callboard terraform -- plan`: the user's own Terraform or OpenTofu, which becomes this process.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use callboard_terraform::mirror::prepare;

use super::THROUGH_CALLBOARD;
use super::mirror::{Places, report, report_lock};
use crate::world::{DEFAULT, World};

/// A program of this name takes words as Terraform does, for tools that run Terraform by a name.
pub const PROGRAM: &str = "callboard-terraform";

/// The programs that are looked for.
const PROGRAMS: [&str; 2] = ["terraform", "tofu"];

/// Runs Terraform; there is an error where it cannot be run, else it does not come back.
pub fn run(world: &World, program: Option<&Path>, words: &[OsString]) -> anyhow::Result<i32> {
    let program = match program {
        Some(program) => program.to_owned(),
        None => on_path(world)?,
    };
    let places = Places::new(world)?;
    let prepared = prepare(&folder(words), &places.mirror)?;
    places.write_configuration(world)?;
    let subcommand = words.iter().find(|it| !it.as_bytes().starts_with(b"-"));
    if subcommand.is_some_and(|it| it == "init" || it == "validate" || it == "plan") {
        report(&prepared);
    }
    if subcommand.is_some_and(|it| it == "init") {
        report_lock(&prepared, &places);
    }
    let mut command = Command::new(&program);
    command.args(words).env("TF_CLI_CONFIG_FILE", &places.configuration).env(THROUGH_CALLBOARD, "1");
    if let Some(folder) = &world.data_dir {
        command.env("CALLBOARD_DATA_DIR", folder);
    }
    if world.decision.because != DEFAULT {
        command.env("CALLBOARD_TARGET", world.decision.target.to_string());
    }
    if prepared.needs_no_other {
        // CDKTF runs this command by itself, and it would ask the registry.
        let words = format!("-fs-mirror={}", places.mirror.folder().display());
        command.env("TF_CLI_ARGS_providers_lock", words);
    }
    let error = command.exec();
    Err(error).with_context(|| format!("{} cannot be run", program.display()))
}

/// The folder that Terraform will work in.
fn folder(words: &[OsString]) -> PathBuf {
    let option =
        |word: &OsString| word.as_bytes().strip_prefix(b"-chdir=").map(|it| PathBuf::from(OsStr::from_bytes(it)));
    words.iter().find_map(option).unwrap_or_else(|| PathBuf::from("."))
}

fn on_path(world: &World) -> anyhow::Result<PathBuf> {
    let path = world.settings.variable("PATH").unwrap_or_default();
    let found = PROGRAMS.iter().flat_map(|name| std::env::split_paths(&path).map(move |it| it.join(name)));
    match found.into_iter().find(|it| it.is_file()) {
        Some(program) => Ok(program),
        None => bail!("neither `terraform` nor `tofu` is on the search path; name it with --program"),
    }
}
