//! `configure set`: one value, by its name as in `get.rs`.

use super::edit::Setting;
use super::{File, PREDEFINED_SECTION, Session, profile_header};
use crate::encode::error::{ExitCode, Failure};

/// Keys that stand in the credentials file.
const SECRETS: [&str; 4] = ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token"];

pub(super) fn run(session: &mut Session<'_>, words: &[String]) -> Result<ExitCode, Failure> {
    let (name, value) = (&words[0], &words[1]);
    let parts: Vec<&str> = name.split('.').collect();
    let in_force = session.named_profile().unwrap_or_else(|| "default".to_owned());
    if let [PREDEFINED_SECTION, key] = parts[..] {
        session.update(File::Config, PREDEFINED_SECTION, &[Setting::new(key, value)])?;
        return Ok(ExitCode::Success);
    }
    let (profile, rest) = match parts[..] {
        ["profile", profile, ref rest @ ..] => (profile, rest),
        ["default", ref rest @ ..] => ("default", rest),
        _ => (in_force.as_str(), &parts[..]),
    };
    let (key, nested) = match *rest {
        [key] => (key, None),
        [key, nested] => (key, Some(nested.to_owned())),
        _ => {
            return Err(Failure::parameter(format!(
                "`{name}` is no name of a setting: expected KEY, KEY.NESTED, or either after `profile.NAME.`"
            )));
        }
    };
    let setting = Setting { nested, ..Setting::new(key, value) };
    if SECRETS.contains(&key) {
        session.update(File::Credentials, profile, &[setting])?;
    } else {
        session.update(File::Config, &profile_header(profile), &[setting])?;
    }
    Ok(ExitCode::Success)
}
