//! ARNs: `arn:aws:apigateway:{region}::{path}`, without an account.
//!
//! What can have tags has an ARN, and a row in [`TAGGED`].

use callboard_model::document::Map;

use crate::failure::Answer;
use crate::generic;
use crate::members::Members;
use crate::record::Place;
use crate::request::Request;

use super::kind::{self, Kind};
use super::refusals;

/// Paths of ARNs, and the kinds of things that they name. A step in braces is the member that has its value.
static TAGGED: [(&str, &Kind); 4] = [
    ("apis/{ApiId}", &kind::API),
    ("apis/{ApiId}/stages/{StageName}", &kind::STAGE),
    ("domainnames/{DomainName}", &kind::DOMAIN_NAME),
    ("vpclinks/{VpcLinkId}", &kind::VPC_LINK),
];

/// The ARN of the thing that these members name, where its kind has one.
pub(super) fn of(kind: &Kind, place: &Place, names: &Map) -> Option<String> {
    let (path, _) = TAGGED.iter().find(|(_, it)| it.name == kind.name)?;
    let (partition, _) = generic::partition(&place.region);
    let mut arn = format!("arn:{partition}:apigateway:{}::", place.region);
    for step in path.split('/') {
        arn.push('/');
        arn.push_str(member_of(step).map_or(step, |it| names.text(it)));
    }
    Some(arn)
}

/// What an ARN of a request names, and the members that name it.
pub(super) fn target(request: &Request, arn: &str) -> Answer<(&'static Kind, Map)> {
    let invalid = || refusals::bad_request(format!("Invalid ARN specified in the request: {arn}"));
    let mut parts = arn.splitn(6, ':');
    let (head, service) = ((parts.next(), parts.next()), parts.next());
    let (region, account, path) = (parts.next(), parts.next(), parts.next());
    let is_arn = head == (Some("arn"), Some(generic::partition(&request.place.region).0))
        && service == Some("apigateway")
        && account.is_some_and(|it| it.is_empty() || it == &*request.place.account);
    let path = path.and_then(|it| it.strip_prefix('/')).filter(|_| is_arn).ok_or_else(invalid)?;
    if region != Some(&*request.place.region) {
        return Err(refusals::not_found(format!("Invalid resource ARN specified: {arn} is in another region")));
    }
    TAGGED.iter().find_map(|(pattern, kind)| Some((*kind, names(pattern, path)?))).ok_or_else(invalid)
}

/// The members that a path of this pattern has.
fn names(pattern: &'static str, path: &str) -> Option<Map> {
    let (mut steps, mut wanted) = (path.split('/'), pattern.split('/'));
    let mut names = Map::new();
    loop {
        match (steps.next(), wanted.next()) {
            (None, None) => return Some(names),
            (Some(step), Some(wanted)) => match member_of(wanted) {
                Some(_) if step.is_empty() => return None,
                Some(member) => names.push(member, step),
                None if step == wanted => {}
                None => return None,
            },
            _ => return None,
        }
    }
}

fn member_of(step: &'static str) -> Option<&'static str> {
    step.strip_prefix('{')?.strip_suffix('}')
}
