//! A plane on which nothing can be changed.
//!
//! What an operation does is told by its name: AWS's verbs are few and keep
//! their meaning. A verb that is not known to read is taken to change
//! something, and so is whatever is sent by `PUT`, `PATCH` or `DELETE`.

use async_trait::async_trait;
use callboard_model::service::Operation;

use crate::{Call, Output, Plane, PlaneError, Wish};

/// Verbs of operations that read.
const READS: &[&str] = &[
    "Check", "Compare", "Count", "Decode", "Describe", "Discover", "Estimate", "Filter", "Get", "Head", "Is", "List",
    "Lookup", "Preview", "Query", "Resolve", "Scan", "Search", "Select", "Simulate", "Validate", "View",
];

/// Words before the verb: `BatchGetItem`, `AdminListGroupsForUser`.
const BEFORE: &[&str] = &["Admin", "Batch", "Transact"];

/// Operations that change something although their verb reads: they make what they get.
const CHANGES: &[&str] = &["GetId", "GetOpenIdTokenForDeveloperIdentity", "GetTokensFromRefreshToken"];

/// A plane that refuses every call that may change something.
pub struct ReadOnly<P> {
    plane: P,
}

impl<P: Plane> ReadOnly<P> {
    /// Lets only reading through to the plane.
    pub fn new(plane: P) -> Self {
        Self { plane }
    }
}

#[async_trait]
impl<P: Plane> Plane for ReadOnly<P> {
    async fn call(&self, call: Call) -> Result<Output, PlaneError> {
        if may_change(call.operation) {
            return Err(PlaneError::ReadOnly { call: call.operation.into() });
        }
        self.plane.call(call).await
    }

    async fn extract(&self, call: Call, wish: &Wish) -> Result<Output, PlaneError> {
        if may_change(call.operation) {
            return Err(PlaneError::ReadOnly { call: call.operation.into() });
        }
        self.plane.extract(call, wish).await
    }

    fn lists_whole_resources(&self) -> bool {
        self.plane.lists_whole_resources()
    }
}

/// Whether an operation may change something; of one that nothing is known of, it may.
pub fn may_change(operation: &Operation) -> bool {
    if matches!(operation.http_method, "PUT" | "PATCH" | "DELETE") || CHANGES.contains(&operation.name) {
        return true;
    }
    let mut rest = operation.name;
    if let Some((before, after)) = split_word(rest)
        && BEFORE.contains(&before)
        && !after.is_empty()
    {
        rest = after;
    }
    let verb = split_word(rest).map_or(rest, |(verb, _)| verb);
    !operation.read_only && !READS.contains(&verb)
}

/// The first word of a name in PascalCase, and the rest.
fn split_word(name: &str) -> Option<(&str, &str)> {
    let end = name.char_indices().skip(1).find(|(_, letter)| letter.is_uppercase()).map_or(name.len(), |(at, _)| at);
    (end > 0).then(|| name.split_at(end))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use callboard_model::registry;
    use expect_test::expect;

    use super::*;
    use crate::scripted::{ScriptedPlane, call};

    fn operation(service: &str, name: &str) -> &'static Operation {
        registry::service(service).and_then(|it| it.operation(name)).expect("the operation")
    }

    #[test]
    fn what_changes_is_told_by_the_verb() {
        for (service, name, changes) in [
            ("ivs-realtime", "CreateStage", true),
            ("ivs-realtime", "GetStage", false),
            ("ivs-realtime", "ListTagsForResource", false),
            ("ivs-realtime", "CreateParticipantToken", true),
            ("ivs-realtime", "UntagResource", true),
            ("cloudcontrol", "GetResourceRequestStatus", false),
            ("cloudcontrol", "CancelResourceRequest", true),
            ("dynamodb", "BatchGetItem", false),
            ("dynamodb", "BatchWriteItem", true),
            ("dynamodb", "TransactGetItems", false),
            ("dynamodb", "Scan", false),
            ("s3", "HeadObject", false),
            ("sqs", "ReceiveMessage", true),
            ("cognito-identity", "GetId", true),
            ("cognito-idp", "AdminGetUser", false),
            ("cognito-idp", "AdminDeleteUser", true),
            ("license-manager", "CheckoutLicense", true),
            ("kms", "Sign", true),
            ("sts", "AssumeRole", true),
        ] {
            assert_eq!(may_change(operation(service, name)), changes, "{service} {name}");
        }
    }

    /// What is let through of verbs that are rare, to see each when the registry moves on.
    #[test]
    fn rare_verbs_that_are_let_through() {
        let mut names: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut counts = [0; 2];
        for entry in registry::services() {
            for name in entry.operation_names() {
                let operation = operation(entry.name, name);
                counts[usize::from(may_change(operation))] += 1;
                let verb = split_word(name).map_or(name, |(verb, _)| verb);
                if !may_change(operation) && !["Get", "List", "Describe", "Search"].contains(&verb) {
                    names.entry(verb).or_default().push(name.to_owned());
                }
            }
        }
        let lines: Vec<_> =
            names.iter().map(|(verb, names)| format!("{verb}: {} as {}", names.len(), names[0])).collect();
        expect![[r#"
            8538 let through, 11258 not
            Admin: 7 as AdminGetDevice
            Autocomplete: 1 as Autocomplete
            Batch: 131 as BatchGetDiscoverableRegistryRecord
            Calculate: 5 as CalculateIsolines
            Check: 13 as CheckAccessNotGranted
            Compare: 2 as CompareDomainConfiguration
            Count: 5 as CountTokens
            Decode: 1 as DecodeAuthorizationMessage
            Discover: 5 as DiscoverPollEndpoint
            Estimate: 1 as EstimateTemplateCost
            Execute: 1 as ExecuteOpenCypherExplainQuery
            Export: 2 as ExportAutomatedReasoningPolicyVersion
            Filter: 1 as FilterLogEvents
            Forecast: 1 as ForecastGeofenceEvents
            Geocode: 1 as Geocode
            Head: 2 as HeadBucket
            Introspect: 1 as IntrospectOAuth2TokenWithIAM
            Is: 4 as IsMemberInGroups
            Lookup: 3 as LookupPolicy
            Optimize: 1 as OptimizeWaypoints
            Preview: 3 as PreviewPortal
            Query: 12 as QueryObjects
            Resolve: 5 as ResolveAlias
            Retrieve: 1 as Retrieve
            Reverse: 1 as ReverseGeocode
            Scan: 3 as Scan
            Select: 4 as SelectAggregateResourceConfig
            Simulate: 2 as SimulateCustomPolicy
            Snap: 1 as SnapToRoads
            Start: 4 as StartSessionsStatisticsAggregation
            Suggest: 1 as Suggest
            Transact: 1 as TransactGetItems
            Validate: 19 as ValidatePolicy
            View: 1 as ViewBilling"#]]
        .assert_eq(&format!("{} let through, {} not\n{}", counts[0], counts[1], lines.join("\n")));
    }

    #[tokio::test]
    async fn what_is_refused_does_not_reach_the_plane() {
        let plane = ReadOnly::new(ScriptedPlane::new("[{}]"));
        plane.call(call("{}")).await.expect("a listing is let through");
        let mut change = call("{}");
        change.operation = operation("ivs-realtime", "CreateStage");
        let error = plane.call(change).await.expect_err("a change is not");
        expect![[r#"
            ivs-realtime CreateStage may change something, and only reading is allowed
            hint: leave out --read-only to let changes through"#]]
        .assert_eq(&format!("{error}\nhint: {}", error.hint().unwrap_or_default()));
        assert_eq!(plane.plane.inputs().lines().count(), 1);
    }
}
