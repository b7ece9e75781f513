row "APIMapping_basic" {
  use = ["websocket_api", "stage", "domain_name"]
  subject "aws_apigatewayv2_api_mapping" {
    api_id      = aws_apigatewayv2_api.test.id
    domain_name = aws_apigatewayv2_domain_name.test.id
    stage       = aws_apigatewayv2_stage.test.id
  }
  step { api_mapping_key = "$context.domainName" }
  step { api_mapping_key = "$context.apiId" }
  step {}
}

row "APIMapping_disappears" {
  use = ["websocket_api", "stage", "domain_name"]
  subject "aws_apigatewayv2_api_mapping" {
    api_id      = aws_apigatewayv2_api.test.id
    domain_name = aws_apigatewayv2_domain_name.test.id
    stage       = aws_apigatewayv2_stage.test.id
  }
  step {}
  step "disappears" {}
}

row "Deployment_basic" {
  use = ["websocket_api", "mock_integration", "default_route"]
  subject "aws_apigatewayv2_deployment" {
    api_id = aws_apigatewayv2_route.test.api_id
  }
  step { description = "Test description" }
  step { description = "Test description updated" }
}

row "Deployment_triggers" {
  use    = ["websocket_api", "mock_integration", "default_route"]
  ignore = ["triggers"]
  subject "aws_apigatewayv2_deployment" {
    api_id = aws_apigatewayv2_route.test.api_id
  }
  step { triggers = { redeployment = "first" } }
  step { triggers = { redeployment = "second" } }
}

row "Deployment_disappears" {
  use = ["websocket_api", "mock_integration", "default_route"]
  subject "aws_apigatewayv2_deployment" {
    api_id = aws_apigatewayv2_route.test.api_id
  }
  step {}
  step "disappears" {}
}

row "DomainName_basic" {
  subject "aws_apigatewayv2_domain_name" {
    domain_name = "${var.name}.example.com"
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/test"
      endpoint_type   = "REGIONAL"
      security_policy = "TLS_1_2"
    }
  }
  step {}
}

row "DomainName_disappears" {
  subject "aws_apigatewayv2_domain_name" {
    domain_name = "${var.name}.example.com"
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/test"
      endpoint_type   = "REGIONAL"
      security_policy = "TLS_1_2"
    }
  }
  step {}
  step "disappears" {}
}

row "DomainName_tags" {
  subject "aws_apigatewayv2_domain_name" {
    domain_name = "${var.name}.example.com"
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/test"
      endpoint_type   = "REGIONAL"
      security_policy = "TLS_1_2"
    }
  }
  step { tags = { Key1 = "Value1", Key2 = "Value2" } }
  step {}
}

row "DomainName_updateCertificate" {
  subject "aws_apigatewayv2_domain_name" {
    domain_name = "${var.name}.example.com"
  }
  step {
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/first"
      endpoint_type   = "REGIONAL"
      security_policy = "TLS_1_2"
    }
  }
  step {
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/second"
      endpoint_type   = "REGIONAL"
      security_policy = "TLS_1_2"
    }
  }
  step {
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/first"
      endpoint_type   = "REGIONAL"
      security_policy = "TLS_1_2"
    }
    tags = { Key1 = "Value1", Key2 = "Value2" }
  }
}

row "DomainName_MutualTLSAuthentication_basic" {
  subject "aws_apigatewayv2_domain_name" {
    domain_name = "${var.name}.example.com"
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/test"
      endpoint_type   = "REGIONAL"
      security_policy = "TLS_1_2"
    }
  }
  step {
    mutual_tls_authentication {
      truststore_uri     = "s3://bucket/first"
      truststore_version = "1"
    }
  }
  step {
    mutual_tls_authentication {
      truststore_uri     = "s3://bucket/first"
      truststore_version = "2"
    }
  }
  step {}
  step {
    mutual_tls_authentication {
      truststore_uri     = "s3://bucket/first"
      truststore_version = "2"
    }
  }
}

row "DomainName_MutualTLSAuthentication_noVersion" {
  subject "aws_apigatewayv2_domain_name" {
    domain_name = "${var.name}.example.com"
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/test"
      endpoint_type   = "REGIONAL"
      security_policy = "TLS_1_2"
    }
    mutual_tls_authentication { truststore_uri = "s3://bucket/first" }
  }
  step {}
}

row "DomainName_MutualTLSAuthentication_ownership" {
  subject "aws_apigatewayv2_domain_name" {
    domain_name = "${var.name}.example.com"
    domain_name_configuration {
      certificate_arn                        = "arn:aws:acm:us-east-1:123456789012:certificate/private"
      endpoint_type                          = "REGIONAL"
      security_policy                        = "TLS_1_2"
      ownership_verification_certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/public"
    }
    mutual_tls_authentication {
      truststore_uri     = "s3://bucket/first"
      truststore_version = "1"
    }
  }
  step {}
}

row "DomainName_ipAddressType" {
  subject "aws_apigatewayv2_domain_name" {
    domain_name = "${var.name}.example.com"
  }
  step {
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/test"
      endpoint_type   = "REGIONAL"
      ip_address_type = "ipv4"
      security_policy = "TLS_1_2"
    }
  }
  step {
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/test"
      endpoint_type   = "REGIONAL"
      ip_address_type = "dualstack"
      security_policy = "TLS_1_2"
    }
  }
}

# Not a row of upstream's: what may be written in any case.
row "DomainName_anyCase" {
  subject "aws_apigatewayv2_domain_name" {
    domain_name  = "${var.name}.example.com"
    routing_mode = "routing_rule_only"
    domain_name_configuration {
      certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/test"
      endpoint_type   = "regional"
      security_policy = "tls_1_2"
    }
  }
  step {}
  step { routing_mode = "api_mapping_only" }
}

row "Model_basic" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_model" {
    api_id       = aws_apigatewayv2_api.test.id
    content_type = "application/json"
    name         = "test"
    schema       = "{\"$schema\": \"http://json-schema.org/draft-04/schema#\", \"title\": \"test\", \"type\": \"object\"}"
  }
  step {}
}

row "Model_disappears" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_model" {
    api_id       = aws_apigatewayv2_api.test.id
    content_type = "application/json"
    name         = "test"
    schema       = jsonencode({ title = "test", type = "object" })
  }
  step {}
  step "disappears" {}
}

row "Model_allAttributes" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_model" {
    api_id = aws_apigatewayv2_api.test.id
  }
  step {
    content_type = "text/x-json"
    description  = "test"
    name         = "test"
    schema       = jsonencode({ title = "test", type = "object" })
  }
  step {
    content_type = "application/json"
    name         = "other"
    schema       = jsonencode({ title = "other", type = "object" })
  }
  step {
    content_type = "text/x-json"
    description  = "test"
    name         = "test"
    schema       = jsonencode({ title = "test", type = "object" })
  }
}

row "VPCLink_basic" {
  subject "aws_apigatewayv2_vpc_link" {
    security_group_ids = ["sg-1"]
    subnet_ids         = ["subnet-1", "subnet-2"]
  }
  step { name = var.name }
  step { name = "${var.name}-renamed" }
}

row "VPCLink_disappears" {
  subject "aws_apigatewayv2_vpc_link" {
    name               = var.name
    security_group_ids = ["sg-1"]
    subnet_ids         = ["subnet-1", "subnet-2"]
  }
  step {}
  step "disappears" {}
}

row "VPCLink_tags" {
  subject "aws_apigatewayv2_vpc_link" {
    name               = var.name
    security_group_ids = ["sg-1"]
    subnet_ids         = ["subnet-1", "subnet-2"]
  }
  step { tags = { Key1 = "Value1", Key2 = "Value2" } }
  step {}
}

# Not rows of upstream's tests of this service: what stages need beside it.

row "RoutingRule_basic" {
  use = ["http_api", "stage", "domain_name"]
  subject "aws_apigatewayv2_routing_rule" {
    domain_name = aws_apigatewayv2_domain_name.test.domain_name
    action {
      invoke_api {
        api_id          = aws_apigatewayv2_api.test.id
        stage           = aws_apigatewayv2_stage.test.name
        strip_base_path = true
      }
    }
    condition {
      match_base_paths { any_of = ["v1", "v2"] }
    }
    condition {
      match_headers {
        any_of {
          header     = "X-A"
          value_glob = "a*"
        }
      }
    }
  }
  step { priority = 1 }
  step { priority = 2 }
}

row "RoutingRule_disappears" {
  use = ["http_api", "stage", "domain_name"]
  subject "aws_apigatewayv2_routing_rule" {
    domain_name = aws_apigatewayv2_domain_name.test.domain_name
    priority    = 1
    action {
      invoke_api {
        api_id = aws_apigatewayv2_api.test.id
        stage  = aws_apigatewayv2_stage.test.name
      }
    }
    condition {
      match_base_paths { any_of = ["v1"] }
    }
  }
  step {}
  step "disappears" {}
}

row "LogGroup_basic" {
  subject "aws_cloudwatch_log_group" {
    name = var.name
  }
  step {
    retention_in_days = 7
    tags              = { a = "1" }
  }
  step {
    retention_in_days = 30
    tags              = { b = "2" }
  }
  step {}
}

row "LogGroup_namePrefix" {
  subject "aws_cloudwatch_log_group" {
    name_prefix = "prefix-"
  }
  step {}
}

row "LogGroup_disappears" {
  subject "aws_cloudwatch_log_group" {
    name = var.name
  }
  step {}
  step "disappears" {}
}

row "Role_basic" {
  ignore = ["force_detach_policies"]
  subject "aws_iam_role" {
    name = var.name
    assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
      Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }] })
  }
  step {
    description = "d"
    tags        = { a = "1" }
    inline_policy {
      name = "first"
      policy = jsonencode({ Version = "2012-10-17", Statement = {
        Effect = "Allow", Action = "s3:Get*", Resource = "arn:aws:s3:::first" } })
    }
  }
  step {
    assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
      Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "lambda.amazonaws.com" } }] })
    max_session_duration = 7200
    inline_policy {
      name = "first"
      policy = jsonencode({ Version = "2012-10-17", Statement = {
        Effect = "Allow", Action = "s3:Get*", Resource = "arn:aws:s3:::second" } })
    }
  }
}

row "Role_disappears" {
  subject "aws_iam_role" {
    name_prefix = "prefix-"
    assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
      Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }] })
  }
  step {}
  step "disappears" {}
}
