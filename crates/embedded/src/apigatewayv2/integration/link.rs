//! The index of VPC links: which integrations use one.

use callboard_model::document::Map;
use callboard_store::{ScanRange, Snapshot, Transaction};

use crate::failure::Answer;
use crate::members::Members;
use crate::record::{Place, escaped};
use crate::request::Request;

use super::super::kind::{INTEGRATION, ROUTE};
use super::super::tables::LINKED;

/// Follows an integration that came, changed or went.
pub(super) fn follow(
    transaction: &mut Transaction<'_>,
    request: &Request,
    before: Option<&Map>,
    after: Option<&Map>,
) -> Answer<()> {
    let key_of = |record: &Map| index_key(&request.place, record);
    let (gone, come) = (before.and_then(key_of), after.and_then(key_of));
    if gone == come {
        return Ok(());
    }
    if let Some(key) = gone {
        LINKED.delete(transaction, &key)?;
    }
    come.map_or(Ok(()), |key| LINKED.mark(transaction, &key))
}

/// The routes that a VPC link serves, each as its method and its id.
pub(in crate::apigatewayv2) fn routes_over(snapshot: &Snapshot<'_>, place: &Place, link: &str) -> Answer<Vec<String>> {
    let mut routes = Vec::new();
    let prefix = place.prefix(&[&escaped(link)]);
    for (key, _) in LINKED.list(snapshot, ScanRange::prefix(&prefix))? {
        let rest = String::from_utf8_lossy(&key[prefix.len()..]).into_owned();
        let Some((api, id)) = rest.split_once('/') else { continue };
        let names = Map::new().with("ApiId", api).with("IntegrationId", id);
        let target = format!("integrations/{id}");
        for route in ROUTE.all(snapshot, place, &names)?.iter().filter(|it| it.text("Target") == target) {
            let method = route.text("RouteKey").split_once(' ').map_or("ANY", |(method, _)| method);
            routes.push(format!("{method}:{}", route.text("RouteId")));
        }
    }
    Ok(routes)
}

/// Forgets the links of an API that goes as a whole.
pub(in crate::apigatewayv2) fn forget(transaction: &mut Transaction<'_>, place: &Place, api: &Map) -> Answer<()> {
    for record in INTEGRATION.all(transaction, place, api)? {
        if let Some(key) = index_key(place, &record) {
            LINKED.delete(transaction, &key)?;
        }
    }
    Ok(())
}

fn index_key(place: &Place, record: &Map) -> Option<Vec<u8>> {
    let link = record.given("ConnectionId")?.as_str()?;
    Some(place.key(&[&escaped(link), record.text("ApiId"), record.text("IntegrationId")]))
}
