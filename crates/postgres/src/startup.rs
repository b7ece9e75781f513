//! Startup: who may come in, and what a client is told of the server.

use std::collections::BTreeMap;

use callboard_sql::error::sqlstate;

use crate::error::Fault;
use crate::frames::{self, Reader};
use crate::negotiate::Startup;
use crate::options::Authentication;
use crate::protocol::{Message, Outgoing, read};
use crate::scram::{self, ScramError, Verifier};

/// What a client is told of the server: as old as the features that clients look for allow.
pub(crate) const SERVER_VERSION: &str = "15.10";

/// Who may come in; shared by all connections.
pub(crate) enum Gate {
    Open,
    Password { user: String, verifier: Box<Verifier> },
}

impl Gate {
    pub(crate) fn new(authentication: &Authentication) -> Self {
        match authentication {
            Authentication::Trust => Self::Open,
            Authentication::Password { user, password } => {
                Self::Password { user: user.clone(), verifier: Box::new(Verifier::of_password(password)) }
            }
        }
    }

    /// Lets a client in, or says why not.
    pub(crate) async fn let_in(&self, startup: &mut Startup, outgoing: &mut Outgoing) -> Result<(), Fault> {
        let unknown: Vec<&str> =
            startup.parameters.keys().filter(|it| it.starts_with("_pq_.")).map(String::as_str).collect();
        if startup.minor > 0 || !unknown.is_empty() {
            outgoing.negotiate_version(&unknown);
        }
        let user = startup.parameters.get("user").filter(|it| !it.is_empty());
        let user = user.ok_or_else(|| Fault::fatal("28000", "no PostgreSQL user name specified in startup packet"))?;
        if startup.parameters.get("replication").is_some_and(|it| !matches!(it.as_str(), "false" | "off" | "no" | "0"))
        {
            return Err(Fault::fatal(sqlstate::FEATURE_NOT_SUPPORTED, "replication is not supported"));
        }
        if let Some(encoding) = startup.parameters.get("client_encoding").filter(|it| !is_utf8(it)) {
            let message = format!("client_encoding `{encoding}` is not supported: texts are UTF-8");
            return Err(Fault::fatal(sqlstate::FEATURE_NOT_SUPPORTED, message));
        }
        if let Self::Password { user: known, verifier } = self {
            let verifier = match user == known {
                true => (**verifier).clone(),
                // Somebody unknown goes through the same exchange and fails at its end.
                false => verifier.of_nobody(user),
            };
            let user = user.clone();
            scram(verifier, &user, &mut startup.reader, outgoing).await?;
        }
        outgoing.authentication_ok();
        Ok(())
    }
}

async fn scram(verifier: Verifier, user: &str, reader: &mut Reader, outgoing: &mut Outgoing) -> Result<(), Fault> {
    let refused = |error: ScramError| match error {
        ScramError::Malformed(_) => Fault::fatal(sqlstate::PROTOCOL_VIOLATION, error.to_string()),
        ScramError::WrongPassword => {
            Fault::fatal("28P01", format!("password authentication failed for user \"{user}\""))
        }
    };
    outgoing.authentication_sasl(scram::MECHANISM);
    outgoing.flush().await?;
    let (mechanism, first) = read::sasl_begin(password(reader).await?)?;
    if mechanism != scram::MECHANISM {
        let message = "client selected an invalid SASL authentication mechanism";
        return Err(Fault::fatal(sqlstate::PROTOCOL_VIOLATION, message));
    }
    let (exchange, answer) = verifier.begin(&first).map_err(refused)?;
    outgoing.authentication_sasl_continue(&answer);
    outgoing.flush().await?;
    let last = read::utf8(password(reader).await?)?;
    let answer = exchange.finish(&last).map_err(refused)?;
    outgoing.authentication_sasl_final(&answer);
    Ok(())
}

async fn password(reader: &mut Reader) -> Result<bytes::Bytes, Fault> {
    match frames::message_of_stranger(reader).await? {
        Some(Message::Password(body)) => Ok(body),
        Some(_) => Err(Fault::fatal(sqlstate::PROTOCOL_VIOLATION, "expected password response")),
        None => Err(Fault::Lost(std::io::ErrorKind::UnexpectedEof.into())),
    }
}

/// What clients look at before their first statement.
pub(crate) fn tell_parameters(parameters: &BTreeMap<String, String>, read_only: bool, outgoing: &mut Outgoing) {
    let given = |name: &str| parameters.get(name).map_or("", String::as_str);
    let told = [
        ("server_version", SERVER_VERSION),
        ("server_encoding", "UTF8"),
        ("client_encoding", "UTF8"),
        ("application_name", given("application_name")),
        ("session_authorization", given("user")),
        ("is_superuser", "off"),
        ("DateStyle", "ISO, MDY"),
        ("IntervalStyle", "postgres"),
        ("TimeZone", "UTC"),
        ("integer_datetimes", "on"),
        ("standard_conforming_strings", "on"),
        ("default_transaction_read_only", if read_only { "on" } else { "off" }),
        ("in_hot_standby", "off"),
    ];
    told.iter().for_each(|(name, value)| outgoing.parameter(name, value));
}

/// Settings that a client gives at once: by name, or in `options` as `-c name=value`.
pub(crate) fn settings(parameters: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let not_settings = ["user", "database", "replication", "options", "client_encoding"];
    let named = parameters.iter().filter(|(name, _)| !not_settings.contains(&name.as_str()));
    let named = named.filter(|(name, _)| !name.starts_with("_pq_."));
    let mut settings: Vec<_> = named.map(|(name, value)| (name.clone(), value.clone())).collect();
    let words = words(parameters.get("options").map_or("", String::as_str));
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let assignment = match word {
            "-c" => words.next(),
            _ => word.strip_prefix("--").or_else(|| word.strip_prefix("-c")),
        };
        if let Some((name, value)) = assignment.and_then(|it| it.split_once('=')) {
            settings.push((name.replace('-', "_"), value.to_owned()));
        }
    }
    settings
}

/// The words of `options`; a backslash keeps what follows it.
fn words(options: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut characters = options.chars();
    while let Some(it) = characters.next() {
        match it {
            '\\' => words.last_mut().expect("never empty").extend(characters.next()),
            it if it.is_whitespace() => words.push(String::new()),
            it => words.last_mut().expect("never empty").push(it),
        }
    }
    words.retain(|it| !it.is_empty());
    words
}

/// `utf-8`, `'UTF8'`, `unicode`; `SQL_ASCII` is no encoding, but a client that does not care.
fn is_utf8(encoding: &str) -> bool {
    let plain: String =
        encoding.chars().filter(char::is_ascii_alphanumeric).map(|it| it.to_ascii_lowercase()).collect();
    matches!(plain.as_str(), "utf8" | "unicode" | "sqlascii" | "")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_settings() {
        let parameters = [
            ("user", "a"),
            ("application_name", "psql"),
            ("options", r"-c region=eu-west-1 --search-path=a\ b -cx=1 junk"),
        ];
        let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        let settings: Vec<String> =
            settings(&parameters).iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(settings, ["application_name=psql", "region=eu-west-1", "search_path=a b", "x=1"]);
    }

    #[test]
    fn utf8_has_many_names() {
        for name in ["UTF8", "utf-8", "'utf-8'", "UNICODE", "SQL_ASCII"] {
            assert!(is_utf8(name), "{name}");
        }
        assert!(!is_utf8("LATIN1"));
    }
}
