//! Integrations: what the service fills in and a configuration need not say.

use async_trait::async_trait;
use callboard_model::document::Map;

use crate::aws::hooks::Hooks;
use crate::cty::Value;
use crate::diagnostics::Diagnostic;
use crate::plan::Rules;

pub(crate) struct IntegrationHooks;

#[async_trait]
impl Hooks for IntegrationHooks {
    /// Lambda functions are called by POST whether or not that is configured, and HTTP APIs know no passthrough.
    fn adjust_rules(&self, prior: &Value, config: &Value, rules: &mut Rules) {
        let is = |value: &Value, text: &str| value.as_str() == Some(text);
        let calls_aws = is(config.get("integration_type"), "AWS") || is(config.get("integration_type"), "AWS_PROXY");
        for rule in &mut rules.0 {
            match &*rule.name {
                "integration_method" if calls_aws && is(prior.get("integration_method"), "POST") => {
                    rule.default = Some(Value::from("POST"));
                }
                "passthrough_behavior" if is(prior.get("passthrough_behavior"), "") => {
                    let is_usual = config.get("passthrough_behavior").is_null()
                        || is(config.get("passthrough_behavior"), "WHEN_NO_MATCH");
                    if is_usual {
                        rule.flags = crate::schema::Flags::COMPUTED;
                    }
                }
                _ => {}
            }
        }
    }

    fn reads_on_import(&self) -> bool {
        true
    }

    fn refuses_import(&self, id: &str, output: &Map) -> Option<Diagnostic> {
        super::api::refusal_of_managed("API Gateway v2 Integration", id, output, "integration")
    }
}
