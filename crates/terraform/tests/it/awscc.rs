//! Resource types by Cloud Control: made, changed, read, imported, listed.

use std::sync::Arc;

use callboard_terraform::awscc::AwsccProvider;
use callboard_terraform::cty::Value;
use callboard_terraform::provider::Environment;
use expect_test::expect;
use serde_json::{Value as Json, json};

use crate::replay::{Kept, OnePlane, Stand, plane, stand, value};

async fn awscc() -> Stand {
    let plane = plane();
    let provider = AwsccProvider::new(Arc::new(OnePlane(Arc::clone(&plane))), Environment::default());
    stand(Arc::new(provider), plane, json!({})).await
}

fn text(stand: &Stand, kept: &Kept) -> String {
    let id = kept.state.get("id").as_str().expect("an id").to_owned();
    let json = stand.text(kept);
    json.replace(&id, "<id>")
}

#[tokio::test]
async fn a_stage_of_ivs() {
    let stand = awscc().await;
    let stage = stand
        .apply(
            "awscc_ivs_stage",
            None,
            json!({"name": "a", "tags": [{"key": "k", "value": "v"}, {"key": "l", "value": "w"}]}),
        )
        .await;
    expect![[r#"
        {
          "active_session_id": null,
          "arn": "<id>",
          "auto_participant_recording_configuration": {
            "hls_configuration": {
              "participant_recording_hls_configuration": {
                "target_segment_duration_seconds": 6
              }
            },
            "media_types": [
              "AUDIO_VIDEO"
            ],
            "recording_reconnect_window_seconds": 0,
            "storage_configuration_arn": "",
            "thumbnail_configuration": {
              "participant_thumbnail_configuration": {
                "recording_mode": "DISABLED",
                "storage": [
                  "SEQUENTIAL"
                ],
                "target_interval_seconds": 60
              }
            }
          },
          "id": "<id>",
          "name": "a",
          "tags": [
            {
              "key": "k",
              "value": "v"
            },
            {
              "key": "l",
              "value": "w"
            }
          ]
        }"#]]
    .assert_eq(&text(&stand, &stage));
    // What is left out stays.
    assert_eq!(stand.action("awscc_ivs_stage", Some(&stage), &json!({"name": "a"})).await, "no change");
    let stage =
        stand.apply("awscc_ivs_stage", Some(&stage), json!({"name": "b", "tags": [{"key": "l", "value": "x"}]})).await;
    expect![[r#"
        name "b"
        tags [{"key":"l","value":"x"}]"#]]
    .assert_eq(&stand.show(&stage, &["name", "tags"]));
    let listed = stand.data("awscc_ivs_stages", json!({})).await;
    assert_eq!(listed["ids"], json!([stage.state.get("id").as_str()]));
    let one = stand.data("awscc_ivs_stage", json!({"id": stage.state.get("id").as_str()})).await;
    assert_eq!(one["name"], "b");
    stand.destroy(stage).await;
}

#[tokio::test]
async fn types_of_all_kinds() {
    let stand = awscc().await;
    let lives: [(&str, Json, Json, &str); 6] = [
        (
            "awscc_sqs_queue",
            json!({"queue_name": "q", "delay_seconds": 5, "redrive_policy": "{\"maxReceiveCount\": 3}"}),
            json!({"queue_name": "q", "delay_seconds": 9, "redrive_policy": "{\"maxReceiveCount\":3}"}),
            "update",
        ),
        ("awscc_sqs_queue", json!({"queue_name": "q2"}), json!({"queue_name": "q3"}), "replace for queue_name"),
        (
            "awscc_s3_bucket",
            json!({"bucket_name": "bucket", "versioning_configuration": {"status": "Enabled"}}),
            json!({"bucket_name": "bucket", "versioning_configuration": {"status": "Suspended"},
                "cors_configuration": {"cors_rules": [{"allowed_methods": ["GET"], "allowed_origins": ["*"]}]}}),
            "update",
        ),
        (
            "awscc_dynamodb_table",
            json!({"table_name": "t", "billing_mode": "PAY_PER_REQUEST", "key_schema": "[{\"AttributeName\": \"k\", \"KeyType\": \"HASH\"}]",
                "attribute_definitions": [{"attribute_name": "k", "attribute_type": "S"}]}),
            json!({"table_name": "t", "billing_mode": "PAY_PER_REQUEST", "key_schema": "[{\"AttributeName\":\"k\",\"KeyType\":\"HASH\"}]",
                "attribute_definitions": [{"attribute_name": "k", "attribute_type": "S"}], "table_class": "STANDARD_INFREQUENT_ACCESS"}),
            "update",
        ),
        (
            "awscc_logs_log_group",
            json!({"log_group_name": "g", "retention_in_days": 7}),
            json!({"log_group_name": "g", "retention_in_days": 30}),
            "update",
        ),
        (
            "awscc_iam_managed_policy",
            json!({"managed_policy_name": "p", "policy_document": "{\"Version\":\"2012-10-17\",\"Statement\":[]}"}),
            json!({"managed_policy_name": "p", "policy_document": "{\"Version\": \"2012-10-17\", \"Statement\": []}"}),
            "no change",
        ),
    ];
    for (type_name, first, second, action) in lives {
        let kept = stand.apply_but(type_name, None, first, &["description"]).await;
        assert_eq!(stand.action(type_name, Some(&kept), &second).await, action, "{type_name} {}", stand.text(&kept));
        let kept = stand.apply_but(type_name, Some(&kept), second, &["description"]).await;
        stand.destroy(kept).await;
    }
}

#[tokio::test]
async fn a_stage_of_api_gateway() {
    let stand = awscc().await;
    let api = stand.apply("awscc_apigatewayv2_api", None, json!({"name": "a", "protocol_type": "HTTP"})).await;
    let api_id = api.state.get("api_id").as_str().expect("an id").to_owned();
    let config = |variables: &str| json!({"api_id": api_id, "stage_name": "s", "stage_variables": variables});
    let stage = stand.apply("awscc_apigatewayv2_stage", None, config("{\"a\": \"1\"}")).await;
    assert_eq!(stage.state.get("id").as_str(), Some(&*format!("{api_id}|s")));
    assert_eq!(stand.action("awscc_apigatewayv2_stage", Some(&stage), &config("{ \"a\":\"1\" }")).await, "no change");
    let stage = stand.apply("awscc_apigatewayv2_stage", Some(&stage), config("{\"b\":\"2\"}")).await;
    expect![[r#"
        stage_variables "{\"b\":\"2\"}"
        stage_name "s"
        auto_deploy null"#]]
    .assert_eq(&stand.show(&stage, &["stage_variables", "stage_name", "auto_deploy"]));
    let error = stand.import("awscc_apigatewayv2_stage", "s").await.expect_err("half an id");
    expect![[r#"
        error: Invalid Resource Import ID
          AWS::ApiGatewayV2::Stage is identified by `ApiId|StageName`: `s` does not have these parts"#]]
    .assert_eq(&error);
}

#[tokio::test]
async fn schemas_of_a_type() {
    let stand = awscc().await;
    let schema = stand.schema("awscc_ivs_stage");
    let lines = schema.block.attributes.iter().map(|it| {
        let flags = it.flags;
        let marks = [("R", flags.required), ("O", flags.optional), ("C", flags.computed)];
        let marks: String = marks.iter().filter(|it| it.1).map(|it| it.0).collect();
        format!("{} {marks} {}", it.name, it.implied_type().to_json())
    });
    expect![[r#"
        active_session_id C "string"
        arn C "string"
        auto_participant_recording_configuration OC ["object",{"hls_configuration":["object",{"participant_recording_hls_configuration":["object",{"target_segment_duration_seconds":"number"}]}],"media_types":["set","string"],"recording_reconnect_window_seconds":"number","storage_configuration_arn":"string","thumbnail_configuration":["object",{"participant_thumbnail_configuration":["object",{"recording_mode":"string","storage":["set","string"],"target_interval_seconds":"number"}]}]}]
        id C "string"
        name OC "string"
        tags OC ["set",["object",{"key":"string","value":"string"}]]"#]].assert_eq(&lines.collect::<Vec<_>>().join("\n"));
    assert!(stand.provider.resource_schema("awscc_ivs_balcony").is_none());
}

#[tokio::test]
async fn what_a_schema_refuses() {
    let stand = awscc().await;
    let recording = |inner: Json| json!({"auto_participant_recording_configuration": inner});
    let cases = [
        ("awscc_ivs_stage", json!({"name": "not a name!"})),
        ("awscc_ivs_stage", json!({"name": "n".repeat(200)})),
        ("awscc_ivs_stage", json!({"name": "<unknown>", "tags": [{"key": "", "value": "v"}, {"key": "<unknown>"}]})),
        ("awscc_ivs_stage", json!({"tags": [{"key": "", "value": "v"}, {"key": "k"}]})),
        ("awscc_ivs_stage", recording(json!({"media_types": ["<unknown>", "SMELL"]}))),
        ("awscc_ivs_stage", recording(json!({"media_types": ["SMELL"], "recording_reconnect_window_seconds": 301}))),
        (
            "awscc_ivs_stage",
            recording(json!({"storage_configuration_arn": "a",
                "thumbnail_configuration": {"participant_thumbnail_configuration": {"target_interval_seconds": 0}}})),
        ),
        ("awscc_s3_bucket", json!({"cors_configuration": {"cors_rules": [{"allowed_origins": ["*"]}]}})),
        (
            "awscc_dynamodb_table",
            json!({"key_schema": "[{\"AttributeName\": \"k\"}]", "attribute_definitions": [{"attribute_name": "k", "attribute_type": "S"}]}),
        ),
        ("awscc_codeartifact_domain", json!({"domain_name": "name", "permissions_policy_document": "no document"})),
        (
            "awscc_qbusiness_plugin",
            json!({"application_id": "a".repeat(36), "display_name": "n", "type": "SALESFORCE",
                "auth_configuration": {"no_auth_configuration": "{}", "basic_auth_configuration": {"role_arn": "arn:aws:iam::123456789012:role/r"}}}),
        ),
        (
            "awscc_kafkaconnect_connector",
            json!({"capacity": {}, "connector_configuration": {}, "connector_name": "n",
            "kafka_cluster": {"apache_kafka_cluster": {"bootstrap_servers": "b", "vpc": {"security_groups": ["s"], "subnets": ["n"]}}},
            "kafka_cluster_client_authentication": {"authentication_type": "NONE"},
            "kafka_cluster_encryption_in_transit": {"encryption_type": "TLS"}, "kafka_connect_version": "v",
            "plugins": [{"custom_plugin": {"custom_plugin_arn": "no arn", "revision": 0}}], "service_execution_role_arn": "<unknown>"}),
        ),
        ("awscc_secretsmanager_secret", json!({"secret_string": "s".repeat(70_000), "name": "n"})),
        (
            "awscc_lambda_function",
            json!({"role": "r", "code": {"zip_file": "z"}, "memory_size": 12, "environment": {"variables": {"A": "<unknown>"}}}),
        ),
    ];
    let mut told = String::new();
    for (type_name, config) in cases {
        let config_text = config.to_string();
        let shown: String = config_text.chars().take(160).collect();
        told.push_str(&format!("{type_name} {shown}\n{}\n\n", stand.validate(type_name, &config).await));
    }
    expect![[r#"
        awscc_ivs_stage {"name":"not a name!"}
        error: name: Invalid Attribute Value Match
          Attribute name value must match regular expression '^[a-zA-Z0-9-_]*$', got: not a name!

        awscc_ivs_stage {"name":"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn
        error: name: Invalid Attribute Value Length
          Attribute name string length must be between 0 and 128, got: 200

        awscc_ivs_stage {"name":"<unknown>","tags":[{"key":"","value":"v"},{"key":"<unknown>"}]}
        error: tags: Missing required argument
          The argument "value" is required, but no definition was found.
        error: tags: Invalid Attribute Value Length
          Attribute tags[...].key string length must be between 1 and 128, got: 0

        awscc_ivs_stage {"tags":[{"key":"","value":"v"},{"key":"k"}]}
        error: tags: Invalid Attribute Value Length
          Attribute tags[...].key string length must be between 1 and 128, got: 0
        error: tags: Missing required argument
          The argument "value" is required, but no definition was found.

        awscc_ivs_stage {"auto_participant_recording_configuration":{"media_types":["<unknown>","SMELL"]}}
        error: auto_participant_recording_configuration.storage_configuration_arn: Missing required argument
          The argument "storage_configuration_arn" is required, but no definition was found.

        awscc_ivs_stage {"auto_participant_recording_configuration":{"media_types":["SMELL"],"recording_reconnect_window_seconds":301}}
        error: auto_participant_recording_configuration.storage_configuration_arn: Missing required argument
          The argument "storage_configuration_arn" is required, but no definition was found.
        error: auto_participant_recording_configuration.media_types: Invalid Attribute Value Match
          Attribute auto_participant_recording_configuration.media_types value must be one of: ["AUDIO_VIDEO" "AUDIO_ONLY"], got: "SMELL"
        error: auto_participant_recording_configuration.recording_reconnect_window_seconds: Invalid Attribute Value
          Attribute auto_participant_recording_configuration.recording_reconnect_window_seconds value must be between 0 and 300, got: 301

        awscc_ivs_stage {"auto_participant_recording_configuration":{"storage_configuration_arn":"a","thumbnail_configuration":{"participant_thumbnail_configuration":{"target_interval_
        error: auto_participant_recording_configuration.storage_configuration_arn: Invalid Attribute Value Match
          Attribute auto_participant_recording_configuration.storage_configuration_arn value must match regular expression '^$|^arn:aws:ivs:[a-z0-9-]+:[0-9]+:storage-configuration/[a-zA-Z0-9-]+$', got: a
        error: auto_participant_recording_configuration.thumbnail_configuration.participant_thumbnail_configuration.target_interval_seconds: Invalid Attribute Value
          Attribute auto_participant_recording_configuration.thumbnail_configuration.participant_thumbnail_configuration.target_interval_seconds value must be between 1 and 86400, got: 0

        awscc_s3_bucket {"cors_configuration":{"cors_rules":[{"allowed_origins":["*"]}]}}
        error: cors_configuration.cors_rules[0].allowed_methods: Missing required argument
          The argument "allowed_methods" is required, but no definition was found.

        awscc_dynamodb_table {"key_schema":"[{\"AttributeName\": \"k\"}]","attribute_definitions":[{"attribute_name":"k","attribute_type":"S"}]}
        error: key_schema: Invalid Attribute Value
          Attribute key_schema (0) must have a member "KeyType".

        awscc_codeartifact_domain {"domain_name":"name","permissions_policy_document":"no document"}
        error: permissions_policy_document: Invalid JSON String Value
          Attribute permissions_policy_document must be the text of a JSON document

        awscc_qbusiness_plugin {"application_id":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","display_name":"n","type":"SALESFORCE","auth_configuration":{"no_auth_configuration":"{}","basic_auth_c
        error: auth_configuration: Invalid Attribute Combination
          Attribute "auth_configuration.basic_auth_configuration" cannot be specified when "auth_configuration.no_auth_configuration" is specified

        awscc_kafkaconnect_connector {"capacity":{},"connector_configuration":{},"connector_name":"n","kafka_cluster":{"apache_kafka_cluster":{"bootstrap_servers":"b","vpc":{"security_groups":["s"]
        error: capacity: Invalid Attribute Combination
          Attribute capacity has none of the forms that it can have:
          - auto_scaling is required
          - provisioned_capacity is required
        error: plugins: Invalid Attribute Value Match
          Attribute plugins[...].custom_plugin.custom_plugin_arn value must match regular expression 'arn:(aws|aws-us-gov|aws-cn):kafkaconnect:.*', got: no arn
        error: plugins: Invalid Attribute Value
          Attribute plugins[...].custom_plugin.revision value must be between 1 and 9223372036854775807, got: 0

        awscc_secretsmanager_secret {"secret_string":"ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss
        error: secret_string: Invalid Attribute Value Length
          Attribute secret_string string length must be between 1 and 65536, got: 70000

        awscc_lambda_function {"role":"r","code":{"zip_file":"z"},"memory_size":12,"environment":{"variables":{"A":"<unknown>"}}}
        error: memory_size: Invalid Attribute Value
          Attribute memory_size value must be between 128 and 32768, got: 12
        error: role: Invalid Attribute Value Match
          Attribute role value must match regular expression '^arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+$', got: r

    "#]].assert_eq(&told);
}

/// A schema that asks for a member, or for a number of them, says nothing of what is not known.
#[tokio::test]
async fn what_is_not_known_is_not_refused() {
    let stand = awscc().await;
    let schema = stand.schema("awscc_s3_bucket");
    let rules = |rules: Value| {
        let mut config = value(&schema, &json!({}));
        config.set_member("cors_configuration", Value::object([("cors_rules", rules)]));
        config
    };
    let rule = |methods: Value| {
        Value::object([("allowed_methods", methods), ("allowed_origins", Value::List(vec!["*".into()]))])
    };
    for (config, expected) in [
        (rules(Value::Unknown), ""),
        (rules(Value::List(vec![Value::Unknown])), ""),
        (rules(Value::List(vec![rule(Value::Unknown)])), ""),
        (rules(Value::List(vec![rule(Value::List(vec![Value::Unknown]))])), ""),
        (rules(Value::List(vec![Value::Unknown, rule(Value::Null)])), ""),
        (
            rules(Value::List(vec![rule(Value::Null)])),
            "error: cors_configuration.cors_rules[0].allowed_methods: Missing required argument\n  The argument \
             \"allowed_methods\" is required, but no definition was found.",
        ),
    ] {
        let told = stand.provider.validate_resource("awscc_s3_bucket", &config).await;
        assert_eq!(told.to_string(), expected, "{config:?}");
    }
}

/// What can be told is told before a call is made; what a service holds against it is told as the service says it.
#[tokio::test]
async fn a_create_that_is_refused() {
    let stand = awscc().await;
    let config = json!({"role_name": "r", "assume_role_policy_document": "{\"Statement\": 1}"});
    let error = stand.try_apply("awscc_iam_role", None, &config).await.expect_err("refused");
    expect![
        "error: creating AWS::IAM::Role: AWS::IAM::Role r: CREATE failed: InvalidRequest: Syntax errors in policy."
    ]
    .assert_eq(&error);
}

/// What a configuration says, as the state has it after an apply and after a read.
#[tokio::test]
async fn what_was_planned_is_what_is_there() {
    let stand = awscc().await;
    let trust = "{ \"Version\": \"2012-10-17\",  \"Statement\": [] }";
    let lives = [
        ("awscc_iam_instance_profile", json!({"instance_profile_name": "p", "roles": []})),
        (
            "awscc_iam_role",
            json!({"role_name": "r", "assume_role_policy_document": trust, "managed_policy_arns": [],
                "policies": [{"policy_name": "z", "policy_document": trust}, {"policy_name": "a", "policy_document": trust}],
                "tags": [{"key": "z", "value": "1"}, {"key": "a", "value": "2"}]}),
        ),
        (
            "awscc_ec2_security_group",
            json!({"group_description": "d", "group_name": "g", "vpc_id": "vpc-12345678",
                "security_group_egress": [], "security_group_ingress": [
                {"ip_protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_ip": "10.0.0.0/8"},
                {"ip_protocol": "tcp", "from_port": 80, "to_port": 80, "cidr_ip": "10.0.0.0/8"}]}),
        ),
        (
            "awscc_cloudwatch_alarm",
            json!({"alarm_name": "a", "comparison_operator": "GreaterThanThreshold", "evaluation_periods": 1, "alarm_actions": [],
                "metric_name": "m", "namespace": "n", "period": 60, "statistic": "Sum", "threshold": 3.3333333333333335}),
        ),
    ];
    for (type_name, config) in lives {
        let kept = stand.try_apply(type_name, None, &config).await.unwrap_or_else(|error| panic!("{error}"));
        let read = stand.refresh(&kept).await.expect("it is there");
        for state in [&kept, &read] {
            let there: Json = serde_json::from_str(&stand.text(state)).expect("a state");
            says(&there, &config, type_name);
        }
        assert_eq!(
            stand.action(type_name, Some(&read), &config).await,
            "no change",
            "{type_name} {}",
            stand.text(&read)
        );
        stand.destroy(read).await;
    }
}

#[track_caller]
fn says(there: &Json, config: &Json, at: &str) {
    match (there, config) {
        (Json::Object(there), Json::Object(config)) => {
            config.iter().for_each(|(name, config)| says(&there[name], config, &format!("{at}.{name}")));
        }
        (Json::Array(there), Json::Array(config)) if there.len() == config.len() => {
            // A set has its own order.
            let is_set = at.ends_with(".tags") || at.ends_with(".policies");
            for (place, config) in config.iter().enumerate() {
                let place = match is_set {
                    true => there.iter().position(|it| {
                        config.as_object().is_some_and(|of| of.iter().all(|(name, of)| it[name] == *of))
                    }),
                    false => Some(place),
                };
                says(&there[place.unwrap_or_else(|| panic!("{at}: {config} in {there:?}"))], config, at);
            }
        }
        (there, config) => assert_eq!(there, config, "{at}"),
    }
}

#[tokio::test]
async fn a_rule_takes_nothing_from_another() {
    let stand = awscc().await;
    let config = |rules: Json| json!({"bucket_name": "rules", "lifecycle_configuration": {"rules": rules}});
    let first = json!({"id": "a", "status": "Enabled", "prefix": "a/", "expiration_in_days": 1});
    let second = json!({"id": "b", "status": "Enabled", "prefix": "b/", "noncurrent_version_expiration": {"noncurrent_days": 9}});
    let both = config(json!([first, second]));
    let bucket = stand.try_apply("awscc_s3_bucket", None, &both).await.unwrap_or_else(|error| panic!("{error}"));
    let bucket = stand.refresh(&bucket).await.expect("it is there");
    assert_eq!(stand.action("awscc_s3_bucket", Some(&bucket), &both).await, "no change");
    let third = json!({"id": "c", "status": "Enabled", "prefix": "b/", "noncurrent_version_expiration": {"noncurrent_days": 9}});
    let longer = json!({"id": "b", "status": "Enabled", "prefix": "b/", "noncurrent_version_expiration": {"noncurrent_days": 10}});
    let mut bucket = bucket;
    for rules in [json!([second]), json!([third, second]), json!([longer])] {
        bucket = stand
            .try_apply("awscc_s3_bucket", Some(&bucket), &config(rules.clone()))
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        bucket = stand.refresh(&bucket).await.expect("it is there");
        let there: Json = serde_json::from_str(&stand.text(&bucket)).expect("a state");
        for rule in there["lifecycle_configuration"]["rules"].as_array().expect("rules") {
            assert_eq!(rule["expiration_in_days"], Json::Null, "{rules}: {rule}");
        }
        assert_eq!(stand.action("awscc_s3_bucket", Some(&bucket), &config(rules)).await, "no change");
    }
}
