//! Definitions of APIs, and of what their stages serve.

use callboard_model::document::{Document, Map};
use expect_test::{Expect, expect};

use super::openapi::DEFINITION;
use crate::script::{Stagehand, options};

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
