//! Views: where in an output a resource is.

use callboard_model::document::{Document, Map};
use callboard_model::service::Operation;
use callboard_model::shape::{Member, Shape, ShapeKind};
use callboard_model::types::{Action, ResourceType};

use super::names::{self, spellings};
use crate::route;

/// Structures inside structures that are searched for a resource.
const DEPTH: usize = 2;

/// Where in an output a resource is.
#[derive(Debug)]
pub(super) struct View {
    /// Members from the output down to it.
    path: Vec<&'static str>,
    is_list: bool,
    shape: &'static Shape,
    /// How many properties are there.
    score: usize,
}

impl View {
    /// The place that holds most of a type's properties, its identifier among them.
    pub(super) fn of(of: &'static ResourceType, operation: &'static Operation, is_listing: bool) -> Option<Self> {
        let mut best: Option<Self> = None;
        search(of, operation.output?, &mut Vec::new(), is_listing, &mut best);
        best
    }

    /// The resource, where it is there: of several the one that is meant.
    pub(super) fn one<'a>(&self, output: &'a Map, is_meant: impl Fn(&Document) -> bool) -> Option<&'a Map> {
        if self.path.is_empty() {
            return Some(output);
        }
        match self.found(output)? {
            Document::List(items) if self.is_list => items.iter().find(|it| is_meant(it))?.as_map(),
            other => other.as_map(),
        }
    }

    /// All resources.
    pub(super) fn all<'a>(&self, output: &'a Map) -> &'a [Document] {
        self.found(output).and_then(Document::as_list).unwrap_or_default()
    }

    /// Whether every property that can be read is there, or known to whoever lists: the parents.
    pub(super) fn is_whole(&self, of: &'static ResourceType) -> bool {
        let is_parent =
            |name: &str| of.handler(Action::List).is_some_and(|it| it.required_input().any(|it| it == name));
        let is_write_only = |name: &str| of.write_only().any(|it| it == name);
        let mut readable = of.properties().keys().filter(|name| !is_write_only(name) && !is_parent(name));
        readable.all(|name| has(of, self.shape, name))
    }

    fn found<'a>(&self, output: &'a Map) -> Option<&'a Document> {
        let (first, rest) = self.path.split_first()?;
        rest.iter().try_fold(output.get(first)?, |value, name| value.get(name))
    }
}

fn search(
    of: &'static ResourceType,
    shape: &'static Shape,
    path: &mut Vec<&'static str>,
    is_listing: bool,
    best: &mut Option<View>,
) {
    if !is_listing {
        offer(of, shape, path, false, best);
    }
    for member in shape.members() {
        path.push(member.name);
        let inner = member.shape();
        match &inner.kind {
            ShapeKind::Structure(_) if path.len() <= DEPTH && !inner.traits.document => {
                search(of, inner, path, is_listing, best)
            }
            ShapeKind::List(item) => offer_list(of, item, path, best),
            _ => {}
        }
        path.pop();
    }
}

fn offer_list(of: &'static ResourceType, item: &Member, path: &[&'static str], best: &mut Option<View>) {
    let shape = item.shape();
    if matches!(shape.kind, ShapeKind::Structure(_)) {
        offer(of, shape, path, true, best);
    } else if matches!(shape.kind, ShapeKind::String) && names::only_identifier(of, &Document::from("x")).is_some() {
        // A list of texts is a list of identifiers, if it is called so.
        let (name, leaf) = (path.last().copied().unwrap_or_default(), of.name.rsplit("::").next().unwrap_or_default());
        let called = route::key(of).into_iter().flat_map(|it| spellings(of, it)).chain([leaf.to_owned()]);
        if called.into_iter().any(|it| name.eq_ignore_ascii_case(&format!("{it}s"))) && best.is_none() {
            *best = Some(View { path: path.to_vec(), is_list: true, shape, score: 1 });
        }
    }
}

fn offer(
    of: &'static ResourceType,
    shape: &'static Shape,
    path: &[&'static str],
    is_list: bool,
    best: &mut Option<View>,
) {
    let score = of.properties().keys().filter(|name| has(of, shape, name)).count();
    // Parts that name the parent are known to whoever asks.
    let has_identifier = route::key(of).into_iter().any(|name| has(of, shape, name));
    if score > 0 && has_identifier && best.as_ref().is_none_or(|it| score > it.score) {
        *best = Some(View { path: path.to_vec(), is_list, shape, score });
    }
}

/// Whether a structure has a property, in itself or one level down.
fn has(of: &ResourceType, shape: &Shape, property: &str) -> bool {
    names::member(of, shape, property).is_some()
        || shape.members().iter().any(|it| match &it.shape().kind {
            ShapeKind::Structure(_) => of_level(of, it) && names::same(it.shape(), property).is_some(),
            _ => false,
        })
}

/// Whether a structure is a level that the schema does not have.
fn of_level(of: &ResourceType, member: &Member) -> bool {
    !of.schema_text().contains(&format!("\"{}", capitalised(member.name)))
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
