//! Route keys: `$default`, `METHOD /path`, or for WebSocket APIs any word of their messages.

use std::fmt;

use crate::failure::{Answer, Failure};

use super::super::refusals;

const METHODS: [&str; 8] = ["ANY", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// The longest key that is taken; longer ones could not stand in a request line.
const LONGEST: usize = 1024;

/// A key of a route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RouteKey<'a> {
    /// A word, which nothing but itself is like.
    Word,
    /// A method and the steps of a path.
    Path { method: &'a str, steps: Vec<Step<'a>> },
}

/// A step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    Literal(&'a str),
    /// `{name}`
    Variable(&'a str),
    /// `{name+}`, which is all the rest of a path.
    Greedy(&'a str),
}

impl<'a> RouteKey<'a> {
    pub(super) fn parse(text: &'a str, is_websocket: bool) -> Answer<Self> {
        if text.is_empty() {
            return Err(refusals::bad_request("Route key is required"));
        }
        if text.len() > LONGEST {
            return Err(refusals::bad_request(format!("Route key must have at most {LONGEST} characters")));
        }
        if is_websocket || text == "$default" {
            return Ok(Self::Word);
        }
        let parts = text.split_once(' ').filter(|(method, path)| METHODS.contains(method) && path.starts_with('/'));
        let Some((method, path)) = parts else {
            return Err(refusals::bad_request(
                "The provided route key is not formatted properly for HTTP protocol. Format should be \
                 \"<HTTP METHOD> /<RESOURCE PATH>\" or \"$default\"",
            ));
        };
        let texts: Vec<&str> = path[1..].split('/').collect();
        let last = texts.len() - 1;
        let steps: Option<Vec<Step<'_>>> = texts
            .iter()
            .enumerate()
            .map(|(at, text)| {
                Step::parse(text).filter(|it| at == last || !matches!(it, Step::Greedy(_) | Step::Literal("")))
            })
            .collect();
        Ok(Self::Path { method, steps: steps.ok_or_else(invalid_path)? })
    }

    /// What the keys begin with that have a variable where this one has one: `GET /a/{`.
    pub(super) fn beginnings_of_variables(&self) -> Vec<String> {
        let Self::Path { method, steps } = self else { return Vec::new() };
        let mut beginnings = Vec::new();
        let mut key = format!("{method} ");
        for step in steps {
            key.push('/');
            if !matches!(step, Step::Literal(_)) {
                beginnings.push(format!("{key}{{"));
            }
            key.push_str(&step.to_string());
        }
        beginnings
    }

    /// Whether both have variables of one kind in one place, but call them differently.
    pub(super) fn conflicts_with(&self, other: &Self) -> bool {
        let (Self::Path { method, steps }, Self::Path { method: other_method, steps: others }) = (self, other) else {
            return false;
        };
        if method != other_method {
            return false;
        }
        let first_difference = steps.iter().zip(others).find(|(one, other)| one != other);
        matches!(first_difference, Some((Step::Variable(_), Step::Variable(_)) | (Step::Greedy(_), Step::Greedy(_))))
    }
}

impl<'a> Step<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let Some(inner) = text.strip_prefix('{') else {
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:@!$&'()*+,;=%".contains(&byte);
            return text.bytes().all(is_plain).then_some(Self::Literal(text));
        };
        let inner = inner.strip_suffix('}')?;
        let (name, is_greedy) = inner.strip_suffix('+').map_or((inner, false), |it| (it, true));
        let is_name = !name.is_empty() && name.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._:$".contains(&it));
        is_name.then_some(if is_greedy { Self::Greedy(name) } else { Self::Variable(name) })
    }
}

impl fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(text) => f.write_str(text),
            Self::Variable(name) => write!(f, "{{{name}}}"),
            Self::Greedy(name) => write!(f, "{{{name}+}}"),
        }
    }
}

fn invalid_path() -> Failure {
    refusals::bad_request("One or more path parts appear to be invalid")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_http_apis_are_methods_and_paths() {
        for text in ["$default", "GET /", "ANY /{proxy+}", "GET /a/{b}/c", "POST /a/", "GET /a/{b}/{c+}", "PUT /a.json"]
        {
            assert!(RouteKey::parse(text, false).is_ok(), "{text}");
        }
        for text in [
            "",
            "GET",
            "get /",
            "GET a",
            "FETCH /a",
            "GET  /a",
            "GET /{a+}/b",
            "GET /{a}.json",
            "GET /a//b",
            "GET /{}",
            "GET /a b",
            "$connect",
            "GET /{a",
        ] {
            assert!(RouteKey::parse(text, false).is_err(), "{text}");
        }
        assert!(RouteKey::parse("anything at all", true).is_ok());
    }

    #[test]
    fn variables_of_one_place_have_one_name() {
        let conflict = |one, other| {
            let (one, other) = (RouteKey::parse(one, false), RouteKey::parse(other, false));
            matches!((one, other), (Ok(one), Ok(other)) if one.conflicts_with(&other))
        };
        assert!(conflict("GET /a/{orgId}/b", "GET /a/{org_id}/c"));
        assert!(conflict("ANY /{proxy+}", "ANY /{path+}"));
        for (one, other) in [
            ("GET /a/{b}", "GET /a/{b}/c"),
            ("GET /a/{b}", "GET /a/{b+}"),
            ("GET /a/{b}", "POST /a/{c}"),
            ("GET /a/{b}", "GET /c/{d}"),
            ("GET /a/b", "GET /a/{c}"),
        ] {
            assert!(!conflict(one, other), "{one} {other}");
        }
    }

    #[test]
    fn variables_are_looked_for_where_they_begin() {
        let beginnings = |key| RouteKey::parse(key, false).map(|it| it.beginnings_of_variables()).unwrap_or_default();
        assert_eq!(beginnings("GET /a/{b}/c/{d+}"), ["GET /a/{", "GET /a/{b}/c/{"]);
        assert_eq!(beginnings("ANY /{proxy+}"), ["ANY /{"]);
        assert!(beginnings("GET /").is_empty());
    }
}
