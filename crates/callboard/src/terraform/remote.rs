//! Planes of a provider block over the network: one for each service, since each may have an endpoint of its own.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use callboard_cli::host::HostError;
use callboard_plane::{Call, Output, Plane, PlaneError};
use callboard_remote::credentials::CredentialSource;
use callboard_remote::endpoint::Endpoint;
use callboard_remote::retry::RetryPolicy;
use callboard_remote::transport::{ProxySettings, TlsSettings, Transport, TransportOptions};
use callboard_remote::{Destination, RemoteOptions, RemotePlane};
use callboard_terraform::provider::Connection;

use super::identity;
use crate::world::World;

/// How often a call is tried where nothing says: waiting is cheaper than half a change.
const ATTEMPTS: u32 = 25;

/// The planes of one provider block.
pub struct RemotePlanes {
    connection: Connection,
    /// The endpoint of services that have none in the block.
    url: Option<String>,
    /// Whether services without any endpoint are called on AWS itself.
    means_aws: bool,
    options: TransportOptions,
    credentials: Arc<dyn CredentialSource>,
    open: Mutex<HashMap<&'static str, Arc<RemotePlane>>>,
}

impl RemotePlanes {
    /// Planes that are opened when they are called.
    pub fn new(
        world: Arc<World>,
        connection: Connection,
        url: Option<String>,
        means_aws: bool,
    ) -> Result<Self, HostError> {
        let options = transport(&world, &connection);
        // `sts` is called for roles that are taken on, as it is for everything else.
        let sts = |credentials| plane(&connection, url.as_deref(), means_aws, "sts", &options, credentials);
        let credentials = identity::credentials(&world, &connection, sts)?;
        Ok(Self { options, credentials, open: Mutex::default(), url, means_aws, connection })
    }

    fn plane(&self, service: &'static str) -> Result<Arc<RemotePlane>, HostError> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(plane) = open.get(service) {
            return Ok(plane.clone());
        }
        let credentials = Some(self.credentials.clone());
        let url = self.url.as_deref();
        let plane = plane(&self.connection, url, self.means_aws, service, &self.options, credentials)?;
        let plane = Arc::new(plane);
        open.insert(service, plane.clone());
        Ok(plane)
    }
}

#[async_trait]
impl Plane for RemotePlanes {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let plane = self.plane(call.operation.service.name).map_err(|err| PlaneError::Unavailable {
            call: call.operation.into(),
            message: err.to_string(),
            hint: None,
        })?;
        plane.call(call).await
    }
}

fn plane(
    connection: &Connection,
    url: Option<&str>,
    means_aws: bool,
    service: &str,
    options: &TransportOptions,
    credentials: Option<Arc<dyn CredentialSource>>,
) -> Result<RemotePlane, HostError> {
    let named = connection.endpoints.get(service).or_else(|| connection.endpoints.get("")).map(String::as_str);
    let destination = match named.or(url) {
        Some(url) => {
            Destination::Url(Endpoint::parse(url).map_err(|err| HostError::General { message: err.to_string() })?)
        }
        None if !means_aws => {
            let message = format!(
                "endpoints are named, but none for {service}, and nothing says that AWS itself is meant: nothing was \
                 called. Name `{service}` among `endpoints`, or set AWS_ENDPOINT_URL"
            );
            return Err(HostError::General { message });
        }
        None => Destination::Aws {
            use_fips: connection.use_fips_endpoint,
            use_dual_stack: connection.use_dualstack_endpoint,
        },
    };
    let remote = RemoteOptions {
        destination,
        credentials,
        bearer_token: None,
        retry: RetryPolicy {
            max_attempts: connection.max_attempts.unwrap_or(ATTEMPTS).max(1),
            ..RetryPolicy::default()
        },
        user_agent: format!("callboard-terraform/{}", env!("CARGO_PKG_VERSION")),
        inject_host_prefix: true,
        observer: None,
    };
    Ok(RemotePlane::new(Transport::new(options.clone()), remote))
}

fn transport(world: &World, connection: &Connection) -> TransportOptions {
    // An empty variable in lower case turns the other one off.
    let variables = world.settings.variables();
    let proxy =
        |lower: &str, upper: &str| variables.variable(lower).or_else(|| variables.variable(upper)).unwrap_or_default();
    let or = |named: &Option<String>, lower: &str, upper: &str| named.clone().unwrap_or_else(|| proxy(lower, upper));
    TransportOptions {
        tls: TlsSettings {
            verify: !connection.insecure,
            ca_bundle: connection.custom_ca_bundle.as_ref().map(Into::into),
        },
        proxy: ProxySettings {
            http: or(&connection.http_proxy, "http_proxy", "HTTP_PROXY"),
            https: or(&connection.https_proxy, "https_proxy", "HTTPS_PROXY"),
            no: or(&connection.no_proxy, "no_proxy", "NO_PROXY"),
        },
        ..TransportOptions::default()
    }
}
