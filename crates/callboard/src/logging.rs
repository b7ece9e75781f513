//! Where log lines of a server go: stderr, as text or as JSON.

use tracing_subscriber::EnvFilter;

use crate::arguments::LogFormat;
use crate::printing::Stderr;

/// Installs the log; `CALLBOARD_LOG` takes the directives of `tracing` (`debug`, `callboard::access=off`).
pub fn install(format: LogFormat, directives: Option<&str>) -> anyhow::Result<()> {
    let default = if format == LogFormat::Off { "warn" } else { "info" };
    let filter = EnvFilter::try_new(directives.unwrap_or(default))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(|| Stderr);
    let installed = match format {
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
        LogFormat::Text | LogFormat::Off => builder.with_ansi(false).try_init(),
    };
    installed.map_err(|err| anyhow::anyhow!("the log cannot be set up: {err}"))
}
