//! Outlines: what a change will call, for `EXPLAIN`; makes no call itself.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use callboard_model::types::{Action, ResourceType};

use super::exec::{self, Meant};
use super::keys::Search;
use super::select;
use super::step::{Plan, Step, StepKind, Verb};
use super::target::Target;
use super::{delete, guard, insert, returning, update};
use crate::context::StatementContext;
use crate::explain::{Row, query_rows};
use crate::statement::Statement;
use crate::{Parsed, Session, SqlError};

/// Identifiers that a row names one by one.
const MOST_NAMED: usize = 5;

/// What a change will call.
pub(crate) async fn outline(
    session: &Session,
    context: &Arc<StatementContext>,
    parsed: &Parsed,
    verbose: bool,
) -> Result<Vec<Row>, SqlError> {
    let outline = Outline { session, context, verbose };
    match &parsed.statement {
        Statement::Insert(it) => outline.insert(it, parsed).await,
        Statement::Update(it) => outline.update(it, parsed, Verb::Update).await,
        Statement::Replace(it) => outline.update(it, parsed, Verb::Replace).await,
        Statement::Delete(it) => outline.delete(it, parsed).await,
        Statement::Exec(it) => outline.exec(it, parsed).await,
        _ => Err(SqlError::unsupported("this statement changes nothing")),
    }
}

/// What `COMMIT` will call.
pub(crate) fn outline_queue(session: &Session) -> Vec<Row> {
    let transaction = session.transaction.lock().unwrap_or_else(PoisonError::into_inner);
    let plans = transaction.as_ref().map(|it| it.plans()).unwrap_or_default();
    let steps = plans.iter().flat_map(|it| &it.steps);
    let mut rows: Vec<Row> =
        steps.flat_map(|step| changes(&session.options.resources, std::slice::from_ref(step))).collect();
    if rows.is_empty() {
        let detail = "no change waits for COMMIT".to_owned();
        rows.push(Row { call: "none".to_owned(), detail, ..Row::default() });
    }
    rows
}

struct Outline<'a> {
    session: &'a Session,
    context: &'a Arc<StatementContext>,
    verbose: bool,
}

impl Outline<'_> {
    async fn insert(
        &self,
        it: &datafusion::sql::sqlparser::ast::Insert,
        parsed: &Parsed,
    ) -> Result<Vec<Row>, SqlError> {
        let is_upsert = guard::is_upsert(&parsed.hints);
        let source = it.source.as_deref().filter(|source| select::reads_tables(source));
        let Some(source) = source else {
            // Nothing is read: the very steps are known, and wrong values are found.
            let plan = insert::plan_rows(self.session, self.context, it, &parsed.hints).await?;
            let mut rows = Vec::new();
            if is_upsert {
                let looked = Reads { of: plan.table.resource_type, steps: &plan.steps };
                rows.push(self.reads(&looked, "to see whether it is there: then it is updated"));
            }
            rows.extend(changes(&self.context.resources, &plan.steps));
            rows.extend(self.returned(&plan)?);
            return Ok(rows);
        };
        let target = insert::target_of(&self.context.resources, it)?;
        let mut rows = query_rows(self.session, self.context, source, self.verbose).await?;
        if is_upsert {
            rows.push(self.per_row(&target, Action::Read, "to see whether it is there: then it is updated"));
        }
        rows.push(self.per_row(&target, Action::Create, "rows are known when the query has run"));
        Ok(rows)
    }

    async fn update(
        &self,
        it: &datafusion::sql::sqlparser::ast::Update,
        parsed: &Parsed,
        verb: Verb,
    ) -> Result<Vec<Row>, SqlError> {
        let understood = update::understand(self.session, it, verb, &parsed.hints)?;
        let target = &understood.target;
        if let Some(items) = &it.returning {
            returning::check(&target.table, target.qualifier.as_ref(), items)?;
        }
        let set = format!("sets {}", understood.names().join(", "));
        let (mut rows, keys) = self.keys(&understood.search()).await?;
        rows.push(self.of_keys(target, Action::Read, &keys, "to compute the patch"));
        let detail = format!("{set}; none for a row that is so already");
        rows.push(self.of_keys(target, Action::Update, &keys, &detail));
        Ok(rows)
    }

    async fn delete(
        &self,
        it: &datafusion::sql::sqlparser::ast::Delete,
        parsed: &Parsed,
    ) -> Result<Vec<Row>, SqlError> {
        let understood = delete::understand(self.session, it, &parsed.hints)?;
        let target = &understood.target;
        let (mut rows, keys) = self.keys(&understood.search()).await?;
        if let Some(items) = &it.returning {
            returning::check(&target.table, target.qualifier.as_ref(), items)?;
            rows.push(self.of_keys(target, Action::Read, &keys, "for RETURNING"));
        }
        rows.push(self.of_keys(target, Action::Delete, &keys, ""));
        Ok(rows)
    }

    async fn exec(&self, it: &crate::statement::Exec, parsed: &Parsed) -> Result<Vec<Row>, SqlError> {
        match exec::meant(self.session, it)? {
            Meant::Operation(operation) => {
                let (input, region) = exec::input(self.session, self.context, it, operation).await?;
                // Names alone: values may be secrets.
                let members: Vec<String> = input.keys().map(|it| format!("`{it}`")).collect();
                let detail = if members.is_empty() { String::new() } else { format!("gives {}", members.join(", ")) };
                Ok(vec![Row {
                    call: format!("{} {}", operation.service.name, operation.name),
                    region,
                    calls: "1".to_owned(),
                    detail,
                    permissions: vec![format!("{}:{}", operation.service.metadata.signing_name, operation.name)],
                    ..Row::default()
                }])
            }
            Meant::Reading(method) => {
                let query = exec::read_query(self.session, self.context, it, &method).await?;
                query_rows(self.session, self.context, &query, self.verbose).await
            }
            Meant::Changing(method) => {
                if method.action() == Action::Update {
                    let key = exec::key(self.session, self.context, it, &method).await?;
                    let keys = Keys::Given(vec![(key.region, key.identifier.to_string())]);
                    return Ok(vec![
                        self.of_keys(method.target(), Action::Read, &keys, "to compute the patch"),
                        self.of_keys(method.target(), Action::Update, &keys, "none where it is so already"),
                    ]);
                }
                let plan = exec::plan_method(self.session, self.context, it, &method, &parsed.hints, false).await?;
                Ok(changes(&self.context.resources, &plan.steps))
            }
        }
    }

    /// How the rows of a statement are found.
    async fn keys(&self, search: &Search<'_>) -> Result<(Vec<Row>, Keys), SqlError> {
        if search.direct(&self.context.regions).is_some() {
            let found = search.run(self.session, self.context).await?;
            let keys = found.keys.into_iter().map(|it| (it.region, it.identifier.to_string())).collect();
            return Ok((Vec::new(), Keys::Given(keys)));
        }
        let rows = query_rows(self.session, self.context, &search.query()?, self.verbose).await?;
        Ok((rows, Keys::Unknown))
    }

    fn of_keys(&self, target: &Target, action: Action, keys: &Keys, detail: &str) -> Row {
        let Keys::Given(keys) = keys else { return self.per_row(target, action, detail) };
        let mut regions: Vec<&str> = keys.iter().map(|(region, _)| region.as_str()).collect();
        regions.dedup();
        let mut named: Vec<&str> = keys.iter().map(|(_, it)| it.as_str()).take(MOST_NAMED).collect();
        if keys.len() > MOST_NAMED {
            named.push("…");
        }
        let named = named.join(", ");
        Row {
            call: operation(&self.context.resources, target.of(), action),
            target: target.of().name.to_owned(),
            region: regions.join(", "),
            calls: keys.len().to_string(),
            detail: if detail.is_empty() { named } else { format!("{named}; {detail}") },
            permissions: permissions(target.of(), action),
        }
    }

    fn per_row(&self, target: &Target, action: Action, detail: &str) -> Row {
        let parallel = format!("up to {} at once", self.context.resources.parallel_calls());
        Row {
            call: operation(&self.context.resources, target.of(), action),
            target: target.of().name.to_owned(),
            region: "of each row".to_owned(),
            calls: "1 per row: how many is known when it runs".to_owned(),
            detail: if detail.is_empty() { parallel } else { format!("{detail}; {parallel}") },
            permissions: permissions(target.of(), action),
        }
    }

    fn reads(&self, reads: &Reads<'_>, detail: &str) -> Row {
        let mut regions: Vec<&str> = reads.steps.iter().map(|it| it.region.as_str()).collect();
        regions.sort_unstable();
        regions.dedup();
        Row {
            call: operation(&self.context.resources, reads.of, Action::Read),
            target: reads.of.name.to_owned(),
            region: regions.join(", "),
            calls: reads.steps.len().to_string(),
            detail: detail.to_owned(),
            permissions: permissions(reads.of, Action::Read),
        }
    }

    /// The reads that `RETURNING` needs, where the plane does not tell what it made.
    fn returned(&self, plan: &Plan) -> Result<Option<Row>, SqlError> {
        let Some(items) = &plan.returning else { return Ok(None) };
        let needs = returning::check(&plan.table, plan.qualifier.as_ref(), items)?;
        if !needs || self.context.resources.plane().lists_whole_resources() {
            return Ok(None);
        }
        Ok(Some(self.reads(&Reads { of: plan.table.resource_type, steps: &plan.steps }, "for RETURNING")))
    }
}

enum Keys {
    /// Regions and identifiers.
    Given(Vec<(String, String)>),
    Unknown,
}

struct Reads<'a> {
    of: &'static ResourceType,
    steps: &'a [Step],
}

/// The changes of steps that are known: a row for each action in each region.
fn changes(resources: &callboard_resource::Resources, steps: &[Step]) -> Vec<Row> {
    let mut groups: BTreeMap<(&str, &str), Vec<&Step>> = BTreeMap::new();
    for step in steps {
        if let Some(action) = step.action() {
            groups.entry((action.name(), &step.region)).or_default().push(step);
        }
    }
    let rows = groups.into_iter().filter_map(|((_, region), steps)| {
        let first = *steps.first()?;
        let action = first.action()?;
        let mut detail: Vec<String> = steps.iter().take(MOST_NAMED).map(|it| described(it)).collect();
        if steps.len() > MOST_NAMED {
            detail.push("…".to_owned());
        }
        if steps.len() > 1 {
            detail.push(format!("up to {} at once", resources.parallel_calls()));
        }
        Some(Row {
            call: operation(resources, first.of, action),
            target: first.of.name.to_owned(),
            region: region.to_owned(),
            calls: steps.len().to_string(),
            detail: detail.join("; "),
            permissions: permissions(first.of, action),
        })
    });
    rows.collect()
}

fn described(step: &Step) -> String {
    match &step.kind {
        StepKind::Create { desired, .. } => {
            let names: Vec<&str> = desired.keys().map(String::as_str).collect();
            match step.identifier() {
                Some(identifier) => format!("{identifier} with {}", names.join(", ")),
                None if names.is_empty() => "with defaults alone".to_owned(),
                None => format!("with {}", names.join(", ")),
            }
        }
        StepKind::Update { identifier, patch, .. } => {
            let operations = patch.as_array().into_iter().flatten();
            let operations =
                operations.filter_map(|it| Some(format!("{} {}", it.get("op")?.as_str()?, it.get("path")?.as_str()?)));
            format!("{identifier}: {}", operations.collect::<Vec<_>>().join(", "))
        }
        StepKind::Delete { identifier, .. } | StepKind::Keep { identifier, .. } => identifier.to_string(),
    }
}

fn operation(resources: &callboard_resource::Resources, of: &'static ResourceType, action: Action) -> String {
    match resources.operation(of, action) {
        Ok(operation) => format!("{} {}", operation.service.name, operation.name),
        Err(error) => format!("none: {error}"),
    }
}

fn permissions(of: &'static ResourceType, action: Action) -> Vec<String> {
    of.handler(action).into_iter().flat_map(|it| it.permissions()).map(str::to_owned).collect()
}
