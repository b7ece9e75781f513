//! Definitions that are refused, and what is said of them.

use crate::script::{self, Stagehand, options};
use expect_test::{Expect, expect};

/// Imports definitions, one a line, and shows what is said of each; nothing may have come of those refused.
#[track_caller]
fn check(definitions: &str, expect: Expect) {
    let mut stagehand = Stagehand::new(options());
    let mut shown = String::new();
    for body in definitions.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let input = serde_json::json!({"Body": body.replace("\\n", "\n")});
        let answer = stagehand.run(&format!("service apigatewayv2\nImportApi {input}"));
        let answer = answer.lines().last().unwrap_or_default().trim();
        let said = match serde_json::from_str::<serde_json::Value>(answer) {
            Ok(api) => format!("imported, {}", api.get("Warnings").unwrap_or(&serde_json::Value::Null)),
            Err(_) => answer.to_owned(),
        };
        shown.push_str(&format!("{body}\n    {said}\n"));
    }
    expect.assert_eq(&shown);
}

#[test]
fn texts_that_are_neither_json_nor_yaml() {
    check(
        r#"
        {"openapi": "3.0.1", "info": {"title": "a"}
        {"openapi": "3.0.1", "info": {"title": "a"},}
        openapi: 3.0.1\ninfo:\n  title: a\n paths: {}
        openapi: 3.0.1\ninfo: {title: a\n
        openapi: 3.0.1\nopenapi: 3.0.1
        - openapi
        openapi
        42
        "#,
        expect![[r#"
            {"openapi": "3.0.1", "info": {"title": "a"}
                400 BadRequestException: Invalid OpenAPI input. EOF while parsing an object at line 1 column 43
            {"openapi": "3.0.1", "info": {"title": "a"},}
                imported, ["Parse issue: attribute paths is missing"]
            openapi: 3.0.1\ninfo:\n  title: a\n paths: {}
                400 BadRequestException: Invalid OpenAPI input. line 4, column 2: while parsing a block mapping, did not find expected key
            openapi: 3.0.1\ninfo: {title: a\n
                400 BadRequestException: Invalid OpenAPI input. line 3, column 1: while parsing a flow mapping, did not find expected ',' or '}'
            openapi: 3.0.1\nopenapi: 3.0.1
                400 BadRequestException: Invalid OpenAPI input. line 2, column 1: key `openapi` is twice in its map
            - openapi
                400 BadRequestException: Invalid OpenAPI input. it is no object
            openapi
                400 BadRequestException: Invalid OpenAPI input. it is no object
            42
                400 BadRequestException: Invalid OpenAPI input. it is no object
        "#]],
    );
}

#[test]
fn attributes_of_another_kind() {
    check(
        r#"
        {"openapi": "3.0.1"}
        {"openapi": "3.0.1", "info": "a"}
        {"openapi": "3.0.1", "info": {"title": ""}}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": ["/"]}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"/a": "get"}}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"/a": {"get": true}}}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"/a": {"get": {"x-amazon-apigateway-integration": "mock"}}}}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"/a": {"get": {"security": {"a": []}}}}}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "components": []}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "components": {"securitySchemes": {"a": "jwt"}}}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "servers": {"url": "a"}}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "tags": "a"}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "x-amazon-apigateway-cors": true}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "x-amazon-apigateway-cors": {"allowOrigins": "*"}}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"/a": {"get": {"x-amazon-apigateway-integration": {"type": "http_proxy", "uri": ["a"]}}}}}
        {"openapi": "3.1.0", "info": {"title": "a"}, "paths": {}}
        {"swagger": "2.0", "info": {"title": "a"}, "paths": {}}
        "#,
        expect![[r#"
            {"openapi": "3.0.1"}
                400 BadRequestException: Invalid OpenAPI input. attribute info.title is missing
            {"openapi": "3.0.1", "info": "a"}
                400 BadRequestException: Invalid OpenAPI input. attribute info is not of type `object`
            {"openapi": "3.0.1", "info": {"title": ""}}
                400 BadRequestException: Invalid OpenAPI input. attribute info.title is missing
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": ["/"]}
                400 BadRequestException: Invalid OpenAPI input. attribute paths is not of type `object`
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"/a": "get"}}
                400 BadRequestException: Invalid OpenAPI input. attribute paths.'/a' is not of type `object`
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"/a": {"get": true}}}
                400 BadRequestException: Invalid OpenAPI input. attribute paths.'/a'(get) is not of type `object`
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"/a": {"get": {"x-amazon-apigateway-integration": "mock"}}}}
                400 BadRequestException: Invalid OpenAPI input. attribute paths.'/a'(get).x-amazon-apigateway-integration is not of type `object`
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"/a": {"get": {"security": {"a": []}}}}}
                400 BadRequestException: Invalid OpenAPI input. attribute paths.'/a'(get).security is not of type `array`
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "components": []}
                400 BadRequestException: Invalid OpenAPI input. attribute components is not of type `object`
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "components": {"securitySchemes": {"a": "jwt"}}}
                400 BadRequestException: Invalid OpenAPI input. attribute components.securitySchemes.a is not of type `object`
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "servers": {"url": "a"}}
                400 BadRequestException: Invalid OpenAPI input. attribute servers is not of type `array`
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "tags": "a"}
                400 BadRequestException: Invalid OpenAPI input. attribute tags is not of type `array`
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "x-amazon-apigateway-cors": true}
                400 BadRequestException: Invalid OpenAPI input. attribute x-amazon-apigateway-cors is not of type `object`
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {}, "x-amazon-apigateway-cors": {"allowOrigins": "*"}}
                400 BadRequestException: 1 validation error detected: Value '*' at 'CorsConfiguration.AllowOrigins' failed to satisfy constraint: Member must be a list
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"/a": {"get": {"x-amazon-apigateway-integration": {"type": "http_proxy", "uri": ["a"]}}}}}
                400 BadRequestException: Unable to create integration for 'GET /a': 1 validation error detected: Value '[a]' at 'IntegrationUri' failed to satisfy constraint: Member must be a string
            {"openapi": "3.1.0", "info": {"title": "a"}, "paths": {}}
                400 BadRequestException: Invalid OpenAPI input. only definitions of OpenAPI 3.0 can be imported
            {"swagger": "2.0", "info": {"title": "a"}, "paths": {}}
                400 BadRequestException: Invalid OpenAPI input. only definitions of OpenAPI 3.0 can be imported, and this one has no attribute openapi
        "#]],
    );
}

#[test]
fn what_is_odd_is_warned_of() {
    check(
        r#"
        {"openapi": "3.0.1", "info": {"title": "a"}}
        {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"a": {}, "x-a": {}, "/b": {"gett": {}, "summary": "s", "x-b": 1, "parameters": []}}}
        "#,
        expect![[r#"
            {"openapi": "3.0.1", "info": {"title": "a"}}
                imported, ["Parse issue: attribute paths is missing"]
            {"openapi": "3.0.1", "info": {"title": "a"}, "paths": {"a": {}, "x-a": {}, "/b": {"gett": {}, "summary": "s", "x-b": 1, "parameters": []}}}
                imported, ["Parse issue: attribute paths. Resource a should start with /","Parse issue: attribute paths.'/b'.gett is unexpected"]
        "#]],
    );
}

/// The second path of a definition is refused when all of the first has been made.
#[test]
fn a_refused_definition_leaves_the_api_as_it_was() {
    script::check(
        r#"
        service apigatewayv2
        CreateApi {"Name": "a", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /a"}
        CreateStage {"ApiId": "$api", "StageName": "s", "AutoDeploy": true}
        ReimportApi {"ApiId": "$api", "Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"b\"}, \"paths\": {\"/b/{c}\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://a.b\"}}}, \"/b/{d}\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://a.b\"}}}}}"}
        ReimportApi {"ApiId": "$api", "Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"b\"}, \"paths\": {\"/b\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://a.b\"}}}, \"/c\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"mock\"}}}}}"}
        ImportApi {"Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"b\"}, \"paths\": {\"/b\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://a.b\"}}}, \"/b//c\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://a.b\"}}}}}"}
        GetRoutes {"ApiId": "$api"}
        GetIntegrations {"ApiId": "$api"}
        GetDeployments {"ApiId": "$api"}
        GetApis {}
        "#,
        expect![[r#"
            service apigatewayv2
            CreateApi {"Name": "a", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateRoute {"ApiId": "$api", "RouteKey": "GET /a"}
                {"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"suoszo4","RouteKey":"GET /a"}
            CreateStage {"ApiId": "$api", "StageName": "s", "AutoDeploy": true}
                {"AutoDeploy":true,"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"DeploymentId":"n5qv4j","LastDeploymentStatusMessage":"Successfully deployed stage with deployment ID 'n5qv4j'","LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"s","StageVariables":{},"Tags":{}}
            ReimportApi {"ApiId": "$api", "Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"b\"}, \"paths\": {\"/b/{c}\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://a.b\"}}}, \"/b/{d}\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://a.b\"}}}}}"}
                409 ConflictException: Unable to create route for 'GET /b/{d}': The provided route key "GET /b/{d}" has a conflicting variable on the same hierarchical level as "GET /b/{c}"
            ReimportApi {"ApiId": "$api", "Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"b\"}, \"paths\": {\"/b\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://a.b\"}}}, \"/c\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"mock\"}}}}}"}
                400 BadRequestException: Unable to create integration for 'GET /c': Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)
            ImportApi {"Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"b\"}, \"paths\": {\"/b\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://a.b\"}}}, \"/b//c\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://a.b\"}}}}}"}
                400 BadRequestException: Unable to create route for 'GET /b//c': One or more path parts appear to be invalid
            GetRoutes {"ApiId": "$api"}
                {"Items":[{"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"suoszo4","RouteKey":"GET /a"}]}
            GetIntegrations {"ApiId": "$api"}
                {"Items":[]}
            GetDeployments {"ApiId": "$api"}
                {"Items":[{"AutoDeployed":true,"CreatedDate":"2026-11-21T10:00:00Z","DeploymentId":"n5qv4j","DeploymentStatus":"DEPLOYED","Description":"Automatic deployment triggered by changes to the Api configuration"}]}
            GetApis {}
                {"Items":[{"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}]}
        "#]],
    );
}

#[test]
fn what_is_no_definition_is_refused() {
    script::check(
        r#"
        service apigatewayv2
        ImportApi
        ImportApi {"Body": ""}
        ImportApi {"Body": "{"}
        ImportApi {"Body": "[]"}
        ImportApi {"Body": "a: [1"}
        ImportApi {"Body": "swagger: '2.0'"}
        ImportApi {"Body": "openapi: 3.1.0"}
        ImportApi {"Body": "openapi: 3.0.1"}
        ImportApi {"Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"a\"}, \"paths\": {\"/x\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"mock\"}}}}}"}
        ImportApi {"Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"a\"}, \"paths\": {\"/{proxy+}/x\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://example.com\", \"payloadFormatVersion\": \"1.0\"}}}}}"}
        GetApis
        CreateApi {"Name": "w", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
        let socket = ApiId
        ReimportApi {"ApiId": "$socket", "Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"a\"}}"}
        ExportApi {"ApiId": "$socket", "Specification": "OAS30", "OutputType": "JSON"}
        ExportApi {"ApiId": "none", "Specification": "OAS30", "OutputType": "JSON"}
        ExportApi {"ApiId": "none", "Specification": "OAS31", "OutputType": "JSON"}
        CreateApi {"Name": "h", "ProtocolType": "HTTP"}
        let api = ApiId
        CreateStage {"ApiId": "$api", "StageName": "prod"}
        ExportApi {"ApiId": "$api", "Specification": "OAS30", "OutputType": "YAML", "StageName": "prod"}
        ExportApi {"ApiId": "$api", "Specification": "OAS30", "OutputType": "YAML", "ExportVersion": "2.0"}
        "#,
        expect![[r#"
            service apigatewayv2
            ImportApi
                400 BadRequestException: Body is required
            ImportApi {"Body": ""}
                400 BadRequestException: Invalid OpenAPI input. it is empty
            ImportApi {"Body": "{"}
                400 BadRequestException: Invalid OpenAPI input. EOF while parsing an object at line 1 column 1
            ImportApi {"Body": "[]"}
                400 BadRequestException: Invalid OpenAPI input. it is no object
            ImportApi {"Body": "a: [1"}
                400 BadRequestException: Invalid OpenAPI input. line 2, column 1: while parsing a flow sequence, expected ',' or ']'
            ImportApi {"Body": "swagger: '2.0'"}
                400 BadRequestException: Invalid OpenAPI input. only definitions of OpenAPI 3.0 can be imported, and this one has no attribute openapi
            ImportApi {"Body": "openapi: 3.1.0"}
                400 BadRequestException: Invalid OpenAPI input. only definitions of OpenAPI 3.0 can be imported
            ImportApi {"Body": "openapi: 3.0.1"}
                400 BadRequestException: Invalid OpenAPI input. attribute info.title is missing
            ImportApi {"Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"a\"}, \"paths\": {\"/x\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"mock\"}}}}}"}
                400 BadRequestException: Unable to create integration for 'GET /x': Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)
            ImportApi {"Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"a\"}, \"paths\": {\"/{proxy+}/x\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"http_proxy\", \"httpMethod\": \"GET\", \"uri\": \"https://example.com\", \"payloadFormatVersion\": \"1.0\"}}}}}"}
                400 BadRequestException: Unable to create route for 'GET /{proxy+}/x': One or more path parts appear to be invalid
            GetApis
                {"Items":[]}
            CreateApi {"Name": "w", "ProtocolType": "WEBSOCKET", "RouteSelectionExpression": "$request.body.action"}
                {"ApiEndpoint":"wss://2rvpavayhq.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayhq","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"w","ProtocolType":"WEBSOCKET","RouteSelectionExpression":"$request.body.action","Tags":{}}
            ReimportApi {"ApiId": "$socket", "Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"a\"}}"}
                400 BadRequestException: Only APIs of the protocol HTTP can be imported
            ExportApi {"ApiId": "$socket", "Specification": "OAS30", "OutputType": "JSON"}
                400 BadRequestException: Export is not supported for WEBSOCKET protocolType
            ExportApi {"ApiId": "none", "Specification": "OAS30", "OutputType": "JSON"}
                404 NotFoundException: Invalid API identifier specified 123456789012:none
            ExportApi {"ApiId": "none", "Specification": "OAS31", "OutputType": "JSON"}
                400 BadRequestException: Invalid Specification specified. Must be one of [OAS30]
            CreateApi {"Name": "h", "ProtocolType": "HTTP"}
                {"ApiEndpoint":"https://2rvpavaya2.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavaya2","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"h","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{}}
            CreateStage {"ApiId": "$api", "StageName": "prod"}
                {"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"prod","StageVariables":{},"Tags":{}}
            ExportApi {"ApiId": "$api", "Specification": "OAS30", "OutputType": "YAML", "StageName": "prod"}
                400 BadRequestException: Stage prod has no deployment that could be exported
            ExportApi {"ApiId": "$api", "Specification": "OAS30", "OutputType": "YAML", "ExportVersion": "2.0"}
                400 BadRequestException: Unsupported export version specified: 2.0
        "#]],
    );
}
