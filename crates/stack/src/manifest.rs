//! Manifests: what a stack file says, before anything in it is rendered.
//!
//! [`read`] takes the text apart strictly: every key is known, every value is
//! of its kind, and whatever is wrong is told with file, line and column.
//! Texts with `{{ … }}` are kept as they stand.

mod fields;
pub mod keys;
mod read;

use serde_json::Value;

use crate::source::{Member, Mistake, Node, Place};
pub use read::read;

/// The name of a manifest in its folder.
pub const FILE_NAME: &str = "stackql_manifest.yml";

/// What a stack file says.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// The file, as the user named it.
    pub file: String,
    /// The stack's name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// `aws`, `awscc::v26.03.00379`.
    pub providers: Vec<Named>,
    /// Values that all resources see.
    pub globals: Vec<Global>,
    /// Resources, in the order in which they were written.
    pub resources: Vec<Entry>,
    /// Names of exports that the stack gives away.
    pub exports: Vec<Named>,
    /// Where the list of resources stands, for whoever adds one.
    pub resources_place: Place,
}

/// A name and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Where it stands.
    pub place: Place,
}

/// A value that all resources see.
#[derive(Debug, Clone, PartialEq)]
pub struct Global {
    /// Its name.
    pub name: Named,
    /// Its value.
    pub given: Given,
    /// Whether its value is never shown.
    pub is_protected: bool,
}

/// A value, or one for each environment.
#[derive(Debug, Clone, PartialEq)]
pub enum Given {
    /// The same everywhere.
    One(Node),
    /// By the environment's name.
    PerEnvironment(Place, Vec<Member>),
    /// None of its own: all of it comes from `merge`.
    Nothing,
}

/// What an entry of `resources` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A resource of a type.
    Resource,
    /// A query whose row is exported.
    Query,
    /// A program of the user's.
    Script,
    /// Several resources that `.iql` statements make.
    Multi,
    /// Statements without a state.
    Command,
}

/// One entry of `resources`.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Its name, unique in the stack.
    pub name: Named,
    /// What it is.
    pub kind: Kind,
    /// The resource type, where the manifest says it.
    pub type_name: Option<Named>,
    /// Its file of statements, where it has another one than `resources/<name>.iql`.
    pub file: Option<Named>,
    /// Statements in the manifest itself.
    pub sql: Option<Named>,
    /// A program and its arguments.
    pub run: Option<Named>,
    /// Its properties.
    pub props: Vec<Prop>,
    /// What later resources may use of it.
    pub exports: Vec<Export>,
    /// Exports whose values are not shown.
    pub masked: Vec<String>,
    /// Whether it is kept when the stack is torn down.
    pub is_protected: bool,
    /// Under which condition it belongs to the stack.
    pub condition: Option<Named>,
    /// Whether its state is not looked at after it was changed.
    pub skip_validation: bool,
    /// Whether a teardown leaves it where it is.
    pub skip_on_delete: bool,
    /// Fields of what statements return that become `this.…`.
    pub return_values: Vec<ReturnValue>,
    /// Resources that come before it; where it is given, nothing else but references counts.
    pub depends_on: Option<Vec<Named>>,
}

/// One property.
#[derive(Debug, Clone, PartialEq)]
pub struct Prop {
    /// Its name.
    pub name: Named,
    /// Its value.
    pub given: Given,
    /// Globals and properties whose lists or maps are added to it.
    pub merge: Vec<Named>,
}

/// A value of a resource that others may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The column.
    pub column: String,
    /// The name by which others use it.
    pub name: Named,
}

/// A field that is kept of what a statement returned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnValue {
    /// `create`, `update` or `delete`.
    pub operation: String,
    /// The column that was returned.
    pub column: String,
    /// The name in `this`.
    pub name: String,
}

impl Given {
    /// The value in an environment.
    pub fn of(&self, file: &str, environment: &str, what: &str) -> Result<Option<&Node>, Mistake> {
        match self {
            Self::One(node) => Ok(Some(node)),
            Self::Nothing => Ok(None),
            Self::PerEnvironment(place, members) => match members.iter().find(|it| it.name == environment) {
                Some(member) => Ok(Some(&member.node)),
                None => {
                    let names: Vec<String> = members.iter().map(|it| format!("`{}`", it.name)).collect();
                    let message = format!("{what} has no value for the environment `{environment}`");
                    let hint = format!("it has values for {}", names.join(", "));
                    Err(Mistake::new(file, *place, message).with_hint(Some(hint)))
                }
            },
        }
    }
}

impl Entry {
    /// The text of a property that is plain in the manifest, for what must be known before anything is rendered.
    pub fn plain_prop(&self, name: &str) -> Option<&Value> {
        let prop = self.props.iter().find(|it| it.name.name == name)?;
        match &prop.given {
            Given::One(Node { shape: crate::source::Shape::Scalar(value), .. }) => Some(value),
            _ => None,
        }
    }
}
