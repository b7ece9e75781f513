//! Tags: the rules that AWS has for the tags of every resource.

use callboard_model::document::Map;

use crate::failure::{Answer, Failure};

/// How many tags one resource may have.
const LIMIT: usize = 50;

/// Refuses tags whose keys AWS keeps for itself.
pub(crate) fn check_keys<'a>(keys: impl IntoIterator<Item = &'a str>) -> Answer<()> {
    let reserved = keys.into_iter().find(|key| key.get(..4).is_some_and(|it| it.eq_ignore_ascii_case("aws:")));
    match reserved {
        Some(key) => {
            Err(Failure::validation(format!("aws: prefixed tag key names are not allowed for external use: {key}")))
        }
        None => Ok(()),
    }
}

/// The tags of a new resource.
pub(crate) fn of_new(tags: Map) -> Answer<Map> {
    merged(Map::new(), tags)
}

/// The tags of a resource after more were put on it.
pub(crate) fn merged(mut tags: Map, more: Map) -> Answer<Map> {
    check_keys(more.keys().map(|key| &**key))?;
    for (key, value) in more.into_iter().filter(|(_, value)| !value.is_null()) {
        tags.insert(key, value);
    }
    if tags.len() > LIMIT {
        return Err(Failure::validation(format!(
            "a resource can have {LIMIT} tags, and this one would have {}",
            tags.len()
        )));
    }
    Ok(tags)
}
