//! Sessions of a stage, newest first.

use callboard_model::document::{Map, Timestamp};
use callboard_store::Snapshot;

use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::page::Listing;
use crate::request::Request;

use super::tables::SESSION;
use super::{arn, presence};

pub(super) fn get(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let stage = arn::required(request, &arn::STAGE, request.input.text("stageArn"))?;
    presence::check_settled(request, snapshot, &stage)?;
    let id = request.input.text("sessionId");
    let session = SESSION.get(snapshot, &stage.key_of(&[id]))?;
    let session = session.ok_or_else(|| Failure::not_found(&format!("session {id}")))?;
    Ok(Map::new().with("stageSession", view(id, &session)))
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    let Some(stage) = arn::located(request, &arn::STAGE, request.input.text("stageArn"))? else {
        return Ok(Map::new().with("stageSessions", Vec::new()));
    };
    presence::check_settled(request, snapshot, &stage)?;
    let prefix = stage.prefix_of(&[]);
    Listing::new(SESSION, &prefix)
        .newest_first()
        .page(request, snapshot, "stageSessions", |id, session| Ok(Some(view(id, &session))))
}

fn view(id: &str, session: &Map) -> Map {
    let mut view = Map::new().with("sessionId", id);
    for name in ["startTime", "endTime"] {
        if let Some(moment) = session.moment(name) {
            view.push(name, Timestamp::from(moment));
        }
    }
    view
}
