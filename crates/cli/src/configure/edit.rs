//! Setting values in the text of a config file, line by line.
//!
//! ```text
//! [default]                 ◀─ the section, made at the end of the file where it is missing
//! region = eu-north-1       ◀─ a line with the key is replaced where it stands
//! s3 =
//!   addressing_style=path   ◀─ so is one under a nested key
//!     x = true              ◀─ a new nested one comes after the others
//! output = text             ◀─ a new one comes after the last setting
//! [profile p]
//! ```

use super::ini;

/// A value to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) key: String,
    /// The key on the second level, where the value belongs there.
    pub(super) nested: Option<String>,
    pub(super) value: String,
}

impl Setting {
    pub(super) fn new(key: &str, value: &str) -> Self {
        Self { key: key.to_owned(), nested: None, value: value.to_owned() }
    }
}

/// Why a value cannot be set.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum EditError {
    /// A name with a line break would become two lines.
    #[error("Invalid {what}: newline characters and carriage returns are not allowed: {text:?}")]
    BrokenName {
        /// `section name` or `key`.
        what: &'static str,
        /// The name.
        text: String,
    },
    /// So would a value, which is not shown, because it may be a secret.
    #[error("Invalid value for key {key}: newline characters and carriage returns are not allowed.")]
    BrokenValue {
        /// Its key.
        key: String,
    },
}

/// The text with `settings` in the section `header`.
pub(super) fn update(text: &str, header: &str, settings: &[Setting]) -> Result<String, EditError> {
    refuse_line_breaks(header, settings)?;
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_owned).collect();
    let place = lines.iter().position(|line| is_section(line, header)).unwrap_or_else(|| {
        end_last_line(&mut lines);
        lines.push(format!("[{header}]\n"));
        lines.len() - 1
    });
    for setting in settings {
        set(&mut lines, place, setting);
    }
    Ok(lines.concat())
}

fn refuse_line_breaks(header: &str, settings: &[Setting]) -> Result<(), EditError> {
    let is_broken = |text: &str| text.contains(['\n', '\r']);
    if is_broken(header) {
        return Err(EditError::BrokenName { what: "section name", text: header.to_owned() });
    }
    for setting in settings {
        if let Some(name) = [Some(&setting.key), setting.nested.as_ref()].into_iter().flatten().find(|it| is_broken(it))
        {
            return Err(EditError::BrokenName { what: "key", text: name.clone() });
        }
        if is_broken(&setting.value) {
            return Err(EditError::BrokenValue { key: setting.key.clone() });
        }
    }
    Ok(())
}

fn set(lines: &mut Vec<String>, section: usize, setting: &Setting) {
    let end = lines[section + 1..].iter().position(|line| header_of(line).is_some());
    let end = end.map_or(lines.len(), |at| section + 1 + at);
    let block = find(lines, section + 1..end, &setting.key);
    let new = match (&setting.nested, block) {
        (None, None) => vec![format!("{} = {}\n", setting.key, setting.value)],
        (None, Some(block)) => {
            // What is nested under the key goes with the value it was.
            let key = key_of(&lines[block.start]).unwrap_or_default().to_owned();
            let line = format!("{}{key} = {}\n", indent_of(&lines[block.start]), setting.value);
            lines.splice(block, [line]);
            return;
        }
        (Some(nested), None) => {
            vec![format!("{} =\n", setting.key), format!("    {nested} = {}\n", setting.value)]
        }
        (Some(nested), Some(block)) => return set_nested(lines, block, nested, &setting.value),
    };
    let last = lines[section..end].iter().rposition(|line| !is_blank(line) && !is_comment(line)).unwrap_or(0);
    insert(lines, section + last + 1, new);
}

fn set_nested(lines: &mut Vec<String>, block: std::ops::Range<usize>, nested: &str, value: &str) {
    let inside = block.start + 1..block.end;
    if let Some(at) = inside.clone().find(|at| key_of(&lines[*at]) == Some(nested)) {
        lines[at] = format!("{}{nested} = {value}\n", indent_of(&lines[at]));
        return;
    }
    // A key with a value of its own cannot have nested ones too.
    let key = key_of(&lines[block.start]).unwrap_or_default().to_owned();
    if inside.is_empty() || !lines[block.start].trim_end().ends_with(['=', ':']) {
        lines[block.start] = format!("{}{key} =\n", indent_of(&lines[block.start]));
    }
    let last = inside.rev().find(|at| !is_blank(&lines[*at])).unwrap_or(block.start);
    insert(lines, last + 1, vec![format!("    {nested} = {value}\n")]);
}

fn insert(lines: &mut Vec<String>, at: usize, new: Vec<String>) {
    if at == lines.len() {
        end_last_line(lines);
    }
    lines.splice(at..at, new);
}

fn end_last_line(lines: &mut [String]) {
    if let Some(last) = lines.last_mut().filter(|it| !it.ends_with('\n')) {
        last.push('\n');
    }
}

/// The line of a key on the first level and the deeper ones below it.
fn find(lines: &[String], within: std::ops::Range<usize>, key: &str) -> Option<std::ops::Range<usize>> {
    let indent = |at: usize| indent_of(&lines[at]).len();
    let is_setting = |at: &usize| !is_blank(&lines[*at]) && !is_comment(&lines[*at]);
    let mut level = None;
    for at in within.clone().filter(is_setting) {
        // A line deeper than the setting before it continues that one.
        if level.is_some_and(|level| indent(at) > level) {
            continue;
        }
        level = Some(indent(at));
        if key_of(&lines[at]).is_some_and(|it| it.eq_ignore_ascii_case(key)) {
            let deeper = |it: &usize| !is_setting(it) || indent(*it) > indent(at);
            let mut end = (at + 1..within.end).take_while(deeper).last().map_or(at + 1, |it| it + 1);
            while !is_setting(&(end - 1)) {
                end -= 1;
            }
            return Some(at..end);
        }
    }
    None
}

fn is_section(line: &str, header: &str) -> bool {
    header_of(line)
        .is_some_and(|it| it == header || header.contains(' ') && ini::shell_words(it) == ini::shell_words(header))
}

fn header_of(line: &str) -> Option<&str> {
    let (header, _) = line.trim_start().strip_prefix('[')?.split_once(']')?;
    Some(header)
}

fn key_of(line: &str) -> Option<&str> {
    let (key, _) = line.split_once(['=', ':'])?;
    Some(key.trim())
}

fn indent_of(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

fn is_comment(line: &str) -> bool {
    line.trim_start().starts_with(['#', ';'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(text: &str, header: &str, name: &str, value: &str, expect: Expect) {
        let (key, nested) = name.split_once('.').map_or((name, None), |(key, nested)| (key, Some(nested.to_owned())));
        let setting = Setting { nested, ..Setting::new(key, value) };
        expect.assert_eq(&update(text, header, &[setting]).unwrap_or_else(|err| format!("error: {err}")));
    }

    const FILE: &str = "# top\n[default]\nregion = eu-north-1\ns3 =\n  # why\n  max_queue_size = 5\n  addressing_style=path\n\n# about p\n[profile \"p q\"]\noutput=text";

    #[test]
    fn a_value_is_replaced_where_it_stands() {
        check(
            FILE,
            "default",
            "region",
            "us-west-2",
            expect![[r##"
            # top
            [default]
            region = us-west-2
            s3 =
              # why
              max_queue_size = 5
              addressing_style=path

            # about p
            [profile "p q"]
            output=text"##]],
        );
        check(
            FILE,
            "profile 'p q'",
            "output",
            "json",
            expect![[r##"
            # top
            [default]
            region = eu-north-1
            s3 =
              # why
              max_queue_size = 5
              addressing_style=path

            # about p
            [profile "p q"]
            output = json
        "##]],
        );
    }

    #[test]
    fn a_nested_value_is_replaced_or_comes_after_the_others() {
        check(
            FILE,
            "default",
            "s3.addressing_style",
            "virtual",
            expect![[r##"
            # top
            [default]
            region = eu-north-1
            s3 =
              # why
              max_queue_size = 5
              addressing_style = virtual

            # about p
            [profile "p q"]
            output=text"##]],
        );
        check(
            FILE,
            "default",
            "s3.x",
            "1",
            expect![[r##"
            # top
            [default]
            region = eu-north-1
            s3 =
              # why
              max_queue_size = 5
              addressing_style=path
                x = 1

            # about p
            [profile "p q"]
            output=text"##]],
        );
        check(
            "[a]\ns3 = x\nb = 1\n",
            "a",
            "s3.x",
            "1",
            expect![[r#"
            [a]
            s3 =
                x = 1
            b = 1
        "#]],
        );
    }

    #[test]
    fn a_new_value_comes_after_the_last_setting() {
        check(
            FILE,
            "default",
            "output",
            "json",
            expect![[r##"
            # top
            [default]
            region = eu-north-1
            s3 =
              # why
              max_queue_size = 5
              addressing_style=path
            output = json

            # about p
            [profile "p q"]
            output=text"##]],
        );
        check(
            FILE,
            "profile p q",
            "region",
            "x",
            expect![[r##"
            # top
            [default]
            region = eu-north-1
            s3 =
              # why
              max_queue_size = 5
              addressing_style=path

            # about p
            [profile "p q"]
            output=text
            [profile p q]
            region = x
        "##]],
        );
        check(
            FILE,
            "default",
            "addressing_style",
            "x",
            expect![[r##"
            # top
            [default]
            region = eu-north-1
            s3 =
              # why
              max_queue_size = 5
              addressing_style=path
            addressing_style = x

            # about p
            [profile "p q"]
            output=text"##]],
        );
    }

    #[test]
    fn a_new_section_comes_at_the_end() {
        check(
            FILE,
            "profile new",
            "region",
            "x",
            expect![[r##"
            # top
            [default]
            region = eu-north-1
            s3 =
              # why
              max_queue_size = 5
              addressing_style=path

            # about p
            [profile "p q"]
            output=text
            [profile new]
            region = x
        "##]],
        );
        check(
            "",
            "default",
            "s3.x",
            "1",
            expect![[r#"
            [default]
            s3 =
                x = 1
        "#]],
        );
    }

    #[test]
    fn a_nested_value_gives_way_to_a_plain_one() {
        check(
            "[a]\ns3 =\n  x = 1\n  y = 2\nb = 3\n",
            "a",
            "s3",
            "plain",
            expect![[r#"
            [a]
            s3 = plain
            b = 3
        "#]],
        );
    }

    #[test]
    fn line_breaks_are_refused_and_the_value_is_not_shown() {
        check(
            "",
            "default",
            "key",
            "a\nb",
            expect!["error: Invalid value for key key: newline characters and carriage returns are not allowed."],
        );
        check(
            "",
            "a\n[b",
            "key",
            "a",
            expect![[
                r#"error: Invalid section name: newline characters and carriage returns are not allowed: "a\n[b""#
            ]],
        );
    }
}
