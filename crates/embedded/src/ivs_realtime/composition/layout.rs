//! Layouts of compositions, with the members that were left out.

use callboard_model::document::{Document, Map};

use crate::failure::{Answer, Failure};
use crate::members::Members;

/// The layout of a new composition: a grid where none is named.
pub(super) fn with_defaults(given: &Map) -> Answer<Map> {
    match (given.get("grid").and_then(Document::as_map), given.get("pip").and_then(Document::as_map)) {
        (Some(_), Some(_)) => Err(Failure::validation("layout can have one of grid and pip, not both")),
        (None, Some(pip)) => Ok(Map::new().with("pip", picture_in_picture(pip))),
        (grid, None) => Ok(Map::new().with("grid", grid_of(grid.unwrap_or(&Map::new())))),
    }
}

fn grid_of(given: &Map) -> Map {
    let mut grid = Map::new()
        .with("featuredParticipantAttribute", given.text("featuredParticipantAttribute"))
        .with("omitStoppedVideo", given.flag("omitStoppedVideo"))
        .with("videoAspectRatio", given.str("videoAspectRatio").unwrap_or("VIDEO"));
    // Without it, featured participants and others are filled differently: there is no one default.
    if let Some(mode) = given.str("videoFillMode") {
        grid.push("videoFillMode", mode);
    }
    grid.push("gridGap", given.integer("gridGap").unwrap_or(2));
    grid.push("participantOrderAttribute", given.text("participantOrderAttribute"));
    grid
}

fn picture_in_picture(given: &Map) -> Map {
    let mut pip = Map::new()
        .with("featuredParticipantAttribute", given.text("featuredParticipantAttribute"))
        .with("omitStoppedVideo", given.flag("omitStoppedVideo"))
        .with("videoFillMode", given.str("videoFillMode").unwrap_or("COVER"))
        .with("gridGap", given.integer("gridGap").unwrap_or(0))
        .with("pipParticipantAttribute", given.text("pipParticipantAttribute"))
        .with("pipBehavior", given.str("pipBehavior").unwrap_or("STATIC"))
        .with("pipOffset", given.integer("pipOffset").unwrap_or(0))
        .with("pipPosition", given.str("pipPosition").unwrap_or("BOTTOM_RIGHT"));
    for name in ["pipWidth", "pipHeight"] {
        if let Some(pixels) = given.integer(name) {
            pip.push(name, pixels);
        }
    }
    pip.push("participantOrderAttribute", given.text("participantOrderAttribute"));
    pip
}
