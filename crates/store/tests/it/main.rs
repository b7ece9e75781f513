//! Tests of the store through its public interface.

mod crash;
mod failures;
mod model;
mod processes;
mod records;

use std::process::{Command, Stdio};

use callboard_store::{Cause, Space, Store, StoreOptions};

/// Names the part that a child process plays in a test.
const ROLE: &str = "CALLBOARD_STORE_TEST_ROLE";

/// The folder that a child process works in.
const FOLDER: &str = "CALLBOARD_STORE_TEST_FOLDER";

const PLAIN: Space = Space::new("plain");
const OTHER: Space = Space::new("other");
const SECRET: Space = Space::secret("secret");

fn cause() -> Cause {
    Cause::new("alice", "Test")
}

fn open(folder: &tempfile::TempDir) -> Store {
    Store::open(&StoreOptions::folder(folder.path())).expect("the store opens")
}

/// This test binary again, playing a part instead of testing.
fn child(role: &str, folder: &std::path::Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("a test knows its own program"));
    command
        .args(["--exact", "play_a_part", "--nocapture", "--test-threads=1"])
        .env(ROLE, role)
        .env(FOLDER, folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped());
    command
}

/// Does nothing, except in a child process that another test has started.
#[test]
fn play_a_part() {
    let (Ok(role), Some(folder)) = (std::env::var(ROLE), std::env::var_os(FOLDER)) else { return };
    let folder = std::path::PathBuf::from(folder);
    match role.split_once(' ').unwrap_or((&role, "")) {
        ("crash", argument) => crash::write_until_killed(&folder, argument),
        ("count", argument) => processes::count_up(&folder, argument),
        ("hold", _) => processes::hold(&folder),
        ("unprivileged", _) => failures::use_as_unprivileged(&folder),
        (other, _) => panic!("no part `{other}`"),
    }
}
