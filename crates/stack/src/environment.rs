//! Environment files: `NAME=value` lines, as other tools read them.
//!
//! `#` begins a comment, `export` before a name is let pass, quotes around a
//! value are taken away; `\n` and the like are escapes between double quotes.

use crate::source::{Mistake, Place};

/// The variables of an environment file, in their order.
pub fn parse(file: &str, text: &str) -> Result<Vec<(String, String)>, Mistake> {
    let mut variables = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let place = Place { line: number + 1, column: 1 };
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let line = line.strip_prefix("export ").unwrap_or(line);
        let Some((name, value)) = line.split_once('=') else {
            return Err(Mistake::new(file, place, "a line must be `NAME=value`"));
        };
        let name = name.trim();
        let is_name = !name.is_empty() && name.chars().all(|it| it.is_ascii_alphanumeric() || "_-.".contains(it));
        if !is_name {
            return Err(Mistake::new(file, place, format!("`{name}` is no name of a variable")));
        }
        let value = value_of(value.trim()).ok_or_else(|| Mistake::new(file, place, "a quote is not closed"))?;
        variables.push((name.to_owned(), value));
    }
    Ok(variables)
}

fn value_of(text: &str) -> Option<String> {
    if let Some(rest) = text.strip_prefix('\'') {
        return rest.split_once('\'').map(|(value, _)| value.to_owned());
    }
    let Some(rest) = text.strip_prefix('"') else {
        let end = text.find(" #").unwrap_or(text.len());
        return Some(text[..end].trim_end().to_owned());
    };
    let mut value = String::new();
    let mut characters = rest.chars();
    loop {
        match characters.next()? {
            '"' => return Some(value),
            '\\' => match characters.next()? {
                'n' => value.push('\n'),
                't' => value.push('\t'),
                'r' => value.push('\r'),
                other => value.push(other),
            },
            other => value.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn lines_are_read_as_other_tools_read_them() {
        let text = "# c\nA=1\nexport B = two words # c\nC='a # b'\nD=\"x\\ny\\\"\"\nE=\n";
        expect![[r#"Ok([("A", "1"), ("B", "two words"), ("C", "a # b"), ("D", "x\ny\""), ("E", "")])"#]]
            .assert_eq(&format!("{:?}", parse(".env", text)));
        let errors = ["A", "1 2=3", "A='x"].map(|it| parse(".env", it).expect_err("a mistake").to_string());
        expect![[r#"
            .env:1:1: a line must be `NAME=value`
            .env:1:1: `1 2` is no name of a variable
            .env:1:1: a quote is not closed"#]]
        .assert_eq(&errors.join("\n"));
    }
}
