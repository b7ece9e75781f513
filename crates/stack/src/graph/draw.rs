//! Drawings of the graph, for Graphviz and Mermaid.

use super::Reason;
use crate::stack::{Part, Stack};

/// The graph in Graphviz's language.
pub fn dot(stack: &Stack) -> String {
    let mut text = format!("digraph \"{}\" {{\n  rankdir = LR;\n  node [shape = box];\n", quoted(stack.name()));
    for part in &stack.parts {
        text.push_str(&format!("  \"{0}\" [label = \"{0}\\n{1}\"];\n", quoted(part.name()), what(part)));
    }
    for (from, to, reason) in edges(stack) {
        let attributes = match reason {
            Reason::Reference(name) => format!(" [label = \"{}\"]", quoted(name)),
            Reason::Stated => String::new(),
            Reason::Place => " [style = dotted]".to_owned(),
        };
        text.push_str(&format!("  \"{}\" -> \"{}\"{attributes};\n", quoted(from), quoted(to)));
    }
    text + "}\n"
}

/// The graph in Mermaid's language.
pub fn mermaid(stack: &Stack) -> String {
    let mut text = "flowchart LR\n".to_owned();
    let id = |name: &str| stack.part(name).unwrap_or_default();
    for part in &stack.parts {
        text.push_str(&format!("  p{}[\"{}<br/>{}\"]\n", id(part.name()), quoted(part.name()), what(part)));
    }
    for (from, to, reason) in edges(stack) {
        let arrow = match reason {
            Reason::Reference(name) => format!("-- \"{}\" -->", quoted(name)),
            Reason::Stated => "-->".to_owned(),
            Reason::Place => "-.->".to_owned(),
        };
        text.push_str(&format!("  p{} {arrow} p{}\n", id(from), id(to)));
    }
    text
}

/// From what is needed to what needs it.
fn edges(stack: &Stack) -> impl Iterator<Item = (&str, &str, &Reason)> {
    stack.graph.before.iter().enumerate().flat_map(move |(after, before)| {
        before.iter().map(move |(part, reason)| (stack.parts[*part].name(), stack.parts[after].name(), reason))
    })
}

fn what(part: &Part) -> String {
    part.of.map_or_else(|| format!("{:?}", part.nature).to_lowercase(), |of| of.name.to_owned())
}

fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
