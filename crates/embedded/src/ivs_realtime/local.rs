//! Local actions: what participants do, told rather than done.
//!
//! On AWS, participants join a stage through media servers, and the API shows
//! what they did. Nothing here carries media; an action says what a
//! participant does, with the token or stream key that it would need on AWS,
//! and has the same consequences for sessions, participants and events.

mod ingest;

use std::fmt;
use std::sync::Arc;

use callboard_model::document::{Document, Instant, Map};
use callboard_plane::error::Refusal;
use callboard_store::{Cause, Transaction};

use crate::failure::{Answer, Failure};
use crate::members::{Members, later};
use crate::request::Shared;

use super::participant::{CLIENT_MEMBERS, Participant};
use super::presence::{self, Env, Joining};
use super::quotas::LONGEST_STREAM_SECONDS;
use super::tables::ATTENDANCE;
use super::token::{self, Grant};

/// What a participant does with a stage.
#[derive(Clone, PartialEq)]
pub enum LocalAction {
    /// Joins the stage of the token.
    Join {
        /// The participant token.
        token: String,
        /// What the client tells of itself: `ispName`, `osName`, `osVersion`, `browserName`, `browserVersion`, `sdkVersion`.
        client: Map,
    },
    /// Publishes audio and video, having joined.
    Publish {
        /// The participant token.
        token: String,
    },
    /// Publishes no more.
    Unpublish {
        /// The participant token.
        token: String,
    },
    /// Subscribes to a participant who publishes, having joined.
    Subscribe {
        /// The participant token.
        token: String,
        /// Whom to subscribe to.
        publisher_id: String,
    },
    /// Subscribes to a participant no more.
    Unsubscribe {
        /// The participant token.
        token: String,
        /// Whom not to subscribe to.
        publisher_id: String,
    },
    /// Leaves the stage.
    Leave {
        /// The participant token.
        token: String,
    },
    /// An encoder joins and publishes to the stage of an ingest configuration.
    StartIngest {
        /// The stream key.
        stream_key: String,
        /// `RTMP` or `RTMPS`.
        protocol: String,
    },
    /// An encoder leaves.
    StopIngest {
        /// The stream key.
        stream_key: String,
    },
}

/// Why a name and members are no [`LocalAction`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LocalActionError {
    /// There is no such action.
    #[error("there is no action `{name}`; the actions are {}", LocalAction::NAMES.join(", "))]
    Unknown {
        /// The name that was given.
        name: String,
    },
    /// An action does not take something.
    #[error("the action `{name}` takes no `{member}`")]
    Unexpected {
        /// The action.
        name: String,
        /// What it does not take.
        member: String,
    },
    /// The facts about a client are no map of texts.
    #[error("`client` must be a JSON object")]
    Client,
    /// An action lacks something.
    #[error("the action `{name}` needs a text `{member}`")]
    Missing {
        /// The action.
        name: String,
        /// What it lacks.
        member: &'static str,
    },
}

/// An action whose credentials are verified, ready for its transaction.
pub(crate) struct Prepared {
    pub(crate) cause: Cause,
    pub(crate) act: Act,
}

type Act = Box<dyn FnOnce(&mut Transaction<'_>) -> Answer<Result<Map, Box<Refusal>>> + Send>;

impl LocalAction {
    /// The names of all actions, as commands and paths have them.
    pub const NAMES: [&'static str; 8] =
        ["join", "publish", "unpublish", "subscribe", "unsubscribe", "leave", "start-ingest", "stop-ingest"];

    /// An action from its name and its members: `token`, `publisherId`, `client`, `streamKey`, `protocol`.
    pub fn from_members(name: &str, members: &Map) -> Result<Self, LocalActionError> {
        let text = |member: &'static str| match members.given(member).and_then(Document::as_str) {
            Some(text) => Ok(text.to_owned()),
            None => Err(LocalActionError::Missing { name: name.to_owned(), member }),
        };
        let taken: &[&str] = match name {
            "join" => &["token", "client"],
            "publish" | "unpublish" | "leave" => &["token"],
            "subscribe" | "unsubscribe" => &["token", "publisherId"],
            "start-ingest" => &["streamKey", "protocol"],
            "stop-ingest" => &["streamKey"],
            _ => return Err(LocalActionError::Unknown { name: name.to_owned() }),
        };
        if let Some((member, _)) = members.iter().find(|(member, _)| !taken.contains(&&***member)) {
            return Err(LocalActionError::Unexpected { name: name.to_owned(), member: member.to_string() });
        }
        if members.given("client").is_some_and(|it| !matches!(it, Document::Map(_))) {
            return Err(LocalActionError::Client);
        }
        match name {
            "join" => Ok(Self::Join { token: text("token")?, client: members.map("client") }),
            "publish" => Ok(Self::Publish { token: text("token")? }),
            "unpublish" => Ok(Self::Unpublish { token: text("token")? }),
            "subscribe" => Ok(Self::Subscribe { token: text("token")?, publisher_id: text("publisherId")? }),
            "unsubscribe" => Ok(Self::Unsubscribe { token: text("token")?, publisher_id: text("publisherId")? }),
            "leave" => Ok(Self::Leave { token: text("token")? }),
            "start-ingest" => Ok(Self::StartIngest {
                stream_key: text("streamKey")?,
                protocol: members.str("protocol").unwrap_or("RTMPS").to_owned(),
            }),
            "stop-ingest" => Ok(Self::StopIngest { stream_key: text("streamKey")? }),
            _ => Err(LocalActionError::Unknown { name: name.to_owned() }),
        }
    }

    /// The name of the action as an operation.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Join { .. } => "Join",
            Self::Publish { .. } => "Publish",
            Self::Unpublish { .. } => "Unpublish",
            Self::Subscribe { .. } => "Subscribe",
            Self::Unsubscribe { .. } => "Unsubscribe",
            Self::Leave { .. } => "Leave",
            Self::StartIngest { .. } => "StartIngest",
            Self::StopIngest { .. } => "StopIngest",
        }
    }
}

/// Shows no token and no stream key.
impl fmt::Debug for LocalAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LocalAction::{}", self.name())
    }
}

/// Verifies the credentials of an action, outside its transaction.
pub(crate) fn prepare(action: LocalAction, now: Instant, shared: &Arc<Shared>) -> Answer<Prepared> {
    let env = Env { now, shared: Arc::clone(shared) };
    let what = format!("ivs-realtime:{}", action.name());
    let with_token = |token: &str| token::verify(token, now, shared);
    match action {
        LocalAction::StartIngest { stream_key, protocol } => {
            let cause = Cause::new(ingest::ingest_arn(&stream_key)?.arn(), what);
            Ok(Prepared { cause, act: Box::new(move |it| ingest::start_ingest(it, &env, &stream_key, &protocol)) })
        }
        LocalAction::StopIngest { stream_key } => {
            let cause = Cause::new(ingest::ingest_arn(&stream_key)?.arn(), what);
            Ok(Prepared { cause, act: Box::new(move |it| ingest::stop_ingest(it, &env, &stream_key)) })
        }
        LocalAction::Join { token, client } => {
            let grant = with_token(&token)?;
            Ok(Prepared { cause: cause(&grant, what), act: Box::new(move |it| join(it, &env, &grant, &client)) })
        }
        LocalAction::Publish { token } => present(env, with_token(&token)?, what, publish),
        LocalAction::Unpublish { token } => present(env, with_token(&token)?, what, |it, env, _, mut participant| {
            presence::unpublish(it, env, &mut participant)?;
            Ok(Ok(participant))
        }),
        LocalAction::Subscribe { token, publisher_id } => {
            present(env, with_token(&token)?, what, move |it, env, grant, participant| {
                subscribe(it, env, grant, participant, &publisher_id)
            })
        }
        LocalAction::Unsubscribe { token, publisher_id } => {
            present(env, with_token(&token)?, what, move |it, env, _, mut participant| {
                presence::unsubscribe(it, env.now, &mut participant, &publisher_id)?;
                Ok(Ok(participant))
            })
        }
        LocalAction::Leave { token } => present(env, with_token(&token)?, what, |it, env, _, participant| {
            let (stage, id) = (participant.stage.clone(), participant.id.clone());
            presence::leave(it, env, participant)?;
            let left = presence::attending(it, &stage, &id)?;
            left.map(Ok).ok_or_else(|| Failure::not_found(&format!("participant {id}")))
        }),
    }
}

/// An action of somebody who has joined.
fn present(
    env: Env,
    grant: Grant,
    what: String,
    act: impl FnOnce(&mut Transaction<'_>, &Env, &Grant, Participant) -> Answer<Result<Participant, Box<Refusal>>>
    + Send
    + 'static,
) -> Answer<Prepared> {
    let cause = cause(&grant, what);
    let act: Act = Box::new(move |transaction| {
        let stage = &grant.stage;
        stage.record(transaction)?;
        presence::settle(transaction, &env, stage)?;
        let id = &grant.participant_id;
        let participant = presence::attending(transaction, stage, id)?.filter(Participant::is_connected);
        let participant =
            participant.ok_or_else(|| Failure::conflict(format!("participant {id} has not joined {}", stage.arn())))?;
        Ok(act(transaction, &env, &grant, participant)?.map(|participant| view(&participant, env.now)))
    });
    Ok(Prepared { cause, act })
}

fn join(
    transaction: &mut Transaction<'_>,
    env: &Env,
    grant: &Grant,
    client: &Map,
) -> Answer<Result<Map, Box<Refusal>>> {
    let (stage, id) = (&grant.stage, &grant.participant_id);
    stage.record(transaction)?;
    grant.check_in_force(transaction)?;
    let attendance = ATTENDANCE.get(transaction, &stage.key_of(&[id]))?;
    if attendance.is_some_and(|it| it.flag("revoked")) {
        let message = format!("participant {id} was disconnected from {}, and cannot come back", stage.arn());
        return Err(Failure::access_denied(message));
    }
    let mut details = Map::new()
        .with("userId", grant.user_id.as_str())
        .with("attributes", grant.attributes.clone())
        .with("protocol", "UNKNOWN");
    for name in CLIENT_MEMBERS {
        if let Some(text) = client.str(name) {
            check_client_text(name, text)?;
            details.insert(name, text);
        }
    }
    let leaves_at = grant.expires.min(later(env.now, LONGEST_STREAM_SECONDS));
    let joining = Joining { participant_id: id.clone(), leaves_at, details };
    let participant = presence::join(transaction, env, stage, joining)?;
    Ok(Ok(view(&participant, env.now)))
}

/// Refuses what an output could not show.
fn check_client_text(name: &str, text: &str) -> Answer<()> {
    const LONGEST: usize = 128;
    let is_plain = |it: char| it.is_ascii_alphanumeric() || it.is_whitespace() || "-_.,:;".contains(it);
    if text.chars().count() <= LONGEST && text.chars().all(is_plain) {
        return Ok(());
    }
    Err(Failure::validation(format!("{name} may have {LONGEST} letters, digits, blanks and -_.,:; at most")))
}

fn publish(
    transaction: &mut Transaction<'_>,
    env: &Env,
    grant: &Grant,
    mut participant: Participant,
) -> Answer<Result<Participant, Box<Refusal>>> {
    if !grant.may_publish {
        return refuse(transaction, env, participant, "PUBLISH_ERROR", grant.lacks("PUBLISH"));
    }
    let outcome = presence::publish(transaction, env, &mut participant)?;
    Ok(outcome.map(|()| participant))
}

fn subscribe(
    transaction: &mut Transaction<'_>,
    env: &Env,
    grant: &Grant,
    mut participant: Participant,
    publisher_id: &str,
) -> Answer<Result<Participant, Box<Refusal>>> {
    if !grant.may_subscribe {
        return refuse(transaction, env, participant, "SUBSCRIBE_ERROR", grant.lacks("SUBSCRIBE"));
    }
    let outcome = presence::subscribe(transaction, env, &mut participant, publisher_id)?;
    Ok(outcome.map(|()| participant))
}

/// Refuses what a token does not allow, and notes that.
fn refuse(
    transaction: &mut Transaction<'_>,
    env: &Env,
    mut participant: Participant,
    event: &str,
    refusal: Box<Refusal>,
) -> Answer<Result<Participant, Box<Refusal>>> {
    let details = Map::new().with("errorCode", "INSUFFICIENT_CAPABILITIES");
    participant.note(transaction, env.now, event, details)?;
    participant.save(transaction)?;
    Ok(Err(refusal))
}

fn cause(grant: &Grant, what: String) -> Cause {
    Cause::new(format!("{}/participant/{}", grant.stage.arn(), grant.participant_id), what)
}

fn view(participant: &Participant, now: Instant) -> Map {
    Map::new()
        .with("stageArn", participant.stage.arn())
        .with("sessionId", participant.session.as_str())
        .with("participant", participant.view(now))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(name: &str, members: Map, expect: Expect) {
        let action = LocalAction::from_members(name, &members);
        expect.assert_eq(&action.map_or_else(|err| format!("error: {err}"), |it| it.name().to_owned()));
    }

    #[test]
    fn an_action_takes_its_members_and_no_others() {
        let token = || Map::new().with("token", "t");
        check("leave", token(), expect!["Leave"]);
        check("leave", Map::new(), expect!["error: the action `leave` needs a text `token`"]);
        check("leave", token().with("publisherId", "p"), expect!["error: the action `leave` takes no `publisherId`"]);
        check("join", token().with("client", Map::new().with("osName", "Linux")), expect!["Join"]);
        check("join", token().with("client", "Linux"), expect!["error: `client` must be a JSON object"]);
    }
}
