//! The reader: events become nodes, aliases copies of what they stand for.

use std::collections::{HashMap, HashSet};

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, StrInput, Tag};

use crate::{Member, Mistake, Node, Place, Shape};

/// Values within values that are read before a text is refused.
const DEEPEST: usize = 100;

/// Values that anchors may keep and aliases may stand for altogether: a few lines of aliases of aliases can mean millions.
const MOST_REPEATED: usize = 100_000;

/// The one document that a text is; nothing where there is none in it.
pub fn parse(text: &str) -> Result<Option<Node>, Mistake> {
    let mut reader = Reader {
        parser: Parser::new_from_str(text.strip_prefix('\u{feff}').unwrap_or(text)),
        place: Place { line: 1, column: 1 },
        anchors: HashMap::new(),
        repeated: 0,
    };
    let mut document = None;
    loop {
        match reader.next()? {
            Event::StreamEnd => return Ok(document),
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            _ if document.is_some() => return Err(reader.mistake("expected one document, found another")),
            event => document = Some(reader.value(event, 0)?),
        }
    }
}

struct Reader<'t> {
    parser: Parser<'t, StrInput<'t>>,
    /// Where the last event began.
    place: Place,
    /// Values with an anchor, by its number.
    anchors: HashMap<usize, Node>,
    /// Values that have been repeated so far.
    repeated: usize,
}

impl<'t> Reader<'t> {
    fn next(&mut self) -> Result<Event<'t>, Mistake> {
        match self.parser.next_event() {
            None => Ok(Event::StreamEnd),
            Some(Ok((event, span))) => {
                self.place = place(span.start);
                Ok(event)
            }
            Some(Err(error)) => Err(Mistake { place: place(*error.marker()), message: error.info().to_owned() }),
        }
    }

    fn mistake(&self, message: impl Into<String>) -> Mistake {
        Mistake { place: self.place, message: message.into() }
    }

    /// The value that begins with `event`.
    fn value(&mut self, event: Event<'t>, depth: usize) -> Result<Node, Mistake> {
        self.check_depth(depth)?;
        let place = self.place;
        let (shape, tag, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                let shape = Shape::Scalar { text: text.into_owned(), is_plain: style == ScalarStyle::Plain };
                (shape, tag, anchor)
            }
            Event::SequenceStart(anchor, tag) => (Shape::List(self.list(depth)?), tag, anchor),
            Event::MappingStart(anchor, tag) => (Shape::Map(self.map(depth)?), tag, anchor),
            Event::Alias(anchor) => return self.alias(anchor, depth),
            _ => return Err(self.mistake("expected a value")),
        };
        let node = Node { place, tag: tag.as_deref().map(spelt), shape };
        if anchor > 0 {
            self.repeat(&node, depth)?;
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn alias(&mut self, anchor: usize, depth: usize) -> Result<Node, Mistake> {
        let Some(node) = self.anchors.get(&anchor).cloned() else {
            return Err(self.mistake("an alias stands inside its own anchor"));
        };
        self.repeat(&node, depth)?;
        Ok(node)
    }

    /// Accounts for a copy of a value at a depth.
    fn repeat(&mut self, node: &Node, depth: usize) -> Result<(), Mistake> {
        let size = Size::of(node);
        self.check_depth(depth + size.depth)?;
        self.repeated += size.count;
        if self.repeated > MOST_REPEATED {
            return Err(self.mistake(format!("anchors and aliases stand for more than {MOST_REPEATED} values")));
        }
        Ok(())
    }

    fn check_depth(&self, depth: usize) -> Result<(), Mistake> {
        match depth > DEEPEST {
            true => Err(self.mistake(format!("more than {DEEPEST} values within each other"))),
            false => Ok(()),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Node>, Mistake> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                Event::SequenceEnd => return Ok(items),
                event => items.push(self.value(event, depth + 1)?),
            }
        }
    }

    fn map(&mut self, depth: usize) -> Result<Vec<Member>, Mistake> {
        let (mut members, mut merged) = (Vec::new(), Vec::new());
        let mut names: HashSet<String> = HashSet::new();
        loop {
            let event = self.next()?;
            let is_merge = match &event {
                Event::MappingEnd => break,
                Event::Scalar(text, ScalarStyle::Plain, _, None) => text == "<<",
                Event::Scalar(..) | Event::Alias(_) => false,
                _ => return Err(self.mistake("a key must be a scalar")),
            };
            let key = self.value(event, depth + 1)?;
            let Shape::Scalar { text, .. } = &key.shape else {
                return Err(Mistake { place: key.place, message: "a key must be a scalar".to_owned() });
            };
            if !is_merge && !names.insert(text.clone()) {
                return Err(Mistake { place: key.place, message: format!("key `{text}` is twice in its map") });
            }
            let event = self.next()?;
            let value = self.value(event, depth + 1)?;
            match is_merge {
                true => merged.extend(merged_members(value, key.place)?),
                false => members.push(Member { key, value }),
            }
        }
        // What stands in the map itself goes before what is merged, and the earlier of that before the later.
        members.extend(merged.into_iter().filter(|it: &Member| names.insert(it.key.text().to_owned())));
        Ok(members)
    }
}

/// The members that a merge brings in: those of a map, or of each map of a list.
fn merged_members(value: Node, place: Place) -> Result<Vec<Member>, Mistake> {
    let maps = match value.shape {
        Shape::List(maps) => maps,
        _ => vec![value],
    };
    let members = maps.into_iter().map(|map| match map.shape {
        Shape::Map(members) => Ok(members),
        _ => Err(Mistake { place, message: "only maps can be merged".to_owned() }),
    });
    Ok(members.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
}

fn place(marker: Marker) -> Place {
    Place { line: marker.line(), column: marker.col() + 1 }
}

/// A tag as people write it.
fn spelt(tag: &Tag) -> String {
    match tag.suffix.as_str() {
        "" | "!" => "!".to_owned(),
        suffix if tag.is_yaml_core_schema() => format!("!!{suffix}"),
        _ => tag.to_string(),
    }
}

/// How many values a value is, and how many of them are within each other below it.
struct Size {
    count: usize,
    depth: usize,
}

impl Size {
    fn of(node: &Node) -> Self {
        match &node.shape {
            Shape::Scalar { .. } => Self { count: 1, depth: 0 },
            Shape::List(items) => Self::around(items.iter()),
            Shape::Map(members) => Self::around(members.iter().map(|it| &it.value)),
        }
    }

    fn around<'a>(values: impl Iterator<Item = &'a Node>) -> Self {
        values.map(Self::of).fold(Self { count: 1, depth: 0 }, |all, it| Self {
            count: all.count + it.count,
            depth: all.depth.max(it.depth + 1),
        })
    }
}
