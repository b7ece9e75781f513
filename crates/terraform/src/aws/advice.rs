//! What to do about a resource that may be there although no state knows it.
//!
//! A plane that dies, or a Terraform that is killed, between a change and its answer leaves such a thing: a service that
//! keeps names unique refuses to make it again, one that does not makes a second one.

use callboard_plane::PlaneError;

use super::hooks::Wanted;
use super::session::Failure;
use super::table::ResourceTable;

/// Codes of refusals because something of this name is there.
const IS_THERE: [&str; 4] =
    ["ConflictException", "EntityAlreadyExists", "EntityAlreadyExistsException", "ResourceAlreadyExistsException"];

/// What to do after a create that may have found, or made, what no state knows.
pub(super) fn after_create(table: &ResourceTable, wanted: Wanted<'_>, failure: &Failure) -> Option<String> {
    let Failure::Plane(error) = failure else { return None };
    let import = format!("terraform import {}.NAME '{}'", table.type_name, import_id(table, wanted));
    match &**error {
        PlaneError::Service { refusal, .. } if IS_THERE.contains(&&*refusal.code) => Some(format!(
            "If an earlier apply was cut off before it heard that it had made this, take it up, with the name of the \
             resource block for NAME:\n\n    {import}\n\nIf it is somebody else's, choose another name."
        )),
        PlaneError::NoAnswer { .. }
        | PlaneError::InvalidAnswer { .. }
        | PlaneError::Interrupted { was_sent: true, .. } => Some(format!(
            "It may have been made all the same, and the state does not know it. Look before you apply again; what \
             was made is taken up so, with the name of the resource block for NAME:\n\n    {import}"
        )),
        _ => None,
    }
}

/// The id of an import, as far as a plan tells it; what only the service knows is in angle brackets.
fn import_id(table: &ResourceTable, wanted: Wanted<'_>) -> String {
    let forms: Vec<&str> = table.import_form.split('/').collect();
    if forms.len() != table.import.len() {
        return format!("<{}>", table.import_form);
    }
    // What has a name is imported by it; all else gets its id from the service.
    let is_named = table.id_member.ends_with("Name");
    let part = |(attribute, form): (&&str, &str)| {
        let attribute = if is_named && *attribute == table.id_attribute { table.label } else { attribute };
        match wanted.planned.get(attribute).as_str() {
            Some(known) if !known.is_empty() => known.to_owned(),
            _ => format!("<{form}>"),
        }
    };
    table.import.iter().zip(forms).map(part).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::tables;
    use crate::cty::Value;
    use expect_test::expect;

    #[test]
    fn an_import_is_named_as_far_as_it_is_known() {
        let planned = [("name", "live"), ("api_id", "a1"), ("domain_name", "example.com"), ("route_key", "$default")];
        let planned = Value::object(planned.map(|(name, text)| (name, Value::from(text))));
        let wanted = Wanted { prior: &Value::Null, planned: &planned, config: &planned };
        let ids = tables::ALL.iter().map(|it| format!("{} {}", it.type_name, import_id(it, wanted)));
        expect![[r#"
            aws_apigatewayv2_api <api-id>
            aws_apigatewayv2_api_mapping <api-mapping-id>/example.com
            aws_apigatewayv2_authorizer a1/<authorizer-id>
            aws_apigatewayv2_deployment a1/<deployment-id>
            aws_apigatewayv2_domain_name example.com
            aws_apigatewayv2_integration a1/<integration-id>
            aws_apigatewayv2_integration_response a1/<integration-id>/<integration-response-id>
            aws_apigatewayv2_model a1/<model-id>
            aws_apigatewayv2_route a1/<route-id>
            aws_apigatewayv2_route_response a1/<route-id>/<route-response-id>
            aws_apigatewayv2_routing_rule <routing-rule-arn>
            aws_apigatewayv2_stage a1/live
            aws_apigatewayv2_vpc_link <vpc-link-id>
            aws_cloudwatch_log_group live
            aws_iam_role live"#]]
        .assert_eq(&ids.collect::<Vec<_>>().join("\n"));
    }
}
