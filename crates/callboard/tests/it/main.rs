//! The binary as its users meet it: the seeds, the AWS CLI door, the HTTP door with real clients.

mod aws;
mod bad_input;
mod clients;
mod connection;
mod durability;
mod local;
mod readers;
mod seeds;
mod serve;
mod sql;
mod sql_serve;
mod stack;
mod terraform;

use callboard_testkit::program::Program;
use tempfile::TempDir;

/// The binary in a home of its own, with a data folder inside.
pub fn callboard() -> (TempDir, Program) {
    let home = tempfile::tempdir().expect("a temporary folder");
    let program = Program::new(env!("CARGO_BIN_EXE_callboard"), home.path());
    (home, program)
}

/// stdout of a run that must succeed, as JSON.
#[track_caller]
pub fn json(program: &Program, words: &[&str]) -> serde_json::Value {
    let printed = program.run(words);
    assert_eq!(printed.code, 0, "{words:?}: {}", printed.stderr);
    if printed.stdout.is_empty() {
        return serde_json::Value::Null;
    }
    serde_json::from_str(&printed.stdout).unwrap_or_else(|err| panic!("{words:?}: {err}: {}", printed.stdout))
}
