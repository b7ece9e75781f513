//! The graph: which part comes before which, and why.
//!
//! A part comes after those that its texts name. Statements and programs may
//! depend on more than they name, so such a part keeps its place in the
//! manifest: it comes after all parts before it, and before all after it,
//! unless `depends_on` says what it comes after.

mod draw;

use std::collections::BTreeMap;

use crate::source::Mistake;
use crate::stack::{Meaning, Part, Stack, texts};
use crate::values;

pub use draw::{dot, mermaid};

/// Why a part comes before another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// It is named: `api.api_id`.
    Reference(String),
    /// `depends_on` says so.
    Stated,
    /// It stands before it in the manifest, and one of them is made by statements.
    Place,
}

/// Which part comes before which.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// For each part, the parts before it.
    pub before: Vec<BTreeMap<usize, Reason>>,
}

impl Graph {
    /// The graph of a stack, which has no cycle.
    pub(crate) fn of(stack: &Stack) -> Result<Self, Mistake> {
        let mut graph = Self { before: vec![BTreeMap::new(); stack.parts.len()] };
        for (index, part) in stack.parts.iter().enumerate() {
            graph.add_references(stack, index, part);
            for named in part.entry.depends_on.iter().flatten() {
                let Some(other) = stack.part(&named.name).filter(|it| *it != index) else {
                    let message = format!("resource `{}`: there is no other resource `{}`", part.name(), named.name);
                    return Err(stack.mistake(named.place, message));
                };
                graph.before[index].entry(other).or_insert(Reason::Stated);
            }
        }
        if let Some(cycle) = graph.cycle() {
            let names: Vec<&str> = cycle.iter().map(|it| stack.parts[*it].name()).collect();
            let message = format!("resources need each other: {}", names.join(" → "));
            return Err(stack.mistake(stack.parts[cycle[0]].entry.name.place, message));
        }
        graph.add_places(stack);
        Ok(graph)
    }

    /// The parts that come after a part.
    pub fn after(&self, part: usize) -> impl Iterator<Item = usize> {
        self.before.iter().enumerate().filter(move |(_, before)| before.contains_key(&part)).map(|(after, _)| after)
    }

    /// The parts in an order in which each comes after all that it needs.
    pub fn sorted(&self) -> Vec<usize> {
        let mut sorted = Vec::with_capacity(self.before.len());
        let mut is_done = vec![false; self.before.len()];
        while sorted.len() < self.before.len() {
            let ready =
                (0..self.before.len()).find(|it| !is_done[*it] && self.before[*it].keys().all(|dep| is_done[*dep]));
            // There is no cycle, so one is always ready.
            let Some(next) = ready else { break };
            is_done[next] = true;
            sorted.push(next);
        }
        sorted
    }

    /// The number of steps that must follow one another.
    pub fn depth(&self) -> usize {
        let mut depths = vec![0; self.before.len()];
        for part in self.sorted() {
            depths[part] = 1 + self.before[part].keys().map(|it| depths[*it]).max().unwrap_or(0);
        }
        depths.into_iter().max().unwrap_or(0)
    }

    fn add_references(&mut self, stack: &Stack, index: usize, part: &Part) {
        let mut own: Vec<&str> = Vec::new();
        for prop in &part.entry.props {
            if let Ok(Some(node)) = prop.given.of(&stack.manifest.file, &stack.environment, "") {
                texts(node, &mut |text, place| {
                    let content = values::file_of(text).and_then(|it| values::file_text(stack, it, place).ok());
                    self.add_text(stack, index, content.as_deref().unwrap_or(text), &own);
                });
            }
            own.push(&prop.name.name);
        }
        for (text, _, _) in part.statements() {
            self.add_text(stack, index, text, &own);
        }
    }

    fn add_text(&mut self, stack: &Stack, index: usize, text: &str, own: &[&str]) {
        // What is wrong with a text is told by the checks.
        for name in stack.templates.names(text).unwrap_or_default() {
            if own.contains(&crate::template::root(&name)) {
                continue;
            }
            let other = match stack.meaning(&name, Some(index)) {
                Some(Meaning::Export(other, _)) if other == index => continue,
                Some(Meaning::Export(other, _) | Meaning::Part(other)) => other,
                _ => continue,
            };
            self.before[index].entry(other).or_insert(Reason::Reference(name));
        }
    }

    /// Keeps parts of statements where they stand.
    fn add_places(&mut self, stack: &Stack) {
        let mut barrier: Option<usize> = None;
        let mut since: Vec<usize> = Vec::new();
        for (index, part) in stack.parts.iter().enumerate() {
            let earlier: Vec<usize> = match part.is_opaque() && part.entry.depends_on.is_none() {
                true => {
                    let earlier = barrier.into_iter().chain(std::mem::take(&mut since)).collect();
                    barrier = Some(index);
                    earlier
                }
                false => {
                    since.push(index);
                    if part.entry.depends_on.is_some() { Vec::new() } else { barrier.into_iter().collect() }
                }
            };
            for other in earlier {
                if !self.before[index].contains_key(&other) && !self.needs(other, index) {
                    self.before[index].insert(other, Reason::Place);
                }
            }
        }
    }

    /// Whether a part needs another, directly or by others.
    fn needs(&self, part: usize, other: usize) -> bool {
        let mut seen = vec![false; self.before.len()];
        let mut open = vec![part];
        while let Some(next) = open.pop() {
            if next == other {
                return true;
            }
            if !std::mem::replace(&mut seen[next], true) {
                open.extend(self.before[next].keys());
            }
        }
        false
    }

    /// A way from a part back to itself, if there is one: each needs the one after it.
    fn cycle(&self) -> Option<Vec<usize>> {
        let mut is_clear = vec![false; self.before.len()];
        for start in 0..self.before.len() {
            let mut way: Vec<(usize, Vec<usize>)> = Vec::new();
            let mut next = Some(start);
            loop {
                if let Some(part) = next.take().filter(|it| !is_clear[*it]) {
                    if let Some(at) = way.iter().position(|(it, _)| *it == part) {
                        let mut cycle: Vec<usize> = way[at..].iter().map(|(it, _)| *it).collect();
                        cycle.push(part);
                        return Some(cycle);
                    }
                    way.push((part, self.before[part].keys().rev().copied().collect()));
                }
                let Some((part, rest)) = way.last_mut() else { break };
                next = rest.pop();
                if next.is_none() {
                    is_clear[*part] = true;
                    way.pop();
                }
            }
        }
        None
    }
}
