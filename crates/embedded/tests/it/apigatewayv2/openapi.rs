//! APIs from definitions, and definitions of APIs.

use expect_test::{Expect, expect};

use crate::script::{Stagehand, check, options};

pub(super) const DEFINITION: &str = r#"
openapi: 3.0.1
info:
  title: Pets
  description: all of them
  version: 2.0
servers:
  - url: https://example.com/{basePath}
    variables:
      basePath:
        default: /v1/pets
tags:
  - name: team
    x-amazon-apigateway-tag-value: a
x-amazon-apigateway-cors:
  allowOrigins: ["https://example.com"]
  allowMethods: [GET]
  maxAge: 60
paths:
  /:
    get:
      operationId: listPets
      security:
        - tokens: [read]
      x-amazon-apigateway-integration:
        type: http_proxy
        httpMethod: get
        payloadFormatVersion: 1.0
        uri: https://example.com
        timeoutInMillis: 12000
        requestParameters: {"append:querystring.n": 1024}
        responseParameters:
          200: {"overwrite:header.Cache-Control": "no-store"}
  /{id}:
    x-amazon-apigateway-any-method:
      security:
        - functions: []
      x-amazon-apigateway-integration: &lambda
        type: AWS_PROXY
        uri: arn:aws:lambda:us-east-1:123456789012:function:f
        payloadFormatVersion: "2.0"
  /$default:
    x-amazon-apigateway-any-method:
      isDefaultRoute: true
      x-amazon-apigateway-integration: *lambda
components:
  securitySchemes:
    tokens:
      type: oauth2
      x-amazon-apigateway-authorizer:
        type: jwt
        identitySource: $request.header.Authorization
        jwtConfiguration:
          issuer: https://example.com
          audience: [pets]
    functions:
      type: apiKey
      name: Authorization
      in: header
      x-amazon-apigateway-authorizer:
        type: request
        identitySource: "$request.header.a, $request.querystring.b"
        authorizerUri: arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations
        authorizerPayloadFormatVersion: "2.0"
        enableSimpleResponses: true
x-amazon-apigateway-importexport-version: "1.0"
"#;

/// Imports a definition, and runs a script in which `$api` is the API and `$body` the definition.
#[track_caller]
fn check_import(body: &str, basepath: &str, script: &str, expect: Expect) {
    let mut stagehand = Stagehand::new(options());
    let input = serde_json::json!({"Body": body, "Basepath": basepath});
    let import = format!("service apigatewayv2\nImportApi {input}\nlet api = ApiId\n{script}");
    let transcript = stagehand.run(&import);
    // The definition is in this file already.
    let shown: Vec<&str> = transcript.lines().filter(|it| !it.starts_with("ImportApi")).collect();
    expect.assert_eq(&(shown.join("\n") + "\n"));
}

#[test]
fn a_definition_becomes_an_api() {
    check_import(
        DEFINITION,
        "ignore",
        r#"
        GetRoutes {"ApiId": "$api"}
        GetIntegrations {"ApiId": "$api"}
        GetAuthorizers {"ApiId": "$api"}
        "#,
        expect![[r#"
            service apigatewayv2
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CorsConfiguration":{"AllowMethods":["GET"],"AllowOrigins":["https://example.com"],"MaxAge":60},"CreatedDate":"2026-11-21T10:00:00Z","Description":"all of them","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"Pets","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"team":"a"},"Version":"2.0"}
            GetRoutes {"ApiId": "$api"}
                {"Items":[{"ApiKeyRequired":false,"AuthorizationType":"CUSTOM","AuthorizerId":"n5qv4j","RouteId":"8r54366","RouteKey":"ANY /{id}","Target":"integrations/xbdsaif"},{"ApiKeyRequired":false,"AuthorizationScopes":["read"],"AuthorizationType":"JWT","AuthorizerId":"suoszo","OperationName":"listPets","RouteId":"a2p9ybp","RouteKey":"GET /","Target":"integrations/hqanqa2"},{"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"wpjqz0k","RouteKey":"$default","Target":"integrations/cs1j09f"}]}
            GetIntegrations {"ApiId": "$api"}
                {"Items":[{"ConnectionType":"INTERNET","IntegrationId":"cs1j09f","IntegrationMethod":"POST","IntegrationType":"AWS_PROXY","IntegrationUri":"arn:aws:lambda:us-east-1:123456789012:function:f","PayloadFormatVersion":"2.0","TimeoutInMillis":30000},{"ConnectionType":"INTERNET","IntegrationId":"hqanqa2","IntegrationMethod":"GET","IntegrationType":"HTTP_PROXY","IntegrationUri":"https://example.com","PayloadFormatVersion":"1.0","RequestParameters":{"append:querystring.n":"1024"},"ResponseParameters":{"200":{"overwrite:header.Cache-Control":"no-store"}},"TimeoutInMillis":12000},{"ConnectionType":"INTERNET","IntegrationId":"xbdsaif","IntegrationMethod":"POST","IntegrationType":"AWS_PROXY","IntegrationUri":"arn:aws:lambda:us-east-1:123456789012:function:f","PayloadFormatVersion":"2.0","TimeoutInMillis":30000}]}
            GetAuthorizers {"ApiId": "$api"}
                {"Items":[{"AuthorizerId":"n5qv4j","AuthorizerPayloadFormatVersion":"2.0","AuthorizerResultTtlInSeconds":300,"AuthorizerType":"REQUEST","AuthorizerUri":"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations","EnableSimpleResponses":true,"IdentitySource":["$request.header.a","$request.querystring.b"],"Name":"functions"},{"AuthorizerId":"suoszo","AuthorizerType":"JWT","IdentitySource":["$request.header.Authorization"],"JwtConfiguration":{"Audience":["pets"],"Issuer":"https://example.com"},"Name":"tokens"}]}
        "#]],
    );
}

#[test]
fn the_base_path_is_ignored_prepended_or_split() {
    const PLAIN: &str = r#"{"openapi": "3.0.1", "info": {"title": "a"}, "servers": [{"url": "https://example.com/a/b"}], "paths": {"/c": {"get": {"x-amazon-apigateway-integration": {"type": "http_proxy", "httpMethod": "ANY", "uri": "https://example.com", "payloadFormatVersion": "1.0"}}}}}"#;
    for basepath in ["ignore", "prepend", "split", "turn"] {
        let mut stagehand = Stagehand::new(options());
        let input = serde_json::json!({"Body": PLAIN, "Basepath": basepath});
        let script = format!("service apigatewayv2\nImportApi {input}");
        let imported = stagehand.run(&script);
        let shown = match basepath {
            "turn" => imported.lines().last().unwrap_or_default().trim().to_owned(),
            _ => {
                let routes = stagehand.run("let api = ApiId\nGetRoutes {\"ApiId\": \"$api\"}");
                let key = routes.split("\"RouteKey\":").nth(1).and_then(|it| it.split(',').next());
                key.unwrap_or_default().to_owned()
            }
        };
        let expect = match basepath {
            "ignore" => expect![[r#""GET /c""#]],
            "prepend" => expect![[r#""GET /a/b/c""#]],
            "split" => expect![[r#""GET /b/c""#]],
            _ => {
                expect!["400 BadRequestException: Invalid basepath specified. Must be one of [ignore, prepend, split]"]
            }
        };
        expect.assert_eq(&shown);
    }
}

#[test]
fn importing_again_replaces_what_there_was() {
    const OTHER: &str = r#"{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"Other\"}, \"paths\": {\"/x\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"HTTP_PROXY\", \"httpMethod\": \"GET\", \"uri\": \"https://example.com\", \"payloadFormatVersion\": \"1.0\"}}}}}"#;
    check_import(
        DEFINITION,
        "ignore",
        &format!(
            r#"
            CreateStage {{"ApiId": "$api", "StageName": "prod", "AutoDeploy": true}}
            ReimportApi {{"ApiId": "$api", "Body": "{OTHER}"}}
            GetRoutes {{"ApiId": "$api"}}
            GetAuthorizers {{"ApiId": "$api"}}
            GetDeployments {{"ApiId": "$api"}}
            ReimportApi {{"ApiId": "none", "Body": "{OTHER}"}}
            "#
        ),
        expect![[r#"
            service apigatewayv2
                {"ApiEndpoint":"https://2rvpavayk7.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayk7","ApiKeySelectionExpression":"$request.header.x-api-key","CorsConfiguration":{"AllowMethods":["GET"],"AllowOrigins":["https://example.com"],"MaxAge":60},"CreatedDate":"2026-11-21T10:00:00Z","Description":"all of them","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"Pets","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"team":"a"},"Version":"2.0"}
            CreateStage {"ApiId": "$api", "StageName": "prod", "AutoDeploy": true}
                {"AutoDeploy":true,"CreatedDate":"2026-11-21T10:00:00Z","DefaultRouteSettings":{"DetailedMetricsEnabled":false},"DeploymentId":"j272cy","LastDeploymentStatusMessage":"Successfully deployed stage with deployment ID 'j272cy'","LastUpdatedDate":"2026-11-21T10:00:00Z","RouteSettings":{},"StageName":"prod","StageVariables":{},"Tags":{}}
            ReimportApi {"ApiId": "$api", "Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"Other\"}, \"paths\": {\"/x\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"HTTP_PROXY\", \"httpMethod\": \"GET\", \"uri\": \"https://example.com\", \"payloadFormatVersion\": \"1.0\"}}}}}"}
                {"ApiEndpoint":"https://$api.execute-api.us-east-1.amazonaws.com","ApiId":"$api","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"IpAddressType":"ipv4","Name":"Other","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{"team":"a"}}
            GetRoutes {"ApiId": "$api"}
                {"Items":[{"ApiKeyRequired":false,"AuthorizationType":"NONE","RouteId":"pe39i98","RouteKey":"GET /x","Target":"integrations/wiyme27"}]}
            GetAuthorizers {"ApiId": "$api"}
                {"Items":[]}
            GetDeployments {"ApiId": "$api"}
                {"Items":[{"AutoDeployed":true,"CreatedDate":"2026-11-21T10:00:00Z","DeploymentId":"04osjg","DeploymentStatus":"DEPLOYED","Description":"Automatic deployment triggered by changes to the Api configuration"},{"AutoDeployed":true,"CreatedDate":"2026-11-21T10:00:00Z","DeploymentId":"j272cy","DeploymentStatus":"DEPLOYED","Description":"Automatic deployment triggered by changes to the Api configuration"}]}
            ReimportApi {"ApiId": "none", "Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"Other\"}, \"paths\": {\"/x\": {\"get\": {\"x-amazon-apigateway-integration\": {\"type\": \"HTTP_PROXY\", \"httpMethod\": \"GET\", \"uri\": \"https://example.com\", \"payloadFormatVersion\": \"1.0\"}}}}}"}
                404 NotFoundException: Invalid API identifier specified 123456789012:none
        "#]],
    );
}

#[test]
fn warnings_are_told_or_refused() {
    check(
        r##"
        service apigatewayv2
        ImportApi {"FailOnWarnings": true, "Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"a\"}, \"paths\": {\"/update\": {\"get\": {\"responses\": {\"200\": {\"content\": {\"application/json\": {\"schema\": {\"$ref\": \"#/components/schemas/ModelThatDoesNotExist\"}}}}}, \"x-amazon-apigateway-integration\": {\"type\": \"HTTP_PROXY\", \"httpMethod\": \"GET\", \"uri\": \"https://example.com\", \"payloadFormatVersion\": \"1.0\"}}}}}"}
        GetApis
        ImportApi {"Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"a\"}, \"paths\": {\"/update\": {\"get\": {\"requestBody\": {}, \"security\": [{\"none\": []}]}, \"trace\": {}}, \"x\": {}, \"$default\": {\"x-amazon-apigateway-any-method\": {\"x-amazon-apigateway-integration\": {\"$ref\": \"#/components/none\"}}}}, \"components\": {\"securitySchemes\": {\"plain\": {\"type\": \"http\"}, \"bad\": {\"x-amazon-apigateway-authorizer\": {\"type\": \"jwt\"}}}}}"}
        "##,
        expect![[r##"
            service apigatewayv2
            ImportApi {"FailOnWarnings": true, "Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"a\"}, \"paths\": {\"/update\": {\"get\": {\"responses\": {\"200\": {\"content\": {\"application/json\": {\"schema\": {\"$ref\": \"#/components/schemas/ModelThatDoesNotExist\"}}}}}, \"x-amazon-apigateway-integration\": {\"type\": \"HTTP_PROXY\", \"httpMethod\": \"GET\", \"uri\": \"https://example.com\", \"payloadFormatVersion\": \"1.0\"}}}}}"}
                400 BadRequestException: Warnings found during import:
            	Parse issue: attribute paths.'/update'(get).responses.200.content.schema.#/components/schemas/ModelThatDoesNotExist is missing
            GetApis
                {"Items":[]}
            ImportApi {"Body": "{\"openapi\": \"3.0.1\", \"info\": {\"title\": \"a\"}, \"paths\": {\"/update\": {\"get\": {\"requestBody\": {}, \"security\": [{\"none\": []}]}, \"trace\": {}}, \"x\": {}, \"$default\": {\"x-amazon-apigateway-any-method\": {\"x-amazon-apigateway-integration\": {\"$ref\": \"#/components/none\"}}}}, \"components\": {\"securitySchemes\": {\"plain\": {\"type\": \"http\"}, \"bad\": {\"x-amazon-apigateway-authorizer\": {\"type\": \"jwt\"}}}}}"}
                {"ApiEndpoint":"https://2rvpavayhq.execute-api.us-east-1.amazonaws.com","ApiId":"2rvpavayhq","ApiKeySelectionExpression":"$request.header.x-api-key","CreatedDate":"2026-11-21T10:00:00Z","DisableExecuteApiEndpoint":false,"ImportInfo":["Security scheme 'plain' has no authorizer and is ignored","Attribute paths.'/update'(get).requestBody is not supported and is ignored","Method 'trace' of '/update' is not supported and is ignored"],"IpAddressType":"ipv4","Name":"a","ProtocolType":"HTTP","RouteSelectionExpression":"$request.method $request.path","Tags":{},"Warnings":["Route 'GET /update' has no x-amazon-apigateway-integration, and leads nowhere","Unable to find authorizer 'none' of route 'GET /update'","Parse issue: attribute paths. Resource x should start with /","Parse issue: attribute paths. Resource $default should start with /","Parse issue: attribute paths.'$default'(x-amazon-apigateway-any-method).#/components/none is missing","Unable to create Authorizer 'bad': Identity source is required"]}
        "##]],
    );
}
