//! The options of `callboard stack`, as users of stackql-deploy know them.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

/// What the options alone do not say.
pub const AFTER_HELP: &str = "\
DIR holds stackql_manifest.yml, or is a manifest; ENV is the environment, as `dev`.

Exit codes:
  0  done; for `plan`, nothing changes; for `test`, everything is as it should be
  1  failed; for `test`, something is not as it should be
  2  for `plan`, something changes; else the command line cannot be understood";

/// The options of `callboard stack`.
#[derive(Debug, Clone, Args)]
pub struct StackArguments {
    #[command(subcommand)]
    pub command: StackCommand,
}

/// What is done with a stack.
#[derive(Debug, Clone, Subcommand)]
pub enum StackCommand {
    /// Show what a build would do
    Plan {
        #[command(flatten)]
        stack: StackOptions,
        /// How it looks
        #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
        output: PlanFormat,
    },
    /// Make what is there what the manifest says
    Build {
        #[command(flatten)]
        stack: StackOptions,
        #[command(flatten)]
        consent: Consent,
        /// What is done where a resource fails
        #[arg(long, value_enum, default_value_t, value_name = "ACTION")]
        on_failure: OnFailureSetting,
        /// Write exports to a JSON file
        #[arg(long, value_name = "FILE")]
        output_file: Option<PathBuf>,
    },
    /// Tell whether what is there is what the manifest says
    Test {
        #[command(flatten)]
        stack: StackOptions,
        /// How it looks
        #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
        output: PlanFormat,
        /// Write exports to a JSON file
        #[arg(long, value_name = "FILE")]
        output_file: Option<PathBuf>,
        /// Taken for those who are used to it
        #[arg(long, hide = true, value_name = "ACTION")]
        on_failure: Option<String>,
        /// Taken for those who are used to it: a test changes nothing
        #[arg(long, hide = true)]
        dry_run: bool,
    },
    /// Remove everything, in reverse order
    Teardown {
        #[command(flatten)]
        stack: StackOptions,
        #[command(flatten)]
        consent: Consent,
        /// Remove those that are `protected: true`, too
        #[arg(long)]
        include_protected: bool,
        /// Taken for those who are used to it
        #[arg(long, hide = true, value_name = "ACTION")]
        on_failure: Option<String>,
    },
    /// Draw which resource needs which
    Graph {
        #[command(flatten)]
        stack: StackOptions,
        /// The language of the drawing
        #[arg(short, long, value_enum, default_value_t, value_name = "FORMAT")]
        output: GraphFormat,
    },
    /// Adopt a resource that is there: it is written into the manifest
    Import {
        #[command(flatten)]
        stack: StackOptions,
        /// What it is to be called in the stack
        #[arg(value_name = "NAME")]
        name: String,
        /// Its type: `AWS::IVS::Stage` or `aws.ivs.stages`
        #[arg(value_name = "TYPE")]
        type_name: String,
        /// Its identifier; parts are joined by `|`
        #[arg(value_name = "IDENTIFIER")]
        identifier: String,
    },
    /// Begin a stack: a folder with a manifest
    Init {
        /// The new folder
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// What it begins with: `stage` or `http-api`
        #[arg(short, long, default_value = "stage", value_name = "NAME")]
        template: String,
        /// Taken for those who are used to it: there is one provider
        #[arg(short, long, hide = true)]
        provider: Option<String>,
        /// Taken for those who are used to it: environments are named when a stack is built
        #[arg(short, long, hide = true)]
        env: Option<String>,
    },
    /// Print the JSON schema of manifests, for editors
    Schema,
}

/// Which stack, and where.
#[derive(Debug, Clone, Args)]
pub struct StackOptions {
    /// The folder of the manifest, or a manifest
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The environment
    #[arg(value_name = "ENV")]
    pub environment: String,
    /// A variable for the manifest's texts
    #[arg(short = 'e', long = "env", value_name = "NAME=VALUE", value_parser = variable, help_heading = "Values")]
    pub variables: Vec<(String, String)>,
    /// Variables from a file of `NAME=VALUE` lines; `.env` is read where it is there
    #[arg(long, value_name = "FILE", help_heading = "Values")]
    pub env_file: Vec<PathBuf>,
    /// The region where the manifest names none
    #[arg(long, value_name = "REGION", help_heading = "Calls")]
    pub region: Option<String>,
    /// The profile of the AWS config files
    #[arg(long, value_name = "PROFILE", help_heading = "Calls")]
    pub profile: Option<String>,
    /// Send calls to this AWS-compatible endpoint
    #[arg(long, value_name = "URL", help_heading = "Calls")]
    pub endpoint_url: Option<String>,
    /// Resources that are worked on at once
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000), help_heading = "Calls")]
    pub parallel: Option<u16>,
    /// Where it is kept which resource is which, instead of in the data folder
    #[arg(long, value_name = "FILE", help_heading = "Calls")]
    pub record: Option<PathBuf>,
    /// Show the statements of `.iql` files as they are run
    #[arg(long)]
    pub show_queries: bool,
    /// Taken for those who are used to it
    #[arg(long, hide = true, value_name = "LEVEL")]
    pub log_level: Option<String>,
}

/// Whether a change may be made.
#[derive(Debug, Clone, Args)]
pub struct Consent {
    /// Do not ask; on AWS itself, it is asked before anything is changed
    #[arg(short, long)]
    pub yes: bool,
    /// Show what would be done, and do nothing
    #[arg(long)]
    pub dry_run: bool,
}

/// How a plan or a test looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum PlanFormat {
    /// For people
    #[default]
    Text,
    /// One object
    Json,
}

/// The language of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum GraphFormat {
    /// Graphviz
    #[default]
    Dot,
    /// Mermaid
    Mermaid,
}

/// What is done where a resource fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum OnFailureSetting {
    /// Nothing new is begun
    #[default]
    Error,
    /// Resources that do not need it go on
    Ignore,
    /// What was done is undone
    Rollback,
}

fn variable(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("must be `name=value`".to_owned()),
    }
}
