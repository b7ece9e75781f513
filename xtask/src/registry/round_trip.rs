//! What is read from the line text is what the model said: every service, every key, every order.
//!
//! Runs where `cargo xtask registry` has unpacked the sources.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use callboard_model::service::{Operation, Paginator, Service, Waiter, encode::encode};
use callboard_model::shape::{Location, Member, Shape, ShapeKind};
use serde_json::{Map, Value, json};

use super::{api, sources};

#[test]
fn every_model_comes_back_from_its_line_text() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/registry");
    let Some(sources) = sources::already_unpacked(&folder) else {
        eprintln!("skipped: the sources are not unpacked; `cargo xtask registry` does it");
        return;
    };
    let services = api::latest_versions(&sources.botocore).expect("the sources can be listed");
    let next = AtomicUsize::new(0);
    let check_next = || {
        while let Some((name, version)) = services.get(next.fetch_add(1, Ordering::Relaxed)) {
            let model = api::read(&sources.botocore.join(name).join(version)).expect("a model can be read");
            let text = encode(&model.service, &model.paginators, &model.waiters).expect("a model can be written");
            check(Service::from_text(name.clone().leak(), text.leak()), &model);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(check_next);
        scope.spawn(check_next);
    });
}

fn check(service: &'static Service, model: &api::Model) {
    let name = service.name;
    let metadata: Value = serde_json::from_str(service.metadata.rest).expect("metadata is JSON");
    same(&metadata, &model.service["metadata"], name);
    for (key, value) in object(&model.service) {
        if !matches!(key.as_str(), "metadata" | "operations" | "shapes") {
            let extra = service.extra(key).expect("every key at the top is kept");
            same(&serde_json::from_str(extra).expect("an extra is JSON"), value, &format!("{name}: {key}"));
        }
    }
    let operations = object(&model.service["operations"]);
    assert_eq!(service.operation_names().count(), operations.len(), "{name}");
    for (key, expected) in operations {
        let operation = service.operation(key).expect("every operation is there");
        same(&operation_json(operation), &with_name(expected, key), &format!("{name}: {key}"));
    }
    let shapes = object(&model.service["shapes"]);
    assert_eq!(service.shape_names().count(), shapes.len(), "{name}");
    for (key, expected) in shapes {
        let shape = service.shape(key).expect("every shape is there");
        let place = format!("{name}: {key}");
        same(&shape_json(shape), &with_float_bounds(expected), &place);
        if let Some(members) = expected["members"].as_object() {
            assert!(members.keys().eq(shape.members().iter().map(|it| it.name)), "{place}: order of members");
        }
        check_shape_traits(shape, expected, &place);
    }
    if let Some(paginators) = model.paginators.as_object() {
        assert_eq!(service.paginator_names().count(), paginators.len(), "{name}");
        for (key, expected) in paginators {
            let paginator = service.paginator(key).expect("every paginator is there");
            same(&paginator_json(paginator), &with_lists(expected), &format!("{name}: {key}"));
        }
    }
    if let Some(waiters) = model.waiters.as_object() {
        assert_eq!(service.waiters().len(), waiters.len(), "{name}");
        for waiter in service.waiters() {
            same(&waiter_json(waiter), &waiters[waiter.name], &format!("{name}: {}", waiter.name));
        }
    }
}

fn same(found: &Value, expected: &Value, place: &str) {
    assert_eq!(found, expected, "{place}");
}

fn operation_json(operation: &Operation) -> Value {
    let mut json = rest(operation.rest);
    let mut http = Map::new();
    http.insert("method".to_owned(), operation.http_method.into());
    http.insert("requestUri".to_owned(), operation.http_uri.into());
    http.insert("responseCode".to_owned(), operation.http_status.into());
    json.insert("http".to_owned(), http.into());
    json.entry("name").or_insert(operation.name.into());
    for (key, shape) in [("input", operation.input), ("output", operation.output)] {
        if let Some(shape) = shape {
            json.entry(key).or_insert(json!({}))["shape"] = shape.name.into();
        }
    }
    if !operation.errors.is_empty() && !json.contains_key("errors") {
        json.insert("errors".to_owned(), operation.errors.iter().map(|it| json!({"shape": it})).collect());
    }
    for (key, is_set) in
        [("deprecated", operation.deprecated), ("idempotent", operation.idempotent), ("readonly", operation.read_only)]
    {
        flag(&mut json, key, is_set);
    }
    let input = json.get("input").cloned().unwrap_or_default();
    assert_eq!(operation.input_location_name, input["locationName"].as_str());
    assert_eq!(operation.input_xml_namespace, input["xmlNamespace"]["uri"].as_str());
    assert_eq!(operation.output_wrapper, json.get("output").and_then(|it| it["resultWrapper"].as_str()));
    assert_eq!(operation.host_prefix, json.get("endpoint").and_then(|it| it["hostPrefix"].as_str()));
    let unsigned =
        json.get("authtype") == Some(&"none".into()) || json.get("auth") == Some(&json!(["smithy.api#noAuth"]));
    assert_eq!(operation.unsigned, unsigned);
    json.into()
}

fn shape_json(shape: &Shape) -> Value {
    let mut json = rest(shape.traits.rest);
    json.insert("type".to_owned(), shape.type_name().into());
    match &shape.kind {
        ShapeKind::Structure(members) => {
            let members: Map<String, Value> = members.iter().map(|it| (it.name.to_owned(), member_json(it))).collect();
            json.insert("members".to_owned(), members.into());
        }
        ShapeKind::List(member) => drop(json.insert("member".to_owned(), member_json(member))),
        ShapeKind::Map(key, value) => {
            json.insert("key".to_owned(), member_json(key));
            json.insert("value".to_owned(), member_json(value));
        }
        _ => {}
    }
    if !shape.required.is_empty() {
        json.insert("required".to_owned(), shape.required.clone().into());
    }
    for (key, bound) in [("min", shape.min), ("max", shape.max)] {
        if let Some(bound) = bound {
            json.insert(key.to_owned(), bound.into());
        }
    }
    if let Some(pattern) = shape.pattern {
        json.insert("pattern".to_owned(), pattern.into());
    }
    if !shape.enum_values.is_empty() {
        json.insert("enum".to_owned(), shape.enum_values.clone().into());
    }
    let traits = &shape.traits;
    for (key, is_set) in [
        ("exception", traits.exception),
        ("fault", traits.fault),
        ("union", traits.union),
        ("document", traits.document),
        ("sensitive", traits.sensitive),
        ("flattened", traits.flattened),
        ("streaming", traits.streaming),
        ("eventstream", traits.event_stream),
        ("event", traits.event),
        ("box", traits.boxed),
        ("deprecated", traits.deprecated),
        ("wrapper", traits.wrapper),
    ] {
        flag(&mut json, key, is_set);
    }
    json.into()
}

/// What was read out of the JSON at the end of the line, against the model.
fn check_shape_traits(shape: &Shape, expected: &Value, place: &str) {
    let traits = &shape.traits;
    assert_eq!(traits.error_code, expected["error"]["code"].as_str(), "{place}");
    assert_eq!(traits.error_status.map(u64::from), expected["error"]["httpStatusCode"].as_u64(), "{place}");
    assert_eq!(traits.timestamp_format, expected["timestampFormat"].as_str(), "{place}");
    assert_eq!(traits.payload, expected["payload"].as_str(), "{place}");
    assert_eq!(traits.location_name, expected["locationName"].as_str(), "{place}");
    assert_eq!(traits.xml_namespace, expected["xmlNamespace"]["uri"].as_str(), "{place}");
    assert_eq!(traits.xml_prefix, expected["xmlNamespace"]["prefix"].as_str(), "{place}");
    for member in shape.members() {
        let expected = &expected["members"][member.name];
        assert_eq!(member.traits.timestamp_format, expected["timestampFormat"].as_str(), "{place}");
        assert_eq!(member.traits.query_name, expected["queryName"].as_str(), "{place}");
        assert_eq!(member.traits.xml_namespace, expected["xmlNamespace"]["uri"].as_str(), "{place}");
        assert_eq!(member.traits.xml_prefix, expected["xmlNamespace"]["prefix"].as_str(), "{place}");
        assert_eq!(member.traits.context_param, expected["contextParam"]["name"].as_str(), "{place}");
        assert_eq!(member.required, shape.required.contains(&member.name), "{place}");
    }
}

fn member_json(member: &Member) -> Value {
    let mut json = rest(member.traits.rest);
    json.insert("shape".to_owned(), member.shape_name.into());
    let location = match member.location {
        Location::Body => None,
        Location::Uri => Some("uri"),
        Location::Querystring => Some("querystring"),
        Location::Header => Some("header"),
        Location::Headers => Some("headers"),
        Location::StatusCode => Some("statusCode"),
    };
    if let Some(location) = location {
        json.insert("location".to_owned(), location.into());
    }
    if let Some(name) = member.location_name {
        json.insert("locationName".to_owned(), name.into());
    }
    let traits = &member.traits;
    for (key, is_set) in [
        ("idempotencyToken", traits.idempotency_token),
        ("box", traits.boxed),
        ("deprecated", traits.deprecated),
        ("hostLabel", traits.host_label),
        ("jsonvalue", traits.json_value),
        ("flattened", traits.flattened),
        ("streaming", traits.streaming),
        ("eventpayload", traits.event_payload),
        ("eventheader", traits.event_header),
        ("xmlAttribute", traits.xml_attribute),
    ] {
        flag(&mut json, key, is_set);
    }
    json.into()
}

fn paginator_json(paginator: &Paginator) -> Value {
    let mut json = Map::new();
    for (key, list) in [
        ("output_token", &paginator.output_token),
        ("input_token", &paginator.input_token),
        ("result_key", &paginator.result_key),
        ("non_aggregate_keys", &paginator.non_aggregate_keys),
    ] {
        if !list.is_empty() {
            json.insert(key.to_owned(), list.clone().into());
        }
    }
    for (key, text) in [("limit_key", paginator.limit_key), ("more_results", paginator.more_results)] {
        if let Some(text) = text {
            json.insert(key.to_owned(), text.into());
        }
    }
    json.into()
}

fn waiter_json(waiter: &Waiter) -> Value {
    let acceptors = waiter.acceptors.iter().map(|it| {
        let mut json = json!({"state": it.state, "matcher": it.matcher, "expected": it.expected});
        if let Some(argument) = it.argument {
            json["argument"] = argument.into();
        }
        json
    });
    json!({
        "operation": waiter.operation,
        "delay": waiter.delay,
        "maxAttempts": waiter.max_attempts,
        "acceptors": acceptors.collect::<Vec<_>>(),
    })
}

/// The model's operation with the keys that the typed one always has, and without an empty list of errors.
fn with_name(operation: &Value, name: &str) -> Value {
    let mut operation = operation.clone();
    let object = operation.as_object_mut().expect("an operation is an object");
    object.entry("name").or_insert(name.into());
    object["http"].as_object_mut().expect("http is an object").entry("responseCode").or_insert(200.into());
    if object.get("errors") == Some(&json!([])) {
        object.shift_remove("errors");
    }
    operation
}

fn with_float_bounds(shape: &Value) -> Value {
    let mut shape = shape.clone();
    for key in ["min", "max"] {
        if let Some(bound) = shape.get(key).and_then(Value::as_f64) {
            shape[key] = bound.into();
        }
    }
    shape
}

fn with_lists(paginator: &Value) -> Value {
    let mut paginator = paginator.clone();
    for key in ["output_token", "input_token", "result_key", "non_aggregate_keys"] {
        if let Some(Value::String(text)) = paginator.get(key) {
            paginator[key] = json!([text]);
        }
    }
    paginator
}

fn flag(json: &mut Map<String, Value>, key: &str, is_set: bool) {
    if is_set {
        json.insert(key.to_owned(), true.into());
    }
}

fn rest(text: &str) -> Map<String, Value> {
    if text.is_empty() { Map::new() } else { serde_json::from_str(text).expect("the rest of a line is JSON") }
}

fn object(value: &Value) -> &Map<String, Value> {
    value.as_object().expect("an object")
}
