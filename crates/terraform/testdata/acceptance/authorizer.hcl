row "Authorizer_basic" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_authorizer" {
    api_id          = aws_apigatewayv2_api.test.id
    authorizer_type = "REQUEST"
    authorizer_uri  = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
    name            = "test"
  }
  step {}
}

row "Authorizer_disappears" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_authorizer" {
    api_id          = aws_apigatewayv2_api.test.id
    authorizer_type = "REQUEST"
    authorizer_uri  = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
    name            = "test"
  }
  step {}
  step "disappears" {}
}

row "Authorizer_credentials" {
  use = ["websocket_api", "role"]
  subject "aws_apigatewayv2_authorizer" {
    api_id          = aws_apigatewayv2_api.test.id
    authorizer_type = "REQUEST"
    authorizer_uri  = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
    name            = "test"
  }
  step {
    authorizer_credentials_arn = aws_iam_role.test.arn
    identity_sources           = ["route.request.header.Auth"]
  }
  step {
    authorizer_credentials_arn = aws_iam_role.test.arn
    identity_sources           = ["route.request.header.Auth", "route.request.querystring.Name"]
    name                       = "updated"
  }
  step {}
}

row "Authorizer_jwt" {
  use = ["http_api"]
  subject "aws_apigatewayv2_authorizer" {
    api_id           = aws_apigatewayv2_api.test.id
    authorizer_type  = "JWT"
    identity_sources = ["$request.header.Authorization"]
    name             = "test"
  }
  step {
    jwt_configuration {
      audience = ["test"]
      issuer   = "https://cognito-idp.us-east-1.amazonaws.com/pool"
    }
  }
  step {
    jwt_configuration {
      audience = ["test", "testing"]
      issuer   = "https://cognito-idp.us-east-1.amazonaws.com/pool"
    }
  }
}

row "Authorizer_HTTPAPILambdaRequestAuthorizer_initialMissingCacheTTL" {
  use = ["http_api"]
  subject "aws_apigatewayv2_authorizer" {
    api_id          = aws_apigatewayv2_api.test.id
    authorizer_type = "REQUEST"
    authorizer_uri  = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
    name            = "test"
  }
  step {
    authorizer_payload_format_version = "2.0"
    enable_simple_responses           = true
    identity_sources                  = ["$request.header.Auth"]
  }
  step {
    authorizer_payload_format_version = "1.0"
    authorizer_result_ttl_in_seconds  = 3600
    identity_sources                  = ["$request.querystring.User", "$context.routeKey"]
  }
  step {
    authorizer_payload_format_version = "1.0"
    authorizer_result_ttl_in_seconds  = 0
    identity_sources                  = ["$request.querystring.User", "$context.routeKey"]
  }
}

row "Authorizer_HTTPAPILambdaRequestAuthorizer_initialZeroCacheTTL" {
  use = ["http_api"]
  subject "aws_apigatewayv2_authorizer" {
    api_id                            = aws_apigatewayv2_api.test.id
    authorizer_payload_format_version = "1.0"
    authorizer_type                   = "REQUEST"
    authorizer_uri                    = "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:123456789012:function:f/invocations"
    identity_sources                  = ["$request.querystring.User", "$context.routeKey"]
    name                              = "test"
  }
  step { authorizer_result_ttl_in_seconds = 0 }
  step { authorizer_result_ttl_in_seconds = 600 }
}
