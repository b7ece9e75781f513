//! Cloud Control: every operation, and both kinds of resource types.

mod deep;
mod every_type;
mod failures;
mod listing;
mod patches;
mod recorded;
mod removals;
mod requests;
mod some_properties;

use crate::script::check;
use expect_test::expect;

#[test]
fn a_resource_lives_from_creation_to_deletion() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "RetentionInDays", "value": 7}]}
        GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
        ListResources {"TypeName": "AWS::Logs::LogGroup"}
        DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
        GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
        ListResources {"TypeName": "AWS::Logs::LogGroup"}
        ListResourceRequests
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"LogGroupName":"g1","LogGroupClass":"STANDARD","Arn":"arn:aws:logs:us-east-1:123456789012:log-group:g1","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}}
            GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescription":{"Identifier":"g1","Properties":{"LogGroupName":"g1","LogGroupClass":"STANDARD","Arn":"arn:aws:logs:us-east-1:123456789012:log-group:g1","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}}
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "RetentionInDays", "value": 7}]}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescription":{"Identifier":"g1","Properties":{"LogGroupName":"g1","LogGroupClass":"STANDARD","RetentionInDays":7,"Arn":"arn:aws:logs:us-east-1:123456789012:log-group:g1","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}}
            ListResources {"TypeName": "AWS::Logs::LogGroup"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescriptions":[{"Identifier":"g1","Properties":{"LogGroupName":"g1","LogGroupClass":"STANDARD","RetentionInDays":7,"Arn":"arn:aws:logs:us-east-1:123456789012:log-group:g1","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}]}
            DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7002-91aa-becb86beda3f","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
                400 ResourceNotFoundException: AWS::Logs::LogGroup Handler returned status FAILED: Resource of type 'AWS::Logs::LogGroup' with identifier 'g1' was not found. (HandlerErrorCode: NotFound, RequestToken: 01a1fd8c-69fa-7003-b6d0-c233a1c4cb77)
            ListResources {"TypeName": "AWS::Logs::LogGroup"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescriptions":[]}
            ListResourceRequests
                {"ResourceRequestStatusSummaries":[{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7002-91aa-becb86beda3f","Operation":"DELETE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z"},{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"UPDATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z"},{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z"}]}
        "#]],
    );
}
