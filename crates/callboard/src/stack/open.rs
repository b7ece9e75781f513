//! Opening: a stack with its variables, on the plane that the settings say, with its record.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use callboard_stack::record::Record;
use callboard_stack::stack::Nature;
use callboard_stack::work::Work;
use callboard_stack::{Inputs, Stack, StackError, environment};

use super::statements::SqlHost;
use crate::arguments::sql::SqlArguments;
use crate::arguments::stack::StackOptions;
use crate::embedded::DEFAULT_REGION;
use crate::sql::connect;
use crate::target::Target;
use crate::world::World;

/// What the face is called in the history of the embedded plane.
const FACE: &str = "stack";

/// The environment file that is read where it is there.
const ENVIRONMENT_FILE: &str = ".env";

/// A stack on a plane.
pub struct Opened {
    pub work: Work,
    /// Whether anything of it is SQL.
    pub has_statements: bool,
    /// Whether it is asked before anything is changed.
    pub is_asked: bool,
    pub has_colours: bool,
    pub has_colours_on_stderr: bool,
}

/// The stack alone.
pub fn stack(world: &World, options: &StackOptions) -> anyhow::Result<Stack> {
    let set = world.settings.region(options.region.as_deref(), options.profile.as_deref())?;
    let region = set.unwrap_or_else(|| DEFAULT_REGION.to_owned());
    let mut variables = BTreeMap::from([("AWS_REGION".to_owned(), region.clone())]);
    let process = std::env::vars_os();
    variables.extend(process.filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))));
    for file in environment_files(options) {
        let shown = file.display().to_string();
        let text = std::fs::read_to_string(&file).map_err(|source| StackError::File { file: shown.clone(), source })?;
        variables.extend(environment::parse(&shown, &text).map_err(StackError::from)?);
    }
    variables.extend(options.variables.iter().cloned());
    Ok(Stack::load(&options.folder, &options.environment, Inputs { variables, region })?)
}

fn environment_files(options: &StackOptions) -> Vec<PathBuf> {
    if !options.env_file.is_empty() {
        return options.env_file.clone();
    }
    let default = PathBuf::from(ENVIRONMENT_FILE);
    if default.is_file() { vec![default] } else { Vec::new() }
}

/// The stack on its plane. Nothing is opened before the first call.
pub fn work(world: World, options: &StackOptions) -> anyhow::Result<Opened> {
    let stack = stack(&world, options)?;
    let data_dir = world.data_dir.clone();
    let (has_colours, has_colours_on_stderr) =
        (super::colours(&world, &std::io::stdout()), super::colours(&world, &std::io::stderr()));
    let target = connect::host(&world).decide(&connection(options), "")?.target;
    let sql = SqlArguments {
        // On the embedded plane there is a default; elsewhere the manifest may name the region itself.
        region: Some(options.region.clone().unwrap_or_else(|| stack.region().to_owned())),
        profile: options.profile.clone(),
        endpoint_url: options.endpoint_url.clone(),
        parallel: options.parallel,
        ..SqlArguments::default()
    };
    let session = connect::options_of(world, &sql, FACE)?;
    let account = session.resources.options().account.to_string();
    let path = record_file(options, data_dir.as_deref(), &stack, &target, &account);
    let record = Record::open(path, stack.name())?;
    let is_sql = |nature: Nature| matches!(nature, Nature::Statements | Nature::Query | Nature::Command);
    let has_statements = stack.parts.iter().any(|it| is_sql(it.nature) || !it.queries.blocks.is_empty());
    let resources = session.resources.clone();
    let host = Arc::new(SqlHost::new(session, options.show_queries));
    let mut work = Work::new(stack, resources, host, record);
    if let Some(parallel) = options.parallel {
        work.parallel = parallel.into();
    }
    Ok(Opened { work, has_statements, is_asked: target == Target::Aws, has_colours, has_colours_on_stderr })
}

fn connection(options: &StackOptions) -> callboard_cli::host::Connection {
    callboard_cli::host::Connection {
        profile: options.profile.clone(),
        region: options.region.clone(),
        endpoint_url: options.endpoint_url.clone(),
        ..callboard_cli::host::Connection::default()
    }
}

/// The file of the record: as asked for, in the data folder, or beside the manifest where there is no such folder.
fn record_file(
    options: &StackOptions,
    data_dir: Option<&Path>,
    stack: &Stack,
    target: &Target,
    account: &str,
) -> Option<PathBuf> {
    if let Some(file) = &options.record {
        return Some(file.clone());
    }
    let place = match target {
        Target::Embedded => format!("embedded-{account}"),
        Target::Aws => format!("aws-{}", options.profile.as_deref().unwrap_or("default")),
        Target::Url(url) => url.clone(),
    };
    let name = format!("{}.{}.jsonl", file_name(stack.name()), file_name(&stack.environment));
    let inside = |folder: PathBuf| folder.join(file_name(&place)).join(&name);
    match data_dir {
        // A plane that is forgotten at the end has nothing to be remembered of.
        Some(folder) if folder == Path::new(":memory:") && *target == Target::Embedded => None,
        Some(folder) if folder != Path::new(":memory:") => Some(inside(folder.join("stacks"))),
        _ => Some(inside(stack.folder.join(".callboard"))),
    }
}

/// A name as a file can be called; different names stay different.
fn file_name(name: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' => char::from(byte).to_string(),
        other => format!("%{other:02x}"),
    };
    name.bytes().map(escape).collect()
}
