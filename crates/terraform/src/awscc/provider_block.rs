//! The provider block of `awscc`.

use std::collections::BTreeMap;

use callboard_model::registry;

use crate::cty::{Type, Value};
use crate::provider::{AssumedRole, Connection, Environment};
use crate::schema::{Attribute, AttributeKind, Block, Flags, Nesting, Schema};
use crate::tags::texts;

/// The schema of the block.
pub(super) fn schema() -> Schema {
    let text = || Type::String;
    let texts = |names: &[&'static str]| names.iter().map(|it| plain(it, text())).collect::<Vec<_>>();
    let mut attributes = texts(&[
        "access_key",
        "http_proxy",
        "https_proxy",
        "no_proxy",
        "profile",
        "region",
        "role_arn",
        "secret_key",
        "token",
    ]);
    for name in ["insecure", "skip_medatadata_api_check", "skip_metadata_api_check"] {
        attributes.push(plain(name, Type::Bool));
    }
    attributes.push(plain("max_retries", Type::Number));
    for name in ["shared_config_files", "shared_credentials_files"] {
        attributes.push(plain(name, Type::list(Type::String)));
    }
    let mut role = texts(&["duration", "external_id", "policy", "session_name"]);
    role.push(plain("policy_arns", Type::list(Type::String)));
    role.push(plain("tags", Type::map(Type::String)));
    role.push(plain("transitive_tag_keys", Type::set(Type::String)));
    role.push(Attribute::plain("role_arn", Type::String, Flags::REQUIRED));
    attributes.push(nested("assume_role", Nesting::Single, role));
    let mut web = texts(&["duration", "policy", "session_name", "web_identity_token", "web_identity_token_file"]);
    web.push(plain("policy_arns", Type::list(Type::String)));
    web.push(Attribute::plain("role_arn", Type::String, Flags::REQUIRED));
    attributes.push(nested("assume_role_with_web_identity", Nesting::Single, web));
    attributes.push(nested("endpoints", Nesting::Single, texts(&["cloudcontrolapi", "iam", "sso", "sts"])));
    let mut agent = texts(&["comment", "product_version"]);
    agent.push(Attribute::plain("product_name", Type::String, Flags::REQUIRED));
    attributes.push(nested("user_agent", Nesting::List, agent));
    attributes.sort_by(|left, right| left.name.cmp(&right.name));
    Schema { version: 0, block: Block { attributes, ..Block::default() } }
}

fn plain(name: &'static str, of: Type) -> Attribute {
    Attribute::plain(name, of, Flags::OPTIONAL)
}

fn nested(name: &'static str, nesting: Nesting, mut attributes: Vec<Attribute>) -> Attribute {
    attributes.sort_by(|left, right| left.name.cmp(&right.name));
    Attribute { name: name.into(), kind: AttributeKind::Nested { nesting, attributes }, flags: Flags::OPTIONAL }
}

/// Where calls go and who makes them.
pub(super) fn connection(config: &Value, environment: &Environment) -> Connection {
    let variable =
        |names: &[&str]| names.iter().find_map(|it| environment.0.get(*it)).filter(|it| !it.is_empty()).cloned();
    let text = |name: &str, variables: &[&str]| known_text(config.get(name)).or_else(|| variable(variables));
    let files = |name: &str, variable_name: &str| match known_texts(config.get(name)) {
        files if !files.is_empty() => files,
        _ => variable(&[variable_name]).into_iter().collect(),
    };
    let retries =
        config.get("max_retries").as_number().and_then(|it| it.as_i64()).and_then(|it| u32::try_from(it).ok());
    let role = config.get("assume_role");
    let web = config.get("assume_role_with_web_identity");
    Connection {
        region: text("region", &["AWS_REGION", "AWS_DEFAULT_REGION"]),
        profile: text("profile", &["AWS_PROFILE"]),
        access_key: text("access_key", &["AWS_ACCESS_KEY_ID"]),
        secret_key: text("secret_key", &["AWS_SECRET_ACCESS_KEY"]),
        token: text("token", &["AWS_SESSION_TOKEN"]),
        shared_config_files: files("shared_config_files", "AWS_CONFIG_FILE"),
        shared_credentials_files: files("shared_credentials_files", "AWS_SHARED_CREDENTIALS_FILE"),
        assume_roles: Some(assumed_role(role)).filter(|it| !it.role_arn.is_empty()).into_iter().collect(),
        assume_role_with_web_identity: (!web.is_null()).then(|| assumed_role(web)),
        endpoints: endpoints(config, environment),
        max_attempts: retries.or_else(|| variable(&["AWS_MAX_ATTEMPTS"])?.parse().ok()),
        retry_mode: variable(&["AWS_RETRY_MODE"]),
        custom_ca_bundle: variable(&["AWS_CA_BUNDLE"]),
        insecure: config.get("insecure").as_bool() == Some(true),
        http_proxy: text("http_proxy", &["HTTP_PROXY", "http_proxy"]),
        https_proxy: text("https_proxy", &["HTTPS_PROXY", "https_proxy"]),
        no_proxy: text("no_proxy", &["NO_PROXY", "no_proxy"]),
        use_fips_endpoint: variable(&["AWS_USE_FIPS_ENDPOINT"]).is_some_and(|it| it == "true"),
        use_dualstack_endpoint: variable(&["AWS_USE_DUALSTACK_ENDPOINT"]).is_some_and(|it| it == "true"),
    }
}

fn endpoints(config: &Value, environment: &Environment) -> BTreeMap<String, String> {
    let mut urls = crate::aws::environment_endpoints(environment);
    for (name, id) in [("cloudcontrolapi", "cloudcontrol"), ("iam", "iam"), ("sso", "sso"), ("sts", "sts")] {
        let service = registry::service_by_id(id).map(|it| it.name.to_owned());
        if let (Some(url), Some(service)) = (known_text(config.get("endpoints").get(name)), service) {
            urls.insert(service, url);
        }
    }
    urls
}

fn assumed_role(block: &Value) -> AssumedRole {
    let text = |name: &str| known_text(block.get(name));
    AssumedRole {
        role_arn: text("role_arn").unwrap_or_default(),
        duration: text("duration"),
        external_id: text("external_id"),
        policy: text("policy"),
        policy_arns: known_texts(block.get("policy_arns")),
        session_name: text("session_name"),
        source_identity: None,
        tags: texts(block.get("tags")),
        transitive_tag_keys: known_texts(block.get("transitive_tag_keys")),
        web_identity_token: text("web_identity_token"),
        web_identity_token_file: text("web_identity_token_file"),
    }
}

fn known_text(value: &Value) -> Option<String> {
    value.as_str().filter(|it| !it.is_empty()).map(str::to_owned)
}

fn known_texts(value: &Value) -> Vec<String> {
    value.items().unwrap_or_default().iter().filter_map(known_text).collect()
}
