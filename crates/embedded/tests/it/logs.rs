//! Log groups, by the service's own operations and by their resource type.

use crate::script::check;
use expect_test::expect;

#[test]
fn a_log_group_lives_from_creation_to_deletion() {
    check(
        r#"
        service logs
        CreateLogGroup {"logGroupName": "/aws/lambda/one", "tags": {"team": "a"}, "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/k"}
        CreateLogGroup {"logGroupName": "/aws/lambda/one"}
        PutRetentionPolicy {"logGroupName": "/aws/lambda/one", "retentionInDays": 14}
        DescribeLogGroups
        let arn = logGroups.0.logGroupArn
        DeleteRetentionPolicy {"logGroupName": "/aws/lambda/one"}
        DisassociateKmsKey {"resourceIdentifier": "$arn"}
        DescribeLogGroups {"logGroupIdentifiers": ["$arn"]}
        AssociateKmsKey {"logGroupName": "/aws/lambda/one", "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:alias/k"}
        PutLogGroupDeletionProtection {"logGroupIdentifier": "/aws/lambda/one", "deletionProtectionEnabled": true}
        DeleteLogGroup {"logGroupName": "/aws/lambda/one"}
        PutLogGroupDeletionProtection {"logGroupIdentifier": "$arn", "deletionProtectionEnabled": false}
        DeleteLogGroup {"logGroupName": "/aws/lambda/one"}
        DeleteLogGroup {"logGroupName": "/aws/lambda/one"}
        DescribeLogGroups
        "#,
        expect![[r#"
            service logs
            CreateLogGroup {"logGroupName": "/aws/lambda/one", "tags": {"team": "a"}, "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/k"}
                {}
            CreateLogGroup {"logGroupName": "/aws/lambda/one"}
                400 ResourceAlreadyExistsException: The specified log group already exists
            PutRetentionPolicy {"logGroupName": "/aws/lambda/one", "retentionInDays": 14}
                {}
            DescribeLogGroups
                {"logGroups":[{"logGroupName":"/aws/lambda/one","creationTime":1795255200250,"retentionInDays":14,"metricFilterCount":0,"arn":"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/one:*","storedBytes":0,"kmsKeyId":"arn:aws:kms:us-east-1:123456789012:key/k","logGroupClass":"STANDARD","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:/aws/lambda/one","deletionProtectionEnabled":false,"bearerTokenAuthenticationEnabled":false}]}
            DeleteRetentionPolicy {"logGroupName": "/aws/lambda/one"}
                {}
            DisassociateKmsKey {"resourceIdentifier": "$arn"}
                {}
            DescribeLogGroups {"logGroupIdentifiers": ["$arn"]}
                {"logGroups":[{"logGroupName":"/aws/lambda/one","creationTime":1795255200250,"metricFilterCount":0,"arn":"$arn:*","storedBytes":0,"logGroupClass":"STANDARD","logGroupArn":"$arn","deletionProtectionEnabled":false,"bearerTokenAuthenticationEnabled":false}]}
            AssociateKmsKey {"logGroupName": "/aws/lambda/one", "kmsKeyId": "arn:aws:kms:us-east-1:123456789012:alias/k"}
                {}
            PutLogGroupDeletionProtection {"logGroupIdentifier": "/aws/lambda/one", "deletionProtectionEnabled": true}
                {}
            DeleteLogGroup {"logGroupName": "/aws/lambda/one"}
                400 ValidationException: The log group /aws/lambda/one cannot be deleted while its deletion protection is enabled
            PutLogGroupDeletionProtection {"logGroupIdentifier": "$arn", "deletionProtectionEnabled": false}
                {}
            DeleteLogGroup {"logGroupName": "/aws/lambda/one"}
                {}
            DeleteLogGroup {"logGroupName": "/aws/lambda/one"}
                400 ResourceNotFoundException: The specified log group does not exist.
            DescribeLogGroups
                {"logGroups":[]}
        "#]],
    );
}

#[test]
fn log_groups_are_chosen_by_name_and_class() {
    check(
        r#"
        service logs
        CreateLogGroup {"logGroupName": "a/1", "tags": {"team": "red"}}
        CreateLogGroup {"logGroupName": "a/2", "logGroupClass": "DELIVERY", "tags": {"team": "blue"}}
        CreateLogGroup {"logGroupName": "a-3", "logGroupClass": "INFREQUENT_ACCESS"}
        CreateLogGroup {"logGroupName": "b"}
        ListLogGroups {"limit": 2}
        let next = nextToken
        ListLogGroups {"limit": 2, "nextToken": "$next"}
        DescribeLogGroups {"nextToken": "$next"}
        DescribeLogGroups {"logGroupNamePrefix": "a/", "limit": 1}
        let next = nextToken
        DescribeLogGroups {"logGroupNamePrefix": "a/", "limit": 1, "nextToken": "$next"}
        DescribeLogGroups {"logGroupNamePattern": "-"}
        DescribeLogGroups {"logGroupNamePrefix": "a/", "logGroupNamePattern": "-"}
        DescribeLogGroups {"logGroupClass": "INFREQUENT_ACCESS", "accountIdentifiers": ["210987654321"]}
        ListLogGroups {"logGroupNamePattern": "^a/1|^nothing"}
        ListLogGroups {"logGroupNamePattern": "a-3"}
        ListLogGroups {"logGroupTags": [{"key": "team", "values": ["r*", "green"]}]}
        ListLogGroups {"logGroupTags": [{"key": "team"}], "logGroupClass": "DELIVERY"}
        ListLogGroups {"fieldIndexNames": ["f"]}
        PutRetentionPolicy {"logGroupName": "a/2", "retentionInDays": 14}
        region eu-west-1
        ListLogGroups
        "#,
        expect![[r#"
            service logs
            CreateLogGroup {"logGroupName": "a/1", "tags": {"team": "red"}}
                {}
            CreateLogGroup {"logGroupName": "a/2", "logGroupClass": "DELIVERY", "tags": {"team": "blue"}}
                {}
            CreateLogGroup {"logGroupName": "a-3", "logGroupClass": "INFREQUENT_ACCESS"}
                {}
            CreateLogGroup {"logGroupName": "b"}
                {}
            ListLogGroups {"limit": 2}
                {"logGroups":[{"logGroupName":"a-3","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:a-3","logGroupClass":"INFREQUENT_ACCESS"},{"logGroupName":"a/1","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:a/1","logGroupClass":"STANDARD"}],"nextToken":"YIf7DWEvMQ"}
            ListLogGroups {"limit": 2, "nextToken": "$next"}
                {"logGroups":[{"logGroupName":"a/2","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:a/2","logGroupClass":"DELIVERY"},{"logGroupName":"b","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:b","logGroupClass":"STANDARD"}]}
            DescribeLogGroups {"nextToken": "$next"}
                400 InvalidParameterException: nextToken is not one that this operation returned for the same request
            DescribeLogGroups {"logGroupNamePrefix": "a/", "limit": 1}
                {"logGroups":[{"logGroupName":"a/1","creationTime":1795255200250,"metricFilterCount":0,"arn":"arn:aws:logs:us-east-1:123456789012:log-group:a/1:*","storedBytes":0,"logGroupClass":"STANDARD","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:a/1","deletionProtectionEnabled":false,"bearerTokenAuthenticationEnabled":false}],"nextToken":"3vxEiDE"}
            DescribeLogGroups {"logGroupNamePrefix": "a/", "limit": 1, "nextToken": "$next"}
                {"logGroups":[{"logGroupName":"a/2","creationTime":1795255200250,"retentionInDays":2,"metricFilterCount":0,"arn":"arn:aws:logs:us-east-1:123456789012:log-group:a/2:*","storedBytes":0,"logGroupClass":"DELIVERY","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:a/2","deletionProtectionEnabled":false,"bearerTokenAuthenticationEnabled":false}]}
            DescribeLogGroups {"logGroupNamePattern": "-"}
                {"logGroups":[{"logGroupName":"a-3","creationTime":1795255200250,"metricFilterCount":0,"arn":"arn:aws:logs:us-east-1:123456789012:log-group:a-3:*","storedBytes":0,"logGroupClass":"INFREQUENT_ACCESS","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:a-3","deletionProtectionEnabled":false,"bearerTokenAuthenticationEnabled":false}]}
            DescribeLogGroups {"logGroupNamePrefix": "a/", "logGroupNamePattern": "-"}
                400 InvalidParameterException: LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.
            DescribeLogGroups {"logGroupClass": "INFREQUENT_ACCESS", "accountIdentifiers": ["210987654321"]}
                {"logGroups":[]}
            ListLogGroups {"logGroupNamePattern": "^a/1|^nothing"}
                {"logGroups":[{"logGroupName":"a/1","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:a/1","logGroupClass":"STANDARD"}]}
            ListLogGroups {"logGroupNamePattern": "a-3"}
                {"logGroups":[{"logGroupName":"a-3","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:a-3","logGroupClass":"INFREQUENT_ACCESS"}]}
            ListLogGroups {"logGroupTags": [{"key": "team", "values": ["r*", "green"]}]}
                {"logGroups":[{"logGroupName":"a/1","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:a/1","logGroupClass":"STANDARD"}]}
            ListLogGroups {"logGroupTags": [{"key": "team"}], "logGroupClass": "DELIVERY"}
                {"logGroups":[{"logGroupName":"a/2","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:a/2","logGroupClass":"DELIVERY"}]}
            ListLogGroups {"fieldIndexNames": ["f"]}
                {"logGroups":[]}
            PutRetentionPolicy {"logGroupName": "a/2", "retentionInDays": 14}
                400 InvalidParameterException: The retention of a log group of the class DELIVERY cannot be changed
            region eu-west-1
            ListLogGroups
                {"logGroups":[]}
        "#]],
    );
}

#[test]
fn tags_are_changed_by_arn_and_by_name() {
    check(
        r#"
        service logs
        CreateLogGroup {"logGroupName": "g"}
        TagResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "tags": {"a": "1", "b": "2"}}
        TagLogGroup {"logGroupName": "g", "tags": {"b": "two", "c": ""}}
        ListTagsForResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:g:*"}
        UntagResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "tagKeys": ["a", "z"]}
        UntagLogGroup {"logGroupName": "g", "tags": ["c"]}
        ListTagsLogGroup {"logGroupName": "g"}
        TagResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "tags": {"aws:x": "1"}}
        TagResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:h", "tags": {"x": "1"}}
        TagResource {"resourceArn": "arn:aws:logs:eu-west-1:123456789012:log-group:g", "tags": {"x": "1"}}
        TagResource {"resourceArn": "arn:aws:logs:us-east-1:210987654321:log-group:g", "tags": {"x": "1"}}
        TagResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:destination:g", "tags": {"x": "1"}}
        ListTagsForResource {"resourceArn": "g"}
        "#,
        expect![[r#"
            service logs
            CreateLogGroup {"logGroupName": "g"}
                {}
            TagResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "tags": {"a": "1", "b": "2"}}
                {}
            TagLogGroup {"logGroupName": "g", "tags": {"b": "two", "c": ""}}
                {}
            ListTagsForResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:g:*"}
                400 InvalidParameterException: 1 validation error detected: Value 'arn:aws:logs:us-east-1:123456789012:log-group:g:*' at 'resourceArn' failed to satisfy constraint: Member must satisfy regular expression pattern: [\w+=/:,.@-]*
            UntagResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "tagKeys": ["a", "z"]}
                {}
            UntagLogGroup {"logGroupName": "g", "tags": ["c"]}
                {}
            ListTagsLogGroup {"logGroupName": "g"}
                {"tags":{"b":"two"}}
            TagResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "tags": {"aws:x": "1"}}
                400 InvalidParameterException: aws: prefixed tag key names are not allowed for external use: aws:x
            TagResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:log-group:h", "tags": {"x": "1"}}
                400 ResourceNotFoundException: The specified log group does not exist.
            TagResource {"resourceArn": "arn:aws:logs:eu-west-1:123456789012:log-group:g", "tags": {"x": "1"}}
                400 ResourceNotFoundException: The specified log group does not exist.
            TagResource {"resourceArn": "arn:aws:logs:us-east-1:210987654321:log-group:g", "tags": {"x": "1"}}
                400 AccessDeniedException: User: arn:aws:iam::123456789012:root is not authorized to perform: logs:TagResource on resource: arn:aws:logs:us-east-1:210987654321:log-group:g
            TagResource {"resourceArn": "arn:aws:logs:us-east-1:123456789012:destination:g", "tags": {"x": "1"}}
                400 InvalidParameterException: arn:aws:logs:us-east-1:123456789012:destination:g is not the ARN of a log group
            ListTagsForResource {"resourceArn": "g"}
                400 InvalidParameterException: g is not an ARN
        "#]],
    );
}

#[test]
fn bad_input_is_refused() {
    check(
        r#"
        service logs
        CreateLogGroup
        CreateLogGroup {"logGroupName": "a b"}
        CreateLogGroup {"logGroupName": "x * 513"}
        CreateLogGroup {"logGroupName": "aws/x"}
        CreateLogGroup {"logGroupName": "g", "logGroupClass": "CHEAP"}
        CreateLogGroup {"logGroupName": "g", "kmsKeyId": "key"}
        CreateLogGroup {"logGroupName": "g", "tags": {"aws:x": "1"}}
        PutRetentionPolicy {"logGroupName": "g", "retentionInDays": 7}
        CreateLogGroup {"logGroupName": "g"}
        PutRetentionPolicy {"logGroupName": "g", "retentionInDays": 2}
        PutRetentionPolicy {"logGroupName": "g"}
        AssociateKmsKey {"kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/k"}
        DescribeLogGroups {"limit": 51}
        DescribeLogGroups {"nextToken": "token"}
        ListLogGroups {"logGroupNamePattern": "a"}
        CreateLogStream {"logGroupName": "g", "logStreamName": "s"}
        "#,
        expect![[r#"
            service logs
            CreateLogGroup
                400 InvalidParameterException: 1 validation error detected: Value null at 'logGroupName' failed to satisfy constraint: Member must not be null
            CreateLogGroup {"logGroupName": "a b"}
                400 InvalidParameterException: 1 validation error detected: Value 'a b' at 'logGroupName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\.\-_/#A-Za-z0-9]+
            CreateLogGroup {"logGroupName": "x * 513"}
                400 InvalidParameterException: 1 validation error detected: Value 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...' at 'logGroupName' failed to satisfy constraint: Member must have length less than or equal to 512
            CreateLogGroup {"logGroupName": "aws/x"}
                400 InvalidParameterException: Log groups starting with AWS/ are reserved for AWS.
            CreateLogGroup {"logGroupName": "g", "logGroupClass": "CHEAP"}
                400 InvalidParameterException: 1 validation error detected: Value 'CHEAP' at 'logGroupClass' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, INFREQUENT_ACCESS, DELIVERY, ESSENTIALS]
            CreateLogGroup {"logGroupName": "g", "kmsKeyId": "key"}
                400 InvalidParameterException: The specified KMS Key Id is not a valid ARN.
            CreateLogGroup {"logGroupName": "g", "tags": {"aws:x": "1"}}
                400 InvalidParameterException: aws: prefixed tag key names are not allowed for external use: aws:x
            PutRetentionPolicy {"logGroupName": "g", "retentionInDays": 7}
                400 ResourceNotFoundException: The specified log group does not exist.
            CreateLogGroup {"logGroupName": "g"}
                {}
            PutRetentionPolicy {"logGroupName": "g", "retentionInDays": 2}
                400 InvalidParameterException: 1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy constraint: Member must satisfy enum value set: [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653]
            PutRetentionPolicy {"logGroupName": "g"}
                400 InvalidParameterException: 1 validation error detected: Value null at 'retentionInDays' failed to satisfy constraint: Member must not be null
            AssociateKmsKey {"kmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/k"}
                400 InvalidParameterException: Exactly one of logGroupName and resourceIdentifier must be given
            DescribeLogGroups {"limit": 51}
                400 InvalidParameterException: 1 validation error detected: Value '51' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 50
            DescribeLogGroups {"nextToken": "token"}
                400 InvalidParameterException: nextToken is not one that this operation returned for the same request
            ListLogGroups {"logGroupNamePattern": "a"}
                400 InvalidParameterException: 2 validation errors detected: Value 'a' at 'logGroupNamePattern' failed to satisfy constraint: Member must have length greater than or equal to 3; Value 'a' at 'logGroupNamePattern' failed to satisfy constraint: Member must satisfy regular expression pattern: (\^?[\.\-_\/#A-Za-z0-9]{3,24})(\|\^?[\.\-_\/#A-Za-z0-9]{3,24}){0,4}
            CreateLogStream {"logGroupName": "g", "logStreamName": "s"}
                501 NotImplemented: logs CreateLogStream is not available on the embedded plane
        "#]],
    );
}

#[test]
fn a_log_group_is_the_same_through_both_doors() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g", "RetentionInDays": 7, "KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/k", "DataProtectionPolicy": {"Name": "p"}, "Tags": [{"Key": "a", "Value": "1"}], "DeletionProtectionEnabled": true}}
        service logs
        DescribeLogGroups
        ListTagsLogGroup {"logGroupName": "g"}
        DeleteRetentionPolicy {"logGroupName": "g"}
        TagLogGroup {"logGroupName": "g", "tags": {"b": "2"}}
        service cloudcontrol
        GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g"}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g", "PatchDocument": [{"op": "replace", "path": "/Tags", "value": [{"Key": "c", "Value": "3"}]}, {"op": "remove", "path": "/KmsKeyId"}, {"op": "remove", "path": "/DataProtectionPolicy"}, {"op": "add", "path": "/RetentionInDays", "value": 30}]}
        DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g"}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g", "PatchDocument": [{"op": "replace", "path": "/DeletionProtectionEnabled", "value": false}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g", "PatchDocument": [{"op": "replace", "path": "/LogGroupClass", "value": "DELIVERY"}]}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g"}
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g"}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        service logs
        DescribeLogGroups
        DeleteLogGroup {"logGroupName": "g"}
        service cloudcontrol
        ListResources {"TypeName": "AWS::Logs::LogGroup"}
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupClass": "DELIVERY", "RetentionInDays": 7}}
        ListResources {"TypeName": "AWS::Logs::LogGroup"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g", "RetentionInDays": 7, "KmsKeyId": "arn:aws:kms:us-east-1:123456789012:key/k", "DataProtectionPolicy": {"Name": "p"}, "Tags": [{"Key": "a", "Value": "1"}], "DeletionProtectionEnabled": true}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            service logs
            DescribeLogGroups
                {"logGroups":[{"logGroupName":"g","creationTime":1795255200250,"retentionInDays":7,"metricFilterCount":0,"arn":"arn:aws:logs:us-east-1:123456789012:log-group:g:*","storedBytes":0,"kmsKeyId":"arn:aws:kms:us-east-1:123456789012:key/k","dataProtectionStatus":"ACTIVATED","logGroupClass":"STANDARD","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:g","deletionProtectionEnabled":true,"bearerTokenAuthenticationEnabled":false}]}
            ListTagsLogGroup {"logGroupName": "g"}
                {"tags":{"a":"1"}}
            DeleteRetentionPolicy {"logGroupName": "g"}
                {}
            TagLogGroup {"logGroupName": "g", "tags": {"b": "2"}}
                {}
            service cloudcontrol
            GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescription":{"Identifier":"g","Properties":{"LogGroupName":"g","KmsKeyId":"arn:aws:kms:us-east-1:123456789012:key/k","DataProtectionPolicy":{"Name":"p"},"LogGroupClass":"STANDARD","Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"}],"Arn":"arn:aws:logs:us-east-1:123456789012:log-group:g","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":true}}}
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g", "PatchDocument": [{"op": "replace", "path": "/Tags", "value": [{"Key": "c", "Value": "3"}]}, {"op": "remove", "path": "/KmsKeyId"}, {"op": "remove", "path": "/DataProtectionPolicy"}, {"op": "add", "path": "/RetentionInDays", "value": 30}]}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g","RequestToken":"01a1fd8c-69fa-7002-91aa-becb86beda3f","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g","RequestToken":"$request","Operation":"DELETE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"The log group g cannot be deleted while its deletion protection is enabled","ErrorCode":"InvalidRequest"}}
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g", "PatchDocument": [{"op": "replace", "path": "/DeletionProtectionEnabled", "value": false}]}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g","RequestToken":"01a1fd8c-69fa-7003-b6d0-c233a1c4cb77","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g", "PatchDocument": [{"op": "replace", "path": "/LogGroupClass", "value": "DELIVERY"}]}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g","RequestToken":"01a1fd8c-69fa-7004-bebe-023d51d6fc53","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g","RequestToken":"$request","Operation":"UPDATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"The class of a log group cannot be changed","ErrorCode":"NotUpdatable"}}
            GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescription":{"Identifier":"g","Properties":{"LogGroupName":"g","LogGroupClass":"STANDARD","RetentionInDays":30,"Tags":[{"Key":"c","Value":"3"}],"Arn":"arn:aws:logs:us-east-1:123456789012:log-group:g","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}}
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g"}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g","RequestToken":"01a1fd8c-69fa-7005-8eb3-454adf5403eb","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g","RequestToken":"$request","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Resource of type 'AWS::Logs::LogGroup' with identifier 'g' already exists.","ErrorCode":"AlreadyExists"}}
            service logs
            DescribeLogGroups
                {"logGroups":[{"logGroupName":"g","creationTime":1795255200250,"retentionInDays":30,"metricFilterCount":0,"arn":"arn:aws:logs:us-east-1:123456789012:log-group:g:*","storedBytes":0,"logGroupClass":"STANDARD","logGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:g","deletionProtectionEnabled":false,"bearerTokenAuthenticationEnabled":false}]}
            DeleteLogGroup {"logGroupName": "g"}
                {}
            service cloudcontrol
            ListResources {"TypeName": "AWS::Logs::LogGroup"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescriptions":[]}
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupClass": "DELIVERY", "RetentionInDays": 7}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","RequestToken":"01a1fd8c-69fa-7006-8726-73da0c6a8c53","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::Logs::LogGroup"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescriptions":[{"Identifier":"loggroup-zd0gra3ond93","Properties":{"LogGroupName":"loggroup-zd0gra3ond93","LogGroupClass":"DELIVERY","Arn":"arn:aws:logs:us-east-1:123456789012:log-group:loggroup-zd0gra3ond93","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}]}
        "#]],
    );
}
