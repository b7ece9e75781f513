//! Why a stack was not planned, built, tested or torn down.

use callboard_resource::ResourceError;

use crate::source::Mistake;

/// Why a stack was not planned, built, tested or torn down.
///
/// `Display` says what went wrong and where; what to do next is in
/// [`StackError::hint`].
#[derive(Debug, thiserror::Error)]
pub enum StackError {
    /// A file cannot be what it says.
    #[error(transparent)]
    Mistake(Box<Mistake>),

    /// A file cannot be read or written.
    #[error("{file}: {source}")]
    File {
        /// The file, as the user named it.
        file: String,
        /// Why.
        source: std::io::Error,
    },

    /// A resource was not read or changed.
    #[error("resource `{resource}`: {source}")]
    Resource {
        /// Its name in the stack.
        resource: String,
        /// Why.
        source: Box<ResourceError>,
    },

    /// A resource belongs to somebody else.
    #[error("resource `{resource}`: {identifier} belongs to `{owner}`")]
    Owned {
        /// Its name in the stack.
        resource: String,
        /// What is there.
        identifier: String,
        /// `stack/environment/resource`.
        owner: String,
    },

    /// Several resources carry the tags of one.
    #[error("resource `{resource}`: {} resources carry its tags: {}", identifiers.len(), identifiers.join(", "))]
    Ambiguous {
        /// Its name in the stack.
        resource: String,
        /// All of them.
        identifiers: Vec<String>,
    },

    /// A statement failed.
    #[error("{file}: resource `{resource}`: `{anchor}`: {message}")]
    Statement {
        /// The file of the statement.
        file: String,
        /// The resource's name in the stack.
        resource: String,
        /// `create`, `exists`, …
        anchor: String,
        /// Why.
        message: String,
        /// What to do.
        hint: Option<String>,
    },

    /// What was changed is not what was wanted.
    #[error("resource `{resource}`: it was changed, and still is not as it should be: {}", differences.join(", "))]
    NotAsWanted {
        /// Its name in the stack.
        resource: String,
        /// Properties that differ.
        differences: Vec<String>,
    },

    /// A program of the user's failed.
    #[error("resource `{resource}`: `{command}` {message}")]
    Script {
        /// Its name in the stack.
        resource: String,
        /// The command line.
        command: String,
        /// What became of it.
        message: String,
    },

    /// Somebody else is changing the same stack.
    #[error("stack `{stack}` is being changed by another process, which holds {file}")]
    Locked {
        /// The stack's name.
        stack: String,
        /// The file.
        file: String,
    },

    /// Resources are kept that the stack says are to be kept.
    #[error("{} protected: {}", if resources.len() == 1 { "a resource is" } else { "resources are" }, resources.join(", "))]
    Protected {
        /// Their names in the stack.
        resources: Vec<String>,
    },

    /// Anything else that its words say.
    #[error("{message}")]
    Refused {
        /// What was refused, and why.
        message: String,
        /// What to do.
        hint: Option<String>,
    },
}

impl StackError {
    /// What the reader can do next, where we know it.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Mistake(mistake) => mistake.hint.clone(),
            Self::Resource { source, .. } => source.hint(),
            Self::Statement { hint, .. } | Self::Refused { hint, .. } => hint.clone(),
            Self::Owned { .. } => Some("take its tags away, or choose another name".to_owned()),
            Self::Ambiguous { .. } => Some("remove those that are too many, or their tags".to_owned()),
            Self::NotAsWanted { .. } => Some(
                "the service may write these values in another way: write them so, or set `skip_validation: true`"
                    .to_owned(),
            ),
            Self::Protected { .. } => Some("--include-protected tears them down, too".to_owned()),
            Self::Locked { .. } => Some("wait until it is done".to_owned()),
            Self::File { .. } | Self::Script { .. } => None,
        }
    }

    /// A failed call for a resource of the stack.
    pub fn of_resource(resource: &str, source: ResourceError) -> Self {
        Self::Resource { resource: resource.to_owned(), source: Box::new(source) }
    }
}

impl From<Mistake> for StackError {
    fn from(mistake: Mistake) -> Self {
        Self::Mistake(Box::new(mistake))
    }
}
