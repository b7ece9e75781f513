//! What a service's end users do, without a media server: `callboard local` and `/_callboard/local/…`.
//!
//! ```text
//! callboard local ivs-realtime join --token eyJ…       words ─┐
//!                                                             ├─▶ LocalAction ─▶ embedded plane ─▶ JSON
//! POST /_callboard/local/ivs-realtime/join {"token":…}  body ─┘
//! ```
//!
//! Both take the credentials that the action would need on AWS, so no further key is asked for.

use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use callboard_cli::encode;
use callboard_embedded::{EmbeddedPlane, LocalAction};
use callboard_model::document::{Document, Map};
use callboard_plane::PlaneError;
use callboard_server::{LocalAnswer, LocalRequest, LocalRoutes};
use http::{Method, StatusCode};

use crate::arguments::LocalArguments;
use crate::embedded::Use;
use crate::printing;
use crate::target::Target;
use crate::world::World;

/// Carries out one action and prints its answer as JSON.
pub fn run(world: &World, arguments: &LocalArguments) -> anyhow::Result<i32> {
    let service = EmbeddedPlane::LOCAL_SERVICE;
    let (Some(named), Some(action)) = (&arguments.service, &arguments.action) else {
        let actions = LocalAction::NAMES.map(|name| format!("  {name}\n")).concat();
        printing::to_stdout(&format!(
            "usage: callboard local {service} ACTION --name value ...\n\nactions:\n{actions}"
        ))?;
        return Ok(0);
    };
    if named != service {
        bail!("there are no local actions for `{named}`; there are some for `{service}`");
    }
    if world.decision.target != Target::Embedded {
        bail!(
            "local actions are for the embedded plane; the target is {} ({})",
            world.decision.target,
            world.decision.because
        );
    }
    let action = LocalAction::from_members(action, &members(&arguments.parameters)?)?;
    let plane = world.embedded_plane(Use::OneShot)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    match runtime.block_on(plane.local(action)) {
        Ok(answer) => {
            printing::to_stdout(&String::from_utf8_lossy(&json(&Document::Map(answer))))?;
            Ok(0)
        }
        Err(error) => {
            printing::to_stderr(&format!("error: {error}"));
            if let Some(hint) = error.hint() {
                printing::to_stderr(&format!("hint: {hint}"));
            }
            Ok(if matches!(error, PlaneError::Service { .. }) { 254 } else { 255 })
        }
    }
}

/// `--publisher-id x` is the member `publisherId`; a value that begins with `{` is JSON.
fn members(words: &[String]) -> anyhow::Result<Map> {
    let mut members = Map::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        let name = word.strip_prefix("--").with_context(|| format!("expected `--name value`, found `{word}`"))?;
        let (name, value) = match name.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None => (name, words.next().with_context(|| format!("`{word}` needs a value"))?.clone()),
        };
        let value = match value.starts_with('{') {
            true => {
                Document::from(&serde_json::from_str::<serde_json::Value>(&value).with_context(|| format!("`{word}`"))?)
            }
            false => Document::String(value),
        };
        members.insert(member_name(name), value);
    }
    Ok(members)
}

fn member_name(option: &str) -> String {
    let mut name = String::with_capacity(option.len());
    for (at, word) in option.split('-').enumerate() {
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if at > 0 => name.extend(first.to_uppercase()),
            Some(first) => name.push(first),
            None => {}
        }
        name.push_str(letters.as_str());
    }
    name
}

/// The same actions over HTTP.
pub struct EmbeddedRoutes {
    plane: Arc<EmbeddedPlane>,
}

impl EmbeddedRoutes {
    pub fn new(plane: Arc<EmbeddedPlane>) -> Self {
        Self { plane }
    }
}

#[async_trait::async_trait]
impl LocalRoutes for EmbeddedRoutes {
    async fn answer(&self, request: LocalRequest) -> Option<LocalAnswer> {
        let action = action_of(&request.path)?;
        if request.method != Method::POST {
            return Some(failure(
                StatusCode::METHOD_NOT_ALLOWED,
                "MethodNotAllowed",
                "local actions are POST requests",
            ));
        }
        let members = match serde_json::from_slice::<serde_json::Value>(&request.body) {
            Ok(value @ serde_json::Value::Object(_)) => match Document::from(&value) {
                Document::Map(members) => members,
                _ => Map::new(),
            },
            _ => return Some(failure(StatusCode::BAD_REQUEST, "SerializationException", "the body is a JSON object")),
        };
        let action = match LocalAction::from_members(action, &members) {
            Ok(action) => action,
            Err(error) => return Some(failure(StatusCode::BAD_REQUEST, "ValidationException", &error.to_string())),
        };
        Some(match self.plane.local(action).await {
            Ok(answer) => LocalAnswer::json(StatusCode::OK, json(&Document::Map(answer))),
            Err(PlaneError::Service { refusal, .. }) => {
                let status = StatusCode::from_u16(refusal.http_status).unwrap_or(StatusCode::BAD_REQUEST);
                failure(status, &refusal.code, &refusal.message)
            }
            Err(error) => failure(StatusCode::INTERNAL_SERVER_ERROR, "InternalFailure", &error.to_string()),
        })
    }

    /// The token or stream key in the body is the credential, as it is on AWS.
    fn is_public(&self, _method: &Method, path: &str) -> bool {
        action_of(path).is_some()
    }
}

fn action_of(path: &str) -> Option<&str> {
    let path = Path::new(path).strip_prefix("local").ok()?.strip_prefix(EmbeddedPlane::LOCAL_SERVICE).ok()?;
    path.to_str().filter(|it| !it.is_empty() && !it.contains('/'))
}

fn failure(status: StatusCode, code: &str, message: &str) -> LocalAnswer {
    let body = Map::new().with("code", code).with("message", message);
    LocalAnswer::json(status, json(&Document::Map(body)))
}

fn json(value: &Document) -> Vec<u8> {
    let mut body = Vec::new();
    // Writing to memory does not fail.
    let _ = encode::write(encode::Format::Json, value, &encode::Style::default(), &mut body);
    body
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_become_members() {
        let words: Vec<String> = ["--publisher-id", "p", "--client={\"osName\": \"Linux\"}"].map(str::to_owned).into();
        let members = members(&words).expect("options");
        assert_eq!(members.str("publisherId"), Some("p"));
        assert_eq!(members.get("client").and_then(|it| it.get("osName")?.as_str()), Some("Linux"));
    }

    #[test]
    fn a_path_names_an_action() {
        assert_eq!(action_of("local/ivs-realtime/join"), Some("join"));
        assert_eq!(action_of("local/ivs-realtime/"), None);
        assert_eq!(action_of("local/other/join"), None);
        assert_eq!(action_of("health"), None);
    }
}
