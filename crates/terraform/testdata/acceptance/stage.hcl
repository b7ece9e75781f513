row "Stage_basicWebSocket" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {}
}

row "Stage_basicHTTP" {
  use = ["http_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {}
}

row "Stage_defaultHTTPStage" {
  use = ["http_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "$default"
  }
  step {}
}

row "Stage_autoDeployHTTP" {
  use    = ["http_api"]
  ignore = ["deployment_id"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step { auto_deploy = false }
  step { auto_deploy = true }
  # A route that comes later is deployed by itself, which is no difference.
  step {
    resource "aws_apigatewayv2_integration" "test" {
      api_id             = aws_apigatewayv2_api.test.id
      integration_type   = "HTTP_PROXY"
      integration_method = "GET"
      integration_uri    = "https://example.com"
    }
    resource "aws_apigatewayv2_route" "test" {
      api_id    = aws_apigatewayv2_api.test.id
      route_key = "GET /test"
      target    = "integrations/${aws_apigatewayv2_integration.test.id}"
    }
    auto_deploy = true
  }
  step { auto_deploy = false }
}

row "Stage_disappears" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {}
  step "disappears" {}
}

row "Stage_accessLogSettings" {
  use = ["websocket_api", "log_group"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    access_log_settings {
      destination_arn = aws_cloudwatch_log_group.test.arn
      format          = "$context.identity.sourceIp $context.requestId"
    }
  }
  step {
    access_log_settings {
      destination_arn = aws_cloudwatch_log_group.test.arn
      format          = "$context.requestId"
    }
  }
  # All streams of the group are the group.
  step {
    access_log_settings {
      destination_arn = "${aws_cloudwatch_log_group.test.arn}:*"
      format          = "$context.requestId"
    }
  }
  step {}
}

row "Stage_clientCertificateIdAndDescription" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    client_certificate_id = "abc123"
    description           = "Test stage"
  }
  step { description = "Test stage updated" }
}

row "Stage_defaultRouteSettingsWebSocket" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    default_route_settings {
      data_trace_enabled       = true
      detailed_metrics_enabled = true
      logging_level            = "ERROR"
      throttling_burst_limit   = 2222
      throttling_rate_limit    = 8888
    }
  }
  step {
    default_route_settings {
      data_trace_enabled       = false
      detailed_metrics_enabled = true
      logging_level            = "INFO"
      throttling_burst_limit   = 1111
      throttling_rate_limit    = 9999
    }
  }
  step {}
}

row "Stage_defaultRouteSettingsHTTP" {
  use = ["http_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    default_route_settings {
      detailed_metrics_enabled = true
      throttling_burst_limit   = 2222
      throttling_rate_limit    = 8888
    }
  }
  step {
    default_route_settings {
      detailed_metrics_enabled = false
      throttling_burst_limit   = 1111
      throttling_rate_limit    = 9999
    }
  }
  step {}
}

row "Stage_deployment" {
  use = ["websocket_api", "mock_integration", "default_route"]
  subject "aws_apigatewayv2_stage" {
    api_id        = aws_apigatewayv2_api.test.id
    name          = "test"
    deployment_id = aws_apigatewayv2_deployment.test.id
  }
  step {
    resource "aws_apigatewayv2_deployment" "test" {
      api_id      = aws_apigatewayv2_api.test.id
      description = aws_apigatewayv2_route.test.id
    }
  }
}

row "Stage_routeSettingsWebSocket" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    route_settings { route_key = "$default" }
    route_settings {
      route_key                = "$connect"
      data_trace_enabled       = true
      detailed_metrics_enabled = true
      logging_level            = "ERROR"
      throttling_burst_limit   = 2222
      throttling_rate_limit    = 8888
    }
  }
  step {
    route_settings {
      route_key              = "$default"
      throttling_burst_limit = 1111
      throttling_rate_limit  = 9999
    }
    route_settings {
      route_key                = "$connect"
      data_trace_enabled       = false
      detailed_metrics_enabled = true
      logging_level            = "INFO"
    }
    route_settings {
      route_key                = "$disconnect"
      detailed_metrics_enabled = true
      logging_level            = "INFO"
      throttling_burst_limit   = 3333
    }
  }
  step {}
}

row "Stage_routeSettingsHTTP" {
  use = ["http_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    route_settings {
      route_key                = "$default"
      detailed_metrics_enabled = true
      throttling_burst_limit   = 2222
      throttling_rate_limit    = 8888
    }
  }
  step {
    route_settings {
      route_key                = "$default"
      detailed_metrics_enabled = false
      throttling_burst_limit   = 1111
      throttling_rate_limit    = 0.5
    }
  }
  step {}
}

row "Stage_RouteSettingsHTTP_withRoute" {
  use = ["http_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
    route_settings {
      route_key              = aws_apigatewayv2_route.test.route_key
      throttling_burst_limit = 1
      throttling_rate_limit  = 2
    }
  }
  step {
    resource "aws_apigatewayv2_route" "test" {
      api_id    = aws_apigatewayv2_api.test.id
      route_key = "GET /first"
    }
  }
  step {
    resource "aws_apigatewayv2_route" "test" {
      api_id    = aws_apigatewayv2_api.test.id
      route_key = "POST /second"
    }
  }
}

row "Stage_stageVariables" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step { stage_variables = { Var1 = "Value1", Var2 = "Value2" } }
  step {}
  step { stage_variables = { Var1 = "Value1", Var2 = null } }
  step { stage_variables = { Var2 = "Value3" } }
}

# Not a row of upstream's: what its users ask for.
row "Stage_replaced" {
  use = ["http_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {}
  step { name = "other" }
}

# Not a row of upstream's: limits of zero, and none.
row "Stage_throttlingNothingAndZero" {
  use = ["http_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    default_route_settings { detailed_metrics_enabled = true }
  }
  step {
    default_route_settings {
      detailed_metrics_enabled = true
      throttling_burst_limit   = 0
      throttling_rate_limit    = 0
    }
  }
  step {
    default_route_settings { detailed_metrics_enabled = true }
  }
}
