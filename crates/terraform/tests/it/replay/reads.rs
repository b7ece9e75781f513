//! What is read beside the life of a resource: imports, data sources, states as text, and what the plane says.

use callboard_model::document::Document;
use callboard_model::registry;
use callboard_plane::{Call, Caller, Plane, Scope};
use callboard_terraform::cty::{encode, to_json};
use serde_json::Value as Json;

use super::{ACCOUNT, Kept, REGION, Stand, plain, value};

impl Stand {
    /// Reads a data source.
    pub async fn data(&self, type_name: &str, config: Json) -> Json {
        let schema = self.provider.data_source_schema(type_name).unwrap_or_else(|| panic!("no type {type_name}"));
        let config = value(&schema, &config);
        let complaints = self.provider.validate_data_source(type_name, &config).await;
        assert!(complaints.is_empty(), "{complaints}");
        let outcome = self.configured.read_data_source(type_name, config).await;
        let Some(state) = outcome.value else { panic!("{}", outcome.diagnostics) };
        if let Err(error) = encode(&state, &schema.implied_type()) {
            panic!("{type_name}: the state does not conform: {error}");
        }
        to_json(&state, &schema.implied_type())
    }

    pub async fn import(&self, type_name: &str, id: &str) -> Result<Kept, String> {
        let outcome = self.configured.import(type_name, id).await;
        let Some(mut imported) = outcome.value else { return Err(outcome.diagnostics.to_string()) };
        let first = imported.remove(0);
        let kept = Kept { type_name: type_name.to_owned(), state: first.state, private: first.private };
        Ok(self.refresh(&kept).await.expect("it is there"))
    }

    /// The id by which a resource is imported.
    pub fn import_id(&self, kept: &Kept) -> String {
        let text = |name: &str| kept.state.get(name).as_str().unwrap_or_default().to_owned();
        match kept.type_name.as_str() {
            "aws_apigatewayv2_api_mapping" => format!("{}/{}", text("id"), text("domain_name")),
            "aws_apigatewayv2_integration_response" => {
                format!("{}/{}/{}", text("api_id"), text("integration_id"), text("id"))
            }
            "aws_apigatewayv2_route_response" => format!("{}/{}/{}", text("api_id"), text("route_id"), text("id")),
            "aws_apigatewayv2_routing_rule" => text("routing_rule_arn"),
            name if name.starts_with("aws_apigatewayv2_") && kept.state.get("api_id").as_str().is_some() => {
                format!("{}/{}", text("api_id"), text("id"))
            }
            _ => text("id"),
        }
    }

    /// A state as JSON, names sorted.
    pub fn text(&self, kept: &Kept) -> String {
        let of = self.schema(&kept.type_name).implied_type();
        let mut json = to_json(&kept.state, &of);
        json.sort_all_objects();
        serde_json::to_string_pretty(&json).expect("JSON")
    }

    /// Some attributes of a state, one a line; made-up ids as `<id>`.
    pub fn show(&self, kept: &Kept, names: &[&str]) -> String {
        let schema = self.schema(&kept.type_name);
        let of = schema.implied_type();
        let json = to_json(&kept.state, &of);
        let lines = names.iter().map(|name| format!("{name} {}", json[*name]));
        lines.collect::<Vec<_>>().join("\n")
    }

    /// Makes a call past the provider.
    pub async fn call(&self, service: &str, operation: &str, input: Json) -> Json {
        let operation = registry::service(service).and_then(|it| it.operation(operation)).expect("the operation");
        let Document::Map(input) = Document::from(&input) else { panic!("an input is an object") };
        let scope = Scope::new(ACCOUNT, REGION);
        let call = Call { operation, input, caller: Caller::root(&scope, "test"), scope };
        let output = self.plane.call(call).await.unwrap_or_else(|error| panic!("{error}"));
        plain(&Document::Map(output.members))
    }
}
