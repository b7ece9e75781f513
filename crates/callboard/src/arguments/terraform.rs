//! The options of `callboard terraform`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// What the options alone do not say.
pub const AFTER_HELP: &str = "\
`callboard terraform -- WORDS` runs the terraform (or tofu) of the search path with callboard's
providers. What the provider block leaves open goes to the embedded plane then; a block that names
an endpoint, a profile or an access key of AWS goes there. --target decides over both.

`callboard terraform -- cdktf deploy` does the same for programs of CDKTF, or of CDK Terrain
(`cdktn`); `--program PROGRAM` for any other that runs Terraform.";

/// The options of `callboard terraform`.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, arg_required_else_help = true)]
pub struct TerraformArguments {
    #[command(subcommand)]
    pub command: Option<TerraformCommand>,
    /// The program to run; else CALLBOARD_TERRAFORM_PROGRAM, `terraform`, `tofu`
    #[arg(long, value_name = "PROGRAM")]
    pub program: Option<PathBuf>,
    /// What to run it with: `-- init`, `-- apply -auto-approve`, ...; without `--` where it is no command from above
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "WORDS")]
    pub words: Vec<OsString>,
}

#[derive(Debug, Subcommand)]
pub enum TerraformCommand {
    /// Make the providers that this folder asks for known to Terraform and OpenTofu
    Init(InitArguments),
    /// Print what a shell needs in its environment, for terraform, tofu and cdktf without callboard before them
    Env(EnvArguments),
    /// Serve providers; Terraform starts this by itself
    Serve(ServeArguments),
}

#[derive(Debug, Args)]
pub struct InitArguments {
    /// The folder of the configuration
    #[arg(long, default_value = ".", value_name = "FOLDER")]
    pub chdir: PathBuf,
    /// Write the configuration of Terraform's command line instead of printing it
    #[arg(long)]
    pub write: bool,
}

#[derive(Debug, Args)]
pub struct EnvArguments {
    /// The Terraform that is meant; else CALLBOARD_TERRAFORM_PROGRAM, `terraform`, `tofu`
    #[arg(long, value_name = "PROGRAM")]
    pub program: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ServeArguments {
    /// Which; with `--reattach`, all where none is named
    #[arg(long, value_enum, value_name = "PROVIDER")]
    pub provider: Vec<ProviderSetting>,
    /// Run on, and print what commands need in TF_REATTACH_PROVIDERS to use it
    #[arg(long)]
    pub reattach: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ProviderSetting {
    /// hashicorp/aws.
    Aws,
    /// hashicorp/awscc.
    Awscc,
}
