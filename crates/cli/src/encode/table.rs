//! Tables: boxes in boxes, one section for each map or list.
//!
//! ```text
//! ---------------------      A map's scalar members are one row under their
//! |    ListStages     |      names; a list of maps is one row each. What is
//! +-------------------+      nested becomes a section of its own, one level
//! ||     Stages      ||      further in.
//! |+-------+---------+|
//! ||  arn  |  name   ||      All sections are as wide as the widest, and the
//! |+-------+---------+|      columns of each are stretched to that.
//! ||  a    |  n      ||
//! |+-------+---------+|
//! ```
//!
//! Widths are known only at the end, so cells are kept in one text
//! ([`Cells`]), never as documents; [`Stream`] takes the items of a merged
//! listing page by page.
//!
//! # Reading order
//!
//! [`Builder`] makes sections of documents, `table/list.rs` keeps the rows of
//! a list, `table/render.rs` draws.

mod list;
mod render;

use std::io::{self, Write};

use callboard_model::document::{Document, Map};

use self::list::List;
use super::Style;
use super::python;
use super::width;

/// Writes a whole answer; an empty one is nothing at all.
pub fn write(document: &Document, style: &Style<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut builder = Builder::new(style);
    builder.value(Some(style.title), document, 0);
    render::render(builder.cells, builder.sections, style, out)
}

/// A merged listing whose items come page by page.
///
/// The bytes are those of [`write`] on the merged answer.
pub struct Stream<'a> {
    style: Style<'a>,
    out: &'a mut dyn Write,
    path: Vec<String>,
    cells: Cells,
    items: Items<'static>,
}

/// The items of a listing: compact where they are maps.
enum Items<'d> {
    None,
    Maps(List<'d>),
    Others(Vec<Document>),
}

impl<'a> Stream<'a> {
    /// A listing of which nothing is known yet.
    pub fn new(style: Style<'a>, out: &'a mut dyn Write) -> Self {
        Self { style, out, path: Vec::new(), cells: Cells::default(), items: Items::None }
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
                Items::Maps(list) => list.push_owned(&mut self.cells, item, self.style.timestamps),
                Items::Others(others) => others.push(item),
                Items::None => self.items = Items::Others(vec![item]),
            }
        }
    }

    /// Prints the table; the member at the path of the list is taken from the items.
    pub fn finish(self, merged: &Map) -> io::Result<()> {
        let mut builder = Builder::new(&self.style);
        builder.cells = self.cells;
        if self.path.is_empty() {
            if !merged.is_empty() {
                builder.new_section(Some(self.style.title), 0);
                builder.map(merged, 0);
            }
        } else {
            builder.new_section(Some(self.style.title), 0);
            builder.map_with_list(merged, &self.path, self.items, 0);
        }
        render::render(builder.cells, builder.sections, &self.style, self.out)
    }
}

/// All texts of a table, one after the other.
#[derive(Default)]
pub(super) struct Cells {
    text: String,
}

/// One text of a table.
#[derive(Clone, Copy, Default)]
pub(super) struct Cell {
    start: usize,
    length: u32,
    /// Columns of the terminal.
    width: u32,
}

impl Cells {
    fn get(&self, cell: Cell) -> &str {
        &self.text[cell.start..cell.start + cell.length as usize]
    }

    fn text(&mut self, text: &str) -> Cell {
        let start = self.text.len();
        self.text.push_str(text);
        self.cell_from(start)
    }

    fn value(&mut self, value: &Document, timestamps: super::TimestampStyle) -> Cell {
        let start = self.text.len();
        python::push_str(&mut self.text, value, timestamps);
        self.cell_from(start)
    }

    fn cell_from(&self, start: usize) -> Cell {
        let text = &self.text[start..];
        Cell { start, length: text.len() as u32, width: width::columns(text) as u32 }
    }
}

/// One box: title, headers, rows.
#[derive(Default)]
struct Section {
    title: Option<Cell>,
    indent: usize,
    headers: Vec<Cell>,
    /// The cells of all rows, row by row.
    cells: Vec<Cell>,
    /// Where each row ends in `cells`.
    row_ends: Vec<usize>,
    /// The widest cell of each column, headers included.
    widths: Vec<u32>,
}

impl Section {
    fn header(&mut self, headers: Vec<Cell>) {
        self.widen(&headers);
        self.headers = headers;
    }

    fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        let from = self.cells.len();
        self.cells.extend(cells);
        for (at, cell) in self.cells[from..].iter().enumerate() {
            match self.widths.get_mut(at) {
                Some(width) => *width = (*width).max(cell.width),
                None => self.widths.push(cell.width),
            }
        }
        self.row_ends.push(self.cells.len());
    }

    fn widen(&mut self, cells: &[Cell]) {
        for (at, cell) in cells.iter().enumerate() {
            match self.widths.get_mut(at) {
                Some(width) => *width = (*width).max(cell.width),
                None => self.widths.push(cell.width),
            }
        }
    }

    fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        let mut from = 0;
        self.row_ends.iter().map(move |end| {
            let row = &self.cells[from..*end];
            from = *end;
            row
        })
    }
}

/// Makes sections of documents.
struct Builder {
    cells: Cells,
    sections: Vec<Section>,
    timestamps: super::TimestampStyle,
}

impl Builder {
    fn new(style: &Style<'_>) -> Self {
        Self { cells: Cells::default(), sections: Vec::new(), timestamps: style.timestamps }
    }

    fn new_section(&mut self, title: Option<&str>, indent: usize) {
        let title = title.map(|it| self.cells.text(it));
        self.sections.push(Section { title, indent, ..Section::default() });
    }

    /// The section that rows are added to.
    fn section(&mut self) -> &mut Section {
        if self.sections.is_empty() {
            self.sections.push(Section::default());
        }
        let last = self.sections.len() - 1;
        &mut self.sections[last]
    }

    /// One value under a title; without one its rows belong to the section before. Nothing becomes of empty values.
    fn value(&mut self, title: Option<&str>, value: &Document, indent: usize) {
        if is_falsy(value) {
            return;
        }
        if title.is_some() {
            self.new_section(title, indent);
        }
        match value {
            Document::List(items) if matches!(items[0], Document::Map(_)) => {
                let mut list = List::default();
                for item in items {
                    list.push(&mut self.cells, item, self.timestamps);
                }
                self.maps(title, list, indent);
            }
            Document::List(items) => self.others(items),
            Document::Map(map) => self.map(map, indent),
            _ => {}
        }
    }

    /// A list that does not begin with a map: scalars and flat lists are rows.
    fn others(&mut self, items: &[Document]) {
        for item in items {
            let cells: Vec<Cell> = match item {
                Document::List(inner) if inner.iter().all(is_scalar) => {
                    inner.iter().map(|it| self.cells.value(it, self.timestamps)).collect()
                }
                Document::List(_) => {
                    self.value(None, item, 0);
                    continue;
                }
                Document::Map(map) => map.keys().map(|key| self.cells.text(key)).collect(),
                scalar => vec![self.cells.value(scalar, self.timestamps)],
            };
            self.section().row(cells);
        }
    }

    fn map(&mut self, map: &Map, indent: usize) {
        self.map_scalars(map, None);
        for (key, value) in nested_members(map, None) {
            self.value(Some(key), value, indent + 1);
        }
    }

    /// A map in which the member at `path` is the list of streamed items.
    fn map_with_list(&mut self, map: &Map, path: &[String], items: Items<'_>, indent: usize) {
        let (name, inner_path) = path.split_first().expect("a path has a name");
        self.map_scalars(map, Some(name));
        let nested = nested_members(map, Some(name));
        let split_at = nested.partition_point(|(key, _)| *key < name.as_str());
        for (key, value) in &nested[..split_at] {
            self.value(Some(key), value, indent + 1);
        }
        if inner_path.is_empty() {
            match items {
                Items::None => {}
                Items::Maps(list) => {
                    self.new_section(Some(name), indent + 1);
                    self.maps(Some(name), list, indent + 1);
                }
                Items::Others(others) => {
                    self.new_section(Some(name), indent + 1);
                    self.others(&others);
                }
            }
        } else {
            self.new_section(Some(name), indent + 1);
            let empty = Map::new();
            let inner = map.get(name).and_then(Document::as_map).unwrap_or(&empty);
            self.map_with_list(inner, inner_path, items, indent + 1);
        }
        for (key, value) in &nested[split_at..] {
            self.value(Some(key), value, indent + 1);
        }
    }

    /// One scalar member is a row of its name and value; several are a row under their names.
    fn map_scalars(&mut self, map: &Map, except: Option<&str>) {
        let mut scalars: Vec<(&str, &Document)> = map
            .iter()
            .filter(|(key, value)| is_scalar(value) && Some(key.as_ref()) != except)
            .map(|(key, value)| (key.as_ref(), value))
            .collect();
        scalars.sort_unstable_by_key(|(key, _)| *key);
        let names: Vec<Cell> = scalars.iter().map(|(key, _)| self.cells.text(key)).collect();
        let values: Vec<Cell> = scalars.iter().map(|(_, value)| self.cells.value(value, self.timestamps)).collect();
        match names.len() {
            0 => {}
            1 => self.section().row([names[0], values[0]]),
            _ => {
                self.section().header(names);
                self.section().row(values);
            }
        }
    }

    /// A list of maps: one row each; where maps have nested members, title and headers are repeated for each.
    fn maps(&mut self, title: Option<&str>, list: List<'_>, indent: usize) {
        let columns = list.scalar_keys();
        let nested_keys = list.nested_keys();
        let headers: Vec<Cell> = columns.iter().map(|key| self.cells.text(list.key(*key))).collect();
        self.section().header(headers.clone());
        if nested_keys.is_empty() {
            let section = self.section();
            section.cells.reserve(list.len() * columns.len());
            for item in 0..list.len() {
                section.row(columns.iter().map(|key| list.cell(item, *key).unwrap_or_default()));
            }
            return;
        }
        for item in 0..list.len() {
            if item > 0 {
                self.new_section(title, indent);
                self.section().header(headers.clone());
            }
            let row: Vec<Cell> = columns
                .iter()
                .map(|key| match (list.cell(item, *key), list.nested(item, *key)) {
                    (Some(cell), _) => cell,
                    (None, Some(value)) => self.cells.value(value, self.timestamps),
                    (None, None) => Cell::default(),
                })
                .collect();
            self.section().row(row);
            for key in &nested_keys {
                // A scalar here is a title and nothing else.
                match list.nested(item, *key) {
                    Some(value) => self.value(Some(list.key(*key)), value, indent + 1),
                    None if list.has_true_scalar(item, *key) => self.new_section(Some(list.key(*key)), indent + 1),
                    None => {}
                }
            }
        }
    }
}

/// The nested members of a map by sorted key.
fn nested_members<'m>(map: &'m Map, except: Option<&str>) -> Vec<(&'m str, &'m Document)> {
    let mut nested: Vec<(&str, &Document)> = map
        .iter()
        .filter(|(key, value)| !is_scalar(value) && Some(key.as_ref()) != except)
        .map(|(key, value)| (key.as_ref(), value))
        .collect();
    nested.sort_unstable_by_key(|(key, _)| *key);
    nested
}

fn is_scalar(value: &Document) -> bool {
    !matches!(value, Document::List(_) | Document::Map(_))
}

/// What Python takes for false.
fn is_falsy(value: &Document) -> bool {
    match value {
        Document::Null => true,
        Document::Bool(value) => !value,
        Document::Integer(value) => *value == 0,
        Document::Float(value) => *value == 0.0,
        Document::String(text) => text.is_empty(),
        Document::Blob(bytes) => bytes.is_empty(),
        Document::Timestamp(_) => false,
        Document::List(items) => items.is_empty(),
        Document::Map(map) => map.is_empty(),
    }
}

#[cfg(test)]
mod tests;
