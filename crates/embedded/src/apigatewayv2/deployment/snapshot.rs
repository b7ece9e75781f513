//! Snapshots: what each deployment of an API holds.
//!
//! ```text
//! deployments:        1        2                  at deployment 1     at deployment 2
//! route a   v1 ───────┼────────┼──────────        a as of v1          a as of v1
//! route b   v1 ───────┼─ v2 ───┼─ gone in v3      b as of v1          b as of v2
//! ```
//!
//! Copying the whole API for every deployment would make an API of 300 routes,
//! deployed after each of them, some 45,000 records. Instead every change is
//! noted under the number of the deployment to come: one record a change, and
//! what a deployment holds is, of each thing, the last note up to its number.

use callboard_model::document::Map;
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::failure::Answer;
use crate::members::Members;
use crate::record::{Place, escaped};

use super::super::kind::{API, Kind};
use super::super::tables;

/// The member of a deployment that has its number.
pub(in crate::apigatewayv2) const VERSION: &str = "version";

/// Notes that a thing is like this now, or is no more.
pub(in crate::apigatewayv2) fn note(
    transaction: &mut Transaction<'_>,
    place: &Place,
    kind: &Kind,
    names: &Map,
    record: Option<&Map>,
) -> Answer<()> {
    let version = deployments(transaction, place, names)? + 1;
    let mut parts = vec![escaped(names.text("ApiId")), kind.name.into()];
    let ids = kind.names(names);
    parts.extend(ids.iter().filter_map(|(_, id)| id.as_str()).map(escaped));
    let number = format!("{version:010}");
    parts.push(number.into());
    let parts: Vec<&str> = parts.iter().map(|it| &**it).collect();
    tables::DEPLOYED.put(transaction, &place.key(&parts), record.unwrap_or(&Map::new()))
}

/// Ends the notes of one deployment, and gives its number.
pub(super) fn seal(transaction: &mut Transaction<'_>, place: &Place, names: &Map) -> Answer<i64> {
    let version = deployments(transaction, place, names)? + 1;
    tables::VERSION.put(transaction, &counter(place, names), &Map::new().with("deployments", version))?;
    Ok(version)
}

/// What a deployment holds: of each thing the name of its kind, and its record.
pub(in crate::apigatewayv2) fn of_deployment(
    snapshot: &Snapshot<'_>,
    place: &Place,
    deployment: &Map,
) -> Answer<Vec<(String, Map)>> {
    let version = deployment.integer(VERSION).unwrap_or_default();
    let inside = API.inside(place, deployment);
    let mut latest: Vec<(Vec<u8>, String, Map)> = Vec::new();
    for (key, record) in tables::DEPLOYED.list(snapshot, ScanRange::prefix(&inside))? {
        let Some(end) = key.iter().rposition(|byte| *byte == b'/') else { continue };
        let number = std::str::from_utf8(&key[end + 1..]).ok().and_then(|it| it.parse::<i64>().ok());
        if number.is_none_or(|it| it > version) {
            continue;
        }
        let thing = key[..end].to_vec();
        let kind = key[inside.len()..].split(|byte| *byte == b'/').next().unwrap_or_default();
        let kind = String::from_utf8_lossy(kind).into_owned();
        // The notes of one thing follow each other, the later after the earlier.
        latest.pop_if(|(known, ..)| *known == thing);
        latest.push((thing, kind, record));
    }
    Ok(latest.into_iter().filter(|(.., record)| !record.is_empty()).map(|(_, kind, record)| (kind, record)).collect())
}

/// How many deployments of an API there have been.
fn deployments(snapshot: &Snapshot<'_>, place: &Place, names: &Map) -> Answer<i64> {
    let record = tables::VERSION.get(snapshot, &counter(place, names))?;
    Ok(record.and_then(|it| it.integer("deployments")).unwrap_or_default())
}

fn counter(place: &Place, names: &Map) -> Vec<u8> {
    let mut key = API.inside(place, names);
    key.extend_from_slice(b"deployments");
    key
}

#[cfg(test)]
mod tests {
    use callboard_store::{Cause, Store, StoreOptions};
    use expect_test::{Expect, expect};

    use super::super::super::kind::{DEPLOYMENT, INTEGRATION, ROUTE, ROUTE_RESPONSE};
    use super::*;
    use crate::failure::Failure;

    /// Plays notes on an empty API: `ROUTE a 1` is what became of a route, `ROUTE a -` its end, `deploy` a deployment.
    /// Shows what each deployment holds.
    #[track_caller]
    fn check(notes: &str, expect: Expect) {
        let store = Store::open(&StoreOptions::memory()).expect("a store");
        let place = Place { account: "123456789012".into(), region: "us-east-1".into() };
        let api = || Map::new().with("ApiId", "api");
        let answer: Result<String, Failure> = store.write(&Cause::new("test", "test"), |transaction| {
            let mut shown = String::new();
            for note in notes.lines().map(str::trim).filter(|it| !it.is_empty()) {
                let words: Vec<&str> = note.split(' ').collect();
                let (kind, id) = match words[..] {
                    ["deploy"] => {
                        let version = seal(transaction, &place, &api())?;
                        DEPLOYMENT.put(transaction, &place, &api().with("DeploymentId", version.to_string()))?;
                        continue;
                    }
                    ["ROUTE", id, _] => (&ROUTE, api().with("RouteId", id)),
                    ["RESPONSE", id, _] => (&ROUTE_RESPONSE, api().with("RouteId", "a").with("RouteResponseId", id)),
                    ["INTEGRATION", id, _] => (&INTEGRATION, api().with("IntegrationId", id)),
                    _ => panic!("{note}"),
                };
                let record = id.clone().with("Name", words[2]);
                super::note(transaction, &place, kind, &id, (words[2] != "-").then_some(&record))?;
            }
            for number in 1..=deployments(transaction, &place, &api())? {
                let held = of_deployment(transaction, &place, &api().with(VERSION, number))?;
                let held: Vec<String> =
                    held.iter().map(|(kind, record)| format!("{kind} {}", record.text("Name"))).collect();
                shown.push_str(&format!("{number}: {}\n", held.join(", ")));
            }
            Ok(shown)
        });
        expect.assert_eq(&answer.ok().expect("no failure"));
    }

    #[test]
    fn a_deployment_holds_what_there_was() {
        check(
            "
            ROUTE a a1
            INTEGRATION i i1
            RESPONSE r r1
            deploy
            ROUTE b b1
            ROUTE b b2
            ROUTE a a2
            deploy
            deploy
            ROUTE a -
            RESPONSE r -
            deploy
            ROUTE a a3
            deploy
            ROUTE never deployed
            ",
            expect![[r#"
                1: Integration i1, Route a1, RouteResponse r1
                2: Integration i1, Route a2, Route b2, RouteResponse r1
                3: Integration i1, Route a2, Route b2, RouteResponse r1
                4: Integration i1, Route b2
                5: Integration i1, Route a3, Route b2
            "#]],
        );
    }
}
