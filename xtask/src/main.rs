//! The project's own commands, run as `cargo xtask NAME`.

mod bench;
mod registry;
mod test;
mod tidy;

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;

const USAGE: &str = "\
usage: cargo xtask COMMAND

commands:
  test               run every check: format, tidy, all tests
  test --lint        the same and clippy, as CI does
  tidy               check the rules of the house
  bench [GROUP …]    take figures beside peers: commands, listing, registry, store, serve, million
  registry           make crates/model/facts anew from the pinned sources
  registry --check   say whether the committed facts are what the sources give
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new("."));
    match words.as_slice() {
        ["test"] => test::run(root, false),
        ["test", "--lint"] => test::run(root, true),
        ["tidy"] => tidy::run(root),
        ["bench", groups @ ..] => bench::run(root, groups),
        ["registry"] => registry::run(registry::Mode::Write),
        ["registry", "--check"] => registry::run(registry::Mode::Check),
        _ => bail!("{USAGE}"),
    }
}
