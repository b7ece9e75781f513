//! `UPDATE` and `REPLACE`: the patch of each row is computed from what is there and what the statement sets.
//!
//! `UPDATE` leaves what it does not name as it is: properties, and members of an object that it gives a property
//! (a member is taken away by `null`). `REPLACE` gives the whole of what can be changed: each value is taken as a
//! whole, and properties that are not named are taken away, where the type lets that be. Both take a patch that the
//! user wrote, as StackQL has it: `SET data__PatchDocument = '…'`.

use std::sync::Arc;

use callboard_model::types::Action;
use callboard_resource::Properties;
use datafusion::sql::sqlparser::ast::{self, AssignmentTarget, Expr, UpdateTableFromKind};
use futures::{StreamExt as _, TryStreamExt as _};

use super::keys::{Key, Search};
use super::patch::{self, Assigned};
use super::step::{Plan, Step, Verb};
use super::target::{self, Given, Parameter, Target};
use super::{guard, insert, transaction, value};
use crate::context::StatementContext;
use crate::error::sqlstate;
use crate::statement::Hints;
use crate::{Session, SqlError};

/// An `UPDATE` whose names are understood.
pub(super) struct Understood<'a> {
    pub(super) target: Target,
    update: &'a ast::Update,
    from: Vec<ast::TableWithJoins>,
    /// What is set, in the order of `values`.
    given: Vec<Given>,
    values: Vec<Expr>,
}

/// Finds the rows, reads them, and plans the patch of each.
pub(super) async fn plan(
    session: &Session,
    context: &Arc<StatementContext>,
    update: &ast::Update,
    verb: Verb,
    hints: &Hints,
) -> Result<Plan, SqlError> {
    let understood = understand(session, update, verb, hints)?;
    let found = understood.search().run(session, context).await?;
    let mut steps = Vec::new();
    // Reads of several rows go on side by side, as many as the client lets.
    let reads = found.keys.into_iter().map(|key| understood.step(session, context, key, verb, found.given));
    let reads: Vec<_> = reads.collect();
    let mut reads = futures::stream::iter(reads).buffered(context.resources.parallel_calls().max(1));
    while let Some(step) = reads.try_next().await? {
        steps.extend(step);
    }
    drop(reads);
    Ok(Plan {
        verb,
        table: Arc::clone(&understood.target.table),
        qualifier: understood.target.qualifier.clone(),
        steps,
        returning: update.returning.clone(),
        wait: guard::wait(session, hints),
    })
}

/// Finds out what a statement means; makes no call.
pub(super) fn understand<'a>(
    session: &Session,
    update: &'a ast::Update,
    verb: Verb,
    hints: &Hints,
) -> Result<Understood<'a>, SqlError> {
    guard::refuse_contradiction(hints, verb)?;
    let target = Target::of_factor(&session.options.resources, &update.table.relation, Action::Update)?;
    if update.or.is_some() || !update.table.joins.is_empty() {
        return Err(SqlError::unsupported(format!("this form of {} is not available", verb.name()))
            .with_hint("write UPDATE t SET c = v FROM other WHERE …"));
    }
    guard::refuse_all_rows(session, verb, update.selection.as_ref())?;
    let mut from = vec![update.table.clone()];
    if let Some(UpdateTableFromKind::BeforeSet(others) | UpdateTableFromKind::AfterSet(others)) = &update.from {
        from.extend(others.iter().cloned());
    }
    let mut understood = Understood { target, update, from, given: Vec::new(), values: Vec::new() };
    for assignment in &update.assignments {
        understood.assign(assignment)?;
    }
    Ok(understood)
}

impl Understood<'_> {
    /// What is set, by name.
    pub(super) fn names(&self) -> Vec<String> {
        let names = self.given.iter().map(|it| match it {
            Given::Property(name) => format!("`{name}`"),
            Given::PatchDocument => "what the patch document says".to_owned(),
            Given::Region | Given::Parameter(_) => "parameters of the request".to_owned(),
        });
        names.collect()
    }

    /// What finds the rows.
    pub(super) fn search(&self) -> Search<'_> {
        Search {
            target: &self.target,
            from: self.from.clone(),
            selection: self.update.selection.as_ref(),
            order_by: &self.update.order_by,
            limit: self.update.limit.as_ref(),
            values: &self.values,
        }
    }

    fn assign(&mut self, assignment: &ast::Assignment) -> Result<(), SqlError> {
        match (&assignment.target, &assignment.value) {
            (AssignmentTarget::ColumnName(name), value) => self.set(name, value.clone()),
            (AssignmentTarget::Tuple(names), Expr::Tuple(values)) if names.len() == values.len() => {
                names.iter().zip(values).try_for_each(|(name, value)| self.set(name, value.clone()))
            }
            (AssignmentTarget::Tuple(_), _) => Err(SqlError::unsupported(
                "several columns can be set to a list of as many expressions, not to a query",
            )),
        }
    }

    fn set(&mut self, name: &ast::ObjectName, value: Expr) -> Result<(), SqlError> {
        let path = target::path(name)?;
        let (column, qualifiers) = path.split_last().ok_or_else(|| SqlError::syntax("SET names no column"))?;
        let qualifies = |it: &String| self.target.qualifier.as_ref().is_some_and(|q| q.value.eq_ignore_ascii_case(it));
        if !qualifiers.last().is_none_or(qualifies) {
            return Err(SqlError::unsupported(format!("`{name}`: a part of a property cannot be set alone"))
                .with_hint("set the whole property, for instance by json_set(…)"));
        }
        let given = self.target.given(column)?;
        if given == Given::Region {
            return Err(SqlError::new(sqlstate::CHECK_VIOLATION, "a resource cannot be moved to another region")
                .with_hint("insert it there and delete it here"));
        }
        if self.given.contains(&given) {
            return Err(SqlError::syntax(format!("`{column}` is set twice")));
        }
        let is_patch = |it: &Given| *it == Given::PatchDocument;
        let is_property = |it: &Given| matches!(it, Given::Property(_));
        if is_patch(&given) && self.given.iter().any(is_property)
            || is_property(&given) && self.given.iter().any(is_patch)
        {
            return Err(SqlError::syntax("a patch document and columns cannot be set together"));
        }
        self.given.push(given);
        self.values.push(value);
        Ok(())
    }

    /// The change of one resource; nothing where it is gone meanwhile.
    async fn step(
        &self,
        session: &Session,
        context: &Arc<StatementContext>,
        key: Key,
        verb: Verb,
        must_exist: bool,
    ) -> Result<Option<Step>, SqlError> {
        let of = self.target.of();
        let Some(prior) = prior(session, context, &self.target, &key).await? else {
            return if must_exist { Err(not_found(&self.target, &key)) } else { Ok(None) };
        };
        let mut assigned = Vec::new();
        let mut document = None;
        let mut parameters: Vec<(Parameter, String)> = Vec::new();
        for (given, cell) in self.given.iter().zip(key.values) {
            match (given, cell) {
                (Given::Property(name), cell) => {
                    let value = cell.map(|cell| value::property_value(of, name, cell)).transpose()?;
                    assigned.push(Assigned { property: (*name).to_owned(), value });
                }
                (Given::PatchDocument, Some(cell)) => document = Some(cell),
                (Given::Parameter(parameter), Some(cell)) => parameters.push((*parameter, insert::text(cell))),
                (Given::PatchDocument, None) => {
                    return Err(SqlError::new(sqlstate::NOT_NULL_VIOLATION, "the patch document is NULL"));
                }
                _ => {}
            }
        }
        let kind = match document {
            Some(document) => patch::patched(of, key.identifier, prior, &document)?,
            None if verb == Verb::Replace => patch::replace(of, key.identifier, prior, &assigned)?,
            None => patch::update(of, key.identifier, prior, &assigned)?,
        };
        Ok(Some(Step { of, region: key.region, kind, parameters }))
    }
}

/// A resource as it is, or as it will be after the changes that wait for `COMMIT`.
pub(super) async fn prior(
    session: &Session,
    context: &Arc<StatementContext>,
    target: &Target,
    key: &Key,
) -> Result<Option<Properties>, SqlError> {
    if let Some(projected) = transaction::projected(session, target.of(), &key.region, &key.identifier) {
        return Ok(projected);
    }
    context.progress.expect(1);
    let prior = context.resources.read(target.of(), &key.region, &key.identifier).await?;
    context.progress.finish();
    Ok(prior)
}

/// The resource that the statement names is not there.
pub(super) fn not_found(target: &Target, key: &Key) -> SqlError {
    let message = format!("there is no {} `{}` in {}", target.of().name, key.identifier, key.region);
    let mut error = SqlError::new(sqlstate::NO_DATA_FOUND, message);
    error.aws_code = Some("NotFound".to_owned());
    error
}
