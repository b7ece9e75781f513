row "Integration_basicWebSocket" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_integration" {
    api_id           = aws_apigatewayv2_api.test.id
    integration_type = "MOCK"
  }
  step {}
}

row "Integration_basicHTTP" {
  use = ["http_api"]
  subject "aws_apigatewayv2_integration" {
    api_id             = aws_apigatewayv2_api.test.id
    integration_type   = "HTTP_PROXY"
    integration_method = "GET"
    integration_uri    = "https://example.com"
  }
  step {}
}

row "Integration_disappears" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_integration" {
    api_id           = aws_apigatewayv2_api.test.id
    integration_type = "MOCK"
  }
  step {}
  step "disappears" {}
}

row "Integration_dataMappingHTTP" {
  use = ["http_api"]
  subject "aws_apigatewayv2_integration" {
    api_id             = aws_apigatewayv2_api.test.id
    integration_type   = "HTTP_PROXY"
    integration_method = "ANY"
    integration_uri    = "http://www.example.com"
  }
  step {
    request_parameters = {
      "append:header.header1"  = "$context.requestId"
      "remove:querystring.qs1" = "''"
    }
    response_parameters {
      status_code = "500"
      mappings = {
        "append:header.header1" = "$context.requestId"
        "overwrite:statuscode"  = "403"
      }
    }
    response_parameters {
      status_code = "404"
      mappings    = { "append:header.error" = "$stageVariables.environmentId" }
    }
  }
  step {
    request_parameters = {
      "append:header.header1"    = "$context.accountId"
      "overwrite:header.header2" = "$stageVariables.environmentId"
    }
    response_parameters {
      status_code = "500"
      mappings = {
        "append:header.header1" = "$context.requestId"
        "overwrite:statuscode"  = "403"
      }
    }
  }
  step {}
}

row "Integration_integrationTypeHTTP" {
  use = ["websocket_api", "role"]
  subject "aws_apigatewayv2_integration" {
    api_id           = aws_apigatewayv2_api.test.id
    integration_type = "HTTP"
    credentials_arn  = aws_iam_role.test.arn
  }
  step {
    content_handling_strategy     = "CONVERT_TO_TEXT"
    description                   = "Test HTTP"
    integration_method            = "GET"
    integration_uri               = "http://www.example.com"
    passthrough_behavior          = "WHEN_NO_MATCH"
    request_parameters            = { "integration.request.querystring.stage" = "'value1'" }
    request_templates             = { "application/json" = "" }
    template_selection_expression = "$request.body.name"
    timeout_milliseconds          = 28999
  }
  step {
    content_handling_strategy = "CONVERT_TO_BINARY"
    description               = "Test HTTP updated"
    integration_method        = "POST"
    integration_uri           = "http://www.example.org"
    passthrough_behavior      = "WHEN_NO_TEMPLATES"
    request_parameters = {
      "integration.request.header.x-userid" = "'value2'"
      "integration.request.path.op"         = "'value3'"
    }
    request_templates = {
      "application/json" = "#set($number=42)"
      "application/xml"  = "#set($percent=$number/100)"
    }
    template_selection_expression = "$request.body.id"
    timeout_milliseconds          = 51
  }
}

row "Integration_lambdaWebSocket" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_integration" {
    api_id                    = aws_apigatewayv2_api.test.id
    integration_type          = "AWS"
    connection_type           = "INTERNET"
    content_handling_strategy = "CONVERT_TO_TEXT"
    description               = "Test Lambda"
    integration_uri           = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
    passthrough_behavior      = "WHEN_NO_MATCH"
  }
  step {}
}

row "Integration_lambdaHTTP" {
  use = ["http_api"]
  subject "aws_apigatewayv2_integration" {
    api_id                 = aws_apigatewayv2_api.test.id
    integration_type       = "AWS_PROXY"
    connection_type        = "INTERNET"
    description            = "Test Lambda"
    integration_uri        = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
    payload_format_version = "2.0"
  }
  step {}
}

row "Integration_vpcLinkWebSocket" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_integration" {
    api_id                    = aws_apigatewayv2_api.test.id
    integration_type          = "HTTP_PROXY"
    connection_id             = "abc123"
    connection_type           = "VPC_LINK"
    content_handling_strategy = "CONVERT_TO_TEXT"
    description               = "Test VPC Link"
    integration_method        = "PUT"
    integration_uri           = "http://www.example.net"
    passthrough_behavior      = "NEVER"
    timeout_milliseconds      = 12345
  }
  step {}
}

row "Integration_vpcLinkHTTP" {
  use = ["http_api", "vpc_link"]
  subject "aws_apigatewayv2_integration" {
    api_id               = aws_apigatewayv2_api.test.id
    integration_type     = "HTTP_PROXY"
    connection_id        = aws_apigatewayv2_vpc_link.test.id
    connection_type      = "VPC_LINK"
    integration_uri      = "arn:aws:elasticloadbalancing:us-east-1:123456789012:listener/app/test/50dc6c495c0c9188/0467ef3c8400ae65"
    timeout_milliseconds = 29001
  }
  step {
    description        = "Test private integration"
    integration_method = "GET"
    tls_config { server_name_to_verify = "www.example.com" }
  }
  step {
    description        = "Test private integration updated"
    integration_method = "POST"
    tls_config { server_name_to_verify = "www.example.org" }
  }
}

row "Integration_serviceIntegration" {
  use = ["http_api", "role"]
  subject "aws_apigatewayv2_integration" {
    api_id              = aws_apigatewayv2_api.test.id
    credentials_arn     = aws_iam_role.test.arn
    description         = "Test SQS send"
    integration_type    = "AWS_PROXY"
    integration_subtype = "SQS-SendMessage"
  }
  step {
    request_parameters = {
      QueueUrl       = "https://sqs.us-east-1.amazonaws.com/123456789012/first"
      MessageGroupId = "$request.body.authentication_key"
      MessageBody    = "$request.body"
    }
  }
  step {
    request_parameters = {
      QueueUrl       = "https://sqs.us-east-1.amazonaws.com/123456789012/second"
      MessageGroupId = "$request.body.authentication_key"
      MessageBody    = "$request.body"
    }
  }
}

row "IntegrationResponse_basic" {
  use = ["websocket_api", "mock_integration"]
  subject "aws_apigatewayv2_integration_response" {
    api_id                   = aws_apigatewayv2_api.test.id
    integration_id           = aws_apigatewayv2_integration.test.id
    integration_response_key = "/200/"
  }
  step {}
}

row "IntegrationResponse_disappears" {
  use = ["websocket_api", "mock_integration"]
  subject "aws_apigatewayv2_integration_response" {
    api_id                   = aws_apigatewayv2_api.test.id
    integration_id           = aws_apigatewayv2_integration.test.id
    integration_response_key = "/200/"
  }
  step {}
  step "disappears" {}
}

row "IntegrationResponse_allAttributes" {
  use = ["websocket_api", "mock_integration"]
  subject "aws_apigatewayv2_integration_response" {
    api_id         = aws_apigatewayv2_api.test.id
    integration_id = aws_apigatewayv2_integration.test.id
  }
  step {
    content_handling_strategy     = "CONVERT_TO_TEXT"
    integration_response_key      = "$default"
    response_templates            = { "application/json" = "" }
    template_selection_expression = "$request.body.name"
  }
  step {
    content_handling_strategy = "CONVERT_TO_BINARY"
    integration_response_key  = "/404/"
    response_templates = {
      "application/json" = "#set($number=42)"
      "application/xml"  = "#set($percent=$number/100)"
    }
    template_selection_expression = "$request.body.id"
  }
}
