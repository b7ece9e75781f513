//! Facts about resource types that neither wheel has, kept beside the facts made from the wheels.
//!
//! The committed copy is what counts, so that making the facts anew needs the
//! wheels alone. Only a file that is not committed yet is taken from a folder
//! beside the project.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context;
use serde_json::Value;

use super::Facts;

/// The files, by name.
pub struct Catalog {
    files: BTreeMap<&'static str, String>,
}

/// Where each of them comes from is in `facts/README.md`.
const FILES: [&str; 5] =
    ["arn-formats.tsv", "handlers-other.jsonl", "handlers-seed.jsonl", "property-order.jsonl", "type-map.tsv"];

impl Catalog {
    /// Reads the committed copy, or where there is none yet, the folder beside the project.
    pub fn read(committed: &Path, beside: &Path) -> anyhow::Result<Self> {
        let mut files = BTreeMap::new();
        for name in FILES {
            let path = committed.join(name);
            let text = if path.exists() {
                std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?
            } else if name == "handlers-other.jsonl" {
                let path = beside.join("handlers.jsonl");
                let all = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                // The rest is in the schemas of the wheel itself.
                all.split_inclusive('\n').filter(|line| !line.contains("\"src\":\"cfn-lint\"")).collect()
            } else {
                let path = beside.join(name);
                std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?
            };
            files.insert(name, text);
        }
        Ok(Self { files })
    }

    /// Keeps the files as facts.
    pub fn write(self, facts: &mut Facts) {
        for (name, text) in self.files {
            facts.insert(format!("catalog/{name}"), text);
        }
    }

    /// The lines of a JSON-lines file by their `typeName`.
    pub fn by_type(&self, name: &str) -> anyhow::Result<BTreeMap<String, Value>> {
        let mut rows = BTreeMap::new();
        for line in self.files.get(name).context("a catalogue file")?.lines() {
            let row: Value = serde_json::from_str(line).with_context(|| format!("{name}: {line}"))?;
            let type_name = row["typeName"].as_str().with_context(|| format!("{name}: {line}"))?;
            rows.insert(type_name.to_owned(), row);
        }
        Ok(rows)
    }
}
