//! Listings: page by page, no faster than they are read.
//!
//! The first page is asked for when the asker waits for it. Once he has come
//! for a second one, the page after the one he gets is fetched while he works
//! on it: one ahead, never more.
//!
//! # Invariants
//!
//! - No page is asked for after `limit` resources were given.
//! - A plane that answers a token again ends the listing with an error, never with a loop.
//! - Dropping the stream ends the call that is under way.

use std::collections::HashSet;
use std::sync::Arc;

use callboard_model::types::{Action, ResourceType};
use futures::stream;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::calls::Calls;
use crate::route::{self, Way};
use crate::{Found, FoundStream, Look, Properties, ResourceError, cloud_control};

/// What to list.
#[derive(Clone)]
pub(crate) struct Listing {
    pub(crate) calls: Arc<Calls>,
    pub(crate) of: &'static ResourceType,
    pub(crate) region: Arc<str>,
    /// Properties of the parents.
    pub(crate) model: Option<Arc<Properties>>,
    /// What the asker looks at, where that is less than all.
    pub(crate) look: Option<Look>,
    pub(crate) way: Way,
}

/// One page.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) resources: Found,
    pub(crate) next: Option<String>,
}

struct Pager {
    listing: Listing,
    limit: Option<usize>,
    given: usize,
    pages: usize,
    /// The token of the next page; `None` after the last.
    next: Option<Next>,
    ahead: JoinSet<Result<Page, ResourceError>>,
    /// Tokens so far, by their hashes: there may be many, and long ones.
    seen: HashSet<u64>,
}

enum Next {
    First,
    Token(String),
    /// Asked for already.
    Ahead,
}

/// Resources in one answer to somebody who looks at parts of them.
const LARGEST_EXTRACT: usize = 1_000;

impl Listing {
    /// The listing as a stream of pages.
    pub(crate) fn pages(self, limit: Option<usize>) -> FoundStream {
        let pager = Pager {
            listing: self,
            limit,
            given: 0,
            pages: 0,
            next: (limit != Some(0)).then_some(Next::First),
            ahead: JoinSet::new(),
            seen: HashSet::new(),
        };
        Box::pin(stream::unfold(pager, |mut pager| async move {
            let page = pager.page().await?;
            if page.is_err() {
                pager.next = None;
            }
            Some((page, pager))
        }))
    }

    async fn page(&self, size: usize, token: Option<String>) -> Result<Page, ResourceError> {
        let model = self.model.as_deref();
        match self.way {
            Way::CloudControl => {
                let wish = self.look.as_ref().map(|it| it.wish(size));
                cloud_control::page(&self.calls, self.of, &self.region, model, wish.as_ref(), size, token).await
            }
            Way::Native(native) => native.page(&self.calls, &self.region, model, token).await,
        }
    }
}

/// Whether a listing of the type has all properties of parents that it needs.
pub(crate) fn check_parents(of: &'static ResourceType, model: Option<&Properties>) -> Result<(), ResourceError> {
    let Some(handler) = of.handler(Action::List) else { return Ok(()) };
    let is_given = |name: &&str| model.is_some_and(|it| it.get(*name).is_some_and(|value| !value.is_null()));
    let mut missing: Vec<String> = handler.required_input().filter(|it| !is_given(it)).map(str::to_owned).collect();
    let choices = ["anyOf", "oneOf"].into_iter().filter_map(|key| handler.input_schema()?.get(key)?.as_array());
    for choice in choices {
        let sets: Vec<Vec<&str>> = choice.iter().map(required).filter(|it| !it.is_empty()).collect();
        if !sets.is_empty() && !sets.iter().any(|set| set.iter().all(is_given)) {
            missing.push(sets.iter().map(|set| set.join(" and ")).collect::<Vec<_>>().join(" or "));
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(ResourceError::ParentNeeded { type_name: of.name, missing }) }
}

fn required(schema: &'static Value) -> Vec<&'static str> {
    schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect()
}

impl Pager {
    async fn page(&mut self) -> Option<Result<Found, ResourceError>> {
        let size = self.size();
        let answer = match self.next.take()? {
            Next::First => match self.listing.page(size, None).await {
                Err(error) if matches!(self.listing.way, Way::CloudControl) => {
                    match route::other_way(self.listing.of, Action::List, error) {
                        Ok(native) => {
                            self.listing.way = Way::Native(native);
                            self.listing.page(size, None).await
                        }
                        Err(error) => Err(error),
                    }
                }
                answer => answer,
            },
            Next::Token(token) => self.listing.page(size, Some(token)).await,
            Next::Ahead => match self.ahead.join_next().await? {
                Ok(answer) => answer,
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    Err(_) => return None,
                },
            },
        };
        Some(answer.and_then(|page| self.take(page)))
    }

    fn take(&mut self, page: Page) -> Result<Found, ResourceError> {
        let Page { mut resources, next } = page;
        self.pages += 1;
        if let Some(limit) = self.limit {
            resources.truncate(limit - self.given);
        }
        self.given += resources.len();
        let Some(token) = next.filter(|_| self.limit != Some(self.given)) else { return Ok(resources) };
        if !self.seen.insert(hash(&token)) {
            return Err(cloud_control::invalid(
                self.listing.of,
                "the listing goes round in circles: it gave the same `NextToken` twice",
            ));
        }
        self.next = Some(if self.pages > 1 && tokio::runtime::Handle::try_current().is_ok() {
            let (listing, size) = (self.listing.clone(), self.size());
            self.ahead.spawn(async move { listing.page(size, Some(token)).await });
            Next::Ahead
        } else {
            Next::Token(token)
        });
        Ok(resources)
    }

    /// Resources to ask for.
    fn size(&self) -> usize {
        let left = self.limit.map_or(usize::MAX, |limit| limit - self.given);
        let most = match &self.listing.look {
            Some(look) if look.is_count() => usize::MAX,
            // The first answer comes soon, later ones cost little for each resource.
            Some(_) if self.pages > 0 => LARGEST_EXTRACT,
            _ => cloud_control::LARGEST_PAGE,
        };
        left.clamp(1, most)
    }
}

fn hash(text: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
