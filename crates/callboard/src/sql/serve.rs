//! `callboard sql serve`: SQL for clients of PostgreSQL.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use callboard_postgres::{Authentication, OpenSession, PostgresCatalog, ServeOptions, Server, Tls};
use callboard_server::certified;
use callboard_sql::{Session, SessionOptions};

use super::connect;
use crate::arguments::sql::{SqlArguments, SqlServeArguments};
use crate::logging;
use crate::printing;
use crate::serve::{address, stop_signal, tls};
use crate::world::World;

/// More than there are processors: the system shares those out among them.
const WORKERS: usize = 32;

/// The database that clients connect to; any other name will do, too.
const DATABASE: &str = "aws";

/// Serves until a signal asks it to stop.
pub fn run(world: World, arguments: &SqlArguments, serving: &SqlServeArguments) -> anyhow::Result<i32> {
    if !arguments.texts.is_empty() || !arguments.files.is_empty() {
        bail!("`callboard sql serve` runs no statements of its own");
    }
    logging::install(serving.log_format, world.settings.variable("CALLBOARD_LOG").as_deref())?;
    let password = password(&world, serving)?;
    let folder = world.data_dir.clone().filter(|it| it != Path::new(":memory:"));
    let listen = address(&serving.listen)?;
    let certified = certified(&tls(&serving.encryption, folder.as_deref()), &[])?;
    let certificate_file = certified.as_ref().and_then(|it| it.certificate_file.clone());
    let mut options = ServeOptions {
        authentication: match password {
            Some(password) => Authentication::Password { user: serving.user.clone(), password },
            None => Authentication::Trust,
        },
        tls: match &certified {
            None => Tls::Off,
            Some(certified) if listen.ip().is_loopback() => Tls::offered(&certified.config),
            Some(certified) => Tls::required(&certified.config),
        },
        ..ServeOptions::local(listen)
    };
    options.connections = serving.connections.into();
    // Clients from the network read and write no files of this machine.
    let session = SessionOptions { files: false, ..connect::options(world, arguments)? };
    let target = format!("{} ({})", session.target.name, session.target.because);
    let catalog = Arc::new(PostgresCatalog);
    let open: OpenSession = Arc::new(move || Session::new(session.clone()).with_extension(catalog.clone()));
    // Queries compute on these threads: a few that take long must not hold up everybody else.
    let runtime = super::runtime().worker_threads(WORKERS).build()?;
    runtime.block_on(async {
        let server = Server::bind(options, open)?;
        announce(server.address()?, &target, &serving.user, certificate_file);
        server.run(stop_signal()).await;
        anyhow::Ok(())
    })?;
    // A query that computes on another thread has nobody left to answer.
    runtime.shutdown_background();
    Ok(0)
}

/// The password that clients must know, if any.
fn password(world: &World, serving: &SqlServeArguments) -> anyhow::Result<Option<String>> {
    let Some(file) = &serving.password_file else {
        return Ok(world.settings.variable("CALLBOARD_PG_PASSWORD"));
    };
    let text = std::fs::read_to_string(file).with_context(|| format!("--password-file: {}", file.display()))?;
    match text.lines().next().filter(|it| !it.is_empty()) {
        Some(password) => Ok(Some(password.to_owned())),
        None => bail!("--password-file: the first line of {} is empty", file.display()),
    }
}

/// Says what to export. All of it goes to stderr: stdout is for data.
fn announce(address: SocketAddr, target: &str, user: &str, certificate_file: Option<PathBuf>) {
    let mut lines = vec![
        format!("callboard {}: SQL for clients of PostgreSQL; calls go to {target}", env!("CARGO_PKG_VERSION")),
        format!("export PGHOST={}", address.ip()),
        format!("export PGPORT={}", address.port()),
        format!("export PGUSER={user}"),
        format!("export PGDATABASE={DATABASE}"),
    ];
    if let Some(file) = certificate_file {
        lines.push(format!("export PGSSLROOTCERT={}", file.display()));
    }
    lines.push(format!("listening on postgresql://{user}@{address}/{DATABASE}"));
    printing::to_stderr(&lines.join("\n"));
}
