//! Anchors that a file of statements leaves out: what follows from the type of its resource, and what does not.

use callboard_model::types::ResourceType;

use super::Part;
use super::check::property;
use crate::manifest::{Entry, Kind};
use crate::query_file::Anchor;
use crate::source::{Mistake, Place};

/// Whether everything that statements leave out follows from the type of an entry: its properties are those of the
/// type, and no property that the type needs is missing.
pub(super) fn is_derivable(entry: &Entry, of: &'static ResourceType) -> bool {
    entry.kind == Kind::Resource && of.is_provisionable() && stranger(entry, of).is_none()
}

/// What keeps an entry from being one of its type.
fn stranger(entry: &Entry, of: &'static ResourceType) -> Option<String> {
    let mut given = Vec::new();
    for prop in &entry.props {
        match property(of, &prop.name.name) {
            None => {}
            Some(None) => return Some(format!("{} has no property `{}`", of.name, prop.name.name)),
            Some(Some(name)) if of.read_only().any(|it| it == name) => {
                return Some(format!("property `{}` of {} is read-only", prop.name.name, of.name));
            }
            Some(Some(name)) => given.push(name),
        }
    }
    let missing = of.required().find(|it| !given.contains(it))?;
    Some(format!("{} needs `{missing}`", of.name))
}

/// Refuses a file without which a part can neither be made nor be found again.
pub(super) fn check(part: &Part) -> Result<(), Mistake> {
    let has = |anchor| part.queries.block(anchor).is_some();
    if has(Anchor::CreateOrUpdate) {
        return Ok(());
    }
    if !has(Anchor::Create) && !part.derives {
        return Err(lacks(part, "create", "it cannot be made"));
    }
    let is_seen = [Anchor::Exists, Anchor::StateCheck, Anchor::Exports].into_iter().any(has);
    // What statements make carries no tags of ours, so that it is known by its identifier alone.
    let is_found = part.derives && (!has(Anchor::Create) || part.of.is_some_and(|of| is_identified(&part.entry, of)));
    if !is_seen && !is_found {
        return Err(lacks(part, "exists", "each build would make another one"));
    }
    Ok(())
}

/// Whether the properties of an entry are enough to say which resource it is.
fn is_identified(entry: &Entry, of: &'static ResourceType) -> bool {
    let is_given = |name: &str| entry.props.iter().any(|it| property(of, &it.name.name) == Some(Some(name)));
    of.primary_identifier().all(|it| property(of, it).flatten().is_some_and(is_given))
}

fn lacks(part: &Part, anchor: &str, consequence: &str) -> Mistake {
    let why = match part.of {
        _ if part.entry.kind == Kind::Multi => "a `multi` is several resources".to_owned(),
        None => "its type is not known".to_owned(),
        Some(of) => stranger(&part.entry, of).unwrap_or_else(|| format!("{} has no name of its own", of.name)),
    };
    let place = part.queries.blocks.first().map_or(Place { line: 1, column: 1 }, |it| it.place);
    let message = format!(
        "resource `{}`: there is no anchor `{anchor}`, so {consequence}, and no type says how: {why}",
        part.name()
    );
    Mistake::new(&part.query_file, place, message).with_hint(Some(format!("add a block `/*+ {anchor} */`")))
}
