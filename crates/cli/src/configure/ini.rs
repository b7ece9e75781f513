//! The INI dialect of `~/.aws/config` and `~/.aws/credentials`.
//!
//! ```text
//! [default]                      section `default`, which is a profile
//! region = eu-north-1            Text
//! s3 =                           Nested: deeper lines are a value of their own,
//!   addressing_style = path      read as keys where the first line is empty
//! [profile "b c"]                profile `b c`
//! [services dev]                 services `dev`
//! [sso-session corp]             sso-session `corp`
//! ```
//!
//! The rules are those of Python's `configparser` as botocore uses it: `=` or
//! `:` between key and value, comments on lines of their own, keys of any
//! case, a repeated section or key is an error.
//!
//! # Reading order
//!
//! [`ConfigFile::parse`], then [`ConfigFile::profile`] and [`Section::get`].

/// A config or credentials file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ConfigFile {
    sections: Vec<Section>,
}

/// One section with its settings, in the order of the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Section {
    /// What stands between the brackets.
    pub header: String,
    settings: Vec<(String, Setting)>,
}

/// The value of one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Setting {
    /// Text, perhaps of several lines.
    Text(String),
    /// Keys of the second level.
    Nested(Vec<(String, String)>),
}

/// Why a text is no config file.
///
/// `Display` tells where, never what stands there: it may be a secret key.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum ConfigError {
    /// A setting before the first section.
    #[error("line {line}: a setting stands before the first [section]")]
    NoSection {
        /// Counted from one.
        line: usize,
        /// The line.
        text: String,
    },
    /// A section that is there twice.
    #[error("line {line}: section [{header}] is there twice")]
    RepeatedSection {
        /// Counted from one.
        line: usize,
        /// What stands between the brackets.
        header: String,
    },
    /// A key that is twice in its section.
    #[error("line {line}: `{key}` is twice in [{header}]")]
    RepeatedKey {
        /// Counted from one.
        line: usize,
        /// The key.
        key: String,
        /// Its section.
        header: String,
    },
    /// A line that is neither section nor setting nor comment.
    #[error("line {line}: expected `key = value`")]
    NoSetting {
        /// Counted from one.
        line: usize,
        /// The line.
        text: String,
    },
    /// A line of a nested value that has no `=`.
    #[error("[{header}] {key}: expected `name = value` on each indented line")]
    NoNestedSetting {
        /// The section.
        header: String,
        /// The key of the first level.
        key: String,
        /// The line.
        text: String,
    },
}

impl ConfigFile {
    /// Reads the text of a file.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        let mut reader = Reader::default();
        for (at, line) in text.lines().enumerate() {
            reader.line(at + 1, line)?;
        }
        reader.finish()
    }

    /// All sections, in the order of the file.
    pub fn sections(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter()
    }

    /// The section with exactly this header: `preview`, or a profile of a credentials file.
    pub fn section(&self, header: &str) -> Option<&Section> {
        self.sections.iter().find(|it| it.header == header)
    }

    /// A profile of a config file: `[default]` or `[profile NAME]`.
    pub fn profile(&self, name: &str) -> Option<&Section> {
        // Of two spellings of one name the later wins, as in a map that is filled in order.
        self.profiles().filter(|(known, _)| known == name).last().map(|(_, section)| section)
    }

    /// All profiles of a config file with their names, in the order of the file.
    pub fn profiles(&self) -> impl Iterator<Item = (String, &Section)> {
        self.sections.iter().filter_map(|section| {
            let name =
                if section.header == "default" { "default".to_owned() } else { section.name_after("profile")? };
            Some((name, section))
        })
    }

    /// A group of service settings: `[services NAME]`, whose nested keys are asked for as `sts.endpoint_url`.
    pub fn services(&self, name: &str) -> Option<&Section> {
        self.named("services", name)
    }

    /// `[sso-session NAME]`.
    pub fn sso_session(&self, name: &str) -> Option<&Section> {
        self.named("sso-session", name)
    }

    fn named(&self, kind: &str, name: &str) -> Option<&Section> {
        self.sections.iter().rfind(|it| it.name_after(kind).as_deref() == Some(name))
    }
}

impl Section {
    /// The text of a setting; `s3.max_queue_size` is key `max_queue_size` nested under `s3`.
    pub fn get(&self, key: &str) -> Option<&str> {
        if let Some(setting) = self.setting(key) {
            return match setting {
                Setting::Text(text) => Some(text),
                Setting::Nested(_) => None,
            };
        }
        let (outer, inner) = key.split_once('.')?;
        match self.setting(outer)? {
            Setting::Nested(settings) => {
                settings.iter().rfind(|(name, _)| name == inner).map(|(_, text)| text.as_str())
            }
            Setting::Text(_) => None,
        }
    }

    /// A setting of the first level.
    pub fn setting(&self, key: &str) -> Option<&Setting> {
        self.settings.iter().find(|(name, _)| name == key).map(|(_, setting)| setting)
    }

    /// All settings, in the order of the file.
    pub fn settings(&self) -> impl Iterator<Item = (&str, &Setting)> {
        self.settings.iter().map(|(key, setting)| (key.as_str(), setting))
    }

    /// Takes over the settings of `other`, which win.
    pub fn update(&mut self, other: &Section) {
        for (key, setting) in &other.settings {
            match self.settings.iter_mut().find(|(name, _)| name == key) {
                Some((_, place)) => *place = setting.clone(),
                None => self.settings.push((key.clone(), setting.clone())),
            }
        }
    }

    /// `b c` of the header `profile "b c"`: exactly two words as a shell would split them.
    fn name_after(&self, kind: &str) -> Option<String> {
        if !self.header.starts_with(kind) {
            return None;
        }
        let [_, name] = <[String; 2]>::try_from(shell_words(&self.header)?).ok()?;
        Some(name)
    }
}

/// Words as a POSIX shell splits them; `None` where a quote is left open.
pub(super) fn shell_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = text.chars();
    while let Some(character) = rest.next() {
        match character {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take()),
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next()? {
                        '\'' => break,
                        quoted => word.push(quoted),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next()? {
                        '"' => break,
                        '\\' => match rest.next()? {
                            escaped @ ('"' | '\\') => word.push(escaped),
                            other => word.extend(['\\', other]),
                        },
                        quoted => word.push(quoted),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(rest.next()?),
            plain => word.get_or_insert_default().push(plain),
        }
    }
    words.extend(word);
    Some(words)
}

/// What has been read of a file.
#[derive(Default)]
struct Reader {
    sections: Vec<RawSection>,
    /// Indentation of the last line that was no continuation.
    indent: usize,
    /// Whether a deeper line continues the last setting.
    in_setting: bool,
}

struct RawSection {
    header: String,
    settings: Vec<(String, Vec<String>)>,
}

impl Reader {
    fn line(&mut self, number: usize, line: &str) -> Result<(), ConfigError> {
        let text = line.trim();
        if text.starts_with(['#', ';']) {
            return Ok(());
        }
        if text.is_empty() {
            if let Some(value) = self.open_value() {
                value.push(String::new());
            }
            return Ok(());
        }
        let indent = line.chars().take_while(|it| it.is_whitespace()).count();
        if indent > self.indent
            && let Some(value) = self.open_value()
        {
            value.push(text.to_owned());
            return Ok(());
        }
        self.indent = indent;
        if let Some(header) = section_header(text) {
            self.in_setting = false;
            if self.sections.iter().any(|it| it.header == header) {
                return Err(ConfigError::RepeatedSection { line: number, header: header.to_owned() });
            }
            self.sections.push(RawSection { header: header.to_owned(), settings: Vec::new() });
            return Ok(());
        }
        let Some(section) = self.sections.last_mut() else {
            return Err(ConfigError::NoSection { line: number, text: text.to_owned() });
        };
        let Some((key, value)) = text.split_once(['=', ':']).filter(|(key, _)| !key.trim().is_empty()) else {
            return Err(ConfigError::NoSetting { line: number, text: text.to_owned() });
        };
        let key = key.trim().to_lowercase();
        if section.settings.iter().any(|(known, _)| *known == key) {
            return Err(ConfigError::RepeatedKey { line: number, key, header: section.header.clone() });
        }
        section.settings.push((key, vec![value.trim().to_owned()]));
        self.in_setting = true;
        Ok(())
    }

    /// The lines of the setting that a deeper line would continue.
    fn open_value(&mut self) -> Option<&mut Vec<String>> {
        if !self.in_setting {
            return None;
        }
        Some(&mut self.sections.last_mut()?.settings.last_mut()?.1)
    }

    fn finish(self) -> Result<ConfigFile, ConfigError> {
        let mut sections = Vec::with_capacity(self.sections.len());
        for raw in self.sections {
            let mut section = Section { header: raw.header, settings: Vec::with_capacity(raw.settings.len()) };
            for (key, lines) in raw.settings {
                let setting = setting(&section.header, &key, &lines)?;
                section.settings.push((key, setting));
            }
            sections.push(section);
        }
        Ok(ConfigFile { sections })
    }
}

fn section_header(text: &str) -> Option<&str> {
    let header = &text.strip_prefix('[')?[..text.rfind(']')?.checked_sub(1)?];
    (!header.is_empty()).then_some(header)
}

fn setting(header: &str, key: &str, lines: &[String]) -> Result<Setting, ConfigError> {
    let text = lines.join("\n");
    let text = text.trim_end();
    if !text.starts_with('\n') {
        return Ok(Setting::Text(text.to_owned()));
    }
    let mut nested: Vec<(String, String)> = Vec::new();
    for line in text.lines().map(str::trim).filter(|it| !it.is_empty()) {
        let Some((name, value)) = line.split_once('=') else {
            return Err(ConfigError::NoNestedSetting {
                header: header.to_owned(),
                key: key.to_owned(),
                text: line.to_owned(),
            });
        };
        nested.push((name.trim().to_owned(), value.trim().to_owned()));
    }
    Ok(Setting::Nested(nested))
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use std::fmt::Write;

    #[track_caller]
    fn check(text: &str, expect: Expect) {
        let shown = match ConfigFile::parse(text) {
            Err(err) => format!("error: {err}\n"),
            Ok(file) => file.sections().fold(String::new(), |mut shown, section| {
                writeln!(shown, "[{}]", section.header).unwrap();
                for (key, setting) in section.settings() {
                    writeln!(shown, "{key} {setting:?}").unwrap();
                }
                shown
            }),
        };
        expect.assert_eq(&shown);
    }

    #[test]
    fn keys_values_comments_and_nested_settings_are_read() {
        check(
            "# top\n[default]\nRegion : eu-north-1\nurl=http://x/?a=b # no comment\ns3 =\n  max_queue_size = 5\n\n  # c\n  addressing_style=path\n; c\nlong = a\n  b\n[empty]\nnone =\n",
            expect![[r#"
                [default]
                region Text("eu-north-1")
                url Text("http://x/?a=b # no comment")
                s3 Nested([("max_queue_size", "5"), ("addressing_style", "path")])
                long Text("a\nb")
                [empty]
                none Text("")
            "#]],
        );
    }

    #[test]
    fn each_mistake_names_its_line() {
        check(
            "region = x\n",
            expect![[r#"
            error: line 1: a setting stands before the first [section]
        "#]],
        );
        check(
            "[default\nx",
            expect![[r#"
            error: line 1: a setting stands before the first [section]
        "#]],
        );
        check(
            "[a]\nx\n",
            expect![[r#"
            error: line 2: expected `key = value`
        "#]],
        );
        check("[a]\n[b]\n[a]\n", expect!["error: line 3: section [a] is there twice\n"]);
        check("[a]\nk=1\nK=2\n", expect!["error: line 3: `k` is twice in [a]\n"]);
        check(
            "[a]\ns3 =\n  x\n",
            expect![[r#"
            error: [a] s3: expected `name = value` on each indented line
        "#]],
        );
    }

    #[test]
    fn a_setting_of_a_profile_is_found_by_its_dotted_name() {
        let file = ConfigFile::parse(
            "[default]\nregion = r1\ns3 =\n  max_queue_size = 5\n[profile \"b c\"]\nregion = r2\n[b c]\nregion = r3\n\
             [services dev]\nsts =\n  endpoint_url = http://x\n[sso-session s]\nsso_region = r4\n",
        )
        .unwrap();
        let default = file.profile("default").unwrap();
        assert_eq!(default.get("region"), Some("r1"));
        assert_eq!(default.get("s3.max_queue_size"), Some("5"));
        assert_eq!(default.get("s3"), None);
        assert_eq!(file.profile("b c").unwrap().get("region"), Some("r2"));
        assert_eq!(file.section("b c").unwrap().get("region"), Some("r3"));
        assert_eq!(file.profile("dev"), None);
        assert_eq!(file.services("dev").unwrap().get("sts.endpoint_url"), Some("http://x"));
        assert_eq!(file.sso_session("s").unwrap().get("sso_region"), Some("r4"));
    }
}
