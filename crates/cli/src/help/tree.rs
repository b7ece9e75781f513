//! What a value is made of: types, constraints and nested members.

use callboard_model::shape::{Member, Shape, ShapeKind};

use super::documentation::Documentation;
use super::page::Page;

/// The type of a value in the words of help.
pub(super) fn type_name(member: &Member) -> &'static str {
    let shape = member.shape();
    if member.traits.json_value {
        return "JSON";
    }
    match shape.kind {
        ShapeKind::Structure(_) if shape.traits.document => "document",
        ShapeKind::Structure(_) if shape.traits.union => "tagged union structure",
        ShapeKind::Blob if shape.traits.streaming || member.traits.streaming => "streaming blob",
        _ => shape.type_name(),
    }
}

/// A tree of members, each with its type, words and constraints.
pub(super) struct Tree<'a> {
    pub page: &'a mut Page,
    pub documentation: &'a Documentation,
}

impl Tree<'_> {
    /// What is said below the name of a value: limits, choices, and what it is made of.
    pub fn inside(&mut self, depth: usize, shape: &'static Shape) {
        self.details(depth, shape, &mut vec![shape.name]);
    }

    /// A member with its name.
    pub fn member(&mut self, depth: usize, owner: &'static Shape, member: &'static Member) {
        self.named(depth, member.name, owner, member, &mut Vec::new());
    }

    fn named(
        &mut self,
        depth: usize,
        name: &str,
        owner: &'static Shape,
        member: &'static Member,
        path: &mut Vec<&'static str>,
    ) {
        // A shape inside itself is shown once more, so that the recursion is seen.
        match path.iter().filter(|it| **it == member.shape_name).count() {
            0 | 1 => {}
            _ => return self.page.paragraph(depth, "( ... recursive ... )"),
        }
        let required = if member.required { " [required]" } else { "" };
        let type_name = type_name(member);
        self.page.term(
            depth,
            &if name.is_empty() { format!("({type_name})") } else { format!("{name} -> ({type_name}){required}") },
        );
        self.page.blocks(depth + 1, &self.documentation.member(owner, member));
        self.page.loosen();
        path.push(member.shape_name);
        self.details(depth + 1, member.shape(), path);
        path.pop();
    }

    fn details(&mut self, depth: usize, shape: &'static Shape, path: &mut Vec<&'static str>) {
        self.constraints(depth, shape);
        match &shape.kind {
            ShapeKind::Structure(_) if shape.traits.document => {}
            ShapeKind::Structure(members) => {
                for member in members {
                    self.named(depth, member.name, shape, member, path);
                }
            }
            ShapeKind::List(item) => self.named(depth, "", shape, item, path),
            ShapeKind::Map(key, value) => {
                self.named(depth, key.location_name.unwrap_or("key"), shape, key, path);
                self.named(depth, value.location_name.unwrap_or("value"), shape, value, path);
            }
            _ => {}
        }
    }

    fn constraints(&mut self, depth: usize, shape: &'static Shape) {
        if shape.traits.union {
            let names: Vec<&str> = shape.members().iter().map(|it| it.name).collect();
            self.page.paragraph(depth, &format!("Exactly one of these is given: {}.", names.join(", ")));
        }
        let limits = [
            shape.min.map(|it| format!("min: {it}")),
            shape.max.map(|it| format!("max: {it}")),
            shape.pattern.map(|it| format!("pattern: {it}")),
        ];
        self.list(depth, "Constraints:", limits.iter().flatten().map(String::as_str));
        self.list(depth, "Possible values:", shape.enum_values.iter().copied());
    }

    fn list<'b>(&mut self, depth: usize, heading: &str, items: impl Iterator<Item = &'b str>) {
        let mut items = items.peekable();
        if items.peek().is_some() {
            self.page.heading(depth, heading);
        }
        for item in items {
            self.page.bullet(depth, item);
        }
    }
}
