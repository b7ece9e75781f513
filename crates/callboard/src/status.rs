//! `callboard status`: which target is in force, and why.

use callboard_cli::host::HostError;
use callboard_model::{naming, registry};

use crate::embedded;
use crate::target::Target;
use crate::world::World;

/// Prints the target, where its data is, and as whom calls are made.
pub fn run(world: &World) -> anyhow::Result<i32> {
    line("target", &format!("{} ({})", world.decision.target, world.decision.because));
    let is_redirected = print_endpoints(world)?;
    let (profile, is_named) = world.settings.profile_name(None);
    if is_named {
        line("profile", &profile);
    }
    let region = world.settings.region(None, None)?;
    let key = world.settings.access_key_id(None)?;
    if world.decision.target == Target::Embedded {
        let folder = world.data_dir.as_ref().map_or_else(|| "none".to_owned(), |it| it.display().to_string());
        let is_there = world.data_dir.as_ref().is_some_and(|it| it.join("callboard.db").exists());
        line("data", &format!("{folder}{}", if is_there { "" } else { " (not there yet)" }));
        let account = key.as_ref().map(|(id, _)| id.as_str()).filter(|it| embedded::is_account_id(it));
        line("account", account.unwrap_or(embedded::DEFAULT_ACCOUNT));
        line("region", region.as_deref().unwrap_or(embedded::DEFAULT_REGION));
    } else {
        line("region", region.as_deref().unwrap_or("none: set AWS_REGION or use --region"));
    }
    if world.decision.target != Target::Embedded || is_redirected {
        let key = key.map(|(id, origin)| format!("{id} ({origin})"));
        line(
            "key",
            key.as_deref().unwrap_or("from the chain of the AWS CLI: roles, SSO, processes, containers, instances"),
        );
    }
    Ok(0)
}

fn line(name: &str, value: &str) {
    println!("{name:<10} {value}");
}

/// Where the settings of AWS tools send calls instead; whether they do.
fn print_endpoints(world: &World) -> Result<bool, HostError> {
    if !world.decision.leaves_endpoints_to_aws_settings() {
        return Ok(false);
    }
    let general = world.settings.endpoint_url(None, "")?;
    if let Some((url, because)) = &general {
        line("", &format!("`callboard aws` goes to {url} ({because})"));
    }
    let mut is_redirected = general.is_some();
    for service in registry::services() {
        let own = world.settings.endpoint_url(None, service.service_id)?;
        if let Some((url, because)) = own.as_ref().filter(|_| own != general) {
            line("", &format!("`callboard aws {}` goes to {url} ({because})", naming::cli_service_name(service.name)));
            is_redirected = true;
        }
    }
    Ok(is_redirected)
}
