//! One command as a whole process, beside the AWS CLI doing the same.

use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

use super::figures::{ratio, row};
use super::process::in_turn;

/// Times `create-stage` on the embedded plane and over HTTP, and `--version`.
pub fn run(binary: &Path) -> Result<()> {
    println!("\n== commands: whole processes");
    let home = tempfile::tempdir()?;
    let server = Server::start(binary, home.path())?;
    let create =
        ["ivs-realtime", "create-stage", "--name", "stage1", "--participant-token-configurations", "userId=alice"];
    let with_endpoint = |mut command: Command| {
        command.args(create).args(["--endpoint-url", &server.url]);
        command
    };
    let ours = |words: &[&str]| {
        let mut command = prepared(Command::new(binary), home.path());
        command.arg("aws").args(words);
        command
    };
    let peer_is_here =
        Command::new("aws").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    let mut commands = vec![ours(&create), with_endpoint(prepared_ours(binary, home.path()))];
    if peer_is_here {
        commands.push(with_endpoint(prepared(Command::new("aws"), home.path())));
    }
    let runs = in_turn(9, &mut commands)?;
    row("callboard aws create-stage, embedded, durable", &runs[0]);
    row("callboard aws create-stage --endpoint-url", &runs[1]);
    if let Some(aws) = runs.get(2) {
        row("aws create-stage --endpoint-url", aws);
        ratio("embedded against the AWS CLI", &runs[0], aws, 60.0);
        ratio("over HTTP against the AWS CLI", &runs[1], aws, 120.0);
    } else {
        println!("skipped: the AWS CLI is not installed");
    }
    drop(server);
    let empty = empty_program(home.path())?;
    let mut version = prepared(Command::new(binary), home.path());
    version.arg("--version");
    let mut aws_version = prepared(Command::new(binary), home.path());
    aws_version.args(["aws", "--version"]);
    let runs = in_turn(31, &mut [version, aws_version, prepared(Command::new(empty), home.path())])?;
    row("callboard --version", &runs[0]);
    row("callboard aws --version", &runs[1]);
    row("an empty Rust program", &runs[2]);
    Ok(())
}

fn prepared_ours(binary: &Path, home: &Path) -> Command {
    let mut command = prepared(Command::new(binary), home);
    command.arg("aws");
    command
}

/// A command with a home of its own and test keys.
pub fn prepared(mut command: Command, home: &Path) -> Command {
    command.env("HOME", home).env_remove("AWS_PROFILE").env("CALLBOARD_DATA_DIR", home.join("data"));
    command.envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_PAGER", "")]);
    command.envs([("AWS_DEFAULT_REGION", "us-east-1"), ("AWS_EC2_METADATA_DISABLED", "true")]);
    command
}

fn empty_program(folder: &Path) -> Result<std::path::PathBuf> {
    let (source, program) = (folder.join("empty.rs"), folder.join("empty"));
    std::fs::write(&source, "fn main() {}\n")?;
    let status = Command::new("rustc").args(["-O", "-o"]).arg(&program).arg(&source).status().context("rustc")?;
    anyhow::ensure!(status.success(), "an empty program does not compile");
    Ok(program)
}

/// `callboard serve` on a free port; killed when dropped.
pub struct Server {
    child: Child,
    /// Where it listens.
    pub url: String,
}

impl Server {
    /// Starts it and waits until it says where it listens.
    pub fn start(binary: &Path, home: &Path) -> Result<Self> {
        use std::io::{BufRead, BufReader};
        let mut command = prepared(Command::new(binary), home);
        command.args(["serve", "--listen", "127.0.0.1:0", "--log-format", "off"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
        let stderr = child.stderr.take().context("stderr is piped")?;
        let mut lines = BufReader::new(stderr).lines();
        let url = lines
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| Some(line.split_once("AWS_ENDPOINT_URL=")?.1.trim().to_owned()))
            .context("the server did not say where it listens")?;
        std::thread::spawn(move || lines.for_each(drop));
        Ok(Self { child, url })
    }

    /// Its resident memory.
    pub fn resident_bytes(&self) -> Result<u64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("VmRSS")?;
        let kib: u64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kib * 1024)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
