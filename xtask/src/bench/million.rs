//! A folder with a million stages beside one with a hundred: start, memory, one read, one page.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use callboard_embedded::{EmbeddedOptions, EmbeddedPlane, Writes};
use callboard_model::document::Map;
use callboard_plane::{Call, Caller, Plane, Scope};

use super::commands::Server;

const MANY: usize = 1_000_000;
const FEW: usize = 100;
const WRITERS: usize = 256;

/// Fills both folders, serves each, and prints the figures.
pub fn run(binary: &Path) -> Result<()> {
    println!("\n== million: a folder with {MANY} stages beside one with {FEW}");
    let mut medians = Vec::new();
    for count in [FEW, MANY] {
        let home = tempfile::tempdir()?;
        let start = Instant::now();
        let arn = fill(&home.path().join("data"), count, "us-east-1")?;
        let rate = count as f64 / start.elapsed().as_secs_f64();
        println!("{count:>9} stages made in-process, {WRITERS} durable writers    {rate:>9.0} /s");
        let start = Instant::now();
        let server = Server::start(binary, home.path())?;
        let mut client = Client::connect(&server.url)?;
        client.post("/GetStage", &format!(r#"{{"arn":"{arn}"}}"#))?;
        let first = start.elapsed();
        let idle = server.resident_bytes()?;
        let get = client.median(2000, "/GetStage", &format!(r#"{{"arn":"{arn}"}}"#))?;
        let page = client.median(500, "/ListStages", r#"{"maxResults":100}"#)?;
        let middle = client.page_in_the_middle()?;
        let after = server.resident_bytes()?;
        println!(
            "{count:>9} stages: first answer {:.1} ms, GetStage {:.0} us, a page of 100 {:.0} us, a later page {:.0} us, resident {:.1} MiB, then {:.1} MiB",
            first.as_secs_f64() * 1e3,
            get.as_secs_f64() * 1e6,
            page.as_secs_f64() * 1e6,
            middle.as_secs_f64() * 1e6,
            idle as f64 / 1048576.0,
            after as f64 / 1048576.0
        );
        medians.push((get, page));
    }
    let ratio =
        |of: fn(&(Duration, Duration)) -> Duration| of(&medians[1]).as_secs_f64() / of(&medians[0]).as_secs_f64();
    println!(
        "GetStage at {MANY} costs {:.2} x what it costs at {FEW} (wanted 1.2), a page {:.2} x",
        ratio(|it| it.0),
        ratio(|it| it.1)
    );
    Ok(())
}

/// Makes stages through the plane's own operation; returns the ARN of one of them.
pub fn fill(folder: &Path, count: usize, region: &str) -> Result<String> {
    let mut options = EmbeddedOptions::folder(folder);
    options.writes = Writes::Shared;
    let plane = Arc::new(EmbeddedPlane::open(options)?);
    let service = callboard_model::registry::service("ivs-realtime").context("ivs-realtime is in the registry")?;
    let operation = service.operation("CreateStage").context("CreateStage is in the registry")?;
    let scope = Scope::new("123456789012", region);
    let caller = Caller::root(&scope, "bench");
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let writers: Vec<_> = (0..WRITERS.min(count))
            .map(|writer| {
                let (plane, scope, caller) = (plane.clone(), scope.clone(), caller.clone());
                tokio::spawn(async move {
                    let mut arn = String::new();
                    for number in (writer..count).step_by(WRITERS) {
                        let input = Map::new().with("name", format!("stage-{number}"));
                        let call = Call { operation, input, scope: scope.clone(), caller: caller.clone() };
                        let output = plane.call(call).await?;
                        let stage =
                            output.members.get("stage").and_then(|it| it.get("arn")?.as_str().map(str::to_owned));
                        arn = stage.unwrap_or_default();
                    }
                    anyhow::Ok(arn)
                })
            })
            .collect();
        let mut arn = String::new();
        for writer in writers {
            arn = writer.await??;
        }
        Ok(arn)
    })
}

/// One kept connection; signatures are accepted unseen.
struct Client {
    reader: BufReader<TcpStream>,
    host: String,
}

impl Client {
    fn connect(url: &str) -> Result<Self> {
        let host = url.trim_start_matches("http://").to_owned();
        let stream = TcpStream::connect(&host)?;
        stream.set_nodelay(true)?;
        Ok(Self { reader: BufReader::new(stream), host })
    }

    fn post(&mut self, path: &str, body: &str) -> Result<String> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nx-amz-date: 20260101T000000Z\r\n\
             authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/ivs/aws4_request, SignedHeaders=host, Signature=0\r\n\r\n{body}",
            self.host,
            body.len()
        );
        self.reader.get_mut().write_all(request.as_bytes())?;
        let (mut status, mut length) = (String::new(), 0);
        self.reader.read_line(&mut status)?;
        loop {
            let mut line = String::new();
            self.reader.read_line(&mut line)?;
            let line = line.trim_end().to_ascii_lowercase();
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.strip_prefix("content-length:") {
                length = value.trim().parse()?;
            }
        }
        let mut answer = vec![0; length];
        self.reader.read_exact(&mut answer)?;
        let answer = String::from_utf8(answer)?;
        if !status.starts_with("HTTP/1.1 200") {
            bail!("{path}: {} {answer}", status.trim());
        }
        Ok(answer)
    }

    fn median(&mut self, times: usize, path: &str, body: &str) -> Result<Duration> {
        let mut taken = Vec::with_capacity(times);
        for _ in 0..times {
            let start = Instant::now();
            self.post(path, body)?;
            taken.push(start.elapsed());
        }
        taken.sort();
        Ok(taken[taken.len() / 2])
    }

    /// A page that a token leads to, behind twenty others where there are so many.
    fn page_in_the_middle(&mut self) -> Result<Duration> {
        let mut body = r#"{"maxResults":50}"#.to_owned();
        for _ in 0..20 {
            let answer: serde_json::Value = serde_json::from_str(&self.post("/ListStages", &body)?)?;
            let Some(token) = answer["nextToken"].as_str() else { break };
            body = format!(r#"{{"maxResults":100,"nextToken":"{token}"}}"#);
        }
        self.median(200, "/ListStages", &body)
    }
}
