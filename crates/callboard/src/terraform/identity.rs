//! As whom the calls of a provider block are made: keys in it, a profile, the usual chain; then the roles it takes on.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use callboard_cli::host::HostError;
use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_plane::{Call, Caller, Plane, PlaneError, Scope};
use callboard_remote::RemotePlane;
use callboard_remote::credentials::{CredentialError, CredentialSource, Credentials};
use callboard_terraform::provider::{AssumedRole, Connection};
use tokio::sync::Mutex;

use super::connect::FACE;
use crate::credentials::{self, Chain, Profile, ProfileFileNames};
use crate::embedded;
use crate::world::World;

/// How long before their end credentials are renewed.
const RENEWED_BEFORE: Duration = Duration::from_secs(5 * 60);

/// The service that gives out credentials of roles.
const ROLES: &str = "sts";

/// What a session is called where the block has no name for it.
const SESSION_NAME: &str = "callboard-terraform";

/// The credentials of a block; `sts` makes a plane of that service that is called with others, or with none.
pub fn credentials(
    world: &World,
    connection: &Connection,
    sts: impl Fn(Option<Arc<dyn CredentialSource>>) -> Result<RemotePlane, HostError>,
) -> Result<Arc<dyn CredentialSource>, HostError> {
    let scope = Scope::new(embedded::DEFAULT_ACCOUNT, connection.region.as_deref().unwrap_or_default());
    let taking_on = |role: &AssumedRole, credentials| {
        let plane = sts(credentials)?;
        let taken_on = TakenOn { plane, scope: scope.clone(), role: role.clone(), kept: Mutex::default() };
        Ok::<Arc<dyn CredentialSource>, HostError>(Arc::new(taken_on))
    };
    let mut source = match &connection.assume_role_with_web_identity {
        Some(role) => taking_on(role, None)?,
        None => first(world, connection)?,
    };
    for role in &connection.assume_roles {
        source = taking_on(role, Some(source))?;
    }
    Ok(source)
}

/// The credentials before any role is taken on.
fn first(world: &World, connection: &Connection) -> Result<Arc<dyn CredentialSource>, HostError> {
    match (&connection.access_key, &connection.secret_key) {
        (Some(id), Some(secret)) => {
            return Ok(Arc::new(Credentials {
                access_key_id: id.clone(),
                secret_access_key: secret.clone(),
                session_token: connection.token.clone(),
            }));
        }
        (Some(_), None) => {
            let message = "there is an access key without its secret key".to_owned();
            return Err(HostError::General { message });
        }
        (None, _) => {}
    }
    if connection.profile.is_none() {
        credentials::check_environment(world.settings.variables())?;
    }
    let (name, _) = world.settings.profile_name(connection.profile.as_deref());
    let files = ProfileFileNames {
        config: connection.shared_config_files.clone(),
        credentials: connection.shared_credentials_files.clone(),
    };
    let profile = Profile { name, is_asked_for: connection.profile.is_some(), files };
    Ok(Arc::new(Chain::new(profile, connection.region.clone())))
}

/// A role, taken on when its credentials are first asked for, and again before they end.
struct TakenOn {
    plane: RemotePlane,
    scope: Scope,
    role: AssumedRole,
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    credentials: Credentials,
    expires: SystemTime,
}

#[async_trait]
impl CredentialSource for TakenOn {
    async fn credentials(&self) -> Result<Credentials, CredentialError> {
        let mut kept = self.kept.lock().await;
        let soon = SystemTime::now() + RENEWED_BEFORE;
        if let Some(kept) = kept.as_ref().filter(|it| it.expires > soon) {
            return Ok(kept.credentials.clone());
        }
        let taken = self.take_on().await?;
        let credentials = taken.credentials.clone();
        *kept = Some(taken);
        Ok(credentials)
    }
}

impl TakenOn {
    async fn take_on(&self) -> Result<Kept, CredentialError> {
        let failed = |reason: String| CredentialError::Failed(format!("taking on {}: {reason}", self.role.role_arn));
        let (operation, input) = request(&self.role).map_err(failed)?;
        let operation = registry::service(ROLES).and_then(|it| it.operation(operation));
        let operation = operation.ok_or_else(|| failed("there is no such operation".to_owned()))?;
        let caller = Caller::root(&self.scope, FACE);
        let call = Call { operation, input, scope: self.scope.clone(), caller };
        let output = self.plane.call(call).await.map_err(|err: PlaneError| failed(err.to_string()))?;
        kept(&output.members).ok_or_else(|| failed("the answer has no credentials".to_owned()))
    }
}

fn kept(answer: &Map) -> Option<Kept> {
    let given = answer.get("Credentials")?;
    let text = |name: &str| Some(given.get(name)?.as_str()?.to_owned());
    let Document::Timestamp(expires) = given.get("Expiration")? else { return None };
    let expires = u64::try_from(expires.instant().ok()?.seconds).ok()?;
    let credentials = Credentials {
        access_key_id: text("AccessKeyId")?,
        secret_access_key: text("SecretAccessKey")?,
        session_token: text("SessionToken"),
    };
    Some(Kept { credentials, expires: UNIX_EPOCH + Duration::from_secs(expires) })
}

/// The operation that takes on a role, and its input.
fn request(role: &AssumedRole) -> Result<(&'static str, Map), String> {
    let session = role.session_name.clone().unwrap_or_else(|| SESSION_NAME.to_owned());
    let mut input = Map::new().with("RoleArn", role.role_arn.clone()).with("RoleSessionName", session);
    if let Some(duration) = &role.duration {
        let seconds = seconds(duration).ok_or_else(|| format!("`{duration}` is no duration such as `1h30m`"))?;
        input.insert("DurationSeconds", Document::Integer(seconds.into()));
    }
    if let Some(policy) = &role.policy {
        input.insert("Policy", policy.clone());
    }
    if !role.policy_arns.is_empty() {
        let arns = role.policy_arns.iter().map(|it| Document::Map(Map::new().with("arn", it.clone())));
        input.insert("PolicyArns", Document::List(arns.collect()));
    }
    let token = match (&role.web_identity_token, &role.web_identity_token_file) {
        (Some(token), _) => Some(token.clone()),
        (None, Some(file)) => Some(std::fs::read_to_string(file).map_err(|err| format!("{file}: {err}"))?),
        (None, None) => None,
    };
    if let Some(token) = token {
        input.insert("WebIdentityToken", token.trim().to_owned());
        return Ok(("AssumeRoleWithWebIdentity", input));
    }
    for (name, value) in [("ExternalId", &role.external_id), ("SourceIdentity", &role.source_identity)] {
        if let Some(value) = value {
            input.insert(name, value.clone());
        }
    }
    if !role.tags.is_empty() {
        let tag = |(key, value): (&String, &String)| Map::new().with("Key", key.clone()).with("Value", value.clone());
        input.insert("Tags", Document::List(role.tags.iter().map(tag).map(Document::Map).collect()));
    }
    if !role.transitive_tag_keys.is_empty() {
        let keys = role.transitive_tag_keys.iter().cloned().map(Document::String);
        input.insert("TransitiveTagKeys", Document::List(keys.collect()));
    }
    Ok(("AssumeRole", input))
}

/// `1h30m` in seconds.
fn seconds(text: &str) -> Option<i64> {
    let mut total = 0_i64;
    let mut number = String::new();
    for letter in text.chars() {
        let unit = match letter {
            '0'..='9' => {
                number.push(letter);
                continue;
            }
            'h' => 3_600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        total = total.checked_add(number.parse::<i64>().ok()?.checked_mul(unit)?)?;
        number.clear();
    }
    (number.is_empty() && total > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;
    use callboard_cli::encode;
    use callboard_model::document::Timestamp;
    use expect_test::expect;

    #[test]
    fn a_duration_is_in_the_words_of_terraform() {
        let read = |text| seconds(text);
        assert_eq!(read("1h30m"), Some(5_400));
        assert_eq!(read("900s"), Some(900));
        assert_eq!([read(""), read("1"), read("1d"), read("h"), read("0s")], [None; 5]);
    }

    #[test]
    fn a_role_becomes_a_call() {
        let role = AssumedRole {
            role_arn: "arn:aws:iam::123456789012:role/deploy".to_owned(),
            duration: Some("1h".to_owned()),
            external_id: Some("x".to_owned()),
            tags: [("team".to_owned(), "a".to_owned())].into(),
            ..AssumedRole::default()
        };
        let text = |(operation, input): (&str, Map)| {
            let mut json = Vec::new();
            encode::write(encode::Format::Json, &Document::Map(input), &encode::Style::default(), &mut json)
                .expect("memory can be written to");
            format!("{operation} {}", String::from_utf8_lossy(&json))
        };
        expect![[r#"
            AssumeRole {
                "RoleArn": "arn:aws:iam::123456789012:role/deploy",
                "RoleSessionName": "callboard-terraform",
                "DurationSeconds": 3600,
                "ExternalId": "x",
                "Tags": [
                    {
                        "Key": "team",
                        "Value": "a"
                    }
                ]
            }
        "#]]
        .assert_eq(&text(request(&role).expect("a call")));
        let web = AssumedRole { web_identity_token: Some("jwt\n".to_owned()), external_id: None, ..role };
        expect![[r#"
            AssumeRoleWithWebIdentity {
                "RoleArn": "arn:aws:iam::123456789012:role/deploy",
                "RoleSessionName": "callboard-terraform",
                "DurationSeconds": 3600,
                "WebIdentityToken": "jwt"
            }
        "#]]
        .assert_eq(&text(request(&web).expect("a call")));
    }

    #[test]
    fn an_answer_without_a_time_is_none() {
        let given = Map::new().with("AccessKeyId", "a").with("SecretAccessKey", "b");
        assert!(kept(&Map::new().with("Credentials", Document::Map(given.clone()))).is_none());
        let expires = Document::Timestamp(Timestamp::Text("2030-01-01T00:00:00Z".into()));
        let given = given.with("Expiration", expires);
        assert!(kept(&Map::new().with("Credentials", Document::Map(given))).is_some());
    }
}
