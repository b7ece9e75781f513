//! Participant tokens: made here, and verified when somebody joins.
//!
//! A token is a JWT with the claims that AWS's clients read. It is not kept:
//! the signature of the data folder's key says that it was given out, and
//! whoever imported a public key may sign tokens of their own.

use aws_lc_rs::signature::KeyPair as _;
use callboard_model::document::{Document, Instant, Key, Map};
use callboard_plane::error::Refusal;
use callboard_store::{ScanRange, Snapshot, Store};
use serde_json::{Value, json};

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure, refusal};
use crate::members::{Members, later, whole_seconds};
use crate::record::Place;
use crate::request::{Request, Shared};

use super::arn::{self, Arn, ID_LENGTH, PUBLIC_KEY, Resource};
use super::jwt::{self, Jwt};
use super::presence::{self, Env};
use super::tables::{CONNECTED_BY_TOKEN, REVOKED_TOKEN};
use super::{public_key, stage};

/// How long a token lasts where the caller does not say.
const DEFAULT_MINUTES: i64 = 720;

/// All keys and values of the attributes together.
pub(super) const MOST_ATTRIBUTE_BYTES: usize = 1024;

const LONGEST_USER_ID: usize = 128;
const LONGEST_PARTICIPANT_ID: usize = 64;

/// What a verified token says.
#[derive(Debug, Clone)]
pub(super) struct Grant {
    pub(super) stage: Resource,
    pub(super) participant_id: String,
    pub(super) user_id: String,
    pub(super) attributes: Map,
    pub(super) may_publish: bool,
    pub(super) may_subscribe: bool,
    pub(super) expires: Instant,
    /// The imported key that signed it, where it was not this plane.
    pub(super) public_key: Option<Resource>,
}

/// Changes nothing but, once, the key that signs; so it must not run inside a snapshot.
pub(super) fn create(request: &Request) -> Answer {
    let stage = arn::required(request, &arn::STAGE, request.input.text("stageArn"))?;
    let record = stage.record_alone(&request.shared.store)?;
    Ok(Map::new().with("participantToken", issue(request, &stage, &record, &request.input)?))
}

/// Makes a token useless, which is named by the participant id that it carries,
/// and disconnects whoever is connected with it. A token that nobody has seen can be revoked too.
pub(super) fn revoke(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let (env, id) = (Env::of(&request), request.input.text("tokenId"));
        let mut revoked = Map::new();
        revoked.set_moment("revokedAt", request.now);
        REVOKED_TOKEN.put(transaction, &request.place.key(&[id]), &revoked)?;
        let prefix = request.place.prefix(&[id]);
        for stage in CONNECTED_BY_TOKEN.names(transaction, ScanRange::prefix(&prefix))? {
            let stage = Resource::stage(&request.place, stage);
            presence::settle(transaction, &env, &stage)?;
            if let Some(participant) = presence::attending(transaction, &stage, id)?.filter(|it| it.is_connected()) {
                presence::leave(transaction, &env, participant)?;
            }
        }
        Ok(Map::new())
    })
}

/// Makes a token for a stage, whose record need not be written yet.
pub(super) fn issue(request: &Request, stage: &Resource, record: &Map, wanted: &Map) -> Answer {
    let attributes = wanted.map("attributes");
    check_attributes(&attributes)?;
    let participant_id = request.identifier(ID_LENGTH);
    let minutes = wanted.integer("duration").unwrap_or(DEFAULT_MINUTES);
    let capabilities = match wanted.get("capabilities") {
        Some(Document::List(given)) => given.clone(),
        _ => vec![Document::from("PUBLISH"), Document::from("SUBSCRIBE")],
    };
    let allows = |capability: &str| capabilities.iter().any(|it| it.as_str() == Some(capability));
    let expires = later(request.now, minutes * 60);
    let mut claims = json!({
        "iat": request.now.seconds,
        "exp": expires.seconds,
        "jti": participant_id,
        "resource": stage.arn(),
        "topic": stage.id,
        "whip_url": stage::whip_url(record),
        "events_url": stage::EVENTS_URL,
        "capabilities": {"allow_publish": allows("PUBLISH"), "allow_subscribe": allows("SUBSCRIBE")},
    });
    if let Some(user_id) = wanted.str("userId") {
        claims["user_id"] = json!(user_id);
    }
    if !attributes.is_empty() {
        let pairs = attributes.iter().map(|(key, value)| (key.to_string(), json!(value.as_str().unwrap_or_default())));
        claims["attributes"] = Value::Object(pairs.collect());
    }
    claims["version"] = json!("1.0");
    let key = request.shared.signing_key.get(&request.shared.store)?;
    let token = jwt::sign(&key.pair, &key.id, &claims)
        .ok_or_else(|| Failure::refused("InternalServerException", "the participant token could not be signed", 500))?;

    let mut output = Map::new().with("participantId", participant_id).with("token", token);
    if let Some(user_id) = wanted.str("userId") {
        output.push("userId", user_id);
    }
    if wanted.contains_key("attributes") {
        output.push("attributes", attributes);
    }
    output.push("duration", minutes);
    output.push("capabilities", capabilities);
    output.push("expirationTime", whole_seconds(expires));
    Ok(output)
}

/// Refuses attributes that are larger than a token may carry.
pub(super) fn check_attributes(attributes: &Map) -> Answer<()> {
    let bytes: usize = attributes.iter().map(|(key, value)| key.len() + value.as_str().map_or(0, str::len)).sum();
    if bytes > MOST_ATTRIBUTE_BYTES {
        let message = format!("attributes may have {MOST_ATTRIBUTE_BYTES} bytes in all, and these have {bytes}");
        return Err(Failure::validation(message));
    }
    Ok(())
}

/// Verifies a token: its signature, its times and what it claims. Whether its stage exists is not looked at.
pub(super) fn verify(token: &str, now: Instant, shared: &Shared) -> Answer<Grant> {
    let jwt =
        Jwt::parse(token).ok_or_else(|| Failure::validation("the participant token is not a JWT signed by ES384"))?;
    let text = |claim: &str| jwt.claims.get(claim).and_then(Value::as_str).unwrap_or_default();
    let resource = text("resource");
    let stage = Arn::parse(resource)
        .filter(|arn| arn.kind == arn::STAGE.name)
        .map(|arn| Resource::stage(&Place { account: arn.account.into(), region: arn.region.into() }, arn.id))
        .ok_or_else(|| {
            Failure::validation(format!("the participant token is for `{resource}`, which is not a stage"))
        })?;
    let public_key = verify_signature(&jwt, &stage, shared)?;

    let expires = jwt.claims.get("exp").and_then(Value::as_i64).map(|seconds| Instant { seconds, nanos: 0 });
    let expires = expires.ok_or_else(|| Failure::validation("the participant token has no expiry (`exp`)"))?;
    if expires <= now {
        return Err(Failure::access_denied(format!("the participant token expired at {expires}")));
    }
    let topic = text("topic");
    if !topic.is_empty() && topic != stage.id {
        return Err(Failure::validation(format!("the participant token has the topic `{topic}` of another stage")));
    }
    let participant_id = text("jti");
    let is_id = (1..=LONGEST_PARTICIPANT_ID).contains(&participant_id.len())
        && participant_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if !is_id {
        return Err(Failure::validation("the participant token has no usable participant id (`jti`)"));
    }
    let user_id = text("user_id");
    if user_id.chars().count() > LONGEST_USER_ID {
        return Err(Failure::validation(format!(
            "the user id of the participant token is longer than {LONGEST_USER_ID}"
        )));
    }
    let attributes = attributes(&jwt.claims);
    check_attributes(&attributes)?;
    let allows = |name: &str| jwt.claims["capabilities"].get(name).and_then(Value::as_bool).unwrap_or(false);
    Ok(Grant {
        participant_id: participant_id.to_owned(),
        user_id: user_id.to_owned(),
        attributes,
        may_publish: allows("allow_publish"),
        may_subscribe: allows("allow_subscribe"),
        expires,
        public_key,
        stage,
    })
}

impl Grant {
    /// Refuses the token if it was revoked, or its key deleted after it was verified.
    pub(super) fn check_in_force(&self, snapshot: &Snapshot<'_>) -> Result<(), Failure> {
        if REVOKED_TOKEN.contains(snapshot, &self.stage.place.key(&[&self.participant_id]))? {
            return Err(Failure::access_denied(format!(
                "the token of participant {} was revoked",
                self.participant_id
            )));
        }
        match &self.public_key {
            Some(key) if !key.kind.table.contains(snapshot, &key.key())? => Err(unknown_key(&key.arn())),
            _ => Ok(()),
        }
    }

    /// What the participant may not do.
    pub(super) fn lacks(&self, capability: &str) -> Box<Refusal> {
        let message = format!("the token of participant {} lacks the capability {capability}", self.participant_id);
        refusal("AccessDeniedException", message, 403)
    }
}

/// Verifies the signature, by the imported key that the token names or else by the plane's own.
fn verify_signature(jwt: &Jwt<'_>, stage: &Resource, shared: &Shared) -> Answer<Option<Resource>> {
    let key_id = jwt.key_id.as_deref().unwrap_or_default();
    let (point, public_key) = match Arn::parse(key_id) {
        Some(arn) => {
            let key = Resource::new(&PUBLIC_KEY, &stage.place, arn.id);
            if key.arn() != key_id {
                return Err(unknown_key(key_id));
            }
            (imported_point(&key, &shared.store)?, Some(key))
        }
        None => {
            let key = shared.signing_key.get(&shared.store)?;
            if key.id != key_id {
                return Err(unknown_key(key_id));
            }
            (key.pair.public_key().as_ref().to_vec(), None)
        }
    };
    if jwt.is_signed_by(&point) {
        Ok(public_key)
    } else {
        Err(Failure::access_denied("the signature of the participant token is not valid"))
    }
}

fn imported_point(key: &Resource, store: &Store) -> Answer<Vec<u8>> {
    let record = store.read(|snapshot| key.kind.table.get(snapshot, &key.key()))?;
    record.as_ref().and_then(public_key::point_of).ok_or_else(|| unknown_key(&key.arn()))
}

fn unknown_key(key_id: &str) -> Failure {
    Failure::access_denied(format!(
        "the participant token is signed by `{key_id}`, which is no key of its stage's region"
    ))
}

fn attributes(claims: &Value) -> Map {
    let Some(Value::Object(attributes)) = claims.get("attributes") else { return Map::new() };
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    attributes.iter().map(|(key, value)| (Key::Owned(key.clone()), Document::String(text(value)))).collect()
}
