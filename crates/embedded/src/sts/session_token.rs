//! Temporary credentials: an access key that stands for its caller for some hours.
//!
//! They are kept in a table without history, so that a door that verifies
//! signatures can look them up.

use callboard_model::document::{Instant, Map, Timestamp};
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::{Answer, Failure};
use crate::members::{Members, later};
use crate::record::Table;
use crate::request::Request;

/// `access key id`; not by account, because the key alone says whose it is.
const SESSION_CREDENTIALS: Table = Table::without_history("sts.session-credentials");

const DEFAULT_SECONDS: i64 = 12 * 60 * 60;

/// The prefix that AWS gives to the ids of temporary keys, and the length of the rest.
const KEY_ID_PREFIX: &str = "ASIA";
const KEY_ID_REST: usize = 16;

const SECRET_LENGTH: usize = 40;
const TOKEN_LENGTH: usize = 256;

/// Temporary credentials that `GetSessionToken` gave out.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionCredentials {
    /// Twelve digits.
    pub account: String,
    /// The ARN of whom they stand for.
    pub arn: String,
    /// The unique id of whom they stand for.
    pub user_id: String,
    /// The key that signs.
    pub secret_access_key: String,
    /// What must come with each request.
    pub session_token: String,
    /// When they are valid no more.
    pub expires: Instant,
}

/// Shows no secret.
impl std::fmt::Debug for SessionCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionCredentials").field("arn", &self.arn).field("expires", &self.expires).finish()
    }
}

pub(super) fn get(request: Request) -> Answer<Change> {
    let identifiers = &request.shared.identifiers;
    let key_id = format!("{KEY_ID_PREFIX}{}", identifiers.random(KEY_ID_REST).to_ascii_uppercase());
    let secret = identifiers.random(SECRET_LENGTH);
    let token = identifiers.random(TOKEN_LENGTH);
    let expires = later(request.now, request.input.integer("DurationSeconds").unwrap_or(DEFAULT_SECONDS));
    let mut record = Map::new()
        .with("account", &*request.place.account)
        .with("arn", &*request.caller.arn)
        .with("userId", &*request.caller.user_id)
        .with("secretAccessKey", secret.as_str())
        .with("sessionToken", token.as_str());
    record.set_moment("expires", expires);
    change(move |transaction| {
        SESSION_CREDENTIALS.put(transaction, key_id.as_bytes(), &record)?;
        let credentials = Map::new()
            .with("AccessKeyId", key_id)
            .with("SecretAccessKey", secret)
            .with("SessionToken", token)
            .with("Expiration", Timestamp::from(Instant { nanos: 0, ..expires }));
        Ok(Map::new().with("Credentials", credentials))
    })
}

/// The account of a key. Of keys that were not given out here nothing is known.
pub(super) fn access_key_info(request: &Request) -> Answer {
    let key_id = request.input.text("AccessKeyId");
    let record = request.shared.store.read(|snapshot| SESSION_CREDENTIALS.get(snapshot, key_id.as_bytes()))?;
    match record {
        Some(record) => Ok(Map::new().with("Account", record.text("account"))),
        None => {
            let message = format!("the access key {key_id} was not given out by this plane");
            Err(Failure::refused("ValidationError", message, 400))
        }
    }
}

/// Credentials by their key, while they are valid.
pub(crate) fn find(snapshot: &Snapshot<'_>, key_id: &str, now: Instant) -> Answer<Option<SessionCredentials>> {
    let Some(record) = SESSION_CREDENTIALS.get(snapshot, key_id.as_bytes())? else { return Ok(None) };
    let expires = record.moment("expires").filter(|it| *it > now);
    Ok(expires.map(|expires| SessionCredentials {
        account: record.text("account").to_owned(),
        arn: record.text("arn").to_owned(),
        user_id: record.text("userId").to_owned(),
        secret_access_key: record.text("secretAccessKey").to_owned(),
        session_token: record.text("sessionToken").to_owned(),
        expires,
    }))
}
