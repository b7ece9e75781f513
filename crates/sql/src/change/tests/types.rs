//! Every form of a change, for types of many shapes.

use std::fmt::Write as _;

use callboard_model::naming::sql::{sql_service, sql_table};
use callboard_model::sample;
use callboard_model::types::{Action, ResourceType, names, resource_type};
use expect_test::expect;
use serde_json::Value;

use super::Bench;

/// How many types there are between two that are tried.
const STRIDE: usize = 23;

#[tokio::test]
async fn resources_of_many_types_live_from_insert_to_delete() {
    let mut failed = String::new();
    let mut tried = 0;
    let all = names().filter_map(|name| resource_type(&name));
    for of in all.filter(|it| Action::ALL.iter().all(|action| it.handler(*action).is_some())).step_by(STRIDE) {
        tried += 1;
        if let Err(error) = live(of).await {
            let _ = writeln!(failed, "{}: {error}", of.name);
        }
    }
    expect![[r#"
        67 types
    "#]]
    .assert_eq(&format!("{tried} types\n{failed}"));
}

/// Makes, reads, changes, replaces and removes one; the values as texts of JSON and columns in both spellings.
async fn live(of: &'static ResourceType) -> Result<(), String> {
    let bench = Bench::new();
    let table = format!("aws.{}.{}", sql_service(of.name), sql_table(of.name));
    let desired = sample::desired_state(of, 7);
    let quoted = |text: &str| format!("'{}'", text.replace('\'', "''"));
    let texts = |value: &Value| match value {
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    };
    let columns: Vec<String> = desired.keys().map(|it| format!("\"{it}\"")).collect();
    let values: Vec<String> = desired.values().map(texts).collect();
    let (columns, values) = if columns.is_empty() {
        ("region".to_owned(), "'us-east-1'".to_owned())
    } else {
        (columns.join(", "), values.join(", "))
    };
    let insert =
        format!("/*+ create */ INSERT INTO {table} ({columns}) SELECT {values} RETURNING data__Identifier AS id");
    let identifier = one(&bench, &insert).await?.ok_or("INSERT gave no identifier")?;
    let key = format!("data__Identifier = {} AND region = 'us-east-1'", quoted(&identifier));
    let found = one(&bench, &format!("SELECT identifier FROM {table} WHERE {key}")).await?;
    if found.as_deref() != Some(&identifier) {
        return Err(format!("SELECT found {found:?} in place of {identifier}"));
    }
    // What is so already needs no call, whichever way it is said.
    let create_only: Vec<&str> = of.create_only().chain(of.write_only()).chain(of.read_only()).collect();
    let same =
        desired.iter().find(|(name, _)| !create_only.iter().any(|it| it.split('/').next() == Some(name.as_str())));
    if let Some((name, value)) = same {
        done(&bench, &format!("UPDATE {table} SET \"{name}\" = {} WHERE {key}", texts(value)), "UPDATE 1").await?;
        let patch = format!(r#"[{{"op": "replace", "path": "/{name}", "value": {value}}}]"#);
        let update = format!("/*+ update */ UPDATE {table} SET data__PatchDocument = {} WHERE {key}", quoted(&patch));
        done(&bench, &update, "UPDATE 1").await?;
    }
    done(&bench, &format!("/*+ delete */ DELETE FROM {table} WHERE {key}"), "DELETE 1").await?;
    let found = one(&bench, &format!("SELECT identifier FROM {table} WHERE {key}")).await?;
    if found.is_some() { Err("it is there after DELETE".to_owned()) } else { Ok(()) }
}

/// The first value of the first row.
async fn one(bench: &Bench, text: &str) -> Result<Option<String>, String> {
    let mut parsed = bench.session.parse(text).map_err(|error| super::shown(&error))?;
    let answer =
        bench.session.run(&parsed.remove(0)).await.map_err(|error| format!("{}\n  {text}", super::shown(&error)))?;
    let batches = answer.collect().await.map_err(|error| format!("{}\n  {text}", super::shown(&error)))?;
    let Some(batch) = batches.iter().find(|it| it.num_rows() > 0) else { return Ok(None) };
    let cell = crate::change::value::cell(batch.column(0).as_ref(), 0).map_err(|error| error.to_string())?;
    Ok(cell.map(|it| it.as_str().map_or_else(|| it.to_string(), str::to_owned)))
}

async fn done(bench: &Bench, text: &str, tag: &str) -> Result<(), String> {
    let transcript = bench.transcript(text).await;
    let last = transcript.lines().filter(|it| !it.starts_with('>')).collect::<Vec<_>>().join("\n");
    if last == tag { Ok(()) } else { Err(format!("{last}\n  {text}")) }
}
