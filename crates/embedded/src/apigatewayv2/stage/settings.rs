//! Settings of a stage: for all of its routes, for one of them, and of its access log.
//!
//! Throttling that nobody set is not there: it is neither nought nor endless,
//! but what the account allows.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::request::Request;

use super::super::{refusals, route};

/// Keys that settings may have whether there is such a route or not.
const ALWAYS_THERE: [&str; 3] = ["$default", "$connect", "$disconnect"];

/// Settings with what every API of the protocol shows, where the protocol has all that is set.
pub(super) fn complete(is_websocket: bool, mut settings: Map) -> Answer<Map> {
    let traces = settings.flag("DataTraceEnabled");
    if !is_websocket && (traces || settings.contains_key("LoggingLevel")) {
        return Err(refusals::bad_request("Execution logs are not supported on protocolType HTTP"));
    }
    if settings.integer("ThrottlingBurstLimit").is_some_and(|it| it < 0) {
        return Err(refusals::bad_request("Invalid throttling burst limit specified. It must not be negative"));
    }
    if settings.get("ThrottlingRateLimit").and_then(Document::as_f64).is_some_and(|it| it < 0.0) {
        return Err(refusals::bad_request("Invalid throttling rate limit specified. It must not be negative"));
    }
    settings.remove("DataTraceEnabled");
    let mut complete = Map::new();
    if is_websocket {
        complete.push("DataTraceEnabled", traces);
    }
    complete.push("DetailedMetricsEnabled", settings.flag("DetailedMetricsEnabled"));
    if is_websocket {
        complete.push("LoggingLevel", settings.str("LoggingLevel").unwrap_or("OFF"));
    }
    for (name, value) in settings {
        if !complete.contains_key(&name) {
            // A rate is a number with a fraction, however it was written.
            let value = match (&*name, value.as_f64()) {
                ("ThrottlingRateLimit", Some(rate)) => Document::Float(rate),
                _ => value,
            };
            complete.push(name, value);
        }
    }
    Ok(complete)
}

/// The same for settings of one route. HTTP APIs show no more of these than what was set.
pub(super) fn complete_of_route(is_websocket: bool, settings: Map) -> Answer<Map> {
    let has_metrics = is_websocket || settings.contains_key("DetailedMetricsEnabled");
    let mut complete = complete(is_websocket, settings)?;
    if !has_metrics {
        complete.remove("DetailedMetricsEnabled");
    }
    Ok(complete)
}

/// Refuses settings of routes that the API does not have.
pub(super) fn check_keys(snapshot: &Snapshot<'_>, request: &Request, stage: &Map) -> Answer<()> {
    for key in stage.map("RouteSettings").keys() {
        if !ALWAYS_THERE.contains(&&**key) && !route::has_key(snapshot, &request.place, stage, key)? {
            return Err(no_such_key(key));
        }
    }
    Ok(())
}

pub(super) fn no_such_key(key: &str) -> Failure {
    refusals::not_found(format!("Unable to find Route by key {key} within the provided RouteSettings"))
}

/// Brings the settings of the access log into the form in which they are shown, where there are any.
pub(super) fn complete_access_log(record: &mut Map) -> Answer<()> {
    let mut log = record.map("AccessLogSettings");
    log.retain(|_, value| value.as_str() != Some(""));
    if log.is_empty() {
        record.remove("AccessLogSettings");
        return Ok(());
    }
    if let Some(arn) = log.str("DestinationArn") {
        // Log groups are named with and without this by different tools.
        let arn = arn.strip_suffix(":*").unwrap_or(arn).to_owned();
        check_destination(&arn)?;
        log.insert("DestinationArn", arn);
    }
    let format = log.text("Format");
    if log.contains_key("Format")
        && !["$context.requestId", "$context.extendedRequestId"].iter().any(|it| format.contains(it))
    {
        let message = "Access Log format must include either $context.requestId or $context.extendedRequestId";
        return Err(refusals::bad_request(message));
    }
    record.insert("AccessLogSettings", log);
    Ok(())
}

fn check_destination(arn: &str) -> Answer<()> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    match parts[..] {
        ["arn", _, "logs", _, _, rest] if rest.starts_with("log-group:") => Ok(()),
        ["arn", _, "firehose", _, _, rest] => match rest.strip_prefix("deliverystream/") {
            Some(name) if name.starts_with("amazon-apigateway-") => Ok(()),
            _ => Err(refusals::bad_request(
                "Kinesis Firehose delivery stream name must begin with the characters 'amazon-apigateway-'",
            )),
        },
        _ => Err(refusals::bad_request(
            "The ARN must be a valid CloudWatch Logs log group or Kinesis Data Firehose delivery stream",
        )),
    }
}
