use callboard_embedded::EmbeddedOptions;
use expect_test::{Expect, expect};

use crate::script::{Stagehand, check, options};

/// As [`check`], on a plane whose requests take ten seconds.
#[track_caller]
fn check_slowly(script: &str, expect: Expect) {
    let options: EmbeddedOptions = options().with_settle_millis(10_000);
    expect.assert_eq(&Stagehand::new(options).run(script));
}

#[test]
fn a_request_is_in_progress_until_it_settles() {
    check_slowly(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}}
        let request = ProgressEvent.RequestToken
        wait 9
        GetResourceRequestStatus {"RequestToken": "$request"}
        ListResourceRequests {"ResourceRequestStatusFilter": {"OperationStatuses": ["IN_PROGRESS"]}}
        # One operation at a time changes a resource.
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}}
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": "[]"}
        DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g2"}}
        wait 1
        GetResourceRequestStatus {"RequestToken": "$request"}
        DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            wait 9
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$request","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z","RetryAfter":"2026-11-21T10:00:10.25Z"}}
            ListResourceRequests {"ResourceRequestStatusFilter": {"OperationStatuses": ["IN_PROGRESS"]}}
                {"ResourceRequestStatusSummaries":[{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$request","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z","RetryAfter":"2026-11-21T10:00:10.25Z"}]}
            # One operation at a time changes a resource.
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}}
                400 ConcurrentOperationException: Resource g1 of type AWS::Logs::LogGroup is being changed by the request with RequestToken $request
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": "[]"}
                400 ConcurrentOperationException: Resource g1 of type AWS::Logs::LogGroup is being changed by the request with RequestToken $request
            DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
                400 ConcurrentOperationException: Resource g1 of type AWS::Logs::LogGroup is being changed by the request with RequestToken $request
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g2"}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g2","RequestToken":"01a1fd8c-8d22-7001-8eb3-454adf5403eb","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:09.25Z"}}
            wait 1
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:10.25Z","ResourceModel":{"LogGroupName":"g1","LogGroupClass":"STANDARD","Arn":"arn:aws:logs:us-east-1:123456789012:log-group:g1","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}}
            DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-910a-7002-b064-01a324990fdf","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:10.25Z"}}
        "#]],
    );
}

#[test]
fn a_request_in_progress_can_be_cancelled() {
    check_slowly(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}}
        let request = ProgressEvent.RequestToken
        wait 3
        CancelResourceRequest {"RequestToken": "$request"}
        GetResourceRequestStatus {"RequestToken": "$request"}
        wait 30
        CancelResourceRequest {"RequestToken": "$request"}
        # Nothing is rolled back, and the resource is free again.
        GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
        DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
        let deletion = ProgressEvent.RequestToken
        wait 10
        CancelResourceRequest {"RequestToken": "$deletion"}
        CancelResourceRequest {"RequestToken": "nothing"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            wait 3
            CancelResourceRequest {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$request","Operation":"CREATE","OperationStatus":"CANCEL_IN_PROGRESS","EventTime":"2026-11-21T10:00:03.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$request","Operation":"CREATE","OperationStatus":"CANCEL_COMPLETE","EventTime":"2026-11-21T10:00:03.25Z"}}
            wait 30
            CancelResourceRequest {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$request","Operation":"CREATE","OperationStatus":"CANCEL_COMPLETE","EventTime":"2026-11-21T10:00:03.25Z"}}
            # Nothing is rolled back, and the resource is free again.
            GetResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescription":{"Identifier":"g1","Properties":{"LogGroupName":"g1","LogGroupClass":"STANDARD","Arn":"arn:aws:logs:us-east-1:123456789012:log-group:g1","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}}
            DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-eae2-7001-9a21-1e6a663bd373","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:33.25Z"}}
            wait 10
            CancelResourceRequest {"RequestToken": "$deletion"}
                400 ValidationException: Request $deletion is already in status SUCCESS
            CancelResourceRequest {"RequestToken": "nothing"}
                400 RequestTokenNotFoundException: Request with token nothing was not found
        "#]],
    );
}

#[test]
fn a_client_token_stands_for_one_request() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}, "ClientToken": "t1"}
        let request = ProgressEvent.RequestToken
        wait 60
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}, "ClientToken": "t1"}
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g2"}, "ClientToken": "t1"}
        DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "ClientToken": "t1"}
        # What was refused has taken no token.
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"Nonsense": 1}, "ClientToken": "t2"}
        DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "ClientToken": "t2"}
        let deletion = ProgressEvent.RequestToken
        DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "ClientToken": "t2"}
        # After 36 hours it is a new request.
        wait 129600
        DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "ClientToken": "t2"}
        let again = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$again"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}, "ClientToken": "t1"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            wait 60
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}, "ClientToken": "t1"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$request","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g2"}, "ClientToken": "t1"}
                400 ClientTokenConflictException: ClientToken t1 is already associated with an existing operation with RequestToken $request
            DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "ClientToken": "t1"}
                400 ClientTokenConflictException: ClientToken t1 is already associated with an existing operation with RequestToken $request
            # What was refused has taken no token.
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"Nonsense": 1}, "ClientToken": "t2"}
                400 ValidationException: Model validation failed (#: extraneous key [Nonsense] is not permitted)
            DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "ClientToken": "t2"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8d-545a-7001-8eb3-454adf5403eb","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:01:00.25Z"}}
            DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "ClientToken": "t2"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$deletion","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:01:00.25Z"}}
            # After 36 hours it is a new request.
            wait 129600
            DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "ClientToken": "t2"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a20546-de5a-7002-b064-01a324990fdf","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-22T22:01:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$again"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$again","Operation":"DELETE","OperationStatus":"FAILED","EventTime":"2026-11-22T22:01:00.25Z","StatusMessage":"Resource of type 'AWS::Logs::LogGroup' with identifier 'g1' was not found.","ErrorCode":"NotFound"}}
        "#]],
    );
}

#[test]
fn requests_are_kept_for_seven_days() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}, "ClientToken": "t1"}
        let first = ProgressEvent.RequestToken
        wait 3600
        UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "RetentionInDays", "value": 7}]}
        let second = ProgressEvent.RequestToken
        CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": "b1"}}
        let third = ProgressEvent.RequestToken
        ListResourceRequests
        ListResourceRequests {"MaxResults": 2}
        let next = NextToken
        ListResourceRequests {"MaxResults": 2, "NextToken": "$next"}
        ListResourceRequests {"ResourceRequestStatusFilter": {"Operations": ["UPDATE", "DELETE"]}}
        wait 601200
        GetResourceRequestStatus {"RequestToken": "$first"}
        ListResourceRequests
        DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
        let fourth = ProgressEvent.RequestToken
        wait 3600
        ListResourceRequests
        region eu-west-1
        ListResourceRequests
        GetResourceRequestStatus {"RequestToken": "$fourth"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "g1"}, "ClientToken": "t1"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            wait 3600
            UpdateResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1", "PatchDocument": [{"op": "add", "path": "RetentionInDays", "value": 7}]}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a1fdc3-587a-7001-9a21-1e6a663bd373","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T11:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::S3::Bucket", "DesiredState": {"BucketName": "b1"}}
                {"ProgressEvent":{"TypeName":"AWS::S3::Bucket","Identifier":"b1","RequestToken":"01a1fdc3-587a-7002-a953-798876a2c369","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T11:00:00.25Z"}}
            ListResourceRequests
                {"ResourceRequestStatusSummaries":[{"TypeName":"AWS::S3::Bucket","Identifier":"b1","RequestToken":"$third","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T11:00:00.25Z"},{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$second","Operation":"UPDATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T11:00:00.25Z"},{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$first","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z"}]}
            ListResourceRequests {"MaxResults": 2}
                {"ResourceRequestStatusSummaries":[{"TypeName":"AWS::S3::Bucket","Identifier":"b1","RequestToken":"$third","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T11:00:00.25Z"},{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$second","Operation":"UPDATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T11:00:00.25Z"}],"NextToken":"g0x0yzAxYTFmZGMzLTU4N2EtNzAwMS05YTIxLTFlNmE2NjNiZDM3Mw"}
            ListResourceRequests {"MaxResults": 2, "NextToken": "$next"}
                {"ResourceRequestStatusSummaries":[{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$first","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z"}]}
            ListResourceRequests {"ResourceRequestStatusFilter": {"Operations": ["UPDATE", "DELETE"]}}
                {"ResourceRequestStatusSummaries":[{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$second","Operation":"UPDATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T11:00:00.25Z"}]}
            wait 601200
            GetResourceRequestStatus {"RequestToken": "$first"}
                400 RequestTokenNotFoundException: Request with token $first was not found
            ListResourceRequests
                {"ResourceRequestStatusSummaries":[{"TypeName":"AWS::S3::Bucket","Identifier":"b1","RequestToken":"$third","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T11:00:00.25Z"},{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$second","Operation":"UPDATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T11:00:00.25Z"}]}
            DeleteResource {"TypeName": "AWS::Logs::LogGroup", "Identifier": "g1"}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"01a22198-edfa-7003-abfa-b5059be7821a","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-28T10:00:00.25Z"}}
            wait 3600
            ListResourceRequests
                {"ResourceRequestStatusSummaries":[{"TypeName":"AWS::Logs::LogGroup","Identifier":"g1","RequestToken":"$fourth","Operation":"DELETE","OperationStatus":"SUCCESS","EventTime":"2026-11-28T10:00:00.25Z"}]}
            region eu-west-1
            ListResourceRequests
                {"ResourceRequestStatusSummaries":[]}
            GetResourceRequestStatus {"RequestToken": "$fourth"}
                400 RequestTokenNotFoundException: Request with token $fourth was not found
        "#]],
    );
}
