//! The names of commands on each level.

use callboard_model::naming;
use callboard_model::registry::{self, ServiceEntry};
use callboard_model::service::{Operation, Waiter};

use crate::customizations;
use crate::decode::alias::Aliases;
use crate::decode::parser::Choices;

/// Services, commands of the AWS CLI's own, and aliases.
pub struct TopLevelCommands<'a> {
    /// The user's aliases.
    pub aliases: Option<&'a Aliases>,
}

impl Choices for TopLevelCommands<'_> {
    fn has(&self, word: &str) -> bool {
        naming::cli_service(word).is_some()
            || customizations::TOP_LEVEL_COMMANDS.contains(&word)
            || self.aliases.is_some_and(|it| it.names(None).any(|name| name == word))
    }

    fn all(&self) -> Vec<String> {
        let services = registry::services().iter().map(|it| naming::cli_service_name(it.name));
        let aliases = self.aliases.iter().flat_map(|it| it.names(None));
        services.chain(customizations::TOP_LEVEL_COMMANDS).chain(aliases).map(str::to_owned).collect()
    }
}

/// Operations of a service, what the AWS CLI adds to them, and aliases.
pub struct ServiceCommands<'a> {
    /// The service.
    pub entry: &'static ServiceEntry,
    /// The word for it.
    pub service: &'a str,
    /// The user's aliases.
    pub aliases: Option<&'a Aliases>,
}

impl Choices for ServiceCommands<'_> {
    fn has(&self, word: &str) -> bool {
        operation_name(self.entry, self.service, word).is_some() || self.others().any(|it| it == word)
    }

    fn all(&self) -> Vec<String> {
        let operations = self.entry.operation_names().map(naming::cli_name);
        let operations = operations.filter(|it| !customizations::is_removed(self.service, it));
        operations.chain(self.others().map(str::to_owned)).collect()
    }
}

impl ServiceCommands<'_> {
    fn others(&self) -> impl Iterator<Item = &str> {
        let aliases = self.aliases.iter().flat_map(|it| it.names(Some(self.service)));
        let added = customizations::added_commands(self.service).map(|(command, _)| command);
        let unsupported = customizations::unsupported_commands(self.service).iter().copied();
        // Whether there are waiters is a matter of the model, which is read here only for `wait`.
        ["help", "wait"]
            .into_iter()
            .filter(|it| *it == "help" || self.has_waiters())
            .chain(added)
            .chain(unsupported)
            .chain(aliases)
    }

    fn has_waiters(&self) -> bool {
        !self.entry.service().waiters().is_empty()
    }
}

/// Waiters of a service.
pub struct WaitCommands {
    /// The waiters.
    pub waiters: &'static [Waiter],
}

impl Choices for WaitCommands {
    fn has(&self, word: &str) -> bool {
        word == "help" || self.waiters.iter().any(|it| naming::cli_name(it.name) == word)
    }

    fn all(&self) -> Vec<String> {
        self.waiters.iter().map(|it| naming::cli_name(it.name)).chain(["help".to_owned()]).collect()
    }
}

/// The operation that a command of a service stands for.
pub fn operation_of(entry: &'static ServiceEntry, service: &str, command: &str) -> Option<&'static Operation> {
    entry.service().operation(operation_name(entry, service, command)?)
}

fn operation_name(entry: &'static ServiceEntry, service: &str, command: &str) -> Option<&'static str> {
    if customizations::is_removed(service, command) {
        return None;
    }
    let added = customizations::added_commands(service).find(|(name, _)| *name == command);
    added.map(|(_, operation)| operation).or_else(|| naming::cli_operation(entry, command))
}
