//! A tree of elements.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{DEPTH_LIMIT, XmlError};

/// An element with what is in it. Names are without their prefixes.
#[derive(Debug, Default)]
pub(crate) struct Element<'a> {
    pub(crate) name: Cow<'a, str>,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Element<'a>>,
    pub(crate) text: Cow<'a, str>,
}

impl<'a> Element<'a> {
    /// The root of a document.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, XmlError> {
        let text = std::str::from_utf8(bytes)
            .map_err(|err| XmlError::Syntax { offset: err.valid_up_to() as u64, message: "not UTF-8".to_owned() })?;
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = true;
        let mut open: Vec<Element<'a>> = Vec::new();
        let mut root = None;
        loop {
            let offset = reader.buffer_position();
            let syntax = |message: String| XmlError::Syntax { offset, message };
            let event = reader.read_event().map_err(|err| syntax(err.to_string()))?;
            match event {
                Event::Start(start) => {
                    if root.is_some() {
                        return Err(syntax("more than one root".to_owned()));
                    }
                    if open.len() >= DEPTH_LIMIT {
                        return Err(XmlError::TooDeep);
                    }
                    open.push(Element::start(&start).map_err(syntax)?);
                }
                Event::End(_) => {
                    let Some(done) = open.pop() else { return Err(syntax("nothing to close".to_owned())) };
                    match open.last_mut() {
                        Some(parent) => parent.children.push(done),
                        None => root = Some(done),
                    }
                }
                Event::Text(chunk) => {
                    let chunk = chunk.xml_content().map_err(|err| syntax(err.to_string()))?;
                    append(&mut open, chunk).map_err(syntax)?;
                }
                Event::CData(chunk) => {
                    let chunk = chunk.decode().map_err(|err| syntax(err.to_string()))?;
                    append(&mut open, chunk).map_err(syntax)?;
                }
                Event::GeneralRef(reference) => {
                    let name = reference.decode().map_err(|err| syntax(err.to_string()))?;
                    let character = match &*name {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "apos" => '\'',
                        _ => reference
                            .resolve_char_ref()
                            .ok()
                            .flatten()
                            .ok_or_else(|| syntax(format!("unknown entity `{name}`")))?,
                    };
                    append(&mut open, Cow::Owned(character.to_string())).map_err(syntax)?;
                }
                Event::Eof => break,
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        match (root, open.is_empty()) {
            (Some(root), true) => Ok(root),
            _ => Err(XmlError::Syntax { offset: bytes.len() as u64, message: "no end of the root".to_owned() }),
        }
    }

    fn start(start: &BytesStart<'a>) -> Result<Self, String> {
        let name = String::from_utf8_lossy(start.local_name().into_inner()).into_owned();
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|err| err.to_string())?;
            let key = String::from_utf8_lossy(attribute.key.into_inner()).into_owned();
            let raw = std::str::from_utf8(&attribute.value).map_err(|err| err.to_string())?;
            let value = quick_xml::escape::unescape(raw).map_err(|err| err.to_string())?;
            attributes.push((key, value.into_owned()));
        }
        Ok(Self { name: Cow::Owned(name), attributes, ..Self::default() })
    }

    /// The first child of a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Element<'a>> {
        self.children.iter().find(|it| it.name == name)
    }

    /// The text of the first child of a name.
    pub(crate) fn child_text(&self, name: &str) -> Option<&str> {
        self.child(name).map(|it| &*it.text)
    }

    /// An attribute by its name with or without a prefix.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        let local = |it: &str| it.rsplit(':').next().map(str::to_owned);
        let exact = self.attributes.iter().find(|(key, _)| key == name);
        let found = exact.or_else(|| self.attributes.iter().find(|(key, _)| local(key) == local(name)));
        found.map(|(_, value)| value.as_str())
    }
}

fn append<'a>(open: &mut [Element<'a>], chunk: Cow<'a, str>) -> Result<(), String> {
    match open.last_mut() {
        Some(element) if element.text.is_empty() => element.text = chunk,
        Some(element) => element.text.to_mut().push_str(&chunk),
        None if chunk.trim().is_empty() => {}
        None => return Err("text outside of the root".to_owned()),
    }
    Ok(())
}
