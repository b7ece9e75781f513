//! `configure get`: one value, by its name in a profile.
//!
//! ```text
//! region                      of the profile in force
//! s3.addressing_style         nested, of the profile in force
//! default.region, p.output    of a profile that there is
//! profile.p.s3.x              of a profile by its full name
//! plugins.x                   of the section [plugins]
//! ```

use super::ini::Setting;
use super::profiles::Profiles;
use super::{PREDEFINED_SECTION, Session};
use crate::encode::error::{ExitCode, Failure};

pub(super) fn run(session: &mut Session<'_>, words: &[String]) -> Result<ExitCode, Failure> {
    let name = &words[0];
    let profiles = Profiles::read(session)?;
    match value(&profiles, session.named_profile().as_deref(), name)? {
        Some(Setting::Text(text)) => {
            writeln!(session.out, "{text}")?;
            Ok(ExitCode::Success)
        }
        Some(Setting::Nested(_)) => {
            write!(session.err, "varname ({name}) must reference a value, not a section or sub-section.")?;
            Ok(ExitCode::Unsuccessful)
        }
        None => Ok(ExitCode::Unsuccessful),
    }
}

fn value(profiles: &Profiles, named: Option<&str>, name: &str) -> Result<Option<Setting>, Failure> {
    let parts: Vec<&str> = name.split('.').collect();
    if let [key] = parts[..] {
        return Ok(profiles.in_force(named)?.setting(key).cloned());
    }
    if let [PREDEFINED_SECTION, key] = parts[..] {
        let section = profiles.config.section(PREDEFINED_SECTION);
        if let Some(setting) = section.and_then(|it| it.setting(key)) {
            return Ok(Some(setting.clone()));
        }
    }
    let (profile, rest) = match parts[..] {
        ["profile", profile, ref rest @ ..] => (profile, rest),
        [profile, ref rest @ ..] if profile == "default" || profiles.profile(profile).is_some() => (profile, rest),
        _ => (named.unwrap_or("default"), &parts[..]),
    };
    let Some(profile) = profiles.profile(profile) else { return Ok(None) };
    Ok(match rest {
        [key] => profile.setting(key).cloned(),
        [key, nested] => profile.get(&format!("{key}.{nested}")).map(|it| Setting::Text(it.to_owned())),
        _ => None,
    })
}
