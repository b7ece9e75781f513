//! The program under test, in a home of its own.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

/// A program with an empty home, an empty environment and a data folder of its own.
pub struct Program {
    binary: PathBuf,
    home: PathBuf,
    variables: Vec<(String, String)>,
}

/// What one run printed.
pub struct Printed {
    /// Exit code; -1 where a signal ended it.
    pub code: i32,
    /// stdout as text.
    pub stdout: String,
    /// stderr as text.
    pub stderr: String,
}

impl Program {
    /// The program at `binary`, with its home in `home`.
    pub fn new(binary: impl Into<PathBuf>, home: &Path) -> Self {
        Self { binary: binary.into(), home: home.to_owned(), variables: Vec::new() }
    }

    /// Sets a variable of its environment.
    #[must_use]
    pub fn variable(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The command, ready for arguments.
    pub fn command(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", &self.home);
        command.env("AWS_EC2_METADATA_DISABLED", "true").env("TZ", "UTC").envs(self.variables.iter().cloned());
        command.current_dir(&self.home).stdin(Stdio::null());
        command
    }

    /// Runs it to its end.
    pub fn run(&self, words: &[&str]) -> Printed {
        let output = self.command().args(words).output().expect("the program can be started");
        printed(output)
    }

    /// Starts a server and waits for the line of stderr or stdout that holds `ready`; returns that line too.
    pub fn start(&self, words: &[&str], ready: &str) -> Running {
        let mut command = self.command();
        command.args(words).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program can be started");
        let stderr = child.stderr.take().expect("stderr is piped");
        let stdout = child.stdout.take().expect("stdout is piped");
        let (sender, receiver) = std::sync::mpsc::channel();
        for stream in [Box::new(stderr) as Box<dyn std::io::Read + Send>, Box::new(stdout)] {
            let sender = sender.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    let _ = sender.send(line);
                }
            });
        }
        drop(sender);
        let mut before = String::new();
        let line = loop {
            let line = receiver
                .recv_timeout(std::time::Duration::from_secs(30))
                .unwrap_or_else(|_| panic!("the program did not print `{ready}`; it printed:\n{before}"));
            if line.contains(ready) {
                break line;
            }
            before.push_str(&line);
            before.push('\n');
        };
        Running { child, line, lines: receiver }
    }
}

/// A program that goes on running; it is killed when dropped.
pub struct Running {
    child: Child,
    /// The line that said it was ready.
    pub line: String,
    /// What it prints from then on.
    pub lines: std::sync::mpsc::Receiver<String>,
}

impl Running {
    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Kills it at once, as `kill -9` does.
    pub fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Asks it to stop (SIGTERM) and waits for its end.
    pub fn stop(&mut self) -> ExitStatus {
        let id = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        self.child.wait().expect("the program was started by us")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

fn printed(output: Output) -> Printed {
    Printed {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}
