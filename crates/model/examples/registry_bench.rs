//! What it costs to open models, beside botocore's own loader on the same machine.
//!
//! `cargo run --release -p callboard-model --example registry_bench`
//!
//! Each figure of ours is the best and the median of fresh processes, as a
//! command line tool meets it: the time from asking to having an operation
//! with every shape it reaches, decompression included.

use std::collections::BTreeSet;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use callboard_model::shape::{Member, Shape, ShapeKind};
use callboard_model::{endpoints, naming, registry, types};

const RUNS: usize = 25;

/// Name, what to do once, and the operation that botocore's figure is put beside.
type Case = (&'static str, fn() -> usize);

const CASES: &[Case] = &[
    ("ivs-realtime CreateStage", || closure("ivs-realtime", "CreateStage")),
    ("apigatewayv2 CreateStage", || closure("apigatewayv2", "CreateStage")),
    ("s3 PutObject", || closure("s3", "PutObject")),
    ("sagemaker CreateEndpoint", || closure("sagemaker", "CreateEndpoint")),
    ("ec2 RunInstances", || closure("ec2", "RunInstances")),
    ("ec2, every shape", || whole("ec2")),
    ("all service and operation names", || {
        registry::services().iter().map(|it| it.operation_names().map(str::len).sum::<usize>()).sum()
    }),
    ("all type names", || types::names().map(|it| it.len()).sum()),
    ("AWS::IVS::Stage", || types::resource_type("AWS::IVS::Stage").map_or(0, |it| it.properties().len())),
    ("AWS::EC2::Instance", || types::resource_type("AWS::EC2::Instance").map_or(0, |it| it.properties().len())),
    ("AWS::QuickSight::Dashboard", || {
        types::resource_type("AWS::QuickSight::Dashboard").map_or(0, |it| it.properties().len())
    }),
    ("ivs.stages, by its SQL name", || {
        naming::sql::sql_relation_of("ivs", "stages").map_or(0, |it| it.type_name.len())
    }),
    ("endpoint rules of ivs-realtime", || {
        endpoints::rule_set("ivs-realtime").map_or(0, |it| it["rules"].to_string().len())
    }),
    ("endpoint rules of s3", || endpoints::rule_set("s3").map_or(0, |it| it["rules"].to_string().len())),
];

const BOTOCORE: &str = r#"
import time, botocore, botocore.loaders
print("botocore", botocore.__version__)
for service in ("ivs-realtime", "apigatewayv2", "s3", "sagemaker", "ec2"):
    best = 1e9
    for _ in range(5):
        loader = botocore.loaders.Loader()
        start = time.perf_counter()
        loader.load_service_model(service, "service-2")
        best = min(best, time.perf_counter() - start)
    print(f"  {service:<34}{best * 1e6:>10.0f} us")
"#;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let Some(number) = arguments.get(1).and_then(|it| it.parse::<usize>().ok()) {
        let start = Instant::now();
        let found = black_box(CASES[number].1());
        println!("{} {found}", start.elapsed().as_nanos());
        return;
    }
    println!("pack {} bytes; {} services", registry::pack_length(), registry::services().len());
    println!(
        "{:<36}{:>10}{:>12}   (best and median of {RUNS} fresh processes)",
        "first use of", "best us", "median us"
    );
    for (number, (name, _)) in CASES.iter().enumerate() {
        let mut times: Vec<Duration> = (0..RUNS).filter_map(|_| fresh_process(&arguments[0], number)).collect();
        times.sort();
        let micros = |time: Option<&Duration>| time.map_or(f64::NAN, |it| it.as_secs_f64() * 1e6);
        println!("  {name:<34}{:>10.0}{:>12.0}", micros(times.first()), micros(times.get(times.len() / 2)));
    }
    match Command::new("python3").args(["-c", BOTOCORE]).output() {
        Ok(output) if output.status.success() => print!("{}", String::from_utf8_lossy(&output.stdout)),
        _ => println!("botocore: skipped, python3 has none"),
    }
}

fn fresh_process(program: &str, case: usize) -> Option<Duration> {
    let output = Command::new(program).arg(case.to_string()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    Some(Duration::from_nanos(text.split(' ').next()?.parse().ok()?))
}

/// Opens an operation and every shape it reaches; returns how many.
fn closure(service: &str, operation: &str) -> usize {
    let Some(service) = registry::service(service) else { return 0 };
    let Some(operation) = service.operation(operation) else { return 0 };
    let errors = operation.errors.iter().filter_map(|it| service.shape(it));
    let mut open: Vec<&'static Shape> = operation.input.into_iter().chain(operation.output).chain(errors).collect();
    let mut seen: BTreeSet<&'static str> = open.iter().map(|it| it.name).collect();
    while let Some(shape) = open.pop() {
        let mut visit = |member: &'static Member| {
            if seen.insert(member.shape_name) {
                open.push(member.shape());
            }
        };
        match &shape.kind {
            ShapeKind::Structure(members) => members.iter().for_each(visit),
            ShapeKind::List(member) => visit(member),
            ShapeKind::Map(key, value) => {
                visit(key);
                visit(value);
            }
            _ => {}
        }
    }
    seen.len()
}

fn whole(service: &str) -> usize {
    let Some(service) = registry::service(service) else { return 0 };
    service.shape_names().filter_map(|it| service.shape(it)).map(|it| it.members().len()).sum()
}
