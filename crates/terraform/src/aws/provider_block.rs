//! The provider block: where calls go, who makes them, and what is said of all tags.
//!
//! What the block does not say, the environment may.

use std::collections::BTreeMap;

use super::endpoints;
use crate::cty::{Path, Type, Value};
use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::provider::{AssumedRole, Connection, Environment};
use crate::schema::{Attribute, Block, Flags, NestedBlock, Nesting, Schema};
use crate::tags::{TagPolicy, texts};

const TEXTS: [&str; 16] = [
    "access_key",
    "custom_ca_bundle",
    "ec2_metadata_service_endpoint",
    "ec2_metadata_service_endpoint_mode",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "profile",
    "region",
    "retry_mode",
    "s3_us_east_1_regional_endpoint",
    "secret_key",
    "skip_metadata_api_check",
    "sts_region",
    "tag_policy_compliance",
    "token",
];

/// The schema of the block, with names of endpoints that came after the version whose schema it is, where asked for.
pub(super) fn schema(has_later_names: bool) -> Schema {
    let attribute = |name: &'static str, of: Type| Attribute::plain(name, of, Flags::OPTIONAL);
    let mut attributes: Vec<Attribute> = TEXTS.into_iter().map(|name| attribute(name, Type::String)).collect();
    for name in [
        "insecure",
        "s3_use_path_style",
        "skip_credentials_validation",
        "skip_region_validation",
        "skip_requesting_account_id",
        "use_dualstack_endpoint",
        "use_fips_endpoint",
    ] {
        attributes.push(attribute(name, Type::Bool));
    }
    for name in ["max_retries", "token_bucket_rate_limiter_capacity"] {
        attributes.push(attribute(name, Type::Number));
    }
    for name in ["shared_config_files", "shared_credentials_files"] {
        attributes.push(attribute(name, Type::list(Type::String)));
    }
    for name in ["allowed_account_ids", "forbidden_account_ids"] {
        attributes.push(attribute(name, Type::set(Type::String)));
    }
    attributes.sort_by(|left, right| left.name.cmp(&right.name));
    let texts = |names: &[&'static str]| names.iter().map(|it| attribute(it, Type::String)).collect::<Vec<_>>();
    let sets =
        |names: &[&'static str]| names.iter().map(|it| attribute(it, Type::set(Type::String))).collect::<Vec<_>>();
    let mut assume_role = texts(&["duration", "external_id", "policy"]);
    assume_role.extend(sets(&["policy_arns"]));
    assume_role.extend(texts(&["role_arn", "session_name", "source_identity"]));
    assume_role.push(attribute("tags", Type::map(Type::String)));
    assume_role.extend(sets(&["transitive_tag_keys"]));
    let mut web_identity = texts(&["duration", "policy"]);
    web_identity.extend(sets(&["policy_arns"]));
    web_identity.extend(texts(&["role_arn", "session_name", "web_identity_token", "web_identity_token_file"]));
    let block = |name: &'static str, nesting, attributes, max_items| NestedBlock {
        name: name.into(),
        nesting,
        block: Block { attributes, ..Block::default() },
        min_items: 0,
        max_items,
    };
    let mut endpoints = texts(&endpoints::names());
    if has_later_names {
        endpoints.extend(endpoints::later_names().iter().map(|(name, _)| attribute(name, Type::String)));
        endpoints.sort_by(|one, other| one.name.cmp(&other.name));
    }
    let blocks = vec![
        block("assume_role", Nesting::List, assume_role, 0),
        block("assume_role_with_web_identity", Nesting::List, web_identity, 1),
        block("default_tags", Nesting::List, vec![attribute("tags", Type::map(Type::String))], 1),
        block("endpoints", Nesting::Set, endpoints, 0),
        block("ignore_tags", Nesting::List, sets(&["key_prefixes", "keys"]), 1),
    ];
    Schema { version: 0, block: Block { attributes, blocks, deprecated: false } }
}

/// What is wrong with a block, whatever the environment says.
pub(super) fn validate(config: &Value) -> Diagnostics {
    let mut diagnostics = Diagnostics::none();
    if config.get("access_key").as_str().is_some_and(|it| !it.is_empty()) && config.get("secret_key").is_null() {
        diagnostics.push(
            Diagnostic::error("Missing required argument")
                .with_detail("\"access_key\": all of `access_key,secret_key` must be specified")
                .at(Path::of("access_key")),
        );
    }
    for (at, role) in config.get("assume_role").items().unwrap_or_default().iter().enumerate() {
        let arn = role.get("role_arn");
        if arn.is_null() || arn.as_str() == Some("") {
            diagnostics.push(
                Diagnostic::error("Cannot assume IAM Role")
                    .with_detail("IAM Role ARN not set: set `role_arn`, or leave the block out.")
                    .at(Path::of("assume_role").index(at)),
            );
        }
    }
    let both = |left: &str, right: &str| !config.get(left).is_null() && !config.get(right).is_null();
    if both("allowed_account_ids", "forbidden_account_ids") {
        diagnostics.push(
            Diagnostic::error("Conflicting configuration arguments")
                .with_detail("\"allowed_account_ids\": conflicts with forbidden_account_ids")
                .at(Path::of("allowed_account_ids")),
        );
    }
    if let Some(mode) = config.get("retry_mode").as_str().filter(|it| !matches!(*it, "" | "standard" | "adaptive")) {
        diagnostics.push(
            Diagnostic::error(format!("expected retry_mode to be one of [\"standard\" \"adaptive\"], got {mode}"))
                .at(Path::of("retry_mode")),
        );
    }
    diagnostics
}

/// Where calls go and who makes them.
pub(super) fn connection(config: &Value, environment: &Environment) -> Connection {
    let variable =
        |names: &[&str]| names.iter().find_map(|it| environment.0.get(*it)).filter(|it| !it.is_empty()).cloned();
    let text = |name: &str, variables: &[&str]| known_text(config.get(name)).or_else(|| variable(variables));
    let truth = |name: &str, variables: &[&str]| match config.get(name).as_bool() {
        Some(value) => value,
        None => variable(variables).is_some_and(|it| it.eq_ignore_ascii_case("true")),
    };
    let files = |name: &str, variable_name: &str| match known_texts(config.get(name)) {
        files if !files.is_empty() => files,
        _ => variable(&[variable_name]).into_iter().collect(),
    };
    let retries =
        config.get("max_retries").as_number().and_then(|it| it.as_i64()).and_then(|it| u32::try_from(it).ok());
    let assume_role = config.get("assume_role").items().unwrap_or_default();
    let web_identity = config.get("assume_role_with_web_identity").items().unwrap_or_default();
    Connection {
        region: text("region", &["AWS_REGION", "AWS_DEFAULT_REGION"]),
        profile: text("profile", &["AWS_PROFILE"]),
        access_key: text("access_key", &["AWS_ACCESS_KEY_ID"]),
        secret_key: text("secret_key", &["AWS_SECRET_ACCESS_KEY"]),
        token: text("token", &["AWS_SESSION_TOKEN"]),
        shared_config_files: files("shared_config_files", "AWS_CONFIG_FILE"),
        shared_credentials_files: files("shared_credentials_files", "AWS_SHARED_CREDENTIALS_FILE"),
        assume_roles: assume_role.iter().map(assumed_role).filter(|it| !it.role_arn.is_empty()).collect(),
        assume_role_with_web_identity: web_identity.first().map(|it| {
            let mut role = assumed_role(it);
            let or_variable = |value: Option<String>, name: &str| value.or_else(|| variable(&[name]));
            role.role_arn =
                or_variable(Some(role.role_arn).filter(|it| !it.is_empty()), "AWS_ROLE_ARN").unwrap_or_default();
            role.session_name = or_variable(role.session_name, "AWS_ROLE_SESSION_NAME");
            role.web_identity_token_file = or_variable(role.web_identity_token_file, "AWS_WEB_IDENTITY_TOKEN_FILE");
            role
        }),
        endpoints: endpoint_urls(config, environment),
        max_attempts: retries.or_else(|| variable(&["AWS_MAX_ATTEMPTS"])?.parse().ok()),
        retry_mode: text("retry_mode", &["AWS_RETRY_MODE"]),
        custom_ca_bundle: text("custom_ca_bundle", &["AWS_CA_BUNDLE"]),
        insecure: truth("insecure", &[]),
        http_proxy: text("http_proxy", &["HTTP_PROXY", "http_proxy"]),
        https_proxy: text("https_proxy", &["HTTPS_PROXY", "https_proxy"]),
        no_proxy: text("no_proxy", &["NO_PROXY", "no_proxy"]),
        use_fips_endpoint: truth("use_fips_endpoint", &["AWS_USE_FIPS_ENDPOINT"]),
        use_dualstack_endpoint: truth("use_dualstack_endpoint", &["AWS_USE_DUALSTACK_ENDPOINT"]),
    }
}

/// What is said of all tags.
pub(super) fn tag_policy(config: &Value, environment: &Environment) -> TagPolicy {
    const PREFIX: &str = "TF_AWS_DEFAULT_TAGS_";
    let mut defaults: BTreeMap<String, String> = environment
        .0
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_owned(), value.clone())))
        .collect();
    let first = |name: &str| config.get(name).items().and_then(<[Value]>::first).cloned().unwrap_or_default();
    defaults.extend(texts(first("default_tags").get("tags")));
    let ignore = first("ignore_tags");
    let ignored = |name: &str, variable: &str| -> Vec<String> {
        let listed =
            environment.0.get(variable).map(|it| it.split(',').map(|it| it.trim().to_owned()).collect::<Vec<_>>());
        let mut keys = known_texts(ignore.get(name));
        keys.extend(listed.into_iter().flatten().filter(|it| !it.is_empty()));
        keys
    };
    TagPolicy {
        defaults,
        ignored_keys: ignored("keys", "TF_AWS_IGNORE_TAGS_KEYS").into_iter().collect(),
        ignored_prefixes: ignored("key_prefixes", "TF_AWS_IGNORE_TAGS_KEY_PREFIXES"),
        is_unknown: ["default_tags", "ignore_tags"].iter().any(|it| !config.get(it).is_wholly_known()),
    }
}

/// Why an account must not be used, where the block says so.
pub(super) fn refused_account(config: &Value, account: &str) -> Option<Diagnostic> {
    let allowed = known_texts(config.get("allowed_account_ids"));
    let forbidden = known_texts(config.get("forbidden_account_ids"));
    let is_refused =
        !allowed.is_empty() && !allowed.iter().any(|it| it == account) || forbidden.iter().any(|it| it == account);
    is_refused.then(|| Diagnostic::error(format!("AWS account ID not allowed: {account}")))
}

fn endpoint_urls(config: &Value, environment: &Environment) -> BTreeMap<String, String> {
    let mut urls = environment_endpoints(environment);
    for block in config.get("endpoints").items().unwrap_or_default() {
        let known = endpoints::names().into_iter().filter_map(|name| Some((name, endpoints::service(name)?)));
        let later = endpoints::later_names().iter().map(|(name, service)| (name.as_str(), *service));
        for (name, service) in known.chain(later) {
            if let Some(url) = known_text(block.get(name)) {
                urls.insert(service.to_owned(), url);
            }
        }
    }
    urls
}

/// Endpoints that the environment names, by botocore's service names; `""` for those of all services.
pub(crate) fn environment_endpoints(environment: &Environment) -> BTreeMap<String, String> {
    const PREFIX: &str = "AWS_ENDPOINT_URL";
    let mut urls = BTreeMap::new();
    let ignores =
        environment.0.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS").is_some_and(|it| it.eq_ignore_ascii_case("true"));
    for (name, url) in environment.0.iter().filter(|(_, url)| !ignores && !url.is_empty()) {
        match name.strip_prefix(PREFIX).map(|it| it.strip_prefix('_').unwrap_or(it)) {
            Some("") => drop(urls.insert(String::new(), url.clone())),
            Some(id) => {
                if let Some(service) = endpoints::service_of_variable(id) {
                    urls.insert(service.to_owned(), url.clone());
                }
            }
            None => {}
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
        source_identity: text("source_identity"),
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
