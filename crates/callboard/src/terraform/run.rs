//! `callboard terraform -- plan`: the user's own Terraform or OpenTofu, or a program that runs one, becomes this process.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use callboard_terraform::mirror::prepare;

use super::places::Places;
use super::report::{report, report_lock};
use super::surroundings::{PROGRAM_VARIABLE, Surroundings, WRAPPER_VARIABLE};
use crate::world::World;

/// A program of this name takes words as Terraform does, for tools that run Terraform by a name.
pub const WRAPPER: &str = "callboard-terraform";

/// The programs that are looked for.
const TERRAFORMS: [&str; 2] = ["terraform", "tofu"];

/// Programs that run Terraform by themselves, which may stand before their own words: no command of Terraform is
/// called so.
const RUNNERS: [&str; 2] = ["cdktf", "cdktn"];

/// Runs Terraform; there is an error where it cannot be run, else it does not come back.
pub fn run(world: &World, program: Option<&Path>, words: &[OsString]) -> anyhow::Result<i32> {
    let is_a_program = |it: &&OsString| TERRAFORMS.iter().chain(&RUNNERS).any(|name| *it == name);
    let (program, words) = match (program, words.split_first()) {
        (Some(program), _) => (program.to_owned(), words),
        (None, Some((first, rest))) if is_a_program(&first) => (PathBuf::from(first), rest),
        (None, _) => (terraform(world)?, words),
    };
    let places = Places::new(world)?;
    let prepared = prepare(&folder(words), &places.mirror)?;
    places.write_configuration(world, is_tofu(&program))?;
    let subcommand = words.iter().find(|it| !it.as_bytes().starts_with(b"-"));
    let is_one_of = |names: &[&str]| subcommand.is_some_and(|it| names.iter().any(|name| it == name));
    let mut command = Command::new(&program);
    command.args(words);
    let mut surroundings = Surroundings::new(world, &places);
    if is_terraform(&program) {
        if is_one_of(&["init", "validate", "plan", "apply", "import"]) {
            report(&prepared);
        }
        if is_one_of(&["init"]) {
            report_lock(&prepared, &places);
        }
        surroundings.lock_from_mirror(prepared.needs_no_other);
    } else {
        places.make_wrapper()?;
        surroundings.run_terraform_by_wrapper(world, &places, None);
    }
    for (name, value) in surroundings.variables() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let error = command.exec();
    Err(error).with_context(|| format!("{} cannot be run", program.display()))
}

/// Whether a program is Terraform, and not one that runs it.
pub fn is_terraform(program: &Path) -> bool {
    let name = program.file_name().unwrap_or_default().as_bytes();
    TERRAFORMS.iter().any(|it| name.starts_with(it.as_bytes()))
}

fn is_tofu(program: &Path) -> bool {
    program.file_name().is_some_and(|it| it.as_bytes().starts_with(b"tofu"))
}

/// The folder that Terraform will work in.
fn folder(words: &[OsString]) -> PathBuf {
    let option =
        |word: &OsString| word.as_bytes().strip_prefix(b"-chdir=").map(|it| PathBuf::from(OsStr::from_bytes(it)));
    words.iter().find_map(option).unwrap_or_else(|| PathBuf::from("."))
}

/// The user's Terraform: the one that is named, else the first that is found.
pub fn terraform(world: &World) -> anyhow::Result<PathBuf> {
    let named = [PROGRAM_VARIABLE, WRAPPER_VARIABLE].iter().find_map(|it| world.settings.variable(it));
    // CDKTF's variable names us where we have set it.
    let is_us = |it: &Path| it.file_name().is_some_and(|it| it == WRAPPER);
    if let Some(program) = named.map(PathBuf::from).filter(|it| !it.as_os_str().is_empty() && !is_us(it)) {
        return Ok(program);
    }
    let path = world.settings.variable("PATH").unwrap_or_default();
    let found = TERRAFORMS.iter().flat_map(|name| std::env::split_paths(&path).map(move |it| it.join(name)));
    match found.into_iter().find(|it| is_executable(it)) {
        Some(program) => Ok(program),
        None => {
            bail!("neither `terraform` nor `tofu` is on the search path; name it with --program or {PROGRAM_VARIABLE}")
        }
    }
}

fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    path.metadata().is_ok_and(|it| it.is_file() && it.permissions().mode() & 0o111 != 0)
}
