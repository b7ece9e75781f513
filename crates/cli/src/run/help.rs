//! `help` on every level.

use std::io::Write;

use callboard_model::naming;
use callboard_model::registry::{self, ServiceEntry};
use callboard_model::service::Waiter;

use super::pager::Pager;
use crate::customizations;
use crate::decode::arguments::ArgumentTable;
use crate::decode::globals::Globals;
use crate::decode::operation::OperationCommand;
use crate::encode::error::Failure;
use crate::help::{HelpTopic, render};
use crate::host::Host;

/// Columns of a page on a terminal whose width is not known.
const DEFAULT_WIDTH: usize = 80;

/// `help`.
pub fn top(globals: &Globals, host: &dyn Host, out: &mut dyn Write) -> Result<i32, Failure> {
    let mut commands: Vec<String> =
        registry::services().iter().map(|it| naming::cli_service_name(it.name).to_owned()).collect();
    commands.extend(customizations::TOP_LEVEL_COMMANDS.map(str::to_owned));
    commands.sort();
    show(HelpTopic::Top { commands: &commands }, globals, host, out)
}

/// `configure help`.
pub fn configure(globals: &Globals, host: &dyn Host, out: &mut dyn Write) -> Result<i32, Failure> {
    let commands = ["export-credentials", "get", "import", "list", "list-profiles", "set"].map(str::to_owned);
    let topic = HelpTopic::Own {
        command: "configure",
        description: "Shows and edits the settings of profiles in the files `config` and `credentials`. Without a \
                      command it asks for keys, region and output format of the profile that `--profile` names. \
                      `get NAME` prints one setting, `set NAME VALUE` changes one and leaves every other line as it \
                      is, `list` says where each setting in force comes from, `export-credentials --format FORMAT` \
                      prints keys as a process, a shell or a config file wants them, `import --csv file://FILE` \
                      reads keys as AWS's console saves them.",
        synopsis: "aws configure [--profile <name>] [<command> [parameters]]",
        commands: &commands,
    };
    show(topic, globals, host, out)
}

/// `SERVICE help`.
pub fn service(
    entry: &'static ServiceEntry,
    command: &str,
    globals: &Globals,
    host: &dyn Host,
    out: &mut dyn Write,
) -> Result<i32, Failure> {
    let service = entry.service();
    let shown = |name: &&str| !service.operation(name).is_some_and(|it| it.deprecated);
    let mut commands: Vec<String> = (entry.operation_names().filter(shown).map(naming::cli_name))
        .filter(|it| !customizations::is_removed(command, it))
        .chain(customizations::added_commands(command).map(|(name, _)| name.to_owned()))
        .chain(["help".to_owned()])
        .chain((!service.waiters().is_empty()).then(|| "wait".to_owned()))
        .collect();
    commands.sort();
    show(HelpTopic::Service { entry, command, commands: &commands }, globals, host, out)
}

/// `SERVICE OPERATION help`.
pub fn operation(
    command: OperationCommand<'_>,
    globals: &Globals,
    host: &dyn Host,
    out: &mut dyn Write,
) -> Result<i32, Failure> {
    let arguments = &ArgumentTable::of(command.operation, command.parent, command.name);
    let topic = HelpTopic::Operation { operation: command.operation, command: command.name, arguments };
    show(topic, globals, host, out)
}

/// `SERVICE wait help`.
pub fn wait(
    entry: &'static ServiceEntry,
    globals: &Globals,
    host: &dyn Host,
    out: &mut dyn Write,
) -> Result<i32, Failure> {
    show(HelpTopic::Wait { service: entry.service() }, globals, host, out)
}

/// `SERVICE wait WAITER help`.
pub fn waiter(
    command: OperationCommand<'_>,
    waiter: &'static Waiter,
    globals: &Globals,
    host: &dyn Host,
    out: &mut dyn Write,
) -> Result<i32, Failure> {
    let arguments = &ArgumentTable::of(command.operation, command.parent, command.name);
    let topic = HelpTopic::Waiter { waiter, operation: command.operation, command: command.name, arguments };
    show(topic, globals, host, out)
}

fn show(topic: HelpTopic<'_>, globals: &Globals, host: &dyn Host, out: &mut dyn Write) -> Result<i32, Failure> {
    let text = render(topic, host, host.terminal_width().unwrap_or(DEFAULT_WIDTH));
    match Pager::for_help(globals, host)? {
        Some(mut pager) => {
            pager.write_all(text.as_bytes())?;
            pager.finish()?;
        }
        None => out.write_all(text.as_bytes())?,
    }
    Ok(0)
}
