//! The provider as a program: who may start it, and what it says.

use std::io::{BufRead, BufReader};
use std::os::unix::fs::symlink;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use callboard_terraform::serve::MAGIC_COOKIE;
use callboard_testkit::program::Program;
use expect_test::expect;

use crate::callboard;

const SERVE: [&str; 4] = ["terraform", "serve", "--provider", "aws"];

fn plugin(callboard: &Program) -> (Child, String) {
    let mut command = callboard.command();
    command.args(SERVE).env("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE).env("PLUGIN_PROTOCOL_VERSIONS", "5,6");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a plugin");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("stdout is piped")).read_line(&mut line).expect("a line");
    (child, line)
}

#[test]
fn a_provider_that_somebody_runs_by_hand_says_what_to_do() {
    let (home, callboard) = callboard();
    let printed = callboard.run(&SERVE);
    assert_eq!((printed.code, &*printed.stdout), (1, ""));
    expect![[r#"
        error: this program is a Terraform provider, which Terraform or OpenTofu starts by itself
        hint: `callboard terraform init` makes it known to Terraform in this folder, `callboard terraform -- plan` runs Terraform with it, and `callboard terraform serve --reattach` keeps one running for many commands
    "#]].assert_eq(&printed.stderr);
    let link = home.path().join("terraform-provider-aws_v6.25.0_x5");
    symlink(env!("CARGO_BIN_EXE_callboard"), &link).expect("a link");
    assert_eq!(Program::new(link, home.path()).run(&[]).stderr, printed.stderr, "the name of the program is enough");
    let printed = callboard.run(&["terraform", "serve"]);
    expect![[r#"
        error: `callboard terraform serve` takes one `--provider`, or `--reattach`
    "#]]
    .assert_eq(&printed.stderr);
}

#[test]
fn a_provider_answers_its_host_with_one_line_and_survives_the_keyboard() {
    let (_home, callboard) = callboard();
    let (mut child, line) = plugin(&callboard);
    let fields: Vec<&str> = line.trim_end().split('|').collect();
    assert_eq!((&fields[..3], &fields[4..]), (&["1", "5", "unix"][..], &["grpc", ""][..]), "{line}");
    let id = child.id().to_string();
    let signal = |name: &str| std::process::Command::new("kill").args([name, &id]).status().expect("kill");
    signal("-INT");
    std::thread::sleep(Duration::from_millis(50));
    assert!(child.try_wait().expect("a child").is_none(), "an interrupt is for the host to act on");
    signal("-TERM");
    assert!(child.wait().expect("a child").success());
    assert!(!std::path::Path::new(fields[3]).exists(), "the socket is removed");
}

#[test]
fn a_provider_ends_with_the_process_that_started_it() {
    let (home, callboard) = callboard();
    let file = home.path().join("line");
    // The shell starts the provider, waits for its line, and goes away without a word.
    let script = format!(
        "\"$0\" terraform serve --provider aws > '{0}' 2> /dev/null & while [ ! -s '{0}' ]; do sleep 0.01; done; echo $!",
        file.display()
    );
    let mut command = Program::new("sh", home.path()).variable("TF_PLUGIN_MAGIC_COOKIE", MAGIC_COOKIE).command();
    let output = command.args(["-c", &script, env!("CARGO_BIN_EXE_callboard")]).output().expect("a shell");
    drop(callboard);
    let id = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let since = Instant::now();
    let is_running = || std::fs::read_to_string(format!("/proc/{id}/stat")).is_ok_and(|it| !it.contains(") Z "));
    while is_running() {
        assert!(since.elapsed() < Duration::from_secs(10), "process {id} outlives its host");
        std::thread::sleep(Duration::from_millis(50));
    }
    let line = std::fs::read_to_string(file).expect("a line");
    assert!(line.starts_with("1|5|unix|"), "{line}");
}
