//! The way through all resources that can be tagged: by type, then as each type lists them.

use std::ops::ControlFlow;

use callboard_store::Snapshot;

use crate::cloudcontrol::tagged::{self, Tagged};
use crate::failure::Answer;
use crate::page::{self, Words};
use crate::request::Request;

use super::invalid;

/// What the service calls the members of pages.
pub(super) const WORDS: Words = Words { size: "ResourcesPerPage", token: "PaginationToken", code: super::INVALID };

/// A place on the way.
#[derive(Debug, Clone, Default)]
pub(super) struct Position {
    type_name: String,
    /// The token of the page of that type, and how many of the page have been passed.
    page: Option<String>,
    passed: usize,
}

impl Position {
    /// Where a request goes on.
    pub(super) fn of(request: &Request) -> Answer<Self> {
        let Some(token) = token(request) else { return Ok(Self::default()) };
        let place = page::open(request, WORDS, &[], token).and_then(|it| serde_json::from_slice(&it).ok());
        let (type_name, page, passed) = place.ok_or_else(not_ours)?;
        Ok(Self { type_name, page, passed })
    }

    /// The token that leads here, for the same request.
    pub(super) fn token(&self, request: &Request) -> String {
        let place = serde_json::to_vec(&(&self.type_name, &self.page, self.passed)).expect("a position is JSON");
        page::seal(request, WORDS, &[], &place)
    }
}

/// The token of a request; an empty one is none.
pub(super) fn token(request: &Request) -> Option<&str> {
    request.input.str(WORDS.token).filter(|it| !it.is_empty())
}

pub(super) fn not_ours() -> crate::failure::Failure {
    invalid("PaginationToken is not one that this operation returned for the same request")
}

/// Shows each resource from a place on, with its place, until it is enough.
pub(super) fn walk(
    request: &Request,
    snapshot: &Snapshot<'_>,
    from: Position,
    mut visit: impl FnMut(&Position, Tagged) -> ControlFlow<()>,
) -> Answer<()> {
    let mut at = from;
    for resource_type in tagged::types(request, snapshot)? {
        match resource_type.name.cmp(at.type_name.as_str()) {
            std::cmp::Ordering::Less => continue,
            std::cmp::Ordering::Equal => {}
            std::cmp::Ordering::Greater => {
                at = Position { type_name: resource_type.name.to_owned(), ..Position::default() };
            }
        }
        loop {
            let (resources, next) = tagged::page(request, snapshot, resource_type, at.page.as_deref())?;
            for resource in resources.into_iter().skip(at.passed) {
                if visit(&at, resource).is_break() {
                    return Ok(());
                }
                at.passed += 1;
            }
            let Some(next) = next else { break };
            at = Position { page: Some(next), passed: 0, ..at };
        }
    }
    Ok(())
}
