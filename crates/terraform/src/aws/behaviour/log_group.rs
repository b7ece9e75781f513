//! Log groups: an operation for each thing that changes, and a listing for reading one.

use async_trait::async_trait;
use callboard_model::document::{Document, Map};

use super::names::{name_or_made_up, prefix_of};
use crate::aws::convert::text_of;
use crate::aws::hooks::{At, Hooks, Wanted};
use crate::aws::session::Failure;
use crate::cty::Value;
use crate::plan::Rules;
use crate::schema::Flags;
use crate::tags::{TagChange, Tags};

pub(crate) struct LogGroupHooks;

#[async_trait]
impl Hooks for LogGroupHooks {
    /// The service decides how long a group for deliveries keeps its events.
    fn adjust_rules(&self, prior: &Value, config: &Value, rules: &mut Rules) {
        let is = |value: &Value| value.get("log_group_class").as_str() == Some("DELIVERY");
        if is(prior) && (is(config) || config.get("log_group_class").is_null()) {
            rules.0.iter_mut().filter(|it| it.name == "retention_in_days").for_each(|it| it.flags = Flags::COMPUTED);
        }
    }

    async fn before_create(&self, at: At<'_>, wanted: Wanted<'_>, input: &mut Map) -> Result<(), Failure> {
        input.insert("logGroupName", name_or_made_up(wanted.config));
        let tags = at.session.tags.written(wanted.planned.get("tags"));
        if !tags.is_empty() {
            let tags: Map = tags.into_iter().map(|(key, value)| (key.into(), Document::String(value))).collect();
            input.insert("tags", tags);
        }
        Ok(())
    }

    async fn after_create(&self, at: At<'_>, wanted: Wanted<'_>, id: &str) -> Result<bool, Failure> {
        let is_delivery = wanted.planned.get("log_group_class").as_str() == Some("DELIVERY");
        if !is_delivery {
            put_retention(at, id, wanted.planned, false).await?;
        }
        Ok(true)
    }

    async fn before_update(&self, at: At<'_>, wanted: Wanted<'_>, _input: &mut Map) -> Result<(), Failure> {
        let id = wanted.prior.get("id").as_str().unwrap_or_default();
        let changes = |name: &str| wanted.prior.get(name) != wanted.planned.get(name);
        if changes("retention_in_days") {
            put_retention(at, id, wanted.planned, true).await?;
        }
        if changes("kms_key_id") {
            let input = Map::new().with("logGroupName", id);
            match wanted.planned.get("kms_key_id").as_str().filter(|it| !it.is_empty()) {
                Some(key) => call(at, "AssociateKmsKey", input.with("kmsKeyId", key)).await?,
                None => call(at, "DisassociateKmsKey", input).await?,
            }
        }
        Ok(())
    }

    async fn read(&self, at: At<'_>, identity: Map) -> Result<Map, Failure> {
        let name = identity.str("logGroupName").unwrap_or_default().to_owned();
        let mut token: Option<String> = None;
        loop {
            let mut input = Map::new().with("logGroupNamePrefix", name.as_str());
            if let Some(token) = token {
                input.insert("nextToken", token);
            }
            let output = at.session.call(at.table.service, "DescribeLogGroups", at.region, input).await?;
            let groups = output.get("logGroups").and_then(Document::as_list).unwrap_or_default();
            let found = groups.iter().filter_map(Document::as_map).find(|it| it.str("logGroupName") == Some(&name));
            if let Some(found) = found {
                return Ok(found.clone());
            }
            token = output.str("nextToken").map(str::to_owned);
            if token.is_none() {
                let message = format!("log group {name} is not there");
                let operation = crate::aws::session::operation(at.table.service, "DescribeLogGroups")?;
                return Err(
                    callboard_plane::PlaneError::refused(operation, "ResourceNotFoundException", message, 400).into()
                );
            }
        }
    }

    async fn complete(&self, _at: At<'_>, output: &Map, state: &mut Value) -> Result<(), Failure> {
        let arn = output.str("arn").unwrap_or_default();
        state.set_member("arn", arn.strip_suffix(":*").unwrap_or(arn));
        let prefix = prefix_of(state.get("name").as_str().unwrap_or_default()).to_owned();
        state.set_member("name_prefix", prefix);
        if state.get("skip_destroy").is_null() {
            state.set_member("skip_destroy", false);
        }
        Ok(())
    }

    async fn delete(&self, at: At<'_>, identity: Map, prior: &Value) -> Result<(), Failure> {
        if prior.get("skip_destroy").as_bool() == Some(true) {
            return Ok(());
        }
        call(at, at.table.operations.delete, identity).await
    }

    async fn tags(&self, at: At<'_>, _output: &Map, state: &Value) -> Result<Tags, Failure> {
        let input = Map::new().with("resourceArn", state.get("arn").as_str().unwrap_or_default());
        let output = at.session.call(at.table.service, "ListTagsForResource", at.region, input).await?;
        let tags = output.get("tags").and_then(Document::as_map).into_iter().flat_map(Map::iter);
        Ok(tags.map(|(key, value)| (key.to_string(), text_of(value))).collect())
    }

    async fn change_tags(&self, at: At<'_>, state: &Value, change: &TagChange) -> Result<(), Failure> {
        let arn = Map::new().with("resourceArn", state.get("arn").as_str().unwrap_or_default());
        if !change.removed.is_empty() {
            let keys: Vec<Document> = change.removed.iter().map(|it| Document::from(it.as_str())).collect();
            call(at, "UntagResource", arn.clone().with("tagKeys", keys)).await?;
        }
        if !change.set.is_empty() {
            let tags: Map = change.set.iter().map(|(key, value)| (key.clone().into(), value.as_str().into())).collect();
            call(at, "TagResource", arn.with("tags", tags)).await?;
        }
        Ok(())
    }
}

async fn put_retention(at: At<'_>, id: &str, planned: &Value, may_delete: bool) -> Result<(), Failure> {
    let days = planned.get("retention_in_days").as_number().and_then(|it| it.as_i64()).unwrap_or_default();
    let input = Map::new().with("logGroupName", id);
    match days {
        0 if may_delete => call(at, "DeleteRetentionPolicy", input).await,
        0 => Ok(()),
        days => call(at, "PutRetentionPolicy", input.with("retentionInDays", days)).await,
    }
}

async fn call(at: At<'_>, operation: &'static str, input: Map) -> Result<(), Failure> {
    at.session.call(at.table.service, operation, at.region, input).await.map(drop)
}
