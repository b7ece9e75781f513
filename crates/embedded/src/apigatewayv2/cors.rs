//! CORS: which configurations an HTTP API takes.

use callboard_model::document::{Document, Map};

use crate::failure::Answer;
use crate::members::Members;

use super::refusals;

const METHODS: [&str; 8] = ["*", "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];

/// Refuses a configuration that no browser could be answered by.
pub(super) fn check(configuration: &Map) -> Answer<()> {
    let texts = |name| configuration.items(name).iter().filter_map(Document::as_str);
    if configuration.flag("AllowCredentials") && texts("AllowOrigins").any(|it| it == "*") {
        return Err(refusals::bad_request("allow-credentials is not supported if 'allow-origin' is *"));
    }
    if let Some(method) = texts("AllowMethods").find(|it| !METHODS.iter().any(|method| method.eq_ignore_ascii_case(it)))
    {
        return Err(refusals::bad_request(format!("Invalid method in allowMethods specified: {method}")));
    }
    if let Some(origin) = texts("AllowOrigins").find(|it| !is_origin(it)) {
        let message = format!(
            "Invalid format for origin {origin}. Origin should have a valid scheme and no trailing slash, or be *"
        );
        return Err(refusals::bad_request(message));
    }
    for name in ["AllowHeaders", "ExposeHeaders"] {
        if let Some(header) = texts(name).find(|it| !is_header(it)) {
            return Err(refusals::bad_request(format!("Invalid header name specified: {header}")));
        }
    }
    Ok(())
}

/// `*`, or a scheme and what follows it: `https://example.com`, `https://*`, `chrome-extension://id`.
fn is_origin(text: &str) -> bool {
    let is_scheme = |it: &str| {
        it.starts_with(|first: char| first.is_ascii_alphabetic())
            && it.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    };
    text == "*"
        || text
            .split_once("://")
            .is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty() && !rest.contains(['/', ' ']))
}

fn is_header(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}
