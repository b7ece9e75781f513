use crate::script::check;
use expect_test::expect;

#[test]
fn resources_are_listed_page_by_page() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "a/1"}}
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "a/2", "RetentionInDays": 7}}
        CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "b"}}
        CreateResource {"TypeName": "AWS::Logs::LogStream", "DesiredState": {"LogGroupName": "a/1", "LogStreamName": "s"}}
        ListResources {"TypeName": "AWS::Logs::LogGroup", "MaxResults": 2}
        let next = NextToken
        ListResources {"TypeName": "AWS::Logs::LogGroup", "MaxResults": 1, "NextToken": "$next"}
        ListResources {"TypeName": "AWS::S3::Bucket", "NextToken": "$next"}
        ListResources {"TypeName": "AWS::Logs::LogGroup", "ResourceModel": {"RetentionInDays": 7}}
        # Nothing in a name is special.
        CreateResource {"TypeName": "AWS::CloudWatch::Dashboard", "DesiredState": {"DashboardName": "%2F/|x", "DashboardBody": "{}"}}
        GetResource {"TypeName": "AWS::CloudWatch::Dashboard", "Identifier": "%2F/|x"}
        ListResources {"TypeName": "AWS::CloudWatch::Dashboard"}
        region eu-west-1
        ListResources {"TypeName": "AWS::Logs::LogGroup"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "a/1"}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"a/1","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "a/2", "RetentionInDays": 7}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"a/2","RequestToken":"01a1fd8c-69fa-7001-a167-50997ac05e22","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::Logs::LogGroup", "DesiredState": {"LogGroupName": "b"}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogGroup","Identifier":"b","RequestToken":"01a1fd8c-69fa-7002-b064-01a324990fdf","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::Logs::LogStream", "DesiredState": {"LogGroupName": "a/1", "LogStreamName": "s"}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogStream","Identifier":"a/1|s","RequestToken":"01a1fd8c-69fa-7003-b59e-9c4c0eb07e9e","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::Logs::LogGroup", "MaxResults": 2}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescriptions":[{"Identifier":"a/1","Properties":{"LogGroupName":"a/1","LogGroupClass":"STANDARD","Arn":"arn:aws:logs:us-east-1:123456789012:log-group:a/1","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}},{"Identifier":"a/2","Properties":{"LogGroupName":"a/2","LogGroupClass":"STANDARD","RetentionInDays":7,"Arn":"arn:aws:logs:us-east-1:123456789012:log-group:a/2","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}],"NextToken":"twAvEGEvMg"}
            ListResources {"TypeName": "AWS::Logs::LogGroup", "MaxResults": 1, "NextToken": "$next"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescriptions":[{"Identifier":"b","Properties":{"LogGroupName":"b","LogGroupClass":"STANDARD","Arn":"arn:aws:logs:us-east-1:123456789012:log-group:b","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}]}
            ListResources {"TypeName": "AWS::S3::Bucket", "NextToken": "$next"}
                400 ValidationException: NextToken is not one that this operation returned for the same request
            ListResources {"TypeName": "AWS::Logs::LogGroup", "ResourceModel": {"RetentionInDays": 7}}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescriptions":[{"Identifier":"a/2","Properties":{"LogGroupName":"a/2","LogGroupClass":"STANDARD","RetentionInDays":7,"Arn":"arn:aws:logs:us-east-1:123456789012:log-group:a/2","BearerTokenAuthenticationEnabled":false,"DeletionProtectionEnabled":false}}]}
            # Nothing in a name is special.
            CreateResource {"TypeName": "AWS::CloudWatch::Dashboard", "DesiredState": {"DashboardName": "%2F/|x", "DashboardBody": "{}"}}
                {"ProgressEvent":{"TypeName":"AWS::CloudWatch::Dashboard","Identifier":"%2F/|x","RequestToken":"01a1fd8c-69fa-7004-bf90-b8601c5b7c6c","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::CloudWatch::Dashboard", "Identifier": "%2F/|x"}
                {"TypeName":"AWS::CloudWatch::Dashboard","ResourceDescription":{"Identifier":"%2F/|x","Properties":{"DashboardName":"%2F/|x","DashboardBody":"{}"}}}
            ListResources {"TypeName": "AWS::CloudWatch::Dashboard"}
                {"TypeName":"AWS::CloudWatch::Dashboard","ResourceDescriptions":[{"Identifier":"%2F/|x","Properties":{"DashboardName":"%2F/|x","DashboardBody":"{}"}}]}
            region eu-west-1
            ListResources {"TypeName": "AWS::Logs::LogGroup"}
                {"TypeName":"AWS::Logs::LogGroup","ResourceDescriptions":[]}
        "#]],
    );
}

#[test]
fn children_are_listed_by_their_parent() {
    check(
        r#"
        service cloudcontrol
        ListResources {"TypeName": "AWS::EKS::Nodegroup"}
        ListResources {"TypeName": "AWS::ApiGateway::Resource", "ResourceModel": {"ParentId": "x"}}
        ListResources {"TypeName": "AWS::ApiGateway::Resource", "ResourceModel": "[]"}
        CreateResource {"TypeName": "AWS::ApiGateway::Resource", "DesiredState": {"RestApiId": "a1", "ParentId": "p", "PathPart": "one"}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        let resource = ProgressEvent.Identifier
        CreateResource {"TypeName": "AWS::ApiGateway::Resource", "DesiredState": {"RestApiId": "a1", "ParentId": "p", "PathPart": "two"}}
        CreateResource {"TypeName": "AWS::ApiGateway::Resource", "DesiredState": {"RestApiId": "a2", "ParentId": "p", "PathPart": "three"}}
        ListResources {"TypeName": "AWS::ApiGateway::Resource", "ResourceModel": {"RestApiId": "a1"}}
        ListResources {"TypeName": "AWS::ApiGateway::Resource", "ResourceModel": {"RestApiId": "a1", "ParentId": "p", "PathPart": "two"}}
        DeleteResource {"TypeName": "AWS::ApiGateway::Resource", "Identifier": "$resource"}
        ListResources {"TypeName": "AWS::ApiGateway::Resource", "ResourceModel": {"RestApiId": "a1"}}
        "#,
        expect![[r#"
            service cloudcontrol
            ListResources {"TypeName": "AWS::EKS::Nodegroup"}
                400 InvalidRequestException: Missing or invalid ResourceModel property in AWS::EKS::Nodegroup list handler request input.Required property: (#: required key [ClusterName] not found)
            ListResources {"TypeName": "AWS::ApiGateway::Resource", "ResourceModel": {"ParentId": "x"}}
                400 InvalidRequestException: Missing or invalid ResourceModel property in AWS::ApiGateway::Resource list handler request input.Required property: (#: required key [RestApiId] not found)
            ListResources {"TypeName": "AWS::ApiGateway::Resource", "ResourceModel": "[]"}
                400 ValidationException: Model validation failed (#: expected type: JSONObject, found: JSONArray)
            CreateResource {"TypeName": "AWS::ApiGateway::Resource", "DesiredState": {"RestApiId": "a1", "ParentId": "p", "PathPart": "one"}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGateway::Resource","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGateway::Resource","Identifier":"a1|iy739xzhz8","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"ParentId":"p","PathPart":"one","ResourceId":"iy739xzhz8","RestApiId":"a1"}}}
            CreateResource {"TypeName": "AWS::ApiGateway::Resource", "DesiredState": {"RestApiId": "a1", "ParentId": "p", "PathPart": "two"}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGateway::Resource","RequestToken":"01a1fd8c-69fa-7001-a167-50997ac05e22","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::ApiGateway::Resource", "DesiredState": {"RestApiId": "a2", "ParentId": "p", "PathPart": "three"}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGateway::Resource","RequestToken":"01a1fd8c-69fa-7002-b064-01a324990fdf","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::ApiGateway::Resource", "ResourceModel": {"RestApiId": "a1"}}
                {"TypeName":"AWS::ApiGateway::Resource","ResourceDescriptions":[{"Identifier":"$resource","Properties":{"ParentId":"p","PathPart":"one","ResourceId":"iy739xzhz8","RestApiId":"a1"}},{"Identifier":"a1|udpudefsh5","Properties":{"ParentId":"p","PathPart":"two","ResourceId":"udpudefsh5","RestApiId":"a1"}}]}
            ListResources {"TypeName": "AWS::ApiGateway::Resource", "ResourceModel": {"RestApiId": "a1", "ParentId": "p", "PathPart": "two"}}
                {"TypeName":"AWS::ApiGateway::Resource","ResourceDescriptions":[{"Identifier":"a1|udpudefsh5","Properties":{"ParentId":"p","PathPart":"two","ResourceId":"udpudefsh5","RestApiId":"a1"}}]}
            DeleteResource {"TypeName": "AWS::ApiGateway::Resource", "Identifier": "$resource"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGateway::Resource","Identifier":"$resource","RequestToken":"01a1fd8c-69fa-7003-a615-5f0b2d9b2fdd","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            ListResources {"TypeName": "AWS::ApiGateway::Resource", "ResourceModel": {"RestApiId": "a1"}}
                {"TypeName":"AWS::ApiGateway::Resource","ResourceDescriptions":[{"Identifier":"a1|udpudefsh5","Properties":{"ParentId":"p","PathPart":"two","ResourceId":"udpudefsh5","RestApiId":"a1"}}]}
        "#]],
    );
}

#[test]
fn a_resource_has_several_identifiers() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Logs::LogStream", "DesiredState": {"LogGroupName": "g", "LogStreamName": "s"}}
        GetResource {"TypeName": "AWS::Logs::LogStream", "Identifier": "g|s"}
        GetResource {"TypeName": "AWS::Logs::LogStream", "Identifier": {"LogStreamName": "s", "LogGroupName": "g"}}
        CreateResource {"TypeName": "AWS::Events::Rule", "DesiredState": {"Name": "r", "State": "ENABLED", "ScheduleExpression": "rate(1 day)"}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Logs::LogStream", "DesiredState": {"LogGroupName": "g", "LogStreamName": "s"}}
                {"ProgressEvent":{"TypeName":"AWS::Logs::LogStream","Identifier":"g|s","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::Logs::LogStream", "Identifier": "g|s"}
                {"TypeName":"AWS::Logs::LogStream","ResourceDescription":{"Identifier":"g|s","Properties":{"LogStreamName":"s","LogGroupName":"g"}}}
            GetResource {"TypeName": "AWS::Logs::LogStream", "Identifier": {"LogStreamName": "s", "LogGroupName": "g"}}
                {"TypeName":"AWS::Logs::LogStream","ResourceDescription":{"Identifier":"g|s","Properties":{"LogStreamName":"s","LogGroupName":"g"}}}
            CreateResource {"TypeName": "AWS::Events::Rule", "DesiredState": {"Name": "r", "State": "ENABLED", "ScheduleExpression": "rate(1 day)"}}
                {"ProgressEvent":{"TypeName":"AWS::Events::Rule","RequestToken":"01a1fd8c-69fa-7001-a167-50997ac05e22","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Events::Rule","Identifier":"arn:aws:events:us-east-1:123456789012:rule/r","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"ScheduleExpression":"rate(1 day)","State":"ENABLED","Arn":"arn:aws:events:us-east-1:123456789012:rule/r","Name":"r","RuleName":"r"}}}
        "#]],
    );
}

#[test]
fn services_without_regions_show_the_same_everywhere() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::Route53::HealthCheck", "DesiredState": {"HealthCheckConfig": {"Type": "TCP", "Port": 80, "IPAddress": "192.0.2.1"}}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        let check = ProgressEvent.Identifier
        region eu-west-1
        GetResource {"TypeName": "AWS::Route53::HealthCheck", "Identifier": "$check"}
        DeleteResource {"TypeName": "AWS::Route53::HealthCheck", "Identifier": "$check"}
        region us-east-1
        ListResources {"TypeName": "AWS::Route53::HealthCheck"}
        # Another partition has its own.
        region cn-north-1
        ListResources {"TypeName": "AWS::Route53::HealthCheck"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::Route53::HealthCheck", "DesiredState": {"HealthCheckConfig": {"Type": "TCP", "Port": 80, "IPAddress": "192.0.2.1"}}}
                {"ProgressEvent":{"TypeName":"AWS::Route53::HealthCheck","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::Route53::HealthCheck","Identifier":"76671456-f346-4088-82b1-6205d58803a9","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"HealthCheckId":"76671456-f346-4088-82b1-6205d58803a9","HealthCheckConfig":{"Type":"TCP","Port":80,"IPAddress":"192.0.2.1"}}}}
            region eu-west-1
            GetResource {"TypeName": "AWS::Route53::HealthCheck", "Identifier": "$check"}
                {"TypeName":"AWS::Route53::HealthCheck","ResourceDescription":{"Identifier":"$check","Properties":{"HealthCheckId":"$check","HealthCheckConfig":{"Type":"TCP","Port":80,"IPAddress":"192.0.2.1"}}}}
            DeleteResource {"TypeName": "AWS::Route53::HealthCheck", "Identifier": "$check"}
                {"ProgressEvent":{"TypeName":"AWS::Route53::HealthCheck","Identifier":"$check","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            region us-east-1
            ListResources {"TypeName": "AWS::Route53::HealthCheck"}
                {"TypeName":"AWS::Route53::HealthCheck","ResourceDescriptions":[]}
            # Another partition has its own.
            region cn-north-1
            ListResources {"TypeName": "AWS::Route53::HealthCheck"}
                {"TypeName":"AWS::Route53::HealthCheck","ResourceDescriptions":[]}
        "#]],
    );
}
