//! Rows as Terraform plays them: all is planned, then all is applied, each by values that became known.

mod evaluate;
mod text;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use callboard_terraform::cty::Value;
use hcl::eval::Context;
use serde_json::{Value as Json, json};

use super::rows::{Declared, Row, Step};
use crate::replay::{Kept, Stand, aws_with, plane, shown};
use evaluate::{config, configured};
use text::{changed, differences, masked, spelled};

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
        assert!(!complaints.has_error(), "{}: {address}: {complaints}", row.name);
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
