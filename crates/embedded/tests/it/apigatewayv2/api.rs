use crate::script::check;
use expect_test::expect;

#[test]
fn an_api_lives_from_creation_to_deletion() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "pets", "ProtocolType": "HTTP", "Tags": {"team": "red"}}
        let api = ApiId
        GetApi {"ApiId": "$api"}
        UpdateApi {"ApiId": "$api", "Name": "dogs", "Description": "good ones", "Version": "v1"}
        UpdateApi {"ApiId": "$api", "Description": "", "Version": ""}
        CreateApi {"Name": "chat", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        GetApis
        DeleteApi {"ApiId": "$api"}
        GetApi {"ApiId": "$api"}
        UpdateApi {"ApiId": "$api", "Name": "cats"}
        DeleteApi {"ApiId": "$api"}
        GetStages {"ApiId": "$api"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "pets", "ProtocolType": "HTTP", "Tags": {"team": "red"}}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"pets","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"team":"red"}}
            GetApi {"ApiId": "$api"}
                {"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"pets","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"team":"red"}}
            UpdateApi {"ApiId": "$api", "Name": "dogs", "Description": "good ones", "Version": "v1"}
                {"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","Description":"good ones","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"dogs","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"team":"red"},"Version":"v1"}
            UpdateApi {"ApiId": "$api", "Description": "", "Version": ""}
                {"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"dogs","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"team":"red"}}
            CreateApi {"Name": "chat", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavaysu.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavaysu","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"chat","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            GetApis
                {"Items":[{"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"dogs","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"team":"red"}},{"ApiEndpoint":"wss://2rvpavaysu.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavaysu","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"chat","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}]}
            DeleteApi {"ApiId": "$api"}
                {}
            GetApi {"ApiId": "$api"}
                404 NotFoundException: Invalid API identifier specified 123456789012:$api
            UpdateApi {"ApiId": "$api", "Name": "cats"}
                404 NotFoundException: Invalid API identifier specified 123456789012:$api
            DeleteApi {"ApiId": "$api"}
                404 NotFoundException: Invalid API identifier specified 123456789012:$api
            GetStages {"ApiId": "$api"}
                404 NotFoundException: Invalid API identifier specified 123456789012:$api
        "#]],
    );
}

#[test]
fn what_no_api_can_be_is_refused() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "REST"}
        CreateApi {"ProtocolType": "HTTP"}
        CreateApi {"Name": "a"}
        CreateApi {"Name": "", "ProtocolType": "HTTP"}
        CreateApi {"Name": "x * 129", "ProtocolType": "HTTP"}
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "Description": "x * 1025"}
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "RouteSelectionExpression": "$request.body.action"}
        CreateApi {"Name": "a", "ProtocolType": "WEBSOCKET"}
        CreateApi {"Name": "a", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.a", "CorsConfiguration": {"AllowOrigins": ["*"]}}
        CreateApi {"Name": "a", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.a", "Target": "http://example.com"}
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "RouteKey": "GET /"}
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "Tags": {"aws:x": "y"}}
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowOrigins": ["*"], "AllowCredentials": true}}
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowOrigins": ["example.com"]}}
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowMethods": ["FETCH"]}}
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowHeaders": ["a b"]}}
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"MaxAge": 86401}}
        GetApis {"MaxResults": "0"}
        GetApis {"MaxResults": "many"}
        GetApis {"NextToken": "abcd"}
        GetApis
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "REST"}
                400 BadRequestException: Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]
            CreateApi {"ProtocolType": "HTTP"}
                400 BadRequestException: Invalid API name specified
            CreateApi {"Name": "a"}
                400 BadRequestException: Protocol type is required
            CreateApi {"Name": "", "ProtocolType": "HTTP"}
                400 BadRequestException: Invalid name specified. It must have between 1 and 128 characters, and has 0
            CreateApi {"Name": "x * 129", "ProtocolType": "HTTP"}
                400 BadRequestException: Invalid name specified. It must have between 1 and 128 characters, and has 129
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "Description": "x * 1025"}
                400 BadRequestException: Invalid description specified. It must have between 0 and 1024 characters, and has 1025
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "RouteSelectionExpression": "$request.body.action"}
                400 BadRequestException: Route selection expression is currently limited to "${request.method} ${request.path}"
            CreateApi {"Name": "a", "ProtocolType": "WEBSOCKET"}
                400 BadRequestException: Invalid routeSelectionExpression
            CreateApi {"Name": "a", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.a", "CorsConfiguration": {"AllowOrigins": ["*"]}}
                400 BadRequestException: Cors is not supported for WEBSOCKET protocolType
            CreateApi {"Name": "a", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.a", "Target": "http://example.com"}
                400 BadRequestException: Quick create is not supported for WEBSOCKET protocolType
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "RouteKey": "GET /"}
                400 BadRequestException: RouteKey is only valid with Target, which creates the API quickly
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "Tags": {"aws:x": "y"}}
                400 BadRequestException: aws: prefixed tag key names are not allowed for external use: aws:x
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowOrigins": ["*"], "AllowCredentials": true}}
                400 BadRequestException: allow-credentials is not supported if 'allow-origin' is *
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowOrigins": ["example.com"]}}
                400 BadRequestException: Invalid format for origin example.com. Origin should have a valid scheme and no trailing slash, or be *
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowMethods": ["FETCH"]}}
                400 BadRequestException: Invalid method in allowMethods specified: FETCH
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowHeaders": ["a b"]}}
                400 BadRequestException: Invalid header name specified: a b
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"MaxAge": 86401}}
                400 BadRequestException: 1 validation error detected: Value '86401' at 'CorsConfiguration.MaxAge' failed to satisfy constraint: Member must have value less than or equal to 86400
            GetApis {"MaxResults": "0"}
                400 BadRequestException: Invalid maxResults specified: 0. It must be a positive integer
            GetApis {"MaxResults": "many"}
                400 BadRequestException: Invalid maxResults specified: many. It must be a positive integer
            GetApis {"NextToken": "abcd"}
                400 BadRequestException: NextToken is not one that this operation returned for the same request
            GetApis
                {"Items":[]}
        "#]],
    );
}

#[test]
fn cors_is_replaced_as_a_whole() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowHeaders": ["Authorization"], "AllowMethods": ["GET", "PUT"], "AllowOrigins": ["https://www.example.com"]}}
        let api = ApiId
        UpdateApi {"ApiId": "$api", "CorsConfiguration": {"AllowCredentials": true, "AllowMethods": ["*"], "AllowOrigins": ["https://www.example.com", "https://example.io"], "ExposeHeaders": ["X-Api-Id"], "MaxAge": 500}}
        DeleteCorsConfiguration {"ApiId": "$api"}
        DeleteCorsConfiguration {"ApiId": "$api"}
        GetApi {"ApiId": "$api"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "CorsConfiguration": {"AllowHeaders": ["Authorization"], "AllowMethods": ["GET", "PUT"], "AllowOrigins": ["https://www.example.com"]}}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CorsConfiguration":{"AllowHeaders":["Authorization"],"AllowMethods":["GET","PUT"],"AllowOrigins":["https://www.example.com"]},"CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            UpdateApi {"ApiId": "$api", "CorsConfiguration": {"AllowCredentials": true, "AllowMethods": ["*"], "AllowOrigins": ["https://www.example.com", "https://example.io"], "ExposeHeaders": ["X-Api-Id"], "MaxAge": 500}}
                {"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CorsConfiguration":{"AllowCredentials":true,"AllowMethods":["*"],"AllowOrigins":["https://www.example.com","https://example.io"],"ExposeHeaders":["X-Api-Id"],"MaxAge":500},"CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            DeleteCorsConfiguration {"ApiId": "$api"}
                {}
            DeleteCorsConfiguration {"ApiId": "$api"}
                {}
            GetApi {"ApiId": "$api"}
                {"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
        "#]],
    );
}

#[test]
fn quick_create_makes_all_that_serves_a_target() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "Target": "https://example.com/pets", "RouteKey": "GET /pets"}
        let api = ApiId
        GetIntegrations {"ApiId": "$api"}
        let integration = Items.0.IntegrationId
        GetRoutes {"ApiId": "$api"}
        let route = Items.0.RouteId
        GetStages {"ApiId": "$api"}
        GetDeployments {"ApiId": "$api"}
        # The API leads, and what is managed follows.
        UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "GET /dogs"}
        UpdateApi {"ApiId": "$api", "Target": "arn:aws:lambda:us-east-1:123456789012:function:f", "RouteKey": "$default"}
        GetIntegration {"ApiId": "$api", "IntegrationId": "$integration"}
        GetRoute {"ApiId": "$api", "RouteId": "$route"}
        UpdateStage {"ApiId": "$api", "StageName": "$default", "DeploymentId": "abcdef"}
        UpdateStage {"ApiId": "$api", "StageName": "$default", "Description": "mine"}
        CreateApi {"Name": "b", "ProtocolType": "HTTP"}
        let other = ApiId
        UpdateApi {"ApiId": "$other", "Target": "https://example.com"}
        DeleteApi {"ApiId": "$api"}
        GetRoutes {"ApiId": "$api"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "Target": "https://example.com/pets", "RouteKey": "GET /pets"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            GetIntegrations {"ApiId": "$api"}
                {"Items":[{"ApiGatewayManaged":true,"ConnectionType":"INTERNET","IntegrationId":"suoszo4","IntegrationMethod":"ANY","IntegrationType":"HTTP_PROXY","IntegrationUri":"https://example.com/pets","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}]}
            GetRoutes {"ApiId": "$api"}
                {"Items":[{"ApiGatewayManaged":true,"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"n5qv4jm","RouteKey":"GET /pets","Target":"integrations/$integration"}]}
            GetStages {"ApiId": "$api"}
                {"Items":[{"ApiGatewayManaged":true,"AutoDeploy":true,"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"DeploymentId":"hqanqa","LastDeploymentStatusMessage":"Successfully deployed stage with deployment ID 'hqanqa'","LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"$default","StageVariables":{},"Tags":{}}]}
            GetDeployments {"ApiId": "$api"}
                {"Items":[{"AutoDeployed":true,"CreatedDate":"2026-11-21T10:00:00Z","DeploymentId":"hqanqa","DeploymentStatus":"DEPLOYED","Description":"Automatic deployment triggered by changes to the Api configuration"}]}
            # The API leads, and what is managed follows.
            UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "GET /dogs"}
                400 BadRequestException: RouteKey of a route that is managed by API Gateway can't be modified
            UpdateApi {"ApiId": "$api", "Target": "arn:aws:lambda:us-east-1:123456789012:function:f", "RouteKey": "$default"}
                {"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            GetIntegration {"ApiId": "$api", "IntegrationId": "$integration"}
                {"ApiGatewayManaged":true,"ConnectionType":"INTERNET","IntegrationId":"$integration","IntegrationMethod":"POST","IntegrationType":"AWS_PROXY","IntegrationUri":"arn:aws:lambda:us-east-1:123456789012:function:f","PayloadFormatVersion":"2.0","TimeoutInMillis":30000}
            GetRoute {"ApiId": "$api", "RouteId": "$route"}
                {"ApiGatewayManaged":true,"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"$route","RouteKey":"$default","Target":"integrations/$integration"}
            UpdateStage {"ApiId": "$api", "StageName": "$default", "DeploymentId": "abcdef"}
                400 BadRequestException: DeploymentId of a stage that is managed by API Gateway can't be modified
            UpdateStage {"ApiId": "$api", "StageName": "$default", "Description": "mine"}
                {"ApiGatewayManaged":true,"AutoDeploy":true,"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"DeploymentId":"a2p9yb","Description":"mine","LastDeploymentStatusMessage":"Successfully deployed stage with deployment ID 'a2p9yb'","LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"$default","StageVariables":{},"Tags":{}}
            CreateApi {"Name": "b", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayxb.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayxb","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"b","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            UpdateApi {"ApiId": "$other", "Target": "https://example.com"}
                400 BadRequestException: Target, RouteKey and CredentialsArn can only be changed for an API that quick create made
            DeleteApi {"ApiId": "$api"}
                {}
            GetRoutes {"ApiId": "$api"}
                404 NotFoundException: Invalid API identifier specified 123456789012:$api
        "#]],
    );
}

#[test]
fn endpoints_and_arns_are_those_of_the_partition() {
    check(
        r#"
        service apigatewayv2
        region cn-north-1
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        GetTags {"ResourceArn": "arn:aws:apigateway:cn-north-1::/apis/$api"}
        GetTags {"ResourceArn": "arn:aws-cn:apigateway:cn-north-1::/apis/$api"}
        region us-east-1
        GetApi {"ApiId": "$api"}
        "#,
        expect![[r#"
            service apigatewayv2
            region cn-north-1
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.cn-north-1.amazonaws.com.cn","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            GetTags {"ResourceArn": "arn:aws:apigateway:cn-north-1::/apis/$api"}
                400 BadRequestException: Invalid ARN specified in the request: arn:aws:apigateway:cn-north-1::/apis/$api
            GetTags {"ResourceArn": "arn:aws-cn:apigateway:cn-north-1::/apis/$api"}
                {"Tags":{}}
            region us-east-1
            GetApi {"ApiId": "$api"}
                404 NotFoundException: Invalid API identifier specified 123456789012:$api
        "#]],
    );
}
