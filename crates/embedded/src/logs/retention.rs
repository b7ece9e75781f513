//! Retention: for how many days a group keeps its events.

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::Members;
use crate::request::Request;

use super::log_group::{self, DELIVERY};

const CHOICES: [i64; 22] =
    [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

pub(super) fn put(request: Request) -> Answer<Change> {
    let days = request.input.integer("retentionInDays").unwrap_or_default();
    if !CHOICES.contains(&days) {
        return Err(log_group::invalid(format!(
            "1 validation error detected: Value '{days}' at 'retentionInDays' failed to satisfy constraint: \
             Member must satisfy enum value set: {CHOICES:?}"
        )));
    }
    change(move |transaction| {
        log_group::replace(transaction, &request.place, request.input.text("logGroupName"), |record| {
            if record.text("logGroupClass") == DELIVERY {
                return Err(log_group::invalid("The retention of a log group of the class DELIVERY cannot be changed"));
            }
            record.insert("retentionInDays", days);
            Ok(())
        })
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        log_group::replace(transaction, &request.place, request.input.text("logGroupName"), |record| {
            record.remove("retentionInDays");
            Ok(())
        })
    })
}
