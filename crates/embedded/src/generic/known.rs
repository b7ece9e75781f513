//! Values that are documented for one property of one type.
//!
//! In a template stand `${Partition}`, `${Region}`, `${Account}` and
//! `${DnsSuffix}`; `${Lower}`, `${Upper}`, `${Hex}`, `${Digits}`, `${Uuid}` and the like
//! are of the resource's own ids; all others are properties.

/// Type, path of the property, template.
#[rustfmt::skip]
const TEMPLATES: &[(&str, &str, &str)] = &[
    ("AWS::Amplify::App", "DefaultDomain", "${AppId}.amplifyapp.com"),
    ("AWS::ApiGateway::DomainName", "DistributionDomainName", "d${Lower}.cloudfront.net"),
    ("AWS::ApiGateway::DomainName", "RegionalDomainName", "d-${Lower}.execute-api.${Region}.${DnsSuffix}"),
    ("AWS::ApiGatewayV2::Api", "ApiEndpoint", "https://${ApiId}.execute-api.${Region}.${DnsSuffix}"),
    ("AWS::ApiGatewayV2::DomainName", "RegionalDomainName", "d-${Lower}.execute-api.${Region}.${DnsSuffix}"),
    ("AWS::AppSync::GraphQLApi", "GraphQLUrl", "https://${Lower}.appsync-api.${Region}.${DnsSuffix}/graphql"),
    ("AWS::AppSync::GraphQLApi", "GraphQLDns", "${Lower}.appsync-api.${Region}.${DnsSuffix}"),
    ("AWS::CloudFront::Distribution", "DomainName", "d${Lower}.cloudfront.net"),
    ("AWS::CodeCommit::Repository", "CloneUrlHttp", "https://git-codecommit.${Region}.${DnsSuffix}/v1/repos/${RepositoryName}"),
    ("AWS::CodeCommit::Repository", "CloneUrlSsh", "ssh://git-codecommit.${Region}.${DnsSuffix}/v1/repos/${RepositoryName}"),
    ("AWS::Cognito::IdentityPool", "Id", "${Region}:${Uuid}"),
    ("AWS::Cognito::UserPool", "ProviderName", "cognito-idp.${Region}.${DnsSuffix}/${UserPoolId}"),
    ("AWS::Cognito::UserPool", "ProviderURL", "https://cognito-idp.${Region}.${DnsSuffix}/${UserPoolId}"),
    ("AWS::Cognito::UserPool", "UserPoolId", "${Region}_${Mixed9}"),
    ("AWS::ECR::RegistryPolicy", "RegistryId", "${Account}"),
    ("AWS::ECR::RegistryScanningConfiguration", "RegistryId", "${Account}"),
    ("AWS::ECR::ReplicationConfiguration", "RegistryId", "${Account}"),
    ("AWS::ECR::Repository", "RepositoryUri", "${Account}.dkr.ecr.${Region}.${DnsSuffix}/${RepositoryName}"),
    ("AWS::EKS::Cluster", "Endpoint", "https://${Upper}.gr7.${Region}.eks.${DnsSuffix}"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "DNSName", "${Name}-${Digits}.${Region}.elb.${DnsSuffix}"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerFullName", "app/${Name}/${Hex}"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerName", "${Name}"),
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "LoadBalancerArn", "arn:${Partition}:elasticloadbalancing:${Region}:${Account}:loadbalancer/app/${Name}/${Hex}"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupArn", "arn:${Partition}:elasticloadbalancing:${Region}:${Account}:targetgroup/${Name}/${Hex}"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupFullName", "targetgroup/${Name}/${Hex}"),
    ("AWS::ElasticLoadBalancingV2::TargetGroup", "TargetGroupName", "${Name}"),
    ("AWS::Lambda::Alias", "AliasArn", "arn:${Partition}:lambda:${Region}:${Account}:function:${FunctionName}:${Name}"),
    ("AWS::Lambda::Url", "FunctionUrl", "https://${Lower}.lambda-url.${Region}.on.aws/"),
    ("AWS::Organizations::Account", "AccountId", "${Digits12}"),
    ("AWS::RDS::DBCluster", "Endpoint/Address", "${DBClusterIdentifier}.cluster-${Lower}.${Region}.rds.${DnsSuffix}"),
    ("AWS::RDS::DBCluster", "ReadEndpoint/Address", "${DBClusterIdentifier}.cluster-ro-${Lower}.${Region}.rds.${DnsSuffix}"),
    ("AWS::RDS::DBInstance", "DBInstanceStatus", "available"),
    ("AWS::RDS::DBInstance", "Endpoint/Address", "${DBInstanceIdentifier}.${Lower}.${Region}.rds.${DnsSuffix}"),
    ("AWS::S3::Bucket", "DomainName", "${BucketName}.s3.${DnsSuffix}"),
    ("AWS::S3::Bucket", "DualStackDomainName", "${BucketName}.s3.dualstack.${Region}.${DnsSuffix}"),
    ("AWS::S3::Bucket", "RegionalDomainName", "${BucketName}.s3.${Region}.${DnsSuffix}"),
    ("AWS::S3::Bucket", "WebsiteURL", "http://${BucketName}.s3-website-${Region}.${DnsSuffix}"),
    ("AWS::SecretsManager::Secret", "Id", "arn:${Partition}:secretsmanager:${Region}:${Account}:secret:${Name}-${Mixed6}"),
    ("AWS::SQS::Queue", "QueueUrl", "https://sqs.${Region}.${DnsSuffix}/${Account}/${QueueName}"),
];

/// Types whose property `Name` AWS fills in where nobody did.
pub(super) const NAMED: [&str; 4] = [
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    "AWS::Events::Rule",
    "AWS::SecretsManager::Secret",
];

/// The template of a property, where one is documented.
pub(super) fn template(type_name: &str, path: &str) -> Option<&'static str> {
    TEMPLATES.iter().find(|(of_type, of_path, _)| *of_type == type_name && *of_path == path).map(|it| it.2)
}
