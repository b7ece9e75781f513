//! `callboard sql` as its users meet it: statements, formats, exit codes, templates, the shell.

mod codes;
mod given;
mod output;
mod page;
mod terminal;

use std::io::Write as _;
use std::process::Stdio;

use callboard_testkit::program::{Printed, Program};

/// Runs statements with options.
fn sql(program: &Program, words: &[&str]) -> Printed {
    program.run(&[&["sql"], words].concat())
}

/// What a run printed, all of it, for expectations.
fn shown(printed: &Printed) -> String {
    format!("{}{}exit code {}\n", printed.stdout, printed.stderr, printed.code)
}

/// stdout of a run that must succeed.
#[track_caller]
fn rows(program: &Program, words: &[&str]) -> String {
    let printed = sql(program, words);
    assert_eq!(printed.code, 0, "{words:?}: {}", printed.stderr);
    printed.stdout
}

/// Runs with a text on standard input.
fn sql_with_input(program: &Program, words: &[&str], input: &str) -> Printed {
    let mut command = program.command();
    command.arg("sql").args(words).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut stdin = child.stdin.take().expect("stdin is piped");
    // A program that does not read its input is no failure of the test.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    Printed {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
