//! Stages: settings that are there or not, route settings that change without a gap, and the URLs of a stage.
//!
//! Throttling that nobody configured is left out, and taken back where it was configured before: an embedded plane is
//! told so with a null. AWS has no word for that but deleting the settings of a route, so there a route's settings
//! are deleted and put back where throttling goes, and only then.

use async_trait::async_trait;
use callboard_model::document::{Document, Map};

use super::names::{execution_arn, regional_arn};
use crate::aws::hooks::{At, Hooks, Wanted};
use crate::aws::session::Failure;
use crate::cty::{Number, Path, Value};
use crate::diagnostics::{Diagnostic, Diagnostics};

const THROTTLES: [(&str, &str); 2] =
    [("throttling_burst_limit", "ThrottlingBurstLimit"), ("throttling_rate_limit", "ThrottlingRateLimit")];

const NO_EXECUTION_LOGS: &str = "Execution logs are not supported on protocolType HTTP";

/// The stage that is served without its name in the path.
const DEFAULT_STAGE: &str = "$default";

pub(crate) struct StageHooks;

#[async_trait]
impl Hooks for StageHooks {
    /// A state shows limits that nobody set as 0: taken over into a configuration, they would shut a stage.
    fn validate(&self, config: &Value, diagnostics: &mut Diagnostics) {
        for (path, settings) in all_settings(config) {
            let is_zero = |name: &str| settings.get(name).as_number().is_some_and(Number::is_zero);
            for (name, _) in THROTTLES.iter().filter(|(name, _)| is_zero(name)) {
                diagnostics.push(
                    Diagnostic::warning(format!("{name} = 0 lets no request through"))
                        .with_detail(
                            "A limit of 0 is a limit: every request is answered with 429. Take the argument out to \
                             have no limit but the account's.",
                        )
                        .at(path.clone()),
                );
            }
        }
    }

    /// An HTTP API has no execution logs: asked for, they are refused, and switched off they are what they were.
    async fn adjust_config(&self, at: At<'_>, prior: &Value, config: &mut Value) -> Diagnostics {
        let mut diagnostics = Diagnostics::none();
        let says_logs =
            all_settings(config).any(|(_, it)| it.get("logging_level").as_str().is_some() || logs(it).is_some());
        // What cannot be asked is asked when the stage is made.
        if !says_logs || config.get("api_id").as_str().is_none() || !matches!(is_websocket(at, config).await, Ok(false))
        {
            return diagnostics;
        }
        for (path, settings) in all_settings(config) {
            if let Some(name) = logs(settings) {
                diagnostics.push(
                    Diagnostic::error(NO_EXECUTION_LOGS)
                        .with_detail(format!(
                            "Take \"{name}\" out, or set `access_log_settings`: an HTTP API writes access logs alone."
                        ))
                        .at(path),
                );
            }
        }
        // A new stage may have been planned before its API was there: it is planned the same after.
        if prior.is_null() {
            return diagnostics;
        }
        for name in ["default_route_settings", "route_settings"] {
            let unsaid = |mut it: Value| {
                if !it.get("logging_level").is_unknown() && it.members().is_some() {
                    it.set_member("logging_level", Value::Null);
                }
                it
            };
            let value = match config.get(name).clone() {
                Value::List(items) => Value::List(items.into_iter().map(unsaid).collect()),
                Value::Set(items) => Value::set(items.into_iter().map(unsaid)),
                other => other,
            };
            config.set_member(name, value);
        }
        diagnostics
    }

    /// A stage that begins to deploy itself chooses a deployment.
    fn adjust_plan(&self, prior: &Value, config: &Value, planned: &mut Value) {
        let deploys = |value: &Value| value.get("auto_deploy").as_bool() == Some(true);
        if deploys(planned) && !deploys(prior) && config.get("deployment_id").is_null() {
            planned.set_member("deployment_id", Value::Unknown);
        }
    }

    async fn before_create(&self, at: At<'_>, wanted: Wanted<'_>, input: &mut Map) -> Result<(), Failure> {
        let is_websocket = is_websocket(at, wanted.planned).await?;
        refuse_logs(wanted.config, is_websocket)?;
        input.remove("DefaultRouteSettings");
        input.remove("RouteSettings");
        if let Some(defaults) = default_settings(wanted.config) {
            input.insert("DefaultRouteSettings", settings(defaults, is_websocket, Silence::LeftOut));
        }
        let by_route = route_settings(wanted.config, is_websocket, Silence::LeftOut);
        if !by_route.is_empty() {
            input.insert("RouteSettings", by_route);
        }
        Ok(())
    }

    async fn before_update(&self, at: At<'_>, wanted: Wanted<'_>, input: &mut Map) -> Result<(), Failure> {
        let changes = |name: &str| wanted.prior.get(name) != wanted.planned.get(name);
        let (defaults_change, routes_change) = (changes("default_route_settings"), changes("route_settings"));
        input.remove("DefaultRouteSettings");
        input.remove("RouteSettings");
        if !defaults_change && !routes_change {
            return Ok(());
        }
        let is_websocket = is_websocket(at, wanted.prior).await?;
        refuse_logs(wanted.config, is_websocket)?;
        if defaults_change {
            let silence = Value::Map(Default::default());
            let defaults = default_settings(wanted.config).unwrap_or(&silence);
            input.insert("DefaultRouteSettings", settings(defaults, is_websocket, Silence::Null));
        }
        if routes_change {
            // Keys that go must go first: the service looks for the routes of all keys that are stored.
            let kept = keys(wanted.config);
            for key in keys(wanted.prior).into_iter().filter(|it| !kept.contains(it)) {
                delete_settings(at, wanted.prior, key).await?;
            }
            let by_route = route_settings(wanted.config, is_websocket, Silence::Null);
            if !by_route.is_empty() {
                input.insert("RouteSettings", by_route);
            }
        }
        Ok(())
    }

    async fn after_update(&self, at: At<'_>, wanted: Wanted<'_>, output: Option<&Map>) -> Result<Diagnostics, Failure> {
        let mut diagnostics = Diagnostics::none();
        let Some(output) = output else { return Ok(diagnostics) };
        let nothing = Map::new();
        let map = |document: Option<&Document>| document.and_then(Document::as_map).unwrap_or(&nothing).clone();
        let silence = Value::Null;
        let defaults = default_settings(wanted.config).unwrap_or(&silence);
        if still_throttled(defaults, &map(output.get("DefaultRouteSettings"))) {
            diagnostics.push(
                Diagnostic::warning("default throttling is still configured")
                    .with_detail(
                        "The service keeps a default throttling limit once it was set. Make the stage anew to be \
                         without one, or configure the limits of the account.",
                    )
                    .at(Path::of("default_route_settings")),
            );
        }
        let there = map(output.get("RouteSettings"));
        let is_websocket = is_websocket(at, wanted.prior).await?;
        for item in wanted.config.get("route_settings").items().unwrap_or_default() {
            let Some(key) = item.get("route_key").as_str() else { continue };
            if still_throttled(item, &map(there.get(key))) {
                delete_settings(at, wanted.prior, key).await?;
                let by_route = Map::new().with(key.to_owned(), settings(item, is_websocket, Silence::LeftOut));
                let input = stage(wanted.prior).with("RouteSettings", by_route);
                at.session.call(at.table.service, "UpdateStage", at.region, input).await?;
            }
        }
        Ok(diagnostics)
    }

    async fn complete(&self, at: At<'_>, _output: &Map, state: &mut Value) -> Result<(), Failure> {
        let api = state.get("api_id").as_str().unwrap_or_default().to_owned();
        let id = state.get("id").as_str().unwrap_or_default().to_owned();
        state.set_member("arn", regional_arn(at, "apigateway", &format!("/apis/{api}/stages/{id}")));
        state.set_member("execution_arn", execution_arn(at, &format!("{api}/{id}")));
        let (_, suffix) = at.session.partition(at.region);
        let host = format!("{api}.execute-api.{}.{suffix}", at.region);
        let url = match (is_websocket(at, state).await?, &*id) {
            (true, _) => format!("wss://{host}/{id}"),
            (false, DEFAULT_STAGE) => format!("https://{host}/"),
            (false, _) => format!("https://{host}/{id}"),
        };
        state.set_member("invoke_url", url);
        Ok(())
    }

    fn reads_on_import(&self) -> bool {
        true
    }

    fn refuses_import(&self, id: &str, output: &Map) -> Option<Diagnostic> {
        super::api::refusal_of_managed("API Gateway v2 Stage", id, output, "stage")
    }
}

/// All settings and where they are; a path ends at a set.
fn all_settings(config: &Value) -> impl Iterator<Item = (Path, &Value)> {
    let items = |name: &str| config.get(name).items().unwrap_or_default().iter();
    let defaults = Path::of("default_route_settings");
    let of_all = items("default_route_settings").enumerate().map(move |(at, it)| (defaults.index(at), it));
    of_all.chain(items("route_settings").map(|it| (Path::of("route_settings"), it)))
}

/// The setting that asks for execution logs.
fn logs(settings: &Value) -> Option<&'static str> {
    let is_on = |level: &str| !matches!(level, "" | "OFF");
    if settings.get("logging_level").as_str().is_some_and(is_on) {
        return Some("logging_level");
    }
    (settings.get("data_trace_enabled").as_bool() == Some(true)).then_some("data_trace_enabled")
}

fn refuse_logs(config: &Value, is_websocket: bool) -> Result<(), Failure> {
    match all_settings(config).find_map(|(_, it)| logs(it)).filter(|_| !is_websocket) {
        Some(name) => Err(Failure::Said(format!("{NO_EXECUTION_LOGS}: take \"{name}\" out"))),
        None => Ok(()),
    }
}

/// What is said of a limit that nobody configured.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Silence {
    LeftOut,
    Null,
}

fn default_settings(config: &Value) -> Option<&Value> {
    config.get("default_route_settings").items().and_then(<[Value]>::first)
}

fn keys(value: &Value) -> Vec<&str> {
    let items = value.get("route_settings").items().unwrap_or_default();
    items.iter().filter_map(|it| it.get("route_key").as_str()).collect()
}

fn route_settings(config: &Value, is_websocket: bool, silence: Silence) -> Map {
    let items = config.get("route_settings").items().unwrap_or_default().iter();
    let entries = items.filter_map(|item| {
        let key = item.get("route_key").as_str()?.to_owned();
        Some((key.into(), settings(item, is_websocket, silence).into()))
    });
    entries.collect()
}

/// Settings as the API takes them: what its protocol has, and of limits those that were configured.
fn settings(config: &Value, is_websocket: bool, silence: Silence) -> Map {
    let truth = |name: &str| config.get(name).as_bool().unwrap_or_default();
    let mut settings = Map::new();
    if is_websocket {
        settings.insert("DataTraceEnabled", truth("data_trace_enabled"));
        if let Some(level) = config.get("logging_level").as_str().filter(|it| !it.is_empty()) {
            settings.insert("LoggingLevel", level);
        }
    }
    settings.insert("DetailedMetricsEnabled", truth("detailed_metrics_enabled"));
    for (attribute, member) in THROTTLES {
        match (config.get(attribute).as_number(), silence) {
            (Some(limit), _) => {
                let whole = limit.as_i128().filter(|_| member == "ThrottlingBurstLimit");
                settings.insert(member, whole.map_or(Document::Float(limit.as_f64()), Document::Integer));
            }
            (None, Silence::Null) => drop(settings.insert(member, Document::Null)),
            (None, Silence::LeftOut) => {}
        }
    }
    settings
}

/// Whether limits are there that nobody configured.
fn still_throttled(config: &Value, there: &Map) -> bool {
    let is_there = |member: &str| there.get(member).is_some_and(|it| !it.is_null());
    THROTTLES.iter().any(|(attribute, member)| config.get(attribute).is_null() && is_there(member))
}

fn stage(state: &Value) -> Map {
    let text = |name: &str| state.get(name).as_str().unwrap_or_default();
    Map::new().with("ApiId", text("api_id")).with("StageName", text("id"))
}

async fn delete_settings(at: At<'_>, state: &Value, key: &str) -> Result<(), Failure> {
    let input = stage(state).with("RouteKey", key);
    match at.session.call(at.table.service, "DeleteRouteSettings", at.region, input).await {
        Err(failure) if !failure.is_not_found() => {
            let id = state.get("id").as_str().unwrap_or_default();
            Err(Failure::Said(format!("deleting {} ({id}) route settings ({key}): {failure}", at.table.noun)))
        }
        _ => Ok(()),
    }
}

/// Whether the API of a stage speaks WebSocket; that never changes, so it is asked for once a session.
async fn is_websocket(at: At<'_>, stage: &Value) -> Result<bool, Failure> {
    let api = stage.get("api_id").as_str().unwrap_or_default();
    let protocol = super::api::protocol(at, api).await?;
    Ok(protocol == "WEBSOCKET")
}
