//! Work: one stack over one plane: what every command on it starts from.

use std::sync::Arc;

use callboard_resource::{Properties, Resources};

use crate::error::StackError;
use crate::host::Host;
use crate::live::Finder;
use crate::manifest::Global;
use crate::record::Record;
use crate::secrets::Secrets;
use crate::stack::{Meaning, Part, Stack};
use crate::tags::Owner;
use crate::values::Board;

/// Parts that are worked on at once, where nobody says otherwise.
pub const PARALLEL: usize = 16;

/// A stack, the plane that it is on, and what is known of it so far.
pub struct Work {
    /// The stack.
    pub stack: Arc<Stack>,
    /// Where its resources are.
    pub resources: Resources,
    /// What runs its statements and programs.
    pub host: Arc<dyn Host>,
    /// Which resources its parts are.
    pub record: Record,
    /// How many parts are worked on at once.
    pub parallel: usize,
    /// What is never shown.
    pub secrets: Arc<Secrets>,
    pub(crate) board: Arc<Board>,
    pub(crate) finder: Finder,
}

impl Work {
    /// Work on a stack; no call is made before it is surveyed.
    pub fn new(stack: Stack, resources: Resources, host: Arc<dyn Host>, record: Record) -> Self {
        let secrets = Arc::new(Secrets::default());
        let masked = |it: &&Global| it.is_protected;
        for globals in std::iter::once(&stack.globals).chain(stack.parts.iter().filter_map(|it| it.globals.as_ref())) {
            secrets.add_of(globals, stack.manifest.globals.iter().filter(masked).map(|it| it.name.name.as_str()));
        }
        host.hide(Arc::clone(&secrets));
        Self {
            secrets,
            stack: Arc::new(stack),
            resources,
            host,
            record,
            parallel: PARALLEL,
            board: Arc::default(),
            finder: Finder::default(),
        }
    }

    /// Publishes what a part has for those after it.
    pub(crate) fn publish(&self, index: usize, values: Properties) {
        self.secrets.add_of(&values, self.part(index).entry.masked.iter().map(String::as_str));
        self.board.publish(index, values);
    }

    pub(crate) fn part(&self, index: usize) -> &Part {
        &self.stack.parts[index]
    }

    /// Whose the resource of a part is.
    pub(crate) fn owner(&self, resource: &str) -> Owner {
        Owner {
            stack: self.stack.name().to_owned(),
            environment: self.stack.environment.clone(),
            resource: resource.to_owned(),
        }
    }

    /// A part as a whole: what it has, each value once, by the name of its column.
    fn whole(&self, index: usize, published: &Properties) -> Properties {
        let properties = self.part(index).of.map(|it| it.properties());
        let is_column = |name: &str| properties.is_none_or(|it| !it.contains_key(name));
        let kept = published.iter().filter(|(name, value)| is_column(name) && !value.is_null());
        kept.map(|(name, value)| (name.clone(), value.clone())).collect()
    }

    /// What the stack gives away, of what its parts have published.
    pub fn exports(&self) -> Result<Properties, StackError> {
        let stack = &self.stack;
        let mut exports = Properties::new();
        exports.insert("stack_name".to_owned(), stack.name().into());
        exports.insert("stack_env".to_owned(), stack.environment.as_str().into());
        for export in &stack.manifest.exports {
            let value = match stack.meaning(&export.name, None) {
                Some(Meaning::Export(part, _)) => self.board.of(part).and_then(|it| it.get(&export.name).cloned()),
                Some(Meaning::Part(part)) => self.board.of(part).map(|it| self.whole(part, &it).into()),
                Some(Meaning::Global) => stack.globals.get(&export.name).cloned(),
                Some(Meaning::Variable) => stack.inputs.variables.get(&export.name).map(|it| it.as_str().into()),
                _ => None,
            };
            // What is left out here is nothing here.
            exports.insert(export.name.clone(), value.filter(|it| !crate::unknown::is_partly(it)).unwrap_or_default());
        }
        Ok(exports)
    }
}
