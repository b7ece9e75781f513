//! Filters: which resources a caller asks for.

use callboard_model::document::{Document, Map};

use crate::cloudcontrol::tagged::Tagged;
use crate::failure::Answer;
use crate::members::Members;

use super::invalid;

/// How many values a filter may have.
const VALUES: usize = 20;

/// Which resources a caller asks for: those that have tags, and fit.
pub(super) struct Filter<'a> {
    /// Keys, with the values of which a tag must have one, where there are any.
    tags: Vec<(&'a str, &'a [Document])>,
    /// `service` or `service:resource-type`, of which an ARN must have one, where there are any.
    types: Vec<&'a str>,
}

impl<'a> Filter<'a> {
    pub(super) fn of(input: &'a Map) -> Answer<Self> {
        let mut tags = Vec::new();
        for filter in input.items("TagFilters").iter().filter_map(Document::as_map) {
            let (key, values) = (filter.text("Key"), filter.items("Values"));
            if key.is_empty() {
                return Err(invalid("a TagFilter must have a Key"));
            }
            if values.len() > VALUES {
                return Err(invalid(format!(
                    "the TagFilter of {key} has {} values, of {VALUES} at most",
                    values.len()
                )));
            }
            tags.push((key, values));
        }
        let types: Vec<&str> = input.items("ResourceTypeFilters").iter().filter_map(Document::as_str).collect();
        match types.iter().find(|it| it.is_empty() || it.ends_with(':')) {
            Some(wrong) => Err(invalid(format!("'{wrong}' is not a resource type: service, or service:resourceType"))),
            None => Ok(Self { tags, types }),
        }
    }

    pub(super) fn admits(&self, resource: &Tagged) -> bool {
        let has = |(key, values): &(&str, &[Document])| {
            resource.tags.get(key).is_some_and(|value| values.is_empty() || values.contains(value))
        };
        !resource.tags.is_empty()
            && self.tags.iter().all(has)
            && (self.types.is_empty() || self.types.iter().any(|it| is_of(&resource.arn, it)))
    }
}

/// Whether an ARN is of a resource of this type, as the service spells types.
fn is_of(arn: &str, wanted: &str) -> bool {
    let mut parts = arn.splitn(6, ':').skip(2);
    let (service, resource) = (parts.next().unwrap_or_default(), parts.nth(2).unwrap_or_default());
    match wanted.split_once(':') {
        None => service == wanted,
        Some((wanted, kind)) => {
            let rest = resource.trim_start_matches('/').strip_prefix(kind);
            service == wanted && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':']))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_read_from_arns() {
        let cases = [
            ("arn:aws:ec2:us-east-1:1:vpc/vpc-1", "ec2:vpc", true),
            ("arn:aws:ec2:us-east-1:1:vpc-endpoint/vpce-1", "ec2:vpc", false),
            ("arn:aws:ec2:us-east-1:1:vpc/vpc-1", "ec2", true),
            ("arn:aws:ec2:us-east-1:1:vpc/vpc-1", "ec", false),
            ("arn:aws:logs:us-east-1:1:log-group:/a/b", "logs:log-group", true),
            ("arn:aws:apigateway:us-east-1::/apis/a1", "apigateway:apis", true),
            ("arn:aws:s3:::bucket", "s3", true),
        ];
        for (arn, wanted, expected) in cases {
            assert_eq!(is_of(arn, wanted), expected, "{arn} {wanted}");
        }
    }
}
