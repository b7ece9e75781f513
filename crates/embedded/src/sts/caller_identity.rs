//! Who is calling.

use callboard_model::document::Map;

use crate::failure::Answer;
use crate::request::Request;

pub(super) fn get(request: &Request) -> Answer {
    Ok(Map::new()
        .with("UserId", &*request.caller.user_id)
        .with("Account", &*request.place.account)
        .with("Arn", &*request.caller.arn))
}
