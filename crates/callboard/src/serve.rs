//! `callboard serve`: the embedded plane over HTTP, for SDKs and the AWS CLI.

use std::net::{SocketAddr, ToSocketAddrs};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use callboard_embedded::EmbeddedPlane;
use callboard_server::{AccessKey, Auth, KeyRing, Server, ServerOptions, Tls};

use crate::arguments::{AuthSetting, ServeArguments, TlsArguments};
use crate::embedded::{DEFAULT_ACCOUNT, DEFAULT_REGION, Use};
use crate::keys;
use crate::local::EmbeddedRoutes;
use crate::logging;
use crate::printing;
use crate::session_keys;
use crate::target::Target;
use crate::world::World;

/// Serves until a signal asks it to stop.
pub fn run(world: &World, arguments: &ServeArguments) -> anyhow::Result<i32> {
    if world.decision.target != Target::Embedded {
        bail!(
            "`callboard serve` serves the embedded plane; the target is {} ({})",
            world.decision.target,
            world.decision.because
        );
    }
    logging::install(arguments.log_format, world.settings.variable("CALLBOARD_LOG").as_deref())?;
    let plane = world.embedded_plane(Use::Server)?;
    let folder = world.data_dir.as_deref().filter(|it| *it != Path::new(":memory:"));
    let keys = match (arguments.auth, folder) {
        (AuthSetting::Accept, _) => Vec::new(),
        (AuthSetting::Verify, Some(folder)) => keys::read_or_create(folder)?,
        (AuthSetting::Verify, None) => keys::throw_away()?,
    };
    let ring: Arc<dyn KeyRing> = Arc::new(Ring::new(&keys, plane.clone()));
    let options = ServerOptions {
        listen: address(&arguments.listen)?,
        tls: tls(&arguments.encryption, folder),
        auth: match arguments.auth {
            AuthSetting::Accept => Auth::Accept,
            AuthSetting::Verify => Auth::Verify,
        },
        allowed_hosts: arguments.host.clone(),
        default_account: DEFAULT_ACCOUNT.to_owned(),
        default_region: DEFAULT_REGION.to_owned(),
        services: EmbeddedPlane::services().collect(),
        ..ServerOptions::default()
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let routes = Arc::new(EmbeddedRoutes::new(plane.clone()));
        let server = Server::bind(options, plane, ring, routes).await?;
        announce(world, arguments, &server, &keys, folder);
        let stopped = server.run(stop_signal()).await;
        if stopped.cut_connections > 0 {
            let count = stopped.cut_connections;
            printing::to_stderr(&format!("callboard: {count} connections were cut; their requests took too long"));
        }
        anyhow::Ok(())
    })?;
    Ok(0)
}

/// Says what to export. All of it goes to stderr: stdout is for data.
fn announce(
    world: &World,
    arguments: &ServeArguments,
    server: &Server,
    keys: &[keys::AccessKey],
    folder: Option<&Path>,
) {
    let region = world.settings.region(None, None).ok().flatten().unwrap_or_else(|| DEFAULT_REGION.to_owned());
    let kept = match folder {
        Some(folder) => format!("kept in {}", folder.display()),
        None => "kept in memory only".to_owned(),
    };
    let mut lines = vec![format!("callboard {}: the embedded plane, {kept}", env!("CARGO_PKG_VERSION"))];
    match (keys.first(), folder) {
        // A secret is shown only where it cannot be read from a file. Keys in the environment would go before the
        // file, and half a key there is an error of every client.
        (Some(_), Some(folder)) => {
            lines.push("unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE".to_owned());
            lines.push(format!("export AWS_SHARED_CREDENTIALS_FILE={}", keys::file(folder).display()));
        }
        (key, _) => {
            let (id, secret) = key.map_or(("test", "test"), |key| (&key.id, &key.secret));
            lines.push(format!("export AWS_ACCESS_KEY_ID={id}"));
            lines.push(format!("export AWS_SECRET_ACCESS_KEY={secret}"));
        }
    }
    lines.push(format!("export AWS_DEFAULT_REGION={region}"));
    if let Some(file) = server.certificate_file().filter(|_| arguments.encryption.tls) {
        lines.push(format!("export AWS_CA_BUNDLE={}", file.display()));
    }
    lines.push(format!("export AWS_ENDPOINT_URL={}", server.url()));
    printing::to_stderr(&lines.join("\n"));
}

/// The address of `--listen`; `:4566` is one of this machine.
pub fn address(text: &str) -> anyhow::Result<SocketAddr> {
    let text = if text.starts_with(':') { format!("127.0.0.1{text}") } else { text.to_owned() };
    let mut found =
        text.to_socket_addrs().with_context(|| format!("--listen: `{text}` is no address such as 127.0.0.1:4566"))?;
    found.next().with_context(|| format!("--listen: `{text}` has no address"))
}

/// Where certificate and key come from.
pub fn tls(arguments: &TlsArguments, folder: Option<&Path>) -> Tls {
    match (&arguments.tls_cert, &arguments.tls_key) {
        (Some(certificates), Some(private_key)) => {
            Tls::Files { certificates: certificates.clone(), private_key: private_key.clone() }
        }
        _ if arguments.tls => Tls::Generated { directory: folder.map(|it| it.join("tls")) },
        _ => Tls::None,
    }
}

/// Is there when a signal asks the process to stop.
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    let terminate = async {
        match signal(SignalKind::terminate()) {
            Ok(mut signals) => {
                signals.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

/// The keys of the data folder, and those that the plane gave out.
struct Ring {
    kept: Vec<(String, Arc<AccessKey>)>,
    plane: Arc<EmbeddedPlane>,
}

impl Ring {
    fn new(keys: &[keys::AccessKey], plane: Arc<EmbeddedPlane>) -> Self {
        let key = |key: &keys::AccessKey| AccessKey {
            secret_access_key: key.secret.clone(),
            session_token: None,
            account: key.account.clone(),
            caller_arn: format!("arn:aws:iam::{}:root", key.account),
            user_id: key.account.clone(),
        };
        let kept = keys.iter().map(|it| (it.id.clone(), Arc::new(key(it)))).collect();
        Self { kept, plane }
    }
}

impl KeyRing for Ring {
    fn key(&self, access_key_id: &str) -> Option<Arc<AccessKey>> {
        if let Some((_, key)) = self.kept.iter().find(|(id, _)| id == access_key_id) {
            return Some(key.clone());
        }
        let given_out = session_keys::find(&self.plane, access_key_id).unwrap_or_else(|error| {
            tracing::error!(error = &error as &dyn std::error::Error, "a temporary key cannot be looked up");
            None
        })?;
        Some(Arc::new(AccessKey {
            secret_access_key: given_out.secret_access_key,
            session_token: Some(given_out.session_token),
            account: given_out.account,
            caller_arn: given_out.arn,
            user_id: given_out.user_id,
        }))
    }
}
