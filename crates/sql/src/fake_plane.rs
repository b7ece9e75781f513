//! A plane for tests: Cloud Control over resources that a test names, with a log of its calls.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use callboard_model::document::{Document, Map};
use callboard_plane::{Call, Caller, Output, Plane, PlaneError, Scope};
use callboard_resource::{Resources, ResourcesOptions};
use serde_json::{Map as Properties, Value};

use crate::{Session, SessionOptions};

/// A type and a region.
type Place = (String, String);

/// Identifier, what a listing says, what a read says.
type Resource = (String, Value, Value);

/// Cloud Control over resources that a test names.
#[derive(Default)]
pub(crate) struct FakePlane {
    /// What there is, by type and region.
    pub(crate) resources: BTreeMap<Place, Vec<Resource>>,
    /// Whether listings are whole.
    pub(crate) whole: bool,
    /// Operation and region that are refused.
    pub(crate) refused: Vec<(&'static str, &'static str)>,
    /// Resources in a page.
    pub(crate) page: usize,
    pub(crate) calls: Mutex<Vec<String>>,
    pub(crate) at_once: AtomicUsize,
    /// The most calls that were under way at once.
    pub(crate) most_at_once: AtomicUsize,
}

impl FakePlane {
    /// A plane without resources.
    pub(crate) fn new() -> Self {
        Self { page: 100, ..Self::default() }
    }

    /// Adds a resource whose listing has these properties alone.
    pub(crate) fn with(mut self, type_name: &str, region: &str, identifier: &str, listed: Value, all: Value) -> Self {
        let key = (type_name.to_owned(), region.to_owned());
        self.resources.entry(key).or_default().push((identifier.to_owned(), listed, all));
        self
    }

    /// Stages `stage1`, `stage2`, … in each region, listed with their ARN alone.
    pub(crate) fn with_stages(mut self, regions: &[(&str, usize)]) -> Self {
        for (region, count) in regions {
            for number in 1..=*count {
                let arn = format!("arn:aws:ivs:{region}:123456789012:stage/s{number}");
                let tags =
                    serde_json::json!([{"Key": "number", "Value": number.to_string()}, {"Key": "all", "Value": ""}]);
                let all = serde_json::json!({"Arn": arn, "Name": format!("stage{number}"), "Tags": tags});
                self = self.with("AWS::IVS::Stage", region, &arn, serde_json::json!({"Arn": arn}), all);
            }
        }
        self
    }

    /// The calls since the last time, sorted.
    pub(crate) fn take_calls(&self) -> Vec<String> {
        let mut calls = std::mem::take(&mut *self.calls.lock().unwrap_or_else(PoisonError::into_inner));
        calls.sort();
        calls
    }

    /// A session over a plane, with these regions.
    pub(crate) fn session(self: &Arc<Self>, regions: &[&str]) -> Session {
        Session::new(self.options(regions))
    }

    /// The options of a session over this plane.
    pub(crate) fn options(self: &Arc<Self>, regions: &[&str]) -> SessionOptions {
        options(Arc::clone(self) as Arc<dyn Plane>, regions)
    }

    fn list(&self, call: &Call) -> Map {
        let text = |name: &str| call.input.str(name).unwrap_or_default();
        let key = (text("TypeName").to_owned(), call.scope.region.to_string());
        let model: Properties<String, Value> = serde_json::from_str(text("ResourceModel")).unwrap_or_default();
        let all = self.resources.get(&key).map(Vec::as_slice).unwrap_or_default();
        let fits = |all: &Value| model.iter().all(|(name, value)| all.get(name) == Some(value));
        let all: Vec<_> = all.iter().filter(|(_, _, all)| fits(all)).collect();
        let from: usize = text("NextToken").parse().unwrap_or_default();
        let size = call.input.get("MaxResults").and_then(Document::as_i64).unwrap_or(100) as usize;
        let until = (from + size.min(self.page)).min(all.len());
        let items = all[from..until].iter().map(|(identifier, listed, all)| {
            let properties = if self.whole { all } else { listed };
            description(identifier, properties)
        });
        let mut output = Map::new().with("ResourceDescriptions", items.collect::<Vec<_>>());
        if until < all.len() {
            output.insert("NextToken", until.to_string());
        }
        output
    }

    fn get(&self, call: &Call) -> Option<Map> {
        let key = (call.input.str("TypeName")?.to_owned(), call.scope.region.to_string());
        let wanted = call.input.str("Identifier")?;
        let (identifier, _, all) = self.resources.get(&key)?.iter().find(|(it, _, _)| it == wanted)?;
        // A resource without properties is one that vanished after it was listed.
        (!all.is_null()).then(|| Map::new().with("ResourceDescription", description(identifier, all)))
    }
}

/// The options of a session over a plane.
pub(crate) fn options(plane: Arc<dyn Plane>, regions: &[&str]) -> SessionOptions {
    let scope = Scope::new("123456789012", "us-east-1");
    let resources = Resources::new(
        plane,
        ResourcesOptions {
            partition: scope.partition.clone(),
            account: scope.account.clone(),
            caller: Caller::root(&scope, "sql"),
            parallel_calls: 8,
            change_timeout: std::time::Duration::from_secs(5),
        },
    );
    SessionOptions {
        resources,
        regions: regions.iter().map(|it| (*it).to_owned()).collect(),
        read_only: false,
        partial: false,
        all_rows: false,
        wait: callboard_resource::Wait::UntilDone,
        files: false,
        target: crate::TargetInfo::default(),
        version: String::new(),
        catalogs: Vec::new(),
        definitions: None,
    }
}

fn description(identifier: &str, properties: &Value) -> Document {
    Document::Map(Map::new().with("Identifier", identifier).with("Properties", properties.to_string()))
}

#[async_trait::async_trait]
impl Plane for FakePlane {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let operation = call.operation.name;
        let region = call.scope.region.to_string();
        let said: Vec<_> = ["TypeName", "Identifier", "ResourceModel", "NextToken"]
            .iter()
            .filter_map(|it| call.input.str(it))
            .collect();
        let line = format!("{operation} {region} {}", said.join(" "));
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).push(line);
        let at_once = self.at_once.fetch_add(1, Ordering::Relaxed) + 1;
        self.most_at_once.fetch_max(at_once, Ordering::Relaxed);
        tokio::task::yield_now().await;
        self.at_once.fetch_sub(1, Ordering::Relaxed);
        if self.refused.iter().any(|(it, place)| *it == operation && *place == region) {
            return Err(PlaneError::refused(call.operation, "AccessDeniedException", "not for you", 400));
        }
        match operation {
            "ListResources" => Ok(Output::from(self.list(&call))),
            "GetResource" => self.get(&call).map(Output::from).ok_or_else(|| {
                PlaneError::refused(call.operation, "ResourceNotFoundException", "no such resource", 404)
            }),
            _ => Err(PlaneError::refused(call.operation, "NotImplemented", "not here", 501)),
        }
    }

    fn lists_whole_resources(&self) -> bool {
        self.whole
    }
}
