//! 10,000 items over 100 pages from a canned server, beside the AWS CLI.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use anyhow::Result;
use callboard_testkit::canned::{CannedAnswer, CannedServer};

use super::commands::prepared;
use super::figures::{ratio, row};
use super::process::in_turn;

const PAGES: usize = 100;
const ITEMS_PER_PAGE: usize = 100;

/// Times the listing as JSON and as a table.
pub fn run(binary: &Path) -> Result<()> {
    println!("\n== listing: {} API stages over {PAGES} pages", PAGES * ITEMS_PER_PAGE);
    let pages: Arc<Vec<CannedAnswer>> = Arc::new((0..PAGES).map(page).collect());
    let server = CannedServer::start(move |request| {
        let token = request.target.split_once("nextToken=page").map(|(_, rest)| rest);
        let number = token.and_then(|it| it.split('&').next()?.parse::<usize>().ok()).unwrap_or(0);
        pages[number.min(PAGES - 1)].clone()
    });
    let home = tempfile::tempdir()?;
    let url = server.url();
    for (format, wanted) in [("json", 40.0), ("table", 60.0), ("text", 40.0)] {
        let words =
            ["apigatewayv2", "get-stages", "--api-id", "abcdefghij", "--endpoint-url", &url, "--output", format];
        let mut ours = prepared(Command::new(binary), home.path());
        ours.arg("aws").args(words);
        let mut commands = vec![ours];
        let peer = Command::new("aws").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        if peer.is_ok() {
            let mut aws = prepared(Command::new("aws"), home.path());
            aws.args(words);
            commands.push(aws);
        }
        let runs = in_turn(5, &mut commands)?;
        row(&format!("callboard aws get-stages --output {format}"), &runs[0]);
        match runs.get(1) {
            Some(aws) => {
                row(&format!("aws get-stages --output {format}"), aws);
                ratio(&format!("{format} against the AWS CLI"), &runs[0], aws, wanted);
            }
            None => println!("skipped: the AWS CLI is not installed"),
        }
    }
    Ok(())
}

fn page(number: usize) -> CannedAnswer {
    let item = |at: usize| {
        let at = number * ITEMS_PER_PAGE + at;
        format!(
            r#"{{"autoDeploy":false,"createdDate":"2026-04-08T19:05:45Z","defaultRouteSettings":{{"detailedMetricsEnabled":false}},"deploymentId":"d{at:05}","description":"the stage of team {}","lastUpdatedDate":"2026-04-08T19:05:45Z","routeSettings":{{}},"stageName":"stage-{at}","stageVariables":{{"table":"items-{at}"}},"tags":{{"team":"video"}}}}"#,
            at % 17
        )
    };
    let items: Vec<String> = (0..ITEMS_PER_PAGE).map(item).collect();
    let next = if number + 1 < PAGES { format!(r#","nextToken":"page{}""#, number + 1) } else { String::new() };
    CannedAnswer::json(format!(r#"{{"items":[{}]{next}}}"#, items.join(",")))
}
