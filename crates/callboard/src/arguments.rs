//! The words of the command line that are callboard's own.

pub mod sql;
pub mod stack;
pub mod terraform;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// The AWS control plane in one binary.
#[derive(Debug, Parser)]
#[command(name = "callboard", version, about, max_term_width = 100, arg_required_else_help = true)]
pub struct Arguments {
    #[command(flatten)]
    pub common: CommonOptions,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Debug, Clone, Default, Args)]
pub struct CommonOptions {
    /// Where calls go: `embedded` (the default), `aws`, or the URL of an AWS-compatible endpoint
    #[arg(long, global = true, value_name = "TARGET")]
    pub target: Option<String>,
    /// The folder of the embedded plane, or `:memory:` for a plane that is forgotten at the end
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data_dir: Option<PathBuf>,
    /// Service quotas of the embedded plane
    #[arg(long, global = true, value_enum)]
    pub quotas: Option<QuotaSetting>,
}

/// Whose quotas the embedded plane enforces.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum QuotaSetting {
    /// None: a million stages are fine.
    Off,
    /// Those a new AWS account has.
    Aws,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run a command as the AWS CLI does: `callboard aws ivs-realtime create-stage --name stage1`
    #[command(disable_help_flag = true)]
    Aws {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "WORDS")]
        words: Vec<String>,
    },
    /// Answer AWS requests over HTTP, for SDKs and the AWS CLI
    Serve(ServeArguments),
    /// Do what a service's end users do (join a stage, publish, leave), on the embedded plane only
    Local(LocalArguments),
    /// Run SQL over resources: `callboard sql "SELECT region, name FROM aws.ivs.stages"`; a shell on a terminal
    #[command(after_help = sql::AFTER_HELP)]
    Sql(Box<sql::SqlArguments>),
    /// Run Terraform or OpenTofu on the embedded plane, or be their provider: `callboard terraform -- plan`
    #[command(after_help = terraform::AFTER_HELP)]
    Terraform(terraform::TerraformArguments),
    /// Plan, build, test and tear down a stack of resources by its manifest: `callboard stack build DIR dev`
    #[command(after_help = stack::AFTER_HELP)]
    Stack(Box<stack::StackArguments>),
    /// Show which target is in force, and why
    Status,
    /// Print the completion script of a shell
    Completion { shell: Shell },
    #[command(hide = true, name = "__complete")]
    Complete {
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        words: Vec<String>,
    },
}

#[derive(Debug, Args)]
pub struct LocalArguments {
    /// The service: `ivs-realtime`
    pub service: Option<String>,
    /// What to do; without one, the actions are listed
    pub action: Option<String>,
    /// `--name value` for each parameter of the action
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "PARAMETERS")]
    pub parameters: Vec<String>,
}

#[derive(Debug, Clone, Args)]
pub struct ServeArguments {
    /// Address to listen on; other than loopback only with `--auth verify`
    #[arg(long, default_value = "127.0.0.1:4566", value_name = "ADDRESS")]
    pub listen: String,
    #[command(flatten)]
    pub encryption: TlsArguments,
    /// Whose signatures are accepted
    #[arg(long, value_enum, default_value_t = AuthSetting::Accept)]
    pub auth: AuthSetting,
    /// Names besides loopback ones that the Host header may carry
    #[arg(long, value_name = "NAME")]
    pub host: Vec<String>,
    /// How log lines look
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub log_format: LogFormat,
}

/// Whether a server encrypts, and with what.
#[derive(Debug, Clone, Default, Args)]
pub struct TlsArguments {
    /// Encrypt with a certificate made at the first start and kept in the data folder
    #[arg(long)]
    pub tls: bool,
    /// Encrypt with this certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AuthSetting {
    /// Any key; an access key id of twelve digits names the account.
    Accept,
    /// The keys of the data folder.
    Verify,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
    /// No line a request.
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    Bash,
    Zsh,
    Fish,
}
