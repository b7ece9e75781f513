//! Fifty types of different shapes: every form of the page that StackQL has for each of them.
//!
//! A resource of each type is made from a generated desired state, listed, read by its identifier, changed by a column
//! and by a patch document, and removed; under both catalogs. `testdata/fifty_types.txt` says which forms its type has.

use std::fmt::Write as _;

use callboard_model::naming::sql::{Relation, sql_column_of, sql_relation, sql_service};
use callboard_model::properties::{validate_create, validate_updated};
use callboard_model::sample::{Plain, Sampler, desired_state};
use callboard_model::types::{Action, ResourceType, resource_type};
use callboard_sql::datafusion::arrow::json::ArrayWriter;
use callboard_sql::datafusion::arrow::record_batch::RecordBatch;
use expect_test::expect_file;
use serde_json::{Map, Value, json};

use crate::world::{User, World, block_on, shown};

/// What they are chosen for stands beside them where their name does not say it.
const TYPES: [&str; 50] = [
    // Served by functions of their own on the embedded plane.
    "AWS::IVS::Stage",
    "AWS::IVS::StorageConfiguration",
    "AWS::IVS::EncoderConfiguration",
    "AWS::IVS::PublicKey",
    "AWS::IVS::IngestConfiguration",
    "AWS::IVS::Channel",
    // Tags as a map.
    "AWS::ApiGatewayV2::Api",
    "AWS::SSM::Parameter",
    "AWS::Glue::Job",
    // Listed by a parent, identified by several parts.
    "AWS::ApiGateway::Resource",
    "AWS::ApiGateway::Method",
    "AWS::Logs::MetricFilter",
    "AWS::EC2::Route",
    "AWS::ECS::Service",
    "AWS::WAFv2::WebACL",
    "AWS::AppConfig::Environment",
    "AWS::Cognito::UserPoolUICustomizationAttachment",
    // Write-only properties.
    "AWS::Lambda::Function",
    "AWS::RDS::DBInstance",
    "AWS::SecretsManager::Secret",
    "AWS::KMS::Key",
    // Without an update handler, or without a list handler.
    "AWS::Lambda::Permission",
    "AWS::EC2::VPCCidrBlock",
    "AWS::EC2::IPAMPoolCidr",
    "AWS::S3::BucketPolicy",
    "AWS::CertificateManager::Account",
    // Objects in objects, arrays of objects, policies.
    "AWS::S3::Bucket",
    "AWS::IAM::Role",
    "AWS::DynamoDB::Table",
    "AWS::CloudFront::Distribution",
    "AWS::Events::Rule",
    "AWS::EC2::SecurityGroup",
    // Numbers and booleans.
    "AWS::SQS::Queue",
    "AWS::EC2::Subnet",
    "AWS::CloudWatch::Alarm",
    "AWS::Scheduler::Schedule",
    // Names that the rule makes odd.
    "AWS::DataSync::LocationFSxONTAP",
    "AWS::DataSync::LocationFSxWindows",
    "AWS::EC2::EC2Fleet",
    "AWS::EC2::DHCPOptions",
    "AWS::QuickSight::Analysis",
    "AWS::Glue::Schema",
    // Columns that are words of SQL, or names of other columns.
    "AWS::Connect::PredefinedAttribute",
    "AWS::Athena::NamedQuery",
    "AWS::GuardDuty::IPSet",
    "AWS::IoTWireless::TaskDefinition",
    "AWS::Notifications::NotificationHub",
    "AWS::ResourceGroups::TagSyncTask",
    "AWS::Rbin::Rule",
    "AWS::ServiceCatalog::TagOption",
];

/// What the embedded plane needs beyond what the schema requires.
const NEEDED: [(&str, &str); 2] = [
    ("AWS::ApiGatewayV2::Api", r#"{"Name": "one", "ProtocolType": "HTTP"}"#),
    (
        "AWS::IVS::PublicKey",
        r#"{"PublicKeyMaterial": "-----BEGIN PUBLIC KEY-----\nMHYwEAYHKoZIzj0CAQYFK4EEACIDYgAEqofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3NhfeSpYmLG9dnpi/kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f\n-----END PUBLIC KEY-----\n"}"#,
    ),
];

/// Properties to change where the first that could be changed names a resource that is not there.
const CHANGED: [(&str, &str); 2] =
    [("AWS::IVS::IngestConfiguration", "Tags"), ("AWS::ApiGatewayV2::Api", "Description")];

#[test]
fn every_form_of_the_page_of_fifty_types() {
    expect_file!["../../testdata/fifty_types.txt"].assert_eq(&table(World::new));
}

#[test]
fn every_form_of_the_page_over_http() {
    let served = table(crate::over_http::world);
    let expected = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/testdata/fifty_types.txt"));
    assert_eq!(served, expected.expect("a text"));
}

/// The forms that each type has.
fn table(world: impl Fn() -> World) -> String {
    let mut table = String::new();
    for name in TYPES {
        let of = resource_type(name).expect("a type");
        let mut user = world().user();
        let forms = ["aws", "awscc"].map(|catalog| Page::new(of, catalog).walk(&mut user));
        match forms {
            [Ok(one), Ok(other)] if one == other => writeln!(table, "{name}: {one}"),
            [one, other] => writeln!(table, "{name}: FAILS\n  aws: {one:?}\n  awscc: {other:?}"),
        }
        .expect("a string grows");
    }
    table
}

/// The statements about one type.
struct Page {
    of: &'static ResourceType,
    prefix: String,
}

impl Page {
    fn new(of: &'static ResourceType, catalog: &str) -> Self {
        Self { of, prefix: format!("{catalog}.{}", sql_service(of.name)) }
    }

    fn relation(&self, relation: Relation) -> String {
        format!("{}.{}", self.prefix, sql_relation(self.of.name, relation))
    }

    /// Goes through all forms, and says which there are.
    fn walk(&self, user: &mut User) -> Result<String, String> {
        let desired = self.desired();
        let table = self.relation(Relation::Resources);
        let mut done = vec!["insert".to_owned()];
        let insert = self.insert(&table, &desired);
        let made = rows(user, &format!("{} RETURNING data__identifier AS me;", insert.trim_end_matches(';')))?;
        let [made] = &made[..] else { return Err(format!("{} rows made", made.len())) };
        let identifier = made.get("me").map(plain).unwrap_or_default();
        if self.of.handler(Action::List).is_some() {
            let listed = self.list(user, &desired)?;
            if listed != identifier {
                return Err(format!("{listed} is listed, and {identifier} was made"));
            }
            done.extend(["list".to_owned(), "list_only".to_owned()]);
        }
        let me = format!("region = 'us-east-1' AND data__Identifier = {}", literal(&Value::from(identifier.as_str())));
        let selected = rows(user, &format!("SELECT {} FROM {table} WHERE {me}", self.columns()))?;
        let [row] = &selected[..] else { return Err(format!("{} rows by identifier", selected.len())) };
        self.compare(row, &desired)?;
        done.push("read".to_owned());
        if self.of.handler(Action::List).is_some() && self.of.tag_property().is_some() {
            let tags = self.relation(Relation::Tags);
            let tags =
                rows(user, &format!("SELECT tag_key, tag_value FROM {tags} WHERE {me} AND tag_key NOT LIKE 'aws:%'"))?;
            let wanted = self.tags_of(&desired);
            if tags.len() != wanted {
                return Err(format!("{} tags and not {wanted}: {tags:?}", tags.len()));
            }
            done.push(format!("{wanted} tags"));
        }
        if let Some((name, values)) = self.change(&desired, row) {
            for (value, is_patch) in values.into_iter().zip([false, true]) {
                let patch = Value::from(json!([{"op": "add", "path": format!("/{name}"), "value": value}]).to_string());
                let assignment = match is_patch {
                    true => format!("data__PatchDocument = string({})", literal(&patch)),
                    false => format!("{name} = {}", literal(&value)),
                };
                let hint = "/*+ update */";
                rows(user, &format!("{hint} UPDATE {table} SET {assignment} WHERE {me}"))?;
                let after = rows(user, &format!("SELECT \"{name}\" FROM {table} WHERE {me}"))?;
                let is = after.first().and_then(|it| it.values().next().cloned()).map(parsed).unwrap_or_default();
                if !contains(&is, &value) {
                    return Err(format!("{assignment} gave {is}"));
                }
                done.push(if is_patch { "patch".to_owned() } else { format!("update of {name}") });
            }
        }
        rows(user, &format!("/*+ delete */ DELETE FROM {table} WHERE {me}"))?;
        if !rows(user, &format!("SELECT * FROM {table} WHERE {me}"))?.is_empty() {
            return Err("is still there".to_owned());
        }
        done.push("delete".to_owned());
        Ok(done.join(", "))
    }

    /// Lists the resource by both relations, and returns the identifier that the shorter one has.
    fn list(&self, user: &mut User, desired: &Map<String, Value>) -> Result<String, String> {
        let table = self.relation(Relation::Resources);
        let mut place = "region = 'us-east-1'".to_owned();
        let parents = self.of.handler(Action::List).into_iter().flat_map(|it| it.required_input());
        for name in parents.filter(|it| desired.contains_key(*it)) {
            let _ = write!(place, " AND {} = {}", column(self.of, name), literal(&desired[name]));
        }
        let listed = rows(user, &format!("SELECT {} FROM {table} WHERE {place}", self.columns()))?;
        let [row] = &listed[..] else { return Err(format!("{} rows are listed where {place}", listed.len())) };
        self.compare(row, desired)?;
        let only = self.relation(Relation::ListOnly);
        let listed = rows(user, &format!("SELECT *, data__identifier AS me FROM {only} WHERE {place}"))?;
        let [only] = &listed[..] else { return Err(format!("{} rows in {only}", listed.len())) };
        match only.iter().find(|(name, value)| *name != "me" && row.get(*name) != Some(value)) {
            Some((name, value)) => {
                Err(format!("{name} is {value} in the short list and {:?} in the long", row.get(name)))
            }
            None => Ok(only.get("me").map(plain).unwrap_or_default()),
        }
    }

    /// The least that the type can be made from, with a tag.
    fn desired(&self) -> Map<String, Value> {
        let mut desired = desired_state(self.of, 1);
        if let Some((_, more)) = NEEDED.iter().find(|(name, _)| *name == self.of.name) {
            let more: Map<String, Value> = serde_json::from_str(more).expect("an object");
            desired.extend(more);
        }
        let Some(name) = self.of.tag_property().filter(|it| !desired.contains_key(*it)) else { return desired };
        let odd = [json!([{"Key": "it's", "Value": "\"so\""}]), json!({"it's": "\"so\""})];
        for tags in odd.into_iter().chain([json!([{"Key": "env", "Value": "dev"}]), json!({"env": "dev"})]) {
            let mut with_tags = desired.clone();
            with_tags.insert(name.to_owned(), tags);
            if validate_create(self.of, &with_tags).is_ok() {
                return with_tags;
            }
        }
        desired
    }

    fn tags_of(&self, desired: &Map<String, Value>) -> usize {
        match self.of.tag_property().and_then(|it| desired.get(it)) {
            Some(Value::Array(tags)) => tags.len(),
            Some(Value::Object(tags)) => tags.len(),
            _ => 0,
        }
    }

    /// As the page has it: all values are texts.
    fn insert(&self, table: &str, desired: &Map<String, Value>) -> String {
        let names: String = desired.keys().map(|it| format!(" \"{it}\",\n")).collect();
        let values: String = desired.values().map(|it| format!(" {},\n", literal(it))).collect();
        format!("/*+ create */\nINSERT INTO {table} (\n{names} region\n)\nSELECT\n{values} 'us-east-1';")
    }

    fn columns(&self) -> String {
        let columns = self.of.properties().keys().map(|it| column(self.of, it));
        columns.chain(["region".to_owned()]).collect::<Vec<_>>().join(", ")
    }

    /// Whether a row shows what was desired.
    fn compare(&self, row: &Map<String, Value>, desired: &Map<String, Value>) -> Result<(), String> {
        if row.get("region") != Some(&Value::from("us-east-1")) {
            return Err(format!("the region is {:?}", row.get("region")));
        }
        let hidden: Vec<&str> = self.of.write_only().map(|it| it.split('/').next().unwrap_or(it)).collect();
        for (name, wanted) in desired.iter().filter(|(name, _)| !hidden.contains(&name.as_str())) {
            let is = row.get(&column(self.of, name)).cloned().map(parsed).unwrap_or_default();
            if !contains(&is, wanted) {
                return Err(format!("{name} is {is} and not {wanted}"));
            }
        }
        Ok(())
    }

    /// A property that can be changed, and two other values of it.
    fn change(&self, desired: &Map<String, Value>, row: &Map<String, Value>) -> Option<(&'static str, Vec<Value>)> {
        self.of.handler(Action::Update)?;
        let fixed: Vec<&str> = (self.of.read_only())
            .chain(self.of.create_only())
            .chain(self.of.conditional_create_only())
            .chain(self.of.primary_identifier())
            .chain(self.of.write_only())
            .chain(self.of.deprecated_properties())
            .map(|it| it.split('/').next().unwrap_or(it))
            .collect();
        let chosen = CHANGED.iter().find(|(name, _)| *name == self.of.name).map(|(_, it)| *it);
        let is_free = |name: &str| !fixed.contains(&name) && chosen.is_none_or(|it| it == name);
        let free = self.of.properties().iter().filter(|(name, _)| is_free(name));
        let mut candidates = free.filter_map(|(name, schema)| {
            let mut words = Plain;
            let before = row.get(&column(self.of, name)).cloned().map(parsed).unwrap_or_default();
            let mut values = Vec::new();
            let given = schema.get("enum").and_then(Value::as_array).into_iter().flatten().cloned();
            let sampled = (2..6).filter_map(|it| Sampler::new(self.of.schema(), it, &mut words).value(name, schema));
            for value in sampled.collect::<Vec<_>>().into_iter().chain(given).chain([json!(true), json!(false)]) {
                let mut whole = desired.clone();
                whole.insert(name.clone(), value.clone());
                if value != before && !values.contains(&value) && validate_updated(self.of, &whole).is_ok() {
                    values.push(value);
                }
            }
            values.truncate(2);
            (!values.is_empty()).then_some((name.as_str(), values))
        });
        let all: Vec<_> = candidates.by_ref().collect();
        all.iter().find(|(_, values)| values.len() == 2).or(all.first()).cloned()
    }
}

fn column(of: &ResourceType, property: &str) -> String {
    let column = sql_column_of(of.name, property);
    if matches!(column.as_str(), "region" | "tag_key" | "tag_value") { format!("_{column}") } else { column }
}

/// The rows of a statement, as JSON.
fn rows(user: &mut User, text: &str) -> Result<Vec<Map<String, Value>>, String> {
    let told = block_on(user.run(text));
    let rows = told.answer.map_err(|error| format!("{}\n    of {text}", shown(&error)))?;
    Ok(objects(&rows.batches.unwrap_or_default()))
}

fn objects(batches: &[RecordBatch]) -> Vec<Map<String, Value>> {
    let mut writer = ArrayWriter::new(Vec::new());
    writer.write_batches(&batches.iter().collect::<Vec<_>>()).expect("rows are JSON");
    writer.finish().expect("rows are JSON");
    let text = writer.into_inner();
    if text.is_empty() { Vec::new() } else { serde_json::from_slice(&text).expect("rows are JSON") }
}

/// A value as the page writes it: in quotes, objects as JSON.
fn literal(value: &Value) -> String {
    format!("'{}'", plain(value).replace('\'', "''"))
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What a cell shows: objects and arrays are texts.
fn parsed(cell: Value) -> Value {
    match cell.as_str().filter(|it| it.starts_with(['{', '['])).map(serde_json::from_str) {
        Some(Ok(value)) => value,
        _ => cell,
    }
}

/// Whether a value is there, with members that were added to it.
fn contains(is: &Value, wanted: &Value) -> bool {
    match (is, wanted) {
        (Value::Object(is), Value::Object(wanted)) => {
            wanted.iter().all(|(name, value)| is.get(name).is_some_and(|it| contains(it, value)))
        }
        (Value::Array(is), Value::Array(wanted)) => {
            is.len() == wanted.len() && is.iter().zip(wanted).all(|(is, it)| contains(is, it))
        }
        (is, wanted) if is.is_number() && wanted.is_number() => is.as_f64() == wanted.as_f64(),
        (is, wanted) => is == wanted || parsed(wanted.clone()) == *is && !wanted.is_null(),
    }
}
