//! APIs as resources that a definition among their properties makes.

use crate::script::check;
use expect_test::expect;

#[test]
fn a_definition_makes_a_resource_and_replaces_it() {
    check(
        r#"
        service cloudcontrol
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Body": {"openapi": "3.0.1", "info": {"title": "a", "description": "of the definition"}, "servers": [{"url": "https://example.com/v1"}], "paths": {"/a": {"get": {"x-amazon-apigateway-integration": {"type": "http_proxy", "httpMethod": "ANY", "uri": "https://example.com/${AWS::Region}"}}}}, "tags": [{"name": "team", "x-amazon-apigateway-tag-value": "red"}]}, "BasePath": "prepend", "FailOnWarnings": true, "ProtocolType": "HTTP", "Description": "of the property", "CorsConfiguration": {"AllowOrigins": ["*"]}}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        let api = ProgressEvent.Identifier
        service apigatewayv2
        GetRoutes {"ApiId": "$api"}
        GetIntegrations {"ApiId": "$api"}
        service cloudcontrol
        # A text is a definition as well, and other properties stay where it says nothing of them.
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api", "PatchDocument": [{"op": "add", "path": "/Body", "value": "openapi: 3.0.1\ninfo: {title: b}\npaths: {/b: {get: {}}}"}, {"op": "add", "path": "/Version", "value": "2"}]}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        service apigatewayv2
        GetRoutes {"ApiId": "$api"}
        service cloudcontrol
        # Nothing but the definition replaces anything.
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api", "PatchDocument": [{"op": "add", "path": "/FailOnWarnings", "value": true}, {"op": "add", "path": "/BasePath", "value": "split"}, {"op": "replace", "path": "/Name", "value": "c"}]}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        service apigatewayv2
        GetRoutes {"ApiId": "$api"}
        "#,
        expect![[r#"
            service cloudcontrol
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Body": {"openapi": "3.0.1", "info": {"title": "a", "description": "of the definition"}, "servers": [{"url": "https://example.com/v1"}], "paths": {"/a": {"get": {"x-amazon-apigateway-integration": {"type": "http_proxy", "httpMethod": "ANY", "uri": "https://example.com/${AWS::Region}"}}}}, "tags": [{"name": "team", "x-amazon-apigateway-tag-value": "red"}]}, "BasePath": "prepend", "FailOnWarnings": true, "ProtocolType": "HTTP", "Description": "of the property", "CorsConfiguration": {"AllowOrigins": ["*"]}}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","RequestToken":"01a1fd8c-69fa-7000-94df-177b2330ae12","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"2rvpavayzd","RequestToken":"$request","Operation":"CREATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"RouteSelectionExpression":"$request.method $request.path","CorsConfiguration":{"AllowOrigins":["*"]},"ApiEndpoint":"https://2rvpavayzd.execute-api.us-east-1.amazonaws.com","Description":"of the property","DisableExecuteApiEndpoint":false,"Name":"a","ProtocolType":"HTTP","ApiId":"2rvpavayzd","Tags":{"team":"red"},"ApiKeySelectionExpression":"$request.header.x-api-key","IpAddressType":"ipv4","ExecuteApiArn":"arn:aws:execute-api:us-east-1:123456789012:2rvpavayzd"}}}
            service apigatewayv2
            GetRoutes {"ApiId": "$api"}
                {"Items":[{"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"2xuyunv","RouteKey":"GET /v1/a","Target":"integrations/26x6ks8"}]}
            GetIntegrations {"ApiId": "$api"}
                {"Items":[{"ConnectionType":"INTERNET","IntegrationId":"26x6ks8","IntegrationMethod":"ANY","IntegrationType":"HTTP_PROXY","IntegrationUri":"https://example.com/us-east-1","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}]}
            service cloudcontrol
            # A text is a definition as well, and other properties stay where it says nothing of them.
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api", "PatchDocument": [{"op": "add", "path": "/Body", "value": "openapi: 3.0.1\ninfo: {title: b}\npaths: {/b: {get: {}}}"}, {"op": "add", "path": "/Version", "value": "2"}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"$api","RequestToken":"01a1fd8c-69fa-7001-b6d0-c233a1c4cb77","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"$api","RequestToken":"$request","Operation":"UPDATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"RouteSelectionExpression":"$request.method $request.path","CorsConfiguration":{"AllowOrigins":["*"]},"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","Description":"of the property","DisableExecuteApiEndpoint":false,"Name":"b","Version":"2","ProtocolType":"HTTP","ApiId":"$api","Tags":{"team":"red"},"ApiKeySelectionExpression":"$request.header.x-api-key","IpAddressType":"ipv4","ExecuteApiArn":"arn:aws:execute-api:us-east-1:123456789012:$api"}}}
            service apigatewayv2
            GetRoutes {"ApiId": "$api"}
                {"Items":[{"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"a2p9ybp","RouteKey":"GET /b"}]}
            service cloudcontrol
            # Nothing but the definition replaces anything.
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api", "PatchDocument": [{"op": "add", "path": "/FailOnWarnings", "value": true}, {"op": "add", "path": "/BasePath", "value": "split"}, {"op": "replace", "path": "/Name", "value": "c"}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"$api","RequestToken":"01a1fd8c-69fa-7002-a953-798876a2c369","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"$api","RequestToken":"$request","Operation":"UPDATE","OperationStatus":"SUCCESS","EventTime":"2026-11-21T10:00:00.25Z","ResourceModel":{"RouteSelectionExpression":"$request.method $request.path","CorsConfiguration":{"AllowOrigins":["*"]},"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","Description":"of the property","DisableExecuteApiEndpoint":false,"Name":"c","Version":"2","ProtocolType":"HTTP","ApiId":"$api","Tags":{"team":"red"},"ApiKeySelectionExpression":"$request.header.x-api-key","IpAddressType":"ipv4","ExecuteApiArn":"arn:aws:execute-api:us-east-1:123456789012:$api"}}}
            service apigatewayv2
            GetRoutes {"ApiId": "$api"}
                {"Items":[{"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"a2p9ybp","RouteKey":"GET /b"}]}
        "#]],
    );
}

#[test]
fn a_refused_definition_changes_nothing() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /a"}
        service cloudcontrol
        # A warning that is not to be lived with.
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api", "PatchDocument": [{"op": "add", "path": "/Body", "value": {"openapi": "3.0.1", "info": {"title": "b"}, "paths": {"/b": {"get": {}}}}}, {"op": "add", "path": "/FailOnWarnings", "value": true}]}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        # A definition that was imported when another property is refused.
        UpdateResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api", "PatchDocument": [{"op": "add", "path": "/Body", "value": {"openapi": "3.0.1", "info": {"title": "b"}, "paths": {}}}, {"op": "add", "path": "/RouteKey", "value": "GET /c"}]}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Body": {"openapi": "3.0.1", "info": {"title": "b"}, "paths": {}}, "ProtocolType": "WEBSOCKET"}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Name": "a", "ProtocolType": "HTTP", "BodyS3Location": {"Bucket": "b", "Key": "k"}}}
        let request = ProgressEvent.RequestToken
        GetResourceRequestStatus {"RequestToken": "$request"}
        CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Body": ["a"]}}
        service apigatewayv2
        GetApis {}
        GetRoutes {"ApiId": "$api"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /a"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"suoszo4","RouteKey":"GET /a"}
            service cloudcontrol
            # A warning that is not to be lived with.
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api", "PatchDocument": [{"op": "add", "path": "/Body", "value": {"openapi": "3.0.1", "info": {"title": "b"}, "paths": {"/b": {"get": {}}}}}, {"op": "add", "path": "/FailOnWarnings", "value": true}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"$api","RequestToken":"01a1fd8c-69fa-7000-8b29-3e6770eb3a95","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"$api","RequestToken":"$request","Operation":"UPDATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Warnings found during import:\n\tRoute 'GET /b' has no x-amazon-apigateway-integration, and leads nowhere","ErrorCode":"InvalidRequest"}}
            # A definition that was imported when another property is refused.
            UpdateResource {"TypeName": "AWS::ApiGatewayV2::Api", "Identifier": "$api", "PatchDocument": [{"op": "add", "path": "/Body", "value": {"openapi": "3.0.1", "info": {"title": "b"}, "paths": {}}}, {"op": "add", "path": "/RouteKey", "value": "GET /c"}]}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"$api","RequestToken":"01a1fd8c-69fa-7001-b6d0-c233a1c4cb77","Operation":"UPDATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","Identifier":"$api","RequestToken":"$request","Operation":"UPDATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"Target, RouteKey and CredentialsArn can only be changed for an API that quick create made","ErrorCode":"InvalidRequest"}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Body": {"openapi": "3.0.1", "info": {"title": "b"}, "paths": {}}, "ProtocolType": "WEBSOCKET"}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","RequestToken":"01a1fd8c-69fa-7002-bebe-023d51d6fc53","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","RequestToken":"$request","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"property ProtocolType cannot be given together with one that defines the resource","ErrorCode":"InvalidRequest"}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Name": "a", "ProtocolType": "HTTP", "BodyS3Location": {"Bucket": "b", "Key": "k"}}}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","RequestToken":"01a1fd8c-69fa-7003-abfa-b5059be7821a","Operation":"CREATE","OperationStatus":"IN_PROGRESS","EventTime":"2026-11-21T10:00:00.25Z"}}
            GetResourceRequestStatus {"RequestToken": "$request"}
                {"ProgressEvent":{"TypeName":"AWS::ApiGatewayV2::Api","RequestToken":"$request","Operation":"CREATE","OperationStatus":"FAILED","EventTime":"2026-11-21T10:00:00.25Z","StatusMessage":"property BodyS3Location of AWS::ApiGatewayV2::Api is not available on the embedded plane: there are no buckets here, give the definition itself as Body","ErrorCode":"InvalidRequest"}}
            CreateResource {"TypeName": "AWS::ApiGatewayV2::Api", "DesiredState": {"Body": ["a"]}}
                400 ValidationException: Model validation failed (#/Body: #: no subschema matched out of the total 2 subschemas
            #/Body: expected type: JSONObject, found: JSONArray
            #/Body: expected type: String, found: JSONArray)
            service apigatewayv2
            GetApis {}
                {"Items":[{"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}]}
            GetRoutes {"ApiId": "$api"}
                {"Items":[{"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"suoszo4","RouteKey":"GET /a"}]}
        "#]],
    );
}
