//! The rows of upstream's acceptance tests, and ours beside them: each is played from nothing to nothing.
//!
//! `testdata/acceptance/*.hcl` has the rows, a file a type (`rows.rs` says how they are written), `*.txt` what comes of
//! them: what was planned, and what the state says afterwards.

mod names;
mod play;
mod recorded;
mod rows;
mod terraform;

use std::collections::BTreeSet;
use std::fmt::Write;

use expect_test::{ExpectFile, expect_file};
use rows::Row;

const AROUND: &str = include_str!("../../testdata/acceptance/around.hcl");

/// A file of rows.
struct File {
    text: &'static str,
    outcome: fn() -> ExpectFile,
}

macro_rules! table {
    ($rows:literal, $outcome:literal) => {
        File { text: include_str!($rows), outcome: || expect_file![$outcome] }
    };
}

const FILES: [File; 7] = [
    table!("../../testdata/acceptance/api.hcl", "../../testdata/acceptance/api.txt"),
    table!("../../testdata/acceptance/authorizer.hcl", "../../testdata/acceptance/authorizer.txt"),
    table!("../../testdata/acceptance/integration.hcl", "../../testdata/acceptance/integration.txt"),
    table!("../../testdata/acceptance/others.hcl", "../../testdata/acceptance/others.txt"),
    table!("../../testdata/acceptance/route.hcl", "../../testdata/acceptance/route.txt"),
    table!("../../testdata/acceptance/stage.hcl", "../../testdata/acceptance/stage.txt"),
    table!("../../testdata/acceptance/stage_tags.hcl", "../../testdata/acceptance/stage_tags.txt"),
];

/// Every row there is.
pub fn all_rows() -> Vec<Row> {
    FILES.iter().flat_map(|it| rows::rows(it.text, AROUND)).collect()
}

async fn check(file: &File) {
    let mut text = String::new();
    for row in rows::rows(file.text, AROUND) {
        let _ = writeln!(text, "# {}", row.name);
        let played = play::play(&row).await;
        recorded::compare(&row.name, &played);
        for step in played {
            text.push_str(&step.text);
        }
        text.push('\n');
    }
    (file.outcome)().assert_eq(&text);
}

#[test]
fn every_row_is_there_once() {
    let rows = all_rows();
    let there: BTreeSet<&str> = rows.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(there.len(), rows.len(), "a name is there twice");
    let wanted: BTreeSet<&str> = names::NAMES.iter().copied().collect();
    let missing: Vec<_> = wanted.difference(&there).collect();
    let unnamed: Vec<_> = there.difference(&wanted).collect();
    assert!(missing.is_empty() && unnamed.is_empty(), "missing: {missing:?}; not in the list: {unnamed:?}");
    recorded::no_name_is_missing(&there);
}

#[tokio::test]
async fn apis() {
    check(&FILES[0]).await;
}

#[tokio::test]
async fn authorizers() {
    check(&FILES[1]).await;
}

#[tokio::test]
async fn integrations_and_their_responses() {
    check(&FILES[2]).await;
}

#[tokio::test]
async fn deployments_domain_names_models_links_and_what_lies_beside() {
    check(&FILES[3]).await;
}

#[tokio::test]
async fn routes_and_their_responses() {
    check(&FILES[4]).await;
}

#[tokio::test]
async fn stages() {
    check(&FILES[5]).await;
}

#[tokio::test]
async fn tags_of_stages() {
    check(&FILES[6]).await;
}
