//! Which plane calls go to, and why: a flag, the environment, the config file, else the embedded plane.

use std::fmt;

/// A control plane to send calls to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// The plane inside the binary.
    Embedded,
    /// AWS itself.
    Aws,
    /// Any AWS-compatible endpoint.
    Url(String),
}

/// A target and what decided for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub target: Target,
    pub because: String,
}

impl Decision {
    /// Whether `AWS_ENDPOINT_URL` and its kin have a say: on AWS itself, as for every tool of AWS, and where nobody
    /// has named a target.
    pub fn leaves_endpoints_to_aws_settings(&self) -> bool {
        self.target == Target::Aws || self.because == crate::world::DEFAULT
    }
}

/// A text that names no target.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{origin}: `{text}` is no target; expected `embedded`, `aws` or a URL such as `http://127.0.0.1:4566`")]
pub struct TargetError {
    text: String,
    origin: String,
}

impl Target {
    pub fn parse(text: &str, origin: &str) -> Result<Self, TargetError> {
        match text {
            "embedded" => Ok(Self::Embedded),
            "aws" => Ok(Self::Aws),
            url if url.starts_with("http://") || url.starts_with("https://") => Ok(Self::Url(url.to_owned())),
            _ => Err(TargetError { text: text.to_owned(), origin: origin.to_owned() }),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Embedded => f.write_str("embedded"),
            Self::Aws => f.write_str("aws"),
            Self::Url(url) => f.write_str(url),
        }
    }
}

/// Decides by the first origin that says anything.
pub fn decide(origins: &[(&str, Option<String>)], default: Target, because: &str) -> Result<Decision, TargetError> {
    for (origin, text) in origins {
        if let Some(text) = text.as_deref().filter(|it| !it.is_empty()) {
            return Ok(Decision { target: Target::parse(text, origin)?, because: (*origin).to_owned() });
        }
    }
    Ok(Decision { target: default, because: because.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(flag: Option<&str>, variable: Option<&str>, file: Option<&str>, expect: Expect) {
        let origins = [
            ("--target", flag.map(str::to_owned)),
            ("CALLBOARD_TARGET", variable.map(str::to_owned)),
            ("config file", file.map(str::to_owned)),
        ];
        let decision = decide(&origins, Target::Embedded, "the default");
        expect.assert_eq(
            &decision.map_or_else(|err| format!("error: {err}"), |it| format!("{} ({})", it.target, it.because)),
        );
    }

    #[test]
    fn the_nearest_origin_decides() {
        check(None, None, None, expect!["embedded (the default)"]);
        check(None, Some(""), Some("aws"), expect!["aws (config file)"]);
        check(Some("http://127.0.0.1:4566"), Some("aws"), None, expect!["http://127.0.0.1:4566 (--target)"]);
    }

    #[test]
    fn a_word_that_is_no_target_is_refused() {
        check(
            Some("prod"),
            None,
            None,
            expect![
                "error: --target: `prod` is no target; expected `embedded`, `aws` or a URL such as `http://127.0.0.1:4566`"
            ],
        );
    }
}
