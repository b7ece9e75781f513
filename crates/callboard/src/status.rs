//! `callboard status`: which target is in force, and why.

use crate::credentials;
use crate::embedded;
use crate::target::Target;
use crate::world::World;

/// Prints the target, where its data is, and as whom calls are made.
pub fn run(world: &World) -> anyhow::Result<i32> {
    let line = |name: &str, value: &str| println!("{name:<10} {value}");
    line("target", &format!("{} ({})", world.decision.target, world.decision.because));
    if let Some((url, because)) = world.settings.endpoint_url(None, "")? {
        line("", &format!("`callboard aws` goes to {url} ({because})"));
    }
    let region = world.settings.region(None, None)?;
    let keys = credentials::from_environment(world.settings.variables());
    if world.decision.target == Target::Embedded {
        let folder = world.data_dir.as_ref().map_or_else(|| "none".to_owned(), |it| it.display().to_string());
        let is_there = world.data_dir.as_ref().is_some_and(|it| it.join("callboard.db").exists());
        line("data", &format!("{folder}{}", if is_there { "" } else { " (not there yet)" }));
        let account = keys.as_ref().map(|it| it.access_key_id.as_str()).filter(|it| embedded::is_account_id(it));
        line("account", account.unwrap_or(embedded::DEFAULT_ACCOUNT));
        line("region", region.as_deref().unwrap_or(embedded::DEFAULT_REGION));
    } else {
        line("region", region.as_deref().unwrap_or("none: set AWS_REGION or use --region"));
        line("key", keys.as_ref().map_or("from the profile, where there is one", |it| &it.access_key_id));
    }
    Ok(0)
}
