//! `callboard stack`: joins manifests to a plane.
//!
//! A stack without `.iql` files sets up no SQL engine; `init`, `graph` and `schema` open no plane.

mod commands;
mod open;
mod statements;

use std::io::IsTerminal;

use callboard_stack::{StackError, graph, init, schema};

use crate::arguments::stack::{GraphFormat, StackArguments, StackCommand, StackOptions};
use crate::printing;
use crate::world::World;

/// Runs one command on a stack; its exit code.
pub fn run(world: World, arguments: &StackArguments) -> anyhow::Result<i32> {
    let outcome = match &arguments.command {
        StackCommand::Schema => return print(schema::TEXT),
        StackCommand::Init { folder, template, .. } => match init::init(folder, template) {
            Ok(files) => {
                for file in files {
                    printing::to_stdout(&format!("wrote {}\n", file.display()))?;
                }
                return print(&format!("next: callboard stack plan {} dev\n", folder.display()));
            }
            Err(error) => Err(error.into()),
        },
        StackCommand::Graph { stack, output } => open::stack(&world, stack).map(|stack| match output {
            GraphFormat::Dot => graph::dot(&stack),
            GraphFormat::Mermaid => graph::mermaid(&stack),
        }),
        StackCommand::Plan { stack, .. }
        | StackCommand::Build { stack, .. }
        | StackCommand::Test { stack, .. }
        | StackCommand::Teardown { stack, .. }
        | StackCommand::Import { stack, .. } => {
            return told(on_a_plane(world, stack, &arguments.command));
        }
    };
    told(outcome.and_then(|text| print(&text)))
}

fn on_a_plane(world: World, stack: &StackOptions, command: &StackCommand) -> anyhow::Result<i32> {
    let opened = open::work(world, stack)?;
    // SQL computes on several threads; all else waits for calls.
    let runtime = match opened.has_statements {
        true => tokio::runtime::Builder::new_multi_thread().enable_all().build()?,
        false => tokio::runtime::Builder::new_current_thread().enable_all().build()?,
    };
    let code = runtime.block_on(commands::run(&opened, command));
    runtime.shutdown_background();
    code.or_else(|error| told_without(Err(error), |text| opened.work.secrets.hidden(text)))
}

/// Tells a failure in the words of stacks: what went wrong and what to do.
fn told(outcome: anyhow::Result<i32>) -> anyhow::Result<i32> {
    told_without(outcome, str::to_owned)
}

/// The same, of what may be shown.
fn told_without(outcome: anyhow::Result<i32>, hidden: impl Fn(&str) -> String) -> anyhow::Result<i32> {
    let error = match outcome {
        Ok(code) => return Ok(code),
        Err(error) => error,
    };
    let Some(failure) = error.downcast_ref::<StackError>() else { return Err(error) };
    let mut text = format!("error: {failure}");
    if let Some(hint) = failure.hint() {
        text.push_str(&format!("\nhint: {hint}"));
    }
    printing::to_stderr(&hidden(&text));
    Ok(1)
}

fn print(text: &str) -> anyhow::Result<i32> {
    printing::to_stdout(text)?;
    Ok(0)
}

/// Whether what goes to a stream may have colours.
fn colours(world: &World, stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && world.settings.variable("NO_COLOR").is_none()
}
