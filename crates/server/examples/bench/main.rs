//! How fast the door answers, beside the least that hyper can do in the same run.
//!
//! ```text
//! cargo run --release -p callboard-server --example bench -- [--url URL] [--planes fixed,memory,disk]
//!     [--connections N] [--seconds N] [--stages N]
//! ```
//!
//! Without a URL everything runs in this process: a bare hyper server, and the
//! door over an embedded plane in memory and one on disk. Clients and servers
//! share the machine's cores; every request is signed beforehand.

mod cpu;
mod load;
mod requests;
mod servers;

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use callboard_embedded::EmbeddedOptions;
use load::{Load, Outcome};
use tokio::runtime::{Builder, Runtime};

type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Names of threads, by which their CPU time is told apart.
const BARE: &str = "bare";
const SERVER: &str = "server";

fn runtime(name: &str) -> std::io::Result<Runtime> {
    Builder::new_multi_thread().worker_threads(2).thread_name(name).enable_all().build()
}

struct Options {
    url: Option<String>,
    load: Load,
    stages: usize,
    planes: String,
}

fn main() -> Result<(), Failure> {
    let options = options()?;
    let clients = runtime("clients")?;
    let bare_server = runtime(BARE)?;
    let servers = runtime(SERVER)?;
    println!(
        "{} connections, {} s each, {} stages, {} cores shared by clients and servers",
        options.load.connections,
        options.load.time.as_secs(),
        options.stages,
        std::thread::available_parallelism()?
    );
    println!("{:<34} {:>9} {:>9} {:>9} {:>9} {:>9}", "", "req/s", "p50 us", "p99 us", "CPU us", "of bare");

    let bare = bare_server.block_on(servers::bare_hyper())?;
    let request = requests::Signer::new(bare).call("GetStage", r#"{"arn":"arn"}"#)?;
    let (outcome, cpu) = measure(&clients, bare, options.load, vec![request])?;
    let bare_rate = outcome.rate();
    print_row("bare hyper answer", &outcome, cpu, bare_rate);

    if let Some(url) = &options.url {
        return run_suite(&clients, "", address_of(url)?, &options, bare_rate);
    }
    let has = |plane: &str| options.planes.split(',').any(|it| it == plane);
    if has("fixed") {
        let addr = servers.block_on(servers::fixed_plane())?;
        let request = requests::Signer::new(addr)
            .call("GetStage", r#"{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/abcdefghijkl"}"#)?;
        let (outcome, cpu) = measure(&clients, addr, options.load, vec![request])?;
        print_row("GetStage, a plane with one answer", &outcome, cpu, bare_rate);
    }
    if has("memory") {
        let addr = servers.block_on(servers::embedded(EmbeddedOptions::memory()))?;
        run_suite(&clients, ", in memory", addr, &options, bare_rate)?;
    }
    if has("disk") {
        let folder = tempfile::tempdir_in(".")?;
        let addr = servers.block_on(servers::embedded(EmbeddedOptions::folder(folder.path())))?;
        run_suite(&clients, ", on disk", addr, &options, bare_rate)?;
    }
    Ok(())
}

fn run_suite(
    clients: &Runtime,
    label: &str,
    addr: SocketAddr,
    options: &Options,
    bare_rate: f64,
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
    let (outcome, cpu) = measure(clients, addr, options.load, gets)?;
    print_row(&format!("GetStage{label}"), &outcome, cpu, bare_rate);
    let creates = (0..1024).map(create).collect::<Result<_, _>>()?;
    let (outcome, cpu) = measure(clients, addr, options.load, creates)?;
    print_row(&format!("CreateStage{label}"), &outcome, cpu, bare_rate);
    let pages = vec![signer.call("ListStages", r#"{"maxResults":50}"#)?];
    let (outcome, cpu) = measure(clients, addr, options.load, pages)?;
    print_row(&format!("ListStages, page of 50{label}"), &outcome, cpu, bare_rate);
    Ok(())
}

fn measure(
    clients: &Runtime,
    addr: SocketAddr,
    load: Load,
    requests: Vec<Vec<u8>>,
) -> Result<(Outcome, Duration), Failure> {
    let requests = Arc::new(requests);
    let warm_up = Load { time: load.time / 10, ..load };
    clients.block_on(load::push(addr, warm_up, Arc::clone(&requests)))?;
    let used = || cpu::used_by(BARE) + cpu::used_by(SERVER);
    let before = used();
    let outcome = clients.block_on(load::push(addr, load, requests))?;
    Ok((outcome, used().saturating_sub(before)))
}

fn print_row(what: &str, outcome: &Outcome, cpu: Duration, bare_rate: f64) {
    println!(
        "{what:<34} {:>9.0} {:>9} {:>9} {:>9.1} {:>8.0}%",
        outcome.rate(),
        outcome.percentile(0.5),
        outcome.percentile(0.99),
        cpu.as_secs_f64() * 1e6 / outcome.answers.max(1) as f64,
        100.0 * outcome.rate() / bare_rate,
    );
    if let Some(refusal) = &outcome.first_refusal {
        println!("  {} were refused; the first:\n{refusal}", outcome.refusals);
    }
}

fn address_of(url: &str) -> Result<SocketAddr, Failure> {
    let host = url.strip_prefix("http://").ok_or("the URL must begin with http://")?;
    host.trim_end_matches('/').to_socket_addrs()?.next().ok_or_else(|| "the URL has no address".into())
}

fn options() -> Result<Options, Failure> {
    let mut options = Options {
        url: None,
        load: Load { connections: 64, time: Duration::from_secs(5) },
        stages: 1000,
        planes: "fixed,memory,disk".to_owned(),
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().ok_or_else(|| format!("{word} needs a value"));
        match word.as_str() {
            "--url" => options.url = Some(value()?),
            "--connections" => options.load.connections = value()?.parse()?,
            "--seconds" => options.load.time = Duration::from_secs(value()?.parse()?),
            "--planes" => options.planes = value()?,
            "--stages" => options.stages = value()?.parse()?,
            _ => return Err(format!("unknown option {word}").into()),
        }
    }
    Ok(options)
}
