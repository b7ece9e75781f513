//! The remote plane against servers on the loopback: what goes out, what comes back, what goes wrong.

mod connections;
mod proxies;
mod requests;
mod retries;
mod server;
mod tls;

use std::sync::Arc;
use std::time::Duration;

use callboard_model::document::{Document, Map};
use callboard_model::registry;
use callboard_plane::error::NetworkError;
use callboard_plane::{Call, Caller, Output, Plane, PlaneError, Scope};
use callboard_remote::credentials::Credentials;
use callboard_remote::endpoint::Endpoint;
use callboard_remote::retry::RetryPolicy;
use callboard_remote::transport::{Transport, TransportOptions};
use callboard_remote::{Destination, RemoteOptions, RemotePlane};

/// Options for a plane at `url` that waits for nothing.
pub fn options(url: &str) -> RemoteOptions {
    RemoteOptions {
        destination: Destination::Url(Endpoint::parse(url).expect("an endpoint")),
        credentials: Some(Arc::new(credentials())),
        bearer_token: None,
        retry: RetryPolicy { max_backoff: Duration::ZERO, ..RetryPolicy::default() },
        user_agent: "callboard/test".to_owned(),
        inject_host_prefix: true,
        observer: None,
    }
}

/// The secret half of [`credentials`].
pub const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

/// Who signs.
pub fn credentials() -> Credentials {
    Credentials { access_key_id: "AKIDEXAMPLE".to_owned(), secret_access_key: SECRET.to_owned(), session_token: None }
}

/// A plane with ordinary connections.
pub fn plane(options: RemoteOptions) -> RemotePlane {
    RemotePlane::new(Transport::new(TransportOptions::default()), options)
}

/// A plane that makes one attempt.
pub fn once(url: &str, transport: TransportOptions) -> RemotePlane {
    let retry = RetryPolicy { max_attempts: 1, ..RetryPolicy::default() };
    RemotePlane::new(Transport::new(transport), RemoteOptions { retry, ..options(url) })
}

/// A call of `service operation`, its input as JSON.
pub fn call(command: &str, input: &str) -> Call {
    let (service, operation) = command.split_once(' ').expect("a service and an operation");
    let operation = registry::service(service).and_then(|it| it.operation(operation)).expect("an operation");
    let input: serde_json::Value = serde_json::from_str(input).expect("an input is JSON");
    let Document::Map(input) = Document::from(&input) else { panic!("an input is an object") };
    let scope = Scope::new("123456789012", "eu-west-1");
    Call { operation, input, caller: Caller::root(&scope, "test"), scope }
}

/// The simplest call there is.
pub async fn list_stages(plane: &RemotePlane) -> Result<Output, PlaneError> {
    plane.call(call("ivs-realtime ListStages", "{}")).await
}

/// An outcome in one line.
pub fn line(outcome: Result<Output, PlaneError>) -> String {
    match outcome {
        Ok(output) => format!("{} {}", output.http_status, members(output.members)),
        Err(PlaneError::Service { refusal, .. }) => {
            format!("{} {}: {} ({} attempts)", refusal.http_status, refusal.code, refusal.message, refusal.attempts)
        }
        Err(PlaneError::NoAnswer { attempts, endpoint, source, .. }) => {
            let kind = match source {
                NetworkError::Connect(_) => "connect".to_owned(),
                NetworkError::ConnectTimeout => "connect timeout".to_owned(),
                NetworkError::ReadTimeout => "read timeout".to_owned(),
                NetworkError::Proxy { url, .. } => format!("proxy {url}"),
                NetworkError::Tls(_) => "TLS".to_owned(),
                NetworkError::Closed(_) => "closed".to_owned(),
            };
            format!("no answer from {endpoint} ({attempts} attempts): {kind}")
        }
        Err(error) => format!("error: {error}"),
    }
}

fn members(members: Map) -> String {
    let mut text = Vec::new();
    callboard_wire::json::write_any(&Document::Map(members), &mut text);
    String::from_utf8_lossy(&text).into_owned()
}
