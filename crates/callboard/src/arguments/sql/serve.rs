//! The options of `callboard sql serve`.

use std::path::PathBuf;

use clap::Args;

use crate::arguments::{LogFormat, TlsArguments};

/// The options of `callboard sql serve`.
#[derive(Debug, Clone, Args)]
pub struct SqlServeArguments {
    /// Address to listen on; other than loopback only with a password and TLS
    #[arg(long, default_value = "127.0.0.1:5433", value_name = "ADDRESS")]
    pub listen: String,
    /// The only user who is let in, where there is a password
    #[arg(long, default_value = "callboard", value_name = "NAME")]
    pub user: String,
    /// The user's password is the first line of this file; else CALLBOARD_PG_PASSWORD, else nobody is asked for one
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
    #[command(flatten)]
    pub encryption: TlsArguments,
    /// Connections that may be open at once
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    pub connections: u16,
    /// How log lines look
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}
