//! Roles: an operation for each thing that changes, and policies that are part of a role.

use async_trait::async_trait;
use callboard_model::document::{Document, Map};

use super::names::{name_or_made_up, prefix_of};
use crate::aws::hooks::{At, Hooks, Wanted};
use crate::aws::session::Failure;
use crate::cty::Value;
use crate::tags::{TagChange, Tags};

pub(crate) struct RoleHooks;

#[async_trait]
impl Hooks for RoleHooks {
    async fn before_create(&self, at: At<'_>, wanted: Wanted<'_>, input: &mut Map) -> Result<(), Failure> {
        input.insert("RoleName", name_or_made_up(wanted.config));
        let tags = at.session.tags.written(wanted.planned.get("tags"));
        if !tags.is_empty() {
            input.insert("Tags", tag_list(&tags));
        }
        Ok(())
    }

    async fn after_create(&self, at: At<'_>, wanted: Wanted<'_>, id: &str) -> Result<bool, Failure> {
        change_policies(at, id, &Value::Null, wanted.config).await?;
        Ok(true)
    }

    async fn before_update(&self, at: At<'_>, wanted: Wanted<'_>, _input: &mut Map) -> Result<(), Failure> {
        let id = wanted.prior.get("id").as_str().unwrap_or_default();
        let role = Map::new().with("RoleName", id);
        let changes = |name: &str| wanted.prior.get(name) != wanted.planned.get(name);
        let text = |name: &str| wanted.planned.get(name).as_str().unwrap_or_default();
        if changes("assume_role_policy") {
            let input = role.clone().with("PolicyDocument", text("assume_role_policy"));
            call(at, "UpdateAssumeRolePolicy", input).await?;
        }
        if changes("description") || changes("max_session_duration") {
            let seconds = wanted.planned.get("max_session_duration").as_number().and_then(|it| it.as_i64());
            let mut input = role.clone().with("Description", text("description"));
            if let Some(seconds) = seconds {
                input.insert("MaxSessionDuration", seconds);
            }
            call(at, "UpdateRole", input).await?;
        }
        if changes("permissions_boundary") {
            match text("permissions_boundary") {
                "" => call(at, "DeleteRolePermissionsBoundary", role.clone()).await?,
                boundary => {
                    let input = role.clone().with("PermissionsBoundary", boundary);
                    call(at, "PutRolePermissionsBoundary", input).await?;
                }
            }
        }
        change_policies(at, id, wanted.prior, wanted.planned).await
    }

    async fn read(&self, at: At<'_>, identity: Map) -> Result<Map, Failure> {
        let output = at.session.call(at.table.service, at.table.operations.read, at.region, identity).await?;
        let mut role = output.get("Role").and_then(Document::as_map).cloned().unwrap_or_default();
        if let Some(document) = role.str("AssumeRolePolicyDocument") {
            let document = percent_decoded(document);
            role.insert("AssumeRolePolicyDocument", document);
        }
        let boundary = role.get("PermissionsBoundary").and_then(|it| it.get("PermissionsBoundaryArn")).cloned();
        match boundary {
            Some(boundary) => drop(role.insert("PermissionsBoundary", boundary)),
            None => drop(role.remove("PermissionsBoundary")),
        }
        Ok(role)
    }

    async fn complete(&self, at: At<'_>, _output: &Map, state: &mut Value) -> Result<(), Failure> {
        let id = state.get("id").as_str().unwrap_or_default().to_owned();
        let prefix = prefix_of(&id).to_owned();
        state.set_member("name_prefix", prefix);
        if state.get("force_detach_policies").is_null() {
            state.set_member("force_detach_policies", false);
        }
        let inline = inline_policies(at, &id, state.get("inline_policy")).await?;
        state.set_member("inline_policy", Value::set(inline));
        let arns = names(at, "ListAttachedRolePolicies", &id, "AttachedPolicies", Some("PolicyArn")).await?;
        state.set_member("managed_policy_arns", Value::set(arns.into_iter().map(Value::from)));
        Ok(())
    }

    async fn delete(&self, at: At<'_>, identity: Map, prior: &Value) -> Result<(), Failure> {
        let id = prior.get("id").as_str().unwrap_or_default();
        let has = |name: &str| prior.get(name).items().is_some_and(|it| !it.is_empty());
        let forces = prior.get("force_detach_policies").as_bool() == Some(true);
        if forces || has("managed_policy_arns") {
            for arn in names(at, "ListAttachedRolePolicies", id, "AttachedPolicies", Some("PolicyArn")).await? {
                call(at, "DetachRolePolicy", identity.clone().with("PolicyArn", arn)).await?;
            }
        }
        if forces || has("inline_policy") {
            for name in names(at, "ListRolePolicies", id, "PolicyNames", None).await? {
                call(at, "DeleteRolePolicy", identity.clone().with("PolicyName", name)).await?;
            }
        }
        call(at, at.table.operations.delete, identity).await
    }

    async fn tags(&self, _at: At<'_>, output: &Map, _state: &Value) -> Result<Tags, Failure> {
        let tags = output.get("Tags").and_then(Document::as_list).unwrap_or_default().iter();
        let pairs = tags.filter_map(Document::as_map);
        let text = |tag: &Map, name: &str| tag.str(name).unwrap_or_default().to_owned();
        Ok(pairs.map(|it| (text(it, "Key"), text(it, "Value"))).collect())
    }

    async fn change_tags(&self, at: At<'_>, state: &Value, change: &TagChange) -> Result<(), Failure> {
        let role = Map::new().with("RoleName", state.get("id").as_str().unwrap_or_default());
        if !change.removed.is_empty() {
            let keys: Vec<Document> = change.removed.iter().map(|it| Document::from(it.as_str())).collect();
            call(at, "UntagRole", role.clone().with("TagKeys", keys)).await?;
        }
        if !change.set.is_empty() {
            call(at, "TagRole", role.with("Tags", tag_list(&change.set))).await?;
        }
        Ok(())
    }
}

fn tag_list(tags: &Tags) -> Vec<Document> {
    let tag =
        |(key, value): (&String, &String)| Map::new().with("Key", key.as_str()).with("Value", value.as_str()).into();
    tags.iter().map(tag).collect()
}

/// Puts and takes away the policies of a role that differ.
async fn change_policies(at: At<'_>, id: &str, prior: &Value, wanted: &Value) -> Result<(), Failure> {
    let role = Map::new().with("RoleName", id);
    let items = |value: &Value, name: &str| value.get(name).items().map(<[Value]>::to_vec);
    if let Some(wanted) = items(wanted, "inline_policy") {
        let before = items(prior, "inline_policy").unwrap_or_default();
        let name = |it: &Value| it.get("name").as_str().unwrap_or_default().to_owned();
        for gone in before.iter().filter(|it| !wanted.iter().any(|other| name(other) == name(it))) {
            call(at, "DeleteRolePolicy", role.clone().with("PolicyName", name(gone))).await?;
        }
        for policy in wanted.iter().filter(|it| !before.contains(it) && !name(it).is_empty()) {
            let document = policy.get("policy").as_str().unwrap_or_default();
            let input = role.clone().with("PolicyName", name(policy)).with("PolicyDocument", document);
            call(at, "PutRolePolicy", input).await?;
        }
    }
    if let Some(wanted) = items(wanted, "managed_policy_arns") {
        let before = items(prior, "managed_policy_arns").unwrap_or_default();
        for gone in before.iter().filter(|it| !wanted.contains(it)) {
            let arn = gone.as_str().unwrap_or_default();
            call(at, "DetachRolePolicy", role.clone().with("PolicyArn", arn)).await?;
        }
        for new in wanted.iter().filter(|it| !before.contains(it)) {
            let arn = new.as_str().unwrap_or_default();
            call(at, "AttachRolePolicy", role.clone().with("PolicyArn", arn)).await?;
        }
    }
    Ok(())
}

/// The policies of a role; one that means what the state says stays as the state says it.
async fn inline_policies(at: At<'_>, id: &str, current: &Value) -> Result<Vec<Value>, Failure> {
    let mut policies = Vec::new();
    for name in names(at, "ListRolePolicies", id, "PolicyNames", None).await? {
        let input = Map::new().with("RoleName", id).with("PolicyName", name.as_str());
        let output = at.session.call(at.table.service, "GetRolePolicy", at.region, input).await?;
        let document = Value::from(percent_decoded(output.str("PolicyDocument").unwrap_or_default()));
        let known = current.items().unwrap_or_default().iter().find(|it| it.get("name").as_str() == Some(&name));
        let same = known.filter(|it| crate::plan::Same::Policy.holds(it.get("policy"), &document));
        policies.push(match same {
            Some(known) => known.clone(),
            None => Value::object([("name", Value::from(name)), ("policy", document)]),
        });
    }
    Ok(policies)
}

/// All names that a listing of a role's policies gives.
async fn names(
    at: At<'_>,
    operation: &'static str,
    id: &str,
    list: &'static str,
    member: Option<&'static str>,
) -> Result<Vec<String>, Failure> {
    let mut names = Vec::new();
    let mut marker: Option<String> = None;
    loop {
        let mut input = Map::new().with("RoleName", id);
        if let Some(marker) = marker {
            input.insert("Marker", marker);
        }
        let output = at.session.call(at.table.service, operation, at.region, input).await?;
        let items = output.get(list).and_then(Document::as_list).unwrap_or_default().iter();
        names.extend(items.filter_map(|it| match member {
            Some(member) => it.get(member)?.as_str().map(str::to_owned),
            None => it.as_str().map(str::to_owned),
        }));
        marker = output.str("Marker").map(str::to_owned);
        let goes_on = output.get("IsTruncated").and_then(Document::as_bool) == Some(true);
        if marker.is_none() || !goes_on {
            return Ok(names);
        }
    }
}

async fn call(at: At<'_>, operation: &'static str, input: Map) -> Result<(), Failure> {
    at.session.call(at.table.service, operation, at.region, input).await.map(drop)
}

/// Policies travel percent-encoded.
fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let digit = |byte: Option<&u8>| byte.and_then(|it| char::from(*it).to_digit(16)).map(|it| it as u8);
    let bytes = text.as_bytes();
    let mut decoded = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        match (bytes[at], digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            (b'%', Some(high), Some(low)) => {
                decoded.push(high << 4 | low);
                at += 3;
            }
            (byte, ..) => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8(decoded).unwrap_or_else(|_| text.to_owned())
}
