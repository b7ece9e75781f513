//! How services declare the resource types that they keep.
//!
//! [`DeepType::new`] is a type whose identifier has the parts of its key in their
//! order, whose records are their own views and whose tags are changed by its
//! identifier; what is otherwise is said by the methods that follow it.

use std::sync::OnceLock;

use callboard_model::document::Map;
use callboard_store::Snapshot;

use crate::dispatch::ServiceTable;
use crate::failure::Answer;
use crate::record::Table;
use crate::request::Request;

use super::{DeepType, Definition, Unset};

impl DeepType {
    /// A type by its name, its records, the operations of its handlers and the members of its identifier.
    pub(crate) const fn new(
        name: &'static str,
        (service, table): (&'static ServiceTable, Table),
        (create, update, delete): (&'static str, Option<&'static str>, &'static str),
        identifier: &'static [&'static str],
        unset: Unset,
    ) -> Self {
        Self {
            name,
            service,
            table,
            create,
            update,
            delete,
            wrapper: None,
            identifier,
            parents: &[],
            locate: |_, identifier| Ok(identifier.split('|').map(str::to_owned).collect()),
            identify: None,
            tagged_as: |_, identifier| identifier.to_owned(),
            unset,
            refused: &[],
            definition: None,
            verbatim: &[],
            defaults: Map::new,
            view: |_, _, _, record| Ok(record.clone()),
            plan: OnceLock::new(),
        }
    }

    pub(crate) const fn wrapped(mut self, member: &'static str) -> Self {
        self.wrapper = Some(member);
        self
    }

    pub(crate) const fn inside(mut self, parents: &'static [&'static str]) -> Self {
        self.parents = parents;
        self
    }

    pub(crate) const fn located(mut self, locate: fn(&Request, &str) -> Answer<Vec<String>>) -> Self {
        self.locate = locate;
        self
    }

    pub(crate) const fn identified(mut self, identify: fn(&Request, &str) -> String) -> Self {
        self.identify = Some(identify);
        self
    }

    pub(crate) const fn tagged_as(mut self, arn: fn(&Request, &str) -> String) -> Self {
        self.tagged_as = arn;
        self
    }

    pub(crate) const fn refusing(mut self, properties: &'static [(&'static str, &'static str)]) -> Self {
        self.refused = properties;
        self
    }

    pub(crate) const fn defined_by(mut self, definition: Definition) -> Self {
        self.definition = Some(definition);
        self
    }

    pub(crate) const fn verbatim(mut self, members: &'static [(&'static str, &'static str)]) -> Self {
        self.verbatim = members;
        self
    }

    pub(crate) const fn with_defaults(mut self, defaults: fn() -> Map) -> Self {
        self.defaults = defaults;
        self
    }

    pub(crate) const fn viewed(mut self, view: fn(&Request, &Snapshot<'_>, &str, &Map) -> Answer<Map>) -> Self {
        self.view = view;
        self
    }
}
