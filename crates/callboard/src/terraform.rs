//! `callboard terraform`: the providers, and Terraform run with them.
//!
//! ```text
//! callboard terraform init        ─▶ mirror, CLI configuration
//! callboard terraform -- plan     ─▶ run: mirror, then terraform with surroundings that name it
//! callboard terraform env         ─▶ the same surroundings, for a shell
//!                                          │ starts
//! callboard terraform serve       ◀────────┘ serve: providers over connect: provider block ─▶ plane
//! ```

mod connect;
mod decision;
mod identity;
mod init;
mod places;
mod remote;
mod report;
mod run;
mod serve;
mod surroundings;

pub use run::WRAPPER;
pub use serve::plugin;

use std::ffi::OsString;

use crate::arguments::terraform::{TerraformArguments, TerraformCommand};
use crate::world::World;

/// By which a provider knows that its user ran Terraform through callboard.
const THROUGH_CALLBOARD: &str = "CALLBOARD_TERRAFORM";

/// Prepares a folder, serves providers, or runs Terraform.
pub fn run(world: World, arguments: &TerraformArguments) -> anyhow::Result<i32> {
    match &arguments.command {
        Some(TerraformCommand::Init(arguments)) => init::init(&world, arguments),
        Some(TerraformCommand::Env(arguments)) => surroundings::print(&world, arguments),
        Some(TerraformCommand::Serve(serving)) => serve::run(world, serving),
        None => run::run(&world, arguments.program.as_deref(), &arguments.words),
    }
}

/// Runs Terraform for a program called `callboard-terraform`, all of whose words are Terraform's.
pub fn wrap(world: &World, words: &[OsString]) -> anyhow::Result<i32> {
    run::run(world, None, words)
}
