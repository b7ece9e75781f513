//! Stacks: a manifest in one environment, with everything in it understood before any call is made.
//!
//! Loading reads the manifest and its statements, finds the type of each
//! resource, and what each name in each text stands for: a property of the
//! same resource, an export, a global, another resource, a variable. From that
//! follows the order ([`Graph`]).

mod anchors;
pub(crate) mod check;
mod parts;

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use callboard_model::types::ResourceType;
use callboard_resource::Properties;
use serde_json::Value;

use crate::error::StackError;
use crate::graph::Graph;
use crate::manifest::{self, Entry, Manifest};
use crate::query_file::QueryFile;
use crate::source::{Mistake, Node, Place};
use crate::template::{Templates, root};
use crate::values;

/// What a stack is given beside its files.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// Variables by name: of the process, of environment files, of `-e`; each wins over those before.
    pub variables: BTreeMap<String, String>,
    /// The region where nothing else names one.
    pub region: String,
}

/// A manifest in one environment.
#[derive(Debug)]
pub struct Stack {
    /// What its file says.
    pub manifest: Manifest,
    /// The folder of the manifest.
    pub folder: PathBuf,
    /// `dev`, `prd`.
    pub environment: String,
    /// The parts, in the order of the manifest.
    pub parts: Vec<Part>,
    /// Which comes before which.
    pub graph: Graph,
    pub(crate) templates: Templates,
    pub(crate) inputs: Arc<Inputs>,
    pub(crate) globals: Properties,
    /// Who exports a name, in the order of the manifest, and which column it is.
    exporters: HashMap<String, Vec<(usize, String)>>,
}

/// One entry of a manifest, understood.
#[derive(Debug)]
pub struct Part {
    /// What the manifest says.
    pub entry: Entry,
    /// Its type, where it is a resource of a known type.
    pub of: Option<&'static ResourceType>,
    /// What is done with it.
    pub nature: Nature,
    /// Its statements.
    pub queries: QueryFile,
    /// The file of its statements, as messages name it.
    pub query_file: String,
    /// Whether anchors that its file leaves out follow from its type and its properties.
    pub derives: bool,
    /// Whether its condition leaves it out here.
    pub is_left_out: bool,
    /// Globals as it sees them, where some name the resource that they are used for.
    pub(crate) globals: Option<Properties>,
}

/// What is done with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Nature {
    /// Everything follows from its type and its properties.
    Derived,
    /// Statements make it and remove it.
    Statements,
    /// A query, whose row is exported.
    Query,
    /// Statements that are run by each build.
    Command,
    /// A program that is run by each build.
    Script,
}

/// What a name in a text stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// `stack_name`, `this`, …
    Special,
    /// A column that a part exports.
    Export(usize, String),
    /// A global.
    Global,
    /// A part as a whole.
    Part(usize),
    /// All variables: `vars`.
    Variables,
    /// A variable.
    Variable,
}

/// Names that every text may use.
pub const SPECIAL: &[&str] =
    &["stack_name", "stack_env", "environment", "resource_name", "idempotency_token", "this", "callback"];

impl Stack {
    /// Reads a stack: of a folder with a manifest, or of a manifest.
    pub fn load(path: &Path, environment: &str, inputs: Inputs) -> Result<Self, StackError> {
        let (file, folder) = find(path)?;
        let shown = file.display().to_string();
        let text = read(&file)?;
        let manifest = manifest::read(&shown, &text)?;
        Self::of(manifest, folder, environment, inputs)
    }

    fn of(manifest: Manifest, folder: PathBuf, environment: &str, inputs: Inputs) -> Result<Self, StackError> {
        let mut stack = Self {
            manifest,
            folder,
            environment: environment.to_owned(),
            parts: Vec::new(),
            graph: Graph::default(),
            templates: Templates::new(),
            inputs: Arc::new(inputs),
            globals: Properties::new(),
            exporters: HashMap::new(),
        };
        stack.check_providers()?;
        stack.globals = values::globals(&stack, "")?;
        stack.parts = parts::of(&stack)?;
        for (index, part) in stack.parts.iter().enumerate() {
            for export in &part.entry.exports {
                stack.exporters.entry(export.name.name.clone()).or_default().push((index, export.column.clone()));
            }
        }
        stack.graph = Graph::of(&stack)?;
        stack.check()?;
        Ok(stack)
    }

    /// The stack's name.
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// The region where no resource names another: the global of that name, else that of the settings.
    pub fn region(&self) -> &str {
        self.globals.get(check::REGION).and_then(Value::as_str).unwrap_or(&self.inputs.region)
    }

    /// Globals as a part sees them.
    pub(crate) fn globals_of(&self, part: Option<usize>) -> &Properties {
        part.and_then(|it| self.parts.get(it)?.globals.as_ref()).unwrap_or(&self.globals)
    }

    /// The part of a name.
    pub fn part(&self, name: &str) -> Option<usize> {
        self.parts.iter().position(|it| it.entry.name.name == name)
    }

    /// What a name stands for in the texts of a part; its own properties are the part's business.
    pub(crate) fn meaning(&self, name: &str, asker: Option<usize>) -> Option<Meaning> {
        let name = root(name);
        if SPECIAL.contains(&name) {
            return Some(Meaning::Special);
        }
        if let Some(exporters) = self.exporters.get(name) {
            let others = || exporters.iter().filter(|(part, _)| Some(*part) != asker);
            // The last one before the asker wins, as if the parts were run one after the other.
            let before = others().rfind(|(part, _)| asker.is_none_or(|asker| *part < asker));
            let own = || exporters.iter().find(|(part, _)| Some(*part) == asker);
            if let Some((part, column)) = before.or_else(own).or_else(|| others().next()) {
                return Some(Meaning::Export(*part, column.clone()));
            }
        }
        if self.globals.contains_key(name) {
            return Some(Meaning::Global);
        }
        let is_called = |it: &Part| it.entry.name.name == name || it.entry.name.name.replace('-', "_") == name;
        if let Some(part) = self.parts.iter().position(is_called) {
            return Some(Meaning::Part(part));
        }
        if matches!(name, "vars" | "env") {
            return Some(Meaning::Variables);
        }
        self.inputs.variables.contains_key(name).then_some(Meaning::Variable)
    }

    /// All names that have a value, for suggestions.
    pub(crate) fn known_names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.globals.keys().cloned().collect();
        names.extend(self.exporters.keys().cloned());
        names.extend(self.parts.iter().map(|it| it.entry.name.name.clone()));
        names.extend(self.inputs.variables.keys().cloned());
        names.extend(SPECIAL.iter().map(|it| (*it).to_owned()));
        names.sort_unstable();
        names
    }

    pub(crate) fn mistake(&self, place: Place, message: impl Into<String>) -> Mistake {
        Mistake::new(&self.manifest.file, place, message)
    }
}

impl Part {
    /// Its name in the stack.
    pub fn name(&self) -> &str {
        &self.entry.name.name
    }

    /// Whether statements or programs make it, of which nothing can be known before they run.
    pub fn is_opaque(&self) -> bool {
        self.nature != Nature::Derived
    }

    /// The texts of its statements and programs, and the file that each stands in.
    pub(crate) fn statements(&self) -> impl Iterator<Item = (&str, &str, Place)> {
        let inline = [&self.entry.sql, &self.entry.run].into_iter().flatten();
        let inline = inline.map(|it| (it.name.as_str(), "", it.place));
        inline.chain(self.queries.blocks.iter().map(|it| (it.text.as_str(), self.query_file.as_str(), it.place)))
    }
}

/// The manifest and its folder.
fn find(path: &Path) -> Result<(PathBuf, PathBuf), StackError> {
    if path.is_dir() {
        return Ok((path.join(manifest::FILE_NAME), path.to_owned()));
    }
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Ok((path.to_owned(), folder.to_owned()))
}

/// The text of a file.
pub(crate) fn read(file: &Path) -> Result<String, StackError> {
    let failed = |source| StackError::File { file: file.display().to_string(), source };
    std::fs::read_to_string(file).map_err(failed)
}

/// Visits every text of a value.
pub(crate) fn texts<'a>(node: &'a Node, visit: &mut impl FnMut(&'a str, Place)) {
    match &node.shape {
        crate::source::Shape::Scalar(Value::String(text)) => visit(text, node.place),
        crate::source::Shape::Scalar(_) => {}
        crate::source::Shape::List(items) => items.iter().for_each(|it| texts(it, visit)),
        crate::source::Shape::Map(members) => {
            for member in members {
                visit(&member.name, member.place);
                texts(&member.node, visit);
            }
        }
    }
}
