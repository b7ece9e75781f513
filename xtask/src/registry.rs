//! `cargo xtask registry`: from what AWS publishes to the committed facts.
//!
//! ```text
//! botocore wheel ──▶ api ──────────▶ facts/api/SERVICE.txt
//!                └─▶ rules ────────▶ facts/rules.jsonl, rules.tsv, partitions.json
//! cfn-lint wheel ──▶ resource_types ▶ facts/types/NAMESPACE.jsonl, regions.tsv
//! facts/catalog  ──────┘ (property order, handlers of types the wheel lacks)
//! ```
//!
//! # Invariants
//!
//! - The same sources give the same bytes: nothing depends on time, machine or folder order.
//! - No prose of AWS's documentation gets into the facts; it is stripped by position, never by key name.
//! - Whatever is not stripped is kept: a key that the line format has no place for goes into its JSON.

mod api;
mod catalog;
mod resource_types;
mod rules;
mod sources;

#[cfg(test)]
mod round_trip;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

/// What to do with the facts that were made.
#[derive(Clone, Copy, PartialEq)]
pub enum Mode {
    /// Replace the committed facts.
    Write,
    /// Compare with the committed facts and fail on a difference.
    Check,
}

/// Files to be, by their path inside the facts folder.
type Facts = BTreeMap<String, String>;

/// Makes the facts and writes or compares them.
pub fn run(mode: Mode) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask has a parent folder")?;
    let folder = root.join("crates/model/facts");
    let sources = sources::unpacked(&root.join("target/registry"))?;
    let catalog = catalog::Catalog::read(&folder.join("catalog"), &root.join("../shared/catalog"))?;

    let mut facts = Facts::new();
    let figures = api::services(&sources.botocore, &mut facts)?;
    println!(
        "{} services, {} operations, {} shapes, {} members",
        figures.services, figures.operations, figures.shapes, figures.members
    );
    let templates = rules::rule_sets(&sources.botocore, &mut facts)?;
    println!("{templates} endpoint rule templates");
    let types = resource_types::resource_types(&sources.schemas, &catalog, &mut facts)?;
    println!("{types} resource types");
    catalog.write(&mut facts);
    facts.insert("SOURCES".to_owned(), sources::provenance());

    let bytes: usize = facts.values().map(String::len).sum();
    println!("{} files, {:.1} MB", facts.len(), bytes as f64 / 1e6);
    match mode {
        Mode::Write => write(&folder, &facts),
        Mode::Check => check(&folder, &facts),
    }
}

fn write(folder: &Path, facts: &Facts) -> anyhow::Result<()> {
    for path in committed(folder)? {
        let name = relative(folder, &path)?;
        if !facts.contains_key(&name) {
            std::fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    for (name, text) in facts {
        let path = folder.join(name);
        if std::fs::read_to_string(&path).is_ok_and(|committed| committed == *text) {
            continue;
        }
        let parent = path.parent().context("a fact file has a folder")?;
        std::fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        std::fs::write(&path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    Ok(())
}

fn check(folder: &Path, facts: &Facts) -> anyhow::Result<()> {
    let mut differences = Vec::new();
    for path in committed(folder)? {
        let name = relative(folder, &path)?;
        if !facts.contains_key(&name) {
            differences.push(format!("{name}: not made by the sources"));
        }
    }
    for (name, text) in facts {
        match std::fs::read_to_string(folder.join(name)) {
            Ok(committed) if committed == *text => {}
            Ok(_) => differences.push(format!("{name}: differs")),
            Err(_) => differences.push(format!("{name}: missing")),
        }
    }
    if differences.is_empty() {
        println!("the committed facts are what the sources give");
        return Ok(());
    }
    bail!("the committed facts are not what the sources give; run `cargo xtask registry`:\n{}", differences.join("\n"))
}

fn relative(folder: &Path, path: &Path) -> anyhow::Result<String> {
    let name = path.strip_prefix(folder)?.to_str().context("a fact file has a UTF-8 name")?;
    Ok(name.replace('\\', "/"))
}

fn committed(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry?.path();
            // The page about the facts is written by hand.
            match path.is_dir() {
                true => folders.push(path),
                false if path.ends_with("facts/README.md") => {}
                false => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Names of the folders or files in a folder, sorted.
fn names_in(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        names.extend(entry?.file_name().into_string());
    }
    names.sort();
    Ok(names)
}

fn read_json(path: &Path) -> anyhow::Result<serde_json::Value> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", path.display()))
}
