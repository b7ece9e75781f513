//! AWS's documentation, which is HTML with tags of its own, as blocks of text.

/// A paragraph or the like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// Levels to the right of the text around it.
    pub depth: usize,
    pub kind: BlockKind,
    pub text: String,
}

/// How a block is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    Paragraph,
    Bullet,
    /// The word above a note.
    Label,
    /// Lines as they are.
    Code,
}

impl Block {
    pub fn paragraph(text: &str) -> Self {
        Self { depth: 0, kind: BlockKind::Paragraph, text: text.to_owned() }
    }
}

/// Reads a documentation text; what is no tag that AWS uses stays as it is.
pub(super) fn blocks(html: &str) -> Vec<Block> {
    let mut reader = Reader::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        reader.text(&rest[..at]);
        rest = &rest[at..];
        match tag_at(rest) {
            Some((tag, after)) if reader.tag(&tag) => rest = after,
            _ => {
                reader.text("<");
                rest = &rest[1..];
            }
        }
    }
    reader.text(rest);
    reader.end_block();
    reader.blocks
}

/// The name of the tag at the start of the text (`/` first where it closes), and what follows.
fn tag_at(text: &str) -> Option<(String, &str)> {
    let end = text.find('>')?;
    let inside = &text[1..end];
    let name: String = inside.chars().take_while(|it| !it.is_whitespace()).collect();
    let name = name.strip_suffix('/').filter(|it| !it.is_empty()).unwrap_or(&name);
    Some((name.to_ascii_lowercase(), &text[end + 1..]))
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    current: String,
    /// Lists and notes that are open.
    depth: usize,
    list_depth: usize,
    /// The next block begins an item.
    at_item: bool,
    is_code: bool,
    /// Inside a tag whose text is not shown.
    is_hidden: bool,
}

impl Reader {
    fn text(&mut self, text: &str) {
        if !self.is_hidden {
            self.current.push_str(&without_entities(text));
        }
    }

    /// Carries out a tag; `false` where it is none that we know.
    fn tag(&mut self, tag: &str) -> bool {
        match tag {
            "p" | "/p" | "div" | "/div" | "br" | "dt" | "/dt" | "/li" | "h1" | "/h1" | "h2" | "/h2" | "h3" | "/h3" => {
                self.end_block();
            }
            "li" => {
                self.end_block();
                self.at_item = true;
            }
            "ul" | "ol" => {
                self.end_block();
                self.list_depth += 1;
            }
            "/ul" | "/ol" => {
                self.end_block();
                self.list_depth = self.list_depth.saturating_sub(1);
            }
            "note" | "important" | "caution" | "warning" => {
                self.end_block();
                let label = format!("{}:", tag.to_uppercase());
                self.blocks.push(Block { depth: self.level(), kind: BlockKind::Label, text: label });
                self.depth += 1;
            }
            "dd" => {
                self.end_block();
                self.depth += 1;
            }
            "/note" | "/important" | "/caution" | "/warning" | "/dd" => {
                self.end_block();
                self.depth = self.depth.saturating_sub(1);
            }
            "pre" | "/pre" => {
                self.end_block();
                self.is_code = tag == "pre";
            }
            "fullname" | "/fullname" => {
                self.end_block();
                self.is_hidden = tag == "fullname";
            }
            "a" | "/a" | "b" | "/b" | "i" | "/i" | "u" | "/u" | "em" | "/em" | "code" | "/code" | "strong"
            | "/strong" | "span" | "/span" | "dl" | "/dl" | "sup" | "/sup" | "sub" | "/sub" | "small" | "/small"
            | "title" | "/title" | "body" | "/body" | "tt" | "/tt" => {}
            _ => return false,
        }
        true
    }

    fn level(&self) -> usize {
        self.depth + self.list_depth.saturating_sub(1)
    }

    fn end_block(&mut self) {
        let text = std::mem::take(&mut self.current);
        if text.trim().is_empty() {
            return;
        }
        let depth = self.level();
        if self.is_code {
            self.blocks.push(Block {
                depth: depth + 1,
                kind: BlockKind::Code,
                text: text.trim_matches('\n').to_owned(),
            });
            return;
        }
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let kind = if self.at_item { BlockKind::Bullet } else { BlockKind::Paragraph };
        let inside_item = self.list_depth > 0 && !self.at_item;
        self.at_item = false;
        self.blocks.push(Block { depth: depth + usize::from(inside_item), kind, text });
    }
}

fn without_entities(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let entity = rest.find(';').filter(|end| *end <= 8).and_then(|end| Some((end, entity(&rest[1..end])?)));
        let (taken, character) = entity.unwrap_or((0, '&'));
        out.push(character);
        rest = &rest[taken + 1..];
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        "nbsp" => Some(' '),
        _ => {
            let number = name.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(html: &str, expect: Expect) {
        let lines: Vec<String> =
            blocks(html).iter().map(|it| format!("{} {:?}: {}", it.depth, it.kind, it.text)).collect();
        expect.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn paragraphs_lists_and_notes_become_blocks() {
        check(
            "<p>Makes a <code>Thing</code>.\n  See <a href=\"x\">there</a>.</p><ul><li><p>one</p><p>more</p></li><li>two<ul><li>deep</li></ul></li></ul><note><p>Mind.</p></note><p>End</p>",
            expect![[r#"
                0 Paragraph: Makes a Thing. See there.
                0 Bullet: one
                1 Paragraph: more
                0 Bullet: two
                1 Bullet: deep
                0 Label: NOTE:
                1 Paragraph: Mind.
                0 Paragraph: End"#]],
        );
    }

    #[test]
    fn what_is_no_tag_stays() {
        check(
            "a < b &amp;&amp; b &gt; c, <Role ARN>, &unknown; &#39;x&#x27;",
            expect![[r#"0 Paragraph: a < b && b > c, <Role ARN>, &unknown; 'x'"#]],
        );
        check("<fullname>Service</fullname><p>text<", expect!["0 Paragraph: text<"]);
        check("", expect![""]);
    }
}
