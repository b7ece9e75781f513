row "Route_basic" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_route" {
    api_id    = aws_apigatewayv2_api.test.id
    route_key = "$default"
  }
  step {}
}

row "Route_disappears" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_route" {
    api_id    = aws_apigatewayv2_api.test.id
    route_key = "$default"
  }
  step {}
  step "disappears" {}
}

row "Route_authorizer" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_route" {
    api_id    = aws_apigatewayv2_api.test.id
    route_key = "$connect"
  }
  step {
    resource "aws_apigatewayv2_authorizer" "test" {
      api_id          = aws_apigatewayv2_api.test.id
      authorizer_type = "REQUEST"
      authorizer_uri  = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
      name            = "test"
    }
    authorization_type = "CUSTOM"
    authorizer_id      = aws_apigatewayv2_authorizer.test.id
  }
  step {
    resource "aws_apigatewayv2_authorizer" "test" {
      api_id          = aws_apigatewayv2_api.test.id
      authorizer_type = "REQUEST"
      authorizer_uri  = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
      name            = "test"
    }
    authorization_type = "AWS_IAM"
  }
  # Terraform removes what is configured no more before it changes what used it: that is why there was a step between.
  step { authorization_type = "AWS_IAM" }
}

row "Route_jwtAuthorization" {
  use = ["http_api"]
  subject "aws_apigatewayv2_route" {
    api_id             = aws_apigatewayv2_api.test.id
    route_key          = "GET /test"
    authorization_type = "JWT"
    authorizer_id      = aws_apigatewayv2_authorizer.test.id
  }
  step {
    resource "aws_apigatewayv2_authorizer" "test" {
      api_id           = aws_apigatewayv2_api.test.id
      authorizer_type  = "JWT"
      identity_sources = ["$request.header.Authorization"]
      name             = "test"
      jwt_configuration {
        audience = ["test"]
        issuer   = "https://cognito-idp.us-east-1.amazonaws.com/pool"
      }
    }
    authorization_scopes = ["user.id", "user.email"]
  }
  step {
    resource "aws_apigatewayv2_authorizer" "test" {
      api_id           = aws_apigatewayv2_api.test.id
      authorizer_type  = "JWT"
      identity_sources = ["$request.header.Authorization"]
      name             = "test"
      jwt_configuration {
        audience = ["test"]
        issuer   = "https://cognito-idp.us-east-1.amazonaws.com/pool"
      }
    }
    authorization_scopes = ["user.email"]
  }
}

row "Route_model" {
  use = ["websocket_api", "model"]
  subject "aws_apigatewayv2_route" {
    api_id                     = aws_apigatewayv2_api.test.id
    route_key                  = "$default"
    model_selection_expression = "action"
    request_models             = { test = aws_apigatewayv2_model.test.name }
  }
  step {}
}

row "Route_requestParameters" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_route" {
    api_id    = aws_apigatewayv2_api.test.id
    route_key = "$connect"
  }
  step {
    request_parameter {
      request_parameter_key = "route.request.header.authorization"
      required              = true
    }
  }
  step {
    request_parameter {
      request_parameter_key = "route.request.header.authorization"
      required              = false
    }
    request_parameter {
      request_parameter_key = "route.request.querystring.authToken"
      required              = true
    }
  }
  step {}
}

row "Route_simpleAttributes" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_route" {
    api_id    = aws_apigatewayv2_api.test.id
    route_key = "$default"
  }
  step {
    api_key_required                    = true
    operation_name                      = "GET"
    route_response_selection_expression = "$default"
  }
  step {}
  step {
    api_key_required                    = true
    operation_name                      = "GET"
    route_response_selection_expression = "$default"
  }
}

row "Route_target" {
  use = ["websocket_api", "mock_integration"]
  subject "aws_apigatewayv2_route" {
    api_id    = aws_apigatewayv2_api.test.id
    route_key = "$default"
    target    = "integrations/${aws_apigatewayv2_integration.test.id}"
  }
  step {}
}

row "Route_updateRouteKey" {
  use = ["http_api"]
  subject "aws_apigatewayv2_route" {
    api_id = aws_apigatewayv2_api.test.id
  }
  step { route_key = "GET /path" }
  step { route_key = "POST /new/path" }
}

row "RouteResponse_basic" {
  use = ["websocket_api", "mock_integration", "default_route"]
  subject "aws_apigatewayv2_route_response" {
    api_id             = aws_apigatewayv2_api.test.id
    route_id           = aws_apigatewayv2_route.test.id
    route_response_key = "$default"
  }
  step {}
}

row "RouteResponse_disappears" {
  use = ["websocket_api", "mock_integration", "default_route"]
  subject "aws_apigatewayv2_route_response" {
    api_id             = aws_apigatewayv2_api.test.id
    route_id           = aws_apigatewayv2_route.test.id
    route_response_key = "$default"
  }
  step {}
  step "disappears" {}
}

row "RouteResponse_model" {
  use = ["websocket_api", "mock_integration", "default_route", "model"]
  subject "aws_apigatewayv2_route_response" {
    api_id                     = aws_apigatewayv2_api.test.id
    route_id                   = aws_apigatewayv2_route.test.id
    route_response_key         = "$default"
    model_selection_expression = "action"
    response_models            = { test = aws_apigatewayv2_model.test.name }
  }
  step {}
}
