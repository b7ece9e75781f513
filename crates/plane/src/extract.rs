//! Extracts: what somebody looks at of many resources, in one text.
//!
//! A listing for somebody who counts resources, or looks at two of their twenty
//! properties, need not make a document of each. A plane that has the resources
//! at hand gives the texts that are looked at, one behind the other:
//!
//! ```text
//! arn:…/a1 "stage1" {"k":"v"} arn:…/b2 "stage2" arn:…/c3 …
//!         │        │         │        │        ││
//!         ends: one for each identifier, one for each property; an empty text is a property that is not there
//! ```

use std::sync::Arc;

/// What somebody looks at of the resources in a listing; a plane may leave out all else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// Top-level properties.
    pub properties: Arc<[&'static str]>,
    /// Whether identifiers are looked at, beside how many resources there are.
    pub identifiers: bool,
    /// Resources that an answer may have, where the plane need not keep to the sizes of the operation.
    pub most: usize,
}

impl Wish {
    /// Whether resources are only counted.
    pub fn is_count(&self) -> bool {
        self.properties.is_empty() && !self.identifiers
    }
}

/// Resources of a listing as far as a [`Wish`] looks at them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Extract {
    properties: Arc<[&'static str]>,
    texts: String,
    ends: Vec<usize>,
    resources: usize,
}

/// One resource of an [`Extract`].
#[derive(Debug, Clone, Copy)]
pub struct Extracted<'a> {
    extract: &'a Extract,
    first: usize,
}

impl Extract {
    /// No resources yet.
    pub fn new(wish: &Wish) -> Self {
        // Room for most, so that a page is not copied while it grows.
        let resources = wish.most.min(1_024);
        Self {
            properties: Arc::clone(&wish.properties),
            texts: String::with_capacity(64 * resources),
            ends: Vec::with_capacity((1 + wish.properties.len()) * resources),
            resources: 0,
        }
    }

    /// So many resources of which nothing is said.
    pub fn of_count(resources: usize) -> Self {
        Self { resources, ..Self::default() }
    }

    /// Writes to the text that is under way: the next resource's identifier, then the JSON of each property.
    pub fn write(&mut self, text: &str) {
        self.texts.push_str(text);
    }

    /// Ends the text that is under way. A resource has one text for its identifier and one for each property.
    pub fn end_text(&mut self) {
        self.ends.push(self.texts.len());
    }

    /// Ends the resource that is under way; properties that were not written are not there.
    pub fn end_resource(&mut self) {
        self.resources += 1;
        self.ends.resize(self.resources * self.width(), self.texts.len());
    }

    /// Takes back what was written of the resource that is under way.
    pub fn begin_again(&mut self) {
        self.truncate(self.resources);
    }

    /// Keeps the first resources.
    pub fn truncate(&mut self, resources: usize) {
        self.resources = resources.min(self.resources);
        self.ends.truncate(self.resources * self.width());
        self.texts.truncate(self.ends.last().copied().unwrap_or_default());
    }

    /// How many resources there are.
    pub fn len(&self) -> usize {
        self.resources
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.resources == 0
    }

    /// Bytes of all texts.
    pub fn bytes(&self) -> usize {
        self.texts.len()
    }

    /// The properties that were looked at, in the order of their numbers.
    pub fn properties(&self) -> &Arc<[&'static str]> {
        &self.properties
    }

    /// A resource by its number, which must be below [`Extract::len`].
    pub fn resource(&self, number: usize) -> Extracted<'_> {
        Extracted { extract: self, first: number * self.width() }
    }

    /// The resources in order.
    pub fn resources(&self) -> impl ExactSizeIterator<Item = Extracted<'_>> {
        (0..self.resources).map(|number| self.resource(number))
    }

    fn width(&self) -> usize {
        1 + self.properties.len()
    }
}

impl<'a> Extracted<'a> {
    /// Which one; empty where nobody looks at it.
    pub fn identifier(&self) -> &'a str {
        self.text(self.first)
    }

    /// The JSON of a property, by its number in the wish; empty where it is not there.
    pub fn property(&self, number: usize) -> &'a str {
        self.text(self.first + 1 + number)
    }

    /// The properties that are there, as the text of a JSON object.
    pub fn to_json(&self) -> String {
        let mut text = String::from("{");
        for (number, name) in self.extract.properties.iter().enumerate() {
            let value = self.property(number);
            if !value.is_empty() {
                text.push_str(if text.len() > 1 { ",\"" } else { "\"" });
                // Names of properties are letters and digits.
                text.push_str(name);
                text.push_str("\":");
                text.push_str(value);
            }
        }
        text.push('}');
        text
    }

    fn text(&self, number: usize) -> &'a str {
        let ends = &self.extract.ends;
        let Some(end) = ends.get(number) else { return "" };
        let from = number.checked_sub(1).map_or(0, |before| ends[before]);
        &self.extract.texts[from..*end]
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    fn written(extract: &mut Extract, texts: &[&str]) {
        for text in texts {
            extract.write(text);
            extract.end_text();
        }
    }

    #[track_caller]
    fn check(extract: &Extract, expect: Expect) {
        let lines = extract.resources().map(|it| format!("{} {}\n", it.identifier(), it.to_json()));
        expect.assert_eq(&format!("{}{} in {} bytes", lines.collect::<String>(), extract.len(), extract.bytes()));
    }

    #[test]
    fn texts_are_found_again() {
        let wish = Wish { properties: ["Name", "Tags"].into(), identifiers: true, most: 9 };
        let mut extract = Extract::new(&wish);
        check(&extract, expect!["0 in 0 bytes"]);
        written(&mut extract, &["a1", "\"one\"", "[]"]);
        extract.end_resource();
        written(&mut extract, &["b2", "", "[1]"]);
        extract.end_resource();
        written(&mut extract, &["given up", "1"]);
        extract.begin_again();
        written(&mut extract, &["c3"]);
        extract.end_resource();
        check(
            &extract,
            expect![[r#"
                a1 {"Name":"one","Tags":[]}
                b2 {"Tags":[1]}
                c3 {}
                3 in 16 bytes"#]],
        );
        extract.truncate(1);
        check(
            &extract,
            expect![[r#"
                a1 {"Name":"one","Tags":[]}
                1 in 9 bytes"#]],
        );
    }

    #[test]
    fn resources_that_are_only_counted_have_no_texts() {
        let mut extract = Extract::of_count(3);
        check(&extract, expect![" {}\n {}\n {}\n3 in 0 bytes"]);
        extract.truncate(2);
        assert_eq!(extract.len(), 2);
    }
}
