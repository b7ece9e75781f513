//! Waiting until something is in a state, by asking again and again.
//!
//! ```text
//!          ┌── delay ◀── retry, or nothing matches
//!          ▼                    │
//! Call ──▶ Plane ──▶ answer ──▶ acceptors ──▶ success
//!                                        └──▶ failure
//! ```
//!
//! An error answer of the service is an answer here: acceptors may wait for
//! it. One that no acceptor expects ends the wait, and so does every other
//! error of a call.

#[cfg(test)]
mod tests;

use std::time::Duration;

use callboard_model::document::Document;
use callboard_model::jmespath::{self, Expression, python};
use callboard_model::service::{Acceptor, Waiter};

use crate::error::Refusal;
use crate::{Call, Output, Plane, PlaneError};

/// What a wait may do differently from its model.
#[derive(Debug, Clone, Copy, Default)]
pub struct WaitOptions {
    /// Time between two polls.
    pub delay: Option<Duration>,
    /// Polls before giving up.
    pub max_attempts: Option<u64>,
}

/// Why a wait did not end well.
#[derive(Debug, thiserror::Error)]
pub enum WaitError {
    /// No answer came.
    #[error(transparent)]
    Plane(#[from] PlaneError),

    /// The state was not reached, or can no longer be.
    #[error("Waiter {waiter} failed: {reason}")]
    Failed {
        /// The waiter: `StageActive`.
        waiter: &'static str,
        /// What was seen.
        reason: String,
    },

    /// The model's waiter cannot be used.
    #[error("waiter {waiter}: {message}")]
    Model {
        /// The waiter.
        waiter: &'static str,
        /// What is wrong.
        message: String,
    },
}

/// Makes the call until the waiter's state is reached.
pub async fn wait(plane: &dyn Plane, call: &Call, waiter: &Waiter, options: WaitOptions) -> Result<(), WaitError> {
    let failed = |reason: String| Err(WaitError::Failed { waiter: waiter.name, reason });
    let delay = options.delay.unwrap_or(Duration::from_secs(waiter.delay));
    let max_attempts = options.max_attempts.unwrap_or(waiter.max_attempts);
    let conditions = waiter.acceptors.iter().map(Condition::new).collect::<Result<Vec<_>, _>>();
    let conditions = conditions.map_err(|message| WaitError::Model { waiter: waiter.name, message })?;

    let mut last_match = None;
    let mut attempts = 0;
    loop {
        let answer = match plane.call(call.clone()).await {
            Ok(mut output) => {
                if output.http_status == 0 {
                    output.http_status = call.operation.http_status;
                }
                Answer::Output(output)
            }
            Err(PlaneError::Service { refusal, .. }) => Answer::Refusal(*refusal),
            Err(other) => return Err(other.into()),
        };
        attempts += 1;
        match conditions.iter().find(|it| it.holds(&answer)) {
            Some(condition) if condition.acceptor.state == "success" => return Ok(()),
            Some(condition) if condition.acceptor.state == "failure" => {
                let seen = condition.explanation();
                return failed(format!("Waiter encountered a terminal failure state: {seen}"));
            }
            Some(condition) => last_match = Some(condition),
            None => {
                if let Answer::Refusal(refusal) = &answer {
                    return failed(format!("An error occurred ({}): {}", refusal.code, refusal.message));
                }
            }
        }
        if attempts >= max_attempts {
            return failed(match last_match {
                None => "Max attempts exceeded".to_owned(),
                Some(condition) => {
                    format!("Max attempts exceeded. Previously accepted state: {}", condition.explanation())
                }
            });
        }
        tokio::time::sleep(delay).await;
    }
}

enum Answer {
    Output(Output),
    Refusal(Refusal),
}

/// An acceptor, ready to be asked.
struct Condition<'a> {
    acceptor: &'a Acceptor,
    path: Option<Expression>,
    expected: Document,
}

impl<'a> Condition<'a> {
    fn new(acceptor: &'a Acceptor) -> Result<Self, String> {
        let needs_path = matches!(acceptor.matcher, "path" | "pathAll" | "pathAny");
        if !needs_path && !matches!(acceptor.matcher, "status" | "error") {
            return Err(format!("Unknown acceptor: {}", acceptor.matcher));
        }
        let path = match acceptor.argument {
            Some(text) if needs_path => Some(Expression::parse(text).map_err(|err| err.to_string())?),
            None if needs_path => return Err(format!("acceptor `{}` has no argument", acceptor.matcher)),
            _ => None,
        };
        Ok(Self { acceptor, path, expected: Document::from(&acceptor.expected) })
    }

    fn holds(&self, answer: &Answer) -> bool {
        match (&self.path, answer) {
            (Some(path), Answer::Output(output)) => self.path_holds(path, output),
            (Some(_), Answer::Refusal(_)) => false,
            (None, _) if self.acceptor.matcher == "status" => {
                let found = match answer {
                    Answer::Output(output) => output.http_status,
                    Answer::Refusal(refusal) => refusal.http_status,
                };
                self.expected.as_i64() == Some(found.into())
            }
            (None, answer) => match (&self.expected, answer) {
                (Document::Bool(any_error), answer) => *any_error == matches!(answer, Answer::Refusal(_)),
                (expected, Answer::Refusal(refusal)) => expected.as_str() == Some(&refusal.code),
                (_, Answer::Output(_)) => false,
            },
        }
    }

    /// A list without items matches neither `pathAll` nor `pathAny`.
    fn path_holds(&self, path: &Expression, output: &Output) -> bool {
        let Ok(found) = path.search_members(&output.members) else { return false };
        let is_expected = |it: &Document| jmespath::equal(it, &self.expected);
        match (self.acceptor.matcher, found.as_list()) {
            ("path", _) => is_expected(&found),
            ("pathAll", Some(items)) => !items.is_empty() && items.iter().all(is_expected),
            ("pathAny", Some(items)) => items.iter().any(is_expected),
            _ => false,
        }
    }

    /// What was seen, in botocore's words.
    fn explanation(&self) -> String {
        let expected = python::text(&self.expected);
        let argument = self.acceptor.argument.unwrap_or_default();
        match self.acceptor.matcher {
            "path" => format!("For expression \"{argument}\" we matched expected path: \"{expected}\""),
            "pathAll" => format!("For expression \"{argument}\" all members matched expected path: \"{expected}\""),
            "pathAny" => {
                format!("For expression \"{argument}\" we matched expected path: \"{expected}\" at least once")
            }
            "status" => format!("Matched expected HTTP status code: {expected}"),
            _ => format!("Matched expected service error code: {expected}"),
        }
    }
}
