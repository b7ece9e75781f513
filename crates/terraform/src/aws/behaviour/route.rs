//! Routes: those that quick create made are not for import, and parameters that go are deleted one by one.

use async_trait::async_trait;
use callboard_model::document::Map;

use crate::aws::hooks::{At, Hooks, Wanted};
use crate::aws::session::Failure;
use crate::cty::Value;
use crate::diagnostics::Diagnostic;

pub(crate) struct RouteHooks;

#[async_trait]
impl Hooks for RouteHooks {
    async fn before_update(&self, at: At<'_>, wanted: Wanted<'_>, input: &mut Map) -> Result<(), Failure> {
        fn keys(value: &Value) -> Vec<&str> {
            let items = value.get("request_parameter").items().unwrap_or_default();
            items.iter().filter_map(|it| it.get("request_parameter_key").as_str()).collect()
        }
        let kept = keys(wanted.planned);
        for key in keys(wanted.prior).into_iter().filter(|it| !kept.contains(it)) {
            let text = |name: &str| wanted.prior.get(name).as_str().unwrap_or_default();
            let call =
                Map::new().with("ApiId", text("api_id")).with("RouteId", text("id")).with("RequestParameterKey", key);
            match at.session.call(at.table.service, "DeleteRouteRequestParameter", at.region, call).await {
                Err(failure) if !failure.is_not_found() => return Err(failure),
                _ => {}
            }
        }
        if kept.is_empty() {
            input.remove("RequestParameters");
        }
        // The service takes no authorizer without hearing what it is for.
        if input.contains_key("AuthorizerId") && !input.contains_key("AuthorizationType") {
            input.insert("AuthorizationType", wanted.planned.get("authorization_type").as_str().unwrap_or_default());
        }
        Ok(())
    }

    fn reads_on_import(&self) -> bool {
        true
    }

    fn refuses_import(&self, id: &str, output: &Map) -> Option<Diagnostic> {
        super::api::refusal_of_managed("API Gateway v2 Route", id, output, "route")
    }
}
