//! Packs the committed facts: each text compressed by itself into one file, and an index of them as Rust constants.
//!
//! Nothing is parsed here but tables of tab-separated words and the names of operations and types.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

#[path = "src/service/protocol.rs"]
#[allow(dead_code, missing_docs)]
mod protocol;

use protocol::Protocol;

/// Higher levels save 5 % and cost seven times the time.
const LEVEL: i32 = 9;

/// Tables that are texts of their own, and the names of their constants.
const TABLES: [(&str, &str); 6] = [
    ("PARTITIONS", "partitions.json"),
    ("REGIONS", "regions.tsv"),
    ("ARN_FORMATS", "catalog/arn-formats.tsv"),
    ("TYPE_MAP", "catalog/type-map.tsv"),
    ("SEED_HANDLERS", "catalog/handlers-seed.jsonl"),
    ("SOURCES", "SOURCES"),
];

fn main() {
    println!("cargo:rerun-if-changed=facts");
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed=src/service/protocol.rs");
    let facts = Path::new("facts");
    let out = PathBuf::from(std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));

    let mut texts = Vec::new();
    let services = read(&facts.join("services.tsv"));
    let services: Vec<Vec<&str>> = services.lines().skip(1).map(|line| line.split('\t').collect()).collect();
    texts.extend(services.iter().map(|row| read(&facts.join("api").join(format!("{}.txt", row[0])))));
    let mut namespaces = names_in(&facts.join("types"));
    namespaces.sort_by_key(|file| namespace_name(file));
    texts.extend(namespaces.iter().map(|file| read(&facts.join("types").join(file))));
    let templates = read(&facts.join("rules.jsonl"));
    texts.extend(templates.lines().map(str::to_owned));
    texts.extend(TABLES.iter().map(|(_, path)| read(&facts.join(path))));

    let frames = compress(&texts);
    let mut pack = Vec::new();
    let mut entries = Vec::new();
    for (frame, text) in frames.iter().zip(&texts) {
        entries.push(format!("Frame {{ start: {}, packed: {}, length: {} }}", pack.len(), frame.len(), text.len()));
        pack.extend_from_slice(frame);
    }
    fs::write(out.join("facts.pack"), pack).expect("OUT_DIR can be written");

    let mut entries = entries.into_iter().zip(&texts);
    let rules = read(&facts.join("rules.tsv"));
    let mut index = service_index(&services, &rules, &mut entries);
    index.push_str(&namespace_index(&namespaces, &mut entries));
    writeln!(index, "pub(crate) static TEMPLATES: [Frame; {}] = [", templates.lines().count()).expect("a string grows");
    for (frame, _) in entries.by_ref().take(templates.lines().count()) {
        writeln!(index, "{frame},").expect("a string grows");
    }
    index.push_str("];\n");
    for ((name, _), (frame, _)) in TABLES.iter().zip(entries) {
        writeln!(index, "pub(crate) static {name}: Frame = {frame};").expect("a string grows");
    }
    fs::write(out.join("index.rs"), index).expect("OUT_DIR can be written");
}

/// An absent file is an empty text, so that a tree without facts still builds the command that makes them.
fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_default()
}

fn names_in(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .map(|entries| entries.flatten().filter_map(|it| it.file_name().into_string().ok()).collect())
        .unwrap_or_default();
    names.sort();
    names
}

/// Compresses each text by itself, on as many threads as there are processors.
fn compress(texts: &[String]) -> Vec<Vec<u8>> {
    let threads = std::thread::available_parallelism().map_or(1, |it| it.get());
    let mut frames = vec![Vec::new(); texts.len()];
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                scope.spawn(move || {
                    let own = texts.iter().enumerate().skip(worker).step_by(threads);
                    own.map(|(at, text)| (at, zstd::bulk::compress(text.as_bytes(), LEVEL))).collect::<Vec<_>>()
                })
            })
            .collect();
        for worker in workers {
            for (at, frame) in worker.join().expect("no worker panics") {
                frames[at] = frame.expect("zstd compresses any text");
            }
        }
    });
    frames
}

fn service_index<'a>(
    services: &[Vec<&str>],
    rules: &str,
    frames: &mut impl Iterator<Item = (String, &'a String)>,
) -> String {
    let rules: BTreeMap<&str, (&str, &str)> = rules
        .lines()
        .filter_map(|line| {
            let mut words = line.split('\t');
            Some((words.next()?, (words.next()?, words.next()?)))
        })
        .collect();
    let mut index = format!("pub(crate) static SERVICES: [ServiceEntry; {}] = [\n", services.len());
    for (row, (frame, text)) in services.iter().zip(frames) {
        let [name, service_id, signing_name, endpoint_prefix, api_version, protocols, target_prefix] = row[..] else {
            panic!("facts/services.tsv: {row:?} has not seven columns");
        };
        let listed: Vec<Protocol> = protocols.split(',').filter_map(Protocol::from_name).collect();
        let protocol = Protocol::for_client(&listed).unwrap_or_else(|| panic!("{name} speaks no protocol we know"));
        let operations: Vec<&str> =
            text.lines().filter_map(|line| line.strip_prefix("o ")?.split(' ').next()).collect();
        let rules = match rules.get(name) {
            None => "None".to_owned(),
            Some((template, labels)) => {
                let labels: Vec<&str> = labels.split(',').filter(|it| !it.is_empty()).collect();
                format!("Some(({template}, &{labels:?}))")
            }
        };
        writeln!(
            index,
            "ServiceEntry {{ name: {name:?}, service_id: {service_id:?}, full_name: {:?}, signing_name: {signing_name:?}, \
             endpoint_prefix: {endpoint_prefix:?}, api_version: {api_version:?}, protocol: Protocol::{protocol:?}, \
             target_prefix: {target_prefix:?}, operations: {:?}, model: {frame}, rules: {rules} }},",
            full_name(text),
            operations.join(" ")
        )
        .expect("a string grows");
    }
    index.push_str("];\n");
    for (name, column) in [("SIGNING_NAMES", 2), ("ENDPOINT_PREFIXES", 3), ("TARGET_PREFIXES", 6)] {
        let mut groups: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, row) in services.iter().enumerate().filter(|(_, row)| !row[column].is_empty()) {
            groups.entry(row[column]).or_default().push(at);
        }
        writeln!(index, "pub(crate) static {name}: Groups = &[").expect("a string grows");
        for (name, positions) in groups {
            writeln!(index, "({name:?}, &{positions:?}),").expect("a string grows");
        }
        index.push_str("];\n");
    }
    index
}

fn namespace_index<'a>(files: &[String], frames: &mut impl Iterator<Item = (String, &'a String)>) -> String {
    let mut index = format!("pub(crate) static NAMESPACES: [NamespaceEntry; {}] = [\n", files.len());
    for (file, (frame, text)) in files.iter().zip(frames) {
        let name = namespace_name(file);
        let leaves: Vec<&str> = text
            .lines()
            .filter_map(|line| line.split('\t').next()?.strip_prefix(name.as_str())?.strip_prefix("::"))
            .collect();
        writeln!(index, "NamespaceEntry {{ name: {name:?}, leaves: {:?}, types: {frame} }},", leaves.join(" "))
            .expect("a string grows");
    }
    index.push_str("];\n");
    index
}

/// The service's full name on the metadata line of its model, where it gives one.
fn full_name(model: &str) -> String {
    let metadata = model.lines().next().unwrap_or_default();
    let name = metadata.split_once("\"serviceFullName\":\"").and_then(|(_, rest)| rest.split_once('"'));
    let name = name.map_or_else(String::new, |(name, _)| name.replace("\\u0020", " "));
    assert!(!name.contains('\\'), "the full name {name} has an escape that build.rs does not know");
    name
}

/// `AWS::IVS` of `AWS-IVS.jsonl`.
fn namespace_name(file: &str) -> String {
    file.trim_end_matches(".jsonl").replace('-', "::")
}
