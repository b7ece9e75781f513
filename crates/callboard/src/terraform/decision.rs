//! Where the calls of a provider block go, and why. A real account is never guessed.

use callboard_terraform::aws::calls_service;
use callboard_terraform::provider::Connection;

use crate::target::{Decision, Target};

/// What is known besides a provider block.
#[derive(Debug, Clone, Default)]
pub struct Circumstances {
    /// What the user told callboard itself, by `--target`, `CALLBOARD_TARGET` or the config file.
    pub told: Option<Decision>,
    /// Whether the user ran Terraform, or the provider, through callboard.
    pub through_callboard: bool,
    /// `AWS_ACCESS_KEY_ID`: keys that lie around name no account.
    pub access_key: Option<String>,
    /// `AWS_PROFILE`.
    pub profile: Option<String>,
}

/// Where calls go: [`Target::Url`] stands for all endpoints that the block names; where it [means AWS](means_aws), too,
/// the others are AWS's, else there are none.
pub fn decide(connection: &Connection, circumstances: &Circumstances) -> Decision {
    let decided = |target, because: &str| Decision { target, because: because.to_owned() };
    if let Some(told) = &circumstances.told {
        return told.clone();
    }
    // AWS_ENDPOINT_URL_S3 and the like lie around for other programs.
    let of_a_service = || connection.endpoints.iter().find(|(service, _)| calls_service(service)).map(|(_, url)| url);
    if let Some(url) = connection.endpoints.get("").or_else(of_a_service) {
        return decided(Target::Url(url.clone()), "the provider block or the environment names an endpoint");
    }
    match &connection.access_key {
        Some(key) if !is_a_key_of_aws(key) => {
            return decided(Target::Embedded, "the access key is none that AWS gives out");
        }
        Some(key) if circumstances.access_key.as_ref() != Some(key) => {
            return decided(Target::Aws, "the provider block names an access key");
        }
        _ => {}
    }
    match &connection.profile {
        Some(profile) if circumstances.profile.as_ref() != Some(profile) => {
            decided(Target::Aws, "the provider block names a profile")
        }
        _ if circumstances.through_callboard => {
            decided(Target::Embedded, "run through callboard, and the provider block names no credentials")
        }
        _ => decided(Target::Aws, "run without callboard, and nothing names another target"),
    }
}

/// Whether a provider block itself says that AWS is meant, for what it names no endpoint for.
pub fn means_aws(connection: &Connection, circumstances: &Circumstances) -> bool {
    let is_of_block = |named: &Option<String>, around: &Option<String>| named.is_some() && named != around;
    let key = connection.access_key.as_deref();
    is_of_block(&connection.profile, &circumstances.profile)
        || is_of_block(&connection.access_key, &circumstances.access_key) && key.is_some_and(is_a_key_of_aws)
}

/// Keys of AWS have 20 characters and say by the first of them what they are. The one of AWS's own documentation is
/// nobody's.
fn is_a_key_of_aws(id: &str) -> bool {
    let is_formed = id.len() == 20 && id.bytes().all(|it| it.is_ascii_uppercase() || it.is_ascii_digit());
    is_formed && (id.starts_with("AKIA") || id.starts_with("ASIA")) && !id.ends_with("EXAMPLE")
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    const KEY: &str = "AKIA2222222222222222";

    /// `words` say what is in the block (`key=`, `profile=`, `endpoint=`) and what is around it (`env.`, `through`, `told=`).
    #[track_caller]
    fn check(words: &str, expect: Expect) {
        expect.assert_eq(&said(words));
    }

    #[track_caller]
    fn check_text(words: &str, expected: &str) {
        assert_eq!(said(words), expected, "{words}");
    }

    fn said(words: &str) -> String {
        let mut connection = Connection::default();
        let mut around = Circumstances::default();
        for word in words.split_whitespace() {
            match word.split_once('=').unwrap_or((word, "")) {
                ("key", key) => connection.access_key = Some(key.to_owned()),
                ("profile", name) => connection.profile = Some(name.to_owned()),
                ("endpoint", url) => drop(connection.endpoints.insert("sts".to_owned(), url.to_owned())),
                ("endpoint.s3", url) => drop(connection.endpoints.insert("s3".to_owned(), url.to_owned())),
                ("env.key", key) => {
                    around.access_key = Some(key.to_owned());
                    connection.access_key.get_or_insert_with(|| key.to_owned());
                }
                ("env.profile", name) => {
                    around.profile = Some(name.to_owned());
                    connection.profile.get_or_insert_with(|| name.to_owned());
                }
                ("through", _) => around.through_callboard = true,
                ("told", target) => {
                    let target = Target::parse(target, "a test").expect("a target");
                    around.told = Some(Decision { target, because: "--target".to_owned() });
                }
                other => panic!("{other:?}"),
            }
        }
        let decision = decide(&connection, &around);
        let means_aws = if means_aws(&connection, &around) { ", AWS for the rest" } else { "" };
        let means_aws = if matches!(decision.target, Target::Url(_)) { means_aws } else { "" };
        format!("{} ({}){means_aws}", decision.target, decision.because)
    }

    #[test]
    fn what_has_no_endpoint_is_aws_only_where_the_block_says_so() {
        let because = "(the provider block or the environment names an endpoint)";
        let check = |words: &str, expected: &str| check_text(words, &format!("http://a {because}{expected}"));
        check("through endpoint=http://a", "");
        check(&format!("endpoint=http://a env.key={KEY} env.profile=prod"), "");
        check("endpoint=http://a key=test", "");
        check(&format!("endpoint=http://a key={KEY}"), ", AWS for the rest");
        check("endpoint=http://a profile=prod", ", AWS for the rest");
    }

    #[test]
    fn what_the_user_told_callboard_decides() {
        check(&format!("told=embedded key={KEY} endpoint=http://a"), expect!["embedded (--target)"]);
        check("told=aws through key=test", expect!["aws (--target)"]);
    }

    #[test]
    fn a_block_that_names_something_real_is_taken_at_its_word() {
        check(
            "through endpoint=http://a key=test",
            expect!["http://a (the provider block or the environment names an endpoint)"],
        );
        check(&format!("through key={KEY}"), expect!["aws (the provider block names an access key)"]);
        check("through profile=prod", expect!["aws (the provider block names a profile)"]);
        check("profile=prod", expect!["aws (the provider block names a profile)"]);
    }

    #[test]
    fn nothing_that_lies_around_leads_to_an_account() {
        check("through", expect!["embedded (run through callboard, and the provider block names no credentials)"]);
        check(
            &format!("through env.key={KEY} env.profile=prod"),
            expect!["embedded (run through callboard, and the provider block names no credentials)"],
        );
        check(
            &format!("through env.key={KEY} endpoint.s3=http://minio"),
            expect!["embedded (run through callboard, and the provider block names no credentials)"],
        );
        check("key=test", expect!["embedded (the access key is none that AWS gives out)"]);
        check("env.key=123456789012", expect!["embedded (the access key is none that AWS gives out)"]);
        check("key=AKIAIOSFODNN7EXAMPLE", expect!["embedded (the access key is none that AWS gives out)"]);
    }

    #[test]
    fn without_callboard_a_provider_is_what_its_name_says() {
        check("", expect!["aws (run without callboard, and nothing names another target)"]);
        check(&format!("env.key={KEY}"), expect!["aws (run without callboard, and nothing names another target)"]);
    }
}
