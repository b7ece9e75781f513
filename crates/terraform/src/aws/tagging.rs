//! Tags that are changed by a resource's ARN.

use callboard_model::document::{Document, Map};

use super::hooks::At;
use super::session::Failure;
use crate::cty::Value;
use crate::tags::TagChange;

/// Changes the tags of a resource of a service whose operations are called as most are.
pub(crate) async fn change_by_arn(at: At<'_>, state: &Value, change: &TagChange) -> Result<(), Failure> {
    let arn = state.get("arn").as_str().unwrap_or_default();
    let failed = |failure: Failure| Failure::Said(format!("setting tags: {failure}"));
    if !change.removed.is_empty() {
        let keys: Vec<Document> = change.removed.iter().map(|it| Document::from(it.as_str())).collect();
        let input = Map::new().with("ResourceArn", arn).with("TagKeys", keys);
        at.session.call(at.table.service, "UntagResource", at.region, input).await.map_err(failed)?;
    }
    if !change.set.is_empty() {
        let tags: Map = change.set.iter().map(|(key, value)| (key.clone().into(), value.as_str().into())).collect();
        let input = Map::new().with("ResourceArn", arn).with("Tags", tags);
        at.session.call(at.table.service, "TagResource", at.region, input).await.map_err(failed)?;
    }
    Ok(())
}
