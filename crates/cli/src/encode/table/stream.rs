//! Listings whose items come page by page.

use std::io::{self, Write};

use callboard_model::document::{Document, Map};

use super::build::{Builder, nested_members};
use super::list::List;
use super::render;
use crate::encode::Style;

/// A merged listing whose items come page by page.
///
/// The bytes are those of [`super::write`] on the merged answer.
pub struct Stream<'a> {
    style: Style<'a>,
    out: &'a mut dyn Write,
    path: Vec<String>,
    builder: Builder,
    items: Items,
}

/// The items of a listing: compact where they are maps.
enum Items {
    None,
    Maps(List),
    Others(Vec<Document>),
}

impl<'a> Stream<'a> {
    /// A listing of which nothing is known yet.
    pub fn new(style: Style<'a>, out: &'a mut dyn Write) -> Self {
        Self { style, out, path: Vec::new(), builder: Builder::new(&style), items: Items::None }
    }

    /// Says where the list of items is in the merged answer: `["Stages"]`.
    pub fn begin<S: AsRef<str>>(&mut self, path: &[S]) {
        self.path = path.iter().map(|it| it.as_ref().to_owned()).collect();
    }

    /// Takes the items of one page.
    pub fn items(&mut self, items: Vec<Document>) {
        for item in items {
            if let (Items::None, Document::Map(_)) = (&self.items, &item) {
                self.items = Items::Maps(List::default());
            }
            match &mut self.items {
                Items::Maps(list) => list.push(&mut self.builder, &item, self.path.len() + 1),
                Items::Others(others) => others.push(item),
                Items::None => self.items = Items::Others(vec![item]),
            }
        }
    }

    /// Prints the table; the member at the path of the list is taken from the items.
    pub fn finish(mut self, merged: &Map) -> io::Result<()> {
        let builder = &mut self.builder;
        if self.path.is_empty() {
            if !merged.is_empty() {
                builder.table.new_section(Some(self.style.title), 0);
                builder.map(merged, 0);
            }
        } else {
            builder.table.new_section(Some(self.style.title), 0);
            map_with_list(builder, merged, &self.path, self.items, 0);
        }
        render::render(&self.builder.table, &self.style, self.out)
    }
}

/// A map in which the member at `path` is the list of streamed items.
fn map_with_list(builder: &mut Builder, map: &Map, path: &[String], items: Items, indent: usize) {
    let Some((name, inner_path)) = path.split_first() else { return };
    builder.map_scalars(map, Some(name));
    let nested = nested_members(map, Some(name));
    let (before, after) = nested.split_at(nested.partition_point(|(key, _)| *key < name.as_str()));
    for (key, value) in before {
        builder.value(Some(key), value, indent + 1);
    }
    if inner_path.is_empty() {
        match items {
            Items::None => {}
            Items::Maps(list) => list.finish(builder, name, indent + 1),
            Items::Others(others) => {
                builder.table.new_section(Some(name), indent + 1);
                builder.others(&others);
            }
        }
    } else {
        builder.table.new_section(Some(name), indent + 1);
        let empty = Map::new();
        let inner = map.get(name).and_then(Document::as_map).unwrap_or(&empty);
        map_with_list(builder, inner, inner_path, items, indent + 1);
    }
    for (key, value) in after {
        builder.value(Some(key), value, indent + 1);
    }
}
