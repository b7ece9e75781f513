//! Where files are: the data folder and the configuration.

use std::path::{Path, PathBuf};

/// The environment, so that tests can give their own.
pub trait Variables {
    fn variable(&self, name: &str) -> Option<String>;
}

/// The environment of the process; empty values count as absent.
pub struct ProcessVariables;

impl Variables for ProcessVariables {
    fn variable(&self, name: &str) -> Option<String> {
        std::env::var_os(name).map(|it| it.to_string_lossy().into_owned())
    }
}

/// The folder of the embedded plane: the flag, `CALLBOARD_DATA_DIR`, the config file, else the XDG data folder.
pub fn data_dir(flag: Option<&Path>, config: Option<&str>, variables: &dyn Variables) -> Option<PathBuf> {
    let set = |name: &str| variables.variable(name).filter(|it| !it.is_empty());
    if let Some(folder) = flag {
        return Some(folder.to_owned());
    }
    if let Some(folder) = set("CALLBOARD_DATA_DIR") {
        return Some(folder.into());
    }
    if let Some(folder) = config.filter(|it| !it.is_empty()) {
        return Some(expand_home(folder, variables));
    }
    if let Some(folder) = set("XDG_DATA_HOME").filter(|it| Path::new(it).is_absolute()) {
        return Some(Path::new(&folder).join("callboard"));
    }
    home(variables).map(|home| home.join(".local/share/callboard"))
}

/// callboard's own config file: `CALLBOARD_CONFIG`, else in the XDG configuration folder.
pub fn config_file(variables: &dyn Variables) -> Option<PathBuf> {
    let set = |name: &str| variables.variable(name).filter(|it| !it.is_empty());
    if let Some(file) = set("CALLBOARD_CONFIG") {
        return Some(file.into());
    }
    if let Some(folder) = set("XDG_CONFIG_HOME").filter(|it| Path::new(it).is_absolute()) {
        return Some(Path::new(&folder).join("callboard/config"));
    }
    home(variables).map(|home| home.join(".config/callboard/config"))
}

/// The AWS config file and the credentials file.
pub fn aws_files(variables: &dyn Variables) -> (Option<PathBuf>, Option<PathBuf>) {
    let file = |name: &str, default: &str| {
        let named = variables.variable(name).filter(|it| !it.is_empty());
        named.map(|it| expand_home(&it, variables)).or_else(|| home(variables).map(|home| home.join(default)))
    };
    (file("AWS_CONFIG_FILE", ".aws/config"), file("AWS_SHARED_CREDENTIALS_FILE", ".aws/credentials"))
}

/// The home directory.
pub fn home(variables: &dyn Variables) -> Option<PathBuf> {
    variables.variable("HOME").filter(|it| !it.is_empty()).map(PathBuf::from)
}

fn expand_home(path: &str, variables: &dyn Variables) -> PathBuf {
    match (path.strip_prefix("~/"), home(variables)) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    struct Given(&'static [(&'static str, &'static str)]);

    impl Variables for Given {
        fn variable(&self, name: &str) -> Option<String> {
            self.0.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        }
    }

    #[test]
    fn the_data_folder_follows_flag_variable_file_and_xdg() {
        let folder = |flag: Option<&str>, config, variables| {
            let found = data_dir(flag.map(Path::new), config, &Given(variables));
            found.map_or_else(|| "none".to_owned(), |it| it.display().to_string())
        };
        let home = &[("HOME", "/home/ada")][..];
        let found = [
            folder(Some("here"), Some("/conf"), home),
            folder(None, Some("/conf"), home),
            folder(None, Some("~/conf"), home),
            folder(None, None, &[("CALLBOARD_DATA_DIR", "/data"), ("HOME", "/home/ada")]),
            folder(None, None, &[("XDG_DATA_HOME", "/xdg")]),
            folder(None, None, &[("XDG_DATA_HOME", "relative"), ("HOME", "/home/ada")]),
            folder(None, None, home),
            folder(None, None, &[]),
        ];
        expect![[r#"
            here
            /conf
            /home/ada/conf
            /data
            /xdg/callboard
            /home/ada/.local/share/callboard
            /home/ada/.local/share/callboard
            none"#]]
        .assert_eq(&found.join("\n"));
    }
}
