//! Steps: the changes of one statement, planned and not yet carried out.

use std::sync::Arc;

use callboard_model::types::{Action, ResourceType};
use callboard_resource::{Change, Identifier, Properties, Wait};
use datafusion::sql::sqlparser::ast;
use serde_json::Value;

use super::target::Parameter;
use crate::catalog::Table;

/// What a statement will do.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Which statement it is.
    pub(crate) verb: Verb,
    /// What it changes.
    pub(crate) table: Arc<Table>,
    /// What its columns are qualified with.
    pub(crate) qualifier: Option<ast::Ident>,
    /// One for each resource, in the order of the rows.
    pub(crate) steps: Vec<Step>,
    /// What it gives back of each resource.
    pub(crate) returning: Option<Vec<ast::SelectItem>>,
    /// Whether the changes are waited for.
    pub(crate) wait: Wait,
}

/// The statements that change resources.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verb {
    /// `INSERT`
    Insert,
    /// `UPDATE`
    Update,
    /// `REPLACE`
    Replace,
    /// `DELETE`
    Delete,
    /// `EXEC` of a resource's method.
    Exec,
}

/// One resource and what becomes of it.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// Its type.
    pub(crate) of: &'static ResourceType,
    /// Where it is.
    pub(crate) region: String,
    /// What happens to it.
    pub(crate) kind: StepKind,
    /// Parameters of the request, as the statement gives them.
    pub(crate) parameters: Vec<(Parameter, String)>,
}

/// What happens to a resource.
#[derive(Debug, Clone)]
pub(crate) enum StepKind {
    /// It is made.
    Create {
        /// Its properties.
        desired: Properties,
        /// Whether nothing is done where it is there already.
        skip_existing: bool,
    },
    /// It is changed in place.
    Update {
        /// Which one.
        identifier: Identifier,
        /// By this JSON Patch.
        patch: Value,
        /// As it was read.
        prior: Properties,
        /// As it is to be.
        after: Properties,
    },
    /// It is removed.
    Delete {
        /// Which one.
        identifier: Identifier,
        /// As it was read, where somebody wants to know.
        prior: Option<Properties>,
    },
    /// It is already as it is to be.
    Keep {
        /// Which one.
        identifier: Identifier,
        /// As it was read.
        prior: Properties,
    },
}

/// What became of a step.
#[derive(Debug, Clone)]
pub(crate) struct Outcome {
    /// What the plane said; none where nothing was to be done.
    pub(crate) change: Option<Change>,
    /// Whether the resource counts in `INSERT 0 n`.
    pub(crate) counts: bool,
}

impl Verb {
    /// In words, and in tags.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Insert => "INSERT",
            Self::Update => "UPDATE",
            Self::Replace => "REPLACE",
            Self::Delete => "DELETE",
            Self::Exec => "EXEC",
        }
    }

    /// What PostgreSQL says after so many rows.
    pub(crate) fn tag(self, rows: usize) -> String {
        match self {
            Self::Insert => format!("INSERT 0 {rows}"),
            Self::Exec => "EXEC".to_owned(),
            other => format!("{} {rows}", other.name()),
        }
    }
}

impl Step {
    /// The handler that carries it out; none where nothing is to be done.
    pub(crate) fn action(&self) -> Option<Action> {
        match self.kind {
            StepKind::Create { .. } => Some(Action::Create),
            StepKind::Update { .. } => Some(Action::Update),
            StepKind::Delete { .. } => Some(Action::Delete),
            StepKind::Keep { .. } => None,
        }
    }

    /// The identifier, as far as it is known before the step is carried out.
    pub(crate) fn identifier(&self) -> Option<Identifier> {
        match &self.kind {
            StepKind::Create { desired, .. } => Identifier::of(self.of, desired),
            StepKind::Update { identifier, .. }
            | StepKind::Delete { identifier, .. }
            | StepKind::Keep { identifier, .. } => Some(identifier.clone()),
        }
    }

    /// In reports: `create AWS::IVS::Stage in us-east-1`.
    pub(crate) fn describe(&self) -> String {
        let verb = self.action().map_or("keep", Action::name);
        let which = self.identifier().map(|it| format!(" {it}")).unwrap_or_default();
        format!("{verb} {}{which} in {}", self.of.name, self.region)
    }
}

impl Outcome {
    /// The identifier that the plane told, or that was known before.
    pub(crate) fn identifier(&self, step: &Step) -> Option<Identifier> {
        self.change.as_ref().and_then(|it| it.identifier.clone()).or_else(|| step.identifier())
    }
}
