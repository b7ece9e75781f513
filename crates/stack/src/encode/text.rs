//! Plans and tests for people.

use nu_ansi_term::Color;
use serde_json::Value;

use crate::difference::Difference;
use crate::survey::{Survey, Surveyed, Verdict};
use crate::unknown;

/// Characters of a value that are shown.
const LONGEST_VALUE: usize = 100;

/// What must happen, a block for each resource to which something does.
pub fn plan_text(survey: &Survey, colours: bool) -> String {
    let mut text = String::new();
    for surveyed in survey.all().filter(|it| it.verdict.is_change() || it.verdict == Verdict::Run) {
        text.push_str(&block(surveyed, colours));
    }
    if !text.is_empty() {
        text.push('\n');
    }
    text + &summary(survey) + "\n"
}

/// How much must happen, in one line.
pub fn summary(survey: &Survey) -> String {
    let count = |is: &dyn Fn(&Verdict) -> bool| survey.all().filter(|it| is(&it.verdict)).count();
    let counts = [
        (count(&|it| *it == Verdict::Create), "to create"),
        (count(&|it| *it == Verdict::Update), "to update"),
        (count(&|it| matches!(it, Verdict::Replace { .. })), "to replace"),
        (count(&|it| *it == Verdict::Delete), "to delete"),
        (count(&|it| *it == Verdict::Run), "to run"),
        (count(&|it| *it == Verdict::NoOp), "unchanged"),
    ];
    let counts: Vec<String> =
        counts.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    format!("plan: {}", if counts.is_empty() { "nothing to do".to_owned() } else { counts.join(", ") })
}

/// What is not as it should be, and what is.
pub fn test_text(survey: &Survey, colours: bool) -> String {
    let mut text = String::new();
    for surveyed in survey.all() {
        let (word, colour) = match surveyed.verdict {
            Verdict::NoOp => ("ok", Color::Green),
            Verdict::Create => ("missing", Color::Red),
            Verdict::Update | Verdict::Replace { .. } => ("drift", Color::Yellow),
            Verdict::Delete => ("left over", Color::Yellow),
            Verdict::Read | Verdict::Run | Verdict::LeftOut => continue,
        };
        text.push_str(&format!("{} {}\n", painted(&format!("{word:9}"), colour, colours), title(surveyed)));
        if surveyed.verdict != Verdict::Create {
            surveyed.differences.iter().for_each(|it| text.push_str(&line(it, colours)));
        }
    }
    text
}

fn block(surveyed: &Surveyed, colours: bool) -> String {
    let (sign, colour) = match surveyed.verdict {
        Verdict::Create => ("+", Color::Green),
        Verdict::Update => ("~", Color::Yellow),
        Verdict::Replace { .. } => ("-/+", Color::Magenta),
        Verdict::Delete => ("-", Color::Red),
        Verdict::Run => (">", Color::Cyan),
        Verdict::NoOp | Verdict::Read | Verdict::LeftOut => (" ", Color::Default),
    };
    let mut text = format!("{} {}", painted(sign, colour, colours), title(surveyed));
    if let Verdict::Replace { because } = &surveyed.verdict {
        text.push_str(&format!(", because {} cannot change in place", because.join(" and ")));
    }
    text.push('\n');
    surveyed.differences.iter().for_each(|it| text.push_str(&line(it, colours)));
    text
}

/// `logs: AWS::Logs::LogGroup /web in us-east-1`
fn title(surveyed: &Surveyed) -> String {
    let mut text = surveyed.name.clone();
    if let Some(of) = surveyed.of {
        text.push_str(&format!(": {}", of.name));
    }
    if let Some(live) = &surveyed.live {
        text.push_str(&format!(" {}", live.identifier));
    }
    if surveyed.of.is_some() {
        text.push_str(&format!(" in {}", surveyed.region));
    }
    text
}

fn line(difference: &Difference, colours: bool) -> String {
    let value = |value: &Value| if difference.is_secret { "(not shown)".to_owned() } else { shown(value) };
    let (sign, colour, what) = match (&difference.before, &difference.after) {
        (None, Some(after)) => ("+", Color::Green, value(after)),
        (Some(before), None) => ("-", Color::Red, value(before)),
        (Some(before), Some(after)) => ("~", Color::Yellow, format!("{} → {}", value(before), value(after))),
        (None, None) => ("~", Color::Yellow, "(changes)".to_owned()),
    };
    let because = if difference.replaces { " (create-only)" } else { "" };
    format!("    {} {}: {what}{because}\n", painted(sign, colour, colours), difference.path)
}

fn shown(value: &Value) -> String {
    if let Some(name) = unknown::name_of(value) {
        return format!("(known after apply: {name})");
    }
    let mut known = value.clone();
    name_unknowns(&mut known);
    let text = known.to_string();
    match text.chars().count() > LONGEST_VALUE {
        true => text.chars().take(LONGEST_VALUE).chain(['…']).collect(),
        false => text,
    }
}

fn name_unknowns(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(name_unknowns),
        Value::Object(members) => members.values_mut().for_each(name_unknowns),
        value => {
            if let Some(name) = unknown::name_of(value).map(str::to_owned) {
                *value = Value::from(format!("(known after apply: {name})"));
            }
        }
    }
}

fn painted(text: &str, colour: Color, colours: bool) -> String {
    if colours { colour.paint(text).to_string() } else { text.to_owned() }
}
