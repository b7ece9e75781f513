//! The session of `callboard sql`: which plane, as whom, in which regions.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::bail;
use callboard_cli::host::Connection;
use callboard_model::endpoints;
use callboard_plane::layers::ReadOnly;
use callboard_plane::{Caller, Plane, Scope};
use callboard_resource::{Resources, ResourcesOptions, Wait};
use callboard_sql::SessionOptions;
use callboard_sql::session::TargetInfo;
use callboard_wire::endpoints::Partitions;

use super::planes::ServicePlanes;
use crate::arguments::sql::SqlArguments;
use crate::embedded::{self, Use};
use crate::files::AwsFiles;
use crate::host::BinaryHost;
use crate::target::Target;
use crate::world::World;

/// What the face is called in the history of the embedded plane.
const FACE: &str = "sql";

/// The file of views and tables, beside the history of statements.
const DEFINITIONS: &str = "definitions.sql";

/// Sessions that open their plane at the first call, and share it.
pub fn options(world: World, arguments: &SqlArguments) -> anyhow::Result<SessionOptions> {
    options_of(world, arguments, FACE)
}

/// The same for another face that runs statements, as the history of the embedded plane calls it.
pub fn options_of(world: World, arguments: &SqlArguments, face: &'static str) -> anyhow::Result<SessionOptions> {
    let connection = Connection {
        profile: arguments.profile.clone(),
        region: arguments.region.clone(),
        endpoint_url: arguments.endpoint_url.clone(),
        ..Connection::default()
    };
    let world = Arc::new(world);
    let host = host(&world);
    let decision = host.decide(&connection, "")?;
    let (scope, caller) = match decision.target {
        Target::Embedded => host.embedded_identity(&connection)?,
        // The endpoint finds out who calls by the signature.
        Target::Aws | Target::Url(_) => {
            let scope = embedded::scope(None, None);
            let caller = Caller::root(&scope, face);
            (scope, caller)
        }
    };
    let (regions, partition) = regions(&world, arguments, &decision.target)?;
    let is_embedded = decision.target == Target::Embedded;
    let scope = Scope { partition: partition.into(), ..scope };
    let caller = Caller { face, ..caller };
    let mut options = match is_embedded {
        true => ResourcesOptions::in_process(&scope, caller),
        false => ResourcesOptions::remote(&scope, caller),
    };
    if let Some(parallel) = arguments.parallel {
        options.parallel_calls = parallel.into();
    }
    if let Some(seconds) = arguments.timeout {
        options.change_timeout = Duration::from_secs(seconds);
    }
    let definitions = super::kept_folder(&world).map(|it| it.join(DEFINITIONS));
    let planes = ServicePlanes::new(world, connection, is_embedded);
    let plane: Arc<dyn Plane> = match arguments.read_only {
        true => Arc::new(ReadOnly::new(planes)),
        false => Arc::new(planes),
    };
    Ok(SessionOptions {
        resources: Resources::new(plane, options),
        regions,
        read_only: arguments.read_only,
        partial: arguments.partial,
        all_rows: arguments.all,
        wait: if arguments.nowait { Wait::UntilAccepted } else { Wait::UntilDone },
        files: true,
        target: TargetInfo { name: decision.target.to_string(), because: decision.because },
        version: env!("CARGO_PKG_VERSION").to_owned(),
        catalogs: Vec::new(),
        definitions,
    })
}

/// The binary's side of a host, for planes that many calls share.
pub fn host(world: &World) -> BinaryHost<'_> {
    let files = AwsFiles { settings: &world.settings };
    BinaryHost { world, files, interruptible: Arc::new(AtomicBool::new(false)), used: Use::Server }
}

/// The regions that are searched, the first of which is where things are made, and their partition.
fn regions(world: &World, arguments: &SqlArguments, target: &Target) -> anyhow::Result<(Vec<String>, String)> {
    let profile = arguments.profile.as_deref();
    let own = world.settings.region(arguments.region.as_deref(), profile)?;
    let partitions = Partitions::from_json(endpoints::partitions())?;
    let list: Vec<&str> = arguments.regions.iter().map(|it| it.trim()).filter(|it| !it.is_empty()).collect();
    for region in list.iter().filter(|it| **it != "all") {
        world.settings.region(Some(region), profile)?;
    }
    let first = match (&own, list.iter().find(|it| **it != "all")) {
        // A region that was asked for is where things are made; one of the settings is not, where a list was given.
        (Some(own), _) if arguments.region.is_some() => own.clone(),
        (_, Some(first)) => (*first).to_owned(),
        (Some(own), None) => own.clone(),
        (None, None) if *target == Target::Embedded => embedded::DEFAULT_REGION.to_owned(),
        (None, None) => bail!("no region is set: use --region or --regions, or set AWS_REGION"),
    };
    let partition = partitions.name_of_region(&first).to_owned();
    let mut regions = vec![first];
    let mut add = |region: &str| {
        if !regions.iter().any(|it| it == region) {
            regions.push(region.to_owned());
        }
    };
    for region in list {
        match region {
            "all" => regions_of(&partition).for_each(&mut add),
            region => add(region),
        }
    }
    Ok((regions, partition))
}

/// The regions of a partition, without its global pseudo-regions.
fn regions_of(partition: &str) -> impl Iterator<Item = &'static str> {
    let known = endpoints::partitions()["partitions"].as_array().into_iter().flatten();
    let known = known.filter(move |it| it["id"] == partition).filter_map(|it| it["regions"].as_object());
    known.flat_map(|it| it.keys()).map(String::as_str).filter(|it| !it.ends_with("-global"))
}
