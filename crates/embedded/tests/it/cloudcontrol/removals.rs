//! Removals: a patch that takes something out of a resource does so, or fails.

use serde_json::{Value, json};

use crate::script::{Stagehand, options};

/// What the resources lie inside of or refer to.
const AROUND: &str = r#"
    service apigatewayv2
    CreateApi {"Name": "http", "ProtocolType": "HTTP"}
    let http = ApiId
    CreateStage {"ApiId": "$http", "StageName": "there"}
    CreateRoute {"ApiId": "$http", "RouteKey": "GET /there"}
    CreateApi {"Name": "chat", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
    let chat = ApiId
    CreateIntegration {"ApiId": "$chat", "IntegrationType": "MOCK"}
    let mock = IntegrationId
    CreateRoute {"ApiId": "$chat", "RouteKey": "there"}
    let route = RouteId
    CreateVpcLink {"Name": "v", "SubnetIds": ["subnet-1"]}
    let link = VpcLinkId
    CreateDomainName {"DomainName": "there.example.com"}
    service ivs-realtime
    CreateStorageConfiguration {"s3": {"bucketName": "bucket"}}
    let storage = storageConfiguration.arn
"#;

/// Resources with much in them, and nothing that they would have anyway.
const RICH: &[(&str, &str)] = &[
    (
        "AWS::ApiGatewayV2::Api",
        r#"{"Name": "n", "ProtocolType": "HTTP", "Description": "d", "Version": "1", "DisableExecuteApiEndpoint": true, "IpAddressType": "dualstack", "Tags": {"a": "b", "c": "d"}, "CorsConfiguration": {"AllowOrigins": ["https://a.b"], "AllowMethods": ["GET"], "AllowHeaders": ["a"], "ExposeHeaders": ["b"], "MaxAge": 3, "AllowCredentials": true}, "ApiKeySelectionExpression": "$context.authorizer.usageIdentifierKey"}"#,
    ),
    (
        "AWS::ApiGatewayV2::Integration",
        r#"{"ApiId": "$http", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1", "ConnectionType": "VPC_LINK", "ConnectionId": "$link", "TlsConfig": {"ServerNameToVerify": "a.b"}, "Description": "d", "TimeoutInMillis": 100, "RequestParameters": {"append:header.a": "1", "append:header.b": "2"}, "ResponseParameters": {"200": {"ResponseParameters": [{"Destination": "append:header.x", "Source": "y"}]}, "404": {"ResponseParameters": [{"Destination": "append:header.x", "Source": "y"}, {"Destination": "append:header.z", "Source": "z"}]}}}"#,
    ),
    (
        "AWS::ApiGatewayV2::Integration",
        r#"{"ApiId": "$chat", "IntegrationType": "AWS", "IntegrationUri": "arn:aws:lambda:us-east-1:123456789012:function:f", "CredentialsArn": "arn:aws:iam::123456789012:role/r", "ContentHandlingStrategy": "CONVERT_TO_TEXT", "PassthroughBehavior": "NEVER", "RequestTemplates": {"a": "b", "c": "d"}, "TemplateSelectionExpression": "x", "RequestParameters": {"integration.request.header.x": "1"}, "TimeoutInMillis": 100, "Description": "d"}"#,
    ),
    (
        "AWS::ApiGatewayV2::IntegrationResponse",
        r#"{"ApiId": "$chat", "IntegrationId": "$mock", "IntegrationResponseKey": "/1/", "ResponseTemplates": {"a": "b", "c": "d"}, "ResponseParameters": {"x": "y", "z": "y"}, "TemplateSelectionExpression": "x", "ContentHandlingStrategy": "CONVERT_TO_TEXT"}"#,
    ),
    (
        "AWS::ApiGatewayV2::Authorizer",
        r#"{"ApiId": "$http", "Name": "j", "AuthorizerType": "JWT", "IdentitySource": ["$request.header.A"], "JwtConfiguration": {"Audience": ["a", "b"], "Issuer": "https://i"}, "IdentityValidationExpression": "x"}"#,
    ),
    (
        "AWS::ApiGatewayV2::Route",
        r#"{"ApiId": "$chat", "RouteKey": "$connect", "AuthorizationType": "AWS_IAM", "OperationName": "o", "ApiKeyRequired": true, "RequestModels": {"a": "b", "c": "d"}, "ModelSelectionExpression": "x", "RouteResponseSelectionExpression": "$default", "Target": "integrations/$mock"}"#,
    ),
    (
        "AWS::ApiGatewayV2::RouteResponse",
        r#"{"ApiId": "$chat", "RouteId": "$route", "RouteResponseKey": "$default", "ResponseModels": {"a": "b", "c": "d"}, "ResponseParameters": {"x": {"Required": true}, "y": {"Required": false}}, "ModelSelectionExpression": "x"}"#,
    ),
    (
        "AWS::ApiGatewayV2::Model",
        r#"{"ApiId": "$chat", "Name": "m", "Schema": "{}", "ContentType": "text/plain", "Description": "d"}"#,
    ),
    (
        "AWS::ApiGatewayV2::Stage",
        r#"{"ApiId": "$http", "StageName": "s", "Description": "d", "ClientCertificateId": "c", "AutoDeploy": true, "StageVariables": {"a": "b", "c": "d"}, "Tags": {"a": "b", "c": "d"}, "DefaultRouteSettings": {"DetailedMetricsEnabled": true, "ThrottlingBurstLimit": 1, "ThrottlingRateLimit": 2.5}, "RouteSettings": {"GET /there": {"ThrottlingBurstLimit": 1, "ThrottlingRateLimit": 2, "DetailedMetricsEnabled": true}}, "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "Format": "$context.requestId"}}"#,
    ),
    (
        "AWS::ApiGatewayV2::Stage",
        r#"{"ApiId": "$chat", "StageName": "s", "DefaultRouteSettings": {"DetailedMetricsEnabled": true, "DataTraceEnabled": true, "LoggingLevel": "INFO", "ThrottlingBurstLimit": 1}, "RouteSettings": {"there": {"LoggingLevel": "INFO", "DataTraceEnabled": true}}}"#,
    ),
    ("AWS::ApiGatewayV2::Deployment", r#"{"ApiId": "$http", "Description": "d"}"#),
    (
        "AWS::ApiGatewayV2::DomainName",
        r#"{"DomainName": "new.example.com", "DomainNameConfigurations": [{"CertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/x", "SecurityPolicy": "TLS_1_0", "CertificateName": "n", "OwnershipVerificationCertificateArn": "arn:aws:acm:us-east-1:123456789012:certificate/y", "IpAddressType": "dualstack"}], "MutualTlsAuthentication": {"TruststoreUri": "s3://a/b", "TruststoreVersion": "1"}, "Tags": {"a": "b"}, "RoutingMode": "ROUTING_RULE_ONLY"}"#,
    ),
    (
        "AWS::ApiGatewayV2::ApiMapping",
        r#"{"DomainName": "there.example.com", "ApiId": "$http", "Stage": "there", "ApiMappingKey": "k"}"#,
    ),
    (
        "AWS::ApiGatewayV2::RoutingRule",
        r#"{"DomainNameArn": "arn:aws:apigateway:us-east-1::/domainnames/there.example.com", "Priority": 3, "Conditions": [{"MatchBasePaths": {"AnyOf": ["a"]}}, {"MatchHeaders": {"AnyOf": [{"Header": "a", "ValueGlob": "b"}]}}], "Actions": [{"InvokeApi": {"ApiId": "$http", "Stage": "there", "StripBasePath": true}}]}"#,
    ),
    (
        "AWS::ApiGatewayV2::VpcLink",
        r#"{"Name": "n", "SubnetIds": ["s"], "SecurityGroupIds": ["g"], "Tags": {"a": "b", "c": "d"}}"#,
    ),
    (
        "AWS::Logs::LogGroup",
        r#"{"LogGroupName": "g", "RetentionInDays": 7, "Tags": [{"Key": "a", "Value": "b"}, {"Key": "c", "Value": "d"}], "KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/k", "DeletionProtectionEnabled": true}"#,
    ),
    (
        "AWS::IAM::Role",
        r#"{"RoleName": "r", "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [{"Sid": "s", "Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}, "Description": "d", "MaxSessionDuration": 7200, "ManagedPolicyArns": ["arn:aws:iam::aws:policy/ReadOnlyAccess"], "Policies": [{"PolicyName": "p", "PolicyDocument": {"Statement": []}}], "Tags": [{"Key": "a", "Value": "b"}]}"#,
    ),
    (
        "AWS::IVS::Stage",
        r#"{"Name": "n", "Tags": [{"Key": "a", "Value": "b"}], "AutoParticipantRecordingConfiguration": {"StorageConfigurationArn": "$storage", "MediaTypes": ["AUDIO_ONLY"], "RecordingReconnectWindowSeconds": 7}}"#,
    ),
];

/// A plane with one resource on it.
struct Stand {
    stagehand: Stagehand,
    type_name: &'static str,
}

impl Stand {
    fn new(type_name: &'static str, state: &str) -> Self {
        let mut stagehand = Stagehand::new(options());
        stagehand.run(AROUND);
        stagehand.run(&format!(
            "service cloudcontrol\nCreateResource {{\"TypeName\": \"{type_name}\", \"DesiredState\": {state}}}"
        ));
        stagehand.run("let made = ProgressEvent.RequestToken\nGetResourceRequestStatus {\"RequestToken\": \"$made\"}");
        let mut stand = Self { stagehand, type_name };
        stand.stagehand.run("let id = ProgressEvent.Identifier");
        stand
    }

    fn properties(&mut self) -> Value {
        self.answer("GetResource", &json!({"Identifier": "$id"}))
            .pointer("/ResourceDescription/Properties")
            .cloned()
            .unwrap_or_default()
    }

    /// Takes out what is at a path, and says whether that came to a good end.
    fn removes(&mut self, path: &str) -> bool {
        let patch = json!([{"op": "remove", "path": path}]);
        if self.answer("UpdateResource", &json!({"Identifier": "$id", "PatchDocument": patch})).is_null() {
            return false;
        }
        self.stagehand.run("let asked = ProgressEvent.RequestToken");
        self.stagehand
            .run("GetResourceRequestStatus {\"RequestToken\": \"$asked\"}\nlet status = ProgressEvent.OperationStatus");
        self.stagehand.variable("status") == "SUCCESS"
    }

    /// The answer of a call, or nothing where it was refused.
    fn answer(&mut self, operation: &str, input: &Value) -> Value {
        let mut input = input.clone();
        input["TypeName"] = json!(self.type_name);
        let transcript = self.stagehand.run(&format!("{operation} {input}"));
        serde_json::from_str(transcript.lines().last().unwrap_or_default().trim()).unwrap_or_default()
    }
}

/// Pointers to everything in a value.
fn pointers(value: &Value, path: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => {
            members.iter().map(|(name, it)| (name.replace('~', "~0").replace('/', "~1"), it)).collect()
        }
        Value::Array(items) => items.iter().enumerate().map(|(at, it)| (at.to_string(), it)).collect(),
        _ => Vec::new(),
    };
    for (step, value) in inner {
        let path = format!("{path}/{step}");
        pointers(value, &path, found);
        found.push(path);
    }
}

#[test]
fn what_a_patch_takes_out_is_gone() {
    let (mut removed, mut refused) = (0, 0);
    let mut stayed = Vec::new();
    for (type_name, state) in RICH {
        let mut paths = Vec::new();
        pointers(&serde_json::from_str(state).expect("JSON"), "", &mut paths);
        for path in paths {
            let mut stand = Stand::new(type_name, state);
            let before = stand.properties();
            assert!(before.pointer(&path).is_some(), "{type_name} shows no {path}: {before}");
            if !stand.removes(&path) {
                assert_eq!(stand.properties(), before, "{type_name} {path}: refused, and changed");
                refused += 1;
            } else if stand.properties().pointer(&path) == before.pointer(&path) {
                stayed.push(format!("{type_name} {path}"));
            } else {
                removed += 1;
            }
        }
    }
    assert!(stayed.is_empty(), "{stayed:#?}");
    expect_test::expect!["155 removed, 82 refused"].assert_eq(&format!("{removed} removed, {refused} refused"));
}
