//! 100,000 stages over four regions by SQL, beside boto3 paging the same data and beside the store itself.

use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::Result;
use callboard_embedded::{EmbeddedOptions, EmbeddedPlane};
use callboard_store::{ScanRange, Space, StoreError};

use super::commands::{Server, prepared};
use super::figures::{ratio, row};
use super::million::fill;
use super::process::{in_turn, time};

const REGIONS: [&str; 4] = ["us-east-1", "us-west-2", "eu-west-1", "ap-northeast-1"];
const STAGES_PER_REGION: usize = 25_000;
const STAGE: Space = Space::new("ivs-realtime.stage");

const COUNT: &str = "SELECT region, count(*) FROM aws.ivs.stages \
                     WHERE region IN ('us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1') GROUP BY region";
const FILTERED: &str = "SELECT region, name, arn FROM aws.ivs.stages \
                        WHERE region IN ('us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1') AND name LIKE '%7'";
const ALL: &str = "SELECT region, name, arn, tags FROM aws.ivs.stages \
                   WHERE region IN ('us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1')";

const BOTO3: &str = r#"
import boto3, collections, sys
counts, found = collections.Counter(), []
for region in sys.argv[1:]:
    client = boto3.client("ivs-realtime", region_name=region)
    token = {}
    while token is not None:
        page = client.list_stages(maxResults=100, **token)
        token = {"nextToken": page["nextToken"]} if "nextToken" in page else None
        for stage in page["stages"]:
            counts[region] += 1
            if stage["name"].endswith("7"):
                found.append((region, stage["name"], stage["arn"]))
print(counts, len(found))
"#;

/// Fills a folder, then times queries, boto3 and a scan of the store.
pub fn run(binary: &Path) -> Result<()> {
    println!("\n== sql: whole processes");
    let home = tempfile::tempdir()?;
    let sql = |text: &str| {
        let mut command = prepared(Command::new(binary), home.path());
        command.args(["sql", "--output", "csv", text]);
        command
    };
    let runs = in_turn(15, &mut [sql("SELECT 1"), sql("SHOW SERVICES IN aws"), sql("SHOW TARGET")])?;
    row("callboard sql \"SELECT 1\" (wanted: 60 ms)", &runs[0]);
    row("callboard sql \"SHOW SERVICES IN aws\" (wanted: 30 ms)", &runs[1]);
    row("callboard sql \"SHOW TARGET\"", &runs[2]);

    println!("\n== sql: {} stages over {} regions", STAGES_PER_REGION * REGIONS.len(), REGIONS.len());
    let data = home.path().join("data");
    for region in REGIONS {
        fill(&data, STAGES_PER_REGION, region)?;
    }
    let runs = in_turn(5, &mut [sql(COUNT), sql(FILTERED), sql(ALL)])?;
    row("count(*) … GROUP BY region", &runs[0]);
    row("filtered projection", &runs[1]);
    row("all rows as CSV", &runs[2]);
    straight_from_the_store(&data)?;

    let small = tempfile::tempdir()?;
    fill(&small.path().join("data"), STAGES_PER_REGION / 10, REGIONS[0])?;
    let mut few = prepared(Command::new(binary), small.path());
    few.args(["sql", "--output", "csv", ALL]);
    row("all rows as CSV, of a fortieth", &in_turn(3, &mut [few])?[0]);

    let is_here = |python: &str| {
        let mut probe = Command::new(python);
        let probe = probe.args(["-c", "import boto3"]).stdout(Stdio::null()).stderr(Stdio::null());
        probe.status().is_ok_and(|it| it.success())
    };
    let clients = std::env::var_os("CALLBOARD_TEST_CLIENTS").map(|it| Path::new(&it).join("python3"));
    let python = clients.and_then(|it| it.into_os_string().into_string().ok()).unwrap_or_else(|| "python3".to_owned());
    if !is_here(&python) {
        println!("skipped: boto3 is not installed");
        return Ok(());
    }
    let server = Server::start(binary, home.path())?;
    let mut boto3 = prepared(Command::new(python), home.path());
    boto3.args(["-c", BOTO3]).args(REGIONS).env("AWS_ENDPOINT_URL", &server.url);
    let peer = time(&mut boto3)?;
    row("boto3 paging list_stages from callboard serve", &peer);
    ratio("count against boto3", &runs[0], &peer, 50.0);
    ratio("filtered projection against boto3", &runs[1], &peer, 50.0);
    Ok(())
}

/// Every record of the stages, bytes only, in this process.
fn straight_from_the_store(data: &Path) -> Result<()> {
    let began = Instant::now();
    let plane = EmbeddedPlane::open(EmbeddedOptions::folder(data))?;
    let (mut records, mut bytes) = (0_usize, 0_usize);
    plane.store().read::<_, StoreError>(|snapshot| {
        snapshot.scan(STAGE, ScanRange::default(), |key, value| {
            records += 1;
            bytes += key.len() + value.to_vec().len();
            ControlFlow::Continue(())
        })
    })?;
    println!(
        "{:<52} {:>9.2} ms wall, {records} records, {bytes} bytes",
        "the same records straight from the store",
        began.elapsed().as_secs_f64() * 1e3
    );
    Ok(())
}
