//! `callboard status`: which target is in force, and why.

use std::path::Path;

use callboard_cli::host::HostError;
use callboard_model::{naming, registry};

use crate::embedded;
use crate::printing;
use crate::target::Target;
use crate::world::World;

/// Prints the target, where its data is, and as whom calls are made.
pub fn run(world: &World) -> anyhow::Result<i32> {
    let mut page = String::new();
    write(world, &mut page)?;
    printing::to_stdout(&page)?;
    Ok(0)
}

fn write(world: &World, page: &mut String) -> Result<(), HostError> {
    let mut line = |name: &str, value: &str| page.push_str(&format!("{name:<10} {value}\n"));
    line("target", &format!("{} ({})", world.decision.target, world.decision.because));
    let endpoints = endpoints(world)?;
    for endpoint in &endpoints {
        line("", endpoint);
    }
    let (profile, is_named) = world.settings.profile_name(None);
    if is_named {
        line("profile", &profile);
    }
    let region = world.settings.region(None, None)?;
    let key = world.settings.access_key_id(None)?;
    if world.decision.target == Target::Embedded {
        line("data", &data(world.data_dir.as_deref()));
        let account = key.as_ref().map(|(id, _)| id.as_str()).filter(|it| embedded::is_account_id(it));
        line("account", account.unwrap_or(embedded::DEFAULT_ACCOUNT));
        line("region", region.as_deref().unwrap_or(embedded::DEFAULT_REGION));
    } else {
        line("region", region.as_deref().unwrap_or("none: set AWS_REGION or use --region"));
    }
    if world.decision.target != Target::Embedded || !endpoints.is_empty() {
        let key = key.map(|(id, origin)| format!("{id} ({origin})"));
        line(
            "key",
            key.as_deref().unwrap_or("from the chain of the AWS CLI: roles, SSO, processes, containers, instances"),
        );
    }
    Ok(())
}

/// Where the settings of AWS tools send calls instead.
fn endpoints(world: &World) -> Result<Vec<String>, HostError> {
    let mut endpoints = Vec::new();
    if !world.decision.leaves_endpoints_to_aws_settings() {
        return Ok(endpoints);
    }
    let general = world.settings.endpoint_url(None, "")?;
    if let Some((url, because)) = &general {
        endpoints.push(format!("`callboard aws` goes to {url} ({because})"));
    }
    for service in registry::services() {
        let own = world.settings.endpoint_url(None, service.service_id)?;
        if let Some((url, because)) = own.as_ref().filter(|_| own != general) {
            let name = naming::cli_service_name(service.name);
            endpoints.push(format!("`callboard aws {name}` goes to {url} ({because})"));
        }
    }
    Ok(endpoints)
}

fn data(folder: Option<&Path>) -> String {
    match folder {
        None => "none: set HOME, CALLBOARD_DATA_DIR or --data-dir".to_owned(),
        Some(folder) if folder == Path::new(":memory:") => ":memory: (forgotten at the end)".to_owned(),
        Some(folder) if folder.join("callboard.db").exists() => folder.display().to_string(),
        Some(folder) => format!("{} (not there yet)", folder.display()),
    }
}
