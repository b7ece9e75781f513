use std::collections::BTreeSet;

use callboard_model::sample;
use callboard_model::types::{self, Tagging, resource_type};
use expect_test::{Expect, expect};

use super::*;

fn context() -> Context<'static> {
    let now = Instant::parse("2026-11-21T10:00:00.25Z").expect("a moment");
    Context { account: "123456789012", region: "eu-west-1", now, nonce: "nonce1" }
}

/// What becomes of desired properties.
#[track_caller]
fn check(name: &str, desired: &str, expect: Expect) {
    let resource_type = resource_type(name).expect("a type");
    let desired = serde_json::from_str(desired).expect("JSON");
    let properties = complete(resource_type, &context(), desired);
    let validity = validate_updated(resource_type, &properties).err().map(|it| format!("\n{it}"));
    let text = serde_json::to_string_pretty(&properties).expect("JSON");
    expect.assert_eq(&format!("{text}{}", validity.unwrap_or_default()));
}

#[test]
fn a_bucket_without_a_name() {
    check(
        "AWS::S3::Bucket",
        "{}",
        expect![[r#"
            {
              "BucketName": "bucket-0pu78agda3u9",
              "Arn": "arn:aws:s3:::bucket-0pu78agda3u9",
              "DomainName": "bucket-0pu78agda3u9.s3.amazonaws.com",
              "DualStackDomainName": "bucket-0pu78agda3u9.s3.dualstack.eu-west-1.amazonaws.com",
              "RegionalDomainName": "bucket-0pu78agda3u9.s3.eu-west-1.amazonaws.com",
              "WebsiteURL": "http://bucket-0pu78agda3u9.s3-website-eu-west-1.amazonaws.com"
            }"#]],
    );
}

#[test]
fn a_database_has_an_endpoint() {
    check(
        "AWS::RDS::DBInstance",
        r#"{"DBInstanceClass": "db.t3.micro", "Engine": "postgres"}"#,
        expect![[r#"
            {
              "AutomaticRestartTime": "2026-11-21T10:00:00Z",
              "CertificateDetails": {
                "CAIdentifier": "c01c955b-61df-4c9f-b7d3-d90b1adbc3a7",
                "ValidTill": "2026-11-21T10:00:00Z"
              },
              "DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:dbinstance-tpl1vhq0428o",
              "DBInstanceClass": "db.t3.micro",
              "DBInstanceIdentifier": "dbinstance-tpl1vhq0428o",
              "DBInstanceStatus": "available",
              "DbiResourceId": "db-GWV2J52DS0I2GO3JBKIV1S2PTN",
              "Endpoint": {
                "Address": "dbinstance-tpl1vhq0428o.tpl1vhq0428of.eu-west-1.rds.amazonaws.com",
                "Port": "5432",
                "HostedZoneId": "ZJH6OZE4MF9WZB740T6CB"
              },
              "Engine": "postgres",
              "InstanceCreateTime": "2026-11-21T10:00:00Z",
              "IsStorageConfigUpgradeAvailable": false,
              "LatestRestorableTime": "2026-11-21T10:00:00Z",
              "ListenerEndpoint": {
                "Address": "tpl1vhq0428o.rds.eu-west-1.amazonaws.com",
                "Port": "5432",
                "HostedZoneId": "ZG9DW3O2WCL7IZP8QZP6Q"
              },
              "PercentProgress": "100",
              "ReadReplicaDBClusterIdentifiers": [],
              "ReadReplicaDBInstanceIdentifiers": [],
              "ResumeFullAutomationModeTime": "2026-11-21T10:00:00Z",
              "SecondaryAvailabilityZone": "eu-west-1a",
              "StatusInfos": [],
              "StorageOperationPercentProgress": 0,
              "StorageOperationStatus": "ACTIVE"
            }"#]],
    );
}

#[test]
fn a_network() {
    check(
        "AWS::EC2::VPC",
        r#"{"CidrBlock": "10.1.0.0/16"}"#,
        expect![[r#"
            {
              "CidrBlockAssociations": [],
              "CidrBlock": "10.1.0.0/16",
              "VpcId": "vpc-b8a7061411e4859ce",
              "DefaultNetworkAcl": "acl-4725018daaaffc02b",
              "Ipv6CidrBlocks": [],
              "DefaultSecurityGroup": "sg-fd652292b8227aeb3"
            }"#]],
    );
}

#[test]
fn a_role() {
    check(
        "AWS::IAM::Role",
        r#"{"AssumeRolePolicyDocument": {}, "RoleName": "admin"}"#,
        expect![[r#"
            {
              "Arn": "arn:aws:iam::123456789012:role/admin",
              "AssumeRolePolicyDocument": {},
              "Path": "/",
              "RoleId": "AROA7G5HEG3SNTJ7PPUHC",
              "RoleName": "admin"
            }"#]],
    );
}

#[test]
fn a_function() {
    check(
        "AWS::Lambda::Function",
        r#"{"Code": {"ZipFile": "x"}, "Role": "arn:aws:iam::123456789012:role/r"}"#,
        expect![[r#"
        {
          "FunctionName": "function-ufnz90w3t0f2",
          "SnapStartResponse": {
            "ApplyOn": "PublishedVersions",
            "OptimizationStatus": "On"
          },
          "Code": {
            "ZipFile": "x"
          },
          "Role": "arn:aws:iam::123456789012:role/r",
          "Arn": "arn:aws:lambda:eu-west-1:123456789012:function:function-ufnz90w3t0f2"
        }"#]],
    );
}

#[test]
fn a_queue_that_nobody_named() {
    check(
        "AWS::SQS::Queue",
        "{}",
        expect![[r#"
            {
              "QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/queue-pqzgjzg11ncb",
              "Arn": "arn:aws:sqs:eu-west-1:123456789012:queue-pqzgjzg11ncb",
              "QueueName": "queue-pqzgjzg11ncb"
            }"#]],
    );
}

#[test]
fn resources_that_nobody_named_differ() {
    for name in
        ["AWS::EC2::VPC", "AWS::SQS::Queue", "AWS::AppSync::GraphQLApi", "AWS::Lex::BotVersion", "AWS::Connect::View"]
    {
        let resource_type = resource_type(name).expect("a type");
        let desired = sample::desired_state(resource_type, 1);
        let identifiers = (0..8).map(|number| {
            let properties =
                complete(resource_type, &Context { nonce: &number.to_string(), ..context() }, desired.clone());
            let parts = resource_type.primary_identifier().map(|it| properties[it].to_string());
            parts.collect::<Vec<_>>().join("|")
        });
        assert_eq!(identifiers.collect::<BTreeSet<_>>().len(), 8, "{name}");
    }
}

/// Nearly all that can be tagged is found by its ARN, and most of it at once.
#[test]
fn the_arns_of_what_can_be_tagged_tell_their_resources() {
    let (mut at_once, mut by_looking, mut without) = (0, 0, Vec::new());
    for resource_type in types::names().filter_map(|name| resource_type(&name)) {
        if Tagging::of(resource_type).is_none() || !resource_type.is_provisionable() {
            continue;
        }
        let properties = Value::Object(complete(resource_type, &context(), sample::desired_state(resource_type, 1)));
        let part = |path: &str| path.split('/').try_fold(&properties, |it, step| it.get(step)).and_then(Value::as_str);
        let parts: Option<Vec<&str>> = resource_type.primary_identifier().map(part).collect();
        let identifier = parts.map(|it| it.join("|")).unwrap_or_default();
        let members = properties.as_object().expect("an object");
        match arn_of(resource_type, ("123456789012", "eu-west-1"), members) {
            Some(arn) if identifiers_in(resource_type, &arn).contains(&identifier) => at_once += 1,
            Some(_) => by_looking += 1,
            None => without.push(resource_type.name),
        }
    }
    let shown = format!("{at_once} at once, {by_looking} by looking\n{}", without.join("\n"));
    expect![[r#"
        1061 at once, 160 by looking
        AWS::AmplifyUIBuilder::Component
        AWS::AmplifyUIBuilder::Form
        AWS::AmplifyUIBuilder::Theme
        AWS::ApiGateway::Stage
        AWS::AppConfig::ExperimentDefinition
        AWS::AppConfig::ExperimentRun
        AWS::Budgets::BudgetsAction
        AWS::CodePipeline::CustomActionType
        AWS::Cognito::UserPoolRegionalConfigurationAttachment
        AWS::Cognito::UserPoolReplica
        AWS::Config::StoredQuery
        AWS::CustomerProfiles::CalculatedAttributeDefinition
        AWS::CustomerProfiles::DomainObjectType
        AWS::CustomerProfiles::EventTrigger
        AWS::CustomerProfiles::Integration
        AWS::CustomerProfiles::ObjectType
        AWS::EMR::WALWorkspace
        AWS::FSx::DataRepositoryAssociation
        AWS::IoT::SoftwarePackageVersion
        AWS::NetworkManager::DirectConnectGatewayAttachment
        AWS::NetworkManager::SiteToSiteVpnAttachment
        AWS::NetworkManager::TransitGatewayRouteTableAttachment
        AWS::RDS::CustomDBEngineVersion
        AWS::S3::StorageLens
        AWS::SSMQuickSetup::LifecycleAutomation
        AWS::SageMaker::Device"#]]
    .assert_eq(&shown);
}
