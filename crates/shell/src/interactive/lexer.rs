//! As much of SQL's words as a line editor needs: what is quoted, what is a comment, where a statement ends.

/// What a piece of a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name or keyword, with its dots: `aws.ivs.stages`.
    Word,
    /// `'…'` or `$$…$$`.
    String,
    /// `"…"`.
    Quoted,
    /// `-- …` or `/* … */`.
    Comment,
    Blank,
    /// `;`
    End,
    /// Anything else.
    Other,
}

/// A piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token<'t> {
    pub(crate) kind: Kind,
    pub(crate) text: &'t str,
    /// Where it begins, in bytes.
    pub(crate) at: usize,
    /// Whether its end is there: a quote may be open.
    pub(crate) is_closed: bool,
}

/// The pieces of a text, which together are the text.
pub(crate) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let (kind, length, is_closed) = next(&text[at..]);
        tokens.push(Token { kind, text: &text[at..at + length], at, is_closed });
        at += length;
    }
    tokens
}

/// Whether a text needs no further line: all its quotes are closed and its last statement ends with `;`.
pub(crate) fn is_complete(text: &str) -> bool {
    let tokens = tokens(text);
    let is_open = tokens.last().is_some_and(|it| !it.is_closed);
    let last = tokens.iter().rev().find(|it| !matches!(it.kind, Kind::Blank | Kind::Comment));
    match last {
        None => !is_open,
        Some(last) => !is_open && last.kind == Kind::End,
    }
}

fn next(rest: &str) -> (Kind, usize, bool) {
    let closed_by = |opening: usize, closing: &str| match rest[opening..].find(closing) {
        Some(end) => (opening + end + closing.len(), true),
        None => (rest.len(), false),
    };
    let first = rest.chars().next().unwrap_or_default();
    let while_ = |fits: fn(char) -> bool| rest.find(|it| !fits(it)).unwrap_or(rest.len());
    match first {
        _ if rest.starts_with("--") => (Kind::Comment, rest.find('\n').unwrap_or(rest.len()), true),
        _ if rest.starts_with("/*") => {
            let (length, is_closed) = closed_by(2, "*/");
            (Kind::Comment, length, is_closed)
        }
        '\'' => {
            let (length, is_closed) = quoted(rest, '\'');
            (Kind::String, length, is_closed)
        }
        '"' => {
            let (length, is_closed) = quoted(rest, '"');
            (Kind::Quoted, length, is_closed)
        }
        '$' => match dollar_tag(rest) {
            Some(tag) => {
                let (length, is_closed) = closed_by(tag.len(), tag);
                (Kind::String, length, is_closed)
            }
            None => (Kind::Other, 1, true),
        },
        ';' => (Kind::End, 1, true),
        it if it.is_whitespace() => (Kind::Blank, while_(char::is_whitespace), true),
        it if is_word(it) => (Kind::Word, while_(is_word), true),
        it => (Kind::Other, it.len_utf8(), true),
    }
}

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || matches!(it, '_' | '.' | '\\')
}

/// A quote within quotes is doubled.
fn quoted(rest: &str, quote: char) -> (usize, bool) {
    let mut at = 1;
    while let Some(found) = rest[at..].find(quote) {
        at += found + 1;
        if !rest[at..].starts_with(quote) {
            return (at, true);
        }
        at += 1;
    }
    (rest.len(), false)
}

/// `$$` or `$tag$`.
fn dollar_tag(rest: &str) -> Option<&str> {
    let end = 1 + rest[1..].find('$')?;
    let tag = &rest[1..end];
    let is_tag =
        !tag.starts_with(|it: char| it.is_ascii_digit()) && tag.chars().all(|it| it.is_alphanumeric() || it == '_');
    is_tag.then(|| &rest[..=end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_complete_at_its_semicolon() {
        for text in
            ["SELECT 1;", "SELECT ';';", "SELECT 1; -- done", "", "  ", "-- only a comment", "SELECT $$;$$;", "a;\n b;"]
        {
            assert!(is_complete(text), "{text}");
        }
        for text in [
            "SELECT 1",
            "SELECT ';",
            "SELECT 'it''s;",
            "SELECT \";",
            "SELECT /* ; ",
            "/* open",
            "SELECT $$;",
            "SELECT $a$;$$;",
            "SELECT 1; SELECT",
            "SELECT -- ;",
            "SELECT '日",
        ] {
            assert!(!is_complete(text), "{text}");
        }
    }

    #[test]
    fn tokens_are_the_whole_text() {
        let text = "SELECT \"a b\", 'it''s' || $x$ $$ $x$, $1 FROM aws.ivs.stages/* c */ WHERE é = 1;-- end";
        assert_eq!(tokens(text).iter().map(|it| it.text).collect::<String>(), text);
        let words: Vec<&str> = tokens(text).iter().filter(|it| it.kind == Kind::Word).map(|it| it.text).collect();
        assert_eq!(words, ["SELECT", "1", "FROM", "aws.ivs.stages", "WHERE", "é", "1"]);
    }
}
