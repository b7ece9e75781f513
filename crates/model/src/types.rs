//! Resource types: what the CloudFormation registry publishes about each.
//!
//! Names come from the index; a type's schema is parsed when it is first
//! asked for, after its namespace was decompressed. Properties are in the
//! registry's own order. `tables.rs` holds what else is known of types.

pub mod tables;
mod tagging;

use std::sync::OnceLock;

use serde_json::{Map, Value};

use crate::registry::{NamespaceEntry, index};
pub use tables::NativeOperations;
pub use tagging::Tagging;

/// One resource type.
#[derive(Debug)]
pub struct ResourceType {
    /// `AWS::IVS::Stage`.
    pub name: &'static str,
    text: &'static str,
    schema: OnceLock<Value>,
}

/// What Cloud Control can do with a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Make one.
    Create,
    /// Read one by its identifier.
    Read,
    /// Change one in place.
    Update,
    /// Remove one.
    Delete,
    /// Find the identifiers of all.
    List,
}

/// How Cloud Control does one thing with a type.
#[derive(Debug, Clone, Copy)]
pub struct Handler {
    schema: &'static Value,
}

/// Every resource type's name, sorted within its namespace, without decompressing anything.
pub fn names() -> impl Iterator<Item = String> {
    index::NAMESPACES.iter().flat_map(|namespace| leaves(namespace).map(|leaf| format!("{}::{leaf}", namespace.name)))
}

/// Every namespace, sorted: `AWS::IVS`.
pub fn namespaces() -> impl Iterator<Item = &'static str> {
    index::NAMESPACES.iter().map(|it| it.name)
}

/// The last part of the name of each type of a namespace, sorted.
pub fn names_in(namespace: &str) -> impl Iterator<Item = &'static str> {
    namespace_position(namespace).into_iter().flat_map(|position| leaves(&index::NAMESPACES[position]))
}

/// The resource type of a name: `AWS::IVS::Stage`.
pub fn resource_type(name: &str) -> Option<&'static ResourceType> {
    static LOADED: [OnceLock<Vec<ResourceType>>; index::NAMESPACES.len()] =
        [const { OnceLock::new() }; index::NAMESPACES.len()];
    let (namespace, _) = name.rsplit_once("::")?;
    let position = namespace_position(namespace)?;
    let types = LOADED[position].get_or_init(|| read(&index::NAMESPACES[position]));
    types.iter().find(|it| it.name == name)
}

impl ResourceType {
    /// The whole schema: `properties`, `definitions`, `primaryIdentifier`, `handlers`, …
    pub fn schema(&'static self) -> &'static Value {
        self.schema.get_or_init(|| match serde_json::from_str(self.text) {
            Ok(schema) => schema,
            Err(error) => panic!("the schema of {} is malformed: {error}", self.name),
        })
    }

    /// The schema as JSON text, without parsing it.
    pub fn schema_text(&self) -> &'static str {
        self.text
    }

    /// Top-level properties and their schemas, in the registry's order.
    pub fn properties(&'static self) -> &'static Map<String, Value> {
        static NONE: OnceLock<Map<String, Value>> = OnceLock::new();
        match self.schema().get("properties") {
            Some(Value::Object(properties)) => properties,
            _ => NONE.get_or_init(Map::new),
        }
    }

    /// Properties that must be given.
    pub fn required(&'static self) -> impl Iterator<Item = &'static str> {
        texts(self.schema(), "required")
    }

    /// Paths of the properties that identify a resource: `Arn`, `Id/Name`.
    pub fn primary_identifier(&'static self) -> impl Iterator<Item = &'static str> {
        self.paths("primaryIdentifier")
    }

    /// Other sets of properties that identify a resource.
    pub fn additional_identifiers(&'static self) -> impl Iterator<Item = Vec<&'static str>> {
        let sets = self.schema().get("additionalIdentifiers").and_then(Value::as_array);
        sets.into_iter()
            .flatten()
            .map(|set| set.as_array().into_iter().flatten().filter_map(Value::as_str).map(without_properties).collect())
    }

    /// Paths of the properties that only AWS sets.
    pub fn read_only(&'static self) -> impl Iterator<Item = &'static str> {
        self.paths("readOnlyProperties")
    }

    /// Paths of the properties that cannot change after creation.
    pub fn create_only(&'static self) -> impl Iterator<Item = &'static str> {
        self.paths("createOnlyProperties")
    }

    /// Paths of the properties that a change may or may not replace the resource for.
    pub fn conditional_create_only(&'static self) -> impl Iterator<Item = &'static str> {
        self.paths("conditionalCreateOnlyProperties")
    }

    /// Paths of the properties that are never read back.
    pub fn write_only(&'static self) -> impl Iterator<Item = &'static str> {
        self.paths("writeOnlyProperties")
    }

    /// Paths of the properties that are not to be used any more.
    pub fn deprecated_properties(&'static self) -> impl Iterator<Item = &'static str> {
        self.paths("deprecatedProperties")
    }

    /// The property that holds tags, where the type can be tagged.
    pub fn tag_property(&'static self) -> Option<&'static str> {
        let schema = self.schema();
        let tagging = schema.get("tagging");
        let taggable = tagging.and_then(|it| it.get("taggable")).or_else(|| schema.get("taggable"));
        if taggable.and_then(Value::as_bool) == Some(false) {
            return None;
        }
        let named = tagging.and_then(|it| it.get("tagProperty")).and_then(Value::as_str).map(without_properties);
        named.or_else(|| self.properties().contains_key("Tags").then_some("Tags"))
    }

    /// Whether Cloud Control can provision the type at all.
    pub fn is_provisionable(&'static self) -> bool {
        self.schema().get("handlers").is_some()
    }

    /// Regions where the type is known to be; empty where nothing is known.
    pub fn regions(&self) -> Vec<&'static str> {
        tables::regions_of(self.name)
    }

    /// Whether its service has no regions, so that a resource is seen from all of them.
    pub fn is_global(&self) -> bool {
        tables::is_global(self.name)
    }

    /// The documented form of its ARNs, with `${Partition}`, `${Region}`, `${Account}` and names of its own.
    pub fn arn_format(&self) -> Option<&'static str> {
        tables::arn_format_of(self.name)
    }

    /// The API service and operations that its handlers call, where they are known.
    pub fn native_operations(&self) -> Option<NativeOperations> {
        tables::native_operations_of(self.name)
    }

    /// How Cloud Control does an action, where it can.
    pub fn handler(&'static self, action: Action) -> Option<Handler> {
        Some(Handler { schema: self.schema().get("handlers")?.get(action.name())? })
    }

    fn paths(&'static self, key: &str) -> impl Iterator<Item = &'static str> {
        texts(self.schema(), key).map(without_properties)
    }
}

impl Action {
    /// All actions, in the order in which the registry's pages list them.
    pub const ALL: [Self; 5] = [Self::Create, Self::Read, Self::Update, Self::Delete, Self::List];

    /// Its name in a schema: `create`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::List => "list",
        }
    }
}

impl Handler {
    /// The IAM actions it needs, in the registry's order.
    pub fn permissions(self) -> impl Iterator<Item = &'static str> {
        texts(self.schema, "permissions")
    }

    /// Minutes after which it gives up, where the registry says so.
    pub fn timeout_minutes(self) -> Option<u64> {
        self.schema.get("timeoutInMinutes")?.as_u64()
    }

    /// Properties a list must be given: the resource's parents.
    pub fn required_input(self) -> impl Iterator<Item = &'static str> {
        self.input_schema().into_iter().flat_map(|it| texts(it, "required"))
    }

    /// What a list takes as its resource model, where it takes one.
    pub fn input_schema(self) -> Option<&'static Value> {
        self.schema.get("handlerSchema")
    }
}

fn read(namespace: &NamespaceEntry) -> Vec<ResourceType> {
    let lines = namespace.types.read().lines().filter_map(|line| line.split_once('\t'));
    lines.map(|(name, text)| ResourceType { name, text, schema: OnceLock::new() }).collect()
}

fn leaves(namespace: &NamespaceEntry) -> impl Iterator<Item = &'static str> + use<> {
    namespace.leaves.split_terminator(' ')
}

fn namespace_position(name: &str) -> Option<usize> {
    index::NAMESPACES.binary_search_by(|it| it.name.as_bytes().cmp(name.as_bytes())).ok()
}

fn texts(value: &'static Value, key: &str) -> impl Iterator<Item = &'static str> {
    value.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

/// `/properties/Id` as `Id`.
fn without_properties(pointer: &str) -> &str {
    pointer.strip_prefix("/properties/").unwrap_or(pointer)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    /// Everything the accessors say of one type.
    #[track_caller]
    fn check(name: &str, expect: Expect) {
        let it = resource_type(name).unwrap_or_else(|| panic!("no type {name}"));
        let handlers: Vec<String> = Action::ALL
            .into_iter()
            .filter_map(|action| {
                let handler = it.handler(action)?;
                let parents: Vec<_> = handler.required_input().collect();
                Some(format!("{}: {} {parents:?}", action.name(), handler.permissions().collect::<Vec<_>>().join(" ")))
            })
            .collect();
        let native = it.native_operations();
        expect.assert_eq(&format!(
            "properties {:?}\nrequired {:?}\nidentifier {:?}, also {:?}\nread-only {:?}\ncreate-only {:?}\n\
             write-only {:?}\ntags {:?}\n{}\n{}\n{:?}\n{} regions",
            it.properties().keys().collect::<Vec<_>>(),
            it.required().collect::<Vec<_>>(),
            it.primary_identifier().collect::<Vec<_>>(),
            it.additional_identifiers().collect::<Vec<_>>(),
            it.read_only().collect::<Vec<_>>(),
            it.create_only().collect::<Vec<_>>(),
            it.write_only().collect::<Vec<_>>(),
            it.tag_property(),
            handlers.join("\n"),
            it.arn_format().unwrap_or("no ARN"),
            native.map(|it| (it.service, Action::ALL.map(|action| it.operation(action).unwrap_or("-")))),
            it.regions().len(),
        ));
    }

    #[test]
    fn a_stage_of_ivs() {
        check(
            "AWS::IVS::Stage",
            expect![[r#"
            properties ["Arn", "Name", "AutoParticipantRecordingConfiguration", "Tags", "ActiveSessionId"]
            required []
            identifier ["Arn"], also []
            read-only ["Arn", "ActiveSessionId"]
            create-only []
            write-only []
            tags Some("Tags")
            create: ivs:CreateStage ivs:GetStage ivs:TagResource ivs:ListTagsForResource []
            read: ivs:GetStage ivs:ListTagsForResource []
            update: ivs:GetStage ivs:UpdateStage ivs:TagResource ivs:UntagResource ivs:ListTagsForResource []
            delete: ivs:DeleteStage ivs:UntagResource []
            list: ivs:ListStages ivs:ListTagsForResource []
            arn:${Partition}:ivs:${Region}:${Account}:stage/${ResourceId}
            Some(("ivs-realtime", ["CreateStage", "GetStage", "UpdateStage", "DeleteStage", "ListStages"]))
            7 regions"#]],
        );
    }

    #[test]
    fn a_stage_of_api_gateway() {
        check(
            "AWS::ApiGatewayV2::Stage",
            expect![[r#"
            properties ["ClientCertificateId", "DeploymentId", "Description", "AutoDeploy", "AccessLogSettings", "RouteSettings", "StageName", "StageVariables", "ApiId", "DefaultRouteSettings", "Tags"]
            required ["StageName", "ApiId"]
            identifier ["ApiId", "StageName"], also []
            read-only []
            create-only ["StageName", "ApiId"]
            write-only []
            tags Some("Tags")
            create: apigateway:POST apigateway:TagResource []
            read: apigateway:GET []
            update: apigateway:PATCH apigateway:POST apigateway:DELETE apigateway:TagResource apigateway:UntagResource []
            delete: apigateway:DELETE []
            list: apigateway:GET ["ApiId"]
            arn:${Partition}:apigateway:${Region}::/apis/${ApiId}/stages/${StageName}
            Some(("apigatewayv2", ["CreateStage", "GetStage", "UpdateStage", "DeleteStage", "GetStages"]))
            37 regions"#]],
        );
    }

    #[test]
    fn a_type_without_handlers() {
        check(
            "AWS::Serverless::Function",
            expect![[r#"
            properties ["Architectures", "Arn", "AssumeRolePolicyDocument", "AutoPublishAlias", "AutoPublishAliasAllProperties", "AutoPublishCodeSha256", "CapacityProviderConfig", "CodeSigningConfigArn", "CodeUri", "DeadLetterQueue", "DeploymentPreference", "Description", "DurableConfig", "Environment", "EphemeralStorage", "EventInvokeConfig", "Events", "FileSystemConfigs", "FunctionName", "FunctionScalingConfig", "FunctionUrlConfig", "Handler", "ImageConfig", "ImageUri", "InlineCode", "KmsKeyArn", "Layers", "LoggingConfig", "MemorySize", "PackageType", "PermissionsBoundary", "Policies", "PropagateTags", "ProvisionedConcurrencyConfig", "PublishToLatestPublished", "RecursiveLoop", "ReservedConcurrentExecutions", "Role", "RolePath", "Runtime", "RuntimeManagementConfig", "SnapStart", "SnapStartResponse", "SourceKMSKeyArn", "Tags", "TenancyConfig", "Timeout", "Tracing", "VersionDeletionPolicy", "VersionDescription", "VpcConfig"]
            required []
            identifier ["FunctionName"], also []
            read-only ["SnapStartResponse", "SnapStartResponse/ApplyOn", "SnapStartResponse/OptimizationStatus", "Arn"]
            create-only []
            write-only []
            tags Some("Tags")

            no ARN
            None
            0 regions"#]],
        );
    }

    #[test]
    fn names_need_no_schema() {
        assert_eq!(
            names_in("AWS::IVS").collect::<Vec<_>>().join(" "),
            "AdConfiguration Channel EncoderConfiguration IngestConfiguration PlaybackKeyPair \
             PlaybackRestrictionPolicy PublicKey RecordingConfiguration Stage StorageConfiguration StreamKey"
        );
        assert!(resource_type("AWS::IVS::Balcony").is_none());
        assert!(resource_type("Stage").is_none());
    }
}
