row "Stage_tags" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    tags = { Key1 = "Value1", Key2 = "Value2" }
  }
  step {
  }
}

# Not a row of upstream's: tags that come, change and go one by one.
row "Stage_tags_oneByOne" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    tags = { Key1 = "Value1" }
  }
  step {
    tags = { Key1 = "Value1Updated", Key2 = "Value2" }
  }
  step {
    tags = { Key2 = "Value2" }
  }
  step {
  }
}

row "Stage_tags_null" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    tags = { key1 = null }
  }
  step {
  }
}

row "Stage_tags_EmptyMap" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    tags = {}
  }
  step {
  }
}

row "Stage_tags_AddOnUpdate" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
  }
  step {
    tags = { key1 = "value1" }
  }
}

row "Stage_tags_EmptyTag_OnCreate" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    tags = { key1 = "" }
  }
  step {
  }
}

row "Stage_tags_EmptyTag_OnUpdate_Add" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    tags = { key1 = "value1" }
  }
  step {
    tags = { key1 = "value1", key2 = "" }
  }
  step {
    tags = { key1 = "value1" }
  }
}

row "Stage_tags_EmptyTag_OnUpdate_Replace" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    tags = { key1 = "value1" }
  }
  step {
    tags = { key1 = "" }
  }
}

row "Stage_tags_DefaultTags_providerOnly" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    provider {
      default_tags { tags = { key1 = "value1" } }
    }
  }
  step {
    provider {
      default_tags { tags = { key1 = "value1updated", key2 = "value2" } }
    }
  }
  step {
    provider {
      default_tags { tags = { key2 = "value2" } }
    }
  }
  step {
  }
}

row "Stage_tags_DefaultTags_nonOverlapping" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    provider {
      default_tags { tags = { providerkey1 = "providervalue1" } }
    }
    tags = { resourcekey1 = "resourcevalue1" }
  }
  step {
    provider {
      default_tags { tags = { providerkey1 = "providervalue1updated" } }
    }
    tags = { resourcekey1 = "resourcevalue1updated", resourcekey2 = "resourcevalue2" }
  }
  step {
  }
}

row "Stage_tags_DefaultTags_overlapping" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    provider {
      default_tags { tags = { overlapkey1 = "providervalue1" } }
    }
    tags = { overlapkey1 = "resourcevalue1" }
  }
  step {
    provider {
      default_tags { tags = { overlapkey1 = "providervalue1", overlapkey2 = "providervalue2" } }
    }
    tags = { overlapkey1 = "resourcevalue1", overlapkey2 = "resourcevalue2" }
  }
  step {
    provider {
      default_tags { tags = { overlapkey1 = "providervalue1" } }
    }
    tags = { overlapkey1 = "resourcevalue2" }
  }
}

row "Stage_tags_DefaultTags_updateToProviderOnly" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    tags = { key1 = "value1" }
  }
  step {
    provider {
      default_tags { tags = { key1 = "value1" } }
    }
  }
}

row "Stage_tags_DefaultTags_updateToResourceOnly" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    provider {
      default_tags { tags = { key1 = "value1" } }
    }
  }
  step {
    tags = { key1 = "value1" }
  }
}

row "Stage_tags_DefaultTags_emptyResourceTag" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    provider {
      default_tags { tags = { key1 = "value1" } }
    }
    tags = { key1 = "" }
  }
}

row "Stage_tags_DefaultTags_emptyProviderOnlyTag" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    provider {
      default_tags { tags = { key1 = "" } }
    }
  }
}

row "Stage_tags_DefaultTags_nullOverlappingResourceTag" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    provider {
      default_tags { tags = { key1 = "providervalue1" } }
    }
    tags = { key1 = null }
  }
}

row "Stage_tags_DefaultTags_nullNonOverlappingResourceTag" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    provider {
      default_tags { tags = { providerkey1 = "providervalue1" } }
    }
    tags = { resourcekey1 = null }
  }
}

row "Stage_tags_ComputedTag_OnCreate" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    resource "terraform_data" "late" {}
    tags = { computedkey1 = terraform_data.late.id }
  }
}

row "Stage_tags_ComputedTag_OnUpdate_Add" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    tags = { key1 = "value1" }
  }
  step {
    resource "terraform_data" "late" {}
    tags = { computedkey1 = terraform_data.late.id, key1 = "value1" }
  }
}

row "Stage_tags_ComputedTag_OnUpdate_Replace" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    tags = { key1 = "value1" }
  }
  step {
    resource "terraform_data" "late" {}
    tags = { key1 = terraform_data.late.id }
  }
}

row "Stage_tags_IgnoreTags_Overlap_DefaultTag" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    provider {
      default_tags { tags = { providerkey1 = "providervalue1" } }
      ignore_tags { keys = ["providerkey1"] }
    }
    tags = { resourcekey1 = "resourcevalue1" }
  }
  step {
    provider {
      default_tags { tags = { providerkey1 = "providervalue1updated" } }
      ignore_tags { keys = ["providerkey1"] }
    }
    tags = { resourcekey1 = "resourcevalue1" }
  }
  step {
    provider {
      default_tags { tags = { providerkey1 = "providervalue1again" } }
      ignore_tags { keys = ["providerkey1"] }
    }
    tags = { resourcekey1 = "resourcevalue1updated" }
  }
}

row "Stage_tags_IgnoreTags_Overlap_ResourceTag" {
  use = ["websocket_api"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step "differs" {
    provider {
      ignore_tags { keys = ["resourcekey1"] }
    }
    tags = { resourcekey1 = "resourcevalue1", resourcekey2 = "resourcevalue2" }
  }
  step "differs" {
    provider {
      ignore_tags { keys = ["resourcekey1"] }
    }
    tags = { resourcekey1 = "resourcevalue1updated", resourcekey2 = "resourcevalue2" }
  }
  step "differs" {
    provider {
      ignore_tags { keys = ["resourcekey1"] }
    }
    tags = { resourcekey1 = "resourcevalue1again", resourcekey2 = "resourcevalue2updated" }
  }
}

# Not a row of upstream's: a resource that says what the provider block says.
row "Stage_tags_DefaultTags_duplicate" {
  use = ["websocket_api"]
  ignore = ["tags"]
  subject "aws_apigatewayv2_stage" {
    api_id = aws_apigatewayv2_api.test.id
    name   = "test"
  }
  step {
    provider {
      default_tags { tags = { key1 = "value1" } }
    }
    tags = { key1 = "value1" }
  }
  step {
    provider {
      default_tags { tags = { key1 = "value2" } }
    }
    tags = { key1 = "value2" }
  }
}
