//! How fast the door answers, beside the least that hyper can do in the same run.
//!
//! ```text
//! cargo run --release -p callboard-server --example load -- [--url URL] [--planes fixed,memory,disk]
//!     [--only WORD] [--connections N] [--seconds N] [--rounds N] [--stages N]
//! ```
//!
//! Without a URL everything runs in this process: a bare hyper server, and the
//! door over a plane with one answer (signatures accepted, and verified), over an
//! embedded plane in memory and over one on disk. Clients and servers share the machine's cores; every request
//! is signed beforehand. Each row is measured right after the bare answer, in
//! every round, and the median of the rounds is shown: machines drift.

mod cpu;
mod load;
mod requests;
mod servers;

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use callboard_embedded::EmbeddedOptions;
use callboard_server::Auth;
use load::Load;
use tokio::runtime::{Builder, Runtime};

type Failure = Box<dyn std::error::Error + Send + Sync>;

struct Options {
    url: Option<String>,
    load: Load,
    rounds: usize,
    stages: usize,
    planes: String,
    only: String,
}

/// Names of threads, by which their CPU time is told apart.
const BARE: &str = "bare";
const SERVER: &str = "server";

fn runtime(name: &str) -> std::io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).thread_name(name).enable_all().build()
}

/// One row of the table: requests to one server.
struct Row {
    label: String,
    addr: SocketAddr,
    requests: Arc<Vec<Vec<u8>>>,
    rounds: Vec<Round>,
}

/// What one round of one row gave.
#[derive(Clone, Copy)]
struct Round {
    rate: f64,
    p50_micros: u32,
    p99_micros: u32,
    cpu_micros: f64,
    share_of_bare: f64,
}

fn main() -> Result<(), Failure> {
    let options = options()?;
    let clients = runtime("clients")?;
    let bare_server = runtime(BARE)?;
    let servers = runtime(SERVER)?;
    let bare = bare_server.block_on(servers::bare_hyper())?;
    let bare_call = requests::Signer::new(bare).call("GetStage", r#"{"arn":"arn"}"#)?;
    let mut bare = Row::new("bare hyper answer", bare, vec![bare_call]);

    let mut rows = Vec::new();
    let folder = tempfile::tempdir_in(".")?;
    if let Some(url) = &options.url {
        add_suite(&clients, "", address_of(url)?, &options, &mut rows)?;
    } else {
        let has = |plane: &str| options.planes.split(',').any(|it| it == plane);
        if has("fixed") {
            for (label, auth) in [("accepted", Auth::Accept), ("verified", Auth::Verify)] {
                let addr = servers.block_on(servers::fixed_plane(auth))?;
                let body = r#"{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl"}"#;
                let request = requests::Signer::new(addr).call("GetStage", body)?;
                rows.push(Row::new(&format!("GetStage, one answer, {label}"), addr, vec![request]));
            }
        }
        if has("memory") {
            let addr = servers.block_on(servers::embedded(EmbeddedOptions::memory()))?;
            add_suite(&clients, ", in memory", addr, &options, &mut rows)?;
        }
        if has("disk") {
            let addr = servers.block_on(servers::embedded(EmbeddedOptions::folder(folder.path())))?;
            add_suite(&clients, ", on disk", addr, &options, &mut rows)?;
        }
    }

    rows.retain(|row| row.label.contains(&options.only));

    for _ in 0..options.rounds {
        for row in &mut rows {
            let rate = bare.measure(&clients, options.load, None)?;
            row.measure(&clients, options.load, Some(rate))?;
        }
    }
    println!(
        "{} connections, median of {} rounds of {} s, {} stages, {} cores shared by clients and servers",
        options.load.connections,
        options.rounds,
        options.load.time.as_secs(),
        options.stages,
        std::thread::available_parallelism()?
    );
    println!("{:<34} {:>9} {:>9} {:>9} {:>9} {:>9}", "", "req/s", "p50 us", "p99 us", "CPU us", "of bare");
    bare.print();
    rows.iter().for_each(Row::print);
    Ok(())
}

/// Stages to read, and what is asked of them.
fn add_suite(
    clients: &Runtime,
    label: &str,
    addr: SocketAddr,
    options: &Options,
    rows: &mut Vec<Row>,
) -> Result<(), Failure> {
    let signer = requests::Signer::new(addr);
    let create =
        |at: usize| signer.call("CreateStage", &format!(r#"{{"name":"bench-{at}","tags":{{"run":"bench"}}}}"#));
    let mut gets = Vec::with_capacity(options.stages);
    clients.block_on(async {
        for at in 0..options.stages {
            let answer = load::ask(addr, &create(at)?).await?;
            let arn = requests::arn_of(&answer).ok_or("CreateStage answered no ARN")?;
            gets.push(signer.call("GetStage", &format!(r#"{{"arn":"{arn}"}}"#))?);
        }
        Ok::<_, Failure>(())
    })?;
    let creates = (0..1024).map(create).collect::<Result<_, _>>()?;
    let page = signer.call("ListStages", r#"{"maxResults":50}"#)?;
    rows.push(Row::new(&format!("GetStage{label}"), addr, gets));
    rows.push(Row::new(&format!("CreateStage{label}"), addr, creates));
    rows.push(Row::new(&format!("ListStages, page of 50{label}"), addr, vec![page]));
    Ok(())
}

impl Row {
    fn new(label: &str, addr: SocketAddr, requests: Vec<Vec<u8>>) -> Self {
        Self { label: label.to_owned(), addr, requests: Arc::new(requests), rounds: Vec::new() }
    }

    /// Measures one round; gives its rate.
    fn measure(&mut self, clients: &Runtime, load: Load, bare_rate: Option<f64>) -> Result<f64, Failure> {
        let warm_up = Load { time: load.time / 10, ..load };
        clients.block_on(load::push(self.addr, warm_up, Arc::clone(&self.requests)))?;
        let used = || cpu::used_by(BARE) + cpu::used_by(SERVER);
        let before = used();
        let outcome = clients.block_on(load::push(self.addr, load, Arc::clone(&self.requests)))?;
        if let Some(refusal) = &outcome.first_refusal {
            return Err(format!("{} of {} were refused; the first:\n{refusal}", outcome.refusals, self.label).into());
        }
        let rate = outcome.rate();
        self.rounds.push(Round {
            rate,
            p50_micros: outcome.percentile(0.5),
            p99_micros: outcome.percentile(0.99),
            cpu_micros: used().saturating_sub(before).as_secs_f64() * 1e6 / outcome.answers.max(1) as f64,
            share_of_bare: rate / bare_rate.unwrap_or(rate),
        });
        Ok(rate)
    }

    fn print(&self) {
        let median = |value: &dyn Fn(&Round) -> f64| {
            let mut values: Vec<f64> = self.rounds.iter().map(value).collect();
            values.sort_by(f64::total_cmp);
            values.get(values.len() / 2).copied().unwrap_or_default()
        };
        println!(
            "{:<34} {:>9.0} {:>9.0} {:>9.0} {:>9.1} {:>8.0}%",
            self.label,
            median(&|it| it.rate),
            median(&|it| it.p50_micros.into()),
            median(&|it| it.p99_micros.into()),
            median(&|it| it.cpu_micros),
            median(&|it| it.share_of_bare) * 100.0,
        );
    }
}

fn address_of(url: &str) -> Result<SocketAddr, Failure> {
    let host = url.strip_prefix("http://").ok_or("the URL must begin with http://")?;
    host.trim_end_matches('/').to_socket_addrs()?.next().ok_or_else(|| "the URL has no address".into())
}

fn options() -> Result<Options, Failure> {
    let mut options = Options {
        url: None,
        load: Load { connections: 64, time: Duration::from_secs(2) },
        rounds: 5,
        stages: 1000,
        planes: "fixed,memory,disk".to_owned(),
        only: String::new(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--url" => options.url = Some(value()?),
            "--planes" => options.planes = value()?,
            "--only" => options.only = value()?,
            "--connections" => options.load.connections = value()?.parse()?,
            "--seconds" => options.load.time = Duration::from_secs(value()?.parse()?),
            "--rounds" => options.rounds = value()?.parse()?,
            "--stages" => options.stages = value()?.parse()?,
            _ => return Err(format!("unknown option {word}").into()),
        }
    }
    Ok(options)
}
