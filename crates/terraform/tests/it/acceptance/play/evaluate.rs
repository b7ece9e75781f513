//! Configurations of rows as values: what others are is put in.

use std::collections::BTreeMap;

use callboard_terraform::cty::Value;
use callboard_terraform::schema::{Block, Nesting};
use hcl::eval::{Context, Evaluate, FuncArgs, FuncDef, ParamType};
use hcl::structure::Body;
use serde_json::{Value as Json, json};

use super::LATE;
use crate::acceptance::rows::Declared;
use crate::replay::{Stand, value};

/// The configuration of a resource where others are as `known`.
pub fn config(stand: &Stand, declared: &Declared, known: &BTreeMap<String, Value>, late: &str) -> Value {
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
pub fn configured(body: &Body, block: &Block, context: &Context<'_>) -> Json {
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
