//! VPC links: how integrations reach what is inside of a VPC.
//!
//! Subnets and security groups are not looked for: EC2 is not on this plane. A
//! link is said to be in the making by the answer that makes it, and is there
//! when it is next looked at.

use callboard_model::document::{Document, Map};
use callboard_store::Snapshot;

use crate::dispatch::{Change, change};
use crate::failure::Answer;
use crate::members::{Members, whole_seconds};
use crate::request::Request;

use super::kind::VPC_LINK;
use super::{integration, merge, quotas, refusals, tagging};

pub(super) fn create(request: Request) -> Answer<Change> {
    let mut record = merge::new_record(&VPC_LINK, &request.input);
    record.remove("VpcLinkId");
    if record.items("SubnetIds").is_empty() {
        return Err(refusals::bad_request("At least one subnet must be specified for a VPC link"));
    }
    record.insert("Tags", tagging::of_new(&request.input)?);
    record.insert("CreatedDate", Document::Timestamp(whole_seconds(request.now)));
    record.insert("SecurityGroupIds", request.input.items("SecurityGroupIds").to_vec());
    record.insert("VpcLinkStatus", "AVAILABLE");
    record.insert("VpcLinkStatusMessage", "VPC link is ready to route traffic");
    record.insert("VpcLinkVersion", "V2");
    change(move |transaction| {
        quotas::VPC_LINKS.check(transaction, &request, &VPC_LINK, &Map::new())?;
        let mut record = VPC_LINK.put_new(transaction, &request, record)?;
        record.insert("VpcLinkStatus", "PENDING");
        record.insert("VpcLinkStatusMessage", "VPC link is provisioning ENIs");
        Ok(VPC_LINK.show(&record))
    })
}

pub(super) fn get(request: &Request) -> Answer {
    VPC_LINK.show_one(request)
}

pub(super) fn list(request: &Request, snapshot: &Snapshot<'_>) -> Answer {
    VPC_LINK.page(request, snapshot)
}

pub(super) fn update(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let mut record = VPC_LINK.find(transaction, &request)?;
        if let Some(name) = request.input.given("Name") {
            record.insert("Name", name.clone());
        }
        VPC_LINK.put(transaction, &request.place, &record)?;
        Ok(VPC_LINK.show(&record))
    })
}

pub(super) fn delete(request: Request) -> Answer<Change> {
    change(move |transaction| {
        let record = VPC_LINK.find(transaction, &request)?;
        let id = record.text("VpcLinkId");
        let routes = integration::link::routes_over(transaction, &request.place, id)?;
        if !routes.is_empty() {
            return Err(refusals::bad_request(format!(
                "Cannot delete vpc link. Vpc link '{id}', is referenced in [{}] in format of [Method:Resource].",
                routes.join(", ")
            )));
        }
        VPC_LINK.remove(transaction, &request.place, &record)?;
        Ok(Map::new())
    })
}
