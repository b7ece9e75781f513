use crate::script::check;
use expect_test::expect;

#[test]
fn integrations_of_http_apis() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "ANY", "IntegrationUri": "http://www.example.com", "RequestParameters": {"append:header.header1": "$context.requestId", "remove:querystring.qs1": "''"}, "ResponseParameters": {"403": {"append:header.header1": "$context.requestId"}, "404": {"append:header.error": "$stageVariables.environmentId"}}}
        let integration = IntegrationId
        UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "RequestParameters": {"append:header.header1": "$context.accountId", "remove:querystring.qs1": "", "overwrite:header.header2": "$stageVariables.environmentId"}, "ResponseParameters": {"403": {}, "404": {"overwrite:statuscode": "200"}}}
        UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "Description": "mine", "TimeoutInMillis": 29001, "TlsConfig": {"ServerNameToVerify": "www.example.com"}}
        UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "Description": "", "TlsConfig": {}, "TimeoutInMillis": null}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn:aws:lambda:us-east-1:123456789012:function:f", "PayloadFormatVersion": "2.0"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationSubtype": "SQS-SendMessage", "CredentialsArn": "arn:aws:iam::123456789012:role/r", "RequestParameters": {"QueueUrl": "$request.header.queueUrl", "MessageBody": "$request.body"}}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "Target": "integrations/$integration"}
        let route = RouteId
        DeleteIntegration {"ApiId": "$api", "IntegrationId": "$integration"}
        DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
        DeleteIntegration {"ApiId": "$api", "IntegrationId": "$integration"}
        GetIntegration {"ApiId": "$api", "IntegrationId": "$integration"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "ANY", "IntegrationUri": "http://www.example.com", "RequestParameters": {"append:header.header1": "$context.requestId", "remove:querystring.qs1": "''"}, "ResponseParameters": {"403": {"append:header.header1": "$context.requestId"}, "404": {"append:header.error": "$stageVariables.environmentId"}}}
                {"ConnectionType":"INTERNET","IntegrationId":"suoszo4","IntegrationMethod":"ANY","IntegrationType":"HTTP_PROXY","IntegrationUri":"http://www.example.com","PayloadFormatVersion":"1.0","RequestParameters":{"append:header.header1":"$context.requestId","remove:querystring.qs1":"''"},"ResponseParameters":{"403":{"append:header.header1":"$context.requestId"},"404":{"append:header.error":"$stageVariables.environmentId"}},"TimeoutInMillis":30000}
            UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "RequestParameters": {"append:header.header1": "$context.accountId", "remove:querystring.qs1": "", "overwrite:header.header2": "$stageVariables.environmentId"}, "ResponseParameters": {"403": {}, "404": {"overwrite:statuscode": "200"}}}
                {"ConnectionType":"INTERNET","IntegrationId":"$integration","IntegrationMethod":"ANY","IntegrationType":"HTTP_PROXY","IntegrationUri":"http://www.example.com","PayloadFormatVersion":"1.0","RequestParameters":{"append:header.header1":"$context.accountId","overwrite:header.header2":"$stageVariables.environmentId"},"ResponseParameters":{"404":{"overwrite:statuscode":"200"}},"TimeoutInMillis":30000}
            UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "Description": "mine", "TimeoutInMillis": 29001, "TlsConfig": {"ServerNameToVerify": "www.example.com"}}
                {"ConnectionType":"INTERNET","Description":"mine","IntegrationId":"$integration","IntegrationMethod":"ANY","IntegrationType":"HTTP_PROXY","IntegrationUri":"http://www.example.com","PayloadFormatVersion":"1.0","RequestParameters":{"append:header.header1":"$context.accountId","overwrite:header.header2":"$stageVariables.environmentId"},"ResponseParameters":{"404":{"overwrite:statuscode":"200"}},"TimeoutInMillis":29001,"TlsConfig":{"ServerNameToVerify":"www.example.com"}}
            UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "Description": "", "TlsConfig": {}, "TimeoutInMillis": null}
                {"ConnectionType":"INTERNET","IntegrationId":"$integration","IntegrationMethod":"ANY","IntegrationType":"HTTP_PROXY","IntegrationUri":"http://www.example.com","PayloadFormatVersion":"1.0","RequestParameters":{"append:header.header1":"$context.accountId","overwrite:header.header2":"$stageVariables.environmentId"},"ResponseParameters":{"404":{"overwrite:statuscode":"200"}},"TimeoutInMillis":30000}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn:aws:lambda:us-east-1:123456789012:function:f", "PayloadFormatVersion": "2.0"}
                {"ConnectionType":"INTERNET","IntegrationId":"n5qv4jm","IntegrationMethod":"POST","IntegrationType":"AWS_PROXY","IntegrationUri":"arn:aws:lambda:us-east-1:123456789012:function:f","PayloadFormatVersion":"2.0","TimeoutInMillis":30000}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationSubtype": "SQS-SendMessage", "CredentialsArn": "arn:aws:iam::123456789012:role/r", "RequestParameters": {"QueueUrl": "$request.header.queueUrl", "MessageBody": "$request.body"}}
                {"ConnectionType":"INTERNET","CredentialsArn":"arn:aws:iam::123456789012:role/r","IntegrationId":"hqanqa2","IntegrationSubtype":"SQS-SendMessage","IntegrationType":"AWS_PROXY","PayloadFormatVersion":"1.0","RequestParameters":{"QueueUrl":"$request.header.queueUrl","MessageBody":"$request.body"},"TimeoutInMillis":30000}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /", "Target": "integrations/$integration"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"a2p9ybp","RouteKey":"GET /","Target":"integrations/$integration"}
            DeleteIntegration {"ApiId": "$api", "IntegrationId": "$integration"}
                409 ConflictException: Cannot delete Integration because it is referenced by the following Routes with Ids: [$route]
            DeleteRoute {"ApiId": "$api", "RouteId": "$route"}
                {}
            DeleteIntegration {"ApiId": "$api", "IntegrationId": "$integration"}
                {}
            GetIntegration {"ApiId": "$api", "IntegrationId": "$integration"}
                404 NotFoundException: Invalid Integration identifier specified $integration
        "#]],
    );
}

#[test]
fn integrations_of_websocket_apis() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let api = ApiId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "MOCK"}
        let integration = IntegrationId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS", "IntegrationUri": "arn:aws:lambda:us-east-1:123456789012:function:f", "ContentHandlingStrategy": "CONVERT_TO_TEXT", "RequestTemplates": {"application/json": ""}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "PUT", "IntegrationUri": "http://www.example.net", "ConnectionType": "VPC_LINK", "ConnectionId": "abc123", "PassthroughBehavior": "NEVER", "TimeoutInMillis": 12345}
        CreateIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseKey": "200"}
        CreateIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseKey": "$default", "ContentHandlingStrategy": "CONVERT_TO_TEXT", "ResponseTemplates": {"application/json": ""}, "TemplateSelectionExpression": "$request.body.name"}
        let response = IntegrationResponseId
        CreateIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseKey": "$default"}
        UpdateIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseId": "$response", "IntegrationResponseKey": "/404/", "ResponseTemplates": {"application/xml": "x"}}
        GetIntegrationResponses {"ApiId": "$api", "IntegrationId": "$integration"}
        GetIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseId": "$response"}
        DeleteIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseId": "$response"}
        GetIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseId": "$response"}
        GetIntegrationResponse {"ApiId": "$api", "IntegrationId": "nowhere", "IntegrationResponseId": "$response"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "MOCK"}
                {"ConnectionType":"INTERNET","IntegrationId":"suoszo4","IntegrationResponseSelectionExpression":"${integration.response.statuscode}","IntegrationType":"MOCK","PassthroughBehavior":"WHEN_NO_MATCH","PayloadFormatVersion":"1.0","TimeoutInMillis":29000}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS", "IntegrationUri": "arn:aws:lambda:us-east-1:123456789012:function:f", "ContentHandlingStrategy": "CONVERT_TO_TEXT", "RequestTemplates": {"application/json": ""}}
                {"ConnectionType":"INTERNET","ContentHandlingStrategy":"CONVERT_TO_TEXT","IntegrationId":"n5qv4jm","IntegrationMethod":"POST","IntegrationResponseSelectionExpression":"${integration.response.body.errorMessage}","IntegrationType":"AWS","IntegrationUri":"arn:aws:lambda:us-east-1:123456789012:function:f","PassthroughBehavior":"WHEN_NO_MATCH","PayloadFormatVersion":"1.0","RequestTemplates":{"application/json":""},"TimeoutInMillis":29000}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "PUT", "IntegrationUri": "http://www.example.net", "ConnectionType": "VPC_LINK", "ConnectionId": "abc123", "PassthroughBehavior": "NEVER", "TimeoutInMillis": 12345}
                {"ConnectionId":"abc123","ConnectionType":"VPC_LINK","IntegrationId":"hqanqa2","IntegrationMethod":"PUT","IntegrationType":"HTTP_PROXY","IntegrationUri":"http://www.example.net","PassthroughBehavior":"NEVER","PayloadFormatVersion":"1.0","TimeoutInMillis":12345}
            CreateIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseKey": "200"}
                400 BadRequestException: IntegrationResponseKey must be $default or a pattern between slashes, such as /200/
            CreateIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseKey": "$default", "ContentHandlingStrategy": "CONVERT_TO_TEXT", "ResponseTemplates": {"application/json": ""}, "TemplateSelectionExpression": "$request.body.name"}
                {"ContentHandlingStrategy":"CONVERT_TO_TEXT","IntegrationResponseId":"a2p9yb","IntegrationResponseKey":"$default","ResponseTemplates":{"application/json":""},"TemplateSelectionExpression":"$request.body.name"}
            CreateIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseKey": "$default"}
                409 ConflictException: IntegrationResponse with key $default already exists for this Integration
            UpdateIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseId": "$response", "IntegrationResponseKey": "/404/", "ResponseTemplates": {"application/xml": "x"}}
                {"ContentHandlingStrategy":"CONVERT_TO_TEXT","IntegrationResponseId":"a2p9yb","IntegrationResponseKey":"/404/","ResponseTemplates":{"application/xml":"x"},"TemplateSelectionExpression":"$request.body.name"}
            GetIntegrationResponses {"ApiId": "$api", "IntegrationId": "$integration"}
                {"Items":[{"ContentHandlingStrategy":"CONVERT_TO_TEXT","IntegrationResponseId":"a2p9yb","IntegrationResponseKey":"/404/","ResponseTemplates":{"application/xml":"x"},"TemplateSelectionExpression":"$request.body.name"}]}
            GetIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseId": "$response"}
                {"ContentHandlingStrategy":"CONVERT_TO_TEXT","IntegrationResponseId":"a2p9yb","IntegrationResponseKey":"/404/","ResponseTemplates":{"application/xml":"x"},"TemplateSelectionExpression":"$request.body.name"}
            DeleteIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseId": "$response"}
                {}
            GetIntegrationResponse {"ApiId": "$api", "IntegrationId": "$integration", "IntegrationResponseId": "$response"}
                404 NotFoundException: Invalid IntegrationResponse identifier specified a2p9yb
            GetIntegrationResponse {"ApiId": "$api", "IntegrationId": "nowhere", "IntegrationResponseId": "$response"}
                404 NotFoundException: Invalid Integration identifier specified nowhere
        "#]],
    );
}

#[test]
fn what_no_integration_can_be_is_refused() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "MOCK"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "LAMBDA"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationUri": "http://example.com"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "http://example.com", "PayloadFormatVersion": "2.0"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "PayloadFormatVersion": "3.0"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "TimeoutInMillis": 49}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "ConnectionType": "VPC_LINK"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationSubtype": "S3-PutObject"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationSubtype": "SQS-PurgeQueue"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationSubtype": "SQS-SendMessage", "CredentialsArn": "arn", "RequestParameters": {"QueueUrl": "x"}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "RequestParameters": {"header.a": "b"}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "ResponseParameters": {"100": {"append:header.a": "b"}}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "ResponseParameters": {"200": {"append:querystring.a": "b"}}}
        CreateIntegrationResponse {"ApiId": "$api", "IntegrationId": "nowhere", "IntegrationResponseKey": "/200/"}
        GetIntegrations {"ApiId": "$api"}
        CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let chat = ApiId
        CreateIntegration {"ApiId": "$chat", "IntegrationType": "MOCK", "TimeoutInMillis": 29001}
        CreateIntegration {"ApiId": "$chat", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "PayloadFormatVersion": "2.0"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "MOCK"}
                400 BadRequestException: Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)
            CreateIntegration {"ApiId": "$api", "IntegrationType": "LAMBDA"}
                400 BadRequestException: Invalid integration type specified. Must be one of [AWS, AWS_PROXY, HTTP, HTTP_PROXY, MOCK]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationUri": "http://example.com"}
                400 BadRequestException: HttpMethod parameter method must be specified for integrationType HTTPPROXY
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET"}
                400 BadRequestException: Integration URI must be specified for integration type HTTP_PROXY
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "http://example.com", "PayloadFormatVersion": "2.0"}
                400 BadRequestException: PayloadFormatVersion 2.0 is not supported for integration of type HTTP_PROXY
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "PayloadFormatVersion": "3.0"}
                400 BadRequestException: Unsupported PayloadFormatVersion: 3.0
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "TimeoutInMillis": 49}
                400 BadRequestException: Timeout should be between 50 ms and 30000 ms
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "ConnectionType": "VPC_LINK"}
                400 BadRequestException: ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationSubtype": "S3-PutObject"}
                400 BadRequestException: Operation: S3-PutObject is not supported.
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationSubtype": "SQS-PurgeQueue"}
                400 BadRequestException: Role ARN must be specified for AWS integration configuration with Subtype: SQS-PurgeQueue
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationSubtype": "SQS-SendMessage", "CredentialsArn": "arn", "RequestParameters": {"QueueUrl": "x"}}
                400 BadRequestException: Operation: SQS-SendMessage requires enabling passthrough, or defining all of the following parameters: [QueueUrl, MessageBody]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "RequestParameters": {"header.a": "b"}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid Request Actioned Parameter header.a]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "ResponseParameters": {"100": {"append:header.a": "b"}}}
                400 BadRequestException: Status Code 100 is not valid
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "ResponseParameters": {"200": {"append:querystring.a": "b"}}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid Response Actioned Parameter append:querystring.a]
            CreateIntegrationResponse {"ApiId": "$api", "IntegrationId": "nowhere", "IntegrationResponseKey": "/200/"}
                404 NotFoundException: Invalid Integration identifier specified nowhere
            GetIntegrations {"ApiId": "$api"}
                {"Items":[]}
            CreateApi {"Name": "b", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavaysu.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavaysu","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"b","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateIntegration {"ApiId": "$chat", "IntegrationType": "MOCK", "TimeoutInMillis": 29001}
                400 BadRequestException: Timeout should be between 50 ms and 29000 ms
            CreateIntegration {"ApiId": "$chat", "IntegrationType": "AWS_PROXY", "IntegrationUri": "arn", "PayloadFormatVersion": "2.0"}
                400 BadRequestException: Unsupported PayloadFormatVersion: 2.0
        "#]],
    );
}

#[test]
fn targets_that_no_request_could_be_sent_to_are_refused() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "ftp://a.b"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "FETCH", "IntegrationUri": "https://a.b"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://${stageVariables.host}/x"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "${stageVariables.url}"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "f"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "ConnectionType": "VPC_LINK", "ConnectionId": "nowhere", "IntegrationUri": "https://a.b"}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "ConnectionType": "VPC_LINK", "ConnectionId": "nowhere", "IntegrationUri": "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/b/c"}
        CreateVpcLink {"Name": "v", "SubnetIds": ["subnet-1"]}
        let link = VpcLinkId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "ConnectionType": "VPC_LINK", "ConnectionId": "$link", "IntegrationUri": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"}
        CreateApi {"Name": "a", "ProtocolType": "HTTP", "Target": "nowhere"}
        GetApis {"MaxResults": "10"}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "ftp://a.b"}
                400 BadRequestException: Invalid HTTP endpoint specified for URI
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://"}
                400 BadRequestException: Invalid HTTP endpoint specified for URI
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "FETCH", "IntegrationUri": "https://a.b"}
                400 BadRequestException: Invalid HTTP method specified: FETCH
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://${stageVariables.host}/x"}
                {"ConnectionType":"INTERNET","IntegrationId":"suoszo4","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"https://${stageVariables.host}/x","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "${stageVariables.url}"}
                {"ConnectionType":"INTERNET","IntegrationId":"n5qv4jm","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"${stageVariables.url}","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationUri": "f"}
                400 BadRequestException: Invalid ARN specified in the request
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "ConnectionType": "VPC_LINK", "ConnectionId": "nowhere", "IntegrationUri": "https://a.b"}
                400 BadRequestException: For VpcLink V2, integration URI should be the ARN of an ALB or NLB listener or of a Cloud Map service
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "ConnectionType": "VPC_LINK", "ConnectionId": "nowhere", "IntegrationUri": "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/a/b/c"}
                404 NotFoundException: Invalid VpcLink identifier specified nowhere
            CreateVpcLink {"Name": "v", "SubnetIds": ["subnet-1"]}
                {"CreatedDate":"2026-11-21T10:00:00Z","Name":"v","SecurityGroupIds":[],"SubnetIds":["subnet-1"],"Tags":{},"VpcLinkId":"2rvpavayhq","VpcLinkStatus":"PENDING","VpcLinkStatusMessage":"VPC link is provisioning ENIs","VpcLinkVersion":"V2"}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "ConnectionType": "VPC_LINK", "ConnectionId": "$link", "IntegrationUri": "arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1"}
                {"ConnectionId":"$link","ConnectionType":"VPC_LINK","IntegrationId":"a2p9ybp","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"arn:aws:servicediscovery:us-east-1:123456789012:service/srv-1","PayloadFormatVersion":"1.0","TimeoutInMillis":30000}
            CreateApi {"Name": "a", "ProtocolType": "HTTP", "Target": "nowhere"}
                400 BadRequestException: Invalid HTTP endpoint specified for URI
            GetApis {"MaxResults": "10"}
                {"Items":[{"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}]}
        "#]],
    );
}

#[test]
fn mappings_of_what_there_is_not_are_refused() {
    check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"overwrite:header.Authorization": "1"}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"append:header.X-Amz-Date": "1"}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "ResponseParameters": {"200": {"append:header.Access-Control-Allow-Origin": "*"}}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"append:header.a": "$response.body.x"}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"append:header.a": "x-${request.header.a}-${nothing.b}"}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "ResponseParameters": {"200": {"append:header.a": "$request.header.a"}}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"append:path": "/"}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"append:header.": "a"}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"overwrite:path": "$request.path.proxy", "append:querystring.a": "${request.header.a} ${context.requestId}", "remove:header.b": "''", "append:header.c": "$stageVariables.c"}, "ResponseParameters": {"200": {"overwrite:statuscode": "$response.header.status"}}}
        let integration = IntegrationId
        # An entry within an entry goes as an entry does.
        UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "ResponseParameters": {"200": {"overwrite:statuscode": ""}, "404": {"append:header.a": "", "append:header.b": "b"}}}
        CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationSubtype": "SQS-SendMessage", "CredentialsArn": "arn:aws:iam::123456789012:role/r", "RequestParameters": {"QueueUrl": "q", "MessageBody": "$request.body", "Delay": "1"}}
        CreateApi {"Name": "w", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let chat = ApiId
        CreateIntegration {"ApiId": "$chat", "IntegrationType": "MOCK", "RequestParameters": {"append:header.a": "1"}}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"overwrite:header.Authorization": "1"}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Operations on header authorization are restricted]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"append:header.X-Amz-Date": "1"}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Operations on header x-amz-date are restricted]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "ResponseParameters": {"200": {"append:header.Access-Control-Allow-Origin": "*"}}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Operations on header access-control-allow-origin are restricted]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"append:header.a": "$response.body.x"}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid source: $response.body.x specified for destination: append:header.a]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"append:header.a": "x-${request.header.a}-${nothing.b}"}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid source: $nothing.b specified for destination: append:header.a]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "ResponseParameters": {"200": {"append:header.a": "$request.header.a"}}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid source: $request.header.a specified for destination: append:header.a]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"append:path": "/"}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid Request Actioned Parameter append:path]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"append:header.": "a"}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid Request Actioned Parameter append:header.]
            CreateIntegration {"ApiId": "$api", "IntegrationType": "HTTP_PROXY", "IntegrationMethod": "GET", "IntegrationUri": "https://a.b", "RequestParameters": {"overwrite:path": "$request.path.proxy", "append:querystring.a": "${request.header.a} ${context.requestId}", "remove:header.b": "''", "append:header.c": "$stageVariables.c"}, "ResponseParameters": {"200": {"overwrite:statuscode": "$response.header.status"}}}
                {"ConnectionType":"INTERNET","IntegrationId":"suoszo4","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"https://a.b","PayloadFormatVersion":"1.0","RequestParameters":{"overwrite:path":"$request.path.proxy","append:querystring.a":"${request.header.a} ${context.requestId}","remove:header.b":"''","append:header.c":"$stageVariables.c"},"ResponseParameters":{"200":{"overwrite:statuscode":"$response.header.status"}},"TimeoutInMillis":30000}
            # An entry within an entry goes as an entry does.
            UpdateIntegration {"ApiId": "$api", "IntegrationId": "$integration", "ResponseParameters": {"200": {"overwrite:statuscode": ""}, "404": {"append:header.a": "", "append:header.b": "b"}}}
                {"ConnectionType":"INTERNET","IntegrationId":"$integration","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"https://a.b","PayloadFormatVersion":"1.0","RequestParameters":{"overwrite:path":"$request.path.proxy","append:querystring.a":"${request.header.a} ${context.requestId}","remove:header.b":"''","append:header.c":"$stageVariables.c"},"ResponseParameters":{"404":{"append:header.b":"b"}},"TimeoutInMillis":30000}
            CreateIntegration {"ApiId": "$api", "IntegrationType": "AWS_PROXY", "IntegrationSubtype": "SQS-SendMessage", "CredentialsArn": "arn:aws:iam::123456789012:role/r", "RequestParameters": {"QueueUrl": "q", "MessageBody": "$request.body", "Delay": "1"}}
                400 BadRequestException: Parameter: Delay does not fit schema for Operation: SQS-SendMessage.
            CreateApi {"Name": "w", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavayn5.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayn5","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"w","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            CreateIntegration {"ApiId": "$chat", "IntegrationType": "MOCK", "RequestParameters": {"append:header.a": "1"}}
                400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: append:header.a]
        "#]],
    );
}
