//! Planes that share one folder.

use std::sync::Arc;
use std::thread;

use crate::script::block_on;
use callboard_embedded::{EmbeddedOptions, EmbeddedPlane, LocalAction, Writes};
use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_plane::{Call, Caller, Plane, PlaneError, Scope};
use callboard_store::{Cause, EventRange, Space, Transaction};

fn call(plane: &EmbeddedPlane, operation: &str, input: Map) -> Result<Map, PlaneError> {
    call_of(plane, "ivs-realtime", operation, input)
}

fn call_of(plane: &EmbeddedPlane, service: &str, operation: &str, input: Map) -> Result<Map, PlaneError> {
    let operation = registry::service(service).and_then(|it| it.operation(operation)).expect("an operation");
    let scope = Scope::new("123456789012", "us-east-1");
    let caller = Caller::root(&scope, "test");
    block_on(plane.call(Call { operation, input, scope, caller })).map(|output| output.members)
}

fn tokens(count: usize) -> Map {
    let configurations = vec![Document::from(Map::new()); count];
    Map::new().with("participantTokenConfigurations", configurations)
}

fn text(output: &Map, path: &[&str]) -> String {
    let (first, rest) = path.split_first().expect("a path");
    let value = rest.iter().fold(output.get(first), |value, step| match step.parse::<usize>() {
        Ok(at) => value?.as_list()?.get(at),
        Err(_) => value?.get(step),
    });
    value.and_then(Document::as_str).unwrap_or_else(|| panic!("{path:?} in {output:?}")).to_owned()
}

#[test]
fn two_planes_write_to_one_folder_at_once_and_nothing_is_lost() {
    const EACH: usize = 40;
    let folder = tempfile::tempdir().expect("a folder");
    let planes: Vec<Arc<EmbeddedPlane>> = [Writes::Shared, Writes::OneShot]
        .into_iter()
        .map(|writes| EmbeddedOptions::folder(folder.path()).with_writes(writes))
        .map(|options| Arc::new(EmbeddedPlane::open(options).expect("a plane")))
        .collect();
    thread::scope(|scope| {
        for plane in &planes {
            for _ in 0..2 {
                scope.spawn(move || {
                    for _ in 0..EACH {
                        call(plane, "CreateStage", tokens(1)).expect("a stage");
                    }
                });
            }
        }
    });
    for plane in &planes {
        let mut count = 0;
        let mut token = None;
        loop {
            let input = Map::new().with("maxResults", 100i64).with("nextToken", token.unwrap_or_default());
            let output = call(plane, "ListStages", input).expect("a page");
            count += output.get("stages").and_then(Document::as_list).expect("stages").len();
            match output.str("nextToken") {
                Some(next) => token = Some(next.to_owned()),
                None => break,
            }
        }
        assert_eq!(count, 4 * EACH);
    }
}

#[test]
fn a_token_of_one_plane_is_good_on_another_of_the_same_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || EmbeddedPlane::open(EmbeddedOptions::folder(folder.path())).expect("a plane");
    let (one, other) = (open(), open());
    let first = call(&one, "CreateStage", tokens(1)).expect("a stage");
    let second = call(&other, "CreateStage", tokens(1)).expect("a stage");
    for (plane, output) in [(&other, &first), (&one, &second), (&open(), &first)] {
        let token = text(output, &["participantTokens", "0", "token"]);
        let joined = block_on(plane.local(LocalAction::Join { token, client: Map::new() })).expect("joined");
        assert_eq!(text(&joined, &["stageArn"]), text(output, &["stage", "arn"]));
    }
    let elsewhere = EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane");
    let token = text(&first, &["participantTokens", "0", "token"]);
    let refused = block_on(elsewhere.local(LocalAction::Join { token, client: Map::new() })).expect_err("refused");
    assert!(refused.to_string().contains("AccessDeniedException"), "{refused}");
}

#[test]
fn everything_is_there_after_opening_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = || EmbeddedPlane::open(EmbeddedOptions::folder(folder.path())).expect("a plane");
    let made = call(&open(), "CreateStage", tokens(2).with("name", "kept")).expect("a stage");
    let arn = text(&made, &["stage", "arn"]);
    let read = call(&open(), "GetStage", Map::new().with("arn", arn.as_str())).expect("the stage");
    assert_eq!(read.get("stage"), made.get("stage"));
}

#[test]
fn a_change_is_one_step_of_history_with_who_and_what() {
    let plane = EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane");
    let made = call(&plane, "CreateStage", tokens(2)).expect("a stage");
    call(&plane, "UpdateStage", Map::new().with("arn", text(&made, &["stage", "arn"])).with("name", "b")).expect("ok");
    // A refused change leaves nothing.
    let nowhere = "arn:aws:ivs:us-east-1:123456789012:storage-configuration/abc";
    let recording = Map::new().with("storageConfigurationArn", nowhere);
    call(&plane, "CreateStage", tokens(1).with("autoParticipantRecordingConfiguration", recording))
        .expect_err("refused");
    let token = text(&made, &["participantTokens", "0", "token"]);
    block_on(plane.local(LocalAction::Join { token: token.clone(), client: Map::new() })).expect("joined");
    let events = plane.store().events(EventRange::after(0, 100)).expect("events");
    let steps: Vec<(&str, &str, &str)> =
        events.iter().map(|it| (it.who.as_str(), it.what.as_str(), it.space.as_str())).collect();
    let root = "arn:aws:iam::123456789012:root";
    assert_eq!(steps[0], (root, "ivs-realtime:CreateStage", "ivs-realtime.stage"));
    assert_eq!(steps[1], (root, "ivs-realtime:UpdateStage", "ivs-realtime.stage"));
    assert!(steps[2..].iter().all(|it| it.0.contains("/participant/") && it.1 == "ivs-realtime:Join"), "{steps:?}");
    // No token and no key is in the history.
    for event in &events {
        let after = String::from_utf8_lossy(event.after.as_deref().unwrap_or_default()).into_owned();
        assert!(!after.contains("eyJ") && !after.contains("pkcs8") && !after.contains(&token), "{after}");
    }
}

#[test]
fn stream_keys_are_not_in_the_history() {
    let plane = EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane");
    let made = call(&plane, "CreateIngestConfiguration", Map::new().with("ingestProtocol", "RTMPS")).expect("made");
    let key = text(&made, &["ingestConfiguration", "streamKey"]);
    for event in plane.store().events(EventRange::after(0, 100)).expect("events") {
        assert!(!String::from_utf8_lossy(event.after.as_deref().unwrap_or_default()).contains(&key));
    }
}

#[test]
fn write_only_properties_are_not_in_the_history() {
    let plane = EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane");
    let input = Map::new()
        .with("TypeName", "AWS::SecretsManager::Secret")
        .with("DesiredState", r#"{"Name": "s1", "SecretString": "hush-hush"}"#)
        .with("ClientToken", "token");
    call_of(&plane, "cloudcontrol", "CreateResource", input).expect("made");
    let events = plane.store().events(EventRange::after(0, 100)).expect("events");
    assert!(!events.is_empty());
    for event in events {
        assert!(!String::from_utf8_lossy(event.after.as_deref().unwrap_or_default()).contains("hush"));
    }
}

#[test]
fn a_record_that_cannot_be_read_is_an_error_and_no_panic() {
    let plane = EmbeddedPlane::open(EmbeddedOptions::memory()).expect("a plane");
    let made = call(&plane, "CreateStage", Map::new()).expect("a stage");
    let arn = text(&made, &["stage", "arn"]);
    let key = format!("123456789012/us-east-1/{}", arn.rsplit('/').next().expect("an id"));
    let damage = |transaction: &mut Transaction<'_>| {
        transaction.put(Space::new("ivs-realtime.stage"), key.as_bytes(), b"{\"name\":")
    };
    plane.store().write(&Cause::new("test", "damage"), damage).expect("written");
    for (operation, input) in [("GetStage", Map::new().with("arn", arn)), ("ListStages", Map::new())] {
        let error = call(&plane, operation, input).expect_err("damaged");
        assert!(matches!(error, PlaneError::Unavailable { .. }), "{error}");
        assert!(error.to_string().contains("a record of `ivs-realtime.stage` cannot be read"), "{error}");
    }
}

#[test]
fn a_folder_that_cannot_be_opened_is_an_error_with_a_hint() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("callboard.db"),
        "this is no database, but long enough to be looked at ".repeat(40),
    )
    .expect("written");
    let error = EmbeddedPlane::open(EmbeddedOptions::folder(folder.path())).err().expect("an error");
    assert!(error.hint().is_some(), "{error}");
}
