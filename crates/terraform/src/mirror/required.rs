//! What a configuration asks for: providers with their versions, and types of resources.
//!
//! A file in HCL is read into the form that Terraform's JSON has, so that one reader does for both. Modules in folders
//! of the project, and those that `terraform init` has fetched, have a say, too.

use std::collections::BTreeSet;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::{Constraint, FoundType, MirrorError};
use crate::kind::ProviderKind;

/// The most folders that are read.
const MOST_FOLDERS: usize = 1_000;

/// A provider that is needed, and all that is asked of its version.
pub(super) struct Needed {
    pub kind: ProviderKind,
    pub constraints: Vec<Asked>,
}

/// What one file asks of a version.
pub(super) struct Asked {
    pub file: PathBuf,
    pub text: String,
    pub constraints: Vec<Constraint>,
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.file.display(), self.text)
    }
}

/// What was found in a folder and its modules.
#[derive(Default)]
pub(super) struct Found {
    pub needed: Vec<Needed>,
    /// Sources of providers that are not ours.
    pub others: BTreeSet<String>,
    pub types: Vec<FoundType>,
    pub unread: Vec<String>,
}

/// Reads all configurations of a folder. Paths that are told are relative to it.
pub(super) fn read(folder: &Path) -> Result<Found, MirrorError> {
    let mut found = Found::default();
    let mut folders = vec![folder.to_owned()];
    folders.extend(fetched_modules(folder));
    folders.extend(stacks(folder));
    let mut seen = BTreeSet::new();
    while let Some(next) = folders.pop() {
        let same = std::fs::canonicalize(&next).unwrap_or_else(|_| next.clone());
        if seen.len() >= MOST_FOLDERS || !seen.insert(same) {
            continue;
        }
        for file in files(&next)? {
            let text = std::fs::read_to_string(&file).map_err(MirrorError::file(&file))?;
            let shown = file.strip_prefix(folder).unwrap_or(&file).to_owned();
            match parse(&file, &text) {
                Ok(configuration) => {
                    found.read(&configuration, &shown)?;
                    folders.extend(local_modules(&configuration).map(|it| next.join(it)));
                }
                Err(reason) => found.unread.push(format!("{}: {reason}", shown.display())),
            }
        }
    }
    found.cdktf(folder)?;
    found.needed.sort_by_key(|it| it.kind);
    for needed in &mut found.needed {
        needed.constraints.sort_by(|one, other| one.file.cmp(&other.file));
    }
    Ok(found)
}

/// The configuration files of a folder, in order; a folder that is not there has none.
fn files(folder: &Path) -> Result<Vec<PathBuf>, MirrorError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(MirrorError::file(folder)(error)),
    };
    let is_configuration = |path: &PathBuf| {
        let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
        let is_ignored = name.starts_with('.') || name.ends_with('~');
        !is_ignored && [".tf", ".tofu", ".tf.json", ".tofu.json"].iter().any(|it| name.ends_with(it)) && path.is_file()
    };
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|it| it.path()).filter(is_configuration).collect();
    files.sort();
    Ok(files)
}

fn parse(file: &Path, text: &str) -> Result<Value, String> {
    match file.extension().is_some_and(|it| it == "json") {
        true => serde_json::from_str(text).map_err(|err| err.to_string()),
        false => hcl::from_str(text).map_err(|err| err.to_string()),
    }
}

/// The folders of modules that `terraform init` has fetched.
fn fetched_modules(folder: &Path) -> Vec<PathBuf> {
    let text = std::fs::read_to_string(folder.join(".terraform/modules/modules.json")).unwrap_or_default();
    let list: Value = serde_json::from_str(&text).unwrap_or_default();
    let modules = list["Modules"].as_array().into_iter().flatten();
    modules.filter_map(|it| it["Dir"].as_str()).map(|it| folder.join(it)).collect()
}

/// The folders of the stacks that CDKTF has synthesized.
fn stacks(folder: &Path) -> Vec<PathBuf> {
    let stacks = std::fs::read_dir(folder.join("cdktf.out/stacks")).into_iter().flatten();
    stacks.filter_map(Result::ok).map(|it| it.path()).collect()
}

/// Blocks of one kind are one object, or several in an array.
fn each(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice).iter()
}

fn entries(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    each(value).filter_map(Value::as_object).flatten()
}

fn local_modules(configuration: &Value) -> impl Iterator<Item = &str> {
    let sources = entries(&configuration["module"]).flat_map(|(_, it)| each(it)).filter_map(|it| it["source"].as_str());
    sources.filter(|it| it.starts_with("./") || it.starts_with("../"))
}

impl Found {
    fn read(&mut self, configuration: &Value, file: &Path) -> Result<(), MirrorError> {
        let mut named = BTreeSet::new();
        for (name, required) in each(&configuration["terraform"]).flat_map(|it| entries(&it["required_providers"])) {
            named.insert(name.as_str());
            let (source, version) = match required {
                Value::String(version) => (name.as_str(), Some(version.as_str())),
                required => (required["source"].as_str().unwrap_or(name), required["version"].as_str()),
            };
            self.requires(source, version, file)?;
        }
        for (name, block) in entries(&configuration["provider"]) {
            let version = each(block).find_map(|it| it["version"].as_str());
            if !named.contains(name.as_str()) {
                self.requires(name, version, file)?;
            }
        }
        for (is_data_source, blocks) in [(false, &configuration["resource"]), (true, &configuration["data"])] {
            for (name, _) in entries(blocks) {
                let prefix = name.split('_').next().unwrap_or_default();
                if !named.contains(prefix) {
                    self.requires(prefix, None, file)?;
                }
                if let Some(kind) = ProviderKind::of_source(prefix) {
                    self.types.push(FoundType { kind, is_data_source, name: name.clone(), file: file.to_owned() });
                }
            }
        }
        Ok(())
    }

    /// What CDKTF makes bindings from: `"hashicorp/aws@~> 6.0"`, or an object.
    fn cdktf(&mut self, folder: &Path) -> Result<(), MirrorError> {
        let file = Path::new("cdktf.json");
        let text = std::fs::read_to_string(folder.join(file)).unwrap_or_default();
        let project: Value = serde_json::from_str(&text).unwrap_or_default();
        for provider in project["terraformProviders"].as_array().into_iter().flatten() {
            let (source, version) = match provider {
                Value::String(text) => match text.split_once('@') {
                    Some((source, version)) => (source, Some(version)),
                    None => (text.as_str(), None),
                },
                provider => {
                    let source = provider["source"].as_str().or_else(|| provider["name"].as_str());
                    (source.unwrap_or_default(), provider["version"].as_str())
                }
            };
            self.requires(source, version, file)?;
        }
        Ok(())
    }

    fn requires(&mut self, source: &str, version: Option<&str>, file: &Path) -> Result<(), MirrorError> {
        let Some(kind) = ProviderKind::of_source(source) else {
            // This one is built into Terraform.
            if !matches!(source, "terraform" | "terraform.io/builtin/terraform") {
                self.others.insert(source.to_owned());
            }
            return Ok(());
        };
        let at = self.needed.iter().position(|it| it.kind == kind).unwrap_or_else(|| {
            self.needed.push(Needed { kind, constraints: Vec::new() });
            self.needed.len() - 1
        });
        let Some(text) = version else { return Ok(()) };
        let constraints = Constraint::read_all(text).map_err(|reason| MirrorError::Constraint {
            path: file.to_owned(),
            provider: kind.source(),
            reason,
        })?;
        self.needed[at].constraints.push(Asked { file: file.to_owned(), text: text.to_owned(), constraints });
        Ok(())
    }
}

#[cfg(test)]
mod tests;
