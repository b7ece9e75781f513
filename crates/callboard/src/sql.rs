//! `callboard sql`: joins the SQL shell to a plane.
//!
//! Nothing is opened before a call needs it: `SHOW SERVICES` reads no data folder and no credentials.

pub mod connect;
mod planes;
mod serve;
mod texts;

use std::io::{BufWriter, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use callboard_shell::{
    Exit, Format, Interrupt, Output, PagerOptions, RunOptions, Runner, Style, TerminalOptions, interactive,
};
use callboard_sql::Session;
use signal_hook::consts::SIGINT;

use crate::arguments::sql::{OutputFormat, SqlArguments, SqlCommand};
use crate::printing::{self, Stderr};
use crate::world::World;

/// The exit code of a command line that cannot be understood, as clap has it.
const WRONG_USAGE: i32 = 2;

/// Runs statements, a shell, or a server.
pub fn run(world: World, arguments: &SqlArguments) -> anyhow::Result<i32> {
    if let Some(SqlCommand::Serve(serving)) = &arguments.command {
        return serve::run(world, arguments, serving);
    }
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
    let is_shell = given.texts.is_empty();
    if is_shell && arguments.dry_run {
        printing::to_stderr("error: --dry-run needs statements");
        return Ok(WRONG_USAGE);
    }
    let stdout = || Box::new(BufWriter::with_capacity(1 << 16, std::io::stdout()));
    let output = match &arguments.output_file {
        Some(path) => Output::file(path.clone()),
        None if is_shell && is_terminal => Output::paged(stdout(), pager(&world)),
        None => Output::writer(stdout(), is_terminal),
    };
    let style = Style {
        hide_headers: arguments.hide_headers,
        delimiter: arguments.delimiter,
        width: is_terminal.then(|| terminal_width(&world)).flatten(),
        ..Style::default()
    };
    let options = RunOptions {
        format,
        style,
        values: given.values,
        dry_run: arguments.dry_run,
        timing: arguments.timing,
        progress: std::io::stderr().is_terminal(),
    };
    let terminal = TerminalOptions {
        history: kept_folder(&world).map(|it| it.join("history")),
        colours: world.settings.variable("NO_COLOR").is_none(),
    };
    let session = Arc::new(Session::new(connect::options(world, arguments)?));
    let interrupt = if is_shell { interrupt_of_shell()? } else { interrupt_of_scripts()? };
    let mut runner = Runner::new(session.clone(), options, output, Box::new(Stderr), interrupt);
    let runtime = runtime().build()?;
    let exit = runtime.block_on(async {
        let mut worst = Exit::Done;
        for text in &given.texts {
            worst = worst.max(runner.run_text(text).await);
            if worst >= Exit::Failed {
                break;
            }
        }
        if is_shell {
            interactive::run(&session, &mut runner, &terminal).await?;
            // What a shell leaves behind was told to the user, who saw all failures come.
            runner.finish().await;
            return Ok(Exit::Done);
        }
        anyhow::Ok(worst.max(runner.finish().await))
    })?;
    // What is still under way on other threads has nobody left to wait for it.
    runtime.shutdown_background();
    Ok(exit.code())
}

/// Bytes of the stack of each thread: statements are read by recursion, and may be nested as deep as their limit says.
const STACK: usize = 16 * 1024 * 1024;

/// What statements run on.
fn runtime() -> tokio::runtime::Builder {
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    runtime.thread_stack_size(STACK).enable_all();
    runtime
}

/// The folder of what SQL keeps from one session to the next.
fn kept_folder(world: &World) -> Option<PathBuf> {
    world.data_dir.as_deref().filter(|it| *it != Path::new(":memory:")).map(|it| it.join("sql"))
}

/// The user's pager, and how `less` is to behave where the user did not say.
fn pager(world: &World) -> PagerOptions {
    let command = world.settings.variable("PAGER").unwrap_or_else(|| "less".to_owned());
    let less = world.settings.variable("LESS").is_none().then(|| ("LESS".to_owned(), "FRSX".to_owned()));
    PagerOptions { command, variables: less.into_iter().collect() }
}

/// An interrupt asks the running statement to end, and never ends the shell.
fn interrupt_of_shell() -> anyhow::Result<Interrupt> {
    let asked = Arc::new(AtomicBool::new(false));
    signal_hook::flag::register(SIGINT, asked.clone())?;
    Ok(Interrupt::for_shell(asked))
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
