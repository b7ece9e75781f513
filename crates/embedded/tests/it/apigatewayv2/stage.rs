use crate::script::check;
use expect_test::expect;

#[test]
fn a_stage_lives_from_creation_to_deletion() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "dev"}
        wait 5
        UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "for us", "StageVariables": {"a": "1", "b": "2"}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "", "StageVariables": {"a": "", "c": "3"}}
        GetStage {"ApiId": "$api", "StageName": "dev"}
        CreateStage {"ApiId": "$api", "StageName": "dev"}
        CreateStage {"ApiId": "$api", "StageName": "$default", "Tags": {"team": "red"}}
        GetStages {"ApiId": "$api"}
        DeleteStage {"ApiId": "$api", "StageName": "dev"}
        GetStage {"ApiId": "$api", "StageName": "dev"}
        DeleteStage {"ApiId": "$api", "StageName": "dev"}
        GetStage {"ApiId": "nowhere", "StageName": "dev"}
        CreateStage {"ApiId": "nowhere", "StageName": "dev"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "dev"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            wait 5
            UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "for us", "StageVariables": {"a": "1", "b": "2"}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"Description":"for us","LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{"a":"1","b":"2"},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "", "StageVariables": {"a": "", "c": "3"}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{"b":"2","c":"3"},"Tags":{}}
            GetStage {"ApiId": "$api", "StageName": "dev"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{"b":"2","c":"3"},"Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "dev"}
                409 ConflictException: Stage already exists
            CreateStage {"ApiId": "$api", "StageName": "$default", "Tags": {"team": "red"}}
                {"CreatedDate":"2026-11-21T10:00:05Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"$default","StageVariables":{},"Tags":{"team":"red"}}
            GetStages {"ApiId": "$api"}
                {"Items":[{"CreatedDate":"2026-11-21T10:00:05Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"$default","StageVariables":{},"Tags":{"team":"red"}},{"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:05Z","RouteSettings":{},"StageName":"dev","StageVariables":{"b":"2","c":"3"},"Tags":{}}]}
            DeleteStage {"ApiId": "$api", "StageName": "dev"}
                {}
            GetStage {"ApiId": "$api", "StageName": "dev"}
                404 NotFoundException: Invalid stage identifier specified
            DeleteStage {"ApiId": "$api", "StageName": "dev"}
                404 NotFoundException: Invalid stage identifier specified
            GetStage {"ApiId": "nowhere", "StageName": "dev"}
                404 NotFoundException: Invalid API identifier specified 123456789012:nowhere
            CreateStage {"ApiId": "nowhere", "StageName": "dev"}
                404 NotFoundException: Invalid API identifier specified 123456789012:nowhere
        "#]],
    );
}

#[test]
fn settings_of_websocket_stages() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"DataTraceEnabled": true, "DetailedMetricsEnabled": true, "LoggingLevel": "ERROR", "ThrottlingBurstLimit": 2222, "ThrottlingRateLimit": 8888}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"DataTraceEnabled": false, "LoggingLevel": "INFO", "ThrottlingBurstLimit": 1111, "ThrottlingRateLimit": 9999}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"DetailedMetricsEnabled": false, "ThrottlingBurstLimit": null, "ThrottlingRateLimit": null}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"$default": {}, "$connect": {"LoggingLevel": "ERROR", "ThrottlingBurstLimit": 2222}}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"$connect": {"DetailedMetricsEnabled": true}}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"send": {"DetailedMetricsEnabled": true}}}
        DeleteRouteSettings {"ApiId": "$api", "StageName": "dev", "RouteKey": "$connect"}
        DeleteRouteSettings {"ApiId": "$api", "StageName": "dev", "RouteKey": "$connect"}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"$default": null}, "ClientCertificateId": "abc123"}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": null, "ClientCertificateId": ""}
        ResetAuthorizersCache {"ApiId": "$api", "StageName": "dev"}
        ResetAuthorizersCache {"ApiId": "$api", "StageName": "nowhere"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"b","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"DataTraceEnabled": true, "DetailedMetricsEnabled": true, "LoggingLevel": "ERROR", "ThrottlingBurstLimit": 2222, "ThrottlingRateLimit": 8888}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DataTraceEnabled":true,"DetailedMetricsEnabled":true,"LoggingLevel":"ERROR","ThrottlingBurstLimit":2222,"ThrottlingRateLimit":8888.0},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"DataTraceEnabled": false, "LoggingLevel": "INFO", "ThrottlingBurstLimit": 1111, "ThrottlingRateLimit": 9999}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DataTraceEnabled":false,"DetailedMetricsEnabled":true,"LoggingLevel":"INFO","ThrottlingBurstLimit":1111,"ThrottlingRateLimit":9999.0},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"DetailedMetricsEnabled": false, "ThrottlingBurstLimit": null, "ThrottlingRateLimit": null}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DataTraceEnabled":false,"DetailedMetricsEnabled":false,"LoggingLevel":"INFO"},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"$default": {}, "$connect": {"LoggingLevel": "ERROR", "ThrottlingBurstLimit": 2222}}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DataTraceEnabled":false,"DetailedMetricsEnabled":false,"LoggingLevel":"INFO"},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{"$default":{"DataTraceEnabled":false,"DetailedMetricsEnabled":false,"LoggingLevel":"OFF"},"$connect":{"DataTraceEnabled":false,"DetailedMetricsEnabled":false,"LoggingLevel":"ERROR","ThrottlingBurstLimit":2222}},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"$connect": {"DetailedMetricsEnabled": true}}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DataTraceEnabled":false,"DetailedMetricsEnabled":false,"LoggingLevel":"INFO"},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{"$default":{"DataTraceEnabled":false,"DetailedMetricsEnabled":false,"LoggingLevel":"OFF"},"$connect":{"DataTraceEnabled":false,"DetailedMetricsEnabled":true,"LoggingLevel":"ERROR","ThrottlingBurstLimit":2222}},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"send": {"DetailedMetricsEnabled": true}}}
                404 NotFoundException: Unable to find Route by key send within the provided RouteSettings
            DeleteRouteSettings {"ApiId": "$api", "StageName": "dev", "RouteKey": "$connect"}
                {}
            DeleteRouteSettings {"ApiId": "$api", "StageName": "dev", "RouteKey": "$connect"}
                404 NotFoundException: Unable to find Route by key $connect within the provided RouteSettings
            UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"$default": null}, "ClientCertificateId": "abc123"}
                {"ClientCertificateId":"abc123","CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DataTraceEnabled":false,"DetailedMetricsEnabled":false,"LoggingLevel":"INFO"},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": null, "ClientCertificateId": ""}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DataTraceEnabled":false,"DetailedMetricsEnabled":false,"LoggingLevel":"OFF"},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            ResetAuthorizersCache {"ApiId": "$api", "StageName": "dev"}
                {}
            ResetAuthorizersCache {"ApiId": "$api", "StageName": "nowhere"}
                404 NotFoundException: Invalid stage identifier specified
        "#]],
    );
}

#[test]
fn settings_of_http_stages() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /a"}
        let route = RouteId
        CreateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"LoggingLevel": "OFF"}}
        CreateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"DataTraceEnabled": true}}
        CreateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"GET /b": {"ThrottlingBurstLimit": 1}}}
        CreateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"ThrottlingBurstLimit": -1}}
        CreateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"DataTraceEnabled": false, "ThrottlingRateLimit": 0.5}, "RouteSettings": {"GET /a": {"ThrottlingBurstLimit": 1}}}
        # A renamed route leaves its settings behind, which must go before others come.
        UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "GET /b"}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "d"}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"GET /b": {"ThrottlingBurstLimit": 1}}}
        DeleteRouteSettings {"ApiId": "$api", "StageName": "dev", "RouteKey": "GET /a"}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"GET /b": {"ThrottlingBurstLimit": 1}}}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /a"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"suoszo4","RouteKey":"GET /a"}
            CreateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"LoggingLevel": "OFF"}}
                400 BadRequestException: Execution logs are not supported on protocolType HTTP
            CreateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"DataTraceEnabled": true}}
                400 BadRequestException: Execution logs are not supported on protocolType HTTP
            CreateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"GET /b": {"ThrottlingBurstLimit": 1}}}
                404 NotFoundException: Unable to find Route by key GET /b within the provided RouteSettings
            CreateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"ThrottlingBurstLimit": -1}}
                400 BadRequestException: Invalid throttling burst limit specified. It must not be negative
            CreateStage {"ApiId": "$api", "StageName": "dev", "DefaultRouteSettings": {"DataTraceEnabled": false, "ThrottlingRateLimit": 0.5}, "RouteSettings": {"GET /a": {"ThrottlingBurstLimit": 1}}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false,"ThrottlingRateLimit":0.5},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{"GET /a":{"ThrottlingBurstLimit":1}},"StageName":"dev","StageVariables":{},"Tags":{}}
            # A renamed route leaves its settings behind, which must go before others come.
            UpdateRoute {"ApiId": "$api", "RouteId": "$route", "RouteKey": "GET /b"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"$route","RouteKey":"GET /b"}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "Description": "d"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false,"ThrottlingRateLimit":0.5},"Description":"d","LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{"GET /a":{"ThrottlingBurstLimit":1}},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"GET /b": {"ThrottlingBurstLimit": 1}}}
                404 NotFoundException: Unable to find Route by key GET /a within the provided RouteSettings
            DeleteRouteSettings {"ApiId": "$api", "StageName": "dev", "RouteKey": "GET /a"}
                {}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "RouteSettings": {"GET /b": {"ThrottlingBurstLimit": 1}}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false,"ThrottlingRateLimit":0.5},"Description":"d","LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{"GET /b":{"ThrottlingBurstLimit":1}},"StageName":"dev","StageVariables":{},"Tags":{}}
        "#]],
    );
}

#[test]
fn access_logs_of_stages() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g:*", "Format": "$context.identity.sourceIp $context.requestId"}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/amazon-apigateway-a", "Format": "$context.requestId"}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/a", "Format": "$context.requestId"}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:s3:::b", "Format": "$context.requestId"}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "Format": "$context.status"}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {}}
        UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "Format": "$context.requestId"}}
        DeleteAccessLogSettings {"ApiId": "$api", "StageName": "dev"}
        GetStage {"ApiId": "$api", "StageName": "dev"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g:*", "Format": "$context.identity.sourceIp $context.requestId"}}
                {"AccessLogSettings":{"DestinationArn":"arn:aws:logs:us-east-1:123456789012:log-group:g","Format":"$context.identity.sourceIp $context.requestId"},"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/amazon-apigateway-a", "Format": "$context.requestId"}}
                {"AccessLogSettings":{"DestinationArn":"arn:aws:firehose:us-east-1:123456789012:deliverystream/amazon-apigateway-a","Format":"$context.requestId"},"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:firehose:us-east-1:123456789012:deliverystream/a", "Format": "$context.requestId"}}
                400 BadRequestException: Kinesis Firehose delivery stream name must begin with the characters 'amazon-apigateway-'
            UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:s3:::b", "Format": "$context.requestId"}}
                400 BadRequestException: The ARN must be a valid CloudWatch Logs log group or Kinesis Data Firehose delivery stream
            UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "Format": "$context.status"}}
                400 BadRequestException: Access Log format must include either $context.requestId or $context.extendedRequestId
            UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            UpdateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "Format": "$context.requestId"}}
                {"AccessLogSettings":{"DestinationArn":"arn:aws:logs:us-east-1:123456789012:log-group:g","Format":"$context.requestId"},"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
            DeleteAccessLogSettings {"ApiId": "$api", "StageName": "dev"}
                {}
            GetStage {"ApiId": "$api", "StageName": "dev"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"dev","StageVariables":{},"Tags":{}}
        "#]],
    );
}

#[test]
fn what_no_stage_can_be_is_refused() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let chat = ApiId
        CreateStage {"ApiId": "$chat", "StageName": "$default"}
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api"}
        CreateStage {"ApiId": "$api", "StageName": ""}
        CreateStage {"ApiId": "$api", "StageName": "a/b"}
        CreateStage {"ApiId": "$api", "StageName": "x * 129"}
        CreateStage {"ApiId": "$api", "StageName": "dev", "Description": "x * 1025"}
        CreateStage {"ApiId": "$api", "StageName": "dev", "StageVariables": {"a-b": "1"}}
        CreateStage {"ApiId": "$api", "StageName": "dev", "StageVariables": {"a": "{}"}}
        CreateStage {"ApiId": "$api", "StageName": "dev", "Tags": {"aws:a": "1"}}
        CreateStage {"ApiId": "$api", "StageName": "dev", "DeploymentId": "abcdef"}
        CreateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "Format": "x * 1025"}}
        GetStages {"ApiId": "$api"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"b","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateStage {"ApiId": "$chat", "StageName": "$default"}
                400 BadRequestException: Stage name only allows a-zA-Z0-9_
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavaysu.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavaysu","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api"}
                400 BadRequestException: Stage name is required
            CreateStage {"ApiId": "$api", "StageName": ""}
                400 BadRequestException: Invalid stage name specified. It must have between 1 and 128 characters, and has 0
            CreateStage {"ApiId": "$api", "StageName": "a/b"}
                400 BadRequestException: Stage name only allows a-zA-Z0-9_
            CreateStage {"ApiId": "$api", "StageName": "x * 129"}
                400 BadRequestException: Invalid stage name specified. It must have between 1 and 128 characters, and has 129
            CreateStage {"ApiId": "$api", "StageName": "dev", "Description": "x * 1025"}
                400 BadRequestException: Invalid description specified. It must have between 0 and 1024 characters, and has 1025
            CreateStage {"ApiId": "$api", "StageName": "dev", "StageVariables": {"a-b": "1"}}
                400 BadRequestException: Invalid stage variable name: a-b. Please use names with only word characters.
            CreateStage {"ApiId": "$api", "StageName": "dev", "StageVariables": {"a": "{}"}}
                400 BadRequestException: Invalid stage variable value of key a.  Please use values with alphanumeric characters and the symbols ' ', -', '.', '_', ':', '/', '?', '&', '=', and ','.
            CreateStage {"ApiId": "$api", "StageName": "dev", "Tags": {"aws:a": "1"}}
                400 BadRequestException: aws: prefixed tag key names are not allowed for external use: aws:a
            CreateStage {"ApiId": "$api", "StageName": "dev", "DeploymentId": "abcdef"}
                404 NotFoundException: Invalid Deployment identifier specified abcdef
            CreateStage {"ApiId": "$api", "StageName": "dev", "AccessLogSettings": {"DestinationArn": "arn:aws:logs:us-east-1:123456789012:log-group:g", "Format": "x * 1025"}}
                400 BadRequestException: Invalid format specified. It must have between 1 and 1024 characters, and has 1025
            GetStages {"ApiId": "$api"}
                {"Items":[]}
        "#]],
    );
}

#[test]
fn variables_have_some_length() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "a", "StageVariables": {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": "x"}}
        CreateStage {"ApiId": "$api", "StageName": "a", "StageVariables": {"a": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}}
        CreateStage {"ApiId": "$api", "StageName": "a", "StageVariables": {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": "x"}}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "a", "StageVariables": {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": "x"}}
                400 BadRequestException: Invalid stage variable: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa. Names have at most 64 characters, values 512
            CreateStage {"ApiId": "$api", "StageName": "a", "StageVariables": {"a": "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}}
                400 BadRequestException: Invalid stage variable: a. Names have at most 64 characters, values 512
            CreateStage {"ApiId": "$api", "StageName": "a", "StageVariables": {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": "x"}}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"a","StageVariables":{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa":"x"},"Tags":{}}
        "#]],
    );
}
