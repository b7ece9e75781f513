//! Completion of callboard's own words; those after `aws` are completed by the aws face.

use callboard_cli::complete;
use clap::CommandFactory;

use crate::arguments::{Arguments, Shell};
use crate::printing;

/// Prints the script that teaches a shell.
pub fn print_script(shell: Shell) -> anyhow::Result<i32> {
    let shell = match shell {
        Shell::Bash => complete::Shell::Bash,
        Shell::Zsh => complete::Shell::Zsh,
        Shell::Fish => complete::Shell::Fish,
    };
    printing::to_stdout(complete::script(shell))?;
    Ok(0)
}

/// Prints what may stand in place of the last word; the script calls this.
pub fn complete(words: &[String]) -> anyhow::Result<i32> {
    printing::to_stdout(&candidates(words))?;
    Ok(0)
}

fn candidates(words: &[String]) -> String {
    let Some((cursor_word, before)) = words.split_last() else { return String::new() };
    let command = Arguments::command();
    let mut rest = before;
    while let [option, after @ ..] = rest {
        let Some(name) = option.strip_prefix("--") else { break };
        let takes_value = !name.contains('=')
            && command.get_arguments().any(|it| it.get_long() == Some(name) && it.get_action().takes_values());
        rest = if takes_value { after.get(1..).unwrap_or_default() } else { after };
    }
    if let [first, after @ ..] = rest {
        if first == "aws" {
            return complete::lines(&complete::complete(after, cursor_word));
        }
        let Some(command) = command.find_subcommand(first) else { return String::new() };
        return own(command, cursor_word, false);
    }
    own(&command, cursor_word, true)
}

/// The commands and options of callboard itself.
fn own(command: &clap::Command, cursor_word: &str, with_commands: bool) -> String {
    let mut lines = String::new();
    let mut add = |value: &str, about: Option<&clap::builder::StyledStr>| {
        if value.starts_with(cursor_word) {
            let about = about.map(ToString::to_string).unwrap_or_default();
            lines.push_str(&format!("{value}\t{}\n", about.lines().next().unwrap_or_default()));
        }
    };
    if cursor_word.starts_with('-') {
        for argument in command.get_arguments().filter(|it| !it.is_hide_set()) {
            if let Some(long) = argument.get_long() {
                add(&format!("--{long}"), argument.get_help());
            }
        }
    } else if with_commands {
        for command in command.get_subcommands().filter(|it| !it.is_hide_set()) {
            add(command.get_name(), command.get_about());
        }
    } else {
        for value in command.get_positionals().flat_map(clap::Arg::get_possible_values) {
            add(value.get_name(), value.get_help());
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    #[track_caller]
    fn check(line: &str, expect: Expect) {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let found = candidates(&words);
        let names: Vec<&str> = found.lines().map(|line| line.split('\t').next().unwrap_or_default()).collect();
        expect.assert_eq(&names.join(" "));
    }

    #[test]
    fn own_words_and_those_of_aws() {
        check("", expect!["aws serve local sql terraform stack status completion"]);
        check("s", expect!["serve sql stack status"]);
        check("completion ", expect!["bash zsh fish"]);
        check("serve --tls", expect!["--tls --tls-cert --tls-key"]);
        check("--target embedded aws ivs-realtime create-s", expect!["create-stage create-storage-configuration"]);
    }
}
