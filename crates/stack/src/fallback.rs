//! Fallbacks: what stands in for anchors that a file of statements leaves out.
//!
//! Where a part's properties are those of its type, everything follows from
//! them, as for a part without statements. Where they are not, only what hangs
//! on the identifier does, if statements or exports tell that.
//!
//! ```text
//! exists      the resource that is found by its identifier, its tags, its likeness
//! statecheck  the plan of its properties says that nothing changes
//! create, update, delete   by its type
//! ```

use callboard_model::naming::sql::{property_of_column, sql_column_of};
use callboard_model::types::ResourceType;
use callboard_resource::{Action, Identifier, PlanOptions, Properties, plan_with};
use serde_json::Value;

use crate::error::StackError;
use crate::live::{Live, Wanted};
use crate::query_file::Anchor;
use crate::stack::Part;
use crate::statements::{Statements, cell};
use crate::survey::write_only_of;
use crate::tags;
use crate::unknown;
use crate::values::{self, Rendered};
use crate::work::Work;

/// What follows from the type of a part that statements make.
pub(crate) struct Fallback<'a> {
    work: &'a Work,
    index: usize,
    /// Its type.
    pub(crate) of: &'static ResourceType,
    rendered: &'a Rendered,
}

impl<'a> Fallback<'a> {
    /// What follows from the type of a part; nothing where that is not known.
    pub(crate) fn of(work: &'a Work, index: usize, rendered: &'a Rendered) -> Option<Self> {
        Some(Self { work, index, of: work.part(index).of?, rendered })
    }

    fn part(&self) -> &'a Part {
        self.work.part(self.index)
    }

    /// Whether everything follows from its properties, and not only what its identifier is enough for.
    pub(crate) fn is_whole(&self) -> bool {
        self.part().derives
    }

    /// Whether it is found by its type where it is there: by its identifier, or by the tags that we put on it.
    pub(crate) fn is_sure(&self) -> bool {
        let is_ours = self.part().queries.block(Anchor::Create).is_none();
        is_ours || Identifier::of(self.of, &values::desired(self.part(), self.of, self.rendered)).is_some()
    }

    /// What it is to be.
    pub(crate) fn desired(&self, live: Option<&Live>) -> Properties {
        let part = self.part();
        let mut desired = values::desired(part, self.of, self.rendered);
        // What statements made carries no tags of ours.
        if part.queries.block(Anchor::Create).is_none() {
            tags::mark(self.of, &mut desired, live.map(|it| &it.properties), &self.work.owner(part.name()));
        }
        desired
    }

    /// What must happen to it.
    pub(crate) fn action(&self, live: Option<&Live>) -> Result<Action, StackError> {
        let desired = self.desired(live);
        let options = PlanOptions { write_only: write_only_of(self.work, self.part(), self.of, &desired) };
        let action = plan_with(self.of, live.map(|it| &it.properties), Some(&desired), options);
        action.map_err(|error| values::refused(&self.work.stack, self.part(), self.of, &error).into())
    }

    /// The resource, if it is there and can be found.
    pub(crate) async fn live(&self, statements: &Statements<'_>) -> Result<Option<Live>, StackError> {
        let (work, name) = (self.work, self.part().name());
        if let Some(identifier) = self.told_identifier(statements) {
            let read = work.resources.read(self.of, &self.rendered.region, &identifier).await;
            let read = read.map_err(|error| StackError::of_resource(name, error))?;
            let region = self.rendered.region.clone();
            return Ok(read.map(|properties| Live { identifier, region, properties }));
        }
        if !self.is_whole() {
            return Ok(None);
        }
        let (owner, desired) = (work.owner(name), values::desired(self.part(), self.of, self.rendered));
        let wanted = Wanted { owner: &owner, of: self.of, region: &self.rendered.region, desired: &desired };
        work.finder.find(work, &wanted).await
    }

    /// The identifier that statements, exports or properties tell.
    fn told_identifier(&self, statements: &Statements<'_>) -> Option<Identifier> {
        let exports = self.exports();
        let known = |value: &Value| !value.is_null() && value.as_str() != Some("") && !unknown::is_partly(value);
        let told = |row: &Properties, property: &str| {
            let column = sql_column_of(self.of.name, property);
            let value = cell(row, &column).or_else(|| cell(row, property)).filter(|it| known(it))?;
            Some(value.clone())
        };
        let mut properties = Properties::new();
        for name in self.of.primary_identifier() {
            let property = name.split('/').next().unwrap_or(name);
            let given = || {
                let named =
                    self.rendered.props.iter().find(|(it, _)| property_of_column(self.of, it) == Some(property));
                named.map(|(_, value)| value.clone()).filter(known)
            };
            let value = told(&statements.this, property).or_else(given).or_else(|| told(&exports, property));
            properties.extend(value.map(|it| (property.to_owned(), it)));
        }
        let whole = || cell(&statements.this, "identifier").and_then(Value::as_str).map(Identifier::new);
        Identifier::of(self.of, &properties).or_else(whole)
    }

    /// What it exports, by the columns that this comes from.
    fn exports(&self) -> Properties {
        let Some(published) = self.work.board.of(self.index) else { return Properties::new() };
        let exports = self.part().entry.exports.iter();
        exports.filter_map(|it| Some((it.column.clone(), published.get(&it.name.name)?.clone()))).collect()
    }
}
