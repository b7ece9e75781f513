//! Names: every rule that turns one spelling of a name into another.
//!
//! ```text
//! ivs-realtime CreateStage ⇄ aws ivs-realtime create-stage        cli
//! AWS::IVS::Stage          ⇄ aws.ivs.stages, awscc.ivs.stages     sql
//! AWS::IVS::Stage          ⇄ awscc_ivs_stage                      terraform
//! ```
//!
//! A rule is code; what departs from its rule is a row of a table in `tables.rs`.
//!
//! # Invariants
//!
//! - Every known name has one spelling of each kind, and comes back from it: tested over all of them.
//! - No rule is a regular expression, so that a name costs less than a microsecond.

pub mod cli;
mod nearest;
pub mod relations;
pub mod sql;
mod tables;
pub mod terraform;

pub use cli::{
    cli_argument_name, cli_hidden_aliases, cli_name, cli_negative_name, cli_operation, cli_service, cli_service_name,
    renamed_cli_argument, snake_name,
};
pub use nearest::{letters_apart, nearest, nearest_names};
