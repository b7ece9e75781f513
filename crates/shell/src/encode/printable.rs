//! What may go to a terminal: names and values come from others, who may have put escape sequences into them.

/// A text in which only line breaks control the terminal; other control characters are shown as escapes.
pub fn printable(text: &str) -> String {
    if !text.contains(|it: char| it.is_control() || is_bidi_control(it)) {
        return text.to_owned();
    }
    let mut shown = String::with_capacity(text.len());
    for character in text.replace("\r\n", "\n").chars() {
        match character {
            '\n' => shown.push('\n'),
            '\t' => shown.push_str("    "),
            it if it.is_control() || is_bidi_control(it) => shown.extend(it.escape_default()),
            it => shown.push(it),
        }
    }
    shown
}

/// Characters that make a terminal show others in another order.
fn is_bidi_control(it: char) -> bool {
    matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
