use callboard_model::sample;
use callboard_model::types::{self, resource_type};
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
          "MetadataTableConfiguration": {},
          "Arn": "arn:aws:s3:::bucket-0pu78agda3u9",
          "DomainName": "bucket-0pu78agda3u9.s3.eu-west-1.amazonaws.com",
          "DualStackDomainName": "bucket-0pu78agda3u9.s3.eu-west-1.amazonaws.com",
          "RegionalDomainName": "bucket-0pu78agda3u9.s3.eu-west-1.amazonaws.com",
          "WebsiteURL": "https://bucket-0pu78agda3u9.s3.eu-west-1.amazonaws.com",
          "MetadataConfiguration": {
            "Destination": {
              "TableBucketType": "aws"
            }
          }
        }
        Model validation failed (#/MetadataTableConfiguration: required key [S3TablesDestination] not found
        #/MetadataConfiguration: required key [JournalTableConfiguration] not found)"#]],
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
          "DBInstanceArn": "arn:aws:rds:eu-west-1:123456789012:db:gwv2j52ds0i2",
          "DBInstanceClass": "db.t3.micro",
          "DBInstanceIdentifier": "gwv2j52ds0i2",
          "DBInstanceStatus": "ACTIVE",
          "DbiResourceId": "db-GWV2J52DS0I2GO3JBKIV1S2PTN",
          "Endpoint": {
            "Address": "tpl1vhq0428o.rds.eu-west-1.amazonaws.com",
            "Port": "tpl1vhq0428o",
            "HostedZoneId": "ZY40I36S1CPI11Q318J06"
          },
          "Engine": "postgres",
          "InstanceCreateTime": "2026-11-21T10:00:00Z",
          "IsStorageConfigUpgradeAvailable": false,
          "LatestRestorableTime": "2026-11-21T10:00:00Z",
          "ListenerEndpoint": {
            "Address": "tpl1vhq0428o.rds.eu-west-1.amazonaws.com",
            "Port": "tpl1vhq0428o",
            "HostedZoneId": "ZX3W44GA94NIR54FJVH8W"
          },
          "PercentProgress": "tpl1vhq0428o",
          "ReadReplicaDBClusterIdentifiers": [],
          "ReadReplicaDBInstanceIdentifiers": [],
          "ResumeFullAutomationModeTime": "2026-11-21T10:00:00Z",
          "SecondaryAvailabilityZone": "tpl1vhq0428o",
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
          "DefaultNetworkAcl": "vpc-f2da7212004a91bda",
          "Ipv6CidrBlocks": [],
          "DefaultSecurityGroup": "vpc-f2da7212004a91bda"
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
          "Arn": "arn:aws:iam::123456789012:role/AROA7G5HEG3SNTJ7PPUHC",
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
fn every_type_can_be_completed() {
    let mut failures = Vec::new();
    for name in types::names() {
        let resource_type = resource_type(&name).expect("a type");
        if !resource_type.is_provisionable() {
            continue;
        }
        let properties = complete(resource_type, &context(), sample::desired_state(resource_type, 1));
        if let Err(violations) = validate_updated(resource_type, &properties) {
            failures.push(format!("{name}: {violations}\n    {}", Value::Object(properties.clone())));
        }
        for path in resource_type.primary_identifier().chain(resource_type.read_only().filter(|it| !it.contains('/'))) {
            if callboard_model::properties::values_at(&properties, path).is_empty() {
                failures.push(format!("{name}: no {path}"));
            }
        }
    }
    expect![[r#"
        AWS::Events::Connection: Model validation failed (#/InvocationConnectivityParameters: required key [ResourceParameters] not found)
            {"Name":"sample-3e8a002f","Arn":"arn:aws:events:::connection/a/4d5ef9e037","ArnForPolicy":"arn:aws:events:::connection/5","SecretArn":"arn:aws:secretsmanager:::secret:f9e03796","InvocationConnectivityParameters":{}}
        AWS::Lambda::ResourcePolicy: Model validation failed (#/ResourceArn: #: only 0 subschema matches out of 2
        #/ResourceArn: #: no subschema matched out of the total 2 subschemas
        #/ResourceArn: failed validation constraint for keyword [pattern]
        #/ResourceArn: failed validation constraint for keyword [pattern]
        #/ResourceArn: failed validation constraint for keyword [pattern])
            {"PolicyDocument":{},"ResourceArn":"arn:aws:service:us-east-1:123456789012:sample/3bc170e6"}
        AWS::S3::Bucket: Model validation failed (#/MetadataTableConfiguration: required key [S3TablesDestination] not found
        #/MetadataConfiguration: required key [JournalTableConfiguration] not found)
            {"BucketName":"sample-155f7162","MetadataTableConfiguration":{},"Arn":"arn:aws:s3:::sample-155f7162","DomainName":"sample-155f7162.s3.eu-west-1.amazonaws.com","DualStackDomainName":"sample-155f7162.s3.eu-west-1.amazonaws.com","RegionalDomainName":"sample-155f7162.s3.eu-west-1.amazonaws.com","WebsiteURL":"https://sample-155f7162.s3.eu-west-1.amazonaws.com","MetadataConfiguration":{"Destination":{"TableBucketType":"aws"}}}"#]].assert_eq(&failures.join("\n"));
}
