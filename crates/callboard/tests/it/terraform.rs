//! The Terraform door: the provider as a program, its mirror, and real configurations where Terraform is installed.

mod cdktf;
mod death;
mod every_type;
mod interrupt;
mod lives;
mod mirror;
mod plugin;
mod tofu;
mod together;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use callboard_testkit::program::{Printed, Program};
use callboard_testkit::{clients, skipped};
use tempfile::TempDir;

/// A folder with a configuration, and callboard with a home beside it.
pub struct Project {
    _home: TempDir,
    folder: PathBuf,
    pub callboard: Program,
}

impl Project {
    /// A folder with one file, `main.tf`.
    pub fn new(configuration: &str) -> Self {
        let (home, callboard) = crate::callboard();
        let folder = home.path().join("project");
        std::fs::create_dir(&folder).expect("a folder");
        let callboard = callboard.variable("CHECKPOINT_DISABLE", "1").variable("TF_IN_AUTOMATION", "1");
        let project = Self { _home: home, folder, callboard };
        project.write("main.tf", configuration);
        project
    }

    /// Writes a file of the folder.
    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.folder.join(name), text).expect("a file");
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs callboard in the folder.
    pub fn run(&self, words: &[&str]) -> Printed {
        let output = self.callboard.command().args(words).current_dir(&self.folder).output();
        let output = output.expect("the program can be started");
        Printed {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Runs Terraform through callboard in the folder.
    pub fn terraform(&self, words: &str) -> Printed {
        let mut all = vec!["terraform", "--"];
        all.extend(words.split_whitespace());
        self.run(&all)
    }

    /// The same, which must succeed.
    #[track_caller]
    pub fn must(&self, words: &str) -> String {
        let printed = self.terraform(words);
        assert_eq!(printed.code, 0, "terraform {words}:\n{}{}", printed.stdout, printed.stderr);
        printed.stdout
    }

    /// What the state says of a resource.
    pub fn state(&self, address: &str) -> serde_json::Value {
        let state: serde_json::Value = serde_json::from_str(&self.must("show -json")).expect("JSON");
        let resources = state["values"]["root_module"]["resources"].as_array().cloned().unwrap_or_default();
        let found = resources.into_iter().find(|it| it["address"] == address);
        found.map_or(serde_json::Value::Null, |mut it| it["values"].take())
    }
}

/// Writes a shell script that can be run.
pub fn executable(path: &Path, script: &str) {
    std::fs::write(path, format!("#!/bin/sh\n{script}\n")).expect("a file");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("a program");
}

/// Whether Terraform is there; else says what is skipped.
pub fn is_there(what: &str) -> bool {
    if clients::terraform().is_none() {
        skipped(what, "`terraform` is not installed");
        return false;
    }
    true
}
