use crate::script::check;
use expect_test::expect;

#[test]
fn a_route_lives_from_creation_to_deletion() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://example.com"}
        let integration = IntegrationId
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /pets", "Target": "integrations/$integration"}
        let route = RouteId
        UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "GET /dogs", "OperationName": "list"}
        UpdateRoute {"ApiId": "$api", "RouteId": "$route", "OperationName": "", "Target": ""}
        GetRoute {"ApiId": "$api", "RouteId": "$route"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /pets"}
        GetRoutes {"ApiId": "$api", "MaxResults": "1"}
        let next = NextToken
        GetRoutes {"ApiId": "$api", "MaxResults": "1", "NextToken": "$next"}
        DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
        GetRoute {"ApiId": "$api", "RouteId": "$route"}
        UpdateRoute {"ApiId": "$api", "RouteId": "$route"}
        DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
        # The key is free again.
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /dogs"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://example.com"}
                {"ConnectionType":"INTERNET","IntegrationId":"suoszo4","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"https://example.com","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /pets", "Target": "integrations/$integration"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"n5qv4jm","RouteKey":"GET /pets","Target":"integrations/$integration"}
            UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "GET /dogs", "OperationName": "list"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","OperationName":"list","RouteId":"$route","RouteKey":"GET /dogs","Target":"integrations/$integration"}
            UpdateRoute {"ApiId": "$api", "RouteId": "$route", "OperationName": "", "Target": ""}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"$route","RouteKey":"GET /dogs"}
            GetRoute {"ApiId": "$api", "RouteId": "$route"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"$route","RouteKey":"GET /dogs"}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /pets"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"hqanqa2","RouteKey":"GET /pets"}
            GetRoutes {"ApiId": "$api", "MaxResults": "1"}
                {"Items":[{"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"hqanqa2","RouteKey":"GET /pets"}],"NextToken":"or6keWhxYW5xYTI"}
            GetRoutes {"ApiId": "$api", "MaxResults": "1", "NextToken": "$next"}
                {"Items":[{"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"$route","RouteKey":"GET /dogs"}]}
            DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
                {}
            GetRoute {"ApiId": "$api", "RouteId": "$route"}
                404 NotFoundException: Invalid Route identifier specified $route
            UpdateRoute {"ApiId": "$api", "RouteId": "$route"}
                404 NotFoundException: Invalid Route identifier specified $route
            DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
                404 NotFoundException: Invalid Route identifier specified $route
            # The key is free again.
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /dogs"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"a2p9ybp","RouteKey":"GET /dogs"}
        "#]],
    );
}

#[test]
fn keys_that_cannot_be_told_apart_are_refused() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateRoute {"ApiId": "$api"}
        CreateRoute {"ApiId": "$api", "RouteKey": "/pets"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /{a}.json"}
        CreateRoute {"ApiId": "$api", "RouteKey": "ANY /{proxy+}"}
        CreateRoute {"ApiId": "$api", "RouteKey": "ANY /{proxy+}"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /a/{org_id}/c"}
        let route = RouteId
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /a/{orgId}/b"}
        UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "GET /a/{orgId}/c"}
        UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "ANY /{proxy+}"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /a/{orgId}/b"}
        CreateRoute {"ApiId": "$api", "RouteKey": "$default"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateRoute {"ApiId": "$api"}
                400 BadRequestException: Route key is required
            CreateRoute {"ApiId": "$api", "RouteKey": "/pets"}
                400 BadRequestException: The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /{a}.json"}
                400 BadRequestException: One or more path parts appear to be invalid
            CreateRoute {"ApiId": "$api", "RouteKey": "ANY /{proxy+}"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"suoszo4","RouteKey":"ANY /{proxy+}"}
            CreateRoute {"ApiId": "$api", "RouteKey": "ANY /{proxy+}"}
                409 ConflictException: Route with key ANY /{proxy+} already exists for this API
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /a/{org_id}/c"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"n5qv4jm","RouteKey":"GET /a/{org_id}/c"}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /a/{orgId}/b"}
                409 ConflictException: The provided route key "GET /a/{orgId}/b" has a conflicting variable on the same hierarchical level as "GET /a/{org_id}/c"
            UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "GET /a/{orgId}/c"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"$route","RouteKey":"GET /a/{orgId}/c"}
            UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "ANY /{proxy+}"}
                409 ConflictException: Route with key ANY /{proxy+} already exists for this API
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /a/{orgId}/b"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"hqanqa2","RouteKey":"GET /a/{orgId}/b"}
            CreateRoute {"ApiId": "$api", "RouteKey": "$default"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"a2p9ybp","RouteKey":"$default"}
        "#]],
    );
}

#[test]
fn what_no_route_can_be_is_refused() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "Target": "nowhere"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "Target": "integrations/abcdefg"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "ApiKeyRequired": true}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "RequestModels": {"$default": "m"}}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "AuthorizationType": "JWT"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "AuthorizationType": "CUSTOM", "AuthorizerId": "abcdef"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "AuthorizationType": "COGNITO"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "AuthorizationScopes": ["a"]}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "OperationName": "x * 65"}
        CreateRoute {"ApiId": "nowhere", "RouteKey": "GET /"}
        GetRoutes {"ApiId": "$api"}
        CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let chat = ApiId
        CreateRoute {"ApiId": "$chat", "RouteKey": "send", "AuthorizationType": "AWS_IAM"}
        CreateRoute {"ApiId": "$chat", "RouteKey": "$connect", "AuthorizationType": "AWS_IAM"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "Target": "nowhere"}
                400 BadRequestException: Unexpected or malformed target in route. Correct format should be integrations/<integration_id>.
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "Target": "integrations/abcdefg"}
                404 NotFoundException: Invalid Integration identifier specified abcdefg
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "ApiKeyRequired": true}
                400 BadRequestException: ApiKeyRequired is not currently supported for HTTP APIs.
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "RequestModels": {"$default": "m"}}
                400 BadRequestException: RequestModels is not currently supported for HTTP APIs.
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "AuthorizationType": "JWT"}
                400 BadRequestException: Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "AuthorizationType": "CUSTOM", "AuthorizerId": "abcdef"}
                400 BadRequestException: Invalid authorizer ID specified. Setting the authorization type to CUSTOM requires a valid custom authorizer.
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "AuthorizationType": "COGNITO"}
                400 BadRequestException: Invalid authorization type specified. Must be one of [AWS_IAM, CUSTOM, JWT, NONE]
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "AuthorizationScopes": ["a"]}
                400 BadRequestException: Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization type
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "OperationName": "x * 65"}
                400 BadRequestException: Invalid operation name specified. It must have between 1 and 64 characters, and has 65
            CreateRoute {"ApiId": "nowhere", "RouteKey": "GET /"}
                404 NotFoundException: Invalid API identifier specified 123456789012:nowhere
            GetRoutes {"ApiId": "$api"}
                {"Items":[]}
            CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavaysu.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavaysu","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"b","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateRoute {"ApiId": "$chat", "RouteKey": "send", "AuthorizationType": "AWS_IAM"}
                400 BadRequestException: Currently, authorization is restricted to the $connect route only
            CreateRoute {"ApiId": "$chat", "RouteKey": "$connect", "AuthorizationType": "AWS_IAM"}
                {"ApiKeyRequired":false,"AuthorizationType":"AWS_IAM","RouteId":"n5qv4jm","RouteKey":"$connect"}
        "#]],
    );
}

#[test]
fn parameters_and_responses_of_websocket_routes() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let api = ApiId
        CreateRoute {"ApiId": "$api", "RouteKey": "$connect", "RequestModels": {"$default": "m"}, "RequestParameters": {"route.request.header.a": {"Required": true}, "route.request.querystring.b": {"Required": false}}}
        let route = RouteId
        DeleteRouteRequestParameter {"ApiId": "$api", "RouteId": "$route", "RequestParameterKey": "route.request.header.a"}
        DeleteRouteRequestParameter {"ApiId": "$api", "RouteId": "$route", "RequestParameterKey": "route.request.header.a"}
        UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RequestParameters": {"route.request.header.c": {"Required": true}}}
        CreateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseKey": "x"}
        CreateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseKey": "$default"}
        let response = RouteResponseId
        CreateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseKey": "$default"}
        UpdateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseId": "$response", "ModelSelectionExpression": "action", "ResponseModels": {"action": "m"}}
        GetRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseId": "$response"}
        GetRouteResponses {"ApiId": "$api", "RouteId": "$route"}
        GetRouteResponse {"ApiId": "$api", "RouteId": "nowhere", "RouteResponseId": "$response"}
        DeleteRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseId": "$response"}
        GetRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseId": "$response"}
        CreateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseKey": "$default"}
        DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
        GetRouteResponses {"ApiId": "$api", "RouteId": "$route"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"b","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateRoute {"ApiId": "$api", "RouteKey": "$connect", "RequestModels": {"$default": "m"}, "RequestParameters": {"route.request.header.a": {"Required": true}, "route.request.querystring.b": {"Required": false}}}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RequestModels":{"$default":"m"},"RequestParameters":{"route.request.header.a":{"Required":true},"route.request.querystring.b":{"Required":false}},"RouteId":"suoszo4","RouteKey":"$connect"}
            DeleteRouteRequestParameter {"ApiId": "$api", "RouteId": "$route", "RequestParameterKey": "route.request.header.a"}
                {}
            DeleteRouteRequestParameter {"ApiId": "$api", "RouteId": "$route", "RequestParameterKey": "route.request.header.a"}
                404 NotFoundException: Invalid RequestParameter identifier specified route.request.header.a
            UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RequestParameters": {"route.request.header.c": {"Required": true}}}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RequestModels":{"$default":"m"},"RequestParameters":{"route.request.querystring.b":{"Required":false},"route.request.header.c":{"Required":true}},"RouteId":"$route","RouteKey":"$connect"}
            CreateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseKey": "x"}
                400 BadRequestException: Currently, only $default is supported as a RouteResponseKey.
            CreateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseKey": "$default"}
                {"RouteResponseId":"n5qv4j","RouteResponseKey":"$default"}
            CreateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseKey": "$default"}
                409 ConflictException: RouteResponse with key $default already exists for this Route
            UpdateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseId": "$response", "ModelSelectionExpression": "action", "ResponseModels": {"action": "m"}}
                {"ModelSelectionExpression":"action","ResponseModels":{"action":"m"},"RouteResponseId":"n5qv4j","RouteResponseKey":"$default"}
            GetRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseId": "$response"}
                {"ModelSelectionExpression":"action","ResponseModels":{"action":"m"},"RouteResponseId":"n5qv4j","RouteResponseKey":"$default"}
            GetRouteResponses {"ApiId": "$api", "RouteId": "$route"}
                {"Items":[{"ModelSelectionExpression":"action","ResponseModels":{"action":"m"},"RouteResponseId":"n5qv4j","RouteResponseKey":"$default"}]}
            GetRouteResponse {"ApiId": "$api", "RouteId": "nowhere", "RouteResponseId": "$response"}
                404 NotFoundException: Invalid Route identifier specified nowhere
            DeleteRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseId": "$response"}
                {}
            GetRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseId": "$response"}
                404 NotFoundException: Invalid RouteResponse identifier specified n5qv4j
            CreateRouteResponse {"ApiId": "$api", "RouteId": "$route", "RouteResponseKey": "$default"}
                {"RouteResponseId":"hqanqa","RouteResponseKey":"$default"}
            DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
                {}
            GetRouteResponses {"ApiId": "$api", "RouteId": "$route"}
                404 NotFoundException: Invalid Route identifier specified $route
        "#]],
    );
}
