# What lies around the resource that a row is about.

resources "http_api" {
  resource "aws_apigatewayv2_api" "test" {
    name          = var.name
    protocol_type = "HTTP"
  }
}

resources "websocket_api" {
  resource "aws_apigatewayv2_api" "test" {
    name                       = var.name
    protocol_type              = "WEBSOCKET"
    route_selection_expression = "$request.body.action"
  }
}

resources "log_group" {
  resource "aws_cloudwatch_log_group" "test" {
    name = var.name
  }
}

resources "role" {
  resource "aws_iam_role" "test" {
    name = var.name
    assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
      Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }] })
  }
}

resources "mock_integration" {
  resource "aws_apigatewayv2_integration" "test" {
    api_id           = aws_apigatewayv2_api.test.id
    integration_type = "MOCK"
  }
}

resources "default_route" {
  resource "aws_apigatewayv2_route" "test" {
    api_id    = aws_apigatewayv2_api.test.id
    route_key = "$default"
    target    = "integrations/${aws_apigatewayv2_integration.test.id}"
  }
}

resources "model" {
  resource "aws_apigatewayv2_model" "test" {
    api_id       = aws_apigatewayv2_api.test.id
    content_type = "application/json"
    name         = "test"
    schema       = jsonencode({ "$schema" = "http://json-schema.org/draft-04/schema#", title = "test", type = "object" })
  }
}

resources "domain_name" {
  resource "aws_apigatewayv2_domain_name" "test" {
    domain_name = "${var.name}.example.com"
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/test"
      endpoint_type   = "REGIONAL"
      security_policy = "TLS_1_2"
    }
  }
}

resources "stage" {
  resource "aws_apigatewayv2_stage" "test" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
}

resources "vpc_link" {
  resource "aws_apigatewayv2_vpc_link" "test" {
    name               = var.name
    security_group_ids = ["sg-1"]
    subnet_ids         = ["subnet-1", "subnet-2"]
  }
}

resources "late" {
  resource "terraform_data" "late" {}
}
