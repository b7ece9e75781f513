//! Serving providers, to the Terraform that has started this process or to all that are told where it is.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use callboard_terraform::aws::AwsProvider;
use callboard_terraform::awscc::AwsccProvider;
use callboard_terraform::kind::ProviderKind;
use callboard_terraform::log::{self, HostLog};
use callboard_terraform::mirror::Version;
use callboard_terraform::provider::Environment;
use callboard_terraform::schema::ProtocolVersion;
use callboard_terraform::serve::{MakeProvider, Mode, PluginEnvironment, Providers, ServeError, Server};

use super::connect::BinaryConnector;
use crate::arguments::terraform::{ProviderSetting, ServeArguments};
use crate::printing;
use crate::world::World;

/// How many threads answer: calls on the embedded plane wait for the disk where they run.
const THREADS: usize = 4;

/// Serves as `callboard terraform serve` says.
pub fn run(world: World, arguments: &ServeArguments) -> anyhow::Result<i32> {
    let mut kinds: Vec<ProviderKind> = arguments.provider.iter().copied().map(kind).collect();
    kinds.dedup();
    if arguments.reattach {
        if kinds.is_empty() {
            kinds.extend([ProviderKind::Aws, ProviderKind::Awscc]);
        }
        let names = kinds.iter().map(|it| (it.protocol(), it.source())).collect();
        let mode = Mode::Reattach { names, socket_folder: std::env::temp_dir() };
        return serve(world, &mode, &kinds);
    }
    match kinds[..] {
        [kind] => plugin(world, kind),
        _ => anyhow::bail!("`callboard terraform serve` takes one `--provider`, or `--reattach`"),
    }
}

/// Serves one provider to the host that has started this process.
pub fn plugin(world: World, kind: ProviderKind) -> anyhow::Result<i32> {
    let variable = |name: &str| world.settings.variable(name);
    let environment = PluginEnvironment {
        magic_cookie: variable("TF_PLUGIN_MAGIC_COOKIE"),
        protocol_versions: variable("PLUGIN_PROTOCOL_VERSIONS"),
        client_certificate: variable("PLUGIN_CLIENT_CERT"),
        socket_folder: variable("PLUGIN_UNIX_SOCKET_DIR").map_or_else(std::env::temp_dir, Into::into),
    };
    serve(world, &Mode::Plugin { protocol: kind.protocol(), environment }, &[kind])
}

fn serve(world: World, mode: &Mode, kinds: &[ProviderKind]) -> anyhow::Result<i32> {
    install_log(&world, mode)?;
    let world = Arc::new(world);
    let is_started_by_user = matches!(mode, Mode::Reattach { .. });
    let connector = Arc::new(BinaryConnector::new(world, is_started_by_user));
    let mut providers = Providers::default();
    for kind in kinds {
        let make = make(*kind, &connector);
        match kind.protocol() {
            ProtocolVersion::V5 => providers.v5 = Some(make),
            ProtocolVersion::V6 => providers.v6 = Some(make),
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(THREADS).enable_all().build()?;
    let served = runtime.block_on(async {
        let server = Server::bind(mode, &providers)?;
        announce(&server, mode)?;
        anyhow::Ok(server.run().await?)
    });
    // What an answer still waits for has nobody left to be told.
    runtime.shutdown_background();
    served.map(|()| 0).map_err(with_hint)
}

fn announce(server: &Server, mode: &Mode) -> anyhow::Result<()> {
    match mode {
        Mode::Plugin { .. } => printing::to_stdout(server.announcement()).context("nobody reads the handshake"),
        Mode::Reattach { names, .. } => {
            let names: Vec<&str> = names.iter().map(|(_, name)| *name).collect();
            printing::to_stderr(&format!(
                "callboard {}: {} for every Terraform command that has this in its environment; Ctrl-C ends it",
                env!("CARGO_PKG_VERSION"),
                names.join(" and ")
            ));
            printing::to_stdout(&format!("export TF_REATTACH_PROVIDERS='{}'\n", server.announcement()))?;
            Ok(())
        }
    }
}

fn with_hint(error: anyhow::Error) -> anyhow::Error {
    match error.downcast_ref::<ServeError>().and_then(ServeError::hint) {
        Some(hint) => anyhow::anyhow!("{error:#}\nhint: {hint}"),
        None => error,
    }
}

/// The environment that provider blocks fall back on.
fn environment() -> Environment {
    let known = |name: &String| name.starts_with("AWS_") || name.starts_with("TF_AWS_");
    let set =
        std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    Environment(set.filter(|(name, value)| known(name) && !value.is_empty()).collect::<BTreeMap<_, _>>())
}

/// Log lines of a plugin are for its host; those of a server are for whoever has started it.
fn install_log(world: &World, mode: &Mode) -> anyhow::Result<()> {
    let variable = |name: &str| world.settings.variable(name);
    if let Mode::Reattach { .. } = mode {
        return crate::logging::install(crate::arguments::LogFormat::Text, variable("CALLBOARD_LOG").as_deref());
    }
    let level = log::level(variable("TF_LOG_PROVIDER").as_deref(), variable("TF_LOG").as_deref());
    log::panics();
    tracing::subscriber::set_global_default(HostLog::new(level, Box::new(printing::to_stderr)))?;
    Ok(())
}

fn kind(setting: ProviderSetting) -> ProviderKind {
    match setting {
        ProviderSetting::Aws => ProviderKind::Aws,
        ProviderSetting::Awscc => ProviderKind::Awscc,
    }
}

/// The version that this process passes for: the folders of the mirror name it, in the path by which it was started.
fn passes_for() -> Option<Version> {
    version_in(Path::new(&std::env::args_os().next()?))
}

fn version_in(program: &Path) -> Option<Version> {
    let is_whole = |it: &&str| it.split('.').count() == 3;
    let parts = program.components().rev().filter_map(|it| it.as_os_str().to_str()).filter(is_whole);
    parts.filter_map(|it| it.parse().ok()).next()
}

/// Makes providers of a kind.
fn make(kind: ProviderKind, connector: &Arc<BinaryConnector>) -> MakeProvider {
    let connector = connector.clone();
    match kind {
        ProviderKind::Aws => {
            let version = passes_for();
            Arc::new(move || Arc::new(AwsProvider::new(connector.clone(), environment()).passing_for(version.as_ref())))
        }
        ProviderKind::Awscc => Arc::new(move || Arc::new(AwsccProvider::new(connector.clone(), environment()))),
    }
}

/// The names that a provider has, sorted.
pub fn covered(kind: ProviderKind, is_data_source: bool) -> Vec<String> {
    match (kind, is_data_source) {
        (ProviderKind::Aws, false) => callboard_terraform::aws::resource_types(),
        (ProviderKind::Aws, true) => callboard_terraform::aws::data_sources(),
        (ProviderKind::Awscc, false) => callboard_terraform::awscc::resource_types(),
        (ProviderKind::Awscc, true) => callboard_terraform::awscc::data_sources(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_stands_in_the_path() {
        let version = |path: &str| version_in(Path::new(path)).map(|it| it.to_string());
        let mirror = ".terraform/providers/registry.terraform.io/hashicorp/aws/6.66.0/linux_amd64";
        assert_eq!(version(&format!("{mirror}/../../../../../callboard")).as_deref(), Some("6.66.0"));
        assert_eq!(version("/opt/callboard-1.2.3/callboard"), None);
        assert_eq!(version("callboard"), None);
    }
}
