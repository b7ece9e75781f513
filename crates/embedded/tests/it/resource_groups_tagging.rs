//! Tags by ARN: one listing over the resources of every service.

use crate::script::check;
use expect_test::expect;

#[test]
fn resources_of_every_kind_are_listed_by_their_tags() {
    check(
        r#"
        CreateStage {"name": "untagged"}
        CreateStage {"name": "tagged", "tags": {"env": "dev", "team": "a"}}
        service logs
        CreateLogGroup {"logGroupName": "/a/b", "tags": {"env": "prod"}}
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "Tags": {"env": "dev"}}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "live", "Tags": {"env": "dev"}}
        service iam
        CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{\"Version\":\"2012-10-17\",\"Statement\":[]}", "Tags": [{"Key": "env", "Value": "dev"}]}
        service cloudcontrol
        CreateResource {"TypeName": "AWS::EC2::VPC", "DesiredState": {"CidrBlock": "10.0.0.0/16", "Tags": [{"Key": "env", "Value": "dev"}]}}
        CreateResource {"TypeName": "AWS::SQS::Queue", "DesiredState": {"QueueName": "q", "Tags": [{"Key": "env", "Value": "prod"}]}}
        service resourcegroupstaggingapi
        GetResources
        GetResources {"TagFilters": [{"Key": "env", "Values": ["prod", "test"]}]}
        GetResources {"TagFilters": [{"Key": "env", "Values": ["dev"]}, {"Key": "team"}]}
        GetResources {"ResourceTypeFilters": ["ec2:vpc", "sqs"]}
        GetResources {"ResourceTypeFilters": ["apigateway"], "TagFilters": [{"Key": "env"}], "IncludeComplianceDetails": true}
        GetResources {"IncludeComplianceDetails": true, "ExcludeCompliantResources": true}
        GetTagKeys
        GetTagValues {"Key": "env"}
        GetTagValues {"Key": "none"}
        region eu-west-1
        GetResources
        "#,
        expect![[r#"
            CreateStage {"name": "untagged"}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"untagged","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            CreateStage {"name": "tagged", "tags": {"env": "dev", "team": "a"}}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv842zJS","name":"tagged","tags":{"env":"dev","team":"a"},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            service logs
            CreateLogGroup {"logGroupName": "/a/b", "tags": {"env": "prod"}}
                {}
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "Tags": {"env": "dev"}}
                {"ApiEndpoint":"https://2rvpavaywp.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavaywp","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"env":"dev"}}
            CreateStage {"ApiId": "$api", "StageName": "live", "Tags": {"env": "dev"}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"live","StageVariables":{},"Tags":{"env":"dev"}}
            service iam
            CreateRole {"RoleName": "r", "AssumeRolePolicyDocument": "{\"Version\":\"2012-10-17\",\"Statement\":[]}", "Tags": [{"Key": "env", "Value": "dev"}]}
                {"Role":{"Path":"/","RoleName":"r","RoleId":"AROADCRWCIGLRYWEEQ2YS","Arn":"arn:aws:iam::123456789012:role/r","CreateDate":"2026-11-21T10:00:00Z","AssumeRolePolicyDocument":"%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D","Tags":[{"Key":"env","Value":"dev"}]}}
            service cloudcontrol
            CreateResource {"TypeName": "AWS::EC2::VPC", "DesiredState": {"CidrBlock": "10.0.0.0/16", "Tags": [{"Key": "env", "Value": "dev"}]}}
                {"ProgressEvent":{"TypeName":"AWS::EC2::VPC","RequestToken":"01a1fd8c-69fa-7000-a9b9-1f3a331fd8f5","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::SQS::Queue", "DesiredState": {"QueueName": "q", "Tags": [{"Key": "env", "Value": "prod"}]}}
                {"ProgressEvent":{"TypeName":"AWS::SQS::Queue","RequestToken":"01a1fd8c-69fa-7001-b88a-448cca5a9cf8","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            service resourcegroupstaggingapi
            GetResources
                {"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"arn:aws:apigateway:us-east-1::/apis/$api","Tags":[{"Key":"env","Value":"dev"}]},{"ResourceARN":"arn:aws:apigateway:us-east-1::/apis/$api/stages/live","Tags":[{"Key":"env","Value":"dev"}]},{"ResourceARN":"arn:aws:ec2:us-east-1:123456789012:vpc/vpc-e4c37d71d82027faa","Tags":[{"Key":"env","Value":"dev"}]},{"ResourceARN":"arn:aws:iam::123456789012:role/r","Tags":[{"Key":"env","Value":"dev"}]},{"ResourceARN":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv842zJS","Tags":[{"Key":"env","Value":"dev"},{"Key":"team","Value":"a"}]},{"ResourceARN":"arn:aws:logs:us-east-1:123456789012:log-group:/a/b","Tags":[{"Key":"env","Value":"prod"}]},{"ResourceARN":"arn:aws:sqs:us-east-1:123456789012:q","Tags":[{"Key":"env","Value":"prod"}]}]}
            GetResources {"TagFilters": [{"Key": "env", "Values": ["prod", "test"]}]}
                {"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"arn:aws:logs:us-east-1:123456789012:log-group:/a/b","Tags":[{"Key":"env","Value":"prod"}]},{"ResourceARN":"arn:aws:sqs:us-east-1:123456789012:q","Tags":[{"Key":"env","Value":"prod"}]}]}
            GetResources {"TagFilters": [{"Key": "env", "Values": ["dev"]}, {"Key": "team"}]}
                {"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv842zJS","Tags":[{"Key":"env","Value":"dev"},{"Key":"team","Value":"a"}]}]}
            GetResources {"ResourceTypeFilters": ["ec2:vpc", "sqs"]}
                {"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"arn:aws:ec2:us-east-1:123456789012:vpc/vpc-e4c37d71d82027faa","Tags":[{"Key":"env","Value":"dev"}]},{"ResourceARN":"arn:aws:sqs:us-east-1:123456789012:q","Tags":[{"Key":"env","Value":"prod"}]}]}
            GetResources {"ResourceTypeFilters": ["apigateway"], "TagFilters": [{"Key": "env"}], "IncludeComplianceDetails": true}
                {"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"arn:aws:apigateway:us-east-1::/apis/$api","Tags":[{"Key":"env","Value":"dev"}],"ComplianceDetails":{"ComplianceStatus":true}},{"ResourceARN":"arn:aws:apigateway:us-east-1::/apis/$api/stages/live","Tags":[{"Key":"env","Value":"dev"}],"ComplianceDetails":{"ComplianceStatus":true}}]}
            GetResources {"IncludeComplianceDetails": true, "ExcludeCompliantResources": true}
                {"PaginationToken":"","ResourceTagMappingList":[]}
            GetTagKeys
                {"PaginationToken":"","TagKeys":["env","team"]}
            GetTagValues {"Key": "env"}
                {"PaginationToken":"","TagValues":["dev","prod"]}
            GetTagValues {"Key": "none"}
                {"PaginationToken":"","TagValues":[]}
            region eu-west-1
            GetResources
                {"PaginationToken":"","ResourceTagMappingList":[]}
        "#]],
    );
}

#[test]
fn pages_hold_each_resource_once() {
    check(
        r#"
        CreateStage {"name": "1", "tags": {"n": "1"}}
        CreateStage {"name": "2", "tags": {"n": "2", "m": "2"}}
        CreateStage {"name": "3", "tags": {"n": "3"}}
        service sts
        service logs
        CreateLogGroup {"logGroupName": "g", "tags": {"n": "4"}}
        service resourcegroupstaggingapi
        GetResources {"ResourcesPerPage": 2}
        let next = PaginationToken
        GetResources {"ResourcesPerPage": 2, "PaginationToken": "$next"}
        GetResources {"ResourcesPerPage": 1, "TagFilters": [{"Key": "n"}], "PaginationToken": "$next"}
        GetResources {"PaginationToken": "bm9uc2Vuc2U"}
        GetResources {"PaginationToken": ""}
        GetResources {"ResourcesPerPage": 101}
        GetResources {"TagsPerPage": 99}
        "#,
        expect![[r#"
            CreateStage {"name": "1", "tags": {"n": "1"}}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"1","tags":{"n":"1"},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            CreateStage {"name": "2", "tags": {"n": "2", "m": "2"}}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv842zJS","name":"2","tags":{"n":"2","m":"2"},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            CreateStage {"name": "3", "tags": {"n": "3"}}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv89nQjK","name":"3","tags":{"n":"3"},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            service sts
            service logs
            CreateLogGroup {"logGroupName": "g", "tags": {"n": "4"}}
                {}
            service resourcegroupstaggingapi
            GetResources {"ResourcesPerPage": 2}
                {"PaginationToken":"mrSP9lsiQVdTOjpJVlM6OlN0YWdlIixudWxsLDJd","ResourceTagMappingList":[{"ResourceARN":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv842zJS","Tags":[{"Key":"n","Value":"2"},{"Key":"m","Value":"2"}]},{"ResourceARN":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv89nQjK","Tags":[{"Key":"n","Value":"3"}]}]}
            GetResources {"ResourcesPerPage": 2, "PaginationToken": "$next"}
                {"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","Tags":[{"Key":"n","Value":"1"}]},{"ResourceARN":"arn:aws:logs:us-east-1:123456789012:log-group:g","Tags":[{"Key":"n","Value":"4"}]}]}
            GetResources {"ResourcesPerPage": 1, "TagFilters": [{"Key": "n"}], "PaginationToken": "$next"}
                400 InvalidParameterException: PaginationToken is not one that this operation returned for the same request
            GetResources {"PaginationToken": "bm9uc2Vuc2U"}
                400 InvalidParameterException: PaginationToken is not one that this operation returned for the same request
            GetResources {"PaginationToken": ""}
                {"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv842zJS","Tags":[{"Key":"n","Value":"2"},{"Key":"m","Value":"2"}]},{"ResourceARN":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv89nQjK","Tags":[{"Key":"n","Value":"3"}]},{"ResourceARN":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","Tags":[{"Key":"n","Value":"1"}]},{"ResourceARN":"arn:aws:logs:us-east-1:123456789012:log-group:g","Tags":[{"Key":"n","Value":"4"}]}]}
            GetResources {"ResourcesPerPage": 101}
                400 InvalidParameterException: ResourcesPerPage must be from 1 to 100, and is 101
            GetResources {"TagsPerPage": 99}
                400 InvalidParameterException: TagsPerPage must be from 100 to 500, and is 99
        "#]],
    );
}

#[test]
fn tags_change_by_arn_whatever_the_type() {
    check(
        r#"
        CreateStage
        let stage = stage.arn
        service logs
        CreateLogGroup {"logGroupName": "/a/b"}
        service cloudcontrol
        CreateResource {"TypeName": "AWS::EC2::VPC", "DesiredState": {"CidrBlock": "10.0.0.0/16"}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        let vpc = ProgressEvent.Identifier
        CreateResource {"TypeName": "AWS::Lambda::Function", "DesiredState": {"FunctionName": "f", "Role": "arn:aws:iam::123456789012:role/r", "Code": {"ZipFile": "x"}, "Tags": [{"Key": "old", "Value": "1"}]}}
        service resourcegroupstaggingapi
        TagResources {"ResourceARNList": ["$stage", "arn:aws:logs:us-east-1:123456789012:log-group:/a/b", "arn:aws:ec2:us-east-1:123456789012:vpc/$vpc", "arn:aws:lambda:us-east-1:123456789012:function:f"], "Tags": {"env": "dev"}}
        GetResources {"TagFilters": [{"Key": "env"}]}
        UntagResources {"ResourceARNList": ["arn:aws:lambda:us-east-1:123456789012:function:f", "$stage"], "TagKeys": ["env", "none"]}
        GetResources {"ResourceARNList": ["arn:aws:lambda:us-east-1:123456789012:function:f", "$stage", "arn:aws:logs:us-east-1:123456789012:log-group:/a/b", "arn:aws:logs:us-east-1:123456789012:log-group:none"]}
        service cloudcontrol
        GetResource {"TypeName": "AWS::EC2::VPC", "Identifier": "$vpc"}
        service ivs-realtime
        ListTagsForResource {"resourceArn": "$stage"}
        "#,
        expect![[r#"
            CreateStage
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            service logs
            CreateLogGroup {"logGroupName": "/a/b"}
                {}
            service cloudcontrol
            CreateResource {"TypeName": "AWS::EC2::VPC", "DesiredState": {"CidrBlock": "10.0.0.0/16"}}
                {"ProgressEvent":{"TypeName":"AWS::EC2::VPC","RequestToken":"01a1fd8c-69fa-7000-ac63-dd28b74ebaf5","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::EC2::VPC","Identifier":"vpc-ac37fc336c22b9d34","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"CidrBlockAssociations":[],"CidrBlock":"10.0.0.0/16","VpcId":"vpc-ac37fc336c22b9d34","DefaultNetworkAcl":"acl-48a370c275ef3139d","Ipv6CidrBlocks":[],"DefaultSecurityGroup":"sg-b6a1ab5333ce29297"}}}
            CreateResource {"TypeName": "AWS::Lambda::Function", "DesiredState": {"FunctionName": "f", "Role": "arn:aws:iam::123456789012:role/r", "Code": {"ZipFile": "x"}, "Tags": [{"Key": "old", "Value": "1"}]}}
                {"ProgressEvent":{"TypeName":"AWS::Lambda::Function","Identifier":"f","RequestToken":"01a1fd8c-69fa-7001-afd6-d36c005d2ee1","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            service resourcegroupstaggingapi
            TagResources {"ResourceARNList": ["$stage", "arn:aws:logs:us-east-1:123456789012:log-group:/a/b", "arn:aws:ec2:us-east-1:123456789012:vpc/$vpc", "arn:aws:lambda:us-east-1:123456789012:function:f"], "Tags": {"env": "dev"}}
                {"FailedResourcesMap":{}}
            GetResources {"TagFilters": [{"Key": "env"}]}
                {"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"arn:aws:ec2:us-east-1:123456789012:vpc/$vpc","Tags":[{"Key":"env","Value":"dev"}]},{"ResourceARN":"$stage","Tags":[{"Key":"env","Value":"dev"}]},{"ResourceARN":"arn:aws:lambda:us-east-1:123456789012:function:f","Tags":[{"Key":"old","Value":"1"},{"Key":"env","Value":"dev"}]},{"ResourceARN":"arn:aws:logs:us-east-1:123456789012:log-group:/a/b","Tags":[{"Key":"env","Value":"dev"}]}]}
            UntagResources {"ResourceARNList": ["arn:aws:lambda:us-east-1:123456789012:function:f", "$stage"], "TagKeys": ["env", "none"]}
                {"FailedResourcesMap":{}}
            GetResources {"ResourceARNList": ["arn:aws:lambda:us-east-1:123456789012:function:f", "$stage", "arn:aws:logs:us-east-1:123456789012:log-group:/a/b", "arn:aws:logs:us-east-1:123456789012:log-group:none"]}
                {"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"arn:aws:lambda:us-east-1:123456789012:function:f","Tags":[{"Key":"old","Value":"1"}]},{"ResourceARN":"arn:aws:logs:us-east-1:123456789012:log-group:/a/b","Tags":[{"Key":"env","Value":"dev"}]}]}
            service cloudcontrol
            GetResource {"TypeName": "AWS::EC2::VPC", "Identifier": "$vpc"}
                {"TypeName":"AWS::EC2::VPC","ResourceDescription":{"Identifier":"$vpc","Properties":{"CidrBlockAssociations":[],"CidrBlock":"10.0.0.0/16","VpcId":"$vpc","DefaultNetworkAcl":"acl-48a370c275ef3139d","Ipv6CidrBlocks":[],"DefaultSecurityGroup":"sg-b6a1ab5333ce29297","Tags":[{"Key":"env","Value":"dev"}]}}}
            service ivs-realtime
            ListTagsForResource {"resourceArn": "$stage"}
                {"tags":{}}
        "#]],
    );
}

#[test]
fn what_cannot_be_is_refused_and_changes_nothing() {
    check(
        r#"
        CreateStage {"tags": {"a": "1"}}
        let stage = stage.arn
        service resourcegroupstaggingapi
        TagResources {"ResourceARNList": ["$stage", "arn:aws:ivs:us-east-1:123456789012:stage/none", "arn:aws:ivs:eu-west-1:123456789012:stage/none", "nonsense", "arn:aws:s3:::none"], "Tags": {"b": "2"}}
        TagResources {"ResourceARNList": ["$stage"], "Tags": {"aws:b": "2"}}
        TagResources {"ResourceARNList": [], "Tags": {"b": "2"}}
        TagResources {"ResourceARNList": ["$stage"], "Tags": {}}
        TagResources {"ResourceARNList": ["$stage"]}
        UntagResources {"ResourceARNList": ["arn:aws:ivs:us-east-1:123456789012:stage/none"], "TagKeys": ["a"]}
        GetResources {"ResourceARNList": ["$stage"], "TagFilters": [{"Key": "a"}]}
        GetResources {"ResourceARNList": ["$stage"], "ResourcesPerPage": 10}
        GetResources {"TagFilters": [{"Values": ["a"]}]}
        GetResources {"ResourceTypeFilters": ["ec2:"]}
        GetResources {"ExcludeCompliantResources": true}
        GetComplianceSummary
        GetResources
        "#,
        expect![[r#"
            CreateStage {"tags": {"a": "1"}}
                {"stage":{"arn":"arn:aws:ivs:us-east-1:123456789012:stage/3pJxRv8KbNzZ","name":"","tags":{"a":"1"},"autoParticipantRecordingConfiguration":<defaults>,"endpoints":<endpoints>}}
            service resourcegroupstaggingapi
            TagResources {"ResourceARNList": ["$stage", "arn:aws:ivs:us-east-1:123456789012:stage/none", "arn:aws:ivs:eu-west-1:123456789012:stage/none", "nonsense", "arn:aws:s3:::none"], "Tags": {"b": "2"}}
                {"FailedResourcesMap":{"arn:aws:ivs:us-east-1:123456789012:stage/none":{"StatusCode":400,"ErrorCode":"InvalidParameterException","ErrorMessage":"There is no resource arn:aws:ivs:us-east-1:123456789012:stage/none that can be tagged in us-east-1 of the caller's account"},"arn:aws:ivs:eu-west-1:123456789012:stage/none":{"StatusCode":400,"ErrorCode":"InvalidParameterException","ErrorMessage":"There is no resource arn:aws:ivs:eu-west-1:123456789012:stage/none that can be tagged in us-east-1 of the caller's account"},"nonsense":{"StatusCode":400,"ErrorCode":"InvalidParameterException","ErrorMessage":"There is no resource nonsense that can be tagged in us-east-1 of the caller's account"},"arn:aws:s3:::none":{"StatusCode":400,"ErrorCode":"InvalidParameterException","ErrorMessage":"There is no resource arn:aws:s3:::none that can be tagged in us-east-1 of the caller's account"}}}
            TagResources {"ResourceARNList": ["$stage"], "Tags": {"aws:b": "2"}}
                400 InvalidParameterException: aws: prefixed tag key names are not allowed for external use: aws:b
            TagResources {"ResourceARNList": [], "Tags": {"b": "2"}}
                400 InvalidParameterException: 1 validation error detected: Value '[]' at 'ResourceARNList' failed to satisfy constraint: Member must have length greater than or equal to 1
            TagResources {"ResourceARNList": ["$stage"], "Tags": {}}
                400 InvalidParameterException: 1 validation error detected: Value '{}' at 'Tags' failed to satisfy constraint: Member must have length greater than or equal to 1
            TagResources {"ResourceARNList": ["$stage"]}
                400 InvalidParameterException: 1 validation error detected: Value null at 'Tags' failed to satisfy constraint: Member must not be null
            UntagResources {"ResourceARNList": ["arn:aws:ivs:us-east-1:123456789012:stage/none"], "TagKeys": ["a"]}
                {"FailedResourcesMap":{"arn:aws:ivs:us-east-1:123456789012:stage/none":{"StatusCode":400,"ErrorCode":"InvalidParameterException","ErrorMessage":"There is no resource arn:aws:ivs:us-east-1:123456789012:stage/none that can be tagged in us-east-1 of the caller's account"}}}
            GetResources {"ResourceARNList": ["$stage"], "TagFilters": [{"Key": "a"}]}
                400 InvalidParameterException: ResourceARNList and TagFilters cannot be given in one request
            GetResources {"ResourceARNList": ["$stage"], "ResourcesPerPage": 10}
                400 InvalidParameterException: ResourceARNList and ResourcesPerPage cannot be given in one request
            GetResources {"TagFilters": [{"Values": ["a"]}]}
                400 InvalidParameterException: a TagFilter must have a Key
            GetResources {"ResourceTypeFilters": ["ec2:"]}
                400 InvalidParameterException: 'ec2:' is not a resource type: service, or service:resourceType
            GetResources {"ExcludeCompliantResources": true}
                400 InvalidParameterException: ExcludeCompliantResources needs IncludeComplianceDetails
            GetComplianceSummary
                501 NotImplemented: resourcegroupstaggingapi GetComplianceSummary is not available on the embedded plane
            GetResources
                {"PaginationToken":"","ResourceTagMappingList":[{"ResourceARN":"$stage","Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}]}]}
        "#]],
    );
}
