//! Real clients: Python with its modules, the AWS CLI, psql, Terraform, CDKTF.

use std::path::PathBuf;
use std::process::{Command, Stdio};

/// A client by name (`python3`, `aws`): from the folder that CI installs clients into, else from the path.
pub fn client(name: &str) -> PathBuf {
    match std::env::var_os("CALLBOARD_TEST_CLIENTS").map(|it| PathBuf::from(it).join(name)) {
        Some(installed) if installed.is_file() => installed,
        _ => PathBuf::from(name),
    }
}

/// A Python that can import boto3.
pub fn python_with_boto3() -> Option<PathBuf> {
    python_with("boto3")
}

/// A Python that can import these modules, which commas separate.
pub fn python_with(modules: &str) -> Option<PathBuf> {
    let python = client("python3");
    runs(Command::new(&python).args(["-c", &format!("import {modules}")])).then_some(python)
}

/// The AWS CLI.
pub fn aws_cli() -> Option<PathBuf> {
    let aws = client("aws");
    runs(Command::new(&aws).arg("--version")).then_some(aws)
}

/// Terraform.
pub fn terraform() -> Option<PathBuf> {
    let terraform = client("terraform");
    runs(Command::new(&terraform).arg("version").env("CHECKPOINT_DISABLE", "1")).then_some(terraform)
}

/// CDKTF.
pub fn cdktf() -> Option<PathBuf> {
    let cdktf = client("cdktf");
    runs(Command::new(&cdktf).arg("--version").env("CHECKPOINT_DISABLE", "1")).then_some(cdktf)
}

/// PostgreSQL's shell.
pub fn psql() -> Option<PathBuf> {
    let psql = client("psql");
    runs(Command::new(&psql).arg("--version")).then_some(psql)
}

fn runs(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|it| it.success())
}
