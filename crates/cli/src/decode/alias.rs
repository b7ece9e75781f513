//! Aliases: commands of the user's own, from `~/.aws/cli/alias`.
//!
//! ```text
//! [toplevel]                                   aws whoami
//! whoami = sts get-caller-identity --output text
//! hello = !echo hello                          aws hello x   runs   sh -c 'echo hello x'
//! [command iam]
//! me = get-user                                aws iam me
//! ```

use std::iter;

/// The aliases of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Aliases {
    /// Section, name and value, in the order of the file.
    entries: Vec<(String, String, String)>,
}

/// What an alias stands for.
#[derive(Debug, PartialEq, Eq)]
pub enum Alias {
    /// Words of a command line.
    Words(Vec<String>),
    /// A line for the shell, to which the arguments are added.
    Shell(String),
}

/// Why an alias cannot be used.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum AliasError {
    /// Its value is no list of words.
    #[error("Value of alias \"{name}\" could not be parsed. Received error: {reason} when parsing:\n{value}")]
    Value {
        /// The alias.
        name: String,
        /// What is wrong.
        reason: &'static str,
        /// Its value.
        value: String,
    },
    /// It sets what an alias cannot set.
    #[error(
        "Global parameter \"--{parameter}\" detected in alias \"{name}\" which is not supported in subcommand aliases."
    )]
    Global {
        /// The alias.
        name: String,
        /// The global option.
        parameter: &'static str,
    },
    /// It stands for itself by way of others.
    #[error("alias \"{name}\" stands for itself")]
    Circle {
        /// The alias.
        name: String,
    },
}

impl Aliases {
    /// Reads the text of an alias file; lines that are no setting are passed over.
    pub fn parse(text: &str) -> Self {
        let mut aliases = Self::default();
        let mut section = String::new();
        let mut indent_of_key = None;
        for line in text.lines() {
            let content = line.trim();
            let indent = line.len() - line.trim_start().len();
            if content.is_empty() || content.starts_with(['#', ';']) {
                continue;
            }
            if indent_of_key.is_some_and(|it| indent > it)
                && let Some((_, _, value)) = aliases.entries.last_mut()
            {
                value.push('\n');
                value.push_str(content);
            } else if let Some(header) = content.strip_prefix('[').and_then(|it| it.split(']').next()) {
                section = header.split_whitespace().collect::<Vec<_>>().join(" ");
                indent_of_key = None;
            } else if let Some((key, value)) = content.split_once(['=', ':']) {
                let key = key.trim().to_lowercase();
                aliases.entries.push((section.clone(), key, value.trim().to_owned()));
                indent_of_key = Some(indent);
            }
        }
        for (_, _, value) in &mut aliases.entries {
            *value = value.trim().to_owned();
        }
        aliases
    }

    /// Names of the aliases of a command; those of the top level for no command.
    pub fn names(&self, command: Option<&str>) -> impl Iterator<Item = &str> {
        let section = section(command);
        self.entries.iter().filter(move |it| it.0 == section).map(|it| it.1.as_str())
    }

    /// The alias `name` of a command, or of the top level.
    pub fn get(&self, command: Option<&str>, name: &str) -> Result<Option<Alias>, AliasError> {
        let section = section(command);
        let Some((_, _, value)) = self.entries.iter().rfind(|it| it.0 == section && it.1 == name) else {
            return Ok(None);
        };
        if let Some(line) = value.strip_prefix('!') {
            return Ok(Some(Alias::Shell(line.to_owned())));
        }
        let words =
            split(value).map_err(|reason| AliasError::Value { name: name.to_owned(), reason, value: value.clone() })?;
        Ok(Some(Alias::Words(words)))
    }
}

/// An argument as a shell reads it back.
pub fn quote(word: &str) -> String {
    let plain = |it: char| it.is_ascii_alphanumeric() || "_@%+=:,./-".contains(it);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\"'\"'"))
}

fn section(command: Option<&str>) -> String {
    command.map_or_else(|| "toplevel".to_owned(), |it| format!("command {it}"))
}

/// Words as a shell splits them, by quotes, backslashes and blanks alone.
fn split(text: &str) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            '\'' => {
                let word = word.get_or_insert_default();
                word.extend(until(&mut characters, '\'').ok_or("No closing quotation")?);
            }
            '"' => quoted(&mut characters, word.get_or_insert_default())?,
            '\\' => {
                let next = characters.next().ok_or("No escaped character")?;
                word.get_or_insert_default().push(next);
            }
            it if it.is_ascii_whitespace() => words.extend(word.take()),
            it => word.get_or_insert_default().push(it),
        }
    }
    words.extend(word);
    Ok(words)
}

fn until(characters: &mut impl Iterator<Item = char>, end: char) -> Option<Vec<char>> {
    let mut closed = false;
    let text = iter::from_fn(|| {
        characters.next().filter(|it| {
            closed = *it == end;
            !closed
        })
    })
    .collect();
    closed.then_some(text)
}

fn quoted(characters: &mut impl Iterator<Item = char>, word: &mut String) -> Result<(), &'static str> {
    loop {
        match characters.next().ok_or("No closing quotation")? {
            '"' => return Ok(()),
            '\\' => match characters.next().ok_or("No escaped character")? {
                it @ ('"' | '\\') => word.push(it),
                it => word.extend(['\\', it]),
            },
            it => word.push(it),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::expect;

    const FILE: &str = "# mine\n[toplevel]\nWhoAmI = sts get-caller-identity --query 'a b'\nhi = !echo \"$@\"\nfn =\n  !f() {\n    echo \"one $1\"\n  }; f\n\n[command iam]\nme = get-user\nbad = 'x\n";

    #[test]
    fn aliases_come_from_their_sections() {
        let aliases = Aliases::parse(FILE);
        let shown = |command: Option<&str>, name: &str| format!("{:?}", aliases.get(command, name));
        expect![[r#"Ok(Some(Words(["sts", "get-caller-identity", "--query", "a b"])))"#]]
            .assert_eq(&shown(None, "whoami"));
        expect![[r#"Ok(Some(Shell("f() {\necho \"one $1\"\n}; f")))"#]].assert_eq(&shown(None, "fn"));
        expect![[r#"Ok(Some(Words(["get-user"])))"#]].assert_eq(&shown(Some("iam"), "me"));
        expect!["Ok(None)"].assert_eq(&shown(None, "me"));
        expect![[r#"Err(Value { name: "bad", reason: "No closing quotation", value: "'x" })"#]]
            .assert_eq(&shown(Some("iam"), "bad"));
        assert_eq!(aliases.names(None).collect::<Vec<_>>(), ["whoami", "hi", "fn"]);
    }

    #[test]
    fn arguments_survive_the_shell() {
        assert_eq!(quote("b c"), "'b c'");
        assert_eq!(quote("it's"), "'it'\"'\"'s'");
        assert_eq!(quote("a/b=1"), "a/b=1");
        assert_eq!(quote(""), "''");
    }
}
