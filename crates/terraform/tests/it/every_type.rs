//! A resource of every type of `awscc`, from its schema through its life, as Terraform would lead it: validated,
//! planned, applied, planned again, read, imported, changed, replaced, removed.
//!
//! A spread of types is tried; with `CALLBOARD_EVERY_TYPE` set all of them are, which takes minutes in a debug build.

mod sampled;
mod terraform;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use callboard_model::naming::terraform::{terraform_attribute, terraform_resource};
use callboard_model::types::{self, Action, ResourceType};
use callboard_terraform::awscc::AwsccProvider;
use callboard_terraform::cty::Value;
use callboard_terraform::proto;
use callboard_terraform::provider::{Environment, Provider};
use callboard_terraform::schema::ProtocolVersion;
use callboard_terraform::serve::{Mode, Providers};
use serde_json::{Value as Json, json};

use crate::host::{self, Host, environment, start};
use crate::replay::{OnePlane, plane, value};
use sampled::{Properties, changes, configuration, fullest, is_said, least, roots};
use terraform::{Terraform, difference};

/// Of how many types one is tried, where not all are.
const EACH: usize = 20;

/// Types that cannot live, and why.
const LIFELESS: [(&str, &str); 2] = [
    ("AWS::ApiGatewayV2::ApiGatewayManagedOverrides", "it is nothing but changes of what quick create made"),
    ("AWS::IVS::PublicKey", "it needs a key, which its schema does not say"),
];

/// What is made of types whose services hold more against it than their schemas say.
const DESIRED: &str = include_str!("../../../embedded/testdata/desired-states.tsv");

#[test]
fn every_type_lives_from_plan_to_removal() {
    let is_whole = std::env::var_os("CALLBOARD_EVERY_TYPE").is_some();
    let types: Vec<&'static ResourceType> = types::names()
        .map(|name| types::resource_type(&name).expect("a type"))
        .filter(|it| it.is_provisionable() && LIFELESS.iter().all(|(name, _)| it.name != *name))
        .step_by(if is_whole { 1 } else { EACH })
        .collect();
    let next = AtomicUsize::new(0);
    let failures = Mutex::new(Vec::new());
    let [replaced, updated] = [0, 0].map(AtomicUsize::new);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
                runtime.block_on(async {
                    let stage = Stage::open().await;
                    while let Some(of) = types.get(next.fetch_add(1, Ordering::Relaxed)) {
                        match stage.live(of).await {
                            Ok(lived) => {
                                replaced.fetch_add(usize::from(lived.is_replaced), Ordering::Relaxed);
                                updated.fetch_add(usize::from(lived.is_updated), Ordering::Relaxed);
                            }
                            Err(reason) => failures.lock().expect("a lock").push(format!("{}: {reason}", of.name)),
                        }
                    }
                    stage.host.shut_down().await;
                });
            });
        }
    });
    let mut failures = failures.into_inner().expect("a lock");
    failures.sort();
    let count = types.len();
    println!("{count} types: {} replaced, {} updated", replaced.into_inner(), updated.into_inner());
    assert!(failures.is_empty(), "{} of {count} types fail:\n{}", failures.len(), failures.join("\n"));
}

/// A provider that is served over a plane of its own.
struct Stage {
    host: Host,
    provider: Arc<dyn Provider>,
    _folder: tempfile::TempDir,
}

impl Stage {
    async fn open() -> Self {
        let (folder, plane) = (tempfile::tempdir().expect("a folder"), plane());
        let make = move || -> Arc<dyn Provider> {
            Arc::new(AwsccProvider::new(Arc::new(OnePlane(Arc::clone(&plane))), Environment::default()))
        };
        let provider = make();
        let providers = Providers { v5: None, v6: Some(Arc::new(make)) };
        let mode = Mode::Plugin { protocol: ProtocolVersion::V6, environment: environment(&folder, None) };
        let started = start(&mode, &providers);
        let host = Host::connect(&started.announcement, None).await.expect("a connection");
        let block = provider.provider_schema();
        let config = host::value(&value(&block, &json!({"region": "us-east-1"})), &block.implied_type());
        let request = proto::ConfigureRequest { terraform_version: "1.11.4".to_owned(), config };
        let configured: proto::DiagnosticsAnswer =
            host.call("/tfplugin6.Provider/ConfigureProvider", request).await.expect("an answer");
        assert!(configured.diagnostics.is_empty(), "{configured:?}");
        Self { host, provider, _folder: folder }
    }

    /// Leads a resource with as little as can be through its life, and one with as much.
    async fn live(&self, of: &'static ResourceType) -> Result<Lived, String> {
        let mut parents = Vec::new();
        let mut lived = Lived::default();
        if let Some(desired) = known_to_do(of) {
            lived = self.live_as(of, &self.with_parents(&desired, &mut parents).await?).await?;
        } else {
            for (name, properties) in [("least", least(of)), ("fullest", fullest(of))] {
                let more = self.live_as(of, &properties).await.map_err(|it| format!("{name}: {it}"))?;
                lived = Lived {
                    is_replaced: lived.is_replaced || more.is_replaced,
                    is_updated: lived.is_updated || more.is_updated,
                };
            }
        }
        for (of, state) in parents.into_iter().rev() {
            self.cast(of).remove(&state).await?;
        }
        Ok(lived)
    }

    /// A type, in the hands of Terraform.
    fn cast(&self, of: &'static ResourceType) -> Terraform<'_> {
        let type_name = terraform_resource(of.name).expect("a name");
        let schema = self.provider.resource_schema(&type_name).expect("a schema");
        let implied = schema.implied_type();
        Terraform { host: &self.host, type_name, schema, of: implied }
    }

    /// What is desired, with the identifiers of resources that are made for it.
    async fn with_parents(
        &self,
        desired: &Properties,
        made: &mut Vec<(&'static ResourceType, Value)>,
    ) -> Result<Properties, String> {
        let mut text = Json::Object(desired.clone()).to_string();
        while let Some((before, after)) = text.split_once("part of ") {
            let (name, after) = after.split_once(' ').expect("a part");
            let (part, after) = after.split_once('"').expect("the end of a text");
            let parent = types::resource_type(name).expect("a type");
            if made.iter().all(|(of, _)| of.name != parent.name) {
                let desired = known_to_do(parent).unwrap_or_else(|| least(parent));
                let desired = Box::pin(self.with_parents(&desired, made)).await?;
                let terraform = self.cast(parent);
                let config = value(&terraform.schema, &configuration(parent, &desired, &terraform.of));
                made.push((parent, terraform.create(&config).await?));
            }
            let state = made.iter().find(|(of, _)| of.name == parent.name).map(|(_, state)| state);
            let id = state.and_then(|it| it.get("id").as_str()).ok_or("no id")?;
            let part = id.split('|').nth(part.parse().expect("a number")).ok_or("no such part")?;
            text = format!("{before}{part}\"{after}");
        }
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    async fn live_as(&self, of: &'static ResourceType, properties: &Properties) -> Result<Lived, String> {
        let terraform = self.cast(of);
        let configured =
            |properties: &Properties| value(&terraform.schema, &configuration(of, properties, &terraform.of));
        let state = terraform.create(&configured(properties)).await?;
        let mut last = state.clone();
        let lived = live_on(of, &terraform, properties, &mut last, &configured).await;
        let removed = terraform.remove(&last).await;
        let lived = lived?;
        removed?;
        if is_readable(of) && !terraform.read(&last).await?.is_null() {
            return Err("it is still there".to_owned());
        }
        Ok(lived)
    }
}

/// What a resource went through that not every resource can.
#[derive(Default)]
struct Lived {
    is_replaced: bool,
    is_updated: bool,
}

/// The row of a type whose least is not enough.
fn known_to_do(of: &ResourceType) -> Option<Properties> {
    let mut rows = DESIRED.lines().filter_map(|it| it.split_once('\t'));
    let (_, text) = rows.find(|(name, _)| *name == of.name)?;
    Some(serde_json::from_str(text).expect("an object"))
}

fn is_readable(of: &'static ResourceType) -> bool {
    of.handler(Action::Read).is_some()
}

/// Reads, plans, imports and changes what was made; `last` is its last state.
async fn live_on(
    of: &'static ResourceType,
    terraform: &Terraform<'_>,
    properties: &Properties,
    last: &mut Value,
    configured: &impl Fn(&Properties) -> Value,
) -> Result<Lived, String> {
    let config = configured(properties);
    terraform.is_settled(last, &config).await?;
    let id = last.get("id").as_str().ok_or("no id")?;
    match terraform.import(id).await {
        Ok(imported) => imported_is(of, terraform, last, &imported).map_err(|it| format!("import: {it}"))?,
        Err(reason) if is_readable(of) => return Err(reason),
        Err(_) => {}
    }
    let fixed = roots(of.create_only().chain(of.conditional_create_only()).chain(of.primary_identifier()));
    let says_more = |change: &(&'static str, Properties)| !is_said(last, &configured(&change.1));
    let replaced = changes(of, properties, |name| of.create_only().any(|it| it == name)).find(says_more);
    if let Some((name, other)) = &replaced {
        let plan = terraform.plan(last, &configured(other)).await?;
        if plan.requires_replace.is_empty() || plan.planned == *last {
            return Err(format!("a change of {name} to {} replaces nothing", other[*name]));
        }
    }
    let updated = changes(of, properties, |name| !fixed.contains(&name)).find(says_more);
    let mut lived = Lived { is_replaced: replaced.is_some(), is_updated: updated.is_some() };
    let Some((name, other)) = updated else { return Ok(lived) };
    let (new, config) = (&other[name], configured(&other));
    let told = |it: String| format!("change of {name} to {new}: {it}");
    terraform.validate(&config).await.map_err(told)?;
    let plan = terraform.plan(last, &config).await.map_err(told)?;
    if plan.planned == *last {
        return Err(told("nothing changes".to_owned()));
    }
    let can_change = of.handler(Action::Update).is_some();
    if can_change != plan.requires_replace.is_empty() {
        return Err(told(format!("replaces for {:?}", plan.requires_replace)));
    }
    if !can_change {
        lived = Lived { is_replaced: true, is_updated: false };
        return Ok(lived);
    }
    *last = terraform.apply(last, &plan, &config).await.map_err(told)?;
    terraform.is_settled(last, &config).await.map_err(told)?;
    Ok(lived)
}

/// Holds what an import finds against the state, but for what is never read.
fn imported_is(
    of: &'static ResourceType,
    terraform: &Terraform<'_>,
    state: &Value,
    imported: &Value,
) -> Result<(), String> {
    let unread = roots(of.write_only());
    let unread: Vec<String> = unread.into_iter().map(terraform_attribute).collect();
    let shown = |value: &Value| {
        let mut value = value.clone();
        unread.iter().for_each(|it| value.set_member(it.as_str(), Value::Null));
        plain(&value)
    };
    let (left, right) = (shown(state), shown(imported));
    if left == right { Ok(()) } else { Err(difference(&terraform.of, &left, &right)) }
}

/// A value in which nothing depends on how it was said: documents are compact, what is empty is nothing, and items of
/// a list are sorted.
fn plain(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with(['{', '[']) => {
            let document = serde_json::from_str::<Json>(text).map(|mut it| {
                it.sort_all_objects();
                it.to_string()
            });
            document.map_or_else(|_| value.clone(), Value::String)
        }
        Value::List(items) | Value::Set(items) if items.is_empty() => Value::Null,
        Value::List(items) | Value::Set(items) => {
            let mut items: Vec<Value> = items.iter().map(plain).collect();
            items.sort();
            Value::List(items)
        }
        Value::Map(members) => {
            let members: std::collections::BTreeMap<String, Value> =
                members.iter().map(|(name, it)| (name.clone(), plain(it))).collect();
            if members.values().all(Value::is_null) { Value::Null } else { Value::Map(members) }
        }
        value => value.clone(),
    }
}
