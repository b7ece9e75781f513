//! Compositions: a stage shown as one picture, on a channel or in a bucket.

mod destination;
mod layout;
mod progress;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use callboard_model::document::{Document, Instant, Map};
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::codec;
use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::{Members, whole_seconds};
use crate::page::Listing;
use crate::request::Request;
use crate::tags;

use super::arn::{self, Arn, COMPOSITION, ENCODER_CONFIGURATION, ID_LENGTH, Resource};
use super::quotas;
use super::tables::{COMPOSITION_BY, COMPOSITION_TOKEN, COMPOSITION_USING};
use progress::Progress;

/// The entry of [`COMPOSITION_USING`] that every composition has, for counting.
const EVERY: [&str; 2] = ["region", "all"];

pub(super) fn start(request: Request) -> Answer<Change> {
    let input = &request.input;
    let stage = arn::required(&request, &arn::STAGE, input.text("stageArn"))?;
    let composition = Resource::new(&COMPOSITION, &request.place, request.identifier(ID_LENGTH));
    let plan = destination::plan(&request, &stage, &composition)?;
    let mut record = Map::new()
        .with("stageArn", stage.arn())
        .with("layout", layout::with_defaults(&input.map("layout"))?)
        .with("destinations", plan.destinations)
        .with("tags", tags::of_new(input.map("tags"))?);
    record.set_moment("startTime", request.now);
    let repeat = Repeat::of(&request);
    change(move |transaction| {
        if let Some(repeat) = &repeat
            && let Some(started) = repeat.find(transaction, &request)?
        {
            return show(transaction, &started, request.now);
        }
        stage.record(transaction)?;
        for needed in &plan.needs {
            needed.record(transaction)?;
        }
        quotas::COMPOSITIONS.check(request.shared.quotas, |limit| running(transaction, &request, limit))?;
        composition.put_new(transaction, &record)?;
        for made_from in std::iter::once(&stage).chain(&plan.needs) {
            let key = request.place.key(&[made_from.kind.name, &made_from.id, &composition.id]);
            COMPOSITION_USING.mark(transaction, &key)?;
            COMPOSITION_BY.mark(transaction, &key)?;
        }
        COMPOSITION_USING.mark(transaction, &request.place.key(&[EVERY[0], EVERY[1], &composition.id]))?;
        if let Some(repeat) = &repeat {
            repeat.remember(transaction, &composition)?;
        }
        show(transaction, &composition, request.now)
    })
}

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let composition = arn::required(request, &COMPOSITION, request.input.text("arn"))?;
    show(snapshot, &composition, request.now)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    const MEMBER: &str = "compositions";
    let filter = |name: &str, kind| match request.input.given(name).and_then(Document::as_str) {
        Some(text) => Ok(Some(arn::located(request, kind, text)?)),
        None => Ok::<_, Failure>(None),
    };
    let stage = filter("filterByStageArn", &arn::STAGE)?;
    let encoder = filter("filterByEncoderConfigurationArn", &ENCODER_CONFIGURATION)?;
    let summary = |composition: &Resource, record: &Map| -> Answer<Map> {
        Ok(summary(composition, record, &Progress::of(snapshot, composition, record, request.now)?))
    };
    let (by, other) = match (stage, encoder) {
        (None, None) => {
            let prefix = request.place.prefix(&[]);
            let listing = Listing::new(COMPOSITION.table, &prefix).sized(100);
            return listing.page(request, snapshot, MEMBER, |id, record| {
                Ok(Some(summary(&Resource::new(&COMPOSITION, &request.place, id), &record)?))
            });
        }
        (Some(Some(stage)), None) => (stage, None),
        (None, Some(Some(encoder))) => (encoder, None),
        (Some(Some(stage)), Some(Some(encoder))) => (stage, Some(encoder)),
        // What is in another region has no compositions here.
        _ => return Ok(Map::new().with(MEMBER, Vec::new())),
    };
    let prefix = request.place.prefix(&[by.kind.name, &by.id]);
    Listing::new(COMPOSITION_BY, &prefix).sized(100).page(request, snapshot, MEMBER, |id, _| {
        if let Some(other) = &other
            && !COMPOSITION_BY.contains(snapshot, &request.place.key(&[other.kind.name, &other.id, id]))?
        {
            return Ok(None);
        }
        let composition = Resource::new(&COMPOSITION, &request.place, id);
        Ok(Some(summary(&composition, &composition.record(snapshot)?)?))
    })
}

pub(super) fn stop(request: Request) -> Answer<Change> {
    let composition = arn::required(&request, &COMPOSITION, request.input.text("arn"))?;
    change(move |transaction| {
        let record = composition.record(transaction)?;
        match Progress::of(transaction, &composition, &record, request.now)?.state {
            "STOPPED" => Err(Failure::conflict(format!("{} has stopped already", composition.arn()))),
            "STOPPING" => Ok(Map::new()),
            _ => stop_at(transaction, &composition, record, request.now).map(|()| Map::new()),
        }
    })
}

/// Stops the compositions of a stage that is about to be deleted.
pub(super) fn stop_all_of(transaction: &mut Transaction<'_>, stage: &Resource, now: Instant) -> Answer<()> {
    settle(transaction, stage, now)?;
    for composition in using(transaction, stage)? {
        let record = composition.record(transaction)?;
        if !record.contains_key("stopsAt") {
            stop_at(transaction, &composition, record, now)?;
        }
    }
    Ok(())
}

/// Writes down which compositions of a stage have stopped by themselves, before that would be forgotten.
pub(super) fn settle(transaction: &mut Transaction<'_>, stage: &Resource, now: Instant) -> Answer<()> {
    for composition in using(transaction, stage)? {
        let record = composition.record(transaction)?;
        let progress = Progress::of(transaction, &composition, &record, now)?;
        if let Some(stops_at) = progress.stops_at.filter(|at| *at <= now && !record.contains_key("stopsAt")) {
            stop_at(transaction, &composition, record, stops_at)?;
        }
        forget_if_stopped(transaction, &composition, &progress)?;
    }
    Ok(())
}

/// Refuses to delete what a composition uses that has not stopped.
pub(super) fn refuse_if_in_use(transaction: &mut Transaction<'_>, used: &Resource, now: Instant) -> Answer<()> {
    for composition in using(transaction, used)? {
        let record = composition.record(transaction)?;
        let progress = Progress::of(transaction, &composition, &record, now)?;
        if progress.state != "STOPPED" {
            return Err(Failure::conflict(format!("{} is used by {}", used.arn(), composition.arn())));
        }
        forget_if_stopped(transaction, &composition, &progress)?;
    }
    Ok(())
}

fn stop_at(transaction: &mut Transaction<'_>, composition: &Resource, mut record: Map, at: Instant) -> Answer<()> {
    record.set_moment("stopsAt", at);
    composition.put(transaction, &record)
}

/// The compositions that may be using something.
fn using(snapshot: &Snapshot<'_>, used: &Resource) -> Answer<Vec<Resource>> {
    let prefix = used.place.prefix(&[used.kind.name, &used.id]);
    let ids = COMPOSITION_USING.names(snapshot, ScanRange::prefix(&prefix))?;
    Ok(ids.into_iter().map(|id| Resource::new(&COMPOSITION, &used.place, id)).collect())
}

/// Takes a composition that has stopped, and whose stop is written down, out of the index of uses.
fn forget_if_stopped(transaction: &mut Transaction<'_>, composition: &Resource, progress: &Progress) -> Answer<()> {
    let record = composition.record(transaction)?;
    if progress.state != "STOPPED" || !record.contains_key("stopsAt") {
        return Ok(());
    }
    let key = |kind: &str, id: &str| composition.place.key(&[kind, id, &composition.id]);
    COMPOSITION_USING.delete(transaction, &key(EVERY[0], EVERY[1]))?;
    for text in destination::made_from(&record) {
        if let Some(arn) = Arn::parse(&text) {
            COMPOSITION_USING.delete(transaction, &key(arn.kind, arn.id))?;
        }
    }
    Ok(())
}

/// How many compositions of a region are running, counted up to `limit`.
fn running(snapshot: &Snapshot<'_>, request: &Request, limit: usize) -> Answer<usize> {
    let mut count = 0;
    for id in COMPOSITION_USING.names(snapshot, ScanRange::prefix(&request.place.prefix(&EVERY)))? {
        let composition = Resource::new(&COMPOSITION, &request.place, id);
        let record = composition.record(snapshot)?;
        if Progress::of(snapshot, &composition, &record, request.now)?.state != "STOPPED" {
            count += 1;
        }
        if count == limit {
            break;
        }
    }
    Ok(count)
}

fn show(snapshot: &Snapshot<'_>, composition: &Resource, now: Instant) -> Answer {
    let record = composition.record(snapshot)?;
    let progress = Progress::of(snapshot, composition, &record, now)?;
    Ok(Map::new().with("composition", view(composition, &record, &progress)))
}

fn view(composition: &Resource, record: &Map, progress: &Progress) -> Map {
    let mut view = Map::with_capacity(8);
    view.push("arn", composition.arn());
    view.push("stageArn", record.text("stageArn"));
    view.push("state", progress.state);
    view.push("layout", record.map("layout"));
    view.push("destinations", destinations(record, |it| destination::view(it, progress)));
    view.push("tags", record.map("tags"));
    push_times(&mut view, record, progress);
    view
}

fn summary(composition: &Resource, record: &Map, progress: &Progress) -> Map {
    let mut view = Map::with_capacity(7);
    view.push("arn", composition.arn());
    view.push("stageArn", record.text("stageArn"));
    view.push("destinations", destinations(record, |it| destination::summary(it, progress)));
    view.push("state", progress.state);
    view.push("tags", record.map("tags"));
    push_times(&mut view, record, progress);
    view
}

fn destinations(record: &Map, show: impl Fn(&Map) -> Map) -> Vec<Document> {
    let destinations = record.items("destinations").iter().filter_map(Document::as_map);
    destinations.map(|it| Document::Map(show(it))).collect()
}

fn push_times(view: &mut Map, record: &Map, progress: &Progress) {
    if let Some(moment) = record.moment("startTime") {
        view.push("startTime", whole_seconds(moment));
    }
    if let Some(moment) = progress.ended {
        view.push("endTime", whole_seconds(moment));
    }
}

/// A request that may have been carried out before, by its idempotency token.
struct Repeat {
    key: Vec<u8>,
    request: String,
}

impl Repeat {
    fn of(request: &Request) -> Option<Self> {
        let token = request.input.given("idempotencyToken").and_then(Document::as_str)?;
        let mut rest = request.input.clone();
        rest.remove("idempotencyToken");
        rest.sort_keys();
        let request_digest = URL_SAFE_NO_PAD.encode(digest(&SHA256, &codec::encode(&rest)));
        Some(Self { key: request.place.key(&[token]), request: request_digest })
    }

    /// The composition that the same request started; another request with the token is refused.
    fn find(&self, snapshot: &Snapshot<'_>, request: &Request) -> Answer<Option<Resource>> {
        let Some(record) = COMPOSITION_TOKEN.get(snapshot, &self.key)? else { return Ok(None) };
        if record.text("request") != self.request {
            return Err(Failure::conflict("idempotencyToken was used before with other parameters"));
        }
        Ok(Some(Resource::new(&COMPOSITION, &request.place, record.text("composition"))))
    }

    fn remember(&self, transaction: &mut Transaction<'_>, composition: &Resource) -> Answer<()> {
        let record = Map::new().with("composition", composition.id.as_str()).with("request", self.request.as_str());
        COMPOSITION_TOKEN.put(transaction, &self.key, &record)
    }
}
