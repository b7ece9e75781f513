//! Recording of participants: the settings of a stage, and the state that a participant's recording is in.

use callboard_model::document::{Document, Instant, Map};

use crate::members::{Members, later};

/// How long a recording takes to begin and to end.
const TRANSITION_SECONDS: i64 = 2;

/// The settings of a stage as outputs show them.
pub(super) fn of(stage: &Map) -> Map {
    match stage.get("recording") {
        Some(Document::Map(configuration)) => configuration.clone(),
        _ => with_defaults(&Map::new()),
    }
}

/// Settings with every member that was left out. Where no storage is named, all of them are the defaults.
pub(super) fn with_defaults(given: &Map) -> Map {
    let storage = given.text("storageConfigurationArn");
    let nothing = Map::new();
    let given = if storage.is_empty() { &nothing } else { given };
    let thumbnails = given.map("thumbnailConfiguration");
    let segments = given.map("hlsConfiguration");
    Map::new()
        .with("storageConfigurationArn", storage)
        .with("mediaTypes", list_or(given, "mediaTypes", "AUDIO_VIDEO"))
        .with(
            "thumbnailConfiguration",
            Map::new()
                .with("targetIntervalSeconds", thumbnails.integer("targetIntervalSeconds").unwrap_or(60))
                .with("storage", list_or(&thumbnails, "storage", "SEQUENTIAL"))
                .with("recordingMode", thumbnails.str("recordingMode").unwrap_or("DISABLED")),
        )
        .with("recordingReconnectWindowSeconds", given.integer("recordingReconnectWindowSeconds").unwrap_or(0))
        .with(
            "hlsConfiguration",
            Map::new()
                .with("targetSegmentDurationSeconds", segments.integer("targetSegmentDurationSeconds").unwrap_or(6)),
        )
        .with(
            "recordParticipantReplicas",
            given.get("recordParticipantReplicas").and_then(Document::as_bool).unwrap_or(true),
        )
}

/// A list that was given, or one of this item where it was left out or empty.
pub(super) fn list_or(given: &Map, name: &str, default: &str) -> Vec<Document> {
    match given.items(name) {
        [] => vec![Document::from(default)],
        items => items.to_vec(),
    }
}

/// The state of a participant's recording at a moment.
pub(super) fn state(participant: &Map, now: Instant) -> &'static str {
    let is_over = |from: Instant| later(from, TRANSITION_SECONDS) <= now;
    match (participant.moment("recordingStart"), participant.moment("recordingEnd")) {
        _ if participant.flag("recordingFailed") => "FAILED",
        (None, _) => "DISABLED",
        (Some(start), None) => {
            if is_over(start) {
                "ACTIVE"
            } else {
                "STARTING"
            }
        }
        (Some(_), Some(end)) => {
            if is_over(end) {
                "STOPPED"
            } else {
                "STOPPING"
            }
        }
    }
}

/// The phase of a recording as participants are indexed by it: what time alone does not change.
pub(super) fn phase(participant: &Map) -> &'static str {
    match (participant.contains_key("recordingStart"), participant.contains_key("recordingEnd")) {
        _ if participant.flag("recordingFailed") => "failed",
        (false, _) => "none",
        (true, false) => "started",
        (true, true) => "stopped",
    }
}

/// The phase in which recordings of a state are.
pub(super) fn phase_of_state(state: &str) -> &'static str {
    match state {
        "STARTING" | "ACTIVE" => "started",
        "STOPPING" | "STOPPED" => "stopped",
        "FAILED" => "failed",
        _ => "none",
    }
}
