//! The `callboard` binary: joins one door to one plane.
//!
//! ```text
//! words ─▶ arguments ─▶ World (settings, target, data folder) ─▶ one door ─▶ exit code
//! ```
//!
//! Nothing here knows what a service is; the doors and the planes do.

mod arguments;
mod completion;
mod credentials;
mod documentation;
mod embedded;
mod files;
mod folders;
mod host;
mod keys;
mod local;
mod logging;
mod printing;
mod serve;
mod session_keys;
mod settings;
mod sql;
mod stack;
mod status;
mod target;
mod terraform;
mod world;

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use callboard_terraform::kind::ProviderKind;
use clap::Parser;
use signal_hook::consts::SIGINT;

use arguments::{Arguments, Command, CommonOptions};
use world::World;

fn main() -> ExitCode {
    let mut words = std::env::args_os();
    let program = words.next().unwrap_or_default();
    let is_called_as_aws = Path::new(&program).file_stem().is_some_and(|it| it == "aws");
    let mut words = words.peekable();
    // The words of `aws` are the face's own; without options of ours before them, nothing is left to parse.
    if is_called_as_aws || words.next_if(|it| it == "aws").is_some() {
        let Ok(words) = words.map(OsString::into_string).collect() else {
            printing::to_stderr("error: an argument is not UTF-8 text");
            return ExitCode::from(252);
        };
        let world = World::new(&CommonOptions::default(), is_called_as_aws);
        return finish(world.and_then(|world| aws(&world, words)));
    }
    let name = Path::new(&program).file_name().and_then(|it| it.to_str()).unwrap_or_default();
    if let Some(kind) = ProviderKind::of_program(name) {
        let world = World::new(&CommonOptions::default(), false);
        return finish(world.and_then(|world| terraform::plugin(world, kind)));
    }
    if name == terraform::WRAPPER {
        let words: Vec<OsString> = words.collect();
        let world = World::new(&CommonOptions::default(), false);
        return finish(world.and_then(|world| terraform::wrap(&world, &words)));
    }
    let arguments = Arguments::parse();
    let outcome = World::new(&arguments.common, false).and_then(|world| match arguments.command {
        Command::Aws { words } => aws(&world, words),
        Command::Serve(arguments) => serve::run(&world, &arguments),
        Command::Local(arguments) => local::run(&world, &arguments),
        Command::Sql(arguments) => sql::run(world, &arguments),
        Command::Terraform(arguments) => terraform::run(world, &arguments),
        Command::Stack(arguments) => stack::run(world, &arguments),
        Command::Status => status::run(&world),
        Command::Completion { shell } => completion::print_script(shell),
        Command::Complete { words } => completion::complete(&words),
    });
    finish(outcome)
}

fn aws(world: &World, words: Vec<String>) -> anyhow::Result<i32> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let interruptible = Arc::new(AtomicBool::new(true));
    // In the handler itself, since this thread may be waiting for a disk, a lock or a line from the user.
    signal_hook::flag::register_conditional_shutdown(SIGINT, 130, interruptible.clone())?;
    let files = files::AwsFiles { settings: &world.settings };
    let host = host::BinaryHost { world, files, interruptible, used: embedded::Use::OneShot };
    // A full pipe buffer saves a system call a line; flushed before the exit code is known to anybody.
    let mut out = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let mut err = std::io::stderr().lock();
    let code = runtime.block_on(callboard_cli::run(words, &host, &mut out, &mut err));
    match out.flush() {
        // A reader that has seen enough (`| head`) is no failure of ours.
        Err(broken) if broken.kind() != std::io::ErrorKind::BrokenPipe => Err(broken.into()),
        _ => Ok(code),
    }
}

fn finish(outcome: anyhow::Result<i32>) -> ExitCode {
    match outcome {
        Ok(code) => ExitCode::from(u8::try_from(code).unwrap_or(255)),
        Err(error) => {
            let causes: Vec<String> = error.chain().map(ToString::to_string).collect();
            printing::to_stderr(&format!("error: {}", causes.join(": ")));
            ExitCode::FAILURE
        }
    }
}
