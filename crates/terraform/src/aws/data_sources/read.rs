//! Reading: the calls of each data source, and what becomes of what they say.

use std::collections::BTreeMap;

use callboard_model::document::{Document, Map};
use callboard_model::endpoints;

use super::{DataSource, What};
use crate::aws::convert::{object, text_of};
use crate::aws::field::{Field, Kind};
use crate::aws::session::{Failure, Session, operation};
use crate::cty::Value;
use crate::diagnostics::Diagnostic;
use crate::provider::Outcome;
use crate::tags::{Tags, map_value, texts};

/// Reads a data source.
pub(in crate::aws) async fn read(session: &Session, source: &'static DataSource, config: &Value) -> Outcome<Value> {
    let region = config.get("region").as_str().filter(|it| !it.is_empty()).unwrap_or_else(|| session.region());
    let reading = Reading { session, source, region, config };
    let read = match source.what {
        What::Api => reading.api().await,
        What::Apis => reading.apis().await,
        What::Export => reading.export().await,
        What::VpcLink => reading.vpc_link().await,
        What::CallerIdentity => reading.caller_identity().await,
        What::Partition => Ok(reading.partition()),
        What::Region => reading.region(),
    };
    match read {
        Ok(mut state) => {
            if source.is_regional && source.what != What::Region {
                state.set_member("region", Value::from(region));
            }
            Outcome::of(state)
        }
        Err(failure) => Outcome::failed(match &failure {
            Failure::Said(message) => Diagnostic::error(message.clone()),
            failure => failure.diagnostic(&doing(source, config)),
        }),
    }
}

/// `reading API Gateway v2 API (abc123)`: by the first argument that must be there.
fn doing(source: &DataSource, config: &Value) -> String {
    let named = source.fields.iter().find(|it| it.flags.required).and_then(|it| config.get(it.name).as_str());
    match named {
        Some(id) => format!("reading {} ({id})", source.noun),
        None => format!("reading {}", source.noun),
    }
}

struct Reading<'a> {
    session: &'a Session,
    source: &'static DataSource,
    region: &'a str,
    config: &'a Value,
}

impl Reading<'_> {
    async fn api(&self) -> Result<Value, Failure> {
        let id = self.text("api_id");
        let input = Map::new().with("ApiId", id);
        let output = self.session.call("apigatewayv2", "GetApi", self.region, input).await?;
        let mut state = self.state("apigatewayv2", "GetApi", &output)?;
        let (partition, _) = self.session.partition(self.region);
        let (region, account) = (self.region, self.session.account());
        state.set_member("api_id", id);
        state.set_member("id", id);
        state.set_member("arn", format!("arn:{partition}:apigateway:{region}::/apis/{id}"));
        state.set_member("execution_arn", format!("arn:{partition}:execute-api:{region}:{account}:{id}"));
        self.set_tags(&output, &mut state);
        Ok(state)
    }

    async fn apis(&self) -> Result<Value, Failure> {
        let (name, protocol) = (self.config.get("name").as_str(), self.config.get("protocol_type").as_str());
        let tags = texts(self.config.get("tags"));
        let mut ids = Vec::new();
        let mut token: Option<String> = None;
        loop {
            let mut input = Map::new();
            if let Some(token) = token {
                input.insert("NextToken", token);
            }
            let output = self.session.call("apigatewayv2", "GetApis", self.region, input).await?;
            let items = output.get("Items").and_then(Document::as_list).unwrap_or_default();
            for api in items.iter().filter_map(Document::as_map) {
                let has = tags_of(api);
                let is_wanted = name.is_none_or(|it| it.is_empty() || api.str("Name") == Some(it))
                    && protocol.is_none_or(|it| it.is_empty() || api.str("ProtocolType") == Some(it))
                    && tags.iter().all(|(key, value)| has.get(key) == Some(value));
                if is_wanted {
                    ids.extend(api.str("ApiId").map(Value::from));
                }
            }
            token = output.str("NextToken").map(str::to_owned);
            if token.is_none() {
                break;
            }
        }
        let mut state = self.config.clone();
        state.set_member("ids", Value::set(ids));
        state.set_member("id", self.region);
        Ok(state)
    }

    async fn export(&self) -> Result<Value, Failure> {
        let mut input = Map::new()
            .with("ApiId", self.text("api_id"))
            .with("Specification", self.text("specification"))
            .with("OutputType", self.text("output_type"))
            .with("IncludeExtensions", self.config.get("include_extensions").as_bool().unwrap_or(true));
        for (attribute, member) in [("export_version", "ExportVersion"), ("stage_name", "StageName")] {
            if !self.text(attribute).is_empty() {
                input.insert(member, self.text(attribute));
            }
        }
        let output = self.session.call("apigatewayv2", "ExportApi", self.region, input).await?;
        let body = output.get("body").map(text_of).unwrap_or_default();
        let mut state = self.config.clone();
        state.set_member("body", body);
        state.set_member("id", self.text("api_id"));
        Ok(state)
    }

    async fn vpc_link(&self) -> Result<Value, Failure> {
        let id = self.text("vpc_link_id");
        let input = Map::new().with("VpcLinkId", id);
        let output = self.session.call("apigatewayv2", "GetVpcLink", self.region, input).await?;
        let mut state = self.state("apigatewayv2", "GetVpcLink", &output)?;
        let (partition, _) = self.session.partition(self.region);
        state.set_member("vpc_link_id", id);
        state.set_member("id", id);
        state.set_member("arn", format!("arn:{partition}:apigateway:{}::/vpclinks/{id}", self.region));
        self.set_tags(&output, &mut state);
        Ok(state)
    }

    async fn caller_identity(&self) -> Result<Value, Failure> {
        let output = self.session.call("sts", "GetCallerIdentity", self.region, Map::new()).await?;
        let text = |name: &str| Value::from(output.str(name).unwrap_or_default());
        Ok(Value::object([
            ("account_id", text("Account")),
            ("arn", text("Arn")),
            ("user_id", text("UserId")),
            ("id", text("Account")),
        ]))
    }

    fn partition(&self) -> Value {
        let (partition, suffix) = self.session.partition(self.session.region());
        let reverse: Vec<&str> = suffix.rsplit('.').collect();
        Value::object([
            ("id", Value::from(partition.as_str())),
            ("partition", Value::from(partition.as_str())),
            ("dns_suffix", Value::from(suffix.as_str())),
            ("reverse_dns_prefix", Value::from(reverse.join("."))),
        ])
    }

    fn region(&self) -> Result<Value, Failure> {
        let by_endpoint = self.text("endpoint").strip_prefix("ec2.").and_then(|it| it.split('.').next());
        let named = [Some(self.text("name")).filter(|it| !it.is_empty()), by_endpoint, Some(self.region)];
        let region = named.into_iter().flatten().next().unwrap_or(self.region);
        let partitions = endpoints::partitions()["partitions"].as_array().map(Vec::as_slice).unwrap_or_default();
        let Some(partition) = partitions.iter().find(|it| it["regions"].get(region).is_some()) else {
            return Err(Failure::Said(format!("finding Region using name {region:?}: there is no such region")));
        };
        let suffix = partition["outputs"]["dnsSuffix"].as_str().unwrap_or_default();
        let description = partition["regions"][region]["description"].as_str().unwrap_or_default();
        Ok(Value::object([
            ("id", Value::from(region)),
            ("name", Value::from(region)),
            ("region", Value::from(region)),
            ("description", Value::from(description)),
            ("endpoint", Value::from(format!("ec2.{region}.{suffix}"))),
        ]))
    }

    fn text(&self, name: &str) -> &str {
        self.config.get(name).as_str().unwrap_or_default()
    }

    fn state(&self, service: &'static str, name: &'static str, output: &Map) -> Result<Value, Failure> {
        let shape = operation(service, name)?.output;
        let in_api: Vec<Field> = self.source.fields.iter().filter(|it| it.is_in_api).copied().collect();
        let mut state = object(&in_api, output, shape);
        for field in self.source.fields.iter().filter(|it| !it.is_in_api && matches!(it.kind, Kind::Text)) {
            state.set_member(field.name, "");
        }
        Ok(state)
    }

    /// Tags of a resource that is not managed here are all told but those that others manage.
    fn set_tags(&self, output: &Map, state: &mut Value) {
        let nothing = map_value(&BTreeMap::new());
        let (_, all) = self.session.tags.read(tags_of(output), &nothing);
        state.set_member("tags", all);
    }
}

fn tags_of(output: &Map) -> Tags {
    let tags = output.get("Tags").and_then(Document::as_map).into_iter().flat_map(Map::iter);
    tags.map(|(key, value)| (key.to_string(), text_of(value))).collect()
}
