//! What Terraform does with a resource, and what it holds a provider to.

use std::sync::Arc;

use bytes::Bytes;
use callboard_terraform::cty::{Path, Type, Value, decode, to_json};
use callboard_terraform::proto;
use callboard_terraform::schema::{Attribute, AttributeKind, Nesting, Schema};

use crate::host::{self, Host};

/// One resource in the hands of Terraform.
pub struct Terraform<'a> {
    pub host: &'a Host,
    pub type_name: String,
    pub schema: Arc<Schema>,
    pub of: Type,
}

/// A plan of it.
pub struct Plan {
    pub planned: Value,
    pub requires_replace: Vec<String>,
    private: Bytes,
}

type Told<T> = Result<T, String>;

impl Terraform<'_> {
    fn message(&self, value: &Value) -> Option<proto::DynamicValue> {
        host::value(value, &self.of)
    }

    fn value(&self, message: Option<proto::DynamicValue>) -> Told<Value> {
        let message = message.ok_or("no value came")?;
        decode(&message.msgpack, &self.of).map_err(|error| error.to_string())
    }

    async fn call<Q: prost::Message + 'static, A: prost::Message + Default + 'static>(
        &self,
        path: &'static str,
        request: Q,
    ) -> Told<A> {
        self.host.call(path, request).await.map_err(|status| status.to_string())
    }

    /// Validates, plans and applies a configuration of what is not there.
    pub async fn create(&self, config: &Value) -> Told<Value> {
        self.validate(config).await.map_err(|it| format!("validate: {it}"))?;
        let plan = self.plan(&Value::Null, config).await.map_err(|it| format!("plan: {it}"))?;
        self.apply(&Value::Null, &plan, config).await.map_err(|it| format!("apply: {it}"))
    }

    /// Plans and applies that it is not wanted any more.
    pub async fn remove(&self, state: &Value) -> Told<()> {
        let plan = self.plan(state, &Value::Null).await.map_err(|it| format!("plan of removal: {it}"))?;
        let left = self.apply(state, &plan, &Value::Null).await.map_err(|it| format!("removal: {it}"))?;
        if left.is_null() { Ok(()) } else { Err("something is left after removal".to_owned()) }
    }

    /// Holds a provider to what it said: what is read is the state, and another plan changes nothing.
    pub async fn is_settled(&self, state: &Value, config: &Value) -> Told<()> {
        let read = self.refresh(state).await.map_err(|it| format!("read: {it}"))?;
        if read != *state {
            return Err(format!("drift: {}", difference(&self.of, state, &read)));
        }
        let again = self.plan(&read, config).await.map_err(|it| format!("second plan: {it}"))?;
        if again.planned != read {
            return Err(format!("second plan: {}", difference(&self.of, &read, &again.planned)));
        }
        Ok(())
    }

    pub async fn validate(&self, config: &Value) -> Told<()> {
        let request = proto::TypedConfigRequest { type_name: self.type_name.clone(), config: self.message(config) };
        let answer: proto::DiagnosticsAnswer = self.call("/tfplugin6.Provider/ValidateResourceConfig", request).await?;
        nothing_told(&answer.diagnostics)
    }

    pub async fn plan(&self, prior: &Value, config: &Value) -> Told<Plan> {
        let request = proto::PlanResourceRequest {
            type_name: self.type_name.clone(),
            prior_state: self.message(prior),
            proposed_new_state: self.message(config),
            config: self.message(config),
            ..proto::PlanResourceRequest::default()
        };
        let answer: proto::PlanResourceAnswer = self.call("/tfplugin6.Provider/PlanResourceChange", request).await?;
        nothing_told(&answer.diagnostics)?;
        let planned = self.value(answer.planned_state)?;
        if !config.is_null() {
            valid_attributes(&Path::root(), &self.schema.block.attributes, prior, config, &planned)?;
        }
        let requires_replace = answer.requires_replace.iter().map(first_name).collect();
        Ok(Plan { planned, requires_replace, private: answer.planned_private })
    }

    pub async fn apply(&self, prior: &Value, plan: &Plan, config: &Value) -> Told<Value> {
        let request = proto::ApplyResourceRequest {
            type_name: self.type_name.clone(),
            prior_state: self.message(prior),
            planned_state: self.message(&plan.planned),
            config: self.message(config),
            planned_private: plan.private.clone(),
        };
        let answer: proto::ApplyResourceAnswer = self.call("/tfplugin6.Provider/ApplyResourceChange", request).await?;
        nothing_told(&answer.diagnostics)?;
        let state = self.value(answer.new_state)?;
        if !state.is_wholly_known() {
            return Err("something is unknown after apply".to_owned());
        }
        as_planned(&Path::root(), &plan.planned, &state)?;
        Ok(state)
    }

    /// Reads the state from its file, and what it is now.
    async fn refresh(&self, state: &Value) -> Told<Value> {
        let json = to_json(state, &self.of).to_string();
        let request = proto::UpgradeResourceRequest {
            type_name: self.type_name.clone(),
            version: self.schema.version,
            raw_state: Some(proto::RawState { json: json.into(), ..proto::RawState::default() }),
        };
        let kept: proto::UpgradeResourceAnswer = self.call("/tfplugin6.Provider/UpgradeResourceState", request).await?;
        nothing_told(&kept.diagnostics)?;
        let kept = self.value(kept.upgraded_state)?;
        if kept != *state {
            return Err(format!("the file has another state: {}", difference(&self.of, state, &kept)));
        }
        self.read(&kept).await
    }

    pub async fn read(&self, state: &Value) -> Told<Value> {
        let request = proto::ReadResourceRequest {
            type_name: self.type_name.clone(),
            current_state: self.message(state),
            ..proto::ReadResourceRequest::default()
        };
        let read: proto::ReadResourceAnswer = self.call("/tfplugin6.Provider/ReadResource", request).await?;
        nothing_told(&read.diagnostics)?;
        self.value(read.new_state)
    }

    pub async fn import(&self, id: &str) -> Told<Value> {
        let request = proto::ImportResourceRequest { type_name: self.type_name.clone(), id: id.to_owned() };
        let answer: proto::ImportResourceAnswer = self.call("/tfplugin6.Provider/ImportResourceState", request).await?;
        nothing_told(&answer.diagnostics)?;
        let [imported] = &answer.imported_resources[..] else { return Err("not one resource".to_owned()) };
        self.read(&self.value(imported.state.clone())?).await
    }
}

/// The attribute at the top to which a path leads.
fn first_name(path: &proto::AttributePath) -> String {
    match path.steps.first().and_then(|it| it.selector.as_ref()) {
        Some(proto::Selector::AttributeName(name)) => name.clone(),
        other => format!("{other:?}"),
    }
}

fn nothing_told(diagnostics: &[proto::Diagnostic]) -> Told<()> {
    match diagnostics.first() {
        None => Ok(()),
        Some(it) => Err(format!("{} {}", it.summary, it.detail)),
    }
}

/// The attributes that differ, as JSON of both.
pub fn difference(of: &Type, left: &Value, right: &Value) -> String {
    let Type::Object(attributes) = of else { return format!("{left:?} and {right:?}") };
    let differing = attributes.iter().filter(|(name, _)| left.get(name) != right.get(name));
    let shown = differing
        .map(|(name, of)| format!("{name}: {} and {}", to_json(left.get(name), of), to_json(right.get(name), of)));
    let mut text = shown.collect::<Vec<_>>().join("; ");
    if text.is_empty() {
        text = format!("{left:?} and {right:?}");
    }
    text.chars().take(700).collect()
}

/// `AssertPlanValid` of Terraform: a plan is what was configured, or what is there, or what only the provider knows.
fn valid_attributes(path: &Path, all: &[Attribute], prior: &Value, config: &Value, planned: &Value) -> Told<()> {
    all.iter().try_for_each(|it| {
        let name = &*it.name;
        valid(&path.attribute(name), it, prior.get(name), config.get(name), planned.get(name))
    })
}

fn valid(path: &Path, attribute: &Attribute, prior: &Value, config: &Value, planned: &Value) -> Told<()> {
    if planned == config || (planned == prior && !prior.is_null() && !config.is_null()) {
        return Ok(());
    }
    if config.is_null() {
        return match attribute.flags.computed {
            true => Ok(()),
            false => Err(format!("{path}: planned {planned:?}, which nobody wrote, and is not computed")),
        };
    }
    match &attribute.kind {
        AttributeKind::Nested { nesting, attributes } => {
            valid_nested(path, *nesting, attributes, prior, config, planned)
        }
        AttributeKind::Plain(_) => Err(format!("{path}: planned {planned:?}, configured {config:?}, prior {prior:?}")),
    }
}

fn valid_nested(
    path: &Path,
    nesting: Nesting,
    attributes: &[Attribute],
    prior: &Value,
    config: &Value,
    planned: &Value,
) -> Told<()> {
    match (nesting, config, planned) {
        (Nesting::Single, Value::Map(_), Value::Map(_)) => valid_attributes(path, attributes, prior, config, planned),
        (Nesting::List, Value::List(configs), Value::List(items)) if configs.len() == items.len() => {
            configs.iter().zip(items).enumerate().try_for_each(|(at, (config, planned))| {
                let prior = prior.items().and_then(|it| it.get(at)).unwrap_or(&Value::Null);
                valid_attributes(&path.index(at), attributes, prior, config, planned)
            })
        }
        (Nesting::Map, Value::Map(configs), Value::Map(items)) if configs.keys().eq(items.keys()) => {
            configs.iter().try_for_each(|(key, config)| {
                valid_attributes(&path.key(key), attributes, prior.get(key), config, planned.get(key))
            })
        }
        (Nesting::Set, Value::Set(configs), Value::Set(items)) if configs.len() == items.len() => {
            let is_one = |config: &Value, planned: &Value| {
                valid_attributes(path, attributes, &Value::Null, config, planned).is_ok()
            };
            let is_paired = configs.iter().all(|config| items.iter().any(|it| is_one(config, it)))
                && items.iter().all(|it| configs.iter().any(|config| is_one(config, it)));
            if is_paired {
                Ok(())
            } else {
                Err(format!("{path}: items {items:?} of a set are not those of {configs:?}"))
            }
        }
        _ => Err(format!("{path}: planned {planned:?}, configured {config:?}")),
    }
}

/// `AssertObjectCompatible` of Terraform: what was known when it was planned is what comes of it.
fn as_planned(path: &Path, planned: &Value, state: &Value) -> Told<()> {
    match (planned, state) {
        (Value::Unknown, _) => Ok(()),
        (Value::Map(planned), Value::Map(_)) => {
            planned.iter().try_for_each(|(name, it)| as_planned(&path.attribute(name), it, state.get(name)))
        }
        (Value::List(planned), Value::List(items)) if planned.len() == items.len() => planned
            .iter()
            .zip(items)
            .enumerate()
            .try_for_each(|(at, (planned, item))| as_planned(&path.index(at), planned, item)),
        (Value::Set(planned), Value::Set(items)) => {
            let is_one = |planned: &Value, item: &Value| as_planned(path, planned, item).is_ok();
            let is_paired = items.len() <= planned.len()
                && planned.iter().all(|planned| items.iter().any(|it| is_one(planned, it)))
                && items.iter().all(|it| planned.iter().any(|planned| is_one(planned, it)));
            if is_paired { Ok(()) } else { Err(format!("{path}: planned {planned:?}, and {items:?} came")) }
        }
        (planned, state) if planned == state => Ok(()),
        (planned, state) => Err(format!("{path}: planned {planned:?}, and {state:?} came")),
    }
}
