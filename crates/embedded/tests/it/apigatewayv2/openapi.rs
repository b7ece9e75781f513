//! APIs from definitions, and definitions of APIs.

use callboard_model::document::{Document, Map};
use expect_test::{Expect, expect};

use crate::script::{Stagehand, check, options};

const DEFINITION: &str = r#"
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

/// Imports a definition, and exports what came of it.
#[track_caller]
fn check_export(script: &str, output: &[(&'static str, Document)], expect: Expect) {
    let mut stagehand = Stagehand::new(options());
    let input = serde_json::json!({"Body": DEFINITION, "Basepath": "prepend"});
    stagehand.run(&format!("service apigatewayv2\nImportApi {input}\nlet api = ApiId\n{script}"));
    let mut input = Map::new().with("ApiId", stagehand.variable("api")).with("Specification", "OAS30");
    for (name, value) in output {
        input.insert(*name, value.clone());
    }
    let exported = stagehand.call("ExportApi", input).unwrap_or_else(|error| panic!("{error}"));
    let Some(Document::Blob(bytes)) = exported.get("body") else { panic!("no body") };
    expect.assert_eq(&String::from_utf8_lossy(bytes));
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

#[test]
fn what_is_no_definition_is_refused() {
    check(
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
                400 BadRequestException: Invalid OpenAPI input. while parsing a flow sequence, expected ',' or ']' at byte 5 line 2 column 1
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

#[test]
fn an_api_is_exported_with_extensions() {
    check_export(
        "",
        &[("OutputType", "JSON".into())],
        expect![[r#"
            {
              "openapi": "3.0.1",
              "info": {
                "title": "Pets",
                "description": "all of them",
                "version": "2.0"
              },
              "tags": [
                {
                  "name": "team",
                  "x-amazon-apigateway-tag-value": "a"
                }
              ],
              "paths": {
                "/$default": {
                  "x-amazon-apigateway-any-method": {
                    "responses": {
                      "default": {
                        "description": "Default response for $default"
                      }
                    },
                    "isDefaultRoute": true,
                    "x-amazon-apigateway-integration": {
                      "payloadFormatVersion": "2.0",
                      "type": "aws_proxy",
                      "httpMethod": "POST",
                      "uri": "arn:aws:lambda:us-east-1:123456789012:function:f",
                      "connectionType": "INTERNET"
                    }
                  }
                },
                "/v1/pets": {
                  "get": {
                    "operationId": "listPets",
                    "responses": {
                      "default": {
                        "description": "Default response for GET /v1/pets"
                      }
                    },
                    "security": [
                      {
                        "tokens": [
                          "read"
                        ]
                      }
                    ],
                    "x-amazon-apigateway-integration": {
                      "responseParameters": {
                        "200": {
                          "overwrite:header.Cache-Control": "no-store"
                        }
                      },
                      "requestParameters": {
                        "append:querystring.n": "1024"
                      },
                      "payloadFormatVersion": "1.0",
                      "type": "http_proxy",
                      "httpMethod": "GET",
                      "uri": "https://example.com",
                      "connectionType": "INTERNET",
                      "timeoutInMillis": 12000
                    }
                  }
                },
                "/v1/pets/{id}": {
                  "x-amazon-apigateway-any-method": {
                    "responses": {
                      "default": {
                        "description": "Default response for ANY /v1/pets/{id}"
                      }
                    },
                    "security": [
                      {
                        "functions": []
                      }
                    ],
                    "x-amazon-apigateway-integration": {
                      "payloadFormatVersion": "2.0",
                      "type": "aws_proxy",
                      "httpMethod": "POST",
                      "uri": "arn:aws:lambda:us-east-1:123456789012:function:f",
                      "connectionType": "INTERNET"
                    }
                  },
                  "parameters": [
                    {
                      "name": "id",
                      "in": "path",
                      "description": "Generated path parameter for id",
                      "required": true,
                      "schema": {
                        "type": "string"
                      }
                    }
                  ]
                }
              },
              "components": {
                "securitySchemes": {
                  "functions": {
                    "type": "apiKey",
                    "name": "Authorization",
                    "in": "header",
                    "x-amazon-apigateway-authorizer": {
                      "identitySource": "$request.header.a,$request.querystring.b",
                      "authorizerUri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/f/invocations",
                      "authorizerPayloadFormatVersion": "2.0",
                      "authorizerResultTtlInSeconds": 300,
                      "enableSimpleResponses": true,
                      "type": "request"
                    }
                  },
                  "tokens": {
                    "type": "oauth2",
                    "flows": {},
                    "x-amazon-apigateway-authorizer": {
                      "identitySource": "$request.header.Authorization",
                      "jwtConfiguration": {
                        "audience": [
                          "pets"
                        ],
                        "issuer": "https://example.com"
                      },
                      "type": "jwt"
                    }
                  }
                }
              },
              "x-amazon-apigateway-cors": {
                "allowMethods": [
                  "GET"
                ],
                "allowOrigins": [
                  "https://example.com"
                ],
                "maxAge": 60
              },
              "x-amazon-apigateway-importexport-version": "1.0"
            }"#]],
    );
}

#[test]
fn an_api_is_exported_without_extensions() {
    let output = [("OutputType", "YAML".into()), ("IncludeExtensions", Document::Bool(false))];
    check_export(
        "",
        &output,
        expect![[r#"
            ---
            openapi: "3.0.1"
            info:
              title: "Pets"
              description: "all of them"
              version: "2.0"
            paths:
              /$default:
                x-amazon-apigateway-any-method:
                  responses:
                    default:
                      description: "Default response for $default"
              /v1/pets:
                get:
                  operationId: "listPets"
                  responses:
                    default:
                      description: "Default response for GET /v1/pets"
                  security:
                  - tokens:
                    - "read"
              /v1/pets/{id}:
                x-amazon-apigateway-any-method:
                  responses:
                    default:
                      description: "Default response for ANY /v1/pets/{id}"
                  security:
                  - functions: []
                parameters:
                - name: "id"
                  in: "path"
                  description: "Generated path parameter for id"
                  required: true
                  schema:
                    type: "string"
            components:
              securitySchemes:
                functions:
                  type: "apiKey"
                  name: "Authorization"
                  in: "header"
                tokens:
                  type: "oauth2"
                  flows: {}
        "#]],
    );
}

#[test]
fn a_stage_is_exported_as_it_was_deployed() {
    let script = r#"
        CreateDeployment {"ApiId": "$api"}
        let deployment = DeploymentId
        CreateStage {"ApiId": "$api", "StageName": "prod", "DeploymentId": "$deployment"}
        UpdateApi {"ApiId": "$api", "Name": "Changed"}
        CreateRoute {"ApiId": "$api", "RouteKey": "GET /later"}
    "#;
    let output =
        [("OutputType", "YAML".into()), ("StageName", "prod".into()), ("IncludeExtensions", Document::Bool(false))];
    check_export(
        script,
        &output,
        expect![[r#"
            ---
            openapi: "3.0.1"
            info:
              title: "Pets"
              description: "all of them"
              version: "2.0"
            servers:
            - url: "https://2rvpavayk7.execute-api.us-east-1.amazonaws.com/{basePath}"
              variables:
                basePath:
                  default: "/prod"
            paths:
              /$default:
                x-amazon-apigateway-any-method:
                  responses:
                    default:
                      description: "Default response for $default"
              /v1/pets:
                get:
                  operationId: "listPets"
                  responses:
                    default:
                      description: "Default response for GET /v1/pets"
                  security:
                  - tokens:
                    - "read"
              /v1/pets/{id}:
                x-amazon-apigateway-any-method:
                  responses:
                    default:
                      description: "Default response for ANY /v1/pets/{id}"
                  security:
                  - functions: []
                parameters:
                - name: "id"
                  in: "path"
                  description: "Generated path parameter for id"
                  required: true
                  schema:
                    type: "string"
            components:
              securitySchemes:
                functions:
                  type: "apiKey"
                  name: "Authorization"
                  in: "header"
                tokens:
                  type: "oauth2"
                  flows: {}
        "#]],
    );
}

#[test]
fn what_is_exported_can_be_imported() {
    let mut stagehand = Stagehand::new(options());
    stagehand
        .run(&format!("service apigatewayv2\nImportApi {}\nlet api = ApiId", serde_json::json!({"Body": DEFINITION})));
    let mut texts = Vec::new();
    for output in ["JSON", "JSON", "YAML", "YAML"] {
        let input = Map::new().with("ApiId", stagehand.variable("api")).with("Specification", "OAS30");
        let exported = stagehand.call("ExportApi", input.with("OutputType", output)).expect("an export");
        let Some(Document::Blob(bytes)) = exported.get("body") else { panic!("no body") };
        texts.push(String::from_utf8(bytes.clone()).expect("text"));
        let again = serde_json::json!({"Body": texts.last()});
        stagehand.run(&format!("ImportApi {again}\nlet api = ApiId"));
    }
    assert_eq!(texts[0], texts[1]);
    assert_eq!(texts[2], texts[3]);
}

#[test]
fn an_api_without_a_version_is_exported_with_the_moment_of_its_making() {
    let mut stagehand = Stagehand::new(options());
    stagehand.run("service apigatewayv2\nregion cn-north-1\nCreateApi {\"Name\": \"a\", \"ProtocolType\": \"HTTP\"}\nlet api = ApiId");
    let arn = format!("arn:aws-cn:apigateway:cn-north-1::/apis/{}", stagehand.variable("api"));
    let tag = serde_json::json!({"ResourceArn": arn, "Tags": {"team": "red"}});
    stagehand.run(&format!("TagResource {tag}"));
    stagehand.run("CreateRoute {\"ApiId\": \"$api\", \"RouteKey\": \"GET /\"}\nCreateStage {\"ApiId\": \"$api\", \"StageName\": \"s\", \"AutoDeploy\": true}");
    let input = Map::new().with("ApiId", stagehand.variable("api")).with("Specification", "OAS30");
    let exported =
        stagehand.call("ExportApi", input.with("OutputType", "YAML").with("StageName", "s")).expect("an export");
    let Some(Document::Blob(bytes)) = exported.get("body") else { panic!("no body") };
    let head: Vec<String> = String::from_utf8_lossy(bytes).lines().take(14).map(str::to_owned).collect();
    expect![[r#"
        ---
        openapi: "3.0.1"
        info:
          title: "a"
          version: "2026-11-21 10:00:00UTC"
        servers:
        - url: "https://2rvpavayk7.execute-api.cn-north-1.amazonaws.com.cn/{basePath}"
          variables:
            basePath:
              default: "/s"
        tags:
        - name: "team"
          x-amazon-apigateway-tag-value: "red"
        paths:"#]]
    .assert_eq(&head.join("\n"));
}
