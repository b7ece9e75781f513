//! `DELETE`: one delete for each resource that its predicate finds.

use std::sync::Arc;

use callboard_model::types::Action;
use datafusion::sql::sqlparser::ast::{self, FromTable};
use futures::{StreamExt as _, TryStreamExt as _};

use super::keys::{Key, Search};
use super::step::{Plan, Step, StepKind, Verb};
use super::target::Target;
use super::{guard, update};
use crate::context::StatementContext;
use crate::statement::Hints;
use crate::{Session, SqlError};

/// A `DELETE` whose names are understood.
pub(super) struct Understood<'a> {
    pub(super) target: Target,
    delete: &'a ast::Delete,
    from: Vec<ast::TableWithJoins>,
}

/// Finds the rows. They are read only where somebody wants to know what they were: `RETURNING`, and `ROLLBACK`.
pub(super) async fn plan(
    session: &Session,
    context: &Arc<StatementContext>,
    delete: &ast::Delete,
    hints: &Hints,
    read_prior: bool,
) -> Result<Plan, SqlError> {
    let understood = understand(session, delete, hints)?;
    let found = understood.search().run(session, context).await?;
    let read_prior = read_prior || delete.returning.is_some();
    let reads = found.keys.into_iter().map(|key| understood.step(session, context, key, read_prior, found.given));
    let reads: Vec<_> = reads.collect();
    let reads = futures::stream::iter(reads).buffered(context.resources.parallel_calls().max(1));
    let steps: Vec<Option<Step>> = reads.try_collect().await?;
    Ok(Plan {
        verb: Verb::Delete,
        table: Arc::clone(&understood.target.table),
        qualifier: understood.target.qualifier.clone(),
        steps: steps.into_iter().flatten().collect(),
        returning: delete.returning.clone(),
        wait: guard::wait(session, hints),
    })
}

/// Finds out what a statement means; makes no call.
pub(super) fn understand<'a>(
    session: &Session,
    delete: &'a ast::Delete,
    hints: &Hints,
) -> Result<Understood<'a>, SqlError> {
    guard::refuse_contradiction(hints, Verb::Delete)?;
    let (FromTable::WithFromKeyword(tables) | FromTable::WithoutKeyword(tables)) = &delete.from;
    let [table] = tables.as_slice() else {
        return Err(SqlError::unsupported("DELETE removes from one table").with_hint("name others after USING"));
    };
    if !delete.tables.is_empty() || !table.joins.is_empty() {
        return Err(SqlError::unsupported("this form of DELETE is not available")
            .with_hint("write DELETE FROM t USING other WHERE …"));
    }
    let target = Target::of_factor(&session.options.resources, &table.relation, Action::Delete)?;
    guard::refuse_all_rows(session, Verb::Delete, delete.selection.as_ref())?;
    let mut from = vec![table.clone()];
    from.extend(delete.using.iter().flatten().cloned());
    Ok(Understood { target, delete, from })
}

impl Understood<'_> {
    /// What finds the rows.
    pub(super) fn search(&self) -> Search<'_> {
        Search {
            target: &self.target,
            from: self.from.clone(),
            selection: self.delete.selection.as_ref(),
            order_by: &self.delete.order_by,
            limit: self.delete.limit.as_ref(),
            values: &[],
        }
    }

    async fn step(
        &self,
        session: &Session,
        context: &Arc<StatementContext>,
        key: Key,
        read_prior: bool,
        must_exist: bool,
    ) -> Result<Option<Step>, SqlError> {
        let prior = if read_prior { update::prior(session, context, &self.target, &key).await? } else { None };
        if read_prior && prior.is_none() {
            return if must_exist { Err(update::not_found(&self.target, &key)) } else { Ok(None) };
        }
        let kind = StepKind::Delete { identifier: key.identifier, prior };
        Ok(Some(Step { of: self.target.of(), region: key.region, kind, parameters: Vec::new() }))
    }
}
