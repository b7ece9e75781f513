//! Rows as Terraform plays them: all is planned, then all is applied, each by values that became known.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use callboard_terraform::cty::Value;
use callboard_terraform::schema::{Block, Nesting};
use hcl::eval::{Context, Evaluate, FuncArgs, FuncDef, ParamType};
use hcl::structure::Body;
use serde_json::{Value as Json, json};

use super::rows::{Declared, Row, Step};
use crate::replay::{Kept, Stand, aws_with, plane, shown, value};

/// A resource that Terraform itself has: its id is not known before it is made.
const LATE: &str = "terraform_data";

/// What came of a step.
pub struct Played {
    /// What was planned, and what the state says that it did not before.
    pub text: String,
    /// The state of the row's subject.
    pub state: Json,
}

/// Plays a row from nothing to nothing.
pub async fn play(row: &Row) -> Vec<Played> {
    let plane = plane();
    let mut stand = aws_with(Arc::clone(&plane), json!({}), &[]).await;
    let mut kept: BTreeMap<String, Kept> = BTreeMap::new();
    let mut order: Vec<String> = Vec::new();
    let mut played: Vec<Played> = Vec::new();
    for step in &row.steps {
        let provider = configured(&step.provider, &stand.provider.provider_schema().block, &Context::new());
        stand = aws_with(Arc::clone(&plane), provider, &[]).await;
        if step.disappears {
            let gone = kept.get(&address(&subject_of(row, step))).expect("the subject").clone();
            stand.destroy(gone).await;
        }
        let text = apply(&stand, row, step, &mut kept, &mut order).await;
        let subject = &kept[&address(&subject_of(row, step))];
        let state: Json = serde_json::from_str(&stand.text(subject)).expect("JSON");
        let before = played.last().map(|it| &it.state);
        let text = format!("{text}{}", masked(&differences(before, &state), &kept));
        settled(&stand, row, step, &kept).await;
        played.push(Played { text, state });
    }
    for address in order.iter().rev() {
        if let Some(kept) = kept.remove(address) {
            stand.destroy(kept).await;
        }
    }
    nothing_is_left(&stand, row).await;
    played
}

/// Applies a step, and says what was planned for the row's subject.
async fn apply(
    stand: &Stand,
    row: &Row,
    step: &Step,
    kept: &mut BTreeMap<String, Kept>,
    order: &mut Vec<String>,
) -> String {
    let mut refreshed = BTreeMap::new();
    for (address, it) in &*kept {
        if let Some(read) = stand.refresh(it).await {
            refreshed.insert(address.clone(), read);
        }
    }
    *kept = refreshed;
    let mut said = String::new();
    let mut planned: BTreeMap<String, Value> = kept.iter().map(|(name, it)| (name.clone(), it.state.clone())).collect();
    let mut plans: BTreeMap<String, (Value, bool)> = BTreeMap::new();
    for declared in step.resources.iter().filter(|it| it.type_name != LATE) {
        let address = address(declared);
        let late = if order.iter().any(|it| it == LATE) { "late" } else { "<unknown>" };
        let config = config(stand, declared, &planned, late);
        let complaints = stand.provider.validate_resource(&declared.type_name, &config).await;
        assert!(complaints.is_empty(), "{}: {address}: {complaints}", row.name);
        let prior = kept.get(&address);
        let mut plan = stand.plan(&declared.type_name, prior, &config).await;
        let mut action = match prior {
            None => "create".to_owned(),
            Some(prior) if prior.state == plan.planned => "no change".to_owned(),
            Some(prior) => format!("update {}", changed(&prior.state, &plan.planned)),
        };
        let is_replaced = !plan.requires_replace.is_empty();
        if is_replaced {
            let paths: Vec<String> = plan.requires_replace.iter().map(ToString::to_string).collect();
            action = format!("replace for {}", paths.join(", "));
            plan = stand.plan(&declared.type_name, None, &config).await;
        }
        if declared.type_name == row.subject && declared.name == "test" {
            let _ = writeln!(said, "{action}");
            if row.name.contains("_tags") && action != "no change" {
                for name in ["tags", "tags_all"] {
                    let _ = writeln!(said, "  planned {name} {}", spelled(plan.planned.get(name)));
                }
            }
        }
        planned.insert(address.clone(), plan.planned.clone());
        plans.insert(address, (plan.planned, is_replaced));
    }
    // What is replaced goes first, and what depends on others before them.
    for address in order.iter().rev() {
        if plans.get(address).is_some_and(|(_, is_replaced)| *is_replaced)
            && let Some(gone) = kept.remove(address)
        {
            stand.destroy(gone).await;
        }
    }
    for declared in &step.resources {
        let address = address(declared);
        if declared.type_name == LATE {
            order.push(LATE.to_owned());
            continue;
        }
        let known = kept.iter().map(|(name, it)| (name.clone(), it.state.clone())).collect();
        let config = config(stand, declared, &known, "late");
        let prior = kept.get(&address);
        let plan = stand.plan(&declared.type_name, prior, &config).await;
        let first = &plans[&address].0;
        assert!(refines(first, &plan.planned), "{}: {address}: {first:?} became {:?}", row.name, plan.planned);
        let made = stand.apply_value(&declared.type_name, prior, config).await;
        let made = made.unwrap_or_else(|error| panic!("{}: {address}: {error}", row.name));
        kept.insert(address.clone(), made);
        if !order.contains(&address) {
            order.push(address);
        }
    }
    // What is configured no more goes last: what used it is changed by then.
    for address in order.iter().rev().filter(|it| !plans.contains_key(*it)) {
        if let Some(gone) = kept.remove(address) {
            stand.destroy(gone).await;
        }
    }
    said
}

/// What is read and planned after a step changes nothing, and an import finds the same.
async fn settled(stand: &Stand, row: &Row, step: &Step, kept: &BTreeMap<String, Kept>) {
    let mut read = BTreeMap::new();
    for (address, it) in kept {
        let now = stand.refresh(it).await.unwrap_or_else(|| panic!("{}: {address} is gone", row.name));
        read.insert(address.clone(), now);
    }
    let known: BTreeMap<String, Value> = read.iter().map(|(name, it)| (name.clone(), it.state.clone())).collect();
    let mut differs = false;
    for declared in step.resources.iter().filter(|it| it.type_name != LATE) {
        let address = address(declared);
        let config = config(stand, declared, &known, "late");
        let prior = &read[&address];
        let plan = stand.plan(&declared.type_name, Some(prior), &config).await;
        if plan.planned != prior.state {
            differs = true;
            let changes = changed(&prior.state, &plan.planned);
            assert!(step.differs, "{}: {address} differs afterwards: {changes}\n{}", row.name, stand.text(prior));
        }
    }
    assert_eq!(differs, step.differs, "{}", row.name);
    let subject = &read[&address(&subject_of(row, step))];
    let id = stand.import_id(subject);
    let imported = stand.import(&row.subject, &id).await.unwrap_or_else(|error| panic!("{}: {error}", row.name));
    let ignored: Vec<&str> = row.ignored.iter().map(String::as_str).collect();
    assert_eq!(shown(&imported.state, &ignored), shown(&subject.state, &ignored), "{}: what an import finds", row.name);
}

async fn nothing_is_left(stand: &Stand, row: &Row) {
    for (service, operation, member) in [
        ("apigatewayv2", "GetApis", "Items"),
        ("apigatewayv2", "GetDomainNames", "Items"),
        ("apigatewayv2", "GetVpcLinks", "Items"),
        ("logs", "DescribeLogGroups", "logGroups"),
        ("iam", "ListRoles", "Roles"),
    ] {
        let left = stand.call(service, operation, json!({})).await;
        assert_eq!(left[member], json!([]), "{}: {operation}", row.name);
    }
}

fn address(declared: &Declared) -> String {
    format!("{}.{}", declared.type_name, declared.name)
}

fn subject_of(row: &Row, step: &Step) -> Declared {
    let found = step.resources.iter().find(|it| it.type_name == row.subject && it.name == "test");
    found.expect("the subject").clone()
}

/// The configuration of a resource where others are as `known`.
fn config(stand: &Stand, declared: &Declared, known: &BTreeMap<String, Value>, late: &str) -> Value {
    let mut context = Context::new();
    let mut types: BTreeMap<&str, hcl::Map<String, hcl::Value>> = BTreeMap::new();
    for (address, state) in known {
        let (type_name, name) = address.split_once('.').expect("an address");
        types.entry(type_name).or_default().insert(name.to_owned(), seen(state));
    }
    types.entry(LATE).or_default().insert("late".to_owned(), hcl::value!({ "id" = late }));
    for (type_name, instances) in types {
        context.declare_var(type_name, hcl::Value::Object(instances));
    }
    context.declare_var("var", hcl::value!({ "name" = "test" }));
    let encode = |args: FuncArgs| Ok(hcl::Value::from(serde_json::to_string(&args[0]).map_err(|it| it.to_string())?));
    context.declare_func("jsonencode", FuncDef::new(encode, [ParamType::Any]));
    let schema = stand.schema(&declared.type_name);
    value(&schema, &configured(&declared.body, &schema.block, &context))
}

/// A body as JSON: blocks become lists, but single ones.
fn configured(body: &Body, block: &Block, context: &Context<'_>) -> Json {
    let mut config = json!({});
    for attribute in body.attributes() {
        let value = attribute.expr().evaluate(context).unwrap_or_else(|error| panic!("{}: {error}", attribute.key()));
        config[attribute.key()] = serde_json::to_value(value).expect("JSON");
    }
    for inner in body.blocks() {
        let name = inner.identifier();
        let nested = block.blocks.iter().find(|it| it.name == name).unwrap_or_else(|| panic!("no block {name}"));
        let value = configured(inner.body(), &nested.block, context);
        match (nested.nesting, config.get_mut(name).and_then(Json::as_array_mut)) {
            (Nesting::Single, _) => config[name] = value,
            (_, Some(items)) => items.push(value),
            (_, None) => config[name] = json!([value]),
        }
    }
    config
}

/// A value as other configurations see it.
fn seen(value: &Value) -> hcl::Value {
    match value {
        Value::Null | Value::Dynamic(_) => hcl::Value::Null,
        Value::Unknown => hcl::Value::from("<unknown>"),
        Value::Bool(value) => hcl::Value::from(*value),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => hcl::Value::from(whole),
            None => hcl::Value::from(number.as_f64()),
        },
        Value::String(text) => hcl::Value::from(text.as_str()),
        Value::List(items) | Value::Set(items) => hcl::Value::Array(items.iter().map(seen).collect()),
        Value::Map(members) => hcl::Value::Object(members.iter().map(|(name, it)| (name.clone(), seen(it))).collect()),
    }
}

/// Whether a later plan only knows what an earlier one did not.
fn refines(first: &Value, second: &Value) -> bool {
    match (first, second) {
        (Value::Unknown, _) => true,
        (Value::Map(first), Value::Map(second)) => {
            first.len() == second.len()
                && first.iter().all(|(name, it)| second.get(name).is_some_and(|now| refines(it, now)))
        }
        (Value::List(first), Value::List(second)) => {
            first.len() == second.len() && first.iter().zip(second).all(|(first, second)| refines(first, second))
        }
        (Value::Set(items), Value::Set(now)) if !first.is_wholly_known() => now.len() <= items.len(),
        (first, second) => first == second,
    }
}

/// Names of what differs, those with something unknown marked.
fn changed(prior: &Value, planned: &Value) -> String {
    let names = planned.members().into_iter().flatten().filter(|(name, value)| prior.get(name) != *value);
    let names: Vec<String> =
        names.map(|(name, value)| format!("{name}{}", if value.is_wholly_known() { "" } else { "?" })).collect();
    names.join(" ")
}

fn spelled(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Unknown => "?".to_owned(),
        Value::Map(members) => {
            let members: Vec<String> = members.iter().map(|(name, it)| format!("{name}={}", spelled(it))).collect();
            format!("{{{}}}", members.join(" "))
        }
        value => value.as_str().map_or_else(|| format!("{value:?}"), |it| format!("{it:?}")),
    }
}

/// What a state says that it did not before; first, all that is not nothing.
fn differences(before: Option<&Json>, state: &Json) -> String {
    let is_nothing = |it: &Json| {
        it.is_null()
            || it == &json!(false)
            || it == &json!(0)
            || it == &json!("")
            || it == &json!([])
            || it == &json!({})
    };
    let mut text = String::new();
    for (name, value) in state.as_object().into_iter().flatten() {
        let is_told = match before {
            Some(before) => before[name] != *value,
            None => !is_nothing(value),
        };
        if is_told && name != "region" {
            let _ = writeln!(text, "  {name} {value}");
        }
    }
    text
}

/// A text in which whatever is made up is the same in every run.
fn masked(text: &str, kept: &BTreeMap<String, Kept>) -> String {
    let mut text = text.to_owned();
    for (address, it) in kept {
        let type_name = address.split('.').next().unwrap_or_default();
        let noun = type_name.trim_start_matches("aws_apigatewayv2_");
        let target = it.state.get("domain_name_configuration").items().and_then(<[Value]>::first);
        let host = target.and_then(|it| it.get("target_domain_name").as_str());
        for (name, made_up) in [
            (host.and_then(|it| it.split('.').next()), "target".to_owned()),
            (it.state.get("routing_rule_id").as_str(), "rule".to_owned()),
            (it.state.get("id").as_str(), noun.trim_start_matches("aws_").to_owned()),
        ] {
            if let Some(name) = name.filter(|it| it.len() >= 6 && !it.starts_with('$')) {
                text = text.replace(name, &format!("<{made_up}>"));
            }
        }
    }
    let lines = text.lines().map(|line| {
        let made_up =
            ["deployment_id", "unique_id", "create_date"].iter().find(|it| line.starts_with(&format!("  {it} ")));
        match made_up {
            Some(name) if !line.contains('<') && !line.ends_with("\"\"") => format!("  {name} <made up>\n"),
            _ => format!("{line}\n"),
        }
    });
    lines.collect()
}
