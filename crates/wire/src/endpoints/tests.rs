use callboard_model::document::Document;
use expect_test::{Expect, expect};
use serde_json::{Value, json};

use super::*;

fn rules() -> RuleSet {
    let rules = json!({
        "version": "1.0",
        "parameters": {
            "Region": {"type": "string", "builtIn": "AWS::Region", "required": true},
            "UseFIPS": {"type": "boolean", "default": false, "required": true},
            "Bucket": {"type": "string"},
            "Endpoint": {"type": "string"},
        },
        "rules": [
            {
                "conditions": [
                    {"fn": "isSet", "argv": [{"ref": "Endpoint"}]},
                    {"fn": "parseURL", "argv": [{"ref": "Endpoint"}], "assign": "url"},
                ],
                "type": "tree",
                "rules": [
                    {
                        "conditions": [{"fn": "booleanEquals", "argv": [{"ref": "UseFIPS"}, true]}],
                        "type": "error",
                        "error": "FIPS and `{url#authority}` exclude each other",
                    },
                    {"conditions": [], "type": "endpoint", "endpoint": {"url": "{url#scheme}://{url#authority}{url#path}"}},
                ],
            },
            {
                "conditions": [
                    {"fn": "aws.parseArn", "argv": [{"ref": "Bucket"}], "assign": "arn"},
                    {"fn": "getAttr", "argv": [{"ref": "arn"}, "resourceId[1]"], "assign": "name"},
                    {"fn": "isValidHostLabel", "argv": [{"ref": "name"}, false]},
                ],
                "type": "endpoint",
                "endpoint": {
                    "url": "https://{name}-{arn#accountId}.example.com",
                    "headers": {"x-region": [{"ref": "Region"}, "{arn#region}"]},
                    "properties": {"authSchemes": [
                        {"name": "sigv4a", "signingRegionSet": ["*"], "disableDoubleEncoding": true},
                        {"name": "sigv4", "signingRegion": "{arn#region}"},
                    ]},
                },
            },
            {
                "conditions": [{"fn": "aws.partition", "argv": [{"ref": "Region"}], "assign": "url"}],
                "type": "endpoint",
                "endpoint": {"url": "https://x.{Region}.{url#dnsSuffix}"},
            },
        ],
    });
    RuleSet::compile(&rules).unwrap()
}

#[track_caller]
fn check(parameters: Value, expect: Expect) {
    let partitions = Partitions::from_json(&json!({"partitions": [
        {"id": "aws", "regionRegex": "^(us|eu)-\\w+-\\d+$", "regions": {}, "outputs": {"dnsSuffix": "amazonaws.com"}},
        {"id": "aws-cn", "regionRegex": "^cn-\\w+-\\d+$", "regions": {"cn": {}}, "outputs": {"dnsSuffix": "amazonaws.com.cn"}},
    ]}))
    .unwrap();
    let Document::Map(parameters) = Document::from(&parameters) else { panic!("parameters are a map") };
    let text = match rules().resolve(&parameters, &partitions) {
        Err(err) => format!("error: {err}"),
        Ok(endpoint) => {
            let headers = endpoint.headers.iter().map(|(name, values)| format!(" {name}: {}", values.join(", ")));
            let schemes = endpoint.auth_schemes().into_iter().map(|it| format!(" {it:?}"));
            format!("{}{}{}", endpoint.url, headers.collect::<String>(), schemes.collect::<String>())
        }
    };
    expect.assert_eq(&text);
}

#[test]
fn the_first_rule_that_holds_gives_the_endpoint() {
    check(json!({"Region": "eu-west-1"}), expect!["https://x.eu-west-1.amazonaws.com"]);
    check(json!({"Region": "cn"}), expect!["https://x.cn.amazonaws.com.cn"]);
    check(json!({"Region": "mars"}), expect!["https://x.mars.amazonaws.com"]);
    check(json!({"Region": "eu-west-1", "Endpoint": "http://127.0.0.1:4566/a"}), expect!["http://127.0.0.1:4566/a"]);
}

#[test]
fn arns_and_templates_make_hosts_headers_and_schemes() {
    check(
        json!({"Region": "eu-west-1", "Bucket": "arn:aws:s3:us-west-2:123:accesspoint:ap"}),
        expect![[
            r#"https://ap-123.example.com x-region: eu-west-1, us-west-2 AuthScheme { name: "sigv4a", signing_name: None, signing_region: None, signing_region_set: ["*"], disable_double_encoding: true } AuthScheme { name: "sigv4", signing_name: None, signing_region: Some("us-west-2"), signing_region_set: [], disable_double_encoding: false }"#
        ]],
    );
    check(
        json!({"Region": "eu-west-1", "Bucket": "arn:aws:s3:us-west-2:123:accesspoint:a_p"}),
        expect!["https://x.eu-west-1.amazonaws.com"],
    );
}

#[test]
fn refusals_say_why() {
    check(
        json!({"Region": "eu-west-1", "Endpoint": "https://h", "UseFIPS": true}),
        expect!["error: FIPS and `h` exclude each other"],
    );
    check(json!({}), expect!["error: cannot find a value for the required parameter Region"]);
    check(json!({"Region": 1}), expect!["error: parameter Region must be a string"]);
}

#[test]
fn a_rule_set_with_an_unknown_function_is_refused() {
    let rules = json!({"parameters": {}, "rules": [{"conditions": [{"fn": "magic", "argv": []}], "type": "tree", "rules": []}]});
    assert_eq!(RuleSet::compile(&rules).unwrap_err().to_string(), "endpoint rule set: unknown function `magic`");
}
