//! Our own words about services, from a table.
//!
//! ```text
//! [service-name]
//! *: what the service is
//! CreateThing: what the operation does
//! Thing.name: what the member means
//! *.tags: what a member of this name means anywhere
//! Thing: what the shape is
//! ! CreateThing What the example shows
//! $ aws ...
//! | what it answers
//! ```

const WORDS: &str = include_str!("words.txt");

/// The part of the table about one service.
#[derive(Debug, Clone, Copy)]
pub(super) struct ServiceWords {
    text: &'static str,
}

/// A command with its answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Example {
    pub title: &'static str,
    pub command: Vec<&'static str>,
    pub output: Vec<&'static str>,
}

impl ServiceWords {
    /// The words about a service by its botocore name.
    pub fn of(service: &str) -> Option<Self> {
        let mut sections = WORDS.split("\n[").skip(1);
        let text = sections.find_map(|it| it.split_once("]\n").filter(|(name, _)| *name == service))?.1;
        Some(Self { text })
    }

    /// What stands after `key: `.
    pub fn get(&self, key: &str) -> Option<&'static str> {
        self.text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "))
    }

    /// The examples of an operation, in the order of the table.
    pub fn examples(&self, operation: &str) -> Vec<Example> {
        let mut examples: Vec<Example> = Vec::new();
        let mut is_wanted = false;
        for line in self.text.lines() {
            if let Some(head) = line.strip_prefix("! ") {
                let (name, title) = head.split_once(' ').unwrap_or((head, ""));
                is_wanted = name == operation;
                if is_wanted {
                    examples.push(Example { title, command: Vec::new(), output: Vec::new() });
                }
            } else if let (true, Some(example)) = (is_wanted, examples.last_mut()) {
                if let Some(command) = line.strip_prefix("$ ") {
                    example.command.push(command);
                } else if let Some(output) = line.strip_prefix("| ") {
                    example.output.push(output);
                }
            }
        }
        examples
    }

    #[cfg(test)]
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        let is_entry = |line: &&str| !line.is_empty() && !line.starts_with(['#', '!', '$', '|']);
        self.text.lines().filter(is_entry).filter_map(|line| line.split_once(": ")).map(|(key, _)| key)
    }

    /// Every service that the table has.
    #[cfg(test)]
    pub fn services() -> impl Iterator<Item = &'static str> {
        WORDS.split("\n[").skip(1).filter_map(|it| it.split_once("]\n")).map(|(name, _)| name)
    }
}
