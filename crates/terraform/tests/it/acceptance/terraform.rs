//! All rows at once in the real Terraform, where it is installed: each is a module, and all take their steps together.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

use callboard_terraform::cty::{Extra, from_json};
use serde_json::{Value as Json, json};

use super::all_rows;
use super::rows::{Row, Step};
use crate::real::{last_line, workspace};
use crate::replay::{Kept, Stand, aws_with};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_row_in_terraform() {
    let Some(workspace) = workspace().await else { return };
    // Rows that never settle are played by us alone.
    let rows: Vec<Row> = all_rows().into_iter().filter(|row| row.steps.iter().all(|it| !it.differs)).collect();
    let steps = rows.iter().map(|it| it.steps.len()).max().unwrap_or_default();
    let stand = aws_with(Arc::clone(&workspace.plane), json!({}), &[]).await;
    let folder = workspace.folder.path();
    write_root(folder, &rows, "");
    for at in 0..steps {
        let disappears = |row: &&Row| at < row.steps.len() && step(row, at).disappears;
        if rows.iter().any(|row| disappears(&row)) {
            let state = state(&stand, &workspace.run(&["state", "pull"], 0).await);
            for row in rows.iter().filter(disappears) {
                let subject = format!("module.{}.{}.test", row.name, row.subject);
                stand.destroy(state.get(&subject).expect("the subject").clone()).await;
            }
        }
        rows.iter().for_each(|row| write_module(folder, row, step(row, at)));
        if at == 0 {
            workspace.run(&["init", "-input=false"], 0).await;
        }
        workspace.run(&["apply", "-auto-approve", "-input=false"], 0).await;
        let plan = workspace.run(&["plan", "-detailed-exitcode", "-input=false"], 0).await;
        assert!(plan.contains("No changes."), "step {at}: {plan}");
    }

    // All is imported into a state that knows nothing, and nothing is to be made.
    let state = state(&stand, &workspace.run(&["state", "pull"], 0).await);
    let other = tempfile::tempdir().expect("a folder");
    let importable: Vec<Row> = rows.iter().filter(|row| is_importable(row)).cloned().collect();
    let mut imports = String::new();
    let mut count = 0;
    for (address, kept) in &state {
        if importable.iter().any(|row| address.starts_with(&format!("module.{}.", row.name))) {
            let id = stand.import_id(kept);
            let _ = writeln!(imports, "import {{\n  to = {address}\n  id = {}\n}}", json!(id.replace("${", "$${")));
            count += 1;
        }
    }
    write_root(other.path(), &importable, &imports);
    importable.iter().for_each(|row| write_module(other.path(), row, step(row, steps)));
    workspace.run_in(other.path(), &["init", "-input=false"], 0).await;
    let imported = workspace.run_in(other.path(), &["apply", "-auto-approve", "-input=false"], 0).await;
    let done = last_line(&imported, "Apply complete");
    assert!(done.contains(&format!("{count} imported, 0 added, ")) && done.contains(" 0 destroyed"), "{imported}");
    let changed = imported.lines().filter(|it| it.ends_with("will be updated in-place"));
    let unexpected: Vec<_> = changed
        .filter(|line| {
            !importable.iter().any(|row| !row.ignored.is_empty() && line.contains(&format!(".{}.", row.name)))
        })
        .collect();
    assert!(unexpected.is_empty(), "{unexpected:?}");
    workspace.run_in(other.path(), &["plan", "-detailed-exitcode", "-input=false"], 0).await;

    let destroyed = workspace.run(&["destroy", "-auto-approve", "-input=false"], 0).await;
    assert!(last_line(&destroyed, "Destroy complete").contains(" destroyed"), "{destroyed}");
    for (service, operation, member) in [
        ("apigatewayv2", "GetApis", "Items"),
        ("apigatewayv2", "GetDomainNames", "Items"),
        ("apigatewayv2", "GetVpcLinks", "Items"),
        ("logs", "DescribeLogGroups", "logGroups"),
        ("iam", "ListRoles", "Roles"),
    ] {
        assert_eq!(stand.call(service, operation, json!({})).await[member], json!([]), "{operation}");
    }
}

/// The step that a row is at; one that has taken all stays at its last.
fn step(row: &Row, at: usize) -> &Step {
    &row.steps[at.min(row.steps.len() - 1)]
}

/// Whether all of a row can be imported, and nothing that is never read back makes it anew.
fn is_importable(row: &Row) -> bool {
    let is_remade = row.ignored.iter().any(|it| ["target", "triggers"].contains(&it.as_str()));
    let mut resources = row.steps.iter().flat_map(|step| &step.resources);
    !is_remade && resources.all(|it| it.type_name.starts_with("aws_"))
}

fn write_root(folder: &Path, rows: &[Row], more: &str) {
    let mut text = String::new();
    for row in rows {
        // Names of roles and of domains are taken once.
        let name = row.name.to_lowercase().replace('_', "-");
        let _ = writeln!(text, "module \"{0}\" {{\n  source = \"./{0}\"\n  name   = \"{name}\"\n}}", row.name);
    }
    std::fs::write(folder.join("main.tf"), text + more).expect("a file");
}

fn write_module(folder: &Path, row: &Row, step: &Step) {
    let folder = folder.join(&row.name);
    std::fs::create_dir_all(&folder).expect("a folder");
    let mut text = "variable \"name\" {}\n".to_owned();
    let block = hcl::to_string(&step.provider).expect("HCL");
    let _ = writeln!(text, "provider \"aws\" {{\n  region = \"us-east-1\"\n{block}}}");
    for declared in &step.resources {
        let body = hcl::to_string(&declared.body).expect("HCL");
        let _ = writeln!(text, "resource \"{}\" \"{}\" {{\n{body}}}", declared.type_name, declared.name);
    }
    std::fs::write(folder.join("main.tf"), text).expect("a file");
}

/// The resources of a state, by their addresses.
fn state(stand: &Stand, text: &str) -> BTreeMap<String, Kept> {
    let state: Json = serde_json::from_str(text).expect("a state");
    let resources = state["resources"].as_array().expect("resources").iter();
    let ours = resources.filter(|it| it["type"].as_str().is_some_and(|it| it.starts_with("aws_")));
    ours.map(|it| {
        let text = |name: &str| it[name].as_str().unwrap_or_default().to_owned();
        let of = stand.schema(&text("type")).implied_type();
        let state = from_json(&it["instances"][0]["attributes"], &of, Extra::Refuse).expect("a state");
        let address = format!("{}.{}.{}", text("module"), text("type"), text("name"));
        (address, Kept { type_name: text("type"), state, private: Vec::new() })
    })
    .collect()
}
