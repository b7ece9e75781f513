//! `cargo xtask bench`: figures side by side with peers, in one run.
//!
//! Every figure is of a whole process as the operating system counts it, the
//! median of several runs, and each ratio is between two commands that ran in
//! turn. Peers that are not installed are named as skipped.

mod commands;
mod figures;
mod listing;
mod million;
mod process;
mod sql;

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Builds the release binary and runs the groups of figures whose names are given; all without one.
pub fn run(root: &Path, groups: &[&str]) -> Result<()> {
    let binary = build(root)?;
    println!("{}", conditions());
    let wanted = |name: &str| groups.is_empty() || groups.contains(&name);
    let mut known = false;
    if wanted("commands") {
        known = true;
        commands::run(&binary)?;
    }
    if wanted("listing") {
        known = true;
        listing::run(&binary)?;
    }
    if wanted("sql") {
        known = true;
        sql::run(&binary)?;
    }
    // Takes minutes, so it is made only when asked for by name.
    if groups.contains(&"million") {
        known = true;
        million::run(&binary)?;
    }
    for (name, package, example) in [
        ("registry", "callboard-model", "registry_bench"),
        ("store", "callboard-store", "records"),
        ("serve", "callboard-server", "load"),
    ] {
        if wanted(name) {
            known = true;
            println!("\n== {name}: cargo run --release -p {package} --example {example}");
            let status = Command::new("cargo")
                .args(["run", "--quiet", "--release", "-p", package, "--example", example])
                .current_dir(root)
                .status()?;
            if !status.success() {
                bail!("the figures of `{name}` could not be taken");
            }
        }
    }
    if !known {
        bail!("no figures are called {groups:?}; there are: commands, listing, sql, registry, store, serve, million");
    }
    Ok(())
}

fn build(root: &Path) -> Result<PathBuf> {
    let status = Command::new("cargo").args(["build", "--release", "-p", "callboard"]).current_dir(root).status()?;
    if !status.success() {
        bail!("the release binary does not build");
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let binary = target.join("release/callboard");
    binary.canonicalize().with_context(|| binary.display().to_string())
}

/// What machine the figures are from.
fn conditions() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = read("/proc/cpuinfo");
    let model = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(':')).map(|it| it.1.trim());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = read("/proc/loadavg");
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    format!("conditions: {} x {cores}, load {load}, medians", model.unwrap_or("unknown processor"))
}
