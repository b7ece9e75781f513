//! AWS's own documentation of a service, where somebody installed it.
//!
//! callboard ships facts, not AWS's prose; the AWS CLI and botocore bring
//! theirs, and `help` shows it when one of them is on this machine.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::folders::Variables;

/// The text of a service's newest `service-2.json`.
pub fn find(service: &str, variables: &dyn Variables) -> Option<String> {
    data_folders(variables).into_iter().find_map(|folder| read_service(&folder.join(service)))
}

fn data_folders(variables: &dyn Variables) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = Vec::new();
    if let Some(paths) = variables.variable("AWS_DATA_PATH") {
        folders.extend(std::env::split_paths(&paths));
    }
    folders.push("/usr/local/aws-cli/v2/current/dist/awscli/botocore/data".into());
    for program in ["aws", "python3"] {
        let Some(found) = which(program, variables) else { continue };
        let Some(prefix) = found.parent().and_then(Path::parent) else { continue };
        let Ok(entries) = fs::read_dir(prefix.join("lib")) else { continue };
        let mut pythons: Vec<PathBuf> = entries.flatten().map(|it| it.path()).collect();
        pythons.retain(|it| it.file_name().is_some_and(|name| name.to_string_lossy().starts_with("python3")));
        folders.extend(pythons.into_iter().map(|it| it.join("site-packages/botocore/data")));
    }
    folders
}

fn which(program: &str, variables: &dyn Variables) -> Option<PathBuf> {
    let paths = variables.variable("PATH")?;
    std::env::split_paths(&paths).map(|folder| folder.join(program)).find(|it| it.is_file())
}

fn read_service(folder: &Path) -> Option<String> {
    let versions = fs::read_dir(folder).ok()?.flatten().map(|it| it.path());
    let newest = versions.filter(|it| it.is_dir()).max()?;
    if let Ok(text) = fs::read_to_string(newest.join("service-2.json")) {
        return Some(text);
    }
    let packed = fs::read(newest.join("service-2.json.gz")).ok()?;
    let mut text = String::new();
    flate2::read::GzDecoder::new(&packed[..]).read_to_string(&mut text).ok()?;
    Some(text)
}
