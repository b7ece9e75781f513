//! Hooks: where a resource type does what no table says.

use async_trait::async_trait;
use callboard_model::document::Map;

use super::session::{Failure, Session};
use super::table::ResourceTable;
use crate::cty::Value;
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::plan::Rules;
use crate::tags::{TagChange, Tags};

/// Where something is done.
#[derive(Clone, Copy)]
pub(crate) struct At<'a> {
    pub(crate) session: &'a Session,
    pub(crate) table: &'static ResourceTable,
    pub(crate) region: &'a str,
}

/// A resource that is made, changed or removed.
#[derive(Clone, Copy)]
pub(crate) struct Wanted<'a> {
    /// What there is; null where there is nothing yet.
    pub(crate) prior: &'a Value,
    /// What was planned.
    pub(crate) planned: &'a Value,
    /// What the user wrote.
    pub(crate) config: &'a Value,
}

/// What a resource type does beside what its table says. Every default does nothing.
#[async_trait]
pub(crate) trait Hooks: Sync {
    /// Says what is wrong with a configuration beside what checks find.
    fn validate(&self, _config: &Value, _diagnostics: &mut Diagnostics) {}

    /// Refuses what only a service could tell to be wrong, and takes out of a configuration what says nothing there.
    async fn adjust_config(&self, _at: At<'_>, _prior: &Value, _config: &mut Value) -> Diagnostics {
        Diagnostics::none()
    }

    /// Changes the rules for one plan.
    fn adjust_rules(&self, _prior: &Value, _config: &Value, _rules: &mut Rules) {}

    /// Changes what is planned for a change in place.
    fn adjust_plan(&self, _prior: &Value, _config: &Value, _planned: &mut Value) {}

    /// Completes the input of a create.
    async fn before_create(&self, _at: At<'_>, _wanted: Wanted<'_>, _input: &mut Map) -> Result<(), Failure> {
        Ok(())
    }

    /// Does what else makes the resource. True where its state must be read again.
    async fn after_create(&self, _at: At<'_>, _wanted: Wanted<'_>, _id: &str) -> Result<bool, Failure> {
        Ok(false)
    }

    /// Completes the input of an update, or does by itself what the update would.
    async fn before_update(&self, _at: At<'_>, _wanted: Wanted<'_>, _input: &mut Map) -> Result<(), Failure> {
        Ok(())
    }

    /// Does what else changes the resource; `output` is nothing where no update was made.
    async fn after_update(
        &self,
        _at: At<'_>,
        _wanted: Wanted<'_>,
        _output: Option<&Map>,
    ) -> Result<Diagnostics, Failure> {
        Ok(Diagnostics::none())
    }

    /// Reads the resource; the default calls the table's operation.
    async fn read(&self, at: At<'_>, identity: Map) -> Result<Map, Failure> {
        at.session.call(at.table.service, at.table.operations.read, at.region, identity).await
    }

    /// Works out what the API does not say; `state` has what it says.
    async fn complete(&self, _at: At<'_>, _output: &Map, _state: &mut Value) -> Result<(), Failure> {
        Ok(())
    }

    /// Removes the resource; the default calls the table's operation.
    async fn delete(&self, at: At<'_>, identity: Map, _prior: &Value) -> Result<(), Failure> {
        at.session.call(at.table.service, at.table.operations.delete, at.region, identity).await.map(drop)
    }

    /// The tags of a resource, where the API does not hold them as a map called `Tags`.
    async fn tags(&self, _at: At<'_>, _output: &Map, _state: &Value) -> Result<Tags, Failure> {
        Ok(Tags::new())
    }

    /// Changes tags, where that is not done by ARN.
    async fn change_tags(&self, _at: At<'_>, _state: &Value, _change: &TagChange) -> Result<(), Failure> {
        Ok(())
    }

    /// Why a resource that is there cannot be imported.
    fn refuses_import(&self, _id: &str, _output: &Map) -> Option<Diagnostic> {
        None
    }

    /// What an import id says, where it is not parts between slashes.
    fn parse_import(&self, _id: &str) -> Option<Vec<String>> {
        None
    }

    /// Whether an import reads the resource before it is taken.
    fn reads_on_import(&self) -> bool {
        false
    }
}

/// A resource type whose table says it all.
pub(crate) struct Plain;

impl Hooks for Plain {}
