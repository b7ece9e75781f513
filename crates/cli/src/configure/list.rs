//! `configure list` and `configure list-profiles`: which settings are in force, and where they come from.

use super::profiles::Profiles;
use super::{File, PROFILE_VARIABLES, REGION_VARIABLES, Session, masked};
use crate::encode::error::{ExitCode, Failure};

/// A setting with its origin; `None` where nothing sets it.
type Found = Option<(String, String, String)>;

pub(super) async fn run(session: &mut Session<'_>) -> Result<ExitCode, Failure> {
    line(session, "NAME", Some(("VALUE".into(), "TYPE".into(), "LOCATION".into())))?;
    let named = session.named_profile();
    let profile = match (session.profile, &named) {
        (Some(name), _) => Some((name.to_owned(), "manual".to_owned(), "--profile".to_owned())),
        (None, Some(name)) => Some((name.clone(), "env".to_owned(), variables(&PROFILE_VARIABLES))),
        (None, None) => None,
    };
    line(session, "profile", profile)?;
    let in_force = Profiles::read(session)?.in_force(named.as_deref())?;
    let credentials = session.files.credentials(session.profile).await.map_err(|err| Failure::from(&err))?;
    let key = |key: &str, source: &str| Some((masked(key), source.to_owned(), String::new()));
    line(session, "access_key", credentials.as_ref().and_then(|it| key(&it.access_key, &it.source)))?;
    line(session, "secret_key", credentials.as_ref().and_then(|it| key(&it.secret_key, &it.source)))?;
    let region = match REGION_VARIABLES.iter().find_map(|name| session.variable(name)) {
        Some(region) => Some((region, "env".to_owned(), variables(&REGION_VARIABLES))),
        None => {
            let place = session.files.path(File::Config);
            in_force.get("region").map(|region| (region.to_owned(), "config-file".to_owned(), place))
        }
    };
    line(session, "region", region)?;
    Ok(ExitCode::Success)
}

pub(super) fn profiles(session: &mut Session<'_>) -> Result<ExitCode, Failure> {
    for name in Profiles::read(session)?.names() {
        writeln!(session.out, "{name}")?;
    }
    Ok(ExitCode::Success)
}

fn line(session: &mut Session<'_>, name: &str, found: Found) -> Result<(), Failure> {
    let none = || "None".to_owned();
    let (value, kind, place) = found.unwrap_or_else(|| ("<not set>".to_owned(), none(), none()));
    writeln!(session.out, "{name:<10} : {value:<24} : {kind:<16} : {place}")?;
    Ok(())
}

/// The variables as the AWS CLI shows them.
fn variables(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    format!("[{}]", quoted.join(", "))
}
