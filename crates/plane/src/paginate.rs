//! Listings that come in pages, over any plane.
//!
//! ```text
//! Call ──▶ Pages ──next──▶ Output, Output, …      page by page, as they come
//!                └─full_result──▶ Map              one answer, as if there were no pages
//! ```
//!
//! The rules are botocore's, because scripts of the AWS CLI rely on them:
//! which members of a page take part, where a listing is cut, and what a token
//! to go on with looks like.
//!
//! # Invariants
//!
//! - A token that came out as [`Pages::resume_token`] goes on exactly where the listing was cut, also inside a page.
//! - A service that answers the same token twice ends the listing with an error, never with a loop.
//! - Items move from page to result; no list is copied.
//!
//! # Reading order
//!
//! [`Pages::next`] is the loop, `token.rs` the tokens, `merge.rs` how pages
//! become one answer.

mod merge;
mod token;

#[cfg(test)]
mod tests;

use callboard_model::document::{Document, Map};
use callboard_model::jmespath::{Expression, MemberPath, python};
use callboard_model::service::Paginator;
use callboard_model::shape::ShapeKind;

use crate::{Call, Output, Plane, PlaneError};

pub use merge::Merger;
use token::{StartingToken, TokenMap};

/// What a listing is asked for beside its input.
#[derive(Debug, Clone, Default)]
pub struct PageOptions {
    /// Items to return at most; the listing can be resumed after them.
    pub max_items: Option<u64>,
    /// Items to ask the service for in each call.
    pub page_size: Option<u64>,
    /// Where to go on: a [`Pages::resume_token`], or a token of the service.
    pub starting_token: Option<String>,
}

/// Why a listing came to no end.
#[derive(Debug, thiserror::Error)]
pub enum PaginateError {
    /// A call failed.
    #[error(transparent)]
    Plane(#[from] PlaneError),

    /// The service sent the caller round in circles.
    #[error("Error during pagination: The same next token was received twice: {token}")]
    SameTokenTwice {
        /// The token, as Python prints it.
        token: String,
    },

    /// The service chooses its own page size.
    #[error(
        "Error during pagination: PageSize parameter is not supported for the pagination interface for this operation."
    )]
    NoPageSize,

    /// The token to start from has more parts than the operation has tokens.
    #[error("Bad starting token: {token}")]
    StartingToken {
        /// The token as it was given.
        token: String,
    },

    /// The model's expression cannot be read.
    #[error("paginator of {operation}: {message}")]
    Model {
        /// The operation.
        operation: &'static str,
        /// What is wrong.
        message: String,
    },
}

/// A listing, page by page.
pub struct Pages<'a> {
    plane: &'a dyn Plane,
    call: Call,
    result_keys: Vec<MemberPath>,
    non_aggregate_keys: Vec<MemberPath>,
    input_tokens: Vec<&'static str>,
    output_tokens: Vec<Expression>,
    more_results: Option<Expression>,
    max_items: Option<usize>,
    /// Items of the first page that were returned before.
    starting_truncation: Option<usize>,
    /// The token of the page that is asked for next.
    token: TokenMap,
    token_before: Option<TokenMap>,
    items_returned: usize,
    first_page_part: Map,
    resume_token: Option<String>,
    /// What went wrong after the last page was made: the page itself is good and goes out first.
    failure: Option<PaginateError>,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    First,
    Going,
    Done,
}

impl<'a> Pages<'a> {
    /// Begins a listing; nothing is called before [`Pages::next`].
    pub fn new(
        plane: &'a dyn Plane,
        mut call: Call,
        paginator: &Paginator,
        options: PageOptions,
    ) -> Result<Self, PaginateError> {
        let operation = call.operation.name;
        let expression = |text: &&str| Expression::parse(text).map_err(|err| unreadable(operation, err));
        let path = |text: &&str| MemberPath::parse(text).map_err(|err| unreadable(operation, err));
        let input_tokens = paginator.input_token.clone();

        let mut token: TokenMap = input_tokens.iter().map(|name| (*name, Document::Null)).collect();
        let mut starting_truncation = None;
        if let Some(text) = options.starting_token {
            let start = StartingToken::parse(&text, &input_tokens)
                .ok_or_else(|| PaginateError::StartingToken { token: text.clone() })?;
            token = start.token;
            starting_truncation = Some(start.items_returned);
            token::inject(&token, &mut call.input);
        }
        if let Some(size) = options.page_size {
            let limit_key = paginator.limit_key.ok_or(PaginateError::NoPageSize)?;
            call.input.insert(limit_key, page_size(&call, limit_key, size));
        }
        Ok(Self {
            result_keys: paginator.result_key.iter().map(path).collect::<Result<_, _>>()?,
            non_aggregate_keys: paginator.non_aggregate_keys.iter().map(path).collect::<Result<_, _>>()?,
            output_tokens: paginator.output_token.iter().map(expression).collect::<Result<_, _>>()?,
            more_results: paginator.more_results.as_ref().map(expression).transpose()?,
            max_items: options.max_items.map(|it| usize::try_from(it).unwrap_or(usize::MAX)),
            plane,
            call,
            input_tokens,
            starting_truncation,
            token,
            token_before: None,
            items_returned: 0,
            first_page_part: Map::new(),
            resume_token: None,
            failure: None,
            state: State::First,
        })
    }

    /// The next page, cut where the listing begins or ends; `None` after the last.
    pub async fn next(&mut self) -> Result<Option<Output>, PaginateError> {
        if self.state == State::Done {
            return self.failure.take().map_or(Ok(None), Err);
        }
        let mut page = match self.plane.call(self.call.clone()).await {
            Ok(page) => page,
            Err(err) => {
                self.state = State::Done;
                return Err(err.into());
            }
        };
        let mut skipped = 0;
        if self.state == State::First {
            self.state = State::Going;
            if let Some(returned_before) = self.starting_truncation {
                skipped = returned_before;
                merge::skip_returned(&mut page.members, &self.result_keys, returned_before);
            }
            for key in &self.non_aggregate_keys {
                let value = key.get(&page.members).cloned().unwrap_or_default();
                key.set(&mut self.first_page_part, value);
            }
        }
        let length = self.result_keys.first().map_or(0, |key| merge::length(&page.members, key));
        match self.max_items {
            Some(most) if self.items_returned + length > most => {
                self.cut(&mut page.members, most - self.items_returned, skipped);
            }
            _ => {
                self.items_returned += length;
                if let Err(err) = self.go_on(&page.members) {
                    self.failure = Some(err);
                    self.state = State::Done;
                }
            }
        }
        Ok(Some(page))
    }

    /// The token that goes on where the listing was cut by `max_items`.
    pub fn resume_token(&self) -> Option<&str> {
        self.resume_token.as_deref()
    }

    /// What the paginator takes from the first page alone; `null` where the page has nothing.
    pub fn first_page_part(&self) -> &Map {
        &self.first_page_part
    }

    /// The members that are joined over pages, the first of which counts as the items.
    pub fn result_keys(&self) -> &[MemberPath] {
        &self.result_keys
    }

    /// All pages as one answer, with `NextToken` where it was cut.
    pub async fn full_result(mut self) -> Result<Map, PaginateError> {
        let mut merger = Merger::new(self.result_keys.clone());
        while let Some(page) = self.next().await? {
            merger.add(page.members);
        }
        Ok(merger.finish(&self.first_page_part, self.resume_token()))
    }

    /// Ends the listing inside this page.
    fn cut(&mut self, page: &mut Map, keep: usize, skipped: usize) {
        if let Some(key) = self.result_keys.first() {
            merge::keep_first(page, key, keep);
        }
        self.resume_token = Some(token::encode(&self.token, Some(keep + skipped)));
        self.state = State::Done;
    }

    /// Prepares the call for the page after this one, or ends the listing.
    fn go_on(&mut self, page: &Map) -> Result<(), PaginateError> {
        let next = self.next_token(page)?;
        if next.iter().all(|(_, value)| value.is_null()) {
            self.state = State::Done;
        } else if self.max_items == Some(self.items_returned) {
            self.resume_token = Some(token::encode(&next, None));
            self.state = State::Done;
        } else if self.token_before.as_ref() == Some(&next) {
            return Err(PaginateError::SameTokenTwice { token: python::repr(&Document::Map(token::as_map(&next))) });
        } else {
            token::inject(&next, &mut self.call.input);
            self.token_before = Some(next.clone());
            self.token = next;
        }
        Ok(())
    }

    fn next_token(&self, page: &Map) -> Result<TokenMap, PaginateError> {
        let search = |expression: &Expression| -> Result<Option<Document>, PaginateError> {
            let found = expression.search_members(page);
            let found = found.map_err(|err| unreadable(self.call.operation.name, err))?;
            Ok(merge::is_truthy(&found).then(|| found.into_owned()))
        };
        if let Some(more_results) = &self.more_results
            && search(more_results)?.is_none()
        {
            return Ok(TokenMap::new());
        }
        let mut token = TokenMap::new();
        for (name, output) in self.input_tokens.iter().zip(&self.output_tokens) {
            token.push((name, search(output)?.unwrap_or_default()));
        }
        Ok(token)
    }
}

/// The page size as the type of its member: a number nearly always, a string for some services.
fn page_size(call: &Call, limit_key: &str, size: u64) -> Document {
    let member = call.operation.input.and_then(|it| it.member(limit_key));
    match member.map(|it| &it.shape().kind) {
        Some(ShapeKind::String) => Document::String(size.to_string()),
        _ => Document::Integer(size.into()),
    }
}

fn unreadable(operation: &'static str, err: impl std::fmt::Display) -> PaginateError {
    PaginateError::Model { operation, message: err.to_string() }
}
