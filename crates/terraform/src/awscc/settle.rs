//! What a change left, in the words in which it was planned.
//!
//! Terraform takes a state that differs from what was planned for a fault of the provider. A service says the same in
//! other words: nothing for an empty list, items in another order, documents with members that nobody wrote.

use crate::cty::Value;

/// The state after a change: as planned where that is known, else as read; null where it was not read.
pub(super) fn settle(planned: &Value, read: &Value) -> Value {
    match planned {
        Value::Unknown => read.clone(),
        planned if planned.is_wholly_known() => planned.clone(),
        Value::Map(members) => {
            Value::Map(members.iter().map(|(name, it)| (name.clone(), settle(it, read.get(name)))).collect())
        }
        Value::List(items) => {
            // Items of a list that is longer or shorter are not those that were planned.
            let read = read.items().filter(|it| it.len() == items.len()).unwrap_or_default();
            let item = |(at, it)| settle(it, read.get(at).unwrap_or(&Value::Null));
            Value::List(items.iter().enumerate().map(item).collect())
        }
        Value::Set(items) => Value::set(settled_set(items, read.items().unwrap_or_default())),
        planned => planned.clone(),
    }
}

fn settled_set(planned: &[Value], read: &[Value]) -> Vec<Value> {
    let mut left: Vec<&Value> = read.iter().collect();
    // What says most is paired first, so that what is wholly unknown takes none of its items.
    let (open, said): (Vec<&Value>, Vec<&Value>) = planned.iter().partition(|it| it.is_unknown());
    let pair = |planned: &&Value| {
        let found = left.iter().position(|it| may_become(planned, it)).map(|at| left.remove(at));
        settle(planned, found.unwrap_or(&Value::Null))
    };
    said.iter().chain(&open).map(pair).collect()
}

/// Whether what is known of a plan is so in what was read.
fn may_become(planned: &Value, read: &Value) -> bool {
    match (planned, read) {
        (Value::Unknown, _) => true,
        (Value::Map(planned), Value::Map(_)) => planned.iter().all(|(name, it)| may_become(it, read.get(name))),
        (Value::List(planned), Value::List(read)) | (Value::Set(planned), Value::Set(read)) => {
            planned.len() == read.len() && planned.iter().zip(read).all(|(planned, read)| may_become(planned, read))
        }
        (planned, read) => planned == read,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_planned_stays() {
        let list = |items: &[Value]| Value::List(items.to_vec());
        let pair = |key: &str, value: Value| Value::object([("key", Value::from(key)), ("value", value)]);
        let text = |text: &str| Value::from(text);
        let cases = [
            (list(&[]), Value::Null, list(&[])),
            (Value::Unknown, text("a"), text("a")),
            (Value::Unknown, Value::Null, Value::Null),
            (list(&[text("b"), text("a")]), list(&[text("a"), text("b")]), list(&[text("b"), text("a")])),
            (list(&[text("{ }"), Value::Unknown]), list(&[text("{}"), text("c")]), list(&[text("{ }"), text("c")])),
            (list(&[pair("k", Value::Unknown)]), Value::Null, list(&[pair("k", Value::Null)])),
            (
                Value::set([pair("k", Value::Unknown), pair("l", Value::Unknown), Value::Unknown]),
                Value::set([pair("a", text("0")), pair("k", text("1")), pair("l", text("2"))]),
                Value::set([pair("a", text("0")), pair("k", text("1")), pair("l", text("2"))]),
            ),
        ];
        for (planned, read, settled) in cases {
            assert_eq!(settle(&planned, &read), settled, "{planned:?}");
        }
    }
}
