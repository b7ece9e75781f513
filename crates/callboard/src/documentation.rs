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
        // pyenv puts wrappers beside its versions.
        let prefixes = entries(&prefix.join("versions"), "").into_iter().chain([prefix.to_owned()]);
        let pythons = prefixes.flat_map(|it| entries(&it.join("lib"), "python3"));
        folders.extend(pythons.map(|it| it.join("site-packages/botocore/data")));
    }
    folders
}

/// What is in a folder and begins like this; nothing where there is no folder.
fn entries(folder: &Path, begins: &str) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).into_iter().flatten().flatten();
    found.filter(|it| it.file_name().to_string_lossy().starts_with(begins)).map(|it| it.path()).collect()
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
