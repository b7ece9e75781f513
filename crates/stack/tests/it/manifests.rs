//! Folders of manifests: what each valid one means, and what is wrong with each invalid one.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use callboard_stack::{Inputs, Stack, StackError};
use expect_test::expect_file;

fn folders(kind: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata").join(kind);
    let mut folders: Vec<PathBuf> =
        std::fs::read_dir(root).expect("the folder").map(|it| it.expect("it").path()).collect();
    folders.sort();
    folders
}

fn load(folder: &Path) -> Result<Stack, StackError> {
    let variables = [("AWS_REGION", "eu-west-1"), ("Name", "stage1"), ("Key", "env"), ("Value", "dev")];
    let variables: BTreeMap<String, String> =
        variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Stack::load(folder, "dev", Inputs { variables, region: "us-east-1".to_owned() })
}

/// What an error says, without the folder that this machine has the files in.
fn shown(error: &StackError, folder: &Path) -> String {
    let text = format!("error: {error}\nhint: {}\n", error.hint().unwrap_or_default());
    text.replace(&format!("{}/", folder.display()), "")
}

#[test]
fn what_valid_manifests_mean() {
    for folder in folders("valid") {
        let stack = load(&folder).unwrap_or_else(|error| panic!("{}", shown(&error, &folder)));
        let mut text = String::new();
        for index in stack.graph.sorted() {
            let part = &stack.parts[index];
            let before: Vec<String> = stack.graph.before[index]
                .iter()
                .map(|(it, reason)| format!("{} ({reason:?})", stack.parts[*it].name()))
                .collect();
            text.push_str(&format!(
                "{}: {:?} {}{}\n",
                part.name(),
                part.nature,
                part.of.map_or("-", |it| it.name),
                if part.is_left_out { ", left out" } else { "" }
            ));
            if !before.is_empty() {
                text.push_str(&format!("    after {}\n", before.join(", ")));
            }
        }
        text.push_str(&format!("\n{}", callboard_stack::graph::mermaid(&stack)));
        expect_file![folder.join("meaning.txt")].assert_eq(&text);
    }
}

#[test]
fn what_is_wrong_with_invalid_manifests() {
    for folder in folders("invalid") {
        let error = load(&folder).err().unwrap_or_else(|| panic!("{} is valid", folder.display()));
        expect_file![folder.join("error.txt")].assert_eq(&shown(&error, &folder));
    }
}
