//! `callboard sql`: joins the SQL shell to a plane.
//!
//! Nothing is opened before a call needs it: `SHOW SERVICES` reads no data folder and no credentials.

mod connect;
mod planes;
mod texts;

use std::io::{BufWriter, IsTerminal};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use callboard_shell::{Exit, Format, Interrupt, Output, RunOptions, Runner, Style};
use signal_hook::consts::SIGINT;

use crate::arguments::sql::{OutputFormat, SqlArguments};
use crate::printing::{self, Stderr};
use crate::world::World;

/// The exit code of a command line that cannot be understood, as clap has it.
const WRONG_USAGE: i32 = 2;

/// Runs statements, or a shell.
pub fn run(world: World, arguments: &SqlArguments) -> anyhow::Result<i32> {
    let is_terminal = arguments.output_file.is_none() && std::io::stdout().is_terminal();
    let format = format(arguments.output);
    if format == Format::Parquet && is_terminal {
        printing::to_stderr("error: a Parquet file is nothing for a terminal: use --output-file, or a pipe");
        return Ok(WRONG_USAGE);
    }
    let given = match texts::read(arguments) {
        Ok(given) => given,
        Err(error) => {
            printing::to_stderr(&format!("error: {error:#}"));
            return Ok(WRONG_USAGE);
        }
    };
    let output = match &arguments.output_file {
        Some(path) => Output::file(path.clone()),
        None => Output::writer(Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout())), is_terminal),
    };
    let width = is_terminal.then(|| terminal_width(&world)).flatten();
    let options = RunOptions {
        format,
        style: Style {
            hide_headers: arguments.hide_headers,
            delimiter: arguments.delimiter,
            width,
            ..Style::default()
        },
        values: given.values,
        dry_run: arguments.dry_run,
        timing: arguments.timing,
        progress: std::io::stderr().is_terminal(),
    };
    let session = Arc::new(connect::open(world, arguments)?);
    let interrupt = interrupt_of_scripts()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut runner = Runner::new(session, options, output, Box::new(Stderr), interrupt);
    let exit = runtime.block_on(async {
        let mut worst = Exit::Done;
        for text in &given.texts {
            worst = worst.max(runner.run_text(text).await);
            if worst >= Exit::Failed {
                break;
            }
        }
        worst.max(runner.finish().await)
    });
    // What is still under way on other threads has nobody left to wait for it.
    runtime.shutdown_background();
    Ok(exit.code())
}

/// The first interrupt asks the running statement to end; the next one ends the process.
fn interrupt_of_scripts() -> anyhow::Result<Interrupt> {
    let (asked, deadly) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(true)));
    signal_hook::flag::register_conditional_shutdown(SIGINT, 130, deadly.clone())?;
    signal_hook::flag::register(SIGINT, asked.clone())?;
    signal_hook::flag::register(SIGINT, deadly.clone())?;
    Ok(Interrupt::for_scripts(asked, deadly))
}

fn terminal_width(world: &World) -> Option<usize> {
    let set = world.settings.variable("COLUMNS").and_then(|it| it.parse().ok());
    set.or_else(callboard_shell::terminal_width)
}

fn format(chosen: OutputFormat) -> Format {
    match chosen {
        OutputFormat::Table => Format::Table,
        OutputFormat::Json => Format::Json,
        OutputFormat::Jsonl => Format::JsonLines,
        OutputFormat::Csv => Format::Csv,
        OutputFormat::Text => Format::Text,
        OutputFormat::Parquet => Format::Parquet,
    }
}
