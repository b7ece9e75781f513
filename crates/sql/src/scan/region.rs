//! One region of a scan: calls become rows, and rows batches.
//!
//! ```text
//! pages of a listing ── early predicates ──▶ resources ─┬─ all there ──────────▶ rows ──▶ batches ──▶ channel
//!                                                       └─ read, many at once ──▶
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use callboard_model::types::{self, Action, ResourceType};
use callboard_plane::{Extract, PlaneError};
use callboard_resource::{Found, Identifier, Listed, Look, Properties, ResourceError};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::error::Result;
use datafusion::physical_expr::PhysicalExpr;
use futures::stream::BoxStream;
use futures::{FutureExt as _, Stream, StreamExt as _, TryStreamExt as _, stream};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::access::{Access, condition, typed};
use super::early::EarlyColumns;
use super::parents::{ACCOUNT_PROPERTIES, MOST_PARENTS, Parent, Source};
use super::rows::{Batcher, Layout, Row, identifier_part};
use crate::SqlError;
use crate::catalog::Table;
use crate::context::StatementContext;
use crate::error::sqlstate;

/// Rows of a batch.
const BATCH_ROWS: usize = 1_024;

/// How long rows wait for others before they are handed on.
const PATIENCE: Duration = Duration::from_millis(25);

/// Parents whose children are listed at once.
const PARENTS_AT_ONCE: usize = 8;

/// What is scanned in one region.
#[derive(Clone)]
pub(super) struct RegionScan {
    pub(super) table: Arc<Table>,
    pub(super) layout: Arc<Layout>,
    pub(super) access: Access,
    pub(super) early_columns: Arc<EarlyColumns>,
    pub(super) early: Arc<[Arc<dyn PhysicalExpr>]>,
    pub(super) region: Arc<str>,
    pub(super) context: Arc<StatementContext>,
    /// Rows that are still wanted, over all regions.
    pub(super) left: Option<Arc<AtomicUsize>>,
}

type Rows = Result<Vec<Row>, SqlError>;

/// Rows as they wait for their batch.
enum Gathered {
    Rows(Vec<Row>),
    /// Those of an extract that early predicates do not rule out.
    Extract(Extract, Option<Vec<bool>>),
}

impl Gathered {
    fn len(&self) -> usize {
        match self {
            Self::Rows(rows) => rows.len(),
            Self::Extract(extract, _) => extract.len(),
        }
    }

    /// Puts one resource into the batch.
    fn push(&self, number: usize, batcher: &mut Batcher) -> Result<(), serde_json::Error> {
        match self {
            Self::Rows(rows) => batcher.push(&rows[number]),
            Self::Extract(_, Some(keep)) if !keep[number] => {}
            Self::Extract(extract, _) => batcher.push_extracted(extract.resource(number))?,
        }
        Ok(())
    }
}

impl RegionScan {
    /// Makes the calls and sends the rows, until all are there or nobody wants more.
    pub(super) async fn run(self, batches: mpsc::Sender<Result<RecordBatch>>) -> Result<()> {
        let mut rows = self.rows();
        let mut batcher = Batcher::new(Arc::clone(&self.layout), Arc::clone(&self.region));
        let mut handed_on: Option<Instant> = None;
        loop {
            let next = match handed_on {
                Some(last) if batcher.rows() > 0 => {
                    // What is there is handed on when nothing follows soon.
                    match tokio::time::timeout_at(last + PATIENCE, rows.next()).await {
                        Ok(next) => next,
                        Err(_) => Some(Ok(Gathered::Rows(Vec::new()))),
                    }
                }
                _ => rows.next().await,
            };
            let Some(next) = next else { break };
            let next = next?;
            let is_late = next.len() == 0;
            for number in 0..next.len() {
                next.push(number, &mut batcher).map_err(|error| self.unreadable(&error))?;
                if batcher.rows() >= self.rows_wanted().min(BATCH_ROWS) {
                    if !self.hand_on(&mut batcher, &batches).await? {
                        return Ok(());
                    }
                    handed_on = Some(Instant::now());
                }
            }
            // The first rows wait for no others.
            if batcher.rows() > 0 && (is_late || handed_on.is_none()) {
                if !self.hand_on(&mut batcher, &batches).await? {
                    return Ok(());
                }
                handed_on = Some(Instant::now());
            }
        }
        if batcher.rows() > 0 {
            self.hand_on(&mut batcher, &batches).await?;
        }
        for (column, data_type) in self.layout.misfits() {
            let table = self.table.qualified_name();
            let region = &self.region;
            self.context.notice(format!("{table} in {region}: values of `{column}` that are no {data_type} are null"));
        }
        Ok(())
    }

    /// Rows that are still wanted.
    fn rows_wanted(&self) -> usize {
        self.left.as_ref().map_or(usize::MAX, |it| it.load(Ordering::SeqCst))
    }

    /// Sends what was gathered; false where nobody wants more.
    async fn hand_on(&self, batcher: &mut Batcher, batches: &mpsc::Sender<Result<RecordBatch>>) -> Result<bool> {
        let mut batch = batcher.finish()?;
        let mut is_last = false;
        if let Some(left) = &self.left {
            let rows = batch.num_rows();
            let before = left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |it| Some(it.saturating_sub(rows)));
            let before = before.unwrap_or_default();
            is_last = before <= rows;
            if before < rows {
                batch = batch.slice(0, before);
            }
        }
        if batch.num_rows() == 0 {
            return Ok(!is_last);
        }
        self.context.progress.rows.fetch_add(batch.num_rows() as u64, Ordering::Relaxed);
        Ok(batches.send(Ok(batch)).await.is_ok() && !is_last)
    }

    fn rows(&self) -> BoxStream<'static, Result<Gathered, SqlError>> {
        match &self.access {
            Access::Read(identifiers) => self.rows_of_reads(Arc::clone(identifiers)).map_ok(Gathered::Rows).boxed(),
            Access::List(models) => {
                let models = models.to_vec();
                self.rows_of_models(stream::iter(models.into_iter().map(Ok)).boxed())
            }
            Access::ListOfParents { parent, given } => {
                let this = self.clone();
                let (parent, given) = (Arc::clone(parent), Arc::clone(given));
                let models = async move {
                    match this.models_of_parents(&parent, &given).await {
                        Ok(models) => stream::iter(models.into_iter().map(Ok)).left_stream(),
                        Err(error) => stream::iter([Err(error)]).right_stream(),
                    }
                };
                self.rows_of_models(models.flatten_stream().boxed())
            }
            Access::Nowhere(error) => stream::iter([Err(error.clone())]).boxed(),
        }
    }

    /// Resources whose identifiers are given.
    fn rows_of_reads(&self, identifiers: Arc<[String]>) -> BoxStream<'static, Rows> {
        let here: Vec<&str> = identifiers.iter().map(String::as_str).filter(|it| may_be_in(it, &self.region)).collect();
        let keep = match self.keep(&here) {
            Ok(keep) => keep,
            Err(error) => return stream::iter([Err(error)]).boxed(),
        };
        let wanted = here.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(it, _)| it.to_owned());
        let wanted: Vec<String> = wanted.collect();
        self.context.progress.expect(wanted.len() as u64);
        let this = self.clone();
        let reads = stream::iter(wanted).map(move |identifier| {
            let this = this.clone();
            async move { this.read(identifier).await }
        });
        reads.buffered(self.reads_at_once()).boxed()
    }

    /// Resources that are listed, by each of the models.
    fn rows_of_models(
        &self,
        models: BoxStream<'static, Result<Properties, SqlError>>,
    ) -> BoxStream<'static, Result<Gathered, SqlError>> {
        let this = self.clone();
        let by_parent = matches!(self.access, Access::ListOfParents { .. });
        let rows = models.map(move |model| match model {
            Ok(model) => this.rows_of_listing(model, by_parent),
            Err(error) => stream::iter([Err(error)]).boxed(),
        });
        rows.flatten_unordered(PARENTS_AT_ONCE).boxed()
    }

    /// Resources of one listing.
    fn rows_of_listing(
        &self,
        model: Properties,
        parent_may_vanish: bool,
    ) -> BoxStream<'static, Result<Gathered, SqlError>> {
        let of = self.table.resource_type;
        let reads = self.reads();
        let model = (!model.is_empty()).then(|| Arc::new(model));
        let this = self.clone();
        // Rows that need more than the texts of an extract are made one by one.
        let row_by_row = reads || model.is_some() || self.layout.rows_are_tags();
        let identifiers = row_by_row || !self.early.is_empty() || self.layout.needs_identifiers();
        let look = Look { properties: self.layout.listed_properties(), identifiers };
        let pages = self.pages(of, model.as_deref(), self.limit_of_listing(reads), look, parent_may_vanish);
        if !row_by_row {
            return pages.map(move |page| this.gather(page?)).boxed();
        }
        let parsed = {
            let this = this.clone();
            pages.map(move |page| this.parse_page(page?.into_listed(), model.as_deref()))
        };
        if !reads {
            return parsed.map_ok(Gathered::Rows).boxed();
        }
        // Rows that lack something are read, many at once and in order.
        let counting = this.clone();
        let parsed = parsed.inspect(move |rows| {
            let lacking = rows.iter().flatten().filter(|it| !counting.layout.is_complete(it)).count();
            counting.context.progress.expect(lacking as u64);
        });
        let one_by_one = parsed.flat_map(|rows| match rows {
            Ok(rows) => stream::iter(rows.into_iter().map(Ok).collect::<Vec<_>>()),
            Err(error) => stream::iter(vec![Err(error)]),
        });
        let completed = one_by_one.map(move |row| {
            let this = this.clone();
            async move {
                let row = row?;
                if this.layout.is_complete(&row) {
                    return Ok(vec![row]);
                }
                this.read(row.identifier).await
            }
        });
        completed.buffered(self.reads_at_once()).map_ok(Gathered::Rows).boxed()
    }

    /// Rows of a page as the page has them.
    fn gather(&self, page: Found) -> Result<Gathered, SqlError> {
        let extract = match page {
            Found::Whole(page) => return self.parse_page(page, None).map(Gathered::Rows),
            Found::Extract(extract) => extract,
        };
        let keep = if self.early.is_empty() {
            None
        } else {
            let identifiers: Vec<_> = extract.resources().map(|it| it.identifier()).collect();
            Some(self.keep(&identifiers)?)
        };
        Ok(Gathered::Extract(extract, keep))
    }

    fn unreadable(&self, error: &serde_json::Error) -> SqlError {
        let message = format!("{}: a listing cannot be read: {error}", self.table.resource_type.name);
        SqlError::new(sqlstate::CALL_REFUSED, message)
    }

    /// Rows of a page, without those that early predicates rule out.
    fn parse_page(&self, page: Vec<Listed>, model: Option<&Properties>) -> Rows {
        let keep = if self.early.is_empty() {
            vec![true; page.len()]
        } else {
            let identifiers: Vec<_> = page.iter().map(|it| it.identifier.as_str()).collect();
            self.keep(&identifiers)?
        };
        let mut rows = Vec::with_capacity(page.len());
        for listed in page.into_iter().zip(keep).filter_map(|(listed, keep)| keep.then_some(listed)) {
            let row = self.layout.parse(listed.identifier, &listed.properties);
            let mut row = row.map_err(|error| self.unreadable(&error))?;
            if let Some(model) = model {
                self.layout.complete_from_model(&mut row, model);
            }
            rows.push(row);
        }
        Ok(rows)
    }

    /// Pages of a listing, counted; failures that are let pass end it.
    fn pages(
        &self,
        of: &'static ResourceType,
        model: Option<&Properties>,
        limit: Option<usize>,
        look: Look,
        parent_may_vanish: bool,
    ) -> impl Stream<Item = Result<Found, SqlError>> + Send + 'static {
        let context = Arc::clone(&self.context);
        let region = Arc::clone(&self.region);
        let pages = context.resources.list_for(of, &self.region, model, limit, look);
        context.progress.expect(1);
        let mut page_number = 0_u64;
        pages.filter_map(move |page| {
            page_number += 1;
            if page_number > 1 {
                context.progress.expect(1);
            }
            context.progress.finish();
            let page = match page {
                Ok(page) => Some(Ok(page)),
                Err(error) if parent_may_vanish && is_not_found(&error) => None,
                Err(error) => context.tolerate(format!("{} in {region}", of.name), error.into()).err().map(Err),
            };
            std::future::ready(page)
        })
    }

    /// One resource, by a read; none where it has vanished.
    async fn read(&self, identifier: String) -> Rows {
        let of = self.table.resource_type;
        let key = Identifier::new(identifier.as_str());
        let answer = self.context.resources.read(of, &self.region, &key).await;
        self.context.progress.finish();
        match answer {
            Ok(Some(properties)) => Ok(vec![self.layout.take(identifier, &properties)]),
            Ok(None) => Ok(Vec::new()),
            Err(error) => {
                let what = format!("{} {identifier} in {}", of.name, self.region);
                self.context.tolerate(what, error.into())?;
                Ok(Vec::new())
            }
        }
    }

    /// The models of listings of children, one for each parent.
    async fn models_of_parents(&self, parent: &Parent, given: &[Properties]) -> Result<Vec<Properties>, SqlError> {
        let Some(of) = types::resource_type(parent.type_name) else { return Ok(Vec::new()) };
        let mut models = Vec::new();
        for given in given {
            let needed = self.context.resources.parents(of);
            let account = || Value::from(&*self.context.resources.options().account);
            let value = |property: &str| {
                let account = || ACCOUNT_PROPERTIES.contains(&property).then(account);
                given.get(property).cloned().or_else(account)
            };
            let outer = match &parent.parent {
                Some(outer) if needed.iter().any(|it| value(it).is_none()) => {
                    Box::pin(self.models_of_parents(outer, std::slice::from_ref(given))).await?
                }
                _ => vec![needed.iter().filter_map(|it| Some(((*it).to_owned(), value(it)?))).collect()],
            };
            for model in outer {
                let model = (!model.is_empty()).then_some(model);
                let look = Look { properties: parent.looked_at(), identifiers: true };
                let mut pages = Box::pin(self.pages(of, model.as_ref(), None, look, true));
                while let Some(page) = pages.next().await {
                    let parents = stream::iter(page?.into_listed()).map(|it| self.properties_of_parent(parent, of, it));
                    let mut parents = parents.buffered(self.reads_at_once());
                    while let Some(found) = parents.next().await {
                        let Some((identifier, properties)) = found? else { continue };
                        models.extend(self.model_of_parent(parent, &identifier, &properties, given));
                    }
                    if models.len() > MOST_PARENTS {
                        return Err(self.too_many_parents(parent));
                    }
                }
            }
        }
        Ok(models)
    }

    /// A parent with the properties that its children are listed by; none where it has vanished.
    async fn properties_of_parent(
        &self,
        parent: &Parent,
        of: &'static ResourceType,
        listed: Listed,
    ) -> Result<Option<(String, Properties)>, SqlError> {
        let wanted = parent.looked_at();
        let Listed { identifier, properties } = listed;
        if wanted.is_empty() {
            return Ok(Some((identifier, Properties::new())));
        }
        let properties: Properties = serde_json::from_str(&properties).unwrap_or_default();
        if wanted.iter().all(|it| properties.contains_key(*it)) {
            return Ok(Some((identifier, properties)));
        }
        self.context.progress.expect(1);
        let key = Identifier::new(identifier.as_str());
        let answer = self.context.resources.read(of, &self.region, &key).await;
        self.context.progress.finish();
        match answer {
            Ok(found) => Ok(found.map(|properties| (identifier, properties))),
            Err(error) => {
                self.context.tolerate(format!("{} {identifier} in {}", of.name, self.region), error.into())?;
                Ok(None)
            }
        }
    }

    /// The model by which one parent's children are listed, where it is one of those that are asked for.
    fn model_of_parent(
        &self,
        parent: &Parent,
        identifier: &str,
        properties: &Properties,
        given: &Properties,
    ) -> Option<Properties> {
        let parts = types::resource_type(parent.type_name)?.primary_identifier().count();
        let mut model = given.clone();
        for (property, source) in &parent.properties {
            let value = match source {
                Source::Part(number) => {
                    typed(self.table.resource_type, property, identifier_part(identifier, parts, *number)?)
                }
                Source::Property(name) => properties.get(*name)?.clone(),
            };
            if given.get(*property).is_some_and(|it| *it != value) {
                return None;
            }
            model.insert((*property).to_owned(), value);
        }
        Some(model)
    }

    fn too_many_parents(&self, parent: &Parent) -> SqlError {
        let table = self.table.qualified_name();
        let message = format!(
            "`{table}` is listed by parent, and there are more than {MOST_PARENTS} of {} in {}",
            parent.type_name, self.region
        );
        let hint: Vec<_> = parent.properties.iter().map(|(it, _)| condition(&self.table, it)).collect();
        SqlError::new(sqlstate::LIMIT_EXCEEDED, message).with_hint(format!("give {}", hint.join(" and ")))
    }

    fn keep(&self, identifiers: &[&str]) -> Result<Vec<bool>, SqlError> {
        self.early_columns.keep(&self.early, &self.region, identifiers).map_err(SqlError::from)
    }

    /// Whether resources that a listing does not tell enough of are read.
    fn reads(&self) -> bool {
        reads(&self.table, &self.layout, &self.context)
    }

    fn reads_at_once(&self) -> usize {
        let allowed = self.context.resources.parallel_calls().max(1);
        allowed.min(self.rows_wanted().max(1))
    }

    /// How many resources a listing is good for, where each gives one row for sure.
    fn limit_of_listing(&self, reads: bool) -> Option<usize> {
        let is_row = !reads && self.early.is_empty() && !self.layout.rows_are_tags();
        self.left.as_ref().filter(|_| is_row).map(|_| self.rows_wanted())
    }
}

/// Whether a scan of these columns reads resources that its listing does not tell enough of.
pub(super) fn reads(table: &Table, layout: &Layout, context: &StatementContext) -> bool {
    let of = table.resource_type;
    of.handler(Action::Read).is_some() && !context.resources.lists_whole(of) && !layout.beyond_identifier().is_empty()
}

/// An ARN says in which region its resource is, for most services.
pub(super) fn may_be_in(identifier: &str, region: &str) -> bool {
    region_of_arn(identifier).is_none_or(|it| it == region)
}

/// The region in an ARN.
pub(super) fn region_of_arn(identifier: &str) -> Option<&str> {
    let mut parts = identifier.split(':');
    if parts.next() != Some("arn") {
        return None;
    }
    parts.nth(2).filter(|it| !it.is_empty())
}

fn is_not_found(error: &ResourceError) -> bool {
    let code = match error {
        ResourceError::Plane(PlaneError::Service { refusal, .. }) => &refusal.code,
        ResourceError::Failed { code, .. } => code,
        _ => return false,
    };
    matches!(code.as_str(), "ResourceNotFoundException" | "NotFound" | "NotFoundException")
}
