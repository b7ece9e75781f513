//! What carries a stack's tags, by one question for all of its parts.
//!
//! Where a listing gives identifiers alone, finding a resource by its tags
//! would read every resource of its type. The tagging API gives ARNs of those
//! that carry the stack's tags; an ARN ends with the identifier of its
//! resource, or is it. What it says is taken as a hint: it is late by some
//! seconds and does not know every type, so that what it does not name is
//! looked for among all.

use callboard_model::document::{Document, Map};
use callboard_model::naming::relations::operation_relation;
use callboard_model::registry;
use callboard_model::types::ResourceType;
use callboard_resource::{Identifier, Resources};
use futures::TryStreamExt as _;

use crate::tags::{ENVIRONMENT, Owner, RESOURCE, STACK};

/// The ARN of something that carries the tags of a stack, and the name that it has there.
pub(super) type Tagged = (String, String);

/// All that carries the tags of a stack; nothing where that cannot be asked.
pub(super) async fn all(resources: &Resources, region: &str, owner: &Owner) -> Vec<Tagged> {
    ask(resources, region, owner).await.unwrap_or_default()
}

async fn ask(resources: &Resources, region: &str, owner: &Owner) -> Option<Vec<Tagged>> {
    let relation = operation_relation("tagging", "tagged_resources")?;
    let operation = registry::service_entry(relation.service)?.service().operation(relation.operation)?;
    let filter = |key: &str, value: &str| {
        let mut filter = Map::new();
        filter.insert("Key", key);
        filter.insert("Values", vec![Document::from(value)]);
        Document::from(filter)
    };
    let mut input = Map::new();
    input.insert("TagFilters", vec![filter(STACK, &owner.stack), filter(ENVIRONMENT, &owner.environment)]);
    let mut tagged = Vec::new();
    loop {
        let output = resources.call(operation, region, input.clone()).await.ok()?;
        for item in output.members.get(relation.rows).and_then(Document::as_list).unwrap_or_default() {
            let tags = item.get("Tags").and_then(Document::as_list).unwrap_or_default().iter();
            let of = |tag: &Document, name: &str| tag.get(name).and_then(Document::as_str).map(str::to_owned);
            let name = tags.filter(|it| of(it, "Key").as_deref() == Some(RESOURCE)).find_map(|it| of(it, "Value"));
            tagged.extend(of(item, "ResourceARN").zip(name));
        }
        match output.members.get("PaginationToken").and_then(Document::as_str) {
            Some(token) if !token.is_empty() => input.insert("PaginationToken", token),
            _ => return Some(tagged),
        };
    }
}

/// The resources of a type that ARNs may be those of.
pub(super) async fn candidates(
    resources: &Resources,
    of: &'static ResourceType,
    region: &str,
    arns: &[&str],
) -> Vec<Identifier> {
    let pages = resources.list(of, region, None, None).try_collect::<Vec<_>>().await;
    let listed = pages.unwrap_or_default().into_iter().flatten();
    listed.map(|it| it.identifier).filter(|it| arns.iter().any(|arn| is_of(arn, it))).map(Identifier::new).collect()
}

/// Whether an ARN may be that of an identifier.
fn is_of(arn: &str, identifier: &str) -> bool {
    let last = identifier.rsplit('|').next().unwrap_or(identifier);
    let before = arn.strip_suffix(last).filter(|_| !last.is_empty());
    before.is_some_and(|it| it.is_empty() || it.ends_with(['/', ':']) || last.starts_with(['/', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_ends_with_the_identifier_or_is_it() {
        let cases = [
            ("arn:aws:ivs:us-east-1:1:stage/abc", "arn:aws:ivs:us-east-1:1:stage/abc", true),
            ("arn:aws:ec2:us-east-1:1:vpc/vpc-1", "vpc-1", true),
            ("arn:aws:ec2:us-east-1:1:vpc/vpc-1", "pc-1", false),
            ("arn:aws:logs:us-east-1:1:log-group:/web", "/web", true),
            ("arn:aws:ssm:us-east-1:1:parameter/a/b", "/a/b", true),
            ("arn:aws:apigateway:us-east-1::/apis/1/stages/live", "1|live", true),
            ("arn:aws:ec2:us-east-1:1:vpc/vpc-1", "", false),
        ];
        for (arn, identifier, wanted) in cases {
            assert_eq!(is_of(arn, identifier), wanted, "{arn} {identifier}");
        }
    }
}
