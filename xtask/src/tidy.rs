//! Checks of the house: who may depend on whom, and that the map is true.
//!
//! The rules are stated as absences (ARCHITECTURE.md, "Invariants"), so this
//! module knows what is allowed and reports everything else.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Crate, and the crates of the house it may use. `callboard`, `testkit` and `xtask` join things, so they are free.
const MAY_USE: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("wire", &["model"]),
    ("plane", &["model"]),
    ("store", &[]),
    ("remote", &["wire", "plane", "model"]),
    ("yaml", &[]),
    ("embedded", &["plane", "store", "yaml", "model"]),
    ("cli", &["plane", "yaml", "model"]),
    ("server", &["wire", "plane", "model"]),
    ("resource", &["plane", "model"]),
    ("template", &[]),
    ("sql", &["resource", "template", "plane", "model"]),
    ("postgres", &["sql", "resource", "plane", "model"]),
    ("shell", &["sql", "resource", "plane", "model"]),
    ("terraform", &["resource", "plane", "yaml", "model"]),
    ("stack", &["resource", "template", "plane", "yaml", "model"]),
];

const FREE: &[&str] = &["callboard", "testkit", "xtask"];

/// Words that a crate's sources must not hold, with the reason; tests and examples are exempt.
const ABSENT: &[(&[&str], &[&str], &str)] = &[
    (
        &["model", "wire", "plane", "template", "yaml"],
        &["std::fs", "TcpStream", "TcpListener", "UdpSocket", "tokio::net"],
        "does no I/O",
    ),
    (
        &[
            "model",
            "wire",
            "plane",
            "store",
            "embedded",
            "remote",
            "cli",
            "server",
            "resource",
            "template",
            "sql",
            "postgres",
            "shell",
            "terraform",
            "stack",
            "yaml",
        ],
        &["std::env::var", "env::var_os", "env::vars", "home_dir"],
        "only the binary reads the environment",
    ),
    (
        &[
            "model",
            "wire",
            "plane",
            "store",
            "embedded",
            "remote",
            "server",
            "resource",
            "template",
            "sql",
            "postgres",
            "terraform",
            "yaml",
        ],
        &["println!", "eprintln!", "print!("],
        "only the binary and the faces print",
    ),
];

/// Runs every check and reports all that fail.
pub fn run(root: &Path) -> Result<()> {
    let mut complaints = Vec::new();
    dependencies(root, &mut complaints)?;
    let crates = crate_folders(root)?;
    map(root, &crates, &mut complaints)?;
    for name in &crates {
        for file in rust_files(&root.join("crates").join(name).join("src"))? {
            source(root, name, &file, &mut complaints)?;
        }
    }
    if complaints.is_empty() {
        println!("tidy: {} crates keep the rules", crates.len());
        return Ok(());
    }
    for complaint in &complaints {
        eprintln!("tidy: {complaint}");
    }
    bail!("{} rules of the house are broken (ARCHITECTURE.md, \"Invariants\")", complaints.len())
}

fn dependencies(root: &Path, complaints: &mut Vec<String>) -> Result<()> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()
        .context("cargo metadata cannot be run")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let full = package["name"].as_str().unwrap_or_default();
        let name = full.strip_prefix("callboard-").unwrap_or(full);
        let Some((_, allowed)) = MAY_USE.iter().find(|(it, _)| *it == name) else {
            if !FREE.contains(&name) {
                complaints.push(format!("crate `{name}` has no rule in xtask/src/tidy.rs"));
            }
            continue;
        };
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let used = dependency["name"].as_str().unwrap_or_default();
            let is_normal = dependency["kind"].is_null();
            if let Some(used) = used.strip_prefix("callboard-").filter(|it| is_normal && !allowed.contains(it)) {
                complaints.push(format!("crate `{name}` may not depend on `{used}`"));
            }
        }
    }
    Ok(())
}

fn crate_folders(root: &Path) -> Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(root.join("crates"))? {
        let entry = entry?;
        if entry.path().join("Cargo.toml").is_file() {
            names.insert(entry.file_name().to_string_lossy().into_owned());
        }
    }
    Ok(names)
}

fn map(root: &Path, crates: &BTreeSet<String>, complaints: &mut Vec<String>) -> Result<()> {
    let text = fs::read_to_string(root.join("ARCHITECTURE.md")).context("ARCHITECTURE.md")?;
    let on_map: BTreeSet<String> = text
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once('`'))
        .map(|(name, _)| name.to_owned())
        .filter(|name| {
            crates.contains(name) || root.join("crates").join(name).exists() || FREE.contains(&name.as_str())
        })
        .collect();
    for name in crates.difference(&on_map) {
        complaints.push(format!("crate `{name}` is not on the map in ARCHITECTURE.md"));
    }
    Ok(())
}

fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

fn source(root: &Path, name: &str, file: &Path, complaints: &mut Vec<String>) -> Result<()> {
    let text = fs::read_to_string(file)?;
    let place = file.strip_prefix(root).unwrap_or(file).display();
    let is_test = file.components().any(|it| matches!(it.as_os_str().to_str(), Some("tests" | "tests.rs")));
    if is_test {
        return Ok(());
    }
    if !text.starts_with("//!") {
        complaints.push(format!("{place}: a module begins with a header (`//!`)"));
    }
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = text.lines().count();
    if lines > 1000 && !text.lines().take(30).any(|it| it.contains("table") || it.contains("algorithm")) {
        complaints.push(format!(
            "{place}: {lines} lines; a file past 1,000 is a table or one algorithm, and its header says so"
        ));
    }
    for (crates, words, reason) in ABSENT {
        if !crates.contains(&name) {
            continue;
        }
        for (number, line) in code.lines().enumerate() {
            let is_comment = line.trim_start().starts_with("//");
            if let Some(word) = words.iter().find(|it| line.contains(**it) && !is_comment) {
                complaints.push(format!("{place}:{}: `{word}`, but `{name}` {reason}", number + 1));
            }
        }
    }
    Ok(())
}
