//! The index of route keys: no API has two routes of one key, nor two that could not be told apart.

use callboard_model::document::Map;
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::failure::{Answer, Failure};
use crate::members::Members;
use crate::record::{Place, escaped, last_part, unescaped};
use crate::request::Request;

use super::super::kind::API;
use super::super::tables::ROUTE_KEY;
use super::key::RouteKey;

/// Whether the API that these members name has a route of this key.
pub(in crate::apigatewayv2) fn has_key(snapshot: &Snapshot<'_>, place: &Place, names: &Map, key: &str) -> Answer<bool> {
    ROUTE_KEY.contains(snapshot, &index_key(place, names, key))
}

/// Refuses the key of a record that the API has already, or that could not be told from one that it has.
pub(super) fn check(
    snapshot: &Snapshot<'_>,
    place: &Place,
    before: Option<&Map>,
    record: &Map,
    is_websocket: bool,
) -> Answer<()> {
    let text = record.text("RouteKey");
    let before = before.map(|it| it.text("RouteKey"));
    if before == Some(text) {
        return Ok(());
    }
    let key = RouteKey::parse(text, is_websocket)?;
    if has_key(snapshot, place, record, text)? {
        return Err(Failure::conflict(format!("Route with key {text} already exists for this API")));
    }
    for beginning in key.beginnings_of_variables() {
        let prefix = index_key(place, record, &beginning);
        for other in ends(snapshot, &prefix, before)? {
            if RouteKey::parse(&other, false).is_ok_and(|other| key.conflicts_with(&other)) {
                return Err(Failure::conflict(format!(
                    "The provided route key \"{text}\" has a conflicting variable on the same hierarchical level as \
                     \"{other}\""
                )));
            }
        }
    }
    Ok(())
}

/// The first and the last key with a variable at one place of their paths, but for one that is about to go.
///
/// Those that an API has do not conflict: all but one, which takes the rest of the path, name the variable alike. They
/// therefore follow each other, the one stands before or behind them, and no others need be looked at.
fn ends(snapshot: &Snapshot<'_>, prefix: &[u8], leaving: Option<&str>) -> Answer<Vec<String>> {
    let mut ends = Vec::new();
    for reverse in [false, true] {
        // One more, in case that the first is the one that goes.
        let range = ScanRange { reverse, ..ScanRange::prefix(prefix).limit(2) };
        let keys = snapshot.list(ROUTE_KEY.space(), range)?;
        let mut keys = keys.iter().map(|(key, _)| unescaped(last_part(key)).into_owned());
        ends.extend(keys.find(|it| Some(it.as_str()) != leaving));
    }
    Ok(ends)
}

/// Follows a route that came, changed or went.
pub(super) fn follow(
    transaction: &mut Transaction<'_>,
    request: &Request,
    before: Option<&Map>,
    after: Option<&Map>,
) -> Answer<()> {
    follow_in(transaction, &request.place, before, after)
}

fn follow_in(
    transaction: &mut Transaction<'_>,
    place: &Place,
    before: Option<&Map>,
    after: Option<&Map>,
) -> Answer<()> {
    let key_of = |record: &Map| index_key(place, record, record.text("RouteKey"));
    let (gone, come) = (before.map(key_of), after.map(key_of));
    if gone == come {
        return Ok(());
    }
    if let Some(key) = gone {
        ROUTE_KEY.delete(transaction, &key)?;
    }
    if let (Some(key), Some(record)) = (come, after) {
        ROUTE_KEY.put(transaction, &key, &Map::new().with("RouteId", record.text("RouteId")))?;
    }
    Ok(())
}

fn index_key(place: &Place, names: &Map, key: &str) -> Vec<u8> {
    let mut index = API.inside(place, names);
    index.extend_from_slice(escaped(key).as_bytes());
    index
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use callboard_store::{Cause, Store, StoreOptions};

    use super::*;

    /// Numbers that look like chance and are the same every time.
    struct Dice(u64);

    impl Dice {
        fn throw<'t>(&mut self, sides: &[&'t str]) -> &'t str {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            sides[(self.0 >> 33) as usize % sides.len()]
        }

        /// A key of few methods and steps, so that many of them meet.
        fn key(&mut self) -> String {
            let mut key = self.throw(&["GET ", "ANY "]).to_owned();
            key.push_str(self.throw(&["/a", "/{x}", "/{y}"]));
            key.push_str(self.throw(&["", "/a", "/b", "/{x}", "/{y}", "/{id}"]));
            key.push_str(self.throw(&["", "", "/{p+}", "/{q+}", "/{id+}", "/{id}"]));
            key
        }
    }

    /// Whether a key cannot stand beside these, by looking at all of them.
    fn is_refused(key: &str, others: &[String]) -> bool {
        others.iter().any(|other| {
            let keys = (RouteKey::parse(key, false), RouteKey::parse(other, false));
            key == other || matches!(keys, (Ok(key), Ok(other)) if key.conflicts_with(&other))
        })
    }

    /// Creates routes, and gives the last of them another key now and then.
    #[test]
    fn few_keys_tell_what_all_of_them_would() {
        let place = Place { account: Arc::from("123456789012"), region: Arc::from("us-east-1") };
        let record = |key: &str| Map::new().with("ApiId", "api").with("RouteKey", key);
        let (mut refused, mut kept) = (0, 0);
        for seed in 0..200 {
            let mut dice = Dice(seed);
            let mut made: Vec<String> = Vec::new();
            let store = Store::open(&StoreOptions::memory()).expect("a store");
            let answer: Answer<()> = store.write(&Cause::new("test", "test"), |transaction| {
                for _ in 0..30 {
                    let key = dice.key();
                    let leaving = made.last().cloned().filter(|_| dice.throw(&["make", "make", "change"]) == "change");
                    let others: Vec<String> = made.iter().filter(|it| Some(*it) != leaving.as_ref()).cloned().collect();
                    if leaving.as_ref() == Some(&key) {
                        continue;
                    }
                    let (before, after) = (leaving.as_deref().map(record), record(&key));
                    let is_fine = check(transaction, &place, before.as_ref(), &after, false).is_ok();
                    assert_eq!(is_fine, !is_refused(&key, &others), "{key} beside {others:?}");
                    if is_fine {
                        follow_in(transaction, &place, before.as_ref(), Some(&after))?;
                        made = others;
                        made.push(key);
                    }
                    *(if is_fine { &mut kept } else { &mut refused }) += 1;
                }
                Ok(())
            });
            assert!(answer.is_ok());
        }
        assert!(refused > 1000 && kept > 1000, "{refused} {kept}");
    }
}
