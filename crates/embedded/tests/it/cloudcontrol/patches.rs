use crate::script::check;
use expect_test::expect;

#[test]
fn every_operation_of_json_patch() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1", "RetentionInDays": 7, "Tags": [{"Key": "a", "Value": "1"}]}}
        # A path may leave out its slash, as in AWS's own examples.
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "test", "path": "RetentionInDays", "value": 7}, {"op": "replace", "path": "RetentionInDays", "value": 3653}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "/Tags/-", "value": {"Key": "b", "Value": "2"}}, {"op": "copy", "from": "/Tags/0", "path": "/Tags/-"}, {"op": "replace", "path": "/Tags/2/Key", "value": "c"}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "move", "from": "/Tags/0", "path": "/Tags/-"}, {"op": "remove", "path": "/RetentionInDays"}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": "[]"}
        ListResources {"TypeName": "AWS::Logs::LogGroup"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1", "RetentionInDays": 7, "Tags": [{"Key": "a", "Value": "1"}]}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            # A path may leave out its slash, as in AWS's own examples.
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "test", "path": "RetentionInDays", "value": 7}, {"op": "replace", "path": "RetentionInDays", "value": 3653}]}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "/Tags/-", "value": {"Key": "b", "Value": "2"}}, {"op": "copy", "from": "/Tags/0", "path": "/Tags/-"}, {"op": "replace", "path": "/Tags/2/Key", "value": "c"}]}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7002-91aa-becb86beda3f","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "move", "from": "/Tags/0", "path": "/Tags/-"}, {"op": "remove", "path": "/RetentionInDays"}]}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7003-b6d0-c233a1c4cb77","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": "[]"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7004-bebe-023d51d6fc53","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::Logs::LogGroup"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescriptions":[{"Identifier":"g1","Properties":{"LogGroupName":"g1","LogGroupClass":"STANDARD","Tags":[{"Key":"a","Value":"1"},{"Key":"b","Value":"2"},{"Key":"c","Value":"1"}],"Arn":"arn:aws:logs:us-east-1:123456789012:log-group:g1","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}]}
        "#]],
    );
}

#[test]
fn a_patch_is_applied_as_a_whole_or_not_at_all() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1", "RetentionInDays": 7}}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "replace", "path": "/RetentionInDays", "value": 14}, {"op": "test", "path": "/RetentionInDays", "value": 7}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "replace", "path": "/RetentionInDays", "value": 14}, {"op": "replace", "path": "/KmsKeyId", "value": "k"}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "remove", "path": "/Tags/0"}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "replace", "path": "", "value": []}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": "not json"}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": {"op": "add"}}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "upsert", "path": "/RetentionInDays", "value": 1}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "/RetentionInDays"}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "/RetentionInDays", "value": "a week"}]}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "/Retention", "value": 7}]}
        GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1", "RetentionInDays": 7}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "replace", "path": "/RetentionInDays", "value": 14}, {"op": "test", "path": "/RetentionInDays", "value": 7}]}
                400 InvalidRequestException: Invalid patch document: operation 1 at path '/RetentionInDays': value did not match
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "replace", "path": "/RetentionInDays", "value": 14}, {"op": "replace", "path": "/KmsKeyId", "value": "k"}]}
                400 InvalidRequestException: Invalid patch document: operation 1 at path '/KmsKeyId': path is invalid
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "remove", "path": "/Tags/0"}]}
                400 InvalidRequestException: Invalid patch document: operation 0 at path '/Tags/0': path is invalid
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "replace", "path": "", "value": []}]}
                400 InvalidRequestException: Invalid patch document: the result is no object
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": "not json"}
                400 InvalidRequestException: Invalid patch document: expected ident at line 1 column 2
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": {"op": "add"}}
                400 InvalidRequestException: Invalid patch document: invalid type: map, expected a sequence
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "upsert", "path": "/RetentionInDays", "value": 1}]}
                400 InvalidRequestException: Invalid patch document: unknown variant `upsert`, expected one of `add`, `remove`, `replace`, `move`, `copy`, `test`
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "/RetentionInDays"}]}
                400 InvalidRequestException: Invalid patch document: missing field `value`
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "/RetentionInDays", "value": "a week"}]}
                400 ValidationException: Model validation failed (#/RetentionInDays: #: only 0 subschema matches out of 2
            #/RetentionInDays: failed validation constraint for keyword [enum]
            #/RetentionInDays: expected type: Integer, found: String)
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "/Retention", "value": 7}]}
                400 ValidationException: Model validation failed (#: extraneous key [Retention] is not permitted)
            GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescription":{"Identifier":"g1","Properties":{"LogGroupName":"g1","LogGroupClass":"STANDARD","RetentionInDays":7,"Arn":"arn:aws:logs:us-east-1:123456789012:log-group:g1","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}}
        "#]],
    );
}

#[test]
fn what_cannot_change_is_refused() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": "b1"}}
        UpdateResource {"TypeName": "AWS::S3::Bucket", "Identifier": "b1", "PatchDocument": [{"op": "replace", "path": "/BucketName", "value": "b2"}]}
        UpdateResource {"TypeName": "AWS::S3::Bucket", "Identifier": "b1", "PatchDocument": [{"op": "add", "path": "/BucketName", "value": "b1"}]}
        UpdateResource {"TypeName": "AWS::S3::Bucket", "Identifier": "b1", "PatchDocument": [{"op": "add", "path": "/Arn", "value": "arn:aws:s3:::b2"}]}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": "b1"}}
                {"ProgressEvent":{"TypeName":"AWS::S3::Bucket","Identifier":"b1","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::S3::Bucket", "Identifier": "b1", "PatchDocument": [{"op": "replace", "path": "/BucketName", "value": "b2"}]}
                400 NotUpdatableException: Invalid patch update: createOnlyProperties [/properties/BucketName] cannot be updated
            UpdateResource {"TypeName": "AWS::S3::Bucket", "Identifier": "b1", "PatchDocument": [{"op": "add", "path": "/BucketName", "value": "b1"}]}
                {"ProgressEvent":{"TypeName":"AWS::S3::Bucket","Identifier":"b1","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::S3::Bucket", "Identifier": "b1", "PatchDocument": [{"op": "add", "path": "/Arn", "value": "arn:aws:s3:::b2"}]}
                400 ValidationException: Invalid patch update: readOnlyProperties [/properties/Arn] cannot be updated
        "#]],
    );
}

/// `MasterUserPassword` is such a property: it can be set, and nothing shows it.
#[test]
fn write_only_properties_are_set_and_never_shown() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::SecretsManager::Secret", "DesiredState": {"Name": "s1", "SecretString": "hush"}}
        let created = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$created"}
        let secret = ProgressEvent.Identifier
        GetResource {"TypeName": "AWS::SecretsManager::Secret", "Identifier": "$secret"}
        UpdateResource {"TypeName": "AWS::SecretsManager::Secret", "Identifier": "$secret", "PatchDocument": [{"op": "replace", "path": "/SecretString", "value": "hush hush"}]}
        UpdateResource {"TypeName": "AWS::SecretsManager::Secret", "Identifier": "$secret", "PatchDocument": [{"op": "remove", "path": "/SecretString"}]}
        UpdateResource {"TypeName": "AWS::SecretsManager::Secret", "Identifier": "$secret", "PatchDocument": [{"op": "add", "path": "/SecretString", "value": "hush hush"}]}
        ListResources {"TypeName": "AWS::SecretsManager::Secret"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::SecretsManager::Secret", "DesiredState": {"Name": "s1", "SecretString": "hush"}}
                {"ProgressEvent":{"TypeName":"AWS::SecretsManager::Secret","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$created"}
                {"ProgressEvent":{"TypeName":"AWS::SecretsManager::Secret","Identifier":"arn:aws:secretsmanager:us-east-1:123456789012:secret:s1-8c3Nnb","RequestToken":"$created","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"Id":"arn:aws:secretsmanager:us-east-1:123456789012:secret:s1-8c3Nnb","Name":"s1"}}}
            GetResource {"TypeName": "AWS::SecretsManager::Secret", "Identifier": "$secret"}
                {"TypeName":"AWS::SecretsManager::Secret","ResourceDescription":{"Identifier":"$secret","Properties":{"Id":"$secret","Name":"s1"}}}
            UpdateResource {"TypeName": "AWS::SecretsManager::Secret", "Identifier": "$secret", "PatchDocument": [{"op": "replace", "path": "/SecretString", "value": "hush hush"}]}
                400 InvalidRequestException: Invalid patch document: operation 0 at path '/SecretString': path is invalid
            UpdateResource {"TypeName": "AWS::SecretsManager::Secret", "Identifier": "$secret", "PatchDocument": [{"op": "remove", "path": "/SecretString"}]}
                400 InvalidRequestException: Invalid patch document: operation 0 at path '/SecretString': path is invalid
            UpdateResource {"TypeName": "AWS::SecretsManager::Secret", "Identifier": "$secret", "PatchDocument": [{"op": "add", "path": "/SecretString", "value": "hush hush"}]}
                {"ProgressEvent":{"TypeName":"AWS::SecretsManager::Secret","Identifier":"$secret","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::SecretsManager::Secret"}
                {"TypeName":"AWS::SecretsManager::Secret","ResourceDescriptions":[{"Identifier":"$secret","Properties":{"Id":"$secret","Name":"s1"}}]}
        "#]],
    );
}
