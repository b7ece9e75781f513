//! Routing rules: imported by ARN.

use async_trait::async_trait;

use crate::aws::hooks::Hooks;

pub(crate) struct RoutingRuleHooks;

#[async_trait]
impl Hooks for RoutingRuleHooks {
    fn parse_import(&self, id: &str) -> Option<Vec<String>> {
        let (_, path) = id.split_once("/domainnames/")?;
        let (domain_name, rule) = path.split_once("/routingrules/")?;
        Some(vec![domain_name.to_owned(), rule.to_owned()])
    }
}
