//! The project's own commands, run as `cargo xtask NAME`.

mod registry;

use anyhow::bail;

const USAGE: &str = "\
usage: cargo xtask COMMAND

commands:
  registry           make crates/model/facts anew from the pinned sources
  registry --check   say whether the committed facts are what the sources give
";

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["registry"] => registry::run(registry::Mode::Write),
        ["registry", "--check"] => registry::run(registry::Mode::Check),
        _ => bail!("{USAGE}"),
    }
}
