row "API_basicWebSocket" {
  subject "aws_apigatewayv2_api" {
    name                       = var.name
    protocol_type              = "WEBSOCKET"
    route_selection_expression = "$request.body.action"
  }
  step {}
}

row "API_basicHTTP" {
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
  }
  step {}
}

row "API_disappears" {
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
  }
  step {}
  step "disappears" {}
}

row "API_allAttributesWebSocket" {
  subject "aws_apigatewayv2_api" {
    name                       = var.name
    protocol_type              = "WEBSOCKET"
    route_selection_expression = "$request.body.service"
  }
  step {
    api_key_selection_expression = "$context.authorizer.usageIdentifierKey"
    description                  = "test description"
    disable_execute_api_endpoint = true
    version                      = "v1"
  }
  step { route_selection_expression = "$request.body.action" }
  step {
    api_key_selection_expression = "$context.authorizer.usageIdentifierKey"
    description                  = "test description"
    disable_execute_api_endpoint = true
    name                         = "${var.name}-renamed"
    version                      = "v1"
  }
  step {
    api_key_selection_expression = "$context.authorizer.usageIdentifierKey"
    description                  = "test description"
    disable_execute_api_endpoint = true
    version                      = "v1"
  }
}

row "API_allAttributesHTTP" {
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
  }
  step {
    description                  = "test description"
    disable_execute_api_endpoint = true
    version                      = "v1"
  }
  step {}
  step {
    description                  = "test description"
    disable_execute_api_endpoint = true
    name                         = "${var.name}-renamed"
    version                      = "v1"
  }
  step {
    description                  = "test description"
    disable_execute_api_endpoint = true
    version                      = "v1"
  }
}

row "API_openAPI" {
  ignore = ["body"]
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
  }
  step {
    body = jsonencode({
      openapi = "3.0.1"
      info    = { title = var.name, version = "1.0" }
      paths = { "/test" = { get = { x-amazon-apigateway-integration = {
        type = "HTTP_PROXY", httpMethod = "GET", payloadFormatVersion = "1.0", uri = "https://api.example.com/"
      } } } }
    })
  }
  step {
    body = <<-EOT
      ---
      openapi: 3.0.1
      info:
        title: ${var.name}
        version: 1.0
      paths:
        "/update":
          get:
            x-amazon-apigateway-integration:
              type: HTTP_PROXY
              httpMethod: GET
              payloadFormatVersion: '1.0'
              uri: https://api.example.com/
    EOT
  }
}

row "API_OpenAPI_withTags" {
  ignore = ["body"]
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
  }
  step {
    tags = { Key1 = "Value1", Key2 = "Value2" }
    body = <<-EOT
      ---
      openapi: 3.0.1
      info:
        title: ${var.name}
        version: 1.0
      tags:
        - name: key1
          x-amazon-apigateway-tag-value: value1
        - name: key2
          x-amazon-apigateway-tag-value: value2
      paths:
        "/test":
          get:
            x-amazon-apigateway-integration:
              type: HTTP_PROXY
              httpMethod: GET
              payloadFormatVersion: '1.0'
              uri: https://api.example.com/
    EOT
  }
  step {
    tags = { Key1 = "Value1U", Key2 = "Value2U" }
    body = <<-EOT
      ---
      openapi: 3.0.1
      info:
        title: ${var.name}
        version: 1.0
      tags:
        - name: key1
          x-amazon-apigateway-tag-value: value3
        - name: key2
          x-amazon-apigateway-tag-value: value4
      paths:
        "/update":
          get:
            x-amazon-apigateway-integration:
              type: HTTP_PROXY
              httpMethod: GET
              payloadFormatVersion: '1.0'
              uri: https://api.example.com/
    EOT
  }
}

row "API_OpenAPI_withCors" {
  ignore = ["body"]
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
  }
  step {
    cors_configuration {
      allow_methods = ["delete"]
      allow_origins = ["https://www.google.de"]
    }
    body = <<-EOT
      ---
      openapi: 3.0.1
      info:
        title: ${var.name}
        version: 1.0
      x-amazon-apigateway-cors:
        allowMethods:
          - delete
        allowOrigins:
          - https://www.google.de
      paths:
        "/test":
          get:
            x-amazon-apigateway-integration:
              type: HTTP_PROXY
              httpMethod: GET
              payloadFormatVersion: '1.0'
              uri: https://api.example.com/
    EOT
  }
  step {
    body = <<-EOT
      ---
      openapi: 3.0.1
      info:
        title: ${var.name}
        version: 1.0
      x-amazon-apigateway-cors:
        allowMethods:
          - delete
        allowOrigins:
          - https://www.google.de
      paths:
        "/update":
          get:
            x-amazon-apigateway-integration:
              type: HTTP_PROXY
              httpMethod: GET
              payloadFormatVersion: '1.0'
              uri: https://api.example.com/
    EOT
  }
  step {
    cors_configuration {
      allow_methods = ["get", "put"]
      allow_origins = ["https://www.google.de", "https://www.google.com"]
    }
    body = <<-EOT
      ---
      openapi: 3.0.1
      info:
        title: ${var.name}
        version: 1.0
      paths:
        "/update":
          get:
            x-amazon-apigateway-integration:
              type: HTTP_PROXY
              httpMethod: GET
              payloadFormatVersion: '1.0'
              uri: https://api.example.com/
    EOT
  }
}

row "API_OpenAPI_withMoreFields" {
  ignore = ["body"]
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
  }
  step {
    body = <<-EOT
      ---
      openapi: 3.0.1
      info:
        title: ${var.name}
        version: 1.0
      paths:
        "/test":
          get:
            x-amazon-apigateway-integration:
              type: HTTP_PROXY
              httpMethod: GET
              payloadFormatVersion: '1.0'
              uri: https://api.example.com/
    EOT
  }
  step {
    version     = "2017-04-21T04:08:08Z"
    description = "description test"
    body = jsonencode({
      openapi = "3.0.1"
      info    = { title = "Title test", version = "2.0", description = "Description test" }
      paths = { "/update" = { get = { x-amazon-apigateway-integration = {
        type = "HTTP_PROXY", httpMethod = "GET", payloadFormatVersion = "1.0", uri = "https://api.example.com/"
      } } } }
    })
  }
}

row "API_OpenAPI_failOnWarnings" {
  ignore = ["body", "fail_on_warnings"]
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
    body = jsonencode({
      openapi = "3.0.1"
      info    = { title = "Title test", version = "2.0", description = "Description test" }
      paths = { "/update" = { get = { x-amazon-apigateway-integration = {
        type = "HTTP_PROXY", httpMethod = "GET", payloadFormatVersion = "1.0", uri = "https://api.example.com/"
      } } } }
    })
  }
  step { fail_on_warnings = false }
  step {}
  step { fail_on_warnings = true }
}

row "API_tags" {
  subject "aws_apigatewayv2_api" {
    name                       = var.name
    protocol_type              = "WEBSOCKET"
    route_selection_expression = "$request.body.action"
  }
  step { tags = { Key1 = "Value1", Key2 = "Value2" } }
  step {}
}

row "API_cors" {
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
  }
  step {
    cors_configuration {
      allow_headers = ["Authorization"]
      allow_methods = ["GET", "put"]
      allow_origins = ["https://www.example.com"]
    }
  }
  step {
    cors_configuration {
      allow_credentials = true
      allow_methods     = ["*"]
      allow_origins     = ["HTTP://WWW.EXAMPLE.COM", "https://example.io"]
      expose_headers    = ["X-Api-Id"]
      max_age           = 500
    }
  }
  step {}
}

row "API_quickCreate" {
  ignore = ["route_key", "target"]
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
    route_key     = "GET /pets"
    target        = "http://www.example.com/"
  }
  step {}
}

row "API_ipAddressType" {
  subject "aws_apigatewayv2_api" {
    name          = var.name
    protocol_type = "HTTP"
  }
  step { ip_address_type = "ipv4" }
  step { ip_address_type = "dualstack" }
  step {}
}
