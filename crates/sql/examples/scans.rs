//! What a scan costs beside the calls it makes.
//!
//! `cargo run --release -p callboard-sql --example scans -- [stages]`
//!
//! A plane gives pages that were made before, so that what is measured is Cloud Control's output read, filtered and
//! counted. The same pages walked by hand, each text parsed, are what it is held against; so are the names of the
//! information schema, and reads at 50 ms a call.

use std::sync::Arc;
use std::time::{Duration, Instant};

use callboard_model::document::{Document, Map};
use callboard_plane::layers::Latency;
use callboard_plane::{Call, Caller, Output, Plane, PlaneError, Scope};
use callboard_resource::{Resources, ResourcesOptions, Wait};
use callboard_sql::{Answer, Session, SessionOptions, TargetInfo};
use futures::StreamExt as _;

const REGIONS: [&str; 4] = ["us-east-1", "us-west-2", "eu-west-1", "eu-central-1"];

/// Cloud Control with as many stages in each region, listed whole or by their ARN alone.
struct Stages {
    count: usize,
    whole: bool,
}

impl Stages {
    fn arn(region: &str, number: usize) -> String {
        format!("arn:aws:ivs:{region}:123456789012:stage/{number:012}")
    }

    fn description(region: &str, number: usize, whole: bool) -> Document {
        let arn = Self::arn(region, number);
        let properties = if whole {
            format!(r#"{{"Arn":"{arn}","Name":"stage{number}","Tags":[{{"Key":"team","Value":"video"}}]}}"#)
        } else {
            format!(r#"{{"Arn":"{arn}"}}"#)
        };
        Document::Map(Map::new().with("Identifier", arn).with("Properties", properties))
    }
}

#[async_trait::async_trait]
impl Plane for Stages {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        let region = &*call.scope.region;
        if call.operation.name == "GetResource" {
            let arn = call.input.str("Identifier").unwrap_or_default();
            let number = arn.rsplit('/').next().and_then(|it| it.parse().ok()).unwrap_or_default();
            return Ok(Output::from(Map::new().with("ResourceDescription", Self::description(region, number, true))));
        }
        let from: usize = call.input.str("NextToken").and_then(|it| it.parse().ok()).unwrap_or_default();
        let until = (from + 100).min(self.count);
        let page: Vec<_> = (from..until).map(|it| Self::description(region, it, self.whole)).collect();
        let mut output = Map::new().with("ResourceDescriptions", page);
        if until < self.count {
            output.insert("NextToken", until.to_string());
        }
        Ok(Output::from(output))
    }

    fn lists_whole_resources(&self) -> bool {
        self.whole
    }
}

fn main() {
    let stages: usize = std::env::args().nth(1).and_then(|it| it.parse().ok()).unwrap_or(100_000);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let each = stages / REGIONS.len();
        let plane = Arc::new(Stages { count: each, whole: true });
        let start = Instant::now();
        let walked = walk(&*plane, each).await;
        println!("{:>9.1?}  {walked} stages walked by hand", start.elapsed());
        let session = session(plane, 16);
        for sql in [
            "SELECT region, count(*) FROM aws.ivs.stages GROUP BY region",
            "SELECT arn, name FROM aws.ivs.stages WHERE name LIKE '%77'",
            "SELECT count(*) FROM aws.ivs.stages WHERE region = 'eu-west-1'",
            "SELECT region, arn, name, tags, active_session_id FROM aws.ivs.stages",
            "SELECT tag_key, count(*) FROM aws.ivs.stage_tags GROUP BY tag_key",
            "SELECT name FROM aws.ivs.stages LIMIT 10",
            "SELECT count(*) FROM information_schema.tables",
            "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'ivs'",
        ] {
            measure(&session, sql).await;
        }
        let latency = Duration::from_millis(50);
        let slow = Arc::new(Latency::new(Stages { count: 1_000, whole: false }, latency));
        let session = self::session(slow, 16);
        println!("ideal for 1,000 reads of 50 ms, 16 at once: {:?}", latency * 1_000 / 16);
        measure(&session, "SELECT name FROM aws.ivs.stages WHERE region = 'us-east-1'").await;
    });
}

/// Pages one after the other, each text parsed: what a scan cannot do without.
async fn walk(plane: &dyn Plane, each: usize) -> usize {
    let operation = callboard_model::registry::service("cloudcontrol").and_then(|it| it.operation("ListResources"));
    let operation = operation.expect("Cloud Control lists");
    let mut seen = 0;
    for region in REGIONS {
        for from in (0..each).step_by(100) {
            let scope = Scope::new("123456789012", region);
            let input = Map::new().with("TypeName", "AWS::IVS::Stage").with("NextToken", from.to_string());
            let call = Call { operation, input, caller: Caller::root(&scope, "sql"), scope };
            let output = plane.call(call).await.expect("a page");
            let items = output.members.get("ResourceDescriptions").and_then(Document::as_list).unwrap_or_default();
            for item in items {
                let text = item.get("Properties").and_then(Document::as_str).unwrap_or_default();
                let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
                seen += usize::from(value.get("Arn").is_some());
            }
        }
    }
    seen
}

async fn measure(session: &Session, sql: &str) {
    let start = Instant::now();
    let parsed = session.parse(sql).expect("a statement");
    let Answer::Rows(mut batches) = session.run(&parsed[0]).await.expect("an answer") else { return };
    let (mut rows, mut first) = (0, None);
    while let Some(batch) = batches.next().await {
        rows += batch.expect("rows").num_rows();
        first.get_or_insert_with(|| start.elapsed());
    }
    let first = first.unwrap_or_default();
    println!("{:>9.1?}  {rows:>6} rows, the first after {first:.1?}, peak {} MB  {sql}", start.elapsed(), peak());
}

/// The most memory that this process has had, in megabytes.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"));
    line.and_then(|it| it.trim().split(' ').next()?.parse::<u64>().ok()).unwrap_or_default() / 1024
}

fn session(plane: Arc<dyn Plane>, parallel_calls: usize) -> Session {
    let scope = Scope::new("123456789012", REGIONS[0]);
    let resources = Resources::new(
        plane,
        ResourcesOptions {
            partition: scope.partition.clone(),
            account: scope.account.clone(),
            caller: Caller::root(&scope, "sql"),
            parallel_calls,
            change_timeout: Duration::from_secs(60),
        },
    );
    Session::new(SessionOptions {
        resources,
        regions: REGIONS.iter().map(|it| (*it).to_owned()).collect(),
        read_only: true,
        partial: false,
        all_rows: false,
        wait: Wait::UntilDone,
        files: false,
        target: TargetInfo::default(),
        version: String::new(),
        catalogs: Vec::new(),
        definitions: None,
    })
}
