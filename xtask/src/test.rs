//! `cargo xtask test`: every check there is, as CI runs them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::tidy;

/// Runs format check, tidy, all tests and, with `lint`, clippy; stops at the first that fails.
pub fn run(root: &Path, lint: bool) -> Result<()> {
    step(root, "format", "cargo", &["fmt", "--all", "--check"])?;
    tidy::run(root)?;
    if has(root, &["nextest", "--version"]) {
        step(root, "tests", "cargo", &["nextest", "run", "--workspace", "--locked", "--no-fail-fast"])?;
    } else {
        step(root, "tests", "cargo", &["test", "--workspace", "--locked", "--no-fail-fast"])?;
    }
    if lint {
        step(root, "clippy", "cargo", &["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"])?;
    }
    if has(root, &["deny", "--version"]) {
        step(root, "licences and bans", "cargo", &["deny", "--offline", "check", "licenses", "bans", "sources"])?;
    } else {
        println!("skipped: licences and bans (cargo-deny is not installed)");
    }
    Ok(())
}

fn has(root: &Path, arguments: &[&str]) -> bool {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(root).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|it| it.success())
}

fn step(root: &Path, name: &str, program: &str, arguments: &[&str]) -> Result<()> {
    println!("== {name}: {program} {}", arguments.join(" "));
    let start = Instant::now();
    let status = Command::new(program)
        .args(arguments)
        .current_dir(root)
        .status()
        .with_context(|| format!("{program} cannot be run"))?;
    println!("== {name}: {:.0} s", start.elapsed().as_secs_f64());
    if !status.success() {
        bail!("{name} failed");
    }
    Ok(())
}
