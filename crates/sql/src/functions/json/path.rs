//! Paths into JSON: `$.a.b[0]`, `$."odd name"`, `$[#-1]`, `$.list[*].key`.

use serde_json::Value;

/// A path, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Path {
    steps: Vec<Step>,
}

/// One step down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// `.key`
    Key(String),
    /// `[0]`
    Index(usize),
    /// `[#-1]`: counted from the end; `[#]` is the place after it.
    FromEnd(usize),
    /// `[*]`, `.*`: all of them.
    All,
}

impl Path {
    /// Reads a path as SQLite writes it; a text without `$` is one key.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let Some(mut rest) = text.strip_prefix('$') else {
            let step = text.parse().map_or_else(|_| Step::Key(text.to_owned()), Step::Index);
            return Ok(Self { steps: vec![step] });
        };
        let bad = || format!("`{text}` is no path: write `$.key[0]`");
        let mut steps = Vec::new();
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix('.') {
                let (key, after) = match after.strip_prefix('"') {
                    Some(quoted) => {
                        let end = quoted.find('"').ok_or_else(bad)?;
                        (&quoted[..end], &quoted[end + 1..])
                    }
                    None => after.split_at(after.find(['.', '[']).unwrap_or(after.len())),
                };
                if key.is_empty() && !after.starts_with('"') && !rest.starts_with(".\"") {
                    return Err(bad());
                }
                steps.push(if key == "*" { Step::All } else { Step::Key(key.to_owned()) });
                rest = after;
            } else if let Some(after) = rest.strip_prefix('[') {
                let (index, after) = after.split_once(']').ok_or_else(bad)?;
                steps.push(match index.trim() {
                    "*" => Step::All,
                    "#" => Step::FromEnd(0),
                    other => match other.strip_prefix("#-") {
                        Some(back) => Step::FromEnd(back.trim().parse().map_err(|_| bad())?),
                        None => Step::Index(other.parse().map_err(|_| bad())?),
                    },
                });
                rest = after;
            } else {
                return Err(bad());
            }
        }
        Ok(Self { steps })
    }

    /// PostgreSQL's `{a,0,b}`.
    pub(crate) fn parse_list(text: &str) -> Result<Self, String> {
        let inner = text.trim().strip_prefix('{').and_then(|it| it.strip_suffix('}'));
        let inner = inner.ok_or_else(|| format!("`{text}` is no path: write `{{a,0,b}}`"))?;
        let steps = inner.split(',').map(str::trim).filter(|it| !it.is_empty());
        let step = |it: &str| match it.parse::<i64>() {
            Ok(index) => index_step(index),
            Err(_) => Step::Key(it.trim_matches('"').to_owned()),
        };
        Ok(Self { steps: steps.map(step).collect() })
    }

    /// The element of a list.
    pub(crate) fn index(index: i64) -> Self {
        Self { steps: vec![index_step(index)] }
    }

    /// What stands there; a path with `*` gives a list of all that stand there.
    pub(crate) fn find(&self, document: &Value) -> Option<Value> {
        if self.steps.contains(&Step::All) {
            let mut found = Vec::new();
            collect(document, &self.steps, &mut found);
            return Some(Value::Array(found));
        }
        self.locate(document).cloned()
    }

    /// What stands there, where the path has no `*`.
    pub(crate) fn locate<'d>(&self, document: &'d Value) -> Option<&'d Value> {
        self.steps.iter().try_fold(document, |at, step| down(at, step))
    }

    /// The steps.
    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }
}

fn index_step(index: i64) -> Step {
    match usize::try_from(index) {
        Ok(index) => Step::Index(index),
        Err(_) => Step::FromEnd(usize::try_from(index.unsigned_abs()).unwrap_or(usize::MAX)),
    }
}

/// One step down. A key of digits also finds the element of a list.
fn down<'d>(at: &'d Value, step: &Step) -> Option<&'d Value> {
    match (at, step) {
        (Value::Object(members), Step::Key(key)) => members.get(key),
        (Value::Object(members), Step::Index(index)) => members.get(&index.to_string()),
        (Value::Array(elements), Step::Index(index)) => elements.get(*index),
        (Value::Array(elements), Step::FromEnd(back)) => {
            elements.len().checked_sub(*back).and_then(|it| elements.get(it))
        }
        _ => None,
    }
}

fn collect(at: &Value, steps: &[Step], into: &mut Vec<Value>) {
    let Some((step, rest)) = steps.split_first() else {
        into.push(at.clone());
        return;
    };
    match (step, at) {
        (Step::All, Value::Array(elements)) => elements.iter().for_each(|it| collect(it, rest, into)),
        (Step::All, Value::Object(members)) => members.values().for_each(|it| collect(it, rest, into)),
        _ => {
            if let Some(next) = down(at, step) {
                collect(next, rest, into);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    #[track_caller]
    fn check(path: &str, expect: Expect) {
        let document = serde_json::json!({"a": {"b": [1, {"c": "x"}, {"c": "y"}], "odd.name": 2, "": 3}, "0": 4});
        let found = Path::parse(path).map(|it| it.find(&document));
        expect.assert_eq(&match found {
            Ok(Some(found)) => found.to_string(),
            Ok(None) => "nothing".to_owned(),
            Err(error) => format!("error: {error}"),
        });
    }

    #[test]
    fn paths_lead_to_values() {
        check("$", expect![[r#"{"a":{"b":[1,{"c":"x"},{"c":"y"}],"odd.name":2,"":3},"0":4}"#]]);
        check("$.a.b[1].c", expect![[r#""x""#]]);
        check("$.a.b[#-1].c", expect![[r#""y""#]]);
        check("$.a.b[*].c", expect![[r#"["x","y"]"#]]);
        check("$.a.\"odd.name\"", expect!["2"]);
        check("$.a.\"\"", expect!["3"]);
        check("$.a.nothing.x", expect!["nothing"]);
        check("$.a.b[#]", expect!["nothing"]);
        check("a", expect![[r#"{"b":[1,{"c":"x"},{"c":"y"}],"odd.name":2,"":3}"#]]);
        check("0", expect!["4"]);
        check("$a", expect!["error: `$a` is no path: write `$.key[0]`"]);
        check("$.", expect!["error: `$.` is no path: write `$.key[0]`"]);
        check("$.a[", expect!["error: `$.a[` is no path: write `$.key[0]`"]);
        check("$[x]", expect!["error: `$[x]` is no path: write `$.key[0]`"]);
    }
}
