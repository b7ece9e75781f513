//! `configure` without a command: asks for four settings, and shows what they are.

use super::edit::Setting;
use super::profiles::Profiles;
use super::{File, Session, masked, profile_header};
use crate::encode::error::{ExitCode, Failure};

/// Key, question, whether it is a secret and so stands in the credentials file.
const QUESTIONS: [(&str, &str, bool); 4] = [
    ("aws_access_key_id", "AWS Access Key ID", true),
    ("aws_secret_access_key", "AWS Secret Access Key", true),
    ("region", "Default region name", false),
    ("output", "Default output format", false),
];

pub(super) fn run(session: &mut Session<'_>) -> Result<ExitCode, Failure> {
    let profile = session.named_profile().unwrap_or_else(|| "default".to_owned());
    let known = Profiles::read(session)?.profile(&profile).unwrap_or_default();
    let (mut secrets, mut settings) = (Vec::new(), Vec::new());
    for (key, question, is_secret) in QUESTIONS {
        let current = known.get(key);
        let shown = match current {
            None => "None".to_owned(),
            Some(secret) if is_secret => masked(secret),
            Some(value) => value.to_owned(),
        };
        write!(session.out, "{question} [{shown}]: ")?;
        session.out.flush()?;
        let Some(answer) = session.files.read_line()? else {
            return Err(Failure::general("EOF when reading a line"));
        };
        let answer = answer.trim_end_matches(['\r', '\n']);
        if answer.is_empty() || Some(answer) == current {
            continue;
        }
        let place = if is_secret { &mut secrets } else { &mut settings };
        place.push(Setting::new(key, answer));
    }
    if !secrets.is_empty() {
        session.update(File::Credentials, &profile, &secrets)?;
    }
    if !settings.is_empty() {
        session.update(File::Config, &profile_header(&profile), &settings)?;
    }
    Ok(ExitCode::Success)
}
