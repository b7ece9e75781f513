use crate::script::check;
use expect_test::expect;

#[test]
fn authorizers_of_http_apis() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": ["$request.header.Authorization"], "JwtConfiguration": {"Audience": ["test"], "Issuer": "https://example.com"}}
        let jwt = AuthorizerId
        UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$jwt", "JwtConfiguration": {"Audience": ["test", "testing"], "Issuer": "https://example.com"}}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "IdentitySource": ["$request.header.Auth"], "AuthorizerPayloadFormatVersion": "2.0", "EnableSimpleResponses": true}
        let f = AuthorizerId
        UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$f", "AuthorizerResultTtlInSeconds": 0, "AuthorizerPayloadFormatVersion": "1.0", "EnableSimpleResponses": false, "IdentitySource": ["$request.querystring.User", "$context.routeKey"]}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "AuthorizationType": "JWT", "AuthorizerId": "$jwt", "AuthorizationScopes": ["user.id", "user.email"]}
        let route = RouteId
        CreateRoute {"ApiId": "$api", "RouteKey": "PUT /", "AuthorizationType": "CUSTOM", "AuthorizerId": "$jwt"}
        CreateRoute {"ApiId": "$api", "RouteKey": "PUT /", "AuthorizationType": "CUSTOM", "AuthorizerId": "$f"}
        DeleteAuthorizer {"ApiId": "$api", "AuthorizerId": "$jwt"}
        UpdateRoute {"ApiId": "$api", "RouteId": "$route", "AuthorizationType": "AWS_IAM", "AuthorizationScopes": []}
        DeleteAuthorizer {"ApiId": "$api", "AuthorizerId": "$jwt"}
        GetAuthorizers {"ApiId": "$api"}
        GetAuthorizer {"ApiId": "$api", "AuthorizerId": "$jwt"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": ["$request.header.Authorization"], "JwtConfiguration": {"Audience": ["test"], "Issuer": "https://example.com"}}
                {"AuthorizerId":"suoszo","AuthorizerType":"JWT","IdentitySource":["$request.header.Authorization"],"JwtConfiguration":{"Audience":["test"],"Issuer":"https://example.com"},"Name":"jwt"}
            UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$jwt", "JwtConfiguration": {"Audience": ["test", "testing"], "Issuer": "https://example.com"}}
                {"AuthorizerId":"suoszo","AuthorizerType":"JWT","IdentitySource":["$request.header.Authorization"],"JwtConfiguration":{"Audience":["test","testing"],"Issuer":"https://example.com"},"Name":"jwt"}
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "IdentitySource": ["$request.header.Auth"], "AuthorizerPayloadFormatVersion": "2.0", "EnableSimpleResponses": true}
                {"AuthorizerId":"n5qv4j","AuthorizerPayloadFormatVersion":"2.0","AuthorizerResultTtlInSeconds":300,"AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","EnableSimpleResponses":true,"IdentitySource":["$request.header.Auth"],"Name":"f"}
            UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$f", "AuthorizerResultTtlInSeconds": 0, "AuthorizerPayloadFormatVersion": "1.0", "EnableSimpleResponses": false, "IdentitySource": ["$request.querystring.User", "$context.routeKey"]}
                {"AuthorizerId":"n5qv4j","AuthorizerPayloadFormatVersion":"1.0","AuthorizerResultTtlInSeconds":0,"AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","EnableSimpleResponses":false,"IdentitySource":["$request.querystring.User","$context.routeKey"],"Name":"f"}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "AuthorizationType": "JWT", "AuthorizerId": "$jwt", "AuthorizationScopes": ["user.id", "user.email"]}
                {"ApiKeyRequired":false,"AuthorizationScopes":["user.id","user.email"],"AuthorizationType":"JWT","AuthorizerId":"suoszo","RouteId":"hqanqa2","RouteKey":"GET /"}
            CreateRoute {"ApiId": "$api", "RouteKey": "PUT /", "AuthorizationType": "CUSTOM", "AuthorizerId": "$jwt"}
                400 BadRequestException: Invalid authorizer ID specified. Setting the authorization type to CUSTOM requires a valid custom authorizer.
            CreateRoute {"ApiId": "$api", "RouteKey": "PUT /", "AuthorizationType": "CUSTOM", "AuthorizerId": "$f"}
                {"ApiKeyRequired":false,"AuthorizationType":"CUSTOM","AuthorizerId":"n5qv4j","RouteId":"a2p9ybp","RouteKey":"PUT /"}
            DeleteAuthorizer {"ApiId": "$api", "AuthorizerId": "$jwt"}
                409 ConflictException: Cannot delete authorizer 'jwt', is referenced in route: GET /
            UpdateRoute {"ApiId": "$api", "RouteId": "$route", "AuthorizationType": "AWS_IAM", "AuthorizationScopes": []}
                {"ApiKeyRequired":false,"AuthorizationType":"AWS_IAM","RouteId":"$route","RouteKey":"GET /"}
            DeleteAuthorizer {"ApiId": "$api", "AuthorizerId": "$jwt"}
                {}
            GetAuthorizers {"ApiId": "$api"}
                {"Items":[{"AuthorizerId":"n5qv4j","AuthorizerPayloadFormatVersion":"1.0","AuthorizerResultTtlInSeconds":0,"AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","EnableSimpleResponses":false,"IdentitySource":["$request.querystring.User","$context.routeKey"],"Name":"f"}]}
            GetAuthorizer {"ApiId": "$api", "AuthorizerId": "$jwt"}
                404 NotFoundException: Invalid Authorizer identifier specified suoszo
        "#]],
    );
}

#[test]
fn authorizers_of_websocket_apis() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let api = ApiId
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "IdentitySource": []}
        let f = AuthorizerId
        UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$f", "IdentitySource": ["route.request.header.Auth", "route.request.querystring.Name"], "AuthorizerCredentialsArn": "arn:aws:iam::123456789012:role/r"}
        UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$f", "IdentitySource": [], "AuthorizerCredentialsArn": ""}
        CreateRoute {"ApiId": "$api", "RouteKey": "$connect", "AuthorizationType": "CUSTOM", "AuthorizerId": "$f"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"b","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "IdentitySource": []}
                {"AuthorizerId":"suoszo","AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","Name":"f"}
            UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$f", "IdentitySource": ["route.request.header.Auth", "route.request.querystring.Name"], "AuthorizerCredentialsArn": "arn:aws:iam::123456789012:role/r"}
                {"AuthorizerCredentialsArn":"arn:aws:iam::123456789012:role/r","AuthorizerId":"suoszo","AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","IdentitySource":["route.request.header.Auth","route.request.querystring.Name"],"Name":"f"}
            UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$f", "IdentitySource": [], "AuthorizerCredentialsArn": ""}
                {"AuthorizerId":"suoszo","AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","Name":"f"}
            CreateRoute {"ApiId": "$api", "RouteKey": "$connect", "AuthorizationType": "CUSTOM", "AuthorizerId": "$f"}
                {"ApiKeyRequired":false,"AuthorizationType":"CUSTOM","AuthorizerId":"suoszo","RouteId":"n5qv4jm","RouteKey":"$connect"}
        "#]],
    );
}

#[test]
fn what_no_authorizer_can_be_is_refused() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": ["$request.header.Authorization"]}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": ["$request.header.Authorization"], "JwtConfiguration": {"Audience": ["a"], "Issuer": "http://example.com"}}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": ["$request.header.Authorization"], "JwtConfiguration": {"Issuer": "https://example.com"}}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": ["Authorization"], "JwtConfiguration": {"Audience": ["a"], "Issuer": "https://example.com"}}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": []}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": [], "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": [], "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "AuthorizerPayloadFormatVersion": "1.0", "EnableSimpleResponses": true}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": [], "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "AuthorizerPayloadFormatVersion": "1.0", "AuthorizerResultTtlInSeconds": 60}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": [], "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "AuthorizerPayloadFormatVersion": "1.0", "AuthorizerResultTtlInSeconds": 3601}
        GetAuthorizers {"ApiId": "$api"}
        CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let chat = ApiId
        CreateAuthorizer {"ApiId": "$chat", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": []}
        CreateAuthorizer {"ApiId": "$chat", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": ["$request.header.a"], "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": ["$request.header.Authorization"]}
                400 BadRequestException: JwtConfiguration must not be null for JWT Authorizer
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": ["$request.header.Authorization"], "JwtConfiguration": {"Audience": ["a"], "Issuer": "http://example.com"}}
                400 BadRequestException: Invalid issuer: Issuer is not a valid URL for JWT Authorizer
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": ["$request.header.Authorization"], "JwtConfiguration": {"Issuer": "https://example.com"}}
                400 BadRequestException: Audience must not be empty for JWT Authorizer
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": ["Authorization"], "JwtConfiguration": {"Audience": ["a"], "Issuer": "https://example.com"}}
                400 BadRequestException: Invalid identity source expression: Authorization
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": []}
                400 BadRequestException: AuthorizerUri is a required field in an Authorizer
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": [], "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}
                400 BadRequestException: AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": [], "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "AuthorizerPayloadFormatVersion": "1.0", "EnableSimpleResponses": true}
                400 BadRequestException: EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion "2.0".
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": [], "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "AuthorizerPayloadFormatVersion": "1.0", "AuthorizerResultTtlInSeconds": 60}
                400 BadRequestException: Identity source must be set if authorizer caching is enabled (TTL is greater than 0)
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": [], "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations", "AuthorizerPayloadFormatVersion": "1.0", "AuthorizerResultTtlInSeconds": 3601}
                400 BadRequestException: Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds.
            GetAuthorizers {"ApiId": "$api"}
                {"Items":[]}
            CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavaysu.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavaysu","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"b","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateAuthorizer {"ApiId": "$chat", "AuthorizerType": "JWT", "Name": "jwt", "IdentitySource": []}
                400 BadRequestException: Only REQUEST authorizer type is supported on WEBSOCKET protocol Apis.
            CreateAuthorizer {"ApiId": "$chat", "AuthorizerType": "REQUEST", "Name": "f", "IdentitySource": ["$request.header.a"], "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}
                400 BadRequestException: Invalid request identity source expression: $request.header.a
        "#]],
    );
}

#[test]
fn names_are_given_once_and_functions_have_paths() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0", "IdentitySource": [], "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0", "IdentitySource": [], "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0", "IdentitySource": [], "Name": "g", "AuthorizerUri": "arn:aws:lambda:us-east-1:123456789012:function:f"}
        CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0", "IdentitySource": [], "Name": "g", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}
        let authorizer = AuthorizerId
        UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$authorizer", "Name": "f"}
        UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$authorizer", "Name": ""}
        UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$authorizer", "Name": "g", "AuthorizerResultTtlInSeconds": 0}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0", "IdentitySource": [], "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}
                {"AuthorizerId":"suoszo","AuthorizerPayloadFormatVersion":"2.0","AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","Name":"f"}
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0", "IdentitySource": [], "Name": "f", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}
                400 BadRequestException: Authorizer name must be unique. Authorizer f already exists in this RestApi.
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0", "IdentitySource": [], "Name": "g", "AuthorizerUri": "arn:aws:lambda:us-east-1:123456789012:function:f"}
                400 BadRequestException: Invalid Authorizer URI: arn:aws:lambda:us-east-1:123456789012:function:f. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.
            CreateAuthorizer {"ApiId": "$api", "AuthorizerType": "REQUEST", "AuthorizerPayloadFormatVersion": "2.0", "IdentitySource": [], "Name": "g", "AuthorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations"}
                {"AuthorizerId":"n5qv4j","AuthorizerPayloadFormatVersion":"2.0","AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","Name":"g"}
            UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$authorizer", "Name": "f"}
                400 BadRequestException: Authorizer name must be unique. Authorizer f already exists in this RestApi.
            UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$authorizer", "Name": ""}
                400 BadRequestException: Name is required
            UpdateAuthorizer {"ApiId": "$api", "AuthorizerId": "$authorizer", "Name": "g", "AuthorizerResultTtlInSeconds": 0}
                {"AuthorizerId":"n5qv4j","AuthorizerPayloadFormatVersion":"2.0","AuthorizerResultTtlInSeconds":0,"AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","Name":"g"}
        "#]],
    );
}
