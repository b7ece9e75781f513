//! The same resources through Cloud Control.

use crate::script::check;
use expect_test::expect;

#[test]
fn an_api_and_its_stage_are_the_same_through_both_doors() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowOrigins": ["*"], "MaxAge": 5}, "Tags": {"team": "red"}}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        let api = ProgressEvent.Identifier
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "DesiredState": {"ApiId": "$api", "StageName": "dev", "StageVariables": {"a": "1", "b": "2"}, "DefaultRouteSettings": {"ThrottlingBurstLimit": 5}, "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "Format": "$context.requestId"}, "Tags": {"team": "red", "old": "1"}}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        service apigatewayv2
        GetStage {"ApiId": "$api", "StageName": "dev"}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "native"}
        CreateStage {"ApiId": "$api", "StageName": "prod"}
        service cloudcontrol
        GetResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev"}
        # What is gone from the properties is unset, down to single members.
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev", "PatchDocument": [{"op": "remove", "path": "/StageVariables/a"}, {"op": "remove", "path": "/DefaultRouteSettings/ThrottlingBurstLimit"}, {"op": "remove", "path": "/AccessLogSettings"}, {"op": "remove", "path": "/Description"}, {"op": "replace", "path": "/Tags", "value": {"team": "blue"}}]}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev", "PatchDocument": [{"op": "add", "path": "/RouteSettings", "value": {"$default": {"ThrottlingRateLimit": 1}}}]}
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev", "PatchDocument": [{"op": "replace", "path": "/RouteSettings", "value": {}}]}
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api", "PatchDocument": [{"op": "remove", "path": "/CorsConfiguration"}, {"op": "add", "path": "/Description", "value": "d"}]}
        GetResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api"}
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev", "PatchDocument": [{"op": "replace", "path": "/StageName", "value": "x"}]}
        ListResources {"TypeName": "AWS::ApiGatewayV2::Stage", "ResourceModel": {"ApiId": "$api"}}
        ListResources {"TypeName": "AWS::ApiGatewayV2::Stage"}
        DeleteResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev"}
        GetResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev"}
        service apigatewayv2
        GetStages {"ApiId": "$api"}
        DeleteApi {"ApiId": "$api"}
        service cloudcontrol
        GetResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|prod"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowOrigins": ["*"], "MaxAge": 5}, "Tags": {"team": "red"}}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","RequestToken":"01a1fd8c-69fa-7000-94df-177b2330ae12","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"2rvpavayzd","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"RouteSelectionExpression":"$request.method $request.path","CorsConfiguration":{"AllowOrigins":["*"],"MaxAge":5},"ApiEndpoint":"https://2rvpavayzd.execute-api.us-east-1.amazonaws.com","DisableExecuteApiEndpoint":false,"Name":"a","ProtocolType":"HTTP","ApiId":"2rvpavayzd","Tags":{"team":"red"},"ApiKeySelectionExpression":"$request.header.x-api-key","IpAddressType":"ipv4","ExecuteApiArn":"arn:aws:execute-api:us-east-1:123456789012:2rvpavayzd"}}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "DesiredState": {"ApiId": "$api", "StageName": "dev", "StageVariables": {"a": "1", "b": "2"}, "DefaultRouteSettings": {"ThrottlingBurstLimit": 5}, "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "Format": "$context.requestId"}, "Tags": {"team": "red", "old": "1"}}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Stage","Identifier":"$api|dev","RequestToken":"01a1fd8c-69fa-7001-822a-b1ba804098e6","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Stage","Identifier":"$api|dev","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"AccessLogSettings":{"Format":"$context.requestId","DestinationArn":"arn:aws:logs:us-east-1:123456789012:log-group:g"},"RouteSettings":{},"StageName":"dev","StageVariables":{"a":"1","b":"2"},"ApiId":"$api","DefaultRouteSettings":{"ThrottlingBurstLimit":5,"DetailedMetricsEnabled":false},"Tags":{"team":"red","old":"1"}}}}
            service apigatewayv2
            GetStage {"ApiId": "$api", "StageName": "dev"}
                {"AccessLogSettings":{"DestinationArn":"arn:aws:logs:us-east-1:123456789012:log-group:g","Format":"$context.requestId"},"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false,"ThrottlingBurstLimit":5},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{"a":"1","b":"2"},"Tags":{"team":"red","old":"1"}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "native"}
                {"AccessLogSettings":{"DestinationArn":"arn:aws:logs:us-east-1:123456789012:log-group:g","Format":"$context.requestId"},"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false,"ThrottlingBurstLimit":5},"Description":"native","LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{"a":"1","b":"2"},"Tags":{"team":"red","old":"1"}}
            CreateStage {"ApiId": "$api", "StageName": "prod"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"prod","StageVariables":{},"Tags":{}}
            service cloudcontrol
            GetResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev"}
                {"TypeName":"AWS::ApiGatewayV2::Stage","ResourceDescription":{"Identifier":"$api|dev","Properties":{"Description":"native","AccessLogSettings":{"Format":"$context.requestId","DestinationArn":"arn:aws:logs:us-east-1:123456789012:log-group:g"},"RouteSettings":{},"StageName":"dev","StageVariables":{"a":"1","b":"2"},"ApiId":"$api","DefaultRouteSettings":{"ThrottlingBurstLimit":5,"DetailedMetricsEnabled":false},"Tags":{"team":"red","old":"1"}}}}
            # What is gone from the properties is unset, down to single members.
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev", "PatchDocument": [{"op": "remove", "path": "/StageVariables/a"}, {"op": "remove", "path": "/DefaultRouteSettings/ThrottlingBurstLimit"}, {"op": "remove", "path": "/AccessLogSettings"}, {"op": "remove", "path": "/Description"}, {"op": "replace", "path": "/Tags", "value": {"team": "blue"}}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Stage","Identifier":"$api|dev","RequestToken":"01a1fd8c-69fa-7002-8b29-3e6770eb3a95","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Stage","Identifier":"$api|dev","RequestToken":"$request","Operation":"UPDATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"RouteSettings":{},"StageName":"dev","StageVariables":{"b":"2"},"ApiId":"$api","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"Tags":{"team":"blue"}}}}
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev", "PatchDocument": [{"op": "add", "path": "/RouteSettings", "value": {"$default": {"ThrottlingRateLimit": 1}}}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Stage","Identifier":"$api|dev","RequestToken":"01a1fd8c-69fa-7003-9a21-1e6a663bd373","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev", "PatchDocument": [{"op": "replace", "path": "/RouteSettings", "value": {}}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Stage","Identifier":"$api|dev","RequestToken":"01a1fd8c-69fa-7004-91aa-becb86beda3f","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api", "PatchDocument": [{"op": "remove", "path": "/CorsConfiguration"}, {"op": "add", "path": "/Description", "value": "d"}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"$api","RequestToken":"01a1fd8c-69fa-7005-b6d0-c233a1c4cb77","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api"}
                {"TypeName":"AWS::ApiGatewayV2::Api","ResourceDescription":{"Identifier":"$api","Properties":{"RouteSelectionExpression":"$request.method $request.path","ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","Description":"d","DisableExecuteApiEndpoint":false,"Name":"a","ProtocolType":"HTTP","ApiId":"$api","Tags":{"team":"red"},"ApiKeySelectionExpression":"$request.header.x-api-key","IpAddressType":"ipv4","ExecuteApiArn":"arn:aws:execute-api:us-east-1:123456789012:$api"}}}
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev", "PatchDocument": [{"op": "replace", "path": "/StageName", "value": "x"}]}
                400 NotUpdatableException: Invalid patch update: createOnlyProperties [/properties/StageName] cannot be updated
            ListResources {"TypeName": "AWS::ApiGatewayV2::Stage", "ResourceModel": {"ApiId": "$api"}}
                {"TypeName":"AWS::ApiGatewayV2::Stage","ResourceDescriptions":[{"Identifier":"$api|dev","Properties":{"RouteSettings":{},"StageName":"dev","StageVariables":{"b":"2"},"ApiId":"$api","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"Tags":{"team":"blue"}}},{"Identifier":"$api|prod","Properties":{"RouteSettings":{},"StageName":"prod","StageVariables":{},"ApiId":"$api","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"Tags":{}}}]}
            ListResources {"TypeName": "AWS::ApiGatewayV2::Stage"}
                400 InvalidRequestException: Missing or invalid ResourceModel property in AWS::ApiGatewayV2::Stage list handler request input.Required property: (#: required key [ApiId] not found)
            DeleteResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Stage","Identifier":"$api|dev","RequestToken":"01a1fd8c-69fa-7006-bebe-023d51d6fc53","Operation":"DELETE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|dev"}
                400 ResourceNotFoundException: AWS::ApiGatewayV2::Stage Handler returned status FAILED: Resource of type 'AWS::ApiGatewayV2::Stage' with identifier '$api|dev' was not found. (HandlerErrorCode: NotFound, RequestToken: 01a1fd8c-69fa-7007-a167-50997ac05e22)
            service apigatewayv2
            GetStages {"ApiId": "$api"}
                {"Items":[{"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"prod","StageVariables":{},"Tags":{}}]}
            DeleteApi {"ApiId": "$api"}
                {}
            service cloudcontrol
            GetResource {"TypeName": "AWS::ApiGatewayV2::Stage", "Identifier": "$api|prod"}
                400 ResourceNotFoundException: AWS::ApiGatewayV2::Stage Handler returned status FAILED: Resource of type 'AWS::ApiGatewayV2::Stage' with identifier '$api|prod' was not found. (HandlerErrorCode: NotFound, RequestToken: 01a1fd8c-69fa-7008-a953-798876a2c369)
        "#]],
    );
}

#[test]
fn what_the_service_refuses_fails_the_request() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "DesiredState": {"ApiId": "nowhere", "StageName": "dev"}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Name": "a", "ProtocolType": "REST"}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Body": {"openapi": "3.0.1"}}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::ApiGatewayManagedOverrides", "DesiredState": {"ApiId": "a"}}
        ListResources {"TypeName": "AWS::ApiGatewayV2::Route"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Stage", "DesiredState": {"ApiId": "nowhere", "StageName": "dev"}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Stage","Identifier":"nowhere|dev","RequestToken":"01a1fd8c-69fa-7000-94df-177b2330ae12","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Stage","Identifier":"nowhere|dev","RequestToken":"$request","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Invalid API identifier specified 123456789012:nowhere","ErrorCode":"NotFound"}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Name": "a", "ProtocolType": "REST"}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","RequestToken":"01a1fd8c-69fa-7001-970d-3259e4e1cb63","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","RequestToken":"$request","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]","ErrorCode":"InvalidRequest"}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Body": {"openapi": "3.0.1"}}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","RequestToken":"01a1fd8c-69fa-7002-9c66-3cf4d73c4c04","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","RequestToken":"$request","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Invalid OpenAPI input. attribute info.title is missing","ErrorCode":"InvalidRequest"}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::ApiGatewayManagedOverrides", "DesiredState": {"ApiId": "a"}}
                400 UnsupportedActionException: Resource type AWS::ApiGatewayV2::ApiGatewayManagedOverrides does not support CREATE action
            ListResources {"TypeName": "AWS::ApiGatewayV2::Route"}
                400 InvalidRequestException: Missing or invalid ResourceModel property in AWS::ApiGatewayV2::Route list handler request input.Required property: (#: required key [ApiId] not found)
        "#]],
    );
}

#[test]
fn parts_of_an_api_through_both_doors() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let api = ApiId
        service cloudcontrol
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Authorizer", "DesiredState": {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        let authorizer = ProgressEvent.Identifier
        GetResource {"TypeName": "AWS::ApiGatewayV2::Authorizer", "Identifier": "$authorizer"}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Model", "DesiredState": {"ApiId": "$api", "Name": "m", "Schema": {"type": "object"}}}
        service apigatewayv2
        GetModels {"ApiId": "$api"}
        GetAuthorizers {"ApiId": "$api"}
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let http = ApiId
        service cloudcontrol
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Integration", "DesiredState": {"ApiId": "$http", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://example.com", "RequestParameters": {"append:header.a": "1", "append:header.b": "2"}, "ResponseParameters": {"200": {"ResponseParameters": [{"Source": "1", "Destination": "overwrite:header.a"}, {"Source": "2", "Destination": "overwrite:header.b"}]}}}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        let integration = ProgressEvent.Identifier
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::Integration", "Identifier": "$integration", "PatchDocument": [{"op": "remove", "path": "/RequestParameters/append:header.a"}, {"op": "replace", "path": "/ResponseParameters", "value": {"404": {"ResponseParameters": [{"Source": "3", "Destination": "overwrite:header.c"}]}}}]}
        service apigatewayv2
        GetIntegrations {"ApiId": "$http"}
        service cloudcontrol
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Route", "DesiredState": {"ApiId": "$http", "RouteKey": "GET /"}}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Route", "DesiredState": {"ApiId": "$http", "RouteKey": "GET /"}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        ListResources {"TypeName": "AWS::ApiGatewayV2::Route", "ResourceModel": {"ApiId": "$http"}}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"b","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            service cloudcontrol
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Authorizer", "DesiredState": {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Authorizer","RequestToken":"01a1fd8c-69fa-7000-9c66-3cf4d73c4c04","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Authorizer","Identifier":"26x6ks|$api","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"AuthorizerType":"REQUEST","ApiId":"$api","AuthorizerId":"26x6ks","Name":"f"}}}
            GetResource {"TypeName": "AWS::ApiGatewayV2::Authorizer", "Identifier": "$authorizer"}
                {"TypeName":"AWS::ApiGatewayV2::Authorizer","ResourceDescription":{"Identifier":"$authorizer","Properties":{"AuthorizerType":"REQUEST","ApiId":"$api","AuthorizerId":"26x6ks","Name":"f"}}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Model", "DesiredState": {"ApiId": "$api", "Name": "m", "Schema": {"type": "object"}}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Model","RequestToken":"01a1fd8c-69fa-7001-9a21-1e6a663bd373","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            service apigatewayv2
            GetModels {"ApiId": "$api"}
                {"Items":[{"ContentType":"application/json","ModelId":"hqanqa","Name":"m","Schema":"{\"type\":\"object\"}"}]}
            GetAuthorizers {"ApiId": "$api"}
                {"Items":[{"AuthorizerId":"26x6ks","AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","Name":"f"}]}
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavaya2.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavaya2","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            service cloudcontrol
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Integration", "DesiredState": {"ApiId": "$http", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://example.com", "RequestParameters": {"append:header.a": "1", "append:header.b": "2"}, "ResponseParameters": {"200": {"ResponseParameters": [{"Source": "1", "Destination": "overwrite:header.a"}, {"Source": "2", "Destination": "overwrite:header.b"}]}}}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Integration","RequestToken":"01a1fd8c-69fa-7002-a953-798876a2c369","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Integration","Identifier":"$http|jy15bfm","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"ApiId":"$http","ConnectionType":"INTERNET","IntegrationMethod":"GET","IntegrationId":"jy15bfm","IntegrationType":"HTTP_PROXY","IntegrationUri":"https://example.com","PayloadFormatVersion":"1.0","RequestParameters":{"append:header.a":"1","append:header.b":"2"},"ResponseParameters":{"200":{"ResponseParameters":[{"Destination":"overwrite:header.a","Source":"1"},{"Destination":"overwrite:header.b","Source":"2"}]}},"TimeoutInMillis":30000}}}
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::Integration", "Identifier": "$integration", "PatchDocument": [{"op": "remove", "path": "/RequestParameters/append:header.a"}, {"op": "replace", "path": "/ResponseParameters", "value": {"404": {"ResponseParameters": [{"Source": "3", "Destination": "overwrite:header.c"}]}}}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Integration","Identifier":"$integration","RequestToken":"01a1fd8c-69fa-7003-8eb3-454adf5403eb","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            service apigatewayv2
            GetIntegrations {"ApiId": "$http"}
                {"Items":[{"ConnectionType":"INTERNET","IntegrationId":"jy15bfm","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"https://example.com","PayloadFormatVersion":"1.0","RequestParameters":{"append:header.b":"2"},"ResponseParameters":{"404":{"overwrite:header.c":"3"}},"TimeoutInMillis":30000}]}
            service cloudcontrol
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Route", "DesiredState": {"ApiId": "$http", "RouteKey": "GET /"}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Route","RequestToken":"01a1fd8c-69fa-7004-b064-01a324990fdf","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Route", "DesiredState": {"ApiId": "$http", "RouteKey": "GET /"}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Route","RequestToken":"01a1fd8c-69fa-7005-afd6-d36c005d2ee1","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Route","RequestToken":"$request","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Route with key GET / already exists for this API","ErrorCode":"ResourceConflict"}}
            ListResources {"TypeName": "AWS::ApiGatewayV2::Route", "ResourceModel": {"ApiId": "$http"}}
                {"TypeName":"AWS::ApiGatewayV2::Route","ResourceDescriptions":[{"Identifier":"$http|elnb9bb","Properties":{"RouteId":"elnb9bb","ApiKeyRequired":false,"RouteKey":"GET /","AuthorizationType":"NONE","ApiId":"$http"}}]}
        "#]],
    );
}
